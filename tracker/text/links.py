"""Addresses made comparable. The canonical form is for telling two links apart, never for opening one."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

_TRACKING = re.compile(
    r"(?:utm_\w*|mtm_\w*|matomo_\w*|pk_\w+|hsa_\w+|_hs\w+|__hs\w+|hsctatracking|mc_[ce]id|mkt_tok|fbclid|gclid|gclsrc|gbraid|wbraid|dclid"
    r"|yclid|ymclid|msclkid|ttclid|twclid|li_fat_id|igshid|igsh|_ga|_gl|_ke|wickedid|vero_\w+|oly_\w+|s_cid|cmpid|ref_src|ref_url|spm"
    r"|[a-z]+com-did|[a-z]+_referred|_|_t|cb|cachebuster|nocache|timestamp)"
)
_SESSION = re.compile(r"(?:jsessionid|phpsessid|session_?id|sess_id|aspsessionid\w*|sid|cfid|cftoken|zenid|oscsid)")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_DEFAULT_PORTS = {"http": 80, "https": 443}
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f]+")
_LONGEST_LINK = 4_000
_LINE_ENDS = re.compile(r"[\t\r\n]+")


def absolute(address: str, base: str) -> str | None:
    """The address made absolute; None for what is no other page (a place in this one, a script, a mailbox)."""
    return None if address.startswith("#") or len(address) > _LONGEST_LINK else _joined_to(base, address)


@lru_cache(maxsize=2_048)
def _joined_to(base: str, address: str) -> str | None:
    try:
        whole = urljoin(base, _LINE_ENDS.sub("", address).strip())
        parts = urlsplit(whole)
    except ValueError:
        return None
    return whole if parts.scheme in ("http", "https") and parts.netloc else None


@lru_cache(maxsize=1024)
def canonical_link(url: str) -> str:
    """The same string for addresses that lead to the same place; anything but http(s) comes back merely trimmed.

    http counts as https; host in lower case and ASCII; no default port, tracking or session parameter, or fragment (but for
    `#!` and `#/`, which are paths); query parameters in order of name; percent-escapes in one form. Doing it twice is doing it once.
    """
    trimmed = _INVISIBLE.sub("", url).strip()
    try:
        parts = urlsplit(trimmed)
        port = parts.port
    except ValueError:
        return trimmed
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return trimmed
    host = _ascii_host(parts.hostname)
    scheme = "https"
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        # An odd port belongs to its scheme, so that one is told apart.
        scheme, host = parts.scheme, f"{host}:{port}"
    return urlunsplit((scheme, host, _path(parts.path), _query(parts.query), _fragment(parts.fragment)))


def _ascii_host(host: str) -> str:
    bare = host.rstrip(".").lower()
    if ":" in bare:
        return f"[{bare}]"
    try:
        return bare if bare.isascii() else bare.encode("idna").decode("ascii")
    except UnicodeError:
        return bare


def _path(path: str) -> str:
    escaped = _PATH_SESSION.sub("", _escaped(path, "/:@!$&'()*+,;="))
    return (_without_dots(escaped) if "/." in escaped else escaped) or "/"


def _without_dots(path: str) -> str:
    """`.` and `..` taken out as a browser does, and nothing else: two slashes may well mean something."""
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/".join(kept)


def _query(query: str) -> str:
    pairs = _escaped(query, "&=/:@!$'()*+,;?").split("&")
    return "&".join(sorted((pair for pair in pairs if pair and not _passing(pair)), key=lambda pair: pair.partition("=")[0]))


def _passing(pair: str) -> bool:
    """A parameter that names the reader or the campaign and not the page."""
    name = pair.partition("=")[0].lower()
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(name))


def _fragment(fragment: str) -> str:
    return _escaped(fragment, "=/:@!$&'()*+,;?") if fragment.startswith(("!", "/")) else ""


def _escaped(text: str, allowed: str) -> str:
    """Percent-escapes in capitals, none where none is needed, and everything else escaped as UTF-8."""

    def plain(match: re.Match[str]) -> str:
        char = chr(int(match.group(1), 16))
        return char if char in _UNRESERVED else match.group().upper()

    return quote(_ESCAPED.sub(plain, text), safe=allowed + "%~", errors="replace")
