from __future__ import annotations

import pytest

from tests.kinds.pages import days, extract, page, read, texts
from tracker.pages.dates import commented_day, lone_day, year_named

A, B = "火星探査の指針を公表しました", "着陸船の調達結果について"
LINK_A, LINK_B = f"<a href='/a.html'>{A}</a>", f"<a href='/b.html'>{B}</a>"
BOTH = [(A, "2026-08-17"), (B, "2026-08-07")]

SHAPES = {
    "a paragraph and a link in an item": (
        f"<ul><li><div><img src=x alt=産業></div><div><p>2026年8月17日</p>{LINK_A}</div></li><li><div><p>2026年8月7日</p>{LINK_B}</div></li></ul>"
    ),
    "terms": f"<dl><dt>令和8年8月17日</dt><dd>{LINK_A}</dd><dt>令和８年８月７日（金）</dt><dd>{LINK_B}</dd></dl>",
    "a time element": f"<ul><li><time datetime='2026-08-17T10:00:00+09:00'>8.17</time>{LINK_A}</li><li>{LINK_B}<time datetime=2026-08-07></time></li></ul>",
    "a cell": f"<table><tr><td>2026/8/17</td><td>報道</td><td>{LINK_A}</td></tr><tr><td>2026/8/7</td><td>報道</td><td>{LINK_B}</td></tr></table>",
    "headings": f"<h3>2026年8月17日</h3><ul><li>{LINK_A}</li></ul><h3>2026年8月7日</h3><ul><li>{LINK_B}</li></ul>",
    "comments": f"<dl><!-- dt>平成38年8月17日</dt --> <dd>{LINK_A}</dd></dl><dl><!-- dt>平成38年8月7日</dt --> <dd>{LINK_B}</dd></dl>",
    "spans": f"<ul><li><span>2026.8.17</span><span>調達</span>{LINK_A}</li><li><span>2026.8.7</span><span>調達</span>{LINK_B}</li></ul>",
    "boxes": f"<div><div><p>2026年8月17日</p><p>{LINK_A}</p></div><div><p>{LINK_B}</p><p>2026年8月7日</p></div></div>",
    "one link around all": (
        f"<div><a href='/a.html'><span>2026.08.17</span><h3>{A}</h3></a></div><div><a href='/b.html'><span>2026.08.07</span><h3>{B}</h3></a></div>"
    ),
    "paragraphs before": f"<p>2026年8月17日</p><p>{LINK_A}</p><p>2026年8月7日</p><p>{LINK_B}</p><p><a href=/old>過去の発表</a></p>",
    "paragraphs after": f"<p>{LINK_A}</p><p>2026年8月17日</p><p>{LINK_B}</p><p>2026年8月7日</p>",
    "lines": f"<p>2026年8月17日<br>{LINK_A}<br>2026年8月7日<br>{LINK_B}</p>",
    "the same line": f"<p>・2026年8月17日　{LINK_A}<br>・2026年8月7日　{LINK_B}</p>",
    "brackets behind": f"<ul><li>{LINK_A}（2026年8月17日）</li><li>{LINK_B}［令和8年8月7日掲載］</li></ul>",
    "a category behind the date": f"<ul><li>2026年8月17日 報道発表 {LINK_A}</li><li>2026年8月7日：お知らせ {LINK_B}</li></ul>",
    "the year in the heading": f"<h2>令和8年のお知らせ</h2><ul><li>8月17日 {LINK_A}</li><li>8月7日 {LINK_B}</li></ul>",
    "the fiscal year in the heading": f"<h2>2026年度</h2><dl><dt>8月17日</dt><dd>{LINK_A}</dd><dt>8月7日</dt><dd>{LINK_B}</dd></dl>",
    "English": f"<ul><li>August 17, 2026 {LINK_A}</li><li>{LINK_B} <i>7 Aug. 2026</i></li></ul>",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_items_come_out_with_their_title_link_and_day(shape: str) -> None:
    blocks = read(SHAPES[shape])
    assert [pair for pair in days(blocks) if pair[0] in (A, B)] == BOTH
    links = {block.title: block.link for block in blocks}
    assert (links[A], links[B]) == ("https://www.example.go.jp/a.html", "https://www.example.go.jp/b.html")


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if "categor" not in shape and shape not in ("a cell", "spans", "headings")])
def test_a_day_that_was_read_is_not_in_the_text_too(shape: str) -> None:
    assert [block.text for block in read(SHAPES[shape]) if block.title in (A, B)] == ["", ""]


def test_an_item_after_the_last_date_has_none_of_its_own() -> None:
    blocks = read(SHAPES["paragraphs before"])
    assert days(blocks)[-1] == ("過去の発表", None)
    assert texts(blocks) == [A, B, "過去の発表"]


def test_a_day_before_a_list_holds_for_all_of_the_list() -> None:
    blocks = read(f"<p>2026年8月17日</p><ul><li>{LINK_A}</li><li>{LINK_B}</li></ul><ul><li><a href=/c>別の一覧</a></li></ul>")
    assert days(blocks) == [(A, "2026-08-17"), (B, "2026-08-17"), ("別の一覧", None)]


def test_a_term_holds_for_all_its_descriptions() -> None:
    blocks = read(f"<dl><dt>2026年8月17日</dt><dd>{LINK_A}</dd><dd>{LINK_B}</dd></dl>")
    assert days(blocks) == [(A, "2026-08-17"), (B, "2026-08-17")]


def test_january_of_a_fiscal_year_is_the_next_year() -> None:
    assert days(read(f"<h2>令和8年度</h2><ul><li>1月15日 {LINK_A}</li></ul>")) == [(A, "2027-01-15")]


