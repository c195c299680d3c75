"""subscriptions.yaml: who is told over which way. Without the file nobody is; a faulty one is refused with every fault by line."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import NamedTuple, cast

import msgspec

from tracker.config.faults import Faults
from tracker.config.hints import did_you_mean, shown
from tracker.config.yaml_lines import Place, load_yaml
from tracker.digest.periods import early
from tracker.errors import ConfigError
from tracker.model.delivery import DEADLINE, PRESET, TOLD_AT_ONCE, ChannelSetup, Importance, OnHoliday, Quiet, Subscription, Subscriptions
from tracker.model.digest import LANGS, Lang

SERIES = ("daily", "weekly", "monthly", "run")

_VERSION = 1
_KEYS = ("id", "channel", "to", "series", "lang", "tracks", "alerts", "quiet", "importance", "on_holiday")
_HOLIDAYS = tuple(one.value for one in OnHoliday)
_IMPORTANCE = tuple(one.value for one in Importance)
_QUIET = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_LARGEST_SECRET = 10_000
_COMMAND_SECONDS = 30

Shape = tuple[Mapping[str, bool], bool]
"""The keys of a kind of channel, each with whether it is needed, and whether its subscriptions say `to`."""


class Known(NamedTuple):
    """What a subscription may name: the kinds of channel that are installed, and the tracks and event types of the timeline."""

    kinds: Mapping[str, Shape]
    tracks: Collection[str]
    types: Collection[str]


def load_subscriptions(path: Path, known: Known) -> Subscriptions:
    """The channels and subscriptions of a file; none where it is not there.

    The first subscription that does not say otherwise has the preset of alerts.

    Args:
        path: subscriptions.yaml.
        known: what it may name.

    Raises:
        ConfigFaultsError: all faults of the file, each with line and key.
    """
    if not path.exists():
        return Subscriptions()
    file = load_yaml(path)
    faults = Faults(file)
    needed = ("version", "channels", "subscriptions")
    top = faults.mapping(file.data, (), (*needed, "operator"), needs=needed)
    if top.get("version") not in (None, _VERSION):
        faults.add(("version",), f"this tracker reads version {_VERSION}, not {shown(top['version'])}")
    channels = _channels(top.get("channels") or {}, known.kinds, faults)
    subscriptions: dict[str, Subscription] = {}
    for index, entry in enumerate(faults.items(top.get("subscriptions"), ("subscriptions",))):
        place: Place = ("subscriptions", index)
        found = _subscription(entry, place, channels, known, faults)
        if found and index == 0 and isinstance(entry, dict) and "alerts" not in entry:
            found = msgspec.structs.replace(found, alerts=frozenset({PRESET}))
        if found and found.id in subscriptions:
            faults.add((*place, "id"), f"the id {shown(found.id)} stands twice")
        elif found:
            subscriptions[found.id] = found
    operator = _operator(top["operator"], channels, known, faults) if "operator" in top else None
    faults.raise_any()
    return Subscriptions(channels=channels, subscriptions=subscriptions, operator=operator)


def secret_of(options: Mapping[str, str | int]) -> Callable[[str], str | None]:
    """Answers what `<stem>_env`, `<stem>_file` or `<stem>_command` of a channel leads to; None where none is set.

    Raises `ConfigError` where the variable is empty, the file cannot be read or the command fails: the secret itself is never in a message.
    """

    def find(stem: str) -> str | None:
        variable, file = options.get(f"{stem}_env"), options.get(f"{stem}_file")
        if variable is not None:
            value = os.environ.get(str(variable), "")
            if not value:
                raise ConfigError(f"the environment variable {variable} is not set", key=f"{stem}_env")
            return value
        if file is None:
            command = options.get(f"{stem}_command")
            return None if command is None else _printed(str(command), f"{stem}_command")
        try:
            text = Path(str(file)).expanduser().read_text(encoding="utf-8")[:_LARGEST_SECRET].strip()
        except (OSError, UnicodeError) as error:
            raise ConfigError(f"{file} cannot be read ({type(error).__name__})", key=f"{stem}_file") from None
        if not text:
            raise ConfigError(f"{file} is empty", key=f"{stem}_file")
        return text

    return find


def _printed(command: str, key: str) -> str:
    """What a command prints, such as a token that lasts an hour. It is run as it is written, without a shell."""
    try:
        words = shlex.split(command)
        name = words[0]
        # The operator's own command: who can write subscriptions.yaml runs this program as well.
        ran = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_COMMAND_SECONDS, check=False)  # noqa: S603
        text = ran.stdout[:_LARGEST_SECRET].decode("utf-8").strip()
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as error:
        raise ConfigError(f"the command cannot be run ({type(error).__name__})", key=key) from None
    if ran.returncode != 0 or not text:
        raise ConfigError(f"{name} {'printed nothing' if ran.returncode == 0 else f'ended with {ran.returncode}'}", key=key)
    return text


def _channels(value: object, kinds: Mapping[str, Shape], faults: Faults) -> dict[str, ChannelSetup]:
    found: dict[str, ChannelSetup] = {}
    for name, entry in faults.mapping(value, ("channels",)).items():
        place: Place = ("channels", name)
        given = faults.mapping(entry, place, needs=("kind",))
        kind = given.get("kind")
        shape = kinds.get(kind) if isinstance(kind, str) else None
        if shape is None:
            if kind is not None:
                faults.add((*place, "kind"), f"no kind of channel {shown(kind)} is installed{did_you_mean(str(kind), kinds)}")
            continue
        options = {key: option for key, option in given.items() if key != "kind"}
        for key, option in options.items():
            if key not in shape[0]:
                faults.add((*place, key), f"unknown key{did_you_mean(key, shape[0])}")
            elif isinstance(option, bool) or not isinstance(option, str | int) or option == "":
                faults.add((*place, key), f"a text was expected, not {shown(option)}")
        for key, needed in shape[0].items():
            if needed and key not in options:
                faults.add(place, f"the key {key!r} is missing")
        found[name] = ChannelSetup(id=name, kind=str(kind), options=cast("dict[str, str | int]", options))
    return found


def _subscription(entry: object, place: Place, channels: Mapping[str, ChannelSetup], known: Known, faults: Faults) -> Subscription | None:
    given = faults.mapping(entry, place, _KEYS, needs=("id", "channel"))
    if not given.get("id") or not given.get("channel"):
        return None
    channel = faults.one_of(given["channel"], (*place, "channel"), channels, "channel")
    addressed = bool(channel) and known.kinds[channels[channel].kind][1]
    to = faults.text(given["to"], (*place, "to")) if "to" in given else None
    if addressed and not to:
        faults.add(place, f"the key 'to' is missing: {channel} has to know whom to write to")
    lang = faults.one_of(given.get("lang", "en"), (*place, "lang"), LANGS, "language")
    series = faults.one_of(given.get("series", "weekly"), (*place, "series"), SERIES, "series") or "weekly"
    plain = OnHoliday.SEND if series == "run" else OnHoliday.NEXT
    on_holiday = OnHoliday(faults.one_of(given.get("on_holiday", plain.value), (*place, "on_holiday"), _HOLIDAYS, "rule") or plain)
    if series == "run" and on_holiday is not plain:
        faults.add((*place, "on_holiday"), "the series run has no calendar: each digest is sent when it is written")
    importance = faults.one_of(given.get("importance", "low"), (*place, "importance"), _IMPORTANCE, "importance")
    words = (*known.types, *TOLD_AT_ONCE, DEADLINE, PRESET)
    return Subscription(
        id=faults.text(given["id"], (*place, "id")),
        channel=channel,
        to=to,
        series=early(series) if on_holiday is OnHoliday.PREVIOUS else series,
        lang=cast("Lang", lang or "en"),
        tracks=frozenset(faults.some_of(given.get("tracks"), (*place, "tracks"), known.tracks, "track")),
        alerts=frozenset(faults.some_of(given.get("alerts"), (*place, "alerts"), words, "event type or verdict")),
        quiet=_quiet(given["quiet"], (*place, "quiet"), faults) if "quiet" in given else None,
        importance=Importance(importance or "low"),
        on_holiday=on_holiday,
    )


def _operator(value: object, channels: Mapping[str, ChannelSetup], known: Known, faults: Faults) -> Subscription | None:
    given = faults.mapping(value, ("operator",), ("channel", "to", "lang"), needs=("channel",))
    plain = {key: found for key, found in given.items() if key in ("channel", "to", "lang")}
    return _subscription({"id": "operator", "alerts": [], **plain}, ("operator",), channels, known, faults)


def _quiet(value: object, place: Place, faults: Faults) -> Quiet | None:
    found = _QUIET.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        faults.add(place, f'hours of the day in Japan were expected, such as "22:00-07:00", not {shown(value)}')
        return None
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return Quiet(hour * 60 + minute, last_hour * 60 + last_minute)
