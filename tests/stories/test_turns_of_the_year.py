"""Days that the calendar makes hard: where the machine's own clock is set, at the end of a year and of a fiscal year, in a leap year."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.processes import machine_in
from tests.stories.field import ADDS, CONFIRMS, Folder, Item, after, office, serve
from tests.stories.test_delivery import subscribe

BOOK = """\
version: 1
channels: {shelf: {kind: files, path: out}}
subscriptions:
  - {id: daily, channel: shelf, series: daily, on_holiday: send, alerts: []}
  - {id: weekly, channel: shelf, on_holiday: send}
  - {id: monthly, channel: shelf, series: monthly, on_holiday: send}
"""


def mornings(folder: Folder, *days: str) -> dict[str, list[str]]:
    """What is written at 08:00 in Japan by day, the daily digests left out: of those each morning has one, named for the day before."""
    found: dict[str, list[str]] = {}
    for day in days:
        ran = folder.run("digest", "--due", "--send", "--format", "json", now=f"{day}T08:00:00+09:00")
        assert ran.code == 0, ran.err
        names = [path.stem for path in ran.paths]
        assert f"daily-{date.fromisoformat(day) - timedelta(days=1)}" in names
        found[day] = [name for name in names if not name.startswith("daily-")]
    return found


def test_the_last_week_of_a_year_of_53_and_the_first_of_the_next(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        subscribe(folder, BOOK)
        folder.poll("2026-12-27T07:00:00+09:00")
        mornings(folder, "2026-12-27")
        assert mornings(folder, "2026-12-28", "2026-12-31", "2027-01-01", "2027-01-03", "2027-01-04", "2027-01-11") == {
            "2026-12-28": ["weekly-2026-W52"],
            "2026-12-31": [],
            "2027-01-01": ["monthly-2026-12"],
            "2027-01-03": [],
            "2027-01-04": ["weekly-2026-W53"],
            "2027-01-11": ["weekly-2027-W01"],
        }
    sent = sorted(path.name for path in (tmp_path / "out").glob("weekly-*.json"))
    assert sent[-3:] == ["weekly-2026-W52-weekly.json", "weekly-2026-W53-weekly.json", "weekly-2027-W01-weekly.json"]


def test_a_leap_day_has_its_digest_and_its_sources_are_looked_at(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        subscribe(folder, BOOK)
        folder.poll("2028-02-28T07:00:00+09:00")
        mornings(folder, "2028-02-28", "2028-02-29")
        origin.route("/feed", serve([CONFIRMS, Item("どんぐり法は2028年2月29日に施行されました", day="2028-02-29", link="/leap")]))
        assert folder.poll("2028-02-29T09:00:00+09:00")["office"]["changes"] == 1
        assert mornings(folder, "2028-03-01") == {"2028-03-01": ["monthly-2028-02"]}
        told = json.loads((tmp_path / "digests" / "daily-2028-02-29.json").read_text(encoding="utf-8"))
        whens = [entry["when"]["latest"] for section in told["sections"] for entry in section["entries"] if entry.get("type") == "in-force"]
        assert "2028-02-29" in whens
        assert folder.run("timeline", "--as-of", "2028-02-29", "--format", "json").code == 0
        adhoc = folder.run("digest", "--since", "2028-02-29", "--until", "2028-02-29", "--format", "json", now="2028-03-01T09:00:00+09:00")
        assert [path.stem for path in adhoc.paths] == ["adhoc-2028-02-29--2028-02-29"]
        wrong = folder.run("digest", "--since", "2027-02-29", now="2028-03-01T09:00:00+09:00")
        assert (wrong.code, "--since 2027-02-29: a day was expected" in wrong.err) == (2, True)


@pytest.mark.parametrize(("published", "first"), [("2027-03-31", "2026-04-01"), ("2027-04-01", "2027-04-01"), ("2028-02-29", "2027-04-01")])
def test_this_fiscal_year_is_the_one_that_the_day_lies_in(tmp_path: Path, published: str, first: str) -> None:
    folder = Folder(tmp_path).set_up()
    (tmp_path / "text.txt").write_text("今年度の公募を行います。", encoding="utf-8")
    (mention,) = [
        one for one in folder.run("read", "text.txt", "--published", published, "--json").json["mentions"] if one["kind"] == "date"
    ]
    assert (mention["earliest"], mention["precision"]) == (first, "fiscal-year")


NIGHTS = (
    # In New York 02:00 is followed by 03:00: half past one, half past three.
    ("2026-03-08T06:30:00+00:00", "2026-03-08T07:30:00+00:00"),
    # In Berlin the hour from 02:00 to 03:00 comes twice: half past two, both times.
    ("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"),
)


def test_a_machine_whose_clock_is_set_twice_a_year_does_what_one_in_japan_does(tmp_path: Path) -> None:
    found = [_nights(tmp_path / zone, zone) for zone in ("Asia/Tokyo", "Europe/Berlin", "America/New_York")]
    assert len(found[0]) == 5
    assert found[1] == found[0]
    assert found[2] == found[0]


def _nights(path: Path, zone: str) -> dict[str, bytes]:
    """What a machine in a zone has written after the nights: name → contents, but for the port of the office."""
    with machine_in(zone), office(path, CONFIRMS, ADDS) as (origin, folder):
        subscribe(folder, BOOK)
        for night in NIGHTS:
            for moment in night:
                assert folder.poll(moment)["office"]["outcome"] in ("first", "unchanged"), "each time it was due again"
            ran = folder.run("digest", "--due", "--format", "json", now=after(night[-1], days=1))
            assert ran.code == 0, ran.err
        port = origin.url("/").split(":")[2].strip("/").encode()
        return {one.name: one.read_bytes().replace(port, b"") for one in (path / "digests").glob("*.json")}
