"""`tracker digest`: write what is new."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import shown
from tracker.cli.options import Database, Digests, Now, Sources, SubscriptionsFile, Templates, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import RenderError, UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.config.settings import Settings
    from tracker.model.digest import Lang


def digest(
    action: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[resend ID|feed]",
            help="`resend ID` sends a digest once more to its subscribers; `feed` begins feeds of all digests.",
            show_default=False,
        ),
    ] = None,
    *,
    series: Annotated[str, typer.Option("--series", help="run, daily, weekly or monthly: each has its own cursor.")] = "run",
    since: Annotated[
        str | None, typer.Option("--since", help="First day of an ad hoc digest, YYYY-MM-DD. Moves no cursor.", show_default=False)
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Its last day. [default: today]", show_default=False)] = None,
    formats: Annotated[str, typer.Option("--format", help="Comma-separated: atom, csv, html, ics, json, jsonfeed, md.")] = "md,json",
    lang: Annotated[str, typer.Option("--lang", help="en (beside the official Japanese terms), ja, or both.")] = "en",
    due: Annotated[bool, typer.Option("--due", help="The weekly one and each that is subscribed to, where due. For cron.")] = False,
    send: Annotated[bool, typer.Option("--send", help="Then send what is due to subscribers.")] = False,
    to: Annotated[str | None, typer.Option("--to", help="With resend: one subscription.", show_default=False)] = None,
    with_ignored: Annotated[
        bool, typer.Option("--with-ignored", help="List what differed and was told to nobody, by source and reason.")
    ] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    digests: Digests = None,
    subscriptions: SubscriptionsFile = None,
    templates: Templates = None,
    now: Now = None,
) -> None:
    """Write the next digest of a series, or one of any range, and print one absolute path a line. Or `resend ID`."""
    from tracker.app import open_tracker
    from tracker.cli.posting import post_all, resend

    feeds = action == ["feed"]
    again = None if feeds else _again(action or [], to)
    if due and (since is not None or until is not None):
        raise UsageError("--due takes no range: the calendar says what is due")
    tracker = open_tracker(
        settings(
            sources=sources,
            timeline=timeline,
            database_url=database_url,
            digests=digests,
            subscriptions=subscriptions,
            templates=templates,
            now=now,
        )
    )
    try:
        if feeds:
            _feeds(tracker, lang)
            return
        if again:
            resend(tracker, again, to)
            return
        wanted = list({"weekly": None, **subscribed(tracker)}) if due else [series]
        faults = TemplateFaults()
        for one in wanted:
            span = {"since": since, "until": until}
            write(tracker, series=one, **span, formats=formats, faults=faults, lang=lang, quietly=due, with_ignored=with_ignored)
        if send:
            post_all(tracker)
        faults.raise_any()
    finally:
        tracker.store.close()


def _feeds(tracker: Tracker, lang: str) -> None:
    from tracker import plugins
    from tracker.publish.feeds import write_feeds

    for path in write_feeds(tracker.settings.digests, tracker.store, plugins.renderer, _lang(lang), begin=True):
        print(path)


def subscribed(tracker: Tracker) -> dict[str, None]:
    """The series of the calendar that somebody subscribes to."""
    from tracker.app import subscriptions_of

    return {one.series: None for one in subscriptions_of(tracker).subscriptions.values() if one.series != "run"}


class TemplateFaults:
    """What was wrong with templates of somebody's own. All is written by the shipped ones before it is told."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        self._warned = False

    def warn(self, settings: Settings) -> None:
        """Tell once of files among them that are not used."""
        from tracker.app import template_warnings

        for line in () if self._warned else template_warnings(settings):
            tell(f"warning: {shown(line)}")
        self._warned = True

    def add(self, error: RenderError) -> None:
        """Note a template that failed."""
        self._found[str(error)] = None

    def raise_any(self) -> None:
        """Raise `RenderError` if there were any."""
        if self._found:
            raise RenderError("\n".join([*self._found, "it was written with the shipped template instead; mend yours"]))


def _again(action: list[str], to: str | None) -> str | None:
    """The digest that is to be sent once more, or None where one is to be written."""
    if not action and to is None:
        return None
    if len(action) != 2 or action[0] != "resend":
        raise UsageError("digest takes options alone, `feed`, or `resend ID` with --to for one subscription")
    return action[1]


def write(
    tracker: Tracker,
    *,
    series: str,
    since: str | None = None,
    until: str | None = None,
    formats: str,
    faults: TemplateFaults,
    lang: str = "en",
    quietly: bool = False,
    with_ignored: bool = False,
) -> None:
    """Compose, commit and write a digest; paths go to standard output. `quietly` does not say that none is due.

    `faults` hears which templates of somebody's own failed.
    """
    from tracker.app import press_of
    from tracker.digest.zone import local_day
    from tracker.publish.press import adhoc_digest, next_digest

    wanted = chosen_formats(formats)
    press = press_of(tracker, _lang(lang), faults.add)
    if since is not None or until is not None:
        if since is None:
            raise UsageError("--until needs --since: give both ends of the range")
        last = local_day(tracker.now) if until is None else day_of("--until", until)
        paths = adhoc_digest(press, day_of("--since", since), last, wanted, tracker.now, with_ignored=with_ignored)
    else:
        paths = next_digest(press, series, wanted, tracker.now, with_ignored=with_ignored)
    if not paths and not quietly:
        tell(f"{series}: no period has ended since the last digest")
    if paths:
        faults.warn(tracker.settings)
    for path in paths:
        print(path)


def chosen_formats(text: str) -> tuple[str, ...]:
    """The formats that `--format` names. Raises `UsageError`."""
    from tracker import plugins

    wanted = tuple(part.strip() for part in text.split(",") if part.strip())
    known = plugins.names(plugins.RENDERERS)
    unknown = [name for name in wanted if name not in known]
    if unknown or not wanted:
        raise UsageError(f"--format {text}: known formats are {', '.join(known)}")
    return tuple(dict.fromkeys(wanted))


def _lang(text: str) -> Lang:
    from tracker.model.digest import LANGS

    if text not in LANGS:
        raise UsageError(f"--lang {text or '(empty)'}: known languages are {', '.join(LANGS)}")
    return text


def day_of(option: str, text: str) -> date:
    """The day that an option names. Raises `UsageError`."""
    from tracker.app import YEARS

    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:  # a week such as 2026-W23 is no day, though Python takes it for its Monday
        raise UsageError(f"{option} {text or '(empty)'}: a day was expected, YYYY-MM-DD")
    if day.year not in YEARS:
        raise UsageError(f"{option} {text}: a year from {YEARS.start} to {YEARS.stop - 1} was expected")
    return day


COMMANDS = {"digest": digest}
