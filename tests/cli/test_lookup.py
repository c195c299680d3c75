"""`why`, `snapshot`, `timeline`, `sources`: what is known can be asked, and every answer can be read by a program."""

from __future__ import annotations

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from tests.origin import page, reply
from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, OTHER, STORY, Folder, Item, after, feed, office


def _polled(folder: Folder) -> None:
    folder.poll()
    folder.digest(NOW)


def _why(folder: Folder, what: str) -> list[dict[str, Any]]:
    ran = folder.run("why", what, "--json")
    assert ran.code == 0, ran.err
    steps: list[dict[str, Any]] = ran.json
    return steps


def test_why_follows_an_item_by_address_words_and_number(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (_, folder):
        _polled(folder)
        by_url = _why(folder, "http://127.0.0.1/enacted")
        by_text = _why(folder, "2026年2月10日に成立")
        by_number = _why(folder, next(step["ref"] for step in by_url if step["step"].startswith("confirms")))
        plain = folder.run("why", "http://127.0.0.1/enacted")
    assert [step["step"] for step in by_url] == ["seen, added", "confirms against act.enacted", "told in run-2026-06-10T0900"]
    assert by_url == by_text == by_number
    assert by_url[1]["rule"] == "confirms.same"
    assert CONFIRMS.title in by_url[0]["text"]
    assert [line[:25] for line in plain.out.splitlines()] == [NOW] * 3, "a person reads the times of Japan"
    assert {step["at"] for step in by_url} == {"2026-06-10T00:00:00Z"}


def test_why_names_the_rule_that_stopped_an_item(tmp_path: Path) -> None:
    with office(tmp_path, OTHER) as (_, folder):
        _polled(folder)
        steps = _why(folder, "食堂の献立")
        unseen = folder.run("why", "nothing of the kind", "--json")
    assert [(step["step"], step["rule"]) for step in steps] == [("seen, added", ""), ("stopped", "names-no-subject")]
    assert (unseen.code, unseen.json) == (0, [])


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE change; --", "\\", "🌰", "*"])
def test_why_takes_every_text_as_words(tmp_path: Path, text: str) -> None:
    with office(tmp_path, CONFIRMS, Item(f"どんぐり法の {text} 成立", link="/odd")) as (_, folder):
        folder.poll()
        assert len({step["text"] for step in _why(folder, text) if step["step"].startswith("seen")}) == 1


def test_a_snapshot_comes_back_byte_for_byte(tmp_path: Path) -> None:
    body = feed(STORY).decode().replace("UTF-8", "Shift_JIS").encode("cp932")
    name = hashlib.sha256(body).hexdigest()
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", page(body))
        folder.poll()
        out = tmp_path / "copy.xml"
        assert folder.spawn("snapshot", f"sha256:{name[:12]}", "--out", "copy.xml").err.startswith("copy.xml: ")
        assert out.read_bytes() == body
        refused = folder.run("snapshot", name, "--out", "copy.xml")
        assert (refused.code, "is not overwritten" in refused.err) == (2, True)
        nowhere = folder.run("snapshot", name, "--out", "no/such/folder/copy.xml")
        assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)
        assert folder.run("snapshot", name, "--text").out == body.decode("cp932") + "\n"
        assert folder.run("snapshot", "sha256:" + name[:5]).code == 2, "too short to name one"


def test_every_citation_leads_to_a_snapshot_that_holds_its_quote(tmp_path: Path) -> None:
    with office(tmp_path, *STORY) as (_, folder):
        folder.poll()
        digest = folder.digest(NOW)
        cited = [one for section in digest["sections"] for entry in section["entries"] for one in entry.get("sources", ())]
        assert len(cited) >= 7
        for one in cited:
            assert one["quote"] in folder.run("snapshot", one["snapshot"], "--text").out
            page_ = (tmp_path / "digests" / one["page"].partition("#")[0]).read_text(encoding="utf-8")
            assert one["snapshot"] in page_


@pytest.mark.parametrize("arguments", [(), ("--track", "law"), ("--as-of", "2026-06-30"), ("--lang", "ja")])
def test_the_timeline_can_be_read_in_every_format(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with office(tmp_path, ADVANCES) as (_, folder):
        folder.poll()
        shown = {fmt: folder.run("timeline", "--format", fmt, *arguments) for fmt in ("table", "json", "md", "csv")}
    assert [ran.code for ran in shown.values()] == [0] * 4
    ids = [row["id"] for row in shown["json"].json]
    assert len(ids) == (3 if "law" in arguments else 5)
    assert [row["id"] for row in csv.DictReader(io.StringIO(shown["csv"].out.removeprefix("\ufeff")))] == ids
    assert all(name in shown["table"].out for name in ids)
    assert shown["md"].out.startswith("# ")


def test_the_timeline_of_then_is_what_was_believed_then(tmp_path: Path) -> None:
    with office(tmp_path) as (origin, folder):
        folder.poll()
        origin.route("/feed", reply(200, feed([ADVANCES])))
        folder.poll(after(days=3))
        then = {row["id"]: row["modality"] for row in folder.run("timeline", "--as-of", "2026-06-12", "--format", "json").json}
        now = {row["id"]: row["modality"] for row in folder.run("timeline", "--format", "json").json}
    assert (then["act.in-force"], now["act.in-force"]) == ("scheduled", "occurred")


def test_the_sources_say_when_they_were_seen(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, etag='"7"') as (origin, folder):
        before = folder.run("sources", "--json").json
        folder.poll()
        rows = folder.run("sources", "--json").json
        line = folder.run("sources").out
    assert (before[0]["source"]["url"], before[0]["state"]["last_success"]) == (origin.url("/feed"), None)
    assert rows[0]["state"]["last_success"].startswith("2026-06-10T00:00:00")
    assert rows[0]["state"]["validators"]["etag"] == '"7"'
    assert line.startswith("office ")
    assert " 2026-06-10 09:00 JST " in line
