"""Two readings of one past side by side, as lines for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tracker.digest.plain import one_line
from tracker.digest.titles import finding_title
from tracker.digest.zone import local_iso
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.wire import to_plain
from tracker.reconcile.difference import Difference

_TITLE = 100


def difference_json(found: Difference, before: Pack, after: Pack) -> dict[str, Any]:
    """`same` as a number; `appears`, `vanishes`, and `changes` with what each `was` and `is`, each called as its own pack calls it."""
    return {
        "same": found.same,
        "appears": [_row(one, after) for one in found.appears],
        "vanishes": [_row(one, before) for one in found.vanishes],
        "changes": [{"was": _row(was, before), "is": _row(now, after)} for was, now in found.changes],
    }


def difference_text(found: Difference, before: Pack, after: Pack) -> Iterator[str]:
    """How many there are of each, then each with where it was read, called as its own pack calls it."""
    appear, vanish, change = (len(group) for group in (found.appears, found.vanishes, found.changes))
    yield f"{found.same} findings stay as they are; {appear} would appear, {vanish} vanish, {change} change"
    for head, group, pack in (("Would appear", found.appears, after), ("Would vanish", found.vanishes, before)):
        if group:
            yield ""
            yield f"{head} ({len(group)})"
            for one in group:
                yield from _lines(one, pack)
    if found.changes:
        yield ""
        yield f"Would change ({change})"
        for was, now in found.changes:
            yield from _lines(was, before)
            yield f"    -> {_said(now, after)}"


def _lines(one: RecordedFinding, pack: Pack) -> Iterator[str]:
    yield f"  {local_iso(one.evidence.seen)[:10]}  {_said(one, pack)}"
    yield f"      {one.evidence.source} <{one_line(one.evidence.url)}>"


def _said(one: RecordedFinding, pack: Pack) -> str:
    title = one_line(finding_title(one.finding, one.evidence.title, pack).en, _TITLE)
    return f"{title} ({one.finding.verdict.value}, rule {one.finding.rule})"


def _row(one: RecordedFinding, pack: Pack) -> dict[str, Any]:
    found = one.finding
    return {
        "title": to_plain(finding_title(found, one.evidence.title, pack)),
        "verdict": found.verdict.value,
        "rule": found.rule,
        "event": found.event,
        "subject": found.subject,
        "type": found.type,
        "when": to_plain(found.when),
        "facts": to_plain(found.facts),
        "quote": found.quote,
        "source": one.evidence.source,
        "url": one.evidence.url,
        "snapshot": one.evidence.snapshot,
        "seen": local_iso(one.evidence.seen),
    }
