"""What is made of one snapshot: extract, diff, read, reconcile, and commit the whole as one."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

import msgspec

from tracker.diff.blocks import compare, remembered
from tracker.diff.rotating import CAPTURES, has_opaque_link, learn
from tracker.diff.shrinking import STAYS_AFTER, as_capture
from tracker.diff.statutes import is_provision
from tracker.errors import ExtractError, OvertakenError, StoreError
from tracker.model.document import Block, Change, ChangeKind, Comparison, Document, Ignored, Rotating
from tracker.model.finding import Conclusion, Evidence, Finding, Verdict
from tracker.model.look import Capture, Fetch, Outcome, Snapshot
from tracker.model.pack import Pack
from tracker.model.recorded import Derivation, LinkedPage, ReadChange, StoredDocument
from tracker.model.source import Source
from tracker.model.timeline import Revision
from tracker.ports import Kind, ReadsLinked
from tracker.read.lexicon import Lexicon
from tracker.read.windows import case_in
from tracker.reconcile.conclude import Concluded, conclude
from tracker.reconcile.judge import Known
from tracker.reconcile.passage import Passage
from tracker.reconcile.rules import RULES
from tracker.reconcile.signature import finding_signature
from tracker.store import Store
from tracker.text.canonical import block_hash
from tracker.text.moments import JST
from tracker.watch.appearing import Appearing
from tracker.watch.article import as_article, page_options
from tracker.watch.outcome import Derived

_FEW = 200
"""So many blocks that changed are asked for by what they say now: one that changes at each look has had hundreds of states."""
_ATTEMPTS = 5
"""How often a look is concluded where others go on teaching the timeline; the last time it stands whatever they do."""


def derive(
    store: Store, kind: Kind, source: Source, pack: Pack, lexicon: Lexicon, look: tuple[int, Fetch, Snapshot], now: datetime
) -> Derived:
    """Read one snapshot and commit its document, changes, findings and revisions in one transaction.

    One that the program itself fails on is no good capture either: it is told as such, and the next look brings it anew.
    """
    try:
        return _derive(store, kind, source, pack, lexicon, look, now)
    except StoreError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one capture sets off, the other sources go on
        number, fetch, snapshot = look
        why = f"reading it failed ({type(error).__name__}: {error}); the capture is kept as {snapshot.id}"
        document = Document(problem=Outcome.ERROR_PAGE, problem_detail=why, extractor=extractor_of(kind, source))
        return _no_good(store, _base(source, number, fetch, snapshot, document, now))


def _derive(
    store: Store, kind: Kind, source: Source, pack: Pack, lexicon: Lexicon, look: tuple[int, Fetch, Snapshot], now: datetime
) -> Derived:
    number, fetch, snapshot = look
    page = _page_of(store, fetch)
    document = _extract(kind, source, Capture(body=snapshot.body, url=fetch.url, content_type=fetch.content_type), page)
    if page is not None and page.listing and document.windowed:
        # Entries are of the source, whichever of its pages lists them.
        page, fetch = None, msgspec.structs.replace(fetch, page=None)
    base = _base(source, number, fetch, snapshot, document, now)
    if document.problem is not None:
        return _no_good(store, base)
    before = _before(store, kind, source, document, page)
    document = _unless_shrunk(store, before, document, fetch)
    if document.problem is not None:
        return _no_good(store, _base(source, number, fetch, snapshot, document, now))
    comparison, learnt = _compared(store, source, before, document, page)
    changes = _as_it_came(comparison.changes, windowed=document.windowed)
    first = before is None if page is None or page.listing else page.first
    outcome = fetch.outcome if before is None else Outcome.CHANGED if changes else Outcome.UNCHANGED
    keys = {block.key for block in document.blocks}
    # Pages of one list follow each other without a gap, whatever they have in common.
    apart = before is not None and bool(keys) and not any(block.key in keys for block in before.blocks)
    gap = document.windowed and apart and not fetch.part
    hashes = {block.key: block_hash(block) for block in _to_remember(document, before, changes)}
    made = msgspec.structs.replace(
        base, outcome=outcome, block_hashes=hashes, possible_gap=gap, ignored=_ignored(before, comparison), rotating=learnt
    )
    appearing = _appearing(store, kind, source, fetch, document)
    read = _concluded(store, made, changes, lambda: _Reading(store, pack, lexicon, source, appearing, snapshot.id, now), first=first)
    told = sum(found.tell for item in read if item.conclusion for found in item.conclusion.findings)
    return Derived(outcome=outcome, changes=len(changes), findings=told, why=document.problem_detail)


def _appearing(store: Store, kind: Kind, source: Source, fetch: Fetch, document: Document) -> Appearing:
    """When the words of a document appeared. Of a window it cannot be told what came into it and what came back."""

    def reread(current: StoredDocument) -> Document | None:
        if document.windowed:
            return None
        return current.document if store.is_read_anew else read_again(store, kind, source, current, None)

    return Appearing(store, fetch, reread=reread)


def _unless_shrunk(store: Store, before: Document | None, document: Document, fetch: Fetch) -> Document:
    """A document that says next to nothing of what it said is none, unless it has stayed so or a person vouches for it."""
    judged = as_capture(before, document)
    if judged is document or fetch.by_hand or (fetch.part and judged.problem == Outcome.EMPTY):
        return document
    stays = judged.problem == Outcome.SHRUNK and store.in_a_row(fetch, Outcome.SHRUNK, STAYS_AFTER - 1) == STAYS_AFTER - 1
    return document if stays else judged


def _compared(
    store: Store, source: Source, before: Document | None, document: Document, page: LinkedPage | None
) -> tuple[Comparison, tuple[Rotating, ...]]:
    """What differs, and what is learnt of the source's links. Earlier states are asked for only where something changed."""
    comparison = compare(before, document)
    if before is None or page is not None or not comparison.changes:
        return comparison, ()
    rotating, learnt = _rotating(store, source, document, comparison)
    if rotating and document.windowed:
        before = msgspec.structs.replace(before, blocks=(*before.blocks, *store.recent_blocks(source.id)))
    if document.statute:
        return comparison, learnt
    keys = {change.key for change in comparison.changes}
    now = tuple(block_hash(block) for block in document.blocks if block.key in keys)
    seen = store.seen_hashes(source.id, tuple(keys), now if len(now) <= _FEW else None)
    if not rotating:
        return remembered(comparison, seen), learnt
    return compare(before, document, seen=seen, rotating=rotating), learnt


