"""When, and with which facts: what a predicate takes out of its stretch of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from tracker.model.reading import Fact, Modality
from tracker.model.when import UNKNOWN, Precision, When
from tracker.read.clauses import Sentence
from tracker.read.dates import is_moved
from tracker.read.facts import facts_of_name, facts_within
from tracker.read.mentions import Material
from tracker.read.predicates import Predicate
from tracker.read.resolve import Dated, last_such_day, next_such_day
from tracker.read.subjects import Choice, is_given
from tracker.read.written import last_of_month

_FISCAL_WHEN_AFTER = re.compile(r"^(?:中|内|末|初頭?|早期|の?[上下]半期)?(?:に|から|より|まで|以降|、|を(?:めど|目途|目処|目標)|めど|$)")
_FISCAL_WHEN_BEFORE = re.compile(r"\b(?:in|by|from|during|within|since|until|through|throughout|of) (?:the )?$")
_FISCAL_LABEL_BEFORE = re.compile(
    r"(?:budget|bill|requests?|guidelines?|plan|draft|survey|report)(?: [a-z]+){0,2} (?:for|of|in) (?:the )?$"
)
_FISCAL_LABEL_AFTER = re.compile(r"^ (?:[a-z]+ ){0,2}(?:budget|request|draft|guideline)")
_AS_OF_AFTER = re.compile(r"^に?(?:召集|招集)|^(?:\([月火水木金土日]\))?(?:の)?(?:時点|現在)|^ (?:at the time)")
_AS_OF_BEFORE = re.compile(r"\bas of (?:the )?$")
_DATELINE_AFTER = re.compile(r"^ ?\([a-z][a-z .]{2,20}\) ?(?:--|[-–—])")
_STAMP_AFTER = re.compile(r"^[ \n]")
_STAMP_BEFORE = re.compile(r"^date:? $")
"""When a text was filed or put up: such a date says nothing of what it tells."""

_ON_WEEKDAY = re.compile(r"(?<!next )(?<!by )(?<!until )(?<!every )(?<!each )\b(mon|tues|wednes|thurs|fri|satur|sun)day\b")
_WEEKDAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


_SAID_ON = re.compile(r"\b(?:said|says|told|announced|reported|stated|noted|added|learned)(?: [a-z]+){0,2}(?: on)? $")
_AHEAD = (Modality.SCHEDULED, Modality.EXPECTED, Modality.CANCELLED, Modality.POSTPONED)


def day_of_week(text: str, predicate: Predicate, published: date, modality: Modality) -> When | None:
    """The day that a report of the same week calls by its weekday alone.

    Of what has been it is the last such day up to publication, of what is to be the next one, unless it is the day of the saying.
    """
    match = _ON_WEEKDAY.search(text, predicate.start, predicate.end)
    if match is None:
        return None
    number = _WEEKDAYS.index(match.group(1))
    if modality is Modality.OCCURRED:
        day = published - timedelta(days=(published.weekday() - number) % 7)
    elif modality in _AHEAD and not _SAID_ON.search(text, predicate.start, match.start()):
        day = published + timedelta(days=(number - published.weekday()) % 7)
    else:
        return None
    return When(day, day, Precision.DAY)


def dates_of(material: Material, predicate: Predicate) -> list[Dated]:
    """The dates of a stretch that may be an event's: not the year of a budget, not a stamp, not part of a name."""
    text = material.masked
    found = []
    for one in material.dates:
        if not predicate.owns(one.start, one.end):
            continue
        after, before = text[one.end : one.end + 16], text[max(0, one.start - 40) : one.start]
        if one.when.precision is Precision.FISCAL_YEAR and one.when.earliest is not None and not _is_fiscal_when(before, after):
            continue
        if _DATELINE_AFTER.match(after) or (one.start == 0 and _STAMP_AFTER.match(after)) or _STAMP_BEFORE.search(before):
            continue
        if _AS_OF_AFTER.match(after) or (_AS_OF_BEFORE.search(before) and not text.startswith("as of", predicate.signal.end - 5)):
            continue
        if any(name.start < one.end and one.start < name.end for name in material.names):
            continue
        found.append(one)
    return found


def _is_fiscal_when(before: str, after: str) -> bool:
    """Whether a fiscal year says when something happens, and not which budget or survey is meant."""
    if _FISCAL_LABEL_BEFORE.search(before) or _FISCAL_LABEL_AFTER.search(after):
        return False
    return bool(_FISCAL_WHEN_AFTER.match(after) or _FISCAL_WHEN_BEFORE.search(before))


