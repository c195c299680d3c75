from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.kinds.feeds import URL, Item, atom, extract, rdf, rss
from tracker.kinds.feed import FEED
from tracker.model.look import Response
from tracker.model.source import Authority, Label, Source
from tracker.ports import Kind
from tracker.text.document_wire import document_to_plain
from tracker.text.moments import JST

MOON = Item(
    "月面基地の使用料を改定しました",
    "https://www.example.go.jp/press/0002.html",
    "Tue, 18 Aug 2026 09:30:00 +0900",
    text="<p>改定の要点</p><p>別紙</p>",
)
MARS = Item()


def test_the_kind_is_what_a_plug_in_has_to_be() -> None:
    kind: Kind = FEED
    assert kind.windowed
    assert kind.options == frozenset()


def test_a_look_is_one_request_that_asks_for_feeds() -> None:
    source = Source(
        id="news",
        name=Label("新着", "News"),
        kind="feed",
        url=URL,
        authority=Authority.OFFICIAL,
        lang="ja",
        every=timedelta(hours=6),
        timeout=timedelta(seconds=12),
        tracks=("mars",),
    )
    look = FEED.look(source)
    request = next(look)
    assert (request.url, request.timeout) == (URL, 12.0)
    assert request.accept.startswith("application/rss+xml")
    response = Response(url=URL, status=200)
    with pytest.raises(StopIteration) as stopped:
        look.send(response)
    assert stopped.value.value is response


def test_rss_2_gives_a_block_for_each_entry_in_the_order_of_the_feed() -> None:
    document = extract(rss([MARS, MOON]))
    assert (document.title, document.lang, document.problem, document.problem_detail) == ("架空庁 新着情報", "ja", None, None)
    assert document.windowed
    first, second = document.blocks
    assert (first.title, first.link, first.text) == (MARS.title, MARS.link, "")
    assert first.published == datetime(2026, 8, 19, 15, 0, tzinfo=JST)
    assert (second.title, second.text) == (MOON.title, "改定の要点\n別紙")
    assert second.published == datetime(2026, 8, 18, 9, 30, tzinfo=JST)


@pytest.mark.parametrize(("encoding", "codec"), [("UTF-8", "utf-8"), ("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp")])
def test_rss_1_in_the_encodings_of_ministries(encoding: str, codec: str) -> None:
    item = MARS._replace(title="木星①の規則（髙橋案）" if codec != "euc_jp" else "木星の規則", date="2026-08-19T05:00:00+09:00")
    document = extract(rdf([item], encoding=encoding).encode(codec))
    (block,) = document.blocks
    assert (document.title, document.lang) == ("架空省 新着情報", "ja")
    assert (block.title, block.link) == (item.title, item.link)
    assert block.published == datetime(2026, 8, 19, 5, 0, tzinfo=JST)


def test_shift_jis_with_a_declaration_that_says_utf_8_to_the_server() -> None:
    item = MARS._replace(title="①髙い木星", date="2026-08-19")
    document = extract(rdf([item], encoding="Shift_JIS").encode("cp932"), content_type="text/xml; charset=UTF-8")
    assert document.blocks[0].title == "①髙い木星"


def test_atom_with_both_dates_and_content_of_every_type() -> None:
    entry = (
        '<entry><title type="{kind}">{title}</title><link rel="alternate" href="/a/1"/><id>tag:e.jp,2026:1</id>'
        "<published>2026-08-01T00:00:00Z</published><updated>2026-08-03T00:00:00Z</updated>{content}</entry>"
    )
    html = entry.format(
        kind="html",
        title="土星 &lt;em&gt;A&lt;/em&gt;&amp;amp;B",
        content='<content type="html">&lt;p&gt;一&lt;br&gt;二&lt;/p&gt;</content>',
    )
    xhtml = entry.format(
        kind="text",
        title="A &lt; B",
        content='<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>三</p><ul><li>四</li></ul></div></content>',
    )
    first, second = extract(atom(html + xhtml)).blocks
    assert (first.title, first.text) == ("土星 A&B", "一\n二")
    assert (second.title, second.text) == ("A < B", "三\n四")
    assert first.link == "https://www.example.go.jp/a/1"
    assert (first.published, first.updated) == (datetime(2026, 8, 1, tzinfo=UTC), datetime(2026, 8, 3, tzinfo=UTC))


def test_a_lone_date_is_when_the_entry_was_published() -> None:
    (block,) = extract(atom("<entry><title>甲</title><updated>2026-08-03T00:00:00Z</updated></entry>")).blocks
    assert (block.published, block.updated) == (datetime(2026, 8, 3, tzinfo=UTC), None)


