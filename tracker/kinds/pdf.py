"""Papers in PDF: one block for each section, in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tracker.confined import Limits, run_confined
from tracker.errors import ExtractError
from tracker.model.document import Document
from tracker.model.look import Capture, Request
from tracker.model.past import ELSEWHERE
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.problem import no_text

ACCEPT = "application/pdf, */*;q=0.5"
LIMITS = Limits(seconds=60, memory=1024 * 1024 * 1024, answer=64 * 1024 * 1024)
_READER = "tracker.kinds.pdf_paper:read"
_SIGNATURE, _WITHIN = b"%PDF-", 1024


class PdfKind:
    """How a paper in PDF is looked at and read."""

    version = 3
    windowed = False
    options: frozenset[str] = frozenset()

    def look(self, source: Source) -> Look:
        """One request."""
        response = yield Request(url=source.url, accept=ACCEPT, timeout=source.timeout.total_seconds())
        return response

    def no_past(self, source: Source) -> str | None:  # noqa: ARG002 - of none
        """At its address a paper stands as it is now."""
        return f"at the address of a paper it stands as it is now; {ELSEWHERE}"

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:  # noqa: ARG002 - it has none
        """The sections, keyed by the words of their headings (`総論/背景`), or the pages (`p.3`) of a paper without headings.

        `title` is the heading as written, `link` leads to the page. Page numbers and running heads are left out, a row of a table is a
        line `a | b | c`. It is read in a process of its own, which may use 60 s and 1 GB. No text is recognised in pictures.

        Raises:
            ExtractError: it was stopped at one of these limits, or its reader broke on it.
        """
        if _SIGNATURE not in capture.body[:_WITHIN]:
            problem = no_text(capture.body, "a PDF")
            word, detail = problem or ("error-page", f"the body is no PDF: it does not begin with {_SIGNATURE.decode()}")
            return Document(problem=word, problem_detail=detail)
        asked = msgspec.msgpack.encode({"body": capture.body, "url": capture.url})
        try:
            return msgspec.msgpack.decode(run_confined(_READER, asked, LIMITS), type=Document)
        except msgspec.DecodeError as error:
            # What reads foreign bytes is not believed either.
            raise ExtractError(f"its reader answered what is no document ({error})") from error


PDF = PdfKind()
