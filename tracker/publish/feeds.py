"""Feeds of digests: files of one name that are written anew with each digest, for readers that come again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tracker.model.digest import Lang
from tracker.ports import Feeding, Renderer
from tracker.publish.files import write_anew
from tracker.store import Store

_FORMATS = ("atom", "jsonfeed")
_ITEMS = 50
"""A reader that comes once a month misses nothing of a daily series."""


def write_feeds(folder: Path, store: Store, renderer: Callable[[str], Renderer], lang: Lang, *, begin: bool) -> tuple[Path, ...]:
    """Write the feeds of the last digests in all series, and answer their paths; unless `begin`, only those that are there already.

    Raises `TrackerError` where the folder cannot be written.
    """
    feeds = [found for found in map(renderer, _FORMATS) if isinstance(found, Feeding)]
    wanted = [found for found in feeds if begin or (folder / found.feed_name).is_file()]
    digests = store.newest_digests(_ITEMS) if wanted else ()
    return tuple(write_anew(folder / found.feed_name, found.render_feed(digests, lang)) for found in wanted)
