"""Press alone changes no status; an official word does, and so do two voices that are independent of each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.origin import Origin
from tests.stories.field import Folder, Item, after, entries, serve
from tracker.store import Store

PLANNED = "act.in-force"
DONE = Item("どんぐり法は2026年6月1日に施行されました", link="/a")
ALSO = Item("どんぐり法が6月1日から効力を持ち、2026年6月1日に施行された。窓口も開いた", link="/b")
FOUND = Item("種子基金、第3回公募で12件を採択", link="/c")
FOUND_TOO = Item("苗木の育成に取り組む12の団体を、種子基金が第3回公募で採択した", link="/d")


@contextmanager
def papers(path: Path, *authorities: str, publishers: tuple[str, ...] = ()) -> Iterator[tuple[Origin, Folder]]:
    """As many feeds as authorities, called s0, s1 …, each of a publisher of its own."""
    with Origin() as origin:
        folder = Folder(path)
        for number, authority in enumerate(authorities):
            name = publishers[number] if publishers else f"Paper {number}"
            folder.sources[f"s{number}"] = {
                "url": origin.url(f"/s{number}"),
                "authority": authority,
                "publisher": {"ja": name, "en": name},
            }
            origin.route(f"/s{number}", serve([]))
        yield origin, folder.set_up()


def say(origin: Origin, folder: Folder, source: str, item: Item, hours: int) -> None:
    origin.route(f"/{source}", serve([item]))
    folder.poll(after(hours=hours), source)


def event(folder: Folder, name: str) -> Any:
    with Store.open(f"sqlite:///{folder.path / 'db' / 'tracker.sqlite3'}") as store:
        events = store.timeline().events
    return next(one for key, one in events.items() if key.startswith(name))


def test_press_alone_is_told_as_reported_and_changes_nothing(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        (entry,) = entries(folder.digest(after(hours=2)), "decided")
        assert (entry["verdict"], entry["modality"], entry["rule"]) == ("advances", "reported", "advances.occurred")
        assert (event(folder, PLANNED).modality, len(event(folder, PLANNED).proposals)) == ("scheduled", 1)


def test_a_second_independent_voice_changes_the_status_and_is_told_as_that(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        folder.digest(after(hours=2))
        say(origin, folder, "s1", ALSO, 3)
        (entry,) = entries(folder.digest(after(hours=4)), "decided")
        assert (entry["rule"], entry["modality"]) == ("advances.occurred.corroborated", "occurred")
        assert (event(folder, PLANNED).modality, event(folder, PLANNED).proposals) == ("occurred", ())


def test_the_official_word_after_the_press_is_told(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "official") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        folder.digest(after(hours=2))
        say(origin, folder, "s1", DONE, 3)
        (entry,) = entries(folder.digest(after(hours=4)), "decided")
        assert (entry["modality"], entry["sources"][0]["authority"]) == ("occurred", "official")
        assert event(folder, PLANNED).modality == "occurred"


def test_a_copy_an_agency_and_the_same_publisher_are_one_voice(tmp_path: Path) -> None:
    credited = Item(f"{ALSO.title}（時事）", link="/e")
    for place, (publishers, first, second) in enumerate(
        (
            (("Paper", "Paper"), DONE, ALSO),
            (("Paper", "Other"), DONE, DONE),
            (("Paper", "Other"), Item(f"{DONE.title}（時事）", link="/f"), credited),
        )
    ):
        with papers(tmp_path / str(place), "press", "press", publishers=publishers) as (origin, folder):
            say(origin, folder, "s0", first, 1)
            say(origin, folder, "s1", second, 2)
            assert event(folder, PLANNED).modality == "scheduled", place


EN_DONE = Item("Acorn Act took effect on June 1, 2026", link="/en")


def test_one_story_in_two_languages_is_one_voice(tmp_path: Path) -> None:
    """By an agency that is credited in both, by the agency itself, or on two pages of one publisher."""
    credited, by = Item(f"{DONE.title}（木材通信）", link="/m"), Item(EN_DONE.title, "(Wood News)", link="/n")
    for place, (publishers, first, second) in enumerate(
        (
            (("Paper", "Other"), credited, by),
            (("Wood News", "Other"), EN_DONE, credited),
            (("Paper", "Paper"), DONE, EN_DONE),
        )
    ):
        with papers(tmp_path / str(place), "press", "press", publishers=publishers) as (origin, folder):
            say(origin, folder, "s0", first, 1)
            say(origin, folder, "s1", second, 2)
            assert event(folder, PLANNED).modality == "scheduled", place
    with papers(tmp_path / "two", "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", EN_DONE, 2)
        assert event(folder, PLANNED).modality == "occurred", "in words of its own it is another voice, in whatever language"


def test_two_sources_of_one_host_are_one_voice(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        for source in folder.sources.values():
            del source["publisher"]
        folder.write_sources()
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", EN_DONE, 2)
        assert event(folder, PLANNED).modality == "scheduled"


@pytest.mark.parametrize(("authorities", "modality"), [(("press", "press"), "reported"), (("official", "official"), "occurred")])
def test_one_release_in_two_languages_is_one_entry_with_both(tmp_path: Path, authorities: tuple[str, str], modality: str) -> None:
    with papers(tmp_path, *authorities, publishers=("Forest Office", "Forest Office")) as (origin, folder):
        folder.sources["s1"]["lang"] = "en"
        folder.write_sources()
        origin.route("/s0", serve([FOUND]))
        origin.route("/s1", serve([Item("Seed Fund: 12 projects selected in the third round", link="/en")]))
        folder.poll(after(hours=1))
        (entry,) = entries(folder.digest(after(hours=2)))
    assert (entry["verdict"], entry["modality"]) == ("adds", modality)
    assert [one["source"] for one in entry["sources"]] == ["s0", "s1"]


def test_two_voices_with_other_figures_do_not_bear_each_other_out(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", Item("どんぐり法、2026年6月1日に施行。基金は3億円", link="/q"), 1)
        say(origin, folder, "s1", Item("2026年6月1日、基金を7億円とするどんぐり法が施行された", link="/r"), 2)
        assert event(folder, PLANNED).modality == "scheduled"


def test_an_aggregator_never_counts(tmp_path: Path) -> None:
    with papers(tmp_path, "aggregator", "press", "aggregator") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", ALSO, 2)
        say(origin, folder, "s2", Item("2026年6月1日、どんぐり法が施行されたという", link="/g"), 3)
        assert (event(folder, PLANNED).modality, len(event(folder, PLANNED).proposals)) == ("scheduled", 1)


def test_what_press_adds_is_reported_until_a_second_voice_tells_it(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press", "press") as (origin, folder):
        say(origin, folder, "s0", FOUND, 1)
        (new,) = entries(folder.digest(after(hours=2)), "new")
        assert new["modality"] == "reported"
        say(origin, folder, "s1", FOUND_TOO, 3)
        (entry,) = entries(folder.digest(after(hours=4)), "decided")
        assert (entry["rule"], event(folder, "seed-fund.3").modality) == ("advances.corroborated", "occurred")
        say(origin, folder, "s2", Item("種子基金の第3回公募、採択は12件", link="/h"), 5)
        assert entries(folder.digest(after(hours=6))) == []


def test_two_voices_that_disagree_do_not_bear_each_other_out(tmp_path: Path) -> None:
    slips = (
        Item("どんぐり法の施行は2026年9月1日に延期される", link="/i"),
        Item("どんぐり法の施行、2026年12月1日に延期へ", link="/j"),
    )
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", slips[0], -24)
        say(origin, folder, "s1", slips[1], -23)
        assert event(folder, PLANNED).when.earliest.isoformat() == "2026-06-01"


def test_a_voice_that_names_the_new_day_and_one_that_does_not_move_it_together(tmp_path: Path) -> None:
    first = Item("どんぐり法の施行を2026年9月1日に延期", link="/k")
    second = Item("どんぐり法、施行が延期に", link="/l")
    with papers(tmp_path, "organisation", "press") as (origin, folder):
        say(origin, folder, "s0", first, -1)
        say(origin, folder, "s1", second, 0)
        moved = entries(folder.digest(after(hours=1)), "moved")
        assert [(entry["when"]["earliest"], len(entry["sources"])) for entry in moved] == [("2026-09-01", 2)]
        assert event(folder, PLANNED).when.earliest.isoformat() == "2026-09-01"
