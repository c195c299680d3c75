"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tracker.errors import ExtractError
from tracker.text.feed_raw import RawEntry, RawFeed, Written
from tracker.text.feed_xml import MOST_ENTRIES


def read_json(text: str) -> RawFeed:
    """A JSON Feed. Raises `ExtractError` for JSON that is none, or is broken."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExtractError("the body begins like JSON and cannot be read as such") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or not _is_feed(feed):
        raise ExtractError("the body is JSON, but no JSON Feed: expected a jsonfeed.org version and a list of items")
    entries = tuple(_entry(item) for item in items[:MOST_ENTRIES] if isinstance(item, dict))
    broken = f"only the first {MOST_ENTRIES:,} of {len(items):,} entries were read" if len(items) > MOST_ENTRIES else None
    return RawFeed(_written(feed, "title"), _string(feed, "language"), _string(feed, "home_page_url"), entries, broken)


def _is_feed(feed: Mapping[str, Any]) -> bool:
    """By its version or, where that is wrong, by the keys that only a JSON Feed has."""
    if "jsonfeed.org" in str(feed.get("version")) or feed.get("feed_url") or feed.get("home_page_url"):
        return True
    return any(isinstance(item, dict) and ("content_text" in item or "content_html" in item) for item in feed["items"][:20])


def _entry(item: Mapping[str, object]) -> RawEntry:
    texts = (_written(item, "content_html", markup=True), _written(item, "content_text"), _written(item, "summary"))
    published, updated = _string(item, "date_published"), _string(item, "date_modified")
    return RawEntry(
        title=_written(item, "title"),
        texts=tuple(text for text in texts if text),
        link=_string(item, "url") or _string(item, "external_url"),
        guid=_string(item, "id"),
        published=published or updated,
        updated=updated if published else None,
    )


def _written(holder: Mapping[str, object], key: str, *, markup: bool | None = False) -> Written | None:
    value = _string(holder, key)
    return Written(value, markup) if value else None


def _string(holder: Mapping[str, object], key: str) -> str | None:
    """A string, or a number that stands where one is due. Half a surrogate pair, which JSON can carry, is replaced."""
    value = holder.get(key)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8").strip() or None
