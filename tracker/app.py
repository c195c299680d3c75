"""Where the parts are put together, once per command. The only place that asks the clock."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from tracker import __version__, plugins
from tracker.config.ready import ready
from tracker.config.settings import Settings
from tracker.errors import RenderError, UsageError
from tracker.model.delivery import Subscriptions
from tracker.model.finding import RecordedFinding
from tracker.model.source import Source, SourcesFile
from tracker.model.timeline import Event, Seed, Timeline
from tracker.ports import ChecksOptions

if TYPE_CHECKING:
    import logging

    from tracker.archives.places_remote import Remote
    from tracker.fetch import FetchPolicy
    from tracker.model.digest import Lang
    from tracker.model.health import Ahead
    from tracker.model.pack import Pack
    from tracker.publish.post import Post
    from tracker.publish.press import Press
    from tracker.read.lexicon import Lexicon
    from tracker.store import Store
    from tracker.watch.pipeline import Watch

PRODUCT = "policy-tracker"
YEARS = range(1970, 9000)
"""The years that a run may behave as in: times near the ends of the calendar have no equal in another zone."""

_CLOCK_SLIP = timedelta(minutes=10)
"""How far the clock may lie behind what was last recorded: another process began a moment later, or the clock was set right."""


def clock() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Tracker:
    """Everything that a command works with. `now` is the moment of the whole command.

    `warnings` are lines on what `sources.yaml` leaves unseen, each with file and line. `missing` is where the database would be that is
    not there yet: the store then holds what the timeline begins with, and is gone when it is closed.
    """

    settings: Settings
    now: datetime
    seed: Seed
    sources: Mapping[str, Source]
    store: Store
    warnings: tuple[str, ...] = ()
    missing: Path | None = None


def moment(settings: Settings) -> datetime:
    """The moment of a command that needs no database, UTC."""
    return _moment(settings.now, None, only_reads=True)


def read_pack(settings: Settings) -> tuple[Seed, Lexicon]:
    """The seed and its words, for what needs no database."""
    seed = _seed(settings)
    return seed, _lexicon(seed)


def _lexicon(seed: Seed) -> Lexicon:
    from tracker.read.lexicon import Lexicon  # noqa: PLC0415 - only a text that is read needs it

    return Lexicon(seed.pack)


def _seed(settings: Settings) -> Seed:
    def make() -> Seed:
        from tracker.config.seed import load_seed  # noqa: PLC0415 - the checks cost more than all that is needed of a file that passed them

        return load_seed(settings.timeline)

    return ready(settings.timeline, kind=Seed, make=make)


class _KindOptions(Mapping[str, frozenset[str]]):
    """The keys of each installed kind. A kind is imported when it is asked for: one that is broken harms only who uses it."""

    def __getitem__(self, name: str) -> frozenset[str]:
        if name not in plugins.names(plugins.KINDS):
            raise KeyError(name)
        return plugins.kind(name).options

    def __iter__(self) -> Iterator[str]:
        return iter(plugins.names(plugins.KINDS))

    def __len__(self) -> int:
        return len(plugins.names(plugins.KINDS))


def _option_faults(name: str, options: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, str]:
    kind = plugins.kind(name)
    return kind.faults(options) if isinstance(kind, ChecksOptions) else {}


def declared(settings: Settings, seed: Seed) -> SourcesFile:
    """What `sources.yaml` says. Raises `ConfigError`."""
    path, version = settings.sources, plugins.fingerprint(plugins.KINDS)
    return ready(path, version, *seed.pack.tracks, kind=SourcesFile, make=lambda: check_sources(path, seed))


def check_sources(path: Path, seed: Seed) -> SourcesFile:
    """What a file of sources says, checked anew. Raises `ConfigError`."""
    from tracker.config.sources import read_sources  # noqa: PLC0415 - as above

    return read_sources(path, kinds=_KindOptions(), tracks=seed.pack.tracks, check=_option_faults)


def watched(settings: Settings, seed: Seed) -> tuple[Source, ...]:
    """The sources that `sources.yaml` names; none where there is no such file."""
    return declared(settings, seed).sources if settings.sources.is_file() else ()


def fetch_policy(settings: Settings) -> FetchPolicy:
    """How this installation looks at the network."""
    from tracker.fetch import FetchPolicy  # noqa: PLC0415 - only what looks needs it

    return FetchPolicy(
        user_agent=user_agent(settings),
        allowed_private=settings.allow_private_hosts,
        folder=str(settings.sources.parent),
    )


def open_tracker(settings: Settings, *, only_reads: bool = False, merges: bool = True, makes: bool | None = None) -> Tracker:
    """Read the configuration, open and migrate the database, load the seed.

    Refuses to go back in time, but for a command that only reads: what it shows does not depend on the moment, and it makes no database
    where none is, unless it `makes` one all the same. Without `merges` the seed is not taken into the database either.
    """
    from tracker.store import Store, missing_file  # noqa: PLC0415 - costs more than all the rest, and only commands with a database pay it

    _say_nothing_of_interrupts()
    seed = _seed(settings)
    found = declared(settings, seed)
    missing = missing_file(settings.database_url) if (only_reads if makes is None else not makes) else None
    store = Store.passing() if missing else Store.open(settings.database_url)
    try:
        last = store.last_recorded()
        now = _moment(settings.now, last, only_reads=only_reads)
        # What an empty database begins with was known before: it is no news of today, and can be asked for as of then.
        if merges:
            store.load_seed(seed, min(now, seed.known_at) if last is None else now)
        seed = _taught(seed, store)
    except BaseException:
        store.close()
        raise
    return Tracker(settings, now, seed, {source.id: source for source in found.sources}, store, warning_lines(settings, found), missing)


def _say_nothing_of_interrupts() -> None:
    """What libraries log goes to standard error where nobody wants it otherwise; an interrupt that met one is no fault of its own."""
    import logging  # noqa: PLC0415 - the store has brought it

    if logging.lastResort is not None:
        logging.lastResort.addFilter(_is_no_interrupt)


def _is_no_interrupt(record: logging.LogRecord) -> bool:
    return record.exc_info is None or not isinstance(record.exc_info[1], KeyboardInterrupt)


def warning_lines(settings: Settings, found: SourcesFile) -> tuple[str, ...]:
    """What `sources.yaml` leaves unseen, each with file and line."""
    return tuple(f"{settings.sources}:{one.line}: {one.key}: {one.message}" for one in found.warnings)


def _moment(given: datetime | None, last: datetime | None, *, only_reads: bool) -> datetime:
    """The moment of a command, UTC: as given, to the second, or the clock's. Never before what was last recorded."""
    if given is not None and given.year not in YEARS:
        raise UsageError(f"the time {given.isoformat()} is out of reach; give a year from {YEARS.start} to {YEARS.stop - 1}")
    now = given.replace(microsecond=0) if given else clock()
    if last is None or now >= last:
        return now.astimezone(UTC)
    if only_reads or (given is None and last - now <= _CLOCK_SLIP):
        return last
    remedy = "give a later --now, or use another database"
    if given is None:
        remedy = "set the clock right; if it is right by now and ran ahead before: tracker poll --accept-clock"
    raise UsageError(
        f"the time {now.isoformat(timespec='seconds')} lies before what was last recorded ({last.isoformat(timespec='seconds')}); {remedy}"
    )


