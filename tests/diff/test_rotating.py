"""A part of links that is another in each capture is learnt; what may mean something is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tracker.diff.blocks import compare
from tracker.diff.rotating import has_opaque_link, learn, steady_link
from tracker.model.document import Block, Document, Rotating

TITLES = ("手引を掲載しました", "説明会を開きます", "公募要領を掲載しました")


def capture(*links: str) -> Document:
    blocks = [Block(key=f"link-{link}", text="", title=title, link=link) for title, link in zip(TITLES, links, strict=False)]
    return Document(blocks=tuple(blocks))


def captures(pattern: str, values: Sequence[str]) -> list[Document]:
    return [capture(*(pattern.format(value=f"{value}{place}", place=place) for place in range(3))) for value in values]


@pytest.mark.parametrize(
    ("pattern", "values", "part"),
    [
        ("https://e.jp/n/{place}.html?q1={value}", ("x7k2p9", "q3m8z1", "w5t4r6"), "?q1"),
        ("https://e.jp/n/{place}.html?id={place}&stamp={value}", ("178000000", "178000100", "178000900"), "?stamp"),
        ("https://e.jp/s/{value}/n/{place}.html", ("a8f3d2c1b7e6f5a40", "b1c9e8d7f6a5b4c30", "c2d4e6f8a1b3c5d70"), "/2"),
    ],
)
def test_a_value_that_is_drawn_anew_each_time_is_learnt_with_its_evidence(pattern: str, values: Sequence[str], part: str) -> None:
    seen = captures(pattern, values)
    (learnt,) = learn(seen)
    assert (learnt.host, learnt.part, len(learnt.values)) == ("e.jp", part, 3)
    assert learnt.values[0].startswith(values[0])
    assert learn(seen, [learnt]) == ()
    assert has_opaque_link(seen[0].blocks)
    links = {steady_link(one.blocks[0].link or "", [learnt]) for one in seen}
    assert len(links) == 1
    found = compare(seen[0], seen[1], rotating=[learnt])
    assert not found.changed
    assert [one.why for one in found.ignored] == ["link"] * 3


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("https://e.jp/n/{place}.html?q1={value}", ("x7k2p9", "q3m8z1")),  # too few captures
        ("https://e.jp/n/{place}.html?q1={value}", ("x7k2p9", "q3m8z1", "q3m8z1")),  # one value that stayed
        ("https://e.jp/n/{value}.html", ("guideline-v1-", "guideline-v2-", "guideline-v3-")),
        ("https://e.jp/n/?page={value}", ("1", "2", "3")),
        ("https://e.jp/n/?version={value}", ("v1.1.", "v1.2.", "v1.3.")),
        ("https://e.jp/n/?day={value}", ("2026080", "2026081", "2026082")),
    ],
)
def test_nothing_is_learnt_of_what_may_mean_something(pattern: str, values: Sequence[str]) -> None:
    assert learn(captures(pattern, values)) == ()


def test_one_link_that_kept_its_value_shows_that_the_parameter_means_something() -> None:
    seen = [capture(f"https://e.jp/?doc=ab12cd{n}", "https://e.jp/?doc=ef34gh9") for n in range(3)]
    assert learn(seen) == ()


def test_words_that_stand_twice_are_evidence_of_nothing() -> None:
    blocks = [[Block(key=str(n), text="", title="資料", link=f"https://e.jp/?doc=ab{n}{look}cd7") for n in range(2)] for look in range(3)]
    assert learn([Document(blocks=tuple(one)) for one in blocks]) == ()


def test_a_new_item_counts_beside_rotating_ones() -> None:
    learnt = [Rotating(host="e.jp", path="", part="?q1", values=("a1b2c3",))]
    old, new = capture("https://e.jp/1?q1=x7k2p9"), capture("https://e.jp/1?q1=w5t4r6", "https://e.jp/2?q1=w5t4r6")
    assert [(one.change.value, one.block.title if one.block else None) for one in compare(old, new, rotating=learnt).changes] == [
        ("added", TITLES[1])
    ]


@pytest.mark.parametrize("odd", ["http://[::1", "mailto:a@e.jp", "https://e.jp/%ff?%zz=1&&=", ""])
def test_odd_addresses_are_compared_as_they_stand(odd: str) -> None:
    assert steady_link(odd, [Rotating(host="e.jp", path="", part="?q1", values=())]) == steady_link(odd, [])
