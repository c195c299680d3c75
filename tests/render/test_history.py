"""What a person reads of a history, of a thesis and of the clock, in both languages; nothing from outside does anything."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from tests.digest.samples import PACK, day, event, finding, recorded
from tracker.digest.acknowledged import Matter
from tracker.digest.history import Difference, State, state_of, steps
from tracker.model.digest import Condition, Rung
from tracker.model.expected import Case, Expected, Interval
from tracker.model.finding import Verdict
from tracker.model.pack import MoneyKind, Pot
from tracker.model.reading import Fact, Modality
from tracker.model.recorded import Acknowledgement
from tracker.model.source import Label
from tracker.model.timeline import Revision
from tracker.render.history import Shown, render_clock, render_differences, render_history

AT = datetime(2026, 8, 1, tzinfo=UTC)
PLAN = event("plan", day("2026-09-01"), Modality.SCHEDULED, title=Label("計画", "The plan"))
HOSTILE = "x\x1b[31m\u202e\nEvil"


def shown(**fields: object) -> Shown:
    given = {"slips": 0, "slipped_days": 0, "history": (), **fields}
    return Shown(event="plan", title=PLAN.title, kind="event", tracks=PLAN.tracks, now=state_of(PLAN), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        ("en", ["The plan  [plan]", "  2026-09-01, scheduled", "Slips: 2, 30 days in all"]),
        ("ja", ["計画  [plan]", "  2026年9月1日, 予定", "延期: 2回、計30日"]),
    ],
)
def test_an_event_is_told_with_its_state_and_its_slips(lang: str, lines: list[str]) -> None:
    assert render_history(shown(slips=2, slipped_days=30), PACK, lang).splitlines() == lines


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "Open: overdue, since 2026-08-01",
                "Open: conflict finding:7, since 2026-08-02",
                "Open: the file says otherwise when, since 2026-08-03",
                "Acknowledged: 2026-08-01, Mori: asked",
                "Acknowledgement taken back: 2026-08-01, Mori",
                "Rests on: One [one]: met",
                "Watched by 1/2: Call: one, two",
                "Watched by 2/2: Purchase: not yet",
            ],
        ),
        (
            "ja",
            [
                "未解決: 期限超過, 2026-08-01から",
                "未解決: 矛盾 finding:7, 2026-08-02から",
                "未解決: 起点ファイルとの相違 when, 2026-08-03から",
                "確認済み: 2026-08-01, Mori: asked",
                "確認の取消: 2026-08-01, Mori",
                "前提: 一 [one]: 充足",
                "指標 1/2: 公募: one, two",
                "指標 2/2: 調達: まだ",
            ],
        ),
    ],
)
def test_what_is_open_acknowledged_and_depended_on_follows(lang: str, lines: list[str]) -> None:
    text = render_history(
        shown(
            open=(
                Matter(what="overdue", event="plan", since=date(2026, 8, 1)),
                Matter(what="conflict", event="plan", since=date(2026, 8, 2), finding=7),
                Matter(what="dispute", event="plan", since=date(2026, 8, 3), field="when"),
            ),
            acknowledged=(
                Acknowledgement(target="plan", recorded=AT, by="Mori", reason="asked"),
                Acknowledgement(target="plan", recorded=AT, by="Mori", undo=True),
            ),
            conditions=(Condition("one", Label("一", "One"), "met", Label("充足", "met")),),
            rungs=(Rung(Label("公募", "Call"), ("one", "two")), Rung(Label("調達", "Purchase"), ())),
        ),
        PACK,
        lang,
    )
    assert text.splitlines()[3:] == lines


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "  2026-09-01, scheduled, ¥12 (gross), ¥11 (net), ¥9, supplementary"),
        ("ja", "  2026年9月1日, 予定, 12円（総計）, 11円（純計）, 9円, 補正"),
    ],
)
def test_sums_of_several_kinds_of_money_say_which_they_are(lang: str, line: str) -> None:
    kinds = {
        "gross": MoneyKind(label=Label("総計", "gross"), words="総計"),
        "net": MoneyKind(label=Label("純計", "net"), words="純計"),
        "supplementary": MoneyKind(label=Label("補正", "supplementary"), words="補正", occasion=True),
    }
    pots = {name: Pot(id=name, label=Label(name, name), basis=basis) for name, basis in (("a", "gross"), ("b", "net"), ("c", None))}
    facts = tuple(Fact(name="amount", value=value, unit="JPY", pot=pot) for value, pot in (("12", "a"), ("11", "b"), ("9", "c")))
    state = msgspec.structs.replace(state_of(PLAN), facts=(*facts, Fact(name="money-kind", value="supplementary")))
    pack = msgspec.structs.replace(PACK, money_kinds=kinds, pots=pots)
    assert render_history(msgspec.structs.replace(shown(), now=state), pack, lang).splitlines()[1] == line


def test_nothing_from_outside_steers_the_terminal() -> None:
    word = recorded(1, finding(Verdict.MOVES, event="plan", quote=HOSTILE), source=HOSTILE, url=HOSTILE)
    revision = Revision(event=PLAN, observed=AT, recorded=AT, origin="finding:1")
    text = render_history(
        shown(history=steps((revision,), [word]), acknowledged=(Acknowledgement(target="plan", recorded=AT, by=HOSTILE),)), PACK, "en"
    )
    assert ("\x1b" in text, "\u202e" in text, "\nEvil" in text) == (False, False, False)
    assert "x[31m Evil" in text


def test_differences_stand_by_kind_with_what_was_and_what_is() -> None:
    was, now = state_of(PLAN), State(when=day("2026-10-01"), modality="scheduled")
    rows = (
        Difference(what="added", event="new", title=Label("新", "New"), tracks=(), now=now),
        Difference(what="moved", event="plan", title=PLAN.title, tracks=(), was=was, now=now),
        Difference(what="superseded", event="old", title=Label("旧", "Old"), tracks=(), was=was, now=was, superseded_by="new"),
    )
    assert render_differences(rows, PACK, "en").splitlines() == [
        "Added (1)",
        "  New  [new]",
        "    2026-10-01, scheduled",
        "",
        "Moved (1)",
        "  The plan  [plan]",
        "    2026-09-01, scheduled → 2026-10-01, scheduled",
        "",
        "Superseded (1)",
        "  Old  [old]",
        "    2026-09-01, scheduled → new",
    ]


def test_the_clock_shows_each_interval_with_its_cases_and_says_where_there_are_none() -> None:
    case = Case(subject="harbour-act", first="a", then="b", since=date(2026, 1, 1), until=date(2026, 1, 5))
    found = Interval(ladder="statute", first="published", then="promulgated", cases=(case,))
    text = render_clock([found], [Expected(event=PLAN, basis=Label("推定：4日", "computed: 4 days"), cases=1, firm=False)], PACK, "en")
    assert "statute            published                         promulgated                       1     4       4       4" in text
    assert ("  a → b: 4\n" in text, "2026-09-01  The plan  [plan]\n  computed: 4 days\n" in text) == (True, True)
    assert render_clock([], [], PACK, "ja").splitlines() == [
        "これまでの間隔",
        "",
        "日付の分かる事例がまだない。",
        "",
        "推定による予定（公表されたものではない）",
        "",
        "推定できるものはない。",
    ]
