"""Several passes at once, and passes that are stopped: each source is looked at once, and nobody waits for the dead."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

from tests.origin import Asked, Origin, Reply
from tests.stories.field import ADDS, CONFIRMS, NOW, Folder, Item, after, ended, feed, office, serve, told


class Gate:
    """A route that answers when it is opened, and says when it was asked."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.asked = threading.Event()
        self.open = threading.Event()

    def __call__(self, _: Asked) -> Reply:
        self.asked.set()
        self.open.wait(30)
        return Reply(body=self.body)


def patient(folder: Folder) -> Folder:
    """Let no source of a folder run out of time, however busy the machine is: a second try would be another look."""
    for source in folder.sources.values():
        source["timeout"] = "60s"
    folder.write_sources()
    return folder


def test_two_polls_at_once_look_at_each_source_once(tmp_path: Path) -> None:
    gate = Gate(feed([CONFIRMS]))
    with Origin() as slow, office(tmp_path, ADDS) as (origin, folder):
        slow.route("/slow", gate)
        patient(folder.set_up(slow=slow.url("/slow"), office=origin.url("/feed")))
        first = folder.start("poll", "--json", now=NOW)
        assert gate.asked.wait(30)
        second = folder.spawn("poll", "--json", now=NOW)
        gate.open.set()
        one = ended(first)
    rows = {row["id"]: row["outcome"] for row in one.json["sources"]}
    others = {row["id"]: row for row in second.json["sources"]}
    assert (one.code, second.code) == (0, 0)
    assert rows == {"slow": "first", "office": "first"}
    assert (others["slow"]["outcome"], others["slow"]["why"]) == ("skipped", "another pass is looking at it")
    assert [*origin.paths(), *slow.paths()].count("/feed") == 1
    assert slow.paths().count("/slow") == 1


def test_passes_that_begin_together_on_a_new_folder_share_the_work(tmp_path: Path) -> None:
    items = {f"s{number}": Item(f"種子基金、第{number + 3}回公募で{number + 20}件を採択", link=f"/{number}") for number in range(8)}
    with Origin() as origin:
        for name, item in items.items():
            origin.route(f"/{name}", serve([item]))
        folder = patient(Folder(tmp_path).set_up(**{name: origin.url(f"/{name}") for name in items}))
        ran = [ended(process) for process in [folder.start("poll", "--json") for _ in range(3)]]
        asked = [path for path in origin.paths() if path != "/robots.txt"]
    assert [one.code for one in ran] == [0, 0, 0], [one.err for one in ran]
    assert sorted(asked) == sorted(f"/{name}" for name in items)
    outcomes = [row["outcome"] for one in ran for row in one.json["sources"]]
    assert outcomes.count("first") == len(items)
    assert set(outcomes) <= {"first", "skipped"}
    digest = folder.run("digest", "--format", "json")
    assert digest.code == 0, digest.err


def test_a_poll_stopped_by_the_keyboard_says_so_and_the_next_goes_on(tmp_path: Path) -> None:
    gate = Gate(feed([CONFIRMS]))
    with Origin() as slow, office(tmp_path, ADDS) as (origin, folder):
        slow.route("/slow", gate)
        patient(folder.set_up(slow=slow.url("/slow"), office=origin.url("/feed")))
        process = folder.start("poll", now=NOW)
        assert gate.asked.wait(30)
        process.send_signal(signal.SIGINT)
        stopped = ended(process)
        gate.open.set()
        rows = folder.poll(after(minutes=1))
        digest = folder.digest(after(minutes=1))
    assert stopped.code == 130
    assert stopped.err.splitlines()[-1] == "tracker: stopped; what was committed is kept, and the next run goes on from there"
    assert "Traceback" not in stopped.err
    assert rows["slow"]["outcome"] == "first", "what was cut short is due at once"
    assert {row[:2] for row in told(digest)} == {("confirmed", "confirms"), ("new", "adds")}
    assert {row["source"]: row["failed"] for row in digest["coverage"]} == {"slow": 0, "office": 0}, "it was not the source that failed"


def test_a_poll_that_was_killed_leaves_no_source_locked(tmp_path: Path) -> None:
    gate = Gate(feed([CONFIRMS]))
    with office(tmp_path) as (origin, folder):
        origin.route("/feed", gate)
        process = folder.start("poll", now=NOW)
        assert gate.asked.wait(30)
        process.kill()
        ended(process)
        gate.open.set()
        assert folder.poll()["office"]["outcome"] == "first"


def test_a_source_named_twice_is_looked_at_once(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder):
        ran = folder.run("poll", "office", "office", "--json", now=NOW)
    assert [row["outcome"] for row in ran.json["sources"]] == ["first"]
