"""`extract`, `diff`, `read`, `explain`, `same`: on files, on standard input and in batches, and never on a database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, Folder, Item, Ran, feed, office

TEXT = "どんぐり法は2026年6月1日に施行されました。"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A folder with a timeline, two feeds and a text. No test here may leave a database in it."""
    found = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    (tmp_path / "old.xml").write_bytes(feed([CONFIRMS]))
    (tmp_path / "new.xml").write_bytes(feed([ADVANCES, CONFIRMS]))
    (tmp_path / "text.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "noise.bin").write_bytes(bytes(range(256)) * 100)
    before = {path.name for path in tmp_path.rglob("*")}
    yield found
    assert {path.name for path in tmp_path.rglob("*")} - {"batch.jsonl"} == before


def batch(folder: Folder, command: str, *requests: object) -> list[dict[str, Any]]:
    """The answers to a batch, one a line; a request that is a text stands as it is."""
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in requests]
    (folder.path / "batch.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogateescape"))
    ran = folder.run(command, "--batch", "batch.jsonl")
    assert (ran.code, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.parametrize(
    ("arguments", "stdin", "keys"),
    [
        (("extract", "old.xml"), None, {"title", "lang", "blocks", "problem"}),
        (("extract", "-", "--kind", "feed", "--url", "https://forest.example/feed"), "old.xml", {"title", "lang", "blocks", "problem"}),
        (("same", '{"title": "a"}', '{"title": "b"}'), None, {"relation"}),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_each_answers_in_json(folder: Folder, arguments: tuple[str, ...], stdin: str | None, keys: set[str], as_json: bool) -> None:
    given = (folder.path / stdin).read_bytes() if stdin else b""
    ran = folder.run(*arguments, *(("--json",) if as_json else ()), stdin=given)
    assert (ran.code, ran.err) == (0, "")
    assert keys <= ran.json.keys()
    assert (ran.out.count("\n") == 1) == as_json or len(ran.json) < 2


def test_extract_reads_a_feed(folder: Folder) -> None:
    blocks = folder.run("extract", "new.xml", "--url", "http://127.0.0.1/feed").json["blocks"]
    assert [block["title"] for block in blocks] == [ADVANCES.title, CONFIRMS.title]
    assert (blocks[0]["link"], blocks[0]["published"]) == ("http://127.0.0.1/in-force", "2026-06-08T10:00:00+09:00")


def test_diff_says_what_differs_and_ends_with_0(folder: Folder) -> None:
    changed = folder.run("diff", "old.xml", "new.xml", "--json")
    same = folder.run("diff", "old.xml", "old.xml", "--json")
    broken = folder.run("diff", "old.xml", "noise.bin", "--json")
    assert [(one["change"], one["old"]) for one in changed.json["changes"]] == [("added", None)]
    assert (changed.code, changed.json["changed"], changed.json["problem"]) == (0, True, None)
    assert (same.code, same.json["changed"], same.json["changes"]) == (0, False, [])
    assert (broken.code, broken.json["changed"], broken.json["problem"]) == (0, False, "error-page")


@pytest.mark.parametrize(("name", "stdin"), [("text.txt", b""), ("-", TEXT.encode())])
def test_read_answers_in_json(folder: Folder, name: str, stdin: bytes) -> None:
    ran = folder.run("read", name, "--published", "2026-06-08", "--json", stdin=stdin)
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 1)
    assert {"mentions", "claims"} <= ran.json.keys()


def test_read_gives_offsets_of_the_text_as_given(folder: Folder) -> None:
    found = folder.run("read", "text.txt", "--json").json
    assert all(TEXT[one["start"] : one["end"]] == one["text"] for one in found["mentions"])
    assert {one["kind"] for one in found["mentions"]} == {"subject", "date", "status"}
    assert [TEXT[one["start"] : one["end"]] == one["quote"] for one in found["claims"]] == [True]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("extract",), "FILE is missing"),
        (("extract", "nowhere.xml"), "nowhere.xml: cannot be read: No such file"),
        (("extract", "."), "cannot be read: Is a directory"),
        (("extract", "old.xml", "--kind", "tarot"), "tarot"),
        (("extract", "old.xml", "--select", "main"), "kind feed has no select"),
        (("diff", "old.xml"), "NEW is missing"),
        (("read", "text.txt", "--published", "lately"), "'lately' is no date"),
        (("read", "text.txt", "--kind", "poem"), "neither passage nor title"),
        (("explain", "text.txt", "--authority", "rumour"), "there is no authority 'rumour'"),
        (("same", "{}"), "B is missing"),
        (("same", "{", "{}"), "A is no JSON"),
        (("same", "[]", "{}"), "an announcement is an object"),
        (("same", '{"title": 5}', "{}"), "title: a text was expected, not int"),
        (("read", "--batch", "nowhere.jsonl"), "nowhere.jsonl: cannot be read"),
        (("read", "--batch", "."), "cannot be read: Is a directory"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(folder: Folder, arguments: tuple[str, ...], word: str) -> None:
    ran = folder.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert word in ran.err
    assert ran.err.startswith("tracker: ")


@pytest.mark.parametrize("command", ["extract", "diff", "read", "explain", "same"])
def test_a_batch_answers_every_line_in_order_whatever_it_holds(folder: Folder, command: str) -> None:
    requests_of: dict[str, dict[str, object]] = {
        "extract": {"file": "old.xml", "kind": None, "select": None, "remove": None, "url": None},
        "diff": {"old": "old.xml", "new": "new.xml", "kind": None, "url": None},
        "read": {"text": TEXT, "file": None, "published": None, "kind": None},
        "explain": {"text": TEXT, "title": None, "url": None, "published": None, "lang": None, "authority": None},
        "same": {"a": {"title": "a", "link": None, "date": None, "ministry": None}, "b": {"title": "a"}},
    }
    good = requests_of[command]
    requests: list[object] = [
        {"id": 1, **good},
        "this is no JSON",
        "[1, 2]",
        '"text"',
        "17",
        {"id": "two", **good},
        {"id": None},
        {"id": ["a", {"b": 1}], **dict.fromkeys(good, 5)},
        {"id": 3, **{key: {"title": [None]} for key in good}},
        '{"id": NaN}',
        '{"id": 4, "text": "\\ud800"}',
        '{"id": ' + "[" * 100_000,
        "\udcff\udcfe\0 binary",
        {"id": 5, **dict.fromkeys(good, "\0")},
        {"id": 6, **good, next(iter(good)): "\0"},
        {"id": "日本語", **good},
    ]
    answers = batch(folder, command, *requests)
    expected = [1, None, None, None, None, "two", None, ["a", {"b": 1}], 3, None, 4, None, None, 5, 6, "日本語"]
    assert [one["id"] for one in answers] == expected
    assert ["error" not in one for one in answers if one["id"] in (1, "two", "日本語")] == [True] * 3
    assert all(isinstance(one["error"], str) and one["error"] for one in answers if one["id"] in (None, ["a", {"b": 1}], 3))
    assert {key for key in answers[0] if key != "id"} == {key for key in answers[-1] if key != "id"}


def test_null_means_absent(folder: Folder) -> None:
    answers = batch(
        folder,
        "explain",
        {"id": 1, "text": TEXT, "title": None, "authority": None, "published": None},
        {"id": 1, "text": TEXT},
    )
    assert answers[0] == answers[1]


def test_a_request_that_lacks_something_says_what(folder: Folder) -> None:
    assert batch(folder, "diff", {"id": 1, "old": "old.xml"})[0]["error"] == "new is missing; the request has id, old"


def test_select_and_remove_may_be_a_text_or_a_list(folder: Folder) -> None:
    answers = batch(folder, "extract", *({"id": 0, "file": "old.xml", "kind": "feed", "select": one} for one in ("main", ["main", "p"])))
    assert [one["error"] for one in answers] == ["kind feed has no select"] * 2


def test_a_huge_line_is_one_request_among_others(folder: Folder) -> None:
    huge = {"id": "huge", "text": "あ" * 2_000_000 + TEXT}
    answers = batch(folder, "read", {"id": 1, "text": TEXT}, huge, {"id": 2, "text": TEXT})
    assert [one["id"] for one in answers] == [1, "huge", 2]
    assert answers[0]["claims"] == answers[2]["claims"] != []


def test_blank_lines_and_a_byte_order_mark_are_no_requests(folder: Folder) -> None:
    answers = batch(folder, "read", "\ufeff" + json.dumps({"id": 1, "text": TEXT}), "", "  \r", json.dumps({"id": 2, "text": "-"}) + "\r")
    assert [one["id"] for one in answers] == [1, 2]


def test_a_line_separator_of_unicode_ends_no_line(folder: Folder) -> None:
    answers = batch(folder, "read", '{"id": 1, "text": "a\u2028b\u0085c"}')
    assert [one["id"] for one in answers] == [1]


def test_a_batch_may_come_through_a_pipe(folder: Folder) -> None:
    ran = folder.run("read", "--batch", "-", stdin=json.dumps({"id": 9, "text": TEXT}).encode())
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == [9]


@pytest.mark.parametrize("name", ["noise.bin", "text.txt"])
def test_rubbish_is_a_problem_of_the_document(folder: Folder, name: str) -> None:
    ran = folder.run("extract", name)
    assert (ran.code, ran.json["problem"], ran.json["blocks"]) == (0, "error-page", [])


def _verdict(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    found: str = ran.json["verdict"]
    return found


def test_explain_holds_a_text_against_the_live_timeline_and_a_batch_against_the_seed(tmp_path: Path) -> None:
    again = Item(ADDS.title, link="/again")
    with office(tmp_path, ADDS) as (_, folder):
        (tmp_path / "text.txt").write_text("", encoding="utf-8")
        question = ("explain", "text.txt", "--title", again.title, "--published", again.day, "--json")
        request = json.dumps({"id": 1, "title": again.title, "text": "", "published": again.day}).encode()
        before = _verdict(folder.run(*question))
        assert not (tmp_path / "db" / "tracker.sqlite3").exists(), "a question makes no database"
        folder.poll()
        after_all = _verdict(folder.run(*question))
        measured = _verdict(folder.run("explain", "--batch", "-", stdin=request))
        digest = folder.digest(NOW)
    assert (before, after_all, measured) == ("new", "known", "new")
    assert len([entry for section in digest["sections"] if section["name"] == "new" for entry in section["entries"]]) == 1


def test_explain_gives_the_main_statement_the_sums_that_are_of_no_statement(folder: Folder) -> None:
    title = f"{ADDS.title}、市場は31兆円"
    (plain,) = batch(folder, "explain", {"id": 1, "title": ADDS.title, "text": ""})
    (answer,) = batch(folder, "explain", {"id": 1, "title": title, "text": ""})
    added = [fact for fact in answer["findings"][0]["facts"] if fact not in plain["findings"][0]["facts"]]
    assert [fact["value"] for fact in added] == ["31000000000000"]
