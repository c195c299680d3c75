"""How far something came: what `tracker why` asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, or_, select

from tracker.model.finding import Finding, RecordedFinding, Verdict
from tracker.model.recorded import ReadChange, Trace
from tracker.model.timeline import Event
from tracker.model.wire import to_json
from tracker.reconcile.bearing_out import bearing_out
from tracker.store.base import Part, chunks, decode, plain, short_key, short_url
from tracker.store.derivations import recorded_finding
from tracker.store.engine import reading
from tracker.store.findings import SETTLES, joined
from tracker.store.tables import change, digest_finding, digest_text, finding

_MOST = 50
_MOST_WORDS = 3
_SPEAKS = [one.value for one in (*SETTLES, Verdict.ADDS)]
_LARGEST_NUMBER = 2**31 - 1


class Traces(Part):
    """The way of an item through the steps."""

    def trace_url(self, url: str) -> tuple[Trace, ...]:
        """All that was seen at an address, oldest first. Addresses that differ only in what does not count (`text.links`) are one."""
        return self._trace(select(change).where(change.c.url == short_url(url), change.c.replaced.is_(None)))

    def trace_text(self, text: str) -> tuple[Trace, ...]:
        """All items whose title or text holds these words, before or after the change, oldest first; the newest 50."""
        wanted = (plain(text) or "").strip()
        if not wanted:
            return ()
        inside_json = to_json(wanted)[1:-1]
        holding = or_(change.c.title.icontains(wanted, autoescape=True), change.c.payload.icontains(inside_json, autoescape=True))
        with reading(self.engine) as connection:
            newest = connection.execute(select(change).where(holding, change.c.replaced.is_(None)).order_by(change.c.id.desc()))
            rows = list(islice((row for row in newest if _says(row, wanted)), _MOST))
            newest.close()
            return tuple(step for row in reversed(rows) for step in _steps(connection, row))

    def trace_finding(self, number: int) -> tuple[Trace, ...]:
        """The way of one finding, from the item that it was read from; nothing where there is no such number."""
        if number > _LARGEST_NUMBER:
            return ()
        return self._trace(select(change).where(change.c.id == select(finding.c.change).where(finding.c.id == number).scalar_subquery()))

    def words_for(self, events: Collection[Event], until: datetime | None = None) -> dict[str, tuple[RecordedFinding, ...]]:
        """Up to three findings that bear out each of these events as they are given, each of another source, the best word first.

        `until`: of what was seen by then.
        """
        found: dict[str, list[RecordedFinding]] = {}
        with reading(self.engine) as connection:
            for part in chunks(sorted({short_key(event.id) for event in events})):
                wanted = joined().where(finding.c.event.in_(part), finding.c.withdrawn.is_(False), finding.c.verdict.in_(_SPEAKS))
                for row in connection.execute(wanted.order_by(finding.c.id)):
                    one = recorded_finding(row)
                    found.setdefault(one.finding.event or "", []).append(one)
        words = {
            event.id: bearing_out(event, (one for one in found.get(event.id, ()) if until is None or one.evidence.seen <= until))
            for event in events
        }
        return {event: best[:_MOST_WORDS] for event, best in words.items() if best}

    def _trace(self, wanted: Select[Any]) -> tuple[Trace, ...]:
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(change.c.id).limit(_MOST)).all()
            return tuple(step for row in rows for step in _steps(connection, row))


def _says(row: Row[Any], wanted: str) -> bool:
    """Whether a person would see the words in the item: what the database found may be the name of a key or a rule."""
    one = decode(row.payload, ReadChange).change
    texts = (row.title, one.old, one.new, one.block.title if one.block else None, one.block.text if one.block else None)
    return any(wanted.lower() in text.lower() for text in texts if text)


def _steps(connection: Connection, row: Row[Any]) -> tuple[Trace, ...]:
    read = decode(row.payload, ReadChange)
    seen = Trace(
        step=f"seen, {row.kind}",
        at=read.evidence.seen,
        source=row.source,
        text=f"{row.title} <{read.evidence.url}>" + (f", kept by {row.archive}" if row.archive else ""),
        ref=read.evidence.snapshot,
    )
    findings = connection.execute(select(finding).where(finding.c.change == row.id).order_by(finding.c.place)).all()
    told = tuple(step for one in findings for step in _finding_steps(connection, row, one))
    if told:
        asked = (Trace(step="for review", at=row.recorded, source=row.source, text=row.review),) if row.review else ()
        return (seen, *told, *asked)
    telling = select(digest_text.c.digest).where(digest_text.c.change == row.id)
    texts = tuple(
        Trace(step=f"told as changed words in {name}", at=row.recorded, source=row.source, text="", rule=row.rule, ref=name)
        for name in connection.execute(telling).scalars()
    )
    if texts:
        return (seen, *texts)
    why = row.review or "nothing to tell"
    step = "for review" if row.review else "stopped"
    return (seen, Trace(step=step, at=row.recorded, source=row.source, text=why, rule=row.rule))


def _match(found: Finding) -> str:
    """How well its event matched and which came next, where there was a choice."""
    return f" Match {found.score:g}, next {found.runner_up}." if found.runner_up else ""


def _finding_steps(connection: Connection, row: Row[Any], one: Row[Any]) -> tuple[Trace, ...]:
    found = decode(one.payload, Finding)
    against = f" against {found.event}" if found.event else ""
    judged = Trace(
        step=f"{found.verdict.value}{against}",
        at=one.recorded,
        source=row.source,
        text=f"{found.why} “{found.quote}”{_match(found)}",
        rule=found.rule,
        ref=str(one.id),
    )
    claims = connection.execute(select(digest_finding.c.digest).where(digest_finding.c.finding == one.id)).scalars().all()
    spoken = "told" if found.tell else "counted, not told"
    return (judged, *(Trace(step=f"{spoken} in {name}", at=one.recorded, source=row.source, text="", ref=name) for name in claims))
