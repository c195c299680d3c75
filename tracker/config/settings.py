"""The settings of one run: read once at the edge from the environment and the options, into a frozen value."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from tracker.config.hints import shown
from tracker.errors import ConfigError

SETTINGS = {
    "sources": "TRACKER_SOURCES",
    "timeline": "TRACKER_TIMELINE",
    "database_url": "TRACKER_DATABASE_URL",
    "digests": "TRACKER_DIGESTS",
    "allow_private_hosts": "TRACKER_ALLOW_PRIVATE_HOSTS",
    "contact": "TRACKER_CONTACT",
    "subscriptions": "TRACKER_SUBSCRIPTIONS",
    "templates": "TRACKER_TEMPLATES",
    "signing_key_file": "TRACKER_SIGNING_KEY_FILE",
    "wayback_url": "TRACKER_WAYBACK_URL",
    "wayback_gap": "TRACKER_WAYBACK_GAP",
}
"""Option → environment variable. `now` is an option alone."""

DEFAULT_DATABASE_URL = "sqlite:///db/tracker.sqlite3"
DEFAULT_WAYBACK_URL = "https://web.archive.org"

_SCHEME = re.compile(r"(sqlite|postgresql)(\+[a-z0-9_]+)?://")
_NO_FILE = re.compile(r"sqlite(\+[a-z0-9_]+)?://(/|/:memory:)?(\?.*)?")
_PASSWORD = re.compile(r"(?s)(//[^:/@]*):.*@")
_PASSWORD_PARAMETER = re.compile(r"(?i)\b(password|passwd|pwd|passfile|sslpassword)=[^&]*")
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*\.?")
_HOST_AND_PORT = re.compile(r"(?:\[(?P<v6>[^\]]*)\]|(?P<host>[^:]*))(?P<port>:[0-9]{1,5})?")
_WEB_PLACE = re.compile(r"https?://[^\s/?#@]{1,255}(/[^\s?#]{0,500})?")
_MAX_CONTACT = 200
_LONGEST_GAP = 3600.0


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is told from outside. `now` is the moment that the run behaves as at, or None for the clock.

    `allow_private_hosts` are lower-case names or addresses, alone or with `:port`; `contact` goes into the User-Agent; the key in
    `signing_key_file` signs bundles. `wayback_url` is where the Internet Archive or a mirror of it is asked, with at least `wayback_gap`
    seconds between two requests.
    """

    sources: Path = Path("sources.yaml")
    timeline: Path = Path("db/timeline.yaml")
    database_url: str = DEFAULT_DATABASE_URL
    digests: Path = Path("digests")
    allow_private_hosts: frozenset[str] = frozenset()
    now: datetime | None = None
    contact: str | None = None
    subscriptions: Path = Path("subscriptions.yaml")
    templates: Path | None = None
    signing_key_file: Path | None = None
    wayback_url: str = DEFAULT_WAYBACK_URL
    wayback_gap: float = 1.0

    @property
    def shown_database_url(self) -> str:
        """The database's address without its password: the only form that is ever written anywhere."""
        return hide_password(self.database_url)

    def __repr__(self) -> str:
        shown_fields = {name: getattr(self, name) for name in self.__struct_fields__} | {"database_url": self.shown_database_url}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown_fields.items())})"

    def __rich_repr__(self) -> list[tuple[str, object]]:
        return [(name, self.shown_database_url if name == "database_url" else getattr(self, name)) for name in self.__struct_fields__]


def hide_password(url: str) -> str:
    """A database URL with `***` for its password, wherever it stands."""
    return _PASSWORD_PARAMETER.sub(r"\1=***", _PASSWORD.sub(r"\1:***@", url))


def read_settings(environ: Mapping[str, str], **options: object) -> Settings:
    """The settings of a run.

    Args:
        environ: the environment; a variable that is empty counts as not set.
        **options: the options of the command line by the names of SETTINGS and `now`; they win, and None is not given.

    Raises:
        ConfigError: a setting cannot be used; its `key` names the variable or option.
    """
    unknown = set(options) - set(SETTINGS) - {"now"}
    if unknown:
        raise TypeError(f"no such settings: {sorted(unknown)}")
    given: dict[str, tuple[str, object]] = {}
    for name, variable in SETTINGS.items():
        option = options.get(name)
        if option is not None:
            given[name] = (f"--{name.replace('_', '-')}", option)
        elif environ.get(variable, "").strip():
            given[name] = (variable, environ[variable])
    plain = Settings()
    return Settings(
        sources=_path(*given["sources"]) if "sources" in given else plain.sources,
        timeline=_path(*given["timeline"]) if "timeline" in given else plain.timeline,
        database_url=_database_url(*given["database_url"]) if "database_url" in given else plain.database_url,
        digests=_path(*given["digests"]) if "digests" in given else plain.digests,
        allow_private_hosts=_hosts(*given["allow_private_hosts"]) if "allow_private_hosts" in given else plain.allow_private_hosts,
        now=_now(options.get("now")),
        contact=_contact(*given["contact"]) if "contact" in given else None,
        subscriptions=_path(*given["subscriptions"]) if "subscriptions" in given else plain.subscriptions,
        templates=_path(*given["templates"]) if "templates" in given else None,
        signing_key_file=_path(*given["signing_key_file"]) if "signing_key_file" in given else None,
        wayback_url=_web_place(*given["wayback_url"]) if "wayback_url" in given else plain.wayback_url,
        wayback_gap=_gap(*given["wayback_gap"]) if "wayback_gap" in given else plain.wayback_gap,
    )


