"""Pages that are sets of frames: what they say is which pages they show, and what they tell a reader who sees no frames."""

from __future__ import annotations

from html import escape

from selectolax.lexbor import LexborHTMLParser

from tracker.pages.words import furniture, is_generic
from tracker.text.links import absolute

_MOST_FRAMES = 100
_LONGEST = 200


def unframed(tree: LexborHTMLParser, base: str) -> str | None:
    """A set of frames as markup of a body that links to them, under their titles or names, and then has what is in its `noframes`.

    Empty where it shows nothing at all; None for a page that is no set of frames.
    """
    if tree.body is not None or tree.css_first("frameset") is None:
        return None
    links = [_link(node.attributes, base) for node in tree.css("frame")[:_MOST_FRAMES]]
    # For a browser that knows frames this is text: its markup has not been read yet.
    instead = [node.text(deep=True) or "" for node in tree.css("noframes")]
    shown = f"{f'<ul>{chr(10).join(links)}</ul>' if any(links) else ''}{chr(10).join(instead)}".strip()
    return f"<main>{shown}</main>" if shown else ""


def _link(attributes: dict[str, str | None], base: str) -> str:
    source = (attributes.get("src") or "").strip()
    address = absolute(source, base or "https://page.invalid/")
    if address is None or not source:
        return ""
    if not base:
        address = source
    named = " ".join((attributes.get("title") or attributes.get("name") or "").split())[:_LONGEST]
    words = address[:_LONGEST] if not named or furniture(named) or is_generic(named) else named
    return f'<li><a href="{escape(address)}">{escape(words)}</a></li>'
