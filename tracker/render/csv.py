"""A digest as CSV: one line per source of each entry, for spreadsheets. UTF-8 with a byte order mark, which Excel needs for Japanese."""

from __future__ import annotations

import csv
import io

from tracker.digest.fact_text import fact_words
from tracker.digest.reasons import reason_ja
from tracker.errors import RenderError
from tracker.model.digest import Citation, Digest, Entry, Lang
from tracker.model.when import When
from tracker.render.cells import harmless

HEAD = (
    *("digest", "section", "verdict", "title_ja", "title_en", "tracks", "event", "type", "modality", "earliest", "latest", "precision"),
    *("was_earliest", "was_latest", "was_precision", "facts_ja", "facts_en", "rule", "why", "why_ja"),
    *("source", "authority", "published_title", "url", "quote", "snapshot", "seen"),
)
_TOLD_ELSEWHERE = frozenset({"brief", "coverage"})


class CsvRenderer:
    """Both languages in columns of their own. A cell that a spreadsheet would compute begins with an apostrophe."""

    suffix = "csv"
    translated = False

    def render(self, digest: Digest, lang: Lang = "en") -> str:  # noqa: ARG002 - it holds every language
        """The whole file. Raises `RenderError` where a text cannot be written."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(HEAD)
        try:
            for section in digest.sections:
                for entry in () if section.name in _TOLD_ELSEWHERE else section.entries:
                    for cited in entry.sources or (None,):
                        writer.writerow([harmless(cell) for cell in _row(digest, section.name, entry, cited)])
        except csv.Error as error:
            raise RenderError(f"{digest.id} cannot be written as CSV: {error}") from error
        return "\ufeff" + out.getvalue()


CSV = CsvRenderer()


def _row(digest: Digest, section: str, entry: Entry, cited: Citation | None) -> tuple[str, ...]:
    facts = ("; ".join(fact_words(fact, lang) for fact in entry.facts) for lang in ("ja", "en"))
    told = (digest.id, section, entry.verdict, entry.title.ja, entry.title.en, " ".join(entry.tracks), entry.event or "", entry.type or "")
    dated = (entry.modality or "", *_when(entry.when), *_when(entry.was))
    said = (
        ("", "", "", "", "", "", "")
        if cited is None
        else (cited.source, cited.authority.value, cited.title, cited.url, cited.quote, cited.snapshot, cited.seen)
    )
    return (*told, *dated, *facts, entry.rule, entry.why, reason_ja(entry, digest), *said)


def _when(when: When | None) -> tuple[str, str, str]:
    if when is None:
        return "", "", ""
    days = ("" if day is None else day.isoformat() for day in (when.earliest, when.latest))
    return (*days, when.precision.value if when.precision else "")  # type: ignore[return-value]
