"""Text from outside inside Markdown: it stays text. It can open no link, heading, list, table cell, HTML or code of its own."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from tracker.digest.plain import one_line

_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"}
_SPECIAL = re.compile(r"[&<>@]|[\\`*_\[\]|~#${}!^]")
_AUTOLINK = re.compile(r":(?=//)|(?<=www)\.|(?<=mailto):", re.IGNORECASE)
_LIST_START = re.compile(r"^([-+=:]|\d{1,9}(?=[.)](?:\s|$)))([.)]?)")
_ENTITY_LIKE = re.compile(r"&(?=#?\w+;)")
_URL_SAFE = "/:?&=%#+,;@!$*~-._'"


def text(value: object) -> Markup:
    """`value` as one line of Markdown that shows exactly its visible characters."""
    return Markup(_LIST_START.sub(_disarmed, inline(one_line(str(value)))))  # noqa: S704 - escaped just above


def inline(line: str) -> Markup:
    """A part of a line that does not begin it, as it stands: white space stays. Control characters must be gone already."""
    escaped = _SPECIAL.sub(lambda found: _ENTITIES.get(found[0], "\\" + found[0]), line)
    return Markup(_AUTOLINK.sub(lambda found: f"&#{ord(found[0])};", escaped))  # noqa: S704 - escaped just above


def link(label: object, url: str) -> Markup:
    """A link, or the label alone where the address is none of the web."""
    address = _web_address(url)
    return text(label) if address is None else Markup(f"[{text(label)}](<{address}>)")  # noqa: S704 - both parts are escaped


def page_link(label: object, path: str) -> Markup:
    """A link to a file beside the digest."""
    return Markup(f"[{text(label)}](<{quote(path)}>)")  # noqa: S704 - both parts are escaped


def code(value: object) -> Markup:
    """`value` as a code span, whatever backticks it holds."""
    line = one_line(str(value)).replace("|", "¦")
    fence = "`" * (max((len(run) for run in re.findall("`+", line)), default=0) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return Markup(f"{fence}{pad}{line}{pad}{fence}") if line else Markup("")  # noqa: S704 - its fence is longer than any inside


def for_markdown(value: object) -> object:
    """What Jinja2 puts in place of each expression: markup of ours as it is, everything else as text."""
    return value if hasattr(value, "__html__") else text(value)


def web_address(url: str) -> str | None:
    """An absolute http(s) address in ASCII, or None for anything else (javascript:, data:, a relative path, nonsense)."""
    line = one_line(url)
    try:
        parts = urlsplit(line)
    except ValueError:
        return None
    return quote(line, safe=_URL_SAFE) if parts.scheme in ("http", "https") and parts.netloc else None


def _web_address(url: str) -> str | None:
    address = web_address(url)
    return None if address is None else _ENTITY_LIKE.sub("&amp;", address)


def _disarmed(found: re.Match[str]) -> str:
    """The start of a line that would begin a list or underline a heading."""
    start, stop = found[1], found[2]
    return f"{start}\\{stop}" if stop else f"\\{start}"
