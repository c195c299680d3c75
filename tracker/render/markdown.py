"""A digest as Markdown, in English with the official Japanese term kept beside every title, in Japanese, or in both."""

from __future__ import annotations

import re

from jinja2 import Environment
from markupsafe import Markup

from tracker.digest.plain import visible
from tracker.model.digest import Digest, Lang
from tracker.render import escape, redline
from tracker.render.phrases import PHRASES
from tracker.render.templating import SHIPPED, Own, environment, written
from tracker.render.view import View
from tracker.render.words import counted

_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")


class MarkdownRenderer:
    """One file, CommonMark with tables. Whatever comes from outside is escaped: it shows as text and does nothing."""

    suffix = "md"
    translated = True

    def __init__(self, own: Own = SHIPPED) -> None:
        self._templates = _environment(own)

    def with_templates(self, own: Own) -> MarkdownRenderer:
        """The same by templates of one's own."""
        return MarkdownRenderer(own)

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole file. Raises `RenderError` naming template and line."""
        page = written(self._templates, "digest.md.j2", f"{digest.id} cannot be written as Markdown", view=View(digest, lang))
        return _GAP.sub("\n\n", _TRAILING.sub("", page)).strip() + "\n"


def _words_marked(old: str, new: str) -> Markup:
    """Words that gave way, struck, and those that came for them."""
    return redline.markdown(tuple(redline.Span(visible(side), style) for side, style in ((old, "del"), (new, "ins")) if side))


def _environment(own: Own) -> Environment:
    names = {"code": escape.code, "link": escape.link, "page_link": escape.page_link, "words_marked": _words_marked}
    return environment(own, escape.for_markdown, **names, phrase=PHRASES.__getitem__, count_label=counted)


MARKDOWN = MarkdownRenderer()
