"""New laws by words of their title: what the law API lists under them, asked for from the newest that is known.

Titles of laws are written in full-width letters: `AI` names none, `ＡＩ` does. The words are therefore asked for as laws write them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from urllib.parse import urlencode

import msgspec

from tracker.kinds.law_revisions import Answer, LawInfo, Revision, revision_blocks
from tracker.model.document import Block

SECTION = "題名"
MOST_TITLES = 20
_LATE = timedelta(days=60)
"""A law is listed days or weeks after it was promulgated: so far back is asked again."""
_PAGE = 100
_MOST_PAGES = 5
_FULL_WIDTH = {ord(char): ord(char) + 0xFEE0 for char in map(chr, range(0x21, 0x7F))} | {0x20: 0x3000}


class Listed(msgspec.Struct, frozen=True):
    """One law of a list, in the revision that is in force, or the first that will be."""

    law_info: LawInfo
    revision_info: Revision


class Titled(msgspec.Struct, frozen=True):
    """The laws that were found by one word, the newest first."""

    asked: str
    found: tuple[Listed, ...] = ()


class Page(msgspec.Struct, frozen=True):
    """The answer of `/laws`."""

    total_count: int
    laws: tuple[Listed, ...]


def as_titles_are_written(word: str) -> str:
    """A word with all its letters, digits and marks in full width."""
    return word.translate(_FULL_WIDTH)


def address_of(url: str, word: str, known: Sequence[Listed], since: str | None, offset: int) -> str:
    """Where the laws of a word are listed: those since a day, and of those that are known only the latest once more."""
    newest = max((day for one in known if (day := _day(one.law_info.promulgation_date))), default=None)
    start = (newest - _LATE).isoformat() if newest else since
    asked: dict[str, str | int] = {"law_title": as_titles_are_written(word), "response_format": "json", "limit": _PAGE}
    if start:
        asked["promulgation_date_from"] = max(start, since or "")
    if offset:
        asked["offset"] = offset
    return f"{url.rstrip('/')}/laws?{urlencode(asked)}"


def is_last(page: Page, so_far: int) -> bool:
    """Whether nothing stands behind this page of a list, which makes `so_far` laws, or nothing more is asked for."""
    return not page.laws or so_far >= page.total_count or so_far >= _PAGE * _MOST_PAGES


def merged(known: Sequence[Listed], came: Sequence[Listed]) -> tuple[Listed, ...]:
    """What was known and what came, each law once as it was told last, the newest first."""
    by_id: Mapping[str, Listed] = {one.law_info.law_id: one for one in (*known, *came)}
    return tuple(sorted(by_id.values(), key=lambda one: (one.law_info.promulgation_date or "", one.law_info.law_id), reverse=True))


def titled_blocks(titled: Sequence[Titled], site: str, named: Sequence[str]) -> list[Block]:
    """What is told of each law, whichever word found it, but for those that the source names anyway."""
    found = {one.law_info.law_id: one for word in titled for one in word.found}
    blocks: list[Block] = []
    for law, one in found.items():
        if law not in named and one.law_info.law_num not in named:
            blocks += revision_blocks(Answer(one.law_info, (one.revision_info,)), f"{site}/law/{law}", f"{SECTION}/{law}")
    return blocks


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
