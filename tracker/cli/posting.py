"""`tracker send` and `tracker deliveries`: what goes out, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_FAILED, counted, shown
from tracker.cli.options import AsJson, Database, Now, Sources, SubscriptionsFile, Templates, TimelineFile, settings
from tracker.cli.publishing import TemplateFaults
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.delivery import Delivery

_SHOWN = 50


def send(
    *,
    test: Annotated[
        str | None, typer.Option("--test", metavar="CHANNEL", help="Send the last digest over this channel now.", show_default=False)
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="With --test: the address, where the channel needs one.", show_default=False)
    ] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    subscriptions: SubscriptionsFile = None,
    templates: Templates = None,
    now: Now = None,
) -> None:
    """Send what is due to subscribers: digests that were just written, and what failed before. For cron."""
    from tracker.app import open_tracker
    from tracker.cli.opening import open_to_read

    chosen = settings(
        sources=sources, timeline=timeline, database_url=database_url, subscriptions=subscriptions, templates=templates, now=now
    )
    tracker = open_tracker(chosen) if test is None else open_to_read(chosen)
    try:
        if test is not None:
            _sample(tracker, test, to)
        elif to is not None:
            raise UsageError("--to needs --test: subscriptions.yaml says whom digests go to")
        else:
            post_all(tracker)
    finally:
        tracker.store.close()


def post_all(tracker: Tracker) -> None:
    """Raise the alerts that are due, then try all that is, with a line for each. Ends with 1 where something was given up for good."""
    from tracker.app import post_of, press_of
    from tracker.publish.alerts import raise_alerts
    from tracker.publish.operator import tell_operator
    from tracker.publish.post import send_due

    raise_alerts(press_of(tracker), tracker.now)
    faults = TemplateFaults()

    post = post_of(tracker, faults.add)
    tried = send_due(post, tracker.now, lambda one: tell(_line(one)))
    tell_operator(post, tracker.sources, tracker.now, lambda error: tell(f"operator: {shown(str(error))}"))
    faults.raise_any()
    if any(one.state.value == "given-up" for one in tried):
        raise typer.Exit(EXIT_FAILED)


def deliveries(
    *,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many, newest first.")] = _SHOWN,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """What went to whom, what waits, and what was given up, newest first."""
    from tracker.cli.opening import open_to_read
    from tracker.model.wire import to_json

    tracker = open_to_read(settings(sources=sources, timeline=timeline, database_url=database_url))
    try:
        found = tracker.store.deliveries(limit)
    finally:
        tracker.store.close()
    if as_json:
        print(to_json({"deliveries": found}))
        return
    if not found:
        tell("nothing was ever to be sent; who is told what stands in subscriptions.yaml (see the README)")
    for one in found:
        print(_line(one))


def resend(tracker: Tracker, digest: str, to: str | None) -> None:
    """Send a stored digest once more to one subscription, or to all of its series; an alert to whom it went."""
    from tracker.app import subscriptions_of

    found = tracker.store.digest(digest)
    if found is None:
        raise UsageError(f"there is no digest {digest} in the database")
    book = subscriptions_of(tracker).subscriptions
    if to is not None and to not in book:
        raise UsageError(f"there is no subscription {to}; there are {', '.join(sorted(book)) or 'none'}")
    before = tracker.store.recipients(digest) if found.alert else ()
    names = [to] if to is not None else [one.id for one in book.values() if one.series == found.series or one.id in before]
    if not names:
        raise UsageError(f"nobody subscribes to {found.series}; name a subscription with --to")
    tracker.store.resend(digest, names, tracker.now)
    post_all(tracker)


def _sample(tracker: Tracker, channel: str, to: str | None) -> None:
    from tracker.app import post_of
    from tracker.publish.post import send_sample

    series = ("weekly", "run", "daily", "monthly")
    digest = next((found for name in series if (found := tracker.store.last_digest(name))), None)
    if digest is None:
        raise UsageError("there is no digest yet to send; write one with tracker digest")
    send_sample(post_of(tracker), channel, digest, to, tracker.now)
    tell(f"{channel}: {digest.id} was handed over")


def _line(one: Delivery) -> str:
    from tracker.digest.zone import local_minute

    what = f"{one.digest} to {one.subscription}"
    if one.state.value == "sent" and one.sent:
        return shown(f"{what}: sent {local_minute(one.sent)}")
    if one.state.value == "given-up":
        return shown(f"{what}: given up after {counted(one.attempts, 'attempt')}: {one.error}")
    if one.state.value == "overtaken":
        return shown(f"{what}: not sent: what it told was no longer so")
    why = f": {one.error}" if one.error else ""
    return shown(f"{what}: waiting, next try {local_minute(one.due)}, {counted(one.attempts, 'attempt')} so far{why}")


COMMANDS = {"send": send, "deliveries": deliveries}
