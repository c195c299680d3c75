from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.moments import JST, read_moment

AFTERNOON = datetime(2026, 8, 19, 15, 0, tzinfo=JST)
MIDNIGHT = datetime(2026, 6, 29, tzinfo=JST)


@pytest.mark.parametrize(
    "written",
    [
        "Wed, 19 Aug 2026 15:00:00 +0900",
        "19 Aug 2026 15:00:00 +0900",
        "Wed, 19 Aug 2026 15:00 +0900",
        "Wed,19 Aug 2026 15:00:00 JST",
        "Wed, 19 Aug 2026 15:00:00 +0900 (JST)",
        "Wed, 19 Aug 2026 06:00:00 GMT",
        "Wed, 19 Aug 2026 06:00:00 UT",
        "Wed, 19 Aug 2026 06:00:00 -0000",
        "Wed, 19 Aug 26 15:00:00 +0900",
        "Wednesday, 19-Aug-26 06:00:00 GMT",
        "Wed, 19 August 2026 03:00:00 PM +09:00",
        "Wed, 19 Aug 2026 02:00:00 EDT",
        "水, 19 8月 2026 15:00:00 +0900",
        "Wed Aug 19 15:00:00 JST 2026",
        "Wed Aug 19 15:00:00 2026",
        "August 19, 2026 3:00 pm",
        "2026-08-19T15:00:00+09:00",
        "2026-08-19T15:00:00+0900",
        "2026-08-19T15:00+09:00",
        "2026-08-19T15:00:00.123456+09:00",
        "2026-08-19T06:00:00Z",
        "2026-08-19t06:00:00z",
        "2026-08-19 15:00:00",
        "2026-08-19 15:00:00 +0900",
        "2026-08-19T15:00",
        "20260819T150000+0900",
        "202608191500",
        "2026年8月19日 15時00分",
        "２０２６年８月１９日（水）１５：００",
        "2026年8月19日 午後3時",
        "令和8年8月19日 15:00",
        "2026/8/19 15:00:00",
        "2026/08/19 15:00",
        "2026.8.19 15:00",
    ],
)
def test_every_way_of_writing_one_moment_gives_that_moment(written: str) -> None:
    assert read_moment(written, JST) == AFTERNOON


@pytest.mark.parametrize(
    "written",
    [
        "2026年6月29日",
        "2026年06月29日(月)",
        "2026 年 6 月 29 日",
        "令和8年6月29日",
        "令和８年６月２９日（月曜日）",
        "R8.6.29",
        "2026/6/29",
        "2026.6.29",
        "2026-06-29",
        "20260629",
        "29 Jun 2026",
        "Mon, 29 June 2026",
        "June 29, 2026",
    ],
)
def test_a_date_alone_is_its_midnight_in_the_zone_of_the_feed(written: str) -> None:
    found = read_moment(written, JST)
    assert found == MIDNIGHT
    assert found is not None
    assert found.utcoffset() == timedelta(hours=9)


def test_a_time_without_a_zone_is_in_the_zone_of_the_feed() -> None:
    assert read_moment("2026-08-19T15:00:00", UTC) == datetime(2026, 8, 19, 15, 0, tzinfo=UTC)
    assert read_moment("2026-08-19T15:00:00", JST) == AFTERNOON


def test_the_zone_that_was_written_is_kept() -> None:
    found = read_moment("Wed, 19 Aug 2026 15:00:00 -0330", JST)
    assert found is not None
    assert found.isoformat() == "2026-08-19T15:00:00-03:30"


@pytest.mark.parametrize(
    ("written", "year"),
    [("平成元年1月8日", 1989), ("平成30年1月8日", 2018), ("令和元年5月8日", 2019), ("昭和64年1月7日", 1989), ("H31.4.30", 2019)],
)
def test_years_of_an_era_are_counted_from_its_first(written: str, year: int) -> None:
    found = read_moment(written, JST)
    assert found is not None
    assert found.year == year


def test_the_ends_of_the_day() -> None:
    assert read_moment("2026-08-19T24:00:00", UTC) == datetime(2026, 8, 20, tzinfo=UTC)
    assert read_moment("2026-12-31T23:59:60Z", UTC) == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert read_moment("2026-08-19 12:30 am", UTC) == datetime(2026, 8, 19, 0, 30, tzinfo=UTC)
    assert read_moment("2026年8月19日 午前12時", UTC) == datetime(2026, 8, 19, tzinfo=UTC)
    assert read_moment("2026-08-19 12:30 pm", UTC) == datetime(2026, 8, 19, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "近日公開",
        "2026年8月",
        "2026-08",
        "2026",
        "8月19日",
        "2026年2月30日",
        "2026-13-01",
        "2026-08-19T25:00:00Z",
        "2026-08-19T24:30:00Z",
        "2026-08-19 15:61",
        "2026-08-19 13:00 pm",
        "6/29/2026",
        "29/06/2026",
        "Wed, 19 Aug 2026 15:00:00 IST",
        "Wed, 19 Aug 2026 15:00:00 XYZ",
        "Wed, 19 Foo 2026 15:00:00 GMT",
        "Wed, 19 Aug 2026 15:00:00 +2500",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026年8月19日から9月30日まで",
        "2026-08-19T15:00:00+09:00 更新",
        "1" * 5000,
        "2026-08-19" + " " * 5000,
    ],
)
def test_nothing_is_invented_where_the_date_is_not_whole_or_not_clear(written: str) -> None:
    assert read_moment(written, JST) is None


@given(
    st.text(max_size=60)
    | st.from_regex(r"[0-9]{1,4}[-/.年 ][0-9]{1,2}[-/.月 ][0-9]{1,2}日?( [0-9:]{1,8})?( [A-Z+-]{1,4}[0-9]{0,4})?", fullmatch=True)
)
def test_any_text_gives_a_moment_that_can_be_moved_to_any_zone_or_nothing(written: str) -> None:
    found = read_moment(written, JST)
    if found is not None:
        assert found.astimezone(UTC) == found.astimezone(timezone(timedelta(hours=-12)))


_YEARS = (datetime(1950, 1, 1), datetime(2150, 1, 1))  # noqa: DTZ001 - bounds of moments that get their zone later


@given(st.datetimes(*_YEARS), st.integers(-12 * 4, 14 * 4))
def test_what_python_writes_is_read_back(moment: datetime, quarters: int) -> None:
    zoned = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=15 * quarters)))
    assert read_moment(zoned.isoformat(), JST) == zoned
    assert read_moment(zoned.strftime("%a, %d %b %Y %H:%M:%S %z"), JST) == zoned