def accept_clock(settings: Settings) -> Ahead | None:
    """Go by the clock again where it ran ahead before: what it recorded then, which is kept; None where nothing lies ahead."""
    from tracker.store import Store  # noqa: PLC0415 - as above

    with Store.open(settings.database_url) as store:
        return store.accept_clock(moment(settings))


def _taught(seed: Seed, store: Store) -> Seed:
    """The seed with the words that people taught in review."""
    lessons = store.lessons()
    if not lessons:
        return seed
    from tracker.read.taught import taught  # noqa: PLC0415 - as above

    return msgspec.structs.replace(seed, pack=taught(seed.pack, lessons))


@dataclass(frozen=True)
class Live:
    """What is known by now: the seed with the words that were taught since, and the timeline as believed at a moment."""

    seed: Seed
    lexicon: Lexicon
    timeline: Timeline


def live_so_far(settings: Settings, seed: Seed, as_of: datetime | None = None) -> Live | None:
    """What the database knows, or None where nothing was ever recorded: a question makes no database."""
    from tracker.store import Store, missing_file  # noqa: PLC0415 - as above

    if missing_file(settings.database_url):
        return None
    with Store.open(settings.database_url) as store:
        if store.last_recorded() is None:
            return None
        live = _taught(seed, store)
        return Live(live, _lexicon(live), store.timeline(as_of))