def as_environ(settings: Settings) -> dict[str, str]:
    """The variables that let another process run with the same settings; `now` is none of them."""
    found: dict[str, str] = {}
    for name, variable in SETTINGS.items():
        value = getattr(settings, name)
        if value is not None:
            found[variable] = ",".join(sorted(value)) if isinstance(value, frozenset) else str(value)
    return found


def _path(key: str, value: object) -> Path:
    text = str(value)
    if "\0" in text or not text.strip():
        raise ConfigError("a path was expected", key=key)
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise ConfigError(f"the home directory in {shown(text)} is not known", key=key) from None


def _database_url(key: str, value: object) -> str:
    url = str(value).strip()
    if url.startswith("postgres://"):
        raise ConfigError("write postgresql:// for postgres://", key=key)
    if "\0" in url or not _SCHEME.match(url):
        expected = "sqlite:///path/to/file or postgresql://user@host/name"
        # Nothing after the scheme is repeated: what is no URL can hold a password anywhere.
        raise ConfigError(f"a database URL was expected, such as {expected}; this one begins {shown(url.partition(':')[0])}", key=key)
    if _NO_FILE.fullmatch(url):
        raise ConfigError("this database lasts no longer than the command; name a file, such as sqlite:///path/to/file", key=key)
    return url


def _hosts(key: str, value: object) -> frozenset[str]:
    if isinstance(value, str):
        parts: Iterable[str] = value.split(",")
    elif isinstance(value, Iterable):
        parts = [str(item) for item in value]
    else:
        raise ConfigError(f"hosts with commas between were expected, not {shown(value)}", key=key)
    return frozenset(_host(key, part.strip().casefold()) for part in parts if part.strip())


def _host(key: str, text: str) -> str:
    host, port = _without_port(text)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        if not _HOST_NAME.fullmatch(host):
            expected = "a host such as localhost, 127.0.0.1 or 127.0.0.1:8080 was expected, without scheme, path or *"
            raise ConfigError(f"{expected}, not {shown(text)}", key=key) from None
        return f"{host.rstrip('.')}{port}"
    return f"[{address}]{port}" if port and address.version == 6 else f"{address}{port}"


def _without_port(text: str) -> tuple[str, str]:
    """Host and `:port`, the latter empty where none is written; the brackets of an IPv6 address are taken off."""
    found = _HOST_AND_PORT.fullmatch(text)
    return (found["v6"] or found["host"] or "", found["port"] or "") if found else (text, "")


def _now(value: object) -> datetime | None:
    return None if value is None else moment_of("--now", value if isinstance(value, datetime) else str(value))


def moment_of(key: str, value: str | datetime) -> datetime:
    """A moment as an option gives it. Raises `ConfigError`, naming the option, for what is no ISO 8601 time with its zone."""
    example = "such as 2026-08-22T09:30:00+09:00"
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value.strip())
    except ValueError:
        raise ConfigError(f"an ISO 8601 time with its zone was expected, {example}, not {shown(value)}", key=key) from None
    if moment.utcoffset() is None:
        raise ConfigError(f"the time {shown(str(value))} has no zone; write one, {example}", key=key)
    return moment


def _contact(key: str, value: object) -> str:
    text = str(value).strip()
    if not text.isprintable() or not text.isascii() or len(text) > _MAX_CONTACT:
        raise ConfigError(f"an e-mail or web address in ASCII was expected, at most {_MAX_CONTACT} characters", key=key)
    return text


def _web_place(key: str, value: object) -> str:
    text = str(value).strip()
    if not _WEB_PLACE.fullmatch(text):
        raise ConfigError(
            f"an address such as {DEFAULT_WAYBACK_URL} was expected, without a password, ? or #, not {shown(hide_password(text))}", key=key
        )
    return text.rstrip("/")


def _gap(key: str, value: object) -> float:
    """Seconds. Some time there has to be: nobody asks an archive as fast as it can."""
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds <= _LONGEST_GAP:
        raise ConfigError(
            f"seconds between two requests were expected, more than 0 and at most {_LONGEST_GAP:.0f}, not {shown(str(value))}", key=key
        )
    return seconds
