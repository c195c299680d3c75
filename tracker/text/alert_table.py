"""Alerts as a table or a list: a CSV with a head, or JSON objects, under the names that such exports have."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import time, tzinfo
from io import StringIO
from typing import Any

from tracker.model.other_service import Alert
from tracker.text.decode import decode
from tracker.text.markup import without_markup
from tracker.text.moments import read_moment

_NAMES = {
    "title": ("title", "headline", "subject", "name", "見出し", "タイトル", "件名"),
    "url": ("url", "link", "href", "address", "リンク"),
    "at": ("date", "published", "date_published", "time", "seen", "created", "日付", "日時"),
    "text": ("text", "snippet", "summary", "description", "content", "content_text", "本文", "概要"),
}
_MOST = 100_000


def csv_alerts(body: bytes, zone: tzinfo) -> list[Alert]:
    """The rows of a table with commas, semicolons or tabs. Raises `ValueError` where it has no column of titles."""
    text = decode(body, None).text.removeprefix("\ufeff")
    head = text.partition("\n")[0]
    try:
        rows = csv.DictReader(StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
        columns = {(name or "").strip().casefold() for name in rows.fieldnames or ()}
        if not columns & set(_NAMES["title"]):
            raise ValueError("its first row names no column title; date, title and url were expected")
        return list(_alerts(rows, zone))
    except csv.Error as error:
        raise ValueError(f"is no table: {error}") from error


def json_alerts(body: bytes, zone: tzinfo) -> list[Alert]:
    """The objects of a list, or of the one under `items`, `alerts` or `entries`. Raises `ValueError` for anything else."""
    try:
        found = json.loads(decode(body, None).text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise ValueError("is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"is no JSON: {error}") from error
    if isinstance(found, dict):
        found = next((found[name] for name in ("items", "alerts", "entries") if isinstance(found.get(name), list)), None)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError("a list of objects with date, title and url was expected, or one under items")
    return list(_alerts(found, zone))


def _alerts(rows: Iterable[Mapping[Any, Any]], zone: tzinfo) -> Iterator[Alert]:
    for number, row in enumerate(rows):
        if number >= _MOST:
            raise ValueError(f"has more than {_MOST:,} rows")
        given = {str(name).strip().casefold(): value for name, value in row.items() if isinstance(value, str) and value.strip()}
        words = {field: next((given[name] for name in names if name in given), "") for field, names in _NAMES.items()}
        title = " ".join(without_markup(words["title"]).split())
        if not title:
            continue
        at = read_moment(words["at"], zone) if words["at"] else None
        whole = at is not None and at.timetz().replace(tzinfo=None) == time()
        yield Alert(title=title, url=words["url"].strip() or None, text=without_markup(words["text"]).strip(), at=at, whole_day=whole)
