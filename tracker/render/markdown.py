"""A digest as Markdown, in English with the official Japanese term kept beside every title, in Japanese, or in both."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tracker.digest.plain import visible
from tracker.errors import RenderError
from tracker.model.digest import Digest, Lang
from tracker.render import escape, redline
from tracker.render.phrases import PHRASES
from tracker.render.view import View
from tracker.render.words import counted

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")


class MarkdownRenderer:
    """One file, CommonMark with tables. Whatever comes from outside is escaped: it shows as text and does nothing."""

    suffix = "md"
    translated = True

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole file. Raises `RenderError` naming template and line."""
        try:
            page = _ENVIRONMENT.get_template("digest.md.j2").render(view=View(digest, lang))
        except TemplateError as error:
            where = f"{getattr(error, 'name', None) or 'digest.md.j2'}:{getattr(error, 'lineno', None) or '?'}"
            raise RenderError(f"{digest.id} cannot be written as Markdown: {where}: {error}") from error
        return _GAP.sub("\n\n", _TRAILING.sub("", page)).strip() + "\n"


def _words_marked(old: str, new: str) -> Markup:
    """Words that gave way, struck, and those that came for them."""
    return redline.markdown(tuple(redline.Span(visible(side), style) for side, style in ((old, "del"), (new, "ins")) if side))


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("tracker.render", "templates"),
        autoescape=True,
        finalize=escape.for_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"code": escape.code, "link": escape.link, "page_link": escape.page_link}
    made.globals |= {"phrase": PHRASES.__getitem__, "count_label": counted}
    made.globals |= {"words_marked": _words_marked}
    return made


_ENVIRONMENT = _environment()
MARKDOWN = MarkdownRenderer()
