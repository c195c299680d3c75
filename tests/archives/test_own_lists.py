"""The past that the services of consultations and of calls tell themselves, over a real connection; and who tells none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.archives.field import both, captures, own, source, with_past
from tests.consultations.egov import Case, Site
from tests.grants.jgrants import BASE, LARGE, SMALL, asked, serve, subsidy
from tests.origin import Origin, Reply
from tracker import plugins
from tracker.archives.places_remote import why_no_past
from tracker.kinds.consultation import CONSULTATION
from tracker.kinds.consultation_past import MOST_PAGES
from tracker.kinds.grants import GRANTS
from tracker.model.look import Capture
from tracker.model.past import PastCapture
from tracker.model.source import Source

SINCE, UNTIL = datetime(2026, 5, 31, 15, tzinfo=UTC), datetime(2026, 6, 30, 15, tzinfo=UTC)
"""June 2026 in Japan."""
KIND: Any = {"consultation": CONSULTATION, "grants": GRANTS}


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as made:
        yield made


def opened_daily(first: date, days: int, each: int = 3) -> list[Case]:
    """Consultations of which some were opened on each day, the newest first."""
    told = [(first + timedelta(days=day), number) for day in range(days) for number in range(each)]
    return [
        Case(f"6{day:%y%m%d}{number:02}", f"「苗床の告示{day:%m%d}の{number}」に関する意見募集について", f"{day:%Y/%m/%d}")
        for day, number in reversed(told)
    ]


def consultations(origin: Origin) -> Source:
    return source("consultations", origin.url("/rss/pcm_list.xml"), "consultation")


def keys(one: PastCapture, options: dict[str, str] | None = None, kind: str = "consultation") -> list[str]:
    document = KIND[kind].extract(Capture(body=one.body, url=one.listed.url), options or {})
    assert document.problem is None
    return [block.key for block in document.blocks]


def days(found: Sequence[PastCapture]) -> list[str]:
    return [f"{one.listed.at:%m-%d %H:%M}" for one in found]


def test_each_day_on_which_something_was_opened_is_a_capture(origin: Origin) -> None:
    site = Site(origin, opened_daily(date(2026, 5, 20), 15))
    with own() as past:
        found = captures(past, consultations(origin), SINCE, UNTIL)
    assert days(found) == ["06-01 15:00", "06-02 15:00", "06-03 15:00"]
    assert keys(found[0]) == ["626060102", "626060101", "626060100"]
    assert {one.listed.part for one in found} == {True}
    assert found[0].listed.reference.endswith("/servlet/Public?CLASSNAME=PCMMSTLIST#2026-06-01")
    [block, *_] = CONSULTATION.extract(Capture(body=found[0].body, url=""), {}).blocks
    assert "「苗床の告示0601の2」に関する意見募集が2026年6月1日に始まった。" in block.text
    assert block.published is not None
    assert [form["Page"] for form in site.posted] == ["1", "2"], "the second page ends before June"


def test_a_day_is_the_same_capture_wherever_its_page_has_moved(origin: Origin) -> None:
    site = Site(origin, opened_daily(date(2026, 5, 20), 15))
    with own() as past:
        before = captures(past, consultations(origin), SINCE, UNTIL)
        site.cases = [*opened_daily(date(2026, 6, 4), 9, each=7), *site.cases]
        after = captures(past, consultations(origin), SINCE, UNTIL)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 9


def test_today_is_seen_now(origin: Origin) -> None:
    Site(origin, opened_daily(date(2026, 6, 1), 2))
    now = datetime(2026, 6, 2, 3, tzinfo=UTC)
    with own() as past:
        assert days(captures(past, consultations(origin), SINCE, now)) == ["06-01 15:00", "06-02 03:00"]


def test_where_the_list_breaks_off_its_last_day_is_left_out_and_that_is_told(origin: Origin) -> None:
    site = Site(origin, opened_daily(date(2026, 6, 1), 20))
    good = site._list

    def breaking(ask: Any) -> Reply:
        return good(ask) if len(site.posted) < 2 else Reply(status=500)

    origin.route("/servlet/Public", breaking)
    with own() as past:
        listed, lost = both(past, consultations(origin), since=SINCE, until=UNTIL)
    assert [f"{one.at:%m-%d}" for one in listed] == [f"06-{day:02}" for day in range(8, 21)], "some of the 7th were not seen"
    assert {one.why for one in lost} == {"the server answered 500"}


def test_what_has_no_day_is_of_the_day_above_it_and_a_list_of_nothing_ends(origin: Origin) -> None:
    cases = opened_daily(date(2026, 6, 1), 1)
    site = Site(origin, [cases[0], Case("700000001", "「日付のない告示」に関する意見募集について", opened=""), *cases[1:]])
    with own() as past:
        [one] = captures(past, consultations(origin), SINCE, UNTIL)
        assert set(keys(one)) == {"700000001", *(case.number for case in cases)}
        site.cases = []
        assert captures(past, consultations(origin), SINCE, UNTIL) == []
    assert len(site.posted) == 3 < MOST_PAGES


CALLS = source("calls", kind="grants", keywords=("種子", "基金"))
OTHER = subsidy(
    id=LARGE, title="種子の計算資源", acceptance_start_datetime="2026-06-10T00:00:00Z", acceptance_end_datetime="2026-06-20T08:00:00.000Z"
)


def calls(origin: Origin, *keywords: str) -> Source:
    return source("calls", origin.url(f"{BASE}/subsidies"), "grants", keywords=keywords)


def test_each_moment_at_which_a_call_opened_or_closed_is_a_capture(origin: Origin) -> None:
    undated = subsidy(id="a0W0", title="種子 期日未定", acceptance_start_datetime=None, acceptance_end_datetime=None)
    long_ago = subsidy(
        id="a0W1", title="種子 去年の公募", acceptance_start_datetime="2025-06-01T00:00:00Z", acceptance_end_datetime="2025-07-01T00:00:00Z"
    )
    endless = subsidy(
        id="a0W2", title="種子 常時", acceptance_start_datetime="2026-06-25T00:00:00Z", acceptance_end_datetime="9999-12-31T00:00:00Z"
    )
    serve(origin, [subsidy(), undated, endless], [OTHER, long_ago])
    begin = datetime(2026, 6, 5, tzinfo=UTC)
    with own() as past:
        found = captures(past, calls(origin, "種子", "基金"), begin, UNTIL)
    assert asked(origin) == ["種子 0", "基金 0"]
    assert days(found) == ["06-05 00:00", "06-10 00:00", "06-20 08:00", "06-25 00:00"]
    assert [keys(one, kind="grants") for one in found] == [
        [SMALL],
        [SMALL, LARGE],
        [SMALL, LARGE],
        ["a0W2", SMALL, LARGE],
    ]
    texts = ["\n".join(block.text for block in GRANTS.extract(Capture(body=one.body, url=one.listed.url), {}).blocks) for one in found]
    assert "「種子の計算資源」の公募は2026年6月20日17時に締め切られる予定である。" in texts[1]
    assert "「種子の計算資源」の公募は2026年6月20日17時に締め切られた。" in texts[2]
    assert "2026年7月10日17時に締め切られる予定である。" in texts[2]


def test_where_a_keyword_is_not_answered_there_is_no_state(origin: Origin) -> None:
    serve(origin, [subsidy()])
    with own() as past:
        listed, lost = both(past, calls(origin, "種子", "x"), since=SINCE, until=UNTIL)
    assert (listed, [one.why for one in lost]) == ([], ["the server answered 400"])


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (source(), "names no `pages`"),
        (source(kind="diet"), "names no `pages`"),
        (source(kind="index"), "--from wayback"),
        (source(kind="pdf"), "--from wayback"),
        (source(kind="mail"), "put into it"),
        (source(kind="law"), "by `laws`"),
        (source(kind="consultation", url="https://comments.example/rss/pcm_result.xml"), "neither results"),
        (source(kind="consultation", url="https://comments.example/rss/pcm_list_0000000045.xml"), "one category"),
        (with_past(source(), pages=["https://acorns.example/{year}"]), None),
        (source(kind="law", laws=("507AC0000000053",)), None),
        (source(kind="diet", any=("樫",)), None),
        (source(kind="consultation", url="https://comments.example/rss/pcm_list.xml"), None),
        (CALLS, None),
        (source(kind="feed"), None),
    ],
)
def test_who_tells_no_past_says_why_and_what_else_can_be_done(one: Source, told: str | None) -> None:
    why = why_no_past(one, plugins.kind)
    assert (why is None) if told is None else (told in (why or ""))
    if told is not None:
        with own() as past:
            assert both(past, one) == ([], [])
