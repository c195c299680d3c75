"""The part of a first digest that says what became of the seed, and what is said where nothing could be seen."""

from __future__ import annotations

import re

from tests.digest.samples import NOW, day, event, finding, made, recorded, source, span
from tests.render.weeks import full_week
from tracker.model.digest import Digest
from tracker.model.finding import Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.recorded import LookCount
from tracker.model.source import Label
from tracker.model.timeline import RowKind
from tracker.model.when import UNKNOWN, Precision
from tracker.render.markdown import MARKDOWN

ACT = event("act", day("2026-08-12"), Modality.SCHEDULED, title=Label("港湾利用法 施行", "Harbour Use Act in force"))
GUIDE = event("guide", UNKNOWN, Modality.OCCURRED, title=Label("指針 初版", "First guideline"), facts=(Fact(name="version", value="1"),))
LATE = event("late", span(None, "2026-08-07"), Modality.SCHEDULED, title=Label("渡船料金", "Ferry fee"))
UNSEEN = event("unseen", span("2026-01-01", "2026-01-31", Precision.MONTH), Modality.OCCURRED, title=Label("岸壁", "Quay"))
COUNT = event("count", UNKNOWN, Modality.OCCURRED, kind=RowKind.FACT, tracks=("cranes",), title=Label("起重機五台", "Five cranes"))
ABSENCE = event("absence", UNKNOWN, kind=RowKind.ABSENCE, title=Label("罰則なし", "No penalties"))
IN_FORCE = event("act", day("2026-08-12"), Modality.OCCURRED)
ROWS = (ACT, GUIDE, LATE, UNSEEN, COUNT, ABSENCE)
SOURCES = (source("harbour-news"), source("crane-page", tracks=("cranes",)))


def first(**given: object) -> Digest:
    """A first digest with a row advanced, one superseded by an event of its own, one overdue and two not seen."""
    later = finding(Verdict.SUPERSEDES, event="guide.v2", against="guide", type="published", facts=(Fact(name="version", value="2"),))
    fields: dict[str, object] = {
        "events": (IN_FORCE, *ROWS[1:]),
        "seeded": ROWS,
        "first": True,
        "sources": SOURCES,
        "look_counts": (LookCount(source="harbour-news", looked=2, failed=0), LookCount(source="crane-page", looked=2, failed=2)),
    }
    advances = finding(Verdict.ADVANCES, event="act", type="in-force", quote="港湾利用法が施行された。" + "あ" * 100)
    return made(recorded(1, advances), recorded(2, later), **{**fields, **given})  # type: ignore[arg-type]


def part(digest: Digest) -> str:
    """The part about the seed, up to the next heading."""
    written = MARKDOWN.render(digest)
    (found,) = re.findall(r"^## Since the briefing.*?(?=^## )", written, re.MULTILINE | re.DOTALL)
    return str(found)


def test_it_follows_the_brief_and_begins_with_the_counts_in_both_languages() -> None:
    written = MARKDOWN.render(first())
    assert written.index("## In brief") < written.index("## Since the briefing (30 April 2026)") < written.index("## Decided")
    assert "Of its 5 rows: superseded 1, advanced 1, overdue 1, not seen yet 2.\n" in part(first())
    assert "起点の5件のうち置き換え 1、進展 1、期限超過 1、未確認 2。\n" in part(first())


def test_a_row_is_one_line_with_what_the_seed_said_what_is_now_the_quote_the_source_and_its_entry() -> None:
    (line,) = [line for line in part(first()).splitlines() if line.startswith("- **Harbour Use Act in force**")]
    number = re.search(r"^### (\d+) · Harbour Use Act: in force", MARKDOWN.render(first()), re.MULTILINE)
    assert number is not None
    assert line == (
        "- **Harbour Use Act in force** · 港湾利用法 施行: scheduled, 12 August 2026 → happened, 12 August 2026. "
        f"[“港湾利用法が施行された。{'あ' * 68}…”](<https://harbour.example/news/1>) The harbour-news (official)"
        f" · [evidence](<weekly-2026-W33/evidence/1-0000000000000000.html>) [{number[1]}]"
    )


def test_what_took_the_place_of_a_row_is_named_in_both_languages() -> None:
    assert (
        "- **First guideline** · 指針 初版: version 1 → "
        "Harbour Use Act: published, 12 August 2026, version 2 · 港湾利用法：公表、令和8年8月12日（2026年）、第2版. "
    ) in part(first())


def test_an_overdue_row_says_since_when_and_where_was_looked() -> None:
    assert re.search(
        r"\*\*Ferry fee\*\* · 渡船料金: scheduled, by 7 August 2026, 10 days overdue; 1 of 1 source reached \[\d\]$",
        part(first()),
        re.MULTILINE,
    )


