"""What is worth a word at once: single findings and near deadlines as digests of one matter, and what became of mere reports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.digest.entries import Scene, event_entry, group_entry
from tracker.digest.grouping import Group, group, supports
from tracker.digest.importance import importance_of
from tracker.digest.reasons import explained
from tracker.digest.titles import coming_title
from tracker.digest.windows import implied_closings
from tracker.digest.zone import local_day, local_iso
from tracker.model.alert import SERIES, Raised, Thread
from tracker.model.delivery import DEADLINE, PRESET, Subscription
from tracker.model.digest import Alert, Digest, Entry, Section
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.source import Label, Source
from tracker.model.timeline import RowKind, Timeline

PATIENCE = timedelta(hours=72)
"""How long an alert on the press alone waits for an official word."""

REACH = timedelta(hours=72)
"""What was recorded longer ago raises no alert any more: it stands in a digest by then."""

MARKS = (1, 3, 7)
"""So many days before a deadline a word is due."""

_TELLING = frozenset({"decided", "new", "moved", "contradicts"})
_STAGES = (Verdict.ADVANCES, Verdict.SUPERSEDES, Verdict.ADDS)
_BEARING_OUT = (*_STAGES, Verdict.CONFIRMS, Verdict.REFINES, Verdict.MOVES, Verdict.CONTRADICTS)
_HAPPENED = (Modality.OCCURRED, Modality.REPORTED)
_NOTES = {
    "news": Label("速報", "Alert"),
    "reported": Label("報道段階・公式未確認", "Reported, not yet official"),
    "confirmed": Label("続報：確認済み", "Confirmed"),
    "unconfirmed": Label("続報：72時間以内に公式確認なし", "Not confirmed after 72 hours"),
}


class Desk(NamedTuple):
    """What every alert of one moment (UTC) is composed with."""

    pack: Pack
    sources: dict[str, Source]
    now: datetime
    version: str

    @property
    def today(self) -> date:
        """The day in Japan."""
        return local_day(self.now)

    def scene(self, ident: str) -> Scene:
        """What its entry is written with."""
        return Scene(self.pack, self.sources, ident, self.today)


def news(fresh: Sequence[RecordedFinding], desk: Desk) -> tuple[Raised, ...]:
    """An alert for each change in the world among findings that no alert has claimed, whatever else its item says.

    What the press tells beside an official word is a further source of it. What was overtaken before anybody was told of it is told by
    what overtook it, also to whom wants only the former.
    """
    groups = [one for one in group((found for found in fresh if _is_news(found)), apart=lambda _: True) if one.section in _TELLING]
    official = [one for one in groups if not one.lead.finding.reported]
    beside: dict[int, list[Group]] = {}
    alone = []
    for one in groups:
        if one.lead.finding.reported:
            home = next((place for place, other in enumerate(official) if supports(one.lead.finding, other.lead.finding)), None)
            if home is None:
                alone.append(one)
            else:
                beside.setdefault(home, []).append(one)
    made = [_of_group(one, beside.get(place, ()), desk) for place, one in enumerate(official)]
    return tuple(sorted((*made, *(_of_group(one, (), desk) for one in alone)), key=lambda one: one.lead or 0))


def answers(threads: Iterable[Thread], fresh: Sequence[RecordedFinding], desk: Desk) -> tuple[Raised, ...]:
    """What there is to say of alerts that rested on the press alone: that it is so now, or that nobody official has said it in time."""
    return tuple(found for thread in threads if (found := _answer(thread, fresh, desk)) is not None)


def deadlines(timeline: Timeline, desk: Desk) -> tuple[Raised, ...]:
    """A word for each deadline that is near, by the smallest mark that it has come under."""
    kinds = desk.pack.alerts.deadlines
    found = []
    for event in (*timeline.events.values(), *implied_closings(timeline, desk.pack)):
        last = event.when.latest
        fixed = event.kind is RowKind.EVENT and not event.withdrawn and event.modality is Modality.SCHEDULED and event.type in kinds
        left = (last - desk.today).days if fixed and last is not None else -1
        mark = next((one for one in MARKS if 0 <= left <= one), None)
        if mark is None:
            continue
        key = f"{DEADLINE}:{mark}:{last}:{event.id}"
        ident = f"{DEADLINE}-{mark}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
        entry = event_entry(event, coming_title(event, event.modality, desk.pack), desk.scene(ident), verdict="coming")
        entry = msgspec.structs.replace(entry, rule=f"{DEADLINE}.{mark}-days", modality=event.modality.value)
        digest = _digest(ident, "coming", entry, Alert(kind=DEADLINE, note=_left(left), labels=_labels(entry, desk)), desk)
        found.append(Raised(digest=digest, key=key, words=frozenset({DEADLINE})))
    return tuple(sorted(found, key=lambda one: one.key))


def wants(subscription: Subscription, raised: Raised, pack: Pack) -> bool:
    """Whether a recipient is told this at once: by what it is, its tracks, and how much it matters."""
    words = subscription.alerts | (set(pack.alerts.preset) if PRESET in subscription.alerts else set())
    (section,) = raised.digest.sections
    (entry,) = section.entries
    on_track = not subscription.tracks or subscription.tracks & {entry.track, *entry.tracks}
    return bool(words & raised.words and on_track) and importance_of(entry).rank <= subscription.importance.rank


def _is_news(recorded: RecordedFinding) -> bool:
    finding = recorded.finding
    return finding.tell and not (finding.background or recorded.withdrawn or recorded.backfilled)


def _of_group(one: Group, beside: Sequence[Group], desk: Desk) -> Raised:
    lead = one.lead
    found = [recorded for told in (one, *beside) for recorded in (*told.findings, *told.overtaken)]
    ident = f"{SERIES}-{lead.id}"
    entry = group_entry(one, desk.scene(ident), further=[other.lead for other in beside])
    kind = "reported" if lead.finding.reported else "news"
    return Raised(
        digest=_digest(ident, one.section, entry, Alert(kind=kind, note=_NOTES[kind], labels=_labels(entry, desk)), desk),
        key=f"finding:{lead.id}",
        claims=tuple(recorded.id for recorded in found),
        words=frozenset(word for recorded in (*one.findings, *one.overtaken) for word in _words(recorded)),
        lead=lead.id,
        answer_by=desk.now + PATIENCE if kind == "reported" else None,
    )


def _words(recorded: RecordedFinding) -> Iterator[str]:
    """Its verdict and, where it is told to have happened, what has."""
    finding = recorded.finding
    yield finding.verdict.value
    if finding.verdict in _STAGES and finding.modality in _HAPPENED:
        yield finding.type


def _answer(thread: Thread, fresh: Sequence[RecordedFinding], desk: Desk) -> Raised | None:
    found = [one for one in fresh if _bears_out(thread.lead, one)]
    kind = "confirmed" if found else "unconfirmed"
    if not found and desk.now < thread.answer_by:
        return None
    ident = f"{thread.digest.id}-{kind}"
    (section,) = thread.digest.sections
    (entry,) = section.entries
    if found:
        told = msgspec.structs.replace(found[0].finding, background=False)
        (one, *_) = group([msgspec.structs.replace(found[0], finding=told)])
        entry = group_entry(one, desk.scene(ident), further=[*found[1:], thread.lead])
    alert = Alert(kind=kind, note=_NOTES[kind], answers=thread.digest.id, labels=_labels(entry, desk))
    claims = tuple(recorded.id for recorded in found)
    return Raised(digest=_digest(ident, section.name, entry, alert, desk), key=f"answer:{thread.digest.id}", claims=claims)


def _bears_out(lead: RecordedFinding, other: RecordedFinding) -> bool:
    """Whether another finding is the word that was waited for: an official one, or what two that are independent tell."""
    finding = other.finding
    sure = not finding.reported and (other.evidence.authority.is_official or finding.verdict is not Verdict.CONFIRMS)
    live = other.id > lead.id and not (other.withdrawn or other.backfilled)
    return live and sure and finding.verdict in _BEARING_OUT and supports(lead.finding, finding)


def _digest(ident: str, section: str, entry: Entry, alert: Alert, desk: Desk) -> Digest:
    """No evidence page is written for an alert: the archived copy is named instead."""
    now = local_iso(desk.now)
    bare = msgspec.structs.replace(
        explained(entry, desk.today), sources=tuple(msgspec.structs.replace(one, page=None) for one in entry.sources)
    )
    sections = (Section(section, (bare,)),)
    return Digest(id=ident, series=SERIES, since=now, until=now, composed=now, sections=sections, version=desk.version, alert=alert)


def _labels(entry: Entry, desk: Desk) -> dict[str, Label]:
    return {track: desk.pack.tracks[track].label for track in entry.tracks if track in desk.pack.tracks}


def _left(days: int) -> Label:
    if days == 0:
        return Label("本日締切", "Deadline today")
    return Label(f"締切まで{days}日", "Deadline tomorrow" if days == 1 else f"Deadline in {days} days")
