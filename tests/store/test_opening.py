"""Opening a database: made where there is none, brought up to date, refused in words that say what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from tests.databases import PostgresServer
from tests.processes import uncounted
from tests.store.crowd import Crowd
from tests.store.field import START, block_of, derivation_of, in_vain, looked, rows_in
from tracker.errors import ConfigError, StoreError
from tracker.store import Store
from tracker.store.head import HEAD
from tracker.store.tables import clock, metadata
from tracker.store.upgrade import MIGRATIONS, bring_to, configuration

OPEN_AND_LIST = "import sys; from tracker.store import Store; Store.open(sys.argv[1]).close(); print(*sys.modules)"

# Root may write everything: as root, the child becomes nobody once it has imported what it needs.
AS_ANOTHER = """
import os, sys
import tracker.store.upgrade
from tests.store.field import in_vain
from tracker.errors import StoreError
from tracker.store import Store
Store.open("sqlite://").close()
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    with Store.open(sys.argv[1]) as store:
        print("opened", store.pending())
        in_vain(store, 1)
except StoreError as error:
    print("StoreError:", error)
"""
COPIED_BY_ANOTHER = """
import os, pathlib, sys
from tracker.errors import StoreError
from tracker.store.backup import back_up
if os.geteuid() == 0:
    os.setgroups([]), os.setgid(65534), os.setuid(65534)
try:
    print("copied", back_up(sys.argv[1], pathlib.Path(sys.argv[2])))
except StoreError as error:
    print("StoreError:", error)
"""
ROOT = Path(__file__).resolve().parents[2]


def python(code: str, *arguments: str) -> str:
    """What a Python process of its own printed. Nobody measures it: it may become a user who can write nothing of the measurement."""
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=uncounted(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def bare_engine(url: str) -> Engine:
    return create_engine(make_url(url).set(drivername="postgresql+psycopg") if url.startswith("postgresql") else url)


def execute(url: str, statement: str) -> None:
    engine = bare_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user of the machine can reach; pytest's own are closed."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_the_migrations_make_exactly_the_tables(new_database: str) -> None:
    engine = bare_engine(new_database)
    with engine.begin() as connection:
        bring_to(connection, HEAD)
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_new_database_is_as_one_that_all_migrations_made(new_database: str) -> None:
    engine = bare_engine(new_database)
    with engine.begin() as connection:
        bring_to(connection, HEAD)
        migrated = described(connection)
        for table in migrated:
            connection.execute(text(f"DROP TABLE {table}" + ("" if engine.dialect.name == "sqlite" else " CASCADE")))
    engine.dispose()
    with Store.open(new_database) as store, store.engine.connect() as connection:
        assert described(connection) == migrated
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [HEAD]


def described(connection: Connection) -> dict[str, list[list[str]]]:
    """The tables of a database with all that is known of each. The order of columns is none of it: those that came later stand last."""
    told = inspect(connection)
    return {
        table: [
            sorted(map(repr, told.get_columns(table))),
            [repr(told.get_pk_constraint(table))],
            sorted(map(repr, told.get_foreign_keys(table))),
            sorted(map(repr, told.get_unique_constraints(table))),
            sorted(map(repr, told.get_check_constraints(table))),
            sorted(map(repr, told.get_indexes(table))),
        ]
        for table in told.get_table_names()
    }


def test_the_comparison_sees_a_column_an_index_and_a_length(new_database: str) -> None:
    Store.open(new_database).close()
    execute(new_database, "DROP INDEX ix_change_url")
    execute(new_database, "ALTER TABLE robots ADD COLUMN spare TEXT")
    with Store.open(new_database) as store, store.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert {difference[0] for difference in differences} == {"add_index", "remove_column"}


def test_the_head_is_the_newest_migration_and_there_is_one_way_to_it() -> None:
    scripts = ScriptDirectory.from_config(configuration())
    assert scripts.get_heads() == [HEAD]
    assert [script.down_revision for script in scripts.walk_revisions()][-1] is None


def test_a_migration_imports_nothing_of_the_program() -> None:
    scripts = list((MIGRATIONS / "versions").glob("*.py"))
    assert scripts
    assert [script.name for script in scripts if "tracker" in script.read_text(encoding="utf-8")] == []


def test_an_up_to_date_database_opens_without_the_machinery_of_migrations(database: str) -> None:
    modules = python(OPEN_AND_LIST, database).split()
    assert "sqlalchemy" in modules
    assert [name for name in modules if name.startswith(("alembic", "mako"))] == []


def test_a_new_database_is_made_without_the_machinery_of_migrations(new_database: str) -> None:
    assert "alembic" not in python(OPEN_AND_LIST, new_database).split()
    with Store.open(new_database) as store:
        assert set(inspect(store.engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_where_a_table_is_in_the_way_nothing_is_left_behind(new_database: str) -> None:
    execute(new_database, "CREATE TABLE finding (id INTEGER)")
    with pytest.raises(StoreError, match=r"finding.*already exists"):
        Store.open(new_database)
    engine = bare_engine(new_database)
    assert inspect(engine).get_table_names() == ["finding"]
    engine.dispose()
    execute(new_database, "DROP TABLE finding")
    Store.open(new_database).close()


def test_a_migration_that_fails_leaves_a_database_as_it_was(new_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of a later migration's is in the way: what the one before it made is not kept either."""
    monkeypatch.chdir(tmp_path)  # where a server's database is copied to before it changes
    engine = bare_engine(new_database)
    with engine.begin() as connection:
        bring_to(connection, "0009_outbox")
        connection.execute(text("CREATE TABLE incident (id INTEGER)"))
        before = described(connection)
    with pytest.raises(StoreError, match=r"incident.*already exists"):
        Store.open(new_database)
    with engine.connect() as connection:
        assert described(connection) == before
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0009_outbox"]
    engine.dispose()


