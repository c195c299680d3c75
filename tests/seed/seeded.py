"""The shipped files, as the tests of this folder read them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from tracker.config.seed import load_seed
from tracker.model.timeline import Seed, Timeline
from tracker.render.timeline import render_timeline

ROOT = Path(__file__).parents[2]
TIMELINE = ROOT / "db" / "timeline.yaml"
SOURCES = ROOT / "sources.yaml"


@cache
def shipped() -> Seed:
    """The shipped timeline."""
    return load_seed(TIMELINE)


def listing(track: str | None = None) -> list[dict[str, Any]]:
    """Its rows as `tracker timeline --format json` writes them."""
    seed = shipped()
    timeline = Timeline({event.id: event for event in seed.events}, seed.known_at)
    rows: list[dict[str, Any]] = json.loads(render_timeline(timeline, seed.pack, "json", track=track))
    return rows
