"""How answers are held against cases: half of the words, the very days, and one day inside of something wider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.peers.reading import Score, ours, score, theirs
from tests.read.field import LEXICON

DATES = frozenset({"date"})
CASE: dict[str, Any] = {
    "id": "a",
    "lang": "ja",
    "text": "2026年6月までに、三年間で12件",
    "published": None,
    "expect": [{"kind": "date", "text": "2026年6月", "earliest": None, "latest": "2026-06-30"}],
    "must_not": [{"kind": "date", "text": "三年間"}],
}


def _date(start: int, end: int, *readings: tuple[str | None, str | None]) -> dict[str, Any]:
    return {"kind": "date", "start": start, "end": end, "readings": list(readings)}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], Score(0, 1, 0, 0)),
        ([_date(0, 7, (None, "2026-06-30"))], Score(1, 1, 0, 0)),
        ([_date(0, 7, ("2026-06-20", "2026-06-20"))], Score(1, 1, 0, 0)),
        ([_date(0, 7, ("2026-07-01", "2026-07-01"))], Score(0, 1, 1, 0)),
        ([_date(0, 7, ("2026-06-01", "2026-06-30"))], Score(0, 1, 1, 0)),
        ([_date(0, 7, ("2025-06-01", "2025-06-30"), (None, "2026-06-30"))], Score(1, 1, 0, 0)),
        ([_date(0, 3, (None, "2026-06-30"))], Score(0, 1, 1, 0)),
        ([_date(0, 7, (None, "2026-06-30")), _date(11, 13, ("2029-01-01", "2029-12-31"))], Score(1, 1, 1, 1)),
    ],
)
def test_dates_are_held_against_intervals(found: list[dict[str, Any]], expected: Score) -> None:
    assert score([CASE], [found], DATES) == expected


def test_a_number_may_stand_for_a_sum_where_values_alone_count() -> None:
    case = {**CASE, "expect": [{"kind": "count", "text": "12件", "value": "12"}], "must_not": []}
    number = {"kind": "number", "start": 15, "end": 17, "value": "12"}
    assert score([case], [[number]], frozenset({"count"}), lenient=True) == Score(1, 1, 0, 0)
    assert score([case], [[number]], frozenset({"count"})) == Score(0, 1, 0, 0)


def test_our_own_readings_take_part() -> None:
    assert score([CASE], ours([CASE], LEXICON), DATES) == Score(1, 1, 0, 0)


def test_a_peer_answers_in_a_process_of_its_own(tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\nwhile read -r line; do echo "[]"; done\n')
    python.chmod(0o755)
    assert theirs(python, "any", [CASE, CASE]) == [[], []]
