"""timeline.yaml is refused as a whole where it cannot be true, with every fault named by line and key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tracker.config.seed import load_seed
from tracker.config.seed_rows import fits
from tracker.errors import ConfigError, ConfigFaultsError
from tracker.model.reading import Fact, Modality
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind, Seed
from tracker.model.when import Precision, When

PACK = """\
version: 1
known_at: 2026-04-30
tracks: {water: {label: {ja: 水, en: Water}, weight: 3}}
event_types:
  drafted: {label: {ja: 起草, en: Drafted}, signals: {ja: [起草], en: ['draft(?:ed)?']}}
  passed: {label: {ja: 可決, en: Passed}}
  met: {label: {ja: 会合, en: Met}, recurs: true, told_as: [passed]}
ladders: {law: [drafted, passed]}
subjects:
  water-act:
    tracks: [water]
    label: {ja: 水法, en: Water Act}
    force: statute
    aliases: [水法, Water Act]
    near_misses: [下水法]
    ladder: law
    identifiers: {law-id: X1}
pots:
  pipes.2026: {label: {ja: 管, en: Pipes}}
rows:
"""
FIRST_ROW = PACK.count("\n") + 1
"""The line on which the first row begins."""

ROW = {
    "id": "water.passed",
    "kind": "event",
    "tracks": "[water]",
    "subject": "water-act",
    "title": "{ja: 可決, en: Passed}",
    "type": "passed",
}


def row(**changes: str | None) -> str:
    """One row as YAML, each key on its line; None leaves a key out."""
    fields = {key: value for key, value in {**ROW, **changes}.items() if value is not None}
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items()) + "\n"


def day(text: str) -> str:
    return f"{{earliest: {text}, latest: {text}, precision: day}}"


def load(tmp_path: Path, text: str) -> Seed:
    path = tmp_path / "timeline.yaml"
    path.write_text(text, encoding="utf-8")
    return load_seed(path)


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(ConfigFaultsError) as caught:
        load(tmp_path, text)
    assert all(fault.file == tmp_path / "timeline.yaml" for fault in caught.value.faults)
    return [(fault.line, fault.key, fault.message) for fault in caught.value.faults]


def test_a_whole_row_is_read(tmp_path: Path) -> None:
    text = PACK + row(
        row="S1",
        when=day("2026-03-01"),
        modality="scheduled",
        facts="[{name: amount, value: 1200, unit: JPY, least: 1150, most: 1250, approx: true, written: ¥1200, pot: pipes.2026}]",
        statement="{ja: あ, en: a}",
        locator="Chapter 1",
    )
    seed = load(tmp_path, text)
    assert seed.events == (
        Event(
            id="water.passed",
            kind=RowKind.EVENT,
            tracks=("water",),
            subject="water-act",
            type="passed",
            title=Label("可決", "Passed"),
            when=When(date(2026, 3, 1), date(2026, 3, 1), Precision.DAY),
            modality=Modality.SCHEDULED,
            facts=(
                Fact(name="amount", value="1200", unit="JPY", least="1150", most="1250", approx=True, written="¥1200", pot="pipes.2026"),
            ),
            statement=Label("あ", "a"),
            row="S1",
            locator="Chapter 1",
        ),
    )
    assert seed.pack.stage("water-act", "passed") == 1
    assert seed.pack.tracks["water"].weight == 3
    assert seed.pack.event_types["met"].told_as == ("passed",)
    assert seed.pack.event_types["drafted"].signals == {"ja": ("起草",), "en": ("draft(?:ed)?",)}


def test_known_at_is_the_end_of_that_day_in_japan(tmp_path: Path) -> None:
    assert load(tmp_path, PACK + row()).known_at == datetime(2026, 4, 30, 14, 59, 59, tzinfo=UTC)


def test_the_digest_names_the_bytes_of_the_file(tmp_path: Path) -> None:
    one, same, other = (load(tmp_path, PACK + text).digest for text in (row(), row(), row() + "# a comment\n"))
    assert one == same != other
    assert one.startswith("sha256:")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("version: 1", "version: 3", "version", "reads version 1, not 3"),
        ("known_at: 2026-04-30", "known_at: 2026-02-30", "known_at", "no day 2026-02-30 in the calendar"),
        ("known_at: 2026-04-30", "known_at: April", "known_at", "a date such as 2026-04-30"),
        ("label: {ja: 水, en: Water}", "label: {ja: 水}", "tracks.water.label", "'en' is missing"),
        ("weight: 3", "weight: heavy", "tracks.water.weight", "a whole number"),
        (
            "    near_misses: [下水法]",
            "    described: [{cues: [水], words: '水('}]",
            "subjects.water-act.described.0.words",
            "not a regular expression",
        ),
        ("    near_misses: [下水法]", "    lookalikes: [{cues: [水]}]", "subjects.water-act.lookalikes.0", "the key 'words' is missing"),
        ("en: Passed}}", "en: Passed}, only_on_ladder: often}", "event_types.passed.only_on_ladder", "true or false"),
        ("en: Passed}}", "en: Passed}, opens: 1}", "event_types.passed.opens", "true or false"),
        ("en: Passed}}", "en: Passed}, deadline: soon}", "event_types.passed.deadline", "true or false"),
        ("en: Passed}}", "en: Passed}, closed_by: mett}", "event_types.passed.closed_by", "did you mean 'met'?"),
        ("[起草]", "['起(草']", "event_types.drafted.signals.ja.0", "not a regular expression"),
        ("[起草]", "起草", "event_types.drafted.signals.ja", "a list was expected"),
        ("signals: {ja: [起草]", "signals: {jp: [起草]", "event_types.drafted.signals.jp", "unknown key; known: en, ja"),
        ("told_as: [passed]", "told_as: [past]", "event_types.met.told_as.0", "did you mean 'passed'?"),
        ("recurs: true", "recurs: often", "event_types.met.recurs", "true or false"),
        ("[drafted, passed]", "[drafted, past]", "ladders.law.1", "there is no event type 'past'; did you mean 'passed'?"),
        ("[drafted, passed]", "[drafted, drafted]", "ladders.law", "stands twice on this ladder"),
        ("ladder: law", "ladder: lore", "subjects.water-act.ladder", "there is no ladder 'lore'"),
        ("force: statute", "force: statue", "subjects.water-act.force", "did you mean 'statute'?"),
        ("    tracks: [water]", "    tracks: [waiter]", "subjects.water-act.tracks.0", "did you mean 'water'?"),
        ("    tracks: [water]", "    tracks: []", "subjects.water-act.tracks", "one track at least"),
        ("aliases: [水法", "alias: [水法", "subjects.water-act.alias", "did you mean 'aliases'?"),
        ("[水法, Water Act]", "[水法, Water Act, water act]", "subjects.water-act.aliases.2", "already names water-act"),
        ("[水法, Water Act]", "[水法, Water Act, 下水法]", "subjects.water-act.aliases.2", "an alias and a near miss"),
        ("{law-id: X1}", "{law-id: [1]}", "subjects.water-act.identifiers.law-id", "a text was expected"),
        (
            "label: {ja: 管, en: Pipes}",
            "label: {ja: 管, en: Pipes}, part_of: [pips]",
            "pots.pipes.2026.part_of.0",
            "there is no pot 'pips'",
        ),
        ("label: {ja: 管, en: Pipes}", "label: {ja: 管, en: Pipes}, part_of: [pipes.2026]", "pots.pipes.2026.part_of", "in a circle"),
        ("label: {ja: 管, en: Pipes}", "label: {ja: 管, en: Pipes}, overlaps: [pipes.2026]", "pots.pipes.2026.overlaps", "to itself"),
        ("label: {ja: 管, en: Pipes}", "label: {ja: 管, en: Pipes}, subject: x", "pots.pipes.2026.subject", "there is no subject 'x'"),
        ("label: {ja: 管, en: Pipes}", "label: {ja: 管, en: Pipes}, basis: nett", "pots.pipes.2026.basis", "did you mean 'net'?"),
        ("water-act:\n", "Water Act:\n", "subjects.Water Act", "an id of a-z"),
    ],
)
def test_a_fault_of_the_field_names_line_and_key(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    assert PACK.count(old) == 1
    pack = PACK.replace(old, new)
    (*_, found) = [fault for fault in faults(tmp_path, pack) if fault[1] == key]
    line = next(
        number for number, (before, after) in enumerate(zip(PACK.splitlines(), pack.splitlines(), strict=True), 1) if before != after
    )
    assert found[0] == line
    assert words in found[2]


# Line numbers: a row's keys stand one to a line in the order of ROW, from 0; what is added follows as 6.
@pytest.mark.parametrize(
    ("changes", "line", "key", "words"),
    [
        ({"id": "Water!"}, 0, "id", "an id of a-z"),
        ({"kind": "rumour"}, 1, "kind", "there is no kind of row 'rumour'"),
        ({"tracks": "[wine]"}, 2, "tracks.0", "there is no track 'wine'"),
        ({"subject": "water-law"}, 3, "subject", "did you mean 'water-act'?"),
        ({"title": "{ja: 可決}"}, 4, "title", "'en' is missing"),
        ({"type": "past"}, 5, "type", "there is no event type 'past'"),
        ({"type": None}, 0, "", "an event needs a type"),
        ({"modality": "maybe"}, 6, "modality", "there is no modality 'maybe'"),
        ({"when": "2026-03-01"}, 6, "when", "a mapping was expected"),
        ({"when": "{earliest: 2026-02-30, precision: day}"}, 6, "when.earliest", "no day 2026-02-30"),
        ({"when": "{earliest: 2025-02-29, latest: 2026-01-01, precision: range}"}, 6, "when.earliest", "no day 2025-02-29"),
        ({"when": "{earliest: 2026-2-3, precision: day}"}, 6, "when.earliest", "a date such as"),
        (
            {"when": "{earliest: 2026-03-02, latest: 2026-03-01, precision: range}"},
            6,
            "when",
            "earliest 2026-03-02 is after latest 2026-03-01",
        ),
        ({"when": "{earliest: 2026-03-01, latest: 2026-03-02, precision: day}"}, 6, "when", "a day is one day"),
        ({"when": "{earliest: 2026-03-01, latest: 2026-03-30, precision: month}"}, 6, "when", "month does not fit"),
        ({"when": "{latest: 2026-03-30, precision: month}"}, 6, "when", "month does not fit"),
        ({"when": "{precision: day}"}, 6, "when", "at least one of earliest and latest"),
        ({"when": "{earliest: 2026-03-01}"}, 6, "when", "'precision' is missing"),
        ({"when": "{earliest: 2026-03-01, precision: week}"}, 6, "when.precision", "there is no precision 'week'"),
        ({"facts": "[{name: amount, value: 5, unit: JPY, pot: pipes.2027}]"}, 6, "facts.0.pot", "did you mean 'pipes.2026'?"),
        ({"facts": "[{name: amount, value: 5}]"}, 6, "facts.0", "needs its currency"),
        ({"facts": "[{name: amount, value: much, unit: JPY}]"}, 6, "facts.0.value", "a number in plain digits"),
        ({"facts": "[{name: percent, value: 50, least: 51}]"}, 6, "facts.0", "do not rise"),
        ({"facts": "[{name: count}]"}, 6, "facts.0", "'value' is missing"),
        ({"facts": "[{name: count, value: 5, approx: about}]"}, 6, "facts.0.approx", "true or false"),
        ({"facts": "[{name: count, valeu: 5, value: 5}]"}, 6, "facts.0.valeu", "did you mean 'value'?"),
        ({"depends_on": "[water.past]"}, 6, "depends_on.0", "there is no row 'water.past'; did you mean 'water.passed'?"),
        ({"supersedes": "[gone]"}, 6, "supersedes.0", "there is no row 'gone'"),
        ({"depends_on": "[water.passed]"}, 6, "depends_on", "goes round in a circle: water.passed → water.passed"),
        ({"tripwires": "[x]"}, 6, "tripwires", "only an absence has tripwires"),
        ({"kind": "absence", "type": None}, 0, "", "an absence needs tripwires"),
        ({"kind": "thesis"}, 0, "", "a thesis needs depends_on"),
        ({"kind": "fact"}, 0, "", "a fact needs facts"),
        ({"unless": "[x]"}, 6, "unless", "only an absence has words that end nothing"),
        ({"kind": "absence", "type": None, "tripwires": "[x]", "unless": "['(']"}, 6, "unless.0", "not a regular expression"),
        ({"indicators": "[{type: past, subjects: [water-act]}]"}, 6, "indicators.0.type", "there is no event type 'past'"),
        ({"indicators": "[{type: passed, subjects: [water]}]"}, 6, "indicators.0.subjects.0", "there is no subject 'water'"),
        ({"indicators": "[{type: passed}]"}, 6, "indicators.0", "'subjects' is missing"),
        ({"wen": "x"}, 6, "wen", "did you mean 'when'?"),
    ],
)
def test_a_fault_of_a_row_names_line_and_key(tmp_path: Path, changes: dict[str, str | None], line: int, key: str, words: str) -> None:
    found = faults(tmp_path, PACK + row(**changes))
    assert [(at, name) for at, name, _ in found] == [(FIRST_ROW + line, f"rows.0.{key}".rstrip("."))]
    assert words in found[0][2]


CYCLES = """\
grace: 3
cycles:
  year:
    label: {ja: '{year}年', en: 'Round {year}'}
    subject: water-act
    stages:
      - {type: drafted, year: -1, start: "12-20", end: "12-31", also: [met]}
