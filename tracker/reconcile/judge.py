"""The rules: what one claim does to the timeline. Each is named, tried in order, and explainable in one sentence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import msgspec

from tracker.model.finding import Finding, Verdict
from tracker.model.pack import Pack
from tracker.model.reading import Claim, Modality
from tracker.model.source import Authority
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import UNKNOWN
from tracker.reconcile.amiss import amiss, mispriced
from tracker.reconcile.compare import (
    Fit,
    days_apart,
    fit_dates,
    fit_facts,
    has_instance,
    instances_of,
    later_instance,
    moved_words,
    names_case,
    precedes,
)
from tracker.reconcile.match import THRESHOLD, Kinship, Match, kinship, matches, story
from tracker.reconcile.periods import period_of_event, same_period
from tracker.reconcile.pots import Dispute, disputed
from tracker.reconcile.shelf import Shelf, shelve
from tracker.reconcile.steps import begins_with
from tracker.reconcile.totals import round_since

_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)
_SUMS = ("amount", "valuation")
_AMBIGUITY = 0.02


class Known(msgspec.Struct, frozen=True):
    """What a claim is held against: the timeline, the field, and the day on which the question is asked (JST).

    `by_subject` holds the ids of the events of each subject, `money` the events with sums of a known pot, `lacking` the absences,
    and `shelves` the events set out, once a claim has asked for them.
    """

    timeline: Timeline
    pack: Pack
    today: date
    by_subject: dict[str, list[str]] = {}
    money: dict[str, Event] = {}
    lacking: dict[str, Event] = {}
    shelves: dict[str, Shelf] = {}

    def shelf(self, subject: str) -> Shelf:
        """The events of a subject; what was set out once is kept."""
        found = self.shelves.get(subject)
        if found is None:
            self._index()
            floor = self.timeline.known_at.date() if self.timeline.known_at else None
            own = [self.timeline.events[name] for name in self.by_subject.get(subject, ())]
            found = self.shelves[subject] = shelve(own, self.pack, floor)
        return found

    def moneyed(self) -> Collection[Event]:
        """The events that hold sums of a known pot."""
        self._index()
        return self.money.values()

    def absences(self) -> Collection[Event]:
        """What is known not to be. The seed alone says so: no finding adds to them."""
        self._index()
        return self.lacking.values()

    def with_event(self, event: Event) -> Known:
        """What is known once an event has come to be so; shelves of other subjects stay as they are."""
        shelf = self.shelf(event.subject).with_event(event)
        events = {**self.timeline.events, event.id: event}
        timeline = msgspec.structs.replace(self.timeline, events=events)
        money = {**self.money, event.id: event} if event.id in self.money or event.has_pots else self.money
        return msgspec.structs.replace(self, timeline=timeline, shelves={**self.shelves, event.subject: shelf}, money=money)

    def _index(self) -> None:
        if self.by_subject:
            return
        for event in self.timeline.events.values():
            self.by_subject.setdefault(event.subject, []).append(event.id)
            if event.has_pots:
                self.money[event.id] = event
            if event.kind is RowKind.ABSENCE:
                self.lacking[event.id] = event


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome for one claim: the rule, its verdict, the event held against, and what was there."""

    verdict: Verdict
    rule: str
    why: str
    event: Event | None = None
    score: float = 1.0
    runner_up: str | None = None
    tell: bool = True


