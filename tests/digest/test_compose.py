"""What surrounds the findings: corrections, reviews, texts, the seed's rows, labels of the period."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from tests.digest.samples import NOW, day, entries, event, finding, made, recorded, source, span
from tracker.digest.material import Review, TextChange
from tracker.model.digest import Digest
from tracker.model.finding import Verdict
from tracker.model.source import Authority, Terms
from tracker.model.when import UNKNOWN


def test_a_digest_without_anything_still_says_when_it_looked() -> None:
    digest = made()
    assert (digest.id, digest.series, digest.sections) == ("weekly-2026-W33", "weekly", ())
    assert (digest.since, digest.until, digest.composed) == (
        "2026-08-10T08:00:00+09:00",
        "2026-08-17T08:00:00+09:00",
        "2026-08-17T08:00:00+09:00",
    )
    assert digest.version == "0.1.0"


def test_a_citation_names_source_time_in_japan_snapshot_and_evidence_page() -> None:
    seen = datetime(2026, 8, 15, 20, 30, tzinfo=UTC)
    snapshot = "sha256:" + "0123456789abcdef" * 4
    (entry,) = entries(made(recorded(41, finding(), seen=seen, snapshot=snapshot), sources=(source("harbour-news"),)), "new")
    (cited,) = entry.sources
    assert (cited.seen, cited.snapshot, cited.finding) == ("2026-08-16T05:30:00+09:00", snapshot, 41)
    assert cited.page == "weekly-2026-W33/evidence/41-0123456789abcdef.html"
    assert cited.name is not None
    assert cited.name.en == "The harbour-news"


def test_a_quote_is_no_longer_than_its_publisher_allows() -> None:
    strict = msgspec.structs.replace(source("harbour-news"), terms=Terms(quote=5))
    (entry,) = entries(made(recorded(1, finding(quote="一二三四五六七")), sources=(strict,)), "new")
    assert entry.sources[0].quote == "一二三四五…"


def test_a_withdrawn_finding_is_a_correction_only_where_a_reader_has_heard_of_it() -> None:
    told, untold = recorded(1, finding(Verdict.ADVANCES), withdrawn=True), recorded(2, finding(Verdict.ADDS), withdrawn=True)
    digest = made(told, untold, told=frozenset({1}))
    (entry,) = entries(digest, "corrections")
    assert (entry.verdict, entry.title.en) == ("withdrawn", "Withdrawn: Harbour Use Act: published, 12 August 2026")
    assert not entries(digest, "decided")
    assert digest.unread == {"withdrawn before it was told": 1}


def test_a_finding_that_replaces_a_told_one_corrects_and_is_not_told_as_news() -> None:
    digest = made(recorded(5, finding(Verdict.ADVANCES), replaces=1), told=frozenset({1}))
    assert [entry.verdict for entry in entries(digest, "corrections")] == ["replaced"]
    assert not entries(digest, "decided")


def test_a_finding_that_replaces_an_untold_one_is_news() -> None:
    digest = made(recorded(5, finding(Verdict.ADVANCES), replaces=1))
    assert entries(digest, "decided")
    assert not entries(digest, "corrections")


def review(number: int, **given: object) -> Review:
    fields: dict[str, object] = {
        "source": "harbour-news",
        "title": f"見通し{number}",
        "url": f"https://x.example/{number}",
        "reason": "No date could be read.",
        "seen": NOW,
        "tracks": ("rules",),
    }
    return Review(**{**fields, **given})  # type: ignore[arg-type]


def test_an_item_for_review_shows_its_own_title_marked_and_why() -> None:
    (entry,) = entries(made(reviews=(review(1),), sources=(source("harbour-news", authority=Authority.PRESS),)), "review")
    assert (entry.title.en, entry.why) == ("For review (original title: “見通し1”)", "No date could be read.")
    assert entry.sources[0].authority is Authority.PRESS


def test_an_item_is_reviewed_once_and_not_where_it_is_told() -> None:
    told = recorded(1, finding(), title="見通し1", url="https://x.example/1")
    doubted = recorded(2, finding(Verdict.AMBIGUOUS), title="見通し2", url="https://x.example/2")
    digest = made(told, doubted, reviews=(review(1), review(2), review(3), review(3, source="other")))
    assert [entry.sources[0].title for entry in entries(digest, "review")] == ["見通し2", "見通し3"]


def text(number: int, **given: object) -> TextChange:
    fields: dict[str, object] = {
        "source": "crane-page",
        "title": "指針",
        "url": "https://x.example/guide",
        "seen": NOW,
        "snapshot": "sha256:" + "a" * 64,
        "old": f"旧{number}",
        "new": f"新{number}",
        "tracks": ("cranes",),
    }
    return TextChange(**{**fields, **given})  # type: ignore[arg-type]


def test_all_passages_of_one_text_stand_in_one_entry_before_and_after() -> None:
    (entry,) = entries(made(texts=(text(2, old=None), text(1))), "changed")
    assert (entry.old, entry.new) == ("旧1", "新2\n新1")
    assert entry.verdict == "changed"


def test_a_text_whose_item_is_told_as_an_event_is_not_told_again() -> None:
    told = recorded(1, finding(), title="指針", url="https://x.example/guide")
    assert not entries(made(told, texts=(text(1),)), "changed")


def test_a_first_digest_says_what_became_of_the_seeded_rows() -> None:
    rows = (
        event("a", day("2026-01-01")),
        event("b", day("2027-01-01")),
        event("c", day("2027-02-01")),
        event("d", day("2027-03-01")),
        event("later", day("2027-01-01")),
    )
    digest = made(
        recorded(1, finding(Verdict.CONFIRMS, event="b", background=True)),
        recorded(2, finding(Verdict.CONFIRMS, event="c")),
        recorded(3, finding(Verdict.ADVANCES, event="c")),
        recorded(4, finding(Verdict.ADDS, event="later")),
        events=rows,
        first=True,
        seeded=rows[:4],
    )
    (entry,) = entries(digest, "coverage")
    assert entry.title.en == (
        "First digest: what became of the briefing. Of its 4 rows: advanced 1, confirmed 1, overdue 1, not seen yet 1"
    )
    assert "4件のうち" in entry.title.ja


def test_a_later_digest_has_no_line_about_the_seed() -> None:
    assert not entries(made(events=(event("a", day("2027-01-01")),), seeded=(event("a", day("2027-01-01")),)), "coverage")


def test_when_and_was_are_objects_even_where_nothing_is_known() -> None:
    digest = made(
        recorded(1, finding(when=UNKNOWN, was=None)),
        recorded(2, finding(Verdict.CONTRADICTS)),
        reviews=(review(1),),
        texts=(text(1),),
        events=(event("late", span(None, "2026-01-01")), event("soon", day("2026-08-20"))),
    )
    found = [entry for section in digest.sections for entry in section.entries]
    assert len({entry.verdict for entry in found}) == 6
    assert all(entry.was is not None and entry.when is not None for entry in found)


def test_half_a_surrogate_pair_from_outside_does_not_stop_a_digest() -> None:
    digest = made(recorded(1, finding(quote="a\ud800b"), title="t\udfff", url="https://x.example/\ud800"))
    assert msgspec.json.decode(msgspec.json.encode(digest), type=Digest) == digest


def test_what_is_on_no_track_has_none() -> None:
    (entry,) = entries(made(recorded(1, finding(Verdict.ADDS, "", track="", tracks=()))), "new")
    assert (entry.track, entry.tracks) == ("", ())


def test_a_digest_of_next_week_does_not_tell_the_age_of_this_one() -> None:
    late = (event("late", span(None, "2026-08-01")),)
    ages = [entries(made(events=late, now=NOW + timedelta(days=more)), "overdue")[0].age_days for more in (0, 7)]
    assert ages == [16, 23]
