"""The Japanese edition says in Japanese why each entry is told as it is."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import msgspec
import pytest

from tests.digest.samples import PACK, day, entries, event, finding, made, recorded, source, span
from tests.house.rules import ROOT
from tests.render.weeks import full_week
from tracker.digest.entries import Scene, event_entry
from tracker.digest.reasons import why_ja
from tracker.model.digest import Entry, Looked
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.recorded import LookCount
from tracker.model.source import Authority
from tracker.model.when import Precision
from tracker.render.csv import CSV
from tracker.render.json import JSON
from tracker.render.script import is_japanese
from tracker.render.view import View

TODAY = date(2026, 8, 17)
RULE = re.compile(r'"((?:adds|advances|ambiguous|confirms|contradicts|moves|refines|supersedes)[.][a-z-]+)"')


def rules() -> list[str]:
    """Every rule that a verdict names."""
    sources = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "tracker" / "reconcile").glob("*.py")))
    return sorted({rule for text in sources for rule in RULE.findall(text)})


def entry(rule: str, **fields: object) -> Entry:
    row = event("e", day("2026-09-01"))
    plain = event_entry(row, row.title, Scene(PACK, {}, "d", TODAY), verdict="adds")
    return msgspec.structs.replace(plain, rule=rule, **fields)


def test_the_rules_are_found() -> None:
    assert {"advances.official", "moves.postponed", "supersedes.instance"} <= set(rules())


@pytest.mark.parametrize("rule", rules())
def test_every_rule_has_its_words(rule: str) -> None:
    assert why_ja(entry(rule), TODAY).endswith("。")
    assert "第二" in why_ja(entry(f"{rule}.corroborated"), TODAY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (entry("moves.date", when=day("2026-09-30"), was=day("2026-09-01")), "予定日が29日遅れる。"),
        (
            entry("moves.date", when=day("2026-08-30"), was=span("2026-09-01", "2026-09-30", Precision.MONTH)),
            "予定日が少なくとも2日早まる。",
        ),
        (
            entry("overdue.day-passed", age_days=9, looked=Looked(sources=3, reached=2, looks=8)),
            "予定の日を9日過ぎたが、実現を伝える情報源はない。この期間、分野の3情報源のうち2を閲覧（8回確認）。",
        ),
        (entry("coming.30-days"), "15日後。"),
        (entry("coming.30-days", when=span("2026-08-01", "2026-08-31")), "期間中、14日後に終わる。"),
        (entry("confirms.same.now-official"), "書かれた範囲でタイムラインと一致する。公式に確認された。"),
        (entry("rule.of.a.plug-in"), ""),
    ],
)
def test_what_the_rule_alone_does_not_say_comes_from_the_entry(given: Entry, said: str) -> None:
    assert why_ja(given, TODAY) == said


def test_no_edition_in_japanese_says_why_in_english() -> None:
    digest = full_week()
    view = View(digest, "ja")
    told = [one for section in digest.sections for one in section.entries if section.name != "coverage"]
    ours = [one for one in told if not one.rule.endswith(".sample") and view.why(one)]
    assert len({one.rule for one in ours}) >= 4
    assert [one.rule for one in ours if not is_japanese(view.why(one))] == []
    assert not any(is_japanese(View(digest, "en").why(one)) for one in ours)


def test_tables_and_data_have_the_reason_in_both_languages() -> None:
    digest = full_week()
    rows = list(csv.DictReader(io.StringIO(CSV.render(digest).removeprefix("\ufeff"))))
    known = [row for row in rows if row["why"] and not row["rule"].endswith(".sample")]
    assert len({row["rule"] for row in known}) >= 3
    assert [row["rule"] for row in known if not is_japanese(row["why_ja"]) or is_japanese(row["why"])] == []
    data = json.loads(JSON.render(digest))
    told = {(one["rule"], one.get("why_ja", "")) for section in data["sections"] for one in section["entries"]}
    assert {(row["rule"], row["why_ja"]) for row in rows} <= told


def test_a_digest_that_was_composed_before_reasons_were_kept_in_japanese_has_them_in_its_table() -> None:
    digest = full_week()
    bare = [
        msgspec.structs.replace(section, entries=tuple(msgspec.structs.replace(one, why_ja=msgspec.UNSET) for one in section.entries))
        for section in digest.sections
    ]
    assert CSV.render(msgspec.structs.replace(digest, sections=tuple(bare))) == CSV.render(digest)


def test_the_brief_says_whose_word_it_is_and_what_is_now_official() -> None:
    official = finding(Verdict.CONFIRMS, event="a", rule="confirms.same.now-official", why="w")
    reported = finding(Verdict.ADDS, "quay-grant", event="b", modality=Modality.REPORTED, reported=True)
    plain = finding(Verdict.CONFIRMS, "boat-fair", event="c", rule="confirms.same")
    digest = made(
        recorded(1, official),
        recorded(2, reported, authority=Authority.PRESS),
        recorded(3, plain),
        sources=(source("harbour-news"),),
        look_counts=(LookCount(source="harbour-news", looked=1, failed=0),),
    )
    view = View(digest, "en")
    brief = [
        (view.section_word(one), cited.url, view.how_sure(cited, one)) for one in entries(digest, "brief") if (cited := view.best_word(one))
    ]
    assert brief == [
        ("Now official", "https://harbour.example/news/1", "official"),
        ("New", "https://harbour.example/news/2", "press, reported (not confirmed)"),
    ]
