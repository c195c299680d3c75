"""A source of this kind, and one look at it over a real connection."""

from __future__ import annotations

from collections.abc import Callable

from tests.fetch.field import take
from tests.watched import source as watched
from tracker.fetch import Plan
from tracker.kinds.diet import DIET
from tracker.model.document import Document
from tracker.model.look import Capture, Response
from tracker.model.source import Source


def source(url: str, **options: str | tuple[str, ...]) -> Source:
    return watched("diet", url, "diet", **options)


def look(given: Source, last: bytes | None = None, names: Callable[[str], bool] = lambda title: "どんぐり" in title) -> Response:
    """What came of one look; `last` is the body of the one before."""
    return take([Plan(key="diet", look=DIET.look_by_name(given, last, names))])["diet"]


def read(body: bytes, url: str = "https://www.example.go.jp/list", **options: str | tuple[str, ...]) -> Document:
    return DIET.extract(Capture(body=body, url=url), options)
