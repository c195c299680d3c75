"""The shape of one entry of sources.yaml, and of its defaults, as Pydantic checks them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr

from tracker.config.crontab import longest_gap
from tracker.config.durations import parse_duration, write_duration
from tracker.model.source import ADAPTIVE, Authority

SHORTEST_RHYTHM = timedelta(minutes=1)
LONGEST_RHYTHM = timedelta(days=366)
LONGEST_TIMEOUT = timedelta(minutes=10)

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_COUNTED = re.compile(r"\{([^{}]*)\}")
COUNTED = frozenset({"n", "year", "fiscal_year", "era_year", "month", "date", "session"})
"""What may stand in braces in an address of the past: a running number, years (2026, 2026, 8), 202606, 20260601, a session of the Diet."""
_LANG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def _duration(value: object) -> timedelta:
    if not isinstance(value, str):
        raise ValueError("a duration was expected, such as 30s, 6h or 14d")  # noqa: TRY004 - Pydantic gathers ValueErrors
    return parse_duration(value)


def _between(least: timedelta, most: timedelta) -> AfterValidator:
    def check(span: timedelta) -> timedelta:
        if not least <= span <= most:
            raise ValueError(f"a duration from {write_duration(least)} to {write_duration(most)} was expected")
        return span

    return AfterValidator(check)


def _url(value: str) -> str:
    if any(character.isspace() or not character.isprintable() for character in value):
        raise ValueError("the address has a blank or a control character in it")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"an address of the web was expected: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ValueError("an address that begins with http:// or https:// was expected")
    if not host:
        raise ValueError("the address names no host")
    if parts.username is not None or parts.password is not None:
        raise ValueError("the address holds a user name or password; tracker reads public sources only")
    return value


def _past(value: str) -> str:
    unknown = [name for name in _COUNTED.findall(value) if name not in COUNTED]
    if unknown:
        raise ValueError(f"one of {', '.join(f'{{{name}}}' for name in sorted(COUNTED))} was expected, not {{{unknown[0]}}}")
    _url(_COUNTED.sub("0", value))
    return value


def _some(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _id(value: str) -> str:
    if not _ID.fullmatch(value) or len(value) > 64:
        raise ValueError("an id of a-z, 0-9 and single hyphens between was expected, at most 64 characters")
    return value


def _lang(value: str) -> str:
    if not _LANG.fullmatch(value):
        raise ValueError("a language such as ja or en was expected")
    return value


class Pace(NamedTuple):
    """How often a source is looked at: the longest time between two looks, and in which other way than by it, if any."""

    longest: timedelta
    rhythm: str | None = None


LONGEST_LEARNT = timedelta(days=1)


def _pace(value: object) -> Pace:
    """`6h`, `adaptive`, or five fields as in a crontab."""
    if value == ADAPTIVE:
        return Pace(LONGEST_LEARNT, ADAPTIVE)
    if isinstance(value, str) and len(value.split()) > 3:  # a span has one word, or by mistake two
        try:
            return Pace(longest_gap(value), " ".join(value.split()))
        except ValueError as error:
            raise ValueError(f"a time as in a crontab was expected, such as '0 9 * * 1-5' for 09:00 on working days: {error}") from None
    span = _duration(value)
    if not SHORTEST_RHYTHM <= span <= LONGEST_RHYTHM:
        expected = f"a duration from {write_duration(SHORTEST_RHYTHM)} to {write_duration(LONGEST_RHYTHM)}"
        raise ValueError(f"{expected}, adaptive, or five fields as in a crontab was expected")
    return Pace(span)


Words = Annotated[StrictStr, Field(min_length=1, max_length=300)]
Rhythm = Annotated[Pace, BeforeValidator(_pace)]
Timeout = Annotated[timedelta, BeforeValidator(_duration), _between(timedelta(seconds=1), LONGEST_TIMEOUT)]
Age = Annotated[timedelta, BeforeValidator(_duration), _between(timedelta(days=1), LONGEST_RHYTHM * 10)]


Window = Annotated[timedelta, BeforeValidator(_duration), _between(timedelta(hours=1), LONGEST_RHYTHM * 10)]
Past = Annotated[StrictStr, AfterValidator(_past)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class LabelModel(_Strict):
    """A name in both languages."""

    ja: Words
    en: Words


class TermsModel(_Strict):
    """What the publisher allows. `quote` is in characters."""

    redistribute: StrictBool = False
    quote: Annotated[StrictInt, Field(ge=0, le=10_000)] = 200
    attribution: Words | None = None


class BackfillModel(_Strict):
    """Where the past of a source can be had. One page may stand without its list."""

    archives: Annotated[tuple[Literal["own", "wayback", "warp"], ...], BeforeValidator(_some)] = ()
    pages: Annotated[tuple[Past, ...], BeforeValidator(_some)] = ()


class DefaultsModel(_Strict):
    """What holds for every source that says nothing else."""

    every: Rhythm = Pace(timedelta(hours=6))
    timeout: Timeout = timedelta(seconds=30)
    background_after: Age = timedelta(days=14)


class SourceModel(_Strict):
    """One source, without the keys of its kind."""

    id: Annotated[StrictStr, AfterValidator(_id)]
    name: LabelModel
    kind: Words
    url: Annotated[StrictStr, AfterValidator(_url)]
    authority: Authority
    lang: Annotated[StrictStr, AfterValidator(_lang)]
    tracks: Annotated[tuple[Words, ...], Field(min_length=1)]
    every: Rhythm | None = None
    timeout: Timeout | None = None
    publisher: LabelModel | None = None
    terms: TermsModel = TermsModel()
    silent: Literal["normal"] | None = None
    fallback: Words | None = None
    background_after: Age | None = None
    window: Window | None = None
    backfill: BackfillModel | None = None
    note: Annotated[StrictStr, Field(min_length=1, max_length=1_000)] | None = None
    unverified: StrictBool = False
