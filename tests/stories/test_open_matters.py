"""What stays open until somebody closes it, how an event came to be what it is, and what is expected from how long things took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.stories.field import ADVANCES, CONFIRMS, CONTRADICTS, FIELD, NOW, Folder, Item, after, entries, office, serve

SLIPS = Item("どんぐり法の施行は2026年9月1日に延期される予定です", day="2026-06-11", link="/slips")
TOUCHES = Item("どんぐり法の改正で罰金を科す案を公表", day="2026-06-11", link="/fines")

ABSENCE = """\
  - id: act.no-fines
    kind: absence
    tracks: [law]
    subject: acorn-act
    tripwires: [罰金]
    title: {ja: どんぐり法に罰金なし, en: No fines in the Acorn Act}
"""

CYCLE = """\
cycles:
  round:
    label: {ja: '{year}年の採択', en: 'Round of {year}'}
    subject: seed-fund
    stages: [{type: selected, start: "07-01", end: "07-31"}]
"""


def write(folder: Folder, text: str) -> None:
    (folder.path / "db" / "timeline.yaml").write_text(text, encoding="utf-8")


def opened(folder: Folder, now: str) -> list[str]:
    return [entry["event"] for entry in entries(folder.digest(now), "open")]


def test_an_overdue_event_is_told_once_then_open_until_it_is_acknowledged_and_again_when_that_is_taken_back(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        first = folder.digest(NOW)
        assert [(entry["event"], entry["looked"]) for entry in entries(first, "overdue")] == [
            ("act.in-force", {"sources": 1, "reached": 1, "looks": 1})
        ]
        assert opened(folder, after(days=1)) == ["act.in-force"]
        ran = folder.run("ack", "act.in-force", "--by", "Mori", "--reason", "asked them", "--json", now=after(days=1))
        assert (ran.code, ran.json["settles"][0]["what"], ran.json["by"]) == (0, "overdue", "Mori")
        assert opened(folder, after(days=2)) == []
        shown = folder.run("timeline", "show", "act.in-force", now=after(days=2)).out
        assert "Acknowledged: 2026-06-11, Mori: asked them" in shown
        assert folder.run("ack", "act.in-force", "--undo", now=after(days=2)).code == 0
        assert opened(folder, after(days=3)) == ["act.in-force"]


def test_later_evidence_closes_what_was_overdue(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        folder.digest(NOW)
        origin.route("/feed", serve([CONFIRMS, ADVANCES]))
        folder.poll(after(hours=2))
        digest = folder.digest(after(hours=3))
        assert (entries(digest, "open"), [entry["event"] for entry in entries(digest, "decided")]) == ([], ["act.in-force"])
        assert "nothing is open about act.in-force" in folder.run("ack", "act.in-force").err


def test_a_conflict_is_open_with_its_age_until_it_is_acknowledged_by_its_number(tmp_path: Path) -> None:
    with office(tmp_path, CONTRADICTS) as (_, folder):
        folder.poll()
        (told,) = entries(folder.digest(NOW), "contradicts")
        number = str(told["sources"][0]["finding"])
        (entry,) = [one for one in entries(folder.digest(after(days=4)), "open") if one["event"] == "fund.established"]
        assert entry["age_days"] == 4
        assert folder.run("ack", number, now=after(days=4)).code == 0
        assert "fund.established" not in opened(folder, after(days=5))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("ack", "no.such"), "there is no event 'no.such'"),
        (("ack", "99"), "there is no finding 99"),
        (("ack", "9" * 30), "there is no event"),
        (("ack", "act.enacted"), "nothing is open about act.enacted"),
        (("ack", "act.in-force", "--undo"), "was not acknowledged"),
        (("ack", "act.in-force", "--reason", "x" * 501), "--reason: 501 characters"),
        (("timeline", "show", "act.enactd"), "did you mean 'act.enacted'?"),
        (("timeline", "show", "x", "--lang", "fr"), "--lang fr: ja or en"),
        (("timeline", "diff", "2026-06-02", "2026-06-01"), "lies after"),
        (("timeline", "diff", "soon", "2026-06-01"), "D1 soon: a day"),
        (("timeline", "diff", "2026-06-01", "2026-06-02T10:00"), "D2 2026-06-02T10:00: the time has no zone"),
        (("timeline", "diff", "2026-06-01", "2026-06-02", "--track", "lawn"), "no track is called lawn"),
        (("timeline", "--track", "law", "show", "act.enacted"), "--track stands before 'show'"),
        (("clock", "--track", "lawn"), "no track is called lawn"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed").run(*arguments)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert words in ran.err


def test_the_history_of_an_event_tells_its_slips_with_the_evidence_and_the_differences_of_two_days(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        folder.poll()
        origin.route("/feed", serve([CONFIRMS, SLIPS]))
        folder.poll(after(days=2))
        origin.route("/feed", serve([CONFIRMS, SLIPS, CONTRADICTS]))
        folder.poll(after(days=3))
        shown = folder.run("timeline", "show", "act.in-force", "--json", now=after(days=3)).json
        text = {lang: folder.run("timeline", "show", "act.in-force", "--lang", lang, now=after(days=3)).out for lang in ("ja", "en")}
        found = folder.run("timeline", "diff", "2026-06-10", "2026-06-13", "--json").json
        told = folder.run("timeline", "diff", "2026-06-10", "2026-06-13", "--lang", "ja").out
        none = folder.run("timeline", "diff", "2026-06-10", "2026-06-13", "--track", "guide").out
    assert (shown["slips"], [step["origin"].partition(":")[0] for step in shown["history"]]) == (1, ["seed", "finding"])
    step = shown["history"][1]
    assert step["word"]["quote"] in SLIPS.title
    assert (step["word"]["source"], step["word"]["snapshot"][:7], step["word"]["rule"][:5]) == ("office", "sha256:", "moves")
    assert step["recorded"].startswith("2026-06-12")
    assert ("Slips: 1" in text["en"], "延期: 1回" in text["ja"]) == (True, True)
    assert [one["event"] for one in found["moved"]] == ["act.in-force"]
    assert [one["event"] for one in found["contradicted"]] == ["fund.established"]
    assert found["moved"][0]["by"][0]["quote"] in SLIPS.title
    assert (found["added"], found["superseded"]) == ([], [])
    assert ("日程変更 (1)" in told, "矛盾 (1)" in told, none) == (True, True, "Nothing changed in between.\n")


def test_an_edit_of_the_seed_against_a_finding_overwrites_neither_and_is_open_until_the_file_agrees(tmp_path: Path) -> None:
    with office(tmp_path, ADVANCES) as (_, folder):
        folder.poll()
        folder.digest(NOW)
        edited = FIELD.replace("modality: scheduled", "modality: cancelled")
        write(folder, edited)
        shown = folder.run("timeline", "show", "act.in-force", now=after(days=1))
        assert "Open: the file says otherwise modality" in shown.out
        assert [row["modality"] for row in folder.run("timeline", "--format", "json").json if row["id"] == "act.in-force"] == ["occurred"]
        (entry,) = entries(folder.digest(after(days=3)), "open")
        assert (entry["event"], entry["title"]["en"]) == (
            "act.in-force",
            "Acorn Act in force: the file says cancelled, the evidence happened",
        )
        write(folder, edited.replace("modality: cancelled", "modality: occurred"))
        assert opened(folder, after(days=4)) == []


def test_a_word_that_would_end_an_absence_is_for_review_and_names_it(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        write(folder, FIELD.replace("\nrows:\n", "\nrows:\n" + ABSENCE))
        folder.poll()
        folder.digest(NOW)
        origin.route("/feed", serve([CONFIRMS, TOUCHES]))
        folder.poll(after(days=2))
        (entry,) = entries(folder.digest(after(days=2, hours=1)), "review")
        steps = folder.run("why", TOUCHES.title, "--json").json
    assert (entry["event"], entry["rule"], entry["sources"][0]["quote"]) == ("act.no-fines", "absence.tripwire", TOUCHES.title)
    assert "which would end act.no-fines (No fines in the Acorn Act)" in entry["why"]
    assert any("act.no-fines" in step["text"] for step in steps if step["step"] == "for review")


def test_what_comes_round_is_expected_until_a_real_word_of_it_and_the_clock_tells_how_long_things_took(tmp_path: Path) -> None:
    selected = Item("種子基金、2026年7月9日に第3回公募で12件を採択", day="2026-07-09", link="/selected")
    with office(tmp_path, CONFIRMS) as (origin, folder):
        write(
            folder,
            FIELD.replace("\nrows:\n", f"\n{CYCLE}rows:\n").replace(
                "{earliest: 2026-02-01, latest: 2026-02-28, precision: month}", "{earliest: 2026-02-17, latest: 2026-02-17, precision: day}"
            ),
        )
        folder.poll()
        (ours,) = [entry for entry in entries(folder.digest(NOW), "coming") if entry["basis"]]
        clock = folder.run("clock", "--json", now=NOW).json
        text = folder.run("clock", "--lang", "ja", now=NOW).out
        origin.route("/feed", serve([CONFIRMS, selected]))
        folder.poll(after(days=30))
        digest = folder.digest(after(days=30, hours=1))
        (ids,) = {tuple(one["event"]["id"] for one in folder.run("clock", "--json", now=after(days=30)).json["expected"])}
    assert (ours["event"], ours["modality"]) == ("cycle.round.selected.2026", "expected")
    assert ours["basis"]["en"] == "computed: each year between 1 July and 31 July"
    (interval,) = [one for one in clock["intervals"] if one["first"] == "enacted"]
    assert (interval["then"], interval["n"], interval["shortest"], interval["cases"][0]["days"]) == ("promulgated", 1, 7, 7)
    assert [one["event"]["id"] for one in clock["expected"]] == ["cycle.round.selected.2026"]
    assert "act.enacted → act.promulgated: 7" in text
    assert [entry["verdict"] for entry in entries(digest, "new")] == ["adds"], "a real word of it is news as ever"
    assert not [entry for entry in entries(digest, "coming") if entry["basis"] and entry["event"].endswith("2026")]
    assert ids == ("cycle.round.selected.2027",)


def test_an_acknowledgement_is_dated_by_the_run_and_may_not_go_back_in_time(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        folder.poll()
        assert folder.run("ack", "act.in-force", now=after(days=-1)).code == 2
        ran = folder.run("ack", "act.in-force", "--json", now=after(days=1))
    assert json.loads(ran.out)["recorded"] == "2026-06-11T00:00:00Z"


def test_an_estimate_can_be_shown_and_once_it_is_late_acknowledged(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        write(folder, FIELD.replace("\nrows:\n", f"\n{CYCLE}rows:\n"))
        folder.poll()
        folder.digest(NOW)
        shown = folder.run("timeline", "show", "cycle.round.selected.2026", now=NOW).out
        assert "computed: each year between 1 July and 31 July" in shown
        late = after(days=60)
        folder.poll(late)
        (entry,) = [one for one in entries(folder.digest(late), "overdue") if one["event"].startswith("cycle.")]
        assert (entry["rule"], entry["age_days"]) == ("overdue.expected-passed", 9)
        assert "cycle.round.selected.2026" in opened(folder, after(late, days=1)), "it stays open though nobody looked since"
        assert folder.run("ack", "cycle.round.selected.2026", now=after(late, days=1)).code == 0
        assert "cycle.round.selected.2026" not in opened(folder, after(late, days=2))
