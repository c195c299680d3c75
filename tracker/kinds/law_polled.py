"""The law API of e-Gov: one small request for the revisions of each law, and its text only where there is a new one.

What the requests of one look brought is kept as one capture: a JSON object with `laws`, each as the API told of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.law_revisions import Answer, Revision
from tracker.model.look import Request, Response
from tracker.ports import Look

ACCEPT = "application/json"
MARK = b'{"laws":'
NO_HITS = "404001"
"""What the API answers where there is no such law: an error, and not an empty list."""

_NULL = msgspec.Raw(b"null")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one law: what was asked for, its revisions as told, and the text of one of them; null where there is none."""

    asked: str
    revisions: msgspec.Raw = _NULL
    text_of: str | None = None
    text: msgspec.Raw = _NULL


class Capture(msgspec.Struct, frozen=True):
    """What one look brought."""

    laws: tuple[Told, ...]


class _Fault(msgspec.Struct, frozen=True):
    code: str | int = ""


class _Text(msgspec.Struct, frozen=True):
    law_full_text: msgspec.Raw


def look_at_laws(url: str, laws: Sequence[str], timeout: float, last: bytes | None) -> Look:
    """Ask for the revisions of each law, and for the text of the current one where `last`, the capture before, has another.

    Anything but an answer to all of it ends the look with what came instead.
    """
    known = {one.asked: one for one in _capture(last)}
    told = []
    response = Response(url=url, status=200)
    for law in laws:
        address = f"{url.rstrip('/')}/law_revisions/{quote(law, safe='')}?response_format=json"
        response = yield Request(url=address, accept=ACCEPT, timeout=timeout)
        if _is_no_hit(response):
            told.append(Told(asked=law))
            continue
        revisions = _read(response, Answer)
        if revisions is None:
            return response
        words, current = response.body, text_revision(revisions)
        before = known.get(law)
        text = before.text if before and current and before.text_of == _version(current) else _NULL
        if current and text == _NULL:
            address = f"{url.rstrip('/')}/law_data/{quote(current.law_revision_id, safe='')}?response_format=json&law_full_text_format=json"
            response = yield Request(url=address, accept=ACCEPT, timeout=timeout)
            found = _read(response, _Text)
            if found is None:
                return response
            text = found.law_full_text
        version = _version(current) if current else None
        told.append(Told(asked=law, revisions=msgspec.Raw(words), text_of=version, text=text))
    body = msgspec.json.encode(Capture(tuple(told)))
    # The validators are those of one answer among many: none of them speaks for the whole.
    return Response(url=url, status=200, body=body, content_type=ACCEPT, duration=response.duration)


def read_capture(body: bytes) -> Capture:
    """A capture of `look_at_laws`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Capture)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ExtractError(f"the answers of the law API cannot be read: {error}") from error


def revisions_of(told: Told) -> Answer | None:
    """The revisions of one law. Raises `ExtractError`."""
    try:
        return msgspec.json.decode(told.revisions, type=Answer | None)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ExtractError(f"the revisions of {told.asked} cannot be read: {error}") from error


def text_revision(answer: Answer) -> Revision | None:
    """The revision whose text is read: the one in force, or the first that will be."""
    current = [one for one in answer.revisions if one.current_revision_status == "CurrentEnforced"]
    return next(iter(current or answer.revisions[-1:]), None)


def _version(revision: Revision) -> str:
    """A text is corrected now and then without a new revision: the time of its last update belongs to its name."""
    return f"{revision.law_revision_id} {revision.updated or ''}".strip()


def _capture(last: bytes | None) -> tuple[Told, ...]:
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return read_capture(last).laws
    except ExtractError:
        return ()


def _is_no_hit(response: Response) -> bool:
    fault = _decoded(response.body, _Fault) if response.status is not None else None
    return fault is not None and str(fault.code) == NO_HITS


def _read(response: Response, wanted: Any) -> Any:  # noqa: ANN401 - a type and a value of it
    """An answer as what was asked for; None where it is none. A 200 that is no answer is kept, and read as the error page it is."""
    return _decoded(response.body, wanted) if response.status == 200 else None


def _decoded(body: bytes, wanted: Any) -> Any:  # noqa: ANN401 - as above
    try:
        return msgspec.json.decode(body, type=wanted)
    except (msgspec.DecodeError, RecursionError):
        return None
