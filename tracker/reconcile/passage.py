"""One item as a source publishes it (a headline with its text), and the claims that it makes as a whole."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from tracker.model.reading import Claim, Fact, MentionKind, Modality, Reading
from tracker.model.source import Authority
from tracker.model.when import UNKNOWN, Precision, When
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read
from tracker.read.resolve import YEAR_BY_LOOK
from tracker.read.timing import Publication
from tracker.reconcile.compare import instances_conflict
from tracker.reconcile.steps import laws_differ, scopes_differ
from tracker.text.canonical import canonical

_DATELINE = re.compile(r"^[\s\W]*(?:date\s*)?(?:\d{4}[-./年]\s*\d{1,2}[-./月]\s*\d{1,2}日?)?\s*\S{0,12}\s*$")
_MAX_CLAIMS = 40
_MOST_SUMS = 12
MENTIONED = "mentioned"
"""The name of a sum that a passage tells of and that is no fact of an event."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """A headline and its text. `published` is the publisher's own day in its own zone; it completes dates and is none itself.

    `voice` names who speaks (the publisher): two of one voice never bear each other out. `about` is the subject that is known by other
    means than a name, where it names none. `seen` ends with the day on which it was first seen; it begins with that of the look before
    where that did not show its dates yet, which then gives them their year if nothing else does.
    """

    text: str
    title: str | None = None
    published: date | None = None
    authority: Authority = Authority.AGGREGATOR
    url: str | None = None
    lang: str | None = None
    voice: str = ""
    about: str | None = None
    seen: When = UNKNOWN


class PlacedClaim(msgspec.Struct, frozen=True):
    """A claim with the part of the passage ("title" or "text") in which its quote stands."""

    claim: Claim
    part: str


class PassageReading(msgspec.Struct, frozen=True):
    """What the headline and the text of one passage state together, the headline's claims first.

    `headline` are the subjects that the headline names, `sums` all money that the passage tells of, in order, each sum once;
    `by_look` are the dates that have their year by when they were first seen.
    """

    claims: tuple[PlacedClaim, ...]
    subjects: tuple[str, ...]
    statuses: tuple[str, ...]
    headline: tuple[str, ...] = ()
    sums: tuple[Fact, ...] = ()
    by_look: tuple[When, ...] = ()


def read_passage(passage: Passage, lexicon: Lexicon) -> PassageReading | None:
    """All claims of a passage; None where it names no subject of the pack and is read no further.

    The headline is read as a headline. A text that only repeats it (with a date line or the publisher's name) adds nothing.
    """
    title = passage.title or ""
    body = "" if _repeats(passage.text, title) else passage.text
    if passage.about is None and not (title and lexicon.names_any(title)) and not (body and lexicon.names_any(body)):
        return None
    publication = Publication(passage.published, passage.seen)
    head = read(title, lexicon, published=publication, kind="title") if title else Reading()
    about = head.subjects[0] if len(head.subjects) == 1 else passage.about
    opened = tuple(claim for claim in head.claims if lexicon.pack.event_types[claim.event].closed_by)
    rest = read(body, lexicon, published=publication, about=about, opened=opened, period=_year_of(head)) if body else Reading()
    claims = [PlacedClaim(claim, "title") for claim in head.claims]
    for claim in rest.claims:
        _merge(claims, claim, opens=bool(lexicon.pack.event_types[claim.event].closed_by))
    return PassageReading(
        tuple(claims[:_MAX_CLAIMS]),
        tuple(dict.fromkeys(head.subjects + rest.subjects)) or ((passage.about,) if passage.about else ()),
        tuple(dict.fromkeys(head.statuses + rest.statuses)),
        head.subjects,
        _sums(head, rest),
        tuple(one.when for one in (*head.mentions, *rest.mentions) if one.doubt == YEAR_BY_LOOK and one.when is not None),
    )


def _year_of(head: Reading) -> When:
    """The one fiscal year that a headline names: of that year is the money of which its text says no other."""
    years = [one.when for one in head.mentions if one.kind is MentionKind.DATE and one.when and one.when.precision is Precision.FISCAL_YEAR]
    return years[0] if len(set(years)) == 1 else UNKNOWN


def _sums(*readings: Reading) -> tuple[Fact, ...]:
    found = (one for reading in readings for one in reading.mentions if one.kind is MentionKind.MONEY and one.amount is not None)
    sums = {
        (one.amount, one.currency): Fact(
            name=MENTIONED, value=one.amount, unit=one.currency, least=one.least, most=one.most, approx=one.approx, written=one.text
        )
        for one in found
    }
    return tuple(sums.values())[:_MOST_SUMS]


def _repeats(text: str, title: str) -> bool:
    """Whether a text is its title again, with nothing beside it but a date line and a short name."""
    if not title:
        return False
    plain, head = canonical(text), canonical(title)
    if not plain:
        return True
    if head not in plain:
        return False
    return bool(_DATELINE.match(plain.replace(head, " ", 1)))


def _merge(claims: list[PlacedClaim], claim: Claim, *, opens: bool) -> None:
    """Add a claim of the text, or complete the headline's claim of the same event with its date and facts.

    What `opens` for a time is announced as to come by a headline without a day, while its text has the day on which it began.
    """
    for place, known in enumerate(claims):
        head = known.claim
        if opens and head.modality is Modality.SCHEDULED and claim.modality is Modality.OCCURRED and not head.when.known:
            head = msgspec.structs.replace(head, modality=claim.modality)
        if known.part == "title" and _same_event(head, claim):
            claims[place] = PlacedClaim(_completed(head, claim), "title")
            return
    if claim.quote:
        claims.append(PlacedClaim(claim, "text"))


def _same_event(a: Claim, b: Claim) -> bool:
    if (a.subject, a.event) != (b.subject, b.event) or a.modality is not b.modality:
        return False
    if a.when.known and b.when.known and not a.when.overlaps(b.when):
        return False
    return not (instances_conflict(a.facts, b.facts) or laws_differ(a.facts, b.facts) or scopes_differ(a.facts, b.facts))


def _completed(head: Claim, rest: Claim) -> Claim:
    when = _sharper(head.when, rest.when)
    names = {(fact.name, fact.value) for fact in head.facts}
    facts = head.facts + tuple(fact for fact in rest.facts if (fact.name, fact.value) not in names)
    period = head.period if head.period.known else rest.period
    return msgspec.structs.replace(head, when=when, period=period, facts=facts)


def _sharper(a: When, b: When) -> When:
    if not a.known:
        return b
    if b.known and b.days is not None and (a.days is None or b.days < a.days) and b.within(a):
        return b
    return a
