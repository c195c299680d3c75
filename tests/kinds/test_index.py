"""Lists of meetings and press releases, and the pages that go on from them by number and by year."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.fetch.field import NOW, Memory, policy
from tests.kinds.meetings import MEETINGS, Meeting, meeting_list, meeting_page, press_page, serve_meetings
from tests.kinds.pages import page as written
from tests.origin import Origin, Reply, redirect, reply
from tests.origin import page as served
from tests.watched import source as watched
from tracker.errors import ExtractError
from tracker.fetch import Plan
from tracker.fetch.sweep import sweep
from tracker.kinds.index import INDEX
from tracker.kinds.index_items import meeting_named
from tracker.kinds.index_numbers import number_of, number_of_meeting
from tracker.model.document import Document
from tracker.model.look import Capture, Response
from tracker.model.source import Source
from tracker.pages.addresses import NUMBERS, YEARS, Pattern, pattern_fault


def source(url: str, **options: str | tuple[str, ...]) -> Source:
    return watched("hq", url, "index", **options)


def look(asked: Source, last: bytes | None = None) -> Response:
    """One look over the network, with the manners of every look but for the gap between two requests."""
    found: list[Response] = []
    plans = [Plan(key="hq", look=INDEX.look_again(asked, last))]
    sweep(plans, policy(public_gap=0.0), Memory(), lambda _, response: found.append(response), now=NOW)
    return found[0]


def read(response: Response, **options: Any) -> Document:
    return INDEX.extract(Capture(body=response.body, url=response.url, content_type=response.content_type), options)


def extract(markup: str, **options: Any) -> Document:
    return INDEX.extract(Capture(body=markup.encode(), url="https://www.example.go.jp/hq/kaisai.html"), options)


def asked_pages(origin: Origin) -> list[str]:
    return [path for path in origin.paths() if path != "/robots.txt"]


def test_each_meeting_of_a_list_is_an_item_with_its_number_day_and_link() -> None:
    blocks = extract(meeting_list(MEETINGS)).blocks
    assert [block.key for block in blocks] == ["第3回", "第2回", "第1回"]
    newest = blocks[0]
    assert newest.text == "どんぐり戦略本部（第3回）が2026年6月5日に開催された。"
    assert newest.title == "どんぐり戦略本部 第3回（令和８年６月５日）"
    assert (newest.link, newest.published and newest.published.date().isoformat()) == (
        "https://www.example.go.jp/hq/3kai/3kai.html",
        "2026-06-05",
    )


def test_meetings_in_a_table_and_beside_several_links_are_items_too() -> None:
    rows = (
        "<tr><th>回</th><th>開催日</th><th>議題</th></tr>"
        '<tr><td>第五回</td><td>令和８年７月10日</td><td><a href="5.html">計画（案）</a></td></tr>'
        '<tr><td>第四回</td><td>2026年5月8日</td><td><a href="4.html">運営</a><br><a href="4.pdf">議事録</a></td></tr>'
    )
    found = extract(written(f"<main><h1>専門調査会の開催状況</h1><p>調査会の会合の一覧です。</p><table>{rows}</table></main>")).blocks
    assert [(block.key, block.text.split("\n")[0]) for block in found] == [
        ("第5回", "専門調査会（第5回）が2026年7月10日に開催された。"),
        ("第4回", "専門調査会（第4回）が2026年5月8日に開催された。"),
    ]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("令和８年６月５日", "どんぐり戦略本部（第9回）が2026年6月5日に開催された。"),
        ("令和８年６月５日開催予定", "どんぐり戦略本部（第9回）が2026年6月5日に開催される予定である。"),
        ("令和８年６月５日 予定", "どんぐり戦略本部（第9回）が2026年6月5日に開催される予定である。"),
        ("令和８年６月５日開催中止", "どんぐり戦略本部（第9回）は2026年6月5日の開催が中止された。"),
        ("令和８年６月５日）（延期", "どんぐり戦略本部（第9回）は2026年6月5日の開催が延期された。"),
        ("令和８年６月５日）予定地の選定、納期の延期について（報告", "どんぐり戦略本部（第9回）が2026年6月5日に開催された。"),
    ],
)
def test_a_meeting_that_is_to_come_or_was_called_off_was_not_held(day: str, said: str) -> None:
    assert extract(meeting_list([Meeting(9, day)])).blocks[0].text.split("\n")[0] == said


def test_what_else_the_page_of_a_meeting_plans_is_not_of_the_meeting() -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=1)
        papers = "<li>資料2 工程表（2026年9月1日予定）</li><li>第3回は2026年6月5日開催予定</li></ul>"
        origin.route("/hq/2kai/2kai.html", served(meeting_page(MEETINGS[1]).replace("</ul>", papers).encode()))
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        said = {block.key: block.text.split("\n")[0] for block in read(look(hq), **hq.options).blocks}
        assert said["第2回"] == "どんぐり戦略本部（第2回）が2026年3月5日に開催された。"


def test_press_releases_have_their_days_and_prose_is_left_out() -> None:
    releases = [("2026年6月5日", "どんぐり法の施行について"), ("2026年5月29日", "種子基金の公募")]
    found = extract(press_page("2026年", releases)).blocks
    assert [(block.title, block.published.date().isoformat() if block.published else None) for block in found] == [
        ("どんぐり法の施行について", "2026-06-05"),
        ("種子基金の公募", "2026-05-29"),
    ]
    assert not any(block.link is None for block in found)


def test_what_a_press_release_counts_is_no_meeting() -> None:
    titles = (
        "種子基金の第4回公募で16件を採択しました",
        "第217回国会で成立したどんぐり法について",
        "どんぐり戦略本部（第5回）を開催しました",
    )
    found = extract(press_page("2026年", [("2026年6月5日", title) for title in titles])).blocks
    assert [(block.title, block.text) for block in found] == [(title, "") for title in titles]
    assert not any(block.key.startswith("第") for block in found)


@pytest.mark.parametrize(
    ("line", "meeting", "number"),
    [
        ("第3回（令和８年６月５日）", "樫会議", 3),
        ("令和8年6月5日(金) 第3回 植え方について", "樫会議", 3),
        ("樫会議（第３回） 議事次第", "樫会議", 3),
        ("第3回樫会議 資料", "樫会議", 3),
        ("第3回会合の開催について", "樫会議", 3),
        ("第三回 | 2026年6月5日 | 植え方", "樫会議", 3),
        ("3 第3回持ち回り開催", "樫会議", 3),
        ("樫会議 種子部会（第3回）", "種子部会", 3),
        ("種子部会（第3回）", "樫会議", None),
        ("種子基金の第4回公募", "樫会議", None),
        ("第4回公募の採択結果", "樫会議", None),
        ("第4回 公募の採択結果", "樫会議", None),
        ("第217回国会における審議", "樫会議", None),
        ("第3回（令和８年６月５日）", "報道発表", None),
        ("第3回（令和８年６月５日）", "", 3),
        ("第3回、第4回", "樫会議", None),
    ],
)
def test_a_number_is_that_of_a_meeting_of_the_body_or_of_something_else(line: str, meeting: str, number: int | None) -> None:
    assert number_of_meeting(line, meeting) == number


def test_a_page_without_items_is_told_as_such_and_a_wall_as_a_wall() -> None:
    prose = extract(written("<main><h1>沿革</h1><p>本部は令和８年に置かれました。会合は年に数回開かれます。</p></main>"))
    assert (prose.problem, prose.blocks) == ("empty", ())
    assert "kind page" in (prose.problem_detail or "")
    assert extract("<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>").problem == "blocked"


def test_a_broken_capture_is_an_error_page() -> None:
    with pytest.raises(ExtractError, match="cannot be read"):
        INDEX.extract(Capture(body=b'{"index":[{"url":3}]}', url="https://www.example.go.jp/"), {})


def test_the_body_is_named_by_the_page_or_by_the_source() -> None:
    assert extract(meeting_list(MEETINGS), meeting="樫会議").blocks[0].text == "樫会議（第3回）が2026年6月5日に開催された。"
    for title in ("樫会議 開催状況 - 架空府", "樫会議の開催実績", "樫会議（第3回）議事次第", "樫会議｜架空府", "第12回　樫会議"):
        assert meeting_named(Document(title=title)) == "樫会議", title


def test_pages_after_the_list_are_asked_for_until_there_is_none() -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=1)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        first = look(hq)
        assert asked_pages(origin) == ["/hq/kaisai.html", "/hq/2kai/2kai.html", "/hq/3kai/3kai.html", "/hq/4kai/4kai.html"]
        document = read(first, **hq.options)
        assert {block.key: block.text.split("\n")[0] for block in document.blocks} == {
            "第1回": "どんぐり戦略本部（第1回）が2026年1月9日に開催された。",
            "第2回": "どんぐり戦略本部（第2回）が2026年3月5日に開催された。",
            "第3回": "どんぐり戦略本部（第3回）が2026年6月5日に開催された。",
        }
        assert "どんぐり計画（案）について" in document.blocks[2].text
        origin.asked.clear()
        again = look(hq, first.body)
        newest = ["/hq/3kai/3kai.html", "/hq/2kai/2kai.html"]
        assert asked_pages(origin) == ["/hq/kaisai.html", "/hq/4kai/4kai.html", *newest], "what is older is not asked for"
        assert again.body == first.body


def test_minutes_that_come_to_the_page_of_a_known_meeting_are_seen() -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=1)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        first = look(hq)
        minutes = meeting_page(MEETINGS[1]).replace("</ul>", '<li><a href="gijiroku.pdf">議事録</a></li></ul>')
        origin.route("/hq/2kai/2kai.html", served(minutes.encode()))
        before, now = ({block.key: block.text for block in read(one, **hq.options).blocks} for one in (first, look(hq, first.body)))
        assert [key for key in now if now[key] != before[key]] == ["第2回"]
        assert "議事録" in now["第2回"]


@pytest.mark.parametrize(("gone", "why"), [(reply(404, b"gone"), False), (reply(503, b"busy"), True)])
def test_the_page_of_a_known_meeting_that_cannot_be_had_stays_as_it_was(gone: Any, why: bool) -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS[:2], listed=1)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        first = look(hq)
        serve_meetings(origin, MEETINGS, listed=1)
        origin.route("/hq/2kai/2kai.html", gone)
        document = read(look(hq, first.body), **hq.options)
        assert [block.key for block in document.blocks] == ["第1回", "第2回", "第3回"]
        assert ("the server answered 503" in (document.problem_detail or "")) is why


def test_years_without_a_beginning_do_not_hide_the_next_meeting() -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=2)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"), years=origin.url("/hq/{year}.html"))
        document = read(look(hq), **hq.options)
        assert [block.key for block in document.blocks] == ["第2回", "第1回", "第3回"]
        assert "nowhere to begin" in (document.problem_detail or "")


@pytest.mark.parametrize("last", [999, 9_999, 12_344])
def test_meetings_are_counted_beyond_a_thousand(last: int) -> None:
    many = [Meeting(last, "令和８年１月９日"), Meeting(last + 1, "令和８年３月５日")]
    with Origin() as origin:
        serve_meetings(origin, many, listed=1)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        document = read(look(hq), **hq.options)
        assert [block.key for block in document.blocks] == [f"第{last}回", f"第{last + 1}回"]
        assert document.blocks[1].text.startswith(f"どんぐり戦略本部（第{last + 1}回）が2026年3月5日に開催された。")


def test_at_most_five_new_ones_are_asked_for_in_one_look() -> None:
    many = [Meeting(number, f"令和８年{number}月1日") for number in range(1, 13)]
    with Origin() as origin:
        serve_meetings(origin, many)
        origin.route(
            "/hq/kaisai.html", served(written("<main><h1>どんぐり戦略本部</h1><p>本部の会合についてお知らせします。</p></main>").encode())
        )
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        last, counts = None, []
        for _ in range(4):
            origin.asked.clear()
            last = look(hq, last).body
            counts.append((len(asked_pages(origin)) - 1, len(INDEX.extract(Capture(body=last, url=hq.url), hq.options).blocks)))
        assert counts == [(5, 5), (7, 10), (5, 12), (3, 12)], "five new ones, from the second look on beside the newest two"


def test_no_more_is_kept_than_a_capture_may_hold() -> None:
    heavy = "<!--" + "x" * 3_000_000 + "-->"
    with Origin() as origin:
        serve_meetings(origin, MEETINGS)
        for one in MEETINGS:
            origin.route(f"/hq/{one.number}kai/{one.number}kai.html", served((meeting_page(one) + heavy).encode()))
        origin.route(
            "/hq/kaisai.html", served(written("<main><h1>どんぐり戦略本部</h1><p>本部の会合についてお知らせします。</p></main>").encode())
        )
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        first = look(hq)
        assert [block.key for block in read(first, **hq.options).blocks] == ["第2回", "第3回"], "the oldest goes first"
        assert len(first.body) < 12_000_000
        origin.asked.clear()
        look(hq, first.body)
        assert asked_pages(origin)[:2] == ["/hq/kaisai.html", "/hq/4kai/4kai.html"]


@pytest.mark.parametrize("soft", ["page", "home", "same"])
def test_a_page_that_is_none_in_spite_of_its_status_ends_it(soft: str) -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=2, soft=soft)
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        document = read(look(hq), **hq.options)
        assert [block.key for block in document.blocks] == ["第2回", "第1回", "第3回"]
        assert document.problem_detail is None


@pytest.mark.parametrize(
    "body",
    [
        "<h1>どんぐり戦略本部</h1><p>本サイトは2026年4月1日に移転しました。新しいサイトをご覧ください。</p>",
        "<h1>架空府</h1><p>2026年4月4日のお知らせです。</p><p>Not here: {path}</p><p>電話 03-4444-5555 内線4</p>",
        "<h1>架空府</h1><p>1 2 3 4 5 6 7 8</p>"
        + "".join(f"<p>お知らせ{one}です。</p>" for one in "甲乙丙丁戊己庚")
        + "<p>次回（第4回）は{path}で。</p>",
    ],
    ids=["moved", "echo", "far below"],
)
def test_a_page_that_holds_a_number_by_chance_is_no_meeting(body: str) -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=3)
        origin.route("*", lambda asked: Reply(body=written(f"<main>{body.format(path=asked.path)}</main>").encode()))
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        assert [block.key for block in read(look(hq), **hq.options).blocks] == ["第3回", "第2回", "第1回"]


def test_a_failure_on_the_way_loses_nothing_and_is_told() -> None:
    with Origin() as origin:
        serve_meetings(origin, MEETINGS, listed=2)
        origin.route("/hq/4kai/4kai.html", reply(503, b"busy"))
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        document = read(look(hq), **hq.options)
        assert len(document.blocks) == 3
        assert document.problem_detail is not None
        assert document.problem_detail.endswith("/hq/4kai/4kai.html: the server answered 503")


def test_an_index_that_is_no_good_page_is_what_the_look_brings() -> None:
    with Origin() as origin:
        hq = source(origin.url("/hq/kaisai.html"), next=origin.url("/hq/{n}kai/{n}kai.html"))
        assert look(hq).status == 404
        assert asked_pages(origin) == ["/hq/kaisai.html"]


def test_without_next_and_years_it_is_one_request_with_its_validators() -> None:
    with Origin() as origin:
        origin.route("/hq/kaisai.html", served(meeting_list(MEETINGS).encode(), etag='"7"'))
        response = look(source(origin.url("/hq/kaisai.html")))
        assert (response.validators.etag, asked_pages(origin)) == ('"7"', ["/hq/kaisai.html"])
        assert response.body == meeting_list(MEETINGS).encode()


def test_the_page_of_the_new_year_is_found_as_soon_as_it_is_there() -> None:
    old = [("令和８年12月25日", "樫指針の公表"), ("令和８年12月1日", "種子基金の公募")]
    with Origin() as origin:
        hub = written('<main><h1>報道発表</h1><p>年ごとの一覧です。</p><ul><li><a href="/press_r8.html">令和8年</a></li></ul></main>')
        origin.route("/press.html", served(hub.encode()))
        origin.route("/press_r8.html", served(press_page("令和8年", old).encode()))
        press = source(origin.url("/press.html"), years=origin.url("/press_{era}.html"))
        first = look(press)
        assert asked_pages(origin) == ["/press.html", "/press_r8.html", "/press_r9.html"]
        assert {"樫指針の公表", "種子基金の公募"} <= {block.title for block in read(first, **press.options).blocks}
        origin.route("/press_r9.html", served(press_page("令和9年", [("令和９年１月５日", "年頭の挨拶")]).encode()))
        origin.asked.clear()
        second = look(press, first.body)
        document = read(second, **press.options)
        assert asked_pages(origin) == ["/press.html", "/press_r8.html", "/press_r9.html"]
        assert [block.title for block in document.blocks if block.published][:3] == ["年頭の挨拶", "樫指針の公表", "種子基金の公募"]
        assert document.windowed, "what leaves the two newest years was not taken back"
        origin.asked.clear()
        origin.route("/press_r8.html", served(press_page("令和8年", [("令和８年12月28日", "年末の公募"), *old]).encode()))
        third = read(look(press, second.body), **press.options)
        assert asked_pages(origin) == ["/press.html", "/press_r9.html", "/press_r10.html", "/press_r8.html"]
        assert "年末の公募" in [block.title for block in third.blocks], "the last entries of a year come late"


def test_a_year_page_that_is_the_index_itself_goes_on_with_the_next() -> None:
    with Origin() as origin:
        for year in (2026, 2027):
            origin.route(f"/{year}.html", served(press_page(f"{year}年", [(f"{year}年4月1日", f"{year}年の予定")]).encode()))
        press = source(origin.url("/2026.html"), years=origin.url("/{year}.html"))
        first = look(press)
        assert asked_pages(origin) == ["/2026.html", "/2027.html"]
        assert [block.title for block in read(first, **press.options).blocks] == ["2026年の予定", "2027年の予定"]


def test_where_no_page_of_a_year_is_linked_the_newest_item_names_the_year() -> None:
    with Origin() as origin:
        origin.route("/press/", served(press_page("最新", [("2026年4月1日", "本年の予定")]).encode()))
        origin.route(
            "/press/2026/", served(press_page("2026年", [("2026年4月1日", "本年の予定"), ("2026年1月5日", "年頭の挨拶")]).encode())
        )
        origin.route("/press/2026", redirect(origin.url("/press/2026/")))
        press = source(origin.url("/press/"), years=origin.url("/press/{year}"))
        document = read(look(press), **press.options)
        assert asked_pages(origin) == ["/press/", "/press/2026", "/press/2026/", "/press/2027"]
        assert [block.title for block in document.blocks] == ["本年の予定", "年頭の挨拶"]


def test_years_without_a_beginning_are_told() -> None:
    with Origin() as origin:
        undated = written(
            '<main><h1>最新の発表</h1><p>最新の発表の一覧です。</p><ul><li><a href="/1.html">本年の予定について</a></li></ul></main>'
        )
        origin.route("/press.html", served(undated.encode()))
        press = source(origin.url("/press.html"), years=origin.url("/press_{era}.html"))
        document = read(look(press), **press.options)
        assert (len(document.blocks), document.problem_detail) == (
            1,
            "no page of a year is linked or known yet: `years` has nowhere to begin",
        )


def test_a_page_behind_an_item_is_read_whole() -> None:
    capture = Capture(body=meeting_page(MEETINGS[0]).encode(), url="https://www.example.go.jp/hq/1kai/1kai.html")
    assert any(block.text == "本部の運営について" for block in INDEX.extract_linked(capture, {}).blocks)


@given(some.integers(min_value=1, max_value=999), some.sampled_from(NUMBERS))
def test_an_address_names_the_number_that_it_was_made_of(number: int, place: str) -> None:
    pattern = Pattern(f"https://www.example.go.jp/{place}kai/{place}.html")
    assert pattern.number_in(pattern.address(number)) == number
    assert pattern.number_in(pattern.address(number).replace("https:", "http:")) == number
    assert pattern.number_in(pattern.address(number) + "x") is None


@given(some.integers(min_value=2019, max_value=2099), some.sampled_from(YEARS))
def test_an_address_names_the_year_that_it_was_made_of(year: int, place: str) -> None:
    pattern = Pattern(f"https://www.example.go.jp/press/{place}/list_{place}.html")
    assert pattern.number_in(pattern.address(year)) == year


def test_two_numbers_in_one_address_have_to_agree() -> None:
    pattern = Pattern("https://www.example.go.jp/{n}kai/{n}kai.html")
    assert pattern.number_in("https://www.example.go.jp/3kai/4kai.html") is None


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"next": "https://www.example.go.jp/{n}kai.html", "years": "https://www.example.go.jp/{year}.html"}, set()),
        ({"next": "https://www.example.go.jp/kai.html"}, {"next"}),
        ({"next": "https://{n}.example.go.jp/kai.html"}, {"next"}),
        ({"next": "https://www.example.go.jp/{year}.html"}, {"next"}),
        ({"next": ("https://www.example.go.jp/{n}.html",)}, {"next"}),
        ({"years": "ftp://www.example.go.jp/{year}.html"}, {"years"}),
        ({"years": "https://[/{year}.html"}, {"years"}),
        ({"meeting": " "}, {"meeting"}),
        ({"select": "main[", "attachments": "doc"}, {"select", "attachments"}),
    ],
)
def test_options_that_can_never_be_used_are_named(options: dict[str, Any], wrong: set[str]) -> None:
    assert set(INDEX.faults(options)) == wrong


def test_a_place_of_another_kind_is_no_place() -> None:
    assert pattern_fault("https://www.example.go.jp/{n}/{year}.html", NUMBERS) is not None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("第1000回", 1000),
        ("第１，２３４回", 1234),
        ("第千二百回", 1200),
        ("第一〇〇〇回", 1000),
        ("第12345回", 12345),
        ("第３回", 3),
        ("第十二回会合", 12),
        ("第 4 回", 4),
        ("第1回、第2回", None),
        ("3回目", None),
        ("", None),
    ],
)
def test_numbers_of_meetings(text: str, number: int | None) -> None:
    assert number_of(text) == number
