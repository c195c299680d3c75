"""Noise that content systems strew about changes nothing; a word that changes amid all of it is seen."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds.pages import extract
from tracker.diff.blocks import compare
from tracker.model.document import Document

SENTENCES = (
    "事業者は、利用者の権利を損なわないよう、必要な措置を講ずるものとする。",
    "この指針は、令和8年4月1日から適用する。",
    "The office reviews the guideline each year.",
    "上限は1件あたり300万円とする。",
    "連絡先：guide@office.example",
)
TITLES = ("手引を掲載しました", "説明会を開きます", "公募要領を掲載しました", "Guideline revised")

Pick = Callable[[str, int], int]
"""What is drawn for a place in the page: a number below the second."""


def render(sections: list[tuple[str, list[int]]], items: list[int], pick: Pick) -> str:
    """A page that says the same whatever is picked."""

    def gap() -> str:
        return ("", "\n", "  \n\t", "<!-- edge 7 -->", "\n<script nonce=n1>a(1)</script>\n", "<span hidden></span>")[pick("gap", 6)]

    def attributes() -> str:
        return (" class=a id=b", " id=b class=a", ' data-rev="8f3a"', ' style="color:red"', " ID='b'", "")[pick("attributes", 6)]

    def text(words: str) -> str:
        odd = (words, words.replace("、", "，"), words.replace("。", "｡"), words.replace("た", "た\u200b"), f" {words}\n")
        hidden = (*odd, words.replace("@", "[at]"), words.replace("@", "＠"), words.replace("1件", "１件"))
        return hidden[pick("text", len(hidden))]

    def link(place: int) -> str:
        noise = ("", "?utm_source=x", "?sid=a8f3", ";jsessionid=0A1B", "?_=1780000001", "#top")[pick("link", 6)]
        return f"{('http', 'https')[pick('scheme', 2)]}://www.example.go.jp/n/{place}.html{noise}"

    parts = []
    for heading, paragraphs in sections:
        parts.append(f"<h2{attributes()}>{text(heading)}</h2>")
        parts.extend(f"<p{attributes()}>{text(SENTENCES[number])}</p>" for number in paragraphs)
    ordered = sorted(items, key=lambda place: pick("order", 4) * 10 + place)
    listed = "".join(
        f"<li{attributes()}>2026年8月{place + 1}日 <a{attributes()} href='{link(place)}'>{text(TITLES[place])}</a>"
        f"{('', '［PDF：1MB］', '［PDF：2.3MB］', '（別ウィンドウで開く）')[pick('note', 4)]}</li>"
        for place in ordered
    )
    stamps = ("<p>閲覧数：1</p>", "<p>閲覧数：12,345</p>", "<p>3日前に更新</p>", "<p>最終更新日：2026年8月9日</p>", "")
    hidden = f"<input type=hidden name=csrf_token value={pick('token', 99)}>"
    body = gap().join([f"<nav><a href=/>本日 {pick('nav', 9)}</a></nav>", *parts, f"<ul>{listed}</ul>", stamps[pick("stamp", 5)], hidden])
    return f"<!DOCTYPE html><html lang=ja><head><title>指針</title></head><body{attributes()}><main>{body}</main></body></html>"


PAGES = st.tuples(
    st.lists(
        st.tuples(st.sampled_from(["目的", "適用", "Review", "費用"]), st.lists(st.integers(0, 4), min_size=1, max_size=4, unique=True)),
        min_size=1,
        max_size=3,
        unique_by=lambda section: section[0],
    ),
    st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True),
)


def read(markup: str) -> Document:
    document = extract(markup)
    assert document.problem is None, document.problem_detail
    return document


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES, st.data())
def test_noise_changes_nothing(given_page: tuple[list[tuple[str, list[int]]], list[int]], data: st.DataObject) -> None:
    clean = read(render(*given_page, lambda _name, _most: 0))
    noisy = read(render(*given_page, lambda name, most: data.draw(st.integers(0, most - 1), name)))
    assert compare(clean, noisy).changes == ()
    assert compare(noisy, clean).changes == ()
    assert compare(noisy, noisy).ignored == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES, st.data())
def test_a_figure_that_changes_amid_noise_is_seen(given_page: tuple[list[tuple[str, list[int]]], list[int]], data: st.DataObject) -> None:
    sections, items = given_page
    with_figure = [(heading, sorted({*paragraphs, 3})) for heading, paragraphs in sections]
    old = read(render(with_figure, items, lambda _name, _most: 0))
    markup = render(with_figure, items, lambda name, most: data.draw(st.integers(0, most - 1), name))
    changes = compare(old, read(markup.replace("300万円", "500万円"))).changes
    assert len(changes) >= len(with_figure)
    assert all("500万円" in (change.new or "") or "300万円" in (change.old or "") for change in changes)
