"""The course of one bill (経過, 審議経過), from the page that either house has of it: what was done on which day, as sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from tracker.kinds.diet_tables import Table
from tracker.kinds.diet_words import LOWER, UPPER
from tracker.text.moments import JST, read_moment

_SLASH = re.compile(r"[／/]")
_PASSED = re.compile(r"可決|修正|承認|承諾|同意|議決|是認")
_REJECTED = re.compile(r"否決|不承認|不同意|承諾なし")
_CONTINUED = re.compile(r"継続|閉会中審査")
_REIWA, _HEISEI = 2018, 1988


class Pair(NamedTuple):
    """A name and its value, and what the table is called that they stand in."""

    table: str
    name: str
    value: str


class Step(NamedTuple):
    """Something that was done with a bill: a stable key, its day, and the end of a sentence."""

    key: str
    day: date
    told: str


class Course(NamedTuple):
    """What the page of a bill tells. `session`, `kind` and `number` are empty where it does not say."""

    title: str
    session: str
    kind: str
    number: str
    steps: tuple[Step, ...]

    @property
    def is_complete(self) -> bool:
        """Whether it was promulgated: nothing more is done with it."""
        return any(step.key == "公布" for step in self.steps)

    def tells(self, status: str) -> bool:
        """Whether a step says what the end of a sentence on the status says; where a bill is under way its steps say where."""
        return status.endswith("審議中である") or any(step.told.endswith(status) for step in self.steps)


class _House(NamedTuple):
    """What one house did."""

    received: date | None = None
    referred: tuple[date, str] | None = None
    reported: tuple[date, str] | None = None
    voted: tuple[date, str] | None = None


def course_in(tables: Sequence[Table]) -> Course | None:
    """The course of the bill that a page is about; None where it is about none."""
    pairs = tuple(_pairs(tables))
    title = _value(pairs, r"^(?:議案)?件名$|^議案名$")
    if not title:
        return None
    houses = {name: _house(pairs, name) for name in (LOWER, UPPER)}
    kind = _value(pairs, r"^(?:議案)?種[類別]$")
    law = not kind or "法" in kind or "予算" in kind
    steps = sorted(_steps(houses, _submitted(pairs, houses), _promulgated(pairs), law=law), key=lambda step: step.day)
    return Course(
        title=title[:500],
        session=_digits(_value(pairs, r"^(?:議案)?提出回次$")),
        kind=kind,
        number=_digits(_value(pairs, r"^(?:議案|提出)番号$")),
        steps=tuple(steps),
    )


def _pairs(tables: Sequence[Table]) -> Iterator[Pair]:
    """Rows of a name and a value; a row of the lower house joins two of each with a slash."""
    for table in tables:
        for row in table.rows:
            for name, value in zip(row[::2], row[1::2], strict=False):
                names, values = _SLASH.split(name.text), _SLASH.split(value.text, maxsplit=1)
                if len(names) == 2 and len(values) == 2:
                    yield from (Pair(table.name, one.strip(), two.strip()) for one, two in zip(names, values, strict=True))
                else:
                    yield Pair(table.name, "／".join(names).strip(), value.text)


def _value(pairs: Sequence[Pair], name: str, table: str = "") -> str:
    pattern, where = re.compile(name), re.compile(table)
    return next(
        (pair.value for pair in pairs if pattern.search("".join(pair.name.split())) and where.search(pair.table) and pair.value), ""
    )


def _house(pairs: Sequence[Pair], house: str) -> _House:
    """What one house did: its rows carry its name in the lower house, its tables in the upper."""

    def told(prefixed: str, result: str, plain: str, plain_result: str, table: str) -> tuple[date, str] | None:
        day = _day(_value(pairs, f"^{house}{prefixed}")) or _day(_value(pairs, plain, table))
        words = _value(pairs, f"^{house}{result}") or _value(pairs, plain_result, table)
        return (day, "".join(words.split())) if day else None

    committee, plenary = f"^{house}.*委員会", f"^{house}.*本会議"
    return _House(
        received=_day(_value(pairs, f"^{house}議案受理年月日")),
        referred=told("付託年月日", "付託委員会", r"^本付託日", r"^付託委員会", committee),
        reported=told("審査終了年月日", "審査結果", r"^議決日", r"^議決・継続結果|^議決$", committee),
        voted=told("審議終了年月日", "審議結果", r"^議決日", r"^議決$", plenary),
    )


def _submitted(pairs: Sequence[Pair], houses: dict[str, _House]) -> date | None:
    """The day of submission, or that on which the first house got it; None where something was done with it before that."""
    told = _day(_value(pairs, r"^提出(?:年月)?日$"))
    received = min((house.received for house in houses.values() if house.received), default=None)
    done = [step[0] for house in houses.values() for step in (house.referred, house.reported, house.voted) if step]
    return told or (received if received is not None and received <= min(done, default=received) else None)


def _promulgated(pairs: Sequence[Pair]) -> tuple[date, str] | None:
    day = _day(_value(pairs, r"^公布年月日"))
    return (day, _digits(_value(pairs, r"^法律番号"))) if day else None


def _steps(houses: dict[str, _House], submitted: date | None, promulgated: tuple[date, str] | None, *, law: bool) -> Iterator[Step]:
    if submitted:
        yield Step("提出", submitted, f"{_told(submitted)}に国会に提出された")
    votes = [house.voted[0] for house in houses.values() if house.voted and _passed(house.voted[1])]
    enacted = max(votes) if len(votes) == 2 else None
    for name, house in houses.items():
        committee = _committee(house.referred[1]) if house.referred and house.referred[1] else "委員会"
        if house.referred and house.referred[1]:
            yield Step(f"{name}付託", house.referred[0], f"{_told(house.referred[0])}に{name}{committee}に付託された")
        if house.reported and (result := _result(house.reported[1])):
            yield Step(f"{name}審査", house.reported[0], f"{_told(house.reported[0])}に{name}{committee}で{result}")
        if house.voted and (result := _result(house.voted[1])):
            day = house.voted[0]
            # What the second house amends goes back to the first.
            whole = law and day == enacted and _is_last(houses, name) and "修正" not in house.voted[1]
            yield Step(f"{name}議決", day, f"{_told(day)}に{name}本会議で{'可決され、成立した' if whole else result}")
    if promulgated:
        day, number = promulgated
        era, year = ("令和", day.year - _REIWA) if day >= date(2019, 5, 1) else ("平成", day.year - _HEISEI)
        yield Step("公布", day, f"{_told(day)}に公布された{f'（{era}{year}年法律第{number}号）' if number and law else ''}")


def _is_last(houses: dict[str, _House], name: str) -> bool:
    """Whether a house was the last to vote; of two votes on one day the one of the house that got the bill later."""
    other = houses[UPPER if name == LOWER else LOWER]
    mine = houses[name]
    if not (mine.voted and other.voted):
        return False
    return (mine.voted[0], mine.received or date.min, name == UPPER) > (other.voted[0], other.received or date.min, name == LOWER)


def _passed(result: str) -> bool:
    return bool(_PASSED.search(result)) and not _REJECTED.search(result)


def _result(words: str) -> str | None:
    """What became of a bill, as the end of a sentence."""
    if _CONTINUED.search(words):
        return "閉会中審査に付された"
    if _REJECTED.search(words):
        return "否決された"
    if "修正" in words:
        return "修正可決された"
    return ("承認された" if "承認" in words else "可決された") if _PASSED.search(words) else None


def _committee(name: str) -> str:
    plain = "".join(name.split())[:60]
    return plain if plain.endswith("会") else f"{plain}委員会"


def _day(written: str) -> date | None:
    moment = read_moment(written.replace("　", " ").strip(), JST) if written else None
    return moment.date() if moment else None


def _told(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _digits(written: str) -> str:
    found = re.search(r"\d{1,4}", unicodedata.normalize("NFKC", written))
    return str(int(found[0])) if found else ""
