from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds.pages import URL, extract, page
from tracker.errors import ExtractError
from tracker.kinds.page import PAGE
from tracker.model.look import Capture
from tracker.text.document_wire import document_to_plain


def only_extract_errors(body: bytes, content_type: str | None = None, **options: Any) -> None:
    """It reads the capture or refuses it, and what it read can be written as JSON."""
    try:
        document = PAGE.extract(Capture(body=body, url=URL, content_type=content_type), options)
    except ExtractError:
        return
    assert document.problem in (None, "error-page", "empty", "blocked")
    assert bool(document.blocks) == (document.problem is None)
    assert document.problem is None or document.problem_detail
    assert len({block.key for block in document.blocks}) == len(document.blocks)
    json.dumps(document_to_plain(document), ensure_ascii=False).encode()


@given(st.binary(max_size=400), st.none() | st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str | None) -> None:
    only_extract_errors(body, content_type)


_PIECES = [
    "<ul>",
    "<li>",
    "</li>",
    "<a href='/x'>",
    "</a>",
    "<h2>",
    "</h2>",
    "<p>",
    "<br>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<div>",
    "</div>",
    "<time datetime='2026-08-07'>",
    "<!--",
    "-->",
    "<!-- dt>平成38年8月7日</dt -->",
    "2026年8月7日",
    "令和8年のお知らせ",
    "8月7日",
    "甲",
    "乙 丙",
    "［PDF：1MB］",
    "<",
    ">",
    "&amp;",
    "&#xD800;",
    "\x00",
    "<script>",
    "</script>",
    "<base href='//[x'>",
    "<a href='http://[x'>",
    "<frameset>",
    "<template>",
    "<svg>",
    "<select>",
    "<form>",
    "<main>",
    "</main>",
    "<nav>",
    "\u202e",
    "'",
    '"',
    "<img alt=丁>",
    "関連リンク",
    "お探しのページは見つかりません",
]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=60),
    st.sampled_from(
        [
            {},
            {"select": "li"},
            {"select": ("p", "div"), "remove": "a"},
            {"select": ("a", "[hidden], *")},
            {"select": "a, td, b", "follow": "a"},
        ]
    ),
)
def test_any_markup_is_read_or_refused(pieces: list[str], options: dict[str, Any]) -> None:
    only_extract_errors("".join(pieces).encode("utf-8", "surrogatepass"), **options)


@given(st.text(max_size=20))
def test_any_selector_is_used_or_refused(selector: str) -> None:
    only_extract_errors(page("<p class=a>甲</p>").encode(), select=selector, remove=selector)


def test_many_parts_deep_in_a_page_cost_by_their_number() -> None:
    """Each of them asks what it stands in: a fifth as many in a page a fifth as deep would else cost a twenty-fifth."""

    def taken(number: int) -> float:
        body = page("<b>" * (number // 20) + "<i class=x>語</i>" * number)
        started = time.process_time()
        assert len(extract(body, select=".x").blocks) == number
        return time.process_time() - started

    taken(1_000)
    assert taken(20_000) < 12 * taken(4_000)


MANY = 50_000


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * MANY,
        "<ul><li>" * MANY,
        "<b><i></b>" * MANY,
        "<template>" * MANY,
        "<svg><style><g>" * MANY,
        "<a " + " ".join(f"a{n}=1" for n in range(MANY)) + ">甲</a>",
        "<a " + " ".join(f'a{n}=">"' for n in range(MANY)) + ">甲</a>",
    ],
)
def test_what_keeps_a_parser_busy_is_refused(markup: str) -> None:
    started = time.process_time()
    with pytest.raises(ExtractError, match="it is not read"):
        extract(markup)
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "markup",
    [
        "<!--" * MANY,
        "<a '" * MANY,
        "<a x='" * MANY,
        "<" * MANY,
        "（PDF" * MANY,
        "（" * MANY,
        "<p>" + "1 " * MANY,
        "<p>" + " " * 20 * MANY + "甲",
        "<script>" + "if(a<b)" * MANY + "</script><p>甲",
        "<div class=nav>" * 1_400 + "甲" * MANY,
        "<dl><dt>甲<dd>" * 1_400 + "乙" * MANY,
    ],
)
def test_nothing_takes_time_by_the_square_of_its_length(markup: str) -> None:
    """The slowest of these takes about a second; by the square, each would take minutes."""
    started = time.process_time()
    only_extract_errors(markup.encode())
    assert time.process_time() - started < 15


@pytest.mark.soak
def test_ten_thousand_items_are_read_whole() -> None:
    items = "".join(f"<li>2026年8月7日 <a href='/p/{n}.html'>第{n}回の会合</a></li>" for n in range(10_000))
    document = extract(f"<ul>{items}</ul>")
    assert len({block.key for block in document.blocks}) == 10_000
    assert document.blocks[9_999].title == "第9999回の会合"


@pytest.mark.slow
def test_more_blocks_than_anyone_reads_are_cut_and_counted() -> None:
    document = extract("<p>甲の件" * 20_005)
    assert (len(document.blocks), document.problem_detail) == (20_000, "only the first 20,000 of 20,005 blocks were read")


@pytest.mark.slow
def test_fifteen_megabytes_are_read() -> None:
    document = extract(page(f"<main><h1>議事録</h1>{('<p>' + '火星探査について述べる。' * 400 + '</p>') * 1_000}</main>"))
    assert len(document.blocks) == 1_001
    assert len(document.blocks[1].text) == 400 * 12


def test_nul_bytes_lose_nothing_else() -> None:
    assert [block.text for block in extract("<p>甲\x00乙</p><p>丙</p>").blocks] == ["甲乙", "丙"]
