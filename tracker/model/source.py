"""What is watched: one source, as `sources.yaml` declares it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import msgspec


class Label(msgspec.Struct, frozen=True):
    """One name in the two languages that the tracker speaks."""

    ja: str
    en: str

    def of(self, lang: str) -> str:
        """The name in `lang` ("ja" or "en")."""
        return self.ja if lang == "ja" else self.en


class Authority(StrEnum):
    """Whose word it is, strongest first. A status changes only on an official word or on two independent ones."""

    GAZETTE = "gazette"
    OFFICIAL = "official"
    ORGANISATION = "organisation"
    PRESS = "press"
    AGGREGATOR = "aggregator"

    @property
    def rank(self) -> int:
        """0 is the strongest."""
        return list(Authority).index(self)

    @property
    def is_official(self) -> bool:
        """Whether one such source alone changes a status."""
        return self in (Authority.GAZETTE, Authority.OFFICIAL)


class Terms(msgspec.Struct, frozen=True):
    """What the publisher allows: whether bodies may be passed on, how many characters may be quoted, how to name it."""

    redistribute: bool = False
    quote: int = 200
    attribution: str | None = None


class Backfill(msgspec.Struct, frozen=True, kw_only=True):
    """Where the past of a source can be had.

    `archives` are web archives that hold its address (`wayback`, `warp`), and `own` where its server tells its past by itself, which is
    asked whether it is named or not; `pages` are addresses of its own that reach further back,
    with `{year}` and its like in the place of what counts on.
    """

    archives: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()


ADAPTIVE = "adaptive"
"""The rhythm of a source whose past says how often it is looked at."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is polled. `options` holds the keys that belong to its kind alone (select, remove, follow …).

    `every` is the longest time between two looks; `rhythm` is ADAPTIVE, or the moments in Japan as cron writes them, else None.
    `window` is how far back one capture reaches, None where that is not known; `note` says what is odd about it;
    `unverified` marks an address that nobody has seen answer.
    """

    id: str
    name: Label
    kind: str
    url: str
    authority: Authority
    lang: str
    every: timedelta
    timeout: timedelta
    tracks: tuple[str, ...]
    publisher: Label | None = None
    terms: Terms = Terms()
    silent_normal: bool = False
    fallback: str | None = None
    background_after: timedelta = timedelta(days=14)
    window: timedelta | None = None
    rhythm: str | None = None
    backfill: Backfill | None = None
    note: str | None = None
    unverified: bool = False
    options: dict[str, str | tuple[str, ...]] = {}


class SourceWarning(msgspec.Struct, frozen=True):
    """Something that `sources.yaml` leaves unseen though it is no fault: the line and the key that it is about, and what to do."""

    line: int
    key: str
    message: str


class SourcesFile(msgspec.Struct, frozen=True):
    """All that `sources.yaml` comes to: the sources in its order, and what it leaves unseen."""

    sources: tuple[Source, ...]
    warnings: tuple[SourceWarning, ...] = ()
