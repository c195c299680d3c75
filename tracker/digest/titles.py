"""Titles, composed in both languages from subject, event type, date and main fact: never translated by machine."""

from __future__ import annotations

import msgspec

from tracker.digest.fact_text import counterpart, fact_words, main_fact, sum_words
from tracker.digest.plain import one_line
from tracker.digest.when_text import when_words
from tracker.model.finding import Finding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import FACTS, Dispute, Event
from tracker.model.when import When
from tracker.model.wire import from_json

LONGEST_ORIGINAL = 160
"""Characters of a published title that are shown inside one of ours."""

MODALITY_WORDS = {
    Modality.OCCURRED: Label("実施", "happened"),
    Modality.SCHEDULED: Label("予定", "scheduled"),
    Modality.EXPECTED: Label("見込み", "expected"),
    Modality.REPORTED: Label("報道", "reported"),
    Modality.CONDITIONAL: Label("条件付き", "conditional"),
    Modality.DENIED: Label("否定", "denied"),
    Modality.POSTPONED: Label("延期", "postponed"),
    Modality.CANCELLED: Label("中止", "cancelled"),
}
"""How sure, in one word."""


def finding_title(finding: Finding, original: str, pack: Pack) -> Label:
    """The title of a told finding. `original` is the title as published: shown, marked, where no subject names the matter."""
    return Label(ja=_finding_title(finding, original, pack, "ja"), en=_finding_title(finding, original, pack, "en"))


def event_title(event: Event, pack: Pack) -> Label:
    """The name of a row of the timeline: its own title, or one composed from subject and event type."""
    return Label(
        ja=one_line(event.title.ja)
        or _join(_head(event.subject, event.tracks, pack, "ja"), _type_label(event.type or "", pack, "ja"), "ja"),
        en=one_line(event.title.en)
        or _join(_head(event.subject, event.tracks, pack, "en"), _type_label(event.type or "", pack, "en"), "en"),
    )


def overdue_title(event: Event, pack: Pack) -> Label:
    """An event whose day has passed without a word."""
    name = event_title(event, pack)
    return Label(
        ja=f"{name.ja}：{when_words(event.when, 'ja')}の予定、確認できず",
        en=f"{name.en}: due {when_words(event.when, 'en')}, nothing seen",
    )


def disputed_title(event: Event, dispute: Dispute, pack: Pack) -> Label:
    """An event of which the edited seed file says otherwise than the evidence."""
    name = event_title(event, pack)
    file, ours = (_field_words(dispute.field, text) for text in (dispute.says, event.as_json(dispute.field)))
    return Label(
        ja=f"{name.ja}：起点ファイルは「{file.ja}」、根拠は「{ours.ja}」",
        en=f"{name.en}: the file says {file.en}, the evidence {ours.en}",
    )


def _field_words(field: str, text: str) -> Label:
    """A field of an event, stored as JSON, in words."""
    try:
        if field == "when":
            when = from_json(text, When)
            return Label(*(when_words(when, lang) for lang in ("ja", "en")))
        if field == "modality":
            return MODALITY_WORDS[Modality(from_json(text, str))]
        if field.startswith(FACTS):
            facts = from_json(text, tuple[Fact, ...])
            return Label(*("、".join(fact_words(fact, lang) for fact in facts) or "—" for lang in ("ja", "en")))
    except (msgspec.DecodeError, ValueError):
        pass
    return Label(*(one_line(text, LONGEST_ORIGINAL),) * 2)


def coming_title(event: Event, modality: Modality, pack: Pack) -> Label:
    """An event ahead, with its date and how sure it is."""
    name, sure = event_title(event, pack), MODALITY_WORDS[modality]
    return Label(
        ja=f"{name.ja}、{when_words(event.when, 'ja')}（{sure.ja}）",
        en=f"{name.en}, {when_words(event.when, 'en')} ({sure.en})",
    )


def recent_title(event: Event, pack: Pack) -> Label:
    """An event that has just been, with its date; how sure it is only where that is not certain."""
    name, sure = event_title(event, pack), MODALITY_WORDS[event.modality]
    certain = event.modality is Modality.OCCURRED
    return Label(
        ja=f"{name.ja}、{when_words(event.when, 'ja')}" + ("" if certain else f"（{sure.ja}）"),
        en=f"{name.en}, {when_words(event.when, 'en')}" + ("" if certain else f" ({sure.en})"),
    )


