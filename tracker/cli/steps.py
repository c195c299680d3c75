"""The pure steps as functions from a request to an answer, both as the command line's JSON has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from tracker import plugins
from tracker.cli.pure import Answer, read_bytes
from tracker.digest.plain import well_formed
from tracker.errors import ExtractError, UsageError
from tracker.model.document import Change, Comparison, Document, Ignored
from tracker.model.finding import Conclusion, Finding
from tracker.model.look import Capture
from tracker.model.reading import Fact, Reading
from tracker.model.redline import Redline
from tracker.model.source import Authority
from tracker.model.timeline import Seed, Timeline
from tracker.model.wire import to_plain
from tracker.read.lexicon import Lexicon

if TYPE_CHECKING:
    from tracker.reconcile.passage import Passage

_JST = ZoneInfo("Asia/Tokyo")


def extract_step() -> Answer:
    """A capture as its document."""
    from tracker.text.document_wire import document_to_plain

    return lambda request: document_to_plain(_document(str(_needed(request, "file")), request))


def diff_step() -> Answer:
    """Two captures as what differs; with `redline` as two documents of one subject."""

    def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        old, new = documents(request)
        if request.get("redline"):
            return redline_to_plain(redlined(old, new))
        comparison = compared(old, new)
        unlike = not comparison.problem and not comparison.changes and not comparison.ignored and _differ(request)
        return _comparison(msgspec.structs.replace(comparison, ignored=(Ignored("markup", None, None),)) if unlike else comparison)

    return answer


def _differ(request: Mapping[str, Any]) -> bool:
    """Whether two captures that say the same are other bytes. Standard input can be read once only."""
    names = [str(request["old"]), str(request["new"])]
    return "-" not in names and read_bytes(names[0]) != read_bytes(names[1])


def documents(request: Mapping[str, Any]) -> tuple[Document, Document]:
    """The two captures of a request for a diff, as they are read."""
    old, new = (_document(str(_needed(request, name)), request) for name in ("old", "new"))
    return old, new


def compared(old: Document, new: Document) -> Comparison:
    """What differs between two captures of one source."""
    from tracker.diff.blocks import compare
    from tracker.diff.shrinking import as_capture

    problem = old.problem or new.problem or as_capture(old, new).problem
    return Comparison(problem=problem) if problem else compare(old, new)


def redlined(old: Document, new: Document) -> Redline:
    """What became of each passage of one document in the other."""
    from tracker.diff.redline import redline
    from tracker.read.figures import figures

    return redline(old, new, figures=figures)


def redline_to_plain(found: Redline) -> dict[str, Any]:
    """A redline as JSON has it: `changed`, `counts` by fate, `passages`, `figures`, `problem`."""
    return {
        "changed": any(count for fate, count in found.counts.items() if fate != "kept"),
        "counts": found.counts,
        "passages": [to_plain(passage) for passage in found.passages],
        "figures": [to_plain(figure) for figure in found.figures],
        "problem": found.problem,
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "changed": comparison.changed,
        "changes": [_change(change) for change in comparison.changes] if comparison.problem is None else [],
        "ignored": [to_plain(ignored) for ignored in comparison.ignored],
        "problem": comparison.problem,
    }


def _change(change: Change) -> dict[str, Any]:
    row: dict[str, Any] = {"change": change.change.value, "key": change.key, "old": change.old, "new": change.new}
    if change.old_key is not None:
        row["old_key"] = change.old_key
    if change.cells:
        row["cells"] = [to_plain(cell) for cell in change.cells]
    return row


def _document(name: str, request: Mapping[str, Any]) -> Document:
    wanted = str(request.get("kind") or "feed")
    if wanted not in plugins.names(plugins.KINDS):
        raise UsageError(f"no kind {wanted!r} is installed; known are {', '.join(plugins.names(plugins.KINDS))}")
    kind = plugins.kind(wanted)
    options = {key: _many(request[key]) for key in ("select", "remove") if request.get(key)}
    unfit = sorted(set(options) - kind.options)
    if unfit:
        raise UsageError(f"kind {wanted} has no {', '.join(unfit)}")
    try:
        return kind.extract(Capture(body=read_bytes(name), url=str(request.get("url") or "")), options)
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))


def _many(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(str(item) for item in value) if isinstance(value, list | tuple) else ()


def read_step(lexicon: Lexicon) -> Answer:
    """A text as its mentions and claims."""
    from tracker.read.wire import reading_to_plain

    return lambda request: reading_to_plain(reading_of(request, lexicon)[1])


def reading_of(request: Mapping[str, Any], lexicon: Lexicon) -> tuple[str, Reading]:
    """The text that a request is about, as far as it is read, and what was read out of it."""
    from tracker.read.reader import MOST_CHARACTERS, read

    kind = str(request.get("kind") or "passage")
    if kind not in ("passage", "title"):
        raise UsageError(f"kind {kind!r} is neither passage nor title")
    text = _text(request)
    return text[:MOST_CHARACTERS], read(text, lexicon, published=_day(request.get("published")), kind=kind)


def explain_step(seed: Seed, lexicon: Lexicon) -> Answer:
    """An item as what the tracker would conclude from it against the seed alone, asked on its own day or the seed's where that is later."""
    from tracker.reconcile.conclude import conclude, reference_day
    from tracker.reconcile.judge import Known

    timeline = Timeline({event.id: event for event in seed.events}, seed.known_at)
    known_at = seed.known_at.astimezone(_JST).date()

    def answer(request: Mapping[str, Any]) -> dict[str, Any]:
        passage = passage_of(request)
        known = Known(timeline, seed.pack, reference_day(passage.published, known_at, None))
        return conclusion_to_plain(conclude(passage, known, lexicon).conclusion)

    return answer


