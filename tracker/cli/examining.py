"""What `tracker doctor` looks at, one thing a function. Nothing is created, changed or brought up to date."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker import __version__, plugins
from tracker.app import clock, fetch_policy, read_pack, subscriptions_of_settings, template_warnings, watched
from tracker.cli import counted
from tracker.config.settings import Settings
from tracker.digest.health import CLOCK_REMEDY, CLOCK_SLIP, LEAST_ROOM
from tracker.errors import ConfigError, PluginError, StoreError, TrackerError
from tracker.model.checkup import Check, Fitness

_LEAST_SQLITE = (3, 35, 0)
"""From here on a statement can answer with the rows that it wrote."""

_MOST_NAMED = 5
_RIGHTS = "let the user who runs tracker write there (chown, chmod)"


def examine(settings: Settings) -> Iterator[Check]:
    """Every check that asks no network. A file that several of them read is told once for what is wrong with it."""
    told: set[str] = set()
    for look in (_program, _plugins, _zone, _seed, _watched, _subscriptions, _templates, _database, _folders):
        try:
            yield from look(settings)
        except TrackerError as error:
            if str(error) in told:
                continue
            told.add(str(error))
            yield Check(name=look.__name__.strip("_"), fitness=Fitness.WRONG, said=str(error))


def outbound(settings: Settings) -> dict[str, str]:
    """The places that tracker asks: host and port → an address there. Files that cannot be read name none."""
    found: dict[str, str] = {}
    for url in _urls(settings):
        parts = urlsplit(url)
        if parts.scheme in ("http", "https") and parts.hostname:
            found.setdefault(f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}", url)
    return found


def reachable(settings: Settings) -> Iterator[Check]:
    """One check for all hosts: those that a connection cannot be made to are named, alike ones together."""
    from tracker.digest.coverage import failure_reason
    from tracker.fetch.reach import reach

    places = outbound(settings)
    failed: dict[str, list[str]] = {}
    for url, why in reach(list(places.values()), fetch_policy(settings)).items():
        if why is not None:
            failed.setdefault(failure_reason(why, url), []).append(urlsplit(url).hostname or url)
    count = sum(map(len, failed.values()))
    if not count:
        said = f"{'' if len(places) == 1 else 'all '}{counted(len(places), 'host')} can be connected to"
        yield Check(name="network", fitness=Fitness.WELL, said=said)
    for why, hosts in failed.items():
        more = f" and {len(hosts) - _MOST_NAMED} more" if len(hosts) > _MOST_NAMED else ""
        nothing = count == len(places)
        yield Check(
            name="network",
            fitness=Fitness.WRONG if nothing else Fitness.DOUBTFUL,
            said=f"{', '.join(sorted(hosts)[:_MOST_NAMED])}{more}: {why}",
            remedy="is there a network, and a proxy to be named in HTTPS_PROXY?" if nothing else "see whether a firewall stands between",
        )


def _urls(settings: Settings) -> Iterator[str]:
    try:
        seed, _ = read_pack(settings)
        yield from (source.url for source in watched(settings, seed))
        for channel in subscriptions_of_settings(settings, seed.pack).channels.values():
            if "host" in channel.options:
                yield f"https://{channel.options['host']}:{channel.options.get('port', 587)}"
            elif "url" in channel.options:
                yield str(channel.options["url"])
    except TrackerError:
        return


def _program(settings: Settings) -> Iterator[Check]:
    del settings
    from tracker.store.copying import SQLITE

    said = f"tracker {__version__}, Python {platform.python_version()} on {platform.system()}, SQLite {'.'.join(map(str, SQLITE))}"
    if SQLITE < _LEAST_SQLITE:
        yield Check(name="program", fitness=Fitness.WRONG, said=said, remedy="a Python with SQLite 3.35 or newer is needed")
    else:
        yield Check(name="program", fitness=Fitness.WELL, said=said)


def _plugins(settings: Settings) -> Iterator[Check]:
    del settings
    doors: dict[str, Callable[[str], object]] = {
        plugins.KINDS: plugins.kind,
        plugins.RENDERERS: plugins.renderer,
        plugins.CHANNELS: plugins.channel,
    }
    told = []
    for group, load in doors.items():
        names = plugins.names(group)
        told.append(f"{group.rpartition('.')[2]} {', '.join(names)}")
        for name in names:
            try:
                load(name)
            except PluginError as error:
                yield Check(name="plug-in", fitness=Fitness.WRONG, said=str(error), remedy="mend or remove that distribution")
    yield Check(name="plug-ins", fitness=Fitness.WELL, said="; ".join(told))


def _zone(settings: Settings) -> Iterator[Check]:
    del settings
    now = clock()
    said = f"{now.isoformat(timespec='seconds')}, here {now.astimezone().isoformat(timespec='minutes')}"
    try:
        ZoneInfo("Asia/Tokyo")
    except ZoneInfoNotFoundError:
        remedy = "install tzdata (apt-get install tzdata, or pip install tzdata)"
        yield Check(name="time", fitness=Fitness.WRONG, said="the zone Asia/Tokyo is not known here", remedy=remedy)
    else:
        yield Check(name="time", fitness=Fitness.WELL, said=said)


def _watched(settings: Settings) -> Iterator[Check]:
    seed, _ = read_pack(settings)
    if not settings.sources.is_file():
        raise ConfigError("there is no such file; run tracker init", file=settings.sources)
    sources = watched(settings, seed)
    hosts = {urlsplit(source.url).hostname for source in sources} - {None}
    said = f"{settings.sources}: {counted(len(sources), 'source')} on {counted(len(hosts), 'host')}"
    yield Check(name="sources", fitness=Fitness.WELL, said=said)


def _seed(settings: Settings) -> Iterator[Check]:
    seed, _ = read_pack(settings)
    counts = (("event", seed.events), ("subject", seed.pack.subjects), ("track", seed.pack.tracks))
    said = f"{settings.timeline}: {', '.join(counted(len(found), what) for what, found in counts)}"
    yield Check(name="timeline", fitness=Fitness.WELL, said=said)


def _subscriptions(settings: Settings) -> Iterator[Check]:
    if not settings.subscriptions.exists():
        yield Check(name="subscriptions", fitness=Fitness.WELL, said=f"{settings.subscriptions}: none, so nobody is sent anything")
        return
    from tracker.config.subscriptions import secret_of

    seed, _ = read_pack(settings)
    book = subscriptions_of_settings(settings, seed.pack)
    said = f"{settings.subscriptions}: {counted(len(book.subscriptions), 'subscription')} over {counted(len(book.channels), 'channel')}"
    yield Check(name="subscriptions", fitness=Fitness.WELL, said=said)
    for channel in book.channels.values():
        for stem in {key.rpartition("_")[0] for key in channel.options if key.endswith(("_env", "_file"))}:
            try:
                secret_of(channel.options)(stem)
            except ConfigError as error:
                yield Check(
                    name="subscriptions", fitness=Fitness.WRONG, said=f"channel {channel.id}: {error}", remedy="set it for this user"
                )


def _templates(settings: Settings) -> Iterator[Check]:
    for line in template_warnings(settings):
        yield Check(name="templates", fitness=Fitness.DOUBTFUL, said=line, remedy="rename it, or take it out of the folder")


def _database(settings: Settings) -> Iterator[Check]:
    from tracker.store.engine import sqlite_file

    file = sqlite_file(settings.database_url)
    if file is None:
        yield Check(name="database", fitness=Fitness.WELL, said=f"{settings.shown_database_url}: a server's; tracker poll opens it")
    elif not file.is_file():
        yield Check(name="database", fitness=Fitness.WELL, said=f"{file}: none yet; the first poll creates it")
    else:
        yield from _file(file)


def _file(file: Path) -> Iterator[Check]:
    """The database file: whole, ours, of a version that is known, and of a time that has been."""
    from tracker.store.copying import glanced
    from tracker.store.head import HEAD
    from tracker.store.upgrade import is_known

    try:
        kept = glanced(file)
    except StoreError as error:
        yield Check(name="database", fitness=Fitness.WRONG, said=str(error), remedy="move it away and run tracker restore with a copy")
        return
    said = f"{file}: {file.stat().st_size / 1e6:.1f} MB, {kept.looks:,} looks, {kept.findings:,} findings, version {kept.version}"
    if not is_known(kept.version):
        yield Check(name="database", fitness=Fitness.WRONG, said=said, remedy="it is of a newer program: install that one")
    elif kept.version != HEAD:
        remedy = f"the next command brings it to {HEAD}, and keeps a copy as it is beside it"
        yield Check(name="database", fitness=Fitness.DOUBTFUL, said=said, remedy=remedy)
    else:
        yield Check(name="database", fitness=Fitness.WELL, said=said)
    if kept.recorded is not None and kept.recorded - clock() > CLOCK_SLIP:
        said = f"the clock lies before what was last recorded ({kept.recorded.isoformat(timespec='seconds')})"
        yield Check(name="time", fitness=Fitness.WRONG, said=said, remedy=CLOCK_REMEDY)
    for one in (file, file.parent):
        if not os.access(one, os.W_OK):
            yield Check(name="database", fitness=Fitness.WRONG, said=f"{one}: cannot be written by this user", remedy=_RIGHTS)


def _folders(settings: Settings) -> Iterator[Check]:
    from tracker.store.engine import sqlite_file

    file = sqlite_file(settings.database_url)
    for folder in dict.fromkeys([settings.digests, *([file.parent] if file else [])]):
        there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        free = shutil.disk_usage(there).free
        said = f"{folder}: {free / 1e9:.1f} GB free"
        if not there.is_dir() or not os.access(there, os.W_OK):
            yield Check(name="folder", fitness=Fitness.WRONG, said=f"{there}: cannot be written by this user", remedy=_RIGHTS)
        elif free < LEAST_ROOM:
            yield Check(name="folder", fitness=Fitness.WRONG, said=said, remedy="make room")
        else:
            yield Check(name="folder", fitness=Fitness.WELL, said=said)
