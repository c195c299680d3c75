"""What a person saved of a site that lets no program look takes the way of every capture, marked as what it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.origin import Origin, reply
from tests.stories.field import NOW, Folder, after, coverage, entries, told
from tests.stories.test_kills import found, trials

SEEN = "2026-06-10T08:30:00+09:00"
FIRST = "どんぐり法は2026年6月1日に施行されました。森林局は同日に窓口を設けました。"
LATER = "種子基金、第3回公募で12件を採択しました。"


def html(*paragraphs: str) -> bytes:
    words = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f'<html lang="ja"><head><title>森林局</title></head><body><main><h1>森林局のお知らせ</h1>{words}</main></body></html>'.encode()


@contextmanager
def walled(path: Path) -> Iterator[tuple[str, Folder]]:
    """A source behind a wall, of which the address is told, and a folder that watches it as `bureau`."""
    with Origin() as origin:
        origin.route("/news", reply(403, b"<h1>403 Forbidden</h1>"))
        folder = Folder(path)
        folder.sources["bureau"] = {"url": origin.url("/news"), "kind": "page"}
        yield origin.url("/news"), folder.set_up()


def add(folder: Folder, body: bytes, url: str, *options: str, seen: str = SEEN, now: str = NOW) -> dict[str, object]:
    """Add a capture that has to be taken; its row."""
    (folder.path / "saved.html").write_bytes(body)
    ran = folder.run("capture", "add", "saved.html", "--url", url, "--seen", seen, "--json", *options, now=now)
    assert ran.code == 0, ran.err
    (row,) = ran.json["sources"]
    assert isinstance(row, dict)
    return row


def test_a_saved_page_is_told_with_when_it_was_seen_and_that_a_person_saved_it(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        assert folder.poll()["bureau"]["outcome"] == "blocked"
        assert add(folder, html(FIRST), url)["outcome"] == "first"
        ran = folder.run("digest", now=NOW)
        markdown, digest = (path.read_text(encoding="utf-8") for path in ran.paths)
    (cited,) = entries(json.loads(digest), "decided")[0]["sources"]
    assert (cited["by_hand"], cited["seen"], cited["url"]) == (True, SEEN, url)
    assert "saved by hand 10 June 2026" in markdown


def test_a_second_one_is_compared_with_the_first(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        add(folder, html(FIRST), url)
        folder.digest(NOW)
        same = add(folder, html(FIRST), url, seen=after(SEEN, hours=1), now=after(hours=1))
        more = add(folder, html(FIRST, LATER), url, seen=after(SEEN, hours=2), now=after(hours=2))
        assert (same["outcome"], more["outcome"], more["changes"], more["findings"]) == ("unchanged", "changed", 1, 1)
        assert [(section, verdict) for section, verdict, _ in told(folder.digest(after(hours=3)))] == [("new", "adds")]


def test_a_page_of_the_same_host_is_one_that_its_source_leads_to(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        row = add(folder, html(FIRST), url.replace("/news", "/news/1.html"))
        assert (row["id"], row["outcome"], row["findings"]) == ("bureau", "first", 1)
        digest = folder.digest(NOW)
        assert entries(digest, "decided")[0]["sources"][0]["url"].endswith("/news/1.html")
        assert coverage(digest, "bureau")["looked"] == 0, "a page says nothing of how its source can be seen"
        again = add(folder, html(FIRST), url.replace("/news", "/news/1.html"), seen=after(SEEN, hours=1), now=after(hours=1))
        assert again["changes"] == 0


def test_what_is_saved_does_not_change_when_the_program_looks_again(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        folder.poll()
        add(folder, html(FIRST), url)
        assert folder.poll(after(minutes=30)) == {}
        assert folder.poll(after(hours=2))["bureau"]["outcome"] == "blocked"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--seen", "2026-06-10T09:30:00+09:00"], "in the future"),
        (["--seen", "2026-06-10"], "has no zone"),
        (["--seen", "gestern"], "ISO 8601"),
        (["--url", "www.example.go.jp/news"], "beginning with http"),
        (["--url", "https://elsewhere.example/"], "no source is of this host; name one with --source"),
        (["--source", "ghost"], "no source is called so"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(tmp_path: Path, options: list[str], says: str) -> None:
    with walled(tmp_path) as (url, folder):
        (tmp_path / "saved.html").write_bytes(html(FIRST))
        given = {"--url": url, "--seen": SEEN} | dict(zip(options[::2], options[1::2], strict=True))
        ran = folder.run("capture", "add", "saved.html", *(word for pair in given.items() for word in pair), now=NOW)
        assert (ran.code, says in ran.err) == (2, True), ran.err
        assert told(folder.digest(NOW)) == []


@pytest.mark.parametrize(
    ("body", "says"), [(None, "No such file"), (b" \n", "is empty"), (b"x" * (15 * 1024 * 1024 + 1), "larger than 15 MB")]
)
def test_a_file_that_is_none_is_named(tmp_path: Path, body: bytes | None, says: str) -> None:
    with walled(tmp_path) as (url, folder):
        if body is not None:
            (tmp_path / "saved.html").write_bytes(body)
        ran = folder.run("capture", "add", "saved.html", "--url", url, "--seen", SEEN, now=NOW)
        assert (ran.code, says in ran.err, "saved.html" in ran.err) == (2, True, True), ran.err


def test_a_saved_wall_is_no_content_and_ends_with_1(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        (tmp_path / "saved.html").write_bytes(b"<html><title>Access Denied</title><body>Access Denied</body></html>")
        ran = folder.run("capture", "add", "saved.html", "--url", url, "--seen", SEEN, "--json", now=NOW)
        assert (ran.code, ran.json["sources"][0]["outcome"]) == (1, "blocked")


def test_older_than_what_was_seen_is_refused(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        add(folder, html(FIRST), url)
        (tmp_path / "saved.html").write_bytes(html(LATER))
        ran = folder.run("capture", "add", "saved.html", "--url", url, "--seen", after(SEEN, hours=-1), now=NOW)
        assert (ran.code, "seen later than that already" in ran.err) == (2, True), ran.err


def test_two_sources_of_one_host_have_to_be_told_apart(tmp_path: Path) -> None:
    with walled(tmp_path) as (url, folder):
        folder.sources["other"] = {"url": url.replace("/news", "/other"), "kind": "page"}
        folder.write_sources()
        (tmp_path / "saved.html").write_bytes(html(FIRST))
        arguments = ("capture", "add", "saved.html", "--url", url.replace("/news", "/x"), "--seen", SEEN)
        ran = folder.run(*arguments, now=NOW)
        assert (ran.code, "bureau, other are of this host; name one with --source" in ran.err) == (2, True), ran.err
        assert folder.run(*arguments, "--source", "other", now=NOW).code == 0


@pytest.mark.soak
def test_killed_at_any_step_it_is_taken_by_the_same_command_again(tmp_path: Path) -> None:
    with walled(tmp_path / "template") as (url, template):
        (template.path / "saved.html").write_bytes(html(FIRST))
        command = ("capture", "add", "saved.html", "--url", url, "--seen", SEEN, "--now", NOW)
        all_trials = trials(template, tmp_path / "trials", *command)
        whole = all_trials[-1].folder
        for trial in all_trials[:-1]:
            assert (trial.killed, trial.code, found(trial.folder)) == (-9, 0, found(whole)), trial
    assert all_trials[-1].step > 3
    assert len(told(whole.digest(NOW))) == 1