def nearest(material: Material, predicate: Predicate, dates: list[Dated]) -> Dated | None:
    """Of several dates the nearest to the predicate, one before it first; a fiscal year only where no other date stands.

    A date that something is moved away from is none of them.
    """
    if not dates:
        return None
    left = [first for first, second in pairwise(dates) if is_moved(material.masked, first, second)]
    dates = [one for one in dates if one not in left]
    signal = predicate.signal

    def distance(one: Dated) -> tuple[int, int]:
        if one.start < signal.end:
            return (0, max(0, signal.start - one.end))
        gap = one.start - signal.end
        return (0, gap) if gap <= 4 else (1, gap)

    sharp = [one for one in dates if one.when.precision is not Precision.FISCAL_YEAR] or dates
    return min(sharp, key=distance)


_FOR_YEARS_AFTER = re.compile(
    r"^(?:から|より|以降)?(?:の|、)?(?:今後)?([0-9]{1,2}|[一二三四五六七八九十])(?:か|カ|ヶ)?年(?:間|度間)?(?:かけ|で|に|の|、|は|を|と|$)"
)
_FOR_YEARS_BEFORE = re.compile(
    r"\b([a-z]+|[0-9]{1,2})[ -]years?(?: [a-z]+){0,7}? (?:from|starting(?: in| from)?|beginning(?: in)?) (?:the )?$"
)
_WORDS = dict(zip(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], range(2, 11), strict=True))
_KANJI = dict(zip("一二三四五六七八九十", range(1, 11), strict=True))


_SINCE_AFTER = re.compile(r"^(?:\([月火水木金土日](?:曜日?)?\))?(?:から|より)(?!の?[0-9](?![0-9]*(?:[かカヵヶ]月|週|日)間))")
_SINCE_BEFORE = re.compile(r"\b(?:since|from|as of|starting|beginning) (?:the )?$")


def lasting(material: Material, one: Dated) -> When:
    """The days of a date, as an event has them: what began "since" a day began on it.

    Where years are counted from a year (2026年度から5年間), all of them.
    """
    when, text = one.when, material.masked
    if when.earliest is not None and when.latest is None and _says_since(text, one):
        when = _closed(when, when.earliest)
    if when.earliest is None or when.precision not in (Precision.FISCAL_YEAR, Precision.YEAR):
        return when
    after = _FOR_YEARS_AFTER.match(text[one.end : one.end + 24])
    before = _FOR_YEARS_BEFORE.search(text[max(0, one.start - 90) : one.start])
    match = after or before
    if match is None:
        return when
    count = _count(match.group(1))
    if count is None:
        return when
    first = when.earliest
    return When(first, date(first.year + count, first.month, 1) - timedelta(days=1), Precision.RANGE)


_TO_COME = (Modality.SCHEDULED, Modality.EXPECTED)
_RIGHT_BEFORE = re.compile(r"(?:に(?:も|は)?[^、。]{0,12})?")


def days_of(material: Material, predicate: Predicate, one: Dated, modality: Modality, published: date | None) -> When:
    """The days of a date as an event has them. A day alone on which something is to be (23日に提出する) is the next such day."""
    when = lasting(material, one)
    if published is None or not one.bare or modality not in _TO_COME or when.exact is None or when.exact >= published:
        return when
    if _RIGHT_BEFORE.fullmatch(material.masked[one.end : predicate.signal.start]) is None:
        return when
    day = next_such_day(when.exact.day, published)
    return when if day is None else When(day, day, Precision.DAY)


def _says_since(text: str, one: Dated) -> bool:
    after, before = text[one.end : one.end + 8], text[max(0, one.start - 16) : one.start]
    return bool(_SINCE_AFTER.match(after) or _SINCE_BEFORE.search(before))


def _closed(when: When, first: date) -> When:
    if when.precision is Precision.DAY:
        return When(first, first, Precision.DAY)
    if when.precision is Precision.MONTH:
        return When(first, last_of_month(first.year, first.month), Precision.MONTH)
    return when


_NOT_ITS_OWN = re.compile(r"^(?:の?(?:当初|補正))?(?:予算)?案?(?:額)?(?:に|と)?(?:比|より)")
_OF_ANOTHER_YEAR = re.compile(r"^(?:前|昨)")


