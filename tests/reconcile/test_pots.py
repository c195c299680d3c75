"""What amounts are of: pots as they are declared, kinds of money, and what a sentence says of two sums."""

from __future__ import annotations

import msgspec
import pytest

from tests.reconcile.field import PACK, claim, event, label, on, span, yen
from tracker.model.pack import MoneyKind, Pot
from tracker.model.reading import Fact, Linked
from tracker.model.when import Precision
from tracker.reconcile.compare import Fit, fit_facts, slip_of_units
from tracker.reconcile.pots import KIND, Standing, disputed, in_pots, other_kind, said, said_over, standing


def pot(name: str, **given: object) -> Pot:
    return msgspec.convert({"id": name, "label": {"ja": name, "en": name}, "subject": "grove-budget", **given}, Pot)


POTS = (
    pot("all", period="FY2026", basis="gross"),
    pot("all.net", period="FY2026", basis="net", part_of=["all"]),
    pot("roots", period="FY2026", part_of=["all.net"], excludes=["leaves"]),
    pot("leaves", period="FY2026", part_of=["all"]),
    pot("five-years", overlaps=["all"]),
    pot("elsewhere"),
)
FIELD = msgspec.structs.replace(
    PACK,
    pots={one.id: one for one in POTS},
    money_kinds={
        "supplementary": MoneyKind(label=label("supplementary"), words="補正|supplementary", occasion=True),
        "gross": MoneyKind(label=label("gross"), words="総計"),
        "net": MoneyKind(label=label("net"), words="純計"),
    },
)
YEAR = span("2026-04-01", "2027-03-31", Precision.FISCAL_YEAR)


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        ("all", "all", Standing.SAME),
        ("roots", "all", Standing.INSIDE),
        ("all", "roots", Standing.HOLDS),
        ("roots", "leaves", Standing.APART),
        ("leaves", "roots", Standing.APART),
        ("five-years", "all", Standing.SHARES),
        ("all", "five-years", Standing.SHARES),
        ("elsewhere", "all", Standing.UNSAID),
        ("unheard-of", "all", Standing.UNSAID),
    ],
)
def test_pots_stand_to_each_other_as_they_are_declared(one: str, other: str, how: Standing) -> None:
    assert standing(one, other, FIELD) is how


@pytest.mark.parametrize(
    ("sentence", "relations"),
    [
        ("1兆円のうち3000億円を今年度に使う。", [("3000億円", "inside", "1兆円")]),
        ("1兆円の内、初年度は3000億円となる。", [("3000億円", "inside", "1兆円")]),
        ("3000億円は1兆2390億円に含まれる。", [("3000億円", "inside", "1兆2390億円")]),
        ("3000億円は1兆2390億円の内数である。", [("3000億円", "inside", "1兆2390億円")]),
        ("補正の500億円を含む2000億円を計上した。", [("500億円", "inside", "2000億円")]),
        ("総額は2000億円で、補正の500億円を含む。", [("500億円", "inside", "2000億円")]),
        ("2000億円とは別枠で500億円を設ける。", [("2000億円", "apart", "500億円")]),
        ("500億円を2000億円に上乗せする。", [("500億円", "apart", "2000億円")]),
        ("2000億円に加え、500億円を投じる。", [("2000億円", "apart", "500億円")]),
        ("1兆円のうち3000億円は2兆円に含まれる。", [("3000億円", "inside", "1兆円"), ("3000億円", "inside", "2兆円")]),
        ("It spent 2 trillion yen, of which 300 billion yen is new.", [("300 billion yen", "inside", "2 trillion yen")]),
        ("It spent 2 trillion yen, including 300 billion yen for roots.", [("300 billion yen", "inside", "2 trillion yen")]),
        ("A promise of ¥1 trillion on top of the ¥2 trillion for leaves.", [("¥1 trillion", "apart", "¥2 trillion")]),
        ("The 300 billion yen is part of the 2 trillion yen.", [("300 billion yen", "inside", "2 trillion yen")]),
        ("1兆円と3000億円を計上した。", []),
        ("It spent 2 trillion yen and 300 billion yen.", []),
        ("費用は500億円だった。", []),
    ],
)
def test_what_a_sentence_says_of_two_sums(sentence: str, relations: list[tuple[str, str, str]]) -> None:
    assert [(one.one.written, one.standing.value, one.other.written) for one in said(sentence)] == relations


@pytest.mark.parametrize(
    ("first", "second", "how", "relation"),
    [
        ("総額は100億円だ。", "うち30億円は苗に充てる。", "holds", ("30億円", "inside", "100億円")),
        ("総額は100億円で、前年は20億円だった。", "このうち30億円は苗に充てる。", "holds", ("30億円", "inside", "100億円")),
        ("苗に30億円を充てる。", "このほか、土に5億円を充てる。", "apart", ("30億円", "apart", "5億円")),
        ("苗に30億円を充てる。", "この額は100億円の一部だ。", "inside", ("30億円", "inside", "100億円")),
        ("The fund has 10 billion yen.", "Of that, 3 billion yen goes to seeds.", "holds", ("3 billion yen", "inside", "10 billion yen")),
        # A part is no larger than the whole, and dollars are no part of yen.
        ("前年は20億円だった。", "うち30億円は苗に充てる。", "holds", None),
        ("The fund has 10 billion yen.", "Of that, $3 million goes to seeds.", "holds", None),
        ("総額は100億円だ。", "うち半分は苗に充てる。", "holds", None),
    ],
)
def test_what_a_sentence_says_of_the_sum_before_it(first: str, second: str, how: str, relation: tuple[str, str, str] | None) -> None:
    found = [(one.one.written, one.standing.value, one.other.written) for one in said_over(Linked(first, second, how))]
    assert found == ([relation] if relation else [])


