"""A whole paper, from its bytes to its blocks: what is run in a confined process."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pypdfium2
import pypdfium2.raw as pdfium

from tracker.kinds.pdf_columns import gutters_of, in_order
from tracker.kinds.pdf_furniture import without_furniture
from tracker.kinds.pdf_glyphs import MOST_SIGNS, Page, Sign, read_page
from tracker.kinds.pdf_lined import lined_tables
from tracker.kinds.pdf_paragraphs import Paragraph, carried_on, goes_on, paragraphs_of
from tracker.kinds.pdf_readings import without_readings
from tracker.kinds.pdf_runs import Run, runs_of
from tracker.kinds.pdf_sections import MOST_BLOCKS, sections_of
from tracker.kinds.pdf_tables import rows_of, tables_of
from tracker.model.document import Block, Document
from tracker.text.markup import cut, without_controls

MOST_PAGES = 1_000
MOST_SIGNS_OF_ALL = 3_000_000
_MOST_TITLE = 200
_KANA = range(0x3041, 0x3100)


class Asked(msgspec.Struct, frozen=True):
    """A paper and where it came from."""

    body: bytes
    url: str


def read(asked: bytes) -> bytes:
    """The document of an `Asked`, both as MessagePack."""
    one = msgspec.msgpack.decode(asked, type=Asked)
    return msgspec.msgpack.encode(read_paper(one.body, one.url))


def read_paper(body: bytes, url: str) -> Document:
    """The sections of a paper in the order in which they are read, or why there are none."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        return Document(problem="error-page", problem_detail=_why_not(error))
    try:
        return _read(document, url)
    finally:
        document.close()


def _why_not(error: pypdfium2.PdfiumError) -> str:
    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return "the PDF is encrypted and opens with a password only; ask its publisher for one that is not"
    if code == pdfium.FPDF_ERR_SECURITY:
        return "the PDF is encrypted in a way that is not supported; ask its publisher for one that is not"
    return "the PDF is broken: it has no pages that can be found"


def _read(document: pypdfium2.PdfDocument, url: str) -> Document:
    count = len(document)
    pages: list[list[Run]] = []
    tables: list[list[list[Run]]] = []
    heights = []
    signs = pictures = 0
    cut_short = []
    for number in range(min(count, MOST_PAGES)):
        page = read_page(document, number)
        runs, rows = _parted(page)
        pages.append(runs)
        tables.append(rows)
        heights.append(page.height)
        signs += len(page.signs)
        pictures += page.pictures and not page.signs
        if page.cut:
            cut_short.append(f"only the first {MOST_SIGNS:,} characters of page {number + 1} were read")
        if signs > MOST_SIGNS_OF_ALL:
            break
    if len(pages) < count:
        cut_short.append(f"only the first {len(pages):,} of {count:,} pages were read")
    if not signs:
        return Document(problem="empty", problem_detail=_textless(len(pages), count, pictures))
    if pictures:
        cut_short.append(f"{pictures:,} of {count:,} pages are pictures without text, which is not recognised")
    paragraphs = _paragraphs(pages, tables, heights)
    blocks = sections_of(paragraphs, lambda number: f"{url.partition('#')[0]}#page={number}" if url else None)
    if not blocks:
        alike = f"its {len(pages):,} pages say the same, like the heads and feet of pages: there is nothing else on them"
        return Document(problem="empty", problem_detail=alike)
    if len(blocks) == MOST_BLOCKS:
        cut_short.append(f"only the first {MOST_BLOCKS:,} sections were read")
    detail = "; ".join(cut_short[:5]) or None
    return Document(title=_title(document, paragraphs), lang=_lang(blocks), blocks=tuple(blocks), problem_detail=detail)


def _parted(page: Page) -> tuple[list[Run], list[list[Run]]]:
    """What flows on a page, and the rows of each of its tables, ruled all around or across alone."""
    signs = without_readings(page.signs)
    ruled = tables_of(page.rules)
    tables = [*ruled, *lined_tables(page.rules, signs, ruled)]
    if not tables:
        return runs_of(signs), []
    inside: list[list[Sign]] = [[] for _ in tables]
    flowing: list[Sign] = []
    for sign in signs:
        holder = next((held for held, table in zip(inside, tables, strict=True) if table.holds(sign)), flowing)
        holder.append(sign)
    rows = [rows_of(table, held) for table, held in zip(tables, inside, strict=True) if held]
    return runs_of(flowing), [held for held in rows if held]


def _textless(looked: int, count: int, pictures: int) -> str:
    pages = f"its {count:,} pages" if looked == count else f"the first {looked:,} of its {count:,} pages"
    if pictures:
        return f"there is no text in it: {pictures:,} of {pages} are pictures (a scan?), and text is not recognised in pictures"
    return f"there is no text on {pages}"


def _paragraphs(pages: Sequence[list[Run]], tables: Sequence[list[list[Run]]], heights: Sequence[float]) -> list[Paragraph]:
    found: list[Paragraph] = []
    bare = without_furniture(pages, heights)
    usual = gutters_of(bare)
    for number, runs in enumerate(bare):
        fresh = paragraphs_of(in_order(runs, tables[number], usual), number + 1)
        if found and fresh and goes_on(found[-1], fresh[0]):
            found[-1] = carried_on(found[-1], fresh.pop(0))
        found += fresh
    return [paragraph for paragraph in found if paragraph.text]


def _title(document: pypdfium2.PdfDocument, paragraphs: Sequence[Paragraph]) -> str | None:
    """The largest words of the first page, or what the file calls itself."""
    front = [paragraph for paragraph in paragraphs if paragraph.page == 1 and not paragraph.row]
    largest = max(front, key=lambda paragraph: paragraph.size, default=None)
    if largest is not None and len(largest.text) <= _MOST_TITLE and sum(one.size >= 0.95 * largest.size for one in front) * 2 <= len(front):
        return without_controls(largest.text) or None
    named = " ".join(without_controls(document.get_metadata_value("Title")).split())
    return cut(named, _MOST_TITLE) or (cut(without_controls(front[0].text), _MOST_TITLE) if front else None)


def _lang(blocks: Sequence[Block]) -> str | None:
    """Japanese where there is kana in it. What a file says of itself is what its author's program was bought with."""
    if any(ord(char) in _KANA for block in blocks[:50] for char in block.text[:2_000]):
        return "ja"
    return None
