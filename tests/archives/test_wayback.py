"""The Internet Archive: what it lists, what it gives, and what it is not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise, repeat

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.archives.field import SINCE, UNTIL, both, source, wayback
from tests.archives.internet_archive import InternetArchive, Kept, memento, seconds
from tests.fetch.field import NOW, Memory, policy
from tests.origin import Origin, Reply, compress, reply
from tracker.archives.wayback_line import Line
from tracker.errors import FetchError
from tracker.fetch import FetchPolicy
from tracker.fetch.one_by_one import OneByOne
from tracker.model.past import Listed, Lost, PastCapture

NEWS = "https://acorns.example/news"
SPRING, SUMMER, AUTUMN = "20250401120000", "20250701120000", "20251001120000"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as made:
        yield made


@pytest.fixture
def archive(origin: Origin) -> InternetArchive:
    return InternetArchive(origin)


def path(at: str, url: str = NEWS) -> str:
    return f"/web/{at}id_/{url}"


def listed(origin: Origin, at: str, url: str = NEWS) -> Listed:
    moment = datetime.strptime(at, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return Listed(source="acorns", url=url, at=moment, archive="wayback", reference=f"{origin.url('')}/web/{at}/{url}")


def why(origin: Origin, at: str = SPRING, rules: FetchPolicy | None = None) -> Lost:
    """Why a capture is not had."""
    with wayback(origin, rules=rules) as past:
        lost = past.opened(listed(origin, at))
    assert isinstance(lost, Lost)
    assert (lost.archive, lost.reference) == ("wayback", f"{origin.url('')}/web/{at}/{NEWS}")
    return lost


def test_captures_are_listed_oldest_first_and_opened_as_they_were(origin: Origin, archive: InternetArchive) -> None:
    shift_jis = "<p>どんぐりの告示</p>".encode("cp932")
    archive.keep(NEWS, SPRING, shift_jis, mimetype="text/html; charset=Shift_JIS")
    archive.keep(NEWS, SUMMER, b"<p>summer</p>")
    with wayback(origin) as past:
        found, lost = both(past, source())
        assert [(one.source, one.url, one.archive) for one in found] == [("acorns", NEWS, "wayback")] * 2
        assert [f"{one.at:%Y%m%d%H%M%S}" for one in found] == [SPRING, SUMMER]
        assert found[0].reference == f"{origin.url('')}/web/{SPRING}/{NEWS}"
        assert lost == []
        opened = past.opened(found[0])
    assert opened == PastCapture(listed=found[0], body=shift_jis, content_type="text/html; charset=Shift_JIS")
    assert [asked.headers["user-agent"].split("/")[0] for asked in origin.asked] == ["testing-tracker"] * 2


def test_only_good_captures_of_the_time_are_listed(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, "20241231235959", b"before")
    archive.keep(NEWS, SPRING, b"there", status=404)
    archive.keep(NEWS, "20250402000000", b"<p>a</p>")
    archive.keep(NEWS, "20250403000000", b"jump", status=301)
    archive.keep(NEWS, "20250404000000", b"picture", mimetype="image/png")
    archive.keep(NEWS, "20250405000000", b"", mimetype="warc/revisit")
    archive.keep(NEWS, "20260101000000", b"<p>b</p>")
    archive.keep(NEWS, "20260101000001", b"after")
    with wayback(origin) as past:
        found, lost = both(past, source(), since=SINCE - timedelta(microseconds=-1))
    assert [f"{one.at:%Y%m%d%H%M%S}" for one in found] == ["20250402000000", "20260101000000"]
    assert lost == []


def test_the_same_bytes_in_a_row_are_listed_once_also_across_pages_and_what_returns_again(origin: Origin) -> None:
    archive = InternetArchive(origin, page=2)
    for day, body in enumerate([b"a", b"a", b"b", b"b", b"b", b"a", b"a", b"c"], start=1):
        archive.keep(NEWS, f"202504{day:02}000000", body)
    with wayback(origin) as past:
        found, _ = both(past, source())
    assert [one.at.day for one in found] == [1, 3, 6, 8]
    assert len({one.digest for one in found}) == 3


def test_a_list_is_asked_for_page_by_page_as_it_is_taken(origin: Origin) -> None:
    archive = InternetArchive(origin, page=3)
    for day in range(1, 10):
        archive.keep(NEWS, f"202504{day:02}000000", b"%d" % day)
    with wayback(origin) as past:
        taking = past.listed([source(), source("oaks", "https://oaks.example/")], SINCE, UNTIL)
        assert origin.asked == []
        days = [next(taking) for _ in range(3)]
        assert len(origin.asked) == 1
        assert len([*days, *taking]) == 9
    assert len(origin.asked) == 4


def test_what_the_archive_wrote_another_way_is_asked_for_as_it_wrote_it(origin: Origin, archive: InternetArchive) -> None:
    old = "http://www.acorns.example/news"
    archive.keep(old, SPRING, b"<p>old</p>")
    with wayback(origin) as past:
        [one], _ = both(past, source())
        assert one.url == old
        assert isinstance(past.opened(one), PastCapture)
    assert archive.mementos() == [path(SPRING, old)]


def test_lines_that_are_none_are_told_of_and_hold_up_nothing(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SPRING, b"a")
    archive.extra_lines[NEWS] = ["example,acorns)/news 20259901000000 https://acorns.example/news text/html 200 AAAA 12", "�\x01 broken"]
    with wayback(origin) as past:
        found, lost = both(past, source())
    assert len(found) == 1
    assert [one.reference for one in lost] == [f"{origin.url('')}/web/*/{NEWS}"] * 2
    assert "a line of the archive's list cannot be read: 'example,acorns)/news 20259901" in lost[0].why
    assert not lost[0].passing


def test_a_list_that_goes_back_in_time_is_left(origin: Origin, archive: InternetArchive) -> None:
    for at in (SPRING, AUTUMN, SUMMER, "20251101000000"):
        archive.keep(NEWS, at, at.encode())
    with wayback(origin) as past:
        found, [lost] = both(past, source())
    assert len(found) == 2
    assert "goes back in time" in lost.why


def test_a_list_without_end_has_one(origin: Origin, archive: InternetArchive) -> None:
    archive.instead["/cdx/search/cdx"] = lambda _: Reply(body=b"\nagain\n")
    with wayback(origin, gap=0.0001) as past:
        found, [lost] = both(past, source())
    assert found == []
    assert "more than 1,000 pages" in lost.why
    assert len(origin.asked) == 1_000


@pytest.mark.parametrize(
    ("answer", "told", "passing"),
    [
        (Reply(body=b"<html><title>Internet Archive</title>busy</html>"), "a page of its own instead of a list", True),
        (Reply(status=403, body=b"org.archive.util.io.AdministrativeAccessControlException: Blocked"), "its owner had it taken out", False),
        (Reply(status=403, body=b"org.archive.util.io.RobotAccessControlException: Blocked"), "its robots.txt forbids it", False),
        (Reply(status=400, body=b"bad request"), "cannot be read: 400 Client Error", True),
        (Reply(chunks=repeat(b"x" * 65_536)), "sent more than 10 MB", False),
        (Reply(body=b"\xff\xfe\x00"), "a line of the archive's list cannot be read", False),
    ],
)
def test_what_stands_instead_of_a_list(origin: Origin, archive: InternetArchive, answer: Reply, told: str, passing: bool) -> None:
    archive.instead["/cdx/search/cdx"] = lambda _: answer
    with wayback(origin) as past:
        found, [lost] = both(past, source())
    assert found == []
    assert told in lost.why
    assert lost.passing is passing


def test_another_capture_than_the_listed_one_is_refused(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SUMMER, b"<p>summer</p>")
    lost = why(origin)
    assert "another capture" in lost.why
    assert archive.mementos() == [path(SPRING)]  # where it leads is not asked


def test_a_capture_of_another_time_is_refused_by_its_own_word(origin: Origin, archive: InternetArchive) -> None:
    one = archive.keep(NEWS, SPRING, b"<p>spring</p>")
    archive.instead[path(SPRING)] = lambda _: memento(one, Memento_Datetime="Tue, 01 Jul 2025 12:00:00 GMT")
    assert why(origin).why == "the archive gave a capture of another time (2025-07-01 12:00:00 UTC)"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (Reply(body=b"<html><title>Wayback Machine</title>This service is busy</html>"), "a page of its own"),
        (Reply(status=404, body=b"<html>not archived</html>"), "does not have it"),
        (Reply(status=403, body=b"", headers={"X-Archive-Wayback-Runtime-Error": "AdministrativeAccessControlException: x"}), "its owner"),
        (Reply(status=403, body=b"", headers={"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException: x"}), "its robots.txt"),
        (Reply(status=302, headers={"Location": "http://169.254.169.254/latest"}), "another capture"),
        (Reply(status=302, headers={"Location": "http://[::bad"}), "another capture"),
    ],
)
def test_what_stands_instead_of_a_capture(origin: Origin, archive: InternetArchive, answer: Reply, told: str) -> None:
    archive.instead[path(SPRING)] = lambda _: answer
    assert told in why(origin).why
    assert len(origin.asked) == 1


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        (Kept(NEWS, SPRING, b""), "it is empty"),
        (Kept(NEWS, SPRING, b"<p>half", headers={"content-length": "20"}), "only 7 of 20 bytes were captured"),
        (Kept(NEWS, SPRING, b"<html><head><title>429 Too Many Requests</title>"), "asks to come again later"),
        (Kept(NEWS, SPRING, b"<HTML><TITLE>Internet Archive Wayback Machine</TITLE>"), "it is a page of the archive"),
        (Kept(NEWS, SPRING, b"gone", status=503), "it was captured with status 503"),
        (Kept(NEWS, SPRING, b"moved", status=301, headers={"location": "x"}), "it was captured with status 301"),
    ],
)
def test_a_capture_that_is_worth_nothing_is_refused(origin: Origin, archive: InternetArchive, kept: Kept, told: str) -> None:
    archive.instead[path(SPRING)] = lambda _: memento(kept)
    assert told in why(origin).why
    assert len(origin.asked) == 1


@pytest.mark.parametrize(
    ("answer", "told", "passing"),
    [
        (Reply(chunks=repeat(b"x" * 65_536)), "sent more than 1 MB", False),
        (Reply(body=compress(b"\0" * 50_000_000, "gzip"), headers={"Content-Encoding": "gzip"}), "sent more than 1 MB", False),
        (Reply(body=b"\x1f\x8b\x08 no gzip", headers={"Content-Encoding": "gzip"}), "127.0.0.1: the body is", False),
        (Reply(body=b"<p>spring</p>", cut_after=5), "ended the body early", True),
        (Reply(reset=True), "ended the connection", True),
    ],
)
def test_bodies_without_end_or_damaged_are_lost(origin: Origin, archive: InternetArchive, answer: Reply, told: str, passing: bool) -> None:
    archive.instead[path(SPRING)] = lambda _: answer
    lost = why(origin, rules=policy(max_bytes=1024 * 1024))
    assert told in lost.why
    assert lost.passing is passing


def test_the_captured_encoding_that_the_archive_names_twice_is_undone(origin: Origin, archive: InternetArchive) -> None:
    one = Kept(NEWS, SPRING, compress(b"<p>spring</p>", "gzip"), headers={"content-encoding": "gzip"})
    archive.instead[path(SPRING)] = lambda _: memento(one, Content_Encoding="gzip")
    with wayback(origin) as past:
        opened = past.opened(listed(origin, SPRING))
    assert isinstance(opened, PastCapture)
    assert opened.body == b"<p>spring</p>"


def test_a_body_that_is_compressed_without_saying_so_is_undone(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SPRING, compress(b"<p>spring</p>", "gzip"), headers={"content-encoding": "gzip"})
    archive.keep(NEWS, SUMMER, compress(b"\0" * 5_000_000, "gzip"), headers={"content-encoding": "gzip"})
    archive.keep(NEWS, AUTUMN, b"\x1f\x8b no gzip", headers={"content-encoding": "gzip"})
    with wayback(origin, rules=policy(max_bytes=1024 * 1024)) as past:
        spring, summer, autumn = (past.opened(listed(origin, at)) for at in (SPRING, SUMMER, AUTUMN))
    assert isinstance(spring, PastCapture)
    assert spring.body == b"<p>spring</p>"
    assert isinstance(summer, Lost)
    assert "larger than 1 MB once decompressed" in summer.why
    assert isinstance(autumn, Lost)
    assert not autumn.passing


def test_lists_that_are_read_side_by_side_do_not_mix(origin: Origin) -> None:
    archive = InternetArchive(origin, page=2)
    sources = [source(name, f"https://{name}.example/") for name in ("acorns", "oaks", "beeches")]
    for number, one in enumerate(sources):
        for day in range(1, 8):
            archive.keep(one.url, f"202504{day:02}0{number}0000", b"%d" % day)
        archive.extra_lines[one.url] = [f"{one.id} is no line", f"{one.id} neither"]
    with wayback(origin) as past:
        by_source = [list(past.listed([one], SINCE, UNTIL)) for one in sources]
        lists = [past.listed([one], SINCE, UNTIL) for one in sources]
        together = [list(one) for one in zip(*zip(*lists, strict=True), strict=True)]
    assert together == by_source
    assert [len(one) for one in together] == [9, 9, 9]


@given(
    st.lists(
        st.one_of(st.text(max_size=40), st.just(""), st.just("a,b)/ 20250401120000 https://acorns.example/news text/html 200 A 1")),
        max_size=8,
    )
)
@settings(max_examples=40)
def test_whatever_stands_in_a_list_nothing_is_raised(lines: list[str]) -> None:
    with Origin() as made:
        pages = iter([Reply(body="\n".join(lines).encode("utf-8", "replace"))])
        InternetArchive(made).instead["/cdx/search/cdx"] = lambda _: next(pages, Reply(body=b""))
        with wayback(made) as past:
            found, _ = both(past, source())
    assert len(found) <= 1


def test_a_capture_whose_connection_broke_once_is_had(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SPRING, b"<p>spring</p>")
    archive.refuses = lambda number: Reply(reset=True) if number == 1 else Reply(status=502) if number == 2 else None
    with wayback(origin) as past:
        assert isinstance(past.opened(listed(origin, SPRING)), PastCapture)
    assert len(archive.mementos()) == 3


def test_the_rate_is_never_exceeded_across_lists_and_captures(origin: Origin) -> None:
    archive = InternetArchive(origin, page=2)
    for day in range(1, 8):
        archive.keep(NEWS, f"202504{day:02}000000", b"%d" % day)
    with wayback(origin, gap=0.04) as past:
        opened = [past.opened(one) for one in past.listed([source()], SINCE, UNTIL) if isinstance(one, Listed)]
    assert len(opened) == 7
    assert archive.shortest_gap() >= 0.04
    before_lists = [late.at - soon.at for soon, late in pairwise(origin.asked) if late.path.startswith("/cdx")]
    assert len(before_lists) == 3
    assert min(before_lists) >= 0.1


def test_retry_after_is_obeyed_and_the_archive_asked_more_slowly_from_then_on(origin: Origin, archive: InternetArchive) -> None:
    for day in range(1, 4):
        archive.keep(NEWS, f"202504{day:02}000000", b"%d" % day)
    archive.refuses = lambda number: Reply(status=429, headers={"Retry-After": "1"}) if number == 2 else None
    waits: list[float] = []
    with wayback(origin, gap=0.05, waits=waits) as past:
        opened = [past.opened(one) for one in past.listed([source()], SINCE, UNTIL) if isinstance(one, Listed)]
    assert [type(one) for one in opened] == [PastCapture] * 3
    assert waits == [1.0]
    times = [asked.at for asked in origin.asked]
    assert times[2] - times[1] >= 1.0
    assert min(late - soon for soon, late in pairwise(times[2:])) >= 0.1


def test_an_archive_that_has_answered_well_for_long_is_asked_at_its_pace_again(origin: Origin, archive: InternetArchive) -> None:
    for at, _ in zip(seconds(1_743_500_000, 60), range(210), strict=False):
        archive.keep(NEWS, at, at.encode())
    archive.refuses = lambda number: Reply(status=429, headers={"Retry-After": "0"}) if number == 2 else None
    paces = []
    with wayback(origin, gap=0.002) as past:
        for one in past.listed([source()], SINCE, UNTIL):
            assert isinstance(one, Listed)
            assert isinstance(past.opened(one), PastCapture)
            paces.append(past.pace)
    assert paces == [0.004] * 199 + [0.002] * 11
    times = [asked.at for asked in origin.asked]
    assert min(late - soon for soon, late in pairwise(times[2:200])) >= 0.004


def test_who_wants_to_be_left_alone_for_long_is(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SPRING, b"<p>spring</p>")
    archive.refuses = lambda _: Reply(status=503, headers={"Retry-After": "3600"})
    with wayback(origin) as past:
        first, second = past.opened(listed(origin, SPRING)), past.opened(listed(origin, SPRING))
        _, [third] = both(past, source())
    assert len(origin.asked) == 1
    for lost in (first, second, third):
        assert isinstance(lost, Lost)
        assert lost.passing
        assert "asks us to wait 3,600 s" in lost.why


def test_who_goes_on_refusing_is_left_alone_after_four_tries(origin: Origin) -> None:
    origin.route("*", reply(429, b"too many"))
    heard: list[float] = []
    with OneByOne(policy(), Memory(), now=NOW, on_wait=lambda _, seconds: heard.append(seconds)) as asks:
        line = Line(asks, origin.url(""), 0.001, unsaid_wait=0.05)
        for _ in range(2):
            with pytest.raises(FetchError) as raised:
                line.ask("/cdx/search/cdx", is_list=True)
            assert (raised.value.code, raised.value.transient) == ("rate-limited", True)
    assert heard == [0.05] * 3
    assert len(origin.asked) == 4
    assert line.gap == 0.016


def test_who_cannot_be_reached_is_not_asked_for_every_capture(origin: Origin, archive: InternetArchive) -> None:
    archive.refuses = lambda _: Reply(reset=True)
    with wayback(origin, gap=0.0001) as past:
        lost = [past.opened(listed(origin, SPRING)) for _ in range(8)]
    assert all(isinstance(one, Lost) and one.passing for one in lost)
    assert len(origin.asked) <= 5 * 4 * 2


def test_a_private_archive_is_not_asked_unless_it_is_allowed(origin: Origin, archive: InternetArchive) -> None:
    archive.keep(NEWS, SPRING, b"<p>spring</p>")
    assert "TRACKER_ALLOW_PRIVATE_HOSTS" in why(origin, rules=policy(allowed_private=frozenset())).why
    assert origin.asked == []


def test_sources_of_no_web_address_are_not_asked_for(origin: Origin, archive: InternetArchive) -> None:
    with wayback(origin) as past:
        assert both(past, source(url="mailbox:letters")) == ([], [])
    assert origin.asked == []
