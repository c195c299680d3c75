"""A field of the tests' own, a folder with its two files, and the command `tracker` run there: in this process or in one of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

import yaml

from tests.origin import Origin, Route, page
from tracker.cli import main
from tracker.digest.zone import JST

PROGRAM = os.environ.get("TRACKER")
"""The command to run instead of the tree's own: that of an installed wheel, say. The scores are taken with the same variable."""

NOW = "2026-06-10T09:00:00+09:00"
"""When the stories begin: 41 days after the seed was known."""

FIELD = """\
version: 1
known_at: 2026-04-30
tracks:
  law: {label: {ja: どんぐり法, en: Acorn Act}, weight: 5}
  guide: {label: {ja: 樫指針, en: Oak Guide}, weight: 3}
  fund: {label: {ja: 種子基金, en: Seed Fund}}
event_types:
  enacted: {label: {ja: 成立, en: Enacted}, signals: {ja: [成立], en: [enacted]}}
  promulgated: {label: {ja: 公布, en: Promulgated}, signals: {ja: [公布], en: [promulgated]}}
  in-force: {label: {ja: 施行, en: In force}, signals: {ja: [施行], en: [in force, takes? effect, took effect]}}
  published: {label: {ja: 公表, en: Published}, signals: {ja: [公表], en: [published]}, replaces: true}
  established: {label: {ja: 設立, en: Established}, signals: {ja: [設立], en: [established]}}
  selected: {label: {ja: 採択, en: Selected}, signals: {ja: [採択], en: [selected]}, recurs: true}
ladders:
  statute: [enacted, promulgated, in-force]
subjects:
  acorn-act: {tracks: [law], label: {ja: どんぐり法, en: Acorn Act}, force: statute, aliases: [どんぐり法, Acorn Act], ladder: statute}
  oak-guide: {tracks: [guide], label: {ja: 樫指針, en: Oak Guide}, force: guideline, aliases: [樫指針, Oak Guide]}
  seed-fund: {tracks: [fund], label: {ja: 種子基金, en: Seed Fund}, force: programme, aliases: [種子基金, Seed Fund]}
rows:
  - id: act.enacted
    kind: event
    tracks: [law]
    subject: acorn-act
    type: enacted
    when: {earliest: 2026-02-10, latest: 2026-02-10, precision: day}
    title: {ja: どんぐり法 成立, en: Acorn Act enacted}
  - id: act.promulgated
    kind: event
    tracks: [law]
    subject: acorn-act
    type: promulgated
    when: {earliest: 2026-02-01, latest: 2026-02-28, precision: month}
    title: {ja: どんぐり法 公布, en: Acorn Act promulgated}
  - id: act.in-force
    kind: event
    tracks: [law]
    subject: acorn-act
    type: in-force
    modality: scheduled
    when: {earliest: 2026-06-01, latest: 2026-06-01, precision: day}
    title: {ja: どんぐり法 施行, en: Acorn Act in force}
  - id: guide.v1-1
    kind: event
    tracks: [guide]
    subject: oak-guide
    type: published
    when: {earliest: 2025-03-28, latest: 2025-03-28, precision: day}
    facts: [{name: version, value: "1.1"}]
    title: {ja: 樫指針 第1.1版, en: Oak Guide 1.1}
  - id: fund.established
    kind: event
    tracks: [fund]
    subject: seed-fund
    type: established
    when: {earliest: 2026-03-05, latest: 2026-03-05, precision: day}
    title: {ja: 種子基金 設立, en: Seed Fund established}
agencies:
  - [Wood News, （木材通信）]
  - （時事）
"""


@dataclass(frozen=True)
class Item:
    """One entry of a feed."""

    title: str
    text: str = ""
    day: str = "2026-06-08"
    link: str = ""


CONFIRMS = Item("どんぐり法が2026年2月10日に成立しました", link="/enacted")
REFINES = Item("どんぐり法は2026年2月20日に公布されました", link="/promulgated")
ADVANCES = Item("どんぐり法は2026年6月1日に施行されました", link="/in-force")
CONTRADICTS = Item("種子基金は2026年3月9日に設立されました", link="/established")
SUPERSEDES = Item("樫指針（第1.2版）を2026年6月5日に公表しました", link="/guide-1-2")
ADDS = Item("種子基金、第3回公募で12件を採択", link="/selected-3")
OLD = Item("種子基金、第2回公募で7件を採択", day="2026-03-20", link="/selected-2")
OTHER = Item("食堂の献立を更新しました", link="/menu")
STORY = (CONFIRMS, REFINES, ADVANCES, CONTRADICTS, SUPERSEDES, ADDS, OLD, OTHER)
"""One item for each verdict that one look can bring, one from long before, and one that is about something else."""


def feed(items: Sequence[Item], *, noise: str = "") -> bytes:
    """An RSS feed; `noise` goes where no reader looks."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- {noise} -->\n<rss version="2.0"><channel><title>Forest Office</title>'
        f"<link>http://127.0.0.1/</link><language>ja</language><lastBuildDate>{noise}</lastBuildDate>"
        + "".join(_entry(item) for item in items)
        + "</channel></rss>\n"
    ).encode()


def _entry(item: Item) -> str:
    published = format_datetime(datetime.fromisoformat(item.day).replace(hour=10, tzinfo=JST))
    link = f"<link>{escape(item.link)}</link>" if item.link else ""
    return f"<item><title>{escape(item.title)}</title>{link}<description>{escape(item.text)}</description><pubDate>{published}</pubDate></item>"


def serve(items: Sequence[Item], *, etag: str | None = None, noise: str = "") -> Route:
    """A feed as a strict server sends it."""
    return page(feed(items, noise=noise), etag=etag, content_type="application/rss+xml")


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, read as JSON."""
        return json.loads(self.out)

    @property
    def paths(self) -> list[Path]:
        """What it printed, read as one path a line."""
        return [Path(line) for line in self.out.splitlines()]