"""


def test_what_comes_round_each_year_and_the_days_of_grace_are_read(tmp_path: Path) -> None:
    path = tmp_path / "timeline.yaml"
    path.write_text(PACK.replace("rows:\n", CYCLES + "rows:\n").replace("en: Passed}}", "en: Passed}, grace: 0}") + row(), encoding="utf-8")
    pack = load_seed(path).pack
    assert [(name, pack.grace_of(name)) for name in ("drafted", "passed", None)] == [("drafted", 3), ("passed", 0), (None, 3)]
    (stage,) = pack.cycles["year"].stages
    assert (stage.type, stage.year, stage.start, stage.end, stage.also) == ("drafted", -1, (12, 20), (12, 31), ("met",))


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("grace: 3", "grace: soon", "grace", "a number of days from 0 to 366"),
        ("grace: 3", "grace: -1", "grace", "a number of days from 0 to 366"),
        ('"12-20"', '"02-29"', "cycles.year.stages.0.start", "a day of every year"),
        ('"12-20"', "December", "cycles.year.stages.0.start", "a day of every year"),
        ('end: "12-31"', 'end: "01-31"', "cycles.year.stages.0.end", "ends before it starts"),
        ("year: -1", "year: 9", "cycles.year.stages.0.year", "a whole number from -2 to 2"),
        ("type: drafted", "type: draftd", "cycles.year.stages.0.type", "did you mean 'drafted'?"),
        ("also: [met]", "also: [meat]", "cycles.year.stages.0.also.0", "did you mean 'met'?"),
        ("subject: water-act", "subject: water", "cycles.year.subject", "there is no subject 'water'"),
    ],
)
def test_a_fault_of_what_comes_round_is_named(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    found = faults(tmp_path, PACK.replace("rows:\n", CYCLES.replace(old, new) + "rows:\n") + row())
    assert [name for _, name, _ in found] == [key]
    assert words in found[0][2]


@pytest.mark.parametrize("missing", ["id", "kind", "tracks", "subject", "title"])
def test_what_every_row_needs_is_asked_for(tmp_path: Path, missing: str) -> None:
    assert any(f"the key {missing!r} is missing" in message for _, _, message in faults(tmp_path, PACK + row(**{missing: None})))


def test_all_faults_are_told_at_once_in_order_of_line(tmp_path: Path) -> None:
    text = (
        PACK.replace("weight: 3", "weight: x")
        + row(subject="y")
        + row(id="b", type="z")
        + row(id="c", when="{latest: 2026-13-01, precision: day}")
    )
    found = faults(tmp_path, text)
    assert [key for _, key, _ in found] == ["tracks.water.weight", "rows.0.subject", "rows.1.type", "rows.2.when.latest"]
    assert [line or 0 for line, _, _ in found] == sorted(line or 0 for line, _, _ in found)


def test_an_id_twice_names_the_line_of_the_first(tmp_path: Path) -> None:
    assert faults(tmp_path, PACK + row() + row()) == [
        (FIRST_ROW + 6, "rows.1.id", f"the id 'water.passed' stands twice; first on line {FIRST_ROW}"),
    ]


def test_a_subject_twice_is_a_key_twice(tmp_path: Path) -> None:
    twice = PACK.replace("pots:\n", "  water-act: {}\npots:\n")
    with pytest.raises(ConfigError, match="'water-act' stands twice"):
        load(tmp_path, twice)


def test_one_event_cannot_have_occurred_on_two_dates(tmp_path: Path) -> None:
    text = PACK + row(when=day("2026-03-01")) + row(id="again", when=day("2026-03-02"))
    (found,) = faults(tmp_path, text)
    assert found[:2] == (FIRST_ROW + 13, "rows.1.when")
    assert found[2] == "contradicts water.passed: one event of water-act cannot have occurred on 2026-03-01 and on 2026-03-02"


@pytest.mark.parametrize(
    "changes",
    [
        {"when": "{earliest: 2026-03-01, latest: 2026-03-31, precision: month}"},
        {"when": day("2026-03-02"), "modality": "reported"},
        {"when": day("2026-03-02"), "facts": "[{name: version, value: 2}]"},
        {"when": day("2026-03-02"), "facts": "[{name: ordinal, value: 2}]"},
        {"when": day("2026-02-01"), "type": "drafted"},
        {"when": None},
    ],
)
def test_two_events_that_can_both_be_true_stand_side_by_side(tmp_path: Path, changes: Mapping[str, str | None]) -> None:
    assert len(load(tmp_path, PACK + row(when=day("2026-03-01")) + row(**{"id": "again", **changes})).events) == 2


def test_what_happens_again_and_again_may_have_many_dates(tmp_path: Path) -> None:
    meetings = row(type="met", when=day("2026-03-01")) + row(id="again", type="met", when=day("2026-03-02"))
    assert len(load(tmp_path, PACK + meetings).events) == 2
    same = row(type="met", when=day("2026-03-01"), facts="[{name: ordinal, value: 1}]") + row(
        id="again", type="met", when=day("2026-03-02"), facts="[{name: ordinal, value: 1}]"
    )
    assert [key for _, key, _ in faults(tmp_path, PACK + same)] == ["rows.1.when"]


def test_a_higher_rung_is_not_reached_first(tmp_path: Path) -> None:
    text = PACK + row(when=day("2026-03-01")) + row(id="water.drafted", type="drafted", when=day("2026-03-02"))
    (found,) = faults(tmp_path, text)
    assert found[1] == "rows.1.when"
    assert found[2] == "drafted comes before passed on the ladder of water-act, yet water.passed is on 2026-03-01"


def test_two_rungs_on_one_day_are_in_order(tmp_path: Path) -> None:
    text = PACK + row(when=day("2026-03-01")) + row(id="water.drafted", type="drafted", when=day("2026-03-01"))
    assert len(load(tmp_path, text).events) == 2


def amount(digits: str, least: str, most: str, unit: str = "JPY") -> str:
    return f"[{{name: amount, value: {digits}, least: {least}, most: {most}, unit: {unit}, pot: pipes.2026}}]"


def test_amounts_of_one_pot_and_stage_agree_within_their_digits(tmp_path: Path) -> None:
    wide, narrow, other = amount("1200", "1150", "1250"), amount("1240", "1235", "1245"), amount("1300", "1295", "1305")
    assert load(tmp_path, PACK + row(facts=wide) + row(id="b", facts=narrow)).events
    assert load(tmp_path, PACK + row(facts=wide) + row(id="b", type="drafted", facts=other)).events
    assert load(tmp_path, PACK + row(facts=wide) + row(id="b", facts=amount("9", "8", "10", "USD"))).events
    (found,) = faults(tmp_path, PACK + row(facts=wide) + row(id="b", facts=other))
    assert found[1:] == ("rows.1.facts.0", "contradicts water.passed: 1200 and 1300 of one pot cannot both be true")


def test_circles_among_rows_are_told_once(tmp_path: Path) -> None:
    text = PACK + row(id="a", depends_on="[b]") + row(id="b", depends_on="[c, d]") + row(id="c", depends_on="[a]") + row(id="d")
    (found,) = faults(tmp_path, text)
    assert found[2] == "goes round in a circle: a → b → c → a"


def test_many_ways_to_one_row_are_no_circle(tmp_path: Path) -> None:
    """Two ways at each of forty steps are a million million paths, followed once each."""
    rows = "".join(
        row(id=f"a{n}", depends_on=f"[a{n + 1}, b{n + 1}]") + row(id=f"b{n}", depends_on=f"[a{n + 1}, b{n + 1}]") for n in range(40)
    )
    assert len(load(tmp_path, PACK + rows + row(id="a40") + row(id="b40")).events) == 82


def test_circles_among_pots_are_told(tmp_path: Path) -> None:
    pots = "pots:\n  p: {label: {ja: p, en: p}, part_of: [q]}\n  q: {label: {ja: q, en: q}, part_of: [p]}\n"
    pack = PACK.replace("pots:\n", pots)
    assert any("p → q → p" in message for _, _, message in faults(tmp_path, pack))


def test_one_name_means_one_subject(tmp_path: Path) -> None:
    other = "  well-act: {tracks: [water], label: {ja: 井戸法, en: Well Act}, force: statute, weak_aliases: [ＷＡＴＥＲ act]}\npots:\n"
    (found,) = faults(tmp_path, PACK.replace("pots:\n", other))
    assert found[1:] == ("subjects.well-act.weak_aliases.0", "'ＷＡＴＥＲ act' already names water-act")


def test_an_alias_with_its_case_is_another_name(tmp_path: Path) -> None:
    other = "  well-act: {tracks: [water], label: {ja: 井戸法, en: Well Act}, force: statute, aliases: ['=WATER ACT']}\npots:\n"
    assert "well-act" in load(tmp_path, PACK.replace("pots:\n", other)).pack.subjects


@pytest.mark.parametrize(
    ("precision", "earliest", "latest", "fit"),
    [
        ("third", "2026-02-21", "2026-02-28", True),
        ("third", "2026-02-11", "2026-02-20", True),
        ("third", "2026-02-21", "2026-03-01", False),
        ("third", "2026-02-02", "2026-02-10", False),
        ("month", "2028-02-01", "2028-02-29", True),
        ("month", "2026-12-01", "2026-12-31", True),
        ("quarter", "2026-04-01", "2026-06-30", True),
        ("quarter", "2026-05-01", "2026-07-31", False),
        ("season", "2026-12-01", "2027-02-28", True),
        ("season", "2026-09-01", "2026-11-30", True),
        ("season", "2026-10-01", "2026-12-31", False),
        ("half", "2026-07-01", "2026-12-31", True),
        ("half", "2026-04-01", "2026-09-30", False),
        ("year", "2026-01-01", "2026-12-31", True),
        ("year", "2026-04-01", "2027-03-31", False),
        ("fiscal-quarter", "2027-01-01", "2027-03-31", True),
        ("fiscal-half", "2026-10-01", "2027-03-31", True),
        ("fiscal-half", "2026-07-01", "2026-12-31", False),
        ("fiscal-year", "2026-04-01", "2027-03-31", True),
        ("fiscal-year", "2026-01-01", "2026-12-31", False),
        ("range", "2026-03-17", "2026-03-31", True),
        ("month", None, "2026-06-30", True),
        ("month", None, "2026-06-29", False),
        ("year", None, "2026-12-31", True),
        ("fiscal-year", None, "2026-12-31", False),
        ("quarter", "2026-04-01", None, True),
        ("quarter", "2026-05-01", None, False),
        ("third", None, "2026-06-20", True),
        ("third", None, "2026-06-19", False),
        ("day", None, "2026-06-19", True),
    ],
)
def test_a_precision_fits_its_own_periods_alone(precision: str, earliest: str | None, latest: str | None, fit: bool) -> None:
    first, last = (None if text is None else date.fromisoformat(text) for text in (earliest, latest))
    assert fits(When(first, last, Precision(precision))) is fit


@pytest.mark.parametrize("day_of", ["0001-01-01", "1867-12-31", "2200-01-01", "9999-12-01"])
def test_a_year_that_is_no_year_of_policy_is_a_slip(tmp_path: Path, day_of: str) -> None:
    (found,) = faults(tmp_path, PACK + row(when=f"{{earliest: {day_of}, precision: month}}"))
    assert "a year from 1868 to 2199 was expected" in found[2]
