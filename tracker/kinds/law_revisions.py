"""The revisions of a law as sentences that can be read like any other: what was promulgated, what is in force, what will be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

import msgspec

from tracker.model.document import Block
from tracker.text.moments import JST

MOST_REVISIONS = 300
SECTION = "改正履歴"
_TO_COME = "UnEnforced"
_ENDED = {"Repeal": "廃止された", "Expire": "失効した", "Suspend": "施行を停止された", "LossOfEffectiveness": "効力を失った"}
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
    def starts(self) -> date | None:
        """The day from which it is in force, fixed or foreseen."""
        return _day(self.amendment_enforcement_date) or _day(self.amendment_scheduled_enforcement_date)


class Answer(msgspec.Struct, frozen=True):
    """The answer of `/law_revisions`, the newest revision first."""

    law_info: LawInfo
    revisions: tuple[Revision, ...]


def revision_blocks(answer: Answer, link: str | None, section: str = SECTION) -> list[Block]:
    """The promulgation, each revision from the newest to the oldest, and the end of a law: a block each, keyed below `section`."""
    if not answer.revisions:
        return []
    title = answer.revisions[0].law_title or answer.law_info.law_num
    blocks = []
    for key, day, sentence in _sentences(answer, title):
        published = datetime.combine(day, time(), JST) if day else None
        blocks.append(Block(key=f"{section}/{key}", title=title, text=sentence, link=link, published=published))
    return blocks


def _end(one: Revision, title: str) -> str | None:
    ended = _ENDED.get(str(one.repeal_status))
    day = _day(one.repeal_date)
    return f"{title}は、{f'{_told(day)}に' if day else ''}{ended}。" if ended else None


def _sentences(answer: Answer, title: str) -> Iterator[tuple[str, date | None, str]]:
    """Key, the day since when it was known to be so where that is past, and the words."""
    info, newest = answer.law_info, answer.revisions[0]
    promulgated = _day(info.promulgation_date)
    if promulgated:
        yield "公布", promulgated, f"{title}（{info.law_num}）は、{_told(promulgated)}に公布された。"
    ended = _end(newest, title)
    if ended:
        yield "廃止", _day(newest.repeal_date), ended
    made = [one for one in answer.revisions if one.amendment_type == _NEW or not one.amendment_law_title]
    for one in answer.revisions[:MOST_REVISIONS]:
        # A law whose provisions come into force one after the other has a revision for each of these days.
        partly = one in made and one is not made[0]
        known = one.starts if one.current_revision_status != _TO_COME else None
        yield one.law_revision_id, known, _sentence(one, title, own=one in made, partly=partly)


def _sentence(one: Revision, title: str, *, own: bool, partly: bool) -> str:
    enforced = one.current_revision_status != _TO_COME
    day = one.starts
    when = f"{_told(day)}に" if day else ""
    if own:
        lines = [f"{title}は、{when}{'一部' if partly else ''}施行{'された' if enforced else 'される予定である'}。"]
    else:
        what = "廃止" if one.amendment_type == _REPEAL else "改正"
        by = f"{one.amendment_law_title}（{one.amendment_law_num}）" if one.amendment_law_num else one.amendment_law_title
        # Titles of laws tell of other laws, of enforcement and repeal: behind the sentence one is not taken for what happened here.
        lines = [f"{title}は、{when}{what}{'された' if enforced else 'される予定である'}。{what}の根拠：{by}"]
    comment = (one.amendment_enforcement_comment or "").strip()
    return "\n".join([*lines, *([f"改正の時期：{comment}"] if comment else [])])


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None
