"""The past of laws from their API: what one look would have brought on each day on which something was new.

The API keeps every revision with its days, and the text of each. A revision counts as known from the moment of its last update, at the
latest from the day on which it came into force, and never before it was promulgated: the API does not say since when it has had it.
A text that was corrected later is had as corrected.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec

from tracker.kinds.law_polled import ACCEPT, Capture, Told, Wanted, as_the_api_names, titles_under
from tracker.kinds.law_revisions import Answer, LawInfo, Revision, current_of
from tracker.kinds.law_titled import Listed as ListedLaw
from tracker.kinds.law_titled import Titled
from tracker.model.look import Request, Response
from tracker.model.past import OWN, Listed, PastCapture
from tracker.model.source import Source
from tracker.model.wire import NO_JSON
from tracker.ports import LookBack
from tracker.text.moments import JST

_ABOLISHED = frozenset({"Repeal", "Expire", "Suspend", "LossOfEffectiveness"})


class _Law(NamedTuple):
    """One law as it is told of today: every revision as it came, and as it is read, the newest first."""

    asked: str
    info: dict[str, Any]
    revisions: list[tuple[dict[str, Any], Revision]]


class _Raw(msgspec.Struct, frozen=True):
    law_info: dict[str, Any]
    revisions: list[dict[str, Any]]


class _Text(msgspec.Struct, frozen=True):
    law_full_text: msgspec.Raw


def look_back_at_laws(source: Source, wanted: Wanted, since: datetime, until: datetime) -> LookBack:
    """A capture for the state at `since` and for each moment up to `until` at which a revision was known or came into force.

    Where one law or word is not answered there is none: the state would lack it.
    """
    timeout = source.timeout.total_seconds()
    laws: list[_Law] = []
    for asked in wanted.laws:
        law = yield from _law(source.url, asked, timeout)
        if law is None:
            return
        laws.append(law)
    titled: list[Titled] = []
    for word in wanted.titles:
        found = yield from titles_under(source.url, word, wanted.since, timeout, ())
        if isinstance(found, Response):
            return
        titled.append(found)
    texts: dict[str, tuple[str, msgspec.Raw]] = {}
    last = b""
    for moment in _moments(laws, titled, since, until):
        told = []
        for law in laws:
            one = yield from _told(source.url, law, moment, timeout, texts)
            if one is None:
                break
            told.append(one)
        if len(told) < len(laws):
            continue
        body = msgspec.json.encode(Capture(tuple(told), tuple(_titled_at(word, moment) for word in titled)))
        if body != last and (any(one.text_of for one in told) or not laws):
            yield PastCapture(listed=_listed(source, moment), body=body, content_type=ACCEPT)
        last = body


def _listed(source: Source, moment: datetime) -> Listed:
    reference = f"{source.url.rstrip('/')}/laws?asof={moment.astimezone(JST):%Y-%m-%d}#{moment:%Y%m%dT%H%M%SZ}"
    return Listed(source=source.id, url=source.url, at=moment, archive=OWN, reference=reference)


def _law(url: str, asked: str, timeout: float) -> Generator[Request, Response | None, _Law | None]:
    """All that is told of one law; one without revisions where it is not known, None where the API did not answer."""
    response = yield Request(
        url=f"{url.rstrip('/')}/law_revisions/{quote(as_the_api_names(asked), safe='')}?response_format=json",
        accept=ACCEPT,
        timeout=timeout,
    )
    assert response is not None
    if response.status == 404:
        return _Law(asked, {}, [])
    raw, answer = _decoded(response, _Raw), _decoded(response, Answer)
    if raw is None or answer is None:
        return None
    return _Law(asked, raw.law_info, list(zip(raw.revisions, answer.revisions, strict=True)))


def _told(
    url: str, law: _Law, moment: datetime, timeout: float, texts: dict[str, tuple[str, msgspec.Raw]]
) -> Generator[Request, Response | None, Told | None]:
    """What would have been told of a law; None where its text cannot be had. The last text of each law stands in `texts`."""
    known = [(raw, one) for raw, one in law.revisions if known_since(one) <= moment]
    if not known:
        return Told(asked=law.asked)
    revisions = _as_of(known, moment)
    body = msgspec.json.encode({"law_info": law.info, "revisions": revisions})
    current = current_of(msgspec.json.decode(body, type=Answer))
    if current is None:
        return Told(asked=law.asked, revisions=msgspec.Raw(body))
    # As a poll names the version of a text, so that the next one need not ask for it again.
    version = f"{current.law_revision_id} {current.updated or ''}".strip()
    if texts.get(law.asked, ("",))[0] != version:
        address = f"{url.rstrip('/')}/law_data/{quote(current.law_revision_id, safe='')}?response_format=json&law_full_text_format=json"
        response = yield Request(url=address, accept=ACCEPT, timeout=timeout)
        assert response is not None
        found = _decoded(response, _Text)
        if found is None:
            return None
        texts[law.asked] = version, found.law_full_text
    return Told(asked=law.asked, revisions=msgspec.Raw(body), text_of=version, text=texts[law.asked][1])


def _as_of(known: Sequence[tuple[dict[str, Any], Revision]], moment: datetime) -> list[dict[str, Any]]:
    """Revisions with the status that they had: the newest that had come into force is the one in force."""
    found: list[dict[str, Any]] = []
    current = False
    for raw, one in known:
        begins = _begin(one.starts)
        ended = one.repeal_status in _ABOLISHED and not _is_later(_day(one.repeal_date), moment)
        if begins > moment if begins is not None else one.current_revision_status == "UnEnforced":
            status = "UnEnforced"
        elif current:
            status = "PreviousEnforced"
        else:
            status, current = "Repeal" if ended else "CurrentEnforced", True
        told = {**raw, "current_revision_status": status}
        if not ended and "repeal_status" in told:
            told |= {"repeal_status": "None", "repeal_date": None}
        found.append(told)
    return found


def _titled_at(word: Titled, moment: datetime) -> Titled:
    """What would have been listed under a word, each in the revision that is told of, with the status that it had."""
    found = []
    for law in word.found:
        if _listed_since(law) <= moment:
            begins = _begin(law.revision_info.starts)
            status = "UnEnforced" if begins is not None and begins > moment else law.revision_info.current_revision_status
            found.append(ListedLaw(law.law_info, msgspec.structs.replace(law.revision_info, current_revision_status=status)))
    return Titled(word.asked, tuple(found))


def known_since(one: Revision) -> datetime:
    """Since when a revision was known to the API, as far as it can be told, UTC."""
    promulgated, starts, updated = _begin(_day(one.amendment_promulgate_date)), _begin(one.starts), _moment(one.updated)
    soonest = [moment for moment in (updated, starts) if moment is not None]
    known = min(soonest) if soonest else promulgated
    if known is None:
        return datetime.min.replace(tzinfo=UTC)
    return max(known, promulgated) if promulgated else known


def _listed_since(law: ListedLaw) -> datetime:
    return _begin(_promulgated(law.law_info)) or known_since(law.revision_info)


def _promulgated(info: LawInfo) -> date | None:
    return _day(info.promulgation_date)


def _moments(laws: Iterable[_Law], titled: Iterable[Titled], since: datetime, until: datetime) -> list[datetime]:
    """When something was new, oldest first, beginning with `since`."""
    found = {since.astimezone(UTC)}
    found |= {moment for law in laws for _, one in law.revisions for moment in _turns(known_since(one), one)}
    found |= {moment for word in titled for law in word.found for moment in _turns(_listed_since(law), law.revision_info)}
    return sorted(moment for moment in found if since <= moment <= until)


def _turns(known: datetime, one: Revision) -> Iterator[datetime]:
    yield known
    for day in (one.starts, _day(one.repeal_date)):
        begins = _begin(day)
        if begins is not None and begins > known:
            yield begins


def _begin(day: date | None) -> datetime | None:
    """The first moment of a day in Japan, UTC."""
    return datetime.combine(day, time(), JST).astimezone(UTC) if day else None


def _is_later(day: date | None, moment: datetime) -> bool:
    begins = _begin(day)
    return begins is not None and begins > moment


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:10])
    except ValueError:
        return None


def _moment(written: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=JST)).astimezone(UTC)


def _decoded(response: Response, wanted: Any) -> Any:  # noqa: ANN401 - a type and a value of it
    if response.status != 200:
        return None
    try:
        return msgspec.json.decode(response.body, type=wanted)
    except NO_JSON:
        return None
