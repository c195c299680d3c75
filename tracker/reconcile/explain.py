"""Why an item was judged as it was: each claim with the events it could be of, the rule that decided, and what would change."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.model.finding import Conclusion, Finding
from tracker.model.reading import Claim
from tracker.model.timeline import Event
from tracker.read.lexicon import Lexicon
from tracker.reconcile.cases import by_its_case
from tracker.reconcile.conclude import conclude
from tracker.reconcile.judge import Judgement, Known, judge, weigh
from tracker.reconcile.match import Match
from tracker.reconcile.passage import Passage, PlacedClaim, read_passage

_MOST_CANDIDATES = 5


class Candidate(msgspec.Struct, frozen=True):
    """An event that a claim could be of, with how well it fits, 0 to 1."""

    event: str
    score: float
    kinship: str


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """A finding, the events that it could have been held against, and the event that it would leave changed."""

    finding: Finding
    candidates: tuple[Candidate, ...] = ()
    after: Event | None = None


class Dropped(msgspec.Struct, frozen=True, kw_only=True):
    """A claim that was read and gave no finding, and the rule that stopped it."""

    claim: Claim
    rule: str
    why: str
    candidates: tuple[Candidate, ...] = ()


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """An item as a whole. `subjects` and `statuses` are what was found in it by name, claimed or not."""

    conclusion: Conclusion
    subjects: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    findings: tuple[Explained, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def explain(passage: Passage, known: Known, lexicon: Lexicon) -> Explanation:
    """Read a passage, judge it as a poll would, and say of each claim how that came about."""
    passage = by_its_case(passage, known.timeline, lexicon)
    concluded = conclude(passage, known, lexicon)
    reading = read_passage(passage, lexicon)
    if reading is None:
        return Explanation(conclusion=concluded.conclusion)
    after = dict(concluded.revisions)
    findings = []
    left = list(reading.claims)
    for place, found in enumerate(concluded.conclusion.findings):
        placed = next((one for one in left if _is_of(one, found)), None)
        if placed is not None:
            left.remove(placed)
        weighed = _named(weigh(placed.claim, known, passage.published)) if placed else ()
        findings.append(Explained(finding=found, candidates=weighed, after=after.get(place)))
        if (event := after.get(place)) is not None:
            events = {**known.timeline.events, event.id: event}
            known = msgspec.structs.replace(known, timeline=msgspec.structs.replace(known.timeline, events=events))
    dropped = tuple(_dropped(one.claim, known, passage) for one in left)
    return Explanation(
        conclusion=concluded.conclusion,
        subjects=reading.subjects,
        statuses=reading.statuses,
        findings=tuple(findings),
        dropped=dropped,
    )


def _is_of(placed: PlacedClaim, found: Finding) -> bool:
    claim = placed.claim
    spot = (placed.part, claim.start, claim.end, claim.subject, claim.event)
    return spot == (found.part, found.start, found.end, found.subject, found.type) and claim.modality is found.modality


def _dropped(claim: Claim, known: Known, passage: Passage) -> Dropped:
    judgement: Judgement = judge(claim, known, passage.published, passage.authority)
    return Dropped(claim=claim, rule=judgement.rule, why=judgement.why, candidates=_named(weigh(claim, known, passage.published)))


def _named(matches: Iterable[Match]) -> tuple[Candidate, ...]:
    return tuple(Candidate(one.event.id, one.score, one.kinship.value) for one in tuple(matches)[:_MOST_CANDIDATES])
