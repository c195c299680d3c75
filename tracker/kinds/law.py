"""Statutes: one block for each article, from e-Gov's XML and JSON, and from plain text or Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import msgspec

from tracker.kinds.law_lines import MOST_ARTICLES, SUPPLEMENT, Statute
from tracker.kinds.law_polled import MARK, look_at_laws, read_capture, revisions_of
from tracker.kinds.law_revisions import SECTION, revision_blocks
from tracker.kinds.law_text import read_text
from tracker.kinds.law_xml import read_json, read_xml
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.decode import decode
from tracker.text.problem import no_text

ACCEPT = "application/xml, application/json;q=0.9, text/plain;q=0.8, */*;q=0.5"
MOST_LAWS = 50


class LawKind:
    """How the text of one statute, or with `laws` those of some and their revisions, are looked at and read."""

    version = 2
    windowed = False
    options = frozenset({"laws"})

    def look(self, source: Source) -> Look:
        """One request for a text, or one for each law that the source names and one for its text."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """The same, but a text that the capture before has already is not asked for."""
        timeout = source.timeout.total_seconds()
        laws = _laws(source.options)
        if laws:
            return (yield from look_at_laws(source.url, laws, timeout, last))
        response = yield Request(url=source.url, accept=ACCEPT, timeout=timeout)
        return response

    def faults(self, options: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, str]:
        """What is wrong with `laws`."""
        if "laws" not in options:
            return {}
        laws = _laws(options)
        if not laws or not all(law.strip() and law.isprintable() for law in laws):
            return {"laws": "the id of a law (507AC0000000053) or its number (令和七年法律第五十三号) was expected, or several"}
        return {} if len(laws) <= MOST_LAWS else {"laws": f"at most {MOST_LAWS} laws are asked about in one look; make a second source"}

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:  # noqa: ARG002 - it has none
        """The articles in their order, keyed `本則/第十八条` or `附則#2/第一条`; see `law_lines` for how their text is laid out.

        What stands before the first article is `本則/前文`, a supplementary provision without articles `附則/柱書`.
        Of laws that were polled the revisions stand before the articles, each a sentence, keyed `改正履歴/…`; where there are
        several laws, all keys of one begin with its id and a colon.

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


def _laws(options: Mapping[str, str | tuple[str, ...]]) -> tuple[str, ...]:
    given = options.get("laws", ())
    return (given,) if isinstance(given, str) else given


def _polled(capture: Capture) -> Document:
    laws = read_capture(capture.body).laws
    blocks: list[Block] = []
    titles, missing = [], []
    for told in laws:
        answer = revisions_of(told)
        if answer is None:
            missing.append(told.asked)
            continue
        name = f"{answer.law_info.law_id}:" if len(laws) > 1 else ""
        site = urlsplit(capture.url)
        found = revision_blocks(answer, f"{site.scheme}://{site.netloc}/law/{answer.law_info.law_id}", f"{name}{SECTION}")
        if told.text_of is not None:
            title, statute = read_json(bytes(told.text))
            titles.append(title or told.asked)
            found += [msgspec.structs.replace(block, key=f"{name}{block.key}") for block in statute.blocks()]
        blocks += found
    none = f"the law API knows no {', '.join(missing)}" if missing else None
    if not blocks:
        return Document(problem="empty", problem_detail=none or "the law API told of no revision")
    return Document(title="、".join(titles) or None, lang="ja", blocks=tuple(blocks), problem_detail=none, statute=True)


def _read(capture: Capture) -> tuple[str | None, Statute]:
    head = capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        return read_xml(capture.body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if head == b"{":
        return read_json(capture.body)
    return read_text(decode(capture.body, capture.content_type).text)
