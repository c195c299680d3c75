"""The shipped timeline.yaml and sources.yaml load, name what must be named, and are cheap to load."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from collections import Counter
from datetime import timedelta
from functools import cache
from urllib.parse import urlsplit

import pytest
import yaml

from tests.seed.seeded import SOURCES, TIMELINE, shipped
from tracker import plugins
from tracker.archives.places_remote import why_no_past
from tracker.config.sources import read_sources
from tracker.model.pack import LegalForce
from tracker.model.past import OWN
from tracker.model.source import Authority, Source, SourcesFile
from tracker.pages.tree import parse
from tracker.text.links import canonical_link

TRACKS = ["act", "hq", "basic-plan", "budget", "guidelines", "geniac", "sovereign-llm", "gov-ai", "adoption", "stablecoin", "summit"]

FORCES = {
    "ai-promotion-act": LegalForce.STATUTE,
    "ai-strategy-hq": LegalForce.STATUTE,
    "ai-strategy-hq-order": LegalForce.ORDER,
    "ai-basic-plan": LegalForce.CABINET_DECISION,
    "ai-budget": LegalForce.STATEMENT,
    "national-budget": LegalForce.STATUTE,
    "growth-frame": LegalForce.CABINET_DECISION,
    "guidelines-for-business": LegalForce.GUIDELINE,
    "appropriateness-guideline": LegalForce.GUIDELINE,
    "government-genai-guideline": LegalForce.GUIDELINE,
    "appi": LegalForce.STATUTE,
    "ai-principle-code": LegalForce.VOLUNTARY_CODE,
    "hiroshima-ai-process": LegalForce.VOLUNTARY_CODE,
    "geniac": LegalForce.PROGRAMME,
    "geniac-prize": LegalForce.PROGRAMME,
    "gennai": LegalForce.PRODUCT,
    "plamo": LegalForce.PRODUCT,
    "tsuzumi": LegalForce.PRODUCT,
    "sakana-ai": LegalForce.STATEMENT,
    "noetra": LegalForce.STATEMENT,
    "adoption-survey": LegalForce.STATEMENT,
    "payment-services-act": LegalForce.STATUTE,
    "jpyc": LegalForce.PRODUCT,
    "jpysc": LegalForce.PRODUCT,
    "megabank-stablecoin": LegalForce.PRODUCT,
    "t4is": LegalForce.STATEMENT,
}
ALSO = (
    *("ai-policy-office", "ai-expert-panel", "ai-advisory-board", "japan-aisi", "copyright-view", "jftc-ai", "fsa-ai"),
    *("payment-innovation-project", "fintech-poc-hub", "post-5g-programme", "cotomi", "takane", "sarashina", "ict-white-paper"),
    *("local-government-ai-survey", "government-ai", "openai", "anthropic", "google", "microsoft", "aws", "meta"),
)

# What looks like a subject and is none: subject → strings of its near misses.
LOOKALIKES = {
    "ai-promotion-act": {"EUのAI法", "EU AI Act", "AI基本法", "AI法務"},
    "ai-strategy-hq": {"AI戦略会議", "日本成長戦略本部"},
    "ai-basic-plan": {"科学技術・イノベーション基本計画", "エネルギー基本計画", "デジタル社会の実現に向けた重点計画"},
    "guidelines-for-business": {"生成AI調達・利活用ガイドライン"},
    "appi": {"番号利用法"},
    "geniac": {"GENIAC-PRIZE", "ENIAC"},
    "gennai": {"平賀源内", "=GenAI"},
    "jpyc": {"JPYSC"},
    "jpysc": {"JPYC"},
    "adoption-survey": {"東京商工リサーチ"},
    "payment-services-act": {"金融商品取引法"},
    "t4is": {"AIサミット"},
    "japan-aisi": {"UK AISI", "US AISI"},
    "plamo": {"プラモデル"},
}

# Words that stand in the titles of every ministry, and may not name a subject by themselves.
ORDINARY = (
    *("基本計画", "本部", "同本部", "源内", "白書", "ガイドライン", "投資枠", "予算", "予算案", "概算要求", "補正予算", "3メガバンク"),
    *(
        "PIP",
        "PSA",
        "AISI",
        "PFN",
        "OpenAI",
        "Google",
        "Microsoft",
        "AWS",
        "Meta",
        "帝国データバンク",
        "stablecoin",
        "生成AI",
        "GenAI",
        "AI Act",
    ),
)


def folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name.removeprefix("=")).casefold()


def test_the_tracks_are_those_of_the_field_in_order_of_weight() -> None:
    tracks = shipped().pack.tracks
    assert sorted(tracks) == sorted(TRACKS)
    weights = [track.weight for track in tracks.values()]
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize("subject", FORCES)
def test_a_subject_binds_as_far_as_it_does(subject: str) -> None:
    found = shipped().pack.subjects[subject]
    assert found.force is FORCES[subject]
    assert found.aliases
    assert found.ladder or subject == "hiroshima-ai-process"


def test_what_else_is_followed_is_there() -> None:
    assert set(ALSO) <= set(shipped().pack.subjects)


def test_every_subject_has_a_name_in_both_languages_and_a_track() -> None:
    pack = shipped().pack
    for subject in pack.subjects.values():
        assert subject.label.ja
        assert subject.label.en
        assert subject.tracks
        assert subject.aliases or subject.weak_aliases, subject.id
    assert {track for subject in pack.subjects.values() for track in subject.tracks} == set(TRACKS)


@pytest.mark.parametrize("subject", LOOKALIKES)
def test_what_only_looks_like_a_subject_is_a_near_miss(subject: str) -> None:
    assert LOOKALIKES[subject] <= set(shipped().pack.subjects[subject].near_misses)


@pytest.mark.parametrize("word", ORDINARY)
def test_an_ordinary_word_names_nothing_by_itself(word: str) -> None:
    owners = [subject.id for subject in shipped().pack.subjects.values() for alias in subject.aliases if folded(alias) == folded(word)]
    assert owners == ([] if word != "GenAI" else ["gennai"]), "only as =GENAI, with its case as written"


def test_the_case_of_gennai_decides() -> None:
    gennai = shipped().pack.subjects["gennai"]
    assert "=GENAI" in gennai.aliases
    assert "GENAI" not in gennai.aliases
    assert {"=GenAI", "=genAI", "=Genai", "=genai"} <= set(gennai.near_misses)


def test_laws_are_known_by_their_numbers() -> None:
    subjects = shipped().pack.subjects
    assert subjects["ai-promotion-act"].identifiers["law-id"] == "507AC0000000053"
    assert subjects["ai-strategy-hq-order"].identifiers["law-id"] == "507CO0000000281"
    assert subjects["appi"].identifiers["law-id"] == "415AC0000000057"
    assert subjects["ai-promotion-act"].identifiers["bill"] == "第217回国会 閣法 29"


def test_the_five_years_overlap_the_account_and_are_not_on_top_of_it() -> None:
    pots = shipped().pack.pots
    gross = "meti-ai-semiconductor.fy2026.gross"
    assert gross in pots["foundation-models.five-years"].overlaps
    assert pots["meti-ai-semiconductor.fy2026.foundation-models"].part_of == (gross, "foundation-models.five-years")
    assert pots["meti-ai-semiconductor.fy2026.net"].basis == "net"
    assert "foundation-models.five-years" in pots["growth-frame.ten-trillion"].overlaps


def test_pots_that_exclude_or_overlap_say_so_of_each_other() -> None:
    pots = shipped().pack.pots
    for pot in pots.values():
        for other in pot.excludes:
            if pots[other].subject == pot.subject and pots[other].period == pot.period:
                assert pot.id in pots[other].excludes, (pot.id, other)


def test_every_event_type_of_the_field_is_labelled_and_on_a_ladder_or_free() -> None:
    pack = shipped().pack
    assert {"enacted", "partly-in-force", "cabinet-decision", "cabinet-understanding", "drafted", "trial-started"} <= set(pack.event_types)
    assert all(kind.label.ja and kind.label.en for kind in pack.event_types.values())
    for event in shipped().events:
        if event.kind.value == "event":
            assert event.type in pack.event_types


@cache
def watched() -> SourcesFile:
    kinds = {name: plugins.kind(name).options for name in plugins.names(plugins.KINDS)}
    return read_sources(SOURCES, kinds=kinds, tracks=shipped().pack.tracks)


def sources() -> tuple[Source, ...]:
    return watched().sources


def host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""


def note(source: Source) -> str:
    return source.note or ""


def test_there_are_feeds_and_pages_enough() -> None:
    kinds = Counter(source.kind for source in sources())
    assert kinds.total() >= 80
    assert kinds["page"] >= 20
    assert kinds["feed"] >= 20
    assert kinds["law"] >= 1
    official = [source for source in sources() if source.authority.is_official]
    assert len(official) >= 45
    assert len(sources()) - len(official) >= 8


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.id)
def test_a_source_says_whose_it_is_what_its_terms_are_and_what_is_odd_about_it(source: Source) -> None:
    assert source.publisher is not None
    assert source.terms.attribution
    assert source.terms.quote <= (400 if source.terms.redistribute else 200)
    assert source.terms.quote <= 120 or source.authority not in (Authority.PRESS, Authority.AGGREGATOR)
    assert note(source)
    assert source.unverified == ("Not verified" in note(source))
    assert source.backfill is not None
    tells = why_no_past(source, plugins.kind) is None
    assert tells or OWN not in source.backfill.archives
    assert tells or not source.backfill.pages, "what its kind does not ask for need not be named"
    assert source.kind != "feed" or not source.backfill.pages


def test_no_address_is_watched_twice() -> None:
    addresses = Counter(canonical_link(source.url) for source in sources())
    assert [address for address, count in addresses.items() if count > 1] == []


def test_the_pack_leaves_nothing_unseen_that_can_be_seen() -> None:
    assert watched().warnings == ()


def test_every_source_is_looked_at_well_within_its_window() -> None:
    every = {source.id: source.every for source in sources()}
    reach = {source.id: source.window for source in sources() if source.window is not None}
    assert {name: reach[name].days for name in ("soumu-news", "digital-news", "kantei-news", "mof-news")} == {
        "soumu-news": 5,
        "digital-news": 6,
        "kantei-news": 11,
        "mof-news": 20,
    }
    for source, window in reach.items():
        assert every[source] * 4 <= window, source
    assert every["public-comment-open"] <= timedelta(hours=2)


def test_what_stands_behind_a_wall_has_somebody_else_to_ask() -> None:
    by_id = {source.id: source for source in sources()}
    walled = [source for source in by_id.values() if host(source) == "www.meti.go.jp"]
    assert len(walled) >= 5
    for source in walled:
        assert source.fallback is not None, source.id
        assert source.silent_normal, source.id
        assert "Walled" in note(source), source.id
    for source in by_id.values():
        if source.fallback is not None:
            other = by_id[source.fallback]
            assert host(other) != host(source), source.id
            assert set(other.tracks) & set(source.tracks), source.id
            assert other.authority.is_official or not source.authority.is_official, source.id


def test_the_laws_of_the_field_are_asked_for_by_number() -> None:
    (laws,) = [source for source in sources() if source.kind == "law"]
    asked = set(laws.options["laws"])
    known = {subject.identifiers.get("law-id") for subject in shipped().pack.subjects.values()} - {None}
    assert known <= asked
    assert "421AC0000000059" in asked, "payment services"
    assert not any(host(source).endswith("kanpo.go.jp") for source in sources()), "the gazette asks not to be collected"


def test_beyond_the_catalogue_competition_foreign_affairs_and_the_forum_on_finance_are_watched() -> None:
    by_id = {source.id: source for source in sources()}
    for name in ("jftc-press", "mofa-press", "fsa-ai-forum"):
        assert by_id[name].unverified, name


@pytest.mark.parametrize("track", TRACKS)
def test_every_track_is_watched_on_more_than_one_host(track: str) -> None:
    assert len({host(source) for source in sources() if track in source.tracks}) >= 2


def test_the_selectors_that_are_given_can_be_read() -> None:
    """Those that stand as comments too: they are meant to be switched on as they are."""
    waiting = re.findall(r"(?m)^    # follow: (.+)$", SOURCES.read_text(encoding="utf-8"))
    given = [str(source.options["follow"]) for source in sources() if "follow" in source.options]
    assert len(given) >= 4
    for selector in (*given, *(str(yaml.safe_load(written)) for written in waiting)):
        assert parse("<p>").css(selector) == []


def test_the_silence_of_what_is_closed_is_no_alarm() -> None:
    silent = {source.id for source in sources() if source.silent_normal}
    assert {"cao-strategy-council", "meti-release-feed", "meti-ai-guidelines"} <= silent


def test_every_track_but_the_summit_has_an_official_source() -> None:
    official = {track for source in sources() if source.authority is Authority.OFFICIAL for track in source.tracks}
    assert set(TRACKS) - official == {"summit"}


def test_who_retells_is_no_official_word() -> None:
    authority = {source.id: source.authority for source in sources()}
    assert authority["pr-times"] is authority["livedoor-topics"] is Authority.AGGREGATOR
    assert authority["japan-news"] is authority["itmedia"] is Authority.PRESS
    assert authority["meti-journal"] is Authority.ORGANISATION
    assert authority["ldp-policy"] is Authority.AGGREGATOR


def test_feeds_that_may_not_be_passed_on_are_marked() -> None:
    redistribute = {source.id: source.terms.redistribute for source in sources()}
    assert not any(redistribute[name] for name in ("cao-news", "mhlw-news", "caa-news", "japan-news"))
    assert redistribute["digital-news"]


def test_the_event_types_stand_between_their_marks() -> None:
    text = TIMELINE.read_text(encoding="utf-8")
    assert re.search(r"(?ms)^# --- event types ---$.*^event_types:.*^ladders:.*^# --- end of event types ---$", text)


def test_loading_the_timeline_costs_no_command_its_speed() -> None:
    """In a process of its own, with the imports already paid: the least of three, so that a busy machine does not fail it."""
    code = (
        "import time, re\nfrom pathlib import Path\nfrom tracker.config.seed import load_seed\n"
        "def cost():\n    re.purge()\n    t = time.process_time()\n    load_seed(Path('db/timeline.yaml'))\n    return time.process_time() - t\n"
        "print(min(cost() for _ in range(3)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TIMELINE.parents[1])
    assert float(found.stdout) < 1.5
