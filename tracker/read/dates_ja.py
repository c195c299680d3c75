"""Dates in Japanese: eras, Western years, fiscal years, seasons, halves and quarters, relative words, ranges."""

from __future__ import annotations

import re

from tracker.read.numbers import SHORT_NUMBER, small_number
from tracker.read.starting import Starting
from tracker.read.written import Anchor, Season, Shift, Third, Written

# Up to three blanks and one line break may stand inside a date (PDF text).
B = r"[ \t]{0,3}\n?[ \t]{0,3}"
N = SHORT_NUMBER
DASH = r"[-‐-―−~ー]"

ERAS = {"令": 2018, "平": 1988, "昭": 1925, "大": 1911, "明": 1867, "r": 2018, "h": 1988, "s": 1925}
_SEASONS = {"春": Season.SPRING, "夏": Season.SUMMER, "秋": Season.AUTUMN, "冬": Season.WINTER}
_THIRDS = {
    "上": Third.EARLY,
    "初": Third.EARLY,
    "中": Third.MIDDLE,
    "下": Third.LATE,
    "上中": Third.EARLY_TO_MIDDLE,
    "中下": Third.MIDDLE_TO_LATE,
}
_WEEKDAYS = "月火水木金土日"

_RELATIVE_YEARS = {"本": 0, "今": 0, "来": 1, "昨": -1, "去": -1, "再来": 2, "一昨": -2, "おととし": -2}
_ANTECEDENT_YEARS = {"同": 0, "翌": 1, "前": -1, "当": 0, "翌々": 2}
_RELATIVE_MONTHS = {"本": 0, "今": 0, "来": 1, "先": -1, "再来": 2}
_ANTECEDENT_MONTHS = {"同": 0, "翌": 1, "前": -1, "当": 0}
_PUBLICATION_DAYS = {"本日": 0, "きょう": 0, "今日": 0, "明日": 1, "あす": 1, "昨日": -1, "きのう": -1, "一昨日": -2, "明後日": 2}
_ANTECEDENT_DAYS = {"同日": 0, "この日": 0, "翌日": 1, "前日": -1}

_NUMERIC = re.compile(
    rf"(?:西暦)?(?<![0-9.,/・-])((?:1[89]|20)[0-9]{{2}})(?:年?([./・,-])([0-9]{{1,2}})月?\2([0-9]{{1,2}})日?|"
    rf"年?/([0-9]{{1,2}})月|年/([0-9]{{1,2}}))(?![0-9]|[./-][0-9])"
    rf"|(?<![a-z0-9])([rhs]|令和|平成|昭和){B}([0-9]{{1,2}}|元)([./])([0-9]{{1,2}})\9([0-9]{{1,2}})(?![0-9]|[./-][0-9])"
)
_YEAR = re.compile(
    rf"(?P<era>令{B}和|平{B}成|昭{B}和|大{B}正|明{B}治){B}(?P<en>元|{N})(?:{B}\({B}(?P<gw>[12][0-9]{{3}}){B}年?\))?"
    rf"(?:{B}(?P<ek>年)|(?={B}{N}{B}月)|(?<=\))(?={B}[0-9]{{1,2}}{B}月))"
    rf"|(?:西暦)?(?<![0-9.,])(?P<wy>(?:1[89]|20)[0-9]{{2}}|[一二][〇零一二三四五六七八九]{{3}})(?:{B}\({B}(?:令和|"
    rf"平成|昭和|[rhs])(?:元|{N})年?\))?{B}年"
    rf"|(?<![0-9.,])'?(?P<yy>[0-9]{{2}})年(?=度|{B}[0-9]{{1,2}}{B}月)"
    rf"|(?<![a-z0-9])(?P<re>[rhs])(?P<rn>[0-9]{{1,2}}|元)年"
    r"|(?P<ry>再来|一昨|本|今|来|昨|去)年|(?P<ay>翌々|同|翌|前|当)年"
    r"|(?P<rs>今|昨|来)(?=[春夏秋冬](?!季))"
)
_GLOSS = re.compile(rf"{B}\({B}(?:(?:令和|平成|昭和)?(?:元|{N})|[12][0-9]{{3}}){B}年(?:度)?{B}\)")
_FISCAL_TAIL = re.compile(r"の?(?:第?([1-4一二三四])四半期|([上下前後])(?:半期|期|半(?!期))|(末)日?)?")
_YEAR_TAIL = re.compile(
    rf"{B}(?:(?P<m1>{N})(?:月)?{B}{DASH}{B}(?P<m2>{N}){B}月(?P<ki>期?)"
    rf"|の?第?(?P<q>[1-4一二三四])四半期|の?(?P<h>[上下前後])(?:半期|期|半(?!期))|の?(?P<s>[春夏秋冬])(?![季分節])|の?(?P<end>末)日?|(?P<within>内))"
)
_MONTH = re.compile(rf"の?{B}(?P<m>{N}){B}月")
_BARE_MONTHS = re.compile(rf"(?P<m1>{N})(?:月)?{DASH}(?P<m2>{N})月(?P<ki>期?)")
_RELATIVE_MONTH = re.compile(r"(?P<rm>再来|本|今|来|先)月(?![謝曜])|(?P<am>同|翌|前|当)月(?!曜)|(?P<bare>月)(?=末|内)")
_MONTH_TAIL = re.compile(
    rf"{B}(?:の)?(?:(?P<d>{N}){B}(?:日|(?={DASH}{B}{N}{B}月{B}{N}{B}日))|(?P<t>上中|中下|[上中下初])旬|(?P<end>末)日?|(?P<within>内(?=に|の|を)))"
)
_DAY_WORD = re.compile(
    r"本日|きょう|(?<!昨)今日|明後日|明日(?!香)|あす(?=[、のにかま]|$)|一昨日|昨日|きのう|同日|この日(?!本)|翌日|前日(?!銀)"
)
_SHIFTED_DAY = re.compile(rf"(?P<w>[同翌])(?P<d>{N})日")
_BARE_DAY = re.compile(
    rf"(?<![0-9.,・:/〇一二三四五六七八九十月年第各毎全-])(?P<d>[0-9]{{1,2}}|[一二三]?十[一二三四五六七八九]?|"
    rf"[二三][〇一二三四五六七八九]){B}日"
)
_DAY_ROUTES = re.compile(rf"(?<![0-9.,])(?P<a>[0-9]{{1,2}}){B}日?{B}{DASH}{B}(?P<b>[0-9]{{1,2}}){B}日")