def evidence_of(settings: Settings, events: Collection[Event], until: datetime | None = None) -> dict[str, tuple[RecordedFinding, ...]]:
    """Who says of these events what they are given as, the best word first; `until`: of what was seen by then."""
    from tracker.store import Store  # noqa: PLC0415 - as above

    with Store.open(settings.database_url) as store:
        return store.words_for(events, until)


def watch_of(tracker: Tracker) -> Watch:
    """The half that looks."""
    from tracker.watch.pipeline import Watch  # noqa: PLC0415 - as above

    policy = fetch_policy(tracker.settings)
    owner = process_name(os.getpid())
    return Watch(
        store=tracker.store,
        sources=tracker.sources,
        kind=plugins.kind,
        pack=tracker.seed.pack,
        lexicon=cache(lambda: _lexicon(tracker.seed)),
        policy=policy,
        owner=owner,
        is_alive=is_alive,
    )


def remote_of(tracker: Tracker, warp_list: Path | None = None, on_wait: Callable[[str, float], None] | None = None) -> Remote:
    """The archives on the network, to be ended. `warp_list` names captures in WARP; `on_wait` hears of who asks us to wait."""
    from tracker.archives.places_remote import Remote  # noqa: PLC0415 - as above
    from tracker.fetch.one_by_one import OneByOne  # noqa: PLC0415 - as above

    settings = tracker.settings
    asks = OneByOne(fetch_policy(settings), tracker.store.robots(tracker.now), now=tracker.now, on_wait=on_wait)
    return Remote(asks, plugins.kind, settings.wayback_url, settings.wayback_gap, warp_list)


def with_files(tracker: Tracker, *, timeline: Path | None, sources: Path | None) -> Tracker:
    """The same over the same database, as these files would make it. Raises `ConfigError`."""
    if timeline is None and sources is None:
        return tracker
    old = tracker.settings
    changed = msgspec.structs.replace(old, timeline=timeline or old.timeline, sources=sources or old.sources)
    seed = _taught(_seed(changed), tracker.store)
    return replace(tracker, settings=changed, seed=seed, sources={one.id: one for one in check_sources(changed.sources, seed).sources})


def _own_templates(settings: Settings) -> dict[str, tuple[str, str]]:
    """The templates that stand in the place of shipped ones; none where no folder is set."""
    if settings.templates is None:
        return {}
    from tracker.config.templates import read_templates  # noqa: PLC0415 - only who has templates pays for it

    return read_templates(settings.templates, _shipped_templates())


def template_warnings(settings: Settings) -> tuple[str, ...]:
    """A line on each file in the folder of templates that is not used. Raises `ConfigError` where the folder cannot be."""
    if settings.templates is None:
        return ()
    from tracker.config.templates import unused_templates  # noqa: PLC0415 - as above

    return unused_templates(settings.templates, _shipped_templates())


