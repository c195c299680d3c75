"""A page with very many events: what matters most is told at once one by one, and of the rest how much it is; nothing is lost or repeated."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.origin import page
from tests.stories.field import NOW, after, entries
from tests.stories.test_alerts import Stage, staged, subjects
from tracker.digest.alerts_most import MOST

WANTED = "  - {id: head, channel: mail, to: head@forest.example, alerts: [selected, in-force]}\n"
LAWYER = "  - {id: lawyer, channel: mail, to: lawyer@forest.example, alerts: [selected, in-force], tracks: [law]}\n"
ALSO = "  - {id: also, channel: mail, to: also@forest.example, alerts: [selected, in-force]}\n"


def rounds(first: int, last: int, *more: str) -> bytes:
    """A page with many rounds of the fund, each selected on a day of its own."""
    told = [f"種子基金は2026年{6 if n < 31 else 5}月{n % 30 + 1}日に第{n}回公募の採択を行いました。" for n in range(first, last + 1)]
    items = "".join(f"<li>{one}</li>" for one in ("種子基金の公募についてまとめています。", *told, *more))
    return f"<html lang=ja><head><title>森林局</title></head><body><main><h1>採択</h1><ul>{items}</ul></main></body></html>".encode()


IN_FORCE = "どんぐり法は2026年6月1日に施行されました。"
MOMENT = after(days=25)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with staged(tmp_path) as made:
        made.folder.sources["rounds"] = {"url": made.origin.url("/rounds"), "kind": "page", "name": {"ja": "採択", "en": "Rounds"}}
        made.folder.write_sources()
        made.origin.route("/rounds", page(rounds(1, 0)))
        made.subscribe(WANTED)
        assert made.pass_at(NOW) == []
        yield made


def text_of(letter: EmailMessage) -> str:
    found: str = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return found


def test_beyond_ten_the_rest_is_one_message_with_its_count_and_place(stage: Stage) -> None:
    stage.origin.route("/rounds", page(rounds(5, 24, IN_FORCE)))
    letters = stage.pass_at(MOMENT)
    told = subjects(letters)
    assert len(told) == MOST + 1
    assert "[Alert] Acorn Act: In force, 1 June 2026" in told, "what binds is told by itself, wherever it stands"
    assert told[-1] == "[Alert] 11 more"
    text = text_of(letters[-1])
    assert stage.origin.url("/rounds") in text
    assert "these stand in the next digest" in text
    assert "ほか11件" in letters[-1].get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert stage.pass_at(after(MOMENT, hours=2)) == [], "and nothing of it again"
    digest = stage.folder.digest(after(MOMENT, hours=3))
    assert len([one for one in entries(digest) if one["type"] == "selected"]) == 20


def test_exactly_ten_are_told_one_by_one(stage: Stage) -> None:
    stage.origin.route("/rounds", page(rounds(5, 4 + MOST)))
    assert len(told := subjects(stage.pass_at(MOMENT))) == MOST
    assert all("Seed Fund: Selected" in one for one in told)


def test_each_recipient_has_a_bound_of_its_own(stage: Stage) -> None:
    stage.subscribe(WANTED, LAWYER, ALSO)
    stage.origin.route("/rounds", page(rounds(5, 24, IN_FORCE)))
    letters = stage.pass_at(MOMENT)
    by_reader = {name: subjects([one for one in letters if one["To"] == f"{name}@forest.example"]) for name in ("head", "lawyer", "also")}
    assert by_reader["lawyer"] == ["[Alert] Acorn Act: In force, 1 June 2026"]
    assert len(by_reader["head"]) == MOST + 1
    assert by_reader["head"] == by_reader["also"]
    assert stage.pass_at(after(MOMENT, hours=2)) == []


def test_killed_at_any_step_everybody_is_told_everything_once(stage: Stage, tmp_path: Path) -> None:
    """The command is killed just before one of its steps and run again: what arrives is what an undisturbed one sends."""
    stage.subscribe(WANTED, LAWYER)
    stage.origin.route("/rounds", page(rounds(5, 24, IN_FORCE)))
    stage.folder.poll(MOMENT)
    trials = tmp_path.parent / f"{tmp_path.name}-trials"
    trials.mkdir()
    shutil.copytree(stage.folder.path, trials / "template")
    ran = stage.folder.run("send", now=MOMENT)
    assert ran.code == 0, ran.err
    whole = sorted((one["To"], one["Message-ID"]) for one in stage.post.taken)
    stage.post.taken.clear()
    killed = subprocess.run(
        [sys.executable, "-m", "tests.stories.stage", str(trials / "template"), str(trials), "send", "--now", MOMENT],
        env={"KILL_EVERY": "9", **os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    steps = [line.split() for line in killed.stdout.splitlines()]
    assert len(steps) > 2, killed.stderr
    assert all(second == "0" for _, _, second in steps), killed.stdout
    arrived = Counter((one["To"], one["Message-ID"]) for one in stage.post.taken)
    assert (set(arrived), len(whole)) == (set(whole), MOST + 2)
    assert min(arrived.values()) >= len(steps), "in each trial each of them arrived"
    assert arrived.total() <= len(steps) * (len(whole) + 1), "and none again but the one whose answer was lost"