_BOTH_DAYS = re.compile(
    rf"(?P<a>[0-9]{{1,2}}){B}日?(?:\([月火水木金土日]\))?(?:と|、|・|,){B}(?P<b>[0-9]{{1,2}}){B}(?:日(?:\([月火水木金土日]\))?)?(?=の?両日)"
    r"|(?P<c>[0-9]{1,2})[、・,](?P<d>[0-9]{1,2})日"
)
"""Two days on which one thing is (18、19の両日); without 両日 only where the second is the next (18、19日)."""

_YEAR_SPAN = re.compile(rf"((?:1[89]|20)[0-9]{{2}})年?{B}{DASH}{B}((?:1[89]|20)[0-9]{{2}}|[0-9]{{2}})年(度?)(?!{B}[0-9])")

_MONTH_SLASH_DAY = re.compile(r"(?<![0-9/.])(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})(?=[ ]?\([月火水木金土日])")

_STARTS = Starting(
    "0-9〇零一二三四五六七八九十百千西令平昭大明rhs再翌本今来昨去同当前先年月きあこ",
    rf"(?<![0-9.,])(?:1[89]|20)[0-9]{{2}}{B}{DASH}{B}[0-9]{{2,4}}年|西暦|令{B}和|平{B}成|昭{B}和|大{B}正|"
    rf"明{B}治|[0-9]{{1,4}}{B}(?:年|月|日|\({B}(?:令和|平成|昭和|[rhs])[元0-9]|{DASH}(?=[0-9]{{1,2}}月)|"
    r"/[0-9]{1,2}[ ]?\([月火水木金土日])"
    r"|[0-9]{1,2}日?(?:と|、|・|,)[0-9]{1,2}(?:日|の?両日)"
    r"|(?:1[89]|20)[0-9]{2}[./・,-][0-9]"
    r"|[一二][〇零一二三四五六七八九]{3}年|[rhs][0-9元]|(?:再来|一昨|翌々|[本今来昨去同翌前当])年|[今昨来](?=[春夏秋冬])"
    rf"|{N}{B}月|月(?=末|内)|年(?:末|内|度末|度内)|(?:再来|[本今来先同翌前当])月|本日|きょう|今日|明後日|"
    r"明日|あす|一昨日|昨日|きのう|同日|この日|翌日|前日"
    rf"|[同翌]{N}日|[一二三十][〇一二三四五六七八九十]{{0,2}}{B}日",
)

