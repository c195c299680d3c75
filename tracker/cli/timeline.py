"""`tracker timeline` with `show` and `diff`, `tracker clock`, `tracker ack`: what is known, how it came about, and what is open."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.options import AsJson, Database, Now, Sources, TimelineFile, settings
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.digest.acknowledged import Matter
    from tracker.model.expected import Expected
    from tracker.model.timeline import Event, Timeline
    from tracker.render.history import Shown

_FORMATS = ("table", "json", "md", "csv", "ics")
_MOST_DIGITS = 18
"""Longer numbers are no finding's: databases count to about nine quintillions."""

_LONGEST = 500

Language = Annotated[str, typer.Option("--lang", help="ja or en.")]
OneTrack = Annotated[str | None, typer.Option("--track", help="Only this track.", show_default=False)]


def listing(
    context: typer.Context,
    *,
    track: OneTrack = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As it was believed then: a day, or ISO 8601 with zone.", show_default=False)
    ] = None,
    fmt: Annotated[str, typer.Option("--format", help="table, json, md, csv or ics.")] = "table",
    lang: Language = "en",
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
) -> None:
    """The timeline as known now, or then."""
    if context.invoked_subcommand is not None:
        _check_order(context)
        return
    from tracker.render.timeline import render_timeline

    if fmt not in _FORMATS:
        raise UsageError(f"--format {fmt}: one of {', '.join(_FORMATS)} was expected")
    _check_language(lang)
    moment = _moment(as_of, "--as-of") if as_of else None
    with _opened(sources, timeline_file, database_url) as tracker:
        _check_track(track, tracker)
        known = tracker.store.timeline(moment)
        if fmt == "ics":
            print(_calendar(tracker, known, moment, track, lang), end="")
            return
        print(render_timeline(known, tracker.seed.pack, fmt, track=track, lang=lang, as_of=moment), end="")


def _calendar(tracker: Tracker, known: Timeline, moment: datetime | None, track: str | None, lang: str) -> str:
    from tracker.digest.history import redatings
    from tracker.render.timeline_calendar import timeline_calendar

    redated = redatings(one for one in tracker.store.redated_revisions() if moment is None or one.recorded <= moment)
    events = [event for event in known.events.values() if track is None or track in event.tracks]
    return timeline_calendar(events, tracker.seed.pack, redated, moment or tracker.now, lang)


