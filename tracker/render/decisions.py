"""What waits for a person, and what a decision would change, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from tracker.digest.fact_text import fact_words
from tracker.digest.plain import clip, one_line
from tracker.digest.titles import MODALITY_WORDS, event_title, finding_title, original_title
from tracker.digest.when_text import when_words
from tracker.digest.zone import local_iso
from tracker.model.decision import ReviewItem
from tracker.model.finding import Evidence
from tracker.model.pack import Pack
from tracker.model.source import Label
from tracker.model.timeline import Event, Timeline

LONGEST_QUOTE = 300
_FIELDS = {
    "type": Label("種別", "type"),
    "modality": Label("確度", "status"),
    "when": Label("時期", "date"),
    "facts": Label("数値", "figures"),
    "withdrawn": Label("取消", "withdrawn"),
}
_YES = Label("はい", "yes")
_NO = Label("いいえ", "no")
_NONE = Label("なし", "none")


class Changed(msgspec.Struct, frozen=True):
    """One field of one event before and after; `old` is None where the event is new."""

    event: str
    title: Label
    field: str
    name: Label
    old: Label | None
    new: Label


def changes(after: Iterable[Event], timeline: Timeline, pack: Pack) -> tuple[Changed, ...]:
    """What these events change in a timeline, field by field. What only adds or drops a proposal shows nowhere."""
    return tuple(one for event in after for one in _changes(timeline.events.get(event.id), event, pack))


def _changes(before: Event | None, after: Event, pack: Pack) -> Iterator[Changed]:
    title = event_title(after, pack)
    for name, label in _FIELDS.items():
        new = getattr(after, name)
        if before is None and name != "withdrawn" and new:
            yield Changed(after.id, title, name, label, None, _words(after, name, pack))
        elif before is not None and getattr(before, name) != new:
            yield Changed(after.id, title, name, label, _words(before, name, pack), _words(after, name, pack))


def _words(event: Event, name: str, pack: Pack) -> Label:
    match name:
        case "type":
            kind = pack.event_types.get(event.type or "")
            return kind.label if kind else _NONE
        case "modality":
            return MODALITY_WORDS[event.modality]
        case "when":
            return Label(when_words(event.when, "ja"), when_words(event.when, "en"))
        case "withdrawn":
            return _YES if event.withdrawn else _NO
        case _:
            return Label(_figures(event, "ja"), _figures(event, "en"))


def _figures(event: Event, lang: str) -> str:
    said = [words for fact in event.facts if (words := fact_words(fact, lang))]
    return ("、" if lang == "ja" else ", ").join(said) or _NONE.of(lang)


def change_words(found: Iterable[Changed], lang: str) -> str:
    """`act.in-force: status scheduled → happened; date …` for each event, in one line."""
    by_event: dict[str, list[str]] = {}
    for one in found:
        move = one.new.of(lang) if one.old is None else f"{one.old.of(lang)} → {one.new.of(lang)}"
        by_event.setdefault(one.event, []).append(f"{one.name.of(lang)} {move}")
    return " | ".join(f"{event}: {'; '.join(parts)}" for event, parts in by_event.items())


def what_words(item: ReviewItem, pack: Pack) -> Label:
    """What an item says, as a title in both languages."""
    original = item.evidence[0].title
    if item.finding is None:
        return original_title(Label("読み取れず", "Not understood"), original)
    return finding_title(item.finding, original, pack)


def quote_of(item: ReviewItem) -> str:
    """The sentence that an item rests on, or the beginning of its text."""
    return clip(one_line(item.finding.quote if item.finding and item.finding.quote else item.text), LONGEST_QUOTE)


def source_words(evidence: Evidence) -> str:
    """`paper (press), seen 2026-06-10T09:00+09:00: title <url>`."""
    return one_line(f"{evidence.source} ({evidence.authority.value}), seen {local_iso(evidence.seen)}: {evidence.title} <{evidence.url}>")
