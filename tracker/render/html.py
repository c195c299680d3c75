"""A digest as one HTML page that loads nothing and runs nothing; readable on a telephone, in the dark, and on paper."""

from __future__ import annotations

from tracker.model.digest import Digest, Lang
from tracker.render.page import Pages
from tracker.render.templating import SHIPPED, Own
from tracker.render.view import View


class HtmlRenderer:
    """What comes from outside shows as text."""

    suffix = "html"
    translated = True

    def __init__(self, own: Own = SHIPPED) -> None:
        self._pages = Pages(own)

    def with_templates(self, own: Own) -> HtmlRenderer:
        """The same by templates of one's own."""
        return HtmlRenderer(own)

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole page. Raises `RenderError` naming template and line."""
        return self._pages.page_of(View(digest, lang), alone=True)


HTML = HtmlRenderer()
