"""What is open, overdue and coming: entries that no new sentence makes, but the calendar and what nobody has settled."""

from __future__ import annotations

import msgspec

from tracker.digest.acknowledged import Acknowledged
from tracker.digest.coverage import is_reached
from tracker.digest.dates import Coming, coming, overdue
from tracker.digest.entries import Scene, event_entry, first_recorded, group_entry
from tracker.digest.grouping import blocks_of_pages, group
from tracker.digest.material import Material
from tracker.digest.titles import coming_title, disputed_title, overdue_title
from tracker.digest.when_text import when_words
from tracker.digest.zone import local_day
from tracker.model.digest import Entry, Looked, SourceCoverage
from tracker.model.expected import Expected
from tracker.model.source import Label
from tracker.model.timeline import Event, Timeline

Entries = dict[str, list[Entry]]


def add_open(entries: Entries, material: Material, scene: Scene) -> None:
    """Conflicts that earlier digests told and nothing has settled, and edits of the seed against the evidence, with their age."""
    new, known = {recorded.id for recorded in material.findings}, Acknowledged(material.acknowledged)
    told = (one for one in material.open_findings if one.id not in new and not one.withdrawn and not known.covers_conflict(one))
    for one in group(told, blocks_of_pages(scene.sources)):
        age = max(0, (scene.today - first_recorded(one)).days)
        entries.setdefault("open", []).append(msgspec.structs.replace(group_entry(one, scene), age_days=age))
    for event in material.timeline.events.values():
        for dispute in () if event.withdrawn else event.open_disputes():
            if not known.covers_dispute(event, dispute):
                entry = event_entry(event, disputed_title(event, dispute, scene.pack), scene, verdict="contradicts")
                why = f"timeline.yaml was edited against what the evidence says; {dispute.field} stays as it is until a person decides."
                age = max(0, (scene.today - local_day(dispute.since)).days)
                entries.setdefault("open", []).append(msgspec.structs.replace(entry, rule="seed.disputed", why=why, age_days=age))


def add_overdue(entries: Entries, material: Material, scene: Scene, coverage: tuple[SourceCoverage, ...]) -> dict[str, int]:
    """Events whose day and grace have passed: told as overdue once per due day, then open. Answers for each its days.

    One that this digest tells as moved, or an earlier one to a day that has not passed, is not: somebody has said why nothing is
    seen, though perhaps not with the authority that changes the timeline. What only we expect is late only where somebody looked.
    """
    now_moved = {one.event for one in entries.get("moved", ()) if one.when.latest is None or one.when.latest >= scene.today}
    moved = now_moved | {name for name, day in material.put_off.items() if day >= scene.today}
    known, ours = Acknowledged(material.acknowledged), _expected(material)
    late = [event for event in overdue(_with_expected(material), scene.today, scene.pack) if event.id not in moved]
    spoken = {entry.event for name in ("overdue", "open") for entry in entries.get(name, ()) if entry.verdict == "overdue"}
    found: dict[str, int] = {}
    for event in late:
        looked = _looked(event, material, coverage)
        assert event.when.latest is not None
        told = event.id in material.told_overdue and material.told_overdue[event.id] in (None, event.when.latest)
        if event.id in ours and not (ours[event.id].firm and (looked.reached or told)):
            continue
        found[event.id] = (scene.today - event.when.latest).days
        if event.id in spoken or known.covers_overdue(event):
            continue
        entry = _overdue_entry(event, ours.get(event.id), looked, scene)
        entries.setdefault("open" if told else "overdue", []).append(entry)
    return found


def coming_entries(material: Material, scene: Scene) -> list[Entry]:
    """The events of the next 90 days, by date; what nobody has announced is marked by what it was computed from."""
    ours = _expected(material)
    return [_coming_entry(one, ours.get(one.event.id), scene) for one in coming(_with_expected(material), scene.today, scene.pack)]


def _expected(material: Material) -> dict[str, Expected]:
    return {one.event.id: one for one in material.expected}


def _with_expected(material: Material) -> Timeline:
    ours = {one.event.id: one.event for one in material.expected}
    return msgspec.structs.replace(material.timeline, events={**ours, **material.timeline.events})


def _looked(event: Event, material: Material, coverage: tuple[SourceCoverage, ...]) -> Looked:
    rows = {row.source: row for row in coverage}
    watching = [rows.get(source.id) for source in material.sources if set(source.tracks) & set(event.tracks)]
    looks = sum(row.looked for row in watching if row is not None)
    return Looked(sources=len(watching), reached=sum(is_reached(row) for row in watching), looks=looks)


def _overdue_entry(event: Event, ours: Expected | None, looked: Looked, scene: Scene) -> Entry:
    assert event.when.latest is not None
    days, grace = (scene.today - event.when.latest).days, scene.pack.grace_of(event.type)
    allowed = f", {_days(grace)} of grace among them," if grace else ""
    why = f"It was {event.modality.value} {when_words(event.when, 'en')}; {_days(days)} later{allowed} no source has said that it happened."
    entry = event_entry(event, _marked(overdue_title(event, scene.pack), ours), scene, verdict="overdue")
    return msgspec.structs.replace(
        entry,
        rule="overdue.expected-passed" if ours else "overdue.day-passed",
        why=f"{why} {_looked_words(looked)}",
        age_days=days,
        looked=looked,
        basis=ours.basis if ours else None,
    )


def _looked_words(looked: Looked) -> str:
    if not looked.sources:
        return "No source watches its tracks."
    sources = "1 source" if looked.sources == 1 else f"{looked.sources} sources"
    looks = "1 look" if looked.looks == 1 else f"{looked.looks} looks"
    return f"Looked at in this period: {looked.reached or 'none'} of the {sources} of its tracks reached, in {looks}."


def _coming_entry(one: Coming, ours: Expected | None, scene: Scene) -> Entry:
    title = _marked(coming_title(one.event, one.modality, scene.pack), ours)
    entry = event_entry(one.event, title, scene, verdict="coming")
    return msgspec.structs.replace(
        entry,
        modality=one.modality.value,
        rule="coming.30-days" if one.near else "coming.90-days",
        why=_how_soon(one, scene),
        basis=ours.basis if ours else None,
    )


def _marked(title: Label, ours: Expected | None) -> Label:
    """A title that says that nobody has announced it."""
    return title if ours is None else Label(ja=f"{title.ja}〔当方の推定〕", en=f"{title.en} [our estimate]")


def _how_soon(one: Coming, scene: Scene) -> str:
    """How far off its next day is: its first or, where it has begun, its last."""
    in_days = (one.day - scene.today).days
    if in_days < 0:
        left = scene.pack.grace_of(one.event.type) + in_days + 1
        return f"Its time has passed and nothing was seen yet: overdue in {_days(left)}."
    soon = "today" if in_days == 0 else f"in {_days(in_days)}"
    begun = one.event.when.earliest is not None and one.event.when.earliest < scene.today
    return f"Its time has begun and ends {soon}." if begun else f"{soon[0].upper()}{soon[1:]}."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