def original_title(lead: Label, original: str) -> Label:
    """A line of ours before a published title that stays in its own language, marked as such."""
    shown = one_line(original, LONGEST_ORIGINAL)
    return Label(ja=f"{lead.ja}　原題「{shown}」", en=f"{lead.en} (original title: “{shown}”)")


def prefixed(prefix: Label, title: Label) -> Label:
    """A title with a word before it."""
    return Label(ja=f"{prefix.ja}：{title.ja}", en=f"{prefix.en}: {title.en}")


def _finding_title(finding: Finding, original: str, pack: Pack, lang: str) -> str:
    label = _type_label(finding.type, pack, lang) + _modality_mark(finding, lang)
    head = _join(_head(finding.subject, finding.tracks or (finding.track,), pack, lang), label, lang)
    title = head + (_moved(finding, pack, lang) if finding.verdict is Verdict.MOVES else _details(finding, pack, lang))
    if finding.verdict is Verdict.CONTRADICTS:
        title += _against(finding, pack, lang)
    if finding.subject in pack.subjects or not original.strip():
        return title
    return original_title(Label(title, title), original).of(lang)


def _details(finding: Finding, pack: Pack, lang: str) -> str:
    fact = main_fact(finding.facts, finding.was_facts)
    parts = [when_words(finding.when, lang)] if finding.when.known else []
    if fact is not None and (words := sum_words(fact, pack, lang)):
        parts.append(words)
    comma = "、" if lang == "ja" else ", "
    return "".join(comma + part for part in parts)


def _moved(finding: Finding, pack: Pack, lang: str) -> str:
    if not finding.when.known:
        return _details(finding, pack, lang)
    new = when_words(finding.when, lang)
    old = when_words(finding.was, lang) if finding.was is not None and finding.was.known else None
    if lang == "ja":
        return f"、{old}から{new}へ変更" if old else f"、{new}へ変更"
    return f" moved to {new} (was {old})" if old else f" moved to {new}"


_OF_SOMETHING_ELSE = frozenset({"contradicts.pots", "contradicts.rate", "contradicts.property"})
"""The rules by which it is in dispute neither whether it happened nor when."""


def _against(finding: Finding, pack: Pack, lang: str) -> str:
    """What the timeline has instead: the value of the fact in dispute, else a date that excludes this one, else how sure it was."""
    fact = main_fact(finding.facts, finding.was_facts)
    other = counterpart(fact, finding.was_facts) if fact else None
    if other is not None and fact is not None and other.value != fact.value:
        words = sum_words(other, pack, lang)
    elif finding.was is not None and finding.was.known and finding.when.known and not finding.was.overlaps(finding.when):
        words = when_words(finding.was, lang)
    elif finding.rule in _OF_SOMETHING_ELSE or finding.was_modality in (None, finding.modality):
        return "（既知の内容と相違）" if lang == "ja" else " (contradicts the timeline)"
    else:
        assert finding.was_modality is not None
        words = MODALITY_WORDS[finding.was_modality].of(lang)
    return f"（既知の内容は{words}）" if lang == "ja" else f" (the timeline has {words})"


def _modality_mark(finding: Finding, lang: str) -> str:
    if finding.modality is Modality.OCCURRED:
        return ""
    word = MODALITY_WORDS[finding.modality].of(lang)
    return f"（{word}）" if lang == "ja" else f" ({word})"


def _head(subject: str, tracks: tuple[str, ...], pack: Pack, lang: str) -> str:
    if subject in pack.subjects:
        return pack.subjects[subject].label.of(lang)
    known = next((track for track in tracks if track in pack.tracks), None)
    return pack.tracks[known].label.of(lang) if known else next(iter(tracks), subject)


def _type_label(event_type: str, pack: Pack, lang: str) -> str:
    found = pack.event_types.get(event_type)
    return found.label.of(lang) if found else one_line(event_type)


def _join(head: str, label: str, lang: str) -> str:
    if not (head and label):
        return head or label
    return f"{head}：{label}" if lang == "ja" else f"{head}: {label}"
