"""`tracker health` over the life of a few sources, and `tracker backup`, `restore`, `doctor` as a person meets them."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.origin import Origin, reply
from tests.stories.field import ADDS, ADVANCES, CONFIRMS, NOW, Folder, Item, after, office, serve
from tests.stories.test_daemon import stopped, until

FROZEN = Item("樫指針の説明会を開きました", day="2026-03-02", link="/frozen")


def marks(folder: Folder, now: str) -> dict[str, str]:
    """The first mark of each source."""
    ran = folder.run("health", "--json", now=now)
    return {row["source"]: row["marks"][0] for row in ran.json["sources"]}


def troubles(folder: Folder, now: str) -> list[str]:
    ran = folder.run("health", "--json", now=now)
    assert ran.code == bool(ran.json["troubles"]), "it exits with 1 where something is wrong"
    return [trouble["word"] for trouble in ran.json["troubles"]]


def test_a_walled_a_failing_and_a_frozen_source_are_told_apart(tmp_path: Path) -> None:
    with Origin() as origin:
        origin.route("/well", serve([ADDS]))
        origin.route("/frozen", serve([FROZEN]))
        origin.route("/wall", reply(403))
        origin.route("/down", reply(500))
        folder = Folder(tmp_path).set_up(**{name: origin.url(f"/{name}") for name in ("well", "frozen", "wall", "down")})
        assert set(marks(folder, NOW).values()) == {"unseen"}
        assert troubles(folder, NOW) == ["never-polled"]
        for day in range(3):
            folder.poll(after(days=day), "--all")
        late = after(days=2)
        assert marks(folder, late) == {"down": "blind", "wall": "blocked", "frozen": "stale", "well": "well"}
        assert troubles(folder, late) == []
        plain = folder.run("health", now=late)
        origin.route("/down", serve([CONFIRMS]))
        folder.poll(after(days=3), "--all")
        assert marks(folder, after(days=3))["down"] == "well"
    assert plain.code == 0
    lines = plain.out.splitlines()
    assert [line.split()[0] for line in lines] == ["blind", "blocked", "stale", "well"]
    assert "its newest entry is of 2026-03-02" in plain.out
    assert re.search(r"^well +well +3/3  seen 2026-06-12 09:00", plain.out, re.MULTILINE)
    assert "4 sources, 3 of them with something to say; nothing keeps the tracker from its work" in plain.err


def test_it_says_when_nobody_looks_and_no_digest_is_written(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (_, folder):
        folder.poll()
        assert folder.run("digest", "--series", "weekly", now=NOW).code == 0
        assert troubles(folder, after(minutes=50)) == []
        assert troubles(folder, after(hours=4)) == ["no-heartbeat"]
        assert troubles(folder, after(days=8)) == ["no-heartbeat", "digest-overdue"]
        folder.poll(after(days=8))
        folder.run("digest", "--series", "weekly", now=after(days=8))
        assert troubles(folder, after(days=8)) == []


def test_its_figures_are_read_by_another_reader(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (_, folder):
        folder.poll()
        ran = folder.run("health", "--metrics", now=NOW)
    samples = {
        (sample.name, sample.labels.get("source")): sample.value
        for family in text_string_to_metric_families(ran.out)
        for sample in family.samples
    }
    assert samples["tracker_healthy", None] == 1
    assert samples["tracker_source_looked", "office"] == samples["tracker_source_seen", "office"] == 1
    assert samples["tracker_source_last_success_seconds", "office"] == 1781049600


def test_a_daemon_answers_with_its_figures_on_this_machine_alone(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (origin, folder), Origin() as taken:
        port = int(taken.place.rpartition(":")[2])
        refused = folder.run("run", "--metrics-port", str(port))
        assert (refused.code, "name another port" in refused.err) == (2, True)
        with Origin() as free:
            port = int(free.place.rpartition(":")[2])
        process = folder.start("run", "--metrics-port", str(port))
        try:
            until(lambda: "/feed" in origin.paths() and (tmp_path / "digests").exists(), process=process)
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
                text = answer.read().decode()
        finally:
            ran, took = stopped(process)
    assert 'tracker_source_looked{source="office"}' in text
    assert (ran.code, took < 10) == (0, True)


def test_a_copy_is_made_put_back_and_goes_on(tmp_path: Path) -> None:
    with office(tmp_path / "here", CONFIRMS, ADVANCES) as (origin, folder):
        folder.poll()
        told = folder.digest(NOW)
        made = folder.run("backup", "copy.sqlite3")
        again = folder.run("backup", "copy.sqlite3")
        there = Folder(tmp_path / "there").set_up(office=origin.url("/feed"))
        back = there.run("restore", str(made.paths[0]), "--json")
        assert there.poll(after(hours=2))["office"]["outcome"] == "unchanged"
        later = there.digest(after(hours=2))
        taken = there.run("restore", str(made.paths[0]))
    assert (made.code, made.paths) == (0, [tmp_path / "here" / "copy.sqlite3"])
    assert "copied and checked: 1 looks" in made.err
    assert (again.code, "exists already and is not overwritten" in again.err) == (2, True)
    assert (back.code, back.json["looks"], back.json["digests"]) == (0, 1, 1)
    assert (taken.code, "exists already and is not overwritten" in taken.err) == (2, True)
    assert [section["name"] for section in told["sections"] if section["name"] == "decided"] == ["decided"]
    assert "decided" not in [section["name"] for section in later["sections"]], "what was told is told no more"


def test_doctor_finds_nothing_wrong_and_then_what_is(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (origin, folder):
        before = sorted(path.name for path in tmp_path.rglob("*"))
        first = folder.run("doctor")
        assert sorted(path.name for path in tmp_path.rglob("*")) == before, "it creates nothing"
        hosts = folder.run("doctor", "--hosts")
        folder.poll()
        well = folder.run("doctor", "--json")
    assert (first.code, "wrong" in first.out) == (0, False)
    assert "none yet; the first poll creates it" in first.out
    assert " 1 host can be connected to" in first.out
    assert "1 source on 1 host\n" in first.out
    assert "1 host has to be reached" in first.err
    assert hosts.out.split() == [origin.place]
    found = {check["name"]: check for check in well.json["checks"]}
    assert (well.code, {check["fitness"] for check in well.json["checks"]}, well.json["hosts"]) == (0, {"ok"}, [origin.place])
    assert "1 looks" in found["database"]["said"]
    gone = folder.run("doctor")
    assert (gone.code, "the connection" in gone.out.lower() or "refused" in gone.out.lower()) == (1, True)
    (tmp_path / "db" / "tracker.sqlite3").write_bytes(b"not a database" * 1000)
    (tmp_path / "sources.yaml").write_text("version: 1\nsources: [}", encoding="utf-8")
    (tmp_path / "subscriptions.yaml").write_text(
        json.dumps(
            {
                "version": 1,
                "channels": {"desk": {"kind": "webhook", "url": "http://127.0.0.1/", "secret_env": "NO_SUCH_THING"}},
                "subscriptions": [],
            }
        ),
        encoding="utf-8",
    )
    wrong = folder.run("doctor", "--offline", "--json")
    assert wrong.code == 1
    faults = {check["name"]: check["said"] for check in wrong.json["checks"] if check["fitness"] == "wrong"}
    assert set(faults) == {"database", "watched", "subscriptions"}
    assert "sources.yaml:2" in faults["watched"]
    assert "NO_SUCH_THING is not set" in faults["subscriptions"]
    assert "is no copy of a database of tracker" in faults["database"]


def test_doctor_tells_a_fault_of_the_timeline_once(tmp_path: Path) -> None:
    folder = Folder(tmp_path).set_up(office="http://127.0.0.1/feed")
    (tmp_path / "db" / "timeline.yaml").write_text("version: 1\ntracks: [}", encoding="utf-8")
    (tmp_path / "subscriptions.yaml").write_text("version: 1\nchannels: {}\nsubscriptions: []\n", encoding="utf-8")
    ran = folder.run("doctor", "--offline")
    assert ran.code == 1
    assert ran.out.count("timeline.yaml:2") == 1


def test_vacuum_says_what_it_would_give_up_and_then_does(tmp_path: Path) -> None:
    with office(tmp_path, ADDS) as (origin, folder):
        folder.poll()
        for day in range(1, 4):
            origin.route("/feed", serve([ADDS], noise=f"noise of day {day}"))
            assert folder.poll(after(days=day))["office"]["changes"] == 0
        nothing = folder.run("vacuum", "--older-than", "30d", now=after(days=3))
        asked = folder.run("vacuum", "--older-than", "12h", "--dry-run", "--json", now=after(days=3))
        done = folder.run("vacuum", "--older-than", "12h", "--json", now=after(days=3))
        again = folder.run("vacuum", "--older-than", "12h", now=after(days=3))
        origin.route("/feed", serve([ADDS, CONFIRMS], noise="later"))
        assert folder.poll(after(days=5))["office"]["changes"] == 1
        wrong = folder.run("vacuum", "--older-than", "soon")
    assert (nothing.code, "there is nothing to give up" in nothing.err) == (0, True)
    assert (asked.json["captures"], asked.json["dropped"]) == (2, 0)
    assert (done.json["captures"], done.json["dropped"]) == (2, 2)
    assert "there is nothing to give up" in again.err
    assert (wrong.code, "--older-than soon: a duration was expected" in wrong.err) == (2, True)
