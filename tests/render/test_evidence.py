"""Evidence pages: the quote in its context, and nothing that loads or runs."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.digest.samples import finding, made, recorded, source
from tests.render.weeks import full_week, hostile_week
from tracker.model.digest import Digest
from tracker.render.evidence import evidence_pages

SNAPSHOT = "sha256:" + "0123456789abcdef" * 4


def one(quote: str, **given: object) -> Digest:
    return made(recorded(41, finding(quote=quote), snapshot=SNAPSHOT, **given), sources=(source("harbour-news"),))


def page(quote: str, context: str | None, **given: object) -> LexborHTMLParser:
    pages = evidence_pages(one(quote, **given), {} if context is None else {41: context})
    assert list(pages) == ["weekly-2026-W33/evidence/41-0123456789abcdef.html"]
    return LexborHTMLParser(pages["weekly-2026-W33/evidence/41-0123456789abcdef.html"])


def mark(tree: LexborHTMLParser) -> str:
    (found,) = tree.css("mark")
    return found.text()


def test_every_citation_that_names_a_page_has_it_under_that_name() -> None:
    digest = full_week()
    named = {cited.page for section in digest.sections for entry in section.entries for cited in entry.sources if cited.page}
    pages = evidence_pages(digest, {})
    assert named == set(pages)
    assert all(re.fullmatch(r"weekly-2026-W33/evidence/\d+-[0-9a-z]+\.html", path) for path in pages)
    assert len(pages) == 10


def test_the_quote_is_marked_inside_its_context() -> None:
    tree = page("公布された。", "前文。公布された。後文。")
    assert mark(tree) == "公布された。"
    (quoted,) = tree.css("blockquote")
    assert quoted.text().strip() == "前文。公布された。後文。"
    assert quoted.attributes["lang"] == "ja"


def test_a_quote_is_found_across_broken_lines_and_where_it_was_cut_short() -> None:
    assert mark(page("made on\nMonday", "It was made\n  on Monday here.")) == "made  on Monday"
    long = "長" * 300
    assert mark(page(long, f"前{long}後")) == "長" * 200


def test_a_page_without_the_passage_shows_the_quote_and_says_so() -> None:
    for context in (None, "", "別の文章。"):
        tree = page("公布された。", context)
        assert mark(tree) == "公布された。"
        assert "別の文章" not in tree.text()
        assert "not kept here" in tree.text()


def test_only_what_stands_around_the_quote_is_shown() -> None:
    shown = page("公布された。", "遠" * 5000 + "公布された。" + "遠" * 5000).css("blockquote")[0].text()
    assert shown.count("遠") == 1200
    assert shown.strip().startswith("…")
    assert shown.strip().endswith("…")


def test_it_names_source_address_time_hash_and_finding() -> None:
    tree = page("q", "q", url="https://harbour.example/a?b=1&c=2", title="題名")
    words = tree.text()
    for part in ("題名", "The harbour-news (official)", "https://harbour.example/a?b=1&c=2", SNAPSHOT, "41, told by weekly-2026-W33"):
        assert part in words
    assert [link.attributes["href"] for link in tree.css("a")] == ["https://harbour.example/a?b=1&c=2"]
    assert tree.css("time")[0].attributes["datetime"] == "2026-08-15T15:00:00+09:00"


def test_its_policy_allows_its_own_style_and_nothing_else() -> None:
    tree = page("q", "q")
    (style,) = tree.css("style")
    wanted = base64.b64encode(hashlib.sha256(style.text().encode()).digest()).decode()
    (meta,) = tree.css("meta[http-equiv]")
    assert meta.attributes == {"http-equiv": "Content-Security-Policy", "content": f"default-src 'none'; style-src 'sha256-{wanted}'"}


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "<img src=https://evil.example/p onerror=alert(1)>",
        "</p></blockquote><iframe src=//evil.example>",
        '"><a href="javascript:alert(1)">x</a>',
        "<style>*{}</style><mark>",
        "<!-- x --><svg/onload=alert(1)>",
        "{{ 7 * 7 }}{% include 'x' %}",
        "javascript:alert(1)",
    ],
)
def test_hostile_words_stay_words(words: str) -> None:
    tree = page(words, f"a {words} b", title=words, url=words, source=words)
    assert mark(tree) == words
    assert not tree.css("script, img, iframe, svg, object, embed, form, link, base, p style, [onerror], [onload], a")
    assert len(tree.css("style")) == 1
    for markup in evidence_pages(hostile_week(words), {1: words, 2: words}).values():
        assert not LexborHTMLParser(markup).css("script, img, iframe, svg, a[href^=javascript]")


def test_control_and_bidirectional_characters_are_dropped_and_matched_without() -> None:
    tree = page("a\u202eb\x00c", "x a\u202eb\x00c y")
    assert mark(tree) == "abc"
    assert not re.search(r"[\x00-\x08\u202a-\u202e]", tree.html or "")


def test_the_same_digest_gives_the_same_pages() -> None:
    assert evidence_pages(full_week(), {1: "公布された。"}) == evidence_pages(full_week(), {1: "公布された。"})
