"""Statutes: one block for each article, from e-Gov's XML and JSON, and from plain text or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

import msgspec

from tracker.kinds.law_lines import MOST_ARTICLES, SUPPLEMENT, Statute
from tracker.kinds.law_past import look_back_at_laws
from tracker.kinds.law_polled import MARK, Wanted, as_the_api_names, look_at_laws, read_capture, revisions_of
from tracker.kinds.law_revisions import SECTION, revision_blocks
from tracker.kinds.law_text import read_text
from tracker.kinds.law_titled import MOST_TITLES, titled_blocks
from tracker.kinds.law_xml import read_json, read_xml
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.ports import Look, LookBack
from tracker.text.decode import decode
from tracker.text.problem import no_text

Options = Mapping[str, str | tuple[str, ...]]

ACCEPT = "application/xml, application/json;q=0.9, text/plain;q=0.8, */*;q=0.5"
MOST_LAWS = 50
_LISTS = {
    "laws": (MOST_LAWS, "the id of a law (507AC0000000053) or its number (令和七年法律第五十三号) was expected, or several"),
    "titles": (MOST_TITLES, "a word of a title (人工知能) was expected, or several"),
}
"""Key → how many are asked for in one look, and what was expected."""


class LawKind:
    """How statutes are looked at and read: the text of one, or with `laws` some with their revisions, or with `titles` new ones."""

    version = 3
    windowed = False
    options = frozenset({"laws", "titles", "since"})

    def look(self, source: Source) -> Look:
        """One request for a text; or one for each law that the source names and one for its text, and one for each word of titles."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """The same, but a text that the capture before has already is not asked for."""
        timeout = source.timeout.total_seconds()
        wanted = Wanted(_many(source.options, "laws"), _many(source.options, "titles"), _since(source.options))
        if wanted.laws or wanted.titles:
            return (yield from look_at_laws(source.url, wanted, timeout, last))
        response = yield Request(url=source.url, accept=ACCEPT, timeout=timeout)
        return response

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The states of its laws, and of what its words of titles find; nothing of a source that is one text. See `law_past`."""
        wanted = Wanted(_many(source.options, "laws"), _many(source.options, "titles"), _since(source.options))
        yield from look_back_at_laws(source, wanted, since, until) if wanted.laws or wanted.titles else ()

    def no_past(self, source: Source) -> str | None:
        """One text has no revisions beside it."""
        many = any(_many(source.options, key) for key in _LISTS)
        return None if many else "it is one text of a statute; by `laws` its revisions are had too"

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with `laws`, `titles` and `since`."""
        found = {}
        for key, (most, expected) in _LISTS.items():
            many = _many(options, key)
            if key in options and (not many or not all(one.strip() and one.isprintable() for one in many)):
                found[key] = expected
            elif key == "laws" and (title := next((one for one in many if not _names_a_law(one)), None)):
                found[key] = f"{title} is neither the id nor the number of a law; what it is called is looked for with `titles`"
            elif len(many) > most:
                found[key] = f"at most {most} are asked about in one look; make a second source"
        if "since" in options:
            try:
                date.fromisoformat(_since(options) or "")
            except ValueError:
                found["since"] = "a day such as 2025-06-01 was expected"
            if "titles" not in options:
                found["since"] = "it belongs to `titles`, which are not given"
        return found

    def extract(self, capture: Capture, options: Options) -> Document:  # noqa: ARG002 - what was asked for stands in the capture
        """The articles in their order, keyed `本則/第十八条` or `附則#2/第一条`; see `law_lines` for how their text is laid out.

        What stands before the first article is `本則/前文`, a supplementary provision without articles `附則/柱書`.
        Of laws that were polled the revisions stand before the articles, each a sentence, keyed `改正履歴/…`; where there are
        several laws, all keys of one begin with its id and a colon. Laws that were found by title stand last, keyed `題名/…`.

        Raises:
            ExtractError: markup that is broken, or that holds no statute.
        """
        problem = no_text(capture.body, "a statute")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail)
        if capture.body.startswith(MARK):
            return _polled(capture)
        title, statute = _read(capture)
        blocks = statute.blocks()
        if not any("/第" in block.key or block.key.startswith(SUPPLEMENT) for block in blocks):
            return Document(title=title, problem="error-page", problem_detail="there is no article (第一条 …) in it: it is no statute")
        cut = f"only the first {MOST_ARTICLES:,} articles were read" if len(blocks) == MOST_ARTICLES else None
        return Document(title=title, lang="ja", blocks=blocks, problem_detail=cut, statute=True)


LAW = LawKind()


def _many(options: Options, key: str) -> tuple[str, ...]:
    given = options.get(key, ())
    return (given,) if isinstance(given, str) else given


def _names_a_law(written: str) -> bool:
    name = as_the_api_names(written)
    return name.isascii() or ("第" in name and name.endswith("号"))


def _since(options: Options) -> str | None:
    given = options.get("since")
    return given if isinstance(given, str) else None


def _polled(capture: Capture) -> Document:
    kept = read_capture(capture.body)
    laws = kept.laws
    site = "{0.scheme}://{0.netloc}".format(urlsplit(capture.url))
    blocks: list[Block] = []
    titles: list[str] = []
    missing: list[str] = []
    named: list[str] = []
    for told in laws:
        answer = revisions_of(told)
        if answer is None:
            missing.append(told.asked)
            continue
        if answer.law_info.law_id in named:
            continue
        name = f"{answer.law_info.law_id}:" if len(laws) > 1 else ""
        named += [answer.law_info.law_id, answer.law_info.law_num]
        found = revision_blocks(answer, f"{site}/law/{answer.law_info.law_id}", f"{name}{SECTION}")
        if told.text_of is not None:
            title, statute = read_json(bytes(told.text))
            titles.append(title or told.asked)
            found += [msgspec.structs.replace(block, key=f"{name}{block.key}") for block in statute.blocks()]
        blocks += found
    blocks += titled_blocks(kept.titled, site, named)
    unheard = [word.asked for word in kept.titled if not word.found]
    lines = [f"the law API knows no {', '.join(missing)}"] if missing else []
    lines += [told.amiss for told in laws if told.amiss]
    lines += [f"no law has {', '.join(unheard)} in its title"] if unheard else []
    none = "; ".join(lines) or None
    if not blocks and (laws or not kept.titled):
        return Document(problem="empty", problem_detail=none or "the law API told of no revision")
    return Document(title="、".join(titles) or None, lang="ja", blocks=tuple(blocks), problem_detail=none, statute=True)


def _read(capture: Capture) -> tuple[str | None, Statute]:
    head = capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        return read_xml(capture.body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if head == b"{":
        return read_json(capture.body)
    return read_text(decode(capture.body, capture.content_type).text)
