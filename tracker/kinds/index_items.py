"""The items of an index: meetings by their number, press releases by their day. And the page of one meeting as an item."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import NamedTuple

import msgspec

from tracker.kinds.index_numbers import LONGEST_LOOKED_AT, number_of, number_of_meeting
from tracker.model.document import Block, Document
from tracker.model.when import Precision
from tracker.read.dates import find_dates
from tracker.text.moments import JST
from tracker.text.normal import fold

_WHEN = re.compile(r"(?:開催)?(?:日時|年月日|日程|日)\s*[:：　 |]")
_ROUND = re.compile(r"[\s　]*[（(]?第\s?[0-9０-９,，〇一二三四五六七八九十百千]{1,7}\s?回[）)]?[\s　]*(?:会合|会議(?!体))?")
_END = r"(?=$|[）)\]】。、\s]|し|さ|とな|に)"
_NOT_HELD = (
    (re.compile(rf"(?:^|[（(【\[\s]|開催(?:を|は)?|日)(?:中止|取り?やめ){_END}", re.MULTILINE), "中止"),
    (re.compile(rf"(?:^|[（(【\[\s]|開催(?:を|は)?|日)延期{_END}", re.MULTILINE), "延期"),
)
_TO_COME = re.compile(rf"予定{_END}|開催(?:いた)?します|開催(?:の|について(?:の)?)?(?:ご|御)?案内", re.MULTILINE)
"""What stands beside the number or the day of a meeting that was not held, or not yet. An agenda may be on a plan or on a delay."""
_OF_THE_SITE = re.compile(r"\s*[|｜]\s*|\s[-–—]\s|：|　")
_OF_A_LIST = re.compile(
    r"(?:の|における|に関する)?(?:これまでの)?(?:(?<=の)(?:会議|会合))?(?:開催|審議|検討)?(?:の)?"
    r"(?:状況|実績|一覧|経過|経緯|履歴|案内|情報|資料(?:等|一覧)?|議事(?:次第|要旨|要録|録|概要)(?:等|一覧)?)(?:について|一覧)?$|について$|トップ(?:ページ)?$"
)
_MOST_NAME = 60
_MOST_TEXT = 20_000
_FIRST_LINES = 6


class Item(NamedTuple):
    """One item: `number` where it is a meeting, `day` (midnight in Japan) where one is written."""

    block: Block
    number: int | None
    day: datetime | None


def names_number(document: Document, number: int) -> bool:
    """Whether a page is that of the meeting of that number: its title or its first lines call it so (第4回, 4th).

    A page that answers to every number has dates, telephones and the address that was asked for in it, and lists of all meetings.
    """
    for line in _words(document)[:_FIRST_LINES]:
        counted = number_of(line) == number
        if counted or re.search(
            rf"(?<![0-9]){number}(?:st|nd|rd|th)\b", unicodedata.normalize("NFKC", line[:LONGEST_LOOKED_AT]), re.IGNORECASE
        ):
            return True
    return False


def meeting_named(document: Document) -> str:
    """The body that a page is about, by its first heading or its title: 架空戦略本部 of 架空戦略本部 開催状況 | 架空府."""
    headings = (block.text for block in document.blocks[:2] if block.link is None and not block.text.endswith("。"))
    for words in (*headings, document.title or ""):
        name = _OF_THE_SITE.split(_ROUND.sub("", words).strip(), maxsplit=1)[0]
        name = _OF_A_LIST.sub("", " ".join(name.split())).strip(" ・-（）()")
        if name and len(name) <= _MOST_NAME and not name.isdecimal():
            return name
    return ""


def items_of(document: Document, meeting: str) -> list[Block]:
    """The items of a list: what is a link, or a meeting with its number. Headings and prose between them are left out."""
    items = [item for block in document.blocks if (item := _item(block, meeting)) is not None]
    count = Counter(item.number for item in items if item.number is not None)
    return [_told(item, meeting, alone=count[item.number] == 1) if item.number is not None else _dated(item) for item in items]


def item_of_page(document: Document, url: str, number: int, meeting: str) -> Block:
    """The page of one meeting as an item: what it is about and what was handed out stands below."""
    words = list(_words(document))
    title = next((line for line in words if number_of(line) == number), document.title) or document.title
    day = next((found for line in words if _WHEN.search(line[:40]) and (found := _day(line))), None)
    day = day or next((found for line in words if (found := _day(line))), None)
    block = Block(key="", title=title, text="\n".join(words)[:_MOST_TEXT], link=url, published=day)
    return _told(Item(block, number, day), meeting or meeting_named(document), alone=True)


def unlike(lists: Sequence[Sequence[Block]]) -> list[Block]:
    """The items of several pages; what a page lists as one before it does stands once."""
    found: list[Block] = []
    seen: set[tuple[str | None, str | None]] = set()
    for items in lists:
        found += [block for block in items if block.link is None or (block.link, block.title) not in seen]
        seen |= {(block.link, block.title) for block in items}
    return found


def merged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks, of those with one key the first: with the address and the words of the others where it has none of its own."""
    found: dict[str, Block] = {}
    for block in blocks:
        known = found.get(block.key)
        if known is None:
            found[block.key] = block
            continue
        said = dict.fromkeys((*known.text.split("\n"), *block.text.split("\n")))
        found[block.key] = msgspec.structs.replace(
            known,
            text="\n".join(line for line in said if line)[:_MOST_TEXT],
            link=known.link or block.link,
            published=known.published or block.published,
        )
    return tuple(found.values())


