"""Other processes read ahead what this one would read: the same, in the same order, whatever becomes of them."""

from __future__ import annotations

import multiprocessing
from collections.abc import Generator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.archives.field import source
from tracker import plugins
from tracker.model.look import Capture, Fetch, Outcome, Snapshot
from tracker.store.past import Planned
from tracker.watch.outcome import snapshot_id
from tracker.watch.reading_ahead import GIVEN_AHEAD, read_ahead
from tracker.watch.reading_ahead import WORTH_IT as COUNT

SOURCES = {name: source(name, url=f"https://{name}.example/", select="main") for name in ("ash", "beech")}


def looks(count: int) -> Iterator[tuple[Planned, Fetch, Snapshot | None]]:
    """Captures of two sources in turn; each third says what the one before it did, one look saw nothing, one is of a page behind."""
    for number in range(count):
        name = "ash" if number % 2 else "beech"
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        body = f"<html><main><h1>森</h1><p>第{number // 6}の苗木</p></main></html>".encode()
        page = "https://ash.example/behind" if number == 7 else None
        snapshot = None if number == 5 else Snapshot(id=snapshot_id(body), body=body)
        fetch = Fetch(source=name, at=at, outcome=Outcome.CHANGED, url=SOURCES[name].url, page=page)
        yield Planned(number, name, at, page, "folder"), fetch, snapshot


def test_what_others_read_is_what_this_process_would_read() -> None:
    found = list(read_ahead(looks(COUNT), SOURCES, COUNT, processors=2))
    assert [(one.look, one.fetch, one.body) for one in found] == list(looks(COUNT))
    kind = plugins.kind("page")
    elsewhere = [one for one in found if one.document is not None]
    for one in elsewhere:
        assert one.body is not None
        capture = Capture(body=one.body.body, url=one.fetch.url, content_type=None)
        assert one.document == kind.extract(capture, SOURCES[one.look.source].options)
    assert len(elsewhere) == len({(one.look.source, one.body.id) for one in found if one.body is not None and one.look.page is None})
    assert multiprocessing.active_children() == []


def large(count: int) -> Iterator[tuple[Planned, Fetch, Snapshot | None]]:
    """Captures, and documents, that no pipe has room for."""
    text = "樫の苗木を植える。" * 30_000
    for look, fetch, _ in looks(count):
        body = f"<html><main><h1>森</h1><p>{look.number} {text}</p></main></html>".encode()
        yield look, fetch, Snapshot(id=snapshot_id(body), body=body)


def test_captures_that_fill_a_pipe_hold_nobody_up() -> None:
    found = list(read_ahead(large(24), SOURCES, COUNT, processors=3))
    assert [one.look.number for one in found] == list(range(24))
    assert sum(one.document is not None for one in found) == 23
    assert multiprocessing.active_children() == []


def test_who_wants_no_more_ends_the_readers() -> None:
    ahead = read_ahead(large(24), SOURCES, COUNT, processors=3)
    assert isinstance(ahead, Generator)
    next(ahead)
    ahead.close()
    assert multiprocessing.active_children() == []


def test_a_reader_that_is_ended_leaves_the_rest_to_this_process() -> None:
    seen = []
    for place, one in enumerate(read_ahead(looks(COUNT), SOURCES, COUNT, processors=2)):
        seen.append(one)
        if place == 50:
            for child in multiprocessing.active_children():
                child.kill()
    assert [one.look.number for one in seen] == list(range(COUNT))
    # What it had read by then may still come; of what follows it was given no more than that.
    assert sum(one.document is not None for one in seen[51:]) <= 2 * GIVEN_AHEAD


@pytest.mark.parametrize("count", [0, 12])
def test_a_few_are_not_worth_another_process(count: int) -> None:
    for one in read_ahead(looks(count), SOURCES, count):
        assert one.document is None
        assert multiprocessing.active_children() == []
