"""What time has gone over, in a small field: later versions, further stages, plans, and what only sounds like it."""

from __future__ import annotations

import re

import msgspec
import pytest

from tests.reconcile.field import PACK, event, known, on, ordinal, span, version, yen
from tracker.model.memo import MemoWords
from tracker.model.pack import Pot
from tracker.model.reading import Fact, Modality
from tracker.model.timeline import Event, RowKind
from tracker.read.lexicon import Lexicon
from tracker.reconcile.audit import audit

LEXICON = Lexicon(PACK)
WORDS = MemoWords(re.compile("べき"), re.compile("加えて"))
FIRST = event("guide.1", "oak-guide", "published", on("2025-03-28"), facts=(version("1.1"),))
DRAFT = event("guide.2.draft", "oak-guide", "draft-published", facts=(version("1.2"),))
SECOND = event("guide.2", "oak-guide", "published", on("2026-03-31"), facts=(version("1.2"),))
PLAN = event("act.in-force", "acorn-act", "in-force", on("2026-06-01"), Modality.SCHEDULED)
DONE = msgspec.structs.replace(PLAN, modality=Modality.OCCURRED)
ROUND = event("fund.3", "seed-fund", "selected", on("2026-02-01"), facts=(ordinal("3"),))
FOURTH = event("fund.4", "seed-fund", "selected", on("2026-07-01"), facts=(ordinal("4"),))
ROUNDS = msgspec.structs.replace(
    event("fund.rounds", "seed-fund", "selected"), kind=RowKind.FACT, type=None, facts=(Fact(name="count", value="3", written="3期"),)
)


def notes(text: str, *events: Event, today: str = "2026-08-01") -> list[tuple[str, str, str | None]]:
    found = audit(text, known(*events, today=today), LEXICON, WORDS)
    return [(one.notes[0].verdict.value, one.notes[0].rule, one.notes[0].since) for one in found.sentences]


@pytest.mark.parametrize(
    ("text", "events", "expected"),
    [
        ("樫ガイドライン第1.1版は2025年3月28日に公表された。", (FIRST,), ("supported", "confirms.same", None)),
        ("樫ガイドライン第1.1版は2025年3月28日に公表された。", (FIRST, SECOND), ("stale", "stale.since", "guide.2")),
        ("樫ガイドラインは第1.2版がまだ検討の途上にある。", (FIRST, DRAFT), ("unjudged", "memo.no-claim", None)),
        ("樫ガイドラインは第1.2版がまだ検討の途上にある。", (FIRST, DRAFT, SECOND), ("stale", "stale.since", "guide.2")),
        ("どんぐり法は2026年6月1日に施行される予定である。", (DONE,), ("stale", "stale.happened", "act.in-force")),
        ("どんぐり法は2026年6月1日に施行される予定である。", (PLAN,), ("stale", "stale.overdue", None)),
        ("どんぐり法は2026年6月1日に施行された。", (PLAN,), ("unproven", "advances.occurred", None)),
        ("種子基金はこれまで3期を数える。", (ROUNDS, ROUND), ("supported", "figures.same", None)),
        ("種子基金はこれまで3期を数える。", (ROUNDS, ROUND, FOURTH), ("stale", "stale.more-since", "fund.4")),
        ("どんぐり法は見直すべきだ。", (DONE,), ("opinion", "memo.opinion", None)),
        ("どんぐり法が施行されるなら窓口が要る。", (DONE,), ("unjudged", "memo.no-claim", None)),
        ("空は青い。", (DONE,), ("unjudged", "memo.no-subject", None)),
    ],
)
def test_a_sentence_is_worth_what_the_timeline_says(text: str, events: tuple[Event, ...], expected: tuple[str, str, str | None]) -> None:
    assert notes(text, *events) == [expected]


def test_what_was_not_yet_is_not_stale_before_its_day() -> None:
    assert notes("どんぐり法は2026年6月1日に施行される予定である。", PLAN, today="2026-05-01") == [("supported", "confirms.plan", None)]


def test_amounts_that_overlap_are_not_added() -> None:
    pots = {name: Pot(id=name, label=PACK.pots["fund-2026"].label, overlaps=("a",) if name == "b" else ()) for name in ("a", "b", "c")}
    one, other, apart = (
        event(
            name,
            "seed-fund",
            "drafted",
            span("2026-04-01", "2027-03-31"),
            facts=(msgspec.structs.replace(yen(f"{size}00000000"), pot=name),),
        )
        for name, size in (("a", 10), ("b", 30), ("c", 50))
    )
    field = known(one, other, apart)
    field = msgspec.structs.replace(field, pack=msgspec.structs.replace(PACK, pots=pots))
    found = audit(
        "種子基金は10億円に加えて30億円を持つ。種子基金は10億円に加えて50億円を持つ。種子基金は10億円と30億円を持つ。",
        field,
        LEXICON,
        WORDS,
    )
    assert [one.notes[0].rule for one in found.sentences] == ["pots.overlap", "figures.same", "figures.same"]


def test_a_memo_of_nothing_and_one_without_end_are_judged_without_fault() -> None:
    for text in ("", "。。。\n\n\n", "\0" * 10, "どんぐり法" * 50_000):
        assert len(audit(text, known(DONE), LEXICON, WORDS).text) <= 200_000
