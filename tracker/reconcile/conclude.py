"""One passage as a whole: its claims judged in turn, its main statement first, and what it makes of the timeline."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from tracker.model.finding import Conclusion, Finding, Verdict
from tracker.model.reading import Claim, Modality
from tracker.model.timeline import Event
from tracker.read.lexicon import Lexicon
from tracker.reconcile.absences import tripped, with_tripped
from tracker.reconcile.cases import by_its_case
from tracker.reconcile.corroborate import proposed, weighed
from tracker.reconcile.judge import Known, finding, judge
from tracker.reconcile.passage import Passage, PassageReading, PlacedClaim, read_passage
from tracker.reconcile.pots import in_pots
from tracker.reconcile.revise import revise

_UPDATES = (Verdict.REFINES, Verdict.ADVANCES, Verdict.MOVES, Verdict.SUPERSEDES, Verdict.CONTRADICTS)
_AHEAD = (Modality.SCHEDULED, Modality.EXPECTED)
_LONG_BEFORE = timedelta(days=365)
_YEARS_BEFORE = timedelta(days=3 * 365)


class Concluded(msgspec.Struct, frozen=True):
    """What a passage says, the events that it leaves changed, each with the place of its finding, and what is known thereafter."""

    conclusion: Conclusion
    revisions: tuple[tuple[int, Event], ...]
    known: Known


def conclude(passage: Passage, known: Known, lexicon: Lexicon, *, background: bool = False) -> Concluded:
    """Read a passage and hold each of its claims against the timeline, each later one against what the earlier ones left.

    `background` marks an item that was published long before it was first seen: it is read, and raises no alert.
    """
    passage = by_its_case(passage, known.timeline, lexicon)
    reading = read_passage(passage, lexicon)
    if reading is None:
        return Concluded(Conclusion("irrelevant", (), (), rule="names-no-subject"), (), known)
    findings: list[Finding] = []
    revisions: list[tuple[int, Event]] = []
    for placed in _in_order(reading, known):
        claim = _in_its_time(in_pots(placed.claim, passage.title or "", known.pack), known)
        judgement = judge(claim, known, passage.published, passage.authority)
        if judgement.verdict is Verdict.IRRELEVANT:
            continue
        found = finding(claim, placed.part, judgement, known)
        found = msgspec.structs.replace(found, background=background or _is_background(found, passage, known))
        proposal = proposed(found, passage, reading.claims, known.pack)
        found = _by_look(weighed(found, proposal, passage.authority, known.timeline), claim, passage, reading)
        event = revise(found, known.timeline, known.pack, passage.authority, passage.published, proposal)
        if event is not None:
            found = msgspec.structs.replace(found, event=event.id)
            revisions.append((len(findings), event))
            known = known.with_event(event)
        findings.append(_as_the_timeline_has_it(found, judgement.event, known))
    whole = _as_a_whole(tuple(findings), reading, known)
    # What is old raises no alert, and what it says of an absence was so when that was written down.
    touched = () if background else tripped(passage, reading, known.absences(), lexicon)
    if touched:
        whole = msgspec.structs.replace(whole, tripped=touched, review=with_tripped(whole.review, touched))
    return Concluded(whole, tuple(revisions), known)


def _in_its_time(claim: Claim, known: Known) -> Claim:
    """What is told as done on a day that is still to come, as in the present of a list or a headline, is planned for it."""
    ahead = claim.when.earliest is not None and claim.when.earliest > known.today
    return msgspec.structs.replace(claim, modality=Modality.SCHEDULED) if ahead and claim.modality is Modality.OCCURRED else claim


def _by_look(found: Finding, claim: Claim, passage: Passage, reading: PassageReading) -> Finding:
    """Says so where nothing but when a date was first seen gave it its year."""
    days = {(day.month, day.day) for when in reading.by_look for day in (when.earliest, when.latest) if day is not None}
    own = {(day.month, day.day) for day in (claim.when.earliest, claim.when.latest) if day is not None}
    if passage.seen.latest is None or not days & own:
        return found
    why = f"{found.why} Its year was not written: it is reckoned from when that was first seen."
    return msgspec.structs.replace(found, year_by=passage.seen.latest, why=why.strip())


def _in_order(reading: PassageReading, known: Known) -> tuple[PlacedClaim, ...]:
    """The main statement first: the headline's, then what stands first.

    After it comes what is told in passing, what happened years before, and what is undated and of nothing that the headline names
    or told again with a date; of several stages on one day the furthest comes first.
    """
    dated = {_told(placed.claim) for placed in reading.claims if placed.claim.when.known}

    def rank(placed: PlacedClaim) -> tuple[bool, bool, bool, bool, int]:
        claim = placed.claim
        elsewhere = bool(reading.headline) and claim.subject not in reading.headline
        beside = not claim.when.known and (elsewhere or _told(claim) in dated)
        past = claim.when.latest is not None and claim.when.latest < known.today - _YEARS_BEFORE
        return (placed.part != "title", beside, past, claim.aside, claim.start)

    ordered = sorted(reading.claims, key=rank)
    for index in range(1, len(ordered)):
        before, after = ordered[index - 1].claim, ordered[index].claim
        if _goes_on(before, after, known):
            ordered[index - 1], ordered[index] = ordered[index], ordered[index - 1]
    return tuple(ordered)


def _told(claim: Claim) -> tuple[str, str, bool]:
    """What a claim tells of: what has happened is not what is to come, though both be of one kind."""
    return (claim.subject, claim.event, claim.modality in _AHEAD)


def _goes_on(before: Claim, after: Claim, known: Known) -> bool:
    """Whether one sentence tells two stages of one day, the further one last (可決、成立)."""
    same = (before.subject, before.start, before.when) == (after.subject, after.start, after.when)
    first, second = (known.pack.stage(one.subject, one.event) for one in (before, after))
    return same and before.when.exact is not None and first is not None and second is not None and first < second


def _as_the_timeline_has_it(found: Finding, event: Event | None, known: Known) -> Finding:
    """What bears out a known event is of that event's type, where both words are of the thing itself (adopted and published).

    A law that passed its last house on the day of its enactment is enacted; that somebody announced or chose a thing stays another word.
    """
    if event is None or event.type is None or found.event != event.id or found.verdict not in (Verdict.CONFIRMS, Verdict.REFINES):
        return found
    told, had = (known.pack.event_types[name] for name in (found.type, event.type))
    alike = told.replaces and had.replaces and (had.id in told.told_as or told.id in had.told_as)
    below, above = (known.pack.stage(found.subject, kind.id) or 0 for kind in (told, had))
    on_the_way = found.rule == "confirms.same-day-stage" and below < above
    return msgspec.structs.replace(found, type=had.id) if alike or on_the_way else found


def _is_background(found: Finding, passage: Passage, known: Known) -> bool:
    """Something new to the timeline that happened long before: history, not news."""
    if found.verdict is not Verdict.ADDS:
        return False
    happened = found.when.latest or found.when.earliest or passage.published
    return happened is not None and happened < known.today - _LONG_BEFORE


def _as_a_whole(findings: tuple[Finding, ...], reading: PassageReading, known: Known) -> Conclusion:
    if not findings:
        tracks = tuple(dict.fromkeys(track for subject in reading.subjects for track in known.pack.tracks_of(subject)))
        review = _for_review(reading)
        return Conclusion("irrelevant", tracks, (), review=review, rule="states-nothing")
    tracks = tuple(dict.fromkeys(track for found in findings for track in found.tracks))
    stated = {(fact.value, fact.unit) for found in findings for fact in found.facts}
    beside = tuple(fact for fact in reading.sums if (fact.value, fact.unit) not in stated)
    return Conclusion(item_verdict(findings[0]), tracks, findings, rule=findings[0].rule, mentioned=beside)


def _for_review(reading: PassageReading) -> str | None:
    if not reading.subjects or not reading.statuses:
        return None
    return f"names {', '.join(reading.subjects)} and {', '.join(reading.statuses)}, but no statement could be read"


def item_verdict(main: Finding) -> str:
    """known, update or new: what the item as a whole does, by its main statement; an ambiguous one goes by its best candidate."""
    if main.verdict in _UPDATES:
        return "update"
    return "known" if main.verdict in (Verdict.CONFIRMS, Verdict.AMBIGUOUS) else "new"


def reference_day(published: date | None, known_at: date | None, clock: date | None) -> date:
    """The day that a question is asked on: the clock's, or without one the later of publication and the seed's knowledge."""
    if clock is not None:
        return clock
    return max((day for day in (published, known_at) if day is not None), default=date.min)
