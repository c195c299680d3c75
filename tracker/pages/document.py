"""A whole page as a document, and the options that its reading takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tracker.errors import ExtractError
from tracker.model.document import Document, LeftOut
from tracker.model.look import Capture
from tracker.pages.attached import attached, check_attachments
from tracker.pages.blocks import MOST_BLOCKS, blocks_of
from tracker.pages.follow import followed
from tracker.pages.frames import unframed
from tracker.pages.hidden import reveal, unseen
from tracker.pages.lines import Skips, read_lines
from tracker.pages.problem import no_content, no_page
from tracker.pages.tree import check_selectors, main_content, parse, seen, selected
from tracker.text.decode import decode
from tracker.text.mhtml import page_in
from tracker.text.problem import Problem, no_text

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
OPTIONS = frozenset({"select", "remove", "list", "follow", "attachments"})
"""The options that a page can be read with."""

Options = Mapping[str, str | tuple[str, ...]]


def page_faults(options: Options) -> dict[str, str]:
    """Selectors that are no CSS, and other values of `list` and `attachments`, by their keys; other keys are not looked at."""
    found = {}
    for key in options.keys() & OPTIONS:
        try:
            if key == "attachments":
                check_attachments(options[key])
            else:
                _newest(options) if key == "list" else check_selectors(_many(options, key), key)
        except ExtractError as error:
            found[key] = str(error)
    return found


def read_page(capture: Capture, options: Options) -> Document:
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
    decoded = decode(body, content_type)
    text = decoded.text
    tree = whole = parse(text, decoded.as_utf8(body))
    base = base_of(tree, capture.url)
    if (shown := unframed(tree, base)) is not None:
        text, tree = shown, parse(shown)
    reveal(tree, base, text)
    title, lang = title_of(whole), lang_of(whole)
    roots, skips, out_of_sight, fault = _parts(tree, options)
    problem = no_page(text, tree, title, roots) if shown != "" else Problem("empty", "the page is a set of frames and names none")
    if problem:
        return _none(problem, newest=newest, title=title, lang=lang)
    if fault:
        raise fault
    lines = read_lines(roots, skips)
    found = blocks_of(lines, base, title=title, tidy=not _many(options, "select"))
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
        left_out=(*out_of_sight, *lines.left_out),
    )


class _Parts(NamedTuple):
    """What is read of a page, what of it is skipped, what a reader does not see of it, and why there is nothing.

    The last is told of a page with content alone.
    """

    roots: Sequence[LexborNode]
    skips: Skips
    unseen: tuple[LeftOut, ...]
    fault: ExtractError | None = None


def _parts(tree: LexborHTMLParser, options: Options) -> _Parts:
    select, remove = _many(options, "select"), _many(options, "remove")
    try:
        if not select:
            told = unseen(tree)
            return _Parts(*main_content(tree, remove), told)
        roots, skips = selected(tree, select, remove)
        return _Parts(roots, skips, unseen(tree, roots) if roots else ())
    except ExtractError as error:
        return _Parts((), lambda _, __: False, (), error)


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


def parsed(capture: Capture) -> tuple[str, LexborHTMLParser]:
    """A capture as text and tree. Raises `ExtractError` where its markup cannot be read."""
    decoded = decode(capture.body, capture.content_type)
    return decoded.text, parse(decoded.text, decoded.as_utf8(capture.body))


def title_of(tree: LexborHTMLParser) -> str | None:
    """The title of the page, on one line, at most 1,000 characters."""
    node = tree.css_first("head > title") or next(seen(tree.css("title")), None)
    return " ".join(node.text().replace("\x00", "").split())[:1_000] or None if node is not None else None


def lang_of(tree: LexborHTMLParser) -> str | None:
    """The language that the page says it is in."""
    node = tree.root
    lang = (node.attributes.get("lang") or "").strip() if node is not None else ""
    return lang[:35] or None


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """What relative links go by."""
    node = next((base for base in tree.tags("base") if "href" in base.attributes), None)
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    try:
        base = urljoin(url, href) if href else url
    except ValueError:
        return url
    # A base that is no place on the web is none, as for a browser: links go by the page itself.
    return base if not url or base.startswith(("http://", "https://")) else url
