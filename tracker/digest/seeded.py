"""What became of each row of the seed, for a series' first digest: borne out, overtaken, late, or not seen, and where was looked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from tracker.digest.coverage import is_reached
from tracker.digest.dates import recent
from tracker.digest.entries import Scene, citations, event_entry, sound
from tracker.digest.grouping import tells_same
from tracker.digest.material import Material
from tracker.digest.sections import TELLING
from tracker.digest.theses import conditions, rungs
from tracker.digest.titles import event_title, finding_title, recent_title
from tracker.digest.zone import local_day
from tracker.model.digest import Condition, Entry, RowFinding, Seeded, SeededRow, SourceCoverage, Unjudged
from tracker.model.finding import RecordedFinding, Verdict
from tracker.model.pack import Pack
from tracker.model.source import Label
from tracker.model.timeline import Event, RowKind
from tracker.model.when import UNKNOWN, Precision, When

NOT_SEEN = "not-seen"
"""The verdict of a row that nothing which was seen speaks of."""

VERDICTS = {
    "supersedes": Label("置き換え", "superseded"),
    "contradicts": Label("矛盾", "contradicted"),
    "moves": Label("日程変更", "moved"),
    "advances": Label("進展", "advanced"),
    "refines": Label("より正確", "refined"),
    "confirms": Label("確認", "confirmed"),
    "ambiguous": Label("要判断", "in doubt"),
    "overdue": Label("期限超過", "overdue"),
    NOT_SEEN: Label("未確認", "not seen yet"),
}
"""The verdicts on a row and their names, in the order in which a digest shows them."""

_STRENGTH = ("supersedes", "contradicts", "moves", "advances", "overdue", "refines", "confirms", "ambiguous")
"""Strongest first. A day that has passed in silence outweighs a word from before it that the plan stands."""

_REASONS = {
    RowKind.ABSENCE: Label("不存在を示す行：一文では証明できない", "an absence: no sentence proves it"),
    RowKind.INTERPRETATION: Label("解釈：確認の対象ではなく、検討の対象", "an interpretation: it is weighed, not confirmed"),
    RowKind.THESIS: Label("見立て：一文では決まらない", "a thesis: no one sentence settles it"),
}


class _Judged(NamedTuple):
    """Findings that say the same of one row: the first leads."""

    verdict: str
    findings: list[RecordedFinding]


def seeded(
    material: Material, scene: Scene, *, overdue: Mapping[str, int], coverage: tuple[SourceCoverage, ...], told: Iterable[Entry]
) -> Seeded | None:
    """What became of the seed; None for any digest but a series' first, or where no row is known to be seeded.

    `overdue` gives the days by event. A row is judged by every finding that stands, told or not: one that was withdrawn or replaced
    is no evidence. `told` are the digest's entries: what they tell at length is not listed as recent.
    """
    if not (material.first and material.seeded):
        return None
    evidence = _evidence(material.findings)
    rows = [
        _row(event, evidence.get(event.id, []), scene, overdue.get(event.id), _watching(event, material, coverage))
        for event in material.seeded
        if event.kind.is_testable
    ]
    words = {row.event: row.word for row in rows}
    spoken = {name for entry in told for name in (entry.event, *(statement.event for statement in entry.also))}
    known = material.timeline.known_at
    # A run that behaves as at an earlier moment knew the seed from then on.
    day = min(local_day(known), scene.today) if known else None
    return Seeded(
        known=When(day, day, Precision.DAY) if day else UNKNOWN,
        rows=tuple(sorted(rows, key=lambda row: _place(row, scene.pack))),
        unjudged=tuple(_unjudged(event, material, words, scene) for event in material.seeded if not event.kind.is_testable),
        recent=tuple(_recent(event, scene) for event in recent(material.timeline, scene.today) if event.id not in spoken),
    )


def counted(found: Seeded) -> Entry:
    """One line for the coverage section: how many rows there are of each verdict."""
    counts = Counter(row.verdict for row in found.rows)
    rows = "1 row" if len(found.rows) == 1 else f"{len(found.rows)} rows"
    parts = {lang: [f"{word.of(lang)} {counts[name]}" for name, word in VERDICTS.items() if counts[name]] for lang in ("ja", "en")}
    return Entry(
        title=Label(
            ja=f"初回：起点の{len(found.rows)}件のうち" + "、".join(parts["ja"]),
            en=f"First digest: what became of the briefing. Of its {rows}: " + ", ".join(parts["en"]),
        ),
        verdict="coverage",
        track="",
        tracks=(),
        was=UNKNOWN,
        rule="coverage.seeded-rows",
    )


def spoken_at_length(entries: Mapping[str, list[Entry]]) -> list[Entry]:
    """The entries that tell something in full: beside them nothing is listed as merely recent."""
    return [entry for name, found in entries.items() if name in TELLING or name in ("background", "corrections") for entry in found]


def _evidence(findings: Iterable[RecordedFinding]) -> dict[str, list[RecordedFinding]]:
    """The findings that judge a row, by its id.

    One that made an event of its own judges the event that it was held against; one that fits two events puts both in doubt.
    """
    everything = list(findings)
    replaced = {one.replaces for one in everything if not one.withdrawn}
    found: dict[str, list[RecordedFinding]] = {}
    for recorded in sorted(everything, key=lambda one: (not one.finding.tell, one.evidence.authority.rank, one.id)):
        if recorded.finding.verdict.value in VERDICTS and not recorded.withdrawn and recorded.id not in replaced:
            for row in recorded.finding.speaks_of:
                found.setdefault(row, []).append(recorded)
    return found


def _row(event: Event, evidence: list[RecordedFinding], scene: Scene, overdue_days: int | None, looked: tuple[int, int]) -> SeededRow:
    found = [_found(one, scene) for one in _by_strength(evidence)]
    verdicts = [one.verdict for one in found] + ([Verdict.OVERDUE.value] if overdue_days is not None else [])
    verdict = min(verdicts, key=_STRENGTH.index, default=NOT_SEEN)
    return SeededRow(
        event=event.id,
        kind=event.kind.value,
        title=event_title(event, scene.pack),
        track=next(iter(event.tracks), ""),
        tracks=event.tracks,
        verdict=verdict,
        word=VERDICTS[verdict],
        when=event.when,
        modality=event.modality.value,
        facts=event.facts,
        found=tuple(found),
        overdue_days=overdue_days,
        reached=looked[0],
        sources=looked[1],
    )


def _by_strength(evidence: list[RecordedFinding]) -> list[_Judged]:
    """What was found, each thing once with all who say it, strongest first."""
    groups: list[_Judged] = []
    for recorded in evidence:
        home = next((one for one in groups if tells_same(one.findings[0].finding, recorded.finding)), None)
        if home is None:
            groups.append(_Judged(recorded.finding.verdict.value, [recorded]))
        else:
            home.findings.append(recorded)
    return sorted(groups, key=lambda one: _STRENGTH.index(one.verdict))


def _found(one: _Judged, scene: Scene) -> RowFinding:
    lead = one.findings[0]
    finding = lead.finding
    return RowFinding(
        verdict=one.verdict,
        event=finding.event,
        title=sound(finding_title(finding, lead.evidence.title, scene.pack)),
        rule=finding.rule,
        when=finding.when,
        modality=finding.modality.value,
        facts=finding.facts,
        sources=citations(one.findings, [], scene),
    )


def _watching(event: Event, material: Material, coverage: tuple[SourceCoverage, ...]) -> tuple[int, int]:
    """Of the sources that watch the tracks of a row: how many were reached, and how many there are."""
    rows = {row.source: row for row in coverage}
    watching = [source.id for source in material.sources if set(source.tracks) & set(event.tracks)]
    return sum(is_reached(rows.get(source)) for source in watching), len(watching)


def _place(row: SeededRow, pack: Pack) -> tuple[int, int, str, int, str]:
    track = pack.tracks.get(row.track)
    day = row.when.earliest or row.when.latest
    return list(VERDICTS).index(row.verdict), -(track.weight if track else 0), row.track, (day or date.max).toordinal(), row.event


def _unjudged(event: Event, material: Material, words: Mapping[str, Label], scene: Scene) -> Unjudged:
    events, pack = material.timeline.events, scene.pack
    thesis = event.kind is RowKind.THESIS
    standing = conditions(event, events, pack, scene.today) if thesis else ()
    reason = _REASONS[event.kind]
    ground = [_ground(one, words.get(one.event, Label("判定対象外", "not judged"))) for one in standing]
    if ground:
        reason = Label(
            reason.ja + "；前提：" + "、".join(one.ja for one in ground),
            reason.en + "; it rests on: " + ", ".join(one.en for one in ground),
        )
    return Unjudged(
        event=event.id,
        kind=event.kind.value,
        title=event_title(event, pack),
        tracks=event.tracks,
        reason=reason,
        conditions=standing,
        rungs=rungs(event, material.timeline, pack),
    )


def _ground(one: Condition, verdict: Label) -> Label:
    """A condition with the verdict on its row and how it stands."""
    return Label(
        ja=f"{one.title.ja}（{verdict.ja}・{one.word.ja}）",
        en=f"{one.title.en} ({verdict.en}: {one.word.en})",
    )


def _recent(event: Event, scene: Scene) -> Entry:
    return event_entry(event, recent_title(event, scene.pack), scene, verdict="recent")
