"""Digests and what they claim: each finding once per series, each period once, whoever composes it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from tests.store.crowd import Crowd
from tests.store.field import (
    START,
    at,
    block_of,
    change_of,
    composed,
    digest_of,
    finding_of,
    found,
    period_of,
    read,
    rows_in,
)
from tracker.errors import StoreError
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.source import Authority
from tracker.model.wire import to_json
from tracker.store import Store
from tracker.store.tables import change, clock, digest, digest_finding, digest_review, finding

CONFLICT = finding_of(Verdict.CONTRADICTS)


def numbers(findings: Iterable[RecordedFinding]) -> list[int]:
    return [one.id for one in findings]


def test_each_series_claims_a_finding_once(store: Store) -> None:
    first, second = found(store, finding_of(), finding_of(Verdict.MOVES))
    assert numbers(store.unclaimed("run")) == [first, second]
    assert composed(store, [first])
    assert numbers(store.unclaimed("run")) == [second]
    assert numbers(store.unclaimed("weekly")) == [first, second], "another series has a cursor of its own"
    assert composed(store, [second], hours=48)
    assert store.unclaimed("run") == ()
    assert store.told("run") == {first, second}
    assert store.told("weekly") == frozenset()


def test_a_finding_comes_back_as_it_was_recorded(store: Store) -> None:
    (number,) = found(store, finding_of(), hours=3)
    (told,) = store.unclaimed("run")
    assert (told.id, told.finding, told.recorded, told.main, told.withdrawn, told.backfilled) == (
        number,
        finding_of(),
        at(3),
        True,
        False,
        False,
    )
    assert (told.evidence, told.context) == (change_of(hours=3).evidence, "Acorn Act\n\nThe Acorn Act was promulgated.")
    assert store.contexts([number]) == {number: told.context}
    assert store.contexts([]) == {}


def test_what_a_slow_transaction_commits_after_a_digest_is_told_by_the_next(store: Store) -> None:
    """It has a lower number and an older time than what was told already: a cursor would have passed it by."""
    if store.engine.dialect.name == "sqlite":
        (early,) = found(store, finding_of(), hours=2)  # one writer at a time: only the time can be older
        assert composed(store, [early])
        (missed,) = found(store, finding_of(Verdict.MOVES), source="slow", hours=0)
    else:
        with store.engine.connect() as slow:
            missed = slow_finding(slow, store)
            (early,) = found(store, finding_of(), hours=2)
            assert missed < early
            assert numbers(store.unclaimed("run")) == [early]
            assert composed(store, [early])
            slow.commit()
    assert numbers(store.unclaimed("run")) == [missed]


def slow_finding(connection: Connection, store: Store) -> int:
    """A finding that is written and not committed."""
    read(store, change_of(), source="slow")
    with store.engine.connect() as other:
        place = other.execute(select(change.c.id)).scalar_one()
    row = {
        "change": place,
        "place": 0,
        "source": "slow",
        "verdict": "moves",
        "signature": "0",
        "recorded": at(0),
        "withdrawn": False,
        "backfilled": False,
        "payload": to_json(finding_of(Verdict.MOVES)),
    }
    return int(connection.execute(insert(finding).values(row).returning(finding.c.id)).scalar_one())


def test_the_second_composer_of_a_period_writes_nothing(store: Store) -> None:
    first, second = found(store, finding_of(), finding_of(Verdict.MOVES))
    assert composed(store, [first])
    written = rows_in(store, digest, digest_finding, digest_review)
    assert not composed(store, [second], hours=24)
    other_name = period_of(24, name="run-with-another-name")
    assert not store.record_digest(digest_of(other_name), other_name, [second], [])
    assert not composed(store, [second, first], hours=48), "another period, but one of its findings was told"
    assert rows_in(store, digest, digest_finding, digest_review) == written
    assert numbers(store.unclaimed("run")) == [second]
    assert store.last_recorded() == at(24)


def test_a_digest_that_names_a_finding_that_does_not_exist_is_an_error_and_not_another_composers(store: Store) -> None:
    with pytest.raises(StoreError, match="nothing of this step was kept"):
        composed(store, [77])
    assert rows_in(store, digest, digest_finding, clock) == [0, 0, 0]


def test_a_finding_named_twice_is_claimed_once(store: Store) -> None:
    (number,) = found(store, finding_of())
    assert composed(store, [number, number])
    assert rows_in(store, digest_finding) == [1]


def test_a_period_composed_by_several_processes_at_once_is_one_digest(store: Store, database: str, crowd: Crowd) -> None:
    count = 30
    findings = found(store, *(finding_of(event=f"event-{number}") for number in range(count)))
    answers = crowd.at_once("composes", database, count=3, findings=findings, rounds=count)
    assert [status for status, _ in answers] == [0, 0, 0]
    winners = [number for _, mine in answers for number in mine]
    assert sorted(winners) == list(range(count)), "each period has one winner"
    assert rows_in(store, digest, digest_finding) == [count, count]


def test_digests_come_back_as_composed_the_newest_last(store: Store) -> None:
    assert store.last_digest("run") is None
    assert store.digest("run-24") is None
    for hours in (48, 24):
        assert composed(store, [], hours=hours)
    assert composed(store, [], hours=99, series="weekly")
    made = digest_of(period_of(48))
    assert store.digest("run-48") == made
    assert store.last_digest("run") == made
    assert [one.id for one in store.digests("run")] == ["run-24", "run-48"]


def test_findings_between_two_times_are_those_after_the_first_and_up_to_the_second(store: Store) -> None:
    recorded = [found(store, finding_of(event=f"event-{hours}"), hours=hours)[0] for hours in (0, 1, 2)]
    assert numbers(store.findings_between(at(0), at(2))) == recorded[1:]
    assert store.findings_between(at(2), at(9)) == ()


def open_numbers(store: Store) -> list[int]:
    return numbers(store.open_findings("run"))


def test_a_conflict_is_open_once_it_was_told(store: Store) -> None:
    (number,) = found(store, CONFLICT, authority=Authority.PRESS)
    found(store, finding_of(event="another"), source="zoo")
    assert open_numbers(store) == []
    assert composed(store, [number])
    assert open_numbers(store) == [number]
    assert store.open_findings("weekly") == ()


@pytest.mark.parametrize(
    ("later", "stays"),
    [
        ([("gazette", Authority.GAZETTE, Verdict.CONFIRMS)], False),
        ([("ministry", Authority.OFFICIAL, Verdict.MOVES)], False),
        ([("paper", Authority.PRESS, Verdict.CONFIRMS)], True),
        ([("paper", Authority.PRESS, Verdict.CONFIRMS), ("paper", Authority.PRESS, Verdict.REFINES)], True),
        ([("paper", Authority.PRESS, Verdict.CONFIRMS), ("radio", Authority.PRESS, Verdict.CONFIRMS)], False),
        ([("ministry", Authority.OFFICIAL, Verdict.CONTRADICTS)], True),
        ([("ministry", Authority.OFFICIAL, Verdict.IRRELEVANT)], True),
    ],
)
def test_a_conflict_is_settled_by_an_official_word_or_by_two_sources(
    store: Store, later: list[tuple[str, Authority, Verdict]], stays: bool
) -> None:
    (number,) = found(store, CONFLICT, authority=Authority.PRESS)
    assert composed(store, [number])
    for hours, (source, authority, verdict) in enumerate(later, start=30):
        found(store, finding_of(verdict), source=source, authority=authority, hours=hours)
    assert open_numbers(store) == ([number] if stays else [])


def test_what_was_said_before_a_conflict_does_not_settle_it(store: Store) -> None:
    found(store, finding_of(Verdict.CONFIRMS), source="ministry", hours=-1)
    (number,) = found(store, CONFLICT)
    found(store, finding_of(Verdict.CONFIRMS, "another.event"), source="gazette", hours=1)
    assert composed(store, [number])
    assert open_numbers(store) == [number]


def test_withdrawn_findings_neither_settle_nor_stay_open(store: Store) -> None:
    (number,) = found(store, CONFLICT, authority=Authority.PRESS)
    (word,) = found(store, finding_of(Verdict.CONFIRMS), source="ministry", hours=1)
    assert composed(store, [number])
    withdraw(store, word)
    assert open_numbers(store) == [number]
    withdraw(store, number)
    assert open_numbers(store) == []


def withdraw(store: Store, number: int) -> None:
    with store.engine.begin() as connection:
        connection.execute(update(finding).where(finding.c.id == number).values(withdrawn=True))


def test_a_conflict_over_no_event_stays_open(store: Store) -> None:
    (number,) = found(store, finding_of(Verdict.AMBIGUOUS, None))
    found(store, finding_of(Verdict.CONFIRMS, None), source="ministry", hours=1)
    assert composed(store, [number])
    assert open_numbers(store) == [number]


def test_reviews_are_claimed_once_per_series(store: Store) -> None:
    read(store, change_of(block_of("a"), review="names a subject, and nothing could be concluded", hours=1), change_of(block_of("b"), []))
    ((number, review),) = store.reviews_unclaimed("run")
    assert (review.reason, review.title, review.source, review.seen, review.tracks) == (
        "names a subject, and nothing could be concluded",
        "Acorn Act",
        "office",
        at(1),
        ("law",),
    )
    assert composed(store, [], reviews=[number, number])
    assert store.reviews_unclaimed("run") == ()
    assert numbers_of_reviews(store, "weekly") == [number]
    assert composed(store, [], hours=48, reviews=[number]), "a review that was shown already stops nobody"


def numbers_of_reviews(store: Store, series: str) -> list[int]:
    return [number for number, _ in store.reviews_unclaimed(series)]


def test_what_gave_nothing_to_tell_is_counted_by_the_rule_that_stopped_it(store: Store) -> None:
    told, untold = finding_of(), finding_of(tell=False)
    read(
        store,
        change_of(block_of("a"), [told], rule="told"),
        change_of(block_of("b"), [untold], rule="known"),
        change_of(block_of("c"), [untold, told], rule="told"),
        change_of(block_of("d"), [], rule="names-no-subject"),
        change_of(block_of("e"), [], rule="names-no-subject"),
        change_of(block_of("f"), None),
        change_of(block_of("g"), [], review="look at this", rule="names-no-subject"),
    )
    counts = {"names-no-subject": 2, "not-read": 1}
    assert store.untold_counts(at(-1), at(0)) == counts
    assert store.untold_counts(at(0), at(9)) == {}


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="without zone"):
        store.findings_between(datetime(2026, 1, 1), START)  # noqa: DTZ001 - which is what is refused
