"""What is open for a time has a last day, a number and an address, wherever a text tells them."""

from __future__ import annotations

import time
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.read.field import PACK, _event
from tracker.model.pack import EventType
from tracker.model.reading import Claim
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read
from tracker.reconcile.passage import Passage, read_passage

_TYPES: dict[str, EventType] = {
    **PACK.event_types,
    "consultation-opened": msgspec.structs.replace(
        _event(
            "consultation-opened",
            ja=("意見募集", "意見を[^。]{0,40}募集"),
            en=("comments[^.]{0,40} are invited", "consultation (?:opened|on)"),
        ),
        opens=True,
        closed_by="consultation-closed",
        recurs=True,
    ),
    "consultation-closed": msgspec.structs.replace(
        _event("consultation-closed", ja=("意見募集(?:は|が)[^。]{0,30}締め切",), en=("comments close",)), deadline=True, recurs=True
    ),
}
LEXICON = Lexicon(msgspec.structs.replace(PACK, event_types=_TYPES))
TODAY = date(2026, 5, 1)
OPENED, CLOSED = "consultation-opened", "consultation-closed"


def claims(text: str, published: date | None = TODAY) -> tuple[Claim, ...]:
    return read(text, LEXICON, published=published).claims


def told(text: str, published: date | None = TODAY) -> list[tuple[str, str, str | None]]:
    """Each claim: the end of its type, how sure, and its only day."""
    found = []
    for claim in claims(text, published):
        assert claim.when.earliest == claim.when.latest
        found.append((claim.event, claim.modality.value, claim.when.latest.isoformat() if claim.when.latest else None))
    return found


@pytest.mark.parametrize(
    ("text", "opened", "closes"),
    [
        ("潮位基本計画（案）について、令和8年5月1日（金）から同年6月3日（水）までの間、意見募集を行います。", "2026-05-01", "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集。意見募集期間：令和8年5月1日（金）～令和8年6月3日（水）17時必着", "2026-05-01", "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集を始めました。募集期間：令和8年5月1日から令和8年6月3日", "2026-05-01", "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集\n意見提出期間\n令和8年5月1日（金）～6月3日（水）", "2026-05-01", "2026-06-03"),
        ("Consultation on the Tide Plan opened. Comment period: 1 May – 3 June 2026.", "2026-05-01", "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集を始めました。意見提出期限：令和8年6月3日（水）必着。", None, "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集\n2 意見提出期限\n令和8年6月3日（水）必着（郵送も同じ）", None, "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集について\n受付締切日時：2026/06/03 00:00", None, "2026-06-02"),
        ("潮位基本計画（案）に関する意見募集について\n受付締切日時：2026/06/03 17:00", None, "2026-06-03"),
        ("潮位基本計画（案）に関する意見募集。意見の締切は令和8年6月3日（水）午前0時です。", None, "2026-06-02"),
        ("潮位基本計画（案）に関する意見募集。提出は6月2日24時まで。意見の受付締切日時：2026年6月3日0時0分", None, "2026-06-02"),
        ("潮位基本計画（案）に関する意見募集。提出は6月2日（火）必着。意見の受付締切日時：2026/06/03 00:00", None, "2026-06-02"),
        ("潮位基本計画（案）に関する意見募集。意見の締切は令和8年6月3日（水）0時30分です。", None, "2026-06-03"),
        ("潮位基本計画（案）についての意見募集は6月3日17時必着です。", None, "2026-06-03"),
        ("潮位基本計画（案）に対する意見を、令和8年6月3日（水）まで募集します。", None, "2026-06-03"),
        ("Public comments on the Tide Plan are invited until June 3, 2026.", None, "2026-06-03"),
        ("Consultation on the Tide Plan opened. The deadline for comments is 3 June 2026.", None, "2026-06-03"),
    ],
)
def test_the_last_day_is_an_event_of_its_own(text: str, opened: str | None, closes: str) -> None:
    assert told(text) == [(OPENED, "occurred", opened), (CLOSED, "scheduled", closes)]


@pytest.mark.parametrize(
    ("title", "text", "findings"),
    [
        (
            "潮位基本計画（案）に対する意見募集",
            "（意見提出期限：令和8年6月3日）",
            [(OPENED, "occurred", None, "title"), (CLOSED, "scheduled", "2026-06-03", "text")],
        ),
        (
            "潮位基本計画（案）に関する意見募集を実施します",
            "令和8年5月1日から意見募集を実施します。提出期限：6月3日必着。案件番号：1111",
            [(OPENED, "occurred", "2026-05-01", "title"), (CLOSED, "scheduled", "2026-06-03", "text")],
        ),
        ("潮位基本計画（案）に関する意見募集を予定", "提出期限はまだ決まっていない。", [(OPENED, "scheduled", None, "title")]),
        ("船の話", "提出期限：6月3日必着", []),
        ("潮位法が成立", "提出期限：6月3日必着", [("enacted", "occurred", None, "title")]),
    ],
)
def test_a_headline_opens_and_its_text_says_until_when(title: str, text: str, findings: list[tuple[str, str, str | None, str]]) -> None:
    reading = read_passage(Passage(text=text, title=title, published=TODAY), LEXICON)
    placed = reading.claims if reading else ()
    assert [
        (one.claim.event, one.claim.modality.value, one.claim.when.earliest.isoformat() if one.claim.when.earliest else None, one.part)
        for one in placed
    ] == findings
    for one in placed:
        assert one.claim.quote == {"title": title, "text": text}[one.part][one.claim.start : one.claim.end]
        assert one.claim.quote


