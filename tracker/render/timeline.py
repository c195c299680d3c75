"""The timeline as a table, JSON, Markdown or CSV. Pure: what was known when is decided before, by who hands the timeline over."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import msgspec

from tracker.digest.fact_text import sum_words
from tracker.digest.plain import one_line
from tracker.errors import UsageError
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.timeline import Event, Timeline
from tracker.model.wire import to_json, to_plain
from tracker.render.cells import harmless
from tracker.render.columns import columns
from tracker.render.escape import text as markdown
from tracker.render.timeline_words import when_cell

FORMATS = ("table", "json", "md", "csv")

_WIDTHS = (17, 14, 14, 37, 30)
"""Cells of the table's columns; with two between each they make 120."""

_HEADS = {
    "en": ("When", "Track", "Status", "What", "Id"),
    "ja": ("時期", "トラック", "状態", "内容", "ID"),
}
_STATUS_JA = {
    "occurred": "実現",
    "scheduled": "予定",
    "expected": "見込み",
    "reported": "報道",
    "conditional": "条件付き",
    "denied": "否定",
    "postponed": "延期",
    "cancelled": "中止",
    "event": "出来事",
    "fact": "事実",
    "absence": "不存在",
    "interpretation": "解釈",
    "thesis": "見立て",
}
_WORDS = {
    "en": {"title": "Timeline", "as_of": "As of", "known": "known", "none": "Nothing is known on this track.", "rows": "rows"},
    "ja": {"title": "タイムライン", "as_of": "時点", "known": "既知", "none": "この件で知られていることはない。", "rows": "件"},
}
_SHOWN_FACTS = ("amount", "percent")
_CSV_HEAD = (
    *("id", "row", "kind", "tracks", "subject", "type", "modality", "earliest", "latest", "precision"),
    *("facts", "title_ja", "title_en", "statement_ja", "statement_en", "locator", "authority"),
)


def render_timeline(
    timeline: Timeline, pack: Pack, fmt: str, *, track: str | None = None, lang: str = "en", as_of: datetime | None = None
) -> str:
    """All rows in order of time, those without a date last.

    Args:
        timeline: the rows as believed at one moment; withdrawn ones are left out.
        pack: the field, for the names of tracks and types.
        fmt: `table`, `json`, `md` or `csv`.
        track: the id of the only track to show.
        lang: `ja` or `en`, for everything but JSON and CSV, which hold both.
        as_of: the moment that is shown. What is dated after it is shown as scheduled, whatever the row says.

    Raises:
        UsageError: there is no such format or track.
    """
    if fmt not in FORMATS:
        raise UsageError(f"the timeline is not written as {fmt!r}; choose one of {', '.join(FORMATS)}")
    if track is not None and track not in pack.tracks:
        raise UsageError(f"there is no track {track!r}; choose one of {', '.join(pack.tracks)}")
    events = [event for event in timeline.events.values() if not event.withdrawn and (track is None or track in event.tracks)]
    events = [_as_of(event, as_of) for event in sorted(events, key=_order)]
    language = "ja" if lang == "ja" else "en"
    if fmt == "json":
        return to_json([_plain(event, timeline) for event in events], indent=2) + "\n"
    if fmt == "csv":
        return _csv(events)
    if fmt == "md":
        return _markdown(events, pack, language, as_of, track)
    return _table(events, pack, language)


def _order(event: Event) -> tuple[date, date, str]:
    """By the first day that it can be, or by the last where only that is said; the undated after all."""
    when = event.when
    return when.earliest or when.latest or date.max, when.latest or date.max, event.id


def _as_of(event: Event, as_of: datetime | None) -> Event:
    starts = event.when.earliest
    if as_of is None or starts is None or starts <= as_of.date() or event.modality is not Modality.OCCURRED:
        return event
    return msgspec.structs.replace(event, modality=Modality.SCHEDULED)


