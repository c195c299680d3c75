"""Which part of a page is read: what the source selects, else the main content without the frame of the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from tracker.errors import ExtractError
from tracker.pages.lines import Skips

_MOST_DEPTH = 1_500
_FEW_TAGS = 3_000
"""Shorter pages are parsed as they are: even the worst of them takes no more than a fraction of a second."""
_LONGEST_TAG = 32_000
_TAG = re.compile(r"""<(?:!--|(/?)([a-zA-Z][^\s/>]{0,30})((?:[^>"'=]++|=\s*"[^"]*"|=\s*'[^']*'|[="'])*+>)?)""")
"""A comment begins, or a tag: whether it closes, its name, and its attributes with its end, where it has one.

Quotes count only after an equals sign, as for a browser.
"""
_QUOTED = re.compile(r"""=\s*(?:"[^"]*"|'[^']*')""")
_RAW = {name: re.compile(rf"</{name}[\s/>]", re.IGNORECASE) for name in ("script", "style", "textarea", "xmp")}
_FOREIGN = frozenset({"svg", "math"})
_VOID = "area base br col embed hr img input link meta param source track wbr"
_CLOSED_BY_THE_NEXT = "p li dt dd td th tr option optgroup html head body thead tbody tfoot rt rp"
_NOT_NESTING = frozenset(f"{_VOID} {_CLOSED_BY_THE_NEXT} script style title textarea".split())
MAIN = (
    "main, [role=main]",
    "#main, #contents, #content, #maincontents, #main-contents, #mainContents, #main_content, #main-content, #honbun",
    "article",
)
"""In the order in which they are trusted."""
_LEAST_MAIN = 150
_LEAST_SHARE = 0.15
_UNSEEN = frozenset({"script", "style", "noscript", "noframes", "template", "svg", "object"})
_STRIPPED = f"{', '.join(sorted(_UNSEEN))}, [hidden], [style*='display' i]"
_WITHIN_A_LINE = frozenset({"span", "small", "em", "i", "b", "font"})
_NAVIGATION = frozenset({"nav", "footer", "aside", "button", "dialog", "menu"})
_ROLES = frozenset(
    {
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "alertdialog",
        "menu",
        "menubar",
        "menuitem",
        "toolbar",
        "tooltip",
    }
)
_FRAME_WORDS = re.compile(
    r"(?:breadcrumbs?|bread|topic-?path|topicspath|pankuzu|pan|crumbs?|(?:global|local|side|foot|head|sub|g|l)-?(?:nav|navi|navigation|menu)|nav|navi|navbar|menu"
    r"|footer\d*|header\d*|site-?header|page-?header|side-?bar|side|skip(?:link|nav)?|sns|share|sharing|social|social-?(?:links|share|media)|page-?top|to-?top|back-?to-?top|totop"
    r"|cookies?|cookie-?(?:banner|consent|notice|bar)|consent|(?:cky|cookieyes|cookiebot|cybot|onetrust|ot-sdk|didomi|osano|cmplz|iubenda|usercentrics|truste|axeptio).*|banners?|bnr|ads?|advert(?:isement)?|related|related-?links?|kanren|pager|pagination|print|lang(?:uage)?-?(?:switch(?:er)?|select(?:or)?)?"
    r"|font-?size|search(?:-?box|-?form)?|search_float|modal|izimodal|popup|newsletter|update(?:d|-?date)|last-?updated?|enquete|questionnaire)",
    re.IGNORECASE,
)
_FEW_PARTS = 8
_MOST_OF_IT = 0.4
_PATIENCE = 200


def parse(text: str, written: bytes | None = None) -> LexborHTMLParser:
    """The tree of a page. `written` is its text as UTF-8, where that is at hand.

    Raises `ExtractError` for markup that keeps a parser busy: nested or attributed without end.
    """
    if text.count("<") > _FEW_TAGS or len(text) > 10 * _LONGEST_TAG:
        _check(text)
    return LexborHTMLParser(text.encode("utf-8", "replace") if written is None else written)


