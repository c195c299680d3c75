"""Dates, amounts and instances compared within what was written."""

from __future__ import annotations

import pytest

from tests.reconcile.field import on, ordinal, span, version, yen
from tracker.model.reading import Fact
from tracker.model.when import When
from tracker.reconcile.compare import (
    Fit,
    days_apart,
    fit_dates,
    fit_facts,
    has_instance,
    instances_agree,
    instances_conflict,
    later_instance,
)


@pytest.mark.parametrize(
    ("new", "known", "fit"),
    [
        (on("2025-03-28"), on("2025-03-28"), Fit.EQUAL),
        (on("2025-03-28"), span("2025-03-01", "2025-03-31"), Fit.FINER),
        (span("2025-03-01", "2025-03-31"), on("2025-03-28"), Fit.COARSER),
        (span("2025-03-01", "2025-03-31"), span("2025-03-15", "2025-04-15"), Fit.OVERLAPS),
        (on("2025-04-01"), span("2025-03-01", "2025-03-31"), Fit.APART),
        (on("2026-06-01"), span(None, "2026-06-30"), Fit.FINER),
        (on("2026-07-01"), span(None, "2026-06-30"), Fit.APART),
        (When(), on("2025-03-28"), Fit.UNSAID),
        (on("2025-03-28"), When(), Fit.UNSAID),
    ],
)
def test_dates_fit_within_their_precision(new: When, known: When, fit: Fit) -> None:
    assert fit_dates(new, known) is fit


@pytest.mark.parametrize(
    ("new", "known", "fit"),
    [
        (yen("1239004417000"), yen("1230000000000", "1225000000000", "1235000000000"), Fit.FINER),  # 1.23 may be cut off
        (yen("1234000000000"), yen("1230000000000", "1225000000000", "1235000000000"), Fit.FINER),  # or rounded
        (yen("1230000000000", "1225000000000", "1235000000000"), yen("1239004417000"), Fit.COARSER),
        (yen("1250000000000", "1245000000000", "1255000000000"), yen("1230000000000", "1225000000000", "1235000000000"), Fit.APART),
        (yen("1000000000000"), yen("1230000000000", "1225000000000", "1235000000000"), Fit.APART),
        (yen("1000000000000", "1000000000000", None), yen("1239004417000"), Fit.COARSER),  # 1兆円超
        (yen("1000000000000", "1000000000000", None), yen("990000000000"), Fit.APART),
        (yen("1239004417000"), yen("1000000000000", "1000000000000", None), Fit.FINER),
        (yen("387300000000"), yen("387300000000"), Fit.EQUAL),
        (Fact(name="amount", value="8000000000", unit="USD"), yen("8000000000"), Fit.UNSAID),  # currencies are never converted
        (Fact(name="count", value="24", unit="件"), Fact(name="count", value="16", unit="件"), Fit.APART),
        (Fact(name="count", value="24", unit="件"), Fact(name="count", value="24", unit="社"), Fit.UNSAID),
        (Fact(name="title", value="a"), Fact(name="title", value="b"), Fit.UNSAID),
        (Fact(name="amount", value=None, unit="JPY", least="10000000000000"), yen("12000000000000"), Fit.UNSAID),
    ],
)
def test_amounts_fit_within_their_digits(new: Fact, known: Fact, fit: Fit) -> None:
    assert fit_facts(new, known) is fit


@pytest.mark.parametrize(
    ("a", "b", "days"),
    [
        (on("2026-06-10"), on("2026-06-20"), 10),
        (on("2026-06-20"), on("2026-06-10"), 10),
        (on("2026-06-10"), span("2026-06-01", "2026-06-30"), 0),
        (on("2026-06-10"), When(), None),
        (span(None, "2026-05-31"), on("2026-06-10"), 10),
    ],
)
def test_days_between_intervals(a: When, b: When, days: int | None) -> None:
    assert days_apart(a, b) == days


def test_versions_are_told_apart_in_decimal_order() -> None:
    assert instances_agree((version("1.1"),), (version("1.10"),))
    assert instances_conflict((version("1.1"),), (version("1.2"),))
    assert not instances_conflict((version("1.1"),), ())
    assert later_instance((version("1.1"),), (version("1.01"),))
    assert not later_instance((version("1.01"),), (version("1.1"),))
    assert later_instance((ordinal("10"),), (ordinal("9"),))
    assert not later_instance((ordinal("2"),), (version("1.1"),))


def test_two_versions_in_one_statement_name_no_single_instance() -> None:
    assert not has_instance((version("1.1"), version("1.2")))
    assert has_instance((version("1.1"), version("1.10")))
