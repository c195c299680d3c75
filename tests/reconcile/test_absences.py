"""Absences and their tripwires: which sentence touches one, which only says it again, and what an item says beside that."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from tests.reconcile.field import KNOWN_AT, PACK, event, label, on
from tracker.model.finding import Conclusion
from tracker.model.timeline import RowKind, Timeline
from tracker.read.lexicon import Lexicon
from tracker.reconcile.conclude import conclude
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage

LEXICON = Lexicon(PACK)
NO_FINES = msgspec.structs.replace(
    event("act.no-fines", "acorn-act", "enacted"),
    kind=RowKind.ABSENCE,
    type=None,
    title=label("No fines in the Acorn Act"),
    tripwires=("罰金", "届出", "fine"),
    unless=("罰金[^。、]{0,10}(?:ない|なし)", r"\bno\b[^.]{0,12}fine"),
)
ENACTED = event("act.enacted", "acorn-act", "enacted", on("2026-02-10"))
KNOWN = Known(Timeline({one.id: one for one in (NO_FINES, ENACTED)}, KNOWN_AT), PACK, date(2026, 8, 1))


def said(text: str, title: str | None = None, *, background: bool = False) -> Conclusion:
    return conclude(Passage(text=text, title=title), KNOWN, LEXICON, background=background).conclusion


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("どんぐり法の改正案に罰金を盛り込む。", "罰金"),
        ("どんぐり法について。同法に届出の制度を設ける案がある。", "届出"),
        ("どんぐり法は罰金がない。しかし届出は要る。", "届出"),
        ("どんぐり法：ＦＩＮＥを科す", "fine"),
    ],
)
def test_a_sentence_with_a_tripwire_is_for_review_and_names_the_absence(text: str, word: str) -> None:
    found = said(text)
    assert [(one.absence, one.word) for one in found.tripped] == [("act.no-fines", word)]
    assert f"“{word}”, which would end act.no-fines (No fines in the Acorn Act)" in (found.review or "")
    assert found.tripped[0].quote in text


@pytest.mark.parametrize(
    "text",
    [
        "どんぐり法に罰金はない。",
        "どんぐり法は罰金なしと決まった。",
        "種子基金に罰金を科す。どんぐり法は別である。",
        "樫ガイドラインの公表。罰金の話。",
        "どんぐり法：no fine",
        "どんぐり法 define refine",
    ],
)
def test_what_says_it_again_or_speaks_of_something_else_touches_nothing(text: str) -> None:
    assert said(text).tripped == ()


def test_what_an_item_says_beside_it_is_concluded_as_ever() -> None:
    plain = said("どんぐり法は2026年2月10日に成立しました。")
    touching = said("どんぐり法は2026年2月10日に成立しました。どんぐり法に罰金を加える案もある。")
    assert (touching.verdict, touching.rule) == (plain.verdict, plain.rule) == ("known", "confirms.same")
    assert touching.tripped


def test_what_is_old_raises_no_alert() -> None:
    assert said("どんぐり法の改正案に罰金を盛り込む。", background=True).tripped == ()


def test_a_long_text_of_nothing_but_near_misses_is_read_in_time() -> None:
    assert said("どんぐり法 " + "罰金がない、" * 20_000).tripped == ()