_NOT_A_DAY = re.compile(r"間|目|前(?!半)|後|以内|分(?!の)|平均|営業|程度|(?:を|は)?超|本(?![0-9社])|銀|経")
_DURATION = re.compile(rf"{B}(?:間|を超え|以内|未満|分の|ごと|毎|目|国債|物|以上|(?:を)?限度|(?:が|を)経過|前倒し|連続)|[か箇ヶケヵ](?!ら)")
_NAME_FOLLOWS = re.compile(
    rf"{B}(?:(?:{N}月)?[^\s、。,（(「」0-9]{{0,8}}(?:地震|豪雨|台風|噴火|大雨|大震災|大火|ショック)"
    rf"|[^\s、。,(「」]{{0,8}}(?:法律|政令|省令|府令|規則|条例|告示|訓令|勅令|庁令|人事院規則){B}第|法(?:律)?第|{B}\([ぁ-んァ-ヴ]{{1,2}}\){B}第|版|年代|代|問題|生まれ|卒)"
)
_AMENDMENT_FOLLOWS = re.compile(r"(?:[^\s、。,(「」0-9のにをは]{1,14}法)?改正(?:に(?:係|伴|関|基|よ)|(?![さしすをがはにもでへ、。 )]|$))")
"""An amending law is called by its year: 令和7年改正資金決済法, 令和7年資金決済法改正に係る政令."""
_COUNT_FROM = re.compile(r"(?:起算して|施行後|公布後|[0-9]年)$")
_WEEKDAY = re.compile(rf"{B}[\(\[]([月火水木金土日])(?:曜日?)?(?:[・、]?祝(?:日)?)?[\)\]]")


def find_dates(text: str) -> list[Written]:
    """All dates of a normalised text, in order, without overlap."""
    found: list[Written] = []
    position = 0
    for start in _STARTS.finditer(text):
        if start.start() < position:
            continue
        written = _at(text, start.start())
        if written is None:
            continue
        if isinstance(written, int):
            position = written
            continue
        weekday = _WEEKDAY.match(text, written.end)
        if weekday and written.day is not None:
            written.weekday = _WEEKDAYS.index(weekday.group(1))
        found.append(written)
        position = written.end
    return found


def _at(text: str, start: int) -> Written | int | None:
    """The date that begins at `start`; where something begins there that only looks like one: its end, or None."""
    span = _YEAR_SPAN.match(text, start)
    if span:
        return _year_span(span)
    numeric = _NUMERIC.match(text, start)
    if numeric:
        return _numeric(numeric)
    year = _YEAR.match(text, start)
    if year:
        return _from_year(text, year)
    if text.startswith("年", start):
        return _bare_year_bound(text, start)
    days = _DAY_ROUTES.match(text, start)
    if days and (start == 0 or text[start - 1] not in "月年/.:"):
        first, last = int(days.group("a")), int(days.group("b"))
        if first < last <= 31 and not _NOT_A_DAY.match(text, days.end()):
            return Written(start, days.end("a"), day=first, far=Written(days.start("b"), days.end(), day=last))
    slashed = _MONTH_SLASH_DAY.match(text, start)
    if slashed:
        return Written(start, slashed.end(), month=int(slashed.group("m")), day=int(slashed.group("d")))
    for reader in (_bare_both_days, _bare_months, _relative_month, _bare_month, _day_word, _shifted_day, _bare_day):
        written_or_end = reader(text, start)
        if written_or_end is not None:
            return written_or_end
    return None


def _both_days(text: str, start: int) -> tuple[int, int, int] | None:
    """Two days that are named in one breath, and where they end."""
    match = _BOTH_DAYS.match(text, start)
    if match is None:
        return None
    first, second = int(match["a"] or match["c"]), int(match["b"] or match["d"])
    in_order = 1 <= first < second <= 31 and (match["a"] is not None or second == first + 1)
    return (first, second, match.end()) if in_order and not _NOT_A_DAY.match(text, match.end()) else None


def _year_span(match: re.Match[str]) -> Written:
    first, last = int(match.group(1)), int(match.group(2))
    fiscal = bool(match.group(3))
    written = Written(match.start(), match.end(1), year=first, fiscal=fiscal)
    written.far = Written(match.start(2), match.end(), year=last if last > 99 else first - first % 100 + last, fiscal=fiscal)
    return written