def test_the_quote_of_the_last_day_holds_it() -> None:
    text = "潮位基本計画（案）に関する意見募集を始めました。\n意見提出期限：令和8年6月3日（水）必着。\n以上"
    closed = claims(text)[1]
    assert closed.quote == "意見提出期限：令和8年6月3日（水）必着。"
    assert text[closed.start : closed.end] == closed.quote


@pytest.mark.parametrize(
    "text",
    [
        "潮位基本計画（案）に関する意見募集を始めました。説明会は6月3日に開きます。",
        "潮位基本計画（案）に関する意見募集を始めました。提出期限は郵送が6月3日必着、メールは6月5日必着。",
        "潮位基本計画（案）に関する意見募集を始めました。船の点検の期限は6月3日です。",
        "潮位基本計画の意見募集の結果を公表。提出期限は6月3日まででした。",
        "潮位法は6月3日まで施行されない。提出期限：6月5日必着",
    ],
)
def test_other_days_and_several_of_them_are_no_last_day(text: str) -> None:
    assert not [one for one in told(text) if one[0] == CLOSED]


def test_what_closes_at_midnight_has_closed_the_day_before() -> None:
    assert told("潮位基本計画の意見募集は2026年6月3日0時に締め切られる。") == [(CLOSED, "scheduled", "2026-06-02")]


def test_a_last_day_that_is_told_as_an_event_is_told_once() -> None:
    text = "潮位基本計画の意見募集が5月1日に始まった。意見募集は6月3日に締め切られる。受付締切日時：2026/06/03 17:00"
    assert told(text) == [(OPENED, "occurred", "2026-05-01"), (CLOSED, "scheduled", "2026-06-03")]


def test_what_was_open_once_has_closed() -> None:
    assert told("潮位基本計画の意見募集を2026年1月5日から2月3日まで行った。", date(2026, 4, 1))[1] == (CLOSED, "occurred", "2026-02-03")


def test_what_opens_later_is_scheduled() -> None:
    assert told("潮位基本計画の意見募集を5月10日から6月3日まで行います。") == [
        (OPENED, "scheduled", "2026-05-10"),
        (CLOSED, "scheduled", "2026-06-03"),
    ]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("案件番号：315000140", {"case": "315000140"}),
        ("案件番号 ３１５０００１４０", {}),
        ("https://e.example/Public?CLASSNAME=PCMMSTDETAIL&id=315000140&Mode=0", {"case": "315000140"}),
        ("案件番号：315000140、案件番号：315000141", {}),
        ("意見の提出先：潮位課 tide-iken@town.example.jp まで", {"submit": "tide-iken@town.example.jp"}),
        ("提出先：潮位課\n電子メール tide-iken＠town.example.jp", {"submit": "tide-iken@town.example.jp"}),
        ("提出方法：次の画面から https://town.example.jp/form?id=1。", {"submit": "https://town.example.jp/form?id=1"}),
        ("問合せ先：tide@town.example.jp", {}),
    ],
)
def test_its_number_and_where_to_hand_something_in_are_its_facts(text: str, facts: dict[str, str]) -> None:
    opened = claims(f"潮位基本計画（案）に関する意見募集を始めました。\n{text}")[0]
    assert {fact.name: fact.value for fact in opened.facts if fact.name in ("case", "submit")} == facts


def test_nothing_else_is_given_them() -> None:
    assert claims("潮位法が成立した。案件番号：315000140 提出先：a@town.example.jp")[0].facts == ()


@given(st.text(alphabet="意見募集期限必着:：2026年5月16日まで。\n潮位基本計画(案)@a.jp提出先", max_size=150))
def test_no_text_breaks_the_reading_and_quotes_are_verbatim(text: str) -> None:
    given_text = f"潮位基本計画の意見募集。{text}"
    for claim in claims(given_text):
        assert claim.quote == given_text[claim.start : claim.end]


def test_long_and_hostile_texts_cost_no_more_than_their_length() -> None:
    pieces = ("案件番号" + " " * 20_000, "意見提出期限：2026年6月3日必着。" * 2_000, "提出先" * 5_000, "潮位基本計画の意見募集。" * 300)
    began = time.process_time()
    assert claims("潮位基本計画の意見募集を始めた。\n" + "\n".join(pieces))
    assert time.process_time() - began < 20


@pytest.mark.parametrize(
    "text",
    [
        "潮位基本計画の意見募集の締切を5月20日から6月3日に延長しました。",
        "潮位基本計画の意見募集の締切を、令和8年5月20日（水）から6月3日（水）へ変更します。",
        "潮位基本計画の意見募集の締切を6月10日から6月3日に早めます。",
        "The day on which comments close on the Tide Plan was extended from 20 May to 3 June 2026.",
    ],
)
def test_a_last_day_that_is_moved_from_one_to_another_is_the_other(text: str) -> None:
    lexicon = Lexicon(
        msgspec.structs.replace(
            PACK,
            event_types={
                **_TYPES,
                CLOSED: msgspec.structs.replace(_event(CLOSED, ja=("意見募集の締切",), en=("comments close",)), deadline=True, recurs=True),
                OPENED: msgspec.structs.replace(
                    _TYPES[OPENED], signals=_event(OPENED, ja=("意見募集を",), en=("comments are invited",)).signals
                ),
            },
        )
    )
    found = read(text, lexicon, published=TODAY).claims
    assert {(one.event, one.when.latest) for one in found} == {(CLOSED, date(2026, 6, 3))}
