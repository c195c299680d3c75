"""What sources.yaml says that is no fault and yet leaves something unseen: told in one line each, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from tracker.config.durations import write_duration
from tracker.model.source import Source, SourceWarning


def warnings_of(sources: Sequence[Source], line: Callable[[int, str], int]) -> tuple[SourceWarning, ...]:
    """What may go unseen, in the order of the file. `line` tells where a key of the nth source stands."""
    by_id = {source.id: source for source in sources}
    places = {source.id: place for place, source in enumerate(sources)}
    found = []
    for source in sources:
        for key, message in _of_source(source, by_id):
            found.append(SourceWarning(line(places[source.id], key), f"sources.{source.id}.{key}", message))
    for track, first in _only_silent(sources).items():
        message = f"every source of track {track!r} is marked silent; add one on another host that speaks, or nothing of it will be heard"
        found.append(SourceWarning(line(places[first], "tracks"), f"sources.{first}.tracks", message))
    return tuple(sorted(found, key=lambda warning: warning.line))


def _of_source(source: Source, by_id: Mapping[str, Source]) -> Iterator[tuple[str, str]]:
    if source.window is not None and source.every > source.window:
        every, window = write_duration(source.every), write_duration(source.window)
        yield "every", f"a look every {every} is slower than the window of {window}: what scrolls away in between is lost; look more often"
    if not source.silent_normal:
        return
    other = by_id.get(source.fallback or "")
    if other is None:
        yield "silent", "its silence is normal, so it will not be missed: name a fallback on another host"
    elif _host(other) == _host(source):
        yield "fallback", f"{other.id} stands on the same host, {_host(other)}: a wall before one is before both; name one on another host"


def _only_silent(sources: Sequence[Source]) -> dict[str, str]:
    """The tracks of which all sources are marked silent, each with the first of these."""
    first: dict[str, str] = {}
    for source in sources:
        for track in source.tracks:
            first.setdefault(track, source.id)
    heard = {track for source in sources if not source.silent_normal for track in source.tracks}
    return {track: name for track, name in first.items() if track not in heard}


def _host(source: Source) -> str:
    return urlsplit(source.url).hostname or ""