def _numeric(match: re.Match[str]) -> Written | int:
    year, _, month, day, month_only, month_alone, era, era_year, _, era_month, era_day = match.groups()
    if era:
        number = 1 if era_year == "元" else int(era_year)
        return Written(match.start(), match.end(), year=ERAS[era[0]] + number, month=int(era_month), day=int(era_day))
    written = Written(match.start(), match.end(), year=int(year))
    written.month = int(month or month_only or month_alone)
    written.day = int(day) if day else None
    return written if 1 <= written.month <= 12 else match.end()


def _year_value(match: re.Match[str]) -> int | Shift | None:
    get = match.group
    if get("era"):
        number = small_number(get("en"))
        return None if number is None else ERAS[get("era")[0]] + number
    if get("wy"):
        return small_number(get("wy"))
    if get("yy"):
        return 2000 + int(get("yy"))
    if get("re"):
        return ERAS[get("re")] + (1 if get("rn") == "元" else int(get("rn")))
    relative = get("ry") or get("rs")
    if relative:
        return Shift(Anchor.PUBLICATION, _RELATIVE_YEARS[relative])
    return Shift(Anchor.ANTECEDENT, _ANTECEDENT_YEARS[get("ay")])


def _from_year(text: str, match: re.Match[str]) -> Written | int | None:
    year = _year_value(match)
    if year is None:
        return match.end()
    written = Written(match.start(), match.end(), year=year)
    fiscal = text.startswith("度", written.end)
    if fiscal:
        return _fiscal(text, written)
    if match.group("yy") and not _MONTH.match(text, match.end()):
        return match.end()
    gloss = _GLOSS.match(text, written.end)
    if gloss:
        written.end = gloss.end()
    if match.group("rs"):
        written.season = _SEASONS[text[match.end()]]
        written.end = match.end() + 1
        return written
    is_name = _NAME_FOLLOWS.match(text, written.end) or _AMENDMENT_FOLLOWS.match(text, written.end)
    if is_name or text.startswith(("間", "以内", "度々"), written.end):
        return written.end
    return _year_tail(text, written)


def _fiscal(text: str, written: Written) -> Written:
    written.fiscal = True
    written.end += 1
    gloss = _GLOSS.match(text, written.end)
    if gloss:
        written.end = gloss.end()
    tail = _FISCAL_TAIL.match(text, written.end)
    if tail and tail.end() > written.end:
        quarter, half, end = tail.groups()
        if quarter or half or end:
            written.quarter = small_number(quarter) if quarter else None
            written.half = (1 if half in "上前" else 2) if half else None
            written.end_of = bool(end)
            written.end = tail.end()
            return written
    return written


def _year_tail(text: str, written: Written) -> Written | int:
    tail = _YEAR_TAIL.match(text, written.end)
    if tail:
        if tail.group("m1"):
            return _month_span(written, tail)
        written.quarter = small_number(tail.group("q")) if tail.group("q") else None
        written.half = (1 if tail.group("h") in "上前" else 2) if tail.group("h") else None
        written.season = _SEASONS[tail.group("s")] if tail.group("s") else None
        written.end_of = bool(tail.group("end"))
        written.within = bool(tail.group("within")) and isinstance(written.year, Shift)
        written.end = tail.end()
        return written
    month = _MONTH.match(text, written.end)
    if month is None:
        broken = re.compile(rf"{B}[0-9]{{1,2}}{B}年").match(text, written.end)
        return _broken(text, broken.end()) if broken else written
    written.month = small_number(month.group("m"))
    written.end = month.end()
    if written.month is None or not 1 <= written.month <= 12:
        return _broken(text, month.end())
    if _NAME_FOLLOWS.match(text, written.end) and not text.startswith("版", written.end):
        return written.end
    return _month_tail(text, written)


def _broken(text: str, position: int) -> int:
    """A date with an impossible part is left out whole, its day included."""
    rest = re.compile(rf"{B}[0-9]{{1,2}}{B}[月日]").match(text, position)
    return rest.end() if rest else position


def _month_span(written: Written, match: re.Match[str]) -> Written | int:
    first, last = small_number(match.group("m1")), small_number(match.group("m2"))
    if first is None or last is None or not 1 <= first <= 12 or not 1 <= last <= 12:
        return match.end()
    written.months = (first, last)
    written.months_are_quarter = bool(match.group("ki"))
    written.end = match.end()
    return written