@pytest.mark.parametrize(
    "item",
    [
        f"<li>{LINK_A}（2026年9月1日開催）</li>",
        f"<li>{LINK_A}（締切：2026年9月1日）</li>",
        f"<li>8月17日 {LINK_A}</li>",
        "<li><a href=/a.html>令和8年8月13日からの大雨について</a></li>",
        f"<li>2026年8月32日 {LINK_A}</li>",
        f"<li>2026年8月17日から9月1日まで {LINK_A}</li>",
    ],
)
def test_a_date_that_says_something_else_is_not_the_day_of_the_item(item: str) -> None:
    (block,) = read(f"<ul>{item}</ul>")
    assert block.published is None


def test_a_day_of_an_update_is_told_as_one() -> None:
    (block,) = read(f"<ul><li>{LINK_A}（2026年8月17日更新）</li></ul>")
    assert block.published is None
    assert block.updated is not None
    assert block.updated.day == 17


def test_the_column_of_a_deadline_is_no_day_of_publication() -> None:
    table = "<table><tr><th>締切日</th><th>件名</th></tr><tr><td>2026年9月1日</td><td>{}</td></tr></table>"
    block = read(table.format(LINK_A))[1]
    assert (block.published, block.text) == (None, "2026年9月1日")
    assert days(read(table.replace("締切日", "公表日").format(LINK_A))) == [(A, "2026-09-01")]


@pytest.mark.parametrize(
    "note",
    [
        "［PDF：1MB］",
        "（PDF形式：1,234KB）",
        "(Word 12.3 KB)",
        "【PDF】",
        "［ＰＤＦ：１２ページ］",
        "（別ウィンドウで開く）",
        "[PDF/2.5MB]",
        " PDF：1MB",
    ],
)
def test_notes_on_size_and_windows_are_no_part_of_a_title(note: str) -> None:
    (block,) = read(f"<ul><li><a href=/a.pdf>{A}{note}</a></li></ul>")
    assert (block.title, block.text) == (A, "")
    (block,) = read(f"<ul><li><a href=/a.pdf>{A}</a>{note}</li></ul>")
    assert (block.title, block.text) == (A, "")


@pytest.mark.parametrize("title", ["指針（第2版）", "予算（12億円）", "報告書［概要］", "PDFの作り方", "指針 (2026)"])
def test_other_brackets_stay_in_the_title(title: str) -> None:
    (block,) = read(f"<ul><li><a href=/a.pdf>{title}</a></li></ul>")
    assert block.title == title


def test_a_link_that_names_nothing_is_no_title() -> None:
    (block,) = read("<table><tr><td>火星探査の報告書</td><td><a href=/r.pdf>PDF</a></td></tr></table>")
    assert (block.title, block.text, block.link) == (None, "火星探査の報告書 | PDF", "https://www.example.go.jp/r.pdf")


def test_what_stands_beside_the_link_is_its_text() -> None:
    (block,) = read(f"<ul><li>2026年8月17日<br>{LINK_A}<p>探査機の安全について定めます。</p></li></ul>")
    assert (block.title, block.text) == (A, "探査機の安全について定めます。")


def test_a_picture_in_a_link_gives_its_words_where_there_are_no_others() -> None:
    (block,) = read("<ul><li><a href=/w><img src=w.png alt=宇宙白書></a></li></ul>")
    assert block.title == "宇宙白書"


def test_every_item_of_a_long_list_has_a_key_and_a_day_of_its_own() -> None:
    items = "".join(f"<li>2026年8月{n % 28 + 1}日 <a href='/p/{n}.html'>第{n}回の会合</a></li>" for n in range(2_000))
    blocks = extract(page(f"<ul>{items}</ul>")).blocks
    assert len({block.key for block in blocks}) == 2_000
    assert all(block.published and block.published.day == n % 28 + 1 for n, block in enumerate(blocks))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年8月7日", "2026-08-07"),
        ("令和８年８月７日（金）", "2026-08-07"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成38年8月7日", "2026-08-07"),
        ("【掲載日：2026年8月7日】", "2026-08-07"),
        ("2026年8月7日 14時00分", "2026-08-07"),
        ("R8.8.7", "2026-08-07"),
        ("2026-08-07", "2026-08-07"),
        ("7 August 2026", "2026-08-07"),
        ("Published: Aug 7, 2026", "2026-08-07"),
        ("2026年8月7日付け", "2026-08-07"),
        ("8月7日", None),
        ("2026年8月", None),
        ("2026年2月30日", None),
        ("第2026号8月7日", None),
        ("施行日：2026年8月7日", None),
        ("1.2.3", None),
        ("12/34/56", None),
        ("2026年8月7日の会議", None),
        ("", None),
    ],
)
def test_a_day_that_stands_alone(written: str, day: str | None) -> None:
    stamp = lone_day(written)
    assert (stamp.day.date().isoformat() if stamp else None) == day


@pytest.mark.parametrize("comment", [" dt>平成38年8月7日</dt ", "<dt>2026年8月7日</dt>", "2026.8.7"])
def test_a_day_hidden_in_a_comment(comment: str) -> None:
    stamp = commented_day(comment)
    assert stamp is not None
    assert stamp.day.date().isoformat() == "2026-08-07"


@pytest.mark.parametrize("comment", ["作成 2026年8月7日 担当：火星", " ここから一覧 ", "", "x" * 1_000])
def test_other_comments_hide_no_day(comment: str) -> None:
    assert commented_day(comment) is None


@pytest.mark.parametrize(
    ("heading", "year"), [("令和8年", 2026), ("2026年のお知らせ", 2026), ("令和7年・令和8年", None), ("お知らせ", None), ("第2026号", None)]
)
def test_the_year_of_a_heading(heading: str, year: int | None) -> None:
    named = year_named(heading)
    assert (named.year if named else None) == year
