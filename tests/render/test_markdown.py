"""The Markdown edition, read back by an independent CommonMark reader."""

from __future__ import annotations

import re
from importlib.metadata import entry_points

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.digest.samples import NOW, day, finding, made, recorded, source
from tests.render.weeks import full_week, hostile_week, quiet_week
from tracker.errors import RenderError
from tracker.model.digest import SECTIONS, Digest
from tracker.model.finding import Verdict
from tracker.model.reading import Modality
from tracker.render import escape
from tracker.render.markdown import MARKDOWN
from tracker.render.phrases import HEADINGS

HOSTILE = (
    "[win](https://evil.example/)",
    "![pixel](https://evil.example/p.png)",
    "<script>alert(1)</script><img src=x onerror=y>",
    "# heading",
    "a\n\n# heading\n\n- list\n\n| a | b |\n|---|---|\n| c | d |",
    "x | y | z",
    "1. one",
    "- one",
    "+ one",
    "> quoted",
    "```\ncode\n```",
    "`code` **bold** _it_ ~~gone~~",
    "https://evil.example/ www.evil.example me@evil.example mailto:me@evil.example",
    "<https://evil.example/>",
    "[a][b]\n\n[b]: https://evil.example/",
    "&lt;b&gt; &amp; &#x3c;",
    "\\[x\\](y) \\",
    "===\n---",
    "\u202egnp.exe\u0007\x1b[31m",
    "{{ view }} {% raw %} ${x} {x: y}",
    "javascript:alert(1)",
    "data:text/html,<script>1</script>",
)


def reader() -> MarkdownIt:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(markdown: str) -> list[Token]:
    found: list[Token] = []
    for token in reader().parse(markdown):
        found.append(token)
        found.extend(token.children or [])
    return found


def headings(markdown: str, level: int) -> list[str]:
    flat = tokens(markdown)
    return [_plain(flat[place + 1]) for place, token in enumerate(flat) if token.type == "heading_open" and token.tag == f"h{level}"]


def links(markdown: str) -> list[str]:
    return [str(token.attrGet("href")) for token in tokens(markdown) if token.type == "link_open"]


def _plain(inline: Token) -> str:
    return "".join(child.content for child in inline.children or [])


def shape(markdown: str) -> list[str]:
    """What the document is made of, but for its words and for how often inline text is broken."""
    return [
        f"{token.type}{token.tag}" for token in tokens(markdown) if token.type not in {"text", "text_special", "softbreak", "code_inline"}
    ]


def test_a_full_week_has_every_section_in_the_order_of_the_contract() -> None:
    found = headings(MARKDOWN.render(full_week()), 2)
    assert found.pop(SECTIONS.index("brief") + 1) == "Since the briefing (30 April 2026)"
    assert found == [HEADINGS[name].en for name in SECTIONS]


def test_every_section_name_has_a_heading() -> None:
    assert set(HEADINGS) == set(SECTIONS)


def test_empty_sections_vanish_and_a_quiet_week_says_that_it_looked() -> None:
    written = MARKDOWN.render(quiet_week())
    assert headings(written, 2) == ["Coverage"]
    assert "**Quiet.** Looked 14 times, saw 1 of 2 sources: nothing changed." in written
    assert "Not proven quiet:** Cranes." in written
    assert "Quiet (looked, nothing changed):** Rules." in written
    assert "Not watched:** Fairs." in written


def test_a_week_in_which_nothing_was_seen_is_not_called_quiet() -> None:
    for digest in (made(), made(sources=(source("a"),))):
        written = MARKDOWN.render(digest)
        assert "**Not looked.** No source was looked at in this period (none was due, or the tracker did not run)" in written
        assert written.count("not looked at") == len(digest.coverage), "in the table alone"
        assert "Quiet." not in written


def test_a_source_that_cannot_be_seen_is_named_before_the_entries() -> None:
    written = MARKDOWN.render(full_week())
    assert written.index("**Blind now:** The crane-page.") < written.index("## Decided")


