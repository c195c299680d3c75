"""One entry per change in the world, and every item in one telling entry only."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import permutations
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.digest.samples import NOW, day, entries, event, finding, made, recorded, source, span, yen
from tracker.digest.plain import item_key
from tracker.digest.sections import SECTION_OF, TELLING
from tracker.model.digest import Digest
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Terms
from tracker.model.when import UNKNOWN


def test_the_findings_of_one_passage_are_one_entry_led_by_its_main_one() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, "boat-fair", event="side"), change=7, main=False, url="https://x.example/", title="t"),
        recorded(2, finding(Verdict.ADDS, "crane-guide", event="main"), change=7, url="https://x.example/", title="t"),
    )
    (entry,) = entries(digest, "new")
    assert entry.event == "main"
    assert [statement.event for statement in entry.also] == ["side"]
    assert entry.tracks == ("cranes", "fairs")
    assert not entries(digest, "decided")


def test_sources_of_one_event_are_one_entry_best_authority_first_then_earliest_seen() -> None:
    late, early = NOW - timedelta(hours=1), NOW - timedelta(hours=9)
    digest = made(
        recorded(1, finding(Verdict.ADVANCES), authority=Authority.PRESS, seen=early, source="press"),
        recorded(2, finding(Verdict.ADVANCES), authority=Authority.OFFICIAL, seen=late, source="late"),
        recorded(3, finding(Verdict.ADVANCES), authority=Authority.OFFICIAL, seen=early, source="early"),
        recorded(4, finding(Verdict.ADVANCES), authority=Authority.GAZETTE, seen=late, source="gazette"),
    )
    (entry,) = entries(digest, "decided")
    assert [cited.source for cited in entry.sources] == ["gazette", "early", "late", "press"]


def test_an_entry_takes_the_words_of_its_best_source_though_another_came_first() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, modality=Modality.REPORTED, rule="weak"), authority=Authority.PRESS),
        recorded(2, finding(Verdict.ADVANCES, rule="strong"), authority=Authority.OFFICIAL),
    )
    (entry,) = entries(digest, "decided")
    assert (entry.modality, entry.rule) == ("occurred", "strong")


def test_what_was_reported_and_is_official_by_the_same_digest_is_one_entry() -> None:
    said = finding(Verdict.ADDS, event="new-one", modality=Modality.REPORTED, reported=True)
    official = finding(Verdict.ADVANCES, event="new-one", rule="advances.official")
    digest = made(recorded(1, said, authority=Authority.PRESS, source="press"), recorded(2, official, source="office"))
    assert not entries(digest, "new")
    (entry,) = entries(digest, "decided")
    assert (entry.rule, [cited.source for cited in entry.sources]) == ("advances.official", ["office", "press"])
    alone = made(recorded(1, said, authority=Authority.PRESS, source="press"))
    assert [entry.event for entry in entries(alone, "new")] == ["new-one"]


def test_additions_of_one_kind_subject_and_interval_are_one_entry_whatever_their_proposed_ids() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADDS, event="proposed-a", when=day("2026-08-12"))),
        recorded(2, finding(Verdict.ADDS, event="proposed-b", when=day("2026-08-12"))),
        recorded(3, finding(Verdict.ADDS, event="proposed-c", when=day("2026-08-13"))),
        recorded(4, finding(Verdict.ADDS, event="proposed-d", when=day("2026-08-12"), type="selected")),
    )
    assert sorted(len(entry.sources) for entry in entries(digest, "new")) == [1, 1, 2]


def test_additions_without_subject_or_date_do_not_merge_by_being_alike() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADDS, "", event="a")),
        recorded(2, finding(Verdict.ADDS, "", event="b")),
        recorded(3, finding(Verdict.ADDS, event="c", when=UNKNOWN)),
        recorded(4, finding(Verdict.ADDS, event="d", when=UNKNOWN)),
    )
    assert len(entries(digest, "new")) == 4


def test_what_confirms_the_news_of_this_very_digest_is_one_more_source_of_it() -> None:
    month = span("2026-08-01", "2026-08-31")
    digest = made(
        recorded(1, finding(Verdict.ADDS, when=month), authority=Authority.PRESS, source="paper"),
        recorded(2, finding(Verdict.CONFIRMS, when=month), authority=Authority.OFFICIAL, source="office"),
        recorded(3, finding(Verdict.REFINES, when=day("2026-08-12"), modality=Modality.REPORTED), source="second"),
        recorded(4, finding(Verdict.CONFIRMS, modality=Modality.SCHEDULED), source="plan"),
        recorded(5, finding(Verdict.CONFIRMS, when=day("2026-09-01")), source="other-day"),
    )
    (entry,) = entries(digest, "new")
    assert (entry.verdict, entry.when) == ("adds", day("2026-08-12"))
    assert [cited.source for cited in entry.sources] == ["second", "office", "paper"]
    assert {cited.source for one in entries(digest, "confirmed") for cited in one.sources} == {"plan", "other-day"}


def test_two_stages_told_of_one_event_are_two_changes_unless_of_the_same_day() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, type="published", when=UNKNOWN)),
        recorded(2, finding(Verdict.ADVANCES, type="in-force", when=UNKNOWN)),
        recorded(3, finding(Verdict.ADVANCES, event="x", type="published")),
        recorded(4, finding(Verdict.ADVANCES, event="x", type="in-force")),
    )
    assert sorted(len(entry.sources) for entry in entries(digest, "decided")) == [1, 1, 2]


def test_two_versions_are_two_changes() -> None:
    versions = [finding(Verdict.SUPERSEDES, facts=(Fact(name="version", value=value),)) for value in ("2", "3", "2")]
    digest = made(*(recorded(number, what) for number, what in enumerate(versions, 1)))
    assert sorted(len(entry.sources) for entry in entries(digest, "decided")) == [1, 2]


def test_history_in_a_passage_does_not_hide_its_news() -> None:
    item = {"change": 1, "url": "https://x.example/1", "title": "t"}
    digest = made(
        recorded(1, finding(Verdict.ADDS, event="old", background=True), **item),
        recorded(2, finding(Verdict.ADVANCES, event="step"), main=False, **item),
    )
    (entry,) = entries(digest, "decided")
    assert [statement.event for statement in entry.also] == ["old"]


def test_a_silent_word_against_an_entry_is_no_source_of_it() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES)),
        recorded(2, finding(Verdict.CONFIRMS, modality=Modality.DENIED, tell=False)),
    )
    assert [len(entry.sources) for entry in entries(digest, "decided")] == [1]
    assert digest.unread == {"known already": 1}


def test_two_verdicts_on_one_event_are_two_entries() -> None:
    digest = made(recorded(1, finding(Verdict.CONFIRMS)), recorded(2, finding(Verdict.CONTRADICTS)))
    assert len(entries(digest, "confirmed")) == len(entries(digest, "contradicts")) == 1


def test_dates_that_exclude_each_other_are_two_changes() -> None:
    digest = made(
        recorded(1, finding(Verdict.MOVES, when=day("2026-10-01"))),
        recorded(2, finding(Verdict.MOVES, when=day("2026-12-01"))),
        recorded(3, finding(Verdict.MOVES, when=span("2026-10-01", "2026-10-31"))),
    )
    assert [len(entry.sources) for entry in entries(digest, "moved")] == [1, 2]


def test_yes_and_no_are_two_changes_but_reported_and_happened_are_one() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES)),
        recorded(2, finding(Verdict.ADVANCES, modality=Modality.REPORTED)),
        recorded(3, finding(Verdict.ADVANCES, modality=Modality.DENIED)),
    )
    assert sorted((entry.modality or "", len(entry.sources)) for entry in entries(digest, "decided")) == [("denied", 1), ("occurred", 2)]


def test_two_contradictions_of_one_event_that_say_different_things_stay_apart() -> None:
    digest = made(
        recorded(1, finding(Verdict.CONTRADICTS, facts=(yen("100"),))),
        recorded(2, finding(Verdict.CONTRADICTS, facts=(yen("200"),))),
        recorded(3, finding(Verdict.CONTRADICTS, facts=(yen("200"),))),
    )
    assert sorted(len(entry.sources) for entry in entries(digest, "contradicts")) == [1, 2]


def test_an_entry_takes_the_date_that_any_of_its_sources_knows() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, when=UNKNOWN), authority=Authority.GAZETTE),
        recorded(2, finding(Verdict.ADVANCES, when=day("2026-08-11")), authority=Authority.PRESS),
    )
    (entry,) = entries(digest, "decided")
    assert entry.when == day("2026-08-11")


def test_the_passages_of_one_item_are_one_entry_of_the_foremost_section() -> None:
    item = {"url": "https://x.example/page", "title": "一つの頁"}
    digest = made(
        recorded(1, finding(Verdict.CONFIRMS, event="old"), **item),
        recorded(2, finding(Verdict.ADVANCES, event="step"), **item),
        recorded(3, finding(Verdict.ADDS, event="more"), **item),
    )
    assert not entries(digest, "confirmed")
    assert not entries(digest, "new")
    (entry,) = entries(digest, "decided")
    assert [statement.event for statement in entry.also] == ["more", "old"]
    assert len(entry.sources) == 1


def test_every_event_of_a_page_is_an_entry_of_its_own_where_its_blocks_have_no_title_or_address() -> None:
    page = source("harbour-page")
    block = {"source": page.id, "url": page.url, "title": page.name.ja}
    digest = made(
        recorded(1, finding(Verdict.MOVES, event="a", quote="甲"), **block),
        recorded(2, finding(Verdict.MOVES, event="b", quote="乙"), **block),
        recorded(3, finding(Verdict.CONTRADICTS, event="a", quote="丙"), **block),
        recorded(4, finding(Verdict.ADVANCES, event="c", quote="丁"), change=4, **block),
        recorded(5, finding(Verdict.ADDS, event="d", quote="戊"), change=4, main=False, **block),
        recorded(6, finding(Verdict.ADDS, event="e", background=True, when=day("2026-01-05")), change=4, main=False, **block),
        recorded(7, finding(Verdict.MOVES, event="b", quote="己"), **block),
        sources=(page,),
    )
    told = {
        name: [(entry.event, [cited.quote for cited in entry.sources]) for entry in entries(digest, name)]
        for name in ("decided", "new", "moved", "contradicts")
    }
    assert told == {
        "decided": [("c", ["丁"])],
        "new": [("d", ["戊"])],
        "moved": [("a", ["甲"]), ("b", ["己"])],
        "contradicts": [("a", ["丙"])],
    }
    assert [statement.event for statement in entries(digest, "decided")[0].also] == ["e"], "history stays beside the news"


def test_what_an_item_tells_besides_carries_its_sentence_as_far_as_it_may_be_quoted_and_its_section() -> None:
    item = {"url": "https://x.example/page", "title": "一つの記事", "source": "closed"}
    closed = msgspec.structs.replace(source("closed"), terms=Terms(quote=4))
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, event="step"), **item),
        recorded(2, finding(Verdict.CONTRADICTS, event="other", quote="これとは違う日である。", when=day("2026-08-13")), **item),
        sources=(closed,),
    )
    (entry,) = entries(digest, "decided")
    (beside,) = entry.also
    assert (beside.verdict, beside.section, beside.quote, beside.when) == ("contradicts", "contradicts", "これとは…", day("2026-08-13"))


def test_one_item_carried_by_two_sources_is_cited_once_under_the_better_authority() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES), url="https://x.example/1", title="ＡＢ 公表", authority=Authority.AGGREGATOR, source="list"),
        recorded(2, finding(Verdict.ADVANCES), url="https://x.example/1 ", title="AB公表", authority=Authority.OFFICIAL, source="own"),
    )
    (entry,) = entries(digest, "decided")
    assert [cited.source for cited in entry.sources] == ["own"]


def test_a_further_statement_that_has_an_entry_of_its_own_is_not_repeated() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, event="a"), change=1),
        recorded(
            2,
            finding(Verdict.ADVANCES, "boat-fair", event="b"),
            change=1,
            main=False,
            url="https://harbour.example/news/1",
            title="お知らせ第1号",
        ),
        recorded(3, finding(Verdict.ADVANCES, "boat-fair", event="b")),
    )
    first, second = entries(digest, "decided")
    assert (first.event, first.also) == ("a", ())
    assert second.event == "b"


def test_a_silent_finding_only_adds_its_source_to_the_entry_of_its_event() -> None:
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, event="a")),
        recorded(2, finding(Verdict.CONFIRMS, event="a", tell=False), source="echo"),
        recorded(3, finding(Verdict.CONFIRMS, event="elsewhere", tell=False)),
    )
    (entry,) = entries(digest, "decided")
    assert {cited.source for cited in entry.sources} == {"harbour-news", "echo"}
    assert not entries(digest, "confirmed")
    assert digest.unread == {"known already": 1}


def test_a_silent_finding_of_an_item_that_is_told_adds_nothing_and_is_not_counted() -> None:
    item = {"url": "https://x.example/1", "title": "t"}
    digest = made(
        recorded(1, finding(Verdict.ADVANCES, event="a"), **item),
        recorded(2, finding(Verdict.ADDS, "boat-fair", event="b")),
        recorded(3, finding(Verdict.CONFIRMS, event="b", tell=False), **item),
        recorded(4, finding(Verdict.CONFIRMS, event="c", tell=False), change=1, main=False, **item),
    )
    assert _items(digest) == Counter({("t", "https://x.example/1"): 1, ("お知らせ第2号", "https://harbour.example/news/2"): 1})
    assert digest.unread == {}


def test_a_passage_whose_main_finding_is_silent_is_led_by_what_it_has_to_tell() -> None:
    digest = made(
        recorded(1, finding(Verdict.CONFIRMS, event="known", tell=False), change=1),
        recorded(2, finding(Verdict.ADDS, event="fresh"), change=1, main=False),
    )
    assert [entry.event for entry in entries(digest, "new")] == ["fresh"]
    assert digest.unread == {}


def test_the_order_of_the_findings_changes_nothing() -> None:
    found = (
        recorded(1, finding(Verdict.MOVES, when=span("2026-10-01", "2026-10-31"))),
        recorded(2, finding(Verdict.MOVES, when=day("2026-10-01"))),
        recorded(3, finding(Verdict.MOVES, when=day("2026-10-02"))),
        recorded(4, finding(Verdict.CONFIRMS, tell=False)),
        recorded(5, finding(Verdict.ADDS, "boat-fair"), url="https://harbour.example/news/1", title="お知らせ第1号"),
    )
    assert len({str(made(*order)) for order in permutations(found)}) == 1


def test_an_overdue_finding_and_the_calendar_give_one_entry() -> None:
    digest = made(recorded(1, finding(Verdict.OVERDUE, event="late")), events=(event("late", span(None, "2026-08-01")),))
    assert [entry.event for entry in entries(digest, "overdue")] == ["late"]


def _items(digest: Digest) -> Counter[tuple[str, str]]:
    told = (section.entries for section in digest.sections if section.name in TELLING)
    return Counter(item_key(cited.title, cited.url) for found in told for entry in found for cited in entry.sources)


_WHENS = st.sampled_from([UNKNOWN, day("2026-08-01"), day("2026-08-02"), span("2026-08-01", "2026-08-31"), span(None, "2026-08-15")])


@st.composite
def _passages(draw: st.DrawFn) -> list[RecordedFinding]:
    """Findings of up to eight passages of up to five items; the findings of one passage share its item."""
    number, found = 0, []
    for change in range(draw(st.integers(1, 8))):
        item = draw(st.integers(1, 5))
        for place in range(draw(st.integers(1, 3))):
            number += 1
            what = finding(
                draw(st.sampled_from(list(Verdict))),
                draw(st.sampled_from(["harbour-act", "boat-fair", ""])),
                event=draw(st.sampled_from(["a", "b", None])),
                when=draw(_WHENS),
                modality=draw(st.sampled_from([Modality.OCCURRED, Modality.DENIED, Modality.EXPECTED])),
                tell=draw(st.booleans()),
                background=draw(st.integers(0, 5)) == 0,
            )
            given_ = {"change": change, "main": place == 0, "url": f"https://x.example/{item}", "title": f"第{item}"}
            found.append(recorded(number, what, authority=draw(st.sampled_from(list(Authority))), **given_))
    return found


@settings(max_examples=150, deadline=None)
@given(_passages())
def test_every_told_item_stands_exactly_once_in_the_telling_sections(found: list[RecordedFinding]) -> None:
    digest = made(*found)
    items = _items(digest)
    assert set(items.values()) <= {1}
    leads = [_lead(found, change) for change in {one.change for one in found}]
    wanted = {item_key(lead.evidence.title, lead.evidence.url) for lead in leads if lead and _telling(lead)}
    assert wanted <= set(items)


def _lead(found: list[RecordedFinding], change: int) -> RecordedFinding | None:
    """The finding that a passage is told by: its main one if that is told."""
    told = [one for one in found if one.change == change and one.finding.tell and SECTION_OF[one.finding.verdict]]
    return next((one for one in told if one.main), told[0] if len(told) == 1 else None)


def _telling(lead: RecordedFinding) -> bool:
    return SECTION_OF[lead.finding.verdict] in TELLING and not lead.finding.background


def test_an_item_is_quoted_by_the_sentence_that_leads_though_another_was_recorded_first() -> None:
    item = {"change": 1, "url": "https://x.example/1", "title": "t"}
    digest = made(
        recorded(1, finding(Verdict.CONFIRMS, event="a", quote="傍ら"), main=False, seen=NOW - timedelta(hours=9), **item),
        recorded(2, finding(Verdict.ADVANCES, event="b", quote="主文"), **item),
    )
    assert [cited.quote for cited in entries(digest, "decided")[0].sources] == ["主文"]


@settings(max_examples=60, deadline=None)
@given(_passages(), st.randoms(use_true_random=False))
def test_shuffled_findings_give_the_same_digest(found: list[RecordedFinding], chance: Random) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert made(*shuffled) == made(*found)
