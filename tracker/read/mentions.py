"""Everything that is found in a text before anything is concluded from it, as mentions with offsets of the text as given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from tracker.model.reading import Mention, MentionKind
from tracker.model.when import UNKNOWN, When
from tracker.read.dates import find_dates
from tracker.read.lexicon import Named
from tracker.read.masks import mask
from tracker.read.money import Amount, find_money
from tracker.read.numbers import digits_of
from tracker.read.quantities import Found, find_counts, find_ordinals, find_percents, find_versions
from tracker.read.resolve import Dated
from tracker.read.signals import Signal
from tracker.read.spans import Spans, between, spans_of
from tracker.read.terms import find_terms
from tracker.text.normal import Normal


class Material(msgspec.Struct):
    """What a text holds, at offsets of its normalised text, in order. `masked` is that text without addresses."""

    normal: Normal
    masked: str
    dates: list[Dated]
    money: list[Amount]
    percents: list[Found]
    counts: list[Found]
    versions: list[Found]
    ordinals: list[Found]
    names: list[Named]
    signals: list[Signal]


def gather(normal: Normal, published: date | None, names: list[Named], seen: When = UNKNOWN) -> Material:
    """Find all numbers and dates. Signals are left empty: they are searched sentence by sentence."""
    masked = mask(normal.text)
    dates = find_dates(masked, published, seen)
    dated = Spans(spans_of(dates))
    money = [one for one in find_money(masked) if not dated.hold(one.start, one.end)]
    taken = Spans(spans_of(dates, money))
    return Material(
        normal=normal,
        masked=masked,
        dates=sorted([*dates, *find_terms(masked, dates)], key=lambda one: one.start),
        money=money,
        percents=find_percents(masked),
        counts=[one for one in find_counts(masked) if not taken.touch(one.start, one.end)],
        versions=find_versions(masked),
        ordinals=find_ordinals(masked),
        names=names,
        signals=[],
    )


def part_of(material: Material, start: int, end: int) -> Material:
    """What lies in `[start, end)` alone, its offsets unchanged. Signals are left empty."""
    return Material(
        normal=material.normal,
        masked=material.masked,
        dates=between(material.dates, start, end),
        money=between(material.money, start, end),
        percents=between(material.percents, start, end),
        counts=between(material.counts, start, end),
        versions=between(material.versions, start, end),
        ordinals=between(material.ordinals, start, end),
        names=between(material.names, start, end),
        signals=[],
    )


def mentions_of(material: Material) -> tuple[Mention, ...]:
    """All mentions in order of place."""
    normal = material.normal
    written = (one for one in material.dates if not one.counted)
    found = [_mention(normal, MentionKind.DATE, one.start, one.end, when=one.when, doubt=one.doubt) for one in written]
    found.extend(_money(normal, one) for one in material.money)
    found.extend(_mention(normal, MentionKind.PERCENT, one.start, one.end, value=one.value) for one in material.percents)
    found.extend(_mention(normal, MentionKind.COUNT, one.start, one.end, value=one.value, unit=one.unit) for one in material.counts)
    found.extend(_mention(normal, MentionKind.VERSION, one.start, one.end, value=one.value) for one in material.versions)
    found.extend(_mention(normal, MentionKind.STATUS, one.start, one.end, value=one.event) for one in material.signals)
    found.extend(_mention(normal, MentionKind.SUBJECT, one.start, one.end, value=one.subject) for one in material.names if one.subject)
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _mention(normal: Normal, kind: MentionKind, start: int, end: int, **fields: object) -> Mention:
    begin, stop = normal.start(start), normal.end(end)
    return Mention(kind=kind, text=normal.given[begin:stop], start=begin, end=stop, **fields)  # type: ignore[arg-type]


def whole(value: Decimal | None) -> str | None:
    """A sum as decimal digits; parts of a unit are kept."""
    return None if value is None else digits_of(value)


def _money(normal: Normal, one: Amount) -> Mention:
    return _mention(
        normal,
        MentionKind.MONEY,
        one.start,
        one.end,
        currency=one.currency,
        amount=whole(one.amount),
        least=whole(one.least),
        most=whole(one.most),
        approx=one.approx,
    )
