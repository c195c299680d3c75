"""Money, percentages, counts and versions. Examples are our own."""

from __future__ import annotations

import pytest

from tests.read.field import mentions
from tracker.model.reading import MentionKind


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3兆45億円", "3004500000000"),
        ("３兆４５億円", "3004500000000"),
        ("2兆1,055億円", "2105500000000"),
        ("18兆3千億円", "18300000000000"),
        ("4712億800万円", "471208000000"),
        ("84億50百万円", "8450000000"),
        ("2,500 百万円", "2500000000"),
        ("一兆二千三百九十億円", "1239000000000"),
        ("0・5億円", "50000000"),
        ("６，１４３ 億円", "614300000000"),
        ("▲21億円", "-2100000000"),
        ("¥1.152 trillion", "1152000000000"),
        ("1,026 billion yen", "1026000000000"),
        ("¥387.3bn", "387300000000"),
        ("1250円", "1250"),
    ],
)
def test_yen_are_whole_digits(text: str, amount: str) -> None:
    (found,) = mentions(text, MentionKind.MONEY)
    assert (found.currency, found.amount) == ("JPY", amount)


def test_the_interval_is_what_the_written_digits_allow() -> None:
    (found,) = mentions("2兆1390億円", MentionKind.MONEY)
    assert (found.least, found.most) == ("2138950000000", "2139050000000")
    (exact,) = mentions("1250円", MentionKind.MONEY)
    assert (exact.least, exact.most) == ("1250", "1250")


@pytest.mark.parametrize(
    ("text", "amount", "least", "most", "approx"),
    [
        ("20兆円以上", "20000000000000", "20000000000000", None, False),
        ("280億円余り", "28000000000", "28000000000", None, False),
        ("280億円未満", "28000000000", None, "28000000000", False),
        ("117兆円台", "117000000000000", "117000000000000", "117999999999999", False),
        ("5～6兆円", None, "5000000000000", "6000000000000", False),
        ("約3億円", "300000000", "250000000", "350000000", True),
        ("3億円程度", "300000000", "250000000", "350000000", True),
        ("about 3 million yen", "3000000", "2500000", "3500000", True),
        ("at least 3 million yen", "3000000", "3000000", None, False),
    ],
)
def test_bounds_and_rough_sums(text: str, amount: str | None, least: str | None, most: str | None, approx: bool) -> None:
    (found,) = mentions(text, MentionKind.MONEY)
    assert (found.amount, found.least, found.most, found.approx) == (amount, least, most, approx)


def test_a_dollar_without_a_country_is_american() -> None:
    (found,) = mentions("$7.4 million", MentionKind.MONEY)
    assert (found.currency, found.amount) == ("USD", "7400000")
    (found,) = mentions("3億ﾄﾞﾙ", MentionKind.MONEY)
    assert (found.currency, found.amount) == ("USD", "300000000")


def test_a_heading_gives_its_unit_to_the_numbers_below_it() -> None:
    text = "（単位：億円）\n港の整備 12,390（+9,062）\n堤防 672（▲21）"
    assert [found.amount for found in mentions(text, MentionKind.MONEY)] == ["1239000000000", "906200000000", "67200000000", "-2100000000"]
    assert mentions("港の整備 12,390", MentionKind.MONEY) == []


def test_a_column_name_gives_its_unit_too() -> None:
    (found,) = mentions("事項,予定額(千円)\n港の整備,1239004417", MentionKind.MONEY)
    assert found.amount == "1239004417000"


@pytest.mark.parametrize("text", ["数千億円", "何億円", "1.5倍", "円建て", "tens of billions of yen", "予定額(千円)"])
def test_vague_sums_are_no_money(text: str) -> None:
    assert mentions(text, MentionKind.MONEY) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("34.6％", "34.6"), ("２・７％", "2.7"), ("二・五％", "2.5"), ("40ﾊﾟｰｾﾝﾄ", "40"), ("3割4分", "34"), ("20 percent", "20")],
)
def test_percentages(text: str, value: str) -> None:
    assert [found.value for found in mentions(text, MentionKind.PERCENT)] == [value]


@pytest.mark.parametrize("text", ["3.2ポイント", "5%ポイント", "2.8倍", "1割引", "20 percentage points"])
def test_points_are_no_percentages(text: str) -> None:
    assert mentions(text, MentionKind.PERCENT) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("10,312社", "10312", "社"),
        ("1万312社", "10312", "社"),
        ("18万人", "180000", "人"),
        ("三十九機関", "39", "機関"),
        ("24 projects", "24", "projects"),
    ],
)
def test_counts(text: str, value: str, unit: str) -> None:
    assert [(found.value, found.unit) for found in mentions(text, MentionKind.COUNT)] == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("第1.10版", "1.10"),
        ("「1.1版」", "1.1"),
        ("第二版", "2"),
        ("v1.2", "1.2"),
        ("Ver.2.0", "2.0"),
        ("version 1.01", "1.01"),
        ("第１．２版（案）", "1.2"),
    ],
)
def test_versions_keep_their_digits(text: str, value: str) -> None:
    assert [found.value for found in mentions(text, MentionKind.VERSION)] == [value]


@pytest.mark.parametrize("text", ["改訂版", "Society 5.0", "令和6年11月版", "1.5倍", "様式第3号", "1.5メートル"])
def test_what_is_no_version(text: str) -> None:
    assert mentions(text, MentionKind.VERSION) == []
