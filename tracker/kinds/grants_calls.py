"""A call for subsidies as the API tells of it, and as sentences that can be read like any other: opened when, closed when, how much."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit, urlunsplit

import msgspec

from tracker.model.document import Block
from tracker.model.wire import NO_JSON
from tracker.text.moments import JST, read_moment

_MOST_TITLE = 500
_MOST_DIGITS = 15


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One call, as far as it is read here. Times are ISO 8601, in UTC as a rule; `subsidy_max_limit` is in yen."""

    id: str
    title: str
    name: str | None = None
    subsidy_max_limit: int | float | str | None = None
    acceptance_start_datetime: str | None = None
    acceptance_end_datetime: str | None = None
    target_area_search: str | None = None
    update_datetime: str | None = None


class Row(msgspec.Struct, frozen=True):
    """One call of a capture: its id, whether it was among the open ones when we last heard of it, and what the API said of it."""

    id: str
    open: bool
    call: msgspec.Raw


def call_of(raw: msgspec.Raw) -> Call | None:
    """A call of the API; None where it is none, or has no name."""
    try:
        call = msgspec.json.decode(raw, type=Call)
    except NO_JSON:
        return None
    return call if call.id.strip() and call.title.strip() else None


def days_of(raw: msgspec.Raw) -> tuple[datetime | None, datetime | None]:
    """When a call opened and when it closes or did, UTC; None for what cannot be read."""
    call = call_of(raw)
    starts, ends = (_moment(call.acceptance_start_datetime), _moment(call.acceptance_end_datetime)) if call else (None, None)
    return starts.astimezone(UTC) if starts else None, ends.astimezone(UTC) if ends else None


def call_block(call: Call, base: str, *, is_open: bool) -> Block:
    """A call as a block: its sentences, and `published` the moment from which it is open, or has closed: what is told then is past."""
    title = " ".join(call.title.split())[:_MOST_TITLE]
    starts, ends = _moment(call.acceptance_start_datetime), _moment(call.acceptance_end_datetime)
    lines = [_opened(title, starts, _yen(call.subsidy_max_limit)), _closed(title, ends, is_open=is_open)]
    lines += [f"対象地域：{' '.join(call.target_area_search.split())[:200]}"] if call.target_area_search else []
    unread = call.acceptance_start_datetime if starts is None else None
    return Block(
        key=call.id,
        title=title,
        text="\n".join(line for line in lines if line),
        link=_page(base, call.id),
        published=starts if is_open else ends or starts,
        published_text=unread[:100] if unread else None,
    )


def _opened(title: str, starts: datetime | None, yen: Decimal | None) -> str:
    limit = f"（補助上限額{yen:,f}円）" if yen is not None else ""
    if starts is None:
        return f"「{title}」{limit}"
    return f"「{title}」{limit}の公募が{_day(starts)}に開始された。"


def _closed(title: str, ends: datetime | None, *, is_open: bool) -> str:
    what = "締め切られる予定である" if is_open else "締め切られた"
    if ends is None:
        return "" if is_open else f"「{title}」の公募は{what}。"
    if ends.time() == time():
        # Midnight ends the day before.
        return f"「{title}」の公募は{_day(ends - timedelta(days=1))}24時に{what}。"
    minutes = f"{ends.minute}分" if ends.minute else ""
    return f"「{title}」の公募は{_day(ends)}{ends.hour}時{minutes}に{what}。"


def _day(moment: datetime) -> str:
    return f"{moment.year}年{moment.month}月{moment.day}日"


def _moment(written: str | None) -> datetime | None:
    found = read_moment(written, JST) if written else None
    try:
        return found.astimezone(JST) if found else None
    except (OverflowError, ValueError):
        return None


def _yen(written: float | str | None) -> Decimal | None:
    """The most that one applicant can get. Nought stands for a call that names no limit."""
    try:
        yen = Decimal(str(written).replace(",", "")) if written is not None else Decimal(0)
    except InvalidOperation:
        return None
    return yen.quantize(Decimal(1)) if yen.is_finite() and yen > 0 and yen.adjusted() < _MOST_DIGITS else None


def _page(base: str, name: str) -> str:
    """Where a person reads of a call: the portal beside the API, or what the API itself says."""
    parts = urlsplit(base)
    if parts.netloc.startswith("api."):
        return urlunsplit((parts.scheme, f"www.{parts.netloc.removeprefix('api.')}", f"/subsidy/{name}", "", ""))
    return f"{base}/subsidies/id/{name}"
