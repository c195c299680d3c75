"""How an address that nobody watches yet could be watched: it is looked at, its feeds are tried, and an entry is made of what came."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from tracker.errors import ExtractError, FetchError
from tracker.fetch import FetchPolicy, Plan, look_at_all
from tracker.model.check import Offered, Proposal
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Response
from tracker.model.source import Authority
from tracker.ports import Kind, Look, Offers, TellsQuirks
from tracker.watch.once import RobotsOnce, unwatched

_FEEDS_TRIED = 4
_SAMPLES = 3
_MOST_TRACKS = 3
_HOURS = (168, 48, 24, 12, 6, 3, 2, 1)
_LOOKS_IN_A_WINDOW = 4
_LISTED, _MOSTLY = 5, 0.6
_MEETING, _LEAST_MEETINGS = re.compile(r"第\d{1,4}回"), 2
_HEAD = 4_096
_BY_THEIR_BYTES = {b"%PDF": "pdf", b"PK": "budget"}
_OF_ALL = re.compile(
    "www|go|co|or|ac|ne|lg|ed|gr|com|org|net|jp|en|int|gov|edu|io"  # hosts
    "|html?|php|rdf|rss|xml|atom|index|feed"  # paths
)
"""What stands in the addresses of everybody, and names nobody."""
_AUTHORITIES = (
    (re.compile(r"(?:^|\.)kanpo\.go\.jp$"), Authority.GAZETTE),
    (re.compile(r"(?:^|\.)(?:go|lg)\.jp$|\.gov(?:\.[a-z]{2})?$|\.europa\.eu$"), Authority.OFFICIAL),
    (re.compile(r"\.(?:or|ac|ed|gr)\.jp$|\.(?:org|edu|int)$|\.ac\.[a-z]{2}$"), Authority.ORGANISATION),
)
"""Whose word it is, told from the host. Whoever has another one is taken for press: its word alone changes nothing."""


class Watching(NamedTuple):
    """With what an address is looked at: the kinds by name, the manners of the fetcher, the ids that are taken, what names which tracks."""

    kind: Callable[[str], Kind]
    policy: FetchPolicy
    taken: Collection[str]
    tracks_of: Callable[[str], Collection[str]]


class _Tried(NamedTuple):
    kind: str
    url: str
    document: Document
    options: dict[str, str | tuple[str, ...]]


def propose(url: str, watching: Watching, now: datetime) -> Proposal:
    """Look at an address, at the feeds that it names, and make an entry of the best.

    Raises:
        FetchError: it could not be had.
        ExtractError: nothing that is known to be read stands there: a wall, an error page, a picture.
    """
    robots = RobotsOnce()
    first = _fetched({url: watching.kind("page").look(unwatched(url, "page"))}, watching, robots, now)[url]
    if first.error is not None:
        raise FetchError(f"{url}: {first.error}", code=first.error_code or "")
    if first.status != 200:
        raise FetchError(f"{url}: the server answered {first.status}", code=f"http-{first.status}")
    address = first.moved or url
    page = watching.kind("page")
    offered = page.offers(_capture(first)) if isinstance(page, Offers) else Offered()
    found = _itself(address, first, watching)
    feeds: dict[str, str] = {}
    if found is None:
        found, feeds = _by_its_feeds(offered, watching, robots, now)
    chosen = found or _narrower(address, first, watching) or _as_page(address, first, offered, watching)
    return _proposal(chosen, offered, feeds, watching)


def _fetched(looks: Mapping[str, Look], watching: Watching, robots: RobotsOnce, now: datetime) -> dict[str, Response]:
    came: dict[str, Response] = {}
    plans = [Plan(key=key, look=look) for key, look in looks.items()]
    look_at_all(plans, watching.policy, robots, came.__setitem__, now=now)
    return came


def _itself(url: str, response: Response, watching: Watching) -> _Tried | None:
    """The address as a feed, a paper, a bundle or a table, where it is one.

    Raises:
        ExtractError: it is one by its first bytes, and cannot be read.
    """
    known = next((name for mark, name in _BY_THEIR_BYTES.items() if response.body.startswith(mark)), None)
    if known is not None:
        document = _read(watching.kind(known), response, {})
        if document.problem is not None:
            raise ExtractError(f"{url}: {document.problem}: {document.problem_detail}", problem=document.problem)
        return _Tried(known, url, document, {})
    for name in ("consultation", "feed", *(() if b"<" in response.body[:_HEAD] else ("budget",))):
        document = _read(watching.kind(name), response, {})
        if document.problem is None and document.blocks:
            return _Tried(name, url, document, {})
    return None


def _narrower(url: str, response: Response, watching: Watching) -> _Tried | None:
    """A page as what it is besides: the stages of a budget, or a list of meetings by their numbers."""
    budget = watching.kind("budget")
    told = budget.quirks(_capture(response)) if isinstance(budget, TellsQuirks) else ()
    if any(quirk.word == "day-in-heading" for quirk in told):
        return _Tried("budget", url, _read(budget, response, {}), {})
    meetings = _read(watching.kind("index"), response, {})
    numbered = [block for block in meetings.blocks if _MEETING.fullmatch(block.key)]
    if meetings.problem is None and len(numbered) >= max(_LEAST_MEETINGS, len(meetings.blocks) * _MOSTLY):
        return _Tried("index", url, meetings, {})
    return None


def _by_its_feeds(offered: Offered, watching: Watching, robots: RobotsOnce, now: datetime) -> tuple[_Tried | None, dict[str, str]]:
    """The feed of a page with the most entries, and what came of each that it names."""
    feed = watching.kind("feed")
    came = _fetched({url: feed.look(unwatched(url, "feed")) for url, _ in offered.feeds[:_FEEDS_TRIED]}, watching, robots, now)
    told, good = {}, []
    for url, response in came.items():
        if response.error is not None or response.status != 200:
            told[url] = response.error or f"the server answered {response.status}"
            continue
        document = _read(feed, response, {})
        told[url] = document.problem_detail or f"{len(document.blocks)} entries"
        if document.problem is None and document.blocks:
            good.append(_Tried("feed", response.moved or url, document, {}))
    return max(good, key=lambda one: len(one.document.blocks), default=None), told


def _as_page(url: str, response: Response, offered: Offered, watching: Watching) -> _Tried:
    """The page itself, by the first selector that reads as much as the whole. Raises `ExtractError`."""
    page = watching.kind("page")
    whole = _read(page, response, {})
    if whole.problem is not None:
        raise ExtractError(f"{url}: {whole.problem}: {whole.problem_detail}", problem=whole.problem)
    if b"<" not in response.body[:_HEAD]:
        raise ExtractError(f"{url}: it is neither a feed, nor a paper, nor a table of a budget, nor a page")
    options: dict[str, str | tuple[str, ...]] = {}
    for candidate in offered.selectors:
        chosen = _read(page, response, {"select": candidate.select})
        if chosen.problem is None and len(chosen.blocks) * 2 >= len(whole.blocks):
            options["select"], whole = candidate.select, chosen
            break
    listed = [block for block in whole.blocks if block.link and block.published]
    if len(listed) >= max(_LISTED, len(whole.blocks) * _MOSTLY):
        options["list"] = "newest"
        whole = msgspec.structs.replace(whole, windowed=True)
    return _Tried("page", url, whole, options)


def _read(kind: Kind, response: Response, options: Mapping[str, str | tuple[str, ...]]) -> Document:
    try:
        return kind.extract(_capture(response), options)
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))


def _proposal(chosen: _Tried, offered: Offered, feeds: Mapping[str, str], watching: Watching) -> Proposal:
    blocks = chosen.document.blocks
    days = sorted(block.published for block in blocks if block.published)
    window = days[-1] - days[0] if chosen.document.windowed and len(days) > 1 else None
    title = chosen.document.title or offered.title or urlsplit(chosen.url).hostname or chosen.url
    return Proposal(
        id=proposed_id(chosen.url, watching.taken),
        title=" ".join(title.split())[:100],
        kind=chosen.kind,
        url=chosen.url,
        authority=authority_of(chosen.url).value,
        lang=_lang(chosen.document.lang or offered.lang, blocks),
        every=rhythm(window),
        window=timedelta(days=max(window.days, 1)) if window else None,
        tracks=_tracks(blocks, watching.tracks_of),
        options=chosen.options,
        blocks=len(blocks),
        newest=days[-1] if days else None,
        samples=tuple([" ".join((block.title or block.text).split())[:100] for block in blocks if block.title or block.text][:_SAMPLES]),
        feeds=tuple(feeds.items()),
        selectors=offered.selectors if chosen.kind == "page" else (),
    )


def proposed_id(url: str, taken: Collection[str]) -> str:
    """A short name from host and path, with a number where it is taken: https://www8.cao.go.jp/cstp/ai/index.html → `cao-ai`."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        steps = [str(ip_address(host)).replace(".", "-").replace(":", "-")]
    except ValueError:
        steps = [step for step in host.split(".") if not _OF_ALL.fullmatch(re.sub(r"\d+$", "", step))][-1:]
    words = [word for word in re.split(r"[^a-z0-9]+", parts.path.lower()) if word and not _OF_ALL.fullmatch(word)]
    name = "-".join(part for part in ["-".join(steps), *words[-1:]] if part)
    name = re.sub(r"-{2,}", "-", re.sub(r"[^a-z0-9-]+", "-", name.lower())).strip("-")[:58].strip("-") or "source"
    return next(one for number in range(1, len(taken) + 2) if (one := name if number == 1 else f"{name}-{number}") not in taken)


