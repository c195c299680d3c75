"""Entries and their citations, out of groups of findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from tracker.digest.grouping import Group, key_of, tells_same
from tracker.digest.material import EditionChange, Review, TextChange
from tracker.digest.plain import clip, item_key, well_formed
from tracker.digest.sections import force_of, section_of
from tracker.digest.texts import changed_why, edition_swaps, passages_of, swaps
from tracker.digest.titles import event_title, finding_title, original_title
from tracker.digest.zone import local_day, local_iso
from tracker.model.digest import Citation, Compared, Entry, Statement
from tracker.model.finding import Finding, RecordedFinding
from tracker.model.pack import Pack
from tracker.model.reading import Modality
from tracker.model.redline import Edition
from tracker.model.source import Authority, Label, Source, Terms
from tracker.model.timeline import Event
from tracker.model.when import UNKNOWN, When

_MOST_PASSAGES = 8
"""A page that was written anew is told by its first passages."""


class Scene(NamedTuple):
    """What every entry of one digest is written with."""

    pack: Pack
    sources: dict[str, Source]
    digest: str
    today: date


def page_path(digest: str, finding: int, snapshot: str) -> str:
    """Where the evidence of a finding stands, relative to the digest's own file."""
    name = re.sub(r"[^0-9a-f]", "", snapshot.removeprefix("sha256:").lower())[:16]
    return f"{digest}/evidence/{finding}-{name or 'unknown'}.html"


def group_entry(group: Group, scene: Scene, *, further: Iterable[RecordedFinding] = (), leads: Iterable[Finding] = ()) -> Entry:
    """One entry of all passages that tell one change. `further` only add their sources; what is among `leads` is told elsewhere."""
    lead = group.lead
    finding = lead.finding
    tellers = [passage.lead for passage in group.passages]
    beside = [found for passage in group.passages for found in passage.others]
    also = _statements(beside, (finding, *leads), scene)
    force = force_of(finding.subject, scene.pack)
    return Entry(
        title=sound(finding_title(finding, lead.evidence.title, scene.pack)),
        verdict=finding.verdict.value,
        track=finding.track,
        tracks=_tracks(*(found.finding for found in (lead, *tellers, *beside))),
        event=finding.event,
        type=finding.type or None,
        modality=(Modality.REPORTED if finding.reported and finding.modality is Modality.OCCURRED else finding.modality).value,
        when=_exact([found.finding.when for found in tellers]),
        was=finding.was or UNKNOWN,
        was_modality=finding.was_modality.value if finding.was_modality else None,
        was_stage=_other_stage(finding, scene.pack),
        facts=finding.facts,
        was_facts=finding.was_facts,
        rule=finding.rule,
        why=well_formed(finding.why),
        force=force.value if force else None,
        sources=(*citations([*tellers, *further], beside, scene), *(_citation(one, scene) for one in group.before)),
        also=also,
        year_by=finding.year_by or msgspec.UNSET,
    )


def _other_stage(finding: Finding, pack: Pack) -> Label | None:
    """The name of the stage that the timeline had, where it is not the one that is told."""
    kind = pack.event_types.get(finding.was_type or "")
    return kind.label if kind and finding.was_type != finding.type else None


def first_recorded(group: Group) -> date:
    """The day on which the first finding of a group was committed."""
    return local_day(min(passage.lead.recorded for passage in group.passages))


def event_entry(event: Event, title: Label, scene: Scene, *, verdict: str) -> Entry:
    """A row of the timeline, that no source is cited for."""
    force = force_of(event.subject, scene.pack)
    return Entry(
        title=title if title.en.strip() else event_title(event, scene.pack),
        verdict=verdict,
        track=next(iter(event.tracks), ""),
        tracks=event.tracks,
        event=event.id,
        type=event.type,
        modality=event.modality.value,
        when=event.when,
        was=UNKNOWN,
        facts=event.facts,
        force=force.value if force else None,
    )