def show(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of a row of the timeline.")],
    *,
    lang: Language = "en",
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """The history of one event: what was believed, since when, on which evidence; its slips, and what is open about it."""
    from tracker.model.wire import to_json
    from tracker.render.history import render_history

    _check_language(lang)
    with _opened(sources, timeline_file, database_url, now) as tracker:
        shown, pack = _shown(event, tracker), tracker.seed.pack
    print(to_json(shown) if as_json else render_history(shown, pack, lang).rstrip("\n"))


def diff(
    since: Annotated[str, typer.Argument(metavar="D1", help="The earlier moment: a day, or ISO 8601 with zone.")],
    until: Annotated[str, typer.Argument(metavar="D2", help="The later one.")],
    *,
    track: OneTrack = None,
    lang: Language = "en",
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """What the timeline said then and says later: added, moved, advanced, superseded, contradicted, refined, withdrawn."""
    from tracker.digest.history import KINDS, differences
    from tracker.digest.zone import local_iso
    from tracker.model.wire import to_json
    from tracker.render.history import render_differences

    _check_language(lang)
    first, last = _moment(since, "D1"), _moment(until, "D2")
    if first > last:
        raise UsageError(f"{since} lies after {until}; give the earlier moment first")
    with _opened(sources, timeline_file, database_url) as tracker:
        _check_track(track, tracker)
        store = tracker.store
        pack = tracker.seed.pack
        found = differences(store.timeline(first), store.timeline(last), store.findings_between(first, last), pack)
    found = tuple(one for one in found if track is None or track in one.tracks)
    if as_json:
        kinds = {what: [one for one in found if one.what == what] for what in KINDS}
        print(to_json({"since": local_iso(first), "until": local_iso(last), **kinds}))
    else:
        print(render_differences(found, pack, lang), end="")


def clock(
    *,
    track: OneTrack = None,
    lang: Language = "en",
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """How long each stage has taken so far, and what is expected from it though nobody has announced it."""
    from tracker.model.wire import to_json, to_plain
    from tracker.reconcile.clock import intervals
    from tracker.render.history import render_clock

    _check_language(lang)
    with _opened(sources, timeline_file, database_url, now) as tracker:
        _check_track(track, tracker)
        pack, known = tracker.seed.pack, tracker.store.timeline()
        found = [
            one
            for one in intervals(known, pack, _today(tracker))
            if track is None or any(track in pack.tracks_of(case.subject) for case in one.cases)
        ]
        ahead = [one for one in _expected(tracker, known).values() if track is None or track in one.event.tracks]
    if as_json:
        rows = [
            {
                **to_plain(one),
                "n": len(one.cases),
                "shortest": one.shortest,
                "median": one.median,
                "longest": one.longest,
                "cases": [{**to_plain(case), "days": case.days} for case in one.cases],
            }
            for one in found
        ]
        print(to_json({"intervals": rows, "expected": ahead}))
    else:
        print(render_clock(found, ahead, pack, lang), end="")


def ack(
    target: Annotated[str, typer.Argument(metavar="EVENT|FINDING", help="The id of an event, or a finding's number.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why it needs no more telling.")] = "",
    by: Annotated[str | None, typer.Option("--by", help="Who says so. [default: the user's name]", show_default=False)] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last word back: it is told again.")] = False,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Acknowledge an overdue event or an unresolved conflict: digests tell it no more."""
    from tracker.cli import shown
    from tracker.model.recorded import Acknowledgement
    from tracker.model.wire import to_json, to_plain

    for name, text in (("--reason", reason), ("--by", by or "")):
        if len(text) > _LONGEST:
            raise UsageError(f"{name}: {len(text)} characters; {_LONGEST} are enough")
    with _opened(sources, timeline_file, database_url, now, writes=True) as tracker:
        name, due, found = _acknowledgeable(target, tracker, undo=undo)
        word = Acknowledgement(target=name, recorded=tracker.now, by=by or _user(), reason=reason, due=due, undo=undo)
        tracker.store.acknowledge(word)
    if as_json:
        print(to_json({**to_plain(word), "settles": found}))
        return
    what = ", ".join(f"{one.what}{f' {one.field or one.finding}' if one.field or one.finding else ''} since {one.since}" for one in found)
    print(shown(f"{name}: {'taken back' if undo else 'acknowledged'} by {word.by}" + (f" ({what})" if what else "")))


def _acknowledgeable(target: str, tracker: Tracker, *, undo: bool) -> tuple[str, date | None, list[Matter]]:
    """The target's name as it is kept, the last day that it has now, and what is open about it."""
    from tracker.digest.acknowledged import FINDING, Acknowledged

    known = tracker.store.timeline()
    number = int(target) if target.isascii() and target.isdigit() and len(target) <= _MOST_DIGITS else None
    expected = _expected(tracker, known)
    event = expected[target].event if target in expected else known.events.get(target)
    if number is not None:
        if tracker.store.finding(number) is None:
            raise UsageError(f"there is no finding {target}; `tracker digest` and `tracker why` tell the numbers")
    elif event is None:
        raise UsageError(f"there is no event {target!r}; `tracker timeline` lists them, a finding is named by its number")
    name = target if number is None else f"{FINDING}{number}"
    if undo:
        if Acknowledged(tracker.store.acknowledgements()).of(name) is None:
            raise UsageError(f"{target} was not acknowledged: there is nothing to take back")
        return name, None, []
    found = [one for one in _matters(tracker, known, expected) if (one.finding == number if number is not None else one.event == target)]
    due = event.when.latest if event is not None and number is None else None
    if not found:
        raise UsageError(f"nothing is open about {target}: it is neither overdue nor in conflict, so there is nothing to acknowledge")
    return name, due, found


def _shown(name: str, tracker: Tracker) -> Shown:
    from tracker.config.hints import did_you_mean
    from tracker.digest.acknowledged import FINDING
    from tracker.digest.history import slips, state_of, steps
    from tracker.digest.theses import conditions, rungs
    from tracker.digest.titles import event_title
    from tracker.render.history import Shown

    store, pack = tracker.store, tracker.seed.pack
    known = store.timeline()
    expected = _expected(tracker, known)
    event = expected[name].event if name in expected else known.events.get(name)
    if event is None:
        raise UsageError(f"there is no event {name!r}{did_you_mean(name, known.events)}; `tracker timeline` lists them")
    revisions, findings = store.history(name), store.findings_of(name)
    times, days = slips(revisions)
    numbers = {f"{FINDING}{one.id}" for one in findings}
    return Shown(
        event=event.id,
        title=event_title(event, pack),
        kind=event.kind.value,
        tracks=event.tracks,
        now=state_of(event),
        slips=times,
        slipped_days=days,
        history=steps(revisions, findings),
        open=tuple(one for one in _matters(tracker, known, expected) if one.event == name),
        acknowledged=tuple(one for one in store.acknowledgements() if one.target == name or one.target in numbers),
        conditions=conditions(event, known.events, pack, _today(tracker)),
        rungs=rungs(event, known, pack),
        expected=expected.get(name),
    )


def _matters(tracker: Tracker, known: Timeline, expected: dict[str, Expected]) -> tuple[Matter, ...]:
    import msgspec

    from tracker.digest.acknowledged import matters

    ours: dict[str, Event] = {name: one.event for name, one in expected.items() if one.firm}
    everything = msgspec.structs.replace(known, events={**ours, **known.events})
    return matters(everything, tracker.store.open_findings(), tracker.seed.pack, _today(tracker))


def _expected(tracker: Tracker, known: Timeline) -> dict[str, Expected]:
    from tracker.reconcile.clock import expectations

    return {one.event.id: one for one in expectations(known, tracker.seed.pack, _today(tracker))}


def _today(tracker: Tracker) -> date:
    from tracker.digest.zone import local_day

    return local_day(tracker.now)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"


@contextmanager
def _opened(
    sources: str | None, timeline: str | None, database_url: str | None, now: str | None = None, *, writes: bool = False
) -> Iterator[Tracker]:
    from tracker.app import open_tracker
    from tracker.cli.opening import open_to_read

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, now=now)
    tracker = open_tracker(chosen) if writes else open_to_read(chosen)
    try:
        yield tracker
    finally:
        tracker.store.close()


def _check_order(context: typer.Context) -> None:
    """Options that stand before `show` or `diff` would be read and forgotten."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE":
            option, after = parameter.opts[0], context.invoked_subcommand
            raise UsageError(f"{option} stands before {after!r}; write it after: tracker timeline {after} … {option} …")


def _check_language(lang: str) -> None:
    if lang not in ("ja", "en"):
        raise UsageError(f"--lang {lang}: ja or en was expected")


def _check_track(track: str | None, tracker: Tracker) -> None:
    if track and track not in tracker.seed.pack.tracks:
        raise UsageError(f"no track is called {track}; known are {', '.join(tracker.seed.pack.tracks)}")


def _moment(text: str, option: str) -> datetime:
    """A day means its end in Japan."""
    from tracker.app import YEARS
    from tracker.digest.zone import JST

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: a day (2026-07-01) or a time with its zone was expected") from error
    if moment.year not in YEARS:
        raise UsageError(f"{option} {text}: a year from {YEARS.start} to {YEARS.stop - 1} was expected")
    if len(text) <= 10:
        return moment.replace(hour=23, minute=59, second=59, microsecond=999999, tzinfo=JST)
    if moment.utcoffset() is None:
        raise UsageError(f"{option} {text}: the time has no zone; write one, such as {text}+09:00")
    return moment


group = typer.Typer(invoke_without_command=True, help="The timeline as known now, or then.")
group.callback()(listing)
group.command("show")(show)
group.command("diff")(diff)

GROUPS = {"timeline": group}
COMMANDS = {"clock": clock, "ack": ack}
