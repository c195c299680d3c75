"""The story that is shown: its moments, what happens in them, and the settings of a tracker that watches it."""

from __future__ import annotations

from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tracker.config.settings import Settings
from tracker.demo.origin import Origin

_JST = ZoneInfo("Asia/Tokyo")


class Round(NamedTuple):
    """One pass: its number, the moment that it behaves as at, and what the sample web has come to show by then."""

    number: int
    now: datetime
    happened: tuple[str, ...]


ROUNDS = (
    Round(
        1,
        datetime(2026, 4, 8, 9, 0, tzinfo=_JST),
        (
            "version 1.2 of the AI Guidelines for Business is out; the timeline knows its draft",
            "a news wire has heard of a privacy bill; no official page says so yet",
            "the FSA's page hides behind a wall, and unrelated news is everywhere",
        ),
    ),
    Round(
        2,
        datetime(2026, 7, 15, 9, 0, tzinfo=_JST),
        (
            "a second AI Basic Plan, a meeting of the AI Strategy Headquarters, JPYSC put off, the privacy bill now official",
            "a figure in METI's budget table is another one; nothing announces it",
            "the Digital Agency's server fails; counters, stamps, tokens and related links have all changed, and say nothing",
        ),
    ),
)


def settle(folder: Path, origin: Origin, timeline: bytes) -> Settings:
    """Write the sources and the seed into a folder, and answer the settings of a tracker that has everything there.

    The folder is made where it is missing. Raises `OSError` where it cannot be written.
    """
    folder = folder.resolve()
    (folder / "db").mkdir(parents=True, exist_ok=True)
    sources = (files("tracker.demo") / "sources.yaml").read_text(encoding="utf-8")
    (folder / "sources.yaml").write_text(sources.replace("ORIGIN", f"http://{origin.place}"), encoding="utf-8")
    (folder / "db" / "timeline.yaml").write_bytes(timeline)
    return Settings(
        sources=folder / "sources.yaml",
        timeline=folder / "db" / "timeline.yaml",
        database_url=f"sqlite:///{folder / 'db' / 'tracker.sqlite3'}",
        digests=folder / "digests",
        allow_private_hosts=frozenset({origin.place}),
    )
