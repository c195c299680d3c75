"""They changed is not we changed: an extractor that reads differently than before tells nobody anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from tests.stories.field import ADDS, CONFIRMS, REFINES, after, office, serve
from tracker import plugins
from tracker.app import open_tracker, watch_of
from tracker.config.settings import read_settings
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Outcome
from tracker.model.source import Source
from tracker.ports import Kind, Look
from tracker.watch.pipeline import Row, poll


class Rereading:
    """The built-in feed kind in a later version that keys and words its entries differently."""

    options: frozenset[str] = frozenset()

    def __init__(self, *, version: int, windowed: bool, change: Callable[[Block], Block]) -> None:
        self.version = version
        self.windowed = windowed
        self._change = change

    def look(self, source: Source) -> Look:
        return plugins.kind("feed").look(source)

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:
        document = plugins.kind("feed").extract(capture, options)
        return msgspec.structs.replace(document, windowed=self.windowed, blocks=tuple(self._change(block) for block in document.blocks))


def same(block: Block) -> Block:
    return block


def other_key(block: Block) -> Block:
    return msgspec.structs.replace(block, key=f"other:{block.key}")


def other_words(block: Block) -> Block:
    return msgspec.structs.replace(block, title=f"{block.title} (read anew)")


def look(folder: Path, kind: Kind, hours: int) -> Row:
    """One pass with this kind in place of the installed one, some hours later."""
    settings = read_settings(
        {"TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        sources=folder / "sources.yaml",
        timeline=folder / "db" / "timeline.yaml",
        database_url=f"sqlite:///{folder}/db/tracker.sqlite3",
        now=after(hours=hours),
    )
    tracker = open_tracker(settings)
    with tracker.store:
        watch = replace(watch_of(tracker), kind=lambda _: kind)
        return poll(watch, ["office"], tracker.now, lambda _: None)[0]


@pytest.mark.parametrize("windowed", [True, False])
@pytest.mark.parametrize("change", [other_key, other_words])
def test_an_extractor_that_reads_differently_finds_only_what_is_new(
    tmp_path: Path, windowed: bool, change: Callable[[Block], Block]
) -> None:
    with office(tmp_path, CONFIRMS, REFINES) as (origin, folder):
        before = look(folder.path, Rereading(version=1, windowed=windowed, change=same), 0)
        later = Rereading(version=2, windowed=windowed, change=change)
        quiet = look(folder.path, later, 2)
        origin.route("/feed", serve([ADDS, CONFIRMS, REFINES]))
        row = look(folder.path, later, 4)
    assert (before.outcome, before.changes) == (Outcome.FIRST, 2)
    assert (quiet.outcome, quiet.changes) == (Outcome.UNCHANGED, 0)
    assert (row.outcome, row.changes) == (Outcome.CHANGED, 1)
