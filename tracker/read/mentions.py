"""Everything that is found in a text before anything is concluded from it, as mentions with offsets of the text as given."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec

from tracker.model.reading import Mention, MentionKind
from tracker.read.dates import find_dates
from tracker.read.lexicon import Named
from tracker.read.masks import mask
from tracker.read.money import Amount, find_money
from tracker.read.numbers import digits_of
from tracker.read.quantities import Found, find_counts, find_ordinals, find_percents, find_versions
from tracker.read.resolve import Dated
from tracker.read.signals import Signal
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


def gather(normal: Normal, published: date | None, names: list[Named]) -> Material:
    """Find all numbers and dates. Signals are left empty: they are searched sentence by sentence."""
    masked = mask(normal.text)
    if not any(char.isdecimal() for char in masked) and masked.isascii():
        numbers: list[Found] = []
    versions = find_versions(masked)
    taken = [(name.start, name.end) for name in names]
    dates = [one for one in find_dates(masked, published) if not _inside(one.start, one.end, taken)]
    money = find_money(masked)
    spans = [(one.start, one.end) for one in dates] + [(one.start, one.end) for one in money]
    percents = find_percents(masked)
    counts = [one for one in find_counts(masked) if not _touches(one.start, one.end, spans)]
    return Material(
        normal=normal,
        masked=masked,
        dates=dates,
        money=[one for one in money if not _inside(one.start, one.end, [(d.start, d.end) for d in dates])],
        percents=percents,
        counts=counts,
        versions=versions,
        ordinals=find_ordinals(masked),
        names=names,
        signals=[],
    )


def mentions_of(material: Material) -> tuple[Mention, ...]:
    """All mentions in order of place."""
    normal = material.normal
    found = [_mention(normal, MentionKind.DATE, one.start, one.end, when=one.when, doubt=one.doubt) for one in material.dates]
    found.extend(_money(normal, one) for one in material.money)
    found.extend(_mention(normal, MentionKind.PERCENT, one.start, one.end, value=one.value) for one in material.percents)
    found.extend(_mention(normal, MentionKind.COUNT, one.start, one.end, value=one.value, unit=one.unit) for one in material.counts)
    found.extend(_mention(normal, MentionKind.VERSION, one.start, one.end, value=one.value) for one in material.versions)
    found.extend(_mention(normal, MentionKind.STATUS, one.start, one.end, value=one.event) for one in material.signals)
    found.extend(_mention(normal, MentionKind.SUBJECT, one.start, one.end, value=one.subject) for one in material.names if one.subject)
    return tuple(sorted(found, key=lambda mention: (mention.start, mention.end)))


def _inside(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(s <= start and end <= e for s, e in spans)


def _touches(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(s < end and start < e for s, e in spans)


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
