from __future__ import annotations

import gzip
import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds.feeds import URL, Item, atom, extract, rdf, rss
from tracker.errors import ExtractError
from tracker.kinds.feed import FEED
from tracker.model.look import Capture
from tracker.text.document_wire import document_to_plain

ERROR = "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
INDEX = "<html lang='ja'><head><title>新着情報 | 架空庁</title>{}</head><body><ul><li><a href='/1'>一</a></ul></body></html>"


@pytest.mark.parametrize("body", [b"", b"   \r\n\t ", b"\xef\xbb\xbf", b"\x00\x00\x00\x00"])
def test_an_empty_body_is_empty(body: bytes) -> None:
    assert extract(body).problem == "empty"


def test_an_error_page_names_itself() -> None:
    document = extract(ERROR)
    assert (document.problem, document.blocks) == ("error-page", ())
    assert (
        document.problem_detail
        == "an HTML page ('404 Not Found') says that there is an error or no such page [rule error.line: '404 Not Found']"
    )


def test_an_index_page_is_told_apart_with_a_hint() -> None:
    detail = extract(INDEX.format("")).problem_detail
    assert detail == "an HTML page ('新着情報 | 架空庁'), not a feed; if the page itself is to be watched, use kind: page"


def test_an_index_page_that_names_its_feed_says_which() -> None:
    link = "<link rel='alternate' type='application/rss+xml' href='/rss/news.xml'>"
    assert "the page names this feed: /rss/news.xml" in (extract(INDEX.format(link)).problem_detail or "")


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>Just a moment...</title></head><body><script src='/cdn-cgi/challenge-platform/x.js'></script></body></html>",
        "<!DOCTYPE html><html><head><script>window.gokuProps = {};</script><script src='https://x.token.awswaf.com/challenge.js'></script></head></html>",
        "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult your administrator.</body></html>",
        "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY>Reference #18.2d351ab8.1557333295.a4e16ab</BODY></HTML>",
        "<html><body>アクセスが拒否されました</body></html>",
    ],
)
def test_a_wall_is_blocked_and_not_an_error(body: str) -> None:
    document = extract(body)
    assert (document.problem, document.blocks) == ("blocked", ())


def test_a_page_that_merely_carries_the_script_of_a_wall_is_an_index_page() -> None:
    script = "<script src='https://x.token.awswaf.com/challenge.js'></script><script src='https://www.google.com/g-recaptcha.js'></script>"
    body = INDEX.format(script).replace("<ul>", f"<ul>{'<li>月面基地の使用料を改定しました' * 200}")
    assert extract(body).problem == "error-page"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"<rss/>", mtime=0), "gzip data"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"Service temporarily busy", "neither XML nor JSON"),
        (b'{"error": "no"}', "no JSON Feed"),
        (b"[1, 2, 3]", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": "none"}', "no JSON Feed"),
        (b'{"items": [', "cannot be read as such"),
        (b"[" * 100_000, "cannot be read as such"),
        (b'<?xml version="1.0"?><urlset><url/></urlset>', "<urlset>"),
        (b'<?xml version="1.0"?><!-- nothing', "neither XML nor JSON"),
        (bytes(range(256)) * 4, "neither XML nor JSON"),
    ],
)
def test_what_is_no_feed_says_what_it_is(body: bytes, said: str) -> None:
    document = extract(body)
    assert (document.problem, document.blocks) == ("error-page", ())
    assert said in (document.problem_detail or "")


def test_entities_are_not_expanded() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>{rss([Item("@@")], head="").replace("@@", "&e11;")}'
    started = time.process_time()
    assert extract(bomb).blocks[0].title == "&e11;"
    assert time.process_time() - started < 2


def test_files_are_not_read(tmp_path: pytest.TempPathFactory) -> None:
    secret = f"{tmp_path}/secret.txt"
    with open(secret, "w", encoding="utf-8") as stream:  # noqa: PTH123 - the path is a URL below
        stream.write("TOP SECRET")
    for declared in (f'<!ENTITY x SYSTEM "file://{secret}">', f'<!ENTITY % y SYSTEM "file://{secret}"> %y;'):
        body = f'<?xml version="1.0"?><!DOCTYPE rss [{declared}]>{rss([Item("@@")], head="").replace("@@", "表題&x;")}'
        document = extract(body)
        assert document.blocks[0].title == "表題&x;"
        assert "SECRET" not in str(document)


def test_nul_bytes_between_good_ones_lose_no_entry() -> None:
    body = rss([Item("第\0一回"), Item("二", "https://e.jp/2")])
    assert [block.title for block in extract(body).blocks] == ["第一回", "二"]


