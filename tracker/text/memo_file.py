"""The text of a memo out of the file that somebody wrote it in: paragraphs, parted by blank lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from tracker.text.decode import decode
from tracker.text.office import OfficeError, parts_of, tree_of

MOST_PAGES = 300
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STARTS = re.compile(r"\s*(?:#{1,6}\s|[-*+・•]\s|\d{1,3}[.)]\s|>|\|)")
"""What begins a paragraph of its own in Markdown: a heading, an item, a quotation, a row."""
_ENDS = re.compile(r"[。.!?！？:：」”\")]\s*$")
_JAPANESE_END = re.compile(r"[\u3040-\u30ff\u3400-\u9fff、，]$")
_SHORT = 0.6
"""Of the longest line of a page: a shorter one ends its paragraph."""


def plain_memo(body: bytes) -> str:
    """Text or Markdown. Where no line is blank, every line is a paragraph."""
    text = decode(body, None).text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not any(not line.strip() for line in lines[:-1]):
        return _joined(lines)
    return _joined(_blocks(lines))


def word_memo(body: bytes) -> str:
    """A .docx: its paragraphs and the cells of its tables, without what was deleted. Raises `OfficeError` where it cannot be read."""
    part = parts_of(body).get("word/document.xml")
    if part is None:
        raise OfficeError("is an office file, but no text document; save it as .docx")
    return _joined(_words(paragraph) for paragraph in tree_of(part).iter(f"{_WORD}p"))


def pdf_memo(body: bytes) -> str:
    """A PDF: the lines of its pages put together again. Raises `OfficeError` where it cannot be read, or holds no text."""
    import pypdfium2  # noqa: PLC0415 - a library of several MB that only this format needs

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise OfficeError(f"is no PDF that can be opened ({error}); one with a password has to be saved without") from error
    try:
        if len(document) > MOST_PAGES:
            raise OfficeError(f"has {len(document)} pages; {MOST_PAGES} are the most that are read")
        pages = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    except pypdfium2.PdfiumError as error:
        raise OfficeError(f"holds a page that cannot be read ({error})") from error
    finally:
        document.close()
    text = _joined(paragraph for page in pages for paragraph in _paragraphs(page.replace("\r\n", "\n").split("\n")))
    if not text.strip():
        raise OfficeError("holds no text: pages that are pictures are not read; take the file that it was made from")
    return text


def _joined(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(one for paragraph in paragraphs if (one := paragraph.strip()))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    """Lines of one paragraph together, as they were wrapped."""
    held: list[str] = []
    for line in lines:
        if held and (not line.strip() or _STARTS.match(line) or held[-1].lstrip().startswith("#")):
            yield "\n".join(held)
            held = []
        if line.strip():
            held.append(line)
    yield "\n".join(held)


def _words(paragraph: Element) -> str:
    pieces = []
    for node in paragraph.iter():
        if node.tag == f"{_WORD}t":
            pieces.append(node.text or "")
        elif node.tag in (f"{_WORD}tab", f"{_WORD}br", f"{_WORD}cr"):
            pieces.append(" ")
    return "".join(pieces)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines of a page as paragraphs: one ends with a sentence at the end of its line, or with a short line."""
    longest = max((len(line) for line in lines), default=0)
    held = ""
    for line in lines:
        words = line.strip()
        if not words:
            yield held
            held = ""
            continue
        held = words if not held else held + ("" if _JAPANESE_END.search(held) else " ") + words
        if len(words) < longest * _SHORT or _ENDS.search(words):
            yield held
            held = ""
    yield held
