"""`tracker sources add`: an address is looked at, an entry of `sources.yaml` is proposed, shown, and written where that is wanted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracker.config.settings import Settings
    from tracker.model.check import Proposal
    from tracker.model.source import Source
    from tracker.model.timeline import Seed
    from tracker.read.lexicon import Lexicon

_REMARK = "Proposed from one look: authority and terms of reuse were not looked up."


def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A page or a feed.")],
    *,
    name: Annotated[
        str | None, typer.Option("--id", help="The id of the source; without it one is made of the address.", show_default=False)
    ] = None,
    track: Annotated[
        list[str] | None, typer.Option("--track", help="A track that it is watched for; may be given again.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write it without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show it, and write nothing.")] = False,
    sources: Sources = None,
    timeline_file: TimelineFile = None,
    allow_private_hosts: PrivateHosts = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Look at an address, find its feeds, propose an entry and write it. Comments of the file stay."""
    from tracker.app import declared, read_pack
    from tracker.model.wire import to_json

    if not url.lower().startswith(("http://", "https://")):
        raise UsageError(f"{shown(url)}: an address that begins with http:// or https:// was expected")
    chosen = settings(sources=sources, timeline=timeline_file, allow_private_hosts=allow_private_hosts, now=now)
    seed, lexicon = read_pack(chosen)
    known = declared(chosen, seed).sources
    _refuse_known(url, name, known, chosen)
    proposal = _proposed(url, {source.id for source in known}, chosen, _tracks_by(seed, lexicon))
    proposal = msgspec.structs.replace(proposal, id=name or proposal.id, tracks=tuple(track) if track else proposal.tracks)
    _refuse_known(proposal.url, None, known, chosen)
    _refuse_unknown_tracks(proposal, seed)
    if as_json:
        print(to_json(proposal))
    else:
        _preview(proposal)
    if dry_run:
        if not as_json:
            print(_entry(proposal), end="")
        return
    if not proposal.tracks:
        raise UsageError(
            f"nothing that is followed is named there: say with --track what it is watched for ({', '.join(seed.pack.tracks)})"
        )
    entry = _entry(proposal)
    if not as_json:
        print(entry, end="")
    if not yes and not _agreed(chosen.sources):
        tell("nothing was written")
        return
    _write(entry, chosen, seed)


def _tracks_by(seed: Seed, lexicon: Lexicon) -> Callable[[str], set[str]]:
    """What tells the tracks of the subjects that a text names."""
    from tracker.text.normal import normalise

    def tracks_of(text: str) -> set[str]:
        if not lexicon.names_any(text):
            return set()
        named = {one.subject for one in lexicon.find(normalise(text)) if one.subject is not None}
        return {track for subject in named for track in seed.pack.subjects[subject].tracks}

    return tracks_of


def _proposed(url: str, taken: set[str], chosen: Settings, tracks_of: Callable[[str], set[str]]) -> Proposal:
    from tracker import plugins
    from tracker.app import fetch_policy, moment
    from tracker.watch.proposing import Watching, propose

    return propose(url, Watching(plugins.kind, fetch_policy(chosen), taken, tracks_of), moment(chosen))


def _refuse_known(url: str, name: str | None, known: tuple[Source, ...], chosen: Settings) -> None:
    from tracker.text.links import canonical_link

    for source in known:
        if canonical_link(source.url) == canonical_link(url):
            raise UsageError(f"{chosen.sources} watches this address already, as {source.id}: {source.url}")
        if source.id == name:
            raise UsageError(f"{chosen.sources} has a source {name} already, which watches {source.url}; give another --id")


def _refuse_unknown_tracks(proposal: Proposal, seed: Seed) -> None:
    unknown = [track for track in proposal.tracks if track not in seed.pack.tracks]
    if unknown:
        raise UsageError(f"--track {unknown[0]}: the timeline has {', '.join(seed.pack.tracks)}")


def _preview(proposal: Proposal) -> None:
    for address, came in proposal.feeds:
        tell(f"feed {shown(address)}: {shown(came)}")
    for candidate in proposal.selectors:
        tell(f"selector {shown(candidate.select)}: {candidate.size} characters, “{shown(candidate.begins)}…”")
    newest = f", the newest of {proposal.newest.date().isoformat()}" if proposal.newest else ""
    tell(f"would be read: {proposal.blocks} blocks{newest}")
    for sample in proposal.samples:
        tell(f"    “{shown(sample)}”")


def _entry(proposal: Proposal) -> str:
    from tracker.config.durations import write_duration
    from tracker.config.source_writing import Value, entry_text

    title = shown(proposal.title)
    entry: dict[str, Value] = {
        "id": proposal.id,
        "name": {"ja": title, "en": title},
        "kind": proposal.kind,
        "url": proposal.url,
        **proposal.options,
        "authority": proposal.authority,
        "lang": proposal.lang,
        "every": write_duration(proposal.every),
    }
    if proposal.window is not None:
        entry["window"] = write_duration(proposal.window)
    entry["tracks"] = proposal.tracks
    return entry_text(entry, remark=_REMARK)


def _agreed(path: Path) -> bool:
    print(f"write it to {path}? [y/N]: ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    if not line:
        raise UsageError("nothing was written: nobody answers here; give --yes to write it, or --dry-run to only see it")
    return line.strip().casefold() in ("y", "yes")


def _write(entry: str, chosen: Settings, seed: Seed) -> None:
    from tracker.app import check_sources
    from tracker.config.source_writing import append_entry

    def right(path: Path) -> None:
        try:
            check_sources(path, seed)
        except ConfigError as error:
            raise UsageError(f"the entry cannot be written as it stands: {error.message} ({error.key})") from error

    line = append_entry(chosen.sources, entry, right)
    tell(f"{chosen.sources}:{line}: written; try it with `tracker sources check`")
