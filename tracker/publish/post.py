"""The post: takes from the outbox what is due, renders it anew from the stored digest, and hands it over, at least once.

A parcel is the same at every attempt, its Message-ID with it: who is sent one twice, because the answer to the first was lost, can tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from tracker.digest.selection import selected
from tracker.digest.zone import JST
from tracker.errors import ConfigError, DeliveryError, TrackerError
from tracker.model.delivery import Delivery, DeliveryState, Parcel, Subscription, Subscriptions, ident_of
from tracker.model.digest import Digest, Lang
from tracker.model.wire import to_json
from tracker.ports import Channel
from tracker.render.letter import Letter
from tracker.store import Store

PATIENCE = timedelta(days=7)
"""How long a delivery is tried."""

_FIRST_PAUSE = timedelta(minutes=2)
_LONGEST_PAUSE = timedelta(hours=6)
_DOUBLINGS = 10


@dataclass(frozen=True)
class Post:
    """`secret_of` answers for the options of a channel what finds its secrets; `letter_of` writes a digest in a language."""

    store: Store
    book: Subscriptions
    channel: Callable[[str], Channel]
    secret_of: Callable[[Mapping[str, str | int]], Callable[[str], str | None]]
    letter_of: Callable[[Digest, Lang], Letter]


def send_due(post: Post, now: datetime, on_sent: Callable[[Delivery], None] = lambda _: None) -> tuple[Delivery, ...]:
    """Try everything that is due once. One that fails holds up nobody; each is answered as it stands after the attempt."""
    tried = []
    for number in post.store.deliveries_due(now, held(post.book, now)):
        taken = post.store.take_delivery(number, now)
        if taken is not None:
            tried.append(_attempt(post, taken, now))
            on_sent(tried[-1])
    return tuple(tried)


def held(book: Subscriptions, now: datetime) -> tuple[str, ...]:
    """The subscriptions that nothing is sent to at this moment: it is kept for when their quiet hours are over."""
    at = now.astimezone(JST)
    return tuple(one.id for one in book.subscriptions.values() if one.quiet and one.quiet.covers(at.hour * 60 + at.minute))


def send_sample(post: Post, channel: str, digest: Digest, to: str | None, now: datetime) -> None:
    """Hand a digest over a channel at once, without a row. Raises `DeliveryError` or `ConfigError`."""
    ident = hashlib.sha256(f"test\n{channel}\n{now.isoformat()}".encode()).hexdigest()[:32]
    _send_digest(post, Subscription(id=f"test-{channel}", channel=channel, to=to), digest, ident)


def next_try(delivery: Delivery, now: datetime) -> datetime | None:
    """When a delivery that failed is tried again: later each time, at another second for each; None once patience is at its end."""
    pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts - 1, _DOUBLINGS), _LONGEST_PAUSE)
    spread = int(hashlib.sha256(f"{delivery.ident}{delivery.attempts}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    due = now + pause * (0.75 + spread / 2)
    return due if due < delivery.created + PATIENCE else None


def _attempt(post: Post, delivery: Delivery, now: datetime) -> Delivery:
    subscription, digest = post.book.subscriptions.get(delivery.subscription), post.store.digest(delivery.digest)
    try:
        if subscription is None or digest is None:
            raise DeliveryError(f"there is no subscription {delivery.subscription} any more", transient=False)
        _send_digest(post, subscription, digest, delivery.ident)
    except TrackerError as error:
        # A setting can be mended, and then the digest still goes out: only what the other side refuses for good is given up.
        final = isinstance(error, DeliveryError) and not error.transient
        due = None if final else next_try(delivery, now)
        post.store.undelivered(delivery.id, str(error), due)
        state = DeliveryState.GIVEN_UP if due is None else DeliveryState.WAITING
        return msgspec.structs.replace(delivery, state=state, due=due or delivery.due, error=str(error))
    post.store.delivered(delivery.id, now)
    return msgspec.structs.replace(delivery, state=DeliveryState.SENT, sent=now, error=None)


def _send_digest(post: Post, subscription: Subscription, digest: Digest, ident: str) -> None:
    chosen = selected(digest, subscription.tracks, subscription.importance)
    letter = post.letter_of(chosen, subscription.lang)
    parcel = Parcel(
        ident=ident,
        to=subscription.to,
        subject=letter.subject,
        composed=datetime.fromisoformat(digest.composed),
        text=letter.text,
        html=letter.html,
        name=f"{digest.id}-{subscription.id}",
        file=to_json(chosen, indent=2),
        answers=ident_of(digest.alert.answers, subscription.id, 0) if digest.alert and digest.alert.answers else None,
    )
    hand_over(post, subscription, parcel)


def hand_over(post: Post, subscription: Subscription, parcel: Parcel) -> None:
    """Hand a parcel over the channel of a subscription. Raises `DeliveryError` or `ConfigError`."""
    setup = post.book.channels.get(subscription.channel)
    if setup is None:
        known = ", ".join(sorted(post.book.channels)) or "none"
        raise ConfigError(f"there is no channel {subscription.channel} in subscriptions.yaml; it has {known}")
    post.channel(setup.kind).send(parcel, setup.options, post.secret_of(setup.options))
