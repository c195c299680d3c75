"""sources.yaml is refused as a whole where anything in it is wrong, with every fault named by line and key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tracker.config.sources import load_sources
from tracker.errors import ConfigError, ConfigFaultsError
from tracker.model.source import Authority, Label, Source, Terms

KINDS = {"feed": frozenset[str](), "page": frozenset({"select", "remove"})}
TRACKS = ("act", "guidelines")
ENTRY = {
    "id": "ministry-news",
    "name": "{ja: 省庁, en: Ministry}",
    "kind": "feed",
    "url": "https://ministry.example/news.rdf",
    "authority": "official",
    "lang": "ja",
    "tracks": "[act]",
}


def entry(**changes: str | None) -> str:
    """One source as YAML; None leaves a key out."""
    fields = {key: value for key, value in {**ENTRY, **changes}.items() if value is not None}
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in fields.items()) + "\n"


def load(tmp_path: Path, text: str) -> tuple[Source, ...]:
    path = tmp_path / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    return load_sources(path, kinds=KINDS, tracks=TRACKS)


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(ConfigFaultsError) as caught:
        load(tmp_path, text)
    assert all(fault.file == tmp_path / "sources.yaml" for fault in caught.value.faults)
    return [(fault.line, fault.key, fault.message) for fault in caught.value.faults]


def test_a_whole_source_is_read(tmp_path: Path) -> None:
    text = "version: 1\ndefaults: {every: 6h, timeout: 30s}\nsources:\n" + entry(
        kind="page",
        every="2d",
        timeout="5s",
        publisher="{ja: 省, en: Ministry of X}",
        terms="{redistribute: true, quote: 80, attribution: Ministry}",
        silent="normal",
        fallback="other",
        background_after="3d",
        select="main",
        remove='[".a", aside]',
    )
    text += entry(id="other", tracks="[act, guidelines]")
    first, second = load(tmp_path, text)
    assert first == Source(
        id="ministry-news",
        name=Label("省庁", "Ministry"),
        kind="page",
        url="https://ministry.example/news.rdf",
        authority=Authority.OFFICIAL,
        lang="ja",
        every=timedelta(days=2),
        timeout=timedelta(seconds=5),
        tracks=("act",),
        publisher=Label("省", "Ministry of X"),
        terms=Terms(redistribute=True, quote=80, attribution="Ministry"),
        silent_normal=True,
        fallback="other",
        background_after=timedelta(days=3),
        options={"select": "main", "remove": (".a", "aside")},
    )
    assert (second.every, second.timeout, second.background_after) == (timedelta(hours=6), timedelta(seconds=30), timedelta(days=14))
    assert (second.silent_normal, second.terms, second.options) == (False, Terms(), {})


def test_defaults_hold_where_a_source_says_nothing(tmp_path: Path) -> None:
    (source,) = load(tmp_path, "version: 1\ndefaults: {every: 90m, timeout: 10s, background_after: 30d}\nsources:\n" + entry())
    assert (source.every, source.timeout, source.background_after) == (timedelta(minutes=90), timedelta(seconds=10), timedelta(days=30))


def test_a_source_may_be_polled_every_minute(tmp_path: Path) -> None:
    (source,) = load(tmp_path, "version: 1\nsources:\n" + entry(url="http://127.0.0.1:8000/feed", every="1m"))
    assert source.every == timedelta(minutes=1)


# Line numbers: the entry's `id` stands on line 3, its other keys below in the order of ENTRY.
@pytest.mark.parametrize(
    ("changes", "line", "key", "words"),
    [
        ({"id": "Ministry"}, 3, "sources.0.id", "an id of a-z"),
        ({"id": "a--b"}, 3, "sources.0.id", "an id of a-z"),
        ({"id": "../x"}, 3, "sources.0.id", "an id of a-z"),
        ({"name": "Ministry"}, 4, "sources.0.name", "a mapping was expected, not 'Ministry'"),
        ({"name": "{ja: 省}"}, 4, "sources.0.name.en", "the key is missing"),
        ({"kind": "fead"}, 5, "sources.0.kind", "did you mean 'feed'?"),
        ({"url": "ftp://ministry.example/x"}, 6, "sources.0.url", "http:// or https://"),
        ({"url": "javascript:alert(1)"}, 6, "sources.0.url", "http:// or https://"),
        ({"url": "file:///etc/passwd"}, 6, "sources.0.url", "http:// or https://"),
        ({"url": "https://"}, 6, "sources.0.url", "names no host"),
        ({"url": "https://ministry.example:99999/"}, 6, "sources.0.url", "address"),
        ({"url": "https://[::1"}, 6, "sources.0.url", "address"),
        ({"url": "https://user:pw@ministry.example/"}, 6, "sources.0.url", "user name or password"),
        ({"url": '"https://ministry.example/a b"'}, 6, "sources.0.url", "a blank"),
        ({"url": "7"}, 6, "sources.0.url", "a text was expected, not 7"),
        ({"authority": "offical"}, 7, "sources.0.authority", "did you mean 'official'?"),
        ({"lang": "Japanese!"}, 8, "sources.0.lang", "a language"),
        ({"tracks": "[act, guideline]"}, 9, "sources.0.tracks.1", "did you mean 'guidelines'?"),
        ({"tracks": "[]"}, 9, "sources.0.tracks", "at least one"),
        ({"tracks": "act"}, 9, "sources.0.tracks", "a list was expected"),
        ({"every": "6 hours"}, 10, "sources.0.every", "such as 30s, 6h or 14d"),
        ({"every": "30s"}, 10, "sources.0.every", "a duration from 1m to 366d"),
        ({"every": "0h"}, 10, "sources.0.every", "a duration was expected"),
        ({"every": "9999w"}, 10, "sources.0.every", "a duration from"),
        ({"every": "6"}, 10, "sources.0.every", "a duration was expected"),
        ({"timeout": "1h"}, 10, "sources.0.timeout", "a duration from 1s to 10m"),
        ({"silent": "always"}, 10, "sources.0.silent", "'normal' was expected, not 'always'"),
        ({"terms": "{quote: -1}"}, 10, "sources.0.terms.quote", "at least 0"),
        ({"terms": "{redistribute: maybe}"}, 10, "sources.0.terms.redistribute", "true or false"),
        ({"terms": "{qoute: 1}"}, 10, "sources.0.terms.qoute", "unknown key"),
        ({"urls": "x"}, 10, "sources.0.urls", "unknown key; did you mean 'url'?"),
        ({"select": "main"}, 10, "sources.0.select", "this key belongs to kind page, not to feed"),
        ({"fallback": "ministry-new"}, 10, "sources.0.fallback", "there is no source 'ministry-new' in this file; did you mean"),
        ({"fallback": "ministry-news"}, 10, "sources.0.fallback", "lead back"),
        ({"url": None}, 3, "sources.0.url", "the key is missing"),
        ({"id": None}, 3, "sources.0.id", "the key is missing"),
    ],
)
def test_a_fault_names_line_and_key(tmp_path: Path, changes: dict[str, str | None], line: int, key: str, words: str) -> None:
    found = faults(tmp_path, "version: 1\nsources:\n" + entry(**changes))
    assert [(at, name) for at, name, _ in found] == [(line, key)]
    assert words in found[0][2]


def test_all_faults_of_a_file_are_told_at_once_in_order_of_line(tmp_path: Path) -> None:
    text = (
        "version: 2\ndefaults: {every: never}\nsources:\n" + entry(kind="x", every="1") + entry(id="B", url="nowhere") + "  - just words\n"
    )
    found = faults(tmp_path, text)
    assert [(line, key) for line, key, _ in found] == [
        (1, "version"),
        (2, "defaults.every"),
        (6, "sources.0.kind"),
        (11, "sources.0.every"),
        (12, "sources.1.id"),
        (15, "sources.1.url"),
        (19, "sources.2"),
    ]


def test_the_message_lists_every_fault_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaultsError) as caught:
        load(tmp_path, "version: 1\nsources:\n" + entry(lang="x", authority="king"))
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [f"{tmp_path / 'sources.yaml'}:7", f"{tmp_path / 'sources.yaml'}:8"]


def test_an_id_twice_names_the_line_of_the_first(tmp_path: Path) -> None:
    found = faults(tmp_path, "version: 1\nsources:\n" + entry() + entry())
    assert found == [(10, "sources.1.id", "the id 'ministry-news' stands twice; first on line 3")]


def test_fallbacks_in_a_circle_are_told(tmp_path: Path) -> None:
    text = "version: 1\nsources:\n" + entry(id="a", fallback="b") + entry(id="b", fallback="c") + entry(id="c", fallback="a")
    assert [message for _, _, message in faults(tmp_path, text)] == ["the fallbacks lead back to where they began"] * 3


def test_a_chain_into_a_circle_is_no_circle_of_its_own(tmp_path: Path) -> None:
    text = "version: 1\nsources:\n" + entry(id="a", fallback="b") + entry(id="b", fallback="c") + entry(id="c", fallback="b")
    assert [key for _, key, _ in faults(tmp_path, text)] == ["sources.1.fallback", "sources.2.fallback"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("version: 1\n", 1, "'sources' is missing"),
        ("sources: []\nversion: 1\n", 1, "no source in it"),
        ("version: 1\nsources: {a: b}\n", 2, "a list was expected"),
        ("version: 1\nsources: [x]\nsorces: []\n", 2, "a source is a mapping"),
        ("version: 1\nsource: []\nsources: []\n", 2, "did you mean 'sources'?"),
        ("- a\n", 1, "a mapping was expected"),
    ],
)
def test_a_file_of_another_shape_is_told(tmp_path: Path, text: str, line: int, words: str) -> None:
    assert any(at == line and words in message for at, _, message in faults(tmp_path, text))


def test_an_empty_file_and_a_missing_one_tell_of_init(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"empty.*tracker init"):
        load(tmp_path, "# nothing\n")
    with pytest.raises(ConfigError, match=r"tracker init.*TRACKER_SOURCES"):
        load_sources(tmp_path / "gone.yaml", kinds=KINDS, tracks=TRACKS)


@pytest.mark.parametrize(
    ("written", "every", "rhythm"),
    [
        ("6h", timedelta(hours=6), None),
        ("adaptive", timedelta(days=1), "adaptive"),
        ('"0 9 * * 1-5"', timedelta(days=3), "0 9 * * 1-5"),
        ('"*/20  * * * *"', timedelta(minutes=20), "*/20 * * * *"),
    ],
)
def test_a_rhythm_is_a_span_moments_or_learnt(tmp_path: Path, written: str, every: timedelta, rhythm: str | None) -> None:
    (found,) = load(tmp_path, f"version: 1\nsources:\n{entry(every=written)}")
    assert (found.every, found.rhythm) == (every, rhythm)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sometimes", "a whole number and s, m, h, d or w"),
        ("1s", "adaptive, or five fields as in a crontab was expected"),
        ('"0 9 * *"', "such as '0 9 * * 1-5' for 09:00 on working days: five fields were expected"),
        ('"0 25 * * *"', "a time as in a crontab was expected"),
        ('"0 9 31 2 *"', "never comes"),
    ],
)
def test_what_is_no_rhythm_is_refused_with_what_was_expected(tmp_path: Path, written: str, said: str) -> None:
    ((line, key, message),) = faults(tmp_path, f"version: 1\nsources:\n{entry(every=written)}")
    assert (line, key) == (10, "sources.0.every")
    assert said in message
