"""Killed at any moment, it loses nothing and repeats nothing: the run after it ends where an undisturbed one would have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.rules import ROOT
from tests.origin import Origin, page
from tests.stories.field import ADDS, ADVANCES, CONFIRMS, CONTRADICTS, NOW, OLD, OTHER, REFINES, SUPERSEDES, Folder, after, serve, told
from tracker.store import Store


class Trial(NamedTuple):
    """How often the command was interrupted, how it ended then and how the run after it did, and the folder that is left."""

    step: int
    killed: int
    code: int
    folder: Folder


def trials(template: Folder, where: Path, *arguments: str) -> list[Trial]:
    """Kill a command at each of its steps; see `tests.stories.stage`."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.stories.stage", str(template.path), str(where), *arguments],
        cwd=ROOT,
        env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [[int(word) for word in line.split()] for line in ran.stdout.splitlines() if line[:1].isdigit()]
    return [Trial(step, killed, code, Folder(where / str(step))) for step, killed, code in rows]


def found(folder: Folder) -> tuple[object, ...]:
    """All findings, in no order, and what is believed in the end."""
    with Store.open(f"sqlite:///{folder.path / 'db' / 'tracker.sqlite3'}") as store:
        findings = sorted(
            (one.finding.verdict.value, one.finding.event or "", one.finding.tell, one.finding.quote) for one in store.unclaimed("-")
        )
        return findings, store.timeline()


@contextmanager
def offices(path: Path) -> Iterator[Folder]:
    """Three sources: two that overlap in what they tell, one that answers with an error page."""
    with Origin() as origin:
        origin.route("/law", serve([CONFIRMS, REFINES, ADVANCES, OTHER], etag='"1"'))
        origin.route("/fund", serve([CONTRADICTS, CONFIRMS, SUPERSEDES, ADDS, OLD]))
        origin.route("/broken", page(b"<html><title>503 Service Unavailable</title>", etag='"e"'))
        yield Folder(path).set_up(law=origin.url("/law"), fund=origin.url("/fund"), broken=origin.url("/broken"))


def test_a_poll_killed_at_any_step_is_made_good_by_the_next(tmp_path: Path) -> None:
    with offices(tmp_path / "template") as template:
        whole = Folder(tmp_path / "whole", template.sources).set_up()
        whole.poll()
        expected = (*found(whole), told(whole.digest(NOW)))
        all_trials = trials(template, tmp_path / "trials", "poll", "--now", NOW)
        for trial in all_trials[:-1]:
            # 3 where the only one that was left to look at was the broken one.
            assert (trial.killed, trial.code in (0, 3)) == (-9, True), trial
            assert (*found(trial.folder), told(trial.folder.digest(NOW))) == expected, trial
            if trial.step % 2 == 0:
                assert trial.folder.poll(after(hours=2))["law"]["outcome"] == "unchanged", "the cut look left a validator or a body behind"
                assert told(trial.folder.digest(after(hours=2))) == [], trial
    assert all_trials[-1].step > 10
    assert all_trials[-1].killed == 0


def test_a_digest_killed_at_any_step_is_written_by_the_next_call(tmp_path: Path) -> None:
    with offices(tmp_path / "template") as template:
        template.poll(NOW, "law")
        all_trials = trials(template, tmp_path / "trials", "digest", "--now", NOW)
        whole = all_trials[-1].folder
        expected = _files(whole)
        for trial in all_trials[:-1]:
            assert (trial.killed, trial.code) == (-9, 0), trial
            assert _files(trial.folder) == expected, trial
    assert all_trials[-1].step > 4
    assert len(told(json.loads(expected["run-2026-06-10T0900.json"]))) == 3


def _files(folder: Folder) -> dict[str, bytes]:
    """All digests with their evidence, but for the rest of a file that a killed run was writing."""
    top = folder.path / "digests"
    return {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file() and not path.name.endswith(".part")}


@pytest.mark.parametrize("series", ["run", "weekly"])
def test_a_digest_that_was_composed_and_not_written_is_written_before_the_next(tmp_path: Path, series: str) -> None:
    with offices(tmp_path) as folder:
        folder.poll()
        (tmp_path / "digests").write_text("in the way", encoding="utf-8")
        failed = folder.run("digest", "--series", series, now=NOW)
        (tmp_path / "digests").unlink()
        later = folder.run("digest", "--series", series, now=after(days=8))
        written = sorted(path.name for path in (tmp_path / "digests").glob("*.json"))
    assert (failed.code, "kept in the database" in failed.err) == (1, True)
    assert later.code == 0
    assert len(written) == 2
    first = json.loads((tmp_path / "digests" / written[0]).read_text(encoding="utf-8"))
    assert len(told(first)) == 7
