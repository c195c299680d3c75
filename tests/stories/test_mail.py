"""A newsletter in a mailbox is a source like any other: read once, told once, with the mail as evidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.kinds.mails import SENDER, URL, message, word
from tests.stories.field import NOW, Folder, after, coverage, entries, told

IN_FORCE = "どんぐり法は2026年6月1日に施行されました。"
SELECTED = "■ 種子基金、第3回公募で12件を採択\n審査の結果です。\n\n■ 食堂の献立を更新しました\n今週の献立です。\n"


def office(path: Path, box: str = "mail/news", **options: object) -> Folder:
    """A folder that watches a newsletter in a Maildir."""
    for name in ("cur", "new", "tmp"):
        (path / "mail" / "news" / name).mkdir(parents=True)
    folder = Folder(path)
    folder.sources["magazine"] = {"kind": "mail", "url": URL, "path": box, "from": SENDER, **options}
    return folder.set_up()


def deliver(folder: Folder, number: int, body: str, **changes: str) -> None:
    raw = message(body.encode("iso-2022-jp"), kind="text/plain; charset=ISO-2022-JP", name=f"<{number}@x>", **changes)
    (folder.path / "mail" / "news" / "new" / f"{number}.host").write_bytes(raw)


def test_a_newsletter_is_told_once_with_the_mail_as_its_evidence(tmp_path: Path) -> None:
    folder = office(tmp_path)
    deliver(folder, 1, IN_FORCE, subject=word("森林局だより", "iso-2022-jp"))
    first = folder.poll()["magazine"]
    digest = folder.digest(NOW)
    again = folder.poll(after(hours=2))["magazine"]
    assert (first["outcome"], first["findings"]) == ("first", 1)
    assert (again["outcome"], again["changes"], told(folder.digest(after(hours=2)))) == ("unchanged", 0, [])
    (entry,) = [one for one in entries(digest) if one["event"] == "act.in-force"]
    (evidence,) = entry["sources"]
    assert (entry["verdict"], evidence["source"], evidence["title"], evidence["url"]) == ("advances", "magazine", "森林局だより", URL)
    assert evidence["quote"] in IN_FORCE
    assert coverage(digest, "magazine")["failed"] == 0
    kept = folder.run("snapshot", evidence["snapshot"])
    assert (kept.code, SENDER in kept.out) == (0, True)


def test_a_new_message_of_two_items_gives_exactly_one_finding(tmp_path: Path) -> None:
    folder = office(tmp_path)
    deliver(folder, 1, IN_FORCE)
    folder.poll()
    folder.digest(NOW)
    deliver(folder, 2, SELECTED, date="Tue, 9 Jun 2026 10:00:00 +0900")
    row = folder.poll(after(hours=2))["magazine"]
    digest = folder.digest(after(hours=2))
    assert (row["outcome"], row["findings"]) == ("changed", 1)
    (entry,) = entries(digest)
    assert [source["title"] for source in entry["sources"]] == ["種子基金、第3回公募で12件を採択"]
    assert coverage(digest, "magazine")["possible_gap"] is False


def test_a_forged_message_and_one_of_a_stranger_change_nothing(tmp_path: Path) -> None:
    folder = office(tmp_path)
    deliver(folder, 1, "食堂の献立を更新しました。")
    folder.poll()
    deliver(folder, 2, IN_FORCE, sender="evil@example.org")
    raw = message(IN_FORCE, name="<3@x>", fields=("Authentication-Results: mx.example; dmarc=fail",))
    (folder.path / "mail" / "news" / "new" / "3.host").write_bytes(raw)
    row = folder.poll(after(hours=2))["magazine"]
    assert (row["outcome"], row["findings"]) == ("unchanged", 0)
    assert row["why"] == "1 message was left out because dkim, dmarc or spf failed: the sender may be forged"
    assert told(folder.digest(after(hours=2))) == []


def test_a_message_that_is_deleted_was_not_taken_back(tmp_path: Path) -> None:
    folder = office(tmp_path)
    for number, body in ((1, IN_FORCE), (2, "食堂の献立を更新しました。")):
        deliver(folder, number, body)
    folder.poll()
    folder.digest(NOW)
    (folder.path / "mail" / "news" / "new" / "1.host").unlink()
    assert folder.poll(after(hours=2))["magazine"]["changes"] == 0
    assert told(folder.digest(after(hours=2))) == []


def test_a_mailbox_that_is_missing_is_a_failed_look_that_names_it_and_hides_no_other(tmp_path: Path) -> None:
    folder = office(tmp_path)
    deliver(folder, 1, IN_FORCE)
    folder.sources["lost"] = {**folder.sources["magazine"], "path": "mail/lost"}
    folder.write_sources()
    rows = folder.poll()
    assert (rows["magazine"]["outcome"], rows["lost"]["outcome"]) == ("first", "failed")
    assert "mail/lost' is not there; give the path of a Maildir" in rows["lost"]["why"]
    assert coverage(folder.digest(NOW), "lost")["failed"] == 1
    deliver_there = folder.path / "mail" / "lost"
    deliver_there.write_bytes(b"From x Mon Jun  8 10:00:00 2026\n" + message("食堂の献立を更新しました。"))
    assert folder.poll(after(days=2))["lost"]["outcome"] == "first"


@pytest.mark.parametrize(
    ("key", "value", "said"), [("from", None, "needs the address"), ("from", "nobody", "not 'nobody'"), ("path", None, "needs the path")]
)
def test_options_that_are_missing_or_wrong_are_faults_of_the_file(tmp_path: Path, key: str, value: str | None, said: str) -> None:
    folder = office(tmp_path)
    folder.sources["magazine"].pop(key)
    folder.sources["magazine"] |= {key: value} if value else {}
    folder.write_sources()
    ran = folder.run("poll", now=NOW)
    assert (ran.code, ran.out) == (2, "")
    assert "sources.yaml:" in ran.err
    assert f"sources.0.{key}" in ran.err
    assert said in ran.err


def test_extract_reads_an_mbox_and_a_lone_message(tmp_path: Path) -> None:
    folder = office(tmp_path)
    (tmp_path / "one.eml").write_bytes(message(IN_FORCE))
    (tmp_path / "two.mbox").write_bytes(
        b"".join(b"From x Mon Jun  8 10:00:00 2026\n" + message(body, name=f"<{body}>") + b"\n\n" for body in ("a", "b"))
    )
    (tmp_path / "page.html").write_text("<!DOCTYPE html><p>no mail</p>", encoding="utf-8")
    one = folder.run("extract", "one.eml", "--kind", "mail").json
    two = folder.run("extract", "two.mbox", "--kind", "mail", "--json").json
    none = folder.run("extract", "page.html", "--kind", "mail").json
    assert [(block["title"], block["text"], block["published"]) for block in one["blocks"]] == [
        ("Newsletter 12", IN_FORCE, "2026-06-08T10:00:00+09:00")
    ]
    assert [block["text"] for block in two["blocks"]] == ["a", "b"]
    assert (none["problem"], none["blocks"]) == ("error-page", [])
    assert json.dumps(one)
