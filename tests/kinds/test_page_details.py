"""Odd corners of pages: framed pages, hidden addresses, base, character sets, tables in tables, terms, notes on files."""

from __future__ import annotations

import pytest

from tests.kinds.pages import extract, page, read
from tracker.diff.blocks import compare
from tracker.model.document import Block, LeftOut

BODY = "<h1>火星探査指針</h1><p>この指針は、火星探査を行う者が守るべき事項を定める。</p>"


def words(main: str) -> list[str]:
    return [f"{block.title or ''}{block.text}" for block in read(main)]


@pytest.mark.parametrize(
    ("frame", "shown"),
    [
        ("<iframe src='/table/2026.html' title=一覧表>古い閲覧ソフト</iframe>", "一覧表 https://www.example.go.jp/table/2026.html"),
        ("<iframe src=/table/?utm_source=x></iframe>", "https://www.example.go.jp/table/"),
        ("<iframe src=https://files.example.org/a/guide.pdf></iframe>", "https://files.example.org/a/guide.pdf"),
    ],
)
def test_a_framed_page_is_known_by_its_address(frame: str, shown: str) -> None:
    assert words(BODY + frame)[-1] == shown


@pytest.mark.parametrize(
    "frame",
    [
        "<iframe src=https://video.example.org/embed/1></iframe>",
        "<iframe src=/count width=0 height=0></iframe>",
        "<iframe src=/count style='display: none'></iframe>",
        "<iframe src='javascript:a()'></iframe>",
        "<iframe srcdoc='<p>x</p>'></iframe>",
        "<iframe src='http://[x'></iframe>",
    ],
)
def test_frames_of_others_and_hidden_ones_are_none(frame: str) -> None:
    assert words(BODY + frame) == words(BODY)


def test_a_frame_that_shows_another_page_is_a_change() -> None:
    old, new = (extract(page(f"<main>{BODY}<iframe src=/table/{year}.html></iframe></main>")) for year in (2025, 2026))
    found = compare(old, new)
    assert found.changed
    assert {change.new for change in found.changes if change.new} == {"https://www.example.go.jp/table/2026.html"}


FRAMES = (
    "<html lang=ja><head><title>架空省</title></head><frameset cols='20%,80%'><frame src=menu.html name=menu><frameset rows='1'>"
    "<frame src='../main/news.html' title=新着情報><frame src='javascript:x()'></frameset>"
    "<noframes><body><p>フレームに対応していない方は<a href=sitemap.html>一覧</a>をご覧ください。</p><script>x()</script></body></noframes></frameset></html>"
)


def test_a_set_of_frames_is_links_to_its_frames_and_what_it_says_without_them() -> None:
    document = extract(FRAMES)
    assert (document.title, document.lang, document.problem) == ("架空省", "ja", None)
    assert [(block.title or block.text, block.link) for block in document.blocks] == [
        ("menu", "https://www.example.go.jp/press/menu.html"),
        ("新着情報", "https://www.example.go.jp/main/news.html"),
        ("フレームに対応していない方は一覧をご覧ください。", None),
    ]
    found = compare(document, extract(FRAMES.replace("news.html", "news2.html")))
    assert {change.block.link for change in found.changes if change.block} == {
        "https://www.example.go.jp/main/news.html",
        "https://www.example.go.jp/main/news2.html",
    }


def test_what_is_said_to_readers_without_frames_is_not_seen_on_a_page_without() -> None:
    assert words(BODY + "<noframes><p>古い閲覧ソフト</p></noframes>") == words(BODY)


@pytest.mark.parametrize("how", ["hidden", "Hidden", "style='display: none'", "style='color:red;DISPLAY:NONE'", "Style='Display:None'"])
def test_words_that_are_not_shown_do_not_count(how: str) -> None:
    old, new = (extract(page(f"<main>{BODY}<p>受付中<span {how}>{token}</span></p></main>")) for token in ("8a", "9f"))
    found = compare(old, new)
    assert found.changes == ()
    assert [(one.why, one.old, one.new) for one in found.ignored] == [("hidden", "8a", "9f")]
    assert [block.text for block in new.blocks][-1] == "受付中"


def test_words_that_are_not_shown_may_stand_in_such_words() -> None:
    nested = "<span hidden>8a<b hidden>9f<i style='display:none'>1c</i></b></span>"
    document = extract(page(f"<main>{BODY}{f'<p>受付中{nested}</p>' * 100}</main>"))
    assert [block.text for block in document.blocks][-100:] == ["受付中"] * 100
    assert document.left_out[:3] == (LeftOut("hidden", "8a"), LeftOut("hidden", "9f"), LeftOut("hidden", "1c"))


