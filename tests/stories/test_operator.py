"""Who runs the tracker hears once of what is wrong with it and once that it is over; readers hear nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.origin import reply
from tests.postoffice import PostOffice
from tests.stories.field import ADDS, ADVANCES, NOW, Folder, after, office, serve
from tests.stories.test_delivery import subscribe

BOOK = """\
version: 1
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, from: tracker@forest.example}}
operator: {{channel: mail, to: ops@forest.example{more}}}
subscriptions: [{{id: chief, channel: mail, to: chief@forest.example, series: run, alerts: []}}]
"""


@pytest.fixture
def post() -> Iterator[PostOffice]:
    with PostOffice() as made:
        yield made


def heard(post: PostOffice) -> list[tuple[str, str]]:
    """The subjects and texts of what the operator got so far."""
    letters = [one for one in post.taken if one["To"] == "ops@forest.example"]
    return [(one["Subject"].strip(), one.get_body(("plain",)).get_content()) for one in letters]  # type: ignore[union-attr]


def test_a_delivery_that_is_given_up_is_told_once_and_its_end_once(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        subscribe(folder, BOOK.format(port=post.port, more=""))
        folder.poll()
        post.refused["chief@forest.example"] = "550 no such user"
        assert folder.run("digest", "--send", now=NOW).code == 1
        folder.run("send", now=after(hours=1))
        ((subject, text),) = heard(post)
        assert subject == "[tracker] Incidents: 1 new, 0 over"
        assert "New: chief: run-2026-06-10T0900 was given up after 1 attempt: 127.0.0.1 refuses chief@forest.example: 550" in text
        post.refused.clear()
        origin.route("/feed", serve([ADVANCES, ADDS]))
        folder.poll(after(hours=2))
        assert folder.run("digest", "--send", now=after(hours=2)).code == 0
        folder.run("send", now=after(hours=3))
        (_, (subject, text)) = heard(post)
        assert (subject, text.startswith("Over: chief: ")) == ("[tracker] Incidents: 0 new, 1 over", True)
    assert [one["To"] for one in post.taken].count("chief@forest.example") == 1


def test_a_source_that_is_blind_for_a_day_is_told_once_and_its_end_once(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        subscribe(folder, BOOK.format(port=post.port, more=", lang: ja"))
        folder.poll()
        origin.route("/feed", reply(503))
        for hours, many in ((2, 0), (25, 0), (27, 1), (29, 1)):
            folder.poll(after(hours=hours), "--all")
            assert folder.run("send", now=after(hours=hours)).code == 0
            assert len(heard(post)) == many, hours
        assert "発生: 森林局：2026-06-10 11:00 JST から閲覧不能" in heard(post)[0][1]
        origin.route("/feed", serve([ADVANCES]))
        folder.poll(after(hours=31), "--all")
        folder.run("send", now=after(hours=31))
        folder.run("send", now=after(hours=32))
    assert [subject for subject, _ in heard(post)] == ["[tracker] 障害 発生1件・解消0件", "[tracker] 障害 発生0件・解消1件"]


def test_what_the_operator_could_not_be_told_is_told_later_under_one_message_id(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        subscribe(folder, BOOK.format(port=post.port, more=""))
        origin.route("/feed", reply(503))
        for hours in (0, 25):
            folder.poll(after(hours=hours), "--all")
        post.plan.extend(("451 later", "lose"))
        ran = folder.run("send", now=after(hours=25))
        assert (ran.code, "operator: 127.0.0.1: 451 later" in ran.err) == (0, True), ran.err
        folder.run("send", now=after(hours=25, minutes=5))
        assert heard(post) == [], "not at each turn"
        folder.run("send", now=after(hours=25, minutes=20))
        folder.run("send", now=after(hours=25, minutes=40))
        folder.run("send", now=after(hours=27))
    assert len({one["Message-ID"] for one in post.taken}) == 1
    assert len(post.taken) == 2, "only where the answer was lost, and under the same id"


def test_a_faulty_operator_is_refused_by_line(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path) as (_, folder):
        subscribe(folder, BOOK.format(port=post.port, more=", chanel: mail"))
        ran = folder.run("send", now=NOW)
        assert (ran.code, "subscriptions.yaml:4: operator.chanel: unknown key" in ran.err) == (2, True), ran.err


def kinds(folder: Folder) -> list[str]:
    return [row["subscription"] for row in folder.run("deliveries", "--json").json["deliveries"]]


def test_readers_hear_nothing_of_it(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path) as (origin, folder):
        subscribe(folder, BOOK.format(port=post.port, more=""))
        origin.route("/feed", reply(503))
        for hours in (0, 30):
            folder.poll(after(hours=hours), "--all")
        folder.run("send", now=after(hours=30))
        assert kinds(folder) == []
    assert [one["To"] for one in post.taken] == ["ops@forest.example"]


def test_an_operator_who_cannot_be_reached_is_asked_less_and_less_often_and_health_says_so(tmp_path: Path, post: PostOffice) -> None:
    with office(tmp_path, ADVANCES) as (origin, folder):
        subscribe(folder, BOOK.format(port=post.port, more=""))
        folder.poll()
        origin.route("/feed", reply(503))
        for hours in (2, 27):
            folder.poll(after(hours=hours), "--all")
        post.refused["ops@forest.example"] = "451 later"
        tried = [hours for hours in range(27, 51) if "operator: " in folder.run("send", now=after(hours=hours)).err]
        assert tried[0] == 27
        assert 3 <= len(tried) <= 10, tried
        ran = folder.run("health", now=after(hours=50))
        assert (ran.code, "the operator could not be told of 1 incident;" in ran.err) == (1, True), ran.err
        (folder.path / "subscriptions.yaml").rename(folder.path / "away")
        assert "operator could not be told" not in folder.run("health", now=after(hours=50)).err, "nobody is to be told"
        (folder.path / "away").rename(folder.path / "subscriptions.yaml")
        post.refused.clear()
        folder.run("send", now=after(hours=60))
        assert len(heard(post)) == 1
        assert "operator could not be told" not in folder.run("health", now=after(hours=60)).err
