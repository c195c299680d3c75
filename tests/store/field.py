"""Small values of every kind that the store is handed: an office for oaks, and what it says about an act and a guide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Table, func, select

from tests.reconcile.field import PACK, event, label
from tracker.model.digest import Digest, Period
from tracker.model.document import Block, Change, ChangeKind, Document
from tracker.model.finding import Conclusion, Evidence, Finding, Verdict
from tracker.model.look import Fetch, Outcome, Snapshot, Validators
from tracker.model.reading import Modality
from tracker.model.recorded import Derivation, ReadChange
from tracker.model.source import Authority
from tracker.model.timeline import Event, Revision, Seed
from tracker.store import Store

__all__ = ["event", "label"]

START = datetime(2026, 8, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST_WORDS = Validators(etag='"one"', last_modified="Sat, 01 Aug 2026 08:00:00 GMT")


def at(hours: float) -> datetime:
    """So many hours after the start."""
    return START + hours * HOUR


def snapshot_of(body: bytes) -> Snapshot:
    return Snapshot(id=f"sha256:{hashlib.sha256(body).hexdigest()}", body=body)


def fetch_of(
    source: str = "office",
    hours: float = 0,
    outcome: Outcome = Outcome.CHANGED,
    *,
    body: bytes | None = None,
    words: Validators = FIRST_WORDS,
    error: str | None = None,
    url: str = "https://office.example/news",
) -> Fetch:
    return Fetch(
        source=source,
        at=at(hours),
        outcome=outcome,
        url=url,
        status=200,
        validators=words,
        size=len(body or b""),
        snapshot=snapshot_of(body).id if body is not None else None,
        error=error,
    )


def looked(store: Store, body: bytes = b"<rss/>", *, source: str = "office", hours: float = 0, words: Validators = FIRST_WORDS) -> int:
    """One look that brought these bytes. Answers the ledger's number."""
    fetch = fetch_of(source, hours, body=body, words=words)
    return store.record_look(fetch, snapshot_of(body), next_due=at(hours + 6), recorded=at(hours))


def in_vain(store: Store, hours: float, *, source: str = "office", error: str = "no answer", outcome: Outcome = Outcome.FAILED) -> int:
    """One look that brought nothing."""
    return store.record_look(
        fetch_of(source, hours, outcome, words=Validators(), error=error), None, next_due=at(hours + 6), recorded=at(hours)
    )


def block_of(key: str = "one", text: str = "The Acorn Act was promulgated.", title: str | None = "Acorn Act") -> Block:
    return Block(key=key, text=text, title=title, link=f"https://office.example/{len(key)}/{key[:20]}", published=at(-30))


def hash_of(block: Block) -> str:
    return hashlib.md5(f"{block.title} {block.text}".encode("utf-8", "surrogatepass")).hexdigest()


def finding_of(
    verdict: Verdict = Verdict.ADVANCES, event: str | None = "acorn-act.promulgated", *, quote: str = "was promulgated", tell: bool = True
) -> Finding:
    return Finding(
        verdict=verdict,
        track="law",
        tracks=("law",),
        subject="acorn-act",
        type="promulgated",
        modality=Modality.OCCURRED,
        event=event,
        rule="test.rule",
        quote=quote,
        tell=tell,
    )


def change_of(
    block: Block | None = None,
    findings: Iterable[Finding] | None = None,
    *,
    source: str = "office",
    authority: Authority = Authority.OFFICIAL,
    review: str | None = None,
    rule: str = "test.rule",
    hours: float = 0,
) -> ReadChange:
    """A new block that was read: with findings, or for review, or (None) not read at all."""
    block = block or block_of()
    read = findings is not None or review is not None
    return ReadChange(
        change=Change(change=ChangeKind.ADDED, key=block.key, new=block.text, block=block),
        evidence=Evidence(
            source=source,
            authority=authority,
            url=block.link or "https://office.example/",
            title=block.title or "",
            snapshot="sha256:" + "0" * 64,
            seen=at(hours),
        ),
        conclusion=Conclusion("update", ("law",), tuple(findings or ()), review=review, rule=rule) if read else None,
    )


def derivation_of(
    number: int,
    blocks: Sequence[Block] = (),
    changes: Sequence[ReadChange] = (),
    *,
    body: bytes = b"<rss/>",
    source: str = "office",
    hours: float = 0,
    problem: str | None = None,
    windowed: bool = True,
    revisions: Sequence[Event] = (),
    gap: bool = False,
) -> Derivation:
    """What was made of one look; the nth revision comes from the first finding of the nth change."""
    return Derivation(
        source=source,
        fetch_id=number,
        snapshot=snapshot_of(body).id,
        document=Document(
            blocks=tuple(blocks), problem=problem, problem_detail=problem and f"it is {problem}", windowed=windowed, extractor="feed/1"
        ),
        outcome=problem or "changed",
        recorded=at(hours),
        observed=at(hours),
        block_hashes={block.key: hash_of(block) for block in blocks},
        changes=tuple(changes),
        revisions=tuple(
            Revision(event=one, observed=at(hours), recorded=at(hours), origin=f"finding:{place}.0") for place, one in enumerate(revisions)
        ),
        possible_gap=gap,
    )


def seen(store: Store, *blocks: Block, hours: float = 0, source: str = "office") -> None:
    """A look that showed these blocks."""
    body = f"{source} {hours}".encode()
    number = looked(store, body, source=source, hours=hours)
    store.record_derivation(derivation_of(number, blocks, body=body, source=source, hours=hours))


def found(
    store: Store, *findings: Finding, source: str = "office", hours: float = 0, authority: Authority = Authority.OFFICIAL
) -> list[int]:
    """A look that gave these findings, all of one passage. Answers their numbers."""
    body = f"{source} {hours} {len(findings)}".encode()
    number = looked(store, body, source=source, hours=hours)
    change = change_of(None, findings, source=source, authority=authority, hours=hours)
    return list(store.record_derivation(derivation_of(number, [block_of()], [change], body=body, source=source, hours=hours)))


def read(store: Store, *changes: ReadChange, hours: float = 0, source: str = "office") -> tuple[int, ...]:
    """A look that gave these changes."""
    body = f"{source} {hours} changes".encode()
    number = looked(store, body, source=source, hours=hours)
    return store.record_derivation(derivation_of(number, (), changes, body=body, source=source, hours=hours))


def seed_of(*events: Event, digest: str = "first", hours: float = -100) -> Seed:
    return Seed(pack=PACK, events=events, known_at=at(hours), digest=f"sha256:{hashlib.sha256(digest.encode()).hexdigest()}")


def period_of(hours: float = 24, *, series: str = "run", name: str | None = None) -> Period:
    return Period(id=name or f"{series}-{hours:g}", series=series, since=at(hours - 24), until=at(hours))


def digest_of(period: Period) -> Digest:
    since, until = period.since.isoformat(), period.until.isoformat()
    return Digest(id=period.id, series=period.series, since=since, until=until, composed=until, sections=())


def composed(store: Store, findings: Sequence[int], *, hours: float = 24, series: str = "run", reviews: Sequence[int] = ()) -> bool:
    period = period_of(hours, series=series)
    return store.record_digest(digest_of(period), period, findings, reviews)


def rows_in(store: Store, *tables: Table) -> list[int]:
    with store.engine.connect() as connection:
        return [int(connection.execute(select(func.count()).select_from(table)).scalar_one()) for table in tables]
