"""Addresses as they are asked: one parser for what is checked and for what is connected to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urljoin

from yarl import URL

from tracker.errors import FetchError
from tracker.fetch.codes import ErrorCode, fault

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LOGIN = re.compile(r"//[^/?#]*@")
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
    scheme, authority, tail = _split(address)
    if scheme not in ("http", "https"):
        raise _bad(address, f"only http and https are asked, not {scheme!r}" if scheme else "it has no scheme such as https://")
    try:
        # The authority alone goes through the parser's own encoding: names in other scripts are asked in ASCII.
        place = URL(f"{scheme}://{authority}/")
        host, port = (place.raw_host or "").casefold(), place.port
        if place.user is not None or place.password is not None:
            raise _bad(address, "it holds a user name or password")
        if not host or not port:
            raise _bad(address, "it names no host")
        host = _checked_host(address, host)
        url = URL(f"{place.with_host(host).origin()}{tail}", encoded=True)
    except (ValueError, UnicodeError) as error:
        raise _bad(address, str(error)) from None
    return Target(url=url, text=str(url), scheme=scheme, host=host, port=port)


def join(base: Target, location: str) -> Target:
    """Where a redirect leads. Raises `FetchError` (bad-url)."""
    if not location.strip():
        raise _bad(location, "it is empty")
    try:
        return parse(urljoin(base.text, location.strip()))
    except ValueError as error:
        raise _bad(location, str(error)) from None


def _split(address: str) -> tuple[str, str, str]:
    """Scheme, authority, and all the rest but the fragment, percent-encoded where it has to be."""
    text = address.strip()
    if len(text) > _MOST:
        raise _bad(address, f"it is longer than {_MOST} characters")
    if _CONTROL.search(text):
        raise _bad(address, "it holds control characters")
    scheme, colon, rest = text.partition(":")
    if not colon or not _SCHEME.fullmatch(scheme):
        return "", "", ""
    if not rest.startswith("//"):
        return scheme.casefold(), "", ""
    rest = rest[2:].partition("#")[0]
    cut = min((place for place in (rest.find("/"), rest.find("?")) if place >= 0), default=len(rest))
    tail = quote(rest[cut:].encode("utf-8", "surrogateescape"), safe=_AS_IT_STANDS)
    return scheme.casefold(), rest[:cut], tail if tail.startswith("/") else f"/{tail}"


def _checked_host(address: str, host: str) -> str:
    if ":" in host:
        return str(ip_address(host))
    host = host.rstrip(".")
    if len(host) > 253 or not _HOST.fullmatch(host):
        raise _bad(address, "its host is no name and no address")
    return host


def _bad(address: str, reason: str) -> FetchError:
    shown = _LOGIN.sub("//…@", address.encode("utf-8", "replace").decode())
    return fault(ErrorCode.BAD_URL, f"{shown[:200]!r} cannot be asked: {reason}")
