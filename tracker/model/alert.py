"""Alerts on their way into the store: one matter each, told before the next digest of a series is due."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.model.digest import Digest
from tracker.model.finding import RecordedFinding

SERIES = "alert"
"""The series that claims what alerts tell."""


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that was composed. `key` names the matter: no two alerts have one key. `claims` are the numbers of its findings.

    `words` are the event types and verdicts by which subscriptions choose it. `answer_by` is set where somebody official still has to
    say so (UTC): then `lead` is the finding that only the press tells.
    """

    digest: Digest
    key: str
    claims: tuple[int, ...] = ()
    words: frozenset[str] = frozenset()
    lead: int | None = None
    answer_by: datetime | None = None


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that waits for an official word: its digest, the finding that it told, and how long it waits (UTC)."""

    digest: Digest
    lead: RecordedFinding
    answer_by: datetime
