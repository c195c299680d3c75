"""Titles are composed in both languages, and what has no subject keeps its own words, marked."""

from __future__ import annotations

import pytest

from tests.digest.samples import PACK, day, entries, event, finding, made, recorded, span, yen
from tracker.digest.titles import finding_title
from tracker.model.finding import Finding, Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.when import UNKNOWN, Precision, When


@pytest.mark.parametrize(
    ("what", "english", "japanese"),
    [
        (
            finding(Verdict.ADVANCES, "crane-guide", when=day("2026-03-31"), facts=(Fact(name="version", value="1.2"),)),
            "Crane Operation Guideline: published, 31 March 2026, version 1.2",
            "起重機運用指針：公表、令和8年3月31日（2026年）、第1.2版",
        ),
        (
            finding(Verdict.ADDS, "quay-grant", type="funding", modality=Modality.EXPECTED, when=UNKNOWN, facts=(yen("1239000000000"),)),
            "Quay Grant: funding (expected), ¥1.239 trillion",
            "岸壁補助金：資金（見込み）、1兆2,390億円",
        ),
        (
            finding(Verdict.MOVES, type="in-force", when=day("2027-04-01"), was=span("2027-01-01", "2027-01-31", Precision.MONTH)),
            "Harbour Use Act: in force moved to 1 April 2027 (was January 2027)",
            "港湾利用法：施行、令和9年1月（2027年）から令和9年4月1日（2027年）へ変更",
        ),
        (
            finding(Verdict.MOVES, type="in-force", when=UNKNOWN, was=day("2027-01-01"), modality=Modality.POSTPONED),
            "Harbour Use Act: in force (postponed)",
            "港湾利用法：施行（延期）",
        ),
        (
            finding(Verdict.CONTRADICTS, facts=(yen("200000000"),), was_facts=(yen("100000000"),)),
            "Harbour Use Act: published, 12 August 2026, ¥200 million (the timeline has ¥100 million)",
            "港湾利用法：公表、令和8年8月12日（2026年）、2億円（既知の内容は1億円）",
        ),
        (
            finding(Verdict.CONTRADICTS, was=day("2026-08-01")),
            "Harbour Use Act: published, 12 August 2026 (the timeline has 1 August 2026)",
            "港湾利用法：公表、令和8年8月12日（2026年）（既知の内容は令和8年8月1日（2026年））",
        ),
        (
            finding(Verdict.CONTRADICTS, modality=Modality.DENIED, was_modality=Modality.OCCURRED, was=day("2026-08-12")),
            "Harbour Use Act: published (denied), 12 August 2026 (the timeline has happened)",
            "港湾利用法：公表（否定）、令和8年8月12日（2026年）（既知の内容は実施）",
        ),
        # Where it is something else that cannot be, neither the date nor how sure it is stands against it.
        (
            finding(Verdict.CONTRADICTS, rule="contradicts.property", when=day("2026-08-12"), was=When(day("2026-08-01").earliest, None)),
            "Harbour Use Act: published, 12 August 2026 (contradicts the timeline)",
            "港湾利用法：公表、令和8年8月12日（2026年）（既知の内容と相違）",
        ),
        (
            finding(
                Verdict.ADDS,
                when=day("2026-08-12"),
                facts=(Fact(name="scope", value="第3条"), Fact(name="amending-law", value="令和8年法律第56号")),
            ),
            "Harbour Use Act: published, 12 August 2026, Article 3",
            "港湾利用法：公表、令和8年8月12日（2026年）、第3条",
        ),
    ],
)
def test_a_title_says_subject_event_date_and_main_fact(what: Finding, english: str, japanese: str) -> None:
    assert finding_title(what, "原題", PACK) == Label(japanese, english)


def test_what_has_no_subject_shows_track_and_event_and_its_own_title_marked() -> None:
    what = finding(Verdict.ADDS, "", type="selected", when=UNKNOWN, track="cranes", tracks=("cranes",))
    title = finding_title(what, "採択\u202eの\n結果", PACK)
    assert title == Label("クレーン：採択　原題「採択の 結果」", "Cranes: selected (original title: “採択の 結果”)")


def test_what_the_pack_does_not_know_is_named_by_its_ids() -> None:
    what = finding(Verdict.ADDS, "", type="made-up", when=UNKNOWN, track="nowhere", tracks=("nowhere",))
    assert finding_title(what, "", PACK) == Label("nowhere：made-up", "nowhere: made-up")


def test_a_row_of_the_timeline_is_named_by_its_own_title_or_by_subject_and_type() -> None:
    digest = made(events=(event("a", day("2026-08-20")), event("b", day("2026-08-21"), title=Label(" ", ""))))
    assert [entry.title for entry in entries(digest, "coming")] == [
        Label("行事a、令和8年8月20日（2026年）（見込み）", "Event a, 20 August 2026 (expected)"),
        Label("港湾利用法：施行、令和8年8月21日（2026年）（見込み）", "Harbour Use Act: in force, 21 August 2026 (expected)"),
    ]


def test_an_overdue_title_says_when_it_was_due() -> None:
    (entry,) = entries(made(events=(event("a", span(None, "2026-06-30", Precision.MONTH)),)), "overdue")
    assert entry.title == Label("行事a：令和8年6月まで（2026年）の予定、確認できず", "Event a: due by June 2026, nothing seen")


def test_the_published_title_stays_as_it_was_in_the_citation() -> None:
    published = "＜公表＞　第２回 &amp; 採択"
    (entry,) = entries(made(recorded(1, finding(), title=published)), "new")
    assert entry.sources[0].title == published