def _shipped_templates() -> list[str]:
    from importlib.resources import files  # noqa: PLC0415 - as above

    return [one.name for one in (files("tracker.render") / "templates").iterdir() if not one.name.startswith("evidence")]


def press_of(tracker: Tracker, lang: Lang = "en", on_fault: Callable[[RenderError], None] = lambda _: None) -> Press:
    """The half that writes, in a language. `on_fault` hears of templates that fail."""
    from tracker.publish.own_templates import by_own  # noqa: PLC0415 - as above
    from tracker.publish.press import Press  # noqa: PLC0415 - as above

    return Press(
        store=tracker.store,
        sources=tracker.sources,
        pack=tracker.seed.pack,
        renderer=by_own(plugins.renderer, _own_templates(tracker.settings), on_fault),
        folder=tracker.settings.digests,
        version=__version__,
        known_at=tracker.seed.known_at,
        seeded=tracker.seed.events,
        lang=lang,
        subscriptions=tuple(subscriptions_of(tracker).subscriptions.values()),
    )


def subscriptions_of(tracker: Tracker) -> Subscriptions:
    """Who is told over which way; nobody where there is no file."""
    return subscriptions_of_settings(tracker.settings, tracker.seed.pack)


def subscriptions_of_settings(settings: Settings, pack: Pack) -> Subscriptions:
    """The same without a database. Raises `ConfigError` where the file has faults."""
    if not settings.subscriptions.exists():
        return Subscriptions()
    from tracker.config.subscriptions import Known, load_subscriptions  # noqa: PLC0415 - only who has subscribers pays for it

    kinds = {name: plugins.channel(name) for name in plugins.names(plugins.CHANNELS)}
    shapes = {name: (kind.options, kind.addressed) for name, kind in kinds.items()}
    return load_subscriptions(settings.subscriptions, Known(shapes, pack.tracks, pack.event_types))


def post_of(tracker: Tracker, on_fault: Callable[[RenderError], None] = lambda _: None) -> Post:
    """The outbox with the channels that lead from it. `on_fault` hears of templates that fail."""
    from tracker.config.subscriptions import secret_of  # noqa: PLC0415 - as above
    from tracker.publish.own_templates import letters_by_own  # noqa: PLC0415 - as above
    from tracker.publish.post import Post  # noqa: PLC0415 - as above

    letter_of = letters_by_own(_own_templates(tracker.settings), on_fault)
    book = subscriptions_of(tracker)
    return Post(store=tracker.store, book=book, channel=plugins.channel, secret_of=secret_of, letter_of=letter_of)


def shipped_pack() -> dict[str, bytes]:
    """The pack that comes with the program: file name → bytes. Installed it lies in the package, in a checkout at its top."""
    inside = Path(__file__).parent / "pack"
    top = Path(__file__).parent.parent
    places = {"sources.yaml": top / "sources.yaml", "db/timeline.yaml": top / "db" / "timeline.yaml"}
    if inside.is_dir():
        places = {"sources.yaml": inside / "sources.yaml", "db/timeline.yaml": inside / "timeline.yaml"}
    return {name: place.read_bytes() for name, place in places.items()}


def user_agent(settings: Settings) -> str:
    """Who we are, with a way to reach us."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"{PRODUCT}/{__version__} (watches public policy sources{contact})"


def process_name(pid: int) -> str:
    """A name for a process that no later one of the same number shares: host, number, start."""
    return f"{socket.gethostname()}:{pid}:{_started(pid)}"


def is_alive(owner: str) -> bool:
    """Whether the owner of a lease may still run. One on another host is taken to run until its lease ends."""
    host, pid, _ = owner.rsplit(":", 2)
    return host != socket.gethostname() or (process_name(int(pid)) == owner and _started(int(pid)) != "")


def _started(pid: int) -> str:
    """When a process was started, as the system counts it; empty where it does not run or cannot be told."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "" if Path("/proc/self").exists() else "unknown"
