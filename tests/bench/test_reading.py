"""The report that reading is measured on is always the same, of the size that was asked for, and there is something in it."""

from __future__ import annotations

from tests.bench.reading import figures, report


def test_the_report_is_the_same_each_time_and_as_long_as_asked() -> None:
    text = report(30_000)
    assert text == report(30_000)
    assert 30_000 <= len(text.encode()) < 33_000


def test_each_figure_is_taken() -> None:
    found = figures(3_000)
    assert set(found) == {"report_kB", "mentions_MB_per_s", "report_s", "memory_MB"}
    assert found["mentions_MB_per_s"] > 0
    assert 0 < found["memory_MB"] < 20
