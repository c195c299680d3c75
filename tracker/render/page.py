"""A digest as HTML, of page and e-mail alike: autoescaped throughout, and only http(s) addresses become links."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment
from markupsafe import Markup

from tracker.digest.plain import one_line
from tracker.render.escape import web_address
from tracker.render.phrases import PHRASES
from tracker.render.script import is_japanese
from tracker.render.templating import SHIPPED, Own, environment, written
from tracker.render.view import View
from tracker.render.words import counted

STYLE = "digest.css"


class Pages:
    """How digests become HTML: by the shipped templates and style sheet, or by somebody's own."""

    def __init__(self, own: Own = SHIPPED) -> None:
        self._templates = _environment(own)
        self._style = own[STYLE][1].strip() if STYLE in own else style()

    def page_of(self, view: View, *, alone: bool) -> str:
        """A digest as HTML. Raises `RenderError`.

        Args:
            view: the digest in a language.
            alone: a page in a browser, with its evidence pages beside it: it carries the Content-Security-Policy that lets in nothing but
                its own style sheet. An e-mail has none, and leaves the table of sources out.
        """
        name = "alert.html.j2" if view.alert else "digest.html.j2"
        values = {"view": view, "policy": policy(self._style) if alone else None, "pages": alone, "style": Markup(self._style)}  # noqa: S704 - a file of this package or its user's own
        return written(self._templates, name, f"{view.digest.id} cannot be written as HTML", **values)


@cache
def style() -> str:
    """The style sheet of page and e-mail."""
    return (files("tracker.render") / "templates" / STYLE).read_text(encoding="utf-8").strip()


def policy(sheet: str) -> str:
    """The Content-Security-Policy of a page: nothing but its own style sheet."""
    found = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{found}'"


def lang_of(text: str | None) -> Markup:
    """The language to draw a text in, as an attribute where it is another than that of the page."""
    return Markup(' lang="ja"') if text and is_japanese(text) else Markup("")


def _shown(value: object) -> object:
    """What stands in place of each expression: markup of ours as it is, everything else as one line without what nobody sees."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else one_line(value)


def _environment(own: Own) -> Environment:
    names = {"web_address": web_address, "lang_of": lang_of, "phrase": PHRASES.__getitem__, "count_label": counted}
    return environment(own, _shown, **names)