def judge(claim: Claim, known: Known, published: date | None, authority: Authority) -> Judgement:
    """Hold one claim against the timeline. `published` tells undated tellings of recurring events apart."""
    if claim.modality is Modality.CONDITIONAL:
        return Judgement(verdict=Verdict.IRRELEVANT, rule="conditional", why="A condition changes no status.")
    dispute = disputed(claim, known.moneyed(), known.pack)
    if dispute is not None:
        return _disputed(dispute)
    mistaken = mispriced(claim, known.moneyed())
    if mistaken is not None:
        return _judged(Verdict.CONTRADICTS, mistaken[1].rule, mistaken[1].why, mistaken[0])
    found = weigh(claim, known, published)
    likely = tuple(match for match in found if match.score >= THRESHOLD)
    if len(likely) > 1 and _toss_up(likely):
        return _one_of_several(claim, likely, known) or _ambiguous(likely)
    if likely:
        judged = _against(claim, likely[0].event, known, authority)
        return msgspec.structs.replace(judged, score=likely[0].score, runner_up=_named(found[1:]))
    if claim.modality in (Modality.DENIED, Modality.CANCELLED):
        return Judgement(verdict=Verdict.IRRELEVANT, rule="denied-unknown", why="It denies what the timeline does not hold.")
    judged = _on_ladder(claim, known) or _replaces(claim, known) or _adds(claim, known.pack)
    return msgspec.structs.replace(judged, runner_up=_named(found))


def weigh(claim: Claim, known: Known, published: date | None) -> tuple[Match, ...]:
    """The events that a claim may speak of, best first, as the rules see them; those below `THRESHOLD` are only near."""
    return matches(claim, known.shelf(claim.subject), known.pack, published)


def _disputed(dispute: Dispute) -> Judgement:
    stated = dispute.event.statement
    quoted = f"“{stated.en}”" if stated else dispute.event.id
    why = f"As it has {dispute.one} and {dispute.other}, one holding money of the other, the timeline's words cannot be true: {quoted}."
    return _judged(Verdict.CONTRADICTS, "contradicts.pots", why, dispute.event)


def _named(others: tuple[Match, ...]) -> str | None:
    """The next best event and its score, as findings keep it."""
    return f"{others[0].event.id} {others[0].score}" if others else None


def _toss_up(likely: tuple[Match, ...]) -> bool:
    return likely[0].kinship is likely[1].kinship and likely[0].score - likely[1].score < _AMBIGUITY


def _one_of_several(claim: Claim, likely: tuple[Match, ...], known: Known) -> Judgement | None:
    """The timeline has several such occasions and dates none of them: this is one, and which one is not said."""
    equal = [match.event for match in likely if likely[0].score - match.score < _AMBIGUITY]
    if not known.pack.recurs(claim.subject, claim.event) or any(event.when.known or event.published for event in equal):
        return None
    return _judged(Verdict.REFINES, "refines.one-of-several", "One of the occasions that the timeline has without a date.", equal[0])


def _ambiguous(likely: tuple[Match, ...]) -> Judgement:
    first, second = likely[0], likely[1]
    return Judgement(
        verdict=Verdict.AMBIGUOUS,
        rule="ambiguous.equal-candidates",
        why=f"It fits {first.event.id} and {second.event.id} equally well, and nothing that it says tells them apart.",
        event=first.event,
        score=first.score,
        runner_up=_named(likely[1:]),
    )


def _against(claim: Claim, event: Event, known: Known, authority: Authority) -> Judgement:
    """The claim and the event are of one occasion: how do they differ?"""
    wrong = amiss(claim, event, known.pack, known.moneyed())
    if wrong is not None:
        return _judged(Verdict.CONTRADICTS, wrong.rule, wrong.why, event)
    if same_period(claim, event, known.pack):
        claim, event, more = _without_years(claim, event, known)
        if more is not None and not is_planned(event, known.today) and fit_dates(claim.when, event.when) is not Fit.APART:
            return more
    if claim.modality is Modality.DENIED:
        return _denied(event, known)
    if claim.modality is Modality.POSTPONED:
        return _judged(Verdict.MOVES, "moves.postponed", "What was planned is put off.", event)
    if claim.modality is Modality.CANCELLED:
        return _judged(Verdict.ADVANCES, "advances.cancelled", "What was planned is called off.", event)
    if is_planned(event, known.today):
        return _against_planned(claim, event, known, authority)
    found = _against_occurred(claim, event, authority)
    later = round_since(event, known.shelf(event.subject), known.today) if found.verdict is Verdict.CONFIRMS else None
    if later is None:
        return found
    why = f"The same total as before {later.id}, which has come since: it is no evidence of today's."
    return msgspec.structs.replace(found, rule="confirms.before-a-round", why=why)