def _rotating(
    store: Store, source: Source, document: Document, comparison: Comparison
) -> tuple[tuple[Rotating, ...], tuple[Rotating, ...]]:
    """What rotates in the links of a source, and what of it this look shows for the first time."""
    added = [change.block for change in comparison.changes if change.change is ChangeKind.ADDED and change.block is not None]
    if not has_opaque_link(added):
        return (), ()
    known = store.rotating(source.id)
    learnt = learn((*store.recent_documents(source.id, CAPTURES - 1), document), known)
    return (*known, *learnt), learnt


def _ignored(before: Document | None, comparison: Comparison) -> tuple[Ignored, ...]:
    """The differences that are none. Where nothing that is read differs at all, other bytes are other markup."""
    if before is None or comparison.changes or comparison.ignored:
        return comparison.ignored
    return (Ignored("markup", None, None),)


def _concluded(
    store: Store, made: Derivation, changes: Sequence[Change], reader: Callable[[], _Reading], *, first: bool
) -> tuple[ReadChange, ...]:
    """Read the changes and commit them with the rest; once more where another process taught the timeline in between."""
    for left in reversed(range(_ATTEMPTS)):
        reading = reader()
        read = reading.told_once(
            [reading.read(change, first=first, provides=made.document.statute and is_provision(change.key)) for change in changes]
        )
        since = reading.concluded_from if left else None
        try:
            store.record_derivation(msgspec.structs.replace(made, changes=read, revisions=tuple(reading.revisions), concluded_from=since))
        except OvertakenError:
            continue
        break
    return read


def _as_it_came(changes: tuple[Change, ...], *, windowed: bool) -> tuple[Change, ...]:
    """The changes in the order of their publication, whatever order a feed lists them in: what came first is the news.

    What has no day comes last, of a page as it stands there.
    """

    def moment(change: Change) -> tuple[float, str]:
        published = change.block.published if change.block is not None else None
        return published.timestamp() if published is not None else math.inf, change.key if windowed else ""

    return tuple(sorted(changes, key=moment))


