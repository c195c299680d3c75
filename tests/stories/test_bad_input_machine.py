"""A machine that does not play along: rights, full disks, damaged and newer databases.

Nothing here is pretended: the kernel refuses, and the disk is full.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.origin import Origin
from tests.processes import uncounted
from tests.stories.field import ADDS, CONFIRMS, Folder, Item, Ran, after, office, serve, told

DATABASE = "db/tracker.sqlite3"
LATER = after(hours=2)
NAME = "sqlite:///db/tracker.sqlite3"
REMEDY_OF_RIGHTS = "see that the user who runs tracker may write the folder, the file, and the journal beside it (-wal, -shm)"
REMEDY_OF_ROOM = "see that the disk is well and has room, then run the command again"
REMEDY_OF_DAMAGE = "move it away, then put back a copy of it, or let tracker begin a new one"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """A folder that has looked once at a source that has more to tell by now."""
    with office(tmp_path, CONFIRMS) as (origin, found):
        found.poll()
        origin.route("/feed", serve([CONFIRMS, ADDS]))
        yield found


def _all_is_well(folder: Folder) -> None:
    """The next poll finds what is new, and the digest tells it with all that was found before."""
    assert folder.poll(LATER)["office"]["outcome"] in ("changed", "unchanged")
    assert [row[2] for row in told(folder.digest(after(hours=3)))] == ["act.enacted", "seed-fund.3.selected.2026-06-08"]


UNDER = """
import ctypes, os, resource, sys
how, much = sys.argv[1], int(sys.argv[2])
if how == "without-rights":
    # What makes root pass over the rights of files. Nobody else has it anyhow.
    for right in (1, 2, 3):
        ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
if how == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (much, much))
os.execv(sys.executable, [sys.executable, "-m", "tracker", *sys.argv[3:]])
"""


def _under(folder: Folder, how: str, much: int, *arguments: str) -> Ran:
    """Run the command where files may not be larger than `much` bytes (`limit`), or as one who has no rights but those of files."""
    done = subprocess.run(
        [sys.executable, "-c", UNDER, how, str(much), *arguments],
        cwd=folder.path,
        env=uncounted(TRACKER_ALLOW_PRIVATE_HOSTS="127.0.0.1"),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _refused(ran: Ran, *words: str) -> None:
    """It failed with one line that has all the words."""
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (1, "", 1), ran
    assert ran.err.startswith("tracker: ")
    assert [word for word in words if word not in ran.err] == []
    assert "defect" not in ran.err


@contextmanager
def _rights(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.mark.parametrize(
    ("place", "mode", "said"),
    [
        (DATABASE, 0o444, "cannot be written: attempt to write a readonly database; nothing of this step was kept"),
        (DATABASE, 0o000, "cannot be opened: unable to open database file"),
        ("db", 0o555, "cannot be opened: "),
    ],
)
@pytest.mark.parametrize("command", ["poll", pytest.param("digest", marks=pytest.mark.soak)])
def test_a_database_that_may_not_be_written(folder: Folder, place: str, mode: int, said: str, command: str) -> None:
    with _rights(folder.path / place, mode):
        _refused(_under(folder, "without-rights", 0, command, "--now", LATER), f"{NAME}: {said}", REMEDY_OF_RIGHTS)
    for journal in (folder.path / "db").glob("*.sqlite3-*"):
        journal.chmod(0o644)  # SQLite made it as closed as the file was: to open the file alone would not mend it
    _all_is_well(folder)


def test_a_database_file_that_may_only_be_read_can_still_be_asked(folder: Folder) -> None:
    with _rights(folder.path / DATABASE, 0o444):
        ran = _under(folder, "without-rights", 0, "why", "どんぐり法")
    assert (ran.code, CONFIRMS.title in ran.out) == (0, True)


@pytest.mark.parametrize("name", ["sources.yaml", "db/timeline.yaml"])
def test_a_file_that_may_not_be_read(folder: Folder, name: str) -> None:
    with _rights(folder.path / name, 0o000):
        ran = _under(folder, "without-rights", 0, "poll", "--now", LATER)
    assert (ran.code, ran.out, ran.err) == (2, "", f"tracker: {name}: cannot be read: Permission denied\n")
    _all_is_well(folder)


def _read_only(digests: Path) -> None:
    digests.mkdir()
    digests.chmod(0o555)


DIGESTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "read-only": (_read_only, "Permission denied"),
    "a-file": (lambda digests: digests.write_text("mine"), "/digests is a file, not a folder"),
    "link-to-nowhere": (lambda digests: digests.symlink_to("/proc/nowhere"), "cannot be written"),
}


@pytest.mark.parametrize(("name", "command"), [*((name, ("digest",)) for name in DIGESTS), ("a-file", ("run", "--once"))])
def test_a_digest_that_cannot_be_written_is_written_by_the_next_call(folder: Folder, name: str, command: tuple[str, ...]) -> None:
    digests = folder.path / "digests"
    spoil, said = DIGESTS[name]
    spoil(digests)
    ran = _under(folder, "without-rights", 0, *command, "--now", LATER)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err.splitlines()[-1]
    assert "the digest is kept in the database, run the command again when that is mended, or with another folder" in ran.err
    assert "TRACKER_DIGESTS" in ran.err
    digests.rmdir() if digests.is_dir() else digests.unlink()
    _written_late(folder)


def _written_late(folder: Folder) -> None:
    """The next call writes what was not written, and tells nothing twice."""
    again = folder.run("digest", now=after(hours=3))
    names = sorted(path.name for path in (folder.path / "digests").glob("*.json"))
    assert again.code == 0
    assert names == ["run-2026-06-10T1100.json", "run-2026-06-10T1200.json"]
    assert "act.enacted" in (folder.path / "digests" / names[0]).read_text(encoding="utf-8")
    assert "act.enacted" not in [row[2] for row in told(folder.digest(after(hours=4)))]


FULL_FROM_THE_FIRST_FILE = """
import resource, sys
from tracker.cli import main

