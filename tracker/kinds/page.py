"""Pages of HTML: one block for each heading, paragraph, list item, table row and entry of a definition list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from tracker.errors import ExtractError
from tracker.kinds.page_attached import attached, check_attachments
from tracker.kinds.page_blocks import MOST_BLOCKS, blocks_of
from tracker.kinds.page_follow import followed
from tracker.kinds.page_frames import unframed
from tracker.kinds.page_hidden import hide, reveal, tokens
from tracker.kinds.page_lines import read_lines
from tracker.kinds.page_offers import feeds_of, selectors_of
from tracker.kinds.page_problem import no_content, no_page
from tracker.kinds.page_quirks import page_quirks
from tracker.kinds.page_tree import check_selectors, main_content, parse, selected, strip_unseen
from tracker.model.check import Offered, Quirk
from tracker.model.document import Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.decode import decode
from tracker.text.mhtml import page_in
from tracker.text.problem import Problem, no_text

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"

_BASE = re.compile("<base[\\s/>]", re.IGNORECASE)

Options = Mapping[str, str | tuple[str, ...]]


class PageKind:
    """How an HTML page is looked at and read."""

    version = 6
    windowed = False
    options = frozenset({"select", "remove", "list", "follow", "attachments"})

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def faults(self, options: Options) -> Mapping[str, str]:
        """Selectors that are no CSS, and other values of `list` and `attachments`, by their keys."""
        found = {}
        for key, value in options.items():
            try:
                if key == "attachments":
                    check_attachments(value)
                else:
                    _newest(options) if key == "list" else check_selectors(_many(options, key), key)
            except ExtractError as error:
                found[key] = str(error)
        return found

    def extract(self, capture: Capture, options: Options) -> Document:
        """The content of a page, in its order; what is no page with content comes back with its problem and no blocks.

        `select` (CSS, one or several) names the parts that are read, after `remove` was taken out; without it the main content is
        found. An item that is a link has the link's text as `title`, the absolute `link`, the day beside it as `published` (midnight in
        Japan; `updated` where it says so) and in `text` what else stands there. Anything else has its words in `text`.
        `list: newest` says that the page shows only the newest items: one that is no longer there was not taken back.
        `follow` (CSS, one or several) names the links that are to be opened as documents of their own: they come as `links`,
        and with `attachments: pdf` so do the papers that are linked in what is read.

        Raises:
            ExtractError: a selector that is none or that matches nothing, another value of `list`, markup that cannot be read.
        """
        newest = _newest(options)
        problem = no_text(capture.body, "an HTML page")
        if problem:
            return _none(problem, newest=newest)
        body, content_type = page_in(capture.body) or (capture.body, capture.content_type)
        text = decode(body, content_type).text
        tree = whole = parse(text)
        drawn, base = tokens(tree, text), _base(tree, text, capture.url)
        if (shown := unframed(tree, base)) is not None:
            text, tree = shown, parse(shown)
        reveal(tree, base, text)
        drawn += hide(tree, text)
        strip_unseen(tree)
        title, lang = _title(whole), _lang(whole)
        problem = no_page(text, tree, title) if shown != "" else Problem("empty", "the page is a set of frames and names none")
        if problem:
            return _none(problem, newest=newest, title=title, lang=lang)
        select, remove = _many(options, "select"), _many(options, "remove")
        roots, skips = selected(tree, select, remove) if select else main_content(tree, remove)
        lines = read_lines(roots, skips)
        found = blocks_of(lines, base, title=title, tidy=not select)
        problem = no_content(found, title, tree, text)
        if problem:
            return _none(problem, newest=newest, title=title, lang=lang)
        cut = f"only the first {MOST_BLOCKS:,} of {len(found):,} blocks were read" if len(found) > MOST_BLOCKS else None
        return Document(
            title=title,
            lang=lang,
            blocks=found[:MOST_BLOCKS],
            problem_detail=cut,
            windowed=newest,
            links=(*followed(tree, _many(options, "follow"), base, found), *attached(roots, skips, base, found, options)),
            left_out=(*drawn, *lines.left_out),
        )

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about how the page is written; nothing of what cannot be read."""
        try:
            text, tree = _parsed(capture)
            return page_quirks(text, tree, self.extract(capture, {}).blocks)
        except ExtractError:
            return ()

    def offers(self, capture: Capture) -> Offered:
        """The title and language of the page, the feeds that it names, and the selectors that its content can be read by."""
        try:
            text, tree = _parsed(capture)
        except ExtractError:
            return Offered()
        title, lang, feeds = _title(tree), _lang(tree), feeds_of(tree, _base(tree, text, capture.url))
        strip_unseen(tree)
        return Offered(title=title, lang=lang, feeds=feeds, selectors=selectors_of(tree))


PAGE = PageKind()


def _parsed(capture: Capture) -> tuple[str, LexborHTMLParser]:
    text = decode(capture.body, capture.content_type).text
    return text, parse(text)


def _none(problem: Problem, *, newest: bool, title: str | None = None, lang: str | None = None) -> Document:
    return Document(title=title, lang=lang, problem=problem.word, problem_detail=problem.detail, windowed=newest)


def _newest(options: Options) -> bool:
    value = options.get("list")
    if value not in (None, "newest"):
        raise ExtractError(f"list: {value!r} is not known; the only value is newest")
    return value is not None


def _many(options: Options, name: str) -> tuple[str, ...]:
    value = options.get(name, ())
    return (value,) if isinstance(value, str) else value


def _title(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("head > title") or tree.css_first("title")
    return " ".join(node.text().replace("\x00", "").split())[:1_000] or None if node is not None else None


def _lang(tree: LexborHTMLParser) -> str | None:
    node = tree.root
    lang = (node.attributes.get("lang") or "").strip() if node is not None else ""
    return lang[:35] or None


def _base(tree: LexborHTMLParser, text: str, url: str) -> str:
    # Most pages have none, and to look for it the whole tree is gone through.
    node = tree.css_first("base[href]") if _BASE.search(text) else None
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        base = urljoin(url, href) if href else url
    except ValueError:
        return url
    # A base that is no place on the web is none, as for a browser: links go by the page itself.
    return base if not url or base.startswith(("http://", "https://")) else url