def within(tree: LexborHTMLParser, parts: Sequence[LexborNode], selector: str) -> Iterator[LexborNode]:
    """What a selector of ours matches in parts of a page, in their order; in all of it where there are none."""
    if not parts:
        return iter(tree.css(selector))
    if len(parts) <= _FEW_PARTS:
        return (node for part in parts for node in part.css(selector))
    known = {part.mem_id for part in parts}
    is_outside = _clear_of(lambda node: node.mem_id in known)
    return (node for node in tree.css(selector) if not is_outside(node))


def strip_unseen(tree: LexborHTMLParser, parts: Sequence[LexborNode] = ()) -> list[str]:
    """Take out of parts of a page, or of all of it, what no reader sees as text, so that it counts nowhere.

    The words come back that were hidden within a line.
    """
    words = []
    for node in reversed(list(within(tree, parts, _STRIPPED))):  # the inner ones first: with the outer one they would be gone
        hides = is_hidden(node)
        if hides and (said := " ".join(node.text(deep=True).split())):
            words.append(said)
        if hides or node.tag in _UNSEEN:
            node.decompose()
    return words[::-1]


def is_hidden(node: LexborNode) -> bool:
    """Whether an element stands within a line and is not shown: `<span hidden>`.

    A whole box that is not shown is none: it stands behind a tab or a question, and a click shows it.
    """
    if node.tag not in _WITHIN_A_LINE:
        return False
    attributes = node.attributes
    return "hidden" in attributes or "display:none" in "".join((attributes.get("style") or "").lower().split())


def seen(nodes: Iterable[LexborNode]) -> Iterator[LexborNode]:
    """Those that a reader sees as text: neither they nor what they stand in are unseen or hidden."""
    is_seen = _clear_of(lambda node: node.tag in _UNSEEN or is_hidden(node))
    return (node for node in nodes if is_seen(node))


def inside(nodes: Iterable[LexborNode], tag: str) -> Iterator[LexborNode]:
    """Those that are or stand in an element of this name."""
    is_outside = _clear_of(lambda node: node.tag == tag)
    return (node for node in nodes if not is_outside(node))


def _clear_of(barred: Callable[[LexborNode], bool]) -> Callable[[LexborNode | None], bool]:
    """Whether neither an element nor any that it stands in is barred. Each is asked once, however deep and many they are."""
    known: dict[int, bool] = {}

    def clear(node: LexborNode | None) -> bool:
        path = []
        while node is not None and node.mem_id not in known:
            path.append(node)
            node = node.parent
        so_far = node is None or known[node.mem_id]
        for step in reversed(path):
            so_far = so_far and not barred(step)
            known[step.mem_id] = so_far
        return so_far

    return clear


def _check(text: str) -> None:
    depth = 0
    for name, closes, rest in _tags(text):
        if len(rest) > _LONGEST_TAG and len(_QUOTED.sub("", rest)) > _LONGEST_TAG:
            raise ExtractError("the page has an element with thousands of attributes; it is not read")
        if name in _NOT_NESTING:
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        if depth > _MOST_DEPTH:
            raise ExtractError(f"the elements of the page are nested more than {_MOST_DEPTH:,} deep; it is not read")


def _tags(text: str) -> Iterator[tuple[str, bool, str]]:
    """The tags of a page: name, whether it closes, attributes. One pass: what never ends, ends the page, as for a browser."""
    at = foreign = 0
    while (tag := _TAG.search(text, at)) is not None:
        closing, name, rest = tag.groups()
        if name is None:  # a comment
            at = text.find("-->", tag.end())
            if at < 0:
                return
            continue
        if rest is None:
            return
        at = tag.end()
        name, closes = name.lower(), bool(closing)
        yield name, closes, rest
        if name in _FOREIGN:
            foreign = max(foreign - 1, 0) if closes else foreign + 1
        elif name in _RAW and not closes and not foreign:
            end = _RAW[name].search(text, at)
            if end is None:
                return
            at = end.start()


