"""Evidence pages: each quoted passage in its context, with where and when it was seen, as a page that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

import nh3
from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tracker.digest.plain import one_line
from tracker.errors import RenderError
from tracker.model.digest import Citation, Digest
from tracker.render import escape, words
from tracker.render.script import is_japanese

_STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1rem/1.7 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "h1{font-size:1.35rem;line-height:1.4;margin:0}"
    "blockquote{margin:1.5rem 0;padding:0 1rem;border-inline-start:.25rem solid #d9a400}"
    "mark{background:#ffe9a0;color:#111}"
    "dl{font-size:.9rem}dt{font-weight:600}dd{margin:0 0 .5rem}"
    "@media(min-width:40rem){dl{display:grid;grid-template-columns:8rem 1fr;gap:.25rem 1rem}dd{margin:0}}"
)
_POLICY = f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
_AROUND = 600
"""Characters of context shown on either side of a quote: enough to judge it by, no copy of the page."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def evidence_pages(digest: Digest, contexts: Mapping[int, str]) -> dict[str, str]:
    """Path to page, one for every citation that names a page: the path is `Citation.page`, relative to the digest's own file.

    `contexts` gives by the number of a finding the passage that its quote stands in, as text; where it is missing, or does not hold
    the quote, the page shows the quote alone and says so. Raises `RenderError` naming template and line.
    """
    return {cited.page: _page(digest, cited, contexts) for cited in digest.citations() if cited.page}


def _page(digest: Digest, cited: Citation, contexts: Mapping[int, str]) -> str:
    context = contexts.get(cited.finding, "") if cited.finding is not None else ""
    passage, found = _passage(context, cited.quote)
    try:
        return _ENVIRONMENT.get_template("evidence.html.j2").render(
            policy=_POLICY,
            style=Markup(_STYLE),  # noqa: S704 - a constant of this module
            digest=digest,
            cited=cited,
            title=_clean(cited.title),
            title_lang=_lang(cited.title),
            name=cited.name.en if cited.name else cited.source,
            name_ja=cited.name.ja if cited.name else "",
            seen=words.moment_label(cited.seen).en,
            address=escape.web_address(cited.url),
            written=one_line(cited.url),
            passage=passage,
            found=found,
            lang=_lang(cited.quote),
        )
    except TemplateError as error:
        where = f"evidence.html.j2:{getattr(error, 'lineno', None) or '?'}"
        raise RenderError(f"{digest.id}: the evidence of {cited.url} cannot be written: {where}: {error}") from error


def _passage(context: str, quote: str) -> tuple[Markup, bool]:
    """The quote marked inside its context, and whether it stands there. Everything is text: tags in it are shown, not obeyed."""
    shown, wanted = _clean(context), _clean(quote).removesuffix("…").rstrip()
    place = _find(shown, wanted)
    if place is None:
        return _safe(f"<mark>{_escaped(_clean(quote))}</mark>"), False
    start, end = place
    before, after = shown[max(0, start - _AROUND) : start], shown[end : end + _AROUND]
    head, tail = "…" if start > _AROUND else "", "…" if len(shown) > end + _AROUND else ""
    return _safe(f"{head}{_escaped(before)}<mark>{_escaped(shown[start:end])}</mark>{_escaped(after)}{tail}"), True


def _find(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands, however its white space was broken."""
    if not quote.strip():
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in quote.split()), text)
    return found.span() if found else None


def _escaped(text: str) -> str:
    return str(Markup.escape(text)).replace("\n", "<br>")


def _safe(fragment: str) -> Markup:
    # The fragment is escaped already; the sanitiser is the second lock, should that ever be changed.
    return Markup(nh3.clean(fragment, tags={"mark", "br"}, attributes={}))  # noqa: S704 - sanitised by nh3


def _lang(text: str) -> str:
    """The language to draw a text in."""
    return "ja" if is_japanese(text) else "en"


def _clean(text: str) -> str:
    return _UNSEEN.sub("", text)


_ENVIRONMENT = Environment(
    loader=PackageLoader("tracker.render", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
