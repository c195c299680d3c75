"""A seed that was edited by hand, merged with what findings have taught. Where both have changed one thing, neither is overwritten."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.model.reading import Fact
from tracker.model.timeline import Dispute, Event, fact_field
from tracker.model.wire import to_json

_TAUGHT = ("when", "modality", "facts")
"""What findings say of an event that they tell themselves."""

_BY_US = frozenset({"disputes", "proposals", "authority", "published"})
"""Fields that no file ever sets."""


def merged(base: Event | None, known: Event | None, new: Event, at: datetime) -> Event:
    """Three ways by field: what the file alone changed is taken, what the evidence alone changed stays, the rest is a dispute.

    Args:
        base: the event as the last file had it; None where none did.
        known: the event as believed; None where nobody knew it.
        new: the event as the file has it now.
        at: when this file is read, UTC.
    """
    if known is None:
        return new
    if base is None:
        return _adopted(known, new, at)
    changed: dict[str, object] = {}
    disputes = {one.field: one for one in known.disputes}
    for name in Event.__struct_fields__:
        old, mine, said = (getattr(event, name) for event in (known, base, new))
        if name in _BY_US or said == mine:
            continue
        if name == "facts":
            changed[name] = _merged_facts(base, known, new, at, disputes)
        elif old in (mine, said):
            changed[name] = said
            disputes.pop(name, None)
        else:
            _dispute(disputes, name, said, mine, at)
    kept = tuple(one for one in disputes.values() if one.says != one.said)
    return msgspec.structs.replace(known, **changed, disputes=kept)


def done_again(before: Event | None, after: Event, known: Event | None) -> Event:
    """What made `after` of `before`, done to the event as it is known now; what it left alone stays as that is.

    `before` and `known` are None where nobody knew of the event then, or now.
    """
    if before is None or known is None:
        return after
    changed: dict[str, object] = {}
    for name in Event.__struct_fields__:
        old, new, now = (getattr(event, name) for event in (before, after, known))
        if old == new:
            continue
        if name == "facts":
            changed[name] = _facts_done_again(before, after, known)
        elif name == "proposals":
            changed[name] = (*(one for one in now if one in new or one not in old), *(one for one in new if one not in (*old, *now)))
        else:
            changed[name] = new
    return msgspec.structs.replace(known, **changed)


def _facts_done_again(before: Event, after: Event, known: Event) -> tuple[Fact, ...]:
    made: list[Fact] = []
    for field in dict.fromkeys(fact_field(fact) for fact in (*after.facts, *known.facts)):
        old, new, now = (_of(event, field) for event in (before, after, known))
        made.extend(now if old == new else new)
    return tuple(made)


def _adopted(known: Event, new: Event, at: datetime) -> Event:
    """The file tells what findings had told before it: its words are taken, and what the evidence says otherwise stays."""
    unsaid = dict(zip(reversed(Event.__struct_fields__), reversed(Event.__struct_defaults__), strict=False))
    silent = {name: getattr(known, name) for name, nothing in unsaid.items() if getattr(new, name) == nothing and name != "modality"}
    made = msgspec.structs.replace(new, **silent)
    disputes: dict[str, Dispute] = {}
    for name in _TAUGHT:
        theirs, mine = getattr(known, name), getattr(made, name)
        if name == "facts":
            made = msgspec.structs.replace(made, facts=_merged_facts(msgspec.structs.replace(known, facts=()), known, made, at, disputes))
        elif theirs != mine and theirs != unsaid[name]:
            made = msgspec.structs.replace(made, **{name: theirs})
            _dispute(disputes, name, mine, unsaid[name], at)
    return msgspec.structs.replace(made, disputes=tuple(disputes.values()))


def _merged_facts(base: Event, known: Event, new: Event, at: datetime, disputes: dict[str, Dispute]) -> tuple[Fact, ...]:
    """The same fact by fact, those of one name and pot together. The file's order, then what only the findings know."""
    made: list[Fact] = []
    for field in dict.fromkeys(fact_field(fact) for fact in (*new.facts, *known.facts)):
        mine, theirs, said = (_of(event, field) for event in (base, known, new))
        if said == mine:
            made.extend(theirs)
        elif theirs in (mine, said):
            made.extend(said)
            disputes.pop(field, None)
        else:
            made.extend(theirs)
            _dispute(disputes, field, said, mine, at)
    return tuple(made)


def _dispute(disputes: dict[str, Dispute], field: str, says: object, said: object, at: datetime) -> None:
    """Note an edit against the evidence. One that was noted before keeps its day, and what was said before it."""
    before = disputes.get(field)
    text, first = to_json(says), before.said if before else to_json(said)
    disputes[field] = Dispute(field=field, says=text, said=first, since=before.since if before and before.says == text else at)


def _of(event: Event, field: str) -> tuple[Fact, ...]:
    return tuple(fact for fact in event.facts if fact_field(fact) == field)
