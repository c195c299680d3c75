"""What an export holds: the rows of the store as values that may leave the house, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from tracker.digest.plain import clip, well_formed
from tracker.model.decision import RecordedDecision
from tracker.model.finding import RecordedFinding
from tracker.model.pack import Pack
from tracker.model.recorded import Acknowledgement
from tracker.model.source import Source, Terms
from tracker.model.timeline import Event, Revision
from tracker.store import Store
from tracker.store.captures import View

_OF_THIS_MACHINE = frozenset({"path"})
"""Options of sources that say where something lies on the machine at hand."""


@dataclass(frozen=True)
class Export:
    """What an export is made with. `internal`: it stays in the house, so that terms of reuse cut and leave out nothing."""

    store: Store
    sources: Mapping[str, Source]
    pack: Pack
    version: str
    internal: bool = False

    def terms(self, source: str) -> Terms:
        """What the publisher of a source allows; the least where the source is watched no more."""
        return self.sources[source].terms if source in self.sources else Terms()

    def may_pass_on(self, sources: Iterable[str]) -> bool:
        """Whether bytes that came from all of these may be passed on."""
        return self.internal or all(self.terms(name).redistribute for name in sources)


class FindingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A finding as it is exported. `cut` says that its quote is longer than it may be quoted, and ends in an ellipsis."""

    found: RecordedFinding
    cut: bool = False


def finding_rows(export: Export, view: View) -> Iterator[FindingRow]:
    """Every finding, its quote as long as its publisher allows. The whole passage goes along in the house alone."""
    for one in view.findings():
        if export.internal:
            yield FindingRow(found=one)
            continue
        whole = one.finding.quote
        quote = well_formed(clip(whole, export.terms(one.evidence.source).quote))
        cut = quote != well_formed(whole)
        finding = msgspec.structs.replace(one.finding, quote=quote)
        yield FindingRow(found=msgspec.structs.replace(one, finding=finding, context=""), cut=cut)


def event_rows(export: Export, view: View) -> Iterator[dict[str, Any]]:
    """Every event with all that was ever believed of it, oldest first: the last is what is believed now."""
    longest = min((source.terms.quote for source in export.sources.values()), default=Terms().quote)
    for history in view.histories():
        told = history if export.internal else tuple(_fit_to_pass_on(one, min(longest, Terms().quote)) for one in history)
        yield {"id": history[-1].event.id, "revisions": told}


def plain_finding(row: FindingRow) -> dict[str, Any]:
    """A finding as JSON has it: with its evidence, and `cut` beside its quote."""
    return {"cut": row.cut, **msgspec.to_builtins(row.found)}


def decided(export: Export) -> tuple[tuple[RecordedDecision, ...], tuple[Acknowledgement, ...]]:
    """What people decided and acknowledged. Asked for before a view is opened, they speak of nothing that is not in it."""
    return export.store.decisions(), export.store.acknowledgements()


def plain_source(source: Source, *, internal: bool) -> dict[str, Any]:
    """A source as it is declared, without what speaks of the machine at hand."""
    options = {name: value for name, value in source.options.items() if internal or name not in _OF_THIS_MACHINE}
    plain: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(source, options=options))
    return plain


def canonical_json(value: object) -> bytes:
    """A value as one line of JSON whose keys stand in one order: equal values give equal bytes."""
    try:
        return msgspec.json.encode(value, order="sorted")
    except UnicodeEncodeError:
        return msgspec.json.encode(_mended(msgspec.to_builtins(value)), order="sorted")


def _fit_to_pass_on(one: Revision, longest: int) -> Revision:
    """A revision in which the words of single voices are cut: whose terms hold for them is not known any more."""
    event: Event = one.event
    proposals = tuple(msgspec.structs.replace(said, quote=clip(said.quote, longest)) for said in event.proposals)
    return msgspec.structs.replace(one, event=msgspec.structs.replace(event, proposals=proposals)) if proposals else one


def _mended(value: Any) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, str):
        return well_formed(value)
    if isinstance(value, dict):
        return {_mended(key): _mended(inner) for key, inner in value.items()}
    return [_mended(inner) for inner in value] if isinstance(value, list | tuple) else value
