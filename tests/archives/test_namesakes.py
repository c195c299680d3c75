"""Two captures of one moment whose files are called alike are told apart by their bytes, and one that came before by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.archives.made import NEWS, SOURCES
from tests.archives.warcs import response, write
from tracker.archives.places import archive_at
from tracker.store import Store
from tracker.watch.backfill import BroughtIn, Heard, Wish, bring_in, listed_anew

NOW = datetime(2026, 8, 22, tzinfo=UTC)
WISH = Wish(sources=SOURCES, since=datetime(2020, 1, 1, tzinfo=UTC), until=NOW)
AT = "2026-05-21T12:00:00Z"


def folder(place: Path, body: bytes) -> Path:
    place.mkdir(parents=True)
    (place / "oak-news_20260521120000.html").write_bytes(body)
    return place


def warc(place: Path, body: bytes) -> Path:
    return write(place / "crawl.warc.gz", [response(NEWS.url, AT, body)])


def run(store: Store, place: Path) -> BroughtIn:
    return bring_in(store, archive_at(place, None), WISH, NOW, Heard(total=lambda _: None, capture=lambda _: None, lost=lambda _: None))


def left(store: Store, place: Path) -> int:
    return len(list(listed_anew(store, archive_at(place, None), WISH, NOW, lambda _: None, lambda _: None)))


@pytest.mark.parametrize("made", [folder, warc])
def test_the_same_name_and_moment_with_other_bytes_is_another_capture(tmp_path: Path, made: object) -> None:
    assert callable(made)
    one, other, copy = (made(tmp_path / name, body) for name, body in (("a", b"<p>acorns"), ("b", b"<p>beech"), ("c", b"<p>acorns")))
    with Store.open(f"sqlite:///{tmp_path / 'past.sqlite3'}") as store:
        assert (run(store, one).new, left(store, other), run(store, other).new) == (1, 1, 1)
        for place in (one, other, copy):
            assert left(store, place) == 0
            came = run(store, place)
            assert (came.new, came.known, came.lost) == (0, 1, 0)
        kept = {fetch.reference: store.snapshot(fetch.snapshot or "") for _, fetch, _ in store.planned_looks(store.plan(whole=True)[1])}
    (first, of_first), (second, of_second) = sorted(kept.items(), key=lambda item: len(item[0] or ""))
    assert of_first is not None
    assert of_second is not None
    assert (of_first.body, of_second.body) == (b"<p>acorns", b"<p>beech")
    assert second == f"{first} ({of_second.id[:19]})", "a person sees which of the two is meant"


def test_one_page_that_lies_in_a_folder_twice_was_seen_once(tmp_path: Path) -> None:
    place = folder(tmp_path / "a", b"<p>acorns")
    folder(place / "again", b"<p>acorns")
    with Store.open(f"sqlite:///{tmp_path / 'past.sqlite3'}") as store:
        came = run(store, place)
    assert (came.new, came.known) == (1, 1)