def _to_remember(document: Document, before: Document | None, changes: Sequence[Change]) -> Sequence[Block]:
    """The blocks whose state is new. What is as it was has its state already, unless another extractor gave it its key."""
    if before is None or document.statute or before.extractor != document.extractor:
        return document.blocks
    changed = {change.key for change in changes}
    return [block for block in document.blocks if block.key in changed]


def _base(source: Source, number: int, fetch: Fetch, snapshot: Snapshot, document: Document, now: datetime) -> Derivation:
    """What every derivation of a look says, with no changes yet."""
    return Derivation(
        source=source.id,
        fetch_id=number,
        snapshot=snapshot.id,
        document=document,
        outcome=document.problem or fetch.outcome,
        page=fetch.page,
        rules=RULES,
        recorded=now,
        observed=fetch.at,
    )


def _no_good(store: Store, base: Derivation) -> Derived:
    store.record_derivation(base)
    return Derived(outcome=Outcome(base.outcome), why=base.document.problem_detail)


def extractor_of(kind: Kind, source: Source) -> str:
    """The name of who reads the captures of a source, with its version."""
    return f"{source.kind}/{kind.version}"


def _page_of(store: Store, fetch: Fetch) -> LinkedPage | None:
    """The page that a look was at, where it was not at the source itself."""
    if fetch.page is None:
        return None
    if fetch.part:
        return LinkedPage(source=fetch.source, address=fetch.page, url=fetch.url, listing=True)
    return store.linked_page(fetch.source, fetch.page) or LinkedPage(source=fetch.source, address=fetch.page, url=fetch.url)


def _extract(kind: Kind, source: Source, capture: Capture, page: LinkedPage | None) -> Document:
    article = None if page is None or page.listing else page
    read = kind.extract_linked if article is not None and isinstance(kind, ReadsLinked) else kind.extract
    try:
        document = read(capture, source.options if article is None else page_options(source.options))
    except ExtractError as error:
        document = Document(problem=error.problem, problem_detail=str(error))
    document = document if article is None else as_article(document, article)
    return msgspec.structs.replace(document, extractor=extractor_of(kind, source))


def _before(store: Store, kind: Kind, source: Source, document: Document, page: LinkedPage | None) -> Document | None:
    """What was known before. For a window: the last known state of each entry, even of one that had left it; for an empty one the last."""
    current = store.current_document(source.id, page.address if page else None)
    if current is None:
        return None
    again = None if current.document.extractor == extractor_of(kind, source) else read_again(store, kind, source, current, page)
    if not document.windowed:
        return again or current.document
    if document.wants_blocks and not document.blocks:
        return msgspec.structs.replace(current.document, blocks=store.recent_blocks(source.id))
    known = store.latest_blocks(source.id, tuple(block.key for block in document.blocks))
    if again is not None:
        known |= {block.key: block for block in again.blocks}
    return msgspec.structs.replace(current.document, blocks=tuple(known.values()))


def read_again(store: Store, kind: Kind, source: Source, current: StoredDocument, page: LinkedPage | None) -> Document | None:
    """An earlier capture as today's extractor reads it, under the name of the one that read it then: they changed is not we changed."""
    old = store.snapshot(current.snapshot)
    if old is None:
        return None
    capture = Capture(body=old.body, url=current.url or source.url, content_type=current.content_type)
    again = _extract(kind, source, capture, page)
    return None if again.problem else msgspec.structs.replace(again, extractor=current.document.extractor)


