"""A digest as one HTML page that loads nothing and runs nothing; readable on a telephone, in the dark, and on paper."""

from __future__ import annotations

from tracker.model.digest import Digest, Lang
from tracker.render.page import page_of, policy
from tracker.render.view import View


class HtmlRenderer:
    """What comes from outside shows as text."""

    suffix = "html"
    translated = True

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole page. Raises `RenderError` naming template and line."""
        return page_of(View(digest, lang), policy=policy(), pages=True)


HTML = HtmlRenderer()
