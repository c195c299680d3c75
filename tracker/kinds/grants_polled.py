"""The API of jGrants: one small request for the open calls of each keyword, and one for each call that is no longer among them.

What the requests of one look brought is kept as one capture: a JSON object whose `grants` are the calls, each as the API told of it.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.grants_calls import Call, Row, call_of
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.ports import Look

ACCEPT = "application/json"
MARK = b'{"grants":'
MOST_CALLS = 1_000
_MOST_ASKED = 20
"""So many calls that are no longer open are asked about in one look; the others stay as they were till the next."""
_MOST_RAW = 10_000
"""Bytes of a call that are kept as they came."""
_OPEN, _ALL = "1", "0"


class Kept(msgspec.Struct, frozen=True):
    """What one look brought: the calls by their ids, and how many of the API's rows are none that can be read."""

    grants: tuple[Row, ...]
    unread: int = 0


class _Answer(msgspec.Struct, frozen=True):
    result: tuple[msgspec.Raw, ...]


def look_at_calls(url: str, keywords: Sequence[str], timeout: float, last: bytes | None) -> Look:
    """Ask for the open calls of each keyword, the first time also for those that have closed, and for what became of a known one.

    Anything but an answer to each keyword ends the look with what came instead.
    """
    base = base_of(url)
    again = last is not None and last.startswith(MARK)
    known = {row.id: row for row in _rows(last)}
    found: dict[str, Row] = {}
    unread = 0
    response = Response(url=url, status=200)
    for keyword in keywords:
        for acceptance in (_OPEN,) if again else (_OPEN, _ALL):
            response = yield Request(url=_list_address(base, keyword, acceptance), accept=ACCEPT, timeout=timeout)
            rows = _decoded(response.body, _Answer) if response.status == 200 else None
            if rows is None or (rows.result and not any(map(call_of, rows.result))):
                return response
            for raw in rows.result[:MOST_CALLS]:
                call = call_of(raw)
                unread += call is None
                if call is not None:
                    found.setdefault(call.id, Row(call.id, acceptance == _OPEN, _kept(raw, call)))
    gone = [row for row in known.values() if row.open and row.id not in found]
    for row in gone[:_MOST_ASKED]:
        response = yield Request(url=f"{base}/subsidies/id/{quote(row.id, safe='')}", accept=ACCEPT, timeout=timeout)
        found[row.id] = _what_became(row, response)
    rows_now = sorted((known | found).values(), key=lambda row: (not row.open, row.id))[:MOST_CALLS]
    body = msgspec.json.encode(Kept(tuple(rows_now), unread))
    # The validators are those of one answer among many: none of them speaks for the whole.
    return Response(url=url, status=200, body=body, content_type=ACCEPT, duration=response.duration)


def all_calls(base: str, keyword: str, timeout: float) -> Generator[Request, Response | None, tuple[Row, ...] | None]:
    """All calls under a keyword, those that have closed too; None where that is not answered."""
    response = yield Request(url=_list_address(base, keyword, _ALL), accept=ACCEPT, timeout=timeout)
    answer = _decoded(response.body, _Answer) if response is not None and response.status == 200 else None
    if answer is None:
        return None
    calls = ((raw, call_of(raw)) for raw in answer.result[:MOST_CALLS])
    return tuple(Row(call.id, open=True, call=_kept(raw, call)) for raw, call in calls if call is not None)


def base_of(url: str) -> str:
    """The address of the API, whichever of its two forms the source names."""
    return url.partition("?")[0].rstrip("/").removesuffix("/subsidies")


def read_calls(body: bytes) -> Kept:
    """A capture of `look_at_calls`, or an answer of the API as it came. Raises `ExtractError`."""
    try:
        if body.startswith(MARK):
            return msgspec.json.decode(body, type=Kept)
        raws = msgspec.json.decode(body, type=_Answer).result[:MOST_CALLS]
    except NO_JSON as error:
        raise ExtractError(f"this is no answer of the subsidies API, which has its calls under `result`: {error}") from error
    rows = [Row(call.id, open=True, call=raw) for raw in raws if (call := call_of(raw)) is not None]
    return Kept(tuple(rows), len(raws) - len(rows))


def _list_address(base: str, keyword: str, acceptance: str) -> str:
    query = {"keyword": keyword, "sort": "created_date", "order": "DESC", "acceptance": acceptance}
    return f"{base}/subsidies?{urlencode(query)}"


def _what_became(row: Row, response: Response) -> Row:
    """A call that is no longer open: as it is told of now, as it was told of last where the API has forgotten it, or not known yet."""
    if response.status == 404:
        return msgspec.structs.replace(row, open=False)
    answer = _decoded(response.body, _Answer) if response.status == 200 else None
    if answer is None:
        return row
    call = next((call for raw in answer.result if (call := call_of(raw)) is not None and call.id == row.id), None)
    return Row(row.id, open=False, call=_kept(None, call) if call else row.call)


def _kept(raw: msgspec.Raw | None, call: Call) -> msgspec.Raw:
    """A call as it was told. Its papers may stand in it too, megabytes of them: of what is long that is kept which is read."""
    if raw is not None and len(bytes(raw)) <= _MOST_RAW:
        return raw
    short = msgspec.structs.replace(
        call, title=call.title[:_MOST_RAW], target_area_search=(call.target_area_search or "")[:_MOST_RAW] or None
    )
    return msgspec.Raw(msgspec.json.encode(short))


def _rows(last: bytes | None) -> tuple[Row, ...]:
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_calls(last).grants
    except ExtractError:
        return ()


def _decoded(body: bytes, wanted: Any) -> Any:  # noqa: ANN401 - a type and a value of it
    try:
        return msgspec.json.decode(body, type=wanted)
    except NO_JSON:
        return None
