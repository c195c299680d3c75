"""Digests and the findings that they claim: a finding is told once per series, whatever stops in between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, func, insert, or_, select

from tracker.digest.material import Review, TextChange
from tracker.digest.texts import is_text_change
from tracker.model.digest import Digest, Period
from tracker.model.document import ChangeKind
from tracker.model.finding import RecordedFinding
from tracker.model.look import Outcome
from tracker.model.recorded import ReadChange
from tracker.store.base import Part, chunks, decode, encode, insert_or_ignore, mark, plain, unpack
from tracker.store.derivations import context_of, recorded_finding
from tracker.store.engine import reading, writing
from tracker.store.findings import UNSETTLED, decided_on, is_settled, joined, settling
from tracker.store.outbox import enqueue
from tracker.store.tables import change, digest, digest_finding, digest_review, digest_text, document, finding, look

BROUGHT_IN = "brought-in"
_LATE = timedelta(days=7)
_FOUND = exists().where(finding.c.change == change.c.id)


class _Keyed(msgspec.Struct, frozen=True):
    key: str


class _Frame(msgspec.Struct, frozen=True):
    """Of a stored document only whether it is a window, and what stands where."""

    windowed: bool = False
    blocks: tuple[_Keyed, ...] = ()


class Publications(Part):
    """What there is to tell, and what was told."""

    def unclaimed(
        self, series: str, *, until_id: int | None = None, brought_in_since: datetime | None = None
    ) -> tuple[RecordedFinding, ...]:
        """Findings that no digest of a series has claimed yet, in the order in which they were recorded, up to number `until_id`.

        What was backfilled is no news of today: digests of the past tell it. The first digest of a series has none before it, and takes
        of it what was seen after `brought_in_since`.
        """
        claimed = exists().where(digest_finding.c.series == series, digest_finding.c.finding == finding.c.id)
        mine: ColumnElement[bool] = finding.c.backfilled.is_(False)
        if brought_in_since is not None:
            mine = or_(mine, and_(finding.c.withdrawn.is_(False), _seen(brought_in_since, None)))
        wanted = joined().where(~claimed, mine).order_by(finding.c.id)
        return self._findings(wanted if until_id is None else wanted.where(finding.c.id <= until_id))

    def findings_between(self, since: datetime, until: datetime) -> tuple[RecordedFinding, ...]:
        """Findings recorded after `since` and up to `until`; those that were backfilled go by when they were seen."""
        return self._findings(joined().where(_within(since, until, finding.c.recorded)).order_by(finding.c.id))

    def open_findings(self, series: str | None = None) -> tuple[RecordedFinding, ...]:
        """Conflicts that neither later findings (an official one, or two sources) nor a person have settled: all, or those of a series."""
        wanted = joined().where(finding.c.verdict.in_([one.value for one in UNSETTLED]), finding.c.withdrawn.is_(False))
        if series is not None:
            wanted = wanted.where(exists().where(digest_finding.c.series == series, digest_finding.c.finding == finding.c.id))
        # What a person has decided is open no more.
        conflicts = self._findings(wanted.where(~decided_on(finding.c.change)).order_by(finding.c.id))
        with reading(self.engine) as connection:
            later = settling(connection, {one.finding.event for one in conflicts if one.finding.event is not None})
        return tuple(one for one in conflicts if not is_settled(one, later.get(one.finding.event or "", ())))

    def reviews_unclaimed(self, series: str) -> tuple[tuple[int, Review], ...]:
        """Items that name a subject and a status word, gave no finding and wait for a person, with the number of their change."""
        claimed = exists().where(digest_review.c.series == series, digest_review.c.change == change.c.id)
        open_ones = (change.c.review.is_not(None), change.c.archive.is_(None), ~claimed, ~decided_on(change.c.id))
        wanted = select(change.c.id, change.c.payload).where(*open_ones).order_by(change.c.id)
        with reading(self.engine) as connection:
            return tuple((row.id, _review(decode(row.payload, ReadChange))) for row in connection.execute(wanted))

    def texts_unclaimed(self, series: str, since: datetime) -> tuple[tuple[int, TextChange], ...]:
        """Passages of whole pages that changed after `since`, with the number of their change, as recorded.

        Those that state something or wait for a person are `told`: no digest claims them as words. What stood on a page when it was
        first seen is no change, and neither is what comes and goes in a window. `since` is taken a week earlier, so that what another
        process commits late is not lost.
        """
        claimed = exists().where(digest_text.c.series == series, digest_text.c.change == change.c.id)
        return self._texts(change.c.recorded > since - _LATE, change.c.archive.is_(None), ~claimed)

    def texts_between(self, since: datetime, until: datetime) -> tuple[TextChange, ...]:
        """The same recorded after `since` and up to `until` (backfilled ones: seen), whoever has told them."""
        return tuple(text for _, text in self._texts(_within(since, until, change.c.recorded)))

    def _texts(self, *which: ColumnElement[bool]) -> tuple[tuple[int, TextChange], ...]:
        elsewhere = or_(change.c.told, change.c.review.is_not(None), _FOUND)
        wanted = (
            select(change.c.id, change.c.rule, change.c.payload, change.c.document, document.c.content, elsewhere.label("elsewhere"))
            .join(document, change.c.document == document.c.id)
            .join(look, document.c.look == look.c.id)
            .where(change.c.kind != ChangeKind.MOVED.value, *which)
            .where(look.c.outcome == Outcome.CHANGED.value, document.c.page.is_(None))
            .order_by(change.c.id)
        )
        found: list[tuple[int, TextChange]] = []
        with reading(self.engine) as connection:
            for _, rows in groupby(connection.execute(wanted), key=lambda row: row.document):
                changes = list(rows)
                frame = decode(unpack(changes[0].content).decode(), _Frame)
                places = {block.key: place for place, block in reversed(list(enumerate(frame.blocks)))}
                for after, row in enumerate([] if frame.windowed else changes, start=len(places)):
                    read = decode(row.payload, ReadChange)
                    if is_text_change(read.change) or row.elsewhere:
                        found.append((row.id, _text(read, row, after if read.change.new is None else places.get(read.change.key, after))))
        return tuple(found)

    def untold_counts(self, since: datetime, until: datetime) -> dict[str, int]:
        """Items that were read in a period and gave no finding, by the rule that stopped them.

        Under BROUGHT_IN those that were brought in from the past: what was found in them is told where they were seen.
        """
        wanted = (
            select(change.c.rule, func.count().label("items"))
            .where(change.c.recorded > since, change.c.recorded <= until, change.c.archive.is_(None))
            .where(change.c.told.is_(False), change.c.review.is_(None), ~_FOUND)
            .group_by(change.c.rule)
        )
        brought_in = select(func.count()).select_from(change)
        brought_in = brought_in.where(change.c.recorded > since, change.c.recorded <= until, change.c.archive.is_not(None))
        with reading(self.engine) as connection:
            counts = {row.rule: row.items for row in connection.execute(wanted)}
            late = connection.execute(brought_in.where(change.c.told, change.c.replaced.is_(None))).scalar_one()
        return counts | ({BROUGHT_IN: late} if late else {})

    def told(self, series: str) -> frozenset[int]:
        """The numbers of all findings that digests of a series have claimed."""
        with reading(self.engine) as connection:
            return frozenset(connection.execute(select(digest_finding.c.finding).where(digest_finding.c.series == series)).scalars())

    def record_digest(
        self,
        made: Digest,
        period: Period,
        findings: Sequence[int],
        reviews: Sequence[int],
        texts: Sequence[int] = (),
        *,
        to: Mapping[str, datetime] = {},
    ) -> bool:
        """Commit a digest with its claims and, by their ids, the subscriptions that it goes to, each with when.

        False where another composer was first: then nothing is written.

        First is who has composed a period of the series with this beginning or this end, or told one of these findings in it:
        two runs that begin where the last digest ended, each at its own moment, compose one period twice.
        """
        row: dict[str, Any] = {
            "id": made.id,
            "series": made.series,
            "since": period.since,
            "until": period.until,
            "composed": datetime.fromisoformat(made.composed),
            "payload": encode(made),
        }
        claim = {"series": made.series, "digest": made.id}
        with writing(self.engine, alone=True) as connection:
            if _is_taken(connection, made, period, findings):
                return False
            connection.execute(insert(digest).values(row))
            insert_or_ignore(connection, digest_finding, [{**claim, "finding": one} for one in findings])
            insert_or_ignore(connection, digest_review, [{**claim, "change": one} for one in reviews])
            insert_or_ignore(connection, digest_text, [{**claim, "change": one} for one in texts])
            enqueue(connection, made.id, to)
            mark(connection, row["composed"])
        return True

    def digest(self, name: str) -> Digest | None:
        """A digest by its id, as it was composed."""
        with reading(self.engine) as connection:
            payload = connection.execute(select(digest.c.payload).where(digest.c.id == plain(name))).scalar()
        return None if payload is None else decode(payload, Digest)

    def last_digest(self, series: str) -> Digest | None:
        """The newest digest of a series."""
        wanted = select(digest.c.payload).where(digest.c.series == series).order_by(digest.c.until.desc()).limit(1)
        with reading(self.engine) as connection:
            payload = connection.execute(wanted).scalar()
        return None if payload is None else decode(payload, Digest)

    def digests(self, series: str) -> tuple[Digest, ...]:
        """All digests of a series, oldest first."""
        with reading(self.engine) as connection:
            rows = connection.execute(select(digest.c.payload).where(digest.c.series == series).order_by(digest.c.until)).scalars().all()
        return tuple(decode(payload, Digest) for payload in rows)

    def newest_digests(self, limit: int) -> tuple[Digest, ...]:
        """The last digests of all series, newest first; alerts are none."""
        wanted = select(digest.c.payload).where(digest.c.series.not_like("alert:%")).order_by(digest.c.composed.desc(), digest.c.id.desc())
        with reading(self.engine) as connection:
            return tuple(decode(payload, Digest) for payload in connection.execute(wanted.limit(limit)).scalars())

    def contexts(self, numbers: Sequence[int]) -> dict[int, str]:
        """The passages that findings were read from."""
        found: dict[int, str] = {}
        with reading(self.engine) as connection:
            for part in chunks(numbers):
                wanted = select(finding.c.id, change.c.payload).join(change, finding.c.change == change.c.id).where(finding.c.id.in_(part))
                found.update({row.id: context_of(decode(row.payload, ReadChange)) for row in connection.execute(wanted)})
        return found

    def _findings(self, wanted: Select[Any]) -> tuple[RecordedFinding, ...]:
        with reading(self.engine) as connection:
            return tuple(recorded_finding(row) for row in connection.execute(wanted))


def _within(since: datetime, until: datetime, recorded: ColumnElement[datetime | None]) -> ColumnElement[bool]:
    """Whether something was recorded in a period, or seen in it where an archive kept it."""
    live = and_(change.c.archive.is_(None), recorded > since, recorded <= until)
    return or_(live, and_(change.c.archive.is_not(None), change.c.replaced.is_(None), _seen(since, until)))


def _seen(since: datetime, until: datetime | None) -> ColumnElement[bool]:
    """Whether a change was seen in a period, whenever it was recorded."""
    made, shown = document.alias(), look.alias()
    seen = exists().where(made.c.id == change.c.document, shown.c.id == made.c.look, shown.c.at > since)
    return (seen if until is None else seen.where(shown.c.at <= until)).correlate(change)


def _is_taken(connection: Connection, made: Digest, period: Period, findings: Sequence[int]) -> bool:
    same_period = or_(digest.c.until == period.until, digest.c.since == period.since)
    same = or_(digest.c.id == made.id, (digest.c.series == made.series) & same_period)
    if connection.execute(select(digest.c.id).where(same)).first() is not None:
        return True
    claimed = select(digest_finding.c.finding).where(digest_finding.c.series == made.series).limit(1)
    return any(connection.execute(claimed.where(digest_finding.c.finding.in_(part))).first() is not None for part in chunks(findings))


def _text(read: ReadChange, row: Row[Any], place: int) -> TextChange:
    evidence, one = read.evidence, read.change
    return TextChange(
        source=evidence.source,
        title=evidence.title,
        url=evidence.url,
        seen=evidence.seen,
        snapshot=evidence.snapshot,
        old=one.old,
        new=one.new,
        key=one.key,
        rules=(row.rule,),
        by_hand=evidence.by_hand,
        told=bool(row.elsewhere),
        place=place,
    )


def _review(read: ReadChange) -> Review:
    concluded, evidence = read.conclusion, read.evidence
    touched = next(iter(concluded.tripped), None) if concluded else None
    return Review(
        source=evidence.source,
        title=evidence.title,
        url=evidence.url,
        reason=(concluded.review or "") if concluded else "",
        seen=evidence.seen,
        tracks=concluded.tracks if concluded else (),
        snapshot=evidence.snapshot,
        quote=touched.quote if touched else "",
        absence=touched.absence if touched else None,
    )
