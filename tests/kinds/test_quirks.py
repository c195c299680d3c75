"""Whatever the bytes are, telling what is odd about them raises nothing, ends soon, and says each thing once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stories.offices import html, listed, rss, rss_item
from tracker.kinds.consultation import CONSULTATION
from tracker.kinds.feed import FEED
from tracker.kinds.index import INDEX
from tracker.kinds.page import PAGE
from tracker.model.look import Capture

PIECES = st.sampled_from(
    [
        *(
            b"<rss>",
            b"<item>",
            b"</item>",
            b"<title>",
            b"</title>",
            b"<![CDATA[",
            b"]]>",
            b"<link>http://[::1</link>",
            b"<guid>item_1</guid>",
        ),
        *(
            b"<pubDate>JST</pubDate>",
            b"<html>",
            b"<a href='\t/x'>",
            b"</a>",
            b"<!--",
            b"-->",
            b"<p>",
            b"<main id='a'>",
            b"<div id=content>",
        ),
        *(
            "平成38年1月1日".encode(),
            "【9月".encode(),
            "：".encode(),
            b"\xff\xfe",
            b"\x00",
            b'{"index":[{"url":"http://[","body":"AAAA"}]}',
            b'{"feed":{"url":"http://[","body":"PHJzcz4="}}',
            b"<link rel=alternate type='application/rss+xml' href='http://['>",
        ),
    ]
)


def capture(body: bytes) -> Capture:
    return Capture(body=body, url="https://office.example/news.rdf", content_type="text/html; charset=x-nothing")


@given(st.lists(PIECES | st.binary(max_size=20), max_size=40).map(b"".join))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    for kind in (FEED, PAGE, INDEX, CONSULTATION):
        quirks = kind.quirks(capture(body))
        assert len({quirk.word for quirk in quirks}) == len(quirks)
        assert all(quirk.told.strip() for quirk in quirks)
    assert all(address.startswith(("http://", "https://")) for address, _ in PAGE.offers(capture(body)).feeds)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><item>" + b"<title>" * 200_000,
        rss(rss_item(1, told="（" * 200_000) for _ in range(2)),
        rss(rss_item(n, link="/a" * 5_000) for n in range(300)),
        b"<html><body>" + b"<!--" * 200_000,
        html("<p>2026年</p><a " * 30_000),
        html("".join(f"<div id=part{chr(97 + n % 26) * (1 + n // 26)}>" for n in range(300)) + "語" * 300_000),
        html(listed(f"<a href='{n}kai/{n}kai.html'>第{n}回</a>" for n in range(4_000))),
    ],
    ids=["titles", "brackets", "links", "comments", "paragraphs", "nested", "many"],
)
def test_hostile_bytes_cost_no_more_than_moments(body: bytes) -> None:
    began = time.process_time()
    for kind in (FEED, PAGE, INDEX, CONSULTATION):
        kind.quirks(capture(body))
    PAGE.offers(capture(body))
    assert time.process_time() - began < 40  # by the square, minutes


def test_a_sound_feed_has_nothing_odd() -> None:
    items = [rss_item(n, link=f"https://office.example/news/{n}.html", guid=f"https://office.example/news/{n}.html") for n in range(20)]
    assert [quirk.word for quirk in FEED.quirks(Capture(body=rss(items), url="https://office.example/feed.xml"))] == []


def test_what_is_no_feed_has_no_quirks() -> None:
    assert FEED.quirks(capture(html("<p>お知らせです。</p>"))) == ()


def test_the_feeds_that_a_page_names_come_first_and_each_once() -> None:
    head = (
        b'<link rel="stylesheet" href="/x.rss"><link rel="alternate" hreflang="en" href="/en/"><link rel="ALTERNATE" type="application/atom+xml"'
        b' title="Atom" href="../atom.xml">'
    )
    body = html(
        "<a href='/news.rdf'>RSS</a><a href='/atom.xml'>again</a><a href='/rss.html'>about RSS</a><a href='javascript:feed()'>feed</a>"
    )
    found = PAGE.offers(Capture(body=body.replace(b"</head>", head + b"</head>"), url="https://office.example/news/"))
    assert found.feeds == (("https://office.example/atom.xml", "Atom"), ("https://office.example/news.rdf", "RSS"))


def test_selectors_are_those_that_a_person_gave_and_that_name_one_element() -> None:
    words = "森林局は、どんぐり法に基づく施策を順にお知らせしています。" * 5
    body = (
        f"<html><body><div id='wrapper'><div id='menu'>案内</div><div id='topics'><p>{words}</p></div><div id='r8f3a91c'><p>{words}</p></div>"
        f"</div><div id='twice'>{words}</div><div id='twice'>{words}</div></body></html>"
    ).encode()
    found = PAGE.offers(Capture(body=body, url="https://office.example/"))
    assert [one.select for one in found.selectors] == ["#wrapper"], "no id that a machine drew, none that stands twice, none of a few words"
