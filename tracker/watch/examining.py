"""What two looks at a source show: what was read, how far back it reaches, whether both agree, and what is odd. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from tracker.config.durations import write_duration
from tracker.diff.blocks import compare
from tracker.errors import ExtractError
from tracker.model.check import Quirk, SourceCheck
from tracker.model.document import Block, Comparison, Document
from tracker.model.look import Capture, Outcome, Response, SourceState, Validators
from tracker.model.source import Source
from tracker.ports import Kind, LooksAgain, TellsQuirks
from tracker.text.decode import claims_of, decode
from tracker.watch.outcome import explain, outcome_of

SAMPLES = 3
_STALE_AFTER = 10
"""So many of its own gaps between two items, and at least `_LEAST_STALE`, make a source stale."""
_LEAST_STALE = timedelta(days=14)
_OUTLIERS, _FAR = 10, 5
"""One item in so many may be kept for good: where the others reach back less than a fifth as far, it says nothing of the window."""
_MUCH_LESS = 0.6
_LEAST_ITEMS, _LEAST_NAMED = 10, 0.1
_JAPANESE = re.compile("[\u3041-\u30fa\u4e00-\u9fff]")
_BINARY = (b"%PDF", b"PK\x03\x04")
_HEAD = 2_000
_CRAWL_DELAY = re.compile(r"^\s*crawl-delay\s*:\s*([\d.]{1,6})", re.IGNORECASE | re.MULTILINE)
_MAX_AGE = re.compile(r"\bmax-age\s*=\s*(\d{1,9})")
_YEAR = re.compile(r"(?:fy)?20\d\d(?:\d{2,4})?(?=[^\d]|$)|[/_]r\d{1,2}(?=[./_]|$)|/\d{3}/", re.IGNORECASE)


class Looks(NamedTuple):
    """Both looks, the second None where there was none, and the text of robots.txt (None where nobody asked for it)."""

    first: Response
    second: Response | None
    robots: str | None


class _Read(NamedTuple):
    outcome: Outcome
    why: str | None
    document: Document


def examine(source: Source, kinds: Callable[[str], Kind], looks: Looks, names_any: Callable[[str], bool], now: datetime) -> SourceCheck:
    """All that two looks show. `kinds` are found by name; `names_any` says whether a text names anything that is followed."""
    first, second, kind = looks.first, looks.second, kinds(source.kind)
    read = _read(source, kind, first)
    blocks = read.document.blocks
    days = sorted(block.published for block in blocks if block.published)
    window = _window(days) if read.document.windowed else None
    later = None if second is None else read if _is_same(first, second) else _read(source, kind, second)
    again = _again(read, later)
    quirks = (
        *_of_the_answer(source, looks, read.outcome),
        *_of_the_bytes(first, read.outcome),
        *_of_both(looks, later, again, asks_for_less=isinstance(kind, LooksAgain)),
        *_of_the_days(source, read.document, days, window, now),
        *_of_the_words(source, blocks, names_any, read.outcome),
        *(_of_its_kind(source, kinds, first) if read.outcome.looked else ()),
    )
    return SourceCheck(
        id=source.id,
        kind=source.kind,
        url=source.url,
        outcome=read.outcome,
        why=read.why,
        blocks=len(blocks),
        newest=days[-1] if days else None,
        oldest=days[0] if days else None,
        window=window,
        every=source.every,
        samples=_samples(blocks),
        size=len(first.body),
        content_type=first.content_type,
        encoding=decode(first.body, first.content_type).encoding if _is_text(first.body) else None,
        etag=first.validators.etag,
        last_modified=first.validators.last_modified,
        cache_control=first.cache_control,
        not_modified=None if second is None else second.status == 304,
        agrees=None if again is None else not again.changed,
        differs=_differs(again),
        robots=_robots(looks),
        moved=first.moved,
        redirects=first.redirects,
        note=source.note,
        quirks=tuple({quirk.word: quirk for quirk in quirks}.values()),
    )


def _capture(response: Response) -> Capture:
    return Capture(body=response.body, url=response.url, content_type=response.content_type)


def _read(source: Source, kind: Kind, response: Response) -> _Read:
    outcome = outcome_of(response, SourceState(source=source.id))
    if outcome is not Outcome.FIRST:
        return _Read(outcome, explain(response, outcome), Document())
    try:
        document = kind.extract(_capture(response), source.options)
    except ExtractError as error:
        return _Read(Outcome(error.problem), str(error), Document())
    except Exception as error:  # noqa: BLE001 - whatever one capture sets off, the other sources are tried too
        return _Read(Outcome.ERROR_PAGE, f"reading it failed ({type(error).__name__}: {error})", Document())
    if document.problem is not None:
        return _Read(Outcome(document.problem), document.problem_detail, Document())
    return _Read(outcome, document.problem_detail, document)


def _is_same(first: Response, second: Response) -> bool:
    return second.status == 304 or (second.status == first.status and second.body == first.body)


def _again(read: _Read, later: _Read | None) -> Comparison | None:
    """What both looks differ in; None where there were not two that can be compared."""
    if later is None or not (read.outcome.looked and later.outcome.looked):
        return None
    return Comparison() if later is read else compare(read.document, later.document)


def _differs(again: Comparison | None) -> tuple[str, ...]:
    if again is None:
        return ()
    changes = [f"{change.change}: {_short(change.old)} → {_short(change.new)}" for change in again.changes]
    ignored = [f"{one.why}: {_short(one.old)} → {_short(one.new)}" for one in again.ignored]
    return tuple([*changes, *ignored][:SAMPLES])


def _short(text: str | None) -> str:
    line = " ".join((text or "nothing").split())
    return line if len(line) <= 60 else f"{line[:59]}…"


def _samples(blocks: Sequence[Block]) -> tuple[str, ...]:
    lines = (" ".join((block.title or block.text).split())[:100] for block in blocks)
    return tuple([line for line in lines if line][:SAMPLES])


def _window(days: Sequence[datetime]) -> timedelta | None:
    """From the newest item to the oldest, but for what a publisher keeps for good."""
    if len(days) < 2:
        return None
    whole, most = days[-1] - days[0], days[-1] - days[len(days) // _OUTLIERS]
    return most if most and whole > most * _FAR else whole


def _robots(looks: Looks) -> str | None:
    if looks.first.error_code == "robots":
        return "refuses"
    return None if looks.robots is None else "allows" if looks.robots.strip() else "no rules"


def _is_text(body: bytes) -> bool:
    return bool(body) and not body.startswith(_BINARY) and b"\0" not in body[:1_000]


def _of_the_answer(source: Source, looks: Looks, outcome: Outcome) -> Iterator[Quirk]:
    """What the server does: walls, addresses that moved, robots.txt, how long it wants an answer kept."""
    first = looks.first
    if outcome is Outcome.BLOCKED and first.error_code != "robots":
        bare = first.status == 202 and not first.body
        said = (
            "it answers 202 and sends nothing"
            if bare
            else f"it answers {first.status}"
            if first.status != 200
            else "its page lets nobody look"
        )
        yield Quirk("wall", f"{said}: a wall, which is obeyed; mark it `silent: normal` and name a `fallback` on another host")
    if first.error_code == "robots":
        yield Quirk("robots", "robots.txt does not allow it: it is never looked at; name a `fallback` on another host")
    if first.status in (404, 410):
        yield Quirk("not-found", f"the address answers {first.status}: it is not there, or not for programs; look for another")
    if first.moved:
        yield Quirk("moved", f"it has moved for good: put {first.moved} into sources.yaml")
    elif first.redirects:
        yield Quirk("redirected", f"it is redirected to {first.url}, for now")
    if delay := _CRAWL_DELAY.search(looks.robots or ""):
        yield Quirk("crawl-delay", f"robots.txt asks for {delay[1]} s between two requests")
    age = _MAX_AGE.search(first.cache_control or "")
    if age and int(age[1]) >= source.every.total_seconds():
        yield Quirk("cached-longer", f"an answer may be kept for {age[1]} s: looking every {write_duration(source.every)} brings it again")
    if _YEAR.search(source.url):
        yield Quirk("year-in-address", "a year, a day or a session stands in its address: the next one has another")
    if source.unverified and outcome.looked:
        yield Quirk("verified", "it answers and can be read: `unverified` may go")


def _of_the_bytes(first: Response, outcome: Outcome) -> Iterator[Quirk]:
    """Encodings other than UTF-8, and words about them that are not true."""
    if not outcome.looked or not _is_text(first.body):
        return
    found = decode(first.body, first.content_type)
    if found.how == "damaged":
        yield Quirk("damaged", f"no encoding reads all of it; {found.encoding} loses least")
    elif found.encoding != "utf-8":
        yield Quirk("not-utf-8", f"it is written in {found.encoding}, and read as that")
    wrong = [(encoding, how) for encoding, how in claims_of(first.body, first.content_type) if encoding != found.encoding]
    if wrong and not first.body.isascii():
        encoding, how = wrong[0]
        who = "the header" if how == "header" else "the document"
        yield Quirk("encoding-disagrees", f"{who} says {encoding}, and the bytes are {found.encoding}")


def _of_its_kind(source: Source, kinds: Callable[[str], Kind], first: Response) -> Iterator[Quirk]:
    """What its kind knows to be odd, and what is odd about any page or feed where it is one of a narrower kind.

    There is nothing where that fails, since a stranger's kind may, and the other sources are tried too.
    """
    for name in dict.fromkeys((source.kind, *_shapes(first.body))):
        with suppress(Exception):
            kind = kinds(name)
            if isinstance(kind, TellsQuirks):
                yield from kind.quirks(_capture(first))


def _shapes(body: bytes) -> tuple[str, ...]:
    """The wide kinds that a capture could be read by as well, whatever its own makes of it."""
    head = body[:_HEAD].lower()
    if any(mark in head for mark in (b"<rss", b"<rdf:rdf", b"<feed")):
        return ("feed",)
    return ("page",) if b"<html" in head or b"<!doctype html" in head else ()


def _of_both(looks: Looks, later: _Read | None, again: Comparison | None, *, asks_for_less: bool) -> Iterator[Quirk]:
    """Whether the second look could have been spared, and what was another in it. `asks_for_less`: its kind spares it by itself."""
    first, second = looks.first, looks.second
    if second is None or later is None:
        return
    if not later.outcome.looked:
        if first.status == 200 and not _is_same(first, second):
            yield Quirk("second-failed", f"a second look came to nothing: {later.why}")
        return
    named = first.validators != Validators()
    if not named and not asks_for_less:
        yield Quirk("no-validators", "neither ETag nor Last-Modified: each look takes the whole")
    elif named and second.status == 200 and second.body == first.body:
        yield Quirk("validators-ignored", "it names a version (ETag, Last-Modified), and sends the whole again all the same")
    if again is None or _is_same(first, second):
        return
    if again.changed:
        yield Quirk("unsteady", f"two looks in a row differ: {_differs(again)[0]}")
    elif again.ignored:
        yield Quirk("rotating", f"parts of it are another at each look and do not count: {_differs(again)[0]}")
    else:
        yield Quirk("rotating", "its bytes are others at each look, in parts that are not read")


def _of_the_days(source: Source, document: Document, days: Sequence[datetime], window: timedelta | None, now: datetime) -> Iterator[Quirk]:
    """How far back it reaches, and whether it goes on at all."""
    if window is not None and source.every > window:
        yield Quirk(
            "slower-than-window", f"it reaches back {_days(window)} and is looked at every {write_duration(source.every)}: look more often"
        )
    if window is not None and source.window is not None and window < source.window * _MUCH_LESS:
        yield Quirk("window-shorter", f"it reaches back {_days(window)} only; sources.yaml says {write_duration(source.window)}")
    if any(block.published_text for block in document.blocks):
        odd = next(block.published_text for block in document.blocks if block.published_text)
        yield Quirk("unread-date", f"a date cannot be read: {odd}")
    if not days or document.statute:
        return
    if document.windowed and days[-1] > now + timedelta(days=1):
        yield Quirk("future-date", f"an item is dated {days[-1].date().isoformat()}, which is still to come")
    gap = (days[-1] - days[0]) / max(len(days) - 1, 1)
    if len(days) >= SAMPLES and now - days[-1] > max(_LEAST_STALE, gap * _STALE_AFTER):
        rhythm = f"one came each {_days(gap)}" if gap else "all came on one day"
        usual = "; its silence is marked as normal" if source.silent_normal else "; if that stays so, mark it `silent: normal`"
        yield Quirk("stale", f"nothing new since {days[-1].date().isoformat()}, where {rhythm}{usual}")


def _days(span: timedelta) -> str:
    days = span / timedelta(days=1)
    return f"{days:.0f} d" if days >= 2 else f"{span / timedelta(hours=1):.0f} h"


def _of_the_words(source: Source, blocks: Sequence[Block], names_any: Callable[[str], bool], outcome: Outcome) -> Iterator[Quirk]:
    """Whether it speaks of what is followed, and in the language that it is said to be in."""
    if not outcome.looked:
        return
    if not blocks:
        yield Quirk("nothing-read", "it could be read, and has no entries")
        return
    named = sum(names_any(f"{block.title or ''}\n{block.text}") for block in blocks[:500])
    looked = min(len(blocks), 500)
    if looked >= _LEAST_ITEMS and named < looked * _LEAST_NAMED:
        yield Quirk("mostly-noise", f"{named} of {looked} items name something that is followed")
    japanese = sum(bool(_JAPANESE.search(f"{block.title or ''}{block.text}")) for block in blocks[:500])
    spoken = "ja" if japanese * 2 > looked else "en" if not japanese else source.lang
    if spoken != source.lang and {spoken, source.lang} == {"ja", "en"}:
        yield Quirk("other-language", f"sources.yaml says {source.lang}, and its words are {spoken}")
