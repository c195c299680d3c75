"""What came of a look, told from the response alone. Pure: a wall, an error page and silence are never a change."""

from __future__ import annotations

import hashlib
from datetime import datetime

import msgspec

from tracker.model.look import Fetch, Outcome, Response, SourceState
from tracker.model.source import Source

_WALLS = frozenset({401, 403, 407, 418, 429, 451})
_GONE = frozenset({404, 410})


class Derived(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a snapshot once it was read. `changes` counts what a person would call one, `findings` those told."""

    outcome: Outcome
    changes: int = 0
    findings: int = 0
    why: str | None = None


def snapshot_id(body: bytes) -> str:
    """The name of some bytes: `sha256:<64 hex>`."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def outcome_of(response: Response, state: SourceState) -> Outcome:
    """What came of it before anything was read. FIRST and CHANGED mean that there are new bytes to read."""
    if response.error is not None:
        return Outcome.BLOCKED if response.error_code in ("robots", "rate-limited") else Outcome.FAILED
    status = response.status or 0
    if status == 304:
        return Outcome.UNCHANGED
    if status in _WALLS or (status == 202 and not response.body):
        return Outcome.BLOCKED
    if status in _GONE:
        return Outcome.ERROR_PAGE
    if not 200 <= status < 300:
        return Outcome.FAILED
    if not response.body.strip():
        return Outcome.EMPTY
    if state.snapshot is None:
        return Outcome.FIRST
    return Outcome.UNCHANGED if snapshot_id(response.body) == state.snapshot else Outcome.CHANGED


def explain(response: Response, outcome: Outcome) -> str | None:
    """Why a look came to nothing, in words for a person; None where it did not."""
    if response.error is not None:
        return response.error
    if outcome is Outcome.BLOCKED:
        return f"the server answered {response.status}: it does not let us look"
    if outcome in (Outcome.ERROR_PAGE, Outcome.FAILED):
        return f"the server answered {response.status}"
    return "the server sent an empty body" if outcome is Outcome.EMPTY else None


def ledger_row(source: Source, response: Response, outcome: Outcome, at: datetime) -> Fetch:
    """The look as a row of the ledger. It names a snapshot only where there are new bytes to keep."""
    kept = outcome in (Outcome.FIRST, Outcome.CHANGED)
    return Fetch(
        source=source.id,
        at=at,
        outcome=outcome,
        url=response.url,
        status=response.status,
        content_type=response.content_type,
        validators=response.validators,
        size=len(response.body),
        duration=response.duration,
        redirects=response.redirects,
        snapshot=snapshot_id(response.body) if kept else None,
        error=explain(response, outcome),
        error_code=response.error_code,
    )
