"""`tracker compare`: the alerts of another service beside ours. Changes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Database, Now, Sources, TimelineFile, settings
from tracker.cli.pure import read_bytes
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.model.other_service import Alert, SideBySide

_MOST = 20_000


def compare(
    alerts: Annotated[
        str, typer.Argument(metavar="ALERTS", help="An mbox, a feed, a CSV with date,title,url, or JSON; - for standard input.")
    ],
    *,
    since: Annotated[
        str | None, typer.Option("--since", help="From this day on, YYYY-MM-DD. [default: their first]", show_default=False)
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Up to this day. [default: their last]", show_default=False)] = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Hold the alerts of another service against what was told: by both, by them alone and why, by us alone, and who was first."""
    from tracker.cli.opening import open_to_read
    from tracker.model.wire import to_json
    from tracker.render.side_by_side import alerts_json, alerts_text

    days = _day("--since", since), _day("--until", until)
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageError(f"--since {since} lies after --until {until}")
    theirs = _read(alerts)
    tracker = open_to_read(settings(sources=sources, timeline=timeline, database_url=database_url, now=now))
    try:
        found = _compared(theirs, tracker, days)
    finally:
        tracker.store.close()
    if found.since and found.until and found.since > found.until:
        end = f"their last is of {found.until}" if since else f"their first is of {found.since}"
        raise UsageError(f"{alerts}: no alert is of these days: {end}")
    if as_json:
        print(to_json(alerts_json(found, tracker.seed.pack)))
        return
    for line in alerts_text(found, tracker.seed.pack):
        print(shown_line(line))


def shown_line(line: str) -> str:
    """A line as a terminal may see it, indented as it was."""
    words = line.lstrip(" ")
    return " " * (len(line) - len(words)) + shown(words)


def _compared(theirs: list[Alert], tracker: Tracker, days: tuple[date | None, date | None]) -> SideBySide:
    from tracker.digest.zone import local_day
    from tracker.read.lexicon import Lexicon
    from tracker.reconcile.judge import Known
    from tracker.reconcile.side_by_side import Told, compare
    from tracker.text.links import canonical_link

    with tracker.store.view() as view:
        findings = tuple(view.findings())
    sightings = tracker.store.sightings({canonical_link(one.url) for one in theirs if one.url})
    known = Known(tracker.store.timeline(), tracker.seed.pack, local_day(tracker.now))
    return compare(theirs, Told(findings, sightings), known, Lexicon(tracker.seed.pack), days)


def _read(file: str) -> list[Alert]:
    """The alerts of a file, each with the address that it is meant to lead to."""
    import msgspec

    from tracker.text.alert_links import target

    body = read_bytes(file)
    if not body.strip():
        raise UsageError(f"{file}: is empty; an mbox, a feed, a CSV with date,title,url or JSON was expected")
    try:
        found = _alerts(file, body)
    except ValueError as error:
        raise UsageError(f"{file}: {error}") from error
    if not found:
        raise UsageError(f"{file}: holds no alert: an mbox, a feed, a CSV with date,title,url or JSON was expected")
    if len(found) > _MOST:
        raise UsageError(f"{file}: holds {len(found):,} alerts; at most {_MOST:,} are compared at a time")
    return [msgspec.structs.replace(one, url=target(one.url)) if one.url else one for one in found]


def _alerts(file: str, body: bytes) -> list[Alert]:
    from tracker.digest.zone import JST
    from tracker.text.alert_mail import mail_alerts
    from tracker.text.alert_table import csv_alerts, json_alerts
    from tracker.text.mail_head import looks_like_message, parted

    begins = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    suffix = f".{file.rpartition('.')[2].lower()}" if "." in file.rpartition("/")[2] else ""
    if suffix in (".mbox", ".eml") or body.startswith(b"From "):
        found, unread = mail_alerts(body, JST)
        if unread:
            tell(f"{unread} messages could not be read and are left out")
        return found
    if begins == b"<":
        return _of_feed(body)
    if suffix == ".json" or begins in (b"{", b"["):
        return json_alerts(body, JST)
    if suffix != ".csv" and looks_like_message(parted(body)[0]):
        return mail_alerts(body, JST)[0]
    return csv_alerts(body, JST)


def _of_feed(body: bytes) -> list[Alert]:
    from datetime import time

    from tracker import plugins
    from tracker.errors import ExtractError
    from tracker.model.look import Capture
    from tracker.model.other_service import Alert

    try:
        document = plugins.kind("feed").extract(Capture(body=body, url="https://localhost/"), {})
    except ExtractError as error:
        raise ValueError(str(error)) from error
    if document.problem is not None:
        raise ValueError(document.problem_detail or document.problem)
    return [
        Alert(
            title=block.title or block.text,
            url=block.link,
            text=block.text if block.title else "",
            at=block.published,
            whole_day=block.published is not None and block.published.timetz().replace(tzinfo=None) == time(),
        )
        for block in document.blocks
        if block.title or block.text
    ]


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: a day was expected, YYYY-MM-DD") from error


COMMANDS = {"compare": compare}
