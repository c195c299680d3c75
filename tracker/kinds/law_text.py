"""Statutes as plain text or Markdown, with an article wherever a line begins with 第N条."""

from __future__ import annotations

import re

from tracker.kinds.law_lines import Statute

_NUMBER = "[一二三四五六七八九十百千〇0-9０-９]"
_LABEL = f"第{_NUMBER}{{1,8}}条(?:の{_NUMBER}{{1,5}})*"
_ARTICLE = re.compile(
    rf"(?P<label>{_LABEL}(?:(?:から|及び|、){_LABEL}(?:まで)?)*)[ \u3000]*"
    r"(?:（(?P<caption>[^（）]*(?:（[^（）]*）[^（）]*)*)）)?+(?:\*\*)?+"
    r"(?!の|に|は|を|が|と|も|で|中|から|まで|及び|又は|若しくは|並びに|ただし|関係|第|[、，。・）」])[ \u3000]*"
)
"""An article is named at the beginning of a line. One that a sentence speaks of (第一条の規定により) may stand there too, where lines are
broken: what goes on with it tells the two apart.
"""
_STRONG = re.compile(r"\*\*([^*]{1,200})\*\*[ \u3000]*")
_PARAGRAPH = re.compile(r"([0-9０-９]{1,3}|[①-⑳])(?:[ \u3000．.]+|$)")
_ITEM = re.compile(rf"({_NUMBER}{{1,6}}(?:の{_NUMBER}{{1,4}})*)[ \u3000]+")
_BELOW = re.compile(r"([ア-ンｱ-ﾝ]|[（(][0-9０-９一-十ア-ンｉivxⅰ-ⅹ]{1,4}[）)]|[ⅰ-ⅹ])[ \u3000]+")
_BULLET = re.compile(r"( *)- +")
_CAPTION = re.compile(r"（([^（）]{1,80})）$")
_SUPPLEMENT = re.compile(r"附[ \u3000]*則(?P<by>[ \u3000]*（[^（）]*(?:（[^（）]*）[^（）]*)*）)?[ \u3000]*抄?$")
_HEADING = re.compile(rf"第{_NUMBER}{{1,5}}[編章節款目](?:の{_NUMBER}{{1,4}})*(?:[ \u3000].*)?$")
_APPENDIX = re.compile(
    "(?:附則|改正法)?(?:別表|別記|別紙|様式|付録|別図|書式)(?![^ \u3000（）第のに0-9０-９一二三四五六七八九十号様式書から及びまで]).{0,60}$"
)
_FRONT = re.compile(r"\A---[ \t\u3000]*\n.*?\n---[ \t\u3000]*\n", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:\s*\"?(.{1,500}?)\"?\s*$", re.MULTILINE)


def read_text(text: str) -> tuple[str | None, Statute]:
    """The title and the articles of a statute. What comes before the first article is its preamble."""
    text = text.replace("\r\n", "\n")
    front = _FRONT.match(text)
    named = _FRONT_TITLE.search(front[0]) if front else None
    reader = _Reader()
    for line in text[front.end() if front else 0 :].split("\n"):
        reader.read(line)
    reader.end()
    return (named[1] if named else reader.title), reader.statute


class _Reader:
    """Line by line. A caption that stands alone waits for the article below it."""

    def __init__(self) -> None:
        self.statute = Statute()
        self.title: str | None = None
        self._caption: str | None = None
        self._started = False

    def read(self, line: str) -> None:
        bare = line.strip(" \t\u3000")
        if not bare:
            return
        heading = bare.startswith("#")
        words = bare.lstrip("# ").removeprefix("**") if heading else bare
        if found := _SUPPLEMENT.match(words):
            self._flush()
            self._started = True
            self.statute.supplement(f"附則{(found['by'] or '').strip()}")
        elif heading and (found := _ARTICLE.match(words)):
            # All that stands in a heading beside the number says what the article is about.
            rest = words[found.end() :].strip(" \u3000（）()*")
            self._begin_article(found["label"], found["caption"] or rest)
        elif heading or _HEADING.match(words):
            self._flush()
            self._headed(words)
        elif found := _CAPTION.match(bare):
            self._flush()
            self._caption = found[1]
        else:
            self._lined(line.rstrip(), bare)

    def end(self) -> None:
        self._flush()

    def _headed(self, words: str) -> None:
        if not self._started and self.title is None and not _HEADING.match(words):
            self.title = words[:500]
        self.statute.close_article()

    def _lined(self, line: str, bare: str) -> None:
        words = bare.removeprefix("**")
        if found := _ARTICLE.match(words):
            self._begin_article(found["label"], found["caption"])
            self.statute.line(words[found.end() :])
            return
        self._flush()
        strong = _STRONG.match(bare)
        if strong and not _PARAGRAPH.match(f"{strong[1]} "):
            self.statute.appendix(strong[1])
            self.statute.line(bare[strong.end() :])
        elif not strong and _APPENDIX.match(bare):
            self.statute.appendix(bare)
        elif strong:
            self.statute.line(bare[strong.end() :], label=strong[1])
        else:
            self._structured(line, bare)

    def _begin_article(self, label: str, caption: str | None) -> None:
        self._started = True
        waiting, self._caption = self._caption, None
        self.statute.article(label, caption or waiting or "")

    def _structured(self, line: str, bare: str) -> None:
        bullet = _BULLET.match(line)
        words = line[bullet.end() :] if bullet else bare
        for depth, pattern in ((0, _PARAGRAPH), (1, _ITEM), (2, _BELOW)):
            found = pattern.match(words)
            if found and not (bullet and depth == 0):
                below = len(bullet[1]) // 2 + 1 if bullet else depth
                self.statute.line(words[found.end() :], label=found[1], depth=below)
                return
        self.statute.line(words, depth=len(bullet[1]) // 2 + 1 if bullet else 0)

    def _flush(self) -> None:
        if self._caption is not None:
            self.statute.line(f"（{self._caption}）")
            self._caption = None
