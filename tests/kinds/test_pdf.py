"""Papers set by a real typesetter are read in the order in which a person reads them, section by section."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import LCSseq

from tests.kinds.papers import NOUNS, SANS, SERIF, Paper, Writer, has_fonts, report
from tracker.diff.blocks import compare
from tracker.kinds.pdf import PDF
from tracker.kinds.pdf_paper import read_paper
from tracker.kinds.pdf_runs import without_spacing
from tracker.model.document import Document
from tracker.model.look import Capture

URL = "https://www.example.go.jp/plan.pdf"

pytestmark = pytest.mark.skipif(not has_fonts(), reason="the papers are set in Noto CJK: apt-get install fontconfig fonts-noto-cjk")


def plain(text: str) -> str:
    """What is written, without white space and the marks between cells."""
    return "".join(char for char in text if not char.isspace() and char != "|")


def words(document: Document) -> str:
    return "\n".join(part for block in document.blocks for part in (block.title, block.text) if part)


def in_order(paper: Paper, document: Document) -> float:
    """The part of what was written that is read in its order, and of what is read that was written, whichever is less."""
    wanted, found = plain(paper.text), plain(words(document))
    return LCSseq.similarity(wanted, found) / max(len(wanted), len(found), 1)


def text(markup: str, page: str = "") -> str:
    """What is read in some markup, as one text."""
    writer = Writer(0, page=page)
    writer.raw(markup)
    return words(read_paper(writer.paper().body, URL))


@pytest.mark.parametrize("number", range(20))
def test_a_paper_is_read_in_its_order(number: int) -> None:
    made = report(
        number,
        columns=1 + number % 2,
        font=(SERIF, SANS)[number % 3 == 0],
        size=(10.5, 9, 12, 10)[number % 4],
        ruled=("0.5pt", "none", "(x: none, y: 0.5pt)")[number % 3],
        running=number % 5 < 3,
    )
    assert in_order(made, read_paper(made.body, URL)) >= 0.99


def test_three_columns_are_read_too() -> None:
    made = report(9, columns=3, font=SANS, size=9, ruled="0.5pt", running=True)
    assert in_order(made, read_paper(made.body, URL)) >= 0.99


def test_a_paragraph_is_one_line_wherever_it_was_broken() -> None:
    writer = Writer(3)
    writer.columns(2)
    for _ in range(30):
        writer.paragraph(4)
    writer.whole()
    made = writer.paper()
    found = words(read_paper(made.body, URL)).splitlines()
    assert len([line for line in found if plain(line) in {plain(one) for one in made.text.splitlines()}]) >= 28


def test_sections_are_keyed_by_their_headings_and_lead_to_their_page() -> None:
    writer = Writer(1)
    writer.raw("#align(center)[#text(size: 1.8em)[森林基本計画]]\n")
    writer.raw("この計画は、令和8年7月14日に閣議決定された。\n")
    writer.heading("第１章　総論")
    writer.heading("１．背景", 2)
    writer.raw("背景の説明である。\n#pagebreak()\n")
    writer.heading("第２章　予算")
    writer.raw("予算は1,234億円とする。\n")
    found = read_paper(writer.paper().body, URL)
    assert (found.title, found.lang) == ("森林基本計画", "ja")
    assert [(block.key, block.title, block.link) for block in found.blocks] == [
        ("森林基本計画", "森林基本計画", f"{URL}#page=1"),
        ("森林基本計画/総論", "第１章　総論", f"{URL}#page=1"),
        ("森林基本計画/総論/背景", "１．背景", f"{URL}#page=1"),
        ("森林基本計画/予算", "第２章　予算", f"{URL}#page=2"),
    ]
    assert found.blocks[-1].text == "予算は1,234億円とする。"


def test_a_paper_without_headings_is_keyed_by_page() -> None:
    writer = Writer(2)
    writer.paragraph(5)
    writer.raw("#pagebreak()\n")
    writer.paragraph(5)
    assert [block.key for block in read_paper(writer.paper().body, URL).blocks] == ["p.1", "p.2"]


def _chapters(*chapters: tuple[str, str]) -> Document:
    writer = Writer(5, page='numbering: "1"')
    for number, (name, said) in enumerate(chapters, start=1):
        writer.heading(f"第{number}章　{name}")
        writer.raw(f"{said}\n")
    return read_paper(writer.paper().body, URL)


def test_a_section_before_them_changes_no_other_but_its_number() -> None:
    long = "林道を整備し、苗木を管理する。" * 60
    old = _chapters(("総論", "森林を管理する。"), ("予算", "予算は12億円とする。"))
    new = _chapters(("総論", "森林を管理する。"), ("人材", long), ("予算", "予算は12億円とする。"))
    changes = [(change.change.value, change.key) for change in compare(old, new).changes]
    assert changes == [("added", "人材"), ("revised", "予算")]
    assert compare(old, old).changes == ()


def test_a_figure_that_changed_is_the_change() -> None:
    old = _chapters(("総論", "森林を管理する。"), ("予算", "予算は12億円とする。"))
    new = _chapters(("総論", "森林を管理する。"), ("予算", "予算は21億円とする。"))
    (change,) = compare(old, new).changes
    assert (change.change.value, change.key, change.new) == ("revised", "予算", "第2章　予算\n予算は21億円とする。")


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("令 和 ８ 年 度", "令和８年度"),
        ("#text(tracking: 1em)[令和８年度]", "令和８年度"),
        ("#text(tracking: 0.4em)[森林基本計画]", "森林基本計画"),
        ("目　　次", "目次"),
        ("令 和 10 年 4 月 1 日", "令和10年4月1日"),
        ("第１　総則", "第１　総則"),
        ("AI system と 森林", "AI system と 森林"),
        ("𠮷野の森", "𠮷野の森"),
    ],
)
def test_letter_spacing_is_closed_up_and_words_stay_apart(markup: str, read: str) -> None:
    assert text(f"#par(first-line-indent: 0pt)[{markup}]\n") == read


def test_letter_spacing_is_closed_up_in_linear_time() -> None:
    assert len(without_spacing("令 " * 300_000)) == 300_000
    assert without_spacing(f"{'1 ' * 300_000}x").endswith("1 x")


TATE = "#let tate(s) = stack(dir: ttb, spacing: 4pt, ..s.clusters().map(c => text(c)))\n"


def test_a_vertical_heading_stands_before_what_it_heads() -> None:
    found = text(TATE + '#grid(columns: (24pt, 1fr), [#tate("背景と目的")], [森林を管理する。\n\n苗木を管理する。\n\n種子を管理する。])\n')
    assert found.splitlines()[0] == "背景と目的"
    assert plain(found) == "背景と目的森林を管理する。苗木を管理する。種子を管理する。"


def test_a_page_of_vertical_writing_is_read_from_right_to_left() -> None:
    lines = ("第一　本法は、森林の管理について必要な事項", "を定めることを目的とする。", "第二　令和八年四月一日から施行する。")
    columns = ", ".join(f'tate("{line}")' for line in reversed(lines))
    found = text(f"{TATE}#grid(columns: 3, column-gutter: 8pt, {columns})\n", page="flipped: true")
    assert (
        found.replace("\u3000", " ")
        == "第一 本法は、森林の管理について必要な事項を定めることを目的とする。\n第二 令和八年四月一日から施行する。"
    )


def test_a_table_is_its_rows_with_what_spans_and_what_is_empty() -> None:
    found = text(
        "#table(columns: (60pt, 1fr, 1fr), [区分], [令和７年度], [令和８年度], table.cell(rowspan: 2)[林道の整備に関する事業],"
        "[苗木の購入とその管理のための経費であって、特に必要と認められるものに要する額], [12億円], [], [34億円], table.cell(colspan: 2)[合計], [46億円])\n"
    )
    assert found.splitlines() == [
        "区分 | 令和７年度 | 令和８年度",
        "林道の整備に関する事業 | 苗木の購入とその管理のための経費であって、特に必要と認められるものに要する額 | 12億円",
        "|  | 34億円",
        "合計 | 46億円",
    ]


def test_cells_without_lines_between_them_are_a_row() -> None:
    found = text("#table(columns: 3, stroke: none, column-gutter: 30pt, [区分], [７年度], [８年度], [林道], [12億円], [34億円])\n")
    assert found.splitlines() == ["区分 | ７年度 | ８年度", "林道 | 12億円 | 34億円"]


READINGS = [("林道", "りんどう"), ("苗木", "なえぎ"), ("種子", "しゅし"), ("樫", "かし"), ("生物多様性", "せいぶつたようせい")] * 6


@pytest.mark.parametrize("stroke", ["0.5pt", "(x: none, y: 0.5pt)", "(x, y) => (y: 0.4pt)"])
@pytest.mark.parametrize("font", [SERIF, SANS])
def test_cells_that_run_over_several_lines_are_read_one_after_the_other(stroke: str, font: str) -> None:
    writer = Writer(11, font=font, page='numbering: "1"')
    writer.paragraph(4)
    writer.wrapped(5, stroke=stroke)
    writer.paragraph(4)
    writer.wrapped(3, stroke=stroke)
    made = writer.paper()
    found = read_paper(made.body, URL)
    assert in_order(made, found) >= 0.99
    rows = [line.count(" | ") for line in words(found).splitlines() if " | " in line]
    assert rows == [2] * 10


def test_lines_between_paragraphs_make_no_table_of_them() -> None:
    writer = Writer(12)
    for _ in range(4):
        writer.paragraph(4)
        writer.raw("#line(length: 100%, stroke: 0.5pt)\n")
    made = writer.paper()
    found = read_paper(made.body, URL)
    assert in_order(made, found) >= 0.99
    assert " | " not in words(found)


def test_columns_under_a_rule_are_no_table() -> None:
    writer = Writer(13)
    for _ in range(3):
        writer.raw("#line(length: 100%, stroke: 0.5pt)\n")
        writer.columns(2)
        for _ in range(6):
            writer.paragraph(4)
        writer.whole()
    writer.raw("#line(length: 100%, stroke: 0.5pt)\n")
    made = writer.paper()
    assert in_order(made, read_paper(made.body, URL)) >= 0.99


def test_readings_over_kanji_are_left_out() -> None:
    writer = Writer(14, page='numbering: "1"')
    writer.paragraph(3)
    writer.with_readings(READINGS)
    writer.columns(2)
    writer.with_readings(READINGS)
    writer.whole()
    made = writer.paper()
    assert in_order(made, read_paper(made.body, URL)) >= 0.99


def test_small_kana_that_stand_over_nothing_are_text() -> None:
    found = text("森林を管理する。\n\n#text(size: 5pt)[ひらがなのちゅうき]\n\nかなのほんぶんをここにかく。ひらがなだけのだんらくである。\n")
    assert "ひらがなのちゅうき" in found


def test_page_numbers_and_running_heads_are_dropped_and_other_numbers_are_not() -> None:
    writer = Writer(4, page='numbering: "- 1 / 1 -", header: [森林局 資料], footer-descent: 20%')
    for number in range(4):
        read = f"別紙{number + 1}\n\n{(number + 2025) * 3}\n\n{NOUNS[number]}の本文である。\n"
        writer.raw(f"{read}#pagebreak()\n", read)
    made = writer.paper()
    assert plain(words(read_paper(made.body, URL))) == plain(made.text)


def test_what_stands_at_the_head_of_one_page_alone_is_kept() -> None:
    assert "資料１－２" in text("#place(top + right, dy: -15mm)[資料１－２]\n森林を管理する。\n")


def test_a_table_of_contents_names_no_pages() -> None:
    found = text("#outline(title: none)\n= 総則\n森林を管理する。\n#pagebreak()\n= 予算\n予算は12億円とする。\n")
    assert found.splitlines()[:2] == ["総則", "予算"]


def test_items_of_a_list_are_no_sections() -> None:
    found = _chapters(("総論", "#par(first-line-indent: 0pt)[（1）苗木の管理]\n#par(first-line-indent: 0pt)[（2）林道の整備]"))
    assert [(block.key, block.text) for block in found.blocks] == [("総論", "（1）苗木の管理\n（2）林道の整備")]


@pytest.mark.parametrize("turned", [False, True])
def test_a_page_that_was_set_sideways_is_read_upright(turned: bool) -> None:
    writer = Writer(8)
    writer.raw("#rotate(-90deg, reflow: true)[#block(width: 200mm)[")
    for _ in range(4):
        writer.paragraph(6)
    writer.table(3, 3)
    writer.raw("]]\n")
    made = writer.paper()
    body = made.body.replace(b"/Type/Page/", b"/Type/Page/Rotate 90/")
    assert body != made.body
    assert in_order(made, read_paper(body if turned else made.body, URL)) >= 0.99


def test_the_kind_reads_the_same_in_its_own_process() -> None:
    made = report(1, columns=2, font=SERIF, size=10.5, ruled="0.5pt", running=True)
    assert PDF.extract(Capture(body=made.body, url=URL), {}) == read_paper(made.body, URL)


def test_headings_in_latin_letters_keep_their_words_apart() -> None:
    writer = Writer(6)
    writer.heading("1. What is this plan?")
    writer.raw("It is a plan for the forest, and says what will be done.\n")
    assert [block.key for block in read_paper(writer.paper().body, URL).blocks] == ["What is this plan?"]


@pytest.mark.parametrize("seed", range(3))
def test_a_paper_that_was_only_set_anew_has_not_changed(seed: int) -> None:
    layouts = [(2, SERIF, 10.5, True), (2, SANS, 12, False)], [(1, SERIF, 10.5, True), (1, SANS, 9, False)]
    for pair in layouts:
        old, new = (
            read_paper(report(seed, columns=columns, font=font, size=size, ruled="0.5pt", running=running).body, URL)
            for columns, font, size, running in pair
        )
        assert compare(old, new).changes == ()


@pytest.mark.parametrize("start", ["表する。", "第三条の規定による。", "3.5倍である。", "（1）の額とする。", "図る。"])
def test_a_line_that_only_looks_like_a_mark_goes_on_with_its_sentence(start: str) -> None:
    first = "森林の管理を進めるため必要な措置を講じ、その結果を"
    assert text(f"#block(width: 10.5pt * {len(first)})[{first}{start}]\n") == f"{first}{start}"
