"""The first digest of a series: what has become of each seeded row after several looks, and what is said where nobody could look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.origin import Origin
from tests.stories.field import CONFIRMS, CONTRADICTS, FIELD, NOW, REFINES, SUPERSEDES, Folder, after, entries, office, serve

MORE = """\
  - id: fund.selected-1
    kind: event
    tracks: [fund]
    subject: seed-fund
    type: selected
    when: {earliest: 2026-04-10, latest: 2026-04-10, precision: day}
    facts: [{name: ordinal, value: "1"}]
    title: {ja: 種子基金 第1回採択, en: Seed Fund first round selected}
  - id: act.no-fines
    kind: absence
    tracks: [law]
    subject: acorn-act
    tripwires: [罰金を科]
    title: {ja: どんぐり法に罰則なし, en: No fines in the Acorn Act}
"""
"""A row that nobody will speak of, and one that no sentence proves."""


@contextmanager
def looked_twice(path: Path) -> Iterator[tuple[Origin, Folder]]:
    """An office that said two things at the first look and four at the second."""
    with office(path, CONFIRMS, SUPERSEDES) as (origin, folder):
        (path / "db" / "timeline.yaml").write_text(FIELD.replace("\nrows:\n", "\nrows:\n" + MORE), encoding="utf-8")
        folder.poll()
        origin.route("/feed", serve([CONFIRMS, SUPERSEDES, REFINES, CONTRADICTS]))
        folder.poll(after(hours=2))
        yield origin, folder


def verdicts(digest: dict[str, Any]) -> dict[str, str]:
    """The verdict on each row, in the order in which they stand."""
    return {row["event"]: row["verdict"] for row in digest["seeded"]["rows"]}


def test_each_row_of_the_seed_has_one_verdict_over_several_looks_and_its_evidence_is_there(tmp_path: Path) -> None:
    with looked_twice(tmp_path) as (_, folder):
        digest = folder.digest(after(hours=3))
    assert list(verdicts(digest).items()) == [
        ("guide.v1-1", "supersedes"),
        ("fund.established", "contradicts"),
        ("act.promulgated", "refines"),
        ("act.enacted", "confirms"),
        ("act.in-force", "overdue"),
        ("fund.selected-1", "not-seen"),
    ]
    rows = {row["event"]: row for row in digest["seeded"]["rows"]}
    refined, superseded = rows["act.promulgated"], rows["guide.v1-1"]
    assert (refined["when"]["earliest"], refined["found"][0]["when"]["earliest"]) == ("2026-02-01", "2026-02-20")
    assert superseded["found"][0]["facts"][0]["value"] == "1.2"
    assert (rows["act.in-force"]["overdue_days"], rows["act.in-force"]["reached"], rows["act.in-force"]["sources"]) == (9, 1, 1)
    assert [row["event"] for row in digest["seeded"]["unjudged"]] == ["act.no-fines"]
    for row in rows.values():
        for cited in (cited for found in row["found"] for cited in found["sources"]):
            page = (tmp_path / "digests" / cited["page"]).read_text(encoding="utf-8")
            assert cited["quote"] in page
            assert cited["snapshot"] in page


def test_what_is_new_follows_and_every_number_leads_to_an_entry(tmp_path: Path) -> None:
    with looked_twice(tmp_path) as (_, folder):
        written = folder.run("digest", "--format", "md", now=after(hours=3)).paths[0].read_text(encoding="utf-8")
    before, seeded = written.split("## Since the briefing (30 April 2026)")
    lines = [line for line in seeded.partition("\n## ")[0].splitlines() if line.startswith("- **") and "reached)" not in line]
    titles = {line.split(" · ")[0].removeprefix("### "): line for line in written.splitlines() if line.startswith("### ")}
    assert "## In brief" in before
    assert len(lines) == 5
    assert all(line.endswith("]") and line[:-1].rpartition("[")[2] in titles for line in lines)
    assert "**Acorn Act promulgated** · どんぐり法 公布: February 2026 → 20 February 2026. " in seeded
    assert "    - Seed Fund first round selected · 種子基金 第1回採択 (10 April 2026)\n" in seeded


def test_each_series_has_a_first_digest_of_its_own_and_no_second(tmp_path: Path) -> None:
    with looked_twice(tmp_path) as (_, folder):
        first, second = folder.digest(after(hours=3)), folder.digest(after(hours=4))
        ran = folder.run("digest", "--series", "daily", "--format", "json", now=after(hours=4))
    daily = json.loads(ran.paths[0].read_text(encoding="utf-8"))
    assert second["seeded"] is None
    assert verdicts(daily) == verdicts(first)
    assert not entries(second, "coverage")


def test_without_a_network_a_run_says_why_what_helps_and_writes_what_was_known(tmp_path: Path) -> None:
    sources = [f"http://office-{number}.invalid/feed" for number in range(5)]
    folder = Folder(tmp_path).set_up(**{f"office_{number}": url for number, url in enumerate(sources)})
    ran = folder.run("run", "--once", now=NOW, HTTP_PROXY="http://127.0.0.1:9/", http_proxy="http://127.0.0.1:9/", NO_PROXY="", no_proxy="")
    md, data = ran.paths
    digest = json.loads(data.read_text(encoding="utf-8"))
    said = ran.err.splitlines()
    reason = digest["coverage"][0]["reason"]
    assert ran.code == 0
    assert sum(line.startswith("office-") for line in said) == 3, "more of the same is told together"
    assert said[3:] == [
        "0 of 5 sources seen, 0 changes, 0 findings",
        f"5 sources failed: {reason}: office-0, office-1, office-2, office-3, office-4",
        "no source could be reached (see above): the digest tells what was known before; is there a network?",
        "to see a digest of pages that were read, without a network: tracker demo",
    ]
    assert set(verdicts(digest).values()) == {"overdue", "not-seen"}
    written = md.read_text(encoding="utf-8")
    assert "**Nothing seen.**" in written
    assert "- 5 sources: " in written
    assert "Seed Fund established, 5 March 2026 · 種子基金 設立、令和8年3月5日（2026年）" in written
    assert "- **Acorn Act in force** · どんぐり法 施行: scheduled, 1 June 2026, 9 days overdue; none of 5 sources reached [1]" in written


def test_where_one_source_could_be_seen_nobody_is_asked_about_the_network(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (origin, folder):
        gone = {f"gone_{number}": origin.url(f"/nothing-{number}") for number in range(5)}
        folder.set_up(**gone, office=origin.url("/feed"))
        ran = folder.run("run", "--once", now=NOW)
    lines = ran.err.splitlines()
    assert "1 of 6 sources seen, 1 changes, 1 findings" in lines
    assert sum(line.startswith("gone-") for line in lines) == 5, "each that fails is told in a line of its own"
    assert "network" not in ran.err
