"""Somebody's memo, sentence by sentence, with what the timeline says to it."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec


class MemoVerdict(StrEnum):
    """What the timeline says to a sentence, worst first. `finer` agrees and says more than is known."""

    CONTRADICTED = "contradicted"
    STALE = "stale"
    UNPROVEN = "unproven"
    FINER = "finer"
    SUPPORTED = "supported"
    OPINION = "opinion"
    UNJUDGED = "unjudged"

    @property
    def rank(self) -> int:
        """0 is what a reader must see first."""
        return list(MemoVerdict).index(self)


class MemoWords(msgspec.Struct, frozen=True):
    """Patterns over folded text: what marks an opinion, and what adds one amount to another."""

    opinion: re.Pattern[str]
    adding: re.Pattern[str]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to say of a sentence: the rule, why (English), the event it was held against, the one that came since or is added."""

    verdict: MemoVerdict
    rule: str
    why: str
    event: str | None = None
    since: str | None = None


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence of the memo at code points of its text, with its notes, worst first. Its verdict is that of the first."""

    start: int
    end: int
    text: str
    notes: tuple[Note, ...]

    @property
    def verdict(self) -> MemoVerdict:
        """What the timeline says to it."""
        return self.notes[0].verdict


class Audit(msgspec.Struct, frozen=True):
    """A whole memo. `text` is what was read; nothing of it is left out of `sentences`."""

    text: str
    sentences: tuple[Judged, ...]

    def counts(self) -> dict[str, int]:
        """How many sentences have each verdict, all of them named."""
        return {verdict.value: sum(one.verdict is verdict for one in self.sentences) for verdict in MemoVerdict}