def fill(event, arguments):
    if event == "tempfile.mkstemp" and "/digests/" in arguments[0]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

sys.addaudithook(fill)
main()
"""
"""The command where no file may be larger than 100 bytes once the first of a digest is begun."""

ON_A_TINY_DISK = 'mount -t tmpfs -o size="$1" tiny "$2" && { [ -z "$3" ] || cp -a "$3"/. "$2"/; } && shift 3 && exec "$@"'


def _tiny_disk(folder: Folder, size: int, place: str, content: str, *arguments: str) -> Ran:
    """Run the command where a folder is a disk of so many bytes, with a copy of another folder on it. The mount ends with the command."""
    program = [sys.executable, "-m", "tracker", *arguments]
    apart = ["unshare", "--mount", *(["--map-root-user"] if os.geteuid() else [])]
    done = subprocess.run(
        [*apart, "sh", "-c", ON_A_TINY_DISK, "sh", str(size), place, content, *program],
        cwd=folder.path,
        env=uncounted(TRACKER_ALLOW_PRIVATE_HOSTS="127.0.0.1"),
        capture_output=True,
        text=True,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def _can_mount() -> bool:
    """Whether this machine lets us have a disk of our own."""
    with suppress(OSError):
        return Path("/mnt").is_dir() and _tiny_disk(Folder(Path("/")), 65536, "/mnt", "", "--version").code == 0
    return False


DISKS = ["limit", "tiny"] if _can_mount() else ["limit"]
"""A limit is refused with the same error of the system everywhere; where a real disk can be had, that is filled too."""


@pytest.mark.parametrize("disk", DISKS)
def test_a_full_disk_under_the_digests(folder: Folder, disk: str) -> None:
    (folder.path / "digests").mkdir()
    if disk == "tiny":
        ran = _tiny_disk(folder, 4096, "digests", "", "digest", "--now", LATER)
    else:
        done = subprocess.run(
            [sys.executable, "-c", FULL_FROM_THE_FIRST_FILE, "digest", "--now", LATER],
            cwd=folder.path,
            env=uncounted(),
            capture_output=True,
            text=True,
            check=False,
        )
        ran = Ran(done.returncode, done.stdout, done.stderr)
    said = "No space left on device" if disk == "tiny" else "File too large"
    _refused(ran, f"cannot be written ({said})", "the digest is kept in the database, run the command again")
    assert not [path for path in (folder.path / "digests").rglob("*") if path.is_file()], "no half of a file is left"
    _written_late(folder)


@pytest.mark.parametrize("disk", DISKS)
def test_a_full_disk_under_the_database(folder: Folder, disk: str) -> None:
    size = (folder.path / DATABASE).stat().st_size
    noise = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(200))
    big = [Item(f"種子基金、第{number}回公募で{number + 20}件を採択", text=noise[number:], link=f"/{number}") for number in range(3, 43)]
    with Origin() as origin:
        origin.route("/feed", serve([CONFIRMS, *big]))
        folder.set_up(office=origin.url("/feed"))
        if disk == "tiny":
            shutil.copytree(folder.path / "db", folder.path / "before")
            ran = _tiny_disk(folder, size + 160 * 1024, "db", "before", "poll", "--now", LATER)
        else:
            ran = _under(folder, "limit", size + 160 * 1024, "poll", "--now", LATER)
        said = "database or disk is full" if disk == "tiny" else "disk I/O error"
        _refused(ran, f"{NAME}: cannot be written: {said}; nothing of this step was kept", REMEDY_OF_ROOM)
        assert folder.run("why", "どんぐり法").code == 0, "what was there can be asked"
        folder.poll(LATER)
        assert len({row[2] for row in told(folder.digest(after(hours=3)))}) == 41


def test_a_full_disk_under_a_new_folder(folder: Folder) -> None:
    ran = _under(folder, "limit", 100, "init", "new")
    assert (ran.code, ran.out) == (2, "")
    assert "new: cannot be written: File too large; name another folder" in ran.err
    assert not [path for path in (folder.path / "new").rglob("*") if path.is_file()], "half a file would be kept as the user's own"
    assert len(folder.run("init", "new").paths) == 2


def _sql(statement: str) -> Callable[[Path], object]:
    def change(file: Path) -> None:
        connection = sqlite3.connect(file)
        connection.executescript(statement)
        connection.close()

    return change


def _garbled(file: Path) -> None:
    """Every page but the first is noise."""
    body = bytearray(file.read_bytes())
    for start in range(4096, len(body), 4096):
        body[start : start + 4096] = bytes(range(256)) * 16
    file.write_bytes(body)


def _folder_instead(file: Path) -> None:
    file.unlink()
    file.mkdir()


DATABASES: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "newer": (
        _sql("UPDATE alembic_version SET version_num = '9999_later'"),
        "cannot be opened: it is at version 9999_later, which this program does not know",
        "it is newer; install the newer program",
    ),
    "no-database": (lambda file: file.write_bytes(b"Dear diary, " * 1000), "cannot be opened: file is not a database", REMEDY_OF_DAMAGE),
    "cut": (lambda file: file.write_bytes(file.read_bytes()[:30_000]), "cannot be opened: database disk image", REMEDY_OF_DAMAGE),
    "garbled": (_garbled, "database disk image is malformed", REMEDY_OF_DAMAGE),
    "half": (_sql("PRAGMA foreign_keys = OFF; DROP TABLE look"), "cannot be read: no such table: look", "put a copy in its place"),
    "a-folder": (
        _folder_instead,
        "db/tracker.sqlite3: is a folder; the database is a file",
        "TRACKER_DATABASE_URL",
    ),
}


@pytest.mark.parametrize("name", DATABASES)
def test_a_database_that_is_not_fit_is_left_as_it_is(folder: Folder, name: str) -> None:
    database = folder.path / DATABASE
    copy = shutil.copy(database, folder.path / "copy")
    spoil, said, remedy = DATABASES[name]
    spoil(database)
    before = database.read_bytes() if database.is_file() else b""
    for command in ("poll", "digest"):
        _refused(folder.run(command, now=LATER), DATABASE, said, remedy)
    assert (database.read_bytes() if database.is_file() else b"") == before, "nobody mends what may still be saved"
    database.rmdir() if database.is_dir() else database.unlink()
    shutil.move(copy, database)
    _all_is_well(folder)


def test_a_folder_of_the_database_that_is_a_file(folder: Folder) -> None:
    ran = folder.run("poll", "--database-url", "sqlite:///sources.yaml/tracker.sqlite3", now=LATER)
    _refused(ran, "sources.yaml/tracker.sqlite3: cannot be created: sources.yaml is a file, not a folder", "TRACKER_DATABASE_URL")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://me:geheim@127.0.0.1:9/name", "postgresql://me:***@127.0.0.1:9/name: cannot be opened: "),
        ("postgresql://127.0.0.1:9/name?user=me&password=geheim", "postgresql://127.0.0.1:9/name?user=me&password=***: cannot be opened: "),
        ("postgresql://me:geheim@no-such-name.invalid/name", "postgresql://me:***@no-such-name.invalid/name: cannot be opened: "),
    ],
)
def test_a_server_that_is_not_there_and_no_password_in_the_message(folder: Folder, url: str, said: str) -> None:
    ran = folder.run("poll", now=LATER, TRACKER_DATABASE_URL=url)
    _refused(ran, said, "see that the server runs and that TRACKER_DATABASE_URL names its host, port, user and database")
    assert "geheim" not in ran.err
