"""A memo written back with what the timeline says to each sentence: as Markdown, HTML or plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import msgspec

from tracker.digest.plain import clip, one_line
from tracker.digest.titles import MODALITY_WORDS, event_title
from tracker.digest.when_text import when_words
from tracker.model.finding import RecordedFinding
from tracker.model.memo import Audit, Judged, MemoVerdict, Note
from tracker.model.pack import Pack
from tracker.model.source import Label
from tracker.model.timeline import Timeline
from tracker.render.decisions import source_words

VERDICTS = {
    MemoVerdict.CONTRADICTED: Label("矛盾", "contradicted"),
    MemoVerdict.STALE: Label("古い", "stale"),
    MemoVerdict.UNPROVEN: Label("裏付けなし", "unproven"),
    MemoVerdict.FINER: Label("一致（より詳しい）", "agrees, says more"),
    MemoVerdict.SUPPORTED: Label("一致", "supported"),
    MemoVerdict.OPINION: Label("事実の記述ではない", "not a statement of fact"),
    MemoVerdict.UNJUDGED: Label("判定せず", "not judged"),
}
"""What the timeline says, in words."""

_WHY_JA = {
    "memo.conditional": "条件の記述であり、事実の記述ではない。",
    "memo.opinion": "解釈であり、事実の記述ではない。",
    "memo.no-subject": "追跡している対象に触れていない。",
    "memo.no-claim": "対象に触れているが、タイムラインで判定できる記述がない。",
    "memo.absence": "「ない」とされている事柄に触れている。一文では証明も否定もできない。",
    "memo.adds.event": "該当する出来事がタイムラインにない。",
    "stale.happened": "すでに実現している。",
    "stale.overdue": "予定日を過ぎたが、実現を伝える出典がない。",
    "stale.since": "当時は正しいが、その後に新しい動きがあり、メモはそれに触れていない。",
    "stale.more-since": "当時は正しいが、その後も回が重ねられている。",
    "pots.overlap": "重なり合う金額を足し合わせている。",
    "figures.same": "書かれた桁の範囲でタイムラインの数値と一致する。",
    "confirms.same": "書かれた範囲でタイムラインと一致する。",
    "confirms.plan": "タイムラインの予定と一致する。",
    "contradicts.date": "同じ出来事の日付として両立しない。",
}
_WORDS = {
    "title": Label("メモの照合", "Audit"),
    "asked": Label("時点：", "As known on "),
    "left": Label("判定しなかった文", "Sentences that were not judged"),
    "timeline": Label("タイムライン：", "Timeline: "),
    "since": Label("その後：", "Since then: "),
    "beside": Label("併せて：", "Beside: "),
    "seed": Label("起点", "the seed"),
    "evidence": Label("出典：", "Evidence: "),
}
_LONGEST = 200
_QUIET = (MemoVerdict.UNJUDGED,)
_STYLE = """
body{font:16px/1.6 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
.row{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:1.5rem;border-top:1px solid #ddd;padding:.6rem 0}
aside{font-size:.86rem;line-height:1.45}aside p{margin:.2rem 0 .6rem}mark{background:none;border-bottom:2px solid;color:inherit}
.contradicted{border-color:#b00020}.stale{border-color:#a15c00}.unproven{border-color:#555}.finer,.supported{border-color:#1b6e3c}
.opinion,.unjudged{border-bottom-style:dotted;border-color:#777}sup{font-weight:600}
@media(max-width:48rem){.row{grid-template-columns:1fr}}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}.row{border-color:#444}a{color:#8ab4ff}}
"""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What an audit is written with: the memo's name, the timeline that it was held against, its evidence by event, and the day."""

    name: str
    timeline: Timeline
    pack: Pack
    evidence: Mapping[str, tuple[RecordedFinding, ...]]
    asked: str
    lang: str

    def word(self, name: str) -> str:
        """A word of ours."""
        return _WORDS[name].of(self.lang)


def audit_json(audit: Audit, scene: Scene) -> dict[str, Any]:
    """The audit as plain values: counts, and each sentence with its notes and their evidence."""
    return {
        "memo": scene.name,
        "as_of": scene.asked,
        "counts": audit.counts(),
        "sentences": [
            {
                "text": one.text,
                "start": one.start,
                "end": one.end,
                "verdict": one.verdict.value,
                "notes": [_plain(note, scene) for note in one.notes],
            }
            for one in audit.sentences
        ],
    }


def _plain(note: Note, scene: Scene) -> dict[str, Any]:
    plain = msgspec.to_builtins(note)
    has = {key: _known(name, scene) for key, name in (("timeline", note.event), ("came", note.since)) if name}
    return {**plain, **has}


def _known(name: str, scene: Scene) -> dict[str, Any] | None:
    event = scene.timeline.events.get(name)
    if event is None:
        return None
    return {
        "event": event.id,
        "title": msgspec.to_builtins(event_title(event, scene.pack)),
        "when": msgspec.to_builtins(event.when),
        "modality": event.modality.value,
        "row": event.row,
        "sources": [
            {**msgspec.to_builtins(one.evidence), "quote": one.finding.quote, "finding": one.id} for one in scene.evidence.get(name, ())
        ],
    }


def audit_markdown(audit: Audit, scene: Scene) -> str:
    """The memo, paragraph by paragraph, each sentence marked and each paragraph followed by its notes."""
    out = [f"# {scene.word('title')}: {one_line(scene.name)}", "", f"{scene.word('asked')}{scene.asked}. {_counted(audit, scene)}", ""]
    number = 0
    for paragraph in _paragraphs(audit):
        marked, notes = [], []
        for one in paragraph:
            if one.verdict in (MemoVerdict.OPINION, MemoVerdict.UNJUDGED):
                marked.append(f"{one.text} ⟦{VERDICTS[one.verdict].of(scene.lang)}⟧")
                continue
            number += 1
            marked.append(f"{one.text} ⟦{number} {VERDICTS[one.verdict].of(scene.lang)}⟧")
            notes += [f"> **{number}** {line}" for line in _lines(one, scene)]
        out += [" ".join(marked), "", *(["\n>\n".join(notes), ""] if notes else [])]
    left = [one for one in audit.sentences if one.verdict in _QUIET]
    if left:
        out += [
            f"## {scene.word('left')}",
            "",
            *(f"- {clip(one_line(one.text), _LONGEST)} ({_why(one.notes[0], scene)})" for one in left),
            "",
        ]
    return "\n".join(out)


def audit_html(audit: Audit, scene: Scene) -> str:
    """One page: the memo at the left, the margin at the right."""
    title = escape(f"{scene.word('title')}: {one_line(scene.name)}")
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style>'
    asked = f"{scene.word('asked')}{scene.asked}. {_counted(audit, scene)}"
    body = [f"<h1>{title}</h1>", f"<p>{escape(asked)}</p>"]
    number = 0
    for paragraph in _paragraphs(audit):
        marked, notes = [], []
        for one in paragraph:
            number += 1
            word = escape(VERDICTS[one.verdict].of(scene.lang))
            marked.append(f'<mark class="{one.verdict.value}">{escape(one.text)}</mark><sup>{number}</sup>')
            said = "".join(f"<p>{escape(line)}</p>" for line in _lines(one, scene)) if one.verdict not in _QUIET else ""
            notes.append(f"<p><b>{number} {word}</b></p>{said}" if said else f"<p>{number} {word}: {escape(_why(one.notes[0], scene))}</p>")
        body.append(f'<div class="row"><p>{" ".join(marked)}</p><aside>{"".join(notes)}</aside></div>')
    return f'<!DOCTYPE html>\n<html lang="{scene.lang}"><head>{head}</head><body>{"".join(body)}</body></html>\n'


def _paragraphs(audit: Audit) -> Iterator[list[Judged]]:
    held: list[Judged] = []
    for one in audit.sentences:
        if held and "\n\n" in audit.text[held[-1].end : one.start]:
            yield held
            held = []
        held.append(one)
    if held:
        yield held


def _counted(audit: Audit, scene: Scene) -> str:
    counts = audit.counts()
    return " · ".join(f"{counts[verdict.value]} {label.of(scene.lang)}" for verdict, label in VERDICTS.items() if counts[verdict.value])


def _lines(one: Judged, scene: Scene) -> Iterator[str]:
    for note in one.notes:
        parts = [f"{VERDICTS[note.verdict].of(scene.lang)} [{note.rule}] {_why(note, scene)}"]
        if note.event:
            parts.append(scene.word("timeline") + _event(note.event, scene))
        if note.since and note.since != note.event:
            parts.append(scene.word("beside" if note.rule == "pots.overlap" else "since") + _event(note.since, scene))
        yield " ".join(part if part.endswith((".", "。", "”")) else f"{part}." for part in parts)


def _why(note: Note, scene: Scene) -> str:
    return _WHY_JA.get(note.rule, note.why) if scene.lang == "ja" else note.why


def _event(name: str, scene: Scene) -> str:
    """An event of the timeline with whose word it is."""
    event = scene.timeline.events.get(name)
    if event is None:
        return name
    said = [f"{source_words(one.evidence)} “{clip(one_line(one.finding.quote), _LONGEST)}”" for one in scene.evidence.get(name, ())]
    where = f"{scene.word('seed')}{f' {event.row}' if event.row else ''}"
    sure = MODALITY_WORDS[event.modality].of(scene.lang)
    day = when_words(event.when, scene.lang)
    return f"{event_title(event, scene.pack).of(scene.lang)} ({name}; {sure}, {day}). {scene.word('evidence')}{'; '.join(said) or where}"
