"""A digest as a letter: subject, plain text and HTML with its styles inlined, that loads nothing from anywhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tracker.digest.plain import one_line
from tracker.errors import RenderError
from tracker.model.digest import Digest, Lang
from tracker.render.escape import web_address
from tracker.render.page import page_of
from tracker.render.view import View

_LONGEST_SUBJECT = 140
_GAP = re.compile(r"\n{3,}")


class Letter(NamedTuple):
    """What an e-mail carries."""

    subject: str
    text: str
    html: str


def letter_of(digest: Digest, lang: Lang) -> Letter:
    """The letter of a digest: the same for the same digest. Raises `RenderError`."""
    import css_inline  # noqa: PLC0415 - only what is sent needs it

    view = View(digest, lang)
    html = page_of(view, policy=None, pages=False)
    return Letter(_subject(view), _text(view), css_inline.CSSInliner(keep_style_tags=True, load_remote_stylesheets=False).inline(html))


def _subject(view: View) -> str:
    """The digest's name and what it tells first, or that it was quiet."""
    told = [one_line(entry.title.ja if view.words.lang == "ja" else entry.title.en) for entry in view.brief]
    head = " · ".join(told) or view.words.say("quiet" if view.seen else "blind")
    return one_line(f"[{view.digest.id}] {head}", _LONGEST_SUBJECT)


def _text(view: View) -> str:
    try:
        text = _ENVIRONMENT.get_template("digest.txt.j2").render(view=view)
    except TemplateError as error:
        where = f"{getattr(error, 'name', None) or 'digest.txt.j2'}:{getattr(error, 'lineno', None) or '?'}"
        raise RenderError(f"{view.digest.id} cannot be written as text: {where}: {error}") from error
    return _GAP.sub("\n\n", text).strip() + "\n"


def _shown(value: object) -> object:
    """What stands in place of each expression: a line of text as it is, for a letter has no markup, but without what nobody sees."""
    return value if hasattr(value, "__html__") else Markup(one_line(str(value)))  # noqa: S704 - plain text: no reader obeys it


_ENVIRONMENT = Environment(
    loader=PackageLoader("tracker.render", "templates"),
    autoescape=True,
    finalize=_shown,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.globals["web_address"] = web_address
