"""Whether a proposal still waits. Apart from the rules, which the store has no need of."""

from __future__ import annotations

from tracker.model.decision import ReviewItem
from tracker.model.reading import Modality
from tracker.model.timeline import Timeline


def is_pending(item: ReviewItem, timeline: Timeline) -> bool:
    """Whether a proposal still waits: the event that it made has only that word behind it, or the event still holds it as a proposal."""
    for effect in item.effects:
        now = timeline.events.get(effect.after.id)
        if now is None or now.withdrawn:
            continue
        if effect.before is None:
            if now.modality is Modality.REPORTED or now.authority is None or not now.authority.is_official:
                return True
        elif any(one in now.proposals for one in effect.after.proposals if one not in effect.before.proposals):
            return True
    return False
