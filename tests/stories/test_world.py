"""What the world did from 2024 to 2026, told item by item in order of time: how the timeline stands in the end, and how it got there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin
from tests.stories.field import Folder, Item, serve
from tests.stories.world import LOOKS, WORLD, Told
from tracker.model.timeline import Event
from tracker.store import Store

VOICES = {
    "office": ("official", "ja"),
    "office-en": ("official", "en"),
    "firm": ("organisation", "ja"),
    "paper": ("press", "ja"),
    "paper-en": ("press", "en"),
    "gatherer": ("aggregator", "en"),
}


class World:
    """A folder in which the world's news was read as it came."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        with Store.open(f"sqlite:///{folder.path / 'db' / 'tracker.sqlite3'}") as store:
            self.events = store.timeline().events
            self.findings = store.unclaimed("any")
            self.archived = {one.evidence.snapshot for one in self.findings if store.snapshot(one.evidence.snapshot) is not None}
            self._histories = {name: [one.event for one in store.history(name)] for name in self.events}

    def all(self, subject: str, kind: str) -> list[Event]:
        """The events of a subject and type."""
        return [event for event in self.events.values() if (event.subject, event.type) == (subject, kind)]

    def of(self, subject: str, kind: str, day: str, **facts: str) -> Event:
        """The one event of a subject and type on a day, with these facts."""
        alike = [one for one in self.all(subject, kind) if one.when.exact == date.fromisoformat(day)]
        (found,) = [one for one in alike if facts.items() <= {(fact.name, fact.value) for fact in one.facts}]
        return found

    def history(self, name: str) -> list[tuple[str | None, str | None, str]]:
        """When an event was believed to be, and how surely, each belief once."""
        told = [(_iso(one.when.earliest), _iso(one.when.latest), one.modality.value) for one in self._histories[name]]
        return [one for one, before in zip(told, [None, *told], strict=False) if one != before]

    def why(self, text: str) -> list[dict[str, Any]]:
        """How far an item came."""
        found: list[dict[str, Any]] = self.folder.run("why", text, "--json").json
        return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _origin_shows(origin: Origin, day: str) -> None:
    for voice in VOICES:
        shown = [one for one in WORLD if one.by == voice and one.day < day]
        origin.route(f"/{voice}", serve([_item(one) for one in reversed(shown[-12:])]))


def _item(told: Told) -> Item:
    return Item(told.title, told.text, told.day, f"/{told.by}/{told.day}/{WORLD.index(told)}")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = tmp_path_factory.mktemp("world")
    with Origin() as origin:
        folder = Folder(path)
        for voice, (authority, lang) in VOICES.items():
            folder.sources[voice] = {"url": origin.url(f"/{voice}"), "authority": authority, "lang": lang, "tracks": ["act"]}
            folder.sources[voice]["publisher"] = {"ja": voice, "en": voice}
        folder.set_up()
        (path / "db" / "timeline.yaml").write_bytes(Path("db/timeline.yaml").read_bytes())
        for day in LOOKS:
            _origin_shows(origin, day)
            folder.poll(f"{day}T09:00:00+09:00", "--all")
        yield World(folder)


def test_how_the_timeline_stands_in_the_end(world: World) -> None:
    stands = [
        ("guidelines-for-business", "published", {"version": "1.2"}, "2026-03-31"),
        ("national-budget", "enacted", {}, "2026-04-07"),
        ("payment-services-act", "in-force", {}, "2026-06-01"),
        ("ai-basic-plan", "cabinet-decision", {"ordinal": "2"}, "2026-07-14"),
        ("ai-strategy-hq", "meeting-held", {}, "2025-09-12"),
        ("ai-strategy-hq", "meeting-held", {"ordinal": "3"}, "2025-12-19"),
        ("ai-strategy-hq", "meeting-held", {"ordinal": "5"}, "2026-07-10"),
        ("geniac", "selected", {"ordinal": "4", "count": "16"}, "2026-06-04"),
    ]
    for subject, kind, facts, day in stands:
        event = world.of(subject, kind, day, **facts)
        assert (event.modality, event.authority) == ("occurred", "official"), event.id
    meetings = [one for one in world.events.values() if (one.subject, one.type) == ("ai-strategy-hq", "meeting-held")]
    assert len(meetings) == 3
    assert {one.when.earliest.isoformat() for one in world.all("national-budget", "enacted") if one.when.earliest} == {
        "2025-12-16",
        "2026-04-07",
        "2026-06-05",
    }


def test_what_took_the_place_of_what(world: World) -> None:
    plan = world.of("ai-basic-plan", "cabinet-decision", "2026-07-14")
    guidelines = world.of("guidelines-for-business", "published", "2026-03-31")
    assert (plan.supersedes, guidelines.supersedes) == (("basic-plan.first.cabinet-decision",), ("guidelines.v1-1.published",))
    assert world.events["guidelines.v1-2.draft"].type == "draft-published", "the draft stays in the history"


def test_how_it_got_there(world: World) -> None:
    assert world.history("stablecoin.psa-amendment.in-force") == [
        (None, "2026-06-30", "scheduled"),
        ("2026-06-01", "2026-06-01", "scheduled"),
        ("2026-06-01", "2026-06-01", "occurred"),
    ]
    slipped = world.history("jpysc.launched")
    assert slipped[0] == ("2026-04-01", "2026-06-30", "scheduled")
    assert slipped[-1] == ("2026-09-01", "2026-09-30", "scheduled"), "a firm and a paper say so, each in words of its own"
    assert world.history("guidelines.v1-1.published")[-1] == ("2025-03-28", "2025-03-28", "occurred")


def test_no_finding_is_without_its_sentence_and_its_snapshot(world: World) -> None:
    assert len(world.findings) > 50
    for one in world.findings:
        assert one.finding.quote, one.finding.rule
        assert one.finding.quote in one.context
        assert one.evidence.snapshot in world.archived
        assert one.finding.rule
        assert one.finding.why


def test_what_only_a_gatherer_tells_changes_nothing(world: World) -> None:
    """A budget with last year's sum, a coin that was not issued, a meeting that was held a year before under that number."""
    assert not [event for event in world.events.values() if event.authority == "aggregator"]
    (council,) = world.all("ai-strategy-council", "meeting-held")
    assert council.when.earliest == date(2025, 6, 2)
    rules = {(one["step"].split()[0], one["rule"]) for one in world.why("AI戦略会議の第14回会合が2026年") if one["rule"]}
    assert rules == {("contradicts", "contradicts.date")}
    rules = {(one["step"].split()[0], one["rule"]) for one in world.why("FY2026 budget enacted") if one["rule"]}
    assert rules == {("contradicts", "contradicts.date")}


def test_the_explanation_of_a_plan_on_a_later_day_is_no_second_decision(world: World) -> None:
    decisions = [one.when.earliest.isoformat() for one in world.all("ai-basic-plan", "cabinet-decision") if one.when.earliest]
    assert sorted(decisions) == ["2025-12-23", "2026-07-14"]
