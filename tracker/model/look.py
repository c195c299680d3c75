"""One look at a source: what is asked of the network, what came back, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec


class Outcome(StrEnum):
    """What came of one look. Only CHANGED and FIRST lead to changes; all others leave the last good version."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FIRST = "first"
    BLOCKED = "blocked"
    ERROR_PAGE = "error-page"
    EMPTY = "empty"
    SHRUNK = "shrunk"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def looked(self) -> bool:
        """Whether the source was really seen."""
        return self in (Outcome.CHANGED, Outcome.UNCHANGED, Outcome.FIRST)


class Validators(msgspec.Struct, frozen=True):
    """The server's own words for a version, echoed verbatim in the next request and never made up."""

    etag: str | None = None
    last_modified: str | None = None


class Mailbox(msgspec.Struct, frozen=True, kw_only=True):
    """A mailbox on this machine, and whose messages are wanted of it.

    `path` is a Maildir, an mbox or a folder of .eml files, as `sources.yaml` names it; `senders` are addresses or `@domain`s.
    """

    path: str
    senders: tuple[str, ...]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request that a kind wants made. `timeout` is for the whole exchange, in seconds.

    With a `form` (names and values) it is a POST of that form, and otherwise a GET. A redirect turns it into a GET, as in a browser,
    unless the server asks for the same again (307, 308). `gap` is how many seconds its host wants between two requests, where that is
    more than the manners of the fetcher.

    Where there is a `mailbox`, that is read instead of asking the network, and `url` only says where a person finds the same.
    A look can begin with a mailbox and never come to one later: nothing that was fetched names a file.
    """

    url: str
    validators: Validators = Validators()
    accept: str = "*/*"
    timeout: float = 30.0
    form: tuple[tuple[str, str], ...] = ()
    gap: float = 0.0
    mailbox: Mailbox | None = None


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, whatever it was. Exactly one of `status` and `error` is set.

    `body` is decompressed; `redirects` are the addresses passed through, first asked to last but one;
    `error_code` is a word of a fixed list (see `fetch`), `retry_after` is in seconds, `duration` in milliseconds.
    `moved`: every redirect on the way was one for good, and this is where the address leads from now on.
    `cache_control` is the header of that name, as it came; `fresh_for` are the seconds for which the server says that nothing changes.
    """

    url: str
    status: int | None = None
    body: bytes = b""
    content_type: str | None = None
    validators: Validators = Validators()
    redirects: tuple[str, ...] = ()
    duration: int = 0
    error: str | None = None
    error_code: str | None = None
    transient: bool = False
    retry_after: float | None = None
    moved: str | None = None
    cache_control: str | None = None
    fresh_for: float | None = None


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes as they were captured, with what is needed to read them: the input of an extractor."""

    body: bytes
    url: str
    content_type: str | None = None


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes named by their SHA-256 (`sha256:<64 hex>`), stored once."""

    id: str
    body: bytes


class Fetch(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the coverage ledger: one attempt to look, whatever came of it. Times are UTC.

    `page` is the canonical address of a page that the source leads to, None where the source itself was looked at;
    `by_hand` marks what a person saved and handed in. `archive` is the kind of archive that kept it, and `reference` its place there,
    where nobody of ours looked: then `at` is when it was captured. `part`: the page is one of several that the source has, and is read
    as the source is.
    """

    source: str
    at: datetime
    outcome: Outcome
    url: str
    status: int | None = None
    content_type: str | None = None
    validators: Validators = Validators()
    size: int = 0
    duration: int = 0
    redirects: tuple[str, ...] = ()
    snapshot: str | None = None
    error: str | None = None
    error_code: str | None = None
    possible_gap: bool = False
    page: str | None = None
    by_hand: bool = False
    archive: str | None = None
    reference: str | None = None
    part: bool = False


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered of a source between looks. `sequence` rises with each look and guards the lease."""

    source: str
    sequence: int = 0
    next_due: datetime | None = None
    lease_until: datetime | None = None
    lease_owner: str | None = None
    validators: Validators = Validators()
    snapshot: str | None = None
    failures: int = 0
    last_look: datetime | None = None
    last_success: datetime | None = None
    last_change: datetime | None = None
