from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from tests.kinds.pages import URL, extract, page, read, texts
from tracker.diff.blocks import compare
from tracker.errors import ExtractError
from tracker.kinds.page import PAGE
from tracker.model.document import Block, ChangeKind
from tracker.model.source import Authority, Label, Source

PROSE = "<p>火星探査の指針について、関係する機関の意見を踏まえて見直しを行い、次のとおり取りまとめましたのでお知らせします。</p>"


def changes(old: str, new: str) -> list[tuple[ChangeKind, str | None, str | None]]:
    return [(one.change, one.old, one.new) for one in compare(extract(page(old)), extract(page(new))).changes]


def test_headings_paragraphs_items_and_rows_are_blocks_in_their_order() -> None:
    blocks = read(
        "<h1>火星探査の指針</h1><p>前文。<br>続き。</p><h2>主な内容</h2><ul><li>対象</li><li><p>範囲</p><p>例外</p></li></ul>"
        "<table><tr><th>項目</th><th>額</th></tr><tr><td>探査機</td><td>12<br>億円</td></tr></table>"
        "<dl><dt>担当</dt><dd>宇宙課</dd></dl>裸の文"
    )
    assert [block.text for block in blocks] == [
        "火星探査の指針",
        "前文。\n続き。",
        "主な内容",
        "対象",
        "範囲\n例外",
        "項目 | 額",
        "探査機 | 12 億円",
        "担当\n宇宙課",
        "裸の文",
    ]


def test_the_key_of_a_block_begins_with_its_headings() -> None:
    keys = [block.key for block in read("<h1>指針</h1><h2>目的/範囲</h2><p>甲</p><h2>附則</h2><h3>施行</h3><p>乙</p>")]
    assert keys[0] == "指針"
    assert keys[1] == "指針/目的／範囲"
    assert keys[2].startswith("指針/目的／範囲/p-")
    assert keys[5].startswith("指針/附則/施行/p-")


def test_what_is_inserted_leaves_every_other_block_where_it_was() -> None:
    rows = "<h2>一覧</h2><ul><li>甲の件</li><li>乙の件</li></ul><p>以上のとおりである。</p><p>問い合わせは宇宙課まで。</p>"
    more = rows.replace("<li>甲", "<li>新しい件</li><li>甲").replace("<p>以上", "<p>なお、次の点に注意する。</p><p>以上")
    assert changes(rows, more) == [(ChangeKind.ADDED, None, "新しい件"), (ChangeKind.ADDED, None, "なお、次の点に注意する。")]


def test_a_paragraph_that_is_edited_further_on_is_revised_and_not_replaced() -> None:
    told = changes(PROSE, PROSE.replace("取りまとめました", "改定しました"))
    assert [change for change, _, _ in told] == [ChangeKind.REVISED]


def test_a_row_whose_figure_changes_is_revised() -> None:
    table = "<table><tr><td>1</td><td>探査機</td><td>12億円</td></tr><tr><td>2</td><td>着陸船</td><td>12億円</td></tr></table>"
    assert changes(table, table.replace("12億円", "15億円", 1)) == [(ChangeKind.REVISED, "1 | 探査機 | 12億円", "1 | 探査機 | 15億円")]


def test_an_item_whose_title_is_edited_keeps_its_key() -> None:
    item = "<ul><li><a href='/p/1.html'>探査の指針</a></li><li><a href='/p/2.html'>着陸の指針</a></li></ul>"
    assert changes(item, item.replace("探査の", "（更新）探査の")) == [(ChangeKind.REVISED, "探査の指針", "（更新）探査の指針")]


@pytest.mark.parametrize("address", ["/p?id=7&sid={}", "/p?id=7&utm_source={}", "/p?id=7&h=AUBJOdGgl1nO0igUywhWkW351q{}"])
def test_a_link_that_is_another_for_every_reader_makes_no_other_block(address: str) -> None:
    first, second = (f"<ul><li><a href='{address.format(n)}'>資料の一覧</a></li></ul>" for n in ("1a", "2b"))
    assert changes(first, second) == []


