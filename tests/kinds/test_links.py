from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.links import canonical_link

PAGE = "https://www.example.go.jp/press/0001.html"


@pytest.mark.parametrize(
    "same",
    [
        "http://www.example.go.jp/press/0001.html",
        "HTTPS://WWW.Example.GO.JP/press/0001.html",
        "https://www.example.go.jp:443/press/0001.html",
        "http://www.example.go.jp:80/press/0001.html#section-2",
        " https://www.example.go.jp/press/0001.html\t\n",
        "https://www.example.go.jp/press/./old/../0001.html",
        "https://www.example.go.jp/press/0001.html?utm_source=rss&utm_medium=feed",
        "https://www.example.go.jp/press/0001.html?fbclid=Iw9&_ga=1.2",
        "https://www.example.go.jp/press/0001.html?examplecom-did=3f6c",
        "https://www.example.go.jp/press/0001.html;jsessionid=0FA1",
        "https://www.example.go.jp/press/0001.html?PHPSESSID=abc",
        "https://www.example.go.jp./press/%30001.html",
    ],
)
def test_what_leads_to_the_same_page_is_the_same(same: str) -> None:
    assert canonical_link(same) == PAGE


@pytest.mark.parametrize(
    "other",
    [
        "https://www.example.go.jp/press/0001.html?page=2",
        "https://www.example.go.jp/press/0002.html",
        "https://www.example.go.jp:8443/press/0001.html",
        "https://example.go.jp/press/0001.html",
        "https://www.example.go.jp/Press/0001.html",
        "https://www.example.go.jp/press/0001.html#!/chapter/2",
        "https://www.example.go.jp//press/0001.html",
    ],
)
def test_what_may_be_another_page_stays_another(other: str) -> None:
    assert canonical_link(other) != PAGE


def test_parameters_are_compared_in_any_order() -> None:
    assert canonical_link("https://e.jp/?b=2&a=1&utm_id=9") == canonical_link("https://e.jp/?a=1&b=2")


def test_names_and_escapes_have_one_form() -> None:
    assert canonical_link("https://例え.jp/規則?q=あ") == canonical_link("https://xn--r8jz45g.jp/%e8%a6%8f%E5%89%87?q=%E3%81%82")


@pytest.mark.parametrize("odd", ["", "mailto:a@example.jp", "tag:example.jp,2026:1", "http://[::1", "https://", "http://a:99999/"])
def test_what_is_no_address_comes_back_trimmed(odd: str) -> None:
    assert canonical_link(f" {odd} ") == odd


@given(st.text(max_size=60) | st.from_regex(r"https?://[a-z.]{1,10}(:[0-9]{1,5})?/[ -~]{0,40}", fullmatch=True))
def test_doing_it_twice_is_doing_it_once(url: str) -> None:
    once = canonical_link(url)
    assert canonical_link(once) == once
