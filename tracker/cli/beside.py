"""What an archive holds beside what was asked for, in words: why little or nothing came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import urlsplit

from tracker.cli import shown
from tracker.model.past import Beside
from tracker.model.source import Source

_MOST_NAMED = 3


def in_words(beside: Beside, sources: Iterable[Source], *, came: bool) -> Iterator[str]:
    """A line for each thing that was passed over. `came`: something came of the archive all the same."""
    if beside == Beside():
        if not came:
            yield "nothing in it could be a capture"
        return
    if beside.others:
        places = [f"{shown(one.place)} {one.captures:,} (such as {shown(one.such_as)})" for one in beside.most]
        places += [f"and {beside.places - len(beside.most):,} more"] if beside.places > len(beside.most) else []
        yield f"{beside.others:,} captures in it are of no source: {', '.join(places)}"
        for one in islice(_neighbours(beside, sources), _MOST_NAMED):
            yield f"  on {_host(one.url)} is {one.id}, at {one.url}"
        if not came:
            yield "  a source is made of an address by tracker sources add URL"
    if beside.unasked:
        yield f"{sum(beside.unasked.values()):,} captures are of sources that were not asked for: {_counted(beside.unasked)}"
    if beside.outside:
        yield f"{beside.outside:,} captures lie outside of these days"
    if beside.statuses:
        statuses = {str(status or "none that can be read"): number for status, number in beside.statuses.items()}
        yield f"{sum(statuses.values()):,} answers of sources are no captures, by their status: {_counted(statuses)}"


def _neighbours(beside: Beside, sources: Iterable[Source]) -> Iterator[Source]:
    """Sources on the hosts of what no source has: perhaps one of them was meant."""
    places = {one.place.removeprefix("www.") for one in beside.most}
    return (one for one in sources if _host(one.url).removeprefix("www.") in places)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _counted(numbers: dict[str, int]) -> str:
    most = sorted(numbers.items(), key=lambda one: -one[1])[:_MOST_NAMED]
    return ", ".join([*(f"{name} {number:,}" for name, number in most), *(["…"] if len(numbers) > len(most) else [])])
