"""Bytes that are archived no more: an export says which, has all the rest, and is good."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import BinaryIO

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.stories.kept import keep
from tracker import __version__, plugins
from tracker.app import open_tracker
from tracker.config.settings import read_settings
from tracker.errors import StoreError
from tracker.model.look import Snapshot
from tracker.publish.bundle import write_bundle
from tracker.publish.bundle_check import verify_bundle
from tracker.publish.bundle_form import MISSING
from tracker.publish.exports import Export
from tracker.publish.exports_warc import write_warc
from tracker.store import Store


class Dropping(Store):
    """A store that has let go of some bytes, as it says itself."""

    dropped = ""

    def snapshot(self, name: str) -> Snapshot | None:
        if name == self.dropped:
            raise StoreError(f"{name}: its bytes were dropped")
        return super().snapshot(name)


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """What is kept, without the bytes that the first look brought and a later one brought again."""
    path: Path = keep(tmp_path_factory.mktemp("kept")).path
    url = f"sqlite:///{path}/db/tracker.sqlite3"
    settings = read_settings({}, sources=path / "sources.yaml", timeline=path / "db" / "timeline.yaml", database_url=url)
    tracker = open_tracker(settings, only_reads=True)
    with tracker.store.view() as view:
        looks = [fetch for _, fetch in view.looks() if fetch.snapshot is not None]
    tracker.store.close()
    counted = Counter(fetch.snapshot for fetch in looks)
    store = Dropping.open(url)
    store.dropped = next(name for name, times in counted.items() if name and times > 1)
    return Export(store=store, sources=tracker.sources, pack=tracker.seed.pack, version=__version__)


def test_a_bundle_names_what_is_archived_no_more_and_is_good(lost: Export) -> None:
    out: BinaryIO = io.BytesIO()
    manifest = write_bundle(lost, out, None)
    assert [one.why for one in manifest.left_out if one.reason == MISSING] == [f"{lost.store.dropped}: its bytes were dropped"]  # type: ignore[attr-defined]
    found = verify_bundle(out, plugins.kind)
    assert found.faults == ()
    assert found.quotes > 0
    assert found.unread > 2


def test_an_archive_has_what_is_left_and_says_which_looks_are_lost(lost: Export) -> None:
    out = io.BytesIO()
    written = write_warc(lost, out, "archive.warc")
    assert (written.responses, written.revisits, written.resources, len(written.lost)) == (2, 0, 1, 2)
    assert all("its bytes were dropped" in line for line in written.lost)
    out.seek(0)
    told = Counter(record.rec_type for record in ArchiveIterator(out, check_digests="raise"))
    assert told == {"warcinfo": 1, "response": 2, "request": 2, "resource": 1}
