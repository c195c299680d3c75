"""The comparison with other tools counts fairly, and on its own small set we are right about every pair."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.peers.changes import CHANGES, Pair, labelled_pairs, own_pairs, said_by_us, score


@pytest.mark.parametrize("selected", [True, False])
def test_we_are_right_about_our_own_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, selected: bool) -> None:
    monkeypatch.setenv("TRACKER", f"{sys.executable} -m tracker")
    pairs = list(own_pairs(tmp_path))
    assert said_by_us(pairs, selected=selected) == {name: changed for name, (changed, _) in CHANGES.items()}


def test_a_score_counts_what_was_told_and_what_was_not() -> None:
    pairs = [Pair(str(number), Path(), Path(), "", (), (), number < 4) for number in range(8)]
    said = {"0": True, "1": True, "2": True, "3": False, "4": True, "5": False, "6": False, "7": False}
    assert score(pairs, said) == (0.75, 0.75, 0.75, 0.25)
    assert score(pairs, dict.fromkeys(said, False)) == (0.0, 0.0, 0.0, 0.0)


def test_pairs_that_nobody_judged_are_left_out(tmp_path: Path) -> None:
    row = '{"id": "a", "archive": "x", "select": "main", "strict_label": %s, "subtype": "%s"}'
    lines = [
        row % ("null", "text"),
        row % ('"changed"', "flip_flop"),
        row.replace('"main"', '{"startBefore": "p"}') % ('"changed"', "text"),
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert list(labelled_pairs(tmp_path, tmp_path)) == []
