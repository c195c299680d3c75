"""Calls for subsidies: one block for each, from the public API of jGrants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from tracker.errors import FetchError
from tracker.kinds.grants_calls import call_block, call_of
from tracker.kinds.grants_past import look_back_at_calls
from tracker.kinds.grants_polled import base_of, look_at_calls, read_calls
from tracker.model.document import Document
from tracker.model.look import Capture
from tracker.model.source import Source
from tracker.ports import Look, LookBack
from tracker.text.problem import no_text

MOST_KEYWORDS = 20
_LEAST, _MOST = 2, 255
"""Characters of a keyword, as the API takes them."""

Options = Mapping[str, str | tuple[str, ...]]


class GrantsKind:
    """How the calls of some keywords are looked at and read. A call that is gone from the API was not taken back."""

    version = 1
    windowed = True
    options = frozenset({"keywords"})

    def look(self, source: Source) -> Look:
        """Two requests a keyword: the open calls, and those that have closed."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """One request a keyword, and one for each call that `last` has among the open ones and the API has not.

        Raises:
            FetchError: the source names no keyword that the API would take.
        """
        faults = self.faults(source.options)
        if faults:
            raise FetchError("; ".join(f"{key}: {message}" for key, message in faults.items()), code="kind")
        response = yield from look_at_calls(source.url, _keywords(source.options), source.timeout.total_seconds(), last)
        return response

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The calls as they were whenever one opened or closed. See `grants_past`."""
        return look_back_at_calls(source, _keywords(source.options), since, until)

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with `keywords`. It has to be there."""
        words = _keywords(options)
        if not words or not all(_LEAST <= len(word.strip()) <= _MOST and word.isprintable() for word in words):
            return {"keywords": f"one or several words of {_LEAST} to {_MOST} characters were expected: what the API is asked for"}
        return (
            {} if len(words) <= MOST_KEYWORDS else {"keywords": f"at most {MOST_KEYWORDS} are asked for in one look; make a second source"}
        )

    def extract(self, capture: Capture, options: Options) -> Document:
        """The calls, keyed by their ids: when each opened, when it closes or did, and the most that one applicant can get.

        Days and hours are those of Japan. None at all is a good capture: no call is open, and `problem_detail` says so.

        Raises:
            ExtractError: what is no answer of the API, or one of which no call can be read.
        """
        problem = no_text(capture.body, "an answer of the subsidies API")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail, windowed=True)
        kept = read_calls(capture.body)
        base = base_of(capture.url)
        calls = [(row, call) for row in kept.grants if (call := call_of(row.call)) is not None]
        unread = kept.unread + len(kept.grants) - len(calls)
        if unread and not calls:
            detail = f"none of the {unread} calls in the answer has the id and the title that the subsidies API gives"
            return Document(problem="error-page", problem_detail=detail, windowed=True)
        blocks = tuple(call_block(call, base, is_open=row.open) for row, call in calls)
        words = "、".join(_keywords(options))
        told = f"{unread} of {unread + len(calls)} calls could not be read" if unread else None
        return Document(
            lang="ja",
            blocks=blocks,
            problem_detail=told or (None if blocks else f"there is no call for {words}" if words else "there is no call"),
            windowed=True,
        )


GRANTS = GrantsKind()


def _keywords(options: Options) -> tuple[str, ...]:
    given = options.get("keywords", ())
    return tuple(dict.fromkeys((given,) if isinstance(given, str) else given))
