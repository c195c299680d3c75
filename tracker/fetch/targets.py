"""Addresses as they are asked: one parser for what is checked and for what is connected to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from yarl import URL

from tracker.fetch.addresses import literal
from tracker.fetch.codes import ErrorCode, fault

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*\.?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MOST = 8000
# Everything that an address may hold as it stands; the rest is percent-encoded, and nothing is decoded or tidied,
# since some servers sign the very spelling.
_AS_IT_STANDS = "!#$%&'()*+,/:;=?@[]~"


@dataclass(frozen=True, slots=True)
class Target:
    """One address, ready to be asked. `host` is in ASCII without brackets, `text` the whole address without its fragment."""

    url: URL
    text: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port, as robots.txt and validators are bound to."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"

    @property
    def place(self) -> tuple[str, int]:
        """Host and port: who is asked one thing at a time."""
        return self.host, self.port

    @property
    def path(self) -> str:
        """Path and query, percent-encoded: what robots.txt speaks of."""
        return self.url.raw_path_qs


def parse(address: str) -> Target:
    """An address as a target. Raises `FetchError` (bad-url) with the reason."""
    text = _escaped(address)
    try:
        url = URL(text, encoded=True)
        # The host alone goes through the parser's own encoding: names in other scripts are asked in ASCII.
        host, port = url.raw_host, url.port
        if host is not None and not host.isascii():
            url = url.with_host(url.host or "")
            host = url.raw_host
    except (ValueError, UnicodeError) as error:
        raise _bad(address, str(error)) from None
    if url.scheme not in ("http", "https"):
        raise _bad(address, f"only http and https are asked, not {url.scheme!r}" if url.scheme else "it has no scheme such as https://")
    if not host or not port:
        raise _bad(address, "it names no host")
    if url.user is not None or url.password is not None:
        raise _bad(address, "it holds a user name or password")
    host = _checked_host(address, host.casefold())
    url = url.with_host(host).with_fragment(None)
    return Target(url=url, text=str(url), scheme=url.scheme, host=host.rstrip("."), port=port)


def join(base: Target, location: str) -> Target:
    """Where a redirect leads. Raises `FetchError` (bad-url)."""
    try:
        joined = base.url.join(URL(_escaped(location), encoded=True))
    except (ValueError, UnicodeError) as error:
        raise _bad(location, str(error)) from None
    return parse(str(joined))


def _escaped(address: str) -> str:
    text = address.strip()
    if len(text) > _MOST:
        raise _bad(address, f"it is longer than {_MOST} characters")
    if _CONTROL.search(text):
        raise _bad(address, "it holds control characters")
    scheme, mark, rest = text.partition("://")
    if not mark or not scheme.isalnum():
        scheme, rest = "", text
    # What stands before the path is left to the parser, which encodes names and refuses what is none.
    ends = [place for place in (rest.find(char) for char in "/?#") if place >= 0]
    cut = min(ends, default=len(rest)) if mark and scheme else 0
    tail = quote(rest[cut:].encode("utf-8", "surrogateescape"), safe=_AS_IT_STANDS)
    return f"{scheme}{mark if scheme else ''}{rest[:cut]}{tail}"


def _checked_host(address: str, host: str) -> str:
    if ":" in host:
        if literal(host) is None:
            raise _bad(address, f"{host} is no address")
        return host
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _bad(address, "its host is no name and no address")
    return host


def _bad(address: str, reason: str) -> Exception:
    shown = address.encode("utf-8", "replace").decode()
    return fault(ErrorCode.BAD_URL, f"{shown[:200]!r} cannot be asked: {reason}")
