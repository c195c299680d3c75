"""A memo held against the timeline. Pure: its text in, each of its sentences with verdict, rule and event out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations

import msgspec

from tracker.model.finding import Verdict
from tracker.model.memo import Audit, Judged, MemoVerdict, MemoWords, Note
from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact, Mention, MentionKind, Modality, Reading
from tracker.model.source import Authority
from tracker.model.timeline import Event, RowKind
from tracker.read.clauses import sentences
from tracker.read.lexicon import Lexicon
from tracker.read.reader import MOST_CHARACTERS, read
from tracker.reconcile.compare import Fit, fit_dates, fit_facts
from tracker.reconcile.judge import Judgement, Known, is_planned, judge
from tracker.reconcile.since import came_since, more_since
from tracker.text.normal import Normal, fold, normalise

_PLANNED = (Modality.SCHEDULED, Modality.EXPECTED, Modality.POSTPONED)
_FITS = (Fit.EQUAL, Fit.FINER, Fit.COARSER)
_NAMES = {MentionKind.MONEY: "amount", MentionKind.PERCENT: "percent", MentionKind.COUNT: "count", MentionKind.VERSION: "version"}

_FIGURES = "figures.same"
_GOES_ON = re.compile(r"the same\b|同じ?(?=[一-鿿ァ-ヶ])")
"""A sentence that begins so goes on about what was spoken of, though a new paragraph begins."""


class _Part(msgspec.Struct, frozen=True):
    """One sentence with what was read in it, the subjects that it speaks of, those that it names, and all that were named so far."""

    start: int
    end: int
    text: str
    claims: tuple[Claim, ...]
    mentions: tuple[Mention, ...]
    subjects: tuple[str, ...]
    named: tuple[str, ...]
    so_far: frozenset[str]


class _Matter(msgspec.Struct, frozen=True):
    """What all sentences are held against. `told` are the events that the memo tells as the timeline has them."""

    known: Known
    words: MemoWords
    published: date | None
    told: frozenset[str] = frozenset()


def audit(text: str, known: Known, lexicon: Lexicon, words: MemoWords, *, published: date | None = None) -> Audit:
    """Judge a memo. `published` is its own day, which completes dates without a year. Longer texts are judged up to 200,000 characters."""
    text = text[:MOST_CHARACTERS]
    parts = [_read_alone(part, lexicon, published) for part in _parts(text, read(text, lexicon, published=published))]
    matter = _Matter(known, words, published)
    matter = msgspec.structs.replace(matter, told=frozenset(_told(parts, matter)))
    return Audit(text, tuple(_judged(part, matter) for part in parts))


def _parts(text: str, reading: Reading) -> Iterator[_Part]:
    """The sentences in order. One that names no subject goes on about that of the sentence before it in its paragraph."""
    normal = normalise(text)
    before: tuple[str, ...] = ()
    so_far: frozenset[str] = frozenset()
    end = 0
    for start, stop in _spans(text, normal):
        claims = tuple(one for one in reading.claims if start <= one.start < stop)
        mentions = tuple(one for one in reading.mentions if start <= one.start < stop)
        named = [one.value for one in mentions if one.kind is MentionKind.SUBJECT and one.value]
        subjects = tuple(dict.fromkeys([*(claim.subject for claim in claims), *named]))
        if not subjects and ("\n" not in text[end:start].strip(" ") or _GOES_ON.match(fold(text[start:stop]))):
            subjects = before
        before, end = subjects, stop
        so_far |= set(subjects)
        yield _Part(start, stop, text[start:stop], claims, mentions, subjects, tuple(dict.fromkeys(named)), so_far)


def _spans(text: str, normal: Normal) -> list[tuple[int, int]]:
    """Where the sentences begin and end in the text as given. A lone quotation mark or bracket goes with the sentence before it."""
    found: list[tuple[int, int]] = []
    for sentence in sentences(normal.text, is_title=False):
        start, stop = normal.start(sentence.start), normal.end(sentence.end)
        if found and not any(letter.isalnum() for letter in text[start:stop]):
            found[-1] = (found[-1][0], stop)
        else:
            found.append((start, stop))
    return found


def _read_alone(part: _Part, lexicon: Lexicon, published: date | None) -> _Part:
    """A sentence that says again what another said, which a reading of the whole text takes for one claim, with that claim of its own."""
    if part.claims or not part.subjects or all(one.kind is not MentionKind.STATUS for one in part.mentions):
        return part
    about = part.subjects[0] if len(part.subjects) == 1 else None
    return msgspec.structs.replace(part, claims=read(part.text, lexicon, published=published, about=about).claims)


def _told(parts: Iterable[_Part], matter: _Matter) -> Iterator[str]:
    """The events that some sentence tells as they are: of those the reader of the memo knows."""
    for part in parts:
        for claim in part.claims:
            found = _held(claim, matter)
            agrees = found.verdict in (Verdict.CONFIRMS, Verdict.REFINES)
            if agrees and found.event is not None and claim.modality not in _PLANNED:
                yield found.event.id


def _held(claim: Claim, matter: _Matter) -> Judgement:
    return judge(claim, matter.known, matter.published, Authority.AGGREGATOR)


def _judged(part: _Part, matter: _Matter) -> Judged:
    notes = [_of_claim(claim, part, matter) for claim in part.claims]
    spoken = {note.event for note in notes}
    rows = _rows_of(part, matter.known)
    notes += [note for row, fact in rows if row.id not in spoken for note in _of_row(row, fact, matter)]
    notes += _of_sums(part, rows, matter)
    notes += _of_absences(part, matter.known)
    ordered = sorted(_each_once(notes), key=lambda note: note.verdict.rank)
    return Judged(start=part.start, end=part.end, text=part.text, notes=tuple(ordered) or (_unsaid(part, matter),))


def _each_once(notes: Iterable[Note]) -> list[Note]:
    """Notes without repetition; that a figure is right adds nothing where its row is told to be wrong or out of date."""
    unique = list({(note.verdict, note.rule, note.event, note.since): note for note in notes}.values())
    worse = {name for note in unique if note.verdict.rank <= MemoVerdict.STALE.rank for name in (note.event, note.since)}
    return [note for note in unique if note.rule != _FIGURES or note.event not in worse]


def _of_claim(claim: Claim, part: _Part, matter: _Matter) -> Note:
    """What one claim is worth: as a rule judges it, and then whether time has gone over it."""
    known = matter.known
    if claim.modality is Modality.CONDITIONAL:
        return Note(verdict=MemoVerdict.OPINION, rule="memo.conditional", why="A condition: not a statement of fact.")
    found = _held(claim, matter)
    event = known.timeline.events.get(found.event.id) if found.event else None
    event = event or _meant(claim, part, known)
    if event is not None and found.event is None:
        found = judge(
            msgspec.structs.replace(claim, subject=event.subject, event=event.type or claim.event), known, None, Authority.AGGREGATOR
        )
    if event is None:
        why = f"The timeline has no {claim.event} of {claim.subject} that this could be."
        return Note(verdict=MemoVerdict.UNPROVEN, rule=f"memo.{found.rule}", why=why)
    return _overtaken(claim, event, matter) or _verdict_of(claim, event, found, known)


def _meant(claim: Claim, part: _Part, known: Known) -> Event | None:
    """Of a plan that no event of its own subject is: the one event of another subject named beside it that is dated within its time."""
    if claim.modality not in _PLANNED or not claim.when.known:
        return None
    fits = (Fit.EQUAL, Fit.COARSER)
    near = [
        event
        for event in known.timeline.events.values()
        if event.subject in part.named and event.subject != claim.subject and event.kind is RowKind.EVENT and not event.withdrawn
    ]
    found = [event for event in near if fit_dates(claim.when, event.when) in fits]
    return found[0] if len(found) == 1 else None


def _overtaken(claim: Claim, event: Event, matter: _Matter) -> Note | None:
    """A plan that has come true, or passed its day; a version, stage or term that another has replaced."""
    known = matter.known
    happened = not is_planned(event, known.today) and event.modality in (Modality.OCCURRED, Modality.REPORTED)
    if claim.modality in _PLANNED and happened and fit_dates(claim.when, event.when) is not Fit.APART:
        word = "It is reported to have happened" if event.modality is Modality.REPORTED else "It has happened"
        return Note(verdict=MemoVerdict.STALE, rule="stale.happened", why=f"{word} since.", event=event.id, since=event.id)
    late = event.when.latest is not None and event.when.latest < known.today
    by_a_day = claim.when.earliest is None and claim.when.latest is not None and claim.when.latest == event.when.latest
    if (claim.modality in _PLANNED or by_a_day) and not happened and late:
        return Note(
            verdict=MemoVerdict.STALE, rule="stale.overdue", why="Its day has passed, and no source says that it happened.", event=event.id
        )
    if fit_dates(claim.when, event.when) is Fit.APART:
        return None
    return _since(event, matter)


def _since(event: Event, matter: _Matter) -> Note | None:
    later = came_since(event, matter.known, matter.told)
    if later is None:
        return None
    why = f"True of its time; {later.id} has come since, and the memo does not tell it."
    return Note(verdict=MemoVerdict.STALE, rule="stale.since", why=why, event=event.id, since=later.id)


def _verdict_of(claim: Claim, event: Event, found: Judgement, known: Known) -> Note:
    match found.verdict:
        case Verdict.CONFIRMS if found.rule == "confirms.before-a-round":
            verdict, why = MemoVerdict.STALE, found.why
        case Verdict.CONFIRMS:
            verdict, why = MemoVerdict.SUPPORTED, found.why.partition(" It ")[0]
        case Verdict.CONTRADICTS:
            verdict, why = MemoVerdict.CONTRADICTED, found.why
        case Verdict.MOVES if fit_dates(claim.when, event.when) is Fit.APART:
            verdict, why = MemoVerdict.CONTRADICTED, "The timeline has another day for it."
        case Verdict.REFINES:
            verdict, why = MemoVerdict.FINER, "It agrees with the timeline and says more than is known there."
        case Verdict.AMBIGUOUS:
            verdict, why = MemoVerdict.UNPROVEN, found.why
        case _ if is_planned(event, known.today):
            verdict, why = MemoVerdict.UNPROVEN, f"The timeline has it as {event.modality.value}; no source says that it happened."
        case _:
            verdict, why = MemoVerdict.UNPROVEN, "It goes beyond what the timeline knows."
    return Note(verdict=verdict, rule=found.rule, why=why, event=event.id)


def _rows_of(part: _Part, known: Known) -> list[tuple[Event, Fact]]:
    """The rows of its subjects whose figures, versions or counts stand in the sentence, each with the fact that does.

    Where a mention is exactly what some rows have, those that it might be too are not meant.
    """
    facts = [_fact(one) for one in part.mentions if one.kind in _NAMES]
    own = [
        event
        for event in known.timeline.events.values()
        if event.subject in part.subjects and event.kind.is_testable and not event.withdrawn
    ]
    found: dict[str, tuple[Event, Fact]] = {}
    for mine in facts:
        fits = [(event, fact, fit_facts(mine, fact)) for event in own for fact in event.facts if fact.name == mine.name]
        exact = [one for one in fits if one[2] is Fit.EQUAL]
        pots = {fact.pot for _, fact, _ in exact if fact.pot}
        best = [one for one in fits if one in exact or (one[2] in _FITS and (not exact or one[1].pot in pots))]
        for event, fact, _ in best:
            found.setdefault(event.id, (event, fact))
    folded = fold(part.text)
    for event in own:
        written = next((fact for fact in event.facts if fact.name == "count" and fact.written and fold(fact.written) in folded), None)
        if written is not None:
            found.setdefault(event.id, (event, written))
    return list(found.values())


def _fact(mention: Mention) -> Fact:
    return Fact(
        name=_NAMES[mention.kind],
        value=mention.amount if mention.kind is MentionKind.MONEY else mention.value,
        unit=mention.currency if mention.kind is MentionKind.MONEY else "%" if mention.kind is MentionKind.PERCENT else mention.unit,
        least=mention.least,
        most=mention.most,
        approx=mention.approx,
    )


def _of_row(row: Event, fact: Fact, matter: _Matter) -> Iterator[Note]:
    """A figure, version or count that the timeline has. A version is told by what happened to it, and alone proves nothing."""
    later = more_since(fact, row, matter.known, matter.told)
    if later is not None:
        why = f"There were so many; {later.id} has come since, and the memo does not tell it."
        yield Note(verdict=MemoVerdict.STALE, rule="stale.more-since", why=why, event=row.id, since=later.id)
        return
    overtaken = _since(row, matter) if fact.name == "version" else None
    if overtaken is not None:
        yield overtaken
    elif fact.name != "version":
        yield Note(verdict=MemoVerdict.SUPPORTED, rule=_FIGURES, why="The timeline has this figure, within what was written.", event=row.id)


def _of_sums(part: _Part, rows: list[tuple[Event, Fact]], matter: _Matter) -> Iterator[Note]:
    """Two amounts that a sentence adds though one is of the other, or they overlap."""
    if not matter.words.adding.search(fold(part.text)):
        return
    money = {fact.pot: (row, fact) for row, fact in reversed(rows) if fact.name == "amount" and fact.pot}
    pots = matter.known.pack.pots
    for (one, mine), (other, theirs) in combinations(money.values(), 2):
        if mine.pot != theirs.pot and _overlap(mine.pot or "", theirs.pot or "", matter.known.pack):
            labels = " and ".join(f"“{pots[pot].label.en}”" for pot in (mine.pot, theirs.pot) if pot in pots)
            why = f"It adds amounts that are not apart: {labels} overlap."
            yield Note(verdict=MemoVerdict.CONTRADICTED, rule="pots.overlap", why=why, event=one.id, since=other.id)


def _overlap(one: str, other: str, pack: Pack) -> bool:
    """Whether two pots are declared to hold some of the same money."""
    pairs = ((one, other), (other, one))
    return any(pot in pack.pots and there in (*pack.pots[pot].part_of, *pack.pots[pot].overlaps) for pot, there in pairs)


def _of_absences(part: _Part, known: Known) -> Iterator[Note]:
    folded = fold(part.text)
    for row in known.timeline.events.values():
        spoken = row.kind is RowKind.ABSENCE and row.subject in part.so_far and not row.withdrawn
        if spoken and any(fold(word) in folded for word in row.tripwires):
            why = "It speaks of what the timeline holds not to be there; no single sentence proves that."
            yield Note(verdict=MemoVerdict.UNJUDGED, rule="memo.absence", why=why, event=row.id)


def _unsaid(part: _Part, matter: _Matter) -> Note:
    """Why a sentence was not judged."""
    if matter.words.opinion.search(fold(part.text)):
        return Note(verdict=MemoVerdict.OPINION, rule="memo.opinion", why="An interpretation: not a statement of fact.")
    if not part.subjects:
        return Note(verdict=MemoVerdict.UNJUDGED, rule="memo.no-subject", why="It names nothing that is followed.")
    named = ", ".join(part.subjects)
    return Note(
        verdict=MemoVerdict.UNJUDGED, rule="memo.no-claim", why=f"It speaks of {named} and states nothing that the timeline can judge."
    )
