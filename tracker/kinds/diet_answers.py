"""What the API of the Diet's minutes answers (kokkai.ndl.go.jp/api), as far as it is read here, and how it says that something is wrong."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.model.look import Response
from tracker.model.wire import NO_JSON

_LONGEST_MESSAGE = 300


class Meeting(msgspec.Struct, frozen=True, kw_only=True, rename={"issue": "issueID"}):
    """One meeting of `/meeting_list`: the id of its minutes, and its day (ISO 8601)."""

    issue: str
    date: str


class Speech(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One speech of `/speech`. `issue_id` names the minutes, `issue` is their number (第8号), `date` the day of the meeting (ISO 8601)."""

    speech_id: str = msgspec.field(name="speechID")
    issue_id: str = msgspec.field(name="issueID")
    date: str
    speech: str
    session: int | None = None
    name_of_house: str | None = None
    name_of_meeting: str | None = None
    issue: str | None = None
    speech_order: int | None = None
    speaker: str | None = None
    speaker_group: str | None = None
    speaker_position: str | None = None
    speaker_role: str | None = None
    speech_url: str | None = msgspec.field(name="speechURL", default=None)
    meeting_url: str | None = msgspec.field(name="meetingURL", default=None)


class MeetingPage(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One page of `/meeting_list`."""

    number_of_records: int
    next_record_position: int | None = None
    records: tuple[Meeting, ...] = msgspec.field(name="meetingRecord", default=())


class SpeechPage(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One page of `/speech`, its records as they came."""

    number_of_records: int
    next_record_position: int | None = None
    records: tuple[msgspec.Raw, ...] = msgspec.field(name="speechRecord", default=())


class _Fault(msgspec.Struct, frozen=True):
    message: str
    details: list[str] = []


def decoded(body: bytes, wanted: Any) -> Any:  # noqa: ANN401 - a type and a value of it
    """A body as what was asked for; None where it is none."""
    try:
        return msgspec.json.decode(body, type=wanted)
    except NO_JSON:
        return None


def told_fault(body: bytes) -> str | None:
    """What an error body says, in one line; None where it is none."""
    fault = decoded(body, _Fault)
    if fault is None:
        return None
    return " ".join(": ".join((fault.message, *fault.details)).split())[:_LONGEST_MESSAGE]


def as_fault(response: Response) -> Response:
    """An answer that is none as the outcome of a look: with the API's own words where it has some.

    A 200 that is no answer stays as it came: it is kept, and read as the error page that it is.
    """
    said = told_fault(response.body) if response.status is not None and response.status >= 400 else None
    return broken(response.url, f"the API answered {response.status}: {said}") if said else response


def broken(url: str, why: str) -> Response:
    """A look that failed for what the API did."""
    return Response(url=url, error=why, error_code="protocol")