def review_entry(review: Review, scene: Scene) -> Entry:
    """An item for a person to look at."""
    source = scene.sources.get(review.source)
    cited = Citation(
        source=review.source,
        authority=_authority(source),
        url=well_formed(review.url),
        title=well_formed(review.title),
        quote=well_formed(clip(review.quote, _terms(source).quote)),
        snapshot=review.snapshot,
        seen=local_iso(review.seen),
        name=source.name if source else None,
        attribution=_terms(source).attribution,
    )
    return Entry(
        title=sound(original_title(Label("要確認", "For review"), review.title)),
        verdict="review",
        track=next(iter(review.tracks), ""),
        tracks=review.tracks,
        event=review.absence,
        was=UNKNOWN,
        rule="absence.tripwire" if review.absence else "",
        why=well_formed(review.reason),
        sources=(cited,),
    )


def text_entry(texts: Sequence[TextChange], scene: Scene) -> Entry:
    """The passages of one item whose words changed, before and after, as far as its publisher lets them be quoted."""
    shown = texts[:_MOST_PASSAGES]
    text = max(shown, key=lambda one: one.seen)
    source = scene.sources.get(text.source)
    limit = _terms(source).quote
    passages = passages_of(shown, limit)
    left = len(texts) - len(shown)
    cited = Citation(
        source=text.source,
        authority=_authority(source),
        url=well_formed(text.url),
        title=well_formed(text.title),
        quote=passages[0].new or passages[0].old,
        snapshot=text.snapshot,
        seen=local_iso(text.seen),
        by_hand=text.by_hand,
        name=source.name if source else None,
        attribution=_terms(source).attribution,
    )
    return Entry(
        title=sound(_text_title(text, source)),
        verdict="changed",
        track=next(iter(text.tracks), ""),
        tracks=text.tracks,
        was=UNKNOWN,
        rule="text.changed",
        why=changed_why(passages).en + (f" {left} more changed." if left else ""),
        sources=(cited,),
        old="\n".join(one.old for one in passages if one.old) or None,
        new="\n".join(one.new for one in passages if one.new) or None,
        swaps=swaps(shown, limit),
        passages=passages,
    )


def edition_entry(one: EditionChange, scene: Scene) -> Entry:
    """What a later document of a subject changed in the one before, in numbers and a few examples."""
    subject = scene.pack.subjects.get(one.new.subject)
    label = subject.label if subject else Label(one.new.subject, one.new.subject)
    limit = min(_terms(scene.sources.get(side.source)).quote for side in (one.old, one.new))
    finding = one.finding.finding
    force = force_of(finding.subject, scene.pack)
    return Entry(
        title=sound(Label(f"前の文書との比較：{label.ja}", f"Compared with the document before: {label.en}")),
        verdict="changed",
        track=finding.track,
        tracks=finding.tracks,
        was=UNKNOWN,
        rule="text.redline",
        why=f"All of it: tracker diff --subject {one.new.subject} --from #{one.old.document} --to #{one.new.document}",
        force=force.value if force else None,
        sources=tuple(_edition_citation(side, scene) for side in (one.new, one.old)),
        swaps=edition_swaps(one.redline, limit),
        compared=Compared(
            old=one.old.name,
            new=one.new.name,
            old_url=well_formed(one.old.url),
            new_url=well_formed(one.new.url),
            counts=one.redline.counts,
        ),
    )


def _edition_citation(side: Edition, scene: Scene) -> Citation:
    source = scene.sources.get(side.source)
    return Citation(
        source=side.source,
        authority=_authority(source),
        url=well_formed(side.url),
        title=well_formed(side.title),
        quote="",
        snapshot=side.snapshot,
        seen=local_iso(side.seen),
        name=source.name if source else None,
    )