def passage_of(request: Mapping[str, Any]) -> Passage:
    """The item of a request. Raises `UsageError` where it is none."""
    from tracker.reconcile.passage import Passage

    return Passage(
        text=_text(request),
        title=_optional(request, "title"),
        published=_day(request.get("published")),
        authority=_authority(request.get("authority")),
        url=_optional(request, "url"),
        lang=_optional(request, "lang"),
    )


def conclusion_to_plain(conclusion: Conclusion) -> dict[str, Any]:
    """What was concluded from an item, as the command line's JSON has it."""
    findings = [_finding(found) for found in conclusion.findings]
    if findings:
        findings[0]["facts"] += _facts(conclusion.mentioned)
    plain = {"verdict": conclusion.verdict, "tracks": list(conclusion.tracks), "findings": findings}
    return {**plain, "rule": conclusion.rule, "review": conclusion.review}


def _finding(found: Finding) -> dict[str, Any]:
    plain: dict[str, Any] = to_plain(found)
    plain["facts"] = _facts(found.facts)
    return plain


def _facts(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    return [{"name": fact.name, "value": fact.value, "unit": fact.unit} for fact in facts]


def same_step() -> Answer:
    """Two announcements as their relation."""
    from tracker.reconcile.same import Announcement, same

    def announcement(value: object) -> Announcement:
        if not isinstance(value, dict):
            raise UsageError("an announcement is an object with title, link, date and ministry")
        return Announcement(
            title=_optional(value, "title") or "",
            link=_optional(value, "link"),
            date=_day(value.get("date")),
            ministry=_optional(value, "ministry"),
        )

    return lambda request: {"relation": str(same(announcement(_needed(request, "a")), announcement(_needed(request, "b"))))}


def _text(request: Mapping[str, Any]) -> str:
    if "text" in request:
        return _optional(request, "text") or ""
    return read_bytes(str(_needed(request, "file"))).decode("utf-8", "replace")


def _needed(request: Mapping[str, Any], name: str) -> object:
    if name not in request:
        raise UsageError(f"{name} is missing; the request has {', '.join(sorted(request)) or 'nothing'}")
    return request[name]


def _optional(request: Mapping[str, Any], name: str) -> str | None:
    value = request.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{name}: a text was expected, not {type(value).__name__}")
    return None if value is None else well_formed(value)


def _authority(value: object) -> Authority:
    if value not in (None, *Authority):
        raise UsageError(f"there is no authority {value!r}; choose one of {', '.join(Authority)}")
    return Authority(str(value)) if value else Authority.AGGREGATOR


def _day(value: object) -> date | None:
    """A day as given: a moment keeps the day of its own zone."""
    if value is None or value == "":
        return None
    text = str(value)
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text).date()
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; expected YYYY-MM-DD") from error
