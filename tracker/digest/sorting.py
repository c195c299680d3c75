"""What is done with each finding of the material: told, corrected, added as a further word, or only counted."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from tracker.digest.grouping import Group, key_of, supports
from tracker.digest.material import Material
from tracker.digest.sections import TELLING, section_of
from tracker.model.finding import RecordedFinding

KNOWN_ALREADY = "known already"
"""Why an item is not told whose every statement was told before."""

TAKEN_BACK = "withdrawn before it was told"
"""Why an item is not told whose findings no longer hold, and of which no reader has heard."""


ACCEPTED = "review.accepted"
"""The rule of what a person bore out: it stands in for what was only reported, and corrects nothing."""


class Sorted(NamedTuple):
    """The findings by what is done with them; `unread` counts passages that are neither told nor a further word, by reason."""

    told: list[RecordedFinding]
    withdrawn: list[RecordedFinding]
    replacing: list[RecordedFinding]
    silent: list[RecordedFinding]
    unread: Counter[str]


def sort_out(material: Material) -> Sorted:
    """Each finding in one place. A passage that is told in part is not counted for its silent part.

    What another finding of the same material stands in for is not told beside it.
    """
    found = Sorted([], [], [], [], Counter(material.unread))
    quiet: dict[int, str] = {}
    replaced = _stood_in_for(material)
    for recorded in sorted(material.findings, key=lambda one: (not one.main, one.id)):
        finding = recorded.finding
        taken_back = recorded.withdrawn and not material.told.isdisjoint((recorded.id, recorded.replaces))
        if recorded.id in replaced:
            quiet.setdefault(recorded.change, TAKEN_BACK)
        elif taken_back:
            found.withdrawn.append(recorded)
        elif recorded.withdrawn:
            quiet.setdefault(recorded.change, TAKEN_BACK)
        elif section_of(finding) is None:
            quiet.setdefault(recorded.change, finding.verdict.value)
        elif recorded.replaces in material.told and finding.rule != ACCEPTED:
            found.replacing.append(recorded)
        else:
            (found.told if finding.tell else found.silent).append(recorded)
    loud = {recorded.change for recorded in (*found.told, *found.replacing)}
    silent = [recorded for recorded in found.silent if recorded.change not in loud]
    spoken = loud | {recorded.change for recorded in (*found.withdrawn, *silent)}
    found.unread.update(why for change, why in quiet.items() if change not in spoken)
    return found._replace(silent=silent)


def _stood_in_for(material: Material) -> set[int]:
    """The findings that another of the same material replaces, unless that one is itself replaced."""
    replaced: set[int] = set()
    for recorded in sorted(material.findings, key=lambda one: -one.id):
        if recorded.replaces is not None and recorded.id not in replaced:
            replaced.add(recorded.replaces)
    return replaced - material.told


def further_words(groups: tuple[Group, ...], silent: list[RecordedFinding]) -> tuple[dict[int, list[RecordedFinding]], int]:
    """Which silent findings add their source to which group (by its place), and how many passages add nothing.

    An item that a telling entry cites already adds nothing and is not counted: it is told.
    """
    cited = {key_of(passage.lead) for one in groups if one.section in TELLING for passage in one.passages}
    further: dict[int, list[RecordedFinding]] = {}
    heard: set[int] = set()
    for recorded in silent:
        item = key_of(recorded)
        home = next((place for place, one in enumerate(groups) if supports(one.lead.finding, recorded.finding)), None)
        if home is not None or item in cited:
            heard.add(recorded.change)
            if home is not None and item not in cited:
                cited.add(item)
                further.setdefault(home, []).append(recorded)
    return further, len({recorded.change for recorded in silent} - heard)
