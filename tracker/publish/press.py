"""One digest: gather, compose, commit, then write its files. What was committed is written sooner or later, whatever happens between."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import msgspec

from tracker.digest.compose import compose
from tracker.digest.dates import told_overdue, told_put_off
from tracker.digest.history import redatings
from tracker.digest.material import Material, Review, TextChange
from tracker.digest.periods import adhoc_period, next_period
from tracker.digest.texts import settled
from tracker.digest.workdays import put_off
from tracker.digest.zone import local_day
from tracker.model.delivery import OnHoliday, Subscription
from tracker.model.digest import Digest, Lang, Period
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.source import Source
from tracker.model.timeline import Event
from tracker.ports import Renderer
from tracker.publish.feeds import write_feeds
from tracker.publish.files import rewrite_files, write_files, write_missing
from tracker.publish.redlines import edition_changes
from tracker.reconcile.clock import expectations
from tracker.store import Store
from tracker.store.publications import BROUGHT_IN

_BEFORE_THE_FIRST = timedelta(days=7)


@dataclass(frozen=True)
class Reconstruction:
    """What makes digests those of a past that was brought in afterwards: from which archives, and what was told already at the time."""

    archives: tuple[str, ...]
    told: Callable[[str], bool]


@dataclass(frozen=True)
class Press:
    """What a digest is made with.

    `known_at` is when the seed was known and `seeded` its rows; `folder` is where digests are written, in the language `lang`.
    `subscriptions` are whom each digest of their series goes to. With a `past` its store is one of the past: what was told at the time
    is not told anew, and no feed is written.
    """

    store: Store
    sources: Mapping[str, Source]
    pack: Pack
    renderer: Callable[[str], Renderer]
    folder: Path
    version: str
    known_at: datetime
    seeded: tuple[Event, ...]
    lang: Lang = "en"
    subscriptions: tuple[Subscription, ...] = ()
    past: Reconstruction | None = None


def next_digest(press: Press, series: str, formats: Sequence[str], now: datetime, *, with_ignored: bool = False) -> tuple[Path, ...]:
    """Compose the next digest of a series and write it; none where no period has ended since the last one.

    The digest and its claims on findings are one commit. Files that a stopped run left unwritten are written first;
    where another run has composed the same period in the meantime, its digest is the one that is written.
    Asked again at the same moment, the answer is the same. `with_ignored` lists what differed and was told to nobody.
    """
    last = press.store.last_digest(series)
    since = _parse(last.until) if last else min(press.known_at, now - _BEFORE_THE_FIRST)
    period = next_period(series, since, now)
    if last and period is None and _parse(last.composed) == now:
        return _write(press, last, formats)
    late = _write_late(press, last, formats) if last else ()
    if period is None:
        return late
    if press.store.digest(period.id) is not None:
        # A clock that ran ahead has given the name away.
        period = msgspec.structs.replace(period, id=f"{period.id}-2")
    findings = press.store.unclaimed(series, brought_in_since=since if last is None else None)
    reviews = press.store.reviews_unclaimed(series)
    texts = press.store.texts_unclaimed(series, period.since)
    shown = tuple(review for _, review in reviews), settled(_on_tracks(press, [text for _, text in texts]))
    material = _material(press, period, now, (findings, *shown), first=last is None, with_ignored=with_ignored)
    digest = compose(material, period, pack=press.pack, now=now, version=press.version)
    claims = [one.id for one in findings], [number for number, _ in reviews], [number for number, text in texts if not text.told]
    to = {one.id: put_off(now) if one.on_holiday is OnHoliday.NEXT else now for one in press.subscriptions if one.series == series}
    if press.store.record_digest(digest, period, *claims, to=to):
        return _write(press, digest, formats)
    winner = press.store.last_digest(series)
    return _write(press, winner, formats) if winner else ()


def adhoc_digest(
    press: Press, since: date, until: date, formats: Sequence[str], now: datetime, *, with_ignored: bool = False
) -> tuple[Path, ...]:
    """The findings recorded from one day to another, both in Japan. Moves no cursor and claims nothing."""
    period = adhoc_period(since, until)
    findings = press.store.findings_between(period.since, period.until)
    texts = settled(_on_tracks(press, press.store.texts_between(period.since, period.until)))
    material = _material(press, period, now, (findings, (), texts), first=False, with_ignored=with_ignored)
    digest = compose(material, period, pack=press.pack, now=now, version=press.version)
    return _write(press, digest, formats)


def _material(
    press: Press,
    period: Period,
    now: datetime,
    found: tuple[tuple[RecordedFinding, ...], tuple[Review, ...], tuple[TextChange, ...]],
    *,
    first: bool,
    with_ignored: bool,
) -> Material:
    store, timeline = press.store, press.store.timeline()
    earlier = store.digests(period.series)
    findings, reviews, texts = found
    return Material(
        findings=findings,
        timeline=timeline,
        reviews=reviews,
        texts=texts,
        editions=edition_changes(store, findings),
        open_findings=store.open_findings(period.series),
        look_counts=store.look_counts(period.since, period.until, tuple(press.sources)),
        sources=tuple(press.sources.values()),
        unread=_less(store.untold_counts(period.since, period.until), findings),
        told=store.told(period.series),
        told_overdue=told_overdue(earlier),
        put_off=told_put_off(earlier),
        seeded=press.seeded,
        first=first,
        expected=expectations(timeline, press.pack, local_day(now)),
        acknowledged=store.acknowledgements(),
        redated=redatings(store.redated_revisions()),
        flips=store.flips(period.until, tuple(press.sources)),
        ignored=store.ignored_between(period.since, period.until) if with_ignored else None,
    )


def _less(unread: dict[str, int], told: Sequence[RecordedFinding]) -> dict[str, int]:
    """What was read and is not told, without the items of the past that this digest tells: the first of a series does."""
    left = unread.get(BROUGHT_IN, 0) - len({one.change for one in told if one.backfilled and one.finding.tell})
    others = {rule: count for rule, count in unread.items() if rule != BROUGHT_IN}
    return others | {BROUGHT_IN: left} if left > 0 else others


def _on_tracks(press: Press, texts: Sequence[TextChange]) -> list[TextChange]:
    """The texts of sources that are watched for some track, each on the tracks of its source."""
    tracks = {name: source.tracks for name, source in press.sources.items()}
    return [msgspec.structs.replace(text, tracks=tracks[text.source]) for text in texts if tracks.get(text.source)]


def _write(press: Press, digest: Digest, formats: Sequence[str]) -> tuple[Path, ...]:
    if press.past is not None:
        if press.past.told(digest.id):
            return ()
        labelled = msgspec.structs.replace(digest, reconstructed=press.past.archives)
        return rewrite_files(press.folder, labelled, formats, press.renderer, _contexts(press, digest), press.lang)
    paths = write_files(press.folder, digest, formats, press.renderer, _contexts(press, digest), press.lang)
    write_feeds(press.folder, press.store, press.renderer, press.lang, begin=False)
    return paths


def _write_late(press: Press, digest: Digest, formats: Sequence[str]) -> tuple[Path, ...]:
    if press.past is not None:
        return _write(press, digest, formats)
    return write_missing(press.folder, digest, formats, press.renderer, _contexts(press, digest), press.lang)


def _contexts(press: Press, digest: Digest) -> dict[int, str]:
    numbers = {one.finding for one in digest.citations() if one.finding is not None}
    return press.store.contexts(tuple(sorted(numbers)))


def _parse(text: str) -> datetime:
    return datetime.fromisoformat(text)
