"""Bad files, options and settings: said with file, line and what to do, in one sentence; nothing is asked, written or lost.

What runs here is the whole command in a folder that has seen one source, and that goes on as soon as the fault is mended.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.field import CONFIRMS, NOW, Folder, Ran, after, office

Spoil = Callable[[Path], object]
SOURCES, TIMELINE = "sources.yaml", "db/timeline.yaml"
SECRET = "geheim"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder that has looked once, and will find its source gone."""
    with office(tmp_path_factory.mktemp("seen"), CONFIRMS) as (_, folder):
        folder.poll()
        return folder


@pytest.fixture
def folder(seen: Folder, tmp_path: Path) -> Folder:
    """A copy of it to be spoilt."""
    shutil.copytree(seen.path, tmp_path / "copy")
    return Folder(tmp_path / "copy")


def _kept(folder: Folder) -> list[str]:
    """What the database has of the one item."""
    return folder.run("why", "どんぐり法").out.splitlines()


def _text(name: str, old: str, new: str) -> Spoil:
    def spoil(top: Path) -> None:
        text = (top / name).read_text(encoding="utf-8")
        assert old in text
        (top / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def _bytes(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    return lambda top: (top / name).write_bytes(change((top / name).read_bytes()))


def _instead(name: str, make: Callable[[Path], object]) -> Spoil:
    def spoil(top: Path) -> None:
        (top / name).unlink()
        make(top / name)

    return spoil


def _page(option: str) -> Spoil:
    return _text(SOURCES, "kind: feed", f"kind: page\n  {option}")


BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(name)}: &{chr(name)} [{', '.join([f'*{chr(name - 1)}'] * 10)}]\n" for name in range(ord("b"), ord("n"))
)

