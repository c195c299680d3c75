"""Letters of digests and alerts: what stands in their subject, and that nothing from outside does anything in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from html.parser import HTMLParser

import pytest

from tests.digest.samples import NOW, PACK, finding, made, recorded, source
from tests.render.hostile import WORDS
from tests.render.weeks import full_week, hostile_week
from tracker.deliver.smtp import message
from tracker.digest.alerts import Desk, news
from tracker.model.delivery import Parcel
from tracker.model.digest import LANGS, Digest
from tracker.model.finding import Verdict
from tracker.model.source import Authority
from tracker.render.letter import Letter, Letters

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
FORM = {"from": "Tracker <tracker@forest.example>"}
LETTERS = Letters()


class Tags(HTMLParser):
    """The elements of a page and where its links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def alert_of(words: str) -> Digest:
    told = finding(Verdict.ADDS, "", quote=words, why=words, rule="r", event="e", reported=True)
    desk = Desk(PACK, {"harbour-news": source("harbour-news")}, NOW, "0.1.0")
    (raised,) = news([recorded(1, told, title=words, url=words, authority=Authority.PRESS)], desk)
    return raised.digest


def sent(letter: Letter, digest: Digest) -> bytes:
    parcel = Parcel(
        ident="0" * 32,
        to="reader@forest.example",
        subject=letter.subject,
        composed=NOW,
        text=letter.text,
        html=letter.html,
        name=digest.id,
        file="{}",
        answers="1" * 32,
    )
    return message(parcel, FORM).as_bytes()


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("make", [hostile_week, alert_of])
def test_words_that_mean_harm_are_words_in_every_part(words: str, make: Callable[[str], Digest]) -> None:
    digest, plain = make(words), make("plain")
    letter = LETTERS.letter_of(digest, "both")
    assert len(letter.subject) <= 141
    assert not UNSEEN.search(letter.subject + letter.text.replace("\n", "") + letter.html.replace("\n", ""))
    page, control = Tags(letter.html), Tags(LETTERS.letter_of(plain, "both").html)
    assert page.names <= control.names | {"a"}
    assert not any(name.startswith("on") for name in page.attributes)
    assert all(link.startswith(("https://", "http://", "#entry-")) for link in page.links)
    read = message_from_bytes(sent(letter, digest), policy=default)
    assert sorted(read.keys()) == sorted(message_from_bytes(sent(LETTERS.letter_of(plain, "both"), plain), policy=default).keys())
    assert [part.get_content_type() for part in read.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_an_alert_says_in_its_subject_what_it_is_and_of_what() -> None:
    letter = LETTERS.letter_of(alert_of("お知らせ"), "en")
    assert letter.subject.startswith("[Reported, not yet official] Rules: published, 12 August 2026")
    assert "(press)" in letter.text
    assert "COVERAGE" not in letter.text
    assert "[報道段階・公式未確認]" in LETTERS.letter_of(alert_of("お知らせ"), "ja").subject


@pytest.mark.parametrize("lang", LANGS)
def test_a_letter_loads_nothing_and_says_the_same_in_text(lang: str) -> None:
    letter = LETTERS.letter_of(full_week(), lang)  # type: ignore[arg-type]
    assert not Tags(letter.html).names & {"img", "link", "script", "iframe", "object", "svg"}
    assert "url(" not in letter.html
    for name in ("港湾利用法", "岸壁補助金") if lang != "en" else ("Harbour Use Act", "Quay Grant"):
        assert name in letter.text
        assert name in letter.html


def test_what_an_item_tells_besides_stands_in_both_parts_with_what_it_is_and_its_sentence() -> None:
    item = {"url": "https://x.example/1", "title": "t"}
    other = finding(Verdict.CONTRADICTS, "quay-grant", event="other", quote="別の日に公表された。")
    letter = LETTERS.letter_of(made(recorded(1, finding(Verdict.ADVANCES), **item), recorded(2, other, **item)), "en")
    for part in (letter.text, letter.html):
        assert "1 contradiction" in part
        assert "Contradicts the timeline" in part
        assert "別の日に公表された。" in part


def test_a_follow_up_is_in_the_thread_of_its_alert_and_a_digest_in_none() -> None:
    digest = alert_of("x")
    letter = LETTERS.letter_of(digest, "en")
    read = message_from_bytes(sent(letter, digest), policy=default)
    assert read["In-Reply-To"] == read["References"] == f"<{'1' * 32}@forest.example>"
    parcel = Parcel(ident="0" * 32, to="a@b.example", subject="s", composed=NOW, text="t", html="h", name="n", file="{}")
    assert message(parcel, FORM)["In-Reply-To"] is None


def test_the_tracks_of_an_alert_are_named() -> None:
    assert "Rules" in LETTERS.letter_of(alert_of("x"), "en").html
