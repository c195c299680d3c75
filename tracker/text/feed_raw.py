"""A feed as it was written: strings only, nothing read or cleaned. What the XML reader and the JSON reader both give."""

from __future__ import annotations

from typing import NamedTuple


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
