"""What an office's number of a case tells where no name does: the result of a consultation has it, though its title says something else."""

from __future__ import annotations

import msgspec

from tracker.model.reading import CASE
from tracker.model.timeline import Timeline
from tracker.read.lexicon import Lexicon
from tracker.read.windows import case_in
from tracker.reconcile.passage import Passage


def by_its_case(passage: Passage, timeline: Timeline, lexicon: Lexicon) -> Passage:
    """The passage, which names no subject, as about the one that has its case; unchanged where it names one, or there is none."""
    number = case_in(passage.text)
    if number is None or lexicon.names_any(passage.title or "") or lexicon.names_any(passage.text):
        return passage
    owners = {
        event.subject
        for event in timeline.events.values()
        if not event.withdrawn and any(fact.name == CASE and fact.value == number for fact in event.facts)
    }
    return msgspec.structs.replace(passage, about=owners.pop()) if len(owners) == 1 else passage
