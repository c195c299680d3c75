"""`tracker demo` in a process of its own: what it tells, what it keeps to itself, and that it leaves nothing behind."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.house.rules import ROOT
from tests.stories.field import Ran, coverage, ended, entries, told

INSIDE = """
import sys

def hear(name, arguments):
    if name == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] != "127.0.0.1":
        raise SystemExit(f"reached out to {arguments[1]}")
    if name == "socket.bind" and arguments[1][0] != "127.0.0.1":
        raise SystemExit(f"listened on {arguments[1]}")
    if name == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", b"127.0.0.1"):
        raise SystemExit(f"asked for the address of {arguments[0]}")

sys.addaudithook(hear)
from tracker.cli import main
main()
"""
"""The command, ended with a message as soon as it asks for anything beyond loopback."""

NOISE = (
    "熱中症",
    "交通安全",
    "人口移動",
    "消防統計",
    "受付時間",
    "アクセス数",
    "最終更新",
    "関連リンク",
    "18,204",
    "Cherry",
    "Chipmaker",
    "sid=12",
)
"""Words of items that have nothing to do with any track, and of what only decorates the pages."""

USERS = {
    "sources.yaml": b"mine",
    "db/timeline.yaml": b"mine too",
    "db/tracker.sqlite3": b"not to be opened",
    "digests/run-2026-04-08T0900.md": b"old",
}


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """The command in a folder of a user's, with a home and a place for temporary files of its own."""
    for name in ("home", "tmp"):
        (folder / name).mkdir(exist_ok=True)
    environ = {
        **os.environ,
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "HTTP_PROXY": "http://192.0.2.1:9",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'user' / 'db' / 'tracker.sqlite3'}",
        "TRACKER_SOURCES": str(folder / "user" / "sources.yaml"),
        "PYTHONPATH": str(ROOT),
    }
    environ.pop("XDG_CACHE_HOME", None)
    (folder / "user").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", INSIDE, "demo", *arguments],
        cwd=folder / "user",
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


class Shown(NamedTuple):
    """What the command did, and the digest of each round."""

    ran: Ran
    first: dict[str, Any]
    second: dict[str, Any]
    folder: Path


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    folder = tmp_path_factory.mktemp("demo")
    kept = folder / "kept"
    ran = ended(start(folder, "--folder", str(kept)))
    assert ran.code == 0, ran.err
    first, second = (json.loads(path.read_text(encoding="utf-8")) for path in sorted((kept / "digests").glob("*.json")))
    return Shown(ran, first, second, folder)


def one(digest: dict[str, Any], section: str) -> dict[str, Any]:
    (entry,) = entries(digest, section)
    return entry


def test_the_first_round_tells_each_thing_once_and_in_its_place(shown: Shown) -> None:
    assert told(shown.first) == [
        ("background", "adds", "ai-strategy-hq.3.meeting-held.2025-12-19"),
        ("background", "adds", "ai-strategy-hq.meeting-held.2025-09-12"),
        ("confirmed", "confirms", "jpysc.launched"),
        ("decided", "advances", "guidelines-for-business.v1-2.published.2026-03-31"),
        ("new", "adds", "appi.cabinet-decision.2026-04-07"),
    ]
    assert one(shown.first, "decided")["was_stage"]["en"] == "Draft published"
    assert one(shown.first, "new")["modality"] == "reported"


def test_the_second_round_tells_each_thing_once_and_in_its_place(shown: Shown) -> None:
    assert told(shown.second) == [
        ("changed", "changed", ""),
        ("decided", "advances", "appi.cabinet-decision.2026-04-07"),
        ("decided", "supersedes", "ai-basic-plan.2.cabinet-decision.2026-07-14"),
        ("moved", "moves", "jpysc.launched"),
        ("new", "adds", "ai-strategy-hq.5.meeting-held.2026-07-10"),
    ]
    official = next(entry for entry in entries(shown.second, "decided") if entry["verdict"] == "advances")
    assert (official["was_modality"], official["modality"]) == ("reported", "occurred")
    moved = one(shown.second, "moved")
    assert [(moved[side]["earliest"], moved[side]["latest"]) for side in ("was", "when")] == [
        ("2026-04-01", "2026-06-30"),
        ("2026-09-01", "2026-09-30"),
    ]
    assert [cited["source"] for cited in moved["sources"]] == ["sample-jpysc", "sample-wire"]
    assert [entry["event"] for entry in entries(shown.second, "overdue")] == ["stablecoin.psa-amendment.in-force"]


