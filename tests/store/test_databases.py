"""The ground of these tests: a real server that starts, ends with the tests, and is missed in CI where it does not."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.databases import PostgresServer, wheel_programs

ROOT = Path(__file__).resolve().parents[2]

NEEDS_A_SERVER = """
import pytest
from pathlib import Path
from tests.databases import PostgresServer, postgres

@pytest.fixture(scope="session")
def postgres_programs():
    return Path("/nowhere/bin")

def test_something(postgres: PostgresServer) -> None:
    raise AssertionError
"""

STARTS_AND_WAITS = """
from tests.databases import PostgresServer, wheel_programs
server = PostgresServer(wheel_programs())
print(server.pid, server.folder, flush=True)
input()
"""


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_leaves_neither_process_nor_file() -> None:
    server = PostgresServer(wheel_programs())
    pid, folder, process = server.pid, server.folder, server._process
    assert pid is not None
    assert process is not None
    with psycopg.connect(server.url("postgres")) as connection:
        backend = connection.execute("SELECT pg_backend_pid()").fetchone()
    server.stop()
    assert process.returncode == 0, "it was asked to end, and not killed"
    assert not is_running(pid)
    assert backend is not None
    assert not is_running(backend[0])
    assert not folder.exists()
    assert not folder.is_relative_to(ROOT)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_a_server_ends_with_tests_that_are_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", STARTS_AND_WAITS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    pid, _, folder = child.stdout.readline().strip().partition(" ")
    try:
        assert is_running(int(pid))
        child.kill()
        child.communicate()
        end = time.monotonic() + 20
        while is_running(int(pid)) and time.monotonic() < end:
            time.sleep(0.05)
        assert not is_running(int(pid))
    finally:
        subprocess.run(["rm", "-rf", folder], check=True)


@pytest.mark.parametrize(("ci", "word"), [("true", "1 error"), ("", "1 skipped")])
def test_a_server_that_does_not_start_fails_the_tests_in_ci(tmp_path: Path, ci: str, word: str) -> None:
    (tmp_path / "test_sample.py").write_text(NEEDS_A_SERVER, encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "CI" and not name.startswith(("COV_", "COVERAGE_"))}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:randomly",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(
        command, cwd=tmp_path, env=clean | {"CI": ci, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert word in done.stdout, done.stdout
    assert "PostgreSQL does not start" in done.stdout or not ci
