"""Whole digests to render: a full week, a quiet one, and one made of hostile words."""

from __future__ import annotations

from datetime import date, timedelta

from tests.digest.samples import NOW, day, event, finding, made, recorded, source, span, yen
from tracker.digest.material import Review, TextChange
from tracker.model.digest import Digest
from tracker.model.finding import Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.recorded import LookCount
from tracker.model.source import Authority, Label
from tracker.model.timeline import RowKind
from tracker.model.when import Precision


def full_week() -> Digest:
    """Something in every section."""
    act = {"type": "promulgated", "event": "harbour-act.amendment"}
    rows = (
        event("late", span(None, "2026-07-31", Precision.MONTH), title=Label("渡船料金", "Ferry fee")),
        event("old", span(None, "2026-06-30")),
        event("soon", day("2026-09-01"), Modality.SCHEDULED, title=Label("新規則", "New rules")),
        event("far", day("2026-11-01"), title=Label("第3回公募", "Third call")),
    )
    return made(
        recorded(
            1,
            finding(
                Verdict.ADVANCES, was=span(None, "2026-09-30", Precision.MONTH), was_modality=Modality.EXPECTED, quote="公布された。", **act
            ),
            title="港湾利用法の一部改正の公布について",
        ),
        recorded(2, finding(Verdict.ADVANCES, modality=Modality.REPORTED, **act), source="port-press", authority=Authority.PRESS),
        recorded(3, finding(Verdict.ADDS, "quay-grant", type="funding", event="q", facts=(yen("1239000000000"),))),
        recorded(
            4,
            finding(Verdict.ADDS, "boat-fair", event="side"),
            change=3,
            main=False,
            url="https://harbour.example/news/3",
            title="お知らせ第3号",
        ),
        recorded(5, finding(Verdict.MOVES, "boat-fair", event="b", when=day("2027-04-01"), was=day("2027-01-10"))),
        recorded(6, finding(Verdict.CONTRADICTS, "crane-guide", event="c", facts=(Fact(name="version", value="2"),))),
        recorded(7, finding(Verdict.CONFIRMS, "crane-guide", event="d")),
        recorded(8, finding(Verdict.AMBIGUOUS, "crane-guide", event="e")),
        recorded(9, finding(Verdict.ADDS, "crane-guide", event="f", background=True)),
        recorded(10, finding(Verdict.ADDS, "crane-guide", event="g"), withdrawn=True),
        recorded(11, finding(Verdict.IRRELEVANT)),
        told=frozenset({10}),
        told_overdue={"old": date(2026, 6, 30)},
        open_findings=(recorded(90, finding(Verdict.CONTRADICTS, event="h"), recorded=NOW - timedelta(days=20)),),
        events=rows,
        reviews=(
            Review(source="port-press", title="成立見通し", url="https://press.example/1", reason="No date.", seen=NOW, tracks=("rules",)),
        ),
        texts=(
            TextChange(
                source="crane-page", title="指針", url="https://crane.example/", seen=NOW, snapshot="sha256:aa", old="二名", new="三名"
            ),
        ),
        look_counts=(
            LookCount(source="harbour-news", looked=14, failed=0),
            LookCount(source="port-press", looked=14, failed=2, why="HTTP 503"),
            LookCount(source="crane-page", looked=7, failed=7, blind_since=NOW - timedelta(days=31), why="a wall (HTTP 403)"),
        ),
        sources=(
            source("harbour-news", tracks=("rules", "cranes")),
            source("port-press", authority=Authority.PRESS),
            source("crane-page", tracks=("cranes",)),
        ),
        first=True,
        seeded=(*rows, event("none", day("2026-02-01"), kind=RowKind.ABSENCE, title=Label("罰則なし", "No penalties"))),
    )


def quiet_week() -> Digest:
    """Looked at one of two sources, and nothing happened."""
    return made(
        look_counts=(LookCount(source="harbour-news", looked=14, failed=1),),
        sources=(source("harbour-news"), source("crane-page", tracks=("cranes",))),
        unread={"irrelevant": 40},
    )


def hostile_week(words: str) -> Digest:
    """`words` wherever something from outside stands."""
    soon = event("soon", day("2026-09-01"), title=Label(words, words))
    said = Fact(name="text", value=words)
    return made(
        recorded(
            1,
            finding(Verdict.ADDS, "", quote=words, facts=(Fact(name="text", value=words),), why=words, event=words),
            title=words,
            url=words,
        ),
        recorded(2, finding(Verdict.CONTRADICTS, quote=words, rule=words), title=words, url="https://x.example/" + words),
        recorded(3, finding(Verdict.ADVANCES, quote=words, event="soon", facts=(said,)), title=words + "3", url=words),
        events=(soon, event("just", day("2026-08-10"), Modality.OCCURRED, title=Label(words, words))),
        reviews=(Review(source=words, title=words, url=words, reason=words, seen=NOW),),
        texts=(TextChange(source="t", title=words + "2", url=words, seen=NOW, snapshot=words, old=words, new=words),),
        look_counts=(LookCount(source=words, looked=1, failed=1, why=words),),
        unread={words: 1},
        first=True,
        seeded=(
            soon,
            event("unseen", day("2026-09-01"), title=Label(words, words), tracks=("t" + words,)),
            event("thesis", day("2026-09-01"), kind=RowKind.THESIS, title=Label(words, words), depends_on=("soon",)),
        ),
    )
