"""The HTML edition, read back by an independent parser."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest

from tests.digest.samples import finding, made, recorded
from tests.render.hostile import WORDS
from tests.render.weeks import full_week, hostile_week, quiet_week
from tracker.errors import RenderError
from tracker.model.digest import SECTIONS, Digest
from tracker.render.html import HTML
from tracker.render.phrases import HEADINGS

VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, written: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []
        self.headings: list[str] = []
        self.text = ""
        self.feed(written)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h2":
            self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and self.open[-1] == "h2":
            self.headings[-1] += data


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_a_full_week_has_every_section_in_the_order_of_the_contract(lang: str) -> None:
    page = Page(HTML.render(full_week(), lang))  # type: ignore[arg-type]
    assert page.open == []
    page.headings.pop(SECTIONS.index("brief") + 1)
    assert page.headings == [HEADINGS[name].of(lang) for name in SECTIONS]


def test_an_entry_tells_what_when_before_after_quote_restatement_and_rule() -> None:
    written = HTML.render(full_week())
    entry = written[written.index('<article id="entry-2">') :]
    text = Page(entry[: entry.index("</article>") + len("</article>")]).text
    for part in (
        "Harbour Use Act: promulgated, 12 August 2026",
        "港湾利用法：公布、令和8年8月12日（2026年）",
        "12 August 2026 (precise to the day); happened",
        "expected (aimed at or forecast), by September 2026",
        "公布された。",
        "official",
        "Harbour Use Act: promulgated, 12 August 2026, happened",
        "advances.sample",
    ):
        assert part in text
    assert '<q lang="ja">公布された。</q>' in entry


def test_a_restatement_stands_beside_japanese_quotes_of_editions_with_english_alone() -> None:
    japanese, english = recorded(1, finding()), recorded(1, finding(quote="It was published."))
    assert ">Restated<" in HTML.render(made(japanese))
    assert ">Restated · 要旨（自動構成）<" in HTML.render(made(japanese), "both")
    assert "要旨" not in HTML.render(made(japanese), "ja")
    assert "Restated" not in HTML.render(made(english))


def test_the_japanese_edition_has_no_english_labels() -> None:
    page = Page(HTML.render(full_week(), "ja"))
    for label in ("When", "Before", "Says", "Source", "Coverage", "Quiet", "Looks"):
        assert not re.search(rf"\b{label}\b", page.text), label


def test_a_quiet_week_says_that_it_looked_and_how_often() -> None:
    assert "Looked 14 times, saw 1 of 2 sources: nothing changed." in Page(HTML.render(quiet_week())).text
    assert "14回確認し、2情報源のうち1を閲覧：変更なし。" in Page(HTML.render(quiet_week(), "ja")).text


def test_every_entry_of_the_brief_leads_to_its_article() -> None:
    written = HTML.render(full_week())
    wanted = re.findall(r'<a href="#(entry-\d+)">', written)
    assert len(wanted) >= 5
    assert set(wanted) <= set(re.findall(r' id="(entry-\d+)">', written))


@pytest.mark.parametrize("words", WORDS)
def test_hostile_words_stay_words(words: str) -> None:
    like = "平文" if re.search("[\u4e00-\u9fff]", words) else "plain"
    plain, page = Page(HTML.render(hostile_week(like))), Page(HTML.render(hostile_week(words)))
    without_links = [[tag for tag in found.tags if tag not in ("a", "span")] for found in (plain, page)]
    assert without_links[0] == without_links[1]
    assert page.attributes <= plain.attributes | {"href", "rel", "lang"}
    assert all(re.match(r"https?://|#entry-|weekly-2026-W33/evidence/", link) for link in page.links)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page.text)


def test_it_loads_and_runs_nothing() -> None:
    page = Page(HTML.render(full_week()))
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "default-src 'none'; style-src 'sha256-" in unescape(HTML.render(full_week()))


def test_a_digest_whose_times_are_none_is_refused_by_name() -> None:
    with pytest.raises(RenderError, match="yesterday"):
        HTML.render(Digest(id="x", series="run", since="yesterday", until="today", composed="now", sections=()))