def test_a_digest_without_corrections_says_so_and_one_with_them_shows_them_first() -> None:
    assert "No correction to earlier digests." in MARKDOWN.render(quiet_week())
    written = MARKDOWN.render(full_week())
    assert "No correction" not in written
    assert written.index("Withdrawn: Crane Operation Guideline") < written.index("## In brief")


def test_an_entry_tells_what_when_before_after_quote_source_links_and_rule() -> None:
    written = MARKDOWN.render(full_week())
    entry = written[written.index("## Decided") : written.index("## New")]
    for part in (
        "Harbour Use Act: promulgated, 12 August 2026\n",
        "港湾利用法：公布、令和8年8月12日（2026年）\n",
        "- **When:** 12 August 2026 (precise to the day); happened\n",
        "- **Before:** expected (aimed at or forecast), by September 2026\n",
        "- **Now:** happened, 12 August 2026\n",
        "“公布された。” The harbour-news (official), seen 17 August 2026 07:00 JST",
        "[港湾利用法の一部改正の公布について](<https://harbour.example/news/1>)",
        "[evidence](<weekly-2026-W33/evidence/1-0000000000000000.html>)",
        "The official page says so. Rule `advances.sample`.",
    ):
        assert part in entry
    assert entry.index("(official)") < entry.index("(press)")


def test_a_confirmation_has_no_before() -> None:
    was = finding(Verdict.CONFIRMS, was=day("2026-08-12"), was_modality=Modality.OCCURRED)
    written = MARKDOWN.render(made(recorded(1, was)))
    assert "**When:** 12 August 2026" in written
    assert "**Before:**" not in written


def test_the_brief_points_to_the_numbers_of_the_entries_that_it_retells() -> None:
    written = MARKDOWN.render(full_week())
    numbered = {heading.split(" · ", 1)[1]: heading.split(" · ", 1)[0] for heading in headings(written, 3)}
    brief = re.findall(r"^- \*\*[^(]+\((\d+)\):\*\* (.+)$", written[: written.index("## Decided")], re.MULTILINE)
    assert len(brief) == 5
    for number, title in brief:
        (plain,) = [_plain(token) for token in reader().parse(title) if token.type == "inline"]
        (retold,) = (name for name in numbered if plain == name or plain.startswith(f"{name} · "))
        assert numbered[retold] == number


def test_coming_events_stand_under_their_horizon() -> None:
    written = MARKDOWN.render(full_week())
    near, far = written.index("**Next 30 days**"), written.index("**Next 90 days**")
    assert (
        near < written.index("- New rules, 1 September 2026 (scheduled)") < far < written.index("- Third call, 1 November 2026 (expected)")
    )


def test_coverage_tells_tracks_first_then_a_table_of_sources_and_how_to_reproduce() -> None:
    written = MARKDOWN.render(full_week())
    coverage = written[written.index("## Coverage") :]
    assert "3 sources, 35 looks, 9 failed." in coverage
    assert (
        "- **Cranes** · クレーン: 4 told, 1 of 2 sources reached; that there is no more is not proven; not seen: The crane-page" in coverage
    )
    assert "- **Fairs** · 催し: not watched" in coverage
    assert "| The crane-page | 7 | 7 | blind since 17 July 2026 08:00 JST; a wall (HTTP 403) |" in coverage
    assert "Read and not told: irrelevant 1." in coverage
    assert "`tracker digest --since 2026-08-10 --until 2026-08-17`" in coverage
    assert coverage.index("**Rules**") < coverage.index("| Source |")


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(words: str) -> None:
    written = MARKDOWN.render(hostile_week(words))
    assert shape(written) == shape(MARKDOWN.render(hostile_week("plain"))) or _same_but_links(written)
    _holds_nothing_of_its_own(written)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*HOSTILE, "\n", "    ", "\t", "語", "`", "|", "](", "<", "\\"]), min_size=1, max_size=6).map("".join))
