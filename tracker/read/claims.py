"""Claims: of which subject, what happened, when, how sure, with which facts.

Each signal word of a sentence is one predicate and owns a stretch of it. Date and facts come from that stretch alone,
the subject also from what was spoken of before.
"""

from __future__ import annotations

import re

from tracker.model.reading import Claim, Fact, Modality
from tracker.model.when import UNKNOWN, Precision, When
from tracker.read import modality as speech
from tracker.read.binding import (
    dates_of,
    day_of_week,
    days_of,
    facts_of,
    gone_by,
    is_of_the_saying,
    less_the_saying,
    nearest,
    period_of,
    put_off,
    yet_to_come,
)
from tracker.read.bystanders import less_bystanders, may_stand_beside
from tracker.read.clauses import sentences
from tracker.read.conjuncts import conjuncts
from tracker.read.distribute import distributed
from tracker.read.follow_ups import Follow, with_follow_up
from tracker.read.lexicon import Lexicon, Named
from tracker.read.mentions import Material, part_of
from tracker.read.merge import merge, on_its_first_day, unsaid
from tracker.read.predicates import Predicate, find_predicates, find_signals
from tracker.read.relations import with_relations
from tracker.read.resolve import Dated
from tracker.read.spans import between
from tracker.read.spoken import Passage, Spoken
from tracker.read.steps import amending_laws, scopes
from tracker.read.subjects import (
    BLOCKED,
    Choice,
    Context,
    anaphor,
    carries_on,
    choose,
    has_other_object,
    is_aside,
    is_given,
    is_object,
    less_orders,
    speaks_of_else,
)
from tracker.read.timing import Publication, in_time
from tracker.read.topics import explained, only_described, sole, things_first
from tracker.read.windows import with_windows

_TITLE_PART = re.compile(r"[ \-‐–—―−~|【「『\[]")
_OF_ITS_OWN = re.compile("[はがをも]")
_AS_IF_SURE = (None, Modality.OCCURRED, Modality.SCHEDULED, Modality.REPORTED)
_MOST_BLANKS = 16
_FAR_SENTENCES = 1
_FAR_SENTENCES_ALONE = 4
_CLAIMS_BACK = 3


def claims_of(
    material: Material,
    lexicon: Lexicon,
    *,
    publication: Publication,
    is_title: bool,
    about: str | None = None,
    opened: tuple[Claim, ...] = (),
    period: When = UNKNOWN,
) -> tuple[Claim, ...]:
    """All claims of a text, in order, each event once. Fills `material.signals` on the way.

    `about` is the subject that was spoken of before the text begins, `opened` what was told there that is open for a time, `period` the
    fiscal year.
    """
    only = None if is_title else sole(material, lexicon)
    context = Context(recent=[about], topic=about) if about is not None else Context()
    passage = Passage(lexicon, publication, is_title, context, only_described(material), only, period=period)
    names_any = about is not None or any(name.subject for name in material.names)
    claims: list[Claim] = []
    open_claim: tuple[int, int] | None = None
    told = list(sentences(material.masked, is_title=is_title))
    for index, sentence in enumerate(told):
        names = between(material.names, sentence.start, sentence.end)
        passage.ahead = explained(material, told[index + 1]) if not names and index + 1 < len(told) else None
        signals = find_signals(material.masked, names, lexicon.signals, sentence)
        material.signals.extend(signals)
        if not names_any:
            continue
        passage.hear_of_laws(material, sentence, names)
        made: list[Claim] = []
        if signals:
            part = part_of(material, sentence.start, sentence.end)
            suspects = may_stand_beside(material.masked, sentence.lang, names)
            made = _claims_of_sentence(passage, Spoken(sentence, part, find_predicates(part, sentence, signals), suspects=suspects))
        claims.extend(made)
        if made:
            open_claim = (len(claims) - 1, 0)
        elif open_claim is not None:
            open_claim = _follow(claims, open_claim, Follow(part_of(material, sentence.start, sentence.end), sentence, signals))
        passage.of_a_plan = passage.of_a_plan or speech.reveals_a_plan_ja(material.masked[sentence.start : sentence.end])
        passage.context.advance(things_first(names, lexicon), made[-1].subject if made else None)
    related = with_relations(merge(claims), told, material)
    merged = with_windows((*unsaid(opened, claims), *related), material, told, lexicon, publication.since)
    return tuple(on_its_first_day(claim) if lexicon.pack.event_types[claim.event].opens else claim for claim in merged)