def _without_years(claim: Claim, event: Event, known: Known) -> tuple[Claim, Event, Judgement | None]:
    """Claim and event without dates that only say which years the money is for, and what the claim adds to the event if it adds."""
    years = period_of_event(event, known.pack)
    bare = msgspec.structs.replace(event, when=UNKNOWN) if event.when == years else event
    told = msgspec.structs.replace(claim, when=UNKNOWN) if claim.when == claim.period else claim
    if told.when != claim.when and bare.when.known:
        return told, bare, _judged(Verdict.REFINES, "refines.period", "The same money, now with the years that it is for.", event)
    sums = [fact for fact in claim.facts if fact.name == "amount"]
    theirs = [fact for fact in event.facts if fact.name == "amount"]
    if any(all(fit_facts(mine, old) in (Fit.APART, Fit.UNSAID) for old in theirs) for mine in sums):
        return told, bare, _judged(Verdict.REFINES, "refines.figures", "Money of the same year, with a sum that the timeline lacks.", event)
    return told, bare, None


def is_planned(event: Event, today: date) -> bool:
    """Whether an event still lies ahead: said to be planned, or dated after today whatever else is said of it."""
    return event.modality in _PLANNED or (event.when.earliest is not None and event.when.earliest > today)


def _denied(event: Event, known: Known) -> Judgement:
    if is_planned(event, known.today):
        return _judged(Verdict.CONFIRMS, "confirms.not-yet", "It has not happened yet, as the timeline has it.", event, tell=False)
    return _judged(Verdict.CONTRADICTS, "contradicts.denied", "It is said not to have happened; the timeline has it as done.", event)


def _against_planned(claim: Claim, event: Event, known: Known, authority: Authority) -> Judgement:
    fit = fit_dates(claim.when, event.when)
    if claim.modality in (Modality.OCCURRED, Modality.REPORTED):
        ahead = event.when.earliest is not None and event.when.earliest > known.today
        if ahead and fit is not Fit.APART:
            return _confirms(event, authority, "confirms.ahead", "It is announced for the day that the timeline has.")
        word = "reported" if claim.modality is Modality.REPORTED else "occurred"
        return _judged(Verdict.ADVANCES, f"advances.{word}", f"What was {event.modality} has now {word}.", event)
    if known.pack.is_deadline(event.type) and days_apart(claim.when, event.when) == 1:
        return _confirms(event, authority, "confirms.midnight", "A deadline at midnight is told as of the day before or the day after.")
    if fit in (Fit.APART, Fit.OVERLAPS):
        return _judged(Verdict.MOVES, "moves.date", moved_words(claim.when, event.when), event)
    if fit is Fit.FINER or (claim.when.known and not event.when.known):
        return _judged(Verdict.REFINES, "refines.date", "The planned date is now told more exactly.", event)
    if event.modality is Modality.EXPECTED and claim.modality is Modality.SCHEDULED and fit is Fit.EQUAL:
        return _judged(Verdict.ADVANCES, "advances.fixed", "What was expected is now fixed.", event)
    if names_case(claim.facts) and not names_case(event.facts):
        return _judged(Verdict.REFINES, "refines.case", "The same plan, now with the number of its case.", event)
    return _confirms(event, authority, "confirms.plan", "The plan stands as the timeline has it.")