def _month_tail(text: str, written: Written) -> Written | int:
    both = _both_days(text, written.end)
    if both is not None:
        written.day, second, written.end = both
        written.far = Written(written.start, written.end, day=second)
        return written
    tail = _MONTH_TAIL.match(text, written.end)
    if tail is None:
        return written
    if tail.group("d"):
        day = small_number(tail.group("d"))
        if day is None or day > 31 or day < 1:
            return tail.end()
        if _NOT_A_DAY.match(text, tail.end()) and not text.startswith(("前", "後", "分", "本", "以", "程"), tail.end()):
            return tail.end()
        written.day = day
    elif tail.group("t"):
        written.third = _THIRDS[tail.group("t")]
    elif tail.group("within"):
        written.within = True
    else:
        written.end_of = True
    written.end = tail.end()
    return written


def _bare_year_bound(text: str, start: int) -> Written | None:
    """年内, 年末, 年度内, 年度末 without a year: of the year of publication."""
    match = re.compile(r"年(度?)(内|末)").match(text, start)
    if match is None or (start and (text[start - 1].isdecimal() or text[start - 1] in "一二三四五六七八九十数何毎例周新今本来昨同翌前当")):
        return None
    written = Written(start, match.end(), year=Shift(Anchor.PUBLICATION, 0), fiscal=bool(match.group(1)))
    written.within = match.group(2) == "内"
    written.end_of = match.group(2) == "末"
    return written


def _bare_both_days(text: str, start: int) -> Written | None:
    both = _both_days(text, start) if start == 0 or text[start - 1] not in "月年/.:第0123456789" else None
    return None if both is None else Written(start, both[2], day=both[0], far=Written(start, both[2], day=both[1]))


def _bare_months(text: str, start: int) -> Written | int | None:
    match = _BARE_MONTHS.match(text, start)
    if match is None or (start and (text[start - 1].isdecimal() or text[start - 1] in ".,第")):
        return None
    return _month_span(Written(start, match.end()), match)


def _relative_month(text: str, start: int) -> Written | int | None:
    match = _RELATIVE_MONTH.match(text, start)
    if match is None:
        return None
    if match.group("bare"):
        if start and (text[start - 1].isdecimal() or text[start - 1] in "一二三四五六七八九十毎各数今本来先同翌前当か箇ヶ"):
            return None
        shift = Shift(Anchor.PUBLICATION, 0)
    elif match.group("rm"):
        shift = Shift(Anchor.PUBLICATION, _RELATIVE_MONTHS[match.group("rm")])
    else:
        shift = Shift(Anchor.ANTECEDENT, _ANTECEDENT_MONTHS[match.group("am")])
    return _month_tail(text, Written(start, match.end(), month=shift))


def _bare_month(text: str, start: int) -> Written | int | None:
    match = _MONTH.match(text, start)
    if (
        match is None
        or match.start("m") != start
        or (start and (text[start - 1].isdecimal() or text[start - 1] in ".,・第数/年一二三四五六七八九十"))
    ):
        return None
    month = small_number(match.group("m"))
    if month is None or not 1 <= month <= 12:
        return _broken(text, match.end())
    if _DURATION.match(text, match.end()) or _COUNT_FROM.search(text[max(0, start - 8) : start]):
        return match.end()
    if (
        not match.group("m").isdecimal()
        and re.compile(r"[末に、以中かの上下頃まよを]|[0-9一二三四五六七八九十]").match(text, match.end()) is None
    ):
        return match.end()
    return _month_tail(text, Written(start, match.end(), month=month))


def _day_word(text: str, start: int) -> Written | None:
    match = _DAY_WORD.match(text, start)
    if match is None:
        return None
    word = match.group()
    if word in _PUBLICATION_DAYS:
        return Written(start, match.end(), day=Shift(Anchor.PUBLICATION, _PUBLICATION_DAYS[word]))
    if word in _ANTECEDENT_DAYS:
        return Written(start, match.end(), day=Shift(Anchor.ANTECEDENT, _ANTECEDENT_DAYS[word]))
    return None


def _shifted_day(text: str, start: int) -> Written | None:
    """同23日 is a day of the month named before, 翌15日 the day that follows."""
    match = _SHIFTED_DAY.match(text, start)
    day = small_number(match.group("d")) if match else None
    if match is None or day is None or not 1 <= day <= 31:
        return None
    if match.group("w") == "翌":
        return Written(start, match.end(), day=Shift(Anchor.ANTECEDENT, 1))
    return Written(start, match.end(), month=Shift(Anchor.ANTECEDENT, 0), day=day)


def _bare_day(text: str, start: int) -> Written | int | None:
    match = _BARE_DAY.match(text, start)
    if match is None:
        return None
    day = small_number(match.group("d"))
    if day is None or not 1 <= day <= 31 or _NOT_A_DAY.match(text, match.end()):
        return match.end()
    return Written(start, match.end(), day=day)
