"""What is watched: one source, as `sources.yaml` declares it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

import msgspec


class Label(msgspec.Struct, frozen=True):
    """One name in the two languages that the tracker speaks."""

    ja: str
    en: str

    def of(self, lang: str) -> str:
        """The name in `lang` ("ja" or "en")."""
        return self.ja if lang == "ja" else self.en


class Authority(StrEnum):
    """Whose word it is, strongest first. A status changes only on an official word or on two independent ones."""

    GAZETTE = "gazette"
    OFFICIAL = "official"
    ORGANISATION = "organisation"
    PRESS = "press"
    AGGREGATOR = "aggregator"

    @property
    def rank(self) -> int:
        """0 is the strongest."""
        return list(Authority).index(self)

    @property
    def is_official(self) -> bool:
        """Whether one such source alone changes a status."""
        return self in (Authority.GAZETTE, Authority.OFFICIAL)


class Terms(msgspec.Struct, frozen=True):
    """What the publisher allows: whether bodies may be passed on, how many characters may be quoted, how to name it."""

    redistribute: bool = False
    quote: int = 200
    attribution: str | None = None


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is polled. `options` holds the keys that belong to its kind alone (select, remove, follow …)."""

    id: str
    name: Label
    kind: str
    url: str
    authority: Authority
    lang: str
    every: timedelta
    timeout: timedelta
    tracks: tuple[str, ...]
    publisher: Label | None = None
    terms: Terms = Terms()
    silent_normal: bool = False
    fallback: str | None = None
    background_after: timedelta = timedelta(days=14)
    options: dict[str, str | tuple[str, ...]] = {}