def _follow(claims: list[Claim], open_claim: tuple[int, int], follow: Follow) -> tuple[int, int] | None:
    """Complete the claim that was made last, so many sentences ago, by a sentence that makes none; whether it is still spoken of."""
    index, age = open_claim
    events = {signal.event for signal in follow.signals}
    alike = [place for place in range(max(0, len(claims) - _CLAIMS_BACK), len(claims)) if {claims[place].event} == events]
    index = alike[-1] if alike else index
    completed = with_follow_up(follow, claims[index], age)
    if completed is None:
        return None
    claims[index] = completed
    return index, age + 1


def _claims_of_sentence(passage: Passage, spoken: Spoken) -> list[Claim]:
    made: list[Claim] = []
    for index, predicate in enumerate(spoken.predicates):
        choice = None if _is_for_another(passage, spoken, predicate) else _subject(passage, spoken, predicate)
        if choice is None:
            choice = _described_later(passage, spoken, index)
        if choice is BLOCKED:
            spoken.current = BLOCKED
        if choice is None or choice is BLOCKED:
            continue
        if carries_on(spoken.material.masked, choice):
            spoken.current = choice
        modality = _modality(passage, spoken, index)
        if predicate.signal.aimed and modality in _AS_IF_SURE:
            modality = Modality.EXPECTED
        if modality is not None:
            for one in _together(passage, spoken, predicate, choice):
                made.extend(_make(passage, spoken, predicate, one, modality))
    return made


def _described_later(passage: Passage, spoken: Spoken, index: int) -> Choice | None:
    """What a predicate describes through the next one that it leads over to (5月に成立し、9月に施行された潮位法)."""
    text, predicate = spoken.material.masked, spoken.predicates[index]
    if spoken.sentence.lang != "ja" or index + 1 == len(spoken.predicates) or predicate.joined:
        return None
    if _OF_ITS_OWN.search(text, predicate.start, predicate.signal.start):
        return None
    following = spoken.predicates[index + 1]
    if not speech.goes_on_ja(text[_stem_end(spoken, predicate) : following.signal.start]):
        return None
    choice = _subject(passage, spoken, following)
    behind = choice is not None and choice.named is not None and choice.named.start >= following.signal.end
    return choice if behind and choice is not None and passage.may(choice.subject, predicate.signal.event) else None


def _together(passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice) -> list[Choice]:
    """All that the predicate is said of: what was chosen, and what is named side by side with it."""
    text, lang = spoken.material.masked, spoken.sentence.lang
    others = conjuncts(text, lang, spoken.material.names, predicate, choice, passage.lexicon.pack)
    able = [one for one in others if passage.may(one.subject, predicate.signal.event)]
    return sorted([choice, *able], key=lambda one: one.named.start if one.named else 0)


def _is_for_another(passage: Passage, spoken: Spoken, predicate: Predicate) -> bool:
    """Whether it gives a sum to a thing of which nothing such is told: no word on the budget that the sum stands in either."""
    text, signal, names = spoken.material.masked, predicate.signal, spoken.material.names
    others = {subject for subject in {one.subject for one in names} if subject and not passage.may(subject, signal.event)}
    return any(one.subject in others and is_given(text, one, signal) for one in names)