FILES: dict[str, tuple[Spoil, str]] = {
    "sources-bracket": (_text(SOURCES, "- law", "- [law"), "sources.yaml:16: not YAML: {} which begins on line 13); is a bracket"),
    "sources-quote": (_text(SOURCES, "kind: feed", 'kind: "feed'), "sources.yaml:{} not YAML: {} is a quote not closed?"),
    "sources-indented": (_text(SOURCES, "  kind: feed", "   kind: feed"), "sources.yaml:7: not YAML: "),
    "sources-colon": (_text(SOURCES, "kind: feed", "kind feed"), "sources.yaml:{} not YAML: "),
    "sources-tab": (_text(SOURCES, "  every", "\tevery"), "sources.yaml:2: a tab in the indentation; YAML wants spaces"),
    "sources-shift-jis": (_bytes(SOURCES, lambda raw: raw.decode().encode("cp932")), "sources.yaml:11: not UTF-8; save the file as UTF-8"),
    "sources-utf-16": (_bytes(SOURCES, lambda raw: raw.decode().encode("utf-16")), "sources.yaml:1: not UTF-8; save the file as UTF-8"),
    "sources-zero-byte": (_text(SOURCES, "kind: feed", "kind: feed\0"), "sources.yaml:7: a zero byte"),
    "sources-empty": (_bytes(SOURCES, lambda _: b""), "sources.yaml: the file is empty; run `tracker init` elsewhere to see one"),
    "sources-key-twice": (_text(SOURCES, "version: 1", "version: 1\nversion: 1"), "the key 'version' stands twice; it was first given on"),
    "sources-id-twice": (
        _bytes(SOURCES, lambda raw: raw.replace(b"version:", _entry(raw) + b"version:")),
        "the id 'office' stands twice; first on line 6",
    ),
    "sources-id-with-slashes": (
        _text(SOURCES, "id: office", "id: ../../etc"),
        "sources.yaml:6: sources.0.id: an id of a-z, 0-9 and single",
    ),
    "sources-alias-bomb": (lambda top: (top / SOURCES).write_text(BOMB), "sources.yaml:6: more than 500000 values, aliases counted"),
    "sources-tag": (_text(SOURCES, "kind: feed", "kind: !!python/name:os.system feed"), "sources.yaml:7: tags ({}) are not read here"),
    "sources-100-mb": (lambda top: (top / SOURCES).write_bytes(b"# nothing\n" * 10_000_000), "sources.yaml: larger than 5 MB"),
    "sources-folder": (_instead(SOURCES, Path.mkdir), "sources.yaml: this is a directory; a YAML file was expected"),
    "sources-gone": (_instead(SOURCES, lambda _: None), "sources.yaml: there is no such file; run `tracker init` to get the shipped"),
    "sources-link-to-nowhere": (_instead(SOURCES, lambda file: file.symlink_to("nowhere")), "sources.yaml: there is no such file; run"),
    "sources-link-to-itself": (_instead(SOURCES, lambda file: file.symlink_to(file)), "sources.yaml: cannot be read: Too many levels"),
    "sources-device": (_instead(SOURCES, lambda file: file.symlink_to("/dev/zero")), "sources.yaml: larger than 5 MB"),
    "unknown-kind": (
        _text(SOURCES, "kind: feed", "kind: telepathy"),
        "sources.yaml:7: sources.0.kind: no kind 'telepathy' is installed; known: ",
    ),
    "unknown-track": (
        _text(SOURCES, "- law", "- lawn"),
        "sources.yaml:13: sources.0.tracks.0: the timeline has no track 'lawn'; did you mean",
    ),
    "url-of-a-file": (_text(SOURCES, "url: http:", "url: file:"), "an address that begins with http:// or https:// was expected"),
    "select-no-css": (_page("select: 'div[[['"), "sources.yaml:8: sources.0.select: select 'div[[[' is no CSS selector that can be read"),
    "remove-no-css": (_page("remove: [p, '<b>']"), "sources.yaml:8: sources.0.remove: remove '<b>' is no CSS selector that can be read"),
    "list-unknown": (_page("list: oldest"), "sources.yaml:8: sources.0.list: list: 'oldest' is not known; the only value is newest"),
    "select-of-a-feed": (_text(SOURCES, "kind: feed", "kind: feed\n  select: main"), "this key belongs to kind {} page, not to feed"),
    "timeline-bracket": (
        _text(TIMELINE, "en: Acorn Act}", "en: Acorn Act"),
        "db/timeline.yaml:5: not YAML: {} which begins on line 4); is a",
    ),
    "timeline-impossible-date": (
        _text(TIMELINE, "earliest: 2026-02-10", "earliest: 2026-02-30"),
        "db/timeline.yaml:26: rows.0.when.earliest: there is no day 2026-02-30 in the calendar",
    ),
    "timeline-backwards": (_text(TIMELINE, "latest: 2026-02-28", "latest: 2026-01-28"), "db/timeline.yaml:33: rows.1.when"),
    "timeline-folder": (_instead(TIMELINE, Path.mkdir), "db/timeline.yaml: this is a directory; a YAML file was expected"),
    "timeline-gone": (_instead(TIMELINE, lambda _: None), "db/timeline.yaml: there is no such file; run `tracker init` to get the shipped"),
    "timeline-shift-jis": (_bytes(TIMELINE, lambda raw: raw.decode().encode("cp932")), "db/timeline.yaml:4: not UTF-8; save the file as"),
}
"""How a file is spoilt, and what is said of it; `{}` stands for what the libraries word."""


def _entry(raw: bytes) -> bytes:
    """The lines of the only source of a file."""
    return raw[raw.index(b"- authority") : raw.index(b"version:")]


def _says(ran: Ran, expected: str) -> bool:
    """Whether one line says it, what the libraries word left open."""
    parts = expected.split("{}")
    return any(line.startswith("tracker: ") and all(part in line for part in parts) for line in ran.err.splitlines())


@pytest.mark.parametrize("name", FILES)
def test_a_spoilt_file_is_named_and_nothing_is_done(folder: Folder, name: str) -> None:
    good = {file: (folder.path / file).read_bytes() for file in (SOURCES, TIMELINE)}
    before = _kept(folder)
    spoil, expected = FILES[name]
    spoil(folder.path)
    ran = folder.run("poll", now=after(hours=1))
    assert (ran.code, ran.out, _says(ran, expected)) == (2, "", True), ran.err
    assert "Traceback" not in ran.err
    assert "defect" not in ran.err
    for file, body in good.items():
        place = folder.path / file
        place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink(missing_ok=True)
        place.write_bytes(body)
    assert _kept(folder) == before != []
    assert folder.run("digest", now=after(hours=2)).code == 0