def period_of(material: Material, predicate: Predicate, when: When) -> When:
    """The fiscal years that a statement about money is for: those it is dated with, or the first that its sentence names.

    A year that it is only compared with (前年度比, 25年度当初予算に比べ) is not its own.
    """
    if when.earliest is not None and when.latest is not None and _whole_years(when.earliest, when.latest):
        return when
    text = material.masked
    years = [
        one
        for one in material.dates
        if one.when.precision is Precision.FISCAL_YEAR
        and one.when.earliest is not None
        and one.when.latest is not None
        and not _NOT_ITS_OWN.match(text[one.end : one.end + 16])
        and not _OF_ANOTHER_YEAR.match(text[one.start : one.end])
    ]
    own = [one for one in years if predicate.owns(one.start, one.end)] or years
    return own[0].when if own else UNKNOWN


def _whole_years(first: date, last: date) -> bool:
    return (first.month, first.day, last.month, last.day) == (4, 1, 3, 31)


def _count(word: str) -> int | None:
    return int(word) if word.isdecimal() else _KANJI.get(word) or _WORDS.get(word)


def gone_by(when: When, one: Dated, published: date) -> When:
    """The days meant by a past tense about a date that lies ahead as it was reckoned: one year earlier, or the last such day of a month."""
    if one.bare and when.exact is not None:
        day = last_such_day(when.exact.day, published)
        return when if day is None else When(day, day, Precision.DAY)
    if not one.year_reckoned:
        return when
    try:
        earliest = when.earliest.replace(year=when.earliest.year - 1) if when.earliest else None
        latest = when.latest.replace(year=when.latest.year - 1) if when.latest else None
    except ValueError:
        return when
    return When(earliest, latest, when.precision)


def yet_to_come(when: When, modality: Modality, since: date) -> When:
    """The days meant by a plan whose reckoned ones were over before it can have been written: those of the year after.

    A 29 February that the year after has not is left out.
    """
    if modality not in _TO_COME or when.latest is None or when.latest >= since:
        return when
    try:
        earliest = when.earliest.replace(year=when.earliest.year + 1) if when.earliest else None
        return When(earliest, when.latest.replace(year=when.latest.year + 1), when.precision)
    except ValueError:
        return UNKNOWN


_MOVED_TO_AFTER = re.compile(r"^(?:\([月火水木金土日](?:曜日?)?\))?(?:以降|以後)?(?:に|へ|まで)")
_MOVED_TO_BEFORE = re.compile(r"\b(?:to|until|till|(?<!planned )(?<!scheduled )(?<!slated )(?<!expected )(?<!targeted )for) (?:the )?$")


def is_moved_to(material: Material, one: Dated) -> bool:
    """Whether a date beside a word of postponement is the new one."""
    text = material.masked
    return bool(_MOVED_TO_AFTER.match(text[one.end : one.end + 8]) or _MOVED_TO_BEFORE.search(text[max(0, one.start - 24) : one.start]))


def less_the_saying(material: Material, dates: Sequence[Dated]) -> list[Dated]:
    """The dates beside something put off, called off or only heard of, without that of who said so.

    政府は25日、閣議決定を8月に先送りすると発表した; …を計画していることが4日、分かった.
    """
    text = material.masked
    return [one for one in dates if not (text[one.start - 1 : one.start] in ("は", "が") and is_of_the_saying(material, one))]


def put_off(material: Material, dates: Sequence[Dated], published: date | None = None) -> list[tuple[Modality, When]]:
    """What is said of something put off, in order: that it is no more on the old day, and the new one. Nothing where no new day is told.

    A new day without a month (14日から21日に延期) is the next such day, and an old one the last before it.
    """
    if len(dates) > 1:
        old, new = dates[0].when, _still_to_come(dates[1], published)
        if dates[0].bare and dates[1].bare and old.exact is not None and new.exact is not None:
            day = last_such_day(old.exact.day, new.exact)
            old = old if day is None else When(day, day, Precision.DAY)
        return [(Modality.POSTPONED, old), (Modality.SCHEDULED, put_off_to(new))]
    return [(Modality.SCHEDULED, put_off_to(_still_to_come(dates[0], published)))] if dates and is_moved_to(material, dates[0]) else []


