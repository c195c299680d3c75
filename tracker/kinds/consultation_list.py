"""What holds consultations: the feed, which shows about six, and a page of the list, which is asked for where the feed has moved on."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import ExtractError
from tracker.kinds.consultation_items import Item, fields_of, number_in
from tracker.model.look import Request
from tracker.text.feed_raw import RawFeed
from tracker.text.feed_text import lines, one_line
from tracker.text.feed_xml import prologue, read_xml
from tracker.text.instead import stands_instead
from tracker.text.links import absolute
from tracker.text.markup import text_lines
from tracker.text.moments import JST, read_moment

MOST_ITEMS = 1_000
_LIST_PATH = "/servlet/Public"
_LIST_FORM = ("CLASSNAME", "PCMMSTLIST")
_DETAIL = "PCMMSTDETAIL"
"""The class of the pages of single consultations, as their addresses name it."""
_ROWS = frozenset({"tr", "li", "dl", "article", "section"})


def feed_in(text: str) -> RawFeed:
    """A feed as it was written. Raises `ExtractError` for what is none."""
    found = prologue(text)
    if not found.is_feed:
        problem = stands_instead(text, "a feed of consultations")
        raise ExtractError(problem.detail, problem=problem.word)
    feed = read_xml(text, found.start)
    if not feed.entries and feed.broken:
        raise ExtractError(feed.broken)
    return feed


def items_of_feed(text: str, url: str) -> tuple[Item, ...]:
    """The consultations of a feed, the newest first as it has them. Raises `ExtractError` for what is no feed."""
    items: dict[str, Item] = {}
    for entry in feed_in(text).entries[:MOST_ITEMS]:
        said = max((lines(written) for written in entry.texts), key=len, default="")
        fields = fields_of(said.splitlines())
        link = absolute(entry.link, url) if entry.link else None
        number = number_in(link, fields)
        title = one_line(entry.title)
        if number and title:
            published = read_moment(entry.published, JST) if entry.published else None
            items.setdefault(number, Item(number, title, link, fields, published))
    return tuple(items.values())


def list_page(url: str, number: int, timeout: float) -> Request:
    """The request for a page of the list behind a feed; the first is 1."""
    site = urlsplit(url)
    form = (_LIST_FORM, ("Page", str(number)))
    return Request(url=f"{site.scheme}://{site.netloc}{_LIST_PATH}", accept="text/html, */*;q=0.5", timeout=timeout, form=form)


def items_of_list(markup: str, url: str) -> tuple[Item, ...]:
    """The consultations of one page of the list, in its order: each link to one, with what is told in its row."""
    tree = LexborHTMLParser(markup)
    items: dict[str, Item] = {}
    for anchor in tree.css(f"a[href*='{_DETAIL}']"):
        link = absolute(anchor.attributes.get("href") or "", url)
        title = _words(anchor)
        row = _row(anchor)
        fields = fields_of(_lines(row)) if row is not None else {}
        number = number_in(link, {}) or number_in(None, fields)
        if number and title:
            items.setdefault(number, Item(number, title, link, fields))
        if len(items) >= MOST_ITEMS:
            break
    return tuple(items.values())


def _row(anchor: LexborNode) -> LexborNode | None:
    node = anchor.parent
    while node is not None and node.tag not in _ROWS:
        node = node.parent
    return node


def _lines(row: LexborNode) -> Iterator[str]:
    """The lines of a row: a header or a term and what stands beside it are one. Where it has none its own lines are meant."""
    cells = [node for node in row.traverse() if node.tag in ("th", "td", "dt", "dd")]
    name, told = "", False
    for cell in cells:
        words = _words(cell)
        if cell.tag in ("th", "dt"):
            name = words.rstrip("：:")
        elif name:
            yield f"{name}：{words}"
            name, told = "", True
    if not told:
        yield from text_lines(row.text(deep=True, separator="\n") or "").splitlines()


def _words(node: LexborNode) -> str:
    return text_lines(node.text(deep=True) or "").replace("\n", " ")[:1_000]