@dataclass
class Folder:
    """A folder that `tracker` is run in. `sources` are what `sources.yaml` says, by id; `environ` are settings of all its commands."""

    path: Path
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)

    def set_up(self, **urls: str) -> Folder:
        """Write both files; each source is a feed of an official office."""
        for name, url in urls.items():
            self.sources[name.replace("_", "-")] = {"url": url}
        (self.path / "db").mkdir(parents=True, exist_ok=True)
        (self.path / "db" / "timeline.yaml").write_text(FIELD, encoding="utf-8")
        self.write_sources()
        return self

    def write_sources(self) -> None:
        """Write `sources.yaml` as `sources` has it."""
        plain = {
            "name": {"ja": "森林局", "en": "Forest Office"},
            "kind": "feed",
            "authority": "official",
            "lang": "ja",
            "tracks": ["law", "guide", "fund"],
        }
        entries = [{"id": name, **plain, **given} for name, given in self.sources.items()]
        text = yaml.safe_dump({"version": 1, "defaults": {"every": "1h", "timeout": "5s"}, "sources": entries}, allow_unicode=True)
        (self.path / "sources.yaml").write_text(text, encoding="utf-8")

    def run(self, *arguments: str, now: str | None = None, stdin: bytes = b"", **environ: str) -> Ran:
        """Run the command in this process; a named one in its own."""
        if PROGRAM:
            return ended(self._begin(arguments, now, environ, subprocess.PIPE), given=stdin.decode("utf-8", "surrogateescape"))
        out, err = io.TextIOWrapper(io.BytesIO()), io.TextIOWrapper(io.BytesIO())
        given = io.TextIOWrapper(io.BytesIO(stdin))
        before = (sys.argv, sys.stdin, sys.stdout, sys.stderr, Path.cwd(), dict(os.environ))
        try:
            os.chdir(self.path)
            os.environ.update({"TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1", **self.environ, **environ})
            sys.argv = ["tracker", *arguments, *(("--now", now) if now else ())]
            sys.stdin, sys.stdout, sys.stderr = given, out, err
            code = _exit_code()
            for stream in (out, err):
                stream.flush()
        finally:
            sys.argv, sys.stdin, sys.stdout, sys.stderr, folder, environment = before
            os.chdir(folder)
            os.environ.clear()
            os.environ.update(environment)
        return Ran(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))

    def start(self, *arguments: str, now: str | None = None, **environ: str) -> subprocess.Popen[str]:
        """Start the command in a process of its own."""
        return self._begin(arguments, now, environ, subprocess.DEVNULL)

    def _begin(self, arguments: Sequence[str], now: str | None, environ: Mapping[str, str], stdin: int) -> subprocess.Popen[str]:
        command = [PROGRAM] if PROGRAM else [sys.executable, "-m", "tracker"]
        return subprocess.Popen(
            [*command, *arguments, *(("--now", now) if now else ())],
            cwd=self.path,
            env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1", **self.environ, **environ},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
        )

    def spawn(self, *arguments: str, now: str | None = None, **environ: str) -> Ran:
        """Run the command in a process of its own, to its end."""
        return ended(self.start(*arguments, now=now, **environ))

    def poll(self, now: str = NOW, *arguments: str) -> dict[str, dict[str, Any]]:
        """One poll that has to end with 0 or 3: its rows by source."""
        ran = self.run("poll", "--json", *arguments, now=now)
        assert ran.code in (0, 3), ran.err
        return {row["id"]: row for row in ran.json["sources"]}

    def digest(self, now: str) -> dict[str, Any]:
        """The next digest of the series `run`."""
        ran = self.run("digest", "--format", "json", now=now)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads(ran.paths[0].read_text(encoding="utf-8"))
        return found


def _exit_code() -> int:
    try:
        main()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    raise AssertionError("the command ends by saying how it ended")


def ended(process: subprocess.Popen[str], *, within: float = 60, given: str | None = None) -> Ran:
    """What a started command did, once it has ended; `given` is what it reads."""
    try:
        out, err = process.communicate(given, timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        raise
    return Ran(process.returncode, out, err)


def after(moment: str = NOW, **span: float) -> str:
    """A moment some time later."""
    return (datetime.fromisoformat(moment) + timedelta(**span)).isoformat()


def entries(digest: dict[str, Any], *sections: str) -> list[dict[str, Any]]:
    """The entries of some sections; of all that tell something where none is named."""
    wanted = sections or ("corrections", "decided", "new", "moved", "contradicts", "confirmed", "review", "background")
    return [entry for section in digest["sections"] if section["name"] in wanted for entry in section["entries"]]


def told(digest: dict[str, Any]) -> list[tuple[str, str, str]]:
    """What a digest tells, by section, verdict and event."""
    found = [
        (section["name"], entry["verdict"], entry.get("event") or "")
        for section in digest["sections"]
        for entry in section["entries"]
        if section["name"] not in ("brief", "coming", "coverage", "open", "overdue")
    ]
    return sorted(found)


def coverage(digest: dict[str, Any], source: str) -> dict[str, Any]:
    """The coverage of one source."""
    return next(row for row in digest["coverage"] if row["source"] == source)


@contextmanager
def office(path: Path, *items: Item, etag: str | None = None) -> Iterator[tuple[Origin, Folder]]:
    """An origin with one feed at /feed, and a folder that watches it as `office`."""
    with Origin() as origin:
        origin.route("/feed", serve(items, etag=etag))
        yield origin, Folder(path).set_up(office=origin.url("/feed"))
