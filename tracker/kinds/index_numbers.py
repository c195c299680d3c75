"""Which meeting a line of an index is of: its number, and whether that is a number of the body at all and not of a call or a session."""

from __future__ import annotations

import re
import unicodedata

from tracker.text.numerals import value

LONGEST_LOOKED_AT = 600
_NUMBER = "[0-9]{1,2},[0-9]{3}|[0-9]{1,5}|[〇一二三四五六七八九十百千]{1,7}"
_COUNTED = re.compile(rf"第\s?({_NUMBER})\s?回")
_DATING = re.compile(r"令和|平成|元?年|月|日|\([月火水木金土日]\)|開催|[\W\d_]")
"""What may stand before a number beside the name of the body: a day, a number of the row, marks."""
_APART = re.compile(r"$|[\W\d]|令和|平成|の?(?:定例|臨時|持ち?回り)?(?:会合|会議(?!体)|本部|部会|議事|資料|配[布付]|開催)|について")
"""What follows a number that is of the body itself."""
_OF_ELSE = re.compile(
    r"\W{0,3}の?\S{0,12}?"
    r"(?:公募|募集|国会|採択|セミナー|フォーラム|シンポジウム|説明会|講演|大会|表彰|コンテスト|入札|認定)"
)
_PRESS = re.compile(
    r"報道|プレス|ニュース|お知らせ|新着|トピックス|発表|公表資料|意見(?:募集|公募)|パブリック"
    r"|press|news|release|topics|announcement",
    re.IGNORECASE,
)


def number_of(text: str) -> int | None:
    """The one number of a meeting that a text names: 第３回, 第三回. None where it names none, or several."""
    found = {_value(match) for match in _COUNTED.finditer(_plain(text))}
    return found.pop() if len(found) == 1 else None


def meets(name: str) -> bool:
    """Whether what a page is about can meet: a list of press releases does not, whatever its items count."""
    return not _PRESS.search(unicodedata.normalize("NFKC", name))


def number_of_meeting(line: str, meeting: str) -> int | None:
    """The number of a meeting of a body that a line names. What counts something else (第4回公募, 第217回国会, another body) has none."""
    plain, number = _plain(line), number_of(line)
    counted = _COUNTED.search(plain)
    if number is None or counted is None or not meets(meeting):
        return None
    name = "".join(unicodedata.normalize("NFKC", meeting).split())
    before, after = _DATING.sub("", plain[: counted.start()]), plain[counted.end() :]
    own = not before or (bool(name) and (before in name or name in before))
    apart = bool(_APART.match(after)) or (bool(name) and after.startswith(name))
    return number if own and apart and not _OF_ELSE.match(after) else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text[:LONGEST_LOOKED_AT])


def _value(match: re.Match[str]) -> int:
    return value(match[1].replace(",", ""))
