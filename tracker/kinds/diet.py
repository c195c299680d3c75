"""The Diet: what was said in it, from the API of its minutes, and what became of bills, from the lists of both houses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from tracker.errors import ExtractError
from tracker.kinds import diet_bills, diet_minutes
from tracker.kinds.diet_bills import look_at_bills, read_bills
from tracker.kinds.diet_minutes import look_at_minutes
from tracker.kinds.diet_past import look_back_at_minutes
from tracker.kinds.diet_speeches import read_speeches
from tracker.model.document import Document
from tracker.model.look import Capture
from tracker.model.source import Source
from tracker.pages.past import look_back_at_pages, no_pages
from tracker.ports import Look, LookBack
from tracker.text.decode import decode
from tracker.text.instead import stands_instead
from tracker.text.problem import no_text

MOST_WORDS = 10
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")

Options = Mapping[str, str | tuple[str, ...]]


class DietKind:
    """How the minutes of the Diet (with `any`) or its bills (without) are looked at and read."""

    version = 1
    windowed = True
    options = frozenset({"any", "since"})

    def look(self, source: Source) -> Look:
        """The requests of a first look that follows no bill."""
        return self.look_by_name(source, None, lambda _: False)

    def look_by_name(self, source: Source, last: bytes | None, names: Callable[[str], bool]) -> Look:
        """For minutes one small request for each word, and more where there are new ones; for bills the list, and the course of some."""
        timeout = source.timeout.total_seconds()
        words = _words(source.options)
        if words:
            since = source.options.get("since")
            return look_at_minutes(source.url, words, since if isinstance(since, str) else None, timeout, last)
        return look_at_bills(source.url, timeout, last, names)

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The minutes of each month, or the lists of bills of older sessions. See `diet_past` and `pages.past`."""
        words = _words(source.options)
        return look_back_at_minutes(source, words, since, until) if words else look_back_at_pages(source, since, until, "text/html")

    def no_past(self, source: Source) -> str | None:
        """Lists of bills without `pages` have none of older sessions."""
        return None if _words(source.options) else no_pages(source)

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with `any` and `since`."""
        found = {}
        words, since = _words(options), options.get("since")
        if "any" in options and not (words and all(word.strip() and word.isprintable() for word in words)):
            found["any"] = "a word that is looked for in speeches was expected, or several"
        elif len(words) > MOST_WORDS:
            found["any"] = f"at most {MOST_WORDS} words are asked for in one look; make a second source"
        if since is not None and not (isinstance(since, str) and _DAY.fullmatch(since)):
            found["since"] = "a day was expected (YYYY-MM-DD): from then on minutes are read"
        elif since is not None and not words:
            found["since"] = "it belongs to minutes: say with any: which words are looked for"
        return found

    def extract(self, capture: Capture, options: Options) -> Document:
        """A block for each speech, keyed by the API's `speechID`, or for each bill and each step of its course.

        Of a speech the passages around the words are read, not all of it; speeches from the chair are left out. `published` is the day
        of the meeting, or of the step. A bill is keyed `217-閣法-29`, a step of its course `217-閣法-29/衆議院議決`.

        Raises:
            ExtractError: an answer that is none, a page without bills.
        """
        problem = no_text(capture.body, "minutes or a list of bills")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail, windowed=True)
        if capture.body.startswith(diet_bills.MARK):
            return read_bills(capture.body, capture.url, capture.content_type)
        if capture.body.startswith(diet_minutes.MARK) or capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
            return read_speeches(capture.body)
        if _words(options):
            found = stands_instead(decode(capture.body, capture.content_type).text, "an answer of the minutes' API")
            raise ExtractError(found.detail, problem=found.word)
        return read_bills(capture.body, capture.url, capture.content_type)


DIET = DietKind()


def _words(options: Options) -> tuple[str, ...]:
    given = options.get("any", ())
    return (given,) if isinstance(given, str) else given