def _against_occurred(claim: Claim, event: Event, authority: Authority) -> Judgement:
    fit = fit_dates(claim.when, event.when)
    if fit is Fit.APART:
        if _is_first_official(claim, event, authority):
            why = "What was reported of another day is official, and this is its day."
            return _judged(Verdict.ADVANCES, "advances.official", why, event)
        if claim.modality in _PLANNED:
            return _judged(
                Verdict.CONTRADICTS, "contradicts.plan", "It is told as planned; the timeline has it as done on another day.", event
            )
        return _judged(Verdict.CONTRADICTS, "contradicts.date", "Both dates cannot be true of one event.", event)
    if fit is Fit.FINER and claim.modality not in _PLANNED:
        return _judged(Verdict.REFINES, "refines.date", "The same event, with a more exact date.", event)
    if any(fit_facts(mine, old) is Fit.FINER for mine in claim.facts for old in event.facts):
        return _judged(Verdict.REFINES, "refines.amount", "The same event, with more exact figures.", event)
    if claim.when.known and not event.when.known and claim.modality not in _PLANNED:
        return _judged(Verdict.REFINES, "refines.first-date", "The same event, which the timeline had without a date.", event)
    if _tells_more(claim, event):
        return _judged(Verdict.REFINES, "refines.figures", "The same event, with a sum that the timeline lacks.", event)
    if names_case(claim.facts) and not names_case(event.facts) and claim.modality not in _PLANNED:
        return _judged(Verdict.REFINES, "refines.case", "The same event, now with the number of its case.", event)
    if _is_first_official(claim, event, authority):
        return _judged(Verdict.ADVANCES, "advances.official", "What was reported is now official.", event)
    return _confirms(event, authority, "confirms.same", "The same within what was written.")


def _is_first_official(claim: Claim, event: Event, authority: Authority) -> bool:
    """Whether an official word tells as done what so far was only reported."""
    return event.modality is Modality.REPORTED and claim.modality is Modality.OCCURRED and authority.is_official


def _tells_more(claim: Claim, event: Event) -> bool:
    """Whether there is a sum that the timeline lacks, beside one that it has or of another kind: what a firm is worth, other currency."""
    sums = [fact for fact in claim.facts if fact.name in _SUMS]
    theirs = [fact for fact in event.facts if fact.name in _SUMS]
    fits = [{fit_facts(mine, old) for old in theirs} for mine in sums]
    lacking = [fit <= {Fit.APART, Fit.UNSAID} for fit in fits]
    return bool(theirs) and any(lacking) and (not all(lacking) or all(Fit.APART not in fit for fit in fits))


def _confirms(event: Event, authority: Authority, rule: str, why: str) -> Judgement:
    """A confirmation is told once, and once more when it raises the authority that stands behind the event."""
    if event.authority is None:
        return _judged(Verdict.CONFIRMS, rule, f"{why} It is the first evidence seen for it.", event)
    if authority.is_official and not event.authority.is_official:
        return _judged(Verdict.CONFIRMS, f"{rule}.now-official", f"{why} It is now official.", event)
    return _judged(Verdict.CONFIRMS, rule, f"{why} It adds a source.", event, tell=False)


def _on_ladder(claim: Claim, known: Known) -> Judgement | None:
    """No event of this type is known, but other rungs of the same ladder are. What recurs climbs nothing."""
    mine = known.pack.stage(claim.subject, claim.event)
    if mine is None or known.pack.recurs(claim.subject, claim.event):
        return None
    told = story(claim, known.shelf(claim.subject), known.pack)
    if not told or _is_of_before(claim, told, known):
        return None
    rungs = [event for event in told if not is_planned(event, known.today)]
    for event in rungs:
        if fit_dates(claim.when, event.when) is Fit.EQUAL and event.when.exact and not begins_with(claim, event, known.pack):
            return _judged(Verdict.CONFIRMS, "confirms.same-day-stage", "Another stage of the same day that the timeline has.", event)
    above = [event for event in told if (known.pack.stage(event.subject, event.type or "") or 0) > mine]
    if rungs and not any(event in rungs for event in above):
        highest = max(rungs, key=lambda event: ((known.pack.stage(event.subject, event.type or "") or 0), event.id))
        if precedes(claim.when, highest.when):
            return None
        if claim.modality in _PLANNED:
            return _judged(Verdict.ADDS, "adds.next-stage", "The next stage is planned.", None)
        return _judged(Verdict.ADVANCES, "advances.stage", f"It goes on from {highest.type} to {claim.event}.", highest)
    if not above:
        return None
    after = min(above, key=lambda event: ((known.pack.stage(event.subject, event.type or "") or 0), event.id))
    apart = days_apart(claim.when, after.when)
    ahead = is_planned(after, known.today)
    if claim.when.known and apart is not None and apart <= 366 and claim.modality not in _PLANNED and ahead:
        return _judged(Verdict.REFINES, "refines.earlier-stage", f"An earlier stage of what the timeline has as {after.type}.", after)
    return None