def test_a_figure_that_nothing_announces_is_told_before_and_after(shown: Shown) -> None:
    changed = one(shown.second, "changed")
    assert changed["swaps"] == [{"old": "338億円", "new": "421億円"}]
    assert (changed["tracks"], changed["title"]["en"]) == (["budget"], "Text changed: Sample: METI budget page")
    assert changed["sources"][0]["snapshot"].startswith("sha256:")


def test_noise_is_read_counted_and_not_told(shown: Shown) -> None:
    assert [word for word in NOISE if word in shown.ran.out] == []
    assert shown.first["unread"]["names-no-subject"] > 10
    assert shown.second["unread"] == {"names-no-subject": 5}


def test_the_wall_and_the_broken_server_are_in_the_coverage(shown: Shown) -> None:
    assert "wall" in coverage(shown.first, "sample-fsa")["why"]
    assert coverage(shown.second, "sample-fsa")["blind_since"].startswith("2026-04-08")
    assert coverage(shown.first, "sample-digital")["failed"] == 0
    assert "500" in coverage(shown.second, "sample-digital")["why"]
    unproven = {row["track"] for row in shown.second["tracks"] if row["sources"] and not row["proven"]}
    assert unproven == {"gov-ai", "stablecoin"}
    assert "sample-fsa: blocked" in shown.ran.err
    assert "sample-digital: failed" in shown.ran.err


def test_both_digests_are_printed_and_their_evidence_is_kept(shown: Shown) -> None:
    kept = shown.folder / "kept" / "digests"
    assert shown.ran.out == "".join(f"{path.read_text(encoding='utf-8')}\n" for path in sorted(kept.glob("*.md")))
    pages = re.findall(r"\[evidence\]\(<([^>]+)>\)", shown.ran.out)
    assert len(pages) > 5
    assert [page for page in pages if not (kept / page).is_file()] == []
    assert str(shown.folder / "kept") in shown.ran.err


def test_the_excerpt_in_the_readme_is_what_it_prints(shown: Shown) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Two commands")[0]
    excerpt = [line.removeprefix("> ") for line in readme.splitlines() if line.startswith("> ")]
    assert len(excerpt) > 10
    printed = shown.ran.out.splitlines()
    assert [line for line in excerpt if not any(one.startswith(line.removesuffix("…")) for one in printed)] == []


def test_every_page_says_that_it_is_a_sample() -> None:
    pages = [path for path in Path(str(files("tracker.demo"))).glob("rounds/**/*") if path.is_file()]
    assert len(pages) > 15
    for path in pages:
        text = path.read_bytes().decode("cp932" if path.suffix == ".rdf" else "utf-8")
        assert re.search("見本|[Ss]ample", text), path


@pytest.mark.slow
def test_by_default_nothing_is_kept_and_nothing_of_the_user_is_touched(tmp_path: Path) -> None:
    for name, body in USERS.items():
        path = tmp_path / "user" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    ran = ended(start(tmp_path))
    assert ran.code == 0, ran.err
    assert "Nothing was kept" in ran.err
    found = {path.relative_to(tmp_path / "user").as_posix(): path.read_bytes() for path in (tmp_path / "user").rglob("*") if path.is_file()}
    assert found == USERS
    assert [path for name in ("home", "tmp") for path in (tmp_path / name).iterdir()] == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopped_half_way_it_leaves_no_server_and_no_files(tmp_path: Path, number: signal.Signals) -> None:
    process = start(tmp_path)
    assert process.stderr is not None
    port = int(re.findall(r"http://127\.0\.0\.1:(\d+)", process.stderr.readline())[0])
    assert any("Round 1" in line for line in process.stderr)
    process.send_signal(number)
    ran = ended(process)
    assert (ran.code, "Round 2" in ran.err) == (130, False), ran.err
    assert "Traceback" not in ran.err
    assert [path for name in ("home", "tmp", "user") for path in (tmp_path / name).iterdir()] == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "sources.yaml").write_text("mine", encoding="utf-8")
    ran = ended(start(tmp_path, "--folder", str(mine)))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == f"tracker: --folder {mine}: is not empty; give a new or an empty folder\n"
    assert [path.name for path in mine.iterdir()] == ["sources.yaml"]
