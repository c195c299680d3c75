"""Minutes are asked for in small requests, page by page and one after the other, and only where there are new ones."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from tests.diet.field import look, read, source
from tests.diet.kokkai import Meeting, Minutes
from tests.origin import Origin, page, reply
from tracker.kinds.diet import DIET

OAK = "○森君　樫の苗木について伺います。苗木法は昨年成立しました。予算はどうですか。"


@pytest.fixture
def minutes() -> Iterator[Minutes]:
    with Origin() as origin:
        yield Minutes(origin, [Meeting("2026-06-02", [("森", OAK)], number=2), Meeting("2026-05-20", [("森", OAK)], number=1)])


def asked(minutes: Minutes) -> list[str]:
    found = [path for path, _ in minutes.asked]
    minutes.asked.clear()
    return found


def keys(body: bytes) -> list[str]:
    return [block.key for block in read(body).blocks]


def test_a_look_without_news_is_one_small_request_and_the_same_capture_to_the_byte(minutes: Minutes) -> None:
    given = source(minutes.url, any="苗木法")
    first = look(given)
    assert asked(minutes) == ["meeting_list", "speech"]
    assert len(keys(first.body)) == 2
    again = look(given, first.body)
    assert asked(minutes) == ["meeting_list"]
    assert again.body == first.body


def test_minutes_that_appear_late_are_seen_and_only_their_days_asked_for(minutes: Minutes) -> None:
    given = source(minutes.url, any="苗木法")
    first = look(given)
    minutes.meetings.append(Meeting("2026-05-07", [("林", OAK)], number=9))
    minutes.asked.clear()
    then = look(given, first.body)
    assert [(path, query.get("from"), query.get("until")) for path, query in minutes.asked] == [
        ("meeting_list", "2026-04-03", None),
        ("speech", "2026-05-07", "2026-05-07"),
    ]
    assert keys(then.body) == [f"{meeting.issue}_000" for meeting in minutes.meetings]


def test_a_first_look_takes_the_newest_meetings_and_what_was_said_before_is_no_news(minutes: Minutes) -> None:
    minutes.meetings += [Meeting(f"2026-05-{day:02d}", [("林", OAK)], number=10 + day) for day in range(1, 25)]
    given = source(minutes.url, any="苗木法")
    first = look(given)
    assert len(keys(first.body)) == 20
    assert look(given, first.body).body == first.body
    assert minutes.asked[-1][1]["from"] == "2026-05-07"


def test_since_when_a_source_says_is_where_the_first_look_begins(minutes: Minutes) -> None:
    look(source(minutes.url, any="苗木法", since="2026-06-01"))
    assert [query["from"] for _, query in minutes.asked] == ["2026-06-01", "2026-06-02"]


def test_what_is_older_than_minutes_take_to_appear_is_asked_for_no_more(minutes: Minutes) -> None:
    given = source(minutes.url, any="苗木法", since="2026-01-01")
    minutes.meetings.append(Meeting("2026-02-03", [("林", OAK)], number=7))
    first = look(given)
    assert len(keys(first.body)) == 3
    minutes.meetings.append(Meeting("2026-09-01", [("林", OAK)], number=6))
    minutes.asked.clear()
    then = look(given, first.body)
    assert minutes.asked[0][1]["from"] == "2026-04-03", "60 days before the newest meeting"
    assert len(keys(then.body)) == 1
    assert look(given, then.body).body == then.body
    assert minutes.asked[-1][1]["from"] == "2026-07-03"


def test_a_hundred_are_asked_for_at_once_and_the_pages_are_gone_through(minutes: Minutes) -> None:
    minutes.meetings.append(Meeting("2026-06-09", [("森", f"○森君　苗木法について、第{n}の質問。") for n in range(230)], number=5))
    body = look(source(minutes.url, any="苗木法")).body
    assert [(path, query["startRecord"], query["maximumRecords"]) for path, query in minutes.asked] == [
        ("meeting_list", "1", "20"),
        ("speech", "1", "100"),
        ("speech", "101", "100"),
        ("speech", "201", "100"),
    ]
    assert len(keys(body)) == 232
    assert minutes.origin.most_open == 1


def test_several_words_are_each_asked_for_and_a_speech_with_both_is_one(minutes: Minutes) -> None:
    body = look(source(minutes.url, any=("苗木法", "予算"))).body
    assert asked(minutes) == ["meeting_list", "speech"] * 2
    assert len(keys(body)) == 2
    more = look(source(minutes.url, any=("苗木法", "予算", "樫")), body)
    assert asked(minutes) == ["meeting_list", "meeting_list", "meeting_list", "speech"]
    assert len(keys(more.body)) == 2


def test_no_minutes_are_told_as_such_and_are_no_failure(minutes: Minutes) -> None:
    body = look(source(minutes.url, any="海藻")).body
    found = read(body)
    assert (found.problem, found.blocks) == (None, ())
    assert "appear days to weeks after a meeting" in (found.problem_detail or "")
    assert asked(minutes) == ["meeting_list"]
    assert look(source(minutes.url, any="海藻"), body).body == body


def test_a_long_wait_between_two_requests_is_asked_for() -> None:
    first = next(DIET.look(source("https://kokkai.example/api", any="苗木法")))
    assert first.gap >= 3
    assert first.url == (
        "https://kokkai.example/api/meeting_list?any=%E8%8B%97%E6%9C%A8%E6%B3%95&startRecord=1&maximumRecords=20&recordPacking=json"
    )


def test_the_words_of_an_error_body_are_told(minutes: Minutes) -> None:
    body = msgspec.json.encode({"message": "入力パラメータに誤りがあります。", "details": ["fromの形式が正しくありません。"]})
    minutes.origin.route("/api/meeting_list", reply(400, body, Content_Type="application/json"))
    came = look(source(minutes.url, any="苗木法"))
    assert (came.status, came.error_code) == (None, "protocol")
    assert "400: 入力パラメータに誤りがあります。: fromの形式が正しくありません。" in (came.error or "")
    minutes.origin.route("/api/meeting_list", reply(200, body, Content_Type="application/json"))
    assert look(source(minutes.url, any="苗木法")).body == body


def test_a_server_error_with_json_is_tried_again_and_told(minutes: Minutes) -> None:
    minutes.origin.route("/api/speech", reply(500, b'{"message": "\xe3\x82\xa8\xe3\x83\xa9\xe3\x83\xbc", "details": []}'))
    came = look(source(minutes.url, any="苗木法"))
    assert "500: エラー" in (came.error or "")
    assert len([path for path in minutes.origin.paths() if path.startswith("/api/speech")]) == 2


@pytest.mark.parametrize(
    ("page_of", "why"),
    [
        ({"numberOfRecords": 900, "nextRecordPosition": 1, "speechRecord": ["one"]}, "would never end"),
        ({"numberOfRecords": 900, "nextRecordPosition": 101, "speechRecord": []}, "gives none of them"),
        ({"numberOfRecords": 1, "nextRecordPosition": None, "speechRecord": [{"speech": "id is missing"}]}, "another shape"),
    ],
)
def test_pages_that_never_end_and_records_that_are_none_are_told(minutes: Minutes, page_of: dict[str, object], why: str) -> None:
    minutes.origin.route("/api/speech", page(msgspec.json.encode(page_of), content_type="application/json"))
    assert why in (look(source(minutes.url, any="苗木法")).error or "")


def test_pages_that_go_on_and_on_are_left_and_counted(minutes: Minutes) -> None:
    issue = minutes.meetings[0].issue

    def endless(asked: object) -> object:
        start = int(str(getattr(asked, "path", "")).partition("startRecord=")[2].partition("&")[0])
        record = {"speechID": f"{issue}_{start:05d}", "issueID": issue, "date": "2026-06-02", "speech": "苗木法の質問。", "speaker": "森"}
        body = {"numberOfRecords": 1_000_000, "nextRecordPosition": start + 1, "speechRecord": [record]}
        return page(msgspec.json.encode(body), content_type="application/json")(asked)  # type: ignore[arg-type]

    minutes.origin.route("/api/speech", endless)  # type: ignore[arg-type]
    came = look(source(minutes.url, any="苗木法"))
    assert len([path for path in minutes.origin.paths() if path.startswith("/api/speech")]) == 10
    found = read(came.body)
    assert len(found.blocks) == 10
    assert "999,990 older speeches" in (found.problem_detail or "")


def test_a_page_of_html_is_kept_and_told_for_what_it_is(minutes: Minutes) -> None:
    minutes.origin.route(
        "/api/meeting_list", page("<html><title>メンテナンス中</title><body>ただいまメンテナンス中です</body></html>".encode())
    )
    given = source(minutes.url, any="苗木法")
    with pytest.raises(Exception, match="maintenance"):
        read(look(given).body, any="苗木法")


@pytest.mark.parametrize("date", ["2026-13-40", "' or 1=1", ""])
def test_a_day_that_is_none_is_not_asked_with(minutes: Minutes, date: str) -> None:
    body = msgspec.json.encode({"numberOfRecords": 1, "meetingRecord": [{"issueID": "x", "date": date}]})
    minutes.origin.route("/api/meeting_list", page(body, content_type="application/json"))
    assert "no day" in (look(source(minutes.url, any="苗木法")).error or "")


@pytest.mark.parametrize("last", [b"", b"<html>", b'{"minutes":', b'{"minutes":[{"word":1}]}'])
def test_a_capture_before_that_is_none_is_as_if_there_were_none(minutes: Minutes, last: bytes) -> None:
    assert len(keys(look(source(minutes.url, any="苗木法"), last).body)) == 2


def test_options_are_checked() -> None:
    assert DIET.faults({"any": "AI", "since": "2026-01-01"}) == {}
    assert DIET.faults({}) == {}
    assert "was expected" in DIET.faults({"any": ()})["any"]
    assert "at most 10" in DIET.faults({"any": ("x",) * 11})["any"]
    assert "a day was expected" in DIET.faults({"any": "x", "since": "last week"})["since"]
    assert "belongs to minutes" in DIET.faults({"since": "2026-01-01"})["since"]