class _Reading:
    """The changes of one snapshot, read in order: each is held against the timeline as the earlier ones left it."""

    def __init__(
        self, store: Store, pack: Pack, lexicon: Lexicon, source: Source, appearing: Appearing, snapshot: str, now: datetime
    ) -> None:
        self.store, self.pack, self.lexicon, self.source = store, pack, lexicon, source
        self.fetch, self.snapshot, self.now, self.appearing = appearing.fetch, snapshot, now, appearing
        self.revisions: list[Revision] = []
        self.concluded_from: int | None = None
        self._known: Known | None = None
        self._place = -1

    def read(self, change: Change, *, first: bool, provides: bool) -> ReadChange:
        """What one change says; it is not read where it says nothing new. `provides`: it is of the text of a law."""
        self._place += 1
        block = change.block
        evidence = self._evidence(block)
        if block is None or change.change in (ChangeKind.REMOVED, ChangeKind.MOVED):
            return ReadChange(change=change, evidence=evidence)
        if not (self.lexicon.names_any(block.title or "") or self.lexicon.names_any(block.text) or case_in(block.text)):
            return ReadChange(change=change, evidence=evidence, conclusion=Conclusion("irrelevant", (), (), rule="names-no-subject"))
        try:
            concluded = self._conclude(change, block, first=first)
        except StoreError:
            raise
        except Exception as error:  # noqa: BLE001 - one hostile entry must not hide the others of its source
            review = f"reading it failed ({type(error).__name__}); a person has to read it"
            return ReadChange(change=change, evidence=evidence, conclusion=Conclusion("irrelevant", (), (), review, "reading-failed"))
        if provides:
            return ReadChange(change=change, evidence=evidence, conclusion=_provided(concluded.conclusion))
        self._keep(concluded)
        return ReadChange(change=change, evidence=evidence, conclusion=concluded.conclusion)

    def told_once(self, read: Sequence[ReadChange]) -> tuple[ReadChange, ...]:
        """What was read, less what was told: a finding that was recorded before, of this or another source, only adds a source."""
        marks = [[finding_signature(found) for found in item.conclusion.findings] if item.conclusion else [] for item in read]
        known = self.store.signatures({mark for own in marks for mark in own})
        told = []
        for item, own in zip(read, marks, strict=True):
            told.append(_less(item, own, known))
            known.update(own)
        return tuple(told)

    def _conclude(self, change: Change, block: Block, *, first: bool) -> Concluded:
        published = _local_day(block)
        old = first and block.published is not None and block.published < self.now - self.source.background_after
        passage = Passage(
            text=block.text,
            title=block.title,
            published=published,
            authority=self.source.authority,
            url=block.link,
            lang=self.source.lang,
            voice=_voice(self.source),
            seen=self.appearing.of(change),
        )
        if self._known is None:
            believed = self.store.believed()
            self.concluded_from = believed.revision
            self._known = Known(believed, self.pack, self.now.astimezone(JST).date())
        return conclude(passage, self._known, self.lexicon, background=old)

    def _keep(self, concluded: Concluded) -> None:
        for place, event in concluded.revisions:
            origin = f"finding:{self._place}.{place}"
            self.revisions.append(Revision(event=event, observed=self.fetch.at, recorded=self.now, origin=origin))
        self._known = concluded.known

    def _evidence(self, block: Block | None) -> Evidence:
        return Evidence(
            source=self.source.id,
            authority=self.source.authority,
            url=(block.link if block else None) or self.source.url,
            title=(block.title if block else None) or self.source.name.of(self.source.lang),
            snapshot=self.snapshot,
            seen=self.fetch.at,
            published=block.published if block else None,
            lang=self.source.lang,
            by_hand=self.fetch.by_hand,
        )


def _provided(conclusion: Conclusion) -> Conclusion:
    """What a provision of a law says: what is to hold, and not what happened. An absence that it would end stands for review anyway."""
    review = conclusion.review if conclusion.tripped else None
    return msgspec.structs.replace(conclusion, verdict="irrelevant", findings=(), review=review, rule="provision", mentioned=())


def _less(item: ReadChange, marks: Sequence[str], known: Collection[str]) -> ReadChange:
    """A read change of which only those findings are told whose marks are not known yet."""
    if item.conclusion is None or not marks:
        return item
    findings = tuple(_untold(found) if mark in known else found for found, mark in zip(item.conclusion.findings, marks, strict=True))
    return msgspec.structs.replace(item, conclusion=msgspec.structs.replace(item.conclusion, findings=findings))


def _untold(found: Finding) -> Finding:
    return found if found.verdict is Verdict.AMBIGUOUS else msgspec.structs.replace(found, tell=False)


def _voice(source: Source) -> str:
    """Who publishes a source: by name, or by host. What two sources of one host say in two languages is one voice."""
    if source.publisher is not None:
        return source.publisher.en
    return (urlsplit(source.url).hostname or source.id).removeprefix("www.")


def _local_day(block: Block) -> date | None:
    """The day as the publisher wrote it: a date in its own zone is not moved into ours."""
    return block.published.date() if block.published else None
