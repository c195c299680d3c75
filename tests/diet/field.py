"""A source of this kind, and one look at it over a real connection."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.fetch.field import take
from tracker.fetch import Plan
from tracker.kinds.diet import DIET
from tracker.model.document import Document
from tracker.model.look import Capture, Response
from tracker.model.source import Authority, Label, Source


def source(url: str, **options: str | tuple[str, ...]) -> Source:
    return Source(
        id="diet",
        name=Label("国会", "Diet"),
        kind="diet",
        url=url,
        authority=Authority.OFFICIAL,
        lang="ja",
        every=timedelta(hours=6),
        timeout=timedelta(seconds=5),
        tracks=("law",),
        options=options,
    )


def look(given: Source, last: bytes | None = None, names: Callable[[str], bool] = lambda title: "どんぐり" in title) -> Response:
    """What came of one look; `last` is the body of the one before."""
    return take([Plan(key="diet", look=DIET.look_by_name(given, last, names))])["diet"]


def read(body: bytes, url: str = "https://www.example.go.jp/list", **options: str | tuple[str, ...]) -> Document:
    return DIET.extract(Capture(body=body, url=url), options)
