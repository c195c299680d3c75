"""What is odd about a page, seen from how it was written: its links, its dates and its stamps. Each quirk is a word and a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tracker.errors import ExtractError
from tracker.model.check import Quirk
from tracker.model.document import Block
from tracker.model.look import Capture
from tracker.pages.dates import commented_day
from tracker.pages.document import parsed, read_page

_LOOKED_AT = 500_000
_COMMENT = re.compile(r"<!--(.{1,200}?)-->", re.DOTALL)
_LATE_ERA = re.compile(r"平成\s*(3[2-9]|[4-9]\d)\s*年|昭和\s*(6[5-9]|[7-9]\d)\s*年")
_ERA_DAY = re.compile(r"(?:令和|平成)\s*[\d０-９元]{1,2}\s*年\s*[\d０-９]{1,2}\s*月\s*[\d０-９]{1,2}\s*日")
_DAY = re.compile(r"20\d\d\s*(?:年|[-/.])\s*\d{1,2}\s*(?:月|[-/.])\s*\d{1,2}")
_KANJI_DAY = re.compile("(?:令和|平成)[〇一二三四五六七八九十元]{1,4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,4}日")
_STAMP = re.compile(r"最終更新日|更新日[：:]|last\s+updated?", re.IGNORECASE)
_BARE_P = re.compile(r"<p[^<>]{0,100}>\s*(?:20\d\d年\d{1,2}月\d{1,2}日|20\d\d[-/.]\d{1,2}[-/.]\d{1,2})\s*</p>\s*<a\s", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|/)(\d{1,3})(?:kai)?/(?:\1(?:kai)?|index)\.html?$")
_PAGED = re.compile(r"rel\s*=\s*[\"']?next\b|>\s*(?:次へ|次の(?:ページ|\d+件)|次ページ|Next(?: page)?)\s*[»›>]?\s*<", re.IGNORECASE)
_RANDOM = re.compile(r"/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?:/|$)", re.IGNORECASE)
_SLUG_DAY = re.compile(r"/\d{6}(?:_\d)?/?$")
_MANY = 0.8


class _Page(NamedTuple):
    """A page as it is looked at: its markup, the addresses of its links as they are written, all its words, and what was read of it."""

    markup: str
    links: Sequence[str]
    words: str
    blocks: Sequence[Block]


def quirks_of(capture: Capture) -> tuple[Quirk, ...]:
    """All quirks of a capture; none of one that cannot be read. Raises nothing, on whatever bytes."""
    try:
        text, tree = parsed(capture)
        return page_quirks(text, tree, read_page(capture, {}).blocks)
    except ExtractError:
        return ()


def page_quirks(text: str, tree: LexborHTMLParser, blocks: Sequence[Block]) -> tuple[Quirk, ...]:
    """All quirks of a page, in the order of the list below."""
    links = [link for node in tree.css("a[href]")[:5_000] if (link := node.attributes.get("href"))]
    words = (tree.body.text(deep=True, separator="\n") if tree.body is not None else "")[:_LOOKED_AT]
    page = _Page(text[:_LOOKED_AT], links, words, blocks)
    return tuple(Quirk(word, told) for word, look in _QUIRKS.items() if (told := look(page)))


def _tab_in_link(page: _Page) -> str | None:
    odd = next((link for link in page.links if re.search(r"[\t\r\n]", link)), None)
    return f"addresses of links have tabs or line ends in them: {odd.strip()}" if odd else None


def _dates_in_comments(page: _Page) -> str | None:
    hidden = [found[1] for found in _COMMENT.finditer(page.markup) if commented_day(found[1])]
    seen = len(_DAY.findall(page.words)) + len(_ERA_DAY.findall(page.words))
    return f"days stand in comments of the markup alone: {' '.join(hidden[0].split())}" if len(hidden) > seen else None


def _late_era(page: _Page) -> str | None:
    found = _LATE_ERA.search(page.markup)
    return f"an era is counted past its end: {found[0]}" if found else None


def _era_dates(page: _Page) -> str | None:
    found = _ERA_DAY.search(page.words)
    return f"its days are written in years of an era alone: {found[0]}" if found and not _DAY.search(page.words) else None


def _mixed_widths(page: _Page) -> str | None:
    days = (found[0] for found in _ERA_DAY.finditer(page.words))
    odd = next((day for day in days if re.search(r"[０-９]", day) and re.search(r"[0-9]", day)), None)
    return f"a day has digits of both widths: {odd}" if odd else None


def _kanji_dates(page: _Page) -> str | None:
    found = _KANJI_DAY.search(page.words)
    return f"its days are written in kanji: {found[0]}" if found else None


def _stamp(page: _Page) -> str | None:
    found = _STAMP.search(page.markup)
    return f"a stamp of the last update stands in the page ({found[0].strip('：:')}): it is no event" if found else None


def _bare_days(page: _Page) -> str | None:
    return "a day stands in a paragraph of its own before the link that it is of" if _BARE_P.search(page.markup) else None


def _relative(page: _Page) -> str | None:
    inside = [link for link in page.links if not link.startswith(("#", "mailto:", "javascript:", "tel:"))]
    relative = [link for link in inside if not re.match(r"(?:https?:)?//|/", link.strip(), re.IGNORECASE)]
    return f"its links are relative: {relative[0].strip()}" if relative and len(relative) >= len(inside) * _MANY else None


def _papers(page: _Page) -> str | None:
    papers = [link for link in page.links if link.partition("?")[0].strip().lower().endswith(".pdf")]
    return f"it leads to {len(papers)} papers in PDF: `attachments: pdf` reads them too" if papers else None


def _numbered(page: _Page) -> str | None:
    odd = [link for link in page.links if _NUMBERED.search(link)]
    return f"its pages are numbered: {odd[0]}" if odd else None


def _random(page: _Page) -> str | None:
    odd = next((link for link in page.links if _RANDOM.search(link)), None)
    return f"addresses hold a random id, and no number of what they are of: {odd}" if odd else None


def _slug_days(page: _Page) -> str | None:
    odd = [link for link in page.links if _SLUG_DAY.search(link)]
    return f"addresses end with a day of six digits: {odd[0]}" if odd else None


def _paged(page: _Page) -> str | None:
    return "it goes on over several pages, of which only the first is looked at" if _PAGED.search(page.markup) else None


def _no_days(page: _Page) -> str | None:
    linked = [block for block in page.blocks if block.link]
    return "its items have no days beside them" if len(linked) >= 5 and not any(block.published for block in linked) else None


_QUIRKS: dict[str, Callable[[_Page], str | None]] = {
    "tab-in-link": _tab_in_link,
    "dates-in-comments": _dates_in_comments,
    "era-past-its-end": _late_era,
    "era-dates": _era_dates,
    "mixed-widths": _mixed_widths,
    "kanji-dates": _kanji_dates,
    "stamp-of-update": _stamp,
    "day-before-link": _bare_days,
    "relative-links": _relative,
    "pdf-links": _papers,
    "numbered-pages": _numbered,
    "random-address": _random,
    "day-in-address": _slug_days,
    "paged": _paged,
    "no-dates": _no_days,
}