def test_no_mixture_of_hostile_words_becomes_markup(words: str) -> None:
    _holds_nothing_of_its_own(MARKDOWN.render(hostile_week(words)))


def _same_but_links(written: str) -> bool:
    """An address that is one of the web may be linked: it is the item's own."""
    without = [part for part in shape(written) if not part.startswith("link_")]
    return without == [part for part in shape(MARKDOWN.render(hostile_week("plain"))) if not part.startswith("link_")]


def _holds_nothing_of_its_own(written: str) -> None:
    like = "平文" if "語" in written else "plain"  # a Japanese quote is restated
    plain = tokens(MARKDOWN.render(hostile_week(like)))
    found = tokens(written)
    forbidden = {
        "html_block",
        "html_inline",
        "image",
        "fence",
        "code_block",
        "em_open",
        "s_open",
        "hr",
        "blockquote_open",
        "ordered_list_open",
    }
    assert not forbidden & {token.type for token in found}
    for kind in ("heading_open", "bullet_list_open", "list_item_open", "table_open", "tr_open", "td_open", "strong_open"):
        assert sum(token.type == kind for token in found) == sum(token.type == kind for token in plain), kind
    assert all(re.match(r"https?://|weekly-2026-W33/evidence/[0-9]+-[0-9a-z]+\.html$", href) for href in links(written))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]", written)


@pytest.mark.parametrize("words", [one for one in HOSTILE if "\n" not in one and "\x1b" not in one])
def test_escaped_words_show_the_very_characters_that_were_there(words: str) -> None:
    (inline,) = [token for token in reader().parse(f"x {escape.text(words)}") if token.type == "inline"]
    assert _plain(inline) == f"x {words}"


@pytest.mark.parametrize("words", ["https://evil.example/", "www.evil.example", "me@evil.example", "HTTPS://EVIL.example"])
def test_bare_addresses_are_written_so_that_no_reader_makes_links_of_them(words: str) -> None:
    assert not re.search(r"(?i)https?://|www\.|\w@\w", str(escape.text(words)))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://x.example/a?b=1&lt;=2#c", "https://x.example/a?b=1&lt;=2#c"),
        ("https://x.example/(a) b", "https://x.example/%28a%29%20b"),
        ("https://x.example/日本", "https://x.example/%E6%97%A5%E6%9C%AC"),
        ("https://x.example/%E6%97%A5", "https://x.example/%E6%97%A5"),
        ("https://x.example/>[x](y)\\", "https://x.example/%3E%5Bx%5D%28y%29%5C"),
        ("javascript:alert(1)", None),
        ("//x.example/", None),
        ("file:///etc/passwd", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_only_addresses_of_the_web_are_linked(url: str, linked: str | None) -> None:
    assert links(str(escape.link("t", url))) == ([] if linked is None else [linked])


@pytest.mark.parametrize("words", ["a`b", "``", "`", "a | b", "x\ny"])
def test_a_code_span_holds_any_words(words: str) -> None:
    found = tokens(f"x {escape.code(words)} y")
    assert [token.content for token in found if token.type == "code_inline"] == [" ".join(words.replace("|", "¦").split())]


def test_a_digest_whose_times_are_none_is_refused_by_name() -> None:
    broken = Digest(id="x", series="run", since="yesterday", until="today", composed="now", sections=())
    with pytest.raises(RenderError, match="yesterday"):
        MARKDOWN.render(broken)


def test_a_digest_needs_no_source_names() -> None:
    digest = made(recorded(1, finding(), seen=NOW))
    assert "harbour-news (official)" in MARKDOWN.render(digest)


def test_it_is_found_by_its_entry_point() -> None:
    (point,) = entry_points(group="tracker.renderers", name="md")
    assert point.load() is MARKDOWN
    assert MARKDOWN.suffix == "md"
