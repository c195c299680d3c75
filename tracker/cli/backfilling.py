"""`tracker backfill`: bring in the past of sources, as if the tracker had been there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tracker.cli import shown
from tracker.cli.backfilling_words import Losses, as_row, beside_of, say_beside, say_silent, say_what_would_be
from tracker.cli.options import AsJson, Database, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.progress import counting
from tracker.cli.publishing import chosen_formats, day_of
from tracker.cli.reconstructing import Calendar
from tracker.cli.streams import tell
from tracker.cli.watching import known_names
from tracker.errors import UsageError
from tracker.model.past import OWN, Beside

if TYPE_CHECKING:
    from tracker.app import Tracker
    from tracker.ports import Archive
    from tracker.store import Store
    from tracker.store.landing import Landed
    from tracker.store.past import Planned
    from tracker.watch.backfill import BroughtIn, Wish

_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)
_NAME = "@backfill"
"""What is leased while one is at work. No source can bear the name."""
_LONGEST = timedelta(days=30)
_SERIES = ("daily", "weekly", "monthly")


def backfill(
    *,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            help="From this day on, YYYY-MM-DD. [default: of files all, of the network since the seed was known]",
            show_default=False,
        ),
    ] = None,
    until: Annotated[str | None, typer.Option("--until", help="Up to this day. [default: today]", show_default=False)] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="One source, repeatable. [default: all]", show_default=False)] = None,
    origins: Annotated[
        list[str] | None,
        typer.Option(
            "--from", help="wayback, warp, own, or a file or folder, repeatable. [default: what sources.yaml names]", show_default=False
        ),
    ] = None,
    series: Annotated[
        str | None, typer.Option("--digests", help="Write the digests of the past too: daily, weekly or monthly.", show_default=False)
    ] = None,
    formats: Annotated[str, typer.Option("--format", help="The formats of these digests, comma-separated.")] = "md,json",
    warp_list: Annotated[
        Path | None, typer.Option("--warp-list", help="With --from warp: a file of known captures.", show_default=False)
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched and how long that takes; fetch nothing.")] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    folder: Annotated[
        str | None,
        typer.Option("--digests-folder", help="Where they are written. [env: TRACKER_DIGESTS; default: digests]", show_default=False),
    ] = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Bring in the past, oldest first, and read it as if the tracker had been there. Stopped at any moment, the next call goes on."""
    from tracker.app import open_tracker

    if series is not None and series not in _SERIES:
        raise UsageError(f"--digests {series}: one of {', '.join(_SERIES)} was expected")
    wanted_formats = chosen_formats(formats)
    chosen = settings(
        sources=sources, timeline=timeline, database_url=database_url, digests=folder, allow_private_hosts=allow_private_hosts, now=now
    )
    tracker = open_tracker(chosen, only_reads=True, makes=True)
    with tracker.store, _alone(tracker):
        wish = _wish(tracker, source or [], since, until)
        with _archives(tracker, wish, origins or [], named=bool(source), warp_list=warp_list) as (archives, silent):
            lost = Losses(silent)
            if dry_run:
                say_what_would_be(tracker, archives, lost, as_json=as_json)
                return
            say_silent(silent)
            came = [(_bring(tracker, one, part, lost), beside_of(one)) for one, part in archives]
        landed, paths = _read(tracker, wish.until, series, wanted_formats)
    _report(tracker, came, landed, paths, lost, as_json=as_json)


@contextmanager
def _alone(tracker: Tracker) -> Iterator[None]:
    """One backfill of a database at a time: two would read the same past."""
    from tracker.app import watch_of

    watch, store = watch_of(tracker), tracker.store
    state = store.states([_NAME])[_NAME]
    if state.lease_owner and watch.is_alive(state.lease_owner):
        raise UsageError(f"another backfill is at work (process {state.lease_owner.split(':')[1]}); wait until it has ended, or stop it")
    if state.lease_owner:
        store.break_lease(_NAME, state.lease_owner)
    if not store.lease(_NAME, sequence=state.sequence, owner=watch.owner, now=tracker.now, until=tracker.now + _LONGEST):
        raise UsageError("another backfill has just begun; wait until it has ended")
    try:
        yield
    finally:
        store.break_lease(_NAME, watch.owner)


def _wish(tracker: Tracker, names: Sequence[str], since: str | None, until: str | None) -> Wish:
    from tracker.digest.zone import JST
    from tracker.watch.backfill import Wish

    begin = _BEGINNING if since is None else datetime.combine(day_of("--since", since), time(), JST)
    end = tracker.now if until is None else datetime.combine(day_of("--until", until), time(), JST) + timedelta(days=1)
    if begin >= end:
        raise UsageError(f"--since {since} lies after --until {until or 'today'}: give the earlier day first")
    wanted = [tracker.sources[name] for name in known_names(tracker, list(names)) or tracker.sources]
    return Wish(sources=wanted, since=begin.astimezone(UTC), until=min(end.astimezone(UTC), tracker.now))