def _subject(passage: Passage, spoken: Spoken, predicate: Predicate) -> Choice | None:
    """A name of the predicate's own stretch; else what 同法 or "it" stands for; else what was spoken of before."""
    text, lang, signal = spoken.material.masked, spoken.sentence.lang, predicate.signal
    law = _law_of_provisions(passage, spoken, predicate)
    if law is not None:
        return law
    kind = passage.lexicon.pack.event_types[signal.event]
    legal = kind.only_on_ladder or kind.staged or kind.amends
    names = passage.able(_names(spoken, predicate, legal=legal), predicate)
    choice = choose(text, lang, (predicate.start, predicate.end), signal, names)
    if choice is not None and (choice is BLOCKED or is_object(text, lang, choice)):
        return choice
    if has_other_object(text, lang, predicate.start, signal, spoken.material.names):
        return None
    if choice is not None:
        return choice
    recent = [one for one in passage.context.recent_before(names, signal.start) if passage.may(one, signal.event)]
    choice = anaphor(text, lang, predicate.start, predicate.end, recent, passage.lexicon)
    if choice is None and spoken.current is None:
        choice = anaphor(text, lang, spoken.sentence.start, predicate.end, recent, passage.lexicon)
    if choice is not None:
        return choice
    if passage.ahead is not None and spoken.current is None and passage.context.topic is None and passage.may(passage.ahead, signal.event):
        return Choice(passage.ahead)
    if speaks_of_else(text, lang, predicate.start, signal.start):
        return None
    current = spoken.current
    if current is not None and (current is BLOCKED or passage.may(current.subject, signal.event)):
        return current
    return _carried_over(passage, spoken, predicate, names)


def _names(spoken: Spoken, predicate: Predicate, *, legal: bool) -> list[Named]:
    """The names of a sentence that a predicate may be told of; of a `legal` event not those that only call an order."""
    text, names = spoken.material.masked, spoken.material.names
    return less_bystanders(text, spoken.sentence.lang, less_orders(text, names) if legal else names, spoken.suspects, predicate.signal)


def _law_of_provisions(passage: Passage, spoken: Spoken, predicate: Predicate) -> Choice | None:
    """The law spoken of before, where provisions alone come into force: what they are on is no subject of that."""
    pack, event = passage.lexicon.pack, predicate.signal.event
    about = scopes(spoken.material, predicate.start, predicate.end) if pack.event_types[event].staged else []
    written = spoken.material.normal.written
    own = [name for name in spoken.material.names if predicate.owns(name.start, name.end) and name.subject is not None]
    laws = [name for name in own if pack.stage(name.subject or "", event) is not None]
    if not about or any(not any(written(name.start, name.end) in (fact.written or "") for fact in about) for name in laws):
        return None
    found = spoken.current if spoken.current is not None and spoken.current is not BLOCKED else passage.spoken_of(event)
    return found if found is not None and pack.stage(found.subject, event) is not None else None


def _carried_over(passage: Passage, spoken: Spoken, predicate: Predicate, names: list[Named]) -> Choice | None:
    """What the sentence spoke of before this predicate, or else the sentence before it, unless too much lies between."""
    text, sentence, signal = spoken.material.masked, spoken.sentence, predicate.signal
    choice = choose(text, sentence.lang, (sentence.start, predicate.end), signal, names)
    if choice is not None or passage.is_title:
        return choice or choose(text, sentence.lang, (sentence.start, sentence.end), signal, names)
    context = passage.context
    unclear = any(name.start > signal.end or name.subject is None for name in spoken.material.names)
    reach = _FAR_SENTENCES if len(context.recent) > 1 else _FAR_SENTENCES_ALONE
    if context.topic is None and not context.recent and not spoken.material.names and passage.sole is not None:
        return Choice(passage.sole) if passage.may(passage.sole, signal.event) else None
    if unclear or context.topic is None or context.age > reach:
        return None
    return passage.spoken_of(signal.event)