def _still_to_come(one: Dated, published: date | None) -> When:
    if published is None or not one.bare or one.when.exact is None or one.when.exact >= published:
        return one.when
    day = next_such_day(one.when.exact.day, published)
    return one.when if day is None else When(day, day, Precision.DAY)


def put_off_to(when: When) -> When:
    """The new date of what is put off: "until 1 September" it is put off to that day, it is not to come at any time before."""
    if when.earliest is not None or when.latest is None:
        return when
    if when.precision is Precision.MONTH:
        return When(when.latest.replace(day=1), when.latest, Precision.MONTH)
    return When(when.latest, when.latest, Precision.DAY) if when.precision is Precision.DAY else when


_APART = re.compile(r"^(?:\([月火水木金土日](?:曜日?)?\))?(?:付け?で)?、|^の[^、。]{0,12}会見で")


def is_of_the_saying(material: Material, one: Dated) -> bool:
    """Whether a date beside something announced as still to come is that of the announcement (2日、…を開始すると発表した)."""
    return _APART.match(material.masked[one.end : one.end + 10]) is not None


_GIVEN_TO = re.compile(r"(?P<what>[^、。はにを\n]{2,24})(?:に|として)(?:は|も)?、?(?:総計|純計|総額|合計|計|約|およそ|最大)*$")
_OF_THE_YEAR_BEFORE = re.compile(r"(?:前|昨)年度(?:の|当初|補正|予算|額)*(?:は|、|\()?(?:総計|純計|約|およそ)*$")
_LONGEST_GIFT = 48


def _stretches(material: Material, predicate: Predicate, choice: Choice) -> list[tuple[int, int]]:
    """Where the facts of a predicate stand.

    That is not in a clause before it that gives a sum to something else (…勘定に1兆円を計上した予算が成立), nor is it a sum that the
    predicate itself gives to something else (予算案では…費に8兆円を計上).
    """
    text = material.masked
    gone = [(one.start, one.end) for one in material.money if _is_given_away(text, one.start, one.end, predicate, choice)]
    if predicate.embedded is not None:
        first, last = predicate.embedded
        others = [name for name in material.names if first <= name.start < last and name.subject not in (None, choice.subject)]
        gone += [(first, last)] if any(is_given(text, name) for name in others) else []
    edges = [predicate.start, *(edge for one in sorted(gone) for edge in one), predicate.end]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def _is_given_away(text: str, start: int, end: int, predicate: Predicate, choice: Choice) -> bool:
    """Whether a sum is that of the year before, or one that the predicate, right behind it, gives to what is not its subject."""
    named, signal = choice.named, predicate.signal
    if predicate.owns(start, end) and _OF_THE_YEAR_BEFORE.search(text, max(predicate.start, start - 20), start):
        return True
    if named is None or not (predicate.owns(start, end) and start < signal.end and end + 1 >= signal.start):
        return False
    given = _GIVEN_TO.search(text, max(predicate.start, start - _LONGEST_GIFT), start)
    if given is None or (named.start < given.end() and given.start("what") < named.end):
        return False
    return "予算" not in given["what"]


_MOST_OTHERS = 20
"""No honest sentence names more; a hostile one must not cost the square of its length."""


def facts_of(material: Material, sentence: Sentence, predicate: Predicate, choice: Choice) -> list[Fact]:
    """The facts of a stretch, and the versions and ordinals that stand beside the subject's name anywhere in the sentence."""
    own = [fact for start, end in _stretches(material, predicate, choice) for fact in facts_within(material, start, end)]
    if choice.named is None:
        return own
    beside = facts_of_name(material, choice.named, sentence.start, sentence.end)
    if any(fact.name in ("version", "ordinal") for fact in own):
        own = _less_theirs(material, sentence, predicate, choice, own, beside)
    has = {fact.name for fact in own}
    return [*(fact for fact in beside if fact.name not in has), *own]


def _less_theirs(
    material: Material, sentence: Sentence, predicate: Predicate, choice: Choice, own: list[Fact], beside: list[Fact]
) -> list[Fact]:
    """The facts without the versions and ordinals that stand beside another name of the stretch."""
    others = [one for one in material.names if one.subject not in (None, choice.subject) and predicate.owns(one.start, one.end)]
    theirs = [fact for one in others[:_MOST_OTHERS] for fact in facts_of_name(material, one, sentence.start, sentence.end)]
    return [fact for fact in own if fact in beside or fact not in theirs]
