"""Bundles of budget tables: accounts and items with their amounts, and whatever is wrong with an archive or a table told as such."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.budgets.ministry import ACCOUNT, HEADER, ROWS, SECTION, Row, bundle, table
from tracker.errors import ExtractError
from tracker.kinds.budget import BUDGET
from tracker.kinds.budget_year import fiscal_year_in, in_era
from tracker.model.document import Block, Document
from tracker.model.look import Capture

URL = "https://www.example.go.jp/server/2026/csv/DL202612001.zip"
KEY = f"歳出/{ACCOUNT}/{SECTION}"


def read(body: bytes, **options: str | tuple[str, ...]) -> Document:
    return BUDGET.extract(Capture(body=body, url=URL), options)


def blocks(body: bytes, **options: str | tuple[str, ...]) -> dict[str, Block]:
    document = read(body, **options)
    assert document.problem is None, document.problem_detail
    return {block.key: block for block in document.blocks}


def refusal(body: bytes) -> str:
    with pytest.raises(ExtractError) as caught:
        read(body)
    assert caught.value.problem == "error-page"
    return str(caught.value)


def test_an_account_says_what_its_items_come_to_and_what_it_had_the_year_before() -> None:
    whole = blocks(bundle(table(ROWS)))[KEY]
    assert whole.text == (
        "令和8年度の歳出予算案では、エネルギー対策特別会計の先端半導体・人工知能関連技術勘定に総計1,239,004,417千円を計上した。\n"
        "前年度の額は332,800,000千円である。"
    )
    assert [(cell.column, cell.text, cell.unit) for cell in whole.cells[1:]] == [
        ("令和8年度予定額(千円)", "1,239,004,417", "千円"),
        ("前年度予算額(千円)", "332,800,000", "千円"),
    ]


def test_items_are_rows_with_their_amounts_below_their_account() -> None:
    found = blocks(bundle(table(ROWS)))
    item = found[f"{KEY}/先端技術開発費/研究開発委託費"]
    assert item.text == "先端技術開発費 研究開発委託費 | 令和8年度予定額(千円) 673,820,000千円 | 前年度予算額(千円) 200,000,000千円"
    assert found[f"{KEY}/出資/出資金"].text.endswith("| 前年度予算額(千円)")
    assert list(found)[:1] == ["歳入/エネルギー対策/先端半導体・人工知能関連技術勘定"]


def test_keys_are_names_and_not_places() -> None:
    assert set(blocks(bundle(table(ROWS)))) == set(blocks(bundle(table(tuple(reversed(ROWS))))))
    twice = blocks(bundle(table((*ROWS, ROWS[1]))))
    assert f"{KEY}/先端技術開発費/研究開発委託費#2" in twice


def test_receipts_are_told_as_rows_alone() -> None:
    income = blocks(bundle(table(ROWS)))["歳入/エネルギー対策/先端半導体・人工知能関連技術勘定"]
    assert "計上" not in income.text
    assert "900千円" in income.text


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"stage": "requested"},
            "エネルギー対策特別会計の先端半導体・人工知能関連技術勘定の令和8年度要求額は、総計1,239,004,417千円となった。",
        ),
        (
            {"stage": "enacted", "day": "2026-04-07"},
            "エネルギー対策特別会計の先端半導体・人工知能関連技術勘定の令和8年度の歳出（総計1,239,004,417千円）が2026年4月7日に成立した。",
        ),
    ],
)
def test_the_stage_is_the_sources_word(options: dict[str, str], sentence: str) -> None:
    assert blocks(bundle(table(ROWS)), **options)[KEY].text.split("\n")[0] == sentence


def test_items_that_the_source_asks_for_say_so_in_a_sentence_and_transfers_do_not() -> None:
    found = blocks(bundle(table(ROWS)), words=("委託", "国債整理"))
    assert found[f"{KEY}/先端技術開発費/研究開発委託費"].text.startswith(
        "令和8年度の歳出予算案では、研究開発委託費に673,820,000千円を計上した。"
    )
    assert "計上" not in found[f"{KEY}/国債整理基金特別会計へ繰入/国債整理基金特別会計へ繰入"].text


def test_what_is_asked_for_without_an_amount_is_no_nought() -> None:
    rows = [Row("0605", ACCOUNT, SECTION, "先端技術開発費", "研究開発委託費", "事項要求", 200_000_000)]
    found = blocks(bundle(table(rows)), stage="requested")
    assert (
        found[KEY].text.split("\n")[0]
        == "エネルギー対策特別会計の先端半導体・人工知能関連技術勘定の令和8年度要求額は、事項要求（金額なし）である。"
    )
    assert found[f"{KEY}/先端技術開発費/研究開発委託費"].cells[1].text == "事項要求"


def test_sums_and_wider_rows_are_not_counted_again() -> None:
    rows = [
        Row("1", ACCOUNT, SECTION, "先端技術開発費", "", 300, 30),
        Row("1", ACCOUNT, SECTION, "先端技術開発費", "委託費", 200, 20),
        Row("1", ACCOUNT, SECTION, "先端技術開発費", "補助金", 100, 10),
        Row("1", ACCOUNT, SECTION, "合計", "", 300, 30),
    ]
    assert "総計300千円" in blocks(bundle(table(rows)))[KEY].text


def test_the_general_account_is_told_by_ministry() -> None:
    text = '所管,組織,項名,目名,令和8年度要求額(千円),前年度予算額(千円)\r\n架空省,架空本省,架空本省共通費,職員基本給,"1,200","1,100"\r\n'
    found = blocks(bundle(text.encode("utf-8-sig")))
    assert (
        found["歳出/架空省/架空本省"].text.split("\n")[0]
        == "令和8年度の歳出予算案では、一般会計の架空省所管の架空本省に総計1,200千円を計上した。"
    )


def test_a_supplementary_budget_says_so() -> None:
    header = (*HEADER[:5], "令和8年度補正要求額(千円)", "前年度予算額(千円)")
    text = blocks(bundle(table(ROWS[:1], header)))[f"歳出/{ACCOUNT}/エネルギー需給勘定"].text
    assert text.startswith("令和8年度補正の歳出予算案では、")
    assert "総計286,400,000千円" in text


def test_of_what_was_enacted_the_supplement_and_what_both_come_to_the_supplement_is_its_amount() -> None:
    text = "特別会計,勘定,項名,令和7年度成立予算額(千円),令和7年度補正（第1号）予算額(千円),令和7年度改予算額(千円)\r\n架空,架空勘定,研究,900,50,950\r\n"
    found = blocks(text.encode())
    assert found["歳出/架空/架空勘定"].text == "令和7年度補正の歳出予算案では、架空特別会計の架空勘定に総計50千円を計上した。"
    assert "歳出/架空/架空勘定/研究" in found


HEAD = "特別会計,勘定,項名,令和8年度予定額(千円),前年度予算額(千円)\r\n"


@pytest.mark.parametrize("written", ['"1,239.5"', '"(1,239)"', "9" * 40, "約1200", "12l9"])
def test_of_an_account_with_an_amount_that_cannot_be_read_no_sum_is_told(written: str) -> None:
    document = read(f"{HEAD}架空,架空勘定,研究,{written},30\r\n架空,架空勘定,出資,500,\r\n架空,よその勘定,備蓄,7,\r\n".encode())
    assert "amounts cannot be read" in (document.problem_detail or "")
    found = {block.key: block for block in document.blocks}
    assert "500" not in found["歳出/架空/架空勘定"].text
    assert found["歳出/架空/架空勘定/研究"].cells[1].text == written.strip('"')
    assert "総計7千円" in found["歳出/架空/よその勘定"].text


def test_a_row_with_a_cell_too_many_has_no_amounts() -> None:
    document = read(f"{HEAD}架空,架空勘定,研究,開発,500,400\r\n".encode())
    assert "1 amounts cannot be read" in (document.problem_detail or "")
    assert "計上" not in document.blocks[0].text


def test_a_sum_says_that_something_is_asked_for_without_an_amount_beside_it() -> None:
    found = blocks(f"{HEAD}架空,架空勘定,研究,事項要求,30\r\n架空,架空勘定,出資,100＋事項要求,9\r\n".encode(), stage="requested")
    assert (
        found["歳出/架空/架空勘定"].text.split("\n")[0]
        == "架空特別会計の架空勘定の令和8年度要求額は、総計100千円となった（金額を示さないものを除く）。"
    )


def test_the_first_year_of_an_era_is_called_so() -> None:
    assert read("特別会計,勘定,項名,令和元年度予定額(千円)\r\n架空,架空勘定,研究,5\r\n".encode()).title == "令和元年度予算"


def test_names_hold_nothing_that_steers_a_terminal() -> None:
    document = read(f"{HEAD}架\x1b[31m空,架空\x00勘定,研究,5,4\r\n".encode())
    assert all("\x1b" not in f"{block.key}{block.text}{block.title}" for block in document.blocks)


def test_an_account_of_more_than_all_money_is_told_in_another_unit_than_its_header_says() -> None:
    told = refusal(bundle(table(ROWS, (*HEADER[:5], "令和8年度予定額(百万円)", "前年度予算額(百万円)"))))
    assert "DL202612001b.csv: an account comes to more than all money of the state: is the unit of 令和8年度予定額(百万円) right?" in told


@pytest.mark.parametrize("body", [b'{"message": "ok", "a": 1, "b": 2}', b"[1,2,3,4]", b"ok", table(ROWS).replace(b",", b"\t")])
def test_what_is_neither_bundle_nor_table_nor_page_is_told_as_such(body: bytes) -> None:
    assert "neither a ZIP archive, nor a table with commas" in refusal(body)


def test_a_lost_quotation_mark_does_not_make_one_name_of_many_rows() -> None:
    lost = f'{HEAD}架空,架空勘定,"研究,5,4\r\n架空,架空勘定,出資,"1,000",9\r\n'
    assert "is a quotation mark missing?" in refusal(lost.encode())


def test_what_is_odd_about_a_bundle_is_told_by_its_word() -> None:
    asked = [*ROWS, Row("0605", ACCOUNT, SECTION, "先端技術開発費", "調査費", "事項要求", 5)]
    told = {quirk.word: quirk.told for quirk in BUDGET.quirks(Capture(body=bundle(table(asked)), url=URL))}
    assert set(told) == {"byte-order-mark", "unit-in-header", "year-in-header", "no-amount"}
    assert "DL202612001a.csv" in told["byte-order-mark"]
    assert "千円" in told["unit-in-header"]
    assert "令和8年度予定額(千円)" in told["year-in-header"]
    sjis = BUDGET.quirks(Capture(body=table(ROWS).decode("utf-8-sig").encode("cp932"), url=URL))
    assert [quirk.word for quirk in sjis][:2] == ["not-utf-8", "unit-in-header"]
    odd = BUDGET.quirks(Capture(body=f"{HEAD}架空,架空勘定,研究,約五億,4\r\n".encode(), url=URL))
    assert "約五億" in next(quirk.told for quirk in odd if quirk.word == "unread-amount")


def test_a_table_alone_and_one_in_shift_jis_are_read_too() -> None:
    plain = table(ROWS)
    assert KEY in blocks(plain)
    assert KEY in blocks(plain.decode("utf-8-sig").encode("cp932"))


def test_amounts_below_nought_and_empty_rows() -> None:
    text = "特別会計,勘定,項名,令和8年度予定額(千円)\r\n架空,架空勘定,返納,▲1200\r\n,,,\r\n架空,架空勘定,未定,－\r\n"
    document = read(text.encode())
    assert document.blocks[1].cells[1].text == "-1,200"
    assert document.problem_detail == "1 rows were left out"


@pytest.mark.parametrize("header", ["令和8年度予定額", "令和8年度予定額(ドル)"])
def test_amounts_without_a_known_unit_are_not_guessed(header: str) -> None:
    told = refusal(bundle(table(ROWS, (*HEADER[:5], header, "前年度予算額(千円)"))))
    assert f"DL202612001b.csv: the column '{header}' names no unit (千円, 百万円), and none is guessed" in told


def test_a_table_without_a_year_is_none() -> None:
    assert "none of the first rows is a header" in refusal(bundle(table(ROWS, (*HEADER[:5], "予定額(千円)", "前年度予算額(千円)"))))


def test_a_table_without_rows_is_empty() -> None:
    document = read(table(()))
    assert (document.problem, document.problem_detail) == ("empty", "there is no row with an amount in the table")


def test_an_archive_that_was_cut_short_is_told_as_such() -> None:
    whole = bundle(table(ROWS))
    for size in (4, 30, len(whole) // 2, len(whole) - 1):
        assert "was cut short" in refusal(whole[:size])


def test_an_archive_that_is_damaged_inside_is_told_as_such() -> None:
    whole = bytearray(bundle(table(ROWS)))
    at = whole.index(b"DL202612001b.csv") + 40
    whole[at : at + 20] = b"\x00" * 20
    assert "broken or was cut short" in refusal(bytes(whole))


def test_an_archive_that_unpacks_without_end_is_refused() -> None:
    bomb = bundle(table(ROWS), **{"more.csv": b"0" * (20 * 1024 * 1024)})
    assert len(bomb) < 200_000
    assert refusal(bomb) == "the ZIP archive unpacks to more than 16 MB: it is refused"


@pytest.mark.parametrize("line", [b",,,\n", b",,,\r", b"1,A,B,x,y,10,9\n", b"," * 4_000 + b"\n"])
def test_a_table_that_is_longer_than_any_budget_is_refused_at_once(line: bytes) -> None:
    long = table(ROWS) + line * (3_000_000 // len(line) if len(line) > 99 else 60_000)
    began = time.process_time()
    assert "more than any budget" in refusal(long)
    assert "more than any budget" in refusal(bundle(long))
    assert BUDGET.quirks(Capture(body=bundle(long), url=URL)) == ()
    assert time.process_time() - began < 3


def test_a_member_that_lies_about_its_size_is_no_way_around_it() -> None:
    bomb = bytearray(bundle(table(ROWS), **{"more.csv": b"0" * (20 * 1024 * 1024)}))
    start = bomb.rindex(b"PK\x01\x02")
    bomb[start + 24 : start + 28] = struct.pack("<I", 1_000)
    assert "ZIP archive" in refusal(bytes(bomb))


def test_names_of_members_lead_nowhere() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../etc/DL202612001b.csv", table(ROWS))
        archive.writestr("C:\\windows\\note.txt", b"not a table")
    assert KEY in blocks(packed.getvalue())


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"read.me": b"x"}, "there is no CSV file in the ZIP archive; it holds read.me"),
        ({}, "there is no CSV file in the ZIP archive; it holds nothing"),
        ({f"{number}.csv": b"x" for number in range(51)}, "the ZIP archive holds 51 tables; no more than 50 are taken"),
    ],
)
def test_archives_of_something_else(files: dict[str, bytes], told: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    assert refusal(packed.getvalue()) == told


def test_an_encrypted_member_is_told_as_such() -> None:
    whole = bytearray(bundle(table(ROWS)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := whole.find(mark, at + 1)) >= 0:
            whole[at + offset] |= 1
    assert refusal(bytes(whole)) == "DL202612001a.csv in the ZIP archive is encrypted"


@given(some.binary(max_size=300))
def test_whatever_bytes_come_nothing_but_an_outcome_follows(body: bytes) -> None:
    for given_bytes in (body, b"PK\x03\x04" + body, "特別会計,勘定,令和8年度予定額(千円)\n".encode() + body):
        try:
            document = read(given_bytes)
        except ExtractError:
            continue
        assert document.problem or document.blocks
        quirks = BUDGET.quirks(Capture(body=given_bytes, url=URL))
        assert len({quirk.word for quirk in quirks}) == len(quirks)


@given(some.integers(min_value=1989, max_value=2090))
def test_fiscal_years_of_eras_and_of_our_own_are_one(year: int) -> None:
    assert fiscal_year_in(f"{in_era(year)}予算") == year
    assert fiscal_year_in(f"{year}年度予算") == (year if year >= 2000 else None)


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        ({"stage": "requested", "day": "2025-08-29", "words": ("委託",)}, set()),
        ({"stage": "spent"}, {"stage"}),
        ({"day": "29 August"}, {"day"}),
        ({"words": ("",)}, {"words"}),
        ({"words": ()}, {"words"}),
        ({"select": "main["}, {"select"}),
    ],
)
def test_options_that_can_never_be_used_are_named(options: dict[str, str | tuple[str, ...]], wrong: set[str]) -> None:
    assert set(BUDGET.faults(options)) == wrong
