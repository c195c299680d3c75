"""Statutes: one block for each article, from e-Gov's XML and JSON, and from plain text or Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.kinds.law_lines import MOST_ARTICLES, SUPPLEMENT, Statute
from tracker.kinds.law_text import read_text
from tracker.kinds.law_xml import read_json, read_xml
from tracker.model.document import Document
from tracker.model.look import Capture, Request
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.decode import decode
from tracker.text.problem import no_text

ACCEPT = "application/xml, application/json;q=0.9, text/plain;q=0.8, */*;q=0.5"


class LawKind:
    """How the text of one statute is looked at and read."""

    version = 1
    windowed = False
    options: frozenset[str] = frozenset()

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:  # noqa: ARG002 - it has none
        """The articles in their order, keyed `本則/第十八条` or `附則#2/第一条`; see `law_lines` for how their text is laid out.

        What stands before the first article is `本則/前文`, a supplementary provision without articles `附則/柱書`.

        Raises:
            ExtractError: markup that is broken, or that holds no statute.
        """
        problem = no_text(capture.body, "a statute")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail)
        title, statute = _read(capture)
        blocks = statute.blocks()
        if not any("/第" in block.key or block.key.startswith(SUPPLEMENT) for block in blocks):
            return Document(title=title, problem="error-page", problem_detail="there is no article (第一条 …) in it: it is no statute")
        cut = f"only the first {MOST_ARTICLES:,} articles were read" if len(blocks) == MOST_ARTICLES else None
        return Document(title=title, lang="ja", blocks=blocks, problem_detail=cut, statute=True)


LAW = LawKind()


def _read(capture: Capture) -> tuple[str | None, Statute]:
    head = capture.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if head == b"<":
        return read_xml(capture.body.lstrip(b"\xef\xbb\xbf \t\r\n"))
    if head == b"{":
        return read_json(capture.body)
    return read_text(decode(capture.body, capture.content_type).text)
