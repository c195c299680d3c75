"""A digest as HTML, of page and e-mail alike: autoescaped throughout, and only http(s) addresses become links."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tracker.digest.plain import one_line
from tracker.errors import RenderError
from tracker.render.escape import web_address
from tracker.render.phrases import PHRASES
from tracker.render.script import is_japanese
from tracker.render.view import View
from tracker.render.words import counted


@cache
def style() -> str:
    """The style sheet of page and e-mail."""
    return (files("tracker.render") / "templates" / "digest.css").read_text(encoding="utf-8").strip()


@cache
def policy() -> str:
    """The Content-Security-Policy of the page: nothing but its own style sheet."""
    found = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{found}'"


def page_of(view: View, *, policy: str | None, pages: bool) -> str:
    """A digest as HTML.

    Args:
        view: the digest in a language.
        policy: the Content-Security-Policy that the page carries; an e-mail has none, and leaves the table of sources out.
        pages: whether the evidence pages lie beside it and can be linked to.
    """
    try:
        template = _ENVIRONMENT.get_template("digest.html.j2")
        return template.render(view=view, policy=policy, pages=pages, style=Markup(style()))  # noqa: S704 - a file of this package
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or 'digest.html.j2'}:{getattr(error, 'lineno', None) or '?'}"
        raise RenderError(f"{view.digest.id} cannot be written as HTML: {where}: {error}") from error


def lang_of(text: str | None) -> Markup:
    """The language to draw a text in, as an attribute where it is another than that of the page."""
    return Markup(' lang="ja"') if text and is_japanese(text) else Markup("")


def _shown(value: object) -> object:
    """What stands in place of each expression: markup of ours as it is, everything else as one line without what nobody sees."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else one_line(value)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("tracker.render", "templates"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"web_address": web_address, "lang_of": lang_of, "phrase": PHRASES.__getitem__, "count_label": counted}
    return made


_ENVIRONMENT = _environment()
