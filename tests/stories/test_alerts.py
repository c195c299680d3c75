"""Alerts: a word at once of what was chosen, once, and one more where only the press told it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.origin import Origin
from tests.postoffice import PostOffice
from tests.stories.field import ADDS, ADVANCES, FIELD, NOW, OLD, OTHER, Folder, Item, after, feed, serve

PRESET = "alerts: {preset: [in-force, selected, moves, contradicts, deadline], deadlines: [closed]}\n"
CLOSING = """\
  - id: guide.closed
    kind: event
    tracks: [guide]
    subject: oak-guide
    type: closed
    modality: scheduled
    when: {earliest: 2026-06-24, latest: 2026-06-24, precision: day}
    title: {ja: 樫指針 意見募集締切, en: Oak Guide comments close}
"""
BOOK = """\
version: 1
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, from: tracker@forest.example}}
subscriptions:
"""
HEAD = "  - {id: head, channel: mail, to: head@forest.example}\n"
REPORTED = Item("どんぐり法、2026年6月1日に施行", text="どんぐり法が2026年6月1日に施行された。", day="2026-06-09", link="/story")
CONFIRMED = Item("どんぐり法は2026年6月1日に施行されました", day="2026-06-10", link="/official")


@dataclass
class Stage:
    """A folder with an official feed and that of a paper, and the post office that its subscribers are reached by."""

    folder: Folder
    origin: Origin
    post: PostOffice

    def tell(self, *items: Item, by: str = "office") -> None:
        self.origin.route(f"/{by}", serve(items))

    def pass_at(self, moment: str) -> list[EmailMessage]:
        """What a poll and the sending after it bring."""
        before = len(self.post.taken)
        self.folder.poll(moment)
        ran = self.folder.run("send", now=moment)
        assert ran.code == 0, ran.err
        return self.post.taken[before:]

    def subscribe(self, *lines: str) -> None:
        book = BOOK.format(port=self.post.port) + "".join(lines)
        (self.folder.path / "subscriptions.yaml").write_text(book, encoding="utf-8")


@contextmanager
def staged(path: Path) -> Iterator[Stage]:
    with Origin() as origin, PostOffice() as post:
        stage = Stage(Folder(path), origin, post)
        stage.tell(OTHER)
        stage.tell(OTHER, by="paper")
        stage.folder.set_up(office=origin.url("/office"), paper=origin.url("/paper"))
        stage.folder.sources["paper"] |= {"authority": "press", "name": {"ja": "森新聞", "en": "Forest Times"}}
        stage.folder.write_sources()
        closed = "  closed: {label: {ja: 締切, en: Closed}}\nladders:"
        field = FIELD.replace("ladders:", closed, 1).replace("rows:\n", PRESET + "rows:\n" + CLOSING, 1)
        (path / "db" / "timeline.yaml").write_text(field, encoding="utf-8")
        stage.subscribe(HEAD)
        yield stage


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as made:
        yield made


def subjects(letters: list[EmailMessage]) -> list[str]:
    return [one["Subject"].strip() for one in letters]


def test_the_first_recipient_hears_at_once_what_the_pack_holds_worth_it_and_once(stage: Stage) -> None:
    stage.tell(ADVANCES, OLD, OTHER, ADDS)
    stage.subscribe(HEAD, "  - {id: next, channel: mail, to: next@forest.example}\n")
    (in_force, selected) = stage.pass_at(NOW)
    assert (*subjects([in_force]), in_force["To"]) == ("[Alert] Acorn Act: In force, 1 June 2026", "head@forest.example")
    assert subjects([selected])[0].startswith("[Alert] Seed Fund: Selected")
    text = in_force.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for said in ("どんぐり法：施行", "Forest Office (official)", "どんぐり法は2026年6月1日に施行されました", "advances"):
        assert said in text
    assert "In-Reply-To" not in in_force
    assert stage.pass_at(after(hours=2)) == [], "and not what happened long before"
    ran = stage.folder.run("digest", now=after(hours=3))
    assert "In force" in ran.paths[0].read_text(encoding="utf-8"), "the digest tells it too"


def test_what_is_brought_in_from_the_past_alerts_nobody_and_what_is_seen_live_does(stage: Stage, tmp_path: Path) -> None:
    place = tmp_path / "captures" / "office"
    place.mkdir(parents=True)
    for hours, items in ((30, [OTHER]), (2, [ADVANCES, OTHER])):
        at = datetime.fromisoformat(NOW) - timedelta(hours=hours)
        (place / f"{at.timestamp():.0f}.bin").write_bytes(feed(items))
    ran = stage.folder.run("backfill", "--from", str(place.parent), "--json", now=NOW)
    assert (ran.code, ran.json["read"]["captures"]) == (0, 2), ran.err
    ran = stage.folder.run("timeline", "--format", "json")
    assert {one["id"]: one["modality"] for one in ran.json}["act.in-force"] == "occurred"
    stage.tell(ADVANCES, OTHER)
    assert stage.pass_at(after(hours=1)) == []
    stage.tell(ADDS, ADVANCES, OTHER)
    assert subjects(stage.pass_at(after(hours=2)))[0].startswith("[Alert] Seed Fund: Selected")


def test_what_the_press_alone_tells_is_marked_and_confirmed_once_in_its_thread(stage: Stage) -> None:
    stage.tell(REPORTED, by="paper")
    (first,) = stage.pass_at(NOW)
    assert subjects([first])[0] == "[Reported, not yet official] Acorn Act: In force, 1 June 2026"
    assert "One more message follows in this thread" in first.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert stage.pass_at(after(hours=20)) == []
    stage.tell(CONFIRMED)
    (second,) = stage.pass_at(after(hours=30))
    assert subjects([second])[0] == "[Confirmed] Acorn Act: In force, 1 June 2026"
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    html = second.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "Forest Office" in html
    assert "Forest Times" in html, "with the report beside it"
    assert [stage.pass_at(after(days=days)) for days in (2, 4, 5)] == [[], [], []]


def test_what_nobody_official_says_in_72_hours_is_told_as_not_confirmed_once(stage: Stage) -> None:
    stage.tell(REPORTED, by="paper")
    (first,) = stage.pass_at(NOW)
    assert stage.pass_at(after(hours=71)) == []
    (second,) = stage.pass_at(after(hours=72))
    assert subjects([second])[0] == "[Not confirmed after 72 hours] Acorn Act: In force, 1 June 2026"
    assert second["In-Reply-To"] == first["Message-ID"]
    assert stage.pass_at(after(hours=80)) == []
    stage.tell(CONFIRMED)
    (third,) = stage.pass_at(after(hours=90))
    assert (subjects([third])[0], third["In-Reply-To"]) == ("[Alert] Acorn Act: In force, 1 June 2026", None), "a matter of its own by then"


def test_what_contradicts_and_is_only_reported_is_borne_out_by_an_office_that_says_the_same(stage: Stage) -> None:
    stage.tell(Item("種子基金は2026年3月9日に設立された", day="2026-06-09", link="/fund-story"), by="paper")
    (first,) = stage.pass_at(NOW)
    assert subjects([first])[0].startswith("[Reported, not yet official] Seed Fund: Established, 9 March 2026 (the timeline has 5 March")
    stage.tell(Item("種子基金は2026年3月9日に設立されました", day="2026-06-10", link="/fund"))
    (second,) = stage.pass_at(after(hours=5))
    assert subjects([second])[0].startswith("[Confirmed] Seed Fund: Established, 9 March 2026")
    assert second["In-Reply-To"] == first["Message-ID"]
    assert stage.pass_at(after(days=4)) == []


def test_an_alert_is_sent_again_to_whom_it_went(stage: Stage) -> None:
    stage.tell(ADVANCES)
    (first,) = stage.pass_at(NOW)
    name = stage.folder.run("deliveries", "--json").json["deliveries"][0]["digest"]
    assert stage.folder.run("digest", "resend", name, now=after(hours=1)).code == 0
    assert [one["To"] for one in stage.post.taken] == ["head@forest.example"] * 2
    assert stage.post.taken[1]["Message-ID"] != first["Message-ID"]


def test_press_and_office_in_one_pass_are_one_alert(stage: Stage) -> None:
    stage.tell(REPORTED, by="paper")
    stage.tell(CONFIRMED)
    letters = [*stage.pass_at(NOW), *stage.pass_at(after(hours=3)), *stage.pass_at(after(days=4))]
    kinds = [subject.partition("]")[0] for subject in subjects(letters) if "In force" in subject]
    assert kinds in (["[Alert"], ["[Reported, not yet official", "[Confirmed"]), "however they were read, nothing is left open"


def test_in_quiet_hours_it_is_held_back_and_not_lost(stage: Stage) -> None:
    stage.subscribe('  - {id: head, channel: mail, to: head@forest.example, quiet: "22:00-07:00"}\n')
    stage.tell(ADVANCES)
    assert stage.pass_at("2026-06-10T22:00:00+09:00") == []
    assert stage.pass_at("2026-06-11T06:59:00+09:00") == []
    assert subjects(stage.pass_at("2026-06-11T07:00:00+09:00")) == ["[Alert] Acorn Act: In force, 1 June 2026"]


@pytest.mark.parametrize(
    ("more", "heard"),
    [
        ("alerts: [in-force]", ["Acorn Act: In force, 1 June 2026"]),
        ("alerts: [adds]", ["Seed Fund: Selected"]),
        ("alerts: [preset], tracks: [fund]", ["Seed Fund: Selected"]),
        ("alerts: [preset], importance: high", ["Acorn Act: In force, 1 June 2026"]),
        ("alerts: [moves]", []),
        ("alerts: []", []),
    ],
)
def test_each_chooses_what_by_type_verdict_track_and_importance(stage: Stage, more: str, heard: list[str]) -> None:
    stage.subscribe(f"  - {{id: head, channel: mail, to: head@forest.example, {more}}}\n")
    stage.tell(ADVANCES, ADDS)
    found = [subject.removeprefix("[Alert] ") for subject in subjects(stage.pass_at(NOW))]
    assert len(found) == len(heard)
    assert all(one.startswith(wanted) for one, wanted in zip(found, heard, strict=True))


def test_a_deadline_is_told_seven_three_and_one_day_before_each_once(stage: Stage) -> None:
    told = {}
    for day in (15, 16, 17, 18, 20, 21, 22, 23, 24, 25):
        letters = stage.pass_at(f"2026-06-{day:02}T10:00:00+09:00")
        if letters:
            told[day] = subjects(letters)
    title = "Oak Guide comments close, 24 June 2026 (scheduled)"
    assert told == {
        17: [f"[Deadline in 7 days] {title}"],
        21: [f"[Deadline in 3 days] {title}"],
        23: [f"[Deadline tomorrow] {title}"],
    }


def test_a_machine_that_was_off_says_how_near_a_deadline_is_by_then(stage: Stage) -> None:
    assert subjects(stage.pass_at("2026-06-22T10:00:00+09:00")) == [
        "[Deadline in 2 days] Oak Guide comments close, 24 June 2026 (scheduled)"
    ]
    assert stage.pass_at("2026-06-22T12:00:00+09:00") == []


def test_japanese_alerts_are_japanese(stage: Stage) -> None:
    stage.subscribe("  - {id: head, channel: mail, to: head@forest.example, lang: ja}\n")
    stage.tell(REPORTED, by="paper")
    (letter,) = stage.pass_at(NOW)
    assert subjects([letter])[0] == "[報道段階・公式未確認] どんぐり法：施行、令和8年6月1日（2026年）"
    assert "続報" in letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("alerts: [in-farce]", "subscriptions.0.alerts.0: there is no event type or verdict 'in-farce'; did you mean 'in-force'?"),
        ("quiet: always", "subscriptions.0.quiet: hours of the day in Japan were expected, such as \"22:00-07:00\", not 'always'"),
        ("importance: utmost", "subscriptions.0.importance: there is no importance 'utmost'"),
    ],
)
def test_a_faulty_wish_is_refused_by_line_and_key(stage: Stage, more: str, said: str) -> None:
    stage.subscribe(f"  - {{id: head, channel: mail, to: head@forest.example, {more}}}\n")
    ran = stage.folder.run("send", now=NOW)
    assert ran.code == 2
    assert f"subscriptions.yaml:5: {said}" in ran.err