def _plain(event: Event, timeline: Timeline) -> dict[str, object]:
    """A row as JSON has it: the keys of the contract first."""
    return {
        "id": event.id,
        "row": event.row,
        "kind": event.kind.value,
        "tracks": list(event.tracks),
        "subject": event.subject,
        "type": event.type,
        "modality": event.modality.value,
        "when": to_plain(event.when),
        "facts": to_plain(event.facts),
        "title": to_plain(event.title),
        "statement": to_plain(event.statement),
        "locator": event.locator,
        "authority": to_plain(event.authority),
        "tripwires": list(event.tripwires),
        "depends_on": list(event.depends_on),
        "supersedes": list(event.supersedes),
        "indicators": to_plain(event.indicators),
        "disputes": to_plain(event.open_disputes()),
        "sources": list(timeline.evidence.get(event.id, ())),
    }


def _status(event: Event, lang: str) -> str:
    """How sure it is; for a row that no sentence can confirm, what it is."""
    word = event.modality.value if event.kind.is_testable else event.kind.value
    return _STATUS_JA[word] if lang == "ja" else word


def _facts(event: Event, pack: Pack, lang: str) -> str:
    """Amounts and percentages; what else there is stands in the title, and in JSON and CSV."""
    return " · ".join(one_line(sum_words(fact, pack, lang)) for fact in event.facts if fact.name in _SHOWN_FACTS)


def _table(events: list[Event], pack: Pack, lang: str) -> str:
    if not events:
        return f"{_WORDS[lang]['none']}\n"
    rows: list[tuple[str, ...]] = [_HEADS[lang], tuple("─" * width for width in _WIDTHS)]
    for event in events:
        what = "\n".join(part for part in (one_line(event.title.of(lang)), _facts(event, pack, lang)) if part)
        rows.append((when_cell(event.when, lang), ", ".join(event.tracks), _status(event, lang), what, one_line(event.id)))
    return columns(rows, _WIDTHS)


def _markdown(events: list[Event], pack: Pack, lang: str, as_of: datetime | None, track: str | None) -> str:
    words = _WORDS[lang]
    lines = [f"# {words['title']}", ""]
    if as_of is not None:
        stamp = as_of.isoformat(timespec="minutes")
        lines += [f"{stamp} {words['as_of']}" if lang == "ja" else f"{words['as_of']} {stamp}", ""]
    for found in pack.tracks.values() if track is None else (pack.tracks[track],):
        here = [event for event in events if (event.tracks[:1] == (found.id,) if track is None else True)]
        if not here and track is None:
            continue
        lines += [f"## {markdown(found.label.of(lang))}", ""]
        if not here:
            lines += [words["none"], ""]
            continue
        lines += [f"| {' | '.join(_HEADS[lang])} |", "|---|---|---|---|---|"]
        lines += [_markdown_row(event, pack, lang) for event in here]
        lines.append("")
    return "\n".join(lines)


def _markdown_row(event: Event, pack: Pack, lang: str) -> str:
    facts = _facts(event, pack, lang)
    what = str(markdown(event.title.of(lang))) + (f"<br>{markdown(facts)}" if facts else "")
    cells = (when_cell(event.when, lang), ", ".join(event.tracks), _status(event, lang))
    return f"| {' | '.join(str(markdown(cell)) for cell in cells)} | {what} | {markdown(event.id)} |"


def _csv(events: list[Event]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_CSV_HEAD)
    for event in events:
        statement = event.statement
        row = (
            event.id,
            event.row or "",
            event.kind.value,
            " ".join(event.tracks),
            event.subject,
            event.type or "",
            event.modality.value,
            "" if event.when.earliest is None else event.when.earliest.isoformat(),
            "" if event.when.latest is None else event.when.latest.isoformat(),
            "" if event.when.precision is None else event.when.precision.value,
            "; ".join(f"{fact.name}={fact.value}{f' {fact.unit}' if fact.unit else ''}" for fact in event.facts),
            event.title.ja,
            event.title.en,
            "" if statement is None else statement.ja,
            "" if statement is None else statement.en,
            event.locator or "",
            "" if event.authority is None else event.authority.value,
        )
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()
