"""The history of an event, the differences of two moments, and the clock of stages, as lines for a person, in Japanese or English."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.digest.acknowledged import Matter
from tracker.digest.fact_text import sum_words
from tracker.digest.history import KINDS, Difference, State, Step, Word
from tracker.digest.plain import one_line
from tracker.digest.seeded import VERDICTS
from tracker.digest.titles import MODALITY_WORDS
from tracker.digest.zone import local_day, local_iso
from tracker.model.digest import Condition, Rung
from tracker.model.expected import Expected, Interval
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.recorded import Acknowledgement
from tracker.model.source import Label
from tracker.render.columns import columns
from tracker.render.timeline_words import when_cell

_LONGEST_QUOTE = 200
_WHAT = {
    "added": Label("追加", "Added"),
    "moved": Label("日程変更", "Moved"),
    "advanced": Label("進展", "Advanced"),
    "superseded": Label("置き換え", "Superseded"),
    "contradicted": Label("矛盾", "Contradicted"),
    "refined": Label("より正確", "Refined"),
    "withdrawn": Label("取消", "Withdrawn"),
}
_WORDS = {
    "seed": Label("起点ファイル", "the seed file"),
    "review": Label("人の判断", "a person's decision"),
    "observed": Label("観測", "observed"),
    "archive": Label("保存元", "kept by"),
    "changed": Label("変更", "changed"),
    "unchanged": Label("内容は変わらず", "left it as it was"),
    "slips": Label("延期", "Slips"),
    "open": Label("未解決", "Open"),
    "acknowledged": Label("確認済み", "Acknowledged"),
    "taken-back": Label("確認の取消", "Acknowledgement taken back"),
    "conditions": Label("前提", "Rests on"),
    "rungs": Label("指標", "Watched by"),
    "overdue": Label("期限超過", "overdue"),
    "conflict": Label("矛盾", "conflict"),
    "dispute": Label("起点ファイルとの相違", "the file says otherwise"),
    "since": Label("から", "since"),
    "not-yet": Label("まだ", "not yet"),
    "none": Label("この間に変わったものはない。", "Nothing changed in between."),
    "withdrawn": Label("取消済み", "withdrawn"),
    "intervals": Label("これまでの間隔", "Intervals so far"),
    "expected": Label("推定による予定（公表されたものではない）", "Expected by estimate (nobody has announced it)"),
    "no-cases": Label("日付の分かる事例がまだない。", "No case with known days yet."),
    "no-expected": Label("推定できるものはない。", "Nothing to expect."),
}


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that `timeline show` tells of one event."""

    event: str
    title: Label
    kind: str
    tracks: tuple[str, ...]
    now: State
    slips: int
    slipped_days: int
    history: tuple[Step, ...]
    open: tuple[Matter, ...] = ()
    acknowledged: tuple[Acknowledgement, ...] = ()
    conditions: tuple[Condition, ...] = ()
    rungs: tuple[Rung, ...] = ()
    expected: Expected | None = None


def render_history(shown: Shown, pack: Pack, lang: str) -> str:
    """The history of one event, oldest first, and what is open about it."""
    lines = [f"{one_line(shown.title.of(lang))}  [{one_line(shown.event)}]", f"  {_state(shown.now, pack, lang)}"]
    if shown.expected is not None:
        lines.append(f"  {shown.expected.basis.of(lang)}")
    if shown.slips:
        days = f"{shown.slips}回、計{shown.slipped_days}日" if lang == "ja" else f"{shown.slips}, {shown.slipped_days} days in all"
        lines.append(f"{_say('slips', lang)}: {days}")
    for step in shown.history:
        lines += ["", *_step(step, pack, lang)]
    lines += ["", *_open(shown, lang)] if shown.open or shown.acknowledged else []
    lines += [f"{_say('conditions', lang)}: {one_line(one.title.of(lang))} [{one.event}]: {one.word.of(lang)}" for one in shown.conditions]
    for number, rung in enumerate(shown.rungs, 1):
        reached = ", ".join(one_line(name) for name in rung.events) or _say("not-yet", lang)
        lines.append(f"{_say('rungs', lang)} {number}/{len(shown.rungs)}: {one_line(rung.title.of(lang))}: {reached}")
    return "\n".join(lines) + "\n"