def test_old_rss_without_dates_and_without_a_declaration() -> None:
    document = extract(
        '<rss version="0.91"><channel><title>Old</title><item><title>One</title><link>http://e.jp/1</link></item></channel></rss>'
    )
    assert [(block.title, block.link, block.published) for block in document.blocks] == [("One", "http://e.jp/1", None)]


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1", "https://jsonfeed.org/version/1.1", "1.0"])
def test_json_feed(version: str) -> None:
    item = {
        "id": 7,
        "url": "/7",
        "title": "天王星 <AI> の会合",
        "content_html": "<p>議事</p>",
        "date_published": "2026-08-19T15:00:00+09:00",
        "date_modified": "2026-08-20T00:00:00Z",
    }
    feed = {
        "version": version,
        "title": "架空",
        "language": "ja",
        "home_page_url": "https://e.jp/",
        "items": [item, {"content_text": "1 < 2"}, "junk"],
    }
    document = extract(json.dumps(feed))
    first, second = document.blocks
    assert (document.title, document.lang, first.title, first.text) == ("架空", "ja", "天王星 <AI> の会合", "議事")
    assert first.link == "https://e.jp/7"
    assert (first.published, first.updated) == (datetime(2026, 8, 19, 15, tzinfo=JST), datetime(2026, 8, 20, tzinfo=UTC))
    assert (second.title, second.text) == (None, "1 < 2")


def test_half_a_surrogate_in_json_can_still_be_written() -> None:
    item = '{"title": "a\\ud800b", "url": "https://e.jp/\\ud800", "date_published": "\\udfff", "content_text": "\\ud800"}'
    document = extract(f'{{"version": "https://jsonfeed.org/version/1", "language": "\\ud800", "items": [{item}]}}')
    assert document.blocks[0].title == "a?b"
    assert json.dumps(document_to_plain(document), ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("指針<br />（案）", "指針 （案）"),
        ("<b>指針</b>", "指針"),
        ("Q&amp;A 集", "Q&A 集"),
        ("Q&A 集", "Q&A 集"),
        ("a < b かつ c > d", "a < b かつ c > d"),
        ("<AI>の指針", "<AI>の指針"),
        ("漢<ruby>字<rt>じ</rt></ruby>", "漢字"),
        ("  一行目\n\t二行目 ", "一行目 二行目"),
        ("指針&nbsp;第2版", "指針 第2版"),
        ("&#x7BC0;度", "節度"),
        ("零\u200b幅", "零幅"),
    ],
)
def test_titles_are_plain_text_on_one_line(written: str, read: str) -> None:
    assert extract(rss([MARS._replace(title=written)])).blocks[0].title == read
    in_cdata = rss([MARS._replace(title="@@")]).replace("@@", f"<![CDATA[{written}]]>")
    assert extract(in_cdata).blocks[0].title == read


def test_a_text_has_a_line_for_each_block_and_no_scripts() -> None:
    text = (
        "<style>p{}</style><h2>概要</h2><p>一つ目の\n段落<br>続き</p><script>alert('<p>x</p>')</script><!-- 注 -->"
        "<table><tr><td>列1</td><td>列2</td></tr></table><ul><li>甲<li>乙</ul><img alt='a > b' src=x>終わり"
    )
    assert extract(rss([MARS._replace(text=text)])).blocks[0].text == "概要\n一つ目の 段落\n続き\n列1 列2\n甲\n乙\n終わり"


def test_a_text_that_only_repeats_the_title_is_left_out() -> None:
    assert extract(rss([MARS._replace(text=f" {MARS.title}　")])).blocks[0].text == ""


def test_of_summary_and_content_the_longer_is_the_text() -> None:
    body = rss([MARS._replace(text="短い要約")]).replace(
        "</item>",
        '<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/">&lt;p&gt;長い本文である&lt;/p&gt;</content:encoded></item>',
    )
    assert extract(body).blocks[0].text == "長い本文である"


def test_lines_of_a_plain_text_stay() -> None:
    assert extract(rss([MARS._replace(text="日時：8月19日\r\n\r\n場所：月面")])).blocks[0].text == "日時：8月19日\n場所：月面"


def test_what_is_too_long_is_cut_and_shows_it() -> None:
    (block,) = extract(rss([MARS._replace(title="長" * 3_000, text="文" * 300_000)])).blocks
    assert block.title is not None
    assert (len(block.title), block.title[-2:]) == (1_000, "長…")
    assert (len(block.text), block.text[-2:]) == (100_000, "文…")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("https://e.jp/a?b=1&c=2", "https://e.jp/a?b=1&c=2"),
        ("\t https://e.jp/a \n", "https://e.jp/a"),
        ("/press/3.html", "https://www.example.go.jp/press/3.html"),
        ("//cdn.example.jp/x", "https://cdn.example.jp/x"),
        ("https://e.jp/規則.html#一", "https://e.jp/規則.html#一"),
        ("javascript:alert(1)", None),
        ("mailto:a@e.jp", None),
        ("http://[::1", None),
        ("https://e.jp/" + "a" * 5_000, None),
    ],
)
def test_links_are_absolute_as_given_or_none(written: str, read: str | None) -> None:
    assert extract(rss([MARS._replace(link=written)])).blocks[0].link == read


def test_a_base_in_the_feed_goes_before_its_own_address() -> None:
    body = rss([MARS._replace(link="x/1.html")]).replace("<rss ", '<rss xml:base="https://base.example.jp/dir/" ')
    assert extract(body).blocks[0].link == "https://base.example.jp/dir/x/1.html"


