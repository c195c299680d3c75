"""Material to digest. What is told where is decided by `sections`, what is one entry by `grouping`; here they are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from tracker.digest.coverage import source_coverage, track_coverage
from tracker.digest.dates import Coming, coming, overdue
from tracker.digest.entries import Scene, edition_entry, event_entry, first_recorded, group_entry, keys_of, review_entry, text_entry
from tracker.digest.grouping import group
from tracker.digest.material import Material, TextChange
from tracker.digest.plain import item_key
from tracker.digest.sections import BRIEF_LINES, BRIEFED, TELLING, Rank, rank
from tracker.digest.seeded import counted, seeded, spoken_at_length
from tracker.digest.sorting import KNOWN_ALREADY, further_words, sort_out
from tracker.digest.titles import coming_title, overdue_title, prefixed
from tracker.digest.when_text import when_words
from tracker.digest.zone import local_day, local_iso
from tracker.model.digest import SECTIONS, Digest, Entry, Period, Section
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.source import Label
from tracker.model.timeline import Event

_WITHDRAWN = Label("取消", "Withdrawn")
_CORRECTED = Label("訂正", "Corrected")

Entries = dict[str, list[Entry]]


def compose(material: Material, period: Period, *, pack: Pack, now: datetime, version: str) -> Digest:
    """The digest of a period. The same material in any order gives the same digest; sections without entries are left out."""
    scene = Scene(pack, {source.id: source for source in material.sources}, period.id, local_day(now))
    found = sort_out(material)
    entries: Entries = {}
    groups = group(found.told)
    further, unheard = further_words(groups, found.silent)
    leads = [one.lead.finding for one in groups if one.section in TELLING]
    for place, one in enumerate(groups):
        entries.setdefault(one.section, []).append(group_entry(one, scene, further=further.get(place, ()), leads=leads))
    entries["corrections"] = [
        *_corrections(found.withdrawn, _WITHDRAWN, "withdrawn", scene),
        *_corrections(found.replacing, _CORRECTED, "replaced", scene),
    ]
    _add_unread_items(entries, material, scene)
    entries["changed"] += [edition_entry(one, scene) for one in material.editions]
    _add_open(entries, material, scene)
    late = _add_overdue(entries, material, scene)
    entries["coming"] = [_coming_entry(one, scene) for one in coming(material.timeline, scene.today)]
    looked = source_coverage(material.look_counts, material.sources)
    first = seeded(material, scene, overdue=late, coverage=looked, told=spoken_at_length(entries))
    entries["coverage"] = [counted(first)] if first else []
    unread = found.unread + Counter({KNOWN_ALREADY: unheard}) - Counter(rule for text in material.texts for rule in text.rules)
    return Digest(
        id=period.id,
        series=period.series,
        since=local_iso(period.since),
        until=local_iso(period.until),
        composed=local_iso(now),
        sections=_in_order(entries, pack),
        tracks=track_coverage(looked, material.sources, pack),
        coverage=looked,
        unread=dict(sorted(unread.items())),
        version=version,
        seeded=first,
    )


def _corrections(found: list[RecordedFinding], prefix: Label, verdict: str, scene: Scene) -> list[Entry]:
    made = [group_entry(one, scene) for one in group(found)]
    return [msgspec.structs.replace(entry, title=prefixed(prefix, entry.title), verdict=verdict) for entry in made]


def _add_unread_items(entries: Entries, material: Material, scene: Scene) -> None:
    """Texts that changed and items for review, but for those that are told already or stand there for another reason."""
    told = keys_of(entry for name, found in entries.items() if name in TELLING for entry in found)
    texts: dict[tuple[str, str], list[TextChange]] = {}
    for text in sorted(material.texts, key=lambda one: (one.source, one.url, one.title, one.seen, one.old or "", one.new or "")):
        texts.setdefault(item_key(text.title, text.url), []).append(text)
    # A passage of its own states nothing, whatever else its page tells; an item as a whole is told as its event alone.
    fresh = {item: [text for text in found if text.key or item not in told] for item, found in texts.items()}
    entries["changed"] = [text_entry(found, scene) for found in fresh.values() if found]
    told |= texts.keys() | keys_of(entries.get("review", []))
    for review in sorted(material.reviews, key=lambda one: (one.seen, one.source, one.url, one.title)):
        if (item := item_key(review.title, review.url)) not in told:
            told.add(item)
            entries.setdefault("review", []).append(review_entry(review, scene))


def _add_open(entries: Entries, material: Material, scene: Scene) -> None:
    """Conflicts that earlier digests told and nothing has settled, with their age."""
    new = {recorded.id for recorded in material.findings}
    for one in group(recorded for recorded in material.open_findings if recorded.id not in new and not recorded.withdrawn):
        age = max(0, (scene.today - first_recorded(one)).days)
        entries.setdefault("open", []).append(msgspec.structs.replace(group_entry(one, scene), age_days=age))


def _add_overdue(entries: Entries, material: Material, scene: Scene) -> dict[str, int]:
    """Events whose day has passed: told as overdue once per due day, then open. Answers for each its days.

    One that this digest tells as moved, or an earlier one to a day that has not passed, is not: somebody has said why nothing is
    seen, though perhaps not with the authority that changes the timeline.
    """
    moved = {entry.event for entry in entries.get("moved", ())} | {name for name, day in material.put_off.items() if day >= scene.today}
    late = [event for event in overdue(material.timeline, scene.today) if event.id not in moved]
    spoken = {entry.event for name in ("overdue", "open") for entry in entries.get(name, ()) if entry.verdict == "overdue"}
    for event in late:
        if event.id in spoken:
            continue
        told = event.id in material.told_overdue and material.told_overdue[event.id] in (None, event.when.latest)
        entries.setdefault("open" if told else "overdue", []).append(_overdue_entry(event, scene))
    return {event.id: (scene.today - event.when.latest).days for event in late if event.when.latest}


def _overdue_entry(event: Event, scene: Scene) -> Entry:
    assert event.when.latest is not None
    days = (scene.today - event.when.latest).days
    why = f"It was {event.modality.value} {when_words(event.when, 'en')}; {_days(days)} later no source has said that it happened."
    entry = event_entry(event, overdue_title(event, scene.pack), scene, verdict="overdue")
    return msgspec.structs.replace(entry, rule="overdue.day-passed", why=why, age_days=days)


def _coming_entry(one: Coming, scene: Scene) -> Entry:
    entry = event_entry(one.event, coming_title(one.event, one.modality, scene.pack), scene, verdict="coming")
    return msgspec.structs.replace(
        entry,
        modality=one.modality.value,
        rule="coming.30-days" if one.near else "coming.90-days",
        why=_how_soon(one, scene),
    )


def _how_soon(one: Coming, scene: Scene) -> str:
    """How far off its next day is: its first or, where it has begun, its last."""
    in_days = (one.day - scene.today).days
    soon = "today" if in_days == 0 else f"in {_days(in_days)}"
    begun = one.event.when.earliest is not None and one.event.when.earliest < scene.today
    return f"Its time has begun and ends {soon}." if begun else f"{soon[0].upper()}{soon[1:]}."


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _in_order(entries: Entries, pack: Pack) -> tuple[Section, ...]:
    """All sections that hold something, in the order of the contract, each in the order of its entries' standing."""

    def standing(entry: Entry) -> Rank:
        best = entry.sources[0].authority if entry.sources else None
        return rank(entry.force, entry.track, entry.verdict, best, entry.when, pack=pack, title=f"{entry.title.en}\n{entry.event}")

    ordered = {name: found if name == "coming" else sorted(found, key=standing) for name, found in entries.items()}
    ordered["brief"] = _brief(ordered, standing)
    return tuple(Section(name, tuple(ordered[name])) for name in SECTIONS if ordered.get(name))


def _brief(entries: Entries, standing: Callable[[Entry], Rank]) -> list[Entry]:
    """The most important entries, retold by their titles: corrections first, for they touch what the reader already relies on."""
    found = [(name != "corrections", standing(entry), entry) for name, listed in entries.items() if name in BRIEFED for entry in listed]
    best = sorted(found, key=lambda one: one[:2])[:BRIEF_LINES]
    return [_retold(entry) for _, _, entry in best]


def _retold(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, sources=(), also=(), facts=(), was_facts=(), why="", old=None, new=None)
