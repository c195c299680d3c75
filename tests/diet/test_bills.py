"""Bills are told as their house lists them, and those that are followed by the days of their course."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.diet.field import look, read, source
from tests.diet.houses import (
    ACORN,
    ENACTED,
    LOWER_LIST,
    PASSED,
    PROMULGATED,
    UPPER_LIST,
    Row,
    lower_course,
    lower_list,
    serve_lower,
    serve_upper,
    upper_course,
)
from tests.origin import Origin, page, reply
from tracker.errors import ExtractError
from tracker.kinds.diet_words import told_status
from tracker.model.look import Response

OTHER = Row("13", "苗木の検疫に関する法律案", course="B")


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as origin:
        yield origin


def texts(body: bytes) -> dict[str, str]:
    return {block.key: block.text.rpartition("\n")[2] for block in read(body).blocks}


def asked(origin: Origin) -> list[str]:
    found = [path.rpartition("/")[2] for path in origin.paths() if path != "/robots.txt"]
    origin.asked.clear()
    return found


def list_of(*rows: str) -> bytes:
    """A list with cells of all sorts."""
    names = ("提出回次", "番号", "議案件名", "審議状況", "経過情報")
    head = f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"
    return f"<html><body><table><caption>閣法の一覧</caption>{head}{''.join(rows)}</table></body></html>".encode("cp932")


@pytest.mark.parametrize(
    "rows",
    [
        (
            "<tr><td rowspan=2>221<td>1<td>森の法案<td>成立<td><a href=1.htm>経過</a>",
            "<tr><td>2<td>苗木法案<td>未了<td><a href=2.htm>経過</a>",
        ),
        ("<tr><td>221<td>1<td colspan=2>森の法案<td>経過", "<tr><td>２２１<td>２<td>苗木<br>法案<td>未<br>了<td><a href=2.htm>経過</a>"),
        ("<tr><td>221<td>1<td rowspan='9999999'>森の法案", "<tr><td colspan=x rowspan=-1>221<td>2<td>苗木法案<td>未了", "<tr></tr>"),
    ],
    ids=["rows", "columns and lines", "beyond all"],
)
def test_cells_that_reach_over_others_shift_nothing(rows: tuple[str, ...]) -> None:
    found = {block.key: block.title for block in read(list_of(*rows)).blocks}
    assert found.get("221-閣法-1") == "森の法案"
    assert set(found) <= {"221-閣法-1", "221-閣法-2"}
    assert found.get("221-閣法-2", "苗木法案") in ("苗木法案", "森の法案")


@pytest.mark.parametrize(
    ("kind", "status", "says"),
    [
        ("閣法", "参議院で審議中", "国会に提出され、参議院で審議中である"),
        ("閣法", "衆議院で審議中", "国会に提出され、衆議院で審議中である"),
        ("衆法", "参議院で審議中", "衆議院を通過し、参議院で審議中である"),
        ("予算", "参議院で審議中", "衆議院を通過し、参議院で審議中である"),
        ("参法", "参議院で審議中", "国会に提出され、参議院で審議中である"),
        ("参法", "衆議院で審議中", "参議院を通過し、衆議院で審議中である"),
    ],
)
def test_that_a_bill_passed_the_other_house_is_said_where_it_must_have(kind: str, status: str, says: str) -> None:
    assert told_status(status, kind) == says


def test_what_the_second_house_amends_is_not_enacted_yet() -> None:
    amended = {**ENACTED, "参議院審議終了年月日_参議院審議結果": "令和 8年 5月28日／修正"}
    assert texts(lower_course(**amended))["221-閣法-12/参議院議決"].endswith("2026年5月28日に参議院本会議で修正可決された。")
    agreed = {**amended, "衆議院審議終了年月日_衆議院審議結果": "令和 8年 5月29日／同意"}
    assert texts(lower_course(**agreed))["221-閣法-12/衆議院議決"].endswith("2026年5月29日に衆議院本会議で可決され、成立した。")


def test_a_bill_is_not_submitted_after_it_was_referred() -> None:
    told = texts(lower_course(**{**ENACTED, "衆議院議案受理年月日": "不明"}))
    assert "221-閣法-12/提出" not in told
    assert "221-閣法-12/衆議院付託" in told


def test_a_list_gives_a_block_for_each_bill_with_its_status_in_a_sentence() -> None:
    found = read(
        lower_list(
            [Row("12", ACORN, course="A"), Row("3", "苗木法案", "参議院で審議中"), Row("4", "森の法案", "両院の意見が一致しない旨報告")]
        )
    )
    assert [(block.key, block.title, block.text) for block in found.blocks] == [
        ("221-閣法-12", ACORN, f"第221回国会 閣法第12号\n審議状況：衆議院で審議中\n{ACORN}は、国会に提出され、衆議院で審議中である。"),
        ("221-閣法-3", "苗木法案", "第221回国会 閣法第3号\n審議状況：参議院で審議中\n苗木法案は、国会に提出され、参議院で審議中である。"),
        ("221-閣法-4", "森の法案", "第221回国会 閣法第4号\n審議状況：両院の意見が一致しない旨報告"),
    ]
    assert found.blocks[0].link == "https://www.example.go.jp/keika/A.htm"
    assert found.windowed, "the list of a new session takes nothing back"


def test_a_bill_of_the_upper_house_has_come_from_there() -> None:
    assert (
        texts(lower_list([Row("1", ACORN, "衆議院で審議中")], kind="参法"))["221-参法-1"]
        == f"{ACORN}は、参議院を通過し、衆議院で審議中である。"
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("成立", "成立した"),
        ("未了", "審議未了により廃案となった"),
        ("撤回", "撤回された"),
        ("参議院回付案 (同意)", "成立した"),
        ("衆議院で閉会中審査", "衆議院で閉会中審査に付された"),
    ],
)
def test_how_a_bill_ends_is_told(status: str, told: str) -> None:
    assert texts(lower_list([Row("1", ACORN, status)]))["221-閣法-1"] == f"{ACORN}は、{told}。"


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("衆法の一覧", "衆法"),
        ("予算の一覧", "予算"),
        ("法律案（内閣提出）一覧", "閣法"),
        ("決算その他", "決算"),
        ("承諾の一覧", "承諾"),
        ("", "議案"),
    ],
)
def test_the_kind_of_a_bill_is_that_of_its_table(caption: str, kind: str) -> None:
    body = (
        lower_list([Row("1", ACORN)])
        .replace("閣法の一覧".encode("cp932"), caption.encode("cp932"))
        .replace("<h1>議案の一覧</h1>".encode("cp932"), b"")
    )
    assert [block.key for block in read(body).blocks] == [f"221-{kind}-1"]


def test_bills_without_a_number_are_told_apart() -> None:
    keys = [block.key for block in read(lower_list([Row("", "一般会計決算"), Row("", "特別会計決算")])).blocks]
    assert len(set(keys)) == 2


STEPS = {
    "提出": f"{ACORN}は、2026年2月27日に国会に提出された。",
    "衆議院付託": f"{ACORN}は、2026年4月7日に衆議院農林水産委員会に付託された。",
    "衆議院審査": f"{ACORN}は、2026年4月17日に衆議院農林水産委員会で可決された。",
    "衆議院議決": f"{ACORN}は、2026年4月23日に衆議院本会議で可決された。",
    "参議院付託": f"{ACORN}は、2026年5月11日に参議院農林水産委員会に付託された。",
    "参議院審査": f"{ACORN}は、2026年5月26日に参議院農林水産委員会で可決された。",
    "参議院議決": f"{ACORN}は、2026年5月27日に参議院本会議で可決され、成立した。",
    "公布": f"{ACORN}は、2026年6月3日に公布された（令和8年法律第41号）。",
}


def test_a_course_tells_each_step_with_its_day() -> None:
    found = read(lower_course(**PROMULGATED))
    assert {block.key.partition("/")[2]: block.text for block in found.blocks} == STEPS
    days = [block.published.date().isoformat() for block in found.blocks if block.published]
    assert days == sorted(days)


def test_the_page_of_the_upper_house_tells_the_same() -> None:
    days = {"reported": "令和8年5月26日", "voted": "令和8年5月27日", "lower_voted": "令和8年4月23日", "promulgated": "令和8年6月3日"}
    found = {block.key: block.text for block in read(upper_course(**days)).blocks}
    wanted = {f"221-閣法-12/{name}": text for name, text in STEPS.items() if name not in ("衆議院付託", "衆議院審査")}
    assert found == wanted


@pytest.mark.parametrize(
    ("result", "told"), [("否決", "否決された"), ("修正", "修正可決された"), ("閉会中審査", "閉会中審査に付された"), ("承認", "承認された")]
)
def test_how_a_house_voted_is_told(result: str, told: str) -> None:
    course = lower_course(衆議院審議終了年月日_衆議院審議結果=f"令和 8年 4月23日／{result}")
    assert texts(course)["221-閣法-12/衆議院議決"].endswith(f"衆議院本会議で{told}。")


def test_a_bill_that_one_house_has_voted_down_is_not_enacted() -> None:
    course = lower_course(**{**ENACTED, "参議院審議終了年月日_参議院審議結果": "令和 8年 5月27日／否決"})
    assert not any("成立" in text for text in texts(course).values())


def test_a_bill_that_began_in_the_upper_house_is_enacted_by_the_lower() -> None:
    told = {
        "参議院議案受理年月日": "令和 8年 3月 1日",
        "参議院審議終了年月日_参議院審議結果": "令和 8年 4月23日／可決",
        "衆議院議案受理年月日": "令和 8年 4月23日",
        "衆議院審議終了年月日_衆議院審議結果": "令和 8年 4月23日／可決",
    }
    found = texts(lower_course(**told))
    assert found["221-閣法-12/衆議院議決"].endswith("衆議院本会議で可決され、成立した。")
    assert found["221-閣法-12/参議院議決"].endswith("参議院本会議で可決された。")
    assert found["221-閣法-12/提出"].endswith("2026年3月1日に国会に提出された。")


@pytest.mark.parametrize(
    ("status", "course", "told"),
    [
        ("成立", lower_course(**ENACTED), "審議状況：成立"),
        ("成立", lower_course(**PASSED), f"{ACORN}は、成立した。"),
        ("衆議院で閉会中審査", lower_course(), f"{ACORN}は、衆議院で閉会中審査に付された。"),
        ("未了", lower_course(), f"{ACORN}は、審議未了により廃案となった。"),
    ],
)
def test_a_status_is_told_unless_the_course_tells_it_with_its_day(origin: Origin, status: str, course: bytes, told: str) -> None:
    serve_lower(origin, [Row("12", ACORN, status, course="A")], A=course)
    assert texts(look(source(lower(origin))).body)["221-閣法-12"] == told


def test_a_budget_is_enacted_too() -> None:
    assert texts(lower_course(議案種類="予算", **ENACTED))["221-予算-12/参議院議決"].endswith("可決され、成立した。")


def lower(origin: Origin) -> str:
    return origin.url(LOWER_LIST)


def test_only_the_course_of_what_is_followed_is_opened_and_its_days_take_the_place_of_its_status(origin: Origin) -> None:
    serve_lower(origin, [Row("12", ACORN, course="A"), OTHER], A=lower_course())
    came = look(source(lower(origin)))
    assert asked(origin) == ["kaiji221.htm", "A.htm"]
    found = texts(came.body)
    assert list(found) == ["221-閣法-12", "221-閣法-12/提出", "221-閣法-12/衆議院付託", "221-閣法-13"]
    assert found["221-閣法-12"] == "審議状況：衆議院で審議中"


def test_a_course_is_looked_at_until_nothing_more_happens(origin: Origin) -> None:
    given = source(lower(origin))
    serve_lower(origin, [Row("12", ACORN, "成立", course="A")], A=lower_course(**ENACTED))
    first = look(given)
    serve_lower(origin, [Row("12", ACORN, "成立", course="A")], A=lower_course(**PROMULGATED))
    asked(origin)
    then = look(given, first.body)
    assert asked(origin) == ["kaiji221.htm", "A.htm"]
    assert set(texts(then.body)) - set(texts(first.body)) == {"221-閣法-12/公布"}
    assert look(given, then.body).body == then.body
    assert asked(origin) == ["kaiji221.htm"]


@pytest.mark.parametrize("answer", [reply(404, b"gone"), reply(200, b"<html><body>maintenance</body></html>"), reply(503, b"later")])
def test_a_course_that_cannot_be_had_costs_nothing_else(origin: Origin, answer: object) -> None:
    given = source(lower(origin))
    serve_lower(origin, [Row("12", ACORN, course="A"), OTHER], A=lower_course())
    first = look(given)
    origin.route("/internet/itdb_gian.nsf/html/gian/keika/A.htm", answer)  # type: ignore[arg-type]
    assert look(given, first.body).body == first.body
    fresh = read(look(given).body)
    assert [block.key for block in fresh.blocks] == ["221-閣法-12", "221-閣法-13"]
    assert fresh.blocks[0].text.endswith("衆議院で審議中である。"), "the status is told where the days are not known"
    assert fresh.problem_detail == f"the course could not be read of {ACORN}"


def test_a_list_in_which_nothing_is_followed_stays_as_it_came(origin: Origin) -> None:
    serve_lower(origin, [OTHER])
    came = look(source(lower(origin)))
    assert came.body == lower_list([OTHER])
    assert [block.key for block in read(came.body).blocks] == ["221-閣法-13"]


def test_the_list_of_the_upper_house_leads_to_its_courses(origin: Origin) -> None:
    serve_upper(origin, [Row("12", ACORN, course="m1")], m1=upper_course(lower_voted="令和8年4月23日"))
    came = look(source(origin.url(UPPER_LIST)))
    assert "221-閣法-12/衆議院議決" in texts(came.body)


def test_no_more_than_twenty_courses_are_opened_and_no_other_site(origin: Origin) -> None:
    rows = [Row(str(number), f"{ACORN}{number}", course=f"A{number}") for number in range(1, 24)]
    body = lower_list(rows).replace(b"./keika/A1.htm", b"https://elsewhere.example/A1.htm")
    origin.route(LOWER_LIST, page(body, content_type="text/html"))
    origin.route("*", page(lower_course(**PASSED), content_type="text/html"))
    came = look(source(lower(origin)))
    assert asked(origin)[1:] == [f"A{number}.htm" for number in range(2, 22)]
    assert "2 more bills are followed" in (read(came.body).problem_detail or "")


def test_what_only_shift_jis_of_windows_has_is_read() -> None:
    title = "①髙橋﨑〜∥Ⅲの法律案"
    body = lower_list([Row("1", title.replace("〜", "\uff5e"))])
    assert (read(body).blocks[0].title or "").replace("\uff5e", "〜") == title


def test_a_hostile_title_is_a_title() -> None:
    title = f"<script>alert(1)</script>{'案' * 3_000}\u202e"
    body = (
        lower_list([Row("1", "TITLE")])
        .decode("cp932")
        .replace("TITLE", title.replace("<", "&lt;"))
        .encode("utf-8")
        .replace(b"Shift_JIS", b"utf-8")
    )
    found = read(body).blocks[0]
    assert len(found.title or "") == 500
    assert found.key == "221-閣法-1"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html><title>Access Denied</title><body><h1>Access Denied</h1></body></html>", "blocked"),
        ("<html><title>404</title><body><h1>ページが見つかりません</h1></body></html>".encode(), "error-page"),
        (lower_list([]), "error-page"),
        (b"<table><tr><th>a</th></tr></table>", "error-page"),
        (b"plain words", "error-page"),
        (b"<table>" * 5_000, "error-page"),
        (b'{"bills":', "error-page"),
        (b'{"bills":{"url":"u","body":"AAAA"},"courses":[]}', "error-page"),
    ],
)
def test_what_is_no_list_is_told(body: bytes, problem: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body)
    assert caught.value.problem == problem


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_list_that_cannot_be_had_is_the_outcome(origin: Origin, status: int) -> None:
    origin.route(LOWER_LIST, reply(status, b"no"))
    assert look(source(lower(origin))).status == status


@pytest.mark.parametrize("last", [b"", b'{"bills":', msgspec.json.encode({"bills": 1})])
def test_a_capture_before_that_is_none_is_as_if_there_were_none(origin: Origin, last: bytes) -> None:
    serve_lower(origin, [Row("12", ACORN, course="A")], A=lower_course())
    came: Response = look(source(lower(origin)), last)
    assert "221-閣法-12/提出" in texts(came.body)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<table>", "<tr>", "<td>", "<th>件名", "<th>提出回次", "</table>", "<caption>予算", "令和8年", "／", "<h2>", "\x00"]
        ),
        max_size=40,
    )
)
def test_no_soup_of_tables_breaks_the_reading(pieces: list[str]) -> None:
    try:
        found = read("".join(pieces).encode())
    except ExtractError:
        return
    assert all(block.key for block in found.blocks)
