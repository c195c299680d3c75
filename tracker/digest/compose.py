"""Material to digest. What is told where is decided by `sections`, what is one entry by `grouping`; here they are put together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from tracker.digest.ahead import Entries, add_open, add_overdue, coming_entries
from tracker.digest.coverage import source_coverage, track_coverage
from tracker.digest.entries import Scene, edition_entry, group_entry, keys_of, review_entry, text_entry
from tracker.digest.grouping import blocks_of_pages, group
from tracker.digest.ignored import ignored_rows
from tracker.digest.material import Material, TextChange
from tracker.digest.plain import item_key
from tracker.digest.reasons import explained
from tracker.digest.sections import BRIEF_LINES, BRIEFED, TELLING, Rank, is_now_official, rank
from tracker.digest.seeded import counted, seeded, spoken_at_length
from tracker.digest.sorting import KNOWN_ALREADY, further_words, sort_out
from tracker.digest.theses import bearings, watching
from tracker.digest.titles import prefixed
from tracker.digest.windows import with_window
from tracker.digest.zone import local_day, local_iso
from tracker.model.digest import SECTIONS, Digest, Entry, Period, Section
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.source import Label

_WITHDRAWN = Label("取消", "Withdrawn")
_CORRECTED = Label("訂正", "Corrected")
_NOT_RETOLD: dict[str, Any] = {"redated": msgspec.UNSET, "why_ja": msgspec.UNSET}


def compose(material: Material, period: Period, *, pack: Pack, now: datetime, version: str) -> Digest:
    """The digest of a period. The same material in any order gives the same digest; sections without entries are left out."""
    scene = Scene(pack, {source.id: source for source in material.sources}, period.id, local_day(now))
    found = sort_out(material)
    entries: Entries = {}
    groups = group(found.told, blocks_of_pages(scene.sources))
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
    looked = source_coverage(material.look_counts, material.sources, material.flips)
    add_open(entries, material, scene)
    late = add_overdue(entries, material, scene, looked)
    entries["coming"] = coming_entries(material, scene)
    _add_bearings(entries, material, scene)
    _add_windows(entries, material, scene)
    first = seeded(material, scene, overdue=late, coverage=looked, told=spoken_at_length(entries))
    entries["coverage"] = [counted(first)] if first else []
    brought_in = 0 if any(row.looked > row.failed for row in looked) else sum(one.backfilled for one in found.told)
    unread = found.unread + Counter({KNOWN_ALREADY: unheard}) - Counter(rule for text in material.texts for rule in text.rules)
    return Digest(
        id=period.id,
        series=period.series,
        since=local_iso(period.since),
        until=local_iso(period.until),
        composed=local_iso(now),
        sections=_in_order(entries, scene, material.redated),
        tracks=track_coverage(looked, material.sources, pack),
        coverage=looked,
        unread=dict(sorted(unread.items())),
        version=version,
        seeded=first,
        brought_in=brought_in or msgspec.UNSET,
        ignored=msgspec.UNSET if material.ignored is None else ignored_rows(material.ignored, material.sources),
    )


def _corrections(found: list[RecordedFinding], prefix: Label, verdict: str, scene: Scene) -> list[Entry]:
    made = [group_entry(one, scene) for one in group(found, blocks_of_pages(scene.sources))]
    return [msgspec.structs.replace(entry, title=prefixed(prefix, entry.title), verdict=verdict) for entry in made]


def _add_unread_items(entries: Entries, material: Material, scene: Scene) -> None:
    """Texts that changed and items for review, but for those that are told already or stand there for another reason."""
    told = keys_of(entry for name, found in entries.items() if name in TELLING for entry in found)
    texts: dict[tuple[str, str], list[TextChange]] = {}
    for text in sorted(material.texts, key=_in_page_order):
        texts.setdefault(item_key(text.title, text.url), []).append(text)
    # A passage of its own states nothing, whatever else its page tells; an item as a whole is told as its event alone.
    fresh = {item: [text for text in found if text.key or item not in told] for item, found in texts.items()}
    entries["changed"] = [text_entry(found, scene) for found in fresh.values() if found]
    told |= texts.keys() | keys_of(entries.get("review", []))
    for review in sorted(material.reviews, key=lambda one: (one.seen, one.source, one.url, one.title)):
        if (item := item_key(review.title, review.url)) not in told or review.absence:
            told.add(item)
            entries.setdefault("review", []).append(review_entry(review, scene))


def _in_page_order(text: TextChange) -> tuple[object, ...]:
    return (text.source, text.url, text.title, text.place, text.seen, text.old or "", text.new or "")


def _add_bearings(entries: Entries, material: Material, scene: Scene) -> None:
    """What each told entry is a condition or an indicator of."""
    timeline, rows = material.timeline, watching(material.timeline)
    for name in (*TELLING, "overdue") if rows else ():
        for place, entry in enumerate(entries.get(name, ())):
            event = timeline.events.get(entry.event or "")
            found = bearings(event, rows, timeline, scene.pack, scene.today) if event else ()
            if found:
                entries[name][place] = msgspec.structs.replace(entry, bears_on=found)


def _add_windows(entries: Entries, material: Material, scene: Scene) -> None:
    """Until when something can be handed in, on what is told and what is coming."""
    for name in (*TELLING, "coming"):
        for place, entry in enumerate(entries.get(name, ())):
            window = with_window(entry, material.timeline, scene.pack, scene.today)
            if window is not None:
                entries[name][place] = msgspec.structs.replace(entry, window=window)


def _in_order(entries: Entries, scene: Scene, redated: Mapping[str, int]) -> tuple[Section, ...]:
    """All sections that hold something, in the order of the contract, each in the order of its entries' standing."""

    def standing(entry: Entry) -> Rank:
        best = entry.sources[0].authority if entry.sources else None
        return rank(entry.force, entry.track, entry.verdict, best, entry.when, pack=scene.pack, title=f"{entry.title.en}\n{entry.event}")

    ordered = {name: found if name == "coming" else sorted(found, key=standing) for name, found in entries.items()}
    for name, found in ordered.items():
        ordered[name] = [explained(_counted(entry, redated.get(entry.event or "", 0)), scene.today) for entry in found]
    ordered["brief"] = _brief(ordered, standing)
    return tuple(Section(name, tuple(ordered[name])) for name in SECTIONS if ordered.get(name))


def _counted(entry: Entry, redated: int) -> Entry:
    return msgspec.structs.replace(entry, redated=redated) if redated else entry


def _brief(entries: Entries, standing: Callable[[Entry], Rank]) -> list[Entry]:
    """The most important entries, retold by their titles: corrections first, for they touch what the reader already relies on.

    What was only confirmed is none of them, unless it became official.
    """
    found = [
        (name != "corrections", standing(entry), entry)
        for name, listed in entries.items()
        for entry in listed
        if name in BRIEFED or (name == "confirmed" and is_now_official(entry))
    ]
    best = sorted(found, key=lambda one: one[:2])[:BRIEF_LINES]
    return [_retold(entry) for _, _, entry in best]


def _retold(entry: Entry) -> Entry:
    return msgspec.structs.replace(entry, sources=(), also=(), facts=(), was_facts=(), why="", old=None, new=None, **_NOT_RETOLD)
