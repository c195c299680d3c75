"""The alerts of another service beside ours, as lines for a person and as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any

from tracker.digest.plain import one_line
from tracker.digest.titles import finding_title
from tracker.digest.zone import local_iso
from tracker.model.finding import RecordedFinding
from tracker.model.other_service import Alert, Held, Lead, SideBySide, Standing
from tracker.model.pack import Pack
from tracker.model.wire import to_plain

_TITLE = 100
_HEADS = {
    Standing.BOTH: "Told by both",
    Standing.MISSED: "Only they, and we missed it",
    Standing.KNOWN: "Only they: known already",
    Standing.IRRELEVANT: "Only they: of nothing that is followed, as we read it",
}
_BY = {"link": "same link", "event": "same event", "words": "same words", None: "read"}


def alerts_json(found: SideBySide, pack: Pack) -> dict[str, Any]:
    """`counts`, who was `first` and by how much, `alerts` one by one, and what `only_ours` is. Positive leads are ours."""
    return {
        "since": found.since and found.since.isoformat(),
        "until": found.until and found.until.isoformat(),
        "repeated": found.repeated,
        "counts": _counts(found),
        "first": _first(found),
        "alerts": [_held(row, pack) for row in found.held],
        "only_ours": [_ours(one, pack) for one in found.only_ours],
    }


def alerts_text(found: SideBySide, pack: Pack) -> Iterator[str]:
    """A summary, then each group with a line or two for each item."""
    days = " to ".join(str(day) for day in (found.since, found.until) if day) or "without a date"
    again = f" ({found.repeated} more were repeats)" if found.repeated else ""
    yield f"{len(found.held)} alerts{again}, {days}, held against what the tracker told"
    counts, first = _counts(found), _first(found)
    yield f"both {counts['both']}, only they {len(found.held) - counts['both']}, only we {counts['only_ours']}"
    middle = first["median_lead_hours"]
    lead = "" if middle is None else f"; half of the time by {_span(abs(middle))} or more to {'us' if middle >= 0 else 'them'}"
    yield f"first: we {first['ours']}, they {first['theirs']}, together {first['same']}{lead}"
    for standing, head in _HEADS.items():
        rows = [row for row in found.held if row.standing is standing]
        if rows:
            yield ""
            yield f"{head} ({len(rows)})"
            for row in rows:
                yield from _lines(row)
    if found.only_ours:
        yield ""
        yield f"Only we ({len(found.only_ours)})"
        for one in found.only_ours:
            yield f"  {local_iso(one.evidence.seen)[:16]}  {_named(one, pack)}"
            yield f"      {one.finding.verdict.value}, {one.evidence.source} <{one_line(one.evidence.url)}>"


def _lines(row: Held) -> Iterator[str]:
    yield f"  {_when(row.alert)}  {one_line(row.alert.title, _TITLE)}"
    if row.ours is not None:
        event = f" {row.event}" if row.event else ""
        yield f"      {_lead(row.lead)}, {_BY[row.by]}:{event}, {row.ours.evidence.source} {local_iso(row.ours.evidence.seen)[:16]}"
        return
    seen = f"; seen {local_iso(row.seen)[:16]}" if row.seen else ""
    event = f" {row.event}" if row.event else ""
    why = f": {one_line(row.why, 200)}" if row.why else ""
    yield f"      rule {row.rule}{event}{why}{seen}"
    if row.alert.url:
        yield f"      <{one_line(row.alert.url, 300)}>"


def _when(alert: Alert) -> str:
    if alert.at is None:
        return "no date         "
    return f"{alert.at.date().isoformat()}      " if alert.whole_day else local_iso(alert.at)[:16]


def _lead(lead: Lead | None) -> str:
    if lead is None:
        return "who was first is not known"
    if lead.first == "same":
        return "on the same day" if lead.hours is None else "at the same time"
    who = "we" if lead.first == "ours" else "they"
    days = abs(lead.days)
    span = f"{days} day{'' if days == 1 else 's'}" if lead.hours is None else _span(abs(lead.hours))
    return f"{who} were first by {span}"


def _span(hours: float) -> str:
    days, rest = divmod(round(hours * 60), 24 * 60)
    parts = ((days, "d"), (rest // 60, "h"), (rest % 60 if not days else 0, "min"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "less than a minute"


def _named(one: RecordedFinding, pack: Pack) -> str:
    return one_line(finding_title(one.finding, one.evidence.title, pack).en, _TITLE)


def _counts(found: SideBySide) -> dict[str, int]:
    told = {standing.value: sum(row.standing is standing for row in found.held) for standing in Standing}
    return {**told, "only_ours": len(found.only_ours)}


def _first(found: SideBySide) -> dict[str, Any]:
    leads = [row.lead for row in found.held if row.lead is not None]
    hours = [lead.hours for lead in leads if lead.hours is not None]
    counts = {who: sum(lead.first == who for lead in leads) for who in ("ours", "theirs", "same")}
    return {**counts, "median_lead_hours": median(hours) if hours else None}


def _held(row: Held, pack: Pack) -> dict[str, Any]:
    at = row.alert.at
    date = None if at is None else at.date().isoformat() if row.alert.whole_day else at.isoformat()
    lead = row.lead
    return {
        "title": row.alert.title,
        "url": row.alert.url,
        "date": date,
        "standing": row.standing.value,
        "by": row.by,
        "event": row.event,
        "tracks": row.tracks,
        "ours": None if row.ours is None else _ours(row.ours, pack),
        "first": lead and lead.first,
        "lead_hours": lead and lead.hours,
        "lead_days": lead and lead.days,
        "rule": row.rule,
        "why": row.why,
        "seen": None if row.seen is None else local_iso(row.seen),
    }


def _ours(one: RecordedFinding, pack: Pack) -> dict[str, Any]:
    found, said = one.finding, one.evidence
    title = to_plain(finding_title(found, said.title, pack))
    told = {"finding": one.id, "verdict": found.verdict.value, "event": found.event, "tracks": found.tracks, "title": title}
    return {**told, "source": said.source, "url": said.url, "seen": local_iso(said.seen), "quote": found.quote}
