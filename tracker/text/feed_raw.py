"""A feed as it was written: strings only, nothing read or cleaned. What the XML reader and the JSON reader both give."""

from __future__ import annotations

import re
from typing import NamedTuple

_POSITION = re.compile(r"(?:[a-z]{0,12}[\W_]*)?\d{1,3}", re.IGNORECASE)
"""item_1, 12: a place in the list rather than a name."""


class Written(NamedTuple):
    """A text as it stands in the feed. `markup` says whether it is HTML; None where the format leaves that open."""

    value: str
    markup: bool | None = None


class RawEntry(NamedTuple):
    """One entry. `texts` are its summary and its contents; `link` may be relative; dates are as written."""

    title: Written | None = None
    texts: tuple[Written, ...] = ()
    link: str | None = None
    guid: str | None = None
    published: str | None = None
    updated: str | None = None


class RawFeed(NamedTuple):
    """A feed in its own order. `broken` says in words what is wrong with it, where it could be read all the same."""

    title: Written | None
    lang: str | None
    link: str | None
    entries: tuple[RawEntry, ...]
    broken: str | None = None


def is_permanent(guid: str) -> bool:
    """Whether an id looks like a name that is given once, and not like a place in the list."""
    return not _POSITION.fullmatch(guid.strip())