def _text_title(text: TextChange, source: Source | None) -> Label:
    """What changed: a page without a title of its own by the name of its source, in both languages."""
    words = Label("文言の変更", "Text changed")
    if source is not None and text.title in (source.name.ja, source.name.en):
        return Label(f"{words.ja}：{source.name.ja}", f"{words.en}: {source.name.en}")
    return original_title(words, text.title)


def citations(leads: Sequence[RecordedFinding], beside: Sequence[RecordedFinding], scene: Scene) -> tuple[Citation, ...]:
    """One citation per item, best authority first, then earliest seen: two sources that carry one item are no two words.

    Of one item the best word is cited, by the sentence that leads; `beside` are further findings of the same items.
    """
    cited: dict[tuple[str, str], RecordedFinding] = {}
    for recorded in sorted((*leads, *beside), key=lambda one: (one.evidence.authority.rank, one not in leads, one.evidence.seen, one.id)):
        cited.setdefault(key_of(recorded), recorded)
    ordered = sorted(cited.values(), key=lambda one: (one.evidence.authority.rank, one.evidence.seen, one.id))
    return tuple(_citation(recorded, scene) for recorded in ordered)


def _citation(recorded: RecordedFinding, scene: Scene) -> Citation:
    evidence, source = recorded.evidence, scene.sources.get(recorded.evidence.source)
    return Citation(
        source=evidence.source,
        authority=evidence.authority,
        url=well_formed(evidence.url),
        title=well_formed(evidence.title),
        quote=_quote(recorded, scene),
        snapshot=evidence.snapshot,
        seen=local_iso(evidence.seen),
        page=page_path(scene.digest, recorded.id, evidence.snapshot),
        finding=recorded.id,
        name=source.name if source else None,
        attribution=_terms(source).attribution,
        by_hand=evidence.by_hand,
    )


def _statements(others: Iterable[RecordedFinding], told: tuple[Finding, ...], scene: Scene) -> tuple[Statement, ...]:
    kept: list[RecordedFinding] = []
    for recorded in others:
        if not any(tells_same(recorded.finding, other) for other in (*told, *(one.finding for one in kept))):
            kept.append(recorded)
    return tuple(_statement(recorded, scene) for recorded in kept)


def _statement(recorded: RecordedFinding, scene: Scene) -> Statement:
    finding = recorded.finding
    return Statement(
        title=sound(finding_title(finding, recorded.evidence.title, scene.pack)),
        verdict=finding.verdict.value,
        track=finding.track,
        event=finding.event,
        rule=finding.rule,
        when=finding.when,
        was=finding.was or UNKNOWN,
        facts=finding.facts,
        section=section_of(finding) or msgspec.UNSET,
        quote=_quote(recorded, scene),
    )


def _quote(recorded: RecordedFinding, scene: Scene) -> str:
    """Its sentence, as far as the publisher lets it be quoted."""
    return well_formed(clip(recorded.finding.quote, _terms(scene.sources.get(recorded.evidence.source)).quote))


def _exact(told: list[When]) -> When:
    """The first date that is known, or a more exact one within it."""
    first = next((when for when in told if when.known), UNKNOWN)
    finer = [when for when in told if when.known and when.within(first) and when.days is not None]
    return min(finer, key=lambda when: (when.days or 0, told.index(when)), default=first)


def _tracks(*findings: Finding) -> tuple[str, ...]:
    return tuple(dict.fromkeys(track for finding in findings for track in (finding.track, *finding.tracks) if track))


def sound(label: Label) -> Label:
    """A label that can be written: without half surrogate pairs."""
    return Label(ja=well_formed(label.ja), en=well_formed(label.en))


def _authority(source: Source | None) -> Authority:
    return source.authority if source else Authority.AGGREGATOR


def _terms(source: Source | None) -> Terms:
    return source.terms if source else Terms()


def keys_of(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    """The items that stand in some entries."""
    return {item_key(cited.title, cited.url) for entry in entries for cited in entry.sources}
