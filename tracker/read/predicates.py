"""The predicates of a sentence, and the stretch of text that each of them owns."""

from __future__ import annotations

import re
from itertools import pairwise

import msgspec

from tracker.read import modality as speech
from tracker.read.clauses import Sentence, break_after
from tracker.read.lexicon import Named
from tracker.read.mentions import Material
from tracker.read.signals import Signal, Signals
from tracker.read.spans import Spans, spans_of

_JOINED = {
    "ja": re.compile(
        r"^(?:し|され)?(?:のうえ|の上|(?:した|された)(?:うえ|上)で|後に?)?"
        r"(?:、|・|及び|および|並びに|と|や)*(?:同日に?)?(?:、)?$"
    ),
    "en": re.compile(r"^(?:,? and (?:was |were |is |are )?|, |/| & )$"),
}
_ATTRIBUTIVE = re.compile(r"(?:し|さ|せ|始ま|始め|開か|開い|行わ|置か|れ|っ|て|い|じ|え|め)*(?:た|る|ている)(?=[^。、とのこがをにはもで])")


_SUPPORT = re.compile(r"^(?:等|など|について|に関して)*(?:を|について)(?:正式に|広く)?$")
"""Between a noun that is the event and a verb that only carries it: 意見募集を開始した, 議事要旨を公表した."""

_SUPPORT_EN = re.compile(r"(?:announc|publish|releas|unveil|report|issu)(?:ed|es|ing)?(?: (?:the|a|an|its|their))? ?(?:[a-z]+ )?")
_NOUN_EN = re.compile(r"(?:results?|selection|establishment|adoption|approval|launch|start|completion|winners?|creation|appointment)\b")
"""The same in English, where the verb stands first: announced the selection, published the results."""


class Predicate(msgspec.Struct):
    """One signal with its stretch of text, `start` to `end`.

    `joined` says that the next predicate says the same of the same thing (公布・施行), so that both share their stretch;
    `embedded` is the part of the stretch that belongs to a predicate which merely describes a noun of this one.
    """

    signal: Signal
    start: int
    end: int
    joined: bool = False
    embedded: tuple[int, int] | None = None

    def owns(self, start: int, end: int) -> bool:
        """Whether what stands there belongs to this predicate."""
        if not (self.start <= start and end <= self.end):
            return False
        return self.embedded is None or not (self.embedded[0] <= start and end <= self.embedded[1])


def find_signals(text: str, names: list[Named], signals: Signals, sentence: Sentence) -> list[Signal]:
    """The signals of a sentence, but for words that are part of one of its names."""
    found = signals.find(text, sentence.lang, sentence.start, sentence.end)
    if not found:
        return []
    named = Spans(spans_of(names))
    found = [one for one in found if not named.hold(one.start, one.end)]
    supports = {after.start for before, after in pairwise(found) if _SUPPORT.match(text[before.end : after.start]) and before.lang == "ja"}
    supports |= {before.start for before, after in pairwise(found) if before.lang == "en" and _carries(text, before, after)}
    return [one for one in found if one.start not in supports]


def _carries(text: str, verb: Signal, noun: Signal) -> bool:
    return _NOUN_EN.match(text, noun.start) is not None and _SUPPORT_EN.fullmatch(text, verb.start, noun.start) is not None


def find_predicates(material: Material, sentence: Sentence, signals: list[Signal]) -> list[Predicate]:
    """Give each signal its stretch: from where the one before it gives way to where it gives way itself."""
    text = material.masked
    told = spans_of(material.dates, material.money, material.names)
    barred = Spans(told)
    predicates: list[Predicate] = []
    start = sentence.start
    for index, signal in enumerate(signals):
        following = signals[index + 1] if index + 1 < len(signals) else None
        if following is None:
            joined, end = False, sentence.end
        else:
            joined = _JOINED[sentence.lang].match(text[signal.end : following.start]) is not None
            end = break_after(text, sentence.lang, signal.end, following.start, barred)
            if end == signal.end and text.startswith(" of ", end):  # enactment of the law in May
                end = max((stop for first, stop in told if signal.end <= first and stop <= following.start), default=end)
        predicates.append(Predicate(signal, start, end, joined))
        start = start if joined else end
    for index in range(len(predicates) - 2, -1, -1):
        if predicates[index].joined:
            predicates[index].end = max(predicates[index].end, predicates[index + 1].end)
    if sentence.lang == "ja":
        _embed(text, predicates)
    return predicates


def _embed(text: str, predicates: list[Predicate]) -> None:
    """A predicate that describes a noun of the next one (10兆円を投じる枠を決定) owns only what stands right before it."""
    for inner, outer in pairwise(predicates):
        if inner.joined or inner.end != inner.signal.end:
            continue
        if _ATTRIBUTIVE.match(text, speech.stem_end_ja(text, inner.signal.start, inner.end)) is None:
            continue
        outer.start = inner.start
        comma = text.rfind("、", inner.start, inner.signal.start)
        inner.start = comma + 1 if comma >= 0 else inner.start
        outer.embedded = (inner.start, inner.end)
