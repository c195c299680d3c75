"""Tables of pages: rows are known by what names them, and a changed cell is told under its header with the unit that holds for it."""

from __future__ import annotations

import pytest

from tests.kinds.pages import read
from tracker.diff.blocks import compare
from tracker.model.document import Block, Change, ChangeKind, Document

HEAD = "<tr><th rowspan=2>事業</th><th colspan=2>予算額（百万円）</th><th rowspan=2>備考</th></tr><tr><th>令和7年度</th><th>令和8年度</th></tr>"
SEEDS = "<tr><td>種子の備蓄</td><td>100</td><td>338</td><td>継続</td></tr>"
TREES = "<tr><td>苗木の育成</td><td>20</td><td>30</td><td></td></tr>"
NEW = "<tr><td>森の地図</td><td>0</td><td>12</td><td>新規</td></tr>"


def table(*rows: str, before: str = "") -> str:
    return f"<h2>概算要求</h2>{before}<table>{''.join(rows)}</table><p>この表は森林局の概算要求の内訳を示したものである。</p>"


def blocks(body: str) -> tuple[Block, ...]:
    return tuple(block for block in read(body) if "/row-" in block.key)


def changes(old: str, new: str) -> tuple[Change, ...]:
    return compare(Document(blocks=tuple(read(old))), Document(blocks=tuple(read(new)))).changes


def told(old: str, new: str) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [(one.row, one.column, one.old, one.new, one.unit) for change in changes(old, new) for one in change.cells]


def test_cells_stand_under_headers_of_several_rows_with_their_unit() -> None:
    (block,) = [one for one in blocks(table(HEAD, SEEDS)) if one.cells]
    assert [(cell.column, cell.text, cell.unit) for cell in block.cells] == [
        ("事業", "種子の備蓄", None),
        ("予算額（百万円） / 令和7年度", "100", "百万円"),
        ("予算額（百万円） / 令和8年度", "338", "百万円"),
        ("備考", "継続", None),
    ]


def test_a_changed_cell_is_told_with_row_column_and_unit() -> None:
    assert told(table(HEAD, SEEDS, TREES), table(HEAD, SEEDS.replace("338", "615"), TREES)) == [
        ("種子の備蓄", "予算額（百万円） / 令和8年度", "338", "615", "百万円")
    ]


def test_a_row_put_in_before_moves_nothing() -> None:
    (change,) = changes(table(HEAD, SEEDS, TREES), table(HEAD, NEW, SEEDS, TREES))
    assert (change.change, change.new) == (ChangeKind.ADDED, "森の地図 | 0 | 12 | 新規")


@pytest.mark.parametrize(
    "before", ["<p>（単位：億円）</p>", "<p align=right>単位：億円</p>", "<h3>内訳（億円）</h3>", "<p>（単位：億円、名）</p>"]
)
def test_a_unit_told_before_the_table_holds_for_its_bare_figures(before: str) -> None:
    rows = "<tr><th>事業</th><th>令和8年度</th><th>人数</th></tr><tr><td>種子の備蓄</td><td>{}</td><td>{}</td></tr>"
    assert told(table(rows.format("1,239", "5"), before=before), table(rows.format("1,240", "6"), before=before)) == [
        ("種子の備蓄", "令和8年度", "1,239", "1,240", "億円"),
        ("種子の備蓄", "人数", "5", "6", None),
    ]


def test_a_figure_with_its_own_unit_takes_no_other() -> None:
    rows = "<tr><th>事業</th><th>額（百万円）</th></tr><tr><td>種子の備蓄</td><td>{}億円</td></tr>"
    assert told(table(rows.format(3)), table(rows.format(4))) == [("種子の備蓄", "額（百万円）", "3億円", "4億円", None)]


def test_rows_of_one_group_are_told_apart_by_the_group_and_their_own_words() -> None:
    group = "<tr><td rowspan=2>{}</td><td>当初</td><td>{}</td></tr><tr><td>補正</td><td>{}</td></tr>"
    head = "<tr><th>事業</th><th>区分</th><th>額</th></tr>"
    before = table(head, group.format("種子の備蓄", 100, 7), group.format("苗木の育成", 20, 3))
    after = table(head, group.format("種子の備蓄", 100, 7), group.format("苗木の育成", 20, 4))
    (change,) = changes(before, after)
    assert (change.change, change.old, change.new) == (ChangeKind.REVISED, "補正 | 3", "補正 | 4")
    assert told(before, after) == [("苗木の育成 補正", "額", "3", "4", None)]


def test_rows_that_begin_alike_are_told_apart_by_further_words() -> None:
    row = "<tr><td>森林局</td><td>{}</td><td>{}億円</td></tr>"
    before, after = (table(row.format("種子の備蓄", 3), row.format("苗木の育成", figure)) for figure in (5, 6))
    assert [(one.change, one.new) for one in changes(before, after)] == [(ChangeKind.REVISED, "森林局 | 苗木の育成 | 6億円")]


def test_an_empty_cell_keeps_its_column() -> None:
    head = "<tr><th>事業</th><th>令和7年度</th><th>令和8年度</th></tr>"
    row = "<tr><td>種子の備蓄</td><td></td><td>{}</td></tr>"
    assert told(table(head, row.format(3)), table(head, row.format(4))) == [("種子の備蓄", "令和8年度", "3", "4", None)]


def test_a_first_row_without_marks_is_a_header_where_figures_stand_below() -> None:
    row = "<tr><td>種子の備蓄</td><td>{}</td></tr>"
    assert told(
        table("<tr><td>事業</td><td>額（千円）</td></tr>", row.format(3)), table("<tr><td>事業</td><td>額（千円）</td></tr>", row.format(4))
    ) == [("種子の備蓄", "額（千円）", "3", "4", "千円")]


def test_a_column_that_came_is_told_row_by_row() -> None:
    old = table("<tr><th>事業</th><th>令和7年度</th></tr>", "<tr><td>種子の備蓄</td><td>3</td></tr>")
    new = table("<tr><th>事業</th><th>令和7年度</th><th>令和8年度</th></tr>", "<tr><td>種子の備蓄</td><td>3</td><td>4</td></tr>")
    assert told(old, new) == [("種子の備蓄", "令和8年度", None, "4", None)]


@pytest.mark.parametrize(
    "spans", ["rowspan=99999999999 colspan=99999999999", "rowspan=0 colspan=-3", "rowspan=zwei colspan=½", "colspan=9999 rowspan=9999"]
)
def test_absurd_spans_cost_nothing_and_lose_no_row(spans: str) -> None:
    rows = "".join(f"<tr><td {spans}>区画{number}</td><td>樫</td></tr>" for number in range(300))
    assert len(blocks(table(rows))) == 300


def test_a_table_whose_rows_begin_with_headers_has_no_header_row() -> None:
    row = "<tr><th>{}</th><td>{}</td></tr>"
    before, after = (table(row.format("名称", "森林基金"), row.format("上限額", limit)) for limit in ("300万円", "500万円"))
    assert told(before, after) == [("上限額", "", "300万円", "500万円", None)]
