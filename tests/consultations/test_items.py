"""A consultation is told in sentences with its days, and keeps everything that was told of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.consultations.egov import Case, Site
from tests.origin import Origin
from tracker.errors import ExtractError
from tracker.kinds.consultation import CONSULTATION
from tracker.kinds.consultation_items import fields_of, subject_of
from tracker.model.document import Document
from tracker.model.look import Capture

OAK = Case("315000140", "「樫指針（案）」に関する意見の募集について", more="苗木法第7条")


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Origin() as origin:
        yield Site(origin)


def read(body: bytes) -> Document:
    return CONSULTATION.extract(Capture(body=body, url="https://public-comment.example.go.jp/rss/pcm_list.xml"), {})


def test_a_feed_gives_a_block_for_each_with_its_days_in_sentences(site: Site) -> None:
    block = read(site.feed([OAK])).blocks[0]
    assert block.text.splitlines() == [
        "「樫指針（案）」に関する意見募集が2026年6月5日に始まった。",
        "「樫指針（案）」に関する意見募集は2026年7月5日24時に締め切られる。",
        "案の公示日：2026/06/05",
        "受付締切日時：2026/07/06 00:00",
        "カテゴリー：林業",
        "根拠法令条項：苗木法第7条",
        "案件番号：315000140",
        f"提出先：{OAK.link(site.origin)}",
    ]
    assert (block.key, block.title, block.link) == ("315000140", OAK.title, OAK.link(site.origin))
    assert block.published is not None
    assert block.published.isoformat() == "2026-06-05T00:00:00+09:00"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("2026/07/06 00:00", "2026年7月5日24時に"),
        ("2026/07/05 24:00", "2026年7月5日24時に"),
        ("2026年7月6日0時0分", "2026年7月5日24時に"),
        ("２０２７年１月１日００時００分", "2026年12月31日24時に"),
        ("2026年7月6日（月）17時必着", "2026年7月6日17時に"),
        ("2026年7月6日正午まで", "2026年7月6日12時に"),
        ("2026/07/06 17:00", "2026年7月6日17時に"),
        ("2026/07/06 23:59", "2026年7月6日23時59分に"),
        ("2026/07/06", "2026年7月6日に"),
        ("2026年7月6日 17時30分", "2026年7月6日17時30分に"),
        ("令和8年7月6日", "2026年7月6日に"),
    ],
)
def test_a_deadline_is_told_as_exactly_as_it_was_written_and_midnight_ends_the_day_before(site: Site, written: str, told: str) -> None:
    lines = read(site.feed([Case("315000140", "樫指針（案）", closes=written)])).blocks[0].text.splitlines()
    assert lines[1] == f"「樫指針（案）」に関する意見募集は{told}締め切られる。"


def test_a_result_is_told_on_its_day_and_what_has_ended_has_ended(site: Site) -> None:
    block = read(site.feed([Case("315000140", "樫指針（案）に関する意見募集の結果について", result="2026/08/03")])).blocks[0]
    assert block.text.splitlines()[:3] == [
        "「樫指針（案）」に関する意見募集の結果が2026年8月3日に公示された。",
        "「樫指針（案）」に関する意見募集が2026年6月5日に始まった。",
        "「樫指針（案）」に関する意見募集は2026年7月5日24時に締め切られた。",
    ]
    assert "提出先" not in block.text
    assert block.published is not None
    assert block.published.isoformat()[:10] == "2026-08-03"


@pytest.mark.parametrize("day", ["", "未定", "2026/13/45", "追って公示"])
def test_a_day_that_cannot_be_read_is_left_out_and_shown_as_it_stands(site: Site, day: str) -> None:
    text = read(site.feed([Case("1234", "樫指針（案）", closes=day)])).blocks[0].text
    assert "締め切られる" not in text
    assert not day or f"受付締切日時：{day}" in text


@pytest.mark.parametrize(
    ("title", "subject"),
    [
        ("「樫指針（案）」に関する意見募集について", "樫指針（案）"),
        ("樫指針（案）に対する意見の募集について", "樫指針（案）"),
        ("樫指針（案）に関する御意見の募集の結果について", "樫指針（案）"),
        ("「樫指針」及び「苗木指針」の改正案に係る意見公募手続の実施について", "「樫指針」及び「苗木指針」の改正案"),
        ("樫指針（案）に関するパブリックコメントの結果の公示について", "樫指針（案）"),
        ("樫指針の一部改正（案）", "樫指針の一部改正（案）"),
        ("どんぐり法施行令の一部を改正する政令等の公布及びパブリックコメントの結果について", "どんぐり法施行令の一部を改正する政令等"),
        ("意見募集について", "意見募集について"),
    ],
)
def test_what_it_is_about_is_its_title_without_the_words_that_it_is_one(title: str, subject: str) -> None:
    assert subject_of(title) == subject


def test_a_page_of_the_list_gives_the_same(site: Site) -> None:
    site.cases = [OAK]
    listed, fed = read(site.page(1)).blocks[0], read(site.feed()).blocks[0]
    assert (listed.key, listed.title) == (fed.key, fed.title)
    assert listed.text.splitlines()[:4] == fed.text.splitlines()[:4]


def test_values_may_go_on_and_addresses_are_no_names() -> None:
    assert fields_of(["問合せ先：森林局", "樫課", "https://example.jp/a：b", "：空", "受付：", "締切:7月"]) == {
        "問合せ先": "森林局 樫課 https://example.jp/a：b ：空",
        "受付": "",
        "締切": "7月",
    }


def test_hostile_titles_and_links_stay_harmless(site: Site) -> None:
    case = Case("1234", "<img src=x onerror=alert(1)>樫指針\x00」に関する意見募集" + "長" * 5_000, more="<script>x</script>")
    body = site.feed([case]).replace(b"\x00", b"").replace(b"&amp;Mode=0", b"&amp;Mode=0&amp;x=%22%3E")
    block = read(body).blocks[0]
    assert len(block.title or "") <= 1_000
    assert "<script>" not in block.text
    other = site.feed([OAK]).replace(OAK.link(site.origin).encode().replace(b"&", b"&amp;"), b"javascript:alert(1)?id=315000140")
    assert read(other).blocks == (), "without an address or a number it is none"


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'
)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"<html><title>Access Denied</title><body><h1>Access Denied</h1></body></html>", "blocked"),
        ("<html><body><h1>ただいまメンテナンス中です</h1></body></html>".encode(), "error-page"),
        (b'{"feed":', "error-page"),
        (b'{"message": "wrong"}', "error-page"),
        (b"<opml></opml>", "error-page"),
    ],
)
def test_what_is_no_feed_is_told(body: bytes, problem: str) -> None:
    with pytest.raises(ExtractError) as caught:
        read(body)
    assert caught.value.problem == problem


def test_what_is_empty_is_told_as_such(site: Site) -> None:
    assert read(b" ").problem == "empty"
    none = read(site.feed([]))
    assert (none.problem, none.blocks, none.problem_detail) == (None, (), "the feed has no consultations")
    assert read(ENTITIES).blocks == ()


@given(st.lists(st.text(alphabet="案件番号：:2026/0 締切\n<br/>「」", max_size=30), max_size=20))
def test_no_description_breaks_the_reading(lines: list[str]) -> None:
    assert all("\n" not in name for name in fields_of("\n".join(lines).splitlines()))