def test_a_long_line_of_sums_is_read_in_no_time() -> None:
    assert len(said("1兆円のうち" * 10_000)) < 400


def amount(value: str, pot: str | None = None, written: str | None = None) -> Fact:
    return Fact(name="amount", value=value, unit="JPY", pot=pot, written=written)


def test_amounts_of_two_pots_are_not_compared() -> None:
    assert fit_facts(amount("5", "all"), amount("7", "all.net")) is Fit.UNSAID
    assert fit_facts(amount("5", "all"), amount("7", "all")) is Fit.APART
    assert fit_facts(amount("5", "all"), amount("7")) is Fit.APART


@pytest.mark.parametrize(
    ("one", "other", "slipped"),
    [
        ("2200000000", "220000000", True),
        ("220000000", "2200000000", True),
        ("2200000000", "22000000000000", True),
        ("2200000000", "2100000000", False),
        ("2200000000", "2200000000", False),
        ("2200000000", "230000000", False),
        ("0", "2200000000", False),
    ],
)
def test_a_slip_of_units_keeps_the_digits(one: str, other: str, *, slipped: bool) -> None:
    assert slip_of_units(amount(one), amount(other)) is slipped


def test_an_amount_is_put_into_the_pot_that_its_own_words_name() -> None:
    told = msgspec.structs.replace(
        claim("grove-budget", "drafted", facts=(amount("100", written="100億円"), amount("90", written="90億円"))),
        period=YEAR,
        quote="木立予算は総計100億円、純計90億円を計上した。",
    )
    assert [fact.pot for fact in in_pots(told, "", FIELD).facts] == ["all", "all.net"]
    other_year = msgspec.structs.replace(told, period=span("2027-04-01", "2028-03-31", Precision.FISCAL_YEAR))
    assert [fact.pot for fact in in_pots(other_year, "", FIELD).facts] == [None, None]


def test_a_supplementary_budget_is_none_of_the_initial_one() -> None:
    initial = event("budget.2026", "grove-budget", "enacted", on("2026-04-07"))
    told = msgspec.structs.replace(claim("grove-budget", "enacted"), quote="木立予算が成立した。")
    supplementary = in_pots(told, "補正の木立予算が成立", FIELD)
    assert [(fact.name, fact.value) for fact in supplementary.facts] == [(KIND, "supplementary")]
    assert in_pots(told, "木立予算が成立", FIELD) is told
    assert other_kind(supplementary, initial, FIELD)
    assert not other_kind(told, initial, FIELD)
    assert not other_kind(supplementary, msgspec.structs.replace(initial, facts=supplementary.facts), FIELD)


def test_only_money_that_comes_anew_each_year_is_of_a_kind() -> None:
    told = msgspec.structs.replace(claim("seed-fund", "funding"), quote="種子基金は補正で増額された。")
    assert in_pots(told, "", FIELD) is told


ON_TOP = event(
    "promise",
    "grove-budget",
    "drafted",
    facts=(yen("1000000000000"), Fact(name="on-top-of", value="all", pot="five-years")),
)
KNOWN = (
    msgspec.structs.replace(ON_TOP, facts=(msgspec.structs.replace(ON_TOP.facts[0], pot="five-years"), ON_TOP.facts[1])),
    event("whole", "grove-budget", "drafted", facts=(amount("2000000000000", "all"),)),
)


@pytest.mark.parametrize(
    ("quote", "two"),
    [
        ("1兆円のうち3000億円は2兆円に含まれる。", ("1兆円", "2兆円")),
        ("1兆円は2兆円に含まれる。", ("1兆円", "2兆円")),
        ("1兆円を2兆円に上乗せする。", None),
        ("3000億円は2兆円に含まれる。", None),
        ("1兆円は5兆円に含まれる。", None),
        ("1 trillion dollars is part of the 2 trillion dollars.", None),
    ],
)
def test_money_inside_what_it_is_said_to_be_on_top_of(quote: str, two: tuple[str, str] | None) -> None:
    told = msgspec.structs.replace(claim("grove-budget", "drafted", facts=(amount("1"),)), quote=quote)
    found = disputed(told, KNOWN, FIELD)
    assert (found and (found.one, found.other)) == two
    assert found is None or found.event.id == "promise"


@pytest.mark.parametrize(
    ("sum_", "pot_", "unit", "disputes"),
    [
        ("2100000000000", "all.net", "JPY", True),
        ("1900000000000", "all.net", "JPY", False),
        ("2100000000000", "roots", "JPY", True),
        ("2100000000000", "five-years", "JPY", False),
        ("2100000000000", "all.net", "USD", False),
    ],
)
def test_a_part_is_never_more_than_the_whole(sum_: str, pot_: str, unit: str, *, disputes: bool) -> None:
    told = claim("grove-budget", "drafted", facts=(Fact(name="amount", value=sum_, unit=unit, pot=pot_),))
    assert (disputed(told, KNOWN, FIELD) is not None) is disputes


def test_a_whole_is_never_less_than_a_part() -> None:
    part = event("part", "grove-budget", "drafted", facts=(amount("300", "roots"),))
    told = claim("grove-budget", "drafted", facts=(amount("200", "all"),))
    assert disputed(told, [part], FIELD) is not None