def test_an_id_in_the_address_tells_items_apart() -> None:
    old = "<ul><li><a href='/p?id=315000140'>意見募集</a></li></ul>"
    assert [change for change, _, _ in changes(old, old.replace("140", "141"))] == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_blocks_that_begin_alike_have_keys_of_their_own() -> None:
    alike = "".join(f"<p>事業者は、火星探査の実施に当たって、次に掲げる事項のうち第{n}号を守る。</p>" for n in "一二三")
    keys = [block.key for block in read(alike)]
    assert len(set(keys)) == 3
    told = changes(alike, alike.replace("<p>", "<p>事業者は、火星探査の実施に当たって、次に掲げる事項を守る。</p><p>", 1))
    assert [change for change, _, _ in told] == [ChangeKind.ADDED]


def test_the_same_words_twice_are_two_blocks() -> None:
    keys = [block.key for block in read("<p>審議中</p><p>審議中</p><p>審議中</p>")]
    assert len(set(keys)) == 3
    assert keys[1] == f"{keys[0]}#2"


def test_the_same_page_gives_the_same_document() -> None:
    body = page(f"<main><h1>一</h1>{PROSE}<ul><li><a href=a>甲</a></li></ul></main>")
    assert extract(body) == extract(body)


# ---- select and remove


def test_select_reads_exactly_the_parts_that_it_names_in_the_order_of_the_page() -> None:
    body = page("<nav id=n>案内</nav><div class=a>一</div><p>二</p><section class=b>三<div class=a>四</div></section>")
    assert texts(extract(body, select=(".b", ".a", "#n")).blocks) == ["案内", "一", "三", "四"]
    assert texts(extract(body, select="p").blocks) == ["二"]


def test_remove_takes_out_before_anything_is_read() -> None:
    body = page("<div id=m><p>本文</p><p class=x>広告<b>文</b></p><div class=y><p>余談</p></div></div>")
    assert texts(extract(body, select="#m", remove=(".x", ".y")).blocks) == ["本文"]
    assert texts(extract(body, remove=".x").blocks) == ["本文", "余談"]


def test_remove_may_match_nothing() -> None:
    assert texts(extract(page("<p>本文</p>"), select="p", remove=".gone").blocks) == ["本文"]


def test_what_remove_takes_is_not_selected_either() -> None:
    body = page("<div class=x><p>甲</p></div><p class=x>乙</p><p>丙</p>")
    assert texts(extract(body, select="p", remove=".x").blocks) == ["丙"]


def test_a_selector_that_matches_nothing_is_an_error_that_names_it() -> None:
    with pytest.raises(ExtractError, match=r"select '#gone'") as caught:
        extract(page(PROSE), select=("p", "#gone"))
    assert caught.value.problem == "error-page"


@pytest.mark.parametrize("option", ["select", "remove"])
def test_what_is_no_selector_is_an_error_that_names_it(option: str) -> None:
    with pytest.raises(ExtractError, match=rf"{option} 'a\[' is no CSS selector"):
        extract(page(PROSE), **{option: "a["})


def test_an_empty_selection_is_empty() -> None:
    document = extract(page(f"{PROSE}<div id=x> </div>"), select="#x")
    assert (document.problem, document.blocks) == ("empty", ())


def test_what_stands_in_a_line_may_be_selected_alone() -> None:
    body = page("<p>詳しくは<a href=/a>甲の指針</a>と<a href=/b>乙の指針</a>を参照。<b class=x>必読</b></p>")
    links = extract(body, select="a").blocks
    assert [(block.title, block.link) for block in links] == [
        ("甲の指針", "https://www.example.go.jp/a"),
        ("乙の指針", "https://www.example.go.jp/b"),
    ]
    assert texts(extract(body, select=".x").blocks) == ["必読"]
    assert len({block.key for block in extract(body, select=("a", ".x")).blocks}) == 3


def test_a_selector_counts_what_the_page_has_as_a_browser_does() -> None:
    body = page("<script>a()</script><div>一</div><noscript>無</noscript><div>二</div><svg><title>図</title></svg><div>三</div>")
    assert texts(extract(body, select="div:nth-child(4)").blocks) == ["二"]


