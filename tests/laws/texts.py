"""Statutes of the tests' own, in the shapes in which statutes come."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tracker.kinds.law import LAW
from tracker.model.document import Document
from tracker.model.look import Capture

Article = tuple[str, str, Sequence[str]]
"""Number, caption, paragraphs; a paragraph may hold items, each on a line of its own that begins with its number."""

ACORN: list[Article] = [
    ("第一条", "目的", ["この法律は、どんぐりの保全及び活用に関し必要な事項を定め、もって森林の恵みを次の世代に伝えることを目的とする。"]),
    ("第二条", "定義", ["この法律において「どんぐり」とは、次に掲げる木の実をいう。\n一　樫の実\n二　楢の実のうち省令で定めるもの"]),
    (
        "第三条",
        "国の責務",
        ["国は、どんぐりの保全に関する施策を総合的に策定する。", "国は、前項の施策を実施するため、必要な財政上の措置を講ずる。"],
    ),
    ("第四条", "種子基金", ["国は、種子基金を置き、苗木の育成に要する費用に充てることができる。"]),
]
_FIGURES = "１２３４５６７８９"
OWN = "この法律は、公布の日から起算して六月を超えない範囲内において政令で定める日から施行する。"


def markdown(articles: Sequence[Article] = ACORN, supplements: Sequence[str] = (OWN,)) -> str:
    """As a collection of statutes in Markdown writes it."""
    lines = ['---\ntitle: "どんぐり法"\n---\n', "### 第一章　総則\n"]
    for number, caption, paragraphs in articles:
        head = f"**{number}（{caption}）**" if caption else f"**{number}**"
        for place, paragraph in enumerate(paragraphs):
            words, *items = paragraph.split("\n")
            lines.append(f"{head if place == 0 else f'**{_FIGURES[place]}**'}　{words}\n")
            lines.extend(f"- {item}\n" for item in items)
    lines.extend(f"## 附則\n\n{words}\n" for words in supplements)
    return "\n".join(lines)


def plain(articles: Sequence[Article] = ACORN, supplements: Sequence[str] = (OWN,)) -> str:
    """As it is copied out of a page or a paper."""
    lines = ["どんぐり法（令和八年法律第九百号）"]
    for number, caption, paragraphs in articles:
        lines += [f"（{caption}）"] if caption else []
        for place, paragraph in enumerate(paragraphs):
            words, *items = paragraph.split("\n")
            lines.append(f"{number if place == 0 else _FIGURES[place]}　{words}")
            lines.extend(f"　{item}" for item in items)
    lines.extend(f"　　　附　則\n　{words}" for words in supplements)
    return "\n".join(lines)


def xml(articles: Sequence[Article] = ACORN, supplements: Sequence[tuple[str, str]] = (("", OWN),)) -> bytes:
    """As e-Gov's schema has it; a supplement comes with the law that brought it."""
    main = "".join(
        f"<Article><ArticleCaption>（{caption}）</ArticleCaption><ArticleTitle>{number}</ArticleTitle>"
        + "".join(_paragraph(place, words) for place, words in enumerate(paragraphs))
        + "</Article>"
        for number, caption, paragraphs in articles
    )
    tail = "".join(
        f"<SupplProvision{_brought(by)}><SupplProvisionLabel>附　則</SupplProvisionLabel>{_paragraph(0, words)}</SupplProvision>"
        for by, words in supplements
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Law><LawNum>令和八年法律第九百号</LawNum><LawBody><LawTitle>どんぐり法</LawTitle>'
        f"<MainProvision><Chapter><ChapterTitle>第一章　総則</ChapterTitle>{main}</Chapter></MainProvision>{tail}</LawBody></Law>"
    ).encode()


def _brought(by: str) -> str:
    return f' AmendLawNum="{by}"' if by else ""


def _paragraph(place: int, paragraph: str) -> str:
    words, *items = paragraph.split("\n")
    number = _FIGURES[place] if place else ""
    listed = "".join(
        f"<Item><ItemTitle>{item.partition('　')[0]}</ItemTitle><ItemSentence><Sentence>{escape(item.partition('　')[2])}</Sentence></ItemSentence></Item>"
        for item in items
    )
    return (
        f"<Paragraph><ParagraphNum>{number}</ParagraphNum><ParagraphSentence><Sentence>{escape(words)}</Sentence></ParagraphSentence>"
        f"{listed}</Paragraph>"
    )


def read(body: str | bytes) -> Document:
    """What the kind reads out of it."""
    return LAW.extract(Capture(body=body if isinstance(body, bytes) else body.encode(), url="https://laws.example.go.jp/1"), {})
