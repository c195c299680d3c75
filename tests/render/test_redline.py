"""A redline for people: plain, as Markdown, as HTML. What comes from outside stays text in each."""

from __future__ import annotations

from tracker.diff.blocks import compare
from tracker.diff.redline import redline
from tracker.model.document import Block, Document
from tracker.render.redline import Span, headed, html, lines, markdown, marked, parts_of_comparison, parts_of_redline, plain, written

OLD = Document(
    blocks=(
        Block(key="予算", text="予算"),
        Block(key="予算/p-000000000001", text="予算は1,239億円とする。"),
        Block(key="予算/p-000000000002", text="<b>庶務</b>は森林局の総務課において処理するものとする。"),
    )
)
NEW = Document(
    blocks=(
        Block(key="予算", text="予算"),
        Block(key="予算/p-000000000001", text="予算は1,240億円とする。"),
        Block(key="予算/p-000000000003", text="国は*必要な*措置を講ずるよう努めなければならない。"),
    )
)


def test_words_are_marked_and_stand_under_their_headings() -> None:
    parts = parts_of_comparison(compare(OLD, NEW), OLD, NEW)
    assert [plain(line) for line in lines((), parts)] == [
        "",
        "予算",
        "  revised: 予算は[-1,239-]{+1,240+}億円とする。",
        "  added: {+国は*必要な*措置を講ずるよう努めなければならない。+}",
        "  removed: [-<b>庶務</b>は森林局の総務課において処理するものとする。-]",
    ]


def test_markdown_strikes_and_emphasises_and_nothing_from_outside_is_markup() -> None:
    text = written((), parts_of_comparison(compare(OLD, NEW), OLD, NEW), "markdown")
    assert "- *revised:* 予算は~~1,239~~ **1,240**億円とする。" in text
    assert r"国は\*必要な\*措置" in text
    assert "<b>" not in text


def test_a_mark_beside_a_bracket_opens_for_every_reader_of_markdown() -> None:
    assert markdown((Span("旧"), Span("「新」", "ins"), Span("版"))) == "旧\u200a**「新」**\u200a版"
    assert markdown((Span("旧"), Span("新", "ins"), Span("版"))) == "旧**新**版"
    assert markdown((Span("a "), Span("b ", "del"), Span("c ", "ins"), Span("d"))) == "a ~~b~~ **c** d"


def test_html_marks_what_went_and_came_and_escapes_all() -> None:
    text = written((), parts_of_comparison(compare(OLD, NEW), OLD, NEW), "html")
    assert "予算は<del>1,239</del><ins>1,240</ins>億円とする。" in text
    assert "<del>&lt;b&gt;庶務&lt;/b&gt;は" in text
    assert html((Span("<script>", "ins"),)) == "<ins>&lt;script&gt;</ins>"


def test_control_characters_reach_no_terminal() -> None:
    assert plain(marked("赤い\x1b[31m実", "赤い\x1b[31m\u202e花")) == "赤い[31m[-実-]{+花+}"


def test_long_unchanged_text_is_cut_and_endless_text_is_too() -> None:
    long = "森" * 300
    assert plain(marked(f"{long}1本{long}", f"{long}2本{long}")).count("森") < 200
    assert plain(marked(None, "木" * 5_000)).endswith("木+}…")


def test_the_head_of_a_redline_counts_and_lists_figures() -> None:
    found = redline(OLD, NEW)
    assert plain(headed(found)[0]) == "1 kept, 0 moved, 1 reworded, 1 new, 1 dropped"
    assert [part.word for part in parts_of_redline(found)] == ["reworded", "dropped", "new"]