def render_differences(found: Iterable[Difference], pack: Pack, lang: str) -> str:
    """What became of the events between two moments, by kind."""
    listed = list(found)
    if not listed:
        return _say("none", lang) + "\n"
    lines: list[str] = []
    for what in KINDS:
        here = [one for one in listed if one.what == what]
        if not here:
            continue
        lines += [*([""] if lines else []), f"{_WHAT[what].of(lang)} ({len(here)})"]
        for one in here:
            lines.append(f"  {one_line(one.title.of(lang))}  [{one_line(one.event)}]")
            was = _state(one.was, pack, lang) if one.was else ""
            now = one_line(one.superseded_by) if one.superseded_by else _state(one.now, pack, lang)
            lines.append(f"    {was} → {now}" if was and was != now else f"    {now}")
            lines += [f"    {line}" for word in one.by[:1] for line in _word(word, lang)]
    return "\n".join(lines) + "\n"


def render_clock(intervals: Iterable[Interval], expected: Iterable[Expected], pack: Pack, lang: str) -> str:
    """The table of intervals, each with its cases, and what is expected from them."""
    known, ahead = list(intervals), list(expected)
    lines = [_say("intervals", lang), ""]
    if known:
        heads = (
            ("対象", "から", "まで", "n", "最短", "中央値", "最長")
            if lang == "ja"
            else ("Ladder", "From", "To", "n", "min", "median", "max")
        )
        rows = [
            (
                one.ladder,
                *(pack.event_types[name].label.of(lang) for name in (one.first, one.then)),
                *(f"{number:g}" for number in (len(one.cases), one.shortest, one.median, one.longest)),
            )
            for one in known
        ]
        lines += columns([heads, *rows], (17, 32, 32, 4, 6, 6, 6)).splitlines()
        lines += ["", *(f"  {case.first} → {case.then}: {case.days}" for one in known for case in one.cases)]
    else:
        lines.append(_say("no-cases", lang))
    lines += ["", _say("expected", lang), ""]
    for one in ahead:
        lines.append(f"{when_cell(one.event.when, lang)}  {one_line(one.event.title.of(lang))}  [{one.event.id}]")
        lines.append(f"  {one.basis.of(lang)}")
    return "\n".join(lines if ahead else [*lines, _say("no-expected", lang)]) + "\n"


def _say(word: str, lang: str) -> str:
    return _WORDS[word].of(lang)


def _state(state: State, pack: Pack, lang: str) -> str:
    facts = [one_line(sum_words(fact, pack, lang)) for fact in state.facts]
    return ", ".join(part for part in (when_cell(state.when, lang), MODALITY_WORDS[Modality(state.modality)].of(lang), *facts) if part)


def _step(step: Step, pack: Pack, lang: str) -> list[str]:
    origin = step.origin if step.word else _say(step.origin.partition(":")[0], lang)
    head = f"{local_iso(step.recorded)}  {origin}  ({_say('observed', lang)} {local_iso(step.observed)})"
    lines = [head, f"  {_state(step.state, pack, lang)}" if step.state else f"  {_say('unchanged', lang)}"]
    if step.changed:
        lines.append(f"  {_say('changed', lang)}: {', '.join(step.changed)}")
    return lines + ([f"  {line}" for line in _word(step.word, lang)] if step.word else [])


def _word(word: Word, lang: str) -> list[str]:
    verdict = VERDICTS[word.verdict].of(lang) if word.verdict in VERDICTS else word.verdict
    gone = f" ({_say('withdrawn', lang)})" if word.withdrawn else ""
    return [
        f"{verdict}{gone} [{word.rule}] “{one_line(word.quote, _LONGEST_QUOTE)}”",
        f"{one_line(word.source)} ({word.authority}) {one_line(word.url)} {word.snapshot}",
        *([f"{_say('archive', lang)}: {one_line(word.archive)}"] if word.archive else []),
    ]


def _open(shown: Shown, lang: str) -> list[str]:
    lines = []
    for one in shown.open:
        about = f" {one.field}" if one.field else f" finding:{one.finding}" if one.finding else ""
        day = f"{one.since}{_say('since', lang)}" if lang == "ja" else f"{_say('since', lang)} {one.since}"
        lines.append(f"{_say('open', lang)}: {_say(one.what, lang)}{about}, {day}")
    for word in shown.acknowledged:
        label = _say("taken-back" if word.undo else "acknowledged", lang)
        lines.append(f"{label}: {local_day(word.recorded)}, {one_line(word.by)}" + (f": {one_line(word.reason)}" if word.reason else ""))
    return lines
