"""Findings to entries: one per change in the world, and each item in one telling entry only.

A *passage* is what one change of a source says: its main finding leads. Passages of one item (same title and address) are one,
since an item is told once. A block of a page that has neither title nor address of its own is no item: there every event is a matter
of its own. Items whose leads say the same become one group, best authority first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from tracker.digest.overtaken import overtaken
from tracker.digest.plain import item_key
from tracker.digest.sections import TELLING, modality_rank, section_of, section_rank, verdict_rank
from tracker.model.finding import Finding, RecordedFinding, Verdict
from tracker.model.reading import AMENDING_LAW, Fact, Modality
from tracker.model.source import Source

_NEWS = ("decided", "new", "moved")
_INSTANCES = frozenset({"version", "ordinal"})
_APART = _INSTANCES | {AMENDING_LAW}
_ALIKE = ({Modality.OCCURRED, Modality.REPORTED}, {Modality.SCHEDULED, Modality.EXPECTED})
_AFFIRMED = frozenset({Modality.OCCURRED, Modality.REPORTED, Modality.SCHEDULED, Modality.EXPECTED})

Apart = Callable[[RecordedFinding], bool]
"""Whether a finding is a matter of its own, whatever else is read at the same place."""


class Passage(NamedTuple):
    """The findings of one item, its leading one first."""

    lead: RecordedFinding
    others: tuple[RecordedFinding, ...] = ()


class Group(NamedTuple):
    """One entry to be: its section, and the passages that tell it, the best word first.

    `overtaken` are findings of what it was before; `before` are those of them that are cited, since nothing else tells of their items.
    """

    section: str
    passages: tuple[Passage, ...]
    overtaken: tuple[RecordedFinding, ...] = ()
    before: tuple[RecordedFinding, ...] = ()

    @property
    def lead(self) -> RecordedFinding:
        """The finding whose words the entry takes."""
        return self.passages[0].lead

    @property
    def findings(self) -> tuple[RecordedFinding, ...]:
        """All that its passages say."""
        return tuple(found for passage in self.passages for found in (passage.lead, *passage.others))


def group(findings: Iterable[RecordedFinding], apart: Apart = lambda _: False) -> tuple[Group, ...]:
    """All groups of the findings that are to be told, whatever their order. Findings with a verdict of no section are left out."""
    telling = _without_bare_delays(recorded for recorded in findings if section_of(recorded.finding) is not None)
    before = overtaken(telling)
    placed: dict[str, list[Passage]] = {}
    for passage in _by_item(_by_change([one for one in telling if one.id not in before], apart), apart):
        section = section_of(passage.lead.finding)
        assert section is not None
        placed.setdefault(section, []).append(passage)
    news = _answered([Group(section, found) for section in _NEWS for found in _merged(placed.pop(section, []))])
    grown, placed["confirmed"] = _absorbed(news, placed.get("confirmed", []))
    rest = [Group(section, found) for section, passages in placed.items() for found in _merged(passages)]
    groups = sorted((*grown, *rest), key=lambda one: section_rank(one.section))
    return tuple(_with_what_was(groups, [(one, before[one.id]) for one in telling if one.id in before]))


def blocks_of_pages(sources: Mapping[str, Source]) -> Apart:
    """Findings of what has neither title nor address of its own: it is called and found as its source is."""

    def is_block(recorded: RecordedFinding) -> bool:
        evidence, source = recorded.evidence, sources.get(recorded.evidence.source)
        return source is not None and evidence.url == source.url and evidence.title in (source.name.ja, source.name.en)

    return is_block


def key_of(recorded: RecordedFinding) -> tuple[str, str]:
    """The item that a finding was read in."""
    return item_key(recorded.evidence.title, recorded.evidence.url)


def tells_same(one: Finding, other: Finding) -> bool:
    """Whether two findings speak of one change in the world.

    Either both speak with one verdict of one event, or both add the same kind of event of the same subject in the same interval.
    Dates that exclude each other, two versions, two amending laws, or yes and no, are two changes; so are two contradictions that
    differ in what they say.
    """
    put_off = one.verdict is Verdict.MOVES and Modality.POSTPONED in (one.modality, other.modality)
    if one.verdict is not other.verdict or not (put_off or _agree_in_kind(one.modality, other.modality)):
        return False
    if one.event is not None and one.event == other.event:
        names = None if one.verdict is Verdict.CONTRADICTS else _INSTANCES
        return _agree_in_time(one, other) and not _facts_exclude(one.facts, other.facts, names)
    # What is on no known subject, or at no known time, is told apart by its event alone: two such never merge by their kind.
    alike = one.verdict is Verdict.ADDS and bool(one.subject) and one.when.known and _what(one) == _what(other)
    return alike and not _facts_exclude(one.facts, other.facts, _APART)


def supports(lead: Finding, other: Finding) -> bool:
    """Whether `other` says, in its own words, just what `lead` tells: then it is one more source of it, whatever its verdict."""
    same_kind = lead.modality is other.modality or {lead.modality, other.modality} in _ALIKE
    same_event = lead.event is not None and lead.event == other.event
    return same_event and same_kind and _agree_in_time(lead, other) and not _facts_exclude(lead.facts, other.facts, _INSTANCES)


def _without_bare_delays(findings: Iterable[RecordedFinding]) -> list[RecordedFinding]:
    """That something is put off says less than the new date beside it: where a passage gives that, it alone tells the move."""
    ordered = sorted(findings, key=lambda recorded: recorded.id)
    redated = {(one.change, one.finding.event) for one in ordered if one.finding.verdict is Verdict.MOVES and not _is_bare_delay(one)}
    return [one for one in ordered if not (_is_bare_delay(one) and (one.change, one.finding.event) in redated)]


def _is_bare_delay(recorded: RecordedFinding) -> bool:
    return recorded.finding.modality is Modality.POSTPONED


def _by_change(findings: list[RecordedFinding], apart: Apart) -> list[Passage]:
    changes: dict[int, list[RecordedFinding]] = {}
    for recorded in findings:
        changes.setdefault(recorded.change, []).append(recorded)
    passages = (_led(found) for found in changes.values())
    return [one for passage in passages for one in (_taken_apart(passage) if apart(passage.lead) else (passage,))]


def _led(found: list[RecordedFinding]) -> Passage:
    """Led by the main finding, unless that is history and something else in the passage is news."""

    def standing(recorded: RecordedFinding) -> tuple[bool, bool, int, int]:
        return recorded.finding.background, not recorded.main, verdict_rank(recorded.finding.verdict), recorded.id

    ordered = sorted(found, key=standing)
    return Passage(ordered[0], tuple(ordered[1:]))


def _taken_apart(passage: Passage) -> tuple[Passage, ...]:
    """Each matter as a passage of its own; history, and what says just the same, stays beside what leads."""
    lead = passage.lead
    beside = [one for one in passage.others if one.finding.background or supports(lead.finding, one.finding)]
    return Passage(lead, tuple(beside)), *(Passage(one) for one in passage.others if one not in beside)


def _by_item(passages: list[Passage], apart: Apart) -> list[Passage]:
    """Passages of one item, where they are told, as one: led by the one of the foremost section."""
    items: dict[tuple[str, str], list[Passage]] = {}
    kept = []
    for passage in passages:
        if section_of(passage.lead.finding) in TELLING and not apart(passage.lead):
            items.setdefault(key_of(passage.lead), []).append(passage)
        else:
            kept.append(passage)
    for of_item in items.values():
        first, *rest = sorted(of_item, key=_foremost)
        kept.append(Passage(first.lead, (*first.others, *(found for passage in rest for found in (passage.lead, *passage.others)))))
    return kept


def _with_what_was(groups: list[Group], before: list[tuple[RecordedFinding, RecordedFinding]]) -> list[Group]:
    """What was overtaken stands with the group of what overtook it, and is cited there where its item is told nowhere else."""
    homes = {found.id: place for place, one in enumerate(groups) for found in one.findings}
    told = {key_of(found) for one in groups if one.section in TELLING for found in one.findings}
    for recorded, later in before:
        one = groups[place := homes[later.id]]
        cited = () if key_of(recorded) in told else (recorded,)
        told.add(key_of(recorded))
        groups[place] = one._replace(overtaken=(*one.overtaken, recorded), before=(*one.before, *cited))
    return groups


def _foremost(passage: Passage) -> tuple[int, int, int, int]:
    lead = passage.lead
    section = section_of(lead.finding)
    assert section is not None
    return section_rank(section), verdict_rank(lead.finding.verdict), lead.evidence.authority.rank, lead.id


def _merged(passages: list[Passage]) -> list[tuple[Passage, ...]]:
    groups: list[list[Passage]] = []
    for passage in sorted(passages, key=_best_word):
        home = next((found for found in groups if tells_same(found[0].lead.finding, passage.lead.finding)), None)
        if home is None:
            groups.append([passage])
        else:
            home.append(passage)
    return [tuple(found) for found in groups]


def _answered(news: list[Group]) -> list[Group]:
    """What was only reported and is official by the same digest becomes a further source of that: a reader hears of it once."""
    added: dict[int, list[Passage]] = {}
    for one in news:
        said = one.lead.finding
        homes = (place for place, other in enumerate(news) if not other.lead.finding.reported and supports(other.lead.finding, said))
        home = next(homes, None) if said.reported else None
        if home is not None:
            added.setdefault(home, []).extend(one.passages)
    folded = {id(passage) for passages in added.values() for passage in passages}
    kept = [(place, one) for place, one in enumerate(news) if id(one.passages[0]) not in folded]
    return [Group(one.section, (*one.passages, *added.get(place, ()))) for place, one in kept]


def _absorbed(news: list[Group], confirmed: list[Passage]) -> tuple[list[Group], list[Passage]]:
    """What only confirms the very news of this digest becomes a further source of that news; the rest is left for its own section."""
    added: dict[int, list[Passage]] = {}
    left = []
    for passage in sorted(confirmed, key=_best_word):
        home = next((place for place, one in enumerate(news) if supports(one.lead.finding, passage.lead.finding)), None)
        if home is None:
            left.append(passage)
        else:
            added.setdefault(home, []).append(passage)
    return [Group(one.section, (*one.passages, *added.get(place, ()))) for place, one in enumerate(news)], left


def _best_word(passage: Passage) -> tuple[int, int, int, float, int]:
    """Authority, then what happened before what is said to come, then the more exact date, then the earlier sight."""
    finding, evidence = passage.lead.finding, passage.lead.evidence
    days = finding.when.days or 100_000
    return evidence.authority.rank, modality_rank(finding.modality), days, evidence.seen.timestamp(), passage.lead.id


def _agree_in_kind(one: Modality, other: Modality) -> bool:
    return one is other or (one in _AFFIRMED and other in _AFFIRMED)


def _what(finding: Finding) -> tuple[object, ...]:
    return finding.subject, finding.type, finding.when.earliest, finding.when.latest


def _agree_in_time(one: Finding, other: Finding) -> bool:
    """Dates that can both be true; and of another type only what is told of the same days, as one event under two words."""
    if one.type == other.type:
        return one.when.overlaps(other.when)
    return one.when.known and (one.when.earliest, one.when.latest) == (other.when.earliest, other.when.latest)


def _facts_exclude(one: tuple[Fact, ...], other: tuple[Fact, ...], names: frozenset[str] | None) -> bool:
    """Whether both give different values for the same thing, among facts of these names (None: of any)."""
    values = {(fact.name, fact.unit, fact.pot): fact.value for fact in one if names is None or fact.name in names}
    return any(values.get((fact.name, fact.unit, fact.pot), fact.value) != fact.value for fact in other)
