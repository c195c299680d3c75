"""timeline.yaml: the field that is watched and what was known of it. A faulty file is refused as a whole."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, time, timedelta, timezone
from pathlib import Path

from tracker.config.faults import Faults
from tracker.config.hints import shown
from tracker.config.seed_checks import check_cycles, check_rows
from tracker.config.seed_pack import read_pack
from tracker.config.seed_rows import read_date, read_rows
from tracker.config.yaml_lines import load_yaml
from tracker.errors import ConfigError
from tracker.model.timeline import Seed

_VERSION = 1
_TOP_KEYS = (
    *(
        "version",
        "known_at",
        "tracks",
        "event_types",
        "ladders",
        "subjects",
        "money_kinds",
        "properties",
        "pots",
        "agencies",
        "grace",
        "cycles",
        "alerts",
        "rows",
    ),
)
_JAPAN = timezone(timedelta(hours=9), "JST")
"""A date of the file is a day in Japan. A fixed offset: Japan has no daylight saving time."""


def load_seed(path: Path) -> Seed:
    """The field and its rows, checked as a whole.

    Args:
        path: timeline.yaml.

    Returns:
        The seed. `known_at` is the end of the day that the file names, in Japan, as UTC; `digest` is `sha256:<64 hex>`.

    Raises:
        ConfigFaultsError: all faults of the file, each with line and key.
        ConfigError: the file is missing or no YAML.
    """
    file = load_yaml(path, setting="TRACKER_TIMELINE")
    if file.data is None:
        raise ConfigError("the file is empty; run `tracker init` elsewhere to see one", file=path)
    faults = Faults(file)
    top = dict(faults.mapping(file.data, (), _TOP_KEYS, needs=("version", "known_at", "tracks", "event_types", "subjects")))
    if top.get("version") not in (None, _VERSION):
        faults.add(("version",), f"this tracker reads version {_VERSION}, not {shown(top['version'])}")
    known_at = _known_at(top.get("known_at"), faults)
    pack = read_pack(top, faults)
    check_cycles({pot.id: pot.part_of for pot in pack.pots.values()}, lambda name: ("pots", name, "part_of"), faults)
    events = read_rows(top.get("rows"), pack, faults)
    check_rows(events, pack, faults)
    faults.raise_any()
    return Seed(pack=pack, events=events, known_at=known_at, digest=f"sha256:{hashlib.sha256(file.raw).hexdigest()}")


def _known_at(value: object, faults: Faults) -> datetime:
    day = read_date(value, ("known_at",), faults)
    if day is None:
        return datetime.min.replace(tzinfo=UTC)  # told already; never returned
    return datetime.combine(day, time(23, 59, 59), _JAPAN).astimezone(UTC)
