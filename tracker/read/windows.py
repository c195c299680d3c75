"""Something that is open for a time: the day on which it closes, its number, and where to hand something in.

An announcement says that comments are invited, and names the last day in the same breath (8月25日から9月24日までの間), in a line of its own
(意見提出期限：9月24日必着; 募集期間：8月25日～9月24日), or as all that it says of time (until September 24). That day is an event of its
own, of the type that the pack names in `closed_by`. A last day at 0:00 is the day before: midnight begins a day, and what is handed in then
has come too late.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec

from tracker.model.pack import EventType
from tracker.model.reading import CASE, SUBMIT, Claim, Fact, Modality
from tracker.model.when import UNKNOWN, Precision, When
from tracker.read.clauses import Sentence
from tracker.read.lexicon import Lexicon
from tracker.read.mentions import Material
from tracker.read.resolve import Dated
from tracker.read.spans import between

_BEFORE = re.compile(
    r"(?:締め?切り?|期限|期日|〆切)(?:年月)?(?:日時|日)?\s*(?:は|が|:|\||\s)*$"
    r"|\b(?:deadline(?: for [a-z ]{1,60})?|due|closing date)(?: is| was|:)?(?: on)? ?$"
)
_AFTER = re.compile(
    r"\s*(?:\([月火水木金土日](?:曜日?)?[・祝]*\))?\s*(?:(?:午前|午後)?\d{1,2}(?:時(?:\d{1,2}分)?|:\d{2}))?\s*\(?(?:必着|締め?切|〆切|(?:当日)?消印有効|まで)"
)
_PERIOD = re.compile(
    r"(?:募集|受付|受け付け|提出|公募|応募)(?:の)?(?:期間|期日|日程)\s*(?:は|が|:|\||\s)*$"
    r"|\b(?:comment|submission|consultation|application)s? (?:period|window)(?: is| runs| was|:)*(?: from)? ?$"
)
_MIDNIGHT = re.compile(r"\s*(?:\([月火水木金土日](?:曜日?)?[・祝]*\))?\s*(?:午前)?(?:00?時(?:00?分)?|00?:00(?::00)?)(?![0-9])")
_UNTIL = re.compile(r"\b(?:until|by|through|no later than)(?: [a-z]+day,?)? ?$")
_SPEAKS_ON = re.compile(r"(?:なお、)?(?:締め?切り?|期限|〆切)日?は")
"""A sentence that gives the last day of what the sentence before it speaks of (公募を開始した。締め切りは1月29日)."""
_HANDED_IN = re.compile(r"意見|コメント|提出|提案|応募|募集|公募|comment|submission|opinion|view")
_CASE = re.compile(
    r"案件番号\s{0,5}[:：は|]?\s{0,5}([0-9A-Za-z]{4,20})(?![0-9A-Za-z])|CLASSNAME=PCMMSTDETAIL&(?:amp;)?id=([0-9A-Za-z]{4,20})"
)
_WHERE = re.compile(r"(?:提出先|送付先|送り先|提出方法|宛先|応募先|(?:submit|send|sent|submitted)(?: [a-z]+){0,4} to|submission address)")
_ADDRESS = re.compile(
    r"https?://[^\s\"'<>（）「」、。]{4,500}|[A-Za-z0-9._%+-]{1,64}(?:@|＠|\[at\]|（at）)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}"
)
_LONGEST_HEADING = 40
_FAR = 300
"""Characters within which an address stands behind the words that announce it."""
_SAID = frozenset({Modality.OCCURRED, Modality.SCHEDULED, Modality.EXPECTED, Modality.REPORTED})


def with_windows(
    claims: Sequence[Claim], material: Material, told: Sequence[Sentence], lexicon: Lexicon, published: date | None
) -> list[Claim]:
    """The claims, each that opens something with the one of its closing behind it, where a day for that is told."""
    types = lexicon.pack.event_types
    closings = {kind.closed_by for kind in types.values() if kind.closed_by}
    if not any(claim.event in closings or types[claim.event].closed_by or types[claim.event].result_of for claim in claims):
        return list(claims)
    facts, last_days = tuple(_facts(material)), _last_days(material, told)
    midnights = {one.when.latest for one in material.dates if _MIDNIGHT.match(material.masked, one.end)}
    closed = {(claim.subject, claim.event) for claim in claims}
    found: list[Claim] = []
    for each in claims:
        kind = types[each.event]
        claim = _by_the_day_before(each) if each.event in closings and each.when.exact in midnights else each
        if kind.closed_by is None or claim.modality not in _SAID:
            found.append(_with(claim, [fact for fact in facts if _is_of(fact, kind, closings)]))
            continue
        place = _deadline(claim, last_days)
        last = place.dated.when if place is not None else claim.when if _is_range(claim.when) else UNKNOWN
        found.append(_with(_opened(_begun(claim, last), last, published), facts))
        if last.latest is not None and (claim.subject, kind.closed_by) not in closed:
            closed.add((claim.subject, kind.closed_by))
            day = _day_before(last.latest) if last.latest in midnights else last.latest
            found.append(_with(_closing(claim, kind, day, place, material, published), facts))
    return found


def _is_of(fact: Fact, kind: EventType, closings: Collection[str | None]) -> bool:
    """Whether what a text tells of something open belongs to an event of a type: to its end all of it, to its outcome its number."""
    return kind.id in closings or (fact.name == CASE and kind.result_of is not None)


def _day_before(day: date) -> date:
    return day - timedelta(days=1)


def _by_the_day_before(claim: Claim) -> Claim:
    assert claim.when.exact is not None
    day = _day_before(claim.when.exact)
    return msgspec.structs.replace(claim, when=When(day, day, Precision.DAY))


def _is_range(when: When) -> bool:
    return when.latest is not None and (when.earliest is None or (when.precision is Precision.RANGE and when.earliest < when.latest))


def _begun(claim: Claim, last: When) -> Claim:
    """The opening on the first day of the time that is told beside it, where it is told without a day."""
    first = last.earliest
    if claim.when.known or first is None or not _is_range(last):
        return claim
    return msgspec.structs.replace(claim, when=When(first, first, Precision.DAY))


def _opened(claim: Claim, last: When, published: date | None) -> Claim:
    """The opening without the day that is that of its closing. What was to open on the day of the announcement or before is open."""
    when, modality = claim.when, claim.modality
    if last.known and when.latest == last.latest and when.earliest in (None, last.latest):
        # "Is invited until" tells of a call that stands, however far its last day lies ahead.
        when, modality = UNKNOWN, Modality.OCCURRED if modality in (Modality.SCHEDULED, Modality.EXPECTED) else modality
    if modality is Modality.SCHEDULED and published is not None and when.earliest is not None and when.earliest <= published:
        modality = Modality.OCCURRED
    return msgspec.structs.replace(claim, when=when, modality=modality)


def _closing(claim: Claim, kind: EventType, day: date, place: LastDay | None, material: Material, published: date | None) -> Claim:
    over = claim.modality is Modality.OCCURRED and published is not None and day < published
    start, end = _place(place, material) if place is not None else (claim.start, claim.end)
    return Claim(
        subject=claim.subject,
        event=kind.closed_by or kind.id,
        modality=Modality.OCCURRED if over else Modality.SCHEDULED,
        when=When(day, day, Precision.DAY),
        quote=material.normal.given[start:end],
        start=start,
        end=end,
    )


def _place(last: LastDay, material: Material) -> tuple[int, int]:
    """Where a last day is told in the text as given: its sentence, or of a long one what stands around it."""
    normal, given = material.normal, material.normal.given
    start = max(normal.start(last.sentence.start), normal.start(last.dated.start) - _FAR)
    end = min(normal.end(last.sentence.end), normal.end(last.dated.end) + _FAR)
    while start < end and given[start].isspace():
        start += 1
    while end > start and given[end - 1].isspace():
        end -= 1
    return start, end


class LastDay(NamedTuple):
    """A day that is told as the last on which something can be handed in, and the sentence that tells it."""

    dated: Dated
    sentence: Sentence


def _last_days(material: Material, told: Sequence[Sentence]) -> dict[date, LastDay]:
    """Every last day, each once.

    What is handed in may stand in the line above, as the heading of the day (2 意見提出期限).
    """
    found: dict[date, LastDay] = {}
    start = before = 0
    for sentence in told:
        if _SPEAKS_ON.match(material.masked, sentence.start):
            start = before
        if _HANDED_IN.search(material.masked, start, sentence.end):
            for one in between(material.dates, sentence.start, sentence.end):
                last = one.when.latest
                if last is not None and _is_last(material.masked, one, start, sentence.end):
                    day = _day_before(last) if _MIDNIGHT.match(material.masked, one.end) else last
                    found.setdefault(day, LastDay(one, sentence))
        before = sentence.start
        start = sentence.start if _is_heading(material.masked, sentence) else sentence.end
    return found


def _deadline(claim: Claim, last_days: Mapping[date, LastDay]) -> LastDay | None:
    """The one last day that can be that of a claim; None where there is none, or several."""
    first = claim.when.earliest
    fitting = [one for day, one in last_days.items() if first is None or day >= first]
    return fitting[0] if len(fitting) == 1 else None


def _is_heading(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a short line that no full stop ends."""
    said = text[sentence.start : sentence.end]
    broken = said.endswith("\n") or text[sentence.end : sentence.end + 1] == "\n"
    return broken and len(said) <= _LONGEST_HEADING and not said.rstrip().endswith(("。", ".", "!", "?"))


