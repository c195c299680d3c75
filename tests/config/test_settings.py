"""Settings come from the environment and from options, options win, and no message or repr shows a password."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tracker.config.settings import as_environ, hide_password, read_settings
from tracker.errors import ConfigError


def test_nothing_given_is_the_defaults() -> None:
    settings = read_settings({})
    assert settings.sources == Path("sources.yaml")
    assert settings.timeline == Path("db/timeline.yaml")
    assert settings.database_url == "sqlite:///db/tracker.sqlite3"
    assert settings.digests == Path("digests")
    assert settings.allow_private_hosts == frozenset()
    assert settings.now is None
    assert settings.contact is None


def test_the_environment_is_read() -> None:
    settings = read_settings(
        {
            "TRACKER_SOURCES": "a.yaml",
            "TRACKER_TIMELINE": "b.yaml",
            "TRACKER_DATABASE_URL": "postgresql+psycopg://h/db",
            "TRACKER_DIGESTS": "out",
            "TRACKER_ALLOW_PRIVATE_HOSTS": " 127.0.0.1, LocalHost ,[::1],",
            "TRACKER_CONTACT": "policy@example.org",
        }
    )
    assert (settings.sources, settings.timeline, settings.digests) == (Path("a.yaml"), Path("b.yaml"), Path("out"))
    assert settings.database_url == "postgresql+psycopg://h/db"
    assert settings.allow_private_hosts == {"127.0.0.1", "localhost", "::1"}
    assert settings.contact == "policy@example.org"


def test_an_option_wins_and_none_is_no_option() -> None:
    environ = {"TRACKER_SOURCES": "a.yaml", "TRACKER_DIGESTS": "out"}
    settings = read_settings(environ, sources=Path("b.yaml"), digests=None)
    assert (settings.sources, settings.digests) == (Path("b.yaml"), Path("out"))


def test_an_empty_option_wins_over_the_environment() -> None:
    assert read_settings({"TRACKER_ALLOW_PRIVATE_HOSTS": "10.0.0.1"}, allow_private_hosts="").allow_private_hosts == frozenset()


def test_an_empty_variable_is_not_set() -> None:
    assert read_settings({"TRACKER_SOURCES": " ", "TRACKER_CONTACT": ""}) == read_settings({})


def test_a_home_directory_is_found() -> None:
    assert read_settings({}, digests="~/digests").digests == Path.home() / "digests"


def test_now_keeps_the_zone_that_was_written() -> None:
    now = read_settings({}, now="2026-08-22T09:30:00+09:00").now
    assert now is not None
    assert now.utcoffset() == timedelta(hours=9)
    assert now == datetime(2026, 8, 22, 0, 30, tzinfo=UTC)
    assert read_settings({}, now="2026-08-22T00:30:00Z").now == now
    assert read_settings({}, now=now).now == now


@pytest.mark.parametrize("now", ["2026-08-22T09:30:00", "2026-08-22", "tomorrow", "2026-02-30T00:00:00Z", "", datetime(2026, 1, 1)])  # noqa: DTZ001 - the point
def test_now_without_a_zone_or_sense_is_refused(now: object) -> None:
    with pytest.raises(ConfigError, match=r"--now: .*2026-08-22T09:30:00\+09:00"):
        read_settings({}, now=now)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/db", "postgres://u:secret@h/db", "u:secret@h/db", "/db.sqlite3"])
def test_what_is_no_database_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_settings({"TRACKER_DATABASE_URL": url})
    assert caught.value.key == "TRACKER_DATABASE_URL"
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:hunter2@h/db",
        "postgresql+psycopg://user:hun@ter2@h/db",
        "postgresql://user:hunter2/x@h:5432/db?sslmode=require",
        "postgresql://h/db?user=u&password=hunter2&x=1",
        "postgresql://:hunter2@h/db",
    ],
)
def test_a_password_is_never_shown(url: str) -> None:
    settings = read_settings({"TRACKER_DATABASE_URL": url})
    assert settings.database_url == url
    for shown in (repr(settings), str(settings), settings.shown_database_url, repr(settings.__rich_repr__()), hide_password(url)):
        assert "hunter2" not in shown
        assert "ter2" not in shown
        assert "***" in shown
    assert "postgresql" in settings.shown_database_url


def test_an_address_without_a_password_is_shown_whole() -> None:
    assert hide_password("sqlite:///db/tracker.sqlite3") == "sqlite:///db/tracker.sqlite3"
    assert hide_password("postgresql://user@h:5432/db") == "postgresql://user@h:5432/db"


@pytest.mark.parametrize(
    "hosts", ["http://localhost", "localhost:http", "localhost:808080", "127.0.0.1/8", "*", "a b", "10.0.0.0/8", "例え.jp"]
)
def test_what_is_no_host_is_refused(hosts: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_ALLOW_PRIVATE_HOSTS: a host such as localhost"):
        read_settings({"TRACKER_ALLOW_PRIVATE_HOSTS": f"127.0.0.1,{hosts}"})


def test_a_host_may_be_allowed_on_one_port_alone() -> None:
    settings = read_settings({"TRACKER_ALLOW_PRIVATE_HOSTS": "localhost:8080, 127.0.0.1:80,[::1]:8443,fd00::1"})
    assert settings.allow_private_hosts == {"localhost:8080", "127.0.0.1:80", "[::1]:8443", "fd00::1"}


def test_hosts_may_be_given_as_a_list() -> None:
    assert read_settings({}, allow_private_hosts=["127.0.0.1", "Intern.Example."]).allow_private_hosts == {"127.0.0.1", "intern.example"}


@pytest.mark.parametrize("contact", ["a\r\nX-Header: b", "担当", "x" * 201])
def test_a_contact_cannot_break_a_header(contact: str) -> None:
    with pytest.raises(ConfigError, match="TRACKER_CONTACT"):
        read_settings({"TRACKER_CONTACT": contact})


def test_a_mirror_of_the_internet_archive_and_its_pace_are_read() -> None:
    found = read_settings({"TRACKER_WAYBACK_URL": "http://127.0.0.1:8080/mirror/", "TRACKER_WAYBACK_GAP": "0.5"})
    assert (found.wayback_url, found.wayback_gap) == ("http://127.0.0.1:8080/mirror", 0.5)
    assert read_settings(as_environ(found)) == found
    assert (read_settings({}).wayback_url, read_settings({}).wayback_gap) == ("https://web.archive.org", 1.0)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TRACKER_WAYBACK_URL", "web.archive.org"),
        ("TRACKER_WAYBACK_URL", "https://user:secret@archive.example/"),
        ("TRACKER_WAYBACK_URL", "https://archive.example/?q"),
        ("TRACKER_WAYBACK_URL", "file:///etc/passwd"),
        ("TRACKER_WAYBACK_GAP", "0"),
        ("TRACKER_WAYBACK_GAP", "-1"),
        ("TRACKER_WAYBACK_GAP", "nan"),
        ("TRACKER_WAYBACK_GAP", "inf"),
        ("TRACKER_WAYBACK_GAP", "fast"),
    ],
)
def test_an_archive_that_cannot_be_asked_is_refused(variable: str, value: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read_settings({variable: value})
    assert raised.value.key == variable
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("path", ["\0", "a\0b"])
def test_a_path_with_a_zero_byte_is_refused(path: str) -> None:
    with pytest.raises(ConfigError, match="--sources: a path"):
        read_settings({}, sources=path)


def test_an_option_that_does_not_exist_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError, match="sauces"):
        read_settings({}, sauces="x")


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        read_settings({}).sources = Path("x")  # type: ignore[misc]


def test_reading_settings_loads_neither_pydantic_nor_yaml() -> None:
    """Every command starts with this module, also the ones that look at no file."""
    code = "import sys, tracker.config.settings; print([m for m in ('pydantic', 'yaml', 'sqlalchemy') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
