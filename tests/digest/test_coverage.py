"""Whether silence is proven: looks by source, reach by track."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec import UNSET

from tests.digest.samples import NOW, made, source
from tracker.model.digest import Digest, TrackCoverage
from tracker.model.recorded import LookCount
from tracker.model.source import Authority
from tracker.render.markdown import MARKDOWN


def looked(name: str, count: int = 7, failed: int = 0, **given: object) -> LookCount:
    return LookCount(source=name, looked=count, failed=failed, **given)  # type: ignore[arg-type]


def track(digest: Digest, name: str) -> TrackCoverage:
    return next(row for row in digest.tracks if row.track == name)


def test_a_track_whose_sources_were_all_seen_is_proven() -> None:
    digest = made(sources=(source("a"), source("b")), look_counts=(looked("a"), looked("b", failed=6)))
    row = track(digest, "rules")
    assert (row.proven, row.reached, row.sources, row.missing) == (True, 2, 2, ())


def test_a_source_that_only_failed_or_was_never_looked_at_proves_nothing() -> None:
    digest = made(sources=(source("a"), source("b"), source("c")), look_counts=(looked("a"), looked("b", failed=7)))
    row = track(digest, "rules")
    assert (row.proven, row.reached, row.sources, row.missing) == (False, 1, 3, ("b", "c"))


def test_a_source_that_is_blind_at_the_end_proves_nothing_for_the_days_since() -> None:
    digest = made(sources=(source("a"),), look_counts=(looked("a", failed=2, blind_since=NOW - timedelta(days=1), why="HTTP 403"),))
    assert (track(digest, "rules").proven, track(digest, "rules").missing) == (False, ("a",))
    (row,) = digest.coverage
    assert (row.blind_since, row.why) == ("2026-08-16T08:00:00+09:00", "HTTP 403")


def test_a_possible_gap_disproves_silence_though_the_source_was_reached() -> None:
    digest = made(sources=(source("a"),), look_counts=(looked("a", possible_gap=True),))
    assert (track(digest, "rules").proven, track(digest, "rules").reached) == (False, 1)


def test_the_press_need_not_be_reached_where_officials_were() -> None:
    sources = (source("office"), source("paper", authority=Authority.PRESS))
    row = track(made(sources=sources, look_counts=(looked("office"),)), "rules")
    assert (row.proven, row.reached, row.missing) == (True, 1, ("paper",))


def test_a_track_that_only_the_press_follows_needs_all_of_it() -> None:
    sources = (source("one", authority=Authority.PRESS), source("two", authority=Authority.PRESS))
    assert not track(made(sources=sources, look_counts=(looked("one"),)), "rules").proven
    assert track(made(sources=sources, look_counts=(looked("one"), looked("two"))), "rules").proven


def test_a_fallback_that_was_seen_stands_in_for_its_source() -> None:
    sources = (source("wall", fallback="mirror"), source("mirror", tracks=("cranes",)))
    row = track(made(sources=sources, look_counts=(looked("wall", failed=7), looked("mirror"))), "rules")
    assert (row.proven, row.reached, row.missing) == (True, 0, ("wall",))


def test_a_source_that_was_not_seen_names_the_other_that_was() -> None:
    sources = (source("wall", fallback="mirror"), source("other", fallback="wall"), source("mirror", fallback="other"))
    counts = (looked("wall", failed=7), looked("other", failed=7), looked("mirror"))
    digest = made(sources=sources, look_counts=counts)
    assert {row.source: row.instead for row in digest.coverage} == {"wall": "mirror", "other": UNSET, "mirror": UNSET}
    assert "was seen instead" in MARKDOWN.render(digest)
    assert "代わりに" in MARKDOWN.render(digest, "ja")
    gaps = made(sources=sources, look_counts=(*counts[:2], looked("mirror", possible_gap=True)))
    assert "was seen instead" not in MARKDOWN.render(gaps), "one that may have missed something stands in for nobody"


def test_a_track_without_a_source_is_not_watched_and_heavier_tracks_come_first() -> None:
    digest = made(sources=(source("a"),), look_counts=(looked("a"),))
    assert [row.track for row in digest.tracks] == ["rules", "cranes", "fairs"]
    assert (track(digest, "fairs").proven, track(digest, "fairs").sources) == (False, 0)


def test_a_source_that_is_no_longer_declared_is_still_accounted_for() -> None:
    digest = made(sources=(source("a"),), look_counts=(looked("gone", 3, 1), looked("a", 2)))
    assert [(row.source, row.looked, row.failed) for row in digest.coverage] == [("a", 2, 0), ("gone", 3, 1)]


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("a.example: the name has no address", "the name has no address"),
        ("a.example, port 443: the connection was refused", "the connection was refused"),
        ("the certificate of a.example has expired", "the certificate of the host has expired"),
        ("no name server told the address of a.example within 5 s", "no name server told the address of the host within 5 s"),
        ("aa.example: the name has no address", "aa.example: the name has no address"),
        ("the server answered 503", "the server answered 503"),
    ],
)
def test_one_reason_of_many_hosts_reads_alike(why: str, reason: str) -> None:
    digest = made(sources=(source("a"),), look_counts=(looked("a", failed=7, why=why),))
    assert (digest.coverage[0].why, digest.coverage[0].reason) == (why, reason)
