"""Atom, JSON Feed, iCalendar and CSV, each read back by a reader that is not ours."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import feedparser
import pytest
import vobject

from tests.digest.samples import day, event, finding, made, recorded, span
from tests.render.hostile import WORDS
from tests.render.weeks import full_week, hostile_week
from tracker.model.digest import Digest
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.model.when import Precision
from tracker.render.atom import ATOM
from tracker.render.csv import CSV, HEAD
from tracker.render.ics import ICS
from tracker.render.jsonfeed import JSON_FEED

SEEN_BY_NOBODY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def numbered(digest: Digest) -> int:
    listed = {"brief", "coming", "coverage"}
    return len({(one.verdict, one.title, one.event) for part in digest.sections if part.name not in listed for one in part.entries})


def test_an_atom_feed_has_one_entry_for_each_thing_told() -> None:
    found = feedparser.parse(ATOM.render(full_week()))
    assert not found.bozo
    assert len(found.entries) == numbered(full_week())
    told = found.entries[1]
    assert told.title == "Harbour Use Act: promulgated, 12 August 2026 · 港湾利用法：公布、令和8年8月12日（2026年）"
    assert told.link == "https://harbour.example/news/1"
    assert told.id == "urn:policy-tracker:digests:weekly-2026-W33:2"
    assert told.updated == "2026-08-17T08:00:00+09:00"
    assert {tag.term for tag in told.tags} == {"decided", "rules"}
    assert "“公布された。” The harbour-news (official)" in told.content[0].value


def test_a_json_feed_says_the_same_as_the_atom_feed() -> None:
    atom, feed = feedparser.parse(ATOM.render(full_week(), "ja")), json.loads(JSON_FEED.render(full_week(), "ja"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["language"] == "ja"
    assert [(item["id"], item["title"]) for item in feed["items"]] == [(entry.id, entry.title) for entry in atom.entries]
    assert all(item["content_text"] for item in feed["items"])


def test_a_csv_has_one_line_for_each_source_of_each_entry() -> None:
    rows = list(csv.reader(io.StringIO(CSV.render(full_week()).removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEAD
    told = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    decided = [row for row in told if row["section"] == "decided"]
    assert [(row["source"], row["authority"]) for row in decided] == [("harbour-news", "official"), ("port-press", "press")]
    assert (decided[0]["earliest"], decided[0]["latest"], decided[0]["precision"]) == ("2026-08-12", "2026-08-12", "day")
    assert (decided[0]["was_earliest"], decided[0]["was_latest"]) == ("", "2026-09-30")
    funding = next(row for row in told if row["section"] == "new")
    assert (funding["facts_ja"], funding["facts_en"]) == ("1兆2,390億円", "¥1.239 trillion")


def calendar(digest: Digest) -> dict[str, vobject.base.Component]:
    return {one.uid.value: one for one in vobject.readOne(ICS.render(digest)).contents.get("vevent", [])}


def test_a_calendar_has_each_dated_event_once_as_exact_as_it_is_known() -> None:
    month = span("2026-09-01", "2026-09-30", Precision.MONTH)
    found = calendar(
        made(
            recorded(1, finding(event="exact", when=day("2026-08-12"))),
            recorded(2, finding(event="vague", when=month, modality=Modality.EXPECTED), title="another"),
            recorded(3, finding(event="undated", when=span(None, None)), title="a third"),
            events=(event("ahead", day("2026-09-01"), Modality.SCHEDULED), event("by", span(None, "2026-09-30", Precision.MONTH))),
        )
    )
    assert set(found) == {f"{name}@policy-tracker" for name in ("exact", "vague", "ahead", "by")}
    exact, vague = found["exact@policy-tracker"], found["vague@policy-tracker"]
    assert (exact.dtstart.value, exact.dtend.value) == (date(2026, 8, 12), date(2026, 8, 13))
    assert (vague.dtstart.value, vague.dtend.value) == (date(2026, 9, 1), date(2026, 10, 1))
    assert (exact.status.value, vague.status.value) == ("CONFIRMED", "TENTATIVE")
    assert vague.summary.value.endswith("(September 2026)")
    assert found["by@policy-tracker"].dtstart.value == date(2026, 9, 30)


def test_what_is_cancelled_or_withdrawn_is_cancelled_in_the_calendar() -> None:
    off = recorded(1, finding(Verdict.MOVES, event="off", modality=Modality.CANCELLED, was=day("2026-08-30")))
    back = recorded(2, finding(event="back"), withdrawn=True, title="another")
    found = calendar(made(off, back, told=frozenset({2})))
    assert {name: one.status.value for name, one in found.items()} == {
        "off@policy-tracker": "CANCELLED",
        "back@policy-tracker": "CANCELLED",
    }


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_break_no_format(words: str) -> None:
    plain, digest = hostile_week("plain"), hostile_week(words)
    atom = feedparser.parse(ATOM.render(digest), sanitize_html=False, resolve_relative_uris=False)
    assert not atom.bozo
    assert len(atom.entries) == len(feedparser.parse(ATOM.render(plain)).entries)
    items = json.loads(JSON_FEED.render(digest))["items"]
    linked = [link.href for entry in atom.entries for link in entry.get("links", ())]
    for link in [*linked, *(item["url"] for item in items if "url" in item)]:
        assert link.startswith(("https://", "http://"))
    rows = list(csv.reader(io.StringIO(CSV.render(digest).removeprefix("\ufeff"))))
    assert {len(row) for row in rows} == {len(HEAD)}
    assert not any(cell[:1] in ("=", "+", "-", "@", "＝", "＋") for row in rows for cell in row if cell)
    assert len(calendar(digest)) == len(calendar(plain))
    for written in (ATOM.render(digest), CSV.render(digest), ICS.render(digest).replace("\r\n", "\n").replace("\n ", "")):
        assert not SEEN_BY_NOBODY.search(written.replace("\r\n", "\n").removeprefix("\ufeff"))
