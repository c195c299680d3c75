"""Kinds, renderers and channels by entry point. The built-ins come through the same door as strangers; nothing imports them by name."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from tracker.errors import PluginError
from tracker.ports import Channel, Kind, Renderer

KINDS = "tracker.kinds"
RENDERERS = "tracker.renderers"
CHANNELS = "tracker.channels"


@cache
def names(group: str) -> tuple[str, ...]:
    """The names that a group offers, sorted. Nothing is imported."""
    return tuple(sorted(_points(group)))


@cache
def fingerprint(group: str) -> str:
    """What a group offers and in which versions, without importing any of it."""
    return "|".join(f"{point.name}={point.value} {point.dist.version if point.dist else ''}" for _, point in sorted(_points(group).items()))


@cache
def kind(name: str) -> Kind:
    """The kind of that name. Raises `PluginError` where it cannot be loaded."""
    return cast("Kind", _load(KINDS, name, ("look", "extract", "version", "windowed", "options")))


@cache
def renderer(name: str) -> Renderer:
    """The renderer of that name. Raises `PluginError` where it cannot be loaded."""
    return cast("Renderer", _load(RENDERERS, name, ("render", "suffix", "translated")))


@cache
def channel(name: str) -> Channel:
    """The channel of that name. Raises `PluginError` where it cannot be loaded."""
    return cast("Channel", _load(CHANNELS, name, ("send", "options", "addressed")))


@cache
def _points(group: str) -> dict[str, EntryPoint]:
    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=group):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise PluginError(point.name, _owner(point), f"the name is already taken by {_owner(other)}; remove one of the two")
    if not found:
        raise PluginError(
            group, "policy-tracker", "no plug-in is registered; install the project (pip install -e .) instead of running its folder"
        )
    return found


def _load(group: str, name: str, needs: tuple[str, ...]) -> object:
    point = _points(group).get(name)
    if point is None:
        raise PluginError(name, "no distribution", f"is not known; known are {', '.join(names(group))}")
    try:
        loaded: object = point.load()
    except Exception as error:
        raise PluginError(name, _owner(point), f"cannot be imported ({type(error).__name__}: {error})") from error
    missing = [need for need in needs if not hasattr(loaded, need)]
    if missing:
        raise PluginError(name, _owner(point), f"lacks {', '.join(missing)}")
    return loaded


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist else "an unknown distribution"