def test_what_a_click_shows_is_read() -> None:
    asked = "<h2>対象は</h2><div style='display:none'><p>個人も対象です。</p></div><div hidden id=t2><p>法人も対象です。</p></div>"
    assert words(BODY + asked)[-2:] == ["個人も対象です。", "法人も対象です。"]


@pytest.mark.parametrize("badge", ["<span class=new>NEW</span>", "<b>ＮＥＷ！</b>", "<em>new!</em>"])
@pytest.mark.parametrize("item", ["<li>{}<a href=1>指針を改定しました</a></li>", "<li><a href=1>指針を改定しました{}</a></li>"])
def test_a_badge_that_goes_after_some_days_is_no_change(badge: str, item: str) -> None:
    old, new = (extract(page(f"<main>{BODY}<ul>{item.format(shown)}<li><a href=2>様式</a></li></ul></main>")) for shown in (badge, ""))
    found = compare(old, new)
    assert found.changes == ()
    assert [one.why for one in found.ignored] == ["boilerplate"]


@pytest.mark.parametrize(
    "line", ["<p>NEW</p>", "<p> <b>NEW</b></p>", "<p><b>ＮＥＷ！</b>\n</p>", "<p>\n<b>new!</b>\n</p>", "<div>NEW!</div>"]
)
def test_a_badge_in_a_line_of_its_own_is_none_of_its_words(line: str) -> None:
    assert words(f"{BODY}<ul><li><p>指針を改定しました</p>{line}</li></ul>") == words(f"{BODY}<ul><li><p>指針を改定しました</p></li></ul>")


@pytest.mark.parametrize("said", ["new", "新", "NEWS", "New rules"])
def test_what_is_no_badge_stays(said: str) -> None:
    assert words(f"{BODY}<p>{said}</p>")[-1] == said


def hidden(address: str, key: int) -> str:
    return f"{key:02x}" + "".join(f"{byte ^ key:02x}" for byte in address.encode())


def test_an_address_that_is_hidden_under_another_key_each_time_is_the_same() -> None:
    def contact(address: str, key: int) -> str:
        code = hidden(address, key)
        span = f"<span class=__cf_email__ data-cfemail={code}>[email&#160;protected]</span>"
        return f"{BODY}<p>連絡先：<a href=/cdn-cgi/l/email-protection#{code}>{span}</a></p>"

    first, again, other = (
        extract(page(f"<main>{contact(address, key)}</main>"))
        for address, key in (("mars@office.example", 0x54), ("mars@office.example", 0x1F), ("moon@office.example", 0x54))
    )
    assert (first.blocks[-1].title, first.blocks[-1].text, first.blocks[-1].link) == ("mars@office.example", "連絡先", None)
    assert compare(first, again).changes == ()
    came = [change.block.title for change in compare(first, other).changes if change.block and change.change.value != "removed"]
    assert came == ["moon@office.example"]


@pytest.mark.parametrize("code", ["", "5", "zz", "54", "543", "54" * 900, "00ff00ff"])
def test_a_code_that_hides_no_address_is_left_alone(code: str) -> None:
    assert "protected" in words(f"{BODY}<p>連絡先：<span data-cfemail='{code}'>[protected]</span></p>")[-1]


def test_tokens_are_set_aside_by_name() -> None:
    main = f"<main>{BODY}<form><input type=hidden name=__VIEWSTATE value=dDwt><input type=hidden name=page value=2></form></main>"
    document = extract(page(main, head="<title>指針</title><meta name=csrf-token content=a1b2><script nonce=r4nd>a()</script>"))
    assert {one.text for one in document.left_out if one.why == "token"} == {"__VIEWSTATE=dDwt", "csrf-token=a1b2", "nonce=r4nd"}


def test_stamps_counters_and_the_frame_of_the_site_are_set_aside_with_their_reasons() -> None:
    main = f"<main><nav>現在地 トップ</nav>{BODY}<p>最終更新日：2026年8月9日</p><p>閲覧数：12</p><p>3日前</p><p>ページの先頭へ</p></main>"
    assert set(extract(page(main)).left_out) == {
        LeftOut("boilerplate", "現在地 トップ"),
        LeftOut("time", "最終更新日：2026年8月9日"),
        LeftOut("counter", "閲覧数：12"),
        LeftOut("time", "3日前"),
        LeftOut("boilerplate", "ページの先頭へ"),
    }