def _is_last(text: str, one: Dated, start: int, end: int) -> bool:
    """Whether a day is told as the last, or a range of days as the time in which something can be handed in."""
    before = text[max(start, one.start - 80) : one.start]
    if one.when.exact is None:
        return _is_range(one.when) and bool(_PERIOD.search(before))
    after = text[one.end : min(end, one.end + 40)]
    return bool(_BEFORE.search(before) or _UNTIL.search(before) or _AFTER.match(after))


def case_in(text: str) -> str | None:
    """The number of the case that a text is about; None where it has none, or several."""
    cases = {found[1] or found[2] for found in _CASE.finditer(text)}
    return cases.pop() if len(cases) == 1 else None


def _facts(material: Material) -> Iterator[Fact]:
    """The number of the case where the text has one alone, and the address that it names for handing something in."""
    given = material.normal.given
    number = case_in(given)
    if number is not None:
        yield Fact(name=CASE, value=number, written=number)
    where = _WHERE.search(given)
    address = _ADDRESS.search(given, where.end(), where.end() + _FAR) if where else None
    if address is not None:
        plain = re.sub(r"＠|\[at\]|（at）", "@", address[0]).rstrip(".,)")
        yield Fact(name=SUBMIT, value=plain, written=address[0])


def _with(claim: Claim, facts: Sequence[Fact]) -> Claim:
    known = {fact.name for fact in claim.facts}
    return msgspec.structs.replace(claim, facts=(*claim.facts, *(fact for fact in facts if fact.name not in known)))
