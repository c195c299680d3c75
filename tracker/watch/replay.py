"""Everything that was ever seen, read once more in the order in which it was seen, into a store of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from tracker.model.look import Outcome
from tracker.model.source import Source
from tracker.reconcile.merging import done_again
from tracker.store.past import Given, Planned
from tracker.store.rereading import Rereading
from tracker.watch.article import read_as
from tracker.watch.derive import derive
from tracker.watch.pipeline import Watch
from tracker.watch.reading_ahead import AlreadyRead, Seen, read_ahead


def in_order(plan: Sequence[Planned], sources: Mapping[str, Source]) -> list[Planned]:
    """The looks of sources that are watched as a pass would have read them: by time, pages behind sources, the best authority first."""
    known = [one for one in plan if one.source in sources]
    return sorted(
        known, key=lambda one: (one.at, one.page is not None, sources[one.source].authority.rank, one.source, one.page or "", one.number)
    )


def replay(
    watch: Watch, into: Rereading, plan: Sequence[Planned], *, before: Callable[[datetime], None], on_look: Callable[[Planned], None]
) -> None:
    """Read the looks of a plan, given in order, as if each were made now: the store `into` ends as if it had been there.

    It goes on where an earlier run with the same plan stopped. `before` is told each moment that comes before anything of it is read,
    `on_look` each look that was.
    """
    done = into.replayed()
    left = [one for one in plan if one.number not in done]
    given = list(watch.store.given(watch.sources)[into.taken_over() :])
    last: dict[str, str | None] = {}
    moment: datetime | None = None
    for seen in read_ahead(watch.store.planned_looks(left), watch.sources, len(left)):
        if seen.look.at != moment:
            moment = seen.look.at
            given = _take_over(into, given, moment)
            before(moment)
        with into.step():
            _look(watch, into, seen, last)
        on_look(seen.look)
    if moment is not None:
        _take_over(into, given, None)


def goes_on(watch: Watch, into: Rereading, plan: Sequence[Planned]) -> bool:
    """Whether what a store holds is the beginning of what a replay of this plan would put there."""
    done, reached = into.replayed(), into.last_recorded()
    if reached is None or not done:
        return reached is None
    given = [one for one in watch.store.given(watch.sources) if one.at <= reached]
    return done == {one.number for one in plan[: len(done)]} and len(given) == into.taken_over()


def _take_over(into: Rereading, given: list[Given], until: datetime | None) -> list[Given]:
    """Take over what was given up to a moment; answers with what is left."""
    due = [one for one in given if until is None or one.at <= until]
    for one in due:
        into.take_over(one, done_again(one.before, one.revision.event, into.believed().events.get(one.revision.event.id)))
    return given[len(due) :]


def _look(watch: Watch, into: Rereading, seen: Seen, last: dict[str, str | None]) -> None:
    number, fetch, body = seen.look.number, seen.fetch, seen.body
    place = f"{fetch.source} {fetch.page or ''}"
    if place not in last:
        current = into.current_document(fetch.source, fetch.page)
        last[place] = current.snapshot if current else None
    before = last[place]
    as_ours = msgspec.structs.replace(fetch, archive=None, reference=None)
    if body is not None:
        outcome = Outcome.FIRST if before is None else Outcome.UNCHANGED if before == body.id else Outcome.CHANGED
        same = outcome is Outcome.UNCHANGED
        as_ours = msgspec.structs.replace(as_ours, outcome=outcome, snapshot=None if same else body.id)
    into.enter(number, as_ours)
    if body is None or as_ours.snapshot is None:
        return
    source = read_as(watch.sources[fetch.source], as_ours)
    kind = watch.kind(source.kind)
    if seen.document is not None:
        kind = AlreadyRead(kind, seen.document)
    made = derive(into, kind, source, watch.pack, watch.lexicon(), (number, as_ours, body), fetch.at)
    if made.outcome.looked:
        last[place] = body.id
