"""What a trial of a source shows: two looks, what was read in them, and everything that is odd about it."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tracker.model.look import Outcome


class Quirk(msgspec.Struct, frozen=True):
    """Something odd about a source: a word of a fixed list for programs, and a sentence for people."""

    word: str
    told: str


class SourceCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What two looks at one source showed. Nothing of it is recorded.

    `outcome` is `first` where it could be read. `newest` and `oldest` are of its dated blocks, `window` how far back they reach.
    `robots` is `allows`, `refuses`, `no rules` or None where it was not asked. `not_modified`: the second look was answered with 304;
    `agrees`: both looks said the same, None where there was no second one. `differs` are samples of what did not.
    """

    id: str
    kind: str
    url: str
    outcome: Outcome
    why: str | None = None
    blocks: int = 0
    newest: datetime | None = None
    oldest: datetime | None = None
    window: timedelta | None = None
    every: timedelta
    samples: tuple[str, ...] = ()
    size: int = 0
    content_type: str | None = None
    encoding: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    cache_control: str | None = None
    not_modified: bool | None = None
    agrees: bool | None = None
    differs: tuple[str, ...] = ()
    robots: str | None = None
    moved: str | None = None
    redirects: tuple[str, ...] = ()
    note: str | None = None
    quirks: tuple[Quirk, ...] = ()


class Candidate(msgspec.Struct, frozen=True):
    """A selector by which the content of a page could be read: how many characters stand there, and how they begin."""

    select: str
    size: int
    begins: str


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What a page offers to whoever wants to watch it. `feeds` are absolute addresses with their titles; the best selector is first."""

    title: str | None = None
    lang: str | None = None
    feeds: tuple[tuple[str, str | None], ...] = ()
    selectors: tuple[Candidate, ...] = ()


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """How an address could be watched: an entry of `sources.yaml` as it is to be written, and what would be read.

    `tracks` are those whose subjects were named, most often first; `feeds` those of the page, each with what came of it.
    """

    id: str
    title: str
    kind: str
    url: str
    authority: str
    lang: str
    every: timedelta
    window: timedelta | None = None
    tracks: tuple[str, ...] = ()
    options: dict[str, str | tuple[str, ...]] = {}
    blocks: int = 0
    newest: datetime | None = None
    samples: tuple[str, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()
    selectors: tuple[Candidate, ...] = ()
