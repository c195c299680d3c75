"""One consultation as e-Gov tells of it, in its feed or in its list: what it is called, its number, and its days, as sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from tracker.model.document import Block
from tracker.text.markup import cut
from tracker.text.moments import JST, read_moment

_OPENED = re.compile(r"案の公示日|募集開始日|^公示日")
_CLOSES = re.compile(r"締切")
_CLOCK = re.compile(r"[0-9０-９]\s*[:：時]|正午")
_BESIDE = re.compile(r"[（(]?(?:まで|必着|厳守|締め?切)[）)]?\s*$")
_RESULT = re.compile(r"結果の?(?:公示|公表)日")
_NUMBER = re.compile(r"案件番号")
_FIELD = re.compile(r"\s*([^：:\n\s\d][^：:\n]{0,59})[：:]\s*(.*)")
"""A name does not begin with a digit: 17:00 is a time."""
_ID = re.compile(r"[0-9A-Za-z]{4,20}")
_ABOUT = re.compile(
    r"(?:(?:の(?:公布|公表|制定|施行))?(?:及び|並びに))?(?:に(?:関|対)する|について|への|に係る|の)?(?:一般からの|国民の皆様からの|広く)?(?:御|ご)?"
    r"(?:意見(?:・情報|等)?の?(?:募集|公募)|パブリック・?コメント|意見公募手続)(?:手続)?(?:の?結果(?:の?公[示表])?)?(?:の実施)?(?:等)?(?:に?ついて|のお知らせ)?$"
)
_WRAPPED = re.compile(r"[「『]([^「」『』]+)[」』]")
MOST_FIELDS = 40
_MOST_VALUE = 1_000


class Item(NamedTuple):
    """One consultation. `number` is e-Gov's own; `fields` are told as name and value; `published` is the day of the entry in a feed."""

    number: str
    title: str
    link: str | None
    fields: Mapping[str, str]
    published: datetime | None = None


def fields_of(lines: Iterable[str]) -> dict[str, str]:
    """Lines of `name：value`; a line without a name belongs to the one before."""
    found: dict[str, str] = {}
    last = ""
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match and not line.lstrip().startswith(("http:", "https:")):
            last = "".join(match[1].split())
            if len(found) < MOST_FIELDS:
                found.setdefault(last, match[2].strip()[:_MOST_VALUE])
        elif last in found and line.strip():
            found[last] = f"{found[last]} {line.strip()}".strip()[:_MOST_VALUE]
    return found


def number_in(link: str | None, fields: Mapping[str, str]) -> str | None:
    """The number of a consultation, from its address (`id=`) or from what is told of it; None where neither has one."""
    given = _field(fields, _NUMBER)
    if not given and link:
        try:
            given = (parse_qs(urlsplit(link).query).get("id") or [""])[0]
        except ValueError:
            return None
    found = _ID.fullmatch(unicodedata.normalize("NFKC", given).strip()) if given else None
    return found[0] if found else None


def opened_on(item: Item) -> date | None:
    """The day on which it was opened, in Japan."""
    opened = _moment(_field(item.fields, _OPENED))
    return opened.date() if opened else None


def item_block(item: Item) -> Block:
    """A consultation as sentences that can be read like any other, and below them all that e-Gov tells of it."""
    days = {name: _moment(_field(item.fields, of)) for name, of in (("opened", _OPENED), ("closes", _CLOSES), ("result", _RESULT))}
    lines = [*_sentences(subject_of(item.title), days, _last_moment(item, days["closes"]))]
    lines += [f"{name}：{value}" for name, value in item.fields.items() if value]
    if not _field(item.fields, _NUMBER):
        lines.append(f"案件番号：{item.number}")
    if item.link and not days["result"]:
        lines.append(f"提出先：{item.link}")
    published = days["result"] or days["opened"] or item.published
    return Block(key=item.number, title=cut(item.title, 1_000), text="\n".join(lines), link=item.link, published=published)


def subject_of(title: str) -> str:
    """What a consultation is about: its title without the words that it is one."""
    plain = _ABOUT.sub("", " ".join(title.split()).rstrip("。"))
    wrapped = _WRAPPED.fullmatch(plain)
    return (wrapped[1] if wrapped else plain).strip() or title


def _sentences(subject: str, days: Mapping[str, datetime | None], last: str) -> Iterator[str]:
    """What is news stands first: the result, where there is one."""
    opened, result = days["opened"], days["result"]
    about = f"「{subject}」に関する意見募集"
    if result:
        yield f"{about}の結果が{_told(result)}に公示された。"
    if opened:
        yield f"{about}が{_told(opened)}に始まった。"
    if last:
        yield f"{about}は{last}に締め切られ{'た' if result else 'る'}。"


def closes_at_midnight(item: Item) -> bool:
    """Whether its deadline is at 0:00, and a time is written at all."""
    written = _field(item.fields, _CLOSES)
    closes = _moment(written)
    return closes is not None and closes.time() == time() and bool(_CLOCK.search(written))


def _last_moment(item: Item, closes: datetime | None) -> str:
    """Until when something can be handed in. Midnight ends the day before."""
    if closes is None:
        return ""
    if not _CLOCK.search(_field(item.fields, _CLOSES)):
        return _told(closes)
    if closes_at_midnight(item):
        return f"{_told(closes - timedelta(days=1))}24時"
    return f"{_told(closes)}{closes.hour}時{f'{closes.minute:02d}分' if closes.minute else ''}"


def _field(fields: Mapping[str, str], name: re.Pattern[str]) -> str:
    return next((value for key, value in fields.items() if name.search(key) and value), "")


def _moment(written: str) -> datetime | None:
    return read_moment(_BESIDE.sub("", written).replace("正午", "12時"), JST)


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
