"""What the ledger says of each source and of the tracker itself. Pure: the same rows give the same verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from tracker.digest.zone import local_day, local_iso
from tracker.model.health import Health, LookTally, SourceHealth, SourceMark, Trouble, Vitals
from tracker.model.look import Outcome, SourceState
from tracker.model.recorded import LookCount
from tracker.model.source import Source

DAYS = 14
"""Over how many days looks are counted."""

_STALE_DAYS = 14
_STALE_SPACINGS = 6
"""A feed is held to be frozen where nothing came for so many days, and for so many times the usual gap between two entries."""

_IN_A_ROW = 3
_LATE = timedelta(hours=2)
_DIGEST_GRACE = timedelta(hours=6)
CLOCK_SLIP = timedelta(minutes=10)
"""How far the clock may lie behind what was last recorded."""

CLOCK_REMEDY = "set it right: polls are refused till then; if it is right by now and ran ahead before: tracker poll --accept-clock"

LEAST_ROOM = 500_000_000
"""Bytes that have to be left on a disk."""


def source_health(source: Source, state: SourceState, tally: LookTally, count: LookCount, flips: int, now: datetime) -> SourceHealth:
    """One source at a moment. `count` tells since when it is blind, `flips` how many of its blocks go back and forth."""
    looked = sum(tally.outcomes.values())
    seen = sum(number for outcome, number in tally.outcomes.items() if Outcome(outcome).looked)
    marks = _marks(source, state, tally, count, flips, now)
    return SourceHealth(
        source=source.id,
        name=source.name,
        marks=tuple(marks),
        said=next(iter(marks.values()), ""),
        looked=looked,
        seen=seen,
        failures=state.failures,
        gaps=tally.gaps,
        flips=flips,
        last_look=state.last_look,
        last_success=state.last_success,
        last_change=state.last_change,
        newest=tally.newest,
        blind_since=count.blind_since,
        next_due=state.next_due,
    )


def health(vitals: Vitals, sources: tuple[SourceHealth, ...], now: datetime) -> Health:
    """All of it, the worst sources first."""
    troubles = tuple(_troubles(vitals, sources, now))
    order = list(SourceMark)
    ranked = sorted(sources, key=lambda one: order.index(one.marks[0]))
    return Health(at=now, healthy=not troubles, troubles=troubles, sources=tuple(ranked))


def _marks(source: Source, state: SourceState, tally: LookTally, count: LookCount, flips: int, now: datetime) -> Mapping[SourceMark, str]:
    """Each thing that is to be said of a source, with the words for it, worst first."""
    if state.last_look is None:
        return {SourceMark.UNSEEN: "was never looked at"}
    found: dict[SourceMark, str] = {}
    refused = state.failures >= _IN_A_ROW and tally.outcomes.get(Outcome.BLOCKED, 0) > 0
    since = f"cannot be seen since {local_iso(count.blind_since)}" if count.blind_since else ""
    if source.silent_normal:
        # That it is walled or frozen is known, and its fallback watches in its place.
        return {SourceMark.QUIET: f"silence is normal{f'; {since}' if since else ''}"}
    if state.failures >= _IN_A_ROW and since:
        found[SourceMark.BLOCKED if refused else SourceMark.BLIND] = f"{since}: {count.why or 'the last looks came to nothing'}"
    if _is_stale(tally, now) and tally.newest is not None and not since:
        found[SourceMark.STALE] = f"is served, but its newest entry is of {local_day(tally.newest)}"
    if tally.gaps:
        found[SourceMark.GAP] = f"may have lost entries between two looks, {tally.gaps} times in {DAYS} days: look more often"
    if shrunk := tally.outcomes.get(Outcome.SHRUNK, 0):
        found[SourceMark.SHRUNK] = f"showed far less than before, {shrunk} times in {DAYS} days"
    if flips:
        found[SourceMark.UNSTABLE] = f"{flips} of its blocks go back and forth"
    if state.failures and not found:
        found[SourceMark.FAILING] = f"the last look came to nothing: {count.why or 'see tracker sources'}"
    return found or {SourceMark.WELL: ""}


def _is_stale(tally: LookTally, now: datetime) -> bool:
    if tally.newest is None:
        return False
    usual = _STALE_SPACINGS * (tally.spacing or 0)
    return now - tally.newest > timedelta(days=max(_STALE_DAYS, usual))


def _troubles(vitals: Vitals, sources: Sequence[SourceHealth], now: datetime) -> Iterator[Trouble]:
    yield from _of_looking(vitals, sources, now)
    for series, due in vitals.periods.items():
        if now - due > _DIGEST_GRACE:
            said = f"the {series} digest was due at {local_iso(due)}"
            yield Trouble(word="digest-overdue", said=said, remedy=f"run tracker digest --series {series}, and see to its job")
    if vitals.late:
        said = f"{vitals.late} deliveries wait after several attempts"
        yield Trouble(word="deliveries-late", said=said, remedy="tracker deliveries says why")
    if vitals.given_up:
        said = f"{vitals.given_up} deliveries of the last days were given up"
        yield Trouble(word="deliveries-given-up", said=said, remedy="mend the channel, then run tracker digest resend")
    if vitals.unheard:
        said = f"the operator could not be told of {vitals.unheard} incident{'' if vitals.unheard == 1 else 's'}"
        yield Trouble(
            word="operator-unheard", said=said, remedy="tracker send says why; mend the channel of operator in subscriptions.yaml"
        )
    for folder, free in vitals.free.items():
        if free < LEAST_ROOM:
            said = f"the disk of {folder} has {free / 1e6:.0f} MB left"
            yield Trouble(word="disk", said=said, remedy="make room: what cannot be written is not kept")


def _of_looking(vitals: Vitals, sources: Sequence[SourceHealth], now: datetime) -> Iterator[Trouble]:
    if vitals.recorded is None:
        yield Trouble(
            word="never-polled", said="nothing was ever looked at", remedy="run tracker poll, and let cron or tracker run repeat it"
        )
    elif vitals.recorded - now > CLOCK_SLIP:
        said = f"the clock lies before what was last recorded ({local_iso(vitals.recorded)})"
        yield Trouble(word="clock", said=said, remedy=CLOCK_REMEDY)
    if vitals.longest_due is not None and now - vitals.longest_due[1] > _LATE:
        name, since = vitals.longest_due
        said = f"nobody looks: {name} has been due since {local_iso(since)}"
        yield Trouble(word="no-heartbeat", said=said, remedy="see that cron or tracker run is running")
    looked = [one for one in sources if one.last_look is not None]
    if looked and all(one.failures for one in looked):
        yield Trouble(
            word="no-network", said="no source could be seen at the last look", remedy="is there a network? tracker doctor tries it"
        )
    if vitals.unread:
        said = f"{vitals.unread} captures wait to be read"
        yield Trouble(word="unread", said=said, remedy="the next poll reads them; where it does not, it says why")
