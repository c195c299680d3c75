"""Dates and values as people write them, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.digest.samples import day, span, yen
from tracker.digest.fact_text import fact_words, main_fact
from tracker.digest.when_text import when_words
from tracker.model.reading import Fact
from tracker.model.when import UNKNOWN, Precision, When

P = Precision


@pytest.mark.parametrize(
    ("when", "english", "japanese"),
    [
        (day("2026-03-31"), "31 March 2026", "令和8年3月31日（2026年）"),
        (day("2019-05-01"), "1 May 2019", "令和元年5月1日（2019年）"),
        (day("2019-04-30"), "30 April 2019", "平成31年4月30日（2019年）"),
        (day("1926-12-24"), "24 December 1926", "1926年12月24日（1926年）"),
        (span("2026-03-01", "2026-03-31", P.MONTH), "March 2026", "令和8年3月（2026年）"),
        (span("2026-07-11", "2026-07-20", P.THIRD), "mid July 2026", "令和8年7月中旬（2026年）"),
        (span("2026-04-01", "2026-06-30", P.QUARTER), "April–June 2026", "令和8年4月〜6月（2026年）"),
        (span("2026-04-01", "2026-06-30", P.FISCAL_QUARTER), "Q1 of FY2026 (April–June 2026)", "令和8年度第1四半期（2026年度）"),
        (span("2027-01-01", "2027-03-31", P.FISCAL_QUARTER), "Q4 of FY2026 (January–March 2027)", "令和8年度第4四半期（2026年度）"),
        (span("2026-07-01", "2026-12-31", P.HALF), "second half of 2026", "令和8年後半（2026年）"),
        (span("2026-10-01", "2027-03-31", P.FISCAL_HALF), "second half of FY2026", "令和8年度下半期（2026年度）"),
        (span("2026-01-01", "2026-12-31", P.YEAR), "2026", "令和8年（2026年）"),
        (span("2026-04-01", "2027-03-31", P.FISCAL_YEAR), "FY2026", "令和8年度（2026年度）"),
        (span("2019-04-01", "2020-03-31", P.FISCAL_YEAR), "FY2019", "令和元年度（2019年度）"),
        (span("2026-12-01", "2027-02-28", P.SEASON), "December 2026 – February 2027", "令和8年12月〜令和9年2月（2026〜2027年）"),
        (span("2026-03-03", "2026-04-05", P.RANGE), "3 March – 5 April 2026", "令和8年3月3日〜4月5日（2026年）"),
        (span(None, "2026-06-30", P.MONTH), "by June 2026", "令和8年6月まで（2026年）"),
        (span(None, "2026-06-30", P.DAY), "by 30 June 2026", "令和8年6月30日まで（2026年）"),
        (span(None, "2027-03-31", P.FISCAL_YEAR), "by the end of FY2026", "令和8年度末まで（2027年）"),
        (span("2026-10-01", None), "from 1 October 2026", "令和8年10月1日以降（2026年）"),
        (UNKNOWN, "date not stated", "日付の記載なし"),
    ],
)
def test_an_interval_is_written_as_exactly_as_it_is_known(when: When, english: str, japanese: str) -> None:
    assert (when_words(when, "en"), when_words(when, "ja")) == (english, japanese)


@given(st.dates(), st.dates(), st.sampled_from([*P, None]))
def test_any_interval_has_words(one: date, other: date, precision: Precision | None) -> None:
    start, end = sorted((one, other))
    for when in (When(start, end, precision), When(None, end, precision), When(start, None, precision)):
        assert when_words(when, "en")
        assert when_words(when, "ja")


@pytest.mark.parametrize(
    ("fact", "english", "japanese"),
    [
        (yen("1239000000000"), "¥1.239 trillion", "1兆2,390億円"),
        (yen("1000000000000"), "¥1 trillion", "1兆円"),
        (yen("30690000000"), "¥30.69 billion", "306億9,000万円"),
        (yen("123456789"), "¥123.456789 million", "1億2,345万6,789円"),
        (yen("12345"), "¥12,345", "1万2,345円"),
        (yen("0"), "¥0", "0円"),
        (Fact(name="amount", value="1200000000", unit="USD"), "US$1.2 billion", "12億ドル"),
        (Fact(name="amount", value="5", unit="CHF"), "CHF 5", "5CHF"),
        (Fact(name="amount", value="1000000000000", unit="JPY", approx=True), "about ¥1 trillion", "約1兆円"),
        (Fact(name="amount", value=None, unit="JPY", least="10000000000000"), "at least ¥10 trillion", "10兆円以上"),
        (Fact(name="amount", value=None, unit="JPY", most="100000000"), "at most ¥100 million", "1億円以下"),
        (Fact(name="amount", value=None, unit="JPY", least="1", most="2"), "¥1 – ¥2", "1円〜2円"),
        (Fact(name="amount", value=None, unit="JPY", written="事項要求"), "no amount stated (事項要求)", "金額なし（事項要求）"),
        (Fact(name="percent", value="34.6"), "34.6%", "34.6%"),
        (Fact(name="count", value="10312", unit="社"), "10,312 companies", "10,312社"),
        (Fact(name="count", value="1", unit="人"), "1 person", "1人"),
        (Fact(name="count", value="7", unit="隻"), "7 隻", "7隻"),
        (Fact(name="version", value="1.2"), "version 1.2", "第1.2版"),
        (Fact(name="ordinal", value="5", unit="回"), "no. 5", "第5回"),
        (Fact(name="date", value="2026-03-31"), "31 March 2026", "令和8年3月31日（2026年）"),
        (Fact(name="date", value="soon"), "soon", "soon"),
        (Fact(name="name", value="a\nb\u202ec"), "a bc", "a bc"),
        (Fact(name="amount", value="1e999999999", unit="JPY"), "1e999999999", "1e999999999"),
        (Fact(name="scope", value="附則第2条"), "Supplementary Article 2", "附則第2条"),
        (Fact(name="scope", value="第3章から第5章まで"), "Chapters 3 to 5", "第3章から第5章まで"),
        (Fact(name="scope", value="provisions on dues"), "provisions on dues", "provisions on dues"),
        (Fact(name="amending-law", value="令和7年法律第66号"), "Act No. 66 of 2025", "令和7年法律第66号"),
    ],
)
def test_a_value_is_written_exactly(fact: Fact, english: str, japanese: str) -> None:
    assert (fact_words(fact, "en"), fact_words(fact, "ja")) == (english, japanese)


def test_the_main_fact_is_the_first_that_differs_else_the_most_telling_kind() -> None:
    version, amount = Fact(name="version", value="2"), yen("5")
    assert main_fact((amount, version)) is version
    assert main_fact((amount, version), (yen("4"), version)) is amount
    assert main_fact(()) is None