def authority_of(url: str) -> Authority:
    """Whose word an address is, as far as its host tells."""
    host = (urlsplit(url).hostname or "").lower()
    return next((authority for pattern, authority in _AUTHORITIES if pattern.search(host)), Authority.PRESS)


def rhythm(window: timedelta | None) -> timedelta:
    """Four looks in a window, from every hour to every week; a day where it is not known how far back a capture reaches."""
    if window is None:
        return timedelta(days=1)
    hours = window / timedelta(hours=1) / _LOOKS_IN_A_WINDOW
    return timedelta(hours=next((step for step in _HOURS if step <= hours), 1))


def _lang(declared: str | None, blocks: Sequence[Block]) -> str:
    if declared and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", declared):
        return declared.lower().partition("-")[0]
    words = "".join(f"{block.title or ''}{block.text}" for block in blocks[:50])
    return "ja" if re.search("[\u3041-\u30fa]", words) else "en"


def _tracks(blocks: Sequence[Block], tracks_of: Callable[[str], Collection[str]]) -> tuple[str, ...]:
    counts = Counter(track for block in blocks[:500] for track in tracks_of(f"{block.title or ''}\n{block.text}"))
    return tuple(sorted(counts, key=lambda track: (-counts[track], track))[:_MOST_TRACKS])


def _capture(response: Response) -> Capture:
    return Capture(body=response.body, url=response.url, content_type=response.content_type)