def _modality(passage: Passage, spoken: Spoken, index: int) -> Modality | None:
    text, predicate, signal = spoken.material.masked, spoken.predicates[index], spoken.predicates[index].signal
    if speech.is_asked(text, spoken.sentence.start, (signal.start, signal.end), spoken.sentence.end):
        return None
    timed = any(predicate.owns(one.start, one.end) for one in spoken.material.dates)
    if spoken.sentence.lang == "en":
        before, words = text[predicate.start : signal.start], text[signal.start : signal.end]
        found = speech.english(before, words, text[signal.end : predicate.end])
        if found is Modality.OCCURRED and speech.is_purpose_en(before):
            return Modality.SCHEDULED if passage.is_title else Modality.EXPECTED
        if found is Modality.OCCURRED and not _is_headline(passage, spoken) and speech.is_present_en(words, before):
            return Modality.SCHEDULED if timed else None
        return found
    last = index
    while spoken.predicates[last].joined and last + 1 < len(spoken.predicates):
        last += 1
    last_signal = spoken.predicates[last].signal
    end = speech.stem_end_ja(text, last_signal.start, last_signal.end)
    after = _after(passage, spoken, end)
    if speech.describes_ja(after) and not timed and not passage.is_title:
        return None
    found = speech.japanese(text[spoken.sentence.start : end], after)
    if found is Modality.OCCURRED and speech.is_nominal_start_ja(text[signal.start : signal.end], after):
        return Modality.SCHEDULED
    if found is Modality.SCHEDULED and passage.of_a_plan and speech.is_nonpast_ja(after) and "予定" not in after[:40]:
        return Modality.EXPECTED
    if found is Modality.SCHEDULED and not passage.is_title and not timed and speech.is_nonpast_ja(after) and "予定" not in after[:40]:
        return None
    return found


def _is_headline(passage: Passage, spoken: Spoken) -> bool:
    """A title; or the first line of a text without one, where it ends without a full stop."""
    sentence, text = spoken.sentence, spoken.material.masked
    opens = not text[: sentence.start].strip() if sentence.start < _MOST_BLANKS else False
    return passage.is_title or (opens and text[sentence.end : sentence.end + 1] in ("", "\n") and text[sentence.end - 1] not in ".!?")


def _stem_end(spoken: Spoken, predicate: Predicate) -> int:
    signal = predicate.signal
    return speech.stem_end_ja(spoken.material.masked, signal.start, signal.end) if spoken.sentence.lang == "ja" else signal.end


def _after(passage: Passage, spoken: Spoken, end: int) -> str:
    """The words behind a predicate that say how sure it is: in a headline of its own part, behind a bare noun after its date."""
    text = spoken.material.masked
    for one in spoken.material.dates:
        if end < one.start <= end + 3 and not text[end : one.start].strip("は:、 "):
            words = text[one.end : min(spoken.sentence.end, one.end + 80)]
            if speech.foretells_ja(words):
                return words
    after = text[end : min(spoken.sentence.end, end + 80)]
    return _TITLE_PART.split(after, maxsplit=1)[0] if passage.is_title else after


def _make(passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, modality: Modality) -> list[Claim]:
    material, publication = spoken.material, passage.publication
    words = material.masked[predicate.signal.start : predicate.signal.end]
    before = material.masked[predicate.start : predicate.signal.start]
    present = spoken.sentence.lang == "en" and speech.is_present_en(words, before)
    japanese = spoken.sentence.lang == "ja"
    bare = passage.is_title and japanese and speech.is_bare_ja(_after(passage, spoken, predicate.signal.end))
    past = _is_past(spoken, predicate)
    leads_over = japanese and speech.goes_on_ja(_after(passage, spoken, _stem_end(spoken, predicate)))
    start, end = material.normal.start(spoken.sentence.start), material.normal.end(spoken.sentence.end)
    laws = _laws(passage, spoken, predicate, choice.subject)
    aside = is_aside(material.masked, spoken.sentence.lang, before, predicate.signal, choice)
    return [
        Claim(
            subject=choice.subject,
            event=predicate.signal.event,
            modality=in_time(mode, when, publication, present=present, bare=bare, past=past, leads_over=leads_over),
            when=UNKNOWN if mode is Modality.DENIED else when,
            period=_period(passage, spoken, predicate, choice, when),
            facts=(*own, *laws),
            quote=material.normal.given[start:end],
            start=start,
            end=end,
            aside=aside,
        )
        for mode, when, own in _said(passage, spoken, predicate, choice, modality)
    ]


