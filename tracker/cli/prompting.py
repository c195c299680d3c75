"""Review at prompts: one item after the other. Prompts go to standard error, answers come from standard input, one a line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tracker.cli import shown
from tracker.cli.review_list import lines
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli.desk import Desk
    from tracker.model.decision import ReviewItem

_CHOICES = {"a": "accept", "r": "reject", "e": "edit", "m": "merge", "s": "split", "n": "not-on-track"}
_QUESTION = "[a]ccept [r]eject [e]dit [m]erge [s]plit [n]ot on track, [Enter] later, [q]uit: "
_ASKED = {
    "edit": ("what it says in truth (when=2026-03-31 type=published modality=occurred subject=…)", "edit "),
    "merge": ("the event that it is of (an id of `tracker timeline`)", "merge "),
}


class _LeavingError(Exception):
    """The person has had enough, or there is nobody."""


def go_through(desk: Desk, by: str, lang: str) -> None:
    """Ask about each item that waits until it is decided, put off, or the person leaves. What is decided is kept at once."""
    items = desk.items()
    decided = 0
    try:
        for place, item in enumerate(items, start=1):
            timeline = desk.tracker.store.timeline()
            tell("\n".join([f"\n{place} of {len(items)}", *lines(desk, item, timeline, lang)]))
            decided += _decide(desk, item, by)
    except _LeavingError:
        tell("")
    print(f"{decided} decided, {len(items) - decided} left open")


def _decide(desk: Desk, item: ReviewItem, by: str) -> bool:
    """Whether a decision was made. What is refused is asked again; an item that has changed is left for the next round."""
    from tracker.cli.desk import written_decision
    from tracker.errors import StaleError

    while True:
        answer = _ask(_QUESTION).casefold()
        if not answer:
            return False
        if answer.startswith("q"):
            raise _LeavingError
        word = _CHOICES.get(answer[0])
        if word is None:
            continue
        try:
            text = _ASKED[word][1] + _ask(f"{_ASKED[word][0]}: ") if word in _ASKED else word
            made = written_decision(text, item=item.id, by=by, reason=_ask("why: "))
            tell(f"decision {desk.decide(made, item.revision).decision}")
        except StaleError as error:
            tell(shown(str(error)))
            return False
        except UsageError as error:
            tell(shown(str(error)))
        else:
            return True


def _ask(question: str) -> str:
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise _LeavingError
    return line.strip()