@pytest.mark.parametrize(
    "where", ["<noscript>{}</noscript>", "<template>{}</template>", "<span hidden>{}</span>", "<b style='display:none'>{}</b>"]
)
def test_what_no_reader_sees_is_not_selected(where: str) -> None:
    unseen = where.format("<i class=x>甲</i>")
    assert texts(extract(page(f"{unseen}<p class=x>乙</p>"), select=".x").blocks) == ["乙"]
    document = extract(page(f"<div>{unseen}<p>乙</p></div>"), select="div")
    assert texts(document.blocks) == ["乙"]


@pytest.mark.parametrize("where", ["<noscript>{}</noscript>", "<span hidden>{}</span>"])
def test_a_selector_that_matches_what_no_reader_sees_is_an_error_that_says_so(where: str) -> None:
    with pytest.raises(ExtractError, match=r"what select '\.x' matches is not seen by a reader"):
        extract(page(f"{PROSE}{where.format('<i class=x>甲</i>')}"), select=".x")


@pytest.mark.parametrize("parts", [1, 8, 9, 40])
def test_of_a_selection_alone_it_is_told_what_is_out_of_sight(parts: int) -> None:
    part = "<div class=x><p>本文<b hidden>8a</b></p><input type=hidden name=csrf value=9f></div>"
    outside = "<input type=hidden name=session value=0c><p>余談<span hidden>1d</span></p>"
    document = extract(page(f"{outside}{part * parts}{outside}"), select=".x")
    told = [(one.why, one.text) for one in document.left_out]
    assert told == [("token", "csrf=9f")] * min(parts, 20) + [("hidden", "8a")] * min(parts, 20)


# ---- the main content

FRAME_BEFORE = (
    "<header><h1>架空省</h1><a href=/>ホーム</a></header><nav><ul><li><a href=/a>組織</a></li></ul></nav>"
    "<div id='topicPath'><a href=/>トップ</a> &gt; 報道</div><form action=/s><label>語句を入れる</label><input></form>"
)
FRAME_AFTER = "<aside><a href=/b>おすすめ</a></aside><div class='sns share'>共有</div><div id=pagetop><a href='#'>ページの先頭へ</a></div><footer>所在地</footer>"


@pytest.mark.parametrize(
    "main", ["<main>{}</main>", "<div role=main>{}</div>", "<div id=contents>{}</div>", "<article>{}</article>", "<div>{}</div>"]
)
def test_the_frame_of_the_site_is_left_out(main: str) -> None:
    body = page(main.format(f"<h2>指針</h2>{PROSE * 4}"), before=FRAME_BEFORE, after=FRAME_AFTER)
    assert {block.text for block in extract(body).blocks} == {"指針", *texts(read(PROSE))}


def test_a_form_around_everything_is_not_taken_for_a_search_box() -> None:
    body = page(f"<form id=aspnetForm><h2>指針</h2>{PROSE * 4}</form>")
    assert texts(extract(body).blocks)[0] == "指針"


def test_stamps_counters_and_ways_to_the_top_are_left_out() -> None:
    lines = [
        "最終更新日：2026年8月7日",
        "更新日 令和8年8月7日",
        "Last updated: 7 August 2026",
        "アクセス数：12,345",
        "▲このページの先頭へ戻る",
        "印刷用ページを表示する",
    ]
    assert texts(read(PROSE + "".join(f"<p>{line}</p>" for line in lines))) == texts(read(PROSE))


def test_a_sentence_about_an_update_is_content() -> None:
    assert len(read("<p>最終更新日から30日以内に届出を更新してください。</p>")) == 1


def test_related_links_are_left_out_up_to_the_next_heading() -> None:
    body = "<h2>概要</h2><p>本文</p><h2>関連リンク</h2><ul><li><a href=/x>他省</a></li></ul><h2>資料</h2><p>別紙</p>"
    assert texts(read(body)) == ["概要", "本文", "資料", "別紙"]


