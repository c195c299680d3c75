"""The bill pages of two houses of the tests' own: the lower one writes Shift_JIS, the upper one UTF-8, and each has its own tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.origin import Origin, page

LOWER_LIST, UPPER_LIST = "/internet/itdb_gian.nsf/html/gian/kaiji221.htm", "/japanese/joho1/kousei/gian/221/gian.htm"
ACORN = "どんぐり法案"


@dataclass(frozen=True)
class Row:
    """One bill of a list."""

    number: str
    title: str
    status: str = "衆議院で審議中"
    session: str = "221"
    course: str = ""


def lower_list(rows: Sequence[Row], kind: str = "閣法", more: str = "") -> bytes:
    """The list of the lower house, as its server sends it: cp932, cells with line ends in them."""
    cells = "".join(
        f"<tr><td>{row.session}</td>\r\n<td>{row.number}</td><td><span>{escape(row.title)}</span></td><td>{row.status}</td>"
        f"<td>{f'<a href=./keika/{row.course}.htm>経過</a>' if row.course else ''}</td><td><a href=./honbun/{row.number}.htm>本文</a></td></tr>"
        for row in rows
    )
    head = "<tr><th>提出回次</th><th>番号</th><th>議案件名</th><th>審議状況</th><th>経過情報</th><th>本文情報</th></tr>"
    text = (
        '<html lang="ja"><head><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><title>第221回国会 議案の一覧</title></head>'
        f"<body><h1>議案の一覧</h1><table><caption>{kind}の一覧</caption>{head}{cells}</table>{more}</body></html>"
    )
    return text.encode("cp932")


def lower_course(title: str = ACORN, number: str = "12", **told: str) -> bytes:
    """The page of a course in the lower house; `told` overlays its rows, an underscore standing for the slash between two names."""
    rows = {
        "議案種類": "閣法",
        "議案提出回次": "221",
        "議案番号": number,
        "議案件名": title,
        "議案提出者": "内閣",
        "衆議院議案受理年月日": "令和 8年 2月27日",
        "衆議院付託年月日／衆議院付託委員会": "令和 8年 4月 7日／農林水産",
        "衆議院審査終了年月日／衆議院審査結果": "／",
        "衆議院審議終了年月日／衆議院審議結果": "／",
        "参議院議案受理年月日": "",
        "参議院付託年月日／参議院付託委員会": "／",
        "参議院審査終了年月日／参議院審査結果": "／",
        "参議院審議終了年月日／参議院審議結果": "／",
        "公布年月日／法律番号": "／",
    }
    rows |= {name.replace("_", "／"): value for name, value in told.items()}
    cells = "".join(f"<tr><td>{name}</td><td>{escape(value)}</td></tr>" for name, value in rows.items())
    text = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><title>議案審議経過情報</title></head>'
        f"<body><h1>議案審議経過情報</h1><table><tr><th>項目</th><th>内容</th></tr>{cells}</table></body></html>"
    )
    return text.encode("cp932")


PASSED = {
    "衆議院審査終了年月日_衆議院審査結果": "令和 8年 4月17日／可決",
    "衆議院審議終了年月日_衆議院審議結果": "令和 8年 4月23日／可決",
    "参議院議案受理年月日": "令和 8年 4月23日",
}
ENACTED = {
    **PASSED,
    "参議院付託年月日_参議院付託委員会": "令和 8年 5月11日／農林水産委員会",
    "参議院審査終了年月日_参議院審査結果": "令和 8年 5月26日／可決",
    "参議院審議終了年月日_参議院審議結果": "令和 8年 5月27日／可決",
}
PROMULGATED = {**ENACTED, "公布年月日_法律番号": "令和 8年 6月 3日／41"}


def upper_list(rows: Sequence[Row]) -> bytes:
    """The list of the upper house: the title leads to the course, and no status is told."""
    cells = "".join(
        f"<tr><td>{row.session}</td><td>{row.number}</td><td><a href='meisai/{row.course}.htm'>{escape(row.title)}</a></td><td></td></tr>"
        for row in rows
    )
    head = "<tr><th>提出回次</th><th>提出番号</th><th>件名</th><th>議案要旨</th></tr>"
    return f"<html lang=ja><meta charset=utf-8><title>議案情報</title><body><h2>法律案（内閣提出）一覧</h2><table>{head}{cells}</table></body></html>".encode()


def upper_course(title: str = ACORN, number: str = "12", **days: str) -> bytes:
    """The page of a bill in the upper house. `days`: reported, voted, lower_voted, promulgated (as written there)."""
    given = {"reported": "", "voted": "", "lower_voted": "", "promulgated": "", **days}

    def table(name: str, *rows: tuple[str, str]) -> str:
        return f"<table><caption>{name}</caption>{''.join(f'<tr><th>{one}</th><td>{two}</td></tr>' for one, two in rows)}</table>"

    tables = (
        table("議案審議情報", ("件名", escape(title)), ("種別", "法律案（内閣提出）")),
        table("", ("提出回次", "221回"), ("提出番号", number)),
        table("", ("提出日", "令和8年2月27日"), ("衆議院から受領／提出日", ""), ("先議区分", "衆先議")),
        table(
            "参議院委員会等経過情報",
            ("本付託日", "令和8年5月11日"),
            ("付託委員会等", "農林水産委員会"),
            ("議決日", given["reported"]),
            ("議決・継続結果", "可決" if given["reported"] else ""),
        ),
        table("参議院本会議経過情報", ("議決日", given["voted"]), ("議決", "可決" if given["voted"] else ""), ("採決態様", "多数")),
        table("衆議院委員会等経過情報", ("本付託日", ""), ("付託委員会等", ""), ("議決日", ""), ("議決・継続結果", "")),
        table("衆議院本会議経過情報", ("議決日", given["lower_voted"]), ("議決", "可決" if given["lower_voted"] else "")),
        table("その他", ("公布年月日", given["promulgated"]), ("法律番号", "41" if given["promulgated"] else "")),
    )
    return f"<html lang=ja><meta charset=utf-8><title>議案審議情報</title><body>{''.join(tables)}</body></html>".encode()


def serve_lower(origin: Origin, rows: Sequence[Row], **courses: bytes) -> None:
    """The list of the lower house as it is now, and the courses by the names of their pages."""
    origin.route(LOWER_LIST, page(lower_list(rows), content_type="text/html"))
    for name, body in courses.items():
        origin.route(f"/internet/itdb_gian.nsf/html/gian/keika/{name}.htm", page(body, content_type="text/html"))


def serve_upper(origin: Origin, rows: Sequence[Row], **courses: bytes) -> None:
    """The same of the upper house."""
    origin.route(UPPER_LIST, page(upper_list(rows)))
    for name, body in courses.items():
        origin.route(f"/japanese/joho1/kousei/gian/221/meisai/{name}.htm", page(body))
