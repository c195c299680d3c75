"""The alerts of another service held against what we told: by address, then by what they state, then by their words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from urllib.parse import urlsplit

import msgspec
from rapidfuzz import fuzz, process

from tracker.model.finding import Finding, RecordedFinding, Verdict
from tracker.model.other_service import Alert, Held, Lead, SideBySide, Sighting, Standing
from tracker.model.source import Authority
from tracker.read.lexicon import Lexicon
from tracker.reconcile.conclude import conclude
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage
from tracker.reconcile.same import Announcement, Relation, same
from tracker.reconcile.signature import finding_signature
from tracker.text.canonical import canonical
from tracker.text.links import canonical_link

JST = timezone(timedelta(hours=9))
_SILENT = (Verdict.NOISE, Verdict.IRRELEVANT)
_AGREES = (Verdict.CONFIRMS, Verdict.REFINES)
_NEAREST = 10
_LEAST_LIKE = 45.0
"""Of 100: titles that are less alike as strings are never of one announcement."""
_APART = timedelta(days=31)


class Told(msgspec.Struct, frozen=True):
    """What we know of our own telling: all findings, and by canonical address what was first seen there."""

    findings: tuple[RecordedFinding, ...]
    sightings: Mapping[str, Sighting]


def compare(alerts: Sequence[Alert], told: Told, known: Known, lexicon: Lexicon, days: tuple[date | None, date | None]) -> SideBySide:
    """Hold alerts against ours, each against the timeline as it is known now.

    `days` are the first and the last (Japan) that count; one that is open is that of the first or the last alert. Of several alerts of
    one address the earliest counts.
    """
    single = _once_each(alerts)
    dated = [day for one in single if (day := _day(one)) is not None]
    since, until = days[0] or min(dated, default=None), days[1] or max(dated, default=None)
    shelf = _Shelf(told)
    wanted = [one for one in single if _within(_day(one), since, until)]
    held = tuple(_held(one, shelf, known, lexicon) for one in wanted)
    matched = {name for row in held if row.ours is not None for name in (row.ours.finding.event, row.ours.id)}
    mine = (one for one in shelf.first_told() if _within(_local(one.evidence.seen), since, until))
    only = tuple(one for one in mine if one.id not in matched and (one.finding.event is None or one.finding.event not in matched))
    return SideBySide(since=since, until=until, held=held, only_ours=only, repeated=len(alerts) - len(single))


def is_told(one: RecordedFinding) -> bool:
    """Whether a finding was news that we told."""
    found = one.finding
    return found.tell and not found.background and not one.withdrawn and not one.backfilled and found.verdict not in _SILENT


class _Shelf:
    """Our findings, set out by address, event, signature and title."""

    def __init__(self, told: Told) -> None:
        self.sightings = told.sightings
        self.by_link: dict[str, list[RecordedFinding]] = defaultdict(list)
        self.by_event: dict[str, list[RecordedFinding]] = defaultdict(list)
        self.by_signature: dict[str, RecordedFinding] = {}
        self.by_day: list[RecordedFinding] = []
        self.loose: list[RecordedFinding] = []
        for one in sorted(told.findings, key=lambda one: (one.evidence.seen, one.id)):
            self.by_link[canonical_link(one.evidence.url)].append(one)
            if not is_told(one):
                continue
            self.by_signature.setdefault(finding_signature(one.finding), one)
            if one.finding.event is None:
                self.loose.append(one)
            else:
                self.by_event[one.finding.event].append(one)
            if one.main:
                self.by_day.append(one)
        self.by_day.sort(key=_published)
        self.titles = [canonical(one.evidence.title) for one in self.by_day]

    def first_told(self) -> list[RecordedFinding]:
        """Each event as we told it first, and what is of no event, in the order in which it was seen."""
        firsts = [*(found[0] for found in self.by_event.values()), *self.loose]
        return sorted(firsts, key=lambda one: (one.evidence.seen, one.id))

    def near(self, title: str, day: date | None) -> Iterator[RecordedFinding]:
        """What we told about that time under the titles that are most alike, the most alike first."""
        first = 0 if day is None else bisect_left(self.by_day, day - _APART, key=_published)
        last = len(self.by_day) if day is None else bisect_right(self.by_day, day + _APART, key=_published)
        titles = self.titles[first:last]
        for _, _, place in process.extract(title, titles, scorer=fuzz.ratio, limit=_NEAREST, score_cutoff=_LEAST_LIKE):
            yield self.by_day[first + place]

    def earliest(self, one: RecordedFinding) -> RecordedFinding:
        """The finding by which we first told the event of another."""
        return self.by_event[one.finding.event][0] if one.finding.event in self.by_event else one


def _held(alert: Alert, shelf: _Shelf, known: Known, lexicon: Lexicon) -> Held:
    link = canonical_link(alert.url) if alert.url else ""
    here = _of_one_item(shelf.by_link.get(link, ()), alert)
    ours = next((one for one in here if is_told(one)), None)
    if ours is not None:
        return _both(alert, "link", ours, shelf)
    sighting = shelf.sightings.get(link)
    concluded = conclude(_passage(alert), known, lexicon).conclusion
    main = next(iter(concluded.findings), None)
    if main is not None and (ours := _of_event(main, shelf)) is not None:
        return _both(alert, "event", ours, shelf)
    if (ours := _of_words(alert, shelf)) is not None:
        return _both(alert, "words", ours, shelf)
    row = Held(alert=alert, standing=Standing.MISSED, tracks=concluded.tracks, seen=sighting.seen if sighting else None)
    if here:
        found = here[0].finding
        return _read_as(row, Standing.KNOWN, (found.rule, found.why), by="link", event=found.event)
    if sighting is not None and sighting.review:
        return _read_as(row, Standing.KNOWN, (sighting.rule, f"waits for a person: {sighting.review}"), by="link")
    if main is None:
        # What names a subject and a status word is never nothing: a person has to look.
        standing = Standing.MISSED if concluded.review else Standing.IRRELEVANT
        return _read_as(row, standing, (concluded.rule, concluded.review or ""))
    standing = Standing.KNOWN if concluded.verdict == "known" or main.background else Standing.MISSED
    return _read_as(row, standing, (main.rule, main.why), event=main.event)


def _read_as(row: Held, standing: Standing, read: tuple[str, str], *, by: str | None = None, event: str | None = None) -> Held:
    return msgspec.structs.replace(row, standing=standing, rule=read[0], why=read[1], by=by, event=event)


def _both(alert: Alert, by: str, ours: RecordedFinding, shelf: _Shelf) -> Held:
    first = shelf.earliest(ours)
    lead = _lead(alert, first.evidence.seen)
    event, tracks = first.finding.event, first.finding.tracks
    return Held(
        alert=alert,
        standing=Standing.BOTH,
        by=by,
        ours=first,
        lead=lead,
        event=event,
        tracks=tracks,
        rule=ours.finding.rule,
        seen=first.evidence.seen,
    )


def _lead(alert: Alert, seen: datetime) -> Lead | None:
    if alert.at is None:
        return None
    days = (_local(alert.at) - _local(seen)).days
    if alert.whole_day:
        days = (alert.at.date() - _local(seen)).days
        return Lead(first="ours" if days > 0 else "theirs" if days < 0 else "same", hours=None, days=days)
    hours = round((alert.at - seen).total_seconds() / 3600, 2)
    return Lead(first="ours" if hours > 0 else "theirs" if hours < 0 else "same", hours=hours, days=days)


def _of_one_item(found: Sequence[RecordedFinding], alert: Alert) -> Sequence[RecordedFinding]:
    """The findings of an address; where several items stand at it, those of the item that the alert names."""
    if len({canonical(one.evidence.title) for one in found}) <= 1:
        return found
    return [one for one in found if _are_same(alert, one)]


def _of_event(main: Finding, shelf: _Shelf) -> RecordedFinding | None:
    """What we told of the event that an alert states, where it does not say otherwise than we did."""
    same_news = shelf.by_signature.get(finding_signature(main))
    if same_news is not None:
        return same_news
    for event in dict.fromkeys(name for name in (main.event, main.against) if name):
        for one in shelf.by_event.get(event, ()):
            if main.verdict in _AGREES or (main.type == one.finding.type and _agree(main, one.finding)):
                return one
    return None


def _agree(one: Finding, other: Finding) -> bool:
    return not one.when.known or not other.when.known or one.when.overlaps(other.when)


def _of_words(alert: Alert, shelf: _Shelf) -> RecordedFinding | None:
    """The item of ours that is the same announcement: the nearest titles are looked at closely."""
    return next((one for one in shelf.near(canonical(alert.title), _day(alert)) if _are_same(alert, one)), None)


def _are_same(alert: Alert, one: RecordedFinding) -> bool:
    said = one.evidence
    theirs, ours = _day(alert), _published(one)
    if theirs is not None and abs(theirs - ours) > _APART:
        return False
    mine = Announcement(title=said.title, link=said.url, date=ours, ministry=_host(said.url))
    other = Announcement(title=alert.title, link=alert.url, date=theirs or ours, ministry=_host(alert.url or ""))
    return same(mine, other) is Relation.SAME


def _published(one: RecordedFinding) -> date:
    return _local(one.evidence.published or one.evidence.seen)


def _passage(alert: Alert) -> Passage:
    return Passage(
        text=alert.text, title=alert.title, published=_day(alert), authority=Authority.PRESS, url=alert.url, voice=_host(alert.url or "")
    )


def _once_each(alerts: Iterable[Alert]) -> list[Alert]:
    """Each address once, as it was told first; in order of time, those without a day at the end."""
    found: dict[str, Alert] = {}
    for one in sorted(alerts, key=lambda one: (one.at is None, one.at.timestamp() if one.at else 0.0)):
        found.setdefault(canonical_link(one.url) if one.url else canonical(one.title), one)
    return list(found.values())


def _day(alert: Alert) -> date | None:
    """The day of an alert in Japan; one that was written as a day is that day, wherever it was written."""
    if alert.at is None:
        return None
    return alert.at.date() if alert.whole_day else _local(alert.at)


def _local(moment: datetime) -> date:
    return moment.astimezone(JST).date()


def _within(day: date | None, since: date | None, until: date | None) -> bool:
    return day is None or ((since is None or since <= day) and (until is None or day <= until))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