def _is_of_before(claim: Claim, told: tuple[Event, ...], known: Known) -> bool:
    """Whether a claim that names no version or round tells of an earlier one than the timeline does, or of any of several."""
    if has_instance(claim.facts):
        return False
    rounds = {value for event in told for value in instances_of(event.facts)}
    later = any(precedes(claim.when, event.when) for event in known.shelf(claim.subject).rack(claim.event).events)
    return later or len(rounds) > 1


def _replaces(claim: Claim, known: Known) -> Judgement | None:
    """A later version or term of something that the timeline has."""
    if claim.modality is not Modality.OCCURRED:
        return None
    kind = known.pack.event_types[claim.event]
    if not kind.replaces or not has_instance(claim.facts):
        return None
    earlier = [
        event
        for event in known.shelf(claim.subject)
        if kinship(claim, event, known.pack) in (Kinship.SAME, Kinship.TOLD_AS) and later_instance(claim.facts, event.facts)
    ]
    if not earlier:
        return None
    latest = max(earlier, key=lambda event: (event.when.latest or date.min, event.id))
    return _judged(Verdict.SUPERSEDES, "supersedes.instance", f"A later version or term than {latest.id}.", latest)


def _adds(claim: Claim, pack: Pack) -> Judgement:
    subject = pack.subjects.get(claim.subject)
    if subject is not None and subject.cyclic and pack.stage(claim.subject, claim.event) is None:
        # A budget is drafted and enacted; what is selected or published under it happens to something else.
        return Judgement(verdict=Verdict.IRRELEVANT, rule="off-ladder", why=f"{claim.event} is no stage of {claim.subject}.")
    return _judged(Verdict.ADDS, "adds.event", f"The timeline has no {claim.event} of {claim.subject} that this could be.", None)


def _judged(verdict: Verdict, rule: str, why: str, event: Event | None, *, tell: bool = True) -> Judgement:
    return Judgement(verdict=verdict, rule=rule, why=why, event=event, tell=tell)


def finding(claim: Claim, part: str, judgement: Judgement, known: Known) -> Finding:
    """The judgement as a finding.

    Its date is the claim's own or, where none was said, that of the very event it speaks of: never that of an earlier version or stage.
    """
    event = judgement.event
    same_event = judgement.verdict in (Verdict.CONFIRMS, Verdict.REFINES, Verdict.CONTRADICTS) or judgement.rule == "advances.official"
    real = known.timeline.events.get(event.id) if event else None
    when = claim.when
    if not when.known and same_event and event is not None:
        when = event.when if event.when.known or real is None else real.when
    if not when.known and known.pack.event_types[claim.event].dated_by_period:
        when = claim.period
    tracks = tuple(dict.fromkeys((event.tracks if event else ()) + known.pack.tracks_of(claim.subject)))
    return Finding(
        verdict=judgement.verdict,
        track=tracks[0] if tracks else "",
        tracks=tracks,
        subject=claim.subject,
        type=claim.event,
        modality=claim.modality,
        event=event.id if event else None,
        against=event.id if event else None,
        rule=judgement.rule,
        why=judgement.why,
        when=when,
        was=real.when if real else None,
        was_modality=real.modality if real else None,
        was_type=real.type if real else None,
        was_facts=real.facts if real else (),
        facts=claim.facts,
        quote=claim.quote,
        part=part,
        start=claim.start,
        end=claim.end,
        score=judgement.score,
        runner_up=judgement.runner_up,
        tell=judgement.tell,
        period=claim.period,
    )