@pytest.mark.parametrize(
    ("base", "link"),
    [
        ("<base href='https://cdn.example.jp/a/'>", "https://cdn.example.jp/a/1.html"),
        ("<base href='/deep/er/'>", "https://www.example.go.jp/deep/er/1.html"),
        ("<base target=_blank>", "https://www.example.go.jp/press/1.html"),
        ("<base target=_blank><base href=/b/>", "https://www.example.go.jp/b/1.html"),
        ("<base href='http://[x'>", "https://www.example.go.jp/press/1.html"),
        ("<base href=''>", "https://www.example.go.jp/press/1.html"),
        ("<base href='javascript:x'>", "https://www.example.go.jp/press/1.html"),
    ],
)
def test_links_go_by_the_base_of_the_page_where_it_is_one(base: str, link: str) -> None:
    document = extract(
        page("<main><ul><li><a href=1.html>火星探査指針を改定しました</a></li></ul></main>", head=f"<title>報道</title>{base}")
    )
    assert [block.link for block in document.blocks] == [link]


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("cp932", "utf-8"),
        ("cp932", ""),
        ("euc-jp", "Shift_JIS"),
        ("iso-2022-jp", ""),
        ("utf-8", "Shift_JIS"),
        ("utf-8", "x-unknown"),
        ("utf-16", ""),
    ],
)
def test_the_bytes_say_how_they_are_written_whatever_is_declared(encoding: str, declared: str) -> None:
    meta = f"<meta charset='{declared}'>" if declared else ""
    body = f"<html><head>{meta}<title>指針</title></head><body><main>{BODY}</main></body></html>".encode(encoding)
    assert [block.text for block in extract(body).blocks] == ["火星探査指針", "この指針は、火星探査を行う者が守るべき事項を定める。"]


def test_a_table_in_a_table_gives_the_rows_of_the_inner_one() -> None:
    inner = "<table><tr><th>年度</th><th>金額</th></tr><tr><td>令和8年度</td><td>338億円</td></tr></table>"
    assert words(f"<table><tr><td>左の欄</td><td>{inner}</td></tr></table>") == ["左の欄", "年度 | 金額", "令和8年度 | 338億円"]


def test_a_figure_in_an_inner_table_is_revised_under_its_row() -> None:
    table = "<table><tr><td><table><tr><td>令和8年度</td><td>{}億円</td></tr></table></td><td>備考欄</td></tr></table>"
    old, new = (extract(page(f"<main>{BODY}{table.format(figure)}</main>")) for figure in (338, 421))
    assert [(change.change.value, change.new) for change in compare(old, new).changes] == [("revised", "令和8年度 | 421億円")]


def test_terms_with_one_or_more_descriptions() -> None:
    main = "<dl><dt>期間</dt><dd>8月末まで</dd><dt>提出先</dt><dd>郵送</dd><dd>電子メール</dd><dt>用語だけ</dt></dl>"
    assert [text.replace("\n", "／") for text in words(main)] == ["期間／8月末まで", "提出先", "郵送", "電子メール", "用語だけ"]
    assert words("<dl><div><dt>期間</dt><dd>8月末まで</dd></div></dl>") == ["期間\n8月末まで"]


@pytest.mark.parametrize(
    "note",
    [
        "［PDF：1MB］",
        "［PDF形式：2.3MB］",
        "（PDF 412KB）",
        "[PDF/1,204KB]",
        "【PDF：３ページ】",
        "(ワード：40KB)",
        "（別ウィンドウで開く）",
        "<span class=size>（PDF：1.1MB）</span>",
        " (PDF, 2 pages)",
        "［PDFファイル／563KB］",
        "（エクセル形式：17キロバイト）",
        " PDF：1.2MB",
        "＜PDF:540KB＞",
        "［PDF：1MB］［別ウィンドウで開きます］",
    ],
)
def test_notes_on_files_are_no_part_of_the_text(note: str) -> None:
    item = "<ul><li>2026年8月7日 <a href=/1.pdf>火星探査指針（第2版）{0}</a></li><li><a href=/2.pdf>別添資料の一覧と概要</a>{0}</li></ul>"

    def said(blocks: tuple[Block, ...]) -> list[tuple[str | None, str]]:
        return [(block.title, block.text) for block in blocks]

    assert said(read(item.format(note))) == said(read(item.format(""))) == [("火星探査指針（第2版）", ""), ("別添資料の一覧と概要", "")]
