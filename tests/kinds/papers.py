"""Papers as offices set them, made by a real typesetter from parameters, each with the text that a person reads in it, in that order."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import typst

NOUNS = [
    "森林",
    "苗木",
    "どんぐり",
    "樫の木",
    "種子",
    "管理計画",
    "調査",
    "指針",
    "補助金",
    "研究開発",
    "人材",
    "情報基盤",
    "ＡＩ",
    "衛星画像",
    "生物多様性",
    "林道",
]
VERBS = ["を進める", "を検討する", "を強化する", "を支援する", "を点検する", "を公表する", "を見直す", "を整備する"]
JOINS = ["また、", "さらに、", "このため、", "その結果、", "なお、", "一方で、", "具体的には、"]


@cache
def has_fonts() -> bool:
    """Whether the machine has the fonts that Japanese papers are set in here."""
    listed = (
        subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False) if shutil.which("fc-list") else None
    )
    return listed is not None and "Noto Serif CJK JP" in listed.stdout and "Noto Sans CJK JP" in listed.stdout


class Paper(NamedTuple):
    """A PDF and what is to be read in it. Blanks do not count."""

    body: bytes
    text: str


class Writer:
    """Writes the markup of a paper and, beside it, what a reader finds in it."""

    def __init__(self, seed: int, *, font: str = "Noto Serif CJK JP", size: float = 10.5, page: str = "", text: str = "") -> None:
        self._dice = random.Random(seed)
        self.markup = [
            f'#set page(paper: "a4", margin: (x: 22mm, y: 25mm){", " + page if page else ""})',
            f'#set text(font: "{font}", size: {size}pt, lang: "ja"{", " + text if text else ""})',
            "#set par(justify: true, leading: 0.8em, spacing: 0.8em, first-line-indent: (amount: 1em, all: true))",
            "#show heading: set block(above: 1.4em, below: 1em)",
            "#let reading(kanji, kana) = box(stack(dir: ttb, spacing: 0.1em, align(center, text(size: 0.5em, kana)), kanji))",
        ]
        self.read: list[str] = []

    def sentence(self) -> str:
        """A sentence of some length, with a number or a date in it now and then."""
        dice = self._dice
        words = f"{dice.choice(NOUNS)}と{dice.choice(NOUNS)}に関する{dice.choice(NOUNS)}{dice.choice(VERBS)}"
        more = dice.choice(
            [
                "",
                f"（令和{dice.randint(5, 9)}年{dice.randint(1, 12)}月{dice.randint(1, 28)}日）",
                f"、予算は{dice.randint(1, 999)}億円とする",
                "。AI systemの利用",
            ]
        )
        return f"{dice.choice(['', *JOINS])}{words}{more}。"

    def paragraph(self, sentences: int = 3) -> None:
        """A paragraph of running text."""
        text = "".join(self.sentence() for _ in range(sentences))
        self.markup.append(f"{text}\n")
        self.read.append(text)

    def heading(self, text: str, level: int = 1) -> None:
        """A heading."""
        self.markup.append(f"{'=' * level} #[{text}]\n")
        self.read.append(text)

    def raw(self, markup: str, read: str = "") -> None:
        """Markup as it is, and what is read in it."""
        self.markup.append(markup)
        self.read.append(read)

    def table(self, rows: int, columns: int, *, stroke: str = "0.5pt") -> None:
        """A table of words and amounts, whose cells are as wide as what stands in them."""
        cells = [
            [f"{self._dice.choice(NOUNS)}の事業{row}", *(f"{self._dice.randint(10, 9999):,}億円" for _ in range(columns - 1))]
            for row in range(rows)
        ]
        inside = "".join(f"[{cell}], " for row in cells for cell in row)
        self.markup.append(f"#table(columns: {columns}, stroke: {stroke}, {inside})\n")
        self.read += ["|".join(row) for row in cells]

    def wrapped(self, rows: int, *, stroke: str) -> None:
        """A table whose cells run over several lines."""
        cells = [(f"{self._dice.choice(NOUNS)}{row}", self.sentence() + self.sentence(), self.sentence()) for row in range(1, rows + 1)]
        inside = "".join(f"[{cell}], " for row in [("区分", "内容", "備考"), *cells] for cell in row)
        self.markup.append(f"#table(columns: (60pt, 1fr, 1fr), stroke: {stroke}, {inside})\n")
        self.read += ["区分|内容|備考", *("|".join(row) for row in cells)]

    def with_readings(self, words: Sequence[tuple[str, str]]) -> None:
        """A paragraph whose kanji have their readings over them. They are not read."""
        self.markup.append("".join(f'#reading("{kanji}", "{kana}")を管理し、' for kanji, kana in words) + "これを進める。\n")
        self.read.append("".join(f"{kanji}を管理し、" for kanji, _ in words) + "これを進める。")

    def items(self, count: int) -> None:
        """A list, each of whose items may run over the line."""
        for number in range(1, count + 1):
            text = f"（{number}）{self.sentence()}{self.sentence()}"
            self.markup.append(f"#par(first-line-indent: 0pt, hanging-indent: 1em)[{text}]\n")
            self.read.append(text)

    def columns(self, count: int, *, gutter: str = "8mm") -> None:
        """What follows stands in columns until `whole`."""
        self.markup.append(f"#columns({count}, gutter: {gutter})[")

    def whole(self) -> None:
        """End of the columns."""
        self.markup.append("]\n")

    def paper(self) -> Paper:
        """The paper."""
        return Paper(compiled("\n".join(self.markup)), "\n".join(self.read))


def compiled(markup: str) -> bytes:
    """Markup as a PDF."""
    made = typst.compile(markup.encode(), format="pdf", timestamp=0)
    assert isinstance(made, bytes)
    return made


SERIF, SANS = "Noto Serif CJK JP", "Noto Sans CJK JP"
HEAD = "header: align(right)[#text(size: 8pt)[森林局 令和８年度計画]]"


def report(seed: int, *, columns: int, font: str, size: float, ruled: str, running: bool) -> Paper:
    """A report of an office: a title, chapters of sections in columns, tables, lists, page numbers and a running head."""
    writer = Writer(seed, font=font, size=size, page='numbering: "- 1 -"' + (f", {HEAD}" if running else ""))
    writer.raw("#align(center)[#text(size: 1.6em)[森 林 基 本 計 画]]\n", "森林基本計画")
    writer.raw("#align(center)[#text(tracking: 1em)[令和８年度]]\n", "令和８年度")
    writer.paragraph(4)
    for chapter, name in enumerate(("総論", "現状と課題", "施策の方向"), start=1):
        writer.heading(f"第{chapter}章　{name}")
        if columns > 1:
            writer.columns(columns)
        for section, title in enumerate(("背景", "目的", "予算"), start=1):
            writer.heading(f"{section}．{title}", 2)
            for length in (5, 3, 4):
                writer.paragraph(length)
            if title == "目的":
                writer.items(4)
            if title == "予算":
                writer.table(4, 2 if columns > 1 else 4, stroke=ruled)
                writer.paragraph(3)
        if columns > 1:
            writer.whole()
    return writer.paper()
