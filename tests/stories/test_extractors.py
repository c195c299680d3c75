"""They changed is not we changed: an extractor that reads differently than before tells nobody anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import update

from tests.stories.field import ADDS, CONFIRMS, REFINES, after, office, serve
from tracker import plugins
from tracker.app import Tracker, open_tracker, watch_of
from tracker.config.settings import read_settings
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Outcome
from tracker.model.source import Source
from tracker.ports import Kind, Look
from tracker.store.engine import writing
from tracker.store.tables import document
from tracker.watch.pipeline import Row, poll
from tracker.watch.rederive import Rederived, count_older, rederive


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


@contextmanager
def opened(folder: Path, hours: int) -> Iterator[Tracker]:
    settings = read_settings(
        {"TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        sources=folder / "sources.yaml",
        timeline=folder / "db" / "timeline.yaml",
        database_url=f"sqlite:///{folder}/db/tracker.sqlite3",
        now=after(hours=hours),
    )
    tracker = open_tracker(settings)
    with tracker.store:
        yield tracker


def look(folder: Path, kind: Kind, hours: int) -> Row:
    """One pass with this kind in place of the installed one, some hours later."""
    with opened(folder, hours) as tracker:
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


def anew(folder: Path, kind: Kind, hours: int, *, most: int = 100) -> tuple[tuple[Rederived, ...], int]:
    """What a re-derivation makes that is killed after so many documents, and how many it leaves."""
    done: list[str] = []

    def on_document(source: str) -> None:
        done.append(source)
        if len(done) == most:
            raise KeyboardInterrupt

    made: tuple[Rederived, ...] = ()
    with opened(folder, hours) as tracker:
        sources = tuple(tracker.sources.values())
        with suppress(KeyboardInterrupt):
            made = rederive(tracker.store, sources, lambda _: kind, on_document)
        return made, count_older(tracker.store, sources, lambda _: kind)


@pytest.mark.parametrize("windowed", [True, False])
@pytest.mark.parametrize("change", [other_key, other_words])
def test_what_is_stored_is_read_anew_once_and_nobody_is_told(tmp_path: Path, windowed: bool, change: Callable[[Block], Block]) -> None:
    early, later = (Rereading(version=version, windowed=windowed, change=what) for version, what in ((1, same), (2, change)))
    with office(tmp_path, CONFIRMS) as (origin, folder):
        look(folder.path, early, 0)
        for hours, items in ((2, [REFINES, CONFIRMS]), (4, [ADDS, REFINES, CONFIRMS])):
            origin.route("/feed", serve(items))
            look(folder.path, early, hours)
        assert anew(folder.path, early, 5) == ((Rederived(id="office"),), 0), "there is nothing older yet"
        told = [folder.run("why", "どんぐり法").out, folder.run("timeline", "--format", "json").out]
        assert anew(folder.path, later, 5, most=1) == ((), 2), "killed after the first of three"
        assert anew(folder.path, later, 5) == ((Rederived(id="office", reread=2),), 0), "the next call goes on"
        assert anew(folder.path, later, 6) == ((Rederived(id="office"),), 0)
        assert [folder.run("why", "どんぐり法").out, folder.run("timeline", "--format", "json").out] == told
        assert look(folder.path, later, 8) == Row(id="office", outcome=Outcome.UNCHANGED)
        origin.route("/feed", serve([ADDS, CONFIRMS]) if windowed else serve([CONFIRMS, ADDS, REFINES]))
        assert look(folder.path, later, 10).findings == 0, "what comes back in the words of today is known"


def test_a_capture_that_is_no_good_one_any_more_stays_as_it_was_read(tmp_path: Path) -> None:
    def refuse(block: Block) -> Block:
        raise ValueError(block.key)

    broken = Rereading(version=2, windowed=False, change=refuse)
    with office(tmp_path, CONFIRMS) as (_, folder):
        look(folder.path, Rereading(version=1, windowed=False, change=same), 0)
        ((row,), left) = anew(folder.path, broken, 2)
        with opened(folder.path, 3) as tracker:
            current = tracker.store.current_document("office")
    assert (row.documents, row.unreadable, left) == (1, 1, 0)
    assert "ValueError" in (row.why or "")
    assert current is not None
    assert [block.title for block in current.document.blocks] == [CONFIRMS.title]


def test_the_command_says_what_it_did_and_touches_nothing_twice(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, REFINES) as (_, folder):
        folder.poll()
        with opened(folder.path, 1) as tracker, writing(tracker.store.engine) as connection:
            connection.execute(update(document).values(rules=0))
        ran = folder.run("rederive", "office", "--json")
        again = folder.run("rederive")
        unknown = folder.run("rederive", "nowhere")
    assert (ran.code, {name: ran.json[name] for name in ("documents", "kept", "left")}) == (0, {"documents": 1, "kept": 1, "left": 0})
    assert [row["id"] for row in ran.json["sources"]] == ["office"]
    assert (again.code, again.out, again.err) == (0, "", "nothing is older than this program\n")
    assert (unknown.code, "no source is called nowhere" in unknown.err) == (2, True)
