"""Statutes as e-Gov gives them: XML after its schema (XMLSchemaForJapaneseLaw.xsd), and the same tree as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.law_lines import Statute
from tracker.model.wire import NO_JSON

_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MOST_DEPTH = 60
_BELOW = {"Item": 1, **{f"Subitem{level}": level + 1 for level in range(1, 11)}}
_LEVELS = frozenset(_BELOW)
_APPENDED = frozenset(
    {
        "Appdx",
        "AppdxTable",
        "AppdxNote",
        "AppdxStyle",
        "AppdxFormat",
        "AppdxFig",
        "SupplProvisionAppdx",
        "SupplProvisionAppdxTable",
        "SupplProvisionAppdxStyle",
    }
)
_GROUPS = frozenset({"Part", "Chapter", "Section", "Subsection", "Division", "MainProvision"})
_LIST = frozenset({"List", "Sublist1", "Sublist2", "Sublist3"})


def read_xml(body: bytes) -> tuple[str | None, Statute]:
    """The title and the articles of a law, alone or in the answer of the API. Raises `ExtractError` for what is no law."""
    if _DECLARATION.search(body[:100_000]):
        raise ExtractError("the XML declares a document type or entities; statutes of e-Gov do not, and it is not read")
    parser = XMLParser(target=_Shallow())  # noqa: S314 - expat resolves nothing from outside, and declarations are refused above
    try:
        parser.feed(body)
        root = parser.close()
    except ParseError as error:
        raise ExtractError(f"the XML of the statute is broken: {error}") from error
    return _law(root)


def read_json(body: bytes) -> tuple[str | None, Statute]:
    """The same from the JSON of the API: its answer, or the tree of `law_full_text` alone. Raises `ExtractError`."""
    try:
        found = msgspec.json.decode(body)
    except NO_JSON as error:
        raise ExtractError(f"the JSON of the statute is broken: {error}") from error
    tree = found.get("law_full_text", found) if isinstance(found, dict) else None
    if not isinstance(tree, dict) or not isinstance(tree.get("tag"), str):
        told = found.get("message") if isinstance(found, dict) else None
        raise ExtractError(f"the JSON holds no statute (law_full_text){f'; it says {str(told)[:200]!r}' if told else ''}")
    return _law(_element(tree, 0))


class _Shallow(TreeBuilder):
    """A tree that is not nested without end."""

    depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        if self.depth > _MOST_DEPTH:
            raise ExtractError(f"the elements of the statute are nested more than {_MOST_DEPTH} deep; it is not read")
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def _element(node: dict[str, Any], depth: int) -> Element:
    if depth > _MOST_DEPTH:
        raise ExtractError(f"the elements of the statute are nested more than {_MOST_DEPTH} deep; it is not read")
    attributes = node.get("attr")
    made = Element(str(node.get("tag")), {str(k): str(v) for k, v in attributes.items()} if isinstance(attributes, dict) else {})
    children = node.get("children")
    for child in children if isinstance(children, list) else ():
        if isinstance(child, dict):
            made.append(_element(child, depth + 1))
        elif isinstance(child, str):
            if len(made):
                made[-1].tail = (made[-1].tail or "") + child
            else:
                made.text = (made.text or "") + child
    return made


def _law(root: Element) -> tuple[str | None, Statute]:
    law = root if root.tag == "Law" else root.find(".//Law")
    body = law.find("LawBody") if law is not None else None
    if body is None:
        told = root.find(".//message")
        raise ExtractError(f"there is no law in the answer{f': {_words(told)[:200]!r}' if told is not None else ''}")
    statute = Statute()
    title = body.find("LawTitle")
    for part in body:
        _part(statute, part)
    return (_words(title) or None) if title is not None else None, statute


def _part(statute: Statute, part: Element) -> None:
    if part.tag in ("EnactStatement", "Preamble"):
        for paragraph in part.iter("Paragraph") if part.tag == "Preamble" else ():
            _paragraph(statute, paragraph)
        if part.tag == "EnactStatement":
            statute.line(_words(part))
    elif part.tag == "MainProvision":
        _provisions(statute, part)
    elif part.tag == "SupplProvision":
        by = part.get("AmendLawNum")
        statute.supplement(f"附則（{by}）" if by else "附則")
        _provisions(statute, part)
    elif part.tag in _APPENDED:
        _appended(statute, part)


def _provisions(statute: Statute, part: Element) -> None:
    for child in part:
        if child.tag == "Article":
            _article(statute, child)
        elif child.tag == "Paragraph":
            _paragraph(statute, child)
        elif child.tag in _GROUPS:
            statute.close_article()
            _provisions(statute, child)
        elif child.tag in _APPENDED:
            _appended(statute, child)


def _article(statute: Statute, article: Element) -> None:
    statute.article(_of(article, "ArticleTitle") or f"第{article.get('Num', '')}条", _of(article, "ArticleCaption"))
    for child in article:
        if child.tag == "Paragraph":
            _paragraph(statute, child)
        elif child.tag == "SupplNote":
            statute.line(_words(child))


def _paragraph(statute: Statute, paragraph: Element) -> None:
    if caption := _of(paragraph, "ParagraphCaption"):
        statute.line(caption)
    _unit(statute, paragraph, "Paragraph", depth=0)


def _unit(statute: Statute, unit: Element, name: str, *, depth: int) -> None:
    """A paragraph, an item or what is below it: its own words, then what it holds."""
    own = unit.find(f"{name}Sentence")
    statute.line(
        _columns(own) if own is not None else "", label=_of(unit, f"{name}Num") if depth == 0 else _of(unit, f"{name}Title"), depth=depth
    )
    for child in unit:
        if child.tag in _LEVELS:
            _unit(statute, child, child.tag, depth=_BELOW[child.tag])
        elif child.tag in ("TableStruct", "FigStruct", "StyleStruct", "NoteStruct", "FormatStruct", "AmendProvision") or child.tag in _LIST:
            for row in _rows(child):
                statute.line(row, depth=depth)


def _appended(statute: Statute, part: Element) -> None:
    title = next((_words(child) for child in part if child.tag.endswith("Title")), "") or part.tag
    statute.appendix(title)
    for child in part:
        if child.tag in _LEVELS:
            _unit(statute, child, child.tag, depth=_BELOW[child.tag])
        elif not child.tag.endswith("Title"):
            for row in _rows(child):
                statute.line(row)


def _rows(part: Element) -> Iterator[str]:
    """A table row by row, anything else as one line."""
    rows = list(part.iter("TableRow")) + list(part.iter("TableHeaderRow"))
    if not rows:
        yield _words(part)
        return
    for row in rows:
        yield f"| {' | '.join(_words(cell) for cell in row)} |"


def _columns(sentence: Element) -> str:
    """The words of a sentence; columns (a term and what it means) stand apart by an ideographic space."""
    columns = sentence.findall("Column")
    return "\u3000".join(_words(column) for column in columns) if columns else _words(sentence)


def _of(part: Element, tag: str) -> str:
    found = part.find(tag)
    return _words(found) if found is not None else ""


def _words(part: Element) -> str:
    """All text below an element, the readings over kanji left out."""
    return "".join(_texts(part)).replace("\n", "").strip()


def _texts(part: Element) -> Iterator[str]:
    if part.tag != "Rt" and part.text:
        yield part.text
    for child in part:
        if part.tag != "Rt":
            yield from _texts(child)
        yield child.tail or ""
