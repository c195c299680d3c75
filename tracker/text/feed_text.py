"""What a person reads in a title or a text of a feed: markup gone, references resolved, lines where blocks were."""

from __future__ import annotations

from html import unescape

from tracker.text.feed_raw import Written
from tracker.text.markup import MOST_MARKUP, cut, has_tags, text_lines, without_controls, without_markup

MOST_TITLE = 1_000
MOST_TEXT = 100_000
"""Characters. What is longer is cut and ends in …"""


def one_line(written: Written | None) -> str | None:
    """A title: one line, white space collapsed; None where nothing is left."""
    if written is None:
        return None
    line = " ".join(without_controls(_plain(written)).split())
    return cut(line, MOST_TITLE) or None


def lines(written: Written) -> str:
    """A text: a line for each block, white space collapsed in each, no empty ones."""
    return cut(text_lines(_plain(written)), MOST_TEXT)


def _plain(written: Written) -> str:
    value = written.value[:MOST_MARKUP]
    if written.markup is False:
        return value
    if "<" in value and (written.markup or has_tags(value)):
        return without_markup(value)
    return unescape(value) if "&" in value else value