def test_a_newer_database_is_refused_and_left_alone(database: str) -> None:
    with Store.open(database) as store:
        looked(store)
    execute(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"version 9999, .* install the newer program"):
        Store.open(database)
    execute(database, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    with Store.open(database) as store:
        assert len(store.pending()) == 1


def test_a_corrupt_file_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    path.write_bytes(b"this was never a database" * 1000)
    with pytest.raises(StoreError, match=r"tracker\.sqlite3: cannot be opened: file is not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_bytes().startswith(b"this was never")


def test_a_file_with_damaged_pages_is_an_error_of_the_store(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    whole = sqlite_template.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="malformed"):  # noqa: SIM117 - at whichever step it is found
        with Store.open(f"sqlite:///{path}") as store:
            store.pending()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder; the database is a file"):
        Store.open(f"sqlite:///{tmp_path}")


def test_missing_folders_are_created(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/a/b/tracker.sqlite3").close()
    assert (tmp_path / "a" / "b" / "tracker.sqlite3").is_file()


def test_a_folder_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot be created: .*/a is a file, not a folder; name another place in TRACKER_DATABASE_URL"):
        Store.open(f"sqlite:///{tmp_path}/a/b/tracker.sqlite3")


def test_an_address_that_opens_for_reading_alone_reads_and_says_why_it_does_not_write(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    shutil.copy(sqlite_template, path)
    with Store.open(f"sqlite:///{path}") as store:
        looked(store)
    with Store.open(f"sqlite:///file:{path}?mode=ro&uri=true") as store:
        assert len(store.pending()) == 1
        with pytest.raises(StoreError, match="cannot be written: attempt to write a readonly database; nothing of this step was kept"):
            in_vain(store, 1)
    assert [one.name for one in tmp_path.iterdir() if one.is_dir()] == [], "no folder is made of an address"


@pytest.mark.parametrize("closed", ["file", "folder"])
def test_what_may_not_be_written_is_an_error_of_the_store(public_folder: Path, sqlite_template: Path, closed: str) -> None:
    path = public_folder / "tracker.sqlite3"
    shutil.copy(sqlite_template, path)
    path.chmod(0o444 if closed == "file" else 0o666)
    public_folder.chmod(0o777 if closed == "file" else 0o555)
    said = python(AS_ANOTHER, f"sqlite:///{path}")
    assert "StoreError:" in said
    assert "to a folder of yours and name the copy with --database-url" in said
    assert "readonly database" in said or "unable to open database file" in said


def test_a_copy_of_what_may_not_be_written_names_the_database_and_the_way_out(public_folder: Path, sqlite_template: Path) -> None:
    path = public_folder / "tracker.sqlite3"
    shutil.copy(sqlite_template, path)
    (public_folder / "mine").mkdir(mode=0o777)
    (public_folder / "mine").chmod(0o777)
    public_folder.chmod(0o555)
    said = python(COPIED_BY_ANOTHER, f"sqlite:///{path}", str(public_folder / "mine" / "copy.sqlite3"))
    assert said.startswith(f"StoreError: {path}: cannot be read: ")
    assert "to a folder of yours and name the copy with --database-url" in said


def test_a_new_file_in_a_closed_folder_is_an_error_of_the_store(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    said = python(AS_ANOTHER, f"sqlite:///{public_folder}/tracker.sqlite3")
    assert said.startswith(
        f"StoreError: sqlite:///{public_folder}/tracker.sqlite3: cannot be opened: unable to open database file; see that"
    )
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("nonsense", "is no database address"),
        ("", "is no database address"),
        ("oracle9://host/name", "is no database address"),
        ("postgres://host/name", "is no database address"),
        ("postgresql://host:port/name", "is no database address"),
        ("mysql://host/name", "is another kind of database"),
        ("sqlite+aiosqlite:///x.sqlite3", "for asynchronous programs"),
        ("postgresql+asyncpg://host/name", "for asynchronous programs"),
        ("postgresql+pg8000://host/name", "needs pg8000, which is not installed"),
    ],
)
def test_an_address_of_something_else_is_refused_by_the_name_of_its_setting(url: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        Store.open(url)
    assert caught.value.key == "TRACKER_DATABASE_URL"


def test_a_driver_that_is_not_installed_is_named_with_what_to_install() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None; from tracker.store import Store; from tracker.errors import ConfigError\n"
        "try: Store.open('postgresql://host/name')\nexcept ConfigError as error: print(error)"
    )
    said = python(code)
    assert 'needs psycopg, which is not installed (pip install "policy-tracker[postgres]")' in said


@pytest.mark.parametrize("secret", ["hush", "hu:sh", "hu@sh", "hu/sh@", "hu?sh", "%68ush", "a"])
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:{}@127.0.0.1:1/name",
        "postgresql://me@127.0.0.1:1/name?password={}",
        "postgresql://me:{}@127.0.0.1:1/name?nonsense=1",
        "postgresql://:{}@127.0.0.1:1/name",
        "oracle9://me:{}@host/name",
        "mysql://me:{}@host/name",
        "postgresql://me:{}@host:port/name",
    ],
)
def test_no_message_holds_a_password(url: str, secret: str) -> None:
    with pytest.raises((ConfigError, StoreError)) as caught:
        Store.open(url.format(secret))
    shown = str(caught.value)
    assert "***" in shown
    assert "sh@" not in shown
    assert "hush" not in shown
    assert f":{secret}@" not in shown
    assert f"={secret}" not in shown


def test_a_server_that_is_not_there_is_one_line_without_traceback() -> None:
    with pytest.raises(StoreError, match=r"^postgresql://me@127\.0\.0\.1:1/name: cannot be opened: .*refused") as caught:
        Store.open("postgresql://me@127.0.0.1:1/name")
    assert "\n" not in str(caught.value)


def test_a_file_is_set_up_so_that_a_commit_lasts_and_readers_never_wait(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/tracker.sqlite3") as store, store.engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_only_what_can_be_made_again_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/tracker.sqlite3") as store:
        waits = []
        number = looked(store, b"news")
        for write in (
            lambda: None,
            lambda: store.record_derivation(derivation_of(number, [block_of()], body=b"news")),
            lambda: in_vain(store, 1),
        ):
            write()
            with store.engine.connect().execution_options(reads_only=True) as connection:
                waits.append(connection.execute(text("PRAGMA synchronous")).scalar())
    assert waits == [2, 1, 2], "a look is on the disk before it is read, what was read of it may be read again"


def test_reading_does_not_wait_for_a_writer_and_sees_nothing_of_what_it_has_not_committed(store: Store) -> None:
    with store.engine.begin() as connection:
        connection.execute(clock.insert().values(id=1, recorded=START))
        assert store.last_recorded() is None
    assert store.last_recorded() == START


def test_a_full_disk_is_an_error_of_the_store_and_keeps_what_was_there(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/tracker.sqlite3") as store:
        looked(store, hours=0)
        with store.engine.connect() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        with pytest.raises(StoreError, match="disk is full; nothing of this step was kept"):
            looked(store, os.urandom(100_000), hours=1)
        assert len(store.pending()) == 1
        assert store.states(["office"])["office"].sequence == 1


def test_a_writer_that_another_program_never_lets_in_says_that_it_is_locked(tmp_path: Path) -> None:
    path = tmp_path / "tracker.sqlite3"
    with Store.open(f"sqlite:///{path}") as store:
        with store.engine.connect() as connection:
            connection.execute(text("PRAGMA busy_timeout = 1"))
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            in_vain(store, 0)
        assert store.pending() == ()
        other.close()
        in_vain(store, 0)


def postgres_url(request: pytest.FixtureRequest) -> str:
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.url(server.create())


@pytest.mark.slow
def test_many_processes_open_one_new_database_at_once(kind: str, tmp_path: Path, crowd: Crowd, request: pytest.FixtureRequest) -> None:
    """Twelve times two processes, and once eight."""
    for round_ in range(13):
        url = f"sqlite:///{tmp_path}/{round_}/tracker.sqlite3" if kind == "sqlite" else postgres_url(request)
        assert crowd.at_once("opens", url, count=8 if round_ == 12 else 2) == [(0, None)] * (8 if round_ == 12 else 2)
        with Store.open(url) as store:
            assert rows_in(store, clock) == [0]
