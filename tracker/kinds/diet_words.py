"""The words of the two houses as data: what kinds of bills they list, and what each status says of a bill.

The lists of the House of Representatives know some thirty status words. Each is told here as a sentence that can be read like any
other; what has no sentence is shown as it stands and states nothing.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LOWER, UPPER = "衆議院", "参議院"

_KINDS = (
    (re.compile(r"内閣提出|閣法"), "閣法"),
    (re.compile(r"衆法|衆議院議員提出"), "衆法"),
    (re.compile(r"参法|参議院議員提出|本院議員提出"), "参法"),
    (re.compile(r"予算"), "予算"),
    (re.compile(r"条約"), "条約"),
    (re.compile(r"承認"), "承認"),
    (re.compile(r"承諾"), "承諾"),
    (re.compile(r"決算"), "決算"),
    (re.compile(r"決議"), "決議"),
    (re.compile(r"規[則程]"), "規則"),
)


def kind_of_bills(name: str) -> str:
    """What kind of bills a table of that name lists (閣法 …); the name itself where it is none of those that are known."""
    plain = re.sub(r"の?一覧$", "", name.strip())
    return next((kind for pattern, kind in _KINDS if pattern.search(plain)), plain[:40] or "議案")


class _Status(NamedTuple):
    """What is said of a bill with this status: laid before the House of Representatives first, before the other, or nobody says."""

    lower_first: str
    upper_first: str
    unsaid: str


def _same(told: str) -> _Status:
    return _Status(told, told, told)


def _before(house: str, other: str) -> _Status:
    """Of a bill that is before a house: it was laid there, or came from the other; where nobody says which, it was laid before the Diet."""
    laid, came = f"国会に提出され、{house}で審議中である", f"{other}を通過し、{house}で審議中である"
    return _Status(laid, came, laid) if house == LOWER else _Status(came, laid, laid)


_ENACTED, _LAPSED, _WITHDRAWN = _same("成立した"), _same("審議未了により廃案となった"), _same("撤回された")
_STATUSES = {
    "成立": _ENACTED,
    "両院承認": _same("両院で承認された"),
    "両院承諾": _same("両院で承諾された"),
    "両院議決": _same("両院で議決された"),
    "承認": _same("承認された"),
    "本院可決": _same("本院で可決された"),
    "本院議了": _same("本院で議了した"),
    "本院修正議決": _same("本院で修正議決された"),
    "参議院議了": _same("参議院で議了した"),
    "参議院回付案（同意）": _ENACTED,
    "衆議院回付案（同意）": _ENACTED,
    "衆議院議決案（可決）": _ENACTED,
    "衆議院で審議中": _before(LOWER, UPPER),
    "参議院で審議中": _before(UPPER, LOWER),
    "衆議院で閉会中審査": _same("衆議院で閉会中審査に付された"),
    "参議院で閉会中審査": _same("参議院で閉会中審査に付された"),
    "閉会中審査": _same("閉会中審査に付された"),
    "未了": _LAPSED,
    "撤回": _WITHDRAWN,
    "撤回承諾": _WITHDRAWN,
    "否決": _same("否決された"),
}
_ENDS = frozenset({"未了", "撤回", "撤回承諾", "否決"})
"""After these nothing more happens to a bill in its session."""


def told_status(status: str, kind: str) -> str | None:
    """What a status says of a bill of some kind, as the end of a sentence; None where it says nothing that can be read.

    Members lay theirs before their own house first, and the budget comes before the lower one; the Cabinet's bills may go to either.
    """
    found = _STATUSES.get(plain_status(status))
    if found is None:
        return None
    return found.upper_first if kind == "参法" else found.lower_first if kind in ("衆法", "予算") else found.unsaid


def is_end(status: str) -> bool:
    """Whether a bill of that status has ended without becoming law."""
    return plain_status(status) in _ENDS


def plain_status(status: str) -> str:
    """A status as the table above writes it: no white space, brackets of full width."""
    return "".join(status.split()).translate(str.maketrans("()", "（）"))
