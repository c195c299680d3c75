"""What is open, late and to come: grace, how far was looked, what people have acknowledged, and what only we expect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from tests.digest import samples
from tests.digest.samples import NOW, PERIOD, day, entries, event, finding, made, recorded, source, span
from tracker.digest.compose import compose
from tracker.digest.material import Material, Review
from tracker.model.digest import Digest, Looked
from tracker.model.expected import Expected
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.recorded import Acknowledgement, LookCount
from tracker.model.source import Label
from tracker.model.timeline import Dispute, Event, Indicator, RowKind, Timeline
from tracker.model.wire import to_json
from tracker.render.markdown import MARKDOWN

LATE = event("late", span(None, "2026-08-10"), Modality.SCHEDULED)
LOOKED: dict[str, Any] = {
    "sources": (source("harbour-news"), source("port-press"), source("crane-page", tracks=("cranes",))),
    "look_counts": (LookCount(source="harbour-news", looked=14, failed=0), LookCount(source="port-press", looked=7, failed=7)),
}


def graced(days: int, own: int | None, *events: Event, now: int = 0) -> Digest:
    kinds = {name: msgspec.structs.replace(kind, grace=own) for name, kind in samples.PACK.event_types.items()}
    pack = msgspec.structs.replace(samples.PACK, grace=days, event_types=kinds)
    material = Material(findings=(), timeline=Timeline({one.id: one for one in events}))
    return compose(material, PERIOD, pack=pack, now=NOW + timedelta(days=now), version="0.1.0")


def word(target: str, *, due: str | None = None, undo: bool = False, hours: float = 0) -> Acknowledgement:
    last = date.fromisoformat(due) if due else None
    return Acknowledgement(target=target, recorded=NOW - timedelta(hours=hours), by="me", due=last, undo=undo)


def expected(when: str, *, firm: bool = True) -> Expected:
    one = event("clock.harbour-act", day(when), title=Label("港湾利用法：施行", "Harbour Use Act: in force"))
    return Expected(event=one, basis=Label("推定：4日（n = 2）", "computed: 4 days (n = 2)"), cases=2, firm=firm)


@pytest.mark.parametrize(("days", "own", "late"), [(0, None, True), (6, None, True), (7, None, False), (30, 2, True), (0, 7, False)])
def test_an_event_is_overdue_once_its_days_of_grace_have_passed_too(days: int, own: int | None, *, late: bool) -> None:
    digest = graced(days, own, LATE)
    assert bool(entries(digest, "overdue")) is late
    assert bool(entries(digest, "coming")) is not late, "in its grace it is not forgotten"


def test_in_its_grace_an_event_says_when_it_will_be_overdue() -> None:
    (entry,) = entries(graced(10, None, LATE), "coming")
    assert entry.why == "Its time has passed and nothing was seen yet: overdue in 4 days."
    assert not entries(graced(10, None, LATE, now=3), "overdue")
    (told,) = entries(graced(10, None, LATE, now=4), "overdue")
    assert (told.age_days, "10 days of grace among them" in told.why) == (11, True)


def test_what_is_overdue_says_how_far_was_looked() -> None:
    (entry,) = entries(made(events=(LATE,), **LOOKED), "overdue")
    assert entry.looked == Looked(sources=2, reached=1, looks=21)
    assert entry.why.endswith("Looked at in this period: 1 of the 2 sources of its tracks reached, in 21 looks.")
    (blind,) = entries(made(events=(LATE,)), "overdue")
    assert blind.why.endswith("No source watches its tracks.")


def test_what_was_acknowledged_is_told_no_more_until_that_is_taken_back_or_its_day_is_another() -> None:
    known = word("late", due="2026-08-10")
    assert [entries(made(events=(LATE,), acknowledged=(known,), **told), name) for name, told in SERIES] == [(), ()]
    again = made(events=(LATE,), acknowledged=(known, word("late", undo=True)))
    assert [one.event for one in entries(again, "overdue")] == ["late"]
    moved = made(events=(msgspec.structs.replace(LATE, when=span(None, "2026-08-14")),), acknowledged=(known,))
    assert [one.event for one in entries(moved, "overdue")] == ["late"]


SERIES: tuple[tuple[str, dict[str, Any]], ...] = (("overdue", {}), ("open", {"told_overdue": {"late": date(2026, 8, 10)}}))


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ((), 1),
        ((word("finding:90"),), 0),
        ((word("finding:91"),), 1),
        ((word("h"),), 0),
        ((word("h", hours=1000),), 1),
        ((word("finding:90"), word("finding:90", undo=True)), 1),
    ],
    ids=["nobody", "the-finding", "another", "its-event", "its-event-before-it-was-found", "taken-back"],
)
def test_a_conflict_is_closed_by_its_number_or_with_its_event(said: tuple[Acknowledgement, ...], left: int) -> None:
    conflict = recorded(90, finding(Verdict.CONTRADICTS, event="h"), recorded=NOW - timedelta(days=20))
    assert len(entries(made(open_findings=(conflict,), acknowledged=said), "open")) == left


def test_an_edit_against_the_evidence_is_open_with_both_sides_until_it_is_acknowledged() -> None:
    since = NOW - timedelta(days=5)
    dispute = Dispute(field="when", says=to_json(day("2026-10-01")), said=to_json(day("2026-09-01")), since=since)
    row = event("plan", day("2026-11-01"), Modality.SCHEDULED, disputes=(dispute,))
    (entry,) = entries(made(events=(row,)), "open")
    assert entry.title.en == "Event plan: the file says 1 October 2026, the evidence 1 November 2026"
    assert (entry.rule, entry.age_days) == ("seed.disputed", 5)
    assert not entries(made(events=(row,), acknowledged=(word("plan"),)), "open")
    agreed = msgspec.structs.replace(row, when=day("2026-10-01"))
    assert not entries(made(events=(agreed,)), "open"), "the evidence has come round to the file"


@pytest.mark.parametrize(("field", "says", "words"), [("modality", '"cancelled"', "cancelled"), ("title", '{"ja":"x"', '{"ja":"x"')])
def test_a_dispute_shows_whatever_stands_in_it(field: str, says: str, words: str) -> None:
    row = event("plan", day("2026-11-01"), disputes=(Dispute(field=field, says=says, said='""', since=NOW),))
    assert f"the file says {words}, " in entries(made(events=(row,)), "open")[0].title.en


def test_what_is_open_is_one_line_with_its_age_and_how_to_close_it() -> None:
    digest = made(events=(LATE,), told_overdue={"late": date(2026, 8, 10)})
    part = MARKDOWN.render(digest).partition("## Still open\n")[2].partition("\n## ")[0]
    titles = "Event late: due by 10 August 2026, nothing seen · 行事late：令和8年8月10日まで（2026年）の予定、確認できず"
    assert part.strip().splitlines() == [f"- **1** · {titles} · open 7 days · `tracker ack late`"]


def test_what_only_we_expect_is_coming_marked_and_with_its_basis() -> None:
    digest = made(expected=(expected("2026-08-20"),))
    (entry,) = entries(digest, "coming")
    assert entry.basis == Label("推定：4日（n = 2）", "computed: 4 days (n = 2)")
    assert (entry.title.en.endswith("[our estimate]"), entry.title.ja.endswith("〔当方の推定〕")) == (True, True)
    assert "computed: 4 days (n = 2) · 推定：4日（n = 2）" in MARKDOWN.render(digest)
    assert entries(made(events=(event("soon", day("2026-08-20")),)), "coming")[0].basis is None


def test_what_only_we_expect_is_late_only_where_somebody_looked_and_it_rests_on_more_than_one_case() -> None:
    late = (expected("2026-08-10"),)
    assert not entries(made(expected=late), "overdue")
    assert not entries(made(expected=(expected("2026-08-10", firm=False),), **LOOKED), "overdue")
    (entry,) = entries(made(expected=late, **LOOKED), "overdue")
    assert (entry.rule, entry.basis) == ("overdue.expected-passed", late[0].basis)


def test_what_is_told_says_what_it_is_a_condition_or_an_indicator_of() -> None:
    thesis = event("thesis", span(None, "2026-12-31"), kind=RowKind.THESIS, depends_on=("act", "far"), title=Label("見立て", "The claim"))
    hope = event(
        "hope", span(None, None), kind=RowKind.THESIS, indicators=(Indicator("published", ("x",)), Indicator("in-force", ("harbour-act",)))
    )
    act, far = event("act", day("2026-08-12"), Modality.OCCURRED), event("far", day("2027-02-01"), Modality.SCHEDULED)
    digest = made(recorded(1, finding(Verdict.ADVANCES, event="act", type="in-force")), events=(thesis, hope, act, far))
    (entry,) = entries(digest, "decided")
    assert [(one.event, one.note.en) for one in entry.bears_on] == [
        ("thesis", "1 of 2 conditions met, 1 can no longer be met in time"),
        ("hope", "indicator 2 of 2"),
    ]
    assert "**Bears on:** The claim · 見立て: 1 of 2 conditions met" in MARKDOWN.render(digest)


def test_a_touched_absence_is_for_review_though_its_item_is_told() -> None:
    told = recorded(1, finding(Verdict.ADDS))
    item = {"source": "harbour-news", "title": told.evidence.title, "url": told.evidence.url, "reason": "says “罰金”", "seen": NOW}
    assert not entries(made(told, reviews=(Review(**item),)), "review")  # type: ignore[arg-type]
    (entry,) = entries(made(told, reviews=(Review(**item, absence="no-fines", quote="罰金を科す"),)), "review")  # type: ignore[arg-type]
    assert (entry.event, entry.rule, entry.sources[0].quote) == ("no-fines", "absence.tripwire", "罰金を科す")
