"""Links of alerts: services lead over a page of their own, which names the address that is meant."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_HOPS = (
    (re.compile(r"(?:www\.|news\.)?google\.[a-z.]{2,6}"), re.compile(r"/url"), ("url", "q")),
    (re.compile(r"(?:www\.)?bing\.com"), re.compile(r"/news/apiclick\.aspx"), ("url",)),
    (re.compile(r"(?:l|lm)\.facebook\.com"), re.compile(r"/l\.php"), ("u",)),
)
"""Host, path and parameters of pages that only lead on."""
_MOST_HOPS = 3
_LONGEST = 8_000


def is_hop(url: str) -> bool:
    """Whether the address is one of a page that only leads on."""
    return _next(url) is not None


def target(url: str) -> str:
    """The address that a link of an alert is meant to lead to."""
    for _ in range(_MOST_HOPS):
        onward = _next(url)
        if onward is None:
            break
        url = onward
    return url


def _next(url: str) -> str | None:
    if len(url) > _LONGEST:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
        for hosts, paths, names in _HOPS:
            if hosts.fullmatch(host) and paths.fullmatch(parts.path):
                query = parse_qs(parts.query, max_num_fields=50)
                return next((query[name][0] for name in names if query.get(name, [""])[0].startswith(("http://", "https://"))), None)
    except ValueError:
        return None
    return None
