"""What a capture is, where it is not the data that was wanted: a wall, an error page, any other page, or nothing that is known."""

from __future__ import annotations

import re

from tracker.text.excuses import excuse_in, wall_in
from tracker.text.markup import text_lines, without_markup
from tracker.text.problem import Problem

_HEAD = 60_000
_HTML = re.compile(r"<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE)
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_HEADING = re.compile(r"<h[12][^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)


def stands_instead(text: str, wanted: str) -> Problem:
    """What stands there instead of what was `wanted` ("an answer of the API"), with the problem word that it deserves."""
    head = text[:_HEAD]
    if not _HTML.search(head):
        return Problem("error-page", f"the body is not {wanted}; it begins with {' '.join(text[:60].split())[:40]!r}")
    words = text_lines(without_markup(head))
    title = _TITLE.search(head)
    name = text_lines(without_markup(title[1])).replace("\n", " ")[:100] if title else ""
    headings = [text_lines(without_markup(found[1])) for found in _HEADING.finditer(head)][:3]
    count = len("".join(words.split()))
    what = f"an HTML page ({name!r})" if name else "an HTML page"
    excuse = wall_in(head, count) or excuse_in("\n".join([name, *headings]), words, count)
    if excuse:
        return Problem(excuse.problem, f"{what} {excuse.told} [{excuse.evidence}]")
    return Problem("error-page", f"the body is {what}, not {wanted}")