@contextmanager
def _archives(
    tracker: Tracker, wish: Wish, origins: Sequence[str], *, named: bool, warp_list: Path | None = None
) -> Iterator[tuple[list[tuple[Archive, Wish]], dict[str, str]]]:
    """The archives that are asked, each with what is wanted of it, and the sources that are not asked for, with the reason.

    `named`: these sources were asked for, whatever their file says.
    """
    from tracker.app import remote_of
    from tracker.archives.places import AmongAll, archive_at
    from tracker.archives.places_remote import REMOTE, archives_of
    from tracker.plugins import kind

    only = wish.sources[0].id if len(wish.sources) == 1 else None
    everything = tuple(tracker.sources.values())
    if "" in origins:
        raise UsageError("--from: the name of an archive, of a file or of a folder was expected, and nothing was given")
    if warp_list is not None and origins and "warp" not in origins:
        raise UsageError("--warp-list goes with --from warp; give both")
    known = _known_of_warp(tracker, warp_list)
    with remote_of(tracker, warp_list, on_wait=lambda host, seconds: tell(f"{host} asks to wait: going on in {seconds:,.0f} s")) as remote:
        found: list[tuple[Archive, Wish]] = []
        for name in dict.fromkeys(origins or REMOTE):
            if name not in REMOTE:
                found.append((AmongAll(archive_at(Path(name), only), everything), wish))
                continue
            has = [one for one in wish.sources if (named and name != OWN and origins) or name in archives_of(one, kind, known)]
            if has or origins:
                found.append((remote[name], _since_the_seed(tracker, msgspec.structs.replace(wish, sources=has))))
        yield found, _silent(wish, origins, known, named=named)


def _known_of_warp(tracker: Tracker, warp_list: Path | None) -> Collection[str]:
    """The sources of which a list knows captures. One that is not watched is told."""
    if warp_list is None:
        return ()
    from tracker.archives.warp import read_list

    named = read_list(warp_list)
    for one in named:
        if one not in tracker.sources:
            tell(f"{warp_list}: names {shown(one)}, and no source is called so")
    return named


def _silent(wish: Wish, origins: Sequence[str], known: Collection[str], *, named: bool) -> dict[str, str]:
    """The sources of which nobody on the network can be asked, or not all that were named, and why not."""
    from tracker.archives.places_remote import REMOTE, archives_of, why_no_past
    from tracker.plugins import kind

    web = [name for name in origins if name in REMOTE and name != OWN and not named]
    found: dict[str, str] = {}
    for one in wish.sources:
        has = archives_of(one, kind, known)
        missing = [name for name in web if name not in has]
        if missing:
            found[one.id] = f"its `backfill` does not name {' or '.join(missing)}; by --source ID it is asked for all the same"
        elif (OWN in origins or (not origins and not has)) and (why := why_no_past(one, kind)) is not None:
            found[one.id] = why
    return found


def _since_the_seed(tracker: Tracker, wish: Wish) -> Wish:
    """Of the network only what the seed cannot know is asked for, unless a day is named: each request is somebody's."""
    return wish if wish.since > _BEGINNING else msgspec.structs.replace(wish, since=min(tracker.seed.known_at, wish.until))


def _bring(tracker: Tracker, archive: Archive, wish: Wish, lost: Losses) -> BroughtIn:
    from tracker.watch.backfill import Heard, bring_in

    with counting(f"bringing in from {archive.name}") as (step, total):
        heard = Heard(total=total, capture=lambda one: step(one.source), lost=lost.add)
        return bring_in(tracker.store, archive, wish, tracker.now, heard)


def _read(tracker: Tracker, until: datetime, series: str | None, formats: tuple[str, ...]) -> tuple[Landed | None, list[Path]]:
    """Put what came in its place, and write the digests of the past."""
    from tracker.app import watch_of
    from tracker.cli.staging import remove_stages, stage_of
    from tracker.watch.lateness import Told, put_in_place

    if not tracker.store.unread_past(tracker.sources) and series is None:
        remove_stages(tracker)
        return None, []
    stage, calendar = stage_of(tracker, series), Calendar(tracker, series, formats, until) if series else None
    with counting("reading") as (step, total):

        def begin(store: Store, plan: Sequence[Planned], left: int) -> None:
            total(left)
            if calendar is not None:
                calendar.begin(store, plan)

        told = Told(
            begin=begin,
            look=lambda one: step(one.source),
            before=calendar.before if calendar is not None else lambda _: None,
            after=calendar.end if calendar is not None else lambda: None,
        )
        landed = put_in_place(watch_of(tracker), tracker.seed, stage, tracker.now, told, whole=series is not None)
    stage.end()
    if gone := tracker.store.given_up():
        tell(f"{gone:,} looks could not be read again, since tracker vacuum gave up their bytes; they brought nothing new when they came")
    return landed, calendar.paths if calendar is not None else []


def _report(
    tracker: Tracker,
    came: Sequence[tuple[BroughtIn, Beside | None]],
    landed: Landed | None,
    paths: Sequence[Path],
    lost: Losses,
    *,
    as_json: bool,
) -> None:
    from tracker.model.wire import to_json, to_plain

    if as_json:
        read = None if landed is None else to_plain(landed)
        rows = [as_row(to_plain(one), beside) for one, beside in came]
        print(to_json({"archives": rows, "read": read, "digests": [str(path) for path in paths], **lost.as_json}))
        return
    for one, beside in came:
        tell(f"{one.archive}: {one.new:,} captures brought in, {one.known:,} were here already, {one.lost:,} lost")
        say_beside(tracker, beside, came=bool(one.new or one.known or one.lost))
    for why, count in lost.summed:
        tell(f"  lost: {count:,} × {shown(why)}")
    if landed is None:
        tell("nothing new to read")
    else:
        tell(f"{landed.captures:,} captures read: {landed.findings:,} findings, {landed.events:,} events of the timeline changed")
    for path in paths:
        print(path)


COMMANDS = {"backfill": backfill}
