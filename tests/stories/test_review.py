"""People decide: what waits is listed, decided, told, taken back, and teaches the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.stories.field import Folder, Item, Ran, after, entries
from tests.stories.test_voices import DONE, FOUND, PLANNED, event, papers, say

BY = ("--by", "M. Sato", "--reason", "read it in the gazette of that day")
UNCLEAR = Item("窓口のご案内", "どんぐり法が施行されるなら、窓口を開きます。", link="/unclear")


def waiting(folder: Folder) -> list[dict[str, Any]]:
    ran = folder.run("review", "--json")
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = ran.json
    return found


def decide(folder: Folder, *arguments: str, hours: float = 3, code: int = 0) -> Ran:
    ran = folder.run("review", *arguments, *BY, now=after(hours=hours))
    assert ran.code == code, ran.err
    return ran


def test_what_press_alone_says_waits_with_its_quote_its_source_its_rule_and_what_accepting_would_change(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        (item,) = waiting(folder)
        shown = folder.run("review")
    assert (item["kind"], item["event"], item["rule"]) == ("proposal", PLANNED, "advances.occurred")
    assert (item["quote"], [one["authority"] for one in item["sources"]]) == (DONE.title, ["press"])
    assert [(one["event"], one["field"], one["old"]["en"], one["new"]["en"]) for one in item["change"]] == [
        (PLANNED, "modality", "scheduled", "happened")
    ]
    assert f"{PLANNED}: status scheduled → happened" in shown.out
    assert DONE.title in shown.out


def test_what_is_accepted_changes_the_timeline_and_is_told_in_the_section_of_its_verdict(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        folder.digest(after(hours=2))
        decide(folder, "accept", waiting(folder)[0]["id"])
        (entry,) = entries(folder.digest(after(hours=4)), "decided", "corrections")
        assert (entry["verdict"], entry["rule"], entry["modality"]) == ("advances", "review.accepted", "occurred")
        assert "M. Sato" in entry["why"]
        assert "gazette of that day" in entry["why"]
        assert entry["sources"][0]["source"] == "s0"
        assert (event(folder, PLANNED).modality, event(folder, PLANNED).proposals) == ("occurred", ())
        assert waiting(folder) == []


def test_what_is_accepted_before_it_was_told_is_told_once(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        decide(folder, "accept", waiting(folder)[0]["id"])
        told = [entry["rule"] for entry in entries(folder.digest(after(hours=4)))]
    assert told == ["review.accepted"]


def test_what_press_added_is_believed_once_accepted(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", FOUND, 1)
        assert event(folder, "seed-fund.3").modality == "reported"
        decide(folder, "accept", waiting(folder)[0]["id"])
        (entry,) = entries(folder.digest(after(hours=4)))
        assert (entry["rule"], entry["modality"], event(folder, "seed-fund.3").modality) == ("review.accepted", "occurred", "occurred")


@pytest.mark.parametrize("word", ["reject", "not-on-track"])
def test_what_is_rejected_untold_is_never_told(tmp_path: Path, word: str) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", FOUND, 1)
        decide(folder, word, waiting(folder)[0]["id"])
        assert entries(folder.digest(after(hours=4))) == []
        assert event(folder, "seed-fund.3").withdrawn
        assert waiting(folder) == []


def test_what_was_told_and_is_rejected_is_told_in_corrections(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        folder.digest(after(hours=2))
        decide(folder, "reject", waiting(folder)[0]["id"])
        digest = folder.digest(after(hours=4))
        (entry,) = entries(digest)
        assert (entry["verdict"], entry["rule"]) == ("withdrawn", "review.rejected")
        assert entries(digest, "corrections") == [entry]
        assert event(folder, PLANNED).proposals == ()
        assert entries(folder.digest(after(hours=6))) == [], "and once only"


def test_an_undone_rejection_is_corrected_again_and_the_item_waits_again(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        folder.digest(after(hours=2))
        name = waiting(folder)[0]["id"]
        decide(folder, "reject", name)
        folder.digest(after(hours=4))
        decide(folder, "undo", "1", hours=5)
        (entry,) = entries(folder.digest(after(hours=6)))
        assert (entry["rule"], len(event(folder, PLANNED).proposals)) == ("review.undone", 1)
        assert [one["id"] for one in waiting(folder)] == [name]
        log = folder.run("review", "log", "--json").json
        assert [(one["action"], one["standing"], one["by"]) for one in log] == [("reject", False, "M. Sato"), ("undo", True, "M. Sato")]
        assert "decision 1 was undone already" in decide(folder, "undo", "1", hours=7, code=2).err
        assert "took decision 1 back" in decide(folder, "undo", "2", hours=7, code=2).err


def test_a_decision_that_is_undone_before_the_digest_leaves_it_as_if_nothing_had_been(tmp_path: Path) -> None:
    for word in ("accept", "reject"):
        with papers(tmp_path / word, "press") as (origin, folder):
            say(origin, folder, "s0", DONE, 1)
            before = event(folder, PLANNED)
            decide(folder, word, waiting(folder)[0]["id"])
            decide(folder, "undo", "1", hours=4)
            assert event(folder, PLANNED) == before
            assert [(one["verdict"], one["rule"]) for one in entries(folder.digest(after(hours=5)))] == [("advances", "advances.occurred")]


def test_an_undone_acceptance_that_was_told_is_withdrawn(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        decide(folder, "accept", waiting(folder)[0]["id"])
        folder.digest(after(hours=4))
        decide(folder, "undo", "1", hours=5)
        (entry,) = entries(folder.digest(after(hours=6)), "corrections")
        assert (entry["verdict"], entry["rule"], event(folder, PLANNED).modality) == ("withdrawn", "review.undone", "scheduled")


def test_what_was_read_wrongly_is_edited_and_judged_anew(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        name = waiting(folder)[0]["id"]
        assert "no date" in decide(folder, "edit", name, "--when", "next week", code=2).err
        assert "there is no modality" in decide(folder, "edit", name, "--modality", "sure", code=2).err
        decide(folder, "edit", name, "--when", "2026-07-01", "--modality", "scheduled")
        (entry,) = entries(folder.digest(after(hours=4)))
        assert (entry["verdict"], entry["rule"], entry["when"]["earliest"]) == ("moves", "review.edited", "2026-07-01")
        assert str(event(folder, PLANNED).when.earliest) == "2026-07-01"


def test_an_item_that_could_not_be_read_waits_and_can_be_told_by_a_person(tmp_path: Path) -> None:
    with papers(tmp_path, "official") as (origin, folder):
        say(origin, folder, "s0", UNCLEAR, 1)
        (item,) = waiting(folder)
        assert (item["kind"], item["quote"]) == ("unread", f"{UNCLEAR.title} {UNCLEAR.text}")
        assert "states nothing that could be accepted" in decide(folder, "accept", item["id"], code=2).err
        decide(folder, "edit", item["id"], "--subject", "acorn-act", "--type", "in-force", "--when", "2026-06-01")
        (entry,) = entries(folder.digest(after(hours=4)))
        assert (entry["verdict"], entry["event"], entry["rule"]) == ("advances", PLANNED, "review.edited")
        assert event(folder, PLANNED).modality == "occurred"


def test_an_item_that_was_put_aside_is_not_told_for_review(tmp_path: Path) -> None:
    with papers(tmp_path, "official") as (origin, folder):
        say(origin, folder, "s0", UNCLEAR, 1)
        decide(folder, "reject", waiting(folder)[0]["id"])
        assert entries(folder.digest(after(hours=4))) == []
        decide(folder, "undo", "1", hours=5)
        assert [entry["verdict"] for entry in entries(folder.digest(after(hours=6)))] == ["review"]


def test_what_is_of_a_known_event_is_merged_and_what_is_not_is_split(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", FOUND, 1)
        name = waiting(folder)[0]["id"]
        assert "no event 'no.such'" in decide(folder, "merge", name, "no.such", code=2).err
        assert "event of its own already" in decide(folder, "split", name, code=2).err
        decide(folder, "merge", name, "fund.established")
        assert event(folder, "seed-fund.3").withdrawn
        (entry,) = entries(folder.digest(after(hours=4)))
        assert (entry["event"], entry["rule"]) == ("fund.established", "review.merged")
    with papers(tmp_path / "split", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        decide(folder, "split", waiting(folder)[0]["id"])
        assert event(folder, PLANNED).proposals == ()
        made = event(folder, "acorn-act.in-force")
        assert (made.modality, str(made.when.earliest)) == ("occurred", "2026-06-01")
        assert [entry["rule"] for entry in entries(folder.digest(after(hours=4)), "new")] == ["review.split"]


def test_a_conflict_waits_until_a_person_settles_it(tmp_path: Path) -> None:
    with papers(tmp_path, "official") as (origin, folder):
        say(origin, folder, "s0", Item("種子基金は2026年3月9日に設立されました", link="/established"), 1)
        digest = folder.digest(after(hours=2))
        assert len(entries(digest, "contradicts")) == 1
        (item,) = waiting(folder)
        assert item["kind"] == "conflict"
        decide(folder, "accept", item["id"])
        assert str(event(folder, "fund.established").when.earliest) == "2026-03-09"
        after_it = folder.digest(after(hours=4))
        assert [entry["rule"] for entry in entries(after_it, "moved")] == ["review.accepted"]
        assert [entry for entry in entries(after_it, "open") if entry["verdict"] == "contradicts"] == []


def test_a_name_that_is_taught_is_read_from_then_on(tmp_path: Path) -> None:
    with papers(tmp_path, "official", "official") as (origin, folder):
        say(origin, folder, "s0", Item("団栗基本法が2026年6月1日に施行されました", link="/a"), 1)
        assert event(folder, PLANNED).modality == "scheduled"
        decide(folder, "alias", "acorn-act", "団栗基本法", hours=2)
        assert "is a name of acorn-act already" in decide(folder, "alias", "acorn-act", "団栗基本法", hours=2, code=2).err
        say(origin, folder, "s1", Item("団栗基本法が2026年6月1日に施行されました", link="/b"), 3)
        assert event(folder, PLANNED).modality == "occurred"


def test_a_near_miss_that_is_taught_is_passed_over_until_it_is_undone(tmp_path: Path) -> None:
    with papers(tmp_path, "official", "official", "official") as (origin, folder):
        decide(folder, "near-miss", "acorn-act", "どんぐり法律相談所", hours=1)
        item = Item("どんぐり法律相談所は2026年6月1日に施行されました", link="/office")
        say(origin, folder, "s0", item, 2)
        assert event(folder, PLANNED).modality == "scheduled"
        decide(folder, "undo", "1", hours=3)
        say(origin, folder, "s1", Item(item.title, link="/office-too"), 4)
        assert event(folder, PLANNED).modality == "occurred"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("alias", "no-such", "言葉"), "no subject is called 'no-such'"),
        (("alias", "acorn-act", "の"), "cannot be a name"),
        (("alias", "acorn-act", "二つの\n行"), "cannot be a name"),
        (("alias", "acorn-act", "樫指針"), "is a name of oak-guide already"),
        (("accept", "f99"), "there is no such finding"),
        (("accept", "x1"), "an item is called f and the number"),
        (("accept", "f99999999999999999999"), "an item is called f and the number"),
        (("reject", "c99"), "no such item waits"),
        (("undo", "7"), "there is no decision 7"),
        (("undo", "first"), "the number of a decision was expected"),
    ],
)
def test_what_cannot_be_decided_is_refused_in_a_line(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        ran = decide(folder, *arguments, code=2)
    assert said in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("missing", [("--by", " ", "--reason", "x"), ("--by", "x", "--reason", "")])
def test_nobody_and_no_reason_decide_nothing(tmp_path: Path, missing: tuple[str, ...]) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        ran = folder.run("review", "accept", waiting(folder)[0]["id"], *missing, now=after(hours=2))
        assert (ran.code, "missing" in ran.err, len(waiting(folder))) == (2, True, 1)


def test_who_decides_on_what_has_changed_since_is_refused(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        (item,) = waiting(folder)
        say(origin, folder, "s1", Item("どんぐり法は2026年6月3日に施行されたと関係者が語った", link="/z"), 2)
        ran = decide(folder, "accept", item["id"], "--revision", item["revision"], code=2)
        assert "has changed since it was looked at" in ran.err
        decide(folder, "accept", item["id"])
        ran = decide(folder, "accept", item["id"], code=2)
        assert "was decided already (accept by M. Sato, decision 1)" in ran.err


def test_an_official_finding_that_was_misread_is_rejected_with_all_that_it_did(tmp_path: Path) -> None:
    with papers(tmp_path, "official") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        before = event(folder, PLANNED)
        assert (before.modality, waiting(folder)) == ("occurred", [])
        told = entries(folder.digest(after(hours=2)), "decided")
        number = str(told[0]["sources"][0]["finding"])
        assert "an official word" in decide(folder, "accept", number, code=2).err
        decide(folder, "reject", number)
        assert event(folder, PLANNED).modality == "scheduled"
        assert [entry["verdict"] for entry in entries(folder.digest(after(hours=4)), "corrections")] == ["withdrawn"]


def test_why_tells_who_decided(tmp_path: Path) -> None:
    with papers(tmp_path, "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        decide(folder, "accept", waiting(folder)[0]["id"])
        steps = folder.run("why", DONE.title, "--json").json
    assert [step["rule"] for step in steps] == ["", "advances.occurred", "review.accepted"]
    assert "M. Sato" in steps[-1]["text"]


def test_prompts_take_one_answer_a_line_and_keep_what_was_decided(tmp_path: Path) -> None:
    with papers(tmp_path, "press", "press") as (origin, folder):
        say(origin, folder, "s0", DONE, 1)
        say(origin, folder, "s1", FOUND, 2)
        answers = "?\nm\nno.such\nit is that one\na\nin the gazette\n\n"
        ran = folder.run("review", "decide", "--by", "A. Mori", now=after(hours=3), stdin=answers.encode())
        assert (ran.code, ran.out) == (0, "1 decided, 1 left open\n"), ran.err
        assert "no event 'no.such'" in ran.err
        assert (event(folder, PLANNED).modality, len(waiting(folder))) == ("occurred", 1)
        ended = folder.run("review", "decide", "--by", "A. Mori", now=after(hours=4), stdin=b"a\n")
        assert (ended.code, ended.out, len(waiting(folder))) == (0, "0 decided, 1 left open\n", 1)
