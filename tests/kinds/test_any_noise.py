"""Noise put into any document changes nothing, and the changes of any two pages, made to the old one, give the new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds import feeds
from tests.kinds.pages import OFFICES, extract, office_page, page
from tests.laws.texts import markdown, plain
from tests.laws.texts import read as read_law
from tracker.diff.blocks import compare
from tracker.model.document import Block, Change, ChangeKind, Document
from tracker.text.canonical import canonical

NAMES = sorted(path.stem for path in OFFICES.glob("*.html"))
SEEDS = st.integers(0, 10**6).map(Random)
_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)((?:\s+[\w-]+(?:=\"[^\"]*\"|='[^']*'|=[^\s>\"']+)?)+)\s*>")
_ATTRIBUTE = re.compile(r"[\w-]+(?:=\"[^\"]*\"|='[^']*'|=[^\s>\"']+)?")
_BLOCK_END = re.compile(r"</(?:p|li|tr|dd|dt|div|ul|ol|dl|table|h[1-6]|section|article)>", re.IGNORECASE)
_LINK = re.compile(r"(href=[\"']?)(?!#|mailto:|javascript:)([^\"'\s>#]+)")
_STAMPS = (
    "<p>最終更新日：令和{}年8月{}日</p>",
    "<p>閲覧数：{}{}</p>",
    "<p>{}{}日前に更新</p>",
    "<p>あなたは{},{}11人目の訪問者です</p>",
    "",
)
_quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def noisy(markup: str, chance: Random) -> str:
    """The page as another server, on another day, would send it."""

    def tag(found: re.Match[str]) -> str:
        attributes = _ATTRIBUTE.findall(found[2])
        chance.shuffle(attributes)
        attributes += [f'data-rev="{chance.randrange(10**6)}"'] * chance.randrange(2)
        return f"<{found[1]} {'  '.join(attributes)}>"

    def link(found: re.Match[str]) -> str:
        mark = "&amp;" if "?" in found[2] else "?"
        return found[0] + chance.choice(["", f"{mark}utm_source=x{chance.randrange(99)}", f"{mark}PHPSESSID={chance.randrange(10**9)}"])

    def end(found: re.Match[str]) -> str:
        return found[0] + chance.choice(["", "\n", "  \n\t", "<!-- 7 -->", f"<script nonce=n{chance.randrange(99)}>a()</script>"])

    markup = _BLOCK_END.sub(end, _TAG.sub(tag, _LINK.sub(link, markup)))
    stamp = chance.choice(_STAMPS).format(chance.randrange(1, 9), chance.randrange(1, 28))
    token = f'<input type=hidden name=csrf_token value="{chance.randrange(10**9)}">'
    return re.sub(r"</body>", f"{stamp}{token}</body>", markup, flags=re.IGNORECASE)


@_quick
@given(st.sampled_from(NAMES), SEEDS)
def test_noise_in_any_page_changes_nothing(name: str, chance: Random) -> None:
    clean, other = extract(office_page(name)), extract(noisy(office_page(name), chance))
    assert clean.problem is None
    assert clean.blocks
    assert compare(clean, other).changes == ()
    assert compare(other, clean).changes == ()


ITEMS = st.lists(st.builds(feeds.Item, title=st.sampled_from(["公募を開始", "指針を改定", "Call"]), link=st.integers(1, 9).map("https://a.example/{}.html".format)), min_size=1, max_size=5, unique_by=lambda item: item.link)  # fmt: skip


@_quick
@given(ITEMS, SEEDS)
def test_noise_in_any_feed_changes_nothing(items: list[feeds.Item], chance: Random) -> None:
    noise = [one._replace(link=f"{one.link}?utm_medium=rss{chance.randrange(99)}", title=f" {one.title}\u200b") for one in items]
    clean, other = feeds.extract(feeds.rss(items)), feeds.extract(feeds.rss(noise).replace("><", ">\n <"))
    assert len(clean.blocks) == len(items)
    assert compare(clean, other).changes == ()


@_quick
@given(st.sampled_from([markdown, plain]), SEEDS)
def test_noise_in_a_statute_changes_nothing(written: Callable[[], str], chance: Random) -> None:
    text = written()
    lines = [
        line + chance.choice(["", " ", "\u3000", "\r", "\n"])
        for line in text.replace("、", chance.choice(["、", "，", "、\u200b"])).split("\n")
    ]
    assert compare(read_law(text), read_law("\n".join(lines))).changes == ()


SENTENCES = [
    f"第{number}号の{tree}は森林局が植え、その数を毎年度記録して公表するものとする。"
    for number, tree in enumerate(["樫", "楢", "樅", "桂", "椋"])
]
PARTS = st.lists(
    st.one_of(
        st.sampled_from([f"<h2>{number}. {name}</h2>" for number in (1, 2) for name in ("苗木", "種子")]),
        st.sampled_from([f"<p>{sentence}</p>" for sentence in SENTENCES]),
        st.sampled_from(["<p>募集中</p>", "<p>終了</p>", "<ul><li>樫</li><li>楢</li></ul>", "<ul><li>楢</li><li>樅</li></ul>"]),
        st.sampled_from([f"<ul><li>2026年6月{day}日 <a href=/n/{day}.html>公募{day}を開始</a></li></ul>" for day in (1, 2, 3)]),
        st.sampled_from([f"<table><tr><th>事業</th><th>額</th></tr><tr><td>苗木</td><td>{figure}</td></tr></table>" for figure in (3, 4)]),
    ),
    min_size=1,
    max_size=9,
)


def says(document: Document) -> dict[str, tuple[str, str, str | None]]:
    return {block.key: (canonical(block.title or ""), canonical(block.text), block.link) for block in document.blocks}


def applied(old: Document, changes: tuple[Change, ...]) -> Document:
    """The old document with the changes made to it: all that leaves first, then all that comes."""
    now: dict[str, Block] = {block.key: block for block in old.blocks}
    for change in changes:
        if change.change is ChangeKind.REMOVED:
            del now[change.key]
        elif change.change is ChangeKind.MOVED and change.old_key is not None:
            del now[change.old_key]
    now.update({change.key: change.block for change in changes if change.change is not ChangeKind.REMOVED and change.block})
    return msgspec.structs.replace(old, blocks=tuple(now.values()))


@pytest.mark.parametrize("select", [(), "main"])
@_quick
@given(PARTS, PARTS)
def test_the_changes_of_any_two_pages_made_to_the_old_give_the_new(select: str | tuple[()], old: list[str], new: list[str]) -> None:
    before, after = (extract(page(f"<main><h1>植樹</h1>{''.join(parts)}</main>"), select=select) for parts in (old, new))
    found = compare(before, after)
    assert says(applied(before, found.changes)) == says(after)
    assert compare(after, after).changes == ()
    assert compare(after, after).ignored == ()
