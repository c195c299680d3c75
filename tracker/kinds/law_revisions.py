"""The revisions of a law as sentences that can be read like any other: what was promulgated, what is in force, what will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from urllib.parse import quote

import msgspec

from tracker.model.document import Block
from tracker.text.moments import JST

MOST_REVISIONS = 300
SECTION = "改正履歴"
_TO_COME = "UnEnforced"
_ENDED = {
    "Repeal": ("廃止された", "廃止される"),
    "Expire": ("失効した", "失効する"),
    "Suspend": ("施行を停止された", "施行を停止される"),
    "LossOfEffectiveness": ("効力を失った", "効力を失う"),
}
"""How a law has ended, and how it will."""
_NEW, _REPEAL = "1", "8"


class LawInfo(msgspec.Struct, frozen=True):
    """What does not depend on a revision."""

    law_id: str
    law_num: str = ""
    promulgation_date: str | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """One revision, as far as it is read here. Days are ISO 8601; `amendment_type` is 1 for the law as it was made, 8 for its repeal."""

    law_revision_id: str
    law_title: str = ""
    updated: str | None = None
    amendment_promulgate_date: str | None = None
    amendment_enforcement_date: str | None = None
    amendment_enforcement_comment: str | None = None
    amendment_scheduled_enforcement_date: str | None = None
    amendment_law_title: str | None = None
    amendment_law_num: str | None = None
    amendment_type: str | None = None
    repeal_status: str | bool | None = None
    repeal_date: str | None = None
    current_revision_status: str = ""

    @property
    def is_to_come(self) -> bool:
        """Whether it is fixed, and not in force yet."""
        return self.current_revision_status == _TO_COME

    @property
    def starts(self) -> date | None:
        """The day from which it is in force, fixed or foreseen."""
        return _day(self.amendment_enforcement_date) or _day(self.amendment_scheduled_enforcement_date)


class Answer(msgspec.Struct, frozen=True):
    """The answer of `/law_revisions`, the newest revision first."""

    law_info: LawInfo
    revisions: tuple[Revision, ...]


def current_of(answer: Answer) -> Revision | None:
    """The revision that is in force, or was last (of a law that has ended), or will be first; the text of that one is read."""
    begun = [one for one in answer.revisions if not one.is_to_come]
    in_force = [one for one in begun if one.current_revision_status == "CurrentEnforced"]
    return next(iter(in_force or begun or answer.revisions[-1:]), None)


def revision_blocks(answer: Answer, link: str | None, section: str = SECTION) -> list[Block]:
    """The promulgation, each revision from the newest to the oldest, and the end of a law: a block each, keyed below `section`.

    Each revision leads to its own page, so that two of one day are two items.
    """
    current = current_of(answer)
    if current is None:
        return []
    title = current.law_title or answer.law_info.law_num
    blocks = []
    for key, day, sentence in _sentences(answer, title):
        published = datetime.combine(day, time(), JST) if day else None
        part = key.removeprefix(f"{answer.law_info.law_id}_")
        own = f"{link}/{quote(part, safe='')}" if link and part != key else link
        blocks.append(Block(key=f"{section}/{key}", title=title, text=sentence, link=own, published=published))
    return blocks


def _sentences(answer: Answer, title: str) -> Iterator[tuple[str, date | None, str]]:
    """Key, the day since when it was known to be so where that is past, and the words."""
    info = answer.law_info
    promulgated = _day(info.promulgation_date)
    named = f"{title}（{info.law_num}）"
    if promulgated:
        yield "公布", promulgated, f"{named}は、{_told(promulgated)}に公布された。"
    # A law that has had another name is known by its number.
    name = title if {one.law_title for one in answer.revisions} == {title} else named
    end = next((one for one in answer.revisions if str(one.repeal_status) in _ENDED), None)
    if end is not None:
        yield "廃止", None if end.is_to_come else _day(end.repeal_date), _end(end, name)
    made = [one for one in answer.revisions if one.amendment_type == _NEW or not one.amendment_law_title]
    for one in answer.revisions[:MOST_REVISIONS]:
        # A law whose provisions come into force one after the other has a revision for each of these days.
        partly = one in made and one is not made[0]
        known = None if one.is_to_come else one.starts
        yield one.law_revision_id, known, _sentence(one, name, own=one in made, partly=partly)


def _end(one: Revision, name: str) -> str:
    happened, to_come = _ENDED[str(one.repeal_status)]
    day = _day(one.repeal_date)
    return f"{name}は、{f'{_told(day)}に' if day else ''}{f'{to_come}予定である' if one.is_to_come else happened}。"


def _sentence(one: Revision, name: str, *, own: bool, partly: bool) -> str:
    done = "される予定である" if one.is_to_come else "された"
    day = one.starts
    when = f"{_told(day)}に" if day else ""
    if own:
        lines = [f"{name}は、{when}{'一部' if partly else ''}施行{done}。"]
    else:
        what = "廃止" if one.amendment_type == _REPEAL else "改正"
        number = one.amendment_law_num
        # Titles of laws tell of other laws, of enforcement and repeal: behind the sentence one is not taken for what happened here.
        by = f"{one.amendment_law_title}（{number}）" if number else one.amendment_law_title
        cause = f"（{number}による改正）" if number and one.amendment_type != _REPEAL else ""
        lines = [f"{name}は、{when}{what}{done}{cause}。{what}の根拠：{by}"]
    comment = (one.amendment_enforcement_comment or "").strip()
    return "\n".join([*lines, *([f"改正の時期：{comment}"] if comment else [])])


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
