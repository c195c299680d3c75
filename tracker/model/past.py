"""The past of a source as an archive kept it: what is known to lie there, what was opened, and what was lost."""

from __future__ import annotations

from datetime import datetime

import msgspec

OWN = "own"
"""The kind of archive of what a source itself tells of its past."""

ELSEWHERE = "--from wayback, or --from with a file or folder, may have its captures"
"""What else can be done where a source tells nothing."""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A capture that an archive says it has: of which source, of which address, and when it was captured (UTC).

    `archive` is the kind of archive (`wayback`, `warc`, `folder` …), `reference` names the capture in it for good, so that it is known
    again and a person can find it: an address, a file with a place in it. `digest` is what the archive says of the bytes, where it does:
    two captures of one address with the same are the same. `part`: it is one of several pages that the source has, such as that of a
    year: what another page says is neither gone from it nor new in it.
    """

    source: str
    url: str
    at: datetime
    archive: str
    reference: str
    digest: str | None = None
    part: bool = False


class PastCapture(msgspec.Struct, frozen=True, kw_only=True):
    """A capture that was opened: what was listed, with the bytes (decompressed) and what the server then said they were."""

    listed: Listed
    body: bytes
    content_type: str | None = None
    status: int = 200


class Lost(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive has and does not give, or not whole. `reference` says where, `why` in words for a person.

    `passing`: it may be had at another time, and is asked for again by the next run.
    """

    archive: str
    reference: str
    why: str
    passing: bool = False


class Elsewhere(msgspec.Struct, frozen=True):
    """A host (or a folder, or a source's id) of which an archive holds captures though no source is there: how many, and one of them."""

    place: str
    captures: int
    such_as: str


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds beside what was asked for.

    `others` are captures of no source, at so many `places` (1,000 are counted at most), of which `most` has the most frequent. `unasked`
    are captures of sources that were not asked for, by their ids. `outside` are captures of the sources that lie outside of the days,
    `statuses` answers of theirs that are no captures, by their status (0 where none can be read).
    """

    others: int = 0
    places: int = 0
    most: tuple[Elsewhere, ...] = ()
    unasked: dict[str, int] = {}
    outside: int = 0
    statuses: dict[int, int] = {}
