"""The Diet Library's archive by known addresses: when a capture was made, what is refused, and which archives a source has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.archives.field import SINCE, UNTIL, both, source, with_past
from tests.fetch.field import NOW, Memory, policy
from tests.origin import Origin, page, redirect, reply
from tracker import plugins
from tracker.archives.own import Own
from tracker.archives.places_remote import REMOTE, Remote, archives_of
from tracker.archives.warp import Known, Warp, read_list
from tracker.archives.wayback import Wayback
from tracker.errors import ConfigError
from tracker.fetch.one_by_one import OneByOne
from tracker.kinds.pdf import PDF
from tracker.model.past import Listed, Lost, PastCapture
from tracker.ports import Archive

BANNER = '<div id="banner"><span>保存日</span>：<b>2025年4月2日</b> 09時30分</div>'
PAGE = f"<html>{BANNER}<p>どんぐり</p></html>".encode()
PID, DATED = "/info:ndljp/pid/1234/www.acorns.example/news", "/web/20250701030000/https://acorns.example/news"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as made:
        yield made


@contextmanager
def warp(origin: Origin, *known: Known) -> Iterator[Warp]:
    with OneByOne(policy(), Memory(), now=NOW) as asks:
        yield Warp(asks, {"acorns": known}, origin.url("/"))


def test_captures_have_the_time_of_their_address_of_their_page_or_of_the_list(origin: Origin) -> None:
    listed = "/info:ndljp/pid/99/https://acorns.example/old"
    for path in (PID, DATED):
        origin.route(path, page(PAGE if path == PID else b"<p>dated</p>"))
    origin.route(listed, page(b"<p>old</p>"))
    told = Known(origin.url(listed), datetime(2025, 2, 1, tzinfo=UTC))
    with warp(origin, told) as past:
        found, lost = both(past, with_past(source(), pages=[origin.url(DATED), origin.url(PID), "https://acorns.example/{year}"]))
        assert [(one.url, f"{one.at:%Y-%m-%dT%H:%M}") for one in found] == [
            ("https://acorns.example/old", "2025-02-01T00:00"),
            ("https://www.acorns.example/news", "2025-04-02T00:30"),
            ("https://acorns.example/news", "2025-07-01T03:00"),
        ]
        assert lost == []
        assert origin.paths() == ["/robots.txt", PID]
        opened = [past.opened(one) for one in found]
    assert [one.body for one in opened if isinstance(one, PastCapture)] == [b"<p>old</p>", PAGE, b"<p>dated</p>"]
    assert origin.paths() == ["/robots.txt", PID, listed, DATED]


def test_a_capture_that_is_named_twice_is_listed_once_with_the_time_of_the_list(origin: Origin) -> None:
    with warp(origin, Known(origin.url(PID), datetime(2025, 4, 2, tzinfo=UTC))) as past:
        found, _ = both(past, with_past(source(), pages=[origin.url(PID), origin.url(PID)]))
    assert [one.at for one in found] == [datetime(2025, 4, 2, tzinfo=UTC)]
    assert origin.asked == []


def test_what_is_outside_the_time_is_not_listed(origin: Origin) -> None:
    origin.route(PID, page(PAGE))
    with warp(origin) as past:
        assert both(past, with_past(source(), pages=[origin.url(PID)]), since=datetime(2025, 5, 1, tzinfo=UTC)) == ([], [])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<p>nothing</p>", "neither its address, nor the page, nor a list says when"),
        ("<p>保存日：2025年13月40日</p>".encode(), "neither its address"),
        (b"", "it is empty"),
    ],
)
def test_what_has_no_time_is_lost(origin: Origin, body: bytes, told: str) -> None:
    origin.route(PID, page(body))
    with warp(origin) as past:
        found, [lost] = both(past, with_past(source(), pages=[origin.url(PID)]))
    assert found == []
    assert lost.reference == origin.url(PID)
    assert told in lost.why


def test_what_is_no_address_of_a_capture_is_told(origin: Origin) -> None:
    with warp(origin, Known("https://warp.ndl.go.jp/search?q=x"), Known("https://elsewhere.example/web/20250701030000/x")) as past:
        found, lost = both(past, source())
    assert found == []
    assert [one.why.partition(";")[0] for one in lost] == ["this is no address of a capture"] * 2
    assert origin.asked == []


@pytest.mark.parametrize(
    ("route", "told", "passing"),
    [
        (reply(403, b"no"), "only be read in the rooms of the library", False),
        (reply(404, b"no"), "the archive answered 404", False),
        (reply(503, b"busy"), "the archive answered 503", True),
        (redirect("/web/20250801000000/https://acorns.example/news"), "leads to another capture", False),
        (redirect("/sorry"), "leads to another capture", False),
        (page(PAGE), "saved on 2025-04-02, another day", False),
    ],
)
def test_what_is_not_the_capture_is_refused(origin: Origin, route: object, told: str, passing: bool) -> None:
    origin.route(DATED, route)  # type: ignore[arg-type]
    origin.route("/web/20250801000000/https://acorns.example/news", page(b"<p>another</p>"))
    origin.route("/sorry", page(b"<p>sorry</p>"))
    with warp(origin) as past:
        [one], _ = both(past, with_past(source(), pages=[origin.url(DATED)]))
        lost = past.opened(one)
    assert isinstance(lost, Lost)
    assert told in lost.why
    assert lost.passing is passing


def test_a_list_names_sources_addresses_and_times(tmp_path: Path) -> None:
    file = tmp_path / "warp.txt"
    file.write_text(
        "# ours\n\nacorns https://warp.ndl.go.jp/a#top 2025-04-01T09:00\noaks https://warp.ndl.go.jp/b # by hand\n", encoding="utf-8"
    )
    assert read_list(file) == {
        "acorns": [Known("https://warp.ndl.go.jp/a#top", datetime.fromisoformat("2025-04-01T09:00+09:00"))],
        "oaks": [Known("https://warp.ndl.go.jp/b")],
    }


@pytest.mark.parametrize(
    ("text", "told"), [("acorns\n", "were expected"), ("\nacorns x yesterday\n", "a time such as"), ("a b c d", "perhaps")]
)
def test_a_list_with_a_fault_names_its_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "warp.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=told) as raised:
        read_list(file)
    assert raised.value.line == len(text.splitlines())


def test_a_list_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_list(tmp_path / "none.txt")


def test_the_archives_of_a_source_are_those_that_it_names_and_its_own() -> None:
    assert archives_of(with_past(source(), "wayback"), plugins.kind) == ("wayback",)
    assert archives_of(with_past(source(), "wayback", pages=["https://acorns.example/{year}"]), plugins.kind) == ("own", "wayback")
    assert archives_of(with_past(source(kind="pdf"), "own"), plugins.kind) == (), "what a server tells its kind knows best"
    assert archives_of(with_past(source(kind="pdf"), "warp", "wayback"), plugins.kind) == ("wayback", "warp")
    assert archives_of(with_past(source(kind="pdf"), pages=[f"https://warp.ndl.go.jp{PID}"]), plugins.kind) == ("warp",)
    assert archives_of(source(kind="pdf"), plugins.kind) == ()
    assert archives_of(source(kind="pdf"), plugins.kind, ["acorns"]) == ("warp",)
    assert archives_of(source(), lambda _: PDF) == ()


def test_each_archive_is_made_once(tmp_path: Path) -> None:
    with Remote(OneByOne(policy(), Memory(), now=NOW), plugins.kind, "https://web.archive.org", 1.0) as remote:
        made: list[Archive] = [remote[name] for name in REMOTE]
        assert [type(one) for one in made] == [Own, Wayback, Warp]
        assert [one.name for one in made] == list(REMOTE)
        assert all(remote[one.name] is one for one in made)
        with pytest.raises(KeyError):
            remote["elsewhere"]
        assert list(remote["warp"].listed([source()], SINCE, UNTIL)) == []


def test_a_capture_asked_for_by_who_did_not_list_it_is_opened(origin: Origin) -> None:
    origin.route(DATED, page(b"<p>dated</p>"))
    one = Listed(source="acorns", url="x", at=datetime(2025, 7, 1, 3, tzinfo=UTC), archive="warp", reference=origin.url(DATED))
    with warp(origin) as past:
        assert past.opened(one) == PastCapture(listed=one, body=b"<p>dated</p>", content_type="text/html; charset=utf-8")
