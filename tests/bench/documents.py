"""What reading and comparing documents costs in CPU milliseconds, in this process: pages, a statute, and long documents turned round."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser

from tests.bench.world import changes_in_round_2, language, page
from tracker import plugins
from tracker.diff.blocks import compare
from tracker.diff.redline import redline
from tracker.model.document import Block, Document
from tracker.model.look import Capture
from tracker.read.figures import figures

_TIMES = 9
_LONG_TIMES = 3
_ROOM = 16_000_000


class Cost(NamedTuple):
    """The least of a few, which other work on the machine touches least, and what is aimed at. Milliseconds of CPU.

    What is there to measure others by has no aim.
    """

    what: str
    milliseconds: float
    aim: float | None = None


def large_page(*, edited: bool = False) -> bytes:
    """A report of 1 MB: 700 sections of a heading, three paragraphs, a link, and a table with a row for each."""
    parts, rows = [], []
    for number in range(700):
        amount = number * 7 + (edited and number % 40 == 3)
        text = f"第{number}区画では樫の苗木を{amount}本植え、管理者が毎年度その数を記録し、森林局に報告するものとする。報告の様式は別に定める。"
        paragraphs = "".join(f"<p class='body'>{place}年目の{text}{text}</p>" for place in range(3))
        parts.append(f"<h3>第{number}区画</h3>{paragraphs}<ul><li><a href='/doc/{number}.pdf'>第{number}区画の記録（PDF）</a></li></ul>")
        rows.append(f"<tr><td>第{number}区画</td><td>{amount}</td></tr>")
    table = f"<table><tr><th>区画</th><th>本数</th></tr>{''.join(rows)}</table>"
    return f"<html lang=ja><head><title>森林局</title></head><body><main>{''.join(parts)}{table}</main></body></html>".encode()


def small_pages() -> Iterator[tuple[bytes, bytes]]:
    """The changing Japanese pages of 60 kB of the whole benchmark, each before and after. No two have a paragraph in common."""
    for number in range(1_000):
        if changes_in_round_2(number) and language(number) == "ja":
            yield page("page", number, 0).body, page("page", number, 2).body


def statute(articles: int, *, edited: bool = False) -> bytes:
    """The text of a statute of so many articles of two paragraphs and two items."""
    lines = ["どんぐり法"]
    for number in range(1, articles + 1):
        verb = "届け出なければ" if edited and number % 50 == 7 else "報告しなければ"
        lines += [
            f"（第{number}区画）",
            f"第{number}条　第{number}区画の管理者は、毎年度、次に掲げる事項を森林局長に{verb}ならない。",
            f"　一　苗木の数（{number * 3}本以上のものに限る。）",
            "　二　植えた日",
            f"２　前項の規定は、第{number}区画に苗木がないときは適用しない。",
        ]
    return "\n".join(lines).encode()


def blocks(count: int, *, turned: bool = False) -> Document:
    """A document of so many paragraphs, in order or with everything moved and under another key."""
    texts = [f"第{number}区画では樫の苗木を{number * 7}本ずつ植え、管理者が毎年度その数を記録するものとする。" for number in range(count)]
    ordered = texts[::-1] if turned else texts
    return Document(blocks=tuple(Block(key=f"{'new' if turned else 'old'}/p-{place}", text=text) for place, text in enumerate(ordered)))


def costs() -> Iterator[Cost]:
    """Each figure as it is taken."""
    small = list(small_pages())
    large = large_page(), large_page(edited=True)
    law = statute(500), statute(500, edited=True)
    # Another pair each time: what is remembered of the one capture helps with the other, as it does when a source is polled, and no more.
    chosen, whole, rest = iter(small[:_TIMES]), iter(small[_TIMES : 2 * _TIMES]), small[2 * _TIMES :]
    _pair("page", small[0])
    yield Cost(
        "a pair of pages of 60 kB by selector, read and compared", _least(lambda: _pair("page", next(chosen), select="main article")), 4
    )
    yield Cost("the same unaided", _least(lambda: _pair("page", next(whole))), 20)
    yield from _parts(rest)
    yield Cost("a pair of pages of 1 MB", _taken(lambda: _pair("page", large), _LONG_TIMES), 1_000)
    yield Cost("two versions of a statute of 500 articles", _taken(lambda: _pair("law", law), _LONG_TIMES), 500)
    old, new = blocks(5_000), blocks(5_000, turned=True)
    yield Cost("two documents of 5,000 blocks, everything moved", _taken(lambda: compare(old, new), _LONG_TIMES), 5_000)
    yield Cost("the same as a redline", _taken(lambda: redline(old, new, figures=figures), _LONG_TIMES), 5_000)


def _parts(pairs: list[tuple[bytes, bytes]]) -> Iterator[Cost]:
    """By what figures of different machines can be compared, and the two sides of a pair by selector apart."""
    count = len(pairs)
    # By a freed block of this size the allocator learns to keep what trees give back, as in a process that has run for a while.
    # Else a third of what the parser takes is memory that is asked of the system anew.
    bytearray(_ROOM)
    parsed, first, second = iter(pairs), iter(pairs), iter(pairs)
    yield Cost("the parser alone on such a pair, and the words of the article", _least(lambda: _parsed(next(parsed)), count))
    yield Cost("of a pair by selector the page before, its words met for the first time", _least(lambda: _read(next(first)[0]), count))
    yield Cost("the page after, most of its words known", _least(lambda: _read(next(second)[1]), count))


def _parsed(captures: tuple[bytes, bytes]) -> None:
    for body in captures:
        article = LexborHTMLParser(body).css_first("main article")
        assert article is not None
        assert article.text()


def _read(body: bytes) -> None:
    assert plugins.kind("page").extract(Capture(body=body, url="https://forest.example/record"), {"select": "main article"}).blocks


def _pair(kind: str, captures: tuple[bytes, bytes], **options: str) -> None:
    reader = plugins.kind(kind)
    old, new = (reader.extract(Capture(body=body, url="https://forest.example/record"), options) for body in captures)
    assert old.problem is None
    assert new.problem is None
    assert compare(old, new).changed


def _taken(work: Callable[[], object], times: int = _TIMES) -> float:
    work()
    return _least(work, times)


def _least(work: Callable[[], object], times: int = _TIMES) -> float:
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken) * 1000