def test_a_line_that_says_how_long_ago_is_left_out_of_a_selection_too() -> None:
    assert texts(read("<p>本文</p><p>3日前に更新</p><p>Updated: 17 days ago</p>", select="main")) == ["本文"]


def test_scripts_styles_comments_and_readings_are_no_text() -> None:
    assert texts(
        read("<script>a()</script><style>p{}</style><!-- 隠 --><p><ruby>火星<rt>かせい</rt></ruby>探査<template>x</template></p>")
    ) == ["火星探査"]


def test_two_breaks_part_paragraphs() -> None:
    assert texts(read("<div>甲の文。<br>その続き。<br><br>乙の文。</div>")) == ["甲の文。\nその続き。", "乙の文。"]


def test_a_layout_of_nested_tables_gives_its_parts() -> None:
    body = "<table><tr><td><h2>見出し</h2><p>本文</p></td><td><table><tr><td>甲</td><td>乙</td></tr></table></td></tr></table>"
    assert texts(read(body)) == ["見出し", "本文", "甲 | 乙"]


def test_an_item_with_a_list_in_it_and_the_items_of_that_list_are_blocks() -> None:
    assert texts(read("<ul><li>親<ul><li>子一</li><li>子二</li></ul></li></ul>")) == ["親", "子一", "子二"]


# ---- the document


def test_title_and_language_are_those_of_the_page() -> None:
    document = extract(page(PROSE, head="<title>\n 指針 \n| 架空省</title>"))
    assert (document.title, document.lang, document.windowed) == ("指針 | 架空省", "ja", False)


def test_a_list_of_the_newest_is_a_window() -> None:
    assert extract(page(PROSE), list="newest").windowed
    with pytest.raises(ExtractError, match="list: 'oldest' is not known"):
        extract(page(PROSE), list="oldest")


def test_shift_jis_is_read_whatever_the_header_says() -> None:
    body = page("<p>髙い①番</p>").replace("UTF-8", "Shift_JIS").encode("cp932")
    assert texts(extract(body, content_type="text/html; charset=UTF-8").blocks) == ["髙い①番"]


def test_links_are_absolute_and_base_counts() -> None:
    body = page("<ul><li><a href='../x.html'>甲の件</a></li></ul>", head="<title>一覧</title><base href='/sub/dir/'>")
    assert [block.link for block in extract(body).blocks] == ["https://www.example.go.jp/sub/x.html"]
    assert [block.link for block in read("<ul><li><a href='b/y.html'>乙の件</a></li></ul>")] == ["https://www.example.go.jp/press/b/y.html"]


@pytest.mark.parametrize("href", ["#top", "javascript:void(0)", "mailto:a@example.jp", "http://[broken", "ftp://example.jp/x"])
def test_what_leads_to_no_page_is_no_link(href: str) -> None:
    (block,) = read(f"<ul><li><a href='{href}'>甲の件</a></li></ul>")
    assert (block.title, block.link) == ("甲の件", None)


def test_a_sentence_with_a_link_in_it_is_a_paragraph() -> None:
    (block,) = read("<p>火星探査については、<a href=/g.html>指針</a>を参照してください。ご不明な点は宇宙課までお尋ねください。</p>")
    assert (block.title, block.link) == (None, None)
    assert block.text == "火星探査については、指針を参照してください。ご不明な点は宇宙課までお尋ねください。"


def test_one_request_is_made() -> None:
    source = Source(
        id="a",
        name=Label(ja="甲", en="a"),
        kind="page",
        url=URL,
        authority=Authority.OFFICIAL,
        lang="ja",
        every=timedelta(hours=6),
        timeout=timedelta(seconds=30),
        tracks=("t",),
    )
    look = PAGE.look(source)
    request = next(look)
    assert (request.url, request.timeout) == (URL, 30.0)


def test_a_day_is_midnight_in_japan() -> None:
    (block,) = read("<ul><li>2026年8月7日 <a href=/a>甲の件</a></li></ul>")
    assert isinstance(block, Block)
    assert block.published == datetime(2026, 8, 7, tzinfo=timezone(timedelta(hours=9)))