def _item(block: Block, meeting: str) -> Item | None:
    words = f"{block.title or ''}\n{block.text}"
    lines = (block.title or "", *block.text.split("\n"))
    numbers = {number for line in lines if (number := number_of(line)) is not None}
    number = next((found for line in lines if (found := number_of_meeting(line, meeting))), None) if len(numbers) == 1 else None
    if block.link is None and (number is None or (block.published is None and _day(words) is None)):
        return None
    return Item(block, number, block.published or _day(words))


def _told(item: Item, meeting: str, *, alone: bool) -> Block:
    """A meeting as a sentence that can be read like any other, before what its item says."""
    block, number, day = item
    sentence = _said(meeting, number, day, block) if meeting and day else ""
    title = block.title or block.text.split("\n")[0]
    if meeting and meeting not in title:
        title = f"{meeting} {title}" if number_of(title) else f"{meeting}（第{number}回） {title}"
    rest = [line for line in block.text.split("\n") if line and line != block.title]
    return msgspec.structs.replace(
        block,
        key=f"第{number}回" if alone else block.key,
        title=title,
        text="\n".join(dict.fromkeys((sentence, *rest))).strip("\n"),
        published=block.published or day,
        cells=(),
    )


def _said(meeting: str, number: int | None, day: datetime, block: Block) -> str:
    """What is said of a meeting: that it was held, unless the line with its number or its day says that it is to be, or is not to be."""
    name, when = f"{meeting}（第{number}回）", f"{day.year}年{day.month}月{day.day}日"
    lines = [line[:LONGEST_LOOKED_AT] for line in dict.fromkeys((block.title or "", *block.text.split("\n")))]
    about = "\n".join(line for line in lines if number_of(line) == number or _day(line) == day)
    for words, put_off in _NOT_HELD:
        if words.search(about):
            return f"{name}は{when}の開催が{put_off}された。"
    return f"{name}が{when}に{'開催される予定である' if _TO_COME.search(about) else '開催された'}。"


def _dated(item: Item) -> Block:
    return item.block if item.block.published else msgspec.structs.replace(item.block, published=item.day)


def _day(text: str) -> datetime | None:
    """The first day that a text writes in full."""
    for dated in find_dates(fold(text[:LONGEST_LOOKED_AT]), None):
        if dated.when.precision is Precision.DAY and dated.when.earliest is not None:
            return datetime.combine(dated.when.earliest, time(), JST)
    return None


def _words(document: Document) -> Sequence[str]:
    lines = (line for block in document.blocks for line in (block.title, *block.text.split("\n")) if line)
    return list(dict.fromkeys(line.strip() for line in (document.title or "", *lines) if line.strip()))
