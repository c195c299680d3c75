"""The operator's channel: who runs the tracker hears once of what is wrong with it, and once that it is over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from tracker.digest.incidents import DELIVERY, SOURCE, blind_sources, failing_deliveries, turn
from tracker.errors import TrackerError
from tracker.model.delivery import Parcel
from tracker.model.incident import Incident
from tracker.model.source import Source
from tracker.model.wire import to_json
from tracker.publish.post import Post, hand_over
from tracker.render.incidents import incident_letter

_LATELY = timedelta(days=1)


def tell_operator(post: Post, sources: Mapping[str, Source], now: datetime, on_failure: Callable[[TrackerError], None]) -> int:
    """Open and close incidents by how things stand, and tell the operator of those that nobody has heard of. Answers how many.

    Without an operator nothing is done. A message that cannot be handed over is tried again at a later call, at longer and
    longer intervals, for a week; what is still wrong by then is told with the next one that gets through.
    """
    operator = post.book.operator
    if operator is None:
        return 0
    store = post.store
    counts = store.look_counts(now - _LATELY, now, tuple(sources))
    last = [one for one in store.last_deliveries() if one.subscription in post.book.subscriptions]
    troubles = (*blind_sources(counts, sources, now), *failing_deliveries(last))
    opened, closed = turn(store.open_incidents(), troubles, (SOURCE, DELIVERY))
    store.record_incidents(opened, [one.id for one in closed], now)
    untold = store.take_untold(now)
    if not untold:
        return 0
    begun, over = ([one for one in untold if (one.closed is None) is still] for still in (True, False))
    try:
        hand_over(post, operator, _parcel(begun, over, post, now))
    except TrackerError as error:
        on_failure(error)
        return 0
    store.told_incidents([one.id for one in begun], [one.id for one in over], now)
    return len(untold)


def _parcel(begun: list[Incident], over: list[Incident], post: Post, now: datetime) -> Parcel:
    """What is told of the same incidents has the same name, so that a repeat can be told as one."""
    assert post.book.operator is not None
    letter = incident_letter(begun, over, post.book.operator.lang)
    ident = hashlib.sha256(f"incidents\n{[one.id for one in begun]}\n{[one.id for one in over]}".encode()).hexdigest()[:32]
    return Parcel(
        ident=ident,
        to=post.book.operator.to,
        subject=letter.subject,
        composed=now,
        text=letter.text,
        html=letter.html,
        name=f"incidents-{ident[:12]}",
        file=to_json({"opened": begun, "closed": over}, indent=2),
    )