@pytest.mark.soak
def test_ten_thousand_entries_are_read_whole() -> None:
    document = extract(rss([Item(f"会合 {n}", f"https://e.jp/{n}") for n in range(10_000)]))
    assert len({block.key for block in document.blocks}) == 10_000
    assert document.blocks[9_999].title == "会合 9999"


def test_more_entries_than_anyone_reads_are_cut_and_counted() -> None:
    document = extract("<rss><channel>" + "<item/>" * 20_005 + "</channel></rss>")
    assert (len(document.blocks), document.problem_detail) == (20_000, "only the first 20,000 of 20,005 entries were read")


@pytest.mark.parametrize(
    "inside",
    [
        "<item><title>" + "<" * 50_000 + "</title></item>",
        "<item><description>" + "&lt;div&gt;" * 50_000 + "</description></item>",
        "<item><description>" + "&lt;a href='" * 50_000 + "</description></item>",
        "<item><description>" + "&lt;!--" * 300_000 + "</description></item>",
        "<item><description>" + "&lt;script&gt;" * 150_000 + "</description></item>",
        "<item><author>" + "a." * 50_000 + "</author></item>",
        "<item>" + "".join(f"<category>{n}</category>" for n in range(20_000)) + "</item>",
        "<item>" + "<a>" * 50_000 + "</item>",
        "<item><pubDate>" + "1 " * 50_000 + "</pubDate></item>",
        "<item><title>" + "<![CDATA[" * 50_000 + "</title></item>",
        "<item><link>" + "&amp;a" * 50_000 + "</link></item>",
        "\n" * 50_000 + "<item/>",
    ],
)
def test_nothing_takes_time_by_the_square_of_its_length(inside: str) -> None:
    """The slowest of these takes about a second; by the square, each would take a minute or more."""
    started = time.process_time()
    extract(f"<rss><channel>{inside}</channel></rss>")
    assert time.process_time() - started < 15


def only_extract_errors(body: bytes, content_type: str | None = None) -> None:
    """It reads the capture or refuses it, and what it read can be written as JSON."""
    try:
        document = FEED.extract(Capture(body=body, url=URL, content_type=content_type), {})
    except ExtractError:
        return
    assert document.problem in (None, "error-page", "empty", "blocked")
    assert document.problem is None or (not document.blocks and document.problem_detail)
    assert len({block.key for block in document.blocks}) == len(document.blocks)
    json.dumps(document_to_plain(document), ensure_ascii=False).encode()


@given(st.binary(max_size=400), st.none() | st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str | None) -> None:
    only_extract_errors(body, content_type)


_WHOLE = [
    rss([Item(text="<p>本文&nbsp;<b>甲</b></p>"), Item("二", "https://e.jp/2?a=1&b=2", "2026年6月29日", "item_2")]).encode(),
    rdf([Item(date="2026-08-19T05:00:00+09:00"), Item("①髙", "http://e.jp/3", "R8.6.29")], encoding="Shift_JIS").encode("cp932"),
    atom('<entry><title type="html">&lt;b&gt;甲</title><link href="a"/><content type="xhtml"><div>x<br/></div></content></entry>').encode(),
    rss([Item("一<![CDATA[<AI>&]]>")], head='<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]>').encode("utf-16"),
    b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "a", "content_html": "<p>b", "date_published": "2026"}]}',
]
_PIECES = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<item>",
    b"</item>",
    b"</channel>",
    b"\x00",
    b"\xff",
    b"&#xD800;",
    b"&nbsp;",
    b"<!DOCTYPE x [",
    b"'",
    b'"',
    b"xmlns:a=''",
    b"<a:b>",
    b"<?",
    b"\x1b$B",
    b"{",
    b"\\ud800",
    b"<html>",
    b"<entry><title type='html'>",
]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_mutation_of_a_feed_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(_WHOLE)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.integers(0, 30))
        body[at : at + cut] = data.draw(st.sampled_from(_PIECES) | st.binary(max_size=4))
    only_extract_errors(bytes(body))


@given(st.integers(0, 2_000), st.sampled_from(_WHOLE))
def test_a_feed_cut_anywhere_gives_no_entry_that_the_whole_has_not(length: int, whole: bytes) -> None:
    """Half a title would be an entry of its own, told once as half and once as whole."""
    document = extract(whole[:length])
    known = {block.key for block in extract(whole).blocks}
    assert {block.key for block in document.blocks} <= known