def _laws(passage: Passage, spoken: Spoken, predicate: Predicate, subject: str) -> list[Fact]:
    """The amending law that the predicate's stretch names, or its sentence, or what was said of the same thing before."""
    near = amending_laws(spoken.material, predicate.start, predicate.end, passage.lexicon.pack.subjects[subject])
    return near or passage.laws.get(subject, [])


def _period(passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, when: When) -> When:
    """The year that money is for, said here or last said before; only of what comes anew each year."""
    if not passage.lexicon.pack.subjects[choice.subject].cyclic:
        return UNKNOWN
    found = period_of(spoken.material, predicate, when)
    if found.precision is Precision.FISCAL_YEAR:
        passage.period = found
    return found if found.known else passage.period


def _said(
    passage: Passage, spoken: Spoken, predicate: Predicate, choice: Choice, modality: Modality
) -> list[tuple[Modality, When, list[Fact]]]:
    """What a predicate says: mostly one thing; of several things each its own; of something put off the new day, after the old one."""
    material = spoken.material
    staged = passage.lexicon.pack.event_types[predicate.signal.event].staged
    steps = scopes(material, predicate.start, predicate.end) if staged else []
    facts = [*facts_of(material, spoken.sentence, predicate, choice), *steps]
    dates = dates_of(material, predicate)
    if spoken.sentence.lang == "ja" and speech.announces_ja(_after(passage, spoken, _stem_end(spoken, predicate))):
        dates = [one for one in dates if not is_of_the_saying(material, one)]
    dates = less_the_saying(material, dates) if modality in speech.OF_THE_DAY_SAID else dates
    if modality is Modality.POSTPONED and (moved := put_off(material, dates, passage.publication.day)):
        return [(mode, when, facts) for mode, when in moved]
    each = distributed(material, predicate.start, predicate.end, predicate.signal, choice.subject, staged=staged)
    if each:
        return [(modality, when or UNKNOWN, own) for when, own in each]
    chosen = nearest(material, predicate, dates)
    published = passage.publication.day
    when = days_of(material, predicate, chosen, modality, published) if chosen is not None else UNKNOWN
    if chosen is None and published is not None and spoken.sentence.lang == "en":
        when = day_of_week(material.masked, predicate, published, modality) or UNKNOWN
    if chosen is not None:
        when = _in_its_year(passage, spoken, predicate, chosen, modality, when)
    return [(modality, when, facts)]


def _in_its_year(passage: Passage, spoken: Spoken, predicate: Predicate, one: Dated, modality: Modality, when: When) -> When:
    """The days of a date, a year earlier or later where the ones that it was reckoned to be cannot be meant."""
    years_by, since = passage.publication.years_by, passage.publication.since
    ahead = years_by is not None and when.earliest is not None and when.earliest > years_by
    if ahead and years_by and modality is Modality.OCCURRED and not passage.is_title and _is_past(spoken, predicate):
        return gone_by(when, one, years_by)
    opens = passage.lexicon.pack.event_types[predicate.signal.event].closed_by is not None
    return yet_to_come(when, modality, since) if one.by_look and since and not opens else when


def _is_past(spoken: Spoken, predicate: Predicate) -> bool:
    text, signal, stem = spoken.material.masked, predicate.signal, _stem_end(spoken, predicate)
    return speech.is_past(
        spoken.sentence.lang, text[predicate.start : signal.start], text[signal.start : signal.end], text[stem : stem + 40]
    )
