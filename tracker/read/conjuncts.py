"""Several names that one predicate is said of together: 潮位法及び港湾法が成立した, both the plan and the guideline were adopted."""

from __future__ import annotations

import re
from bisect import bisect_left

from tracker.model.pack import Pack
from tracker.read.lexicon import Named
from tracker.read.predicates import Predicate
from tracker.read.subjects import Choice

_LEFT_JA = (
    r"[」』]?(?:\([^()]{0,24}\))?[」』]?(?:の|・)?(?:第[0-9一二三四五六七八九十ivx.]{1,4}[期回版])?"
    r"(?:改正法?案|の?改正法|改[定訂](?:案|版)|法案|案)?[」』]?"
)
_JOINT_JA = re.compile(
    rf"{_LEFT_JA}(?:(?P<firm>及び|および|並びに|ならびに|と|や|、?そして|(?<=」)(?=「))|[、・])(?:、)?(?:それぞれ)?[「『]?(?:改正|新|新たな|国の)?"
)
_JOINT_EN = re.compile(
    r"[\"')]*(?: ?\([^()]{0,24}\))?(?: [0-9][0-9.]{0,4})?(?: (?:amendments?|revisions?|bills?|amendment bills?|drafts?))?[\"')]*"
    r"(?:(?P<firm>,? (?:and|or|nor)|,? as well as)|,)(?: both)?(?: (?:the|its|japan's|a))?"
    r"(?: (?:amended|revised|new|draft|second|third|second-term|government|related)){0,2} [\"']*"
)
_ALL_OF_THEM = re.compile(rf"{_LEFT_JA}(?:の?両|のいずれも|はいずれも|ともに)")
"""Behind names that only commas join: 潮位法、港湾法の両改正案."""
_LONGEST = 60
_MOST = 8


def conjuncts(text: str, lang: str, names: list[Named], predicate: Predicate, choice: Choice, pack: Pack) -> list[Choice]:
    """The other names that stand side by side with the chosen one in the predicate's stretch, and are as able to undergo it."""
    named, event = choice.named, predicate.signal.event
    if named is None or named.described:
        return []
    run = _run(text, _JOINT_JA if lang == "ja" else _JOINT_EN, names, bisect_left(names, named.start, key=lambda one: one.start))
    found: dict[str, Choice] = {}
    for one in run:
        if one.subject in (None, choice.subject) or one.described or not predicate.owns(one.start, one.end):
            continue
        if _as_able(pack, one.subject or "", choice.subject, event):
            found.setdefault(one.subject or "", Choice(one.subject or "", one))
    return list(found.values())


def _as_able(pack: Pack, subject: str, chosen: str, event: str) -> bool:
    if (pack.subjects[subject].ladder is None) != (pack.subjects[chosen].ladder is None):  # a mere topic beside a thing
        return False
    return pack.stage(subject, event) is not None or pack.stage(chosen, event) is None


def _run(text: str, joint: re.Pattern[str], names: list[Named], place: int) -> list[Named]:
    """The names joined to the one at `place` on either side; none where only commas join them."""
    first = last = place
    firm = False
    while first > 0 and place - first < _MOST and (match := _joined(text, joint, names[first - 1], names[first])):
        firm, first = firm or match["firm"] is not None, first - 1
    while last + 1 < len(names) and last - place < _MOST and (match := _joined(text, joint, names[last], names[last + 1])):
        firm, last = firm or match["firm"] is not None, last + 1
    return names[first : last + 1] if firm or (last > first and _ALL_OF_THEM.match(text, names[last].end)) else []


def _joined(text: str, joint: re.Pattern[str], one: Named, other: Named) -> re.Match[str] | None:
    return joint.fullmatch(text, one.end, other.start) if 0 <= other.start - one.end <= _LONGEST else None
