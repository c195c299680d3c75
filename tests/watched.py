"""A source as tests watch one where nothing hangs on what else is said of it."""

from __future__ import annotations

from datetime import timedelta

from tracker.model.source import Authority, Label, Source


def source(name: str, url: str, kind: str = "page", **options: str | tuple[str, ...]) -> Source:
    """A source of that name, official and in Japanese, which is given five seconds; `options` are the keys of its kind."""
    return Source(
        id=name,
        name=Label(ja=name, en=name),
        kind=kind,
        url=url,
        authority=Authority.OFFICIAL,
        lang="ja",
        every=timedelta(hours=6),
        timeout=timedelta(seconds=5),
        tracks=("law",),
        options=options,
    )
