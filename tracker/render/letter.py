"""A digest as a letter: subject, plain text and HTML with its styles inlined, that loads nothing from anywhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from markupsafe import Markup

from tracker.digest.plain import one_line
from tracker.model.digest import Digest, Lang
from tracker.render.escape import web_address
from tracker.render.page import Pages
from tracker.render.templating import SHIPPED, Own, environment, written
from tracker.render.view import View

_LONGEST_SUBJECT = 140
_GAP = re.compile(r"\n{3,}")


class Letter(NamedTuple):
    """What an e-mail carries."""

    subject: str
    text: str
    html: str


class Letters:
    """How digests become letters: by the shipped templates, or by somebody's own."""

    def __init__(self, own: Own = SHIPPED) -> None:
        self._pages = Pages(own)
        self._templates = environment(own, _shown, web_address=web_address)

    def plain(self, digest: Digest, lang: Lang) -> tuple[str, str]:
        """The subject of a letter and its text, without markup. Raises `RenderError`."""
        view = View(digest, lang)
        return _subject(view), self._text(view)

    def letter_of(self, digest: Digest, lang: Lang) -> Letter:
        """The letter of a digest: the same for the same digest. Raises `RenderError`."""
        import css_inline  # noqa: PLC0415 - only what is sent needs it

        view = View(digest, lang)
        html = self._pages.page_of(view, alone=False)
        inlined = css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False).inline(html)
        return Letter(_subject(view), self._text(view), inlined)

    def _text(self, view: View) -> str:
        name = "alert.txt.j2" if view.alert else "digest.txt.j2"
        text = written(self._templates, name, f"{view.digest.id} cannot be written as text", view=view)
        return _GAP.sub("\n\n", text).strip() + "\n"


def _subject(view: View) -> str:
    """The digest's name and what it tells first, or that it was quiet; of an alert what kind it is and its matter."""
    told = [one_line(view.in_subject(entry)) for entry in view.brief]
    head = " · ".join(told) or (view.words.say("quiet") if view.seen else view.unseen[0])
    if view.alert:
        head = " · ".join(one_line(view.in_subject(entry)) for section in view.sections for entry in section.entries)
    return one_line(f"[{view.words.of(view.alert.note) if view.alert else view.digest.id}] {head}", _LONGEST_SUBJECT)


def _shown(value: object) -> object:
    """What stands in place of each expression: a line of text as it is, for a letter has no markup, but without what nobody sees."""
    return value if hasattr(value, "__html__") else Markup(one_line(str(value)))  # noqa: S704 - plain text: no reader obeys it