def selected(tree: LexborHTMLParser, select: Sequence[str], remove: Sequence[str]) -> tuple[list[LexborNode], Skips]:
    """The parts that the source names and a reader sees, outermost ones in the order of the page, and what of them is left out.

    They are looked for in the page as it is written, as a browser does that counts its elements.

    Raises `ExtractError`, naming the selector, where one is no CSS or, of `select`, matches nothing.
    """
    dropped = {node.mem_id for selector in remove for node in css(tree, selector, "remove")}
    chosen = {}
    for selector in select:
        matched = css(tree, selector, "select")
        if not matched:
            raise ExtractError(f"nothing on the page matches select {selector!r}; has the page been rebuilt?")
        found = list(seen(matched))
        if not found:
            raise ExtractError(f"what select {selector!r} matches is not seen by a reader: it is hidden, or stands in a script or template")
        chosen.update({node.mem_id: node for node in found})
    is_outermost_below = _clear_of(lambda node: node.mem_id in chosen or node.mem_id in dropped)
    ordered = chosen.values() if len(select) == 1 else [node for node in css(tree, ", ".join(select), "select") if node.mem_id in chosen]
    roots = [node for node in ordered if node.mem_id not in dropped and is_outermost_below(node.parent)]
    return roots, lambda _, node: bool(dropped) and node.mem_id in dropped


def check_selectors(selectors: Sequence[str], option: str) -> None:
    """Raises `ExtractError`, naming the selector, where one is no CSS, whatever page it is for."""
    for selector in selectors:
        css(LexborHTMLParser(b"<p>"), selector, option)


def css(tree: LexborHTMLParser, selector: str, option: str) -> list[LexborNode]:
    """What a selector of an option matches, in the order of the page. Raises `ExtractError` where it is no CSS."""
    try:
        return tree.css(selector)
    except (SelectolaxError, ValueError, RuntimeError) as error:
        raise ExtractError(f"{option} {selector!r} is no CSS selector that can be read: {error}") from error


def main_content(tree: LexborHTMLParser, remove: Sequence[str] = ()) -> tuple[list[LexborNode], Skips]:
    """The element that holds the content, and what is left out of it: navigation, breadcrumbs, banners, forms, asides, and `remove`."""
    dropped = {node.mem_id for selector in remove for node in css(tree, selector, "remove")}
    body = tree.body
    if body is None:
        return [], lambda _, __: False
    whole: int | None = None
    for selector in MAIN:
        found = tree.css(selector)[:20]
        if selector == "article" and len(found) > 1:
            continue
        for node in found:
            if says_more(node, _LEAST_MAIN - 1):
                return [node], _frame(node, dropped, in_body=False)
            whole = size(body) if whole is None else whole
            if size(node) >= whole * _LEAST_SHARE:
                return [node], _frame(node, dropped, in_body=False)
    return [body], _frame(body, dropped, in_body=True)


def says_more(node: LexborNode, than: int) -> bool:
    """Whether more characters are below a node than so many, white space not counted. No more of it is looked at than tells."""
    left = than
    for inner in node.traverse(include_text=True):
        if inner.tag == "-text":
            left -= len("".join((inner.text_content or "").split()))
            if left < 0:
                return True
    return False


def size(node: LexborNode) -> int:
    """How many characters are below a node, white space not counted."""
    return len("".join((node.text(deep=True) or "").split()))


def _frame(main: LexborNode, dropped: set[int], *, in_body: bool) -> Callable[[str, LexborNode], bool]:
    """What is left out below the main element. No part is that holds most of what is there, whatever it is called."""
    root = main.mem_id
    whole = -1
    patience = _PATIENCE

    def skips(tag: str, node: LexborNode) -> bool:
        nonlocal patience, whole
        if dropped and node.mem_id in dropped:
            return True
        if node.mem_id == root or not _is_frame(tag, node, in_body=in_body):
            return False
        patience -= 1
        if patience < 0:
            return True
        if whole < 0:  # many pages have nothing to leave out below their main element
            whole = size(main)
        return size(node) <= whole * _MOST_OF_IT

    return skips


def _is_frame(tag: str, node: LexborNode, *, in_body: bool) -> bool:
    if tag in _NAVIGATION:
        return tag != "button" or node.parent is None or node.parent.tag not in ("h1", "h2", "h3", "h4", "h5", "h6")
    if tag == "form" or (tag == "header" and in_body):
        return True
    attributes = node.attributes
    if not attributes:
        return False
    if (attributes.get("role") or "").lower() in _ROLES:
        return True
    names = f"{attributes.get('id') or ''} {attributes.get('class') or ''}"
    return tag not in ("a", "td", "tr", "html") and any(_FRAME_WORDS.fullmatch(name) for name in names.replace("_", "-").split()[:12])