def test_a_row_of_which_something_was_found_may_be_overdue_too() -> None:
    confirmed = recorded(1, finding(Verdict.CONFIRMS, event="late", modality=Modality.SCHEDULED, when=UNKNOWN))
    (line,) = [line for line in part(made(confirmed, events=(LATE,), seeded=(LATE,), first=True)).splitlines() if "Ferry fee" in line]
    assert re.search(r": scheduled, by 7 August 2026\. \[“.*; also 10 days overdue \[\d\]$", line)


def test_rows_that_are_not_seen_stand_compact_by_track_with_how_far_it_was_looked_at() -> None:
    assert (
        "**Not seen yet (2)** · 未確認: what was known, by track\n\n"
        "- **Rules** · 規則 (1 of 1 source reached)\n"
        "    - Quay · 岸壁 (January 2026)\n"
        "- **Cranes** · クレーン (none of 1 source reached)\n"
        "    - Five cranes · 起重機五台\n"
    ) in part(first())


def test_what_no_sentence_settles_stands_apart_with_its_reason() -> None:
    assert "- No penalties · 罰則なし: an absence: no sentence proves it\n" in part(first())


def test_groups_without_rows_vanish() -> None:
    written = part(first(seeded=(UNSEEN,), events=(UNSEEN,)))
    assert re.findall(r"^\*\*(.+?)\*\*", written, re.MULTILINE) == ["Not seen yet (1)"]


def test_all_that_was_found_about_a_row_is_in_its_line() -> None:
    moved = recorded(3, finding(Verdict.MOVES, event="late", when=day("2026-08-10")))
    confirmed = recorded(4, finding(Verdict.CONFIRMS, event="late", type="in-force", modality=Modality.SCHEDULED, when=UNKNOWN, tell=False))
    digest = made(moved, confirmed, events=(LATE,), seeded=(LATE,), first=True)
    assert re.search(r"\*\*Ferry fee\*\*.* → happened, 10 August 2026\. .*; also confirmed: .*news/4.*", part(digest))


def test_a_row_that_no_entry_tells_has_its_evidence_and_no_number() -> None:
    silent = recorded(1, finding(Verdict.CONFIRMS, event="act", tell=False))
    (line,) = [line for line in part(made(silent, events=(IN_FORCE,), seeded=(ACT,), first=True)).splitlines() if "Harbour Use Act" in line]
    assert line.endswith(" · [evidence](<weekly-2026-W33/evidence/1-0000000000000000.html>)")


def test_recent_events_are_told_with_their_day() -> None:
    just = event("just", day("2026-08-01"), Modality.OCCURRED, title=Label("入港式", "Port opened"))
    assert "- Port opened, 1 August 2026 · 入港式、令和8年8月1日（2026年）\n" in part(first(events=(*ROWS, just)))


def test_a_later_digest_has_no_such_part_and_a_first_one_nothing_to_correct() -> None:
    assert "Since the briefing" not in MARKDOWN.render(first(first=False))
    assert "No correction" in MARKDOWN.render(first(first=False))
    assert "No correction" not in MARKDOWN.render(first())
    assert "Since the briefing" in MARKDOWN.render(full_week())


def blind(count: int) -> Digest:
    """A first digest for which no source could be reached: all for one reason but one."""
    sources = tuple(source(f"s{number}") for number in range(count))
    whys = [f"s{number}.example: the name has no address" for number in range(count - 1)] + ["the server answered 503"]
    counts = tuple(LookCount(source=one.id, looked=1, failed=1, blind_since=NOW, why=why) for one, why in zip(sources, whys, strict=True))
    return first(sources=sources, look_counts=counts)


def test_where_nothing_could_be_seen_the_reasons_are_told_once_each_before_all_else() -> None:
    written = MARKDOWN.render(blind(5))
    assert written.index("**Nothing seen.**") < written.index("- 4 sources: the name has no address\n- 1 source: the server answered 503\n")
    assert written.index("- 1 source: the server") < written.index("## In brief")
    assert written.count("the name has no address") == 2, "at the top, and in the table"
    assert "Blind now" not in written


def test_sources_that_cannot_be_seen_for_one_reason_share_a_line_of_the_table() -> None:
    table = [line for line in MARKDOWN.render(blind(5)).splitlines() if line.startswith("| The s")]
    assert table == [
        "| The s0 · The s1 · The s2 · The s3 | 4 | 4 | blind since 17 August 2026 08:00 JST; the name has no address |",
        "| The s4 | 1 | 1 | blind since 17 August 2026 08:00 JST; the server answered 503 |",
    ]


def test_a_track_of_which_no_source_was_reached_needs_no_list_of_them() -> None:
    written = MARKDOWN.render(blind(3))
    assert "- **Rules** · 規則: 3 told, none of 3 sources reached; that there is no more is not proven\n" in written