def test_without_a_base_a_link_is_relative_to_the_feed() -> None:
    assert (
        extract("<rss><channel><item><link>1.html</link></item></channel></rss>").blocks[0].link == "https://www.example.go.jp/rss/1.html"
    )


def test_a_permanent_guid_stands_in_for_a_missing_link() -> None:
    body = rss([MARS._replace(link="", guid="https://e.jp/p/9")])
    assert extract(body).blocks[0].link == "https://e.jp/p/9"
    assert extract(body.replace("<guid>", '<guid isPermaLink="false">')).blocks[0].link in (None, "https://e.jp/p/9")


def test_ampersands_and_entities_that_xml_does_not_know_lose_no_text() -> None:
    body = (
        rss([MARS._replace(title="@@", link="https://e.jp/?a=1@2")])
        .replace("@@", "R&D&nbsp;&hellip;&unknown; AT&T &#150;")
        .replace("@2", "&b=2")
    )
    (block,) = extract(body).blocks
    assert block.title == "R&D …&unknown; AT&T –"
    assert block.link == "https://e.jp/?a=1&b=2"


def test_control_characters_and_impossible_references_lose_no_entry() -> None:
    body = rss([MARS._replace(title="表@題"), MOON]).replace("@", "\x0b&#0;&#xD800;&#99999999;")
    assert [block.title for block in extract(body).blocks] == ["表\ufffd\ufffd\ufffd題", MOON.title]


def test_what_a_broken_server_writes_before_a_feed_is_passed_over() -> None:
    body = "<br />\n<b>Warning</b>: Undefined index in /srv/rss.php on line <b>3</b><br />\n" + rss([MARS, MOON])
    assert len(extract(body).blocks) == 2
    assert len(extract("\r\n\ufeff\n" + rss([MARS])).blocks) == 1


def test_dates_that_cannot_be_read_stand_as_they_were_written() -> None:
    (block,) = extract(rss([MARS._replace(date="近日公開")])).blocks
    assert (block.published, block.published_text) == (None, "近日公開")


@pytest.mark.parametrize(
    ("lang", "url", "title", "zone"),
    [
        ("ja", "https://e.com/f", "News", JST),
        ("ja-JP", "https://e.com/f", "News", JST),
        ("en", "https://e.go.jp/f", "ニュース", UTC),
        ("", "https://e.go.jp/f", "News", JST),
        ("", "https://e.com/f", "お知らせ", JST),
        ("", "https://e.com/f", "News", UTC),
        ("", "http://[", "News", UTC),
    ],
)
def test_a_time_without_a_zone_is_japanese_time_in_a_japanese_feed(lang: str, url: str, title: str, zone: timedelta) -> None:
    (block,) = extract(rss([MARS._replace(title=title, date="2026-08-19 15:00")], lang=lang), url=url).blocks
    assert block.published is not None
    assert block.published.utcoffset() == datetime(2026, 8, 19, tzinfo=zone).utcoffset()  # type: ignore[arg-type]


def test_dates_that_feedparser_would_invent_are_read_as_written() -> None:
    body = rss([MARS._replace(date="2026年6月29日"), MOON._replace(date="Wed, 19 Aug 2026 17:00:00 JST")])
    first, second = extract(body).blocks
    assert first.published == datetime(2026, 6, 29, tzinfo=JST)
    assert second.published == datetime(2026, 8, 19, 17, 0, tzinfo=JST)


def test_a_feed_without_entries_is_good_and_says_so() -> None:
    document = extract(rss([]))
    assert (document.problem, document.blocks, document.problem_detail) == (None, (), "the feed has no entries")


def test_a_feed_that_breaks_off_gives_what_is_whole_under_the_same_keys() -> None:
    whole = rss([MARS, MOON, Item("三つ目", "https://e.jp/3")])
    expected = extract(whole).blocks
    inside = extract(whole[: whole.index("三つ目") + 1])
    assert (inside.problem, inside.title, inside.blocks) == (None, "架空庁 新着情報", expected[:2])
    assert inside.problem_detail == "the feed breaks off in an entry, which was left out"
    between = extract(whole[: whole.rindex("</item>") + 9])
    assert (between.blocks, between.problem_detail) == (expected, "the feed breaks off before its end")


def test_a_feed_that_breaks_off_before_its_first_entry_is_no_capture() -> None:
    document = extract('<?xml version="1.0"?><rss version="2.0"><channel><title>架空庁 新')
    assert (document.problem, document.problem_detail) == ("error-page", "the feed breaks off before its first entry")


def test_the_plain_form_has_the_keys_that_other_programs_read() -> None:
    plain = document_to_plain(extract(rss([MARS])))
    (block,) = plain["blocks"]
    assert (plain["title"], plain["lang"], plain["problem"]) == ("架空庁 新着情報", "ja", None)
    assert {name: block[name] for name in ("text", "title", "link", "published")} == {
        "text": "",
        "title": MARS.title,
        "link": MARS.link,
        "published": "2026-08-19T15:00:00+09:00",
    }
    assert block["key"]