FINE: dict[str, Spoil] = {
    "byte-order-mark": _bytes(SOURCES, lambda raw: b"\xef\xbb\xbf" + raw),
    "carriage-returns": _bytes(SOURCES, lambda raw: raw.replace(b"\n", b"\r\n")),
    "timeline-carriage-returns": _bytes(TIMELINE, lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")),
    "link": lambda top: (top / SOURCES).rename(top / "mine.yaml").parent.joinpath(SOURCES).symlink_to("mine.yaml"),
    "comment-at-the-end": _bytes(SOURCES, lambda raw: raw + "# 終わり".encode()),
}


@pytest.mark.parametrize("name", FINE)
def test_what_editors_and_systems_do_to_files_does_no_harm(folder: Folder, name: str) -> None:
    FINE[name](folder.path)
    ran = folder.run("sources")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("office ")


def test_a_file_may_come_through_a_pipe(folder: Folder) -> None:
    line = f'"{sys.executable}" -m tracker sources --sources <(cat sources.yaml) --timeline <(cat db/timeline.yaml)'
    ran = subprocess.run(["bash", "-c", line], cwd=folder.path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.split()[:1], ran.stderr) == (0, ["office"], "")


A_DAY = "a day was expected, YYYY-MM-DD"
A_TIME = "an ISO 8601 time with its zone was expected, such as 2026-08-22T09:30:00+09:00"
ASKED: dict[str, tuple[tuple[str, ...], str]] = {
    "now-in-words": (("digest", "--now", "yesterday"), f"--now: {A_TIME}, not 'yesterday'"),
    "now-empty": (("digest", "--now", ""), f"--now: {A_TIME}, not ''"),
    "now-without-zone": (("digest", "--now", "2026-06-10T09:00"), "--now: the time '2026-06-10T09:00' has no zone; write one"),
    "now-a-day": (("digest", "--now", "2026-06-10"), "--now: the time '2026-06-10' has no zone; write one"),
    "now-no-such-day": (("digest", "--now", "2026-02-30T00:00:00Z"), A_TIME),
    "now-no-such-zone": (("digest", "--now", "2026-06-10T09:00:00+99:00"), A_TIME),
    "now-named-zone": (("digest", "--now", "2026-06-10T09:00:00 Asia/Tokyo"), A_TIME),
    "now-end-of-the-calendar": (("digest", "--now", "9999-12-31T23:59:59-12:00"), "is out of reach; give a year from 1970 to 8999"),
    "now-before-the-last": (("poll", "--now", "2026-06-01T00:00:00Z"), "lies before what was last recorded (2026-06-10T00:00:00+00:00)"),
    "since-after-until": (("digest", "--since", "2026-06-05", "--until", "2026-06-01"), "--since 2026-06-05 is after --until 2026-06-01"),
    "since-empty": (("digest", "--since", ""), f"--since (empty): {A_DAY}"),
    "until-empty": (("digest", "--since", "2026-06-01", "--until", ""), f"--until (empty): {A_DAY}"),
    "since-a-week": (("digest", "--since", "2026-W23"), f"--since 2026-W23: {A_DAY}"),
    "since-no-such-day": (("digest", "--since", "2026-02-30"), f"--since 2026-02-30: {A_DAY}"),
    "unknown-series": (("digest", "--series", "wekly"), "no series 'wekly': give one of run, daily, weekly, monthly"),
    "unknown-format": (("digest", "--format", "docx"), "--format docx: known formats are "),
    "unknown-source": (("poll", "ofice"), "no source is called ofice; sources.yaml has office"),
    "source-with-escapes": (("poll", "\x1b[31m"), "no source is called [31m; sources.yaml has office"),
    "nul-in-a-path": (("digest", "--sources", "a\0b"), "--sources: a path was expected"),
    "nul-in-the-database": (("digest", "--database-url", "sqlite:///a\0b"), "--database-url: a database URL was expected"),
    "home-of-nobody": (("digest", "--digests", "~nobody-such/x"), "the home directory in '~nobody-such/x' is not known"),
    "database-of-another-kind": (
        ("digest", "--database-url", f"mysql://me:{SECRET}@host/name"),
        "--database-url: a database URL was expected",
    ),
    "database-without-scheme": (("digest", "--database-url", f"me:{SECRET}@host/name"), "--database-url: a database URL was expected"),
    "database-two-slashes": (("digest", "--database-url", "sqlite://db/x.sqlite3"), "a path follows three slashes"),
    "database-in-memory": (("digest", "--database-url", "sqlite://"), "this database lasts no longer than the command; name a file"),
    "database-with-unknown-words": (("digest", "--database-url", "sqlite:///db/x?mood=good"), "what follows the name is not understood"),
    "driver-unknown": (("digest", "--database-url", f"postgresql+no://me:{SECRET}@host/name"), "postgresql+no://me:***@host/name is no"),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_cannot_be_done_as_asked_is_refused_in_a_sentence(folder: Folder, name: str) -> None:
    arguments, expected = ASKED[name]
    before = _kept(folder)
    ran = folder.run(*arguments, now=None if "--now" in arguments else after(hours=1))
    assert (ran.code, ran.out, _says(ran, expected)) == (2, "", True), ran.err
    assert "Traceback" not in ran.err
    assert SECRET not in ran.err
    assert not list(folder.path.glob("digests/*")), "no cursor was moved"
    assert _kept(folder) == before


PURE = {
    "nul": (("extract", "a\0b"), "cannot be read: embedded null byte"),
    "folder": (("extract", "."), ".: cannot be read: Is a directory"),
    "unknown-kind": (("extract", "sources.yaml", "--kind", "telepathy"), "no kind 'telepathy' is installed; known are "),
    "no-file": (("diff", "sources.yaml", "gone.html"), "gone.html: cannot be read: No such file or directory"),
}


@pytest.mark.parametrize("name", PURE)
def test_the_pure_steps_refuse_in_a_sentence(folder: Folder, name: str) -> None:
    arguments, expected = PURE[name]
    ran = folder.run(*arguments)
    assert (ran.code, ran.out, _says(ran, expected)) == (2, "", True), ran.err


SURROUNDINGS = {
    "no-home": {"HOME": ""},
    "home-that-is-not-there": {"HOME": "/nowhere/at/all"},
    "locale-c": {"LC_ALL": "C", "LANG": "C"},
    "zone-of-mars": {"TZ": "Mars/Olympus"},
    "zone-far-away": {"TZ": "Pacific/Kiritimati"},
    "empty-settings": {"TRACKER_SOURCES": " ", "TRACKER_DATABASE_URL": "", "TRACKER_DIGESTS": ""},
}


IN_THE_GATE = ("locale-c",)


@pytest.mark.parametrize("name", [name if name in IN_THE_GATE else pytest.param(name, marks=pytest.mark.soak) for name in SURROUNDINGS])
def test_odd_surroundings_change_nothing(folder: Folder, name: str) -> None:
    usual, odd = folder.spawn("why", "どんぐり法"), folder.spawn("why", "どんぐり法", **SURROUNDINGS[name])
    assert (odd.code, odd.out, odd.err) == (0, usual.out, "")
    assert CONFIRMS.title in odd.out
    assert folder.spawn("digest", now=NOW, **SURROUNDINGS[name]).paths[0].name == "run-2026-06-10T0900.md"


def test_started_in_the_wrong_folder_it_says_how_to_begin(tmp_path: Path) -> None:
    for command in (("poll",), ("digest",), ("run", "--once"), ("run",), ("timeline",), ("sources",)):
        ran = Folder(tmp_path).spawn(*command)
        assert (ran.code, ran.out, "there is no such file; run `tracker init`" in ran.err) == (2, "", True), command
    assert not list(tmp_path.iterdir())
