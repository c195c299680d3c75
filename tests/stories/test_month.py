"""A month of a tracker that is left alone: every due look is made or accounted for, every digest written once, faults told as they were."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.origin import Origin, Reply
from tests.stories.field import Folder
from tests.stories.month import World, between, memory

DOWN, SLOW, BUSY = Reply(status=500), Reply(delay=1.5), Reply(status=429, headers={"Retry-After": "7200"})
WALL = Reply(status=403)


def world(path: Path, origin: Origin, count: int, days: int) -> World:
    """Faults for a part of the time each, and one for good."""
    end = days * 24
    faults = {
        "office-01": between(end * 0.3, end * 0.6, DOWN),
        "office-02": between(end * 0.5, end * 0.5 + 7, SLOW),
        "office-04": between(end * 0.2, end * 0.2 + 5, BUSY),
        "office-05": between(12, 10**6, WALL),
    }
    return World(origin, Folder(path), count, faults, frozenset({"office-03"})).set_up()


def lived(made: World, days: int, off: tuple[int, int]) -> tuple[int, int]:
    """Pass after pass, each hour but while the machine is off. Memory after the first day and at the end."""
    first = 0
    for hour in range(days * 24):
        made.hours = float(hour)
        if hour == 24:
            first = memory()
        if not off[0] <= hour < off[1]:
            made.pass_once()
    return first, memory()


def held(made: World, days: int, off: tuple[int, int]) -> None:
    """Every look that was due was made in its hour; what failed was tried again with growing patience, and at least each day."""
    looks = made.looks()
    assert len(looks) == made.count
    for name, rows in looks.items():
        every, failures = made.every(name), 0
        assert rows[0][0] == 0
        assert rows[-1][0] > days * 24 - max(25, every + 1)
        for (before, outcome), (after, _) in pairwise(rows):
            seen = outcome in ("first", "changed", "unchanged")
            wait = every if seen else max(every, min(every * 2**failures, 24))
            failures = 0 if seen else min(failures + 1, 10)
            if name == "office-04" and outcome == "blocked":
                assert after - before >= 2, "what the server asked for is obeyed"
            elif before < off[0] <= after:
                assert off[1] <= after <= max(off[1], before + wait), "the pause is made up for at once"
            elif seen:
                assert after - before == every, (name, before, after)
            else:
                assert every <= after - before <= min(wait + 1, 25), (name, before, after)


def digests(made: World) -> list[dict[str, object]]:
    paths = sorted((made.folder.path / "digests").glob("weekly-*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def told_once(made: World) -> None:
    """What every office has published and could be seen stands in one digest, and the digests follow each other."""
    made.hours -= 13
    seen = [number for number in range(made.count) if made.name(number) != "office-05"]
    expected = {item.title for number in seen for item in made.published(number)}
    made.hours += 13 + 7 * 24
    assert made.folder.run("digest", "--series", "weekly", "--format", "json", now=made.now).code == 0
    found = digests(made)
    for earlier, later in pairwise(found):
        assert earlier["until"] == later["since"]
    titles = [
        source["title"]
        for digest in found
        for section in digest["sections"]  # type: ignore[attr-defined]
        if section["name"] in ("new", "background")
        for entry in section["entries"]
        for source in entry["sources"]
    ]
    assert len(titles) == len(set(titles)), "nothing is told twice"
    assert expected <= set(titles), "whatever could be seen is told"


def live(tmp_path: Path, count: int, days: int, off: tuple[int, int]) -> tuple[World, int]:
    with Origin() as origin:
        made = world(tmp_path, origin, count, days)
        first, last = lived(made, days, off)
        held(made, days, off)
        ran = made.folder.run("health", "--json", now=made.now)
        told_once(made)
    marks = {row["source"]: row["marks"][0] for row in ran.json["sources"]}
    assert {name: mark for name, mark in marks.items() if mark != "well"} == {"office-03": "stale", "office-05": "blocked"}
    assert (ran.code, ran.json["troubles"]) == (0, [])
    return made, last - first


def test_five_days_of_six_offices(tmp_path: Path) -> None:
    live(tmp_path, 6, 5, (60, 80))


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_a_month_of_sixty_offices_with_a_week_off(tmp_path: Path) -> None:
    made, grown = live(tmp_path, 60, 30, (400, 568))
    assert grown < 5_000_000, f"memory grew by {grown / 1e6:.1f} MB after the first day"
    mondays = [f"2026-{day}T08:00:00+09:00" for day in ("06-08", "06-15", "06-22", "06-29", "07-06", "07-13")]
    assert [one["until"] for one in digests(made)] == mondays, "each once, also the one that fell into the week off"
