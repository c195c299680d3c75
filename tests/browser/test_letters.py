"""Letters in a real browser: nothing is asked for, nothing runs, and they are read without scrolling sideways, from a telephone up."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.window import Seen, look, program, window
from tests.origin import Origin
from tests.render.test_letters import alert_of
from tests.render.weeks import full_week, hostile_week
from tracker.model.digest import LANGS
from tracker.render.letter import Letters

WIDTHS = (320, 1200)
LEAST_LETTERS = 12.0
EVIL = '<img src="{place}/evil.png" onerror="window.owned=1"><script>window.owned=2;alert(1)</script><a href="javascript:alert(2)">x</a>'


@pytest.fixture(scope="module")
def wire() -> Iterator[Origin]:
    with Origin() as origin:
        yield origin


@pytest.fixture(scope="module")
def letters(wire: Origin, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    program()
    folder, made = tmp_path_factory.mktemp("letters"), Letters()
    words = EVIL.format(place=wire.url("")) + "長" * 500
    digests = {
        **{f"week-{lang}": (full_week(), lang) for lang in LANGS[:2]},
        "hostile": (hostile_week(words), LANGS[0]),
        "alert": (alert_of(words), LANGS[-1]),
    }
    files: dict[str, Path] = {}
    for name, (digest, lang) in digests.items():
        files[name] = folder / f"{name}.html"
        files[name].write_text(made.letter_of(digest, lang).html, encoding="utf-8")
    with window(wire.url("").rstrip("/")) as browser:
        return {name: look(browser, file, *WIDTHS) for name, file in files.items()}


def test_they_are_read_without_scrolling_sideways(letters: dict[str, Seen]) -> None:
    assert {name: seen.widest for name, seen in letters.items()} == {name: {width: width for width in WIDTHS} for name in letters}
    assert min(seen.least for seen in letters.values()) >= LEAST_LETTERS


def test_nothing_is_asked_for_run_or_said(letters: dict[str, Seen], wire: Origin) -> None:
    for name, seen in letters.items():
        assert [address.rpartition("/")[2] for address in seen.requests] == [f"{name}.html"]
        assert (seen.dialogs, seen.ran) == ([], None)
    assert [path for path in wire.paths() if "evil" in path] == []


def test_what_was_markup_is_seen_as_words(letters: dict[str, Seen]) -> None:
    assert all("<script>window.owned=2" in letters[name].text for name in ("hostile", "alert"))


def test_the_first_screen_of_a_telephone_says_what_changed_and_whose_word_that_is(letters: dict[str, Seen]) -> None:
    first = letters["week-en"].text.partition("In brief")[2][:600]
    for said in ("Harbour Use Act: promulgated, 12 August 2026", "(official)"):
        assert said in first
