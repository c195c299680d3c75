"""A small benchmark is right in every round: what did not change costs no body, what did is told, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.rounds import Folder, Told, rounds
from tests.bench.world import ROUNDS, Change, truth

COUNT = 20


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("kind", ["feed", "page"])
def test_every_round_tells_exactly_what_changed(tmp_path: Path, kind: str) -> None:
    first, unchanged, changed = (mine for mine, _ in rounds(tmp_path, kind, COUNT))
    assert (first.counted["requests"], first.counted.get("unchanged", 0)) == (COUNT, 0)
    assert (unchanged.counted["requests"], unchanged.counted["unchanged"], unchanged.counted["bytes"]) == (COUNT, COUNT, 0)
    still = COUNT - len(truth(kind, COUNT)) if kind == "feed" else 0
    assert (changed.counted["requests"], changed.counted.get("unchanged", 0)) == (COUNT, still)
    assert (unchanged.told, changed.told) == (Told(), Told(true=len(truth(kind, COUNT))))


@pytest.mark.slow
@pytest.mark.soak
def test_what_is_told_besides_the_truth_is_false(tmp_path: Path) -> None:
    for _ in rounds(tmp_path, "page", COUNT):
        pass
    one, other = truth("page", COUNT)
    folder = Folder(tmp_path / "page")
    assert folder.told(ROUNDS[2], [one]) == Told(true=1, false=1)
    assert folder.told(ROUNDS[2], [one, other, Change(one.source, "removed", one.text)]) == Told(true=2, missed=1)


def test_the_truth_is_one_in_twenty() -> None:
    assert [len(truth(kind, count)) for kind in ("feed", "page") for count in (20, 1000)] == [2, 50, 2, 50]
