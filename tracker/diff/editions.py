"""Which two documents of a subject are meant."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.model.redline import Edition


def chosen(editions: Sequence[Edition], since: str | None, until: str | None) -> tuple[Edition, Edition] | str:
    """The two that are held against each other, or why that cannot be said. `editions` are in order, oldest first.

    `since` and `until` are each a version, a stage, a day or `#` and the number of a document. Without `until` it is the last one,
    without `since` the one before it.
    """
    if len(editions) < 2:
        there = f"there is only {_listed(editions)}" if editions else "no document that speaks of it is in the database"
        return f"{there}; two are needed: poll its sources, or try two files with --redline"
    last = _one(editions, until) if until is not None else editions[-1]
    if isinstance(last, str):
        return last
    earlier = editions[: editions.index(last)]
    if since is not None:
        first = _one([one for one in editions if one is not last], since)
        return first if isinstance(first, str) else (first, last)
    return (earlier[-1], last) if earlier else f"nothing is older than {_name(last)}; there are {_listed(editions)}"


def _one(editions: Sequence[Edition], wanted: str) -> Edition | str:
    found = [one for one in editions if _is(one, wanted)]
    if len(found) == 1:
        return found[0]
    if not found:
        return f"no document is {wanted!r}; there are {_listed(editions)}"
    return f"{wanted!r} may be any of {_listed(found)}; give the number with its #"


def _is(one: Edition, wanted: str) -> bool:
    if wanted.startswith("#"):
        return wanted[1:] == str(one.document)
    bare = wanted.lower().removeprefix("v")
    days = {day.isoformat() for day in (one.when.earliest, one.when.latest, one.seen.date()) if day}
    return (one.version is not None and bare == one.version.lower()) or wanted == one.stage or wanted in days


def _listed(editions: Sequence[Edition]) -> str:
    return ", ".join(map(_name, editions))


def _name(one: Edition) -> str:
    return f"#{one.document} {one.name} ({one.source})"
