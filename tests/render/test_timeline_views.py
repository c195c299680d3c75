"""The timeline as table, JSON, Markdown and CSV: in order of time, in the reader's words, and harmless whatever stands in a row."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from tracker.errors import UsageError
from tracker.model.pack import EventType, LegalForce, Pack, Subject, Track
from tracker.model.reading import Fact, Modality
from tracker.model.source import Authority, Label
from tracker.model.timeline import Event, RowKind, Timeline
from tracker.model.when import UNKNOWN, Precision, When
from tracker.render.columns import cells, columns, wrap
from tracker.render.timeline import render_timeline
from tracker.render.timeline_words import when_cell

PACK = Pack(
    tracks={"water": Track("water", Label("水", "Water"), 2), "wells": Track("wells", Label("井戸", "Wells"))},
    subjects={"water-act": Subject(id="water-act", tracks=("water",), label=Label("水法", "Water Act"), force=LegalForce.STATUTE)},
    event_types={"passed": EventType(id="passed", label=Label("可決", "Passed"))},
)


def span(first: str | None, last: str | None, precision: str) -> When:
    ends = [None if text is None else date.fromisoformat(text) for text in (first, last)]
    return When(ends[0], ends[1], Precision(precision))


def event(name: str, when: When = UNKNOWN, *, title: str = "Passed", tracks: tuple[str, ...] = ("water",), **more: object) -> Event:
    fields: dict[str, object] = {"kind": RowKind.EVENT, "type": "passed", "modality": Modality.OCCURRED, **more}
    return Event(id=name, tracks=tracks, subject="water-act", title=Label(f"{title}（日本語）", title), when=when, **fields)  # type: ignore[arg-type]


def timeline(*events: Event) -> Timeline:
    return Timeline({found.id: found for found in events}, None, {events[0].id: ("press-a", "official-b")} if events else {})


MIXED = timeline(
    event("undated"),
    event("by-june", span(None, "2026-06-30", "month"), modality=Modality.SCHEDULED),
    event("may", span("2025-05-28", "2025-05-28", "day")),
    event("fiscal", span("2026-04-01", "2027-03-31", "fiscal-year"), tracks=("wells", "water")),
    event("gone", span("2025-01-01", "2025-01-01", "day"), withdrawn=True),
)


def listed(fmt: str = "json", track: str | None = None, as_of: datetime | None = None) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(render_timeline(MIXED, PACK, fmt, track=track, as_of=as_of))
    return rows


def test_rows_stand_in_order_of_time_with_the_undated_last_and_the_withdrawn_nowhere() -> None:
    assert [row["id"] for row in listed()] == ["may", "fiscal", "by-june", "undated"]


def test_a_row_in_json_has_all_that_is_known_of_it() -> None:
    row = event(
        "x",
        span("2026-03-17", "2026-03-31", "range"),
        row="R7",
        kind=RowKind.ABSENCE,
        type=None,
        facts=(
            Fact(name="amount", value="1230000000000", unit="JPY", least="1225000000000", most="1235000000000", written="¥1.23 trillion"),
        ),
        statement=Label("あ", "a"),
        locator="Chapter 1",
        authority=Authority.PRESS,
        tripwires=("fine",),
        depends_on=("y",),
    )
    (found,) = json.loads(render_timeline(timeline(row), PACK, "json"))
    assert found == {
        "id": "x",
        "row": "R7",
        "kind": "absence",
        "tracks": ["water"],
        "subject": "water-act",
        "type": None,
        "modality": "occurred",
        "when": {"earliest": "2026-03-17", "latest": "2026-03-31", "precision": "range"},
        "facts": [
            {
                "name": "amount",
                "value": "1230000000000",
                "unit": "JPY",
                "least": "1225000000000",
                "most": "1235000000000",
                "approx": False,
                "written": "¥1.23 trillion",
                "pot": None,
            }
        ],
        "title": {"ja": "Passed（日本語）", "en": "Passed"},
        "statement": {"ja": "あ", "en": "a"},
        "locator": "Chapter 1",
        "authority": "press",
        "tripwires": ["fine"],
        "indicators": [],
        "disputes": [],
        "depends_on": ["y"],
        "supersedes": [],
        "sources": ["press-a", "official-b"],
    }


def test_one_track_shows_the_rows_that_are_on_it_among_others() -> None:
    assert [row["id"] for row in listed(track="wells")] == ["fiscal"]
    assert "fiscal" in [row["id"] for row in listed(track="water")]


@pytest.mark.parametrize(("at", "modality"), [("2026-03-31", "scheduled"), ("2026-04-01", "occurred"), (None, "occurred")])
def test_what_is_dated_later_is_scheduled_whatever_the_row_says(at: str | None, modality: str) -> None:
    as_of = None if at is None else datetime.fromisoformat(f"{at}T12:00:00+09:00")
    assert {row["id"]: row["modality"] for row in listed(as_of=as_of)}["fiscal"] == modality


def test_today_is_the_day_where_the_reader_is() -> None:
    japan = datetime(2026, 4, 1, 0, 30, tzinfo=timezone(timedelta(hours=9)))
    assert {row["id"]: row["modality"] for row in listed(as_of=japan)}["fiscal"] == "occurred"
    assert {row["id"]: row["modality"] for row in listed(as_of=japan.astimezone(UTC))}["fiscal"] == "scheduled"


def test_what_was_never_said_to_have_happened_is_left_as_it_is() -> None:
    reported = timeline(event("x", span("2030-01-01", "2030-01-01", "day"), modality=Modality.REPORTED))
    (row,) = json.loads(render_timeline(reported, PACK, "json", as_of=datetime(2026, 1, 1, tzinfo=UTC)))
    assert row["modality"] == "reported"


@pytest.mark.parametrize(
    ("when", "en", "ja"),
    [
        (span("2025-05-28", "2025-05-28", "day"), "2025-05-28", "2025年5月28日"),
        (span("2026-07-01", "2026-07-10", "third"), "early July 2026", "2026年7月上旬"),
        (span("2026-07-21", "2026-07-31", "third"), "late July 2026", "2026年7月下旬"),
        (span("2025-10-01", "2025-10-31", "month"), "October 2025", "2025年10月"),
        (span("2026-04-01", "2026-06-30", "quarter"), "Q2 2026", "2026年4〜6月期"),
        (span("2026-09-01", "2026-11-30", "season"), "autumn 2026", "2026年秋"),
        (span("2026-12-01", "2027-02-28", "season"), "winter 2026", "2026年冬"),
        (span("2026-07-01", "2026-12-31", "half"), "H2 2026", "2026年下半期"),
        (span("2023-01-01", "2023-12-31", "year"), "2023", "2023年"),
        (span("2027-01-01", "2027-03-31", "fiscal-quarter"), "Q4 FY2026", "2026年度第4四半期"),
        (span("2026-10-01", "2027-03-31", "fiscal-half"), "H2 FY2026", "2026年度下期"),
        (span("2026-04-01", "2027-03-31", "fiscal-year"), "FY2026", "2026年度"),
        (span("2027-05-18", "2027-05-19", "range"), "2027-05-18 – 2027-05-19", "2027年5月18日〜2027年5月19日"),
        (span(None, "2026-06-30", "month"), "by June 2026", "2026年6月まで"),
        (span(None, "2026-12-31", "year"), "by the end of 2026", "2026年末まで"),
        (span(None, "2027-03-31", "fiscal-year"), "by the end of FY2026", "2026年度末まで"),
        (span(None, "2026-06-15", "day"), "by 2026-06-15", "2026年6月15日まで"),
        (span(None, "2026-06-30", "day"), "by 2026-06-30", "2026年6月30日まで"),
        (span("2025-10-01", None, "month"), "from October 2025", "2025年10月から"),
        (span("2026-04-01", None, "fiscal-year"), "from FY2026", "2026年度から"),
        (span("2025-10-27", None, "day"), "from 2025-10-27", "2025年10月27日から"),
        (UNKNOWN, "—", "—"),
    ],
)
def test_a_date_is_written_as_exactly_as_it_is_known(when: When, en: str, ja: str) -> None:
    assert (when_cell(when, "en"), when_cell(when, "ja")) == (en, ja)


LONG = timeline(
    event("a.rather-long-id.that-goes-on.and-on", span("2026-03-17", "2026-03-31", "range"), title="A title of many words " * 8),
    event("b", title="人工知能関連技術の研究開発及び活用の推進に関する法律" * 4, tracks=("water", "wells")),
    event("c", facts=(Fact(name="amount", value="1230000000000", unit="JPY"), Fact(name="flag", value="told elsewhere"))),
)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_table_is_aligned_and_fits_120_cells(lang: str) -> None:
    lines = render_timeline(LONG, PACK, "table", lang=lang).splitlines()
    assert max(cells(line) for line in lines) <= 120
    head = lines[0]
    starts = [
        cells(head[: head.index(word)])
        for word in (("時期", "トラック", "状態", "内容", "ID") if lang == "ja" else ("When", "Track", "Status", "What", "Id"))
    ]
    for line in lines[2:]:
        at, before = 0, " "
        for character in line:
            if at in starts[1:]:
                assert before == " ", f"the column that begins at {at} is touched by the one before: {line!r}"
            before, at = character, at + cells(character)
    assert not [line for line in lines if line != line.rstrip()]


def test_a_table_loses_no_word_and_shows_amounts() -> None:
    table = render_timeline(LONG, PACK, "table", lang="ja")
    assert table.replace("\n", "").replace(" ", "").count("関する法律") == 4
    assert "1兆2,300億円" in table
    assert "told elsewhere" not in table
    assert "and-on" in table


def test_the_state_of_a_row_that_no_sentence_can_confirm_is_what_it_is() -> None:
    rows = timeline(event("t", kind=RowKind.THESIS, modality=Modality.EXPECTED), event("e", modality=Modality.EXPECTED))
    assert {line.split()[2] for line in render_timeline(rows, PACK, "table").splitlines()[2:]} == {"thesis", "expected"}


def test_an_empty_track_says_so() -> None:
    only = timeline(event("a"))
    assert render_timeline(only, PACK, "table", track="wells") == "Nothing is known on this track.\n"
    assert "Nothing is known" in render_timeline(only, PACK, "md", track="wells")
    assert json.loads(render_timeline(only, PACK, "json", track="wells")) == []
    assert len(render_timeline(only, PACK, "csv", track="wells").splitlines()) == 1


def test_markdown_puts_each_row_under_its_first_track() -> None:
    text = render_timeline(MIXED, PACK, "md", as_of=datetime(2026, 6, 1, tzinfo=UTC))
    assert "As of 2026-06-01T00:00+00:00" in text
    water, wells = text.split("## Wells")
    assert "| by June 2026 | water | scheduled | Passed | by\\-june |".replace("\\", "") in water.replace("\\", "")
    assert "FY2026" in wells
    assert "FY2026" not in water
    assert "## 井戸" in render_timeline(MIXED, PACK, "md", lang="ja")


HOSTILE = '=HYPERLINK("http://evil.example")|<script>alert(1)</script>[x](javascript:1)\x1b[31m\u202e\nnext'


def test_hostile_titles_do_nothing_in_markdown_or_a_terminal() -> None:
    rows = timeline(event("a", title=HOSTILE))
    markdown = render_timeline(rows, PACK, "md")
    assert "<script" not in markdown
    assert "[x](javascript" not in markdown
    assert [line.replace("\\|", "").count("|") for line in markdown.splitlines() if line.startswith("| —")] == [6]
    for fmt in ("md", "table", "csv"):
        text = render_timeline(rows, PACK, fmt)
        assert "\x1b" not in text
        assert "\u202e" not in text


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "\t=1", " =1"])
def test_no_cell_of_csv_is_a_formula(start: str) -> None:
    text = render_timeline(timeline(event("a", title=start, locator=start)), PACK, "csv")
    (row,) = csv.DictReader(io.StringIO(text))
    for cell in row.values():
        assert cell[:1] not in set("=+-@＝＋－＠\t\r"), cell
    assert row["title_en"].endswith(start.strip())


def test_csv_has_one_line_a_row_and_reads_back() -> None:
    facts = (Fact(name="amount", value="5", unit="JPY"), Fact(name="version", value="1.10"))
    rows = timeline(event("a", span(None, "2026-06-30", "month"), title='with "quotes", commas\nand lines', facts=facts))
    text = render_timeline(rows, PACK, "csv")
    assert len(text.splitlines()) == 2
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["title_en"] == 'with "quotes", commas and lines'
    assert (row["earliest"], row["latest"], row["precision"]) == ("", "2026-06-30", "month")
    assert row["facts"] == "amount=5 JPY; version=1.10"


def test_an_unknown_format_or_track_is_a_mistake_of_the_asker() -> None:
    with pytest.raises(UsageError, match="table, json, md, csv"):
        render_timeline(MIXED, PACK, "xls")
    with pytest.raises(UsageError, match=r"no track 'wine'.*water, wells"):
        render_timeline(MIXED, PACK, "json", track="wine")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("日本語です", 4, ["日本", "語で", "す"]),
        ("a.bcd.efgh", 6, ["a.bcd.", "efgh"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("a\nb", 9, ["a", "b"]),
        ("", 5, [""]),
        ("2025年5月28日〜2025年12月26日", 17, ["2025年5月28日〜", "2025年12月26日"]),
        ("調査（1万社）", 12, ["調査（1万", "社）"]),
        ("））））", 4, ["））", "））"]),
    ],
)
def test_text_is_wrapped_by_cells(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


def test_wide_and_combining_characters_take_their_cells() -> None:
    assert [cells(text) for text in ("abc", "日本", "ｱ", "e\u0301", "Ａ")] == [3, 4, 1, 1, 2]
    assert columns([("日本", "x"), ("a", "y")], (4, 1)) == "日本  x\na     y\n"
