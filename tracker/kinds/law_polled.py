"""The law API of e-Gov: one small request for the revisions of each law, and its text only where there is a new one.

What the requests of one look brought is kept as one capture: a JSON object with `laws`, each as the API told of it, and `titled`,
what was found by words of titles.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator
from typing import Any
from urllib.parse import quote

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.law_revisions import Answer, Revision, current_of
from tracker.kinds.law_titled import Listed, Page, Titled, address_of, is_last, merged
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.ports import Look
from tracker.text.numerals import in_kanji

ACCEPT = "application/json"
MARK = b'{"laws":'
NO_HITS = "404001"
"""What the API answers where there is no such law: an error, and not an empty list."""

_NULL = msgspec.Raw(b"null")


_OF_THE_SERVER = frozenset({401, 403, 407, 408, 425, 429, 502, 503, 504})
"""What a server answers with these is no matter of one law: it is not asked on."""


class Told(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is known of one law: what was asked for, its revisions as told, and the text of one of them; null where there is none.

    `amiss` says what could not be had of it this time, so that an earlier answer stands here instead.
    """

    asked: str
    revisions: msgspec.Raw = _NULL
    text_of: str | None = None
    text: msgspec.Raw = _NULL
    amiss: str | None = None


class Capture(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one look brought."""

    laws: tuple[Told, ...]
    titled: tuple[Titled, ...] = ()


class Wanted(msgspec.Struct, frozen=True):
    """What a source asks for: laws by id or number, words of titles, and the day since when new ones of these count."""

    laws: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    since: str | None = None


class _Fault(msgspec.Struct, frozen=True):
    code: str | int = ""


class _Text(msgspec.Struct, frozen=True):
    law_full_text: msgspec.Raw


def look_at_laws(url: str, wanted: Wanted, timeout: float, last: bytes | None) -> Look:
    """Ask for the revisions of each law, and for the text of the current one where `last`, the capture before, has another.

    Then ask what is new under the words of titles. A law that cannot be told of stays as it was, as long as another can; anything else
    but an answer ends the look with what came instead.
    """
    before = _capture(last)
    known = {one.asked: one for one in before.laws}
    listed = {one.asked: one.found for one in before.titled}
    told: list[Told] = []
    titled: list[Titled] = []
    failed: list[Response] = []
    for law in wanted.laws:
        one = yield from _revisions(url, law, timeout, known.get(law))
        if isinstance(one, Response):
            if law not in known or not _is_of_one_law(one):
                return one
            failed.append(one)
            one = msgspec.structs.replace(known[law], amiss=f"{law}: {_what_came(one)}")
        told.append(one)
    if failed and not any(one.amiss is None and one.revisions != _NULL for one in told):
        return failed[0]
    for word in wanted.titles:
        found = yield from titles_under(url, word, wanted.since, timeout, listed.get(word, ()))
        if isinstance(found, Response):
            return found
        titled.append(found)
    # No validators: each is of one answer among many, and none of them speaks for the whole.
    return Response(url=url, status=200, body=msgspec.json.encode(Capture(tuple(told), tuple(titled))), content_type=ACCEPT)


def _revisions(url: str, law: str, timeout: float, before: Told | None) -> Generator[Request, Response, Told | Response]:
    """What is told of one law, or what came instead."""
    address = f"{url.rstrip('/')}/law_revisions/{quote(as_the_api_names(law), safe='')}?response_format=json"
    response = yield Request(url=address, accept=ACCEPT, timeout=timeout)
    if _is_no_hit(response):
        return Told(asked=law)
    revisions = _read(response, Answer)
    if revisions is None:
        return response
    words, current = response.body, current_of(revisions)
    text_of, amiss = _version(current) if current else None, None
    text = before.text if before and before.text_of == text_of else _NULL
    if current and text == _NULL:
        address = f"{url.rstrip('/')}/law_data/{quote(current.law_revision_id, safe='')}?response_format=json&law_full_text_format=json"
        response = yield Request(url=address, accept=ACCEPT, timeout=timeout)
        found = _read(response, _Text)
        if found is not None:
            text = found.law_full_text
        elif before is not None and before.text_of is not None and _is_of_one_law(response):
            text_of, text, amiss = before.text_of, before.text, f"the text of {current.law_revision_id}: {_what_came(response)}"
        else:
            return response
    return Told(asked=law, revisions=msgspec.Raw(words), text_of=text_of, text=text, amiss=amiss)


def as_the_api_names(law: str) -> str:
    """An id or a number of a law as the API knows it: numbers in kanji (令和七年法律第五十三号), however they are written."""
    plain = "".join(unicodedata.normalize("NFKC", law).split())
    return in_kanji(plain) if "号" in plain else plain.upper()


def _is_of_one_law(response: Response) -> bool:
    """Whether what came instead of an answer may be so for one law alone."""
    return response.status is not None and response.status not in _OF_THE_SERVER


def _what_came(response: Response) -> str:
    return "the answer could not be read" if response.status == 200 else f"the server answered {response.status}"


def titles_under(
    url: str, word: str, since: str | None, timeout: float, known: tuple[Listed, ...]
) -> Generator[Request, Response, Titled | Response]:
    """The laws under a word of titles, those that were `known` before among them, or what came instead."""
    came: list[Listed] = []
    while True:
        response = yield Request(url=address_of(url, word, known, since, len(came)), accept=ACCEPT, timeout=timeout)
        if _is_no_hit(response):
            break
        page = _read(response, Page)
        if page is None:
            return response
        came += page.laws
        if is_last(page, len(came)):
            break
    return Titled(word, merged(known, came))


def read_capture(body: bytes) -> Capture:
    """A capture of `look_at_laws`. Raises `ExtractError` where it is none."""
    try:
        return msgspec.json.decode(body, type=Capture)
    except NO_JSON as error:
        raise ExtractError(f"the answers of the law API cannot be read: {error}") from error


def revisions_of(told: Told) -> Answer | None:
    """The revisions of one law. Raises `ExtractError`."""
    try:
        return msgspec.json.decode(told.revisions, type=Answer | None)
    except NO_JSON as error:
        raise ExtractError(f"the revisions of {told.asked} cannot be read: {error}") from error


def _version(revision: Revision) -> str:
    """A text is corrected now and then without a new revision: the time of its last update belongs to its name."""
    return f"{revision.law_revision_id} {revision.updated or ''}".strip()


def _capture(last: bytes | None) -> Capture:
    if last is None or not last.startswith(MARK):
        return Capture(())
    try:
        return read_capture(last)
    except ExtractError:
        return Capture(())


def _is_no_hit(response: Response) -> bool:
    fault = _decoded(response.body, _Fault) if response.status is not None else None
    return fault is not None and str(fault.code) == NO_HITS


def _read(response: Response, wanted: Any) -> Any:  # noqa: ANN401 - a type and a value of it
    """An answer as what was asked for; None where it is none. A 200 that is no answer is kept, and read as the error page it is."""
    return _decoded(response.body, wanted) if response.status == 200 else None


def _decoded(body: bytes, wanted: Any) -> Any:  # noqa: ANN401 - as above
    try:
        return msgspec.json.decode(body, type=wanted)
    except NO_JSON:
        return None
