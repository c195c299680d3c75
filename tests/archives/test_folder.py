"""Files that somebody captured: whose they are and of when, by a manifest or by what they are called, and what is kept out."""

from __future__ import annotations

import gzip
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given as anything
from hypothesis import strategies as st

from tests.archives.made import HOME, LIST, NEWS, SOURCES, given, parted, utc
from tests.watched import source
from tracker.archives.file_dates import moment_in, undated
from tracker.archives.file_manifest import rows_of
from tracker.archives.file_walk import LARGEST
from tracker.archives.folder import Folder
from tracker.errors import ConfigError, UsageError
from tracker.model.past import Listed, Lost, PastCapture


def put(root: Path, path: str, body: bytes = b"page") -> None:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


@pytest.mark.parametrize(
    ("path", "at"),
    [
        ("20250521120000.html", "2025-05-21T12:00"),
        ("oak-news_20250521120007id_.html", "2025-05-21T12:00:07"),
        ("20250521T120000Z.html", "2025-05-21T12:00"),
        ("20250521-1200.html", "2025-05-21T12:00"),
        ("2025-05-21T12-00-00Z.html", "2025-05-21T12:00"),
        ("2025-05-21T21:00:00.25+09:00.html", "2025-05-21T12:00"),
        ("a page of 2025-05-21 12.00.html", "2025-05-21T12:00"),
        ("1747828800_9041e2a6.rss", "2025-05-21T12:00"),
        ("1747828800500.rss", "2025-05-21T12:00:00.5"),
        ("2025-05-21.html", "2025-05-21"),
        ("20250521_9041e2a6.html", "2025-05-21"),
        ("2025_05_21.html", "2025-05-21"),
        ("2025-05-21/page.html", "2025-05-21"),
        ("2025/05/21/page.html", "2025-05-21"),
        ("2024-01-01/20250521120000/page.html", "2025-05-21T12:00"),
        ("2024-01-01/2025-05-21.html", "2025-05-21"),
        ("page.html", None),
        ("20251341.html", None),
        ("v1.2.3-4567890123456789.html", None),
        ("9041e2a6-99999999.html", None),
    ],
)
def test_the_time_stands_in_the_name_or_in_the_nearest_folder(path: str, at: str | None) -> None:
    assert moment_in(path.split("/")) == (utc(at) if at else None)


@anything(
    st.integers(1_000_000_000, 3_999_999_999),
    st.sampled_from(["oak", "v2", "第1回"]),
)
def test_every_moment_is_read_from_each_form_and_leaves_the_name_bare(seconds: int, name: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    forms = ["%Y%m%d%H%M%S", "%Y%m%dT%H%M%SZ", "%Y-%m-%dT%H-%M-%SZ", "%Y-%m-%d_%H%M%S", "%Y-%m-%dT%H:%M:%S+0000"]
    for stamp in [str(seconds), *(at.strftime(form) for form in forms)]:
        assert moment_in([f"{stamp}_{name}.html"]) == at, stamp
        assert undated(f"{name}_{stamp}.html") == f"{name}.html"


@anything(st.lists(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1), min_size=1, max_size=4))
def test_whatever_files_are_called_nothing_breaks(parts: list[str]) -> None:
    at = moment_in(parts)
    assert at is None or at.utcoffset() is not None
    assert isinstance(undated(parts[-1]), str)


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("20250521/www.oak.example.jp/news.rdf", NEWS),
        ("oak.example.jp/20250521120000/news.rdf", NEWS),
        ("https%3A%2F%2Fwww.oak.example.jp%2Fnews.rdf_20250521.xml", NEWS),
        ("http___www.oak.example.jp_news.rdf_1747797570_9041e2a6.rss", NEWS),
        ("2025-05-21/elm.example.jp/kaigi/index.html?lang=ja", LIST),
        ("2025-05-21/https___elm_example_jp_kaigi_index_html_lang_ja.html", LIST),
        ("crawl/20250521/ash.example.jp/index.html", HOME),
        ("ash-home/2025-05-21.html", HOME),
        ("elm-list_20250521.html", LIST),
    ],
)
def test_a_file_is_of_the_source_whose_address_or_id_it_is_called_after(tmp_path: Path, path: str, owner: object) -> None:
    put(tmp_path, path)
    listed, lost = parted(Folder(tmp_path))
    assert lost == []
    assert [(one.source, one.url, one.reference) for one in listed] == [(getattr(owner, "id", ""), getattr(owner, "url", ""), path)]


def test_captures_come_oldest_first_by_source_and_open_with_their_bytes(tmp_path: Path) -> None:
    put(tmp_path, "oak-news/1747828800_9041e2a6.rss", b"second")
    put(tmp_path, "oak-news/1747742400_ffffffff.rss", b"first")
    put(tmp_path, "ash-home/2025-05-20.html.gz", gzip.compress("樫".encode()))
    assert given(Folder(tmp_path)) == [
        ("ash-home", utc("2025-05-20"), "樫".encode()),
        ("oak-news", utc("2025-05-20T12:00"), b"first"),
        ("oak-news", utc("2025-05-21T12:00"), b"second"),
    ]
    assert [one.reference for one in parted(Folder(tmp_path), since=utc("2025-05-20T12:00"), until=utc("2025-05-21"))[0]] == [
        "oak-news/1747742400_ffffffff.rss"
    ]


def test_with_one_source_named_every_file_is_its_but_for_those_that_tell_another_address(tmp_path: Path) -> None:
    put(tmp_path, "1747828800_9041e2a6.rss")
    put(tmp_path, "2025-05-22/page.html")
    put(tmp_path, "2025-05-22/www.other.example.jp/page.html")
    put(tmp_path, "https___ash.example.jp_20250521.html")
    listed, lost = parted(Folder(tmp_path, "oak-news"))
    assert lost == []
    assert [(one.source, one.reference) for one in listed] == [
        ("ash-home", "https___ash.example.jp_20250521.html"),
        ("oak-news", "1747828800_9041e2a6.rss"),
        ("oak-news", "2025-05-22/page.html"),
    ]
    assert {one.source for one in parted(Folder(tmp_path, "oak-news"), [NEWS])[0]} == {"oak-news"}
    assert len(parted(Folder(tmp_path, "oak-news"), [NEWS])[0]) == 2


def test_what_tells_no_source_or_no_time_is_lost_with_what_to_do(tmp_path: Path) -> None:
    put(tmp_path, "20250521120000.html")
    put(tmp_path, "oak-news/page.html")
    listed, lost = parted(Folder(tmp_path))
    assert listed == []
    by_name = {one.reference: one.why for one in lost}
    assert "--source" in by_name["20250521120000.html"]
    assert "no time is in its name" in by_name["oak-news/page.html"]
    assert all("manifest.csv" in why for why in by_name.values())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("oak-news_20261331000000.html", "20261331000000 in its name"),
        ("oak-news_2026.html", "2026 in its name"),
        ("oak-news/2026-02-30.html", "2026-02-30 in its name"),
        ("oak.example.jp/news.rdf_20261331", "20261331 in its name"),
    ],
)
def test_a_file_that_is_called_after_its_source_is_told_that_its_time_is_none(tmp_path: Path, name: str, said: str) -> None:
    put(tmp_path, name)
    archive = Folder(tmp_path)
    listed, lost = parted(archive)
    assert listed == []
    (why,) = [one.why for one in lost]
    assert said in why
    assert "no time" in why
    assert "none of these sources" not in why
    assert archive.beside.told.others == 0


def test_two_sources_of_one_address_both_have_the_capture_and_look_alikes_have_none(tmp_path: Path) -> None:
    put(tmp_path, "20250521/oak.example.jp/news.rdf")
    both = parted(Folder(tmp_path), [NEWS, source("oak-again", "http://oak.example.jp/news.rdf")])[0]
    assert sorted(one.source for one in both) == ["oak-again", "oak-news"]
    listed, lost = parted(Folder(tmp_path), [NEWS, source("oak-else", "https://oak.example.jp/news/rdf")])
    assert (listed, len(lost)) == ([], 1)


def test_hidden_files_are_none_and_links_lead_nowhere_outside(tmp_path: Path) -> None:
    outside = tmp_path / "secret_20250521.html"
    outside.write_bytes(b"secret")
    root = tmp_path / "root"
    put(root, "20250520.html")
    put(root, ".cache/20250521.html")
    put(root, ".20250521.html")
    (root / "20250522.html").symlink_to(outside)
    (root / "20250523.html").symlink_to(root / "20250520.html")
    (root / "around").symlink_to(root)
    os.mkfifo(root / "20250524.html")
    archive = Folder(root, "oak-news")
    listed, lost = parted(archive)
    assert [one.reference for one in listed] == ["20250520.html", "20250523.html"]
    assert [(one.reference, one.why) for one in lost] == [("20250522.html", "leads out of the folder, and is not followed")]
    forged = Listed(source="oak-news", url=NEWS.url, at=utc("2025-05-22"), archive="folder", reference="20250522.html")
    assert isinstance(archive.opened(forged), Lost)
    for reference in ("../secret_20250521.html", str(outside), "20250524.html", "around", "a\0b", "gone_20250521.html"):
        assert isinstance(archive.opened(Listed(source="x", url="x", at=utc("2025-05-22"), archive="folder", reference=reference)), Lost), (
            reference
        )


def test_what_is_too_large_is_told_also_once_it_is_unpacked(tmp_path: Path) -> None:
    put(tmp_path, "20250520.html", b"x" * LARGEST)
    put(tmp_path, "20250521.html", b"x" * (LARGEST + 1))
    put(tmp_path, "20250522.html.gz", gzip.compress(b"x" * (LARGEST + 1)))
    put(tmp_path, "20250523.html.gz", gzip.compress(os.urandom(9_000))[:5_000])
    archive = Folder(tmp_path, "oak-news")
    opened = [archive.opened(one) for one in parted(archive)[0]]
    assert isinstance(opened[0], PastCapture)
    assert [one.why for one in opened[1:] if isinstance(one, Lost)] == [
        "the file is larger than 15 MB",
        "the file is larger than 15 MB",
        "the file cannot be unpacked: the gzip body breaks off",
    ]


LINES: list[dict[str, str | int]] = [
    {"file": "b.html", "at": "2025-05-21T12:00:00+09:00", "source": "oak-news", "content_type": "text/html; charset=cp932"},
    {"file": "a/a.html", "at": "20250520120000", "url": "https://oak.example.jp/news.rdf"},
    {"file": "a/a.html", "at": "2025-05-20T13:00:00Z", "url": "http://www.oak.example.jp/news.rdf", "status": 200},
    {"file": "gone.html", "at": "2025-05-20T14:00:00Z", "source": "oak-news", "status": "404"},
    {"file": "page.html", "at": "1747828800", "source": "oak-news", "url": "https://www.oak.example.jp/page.html"},
    {"file": "c.html", "at": "2025-05-21", "source": "fir"},
    {"file": "c.html", "at": "2025-05-22", "source": "fir"},
]


def write_manifest(root: Path, name: str) -> None:
    if name.endswith(".jsonl"):
        (root / name).write_text("".join(json.dumps(line) + "\n\n" for line in LINES), encoding="utf-8-sig")
        return
    names = ["file", "at", "source", "url", "content_type", "status"]
    rows = [",".join(f'"{line.get(name, "")}"' for name in names) for line in LINES]
    (root / name).write_text("\r\n".join(["File,at,source,url,content_type,status", *rows]), encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["manifest.jsonl", "manifest.csv"])
def test_a_manifest_alone_says_what_is_a_capture(tmp_path: Path, name: str) -> None:
    put(tmp_path, "a/a.html", b"a")
    put(tmp_path, "b.html", b"b")
    put(tmp_path, "oak-news_20250519.html")
    write_manifest(tmp_path, name)
    archive = Folder(tmp_path)
    listed, lost = parted(archive)
    assert [(one.source, one.url, one.at, one.reference) for one in listed] == [
        ("oak-news", NEWS.url, utc("2025-05-20T12:00"), "a/a.html#2025-05-20T12:00:00Z"),
        ("oak-news", NEWS.url, utc("2025-05-20T13:00"), "a/a.html#2025-05-20T13:00:00Z"),
        ("oak-news", NEWS.url, utc("2025-05-21T03:00"), "b.html#2025-05-21T03:00:00Z"),
        ("oak-news", "https://www.oak.example.jp/page.html", utc("2025-05-21T12:00"), "page.html#2025-05-21T12:00:00Z"),
    ]
    assert [(one.reference.split(":")[0], one.why) for one in lost] == [(name, "fir is none of the sources that are asked for")]
    opened = [archive.opened(one) for one in listed]
    assert [one.body for one in opened if isinstance(one, PastCapture)] == [b"a", b"a", b"b"]
    assert isinstance(opened[2], PastCapture)
    assert opened[2].content_type == "text/html; charset=cp932"
    assert isinstance(opened[3], Lost)
    assert opened[3].why == "the file is not there"


def test_a_manifest_without_owners_goes_with_a_source_that_was_named(tmp_path: Path) -> None:
    put(tmp_path, "a.html", b"a")
    (tmp_path / "manifest.csv").write_text("file,at\na.html,2025-05-21\n", encoding="utf-8")
    assert given(Folder(tmp_path, "elm-list")) == [("elm-list", utc("2025-05-21"), b"a")]
    with pytest.raises(ConfigError, match=r"manifest\.csv:2: source or url"):
        Folder(tmp_path)


def test_each_wrong_line_of_a_manifest_is_named(tmp_path: Path) -> None:
    lines = [
        '{"file": "a.html", "at": "2025-05-21", "source": "oak-news"}',
        '{"file": "../a.html", "at": "2025-05-21", "source": "oak-news"}',
        '{"file": "/etc/passwd", "at": "2025-05-21", "source": "oak-news"}',
        '{"at": "2025-05-21", "source": "oak-news"}',
        '{"file": "a.html", "at": "yesterday", "source": "oak-news"}',
        '{"file": "a.html", "source": "oak-news"}',
        '{"file": "a.html", "at": "2025-05-21", "source": "oak-news", "status": "fine"}',
        "[1]",
        '{"file": ',
        '{"file": "a.html", "x": ' + "[" * 9_000 + "]" * 9_000 + "}",
    ]
    (tmp_path / "manifest.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Folder(tmp_path, None)
    told = str(caught.value).splitlines()
    assert [line.split(":")[1] for line in told] == [str(number) for number in range(2, 11)]
    assert all(str(tmp_path / "manifest.jsonl") in line for line in told)


@pytest.mark.parametrize("name", ["manifest.jsonl", "manifest.csv"])
def test_a_line_that_has_no_end_is_named_once(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"file,at\n\n" + b"x," * 50_000 + b"\n")
    with pytest.raises(ConfigError, match="longer than 20,000 bytes") as caught:
        tuple(rows_of(tmp_path, name, owned=True))
    assert (caught.value.line, str(caught.value).count("\n")) == (3, 0)


def test_a_manifest_that_is_no_table_or_not_alone_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.csv").write_text("name,when\na.html,2025-05-21\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"manifest\.csv:1: .* file is missing"):
        Folder(tmp_path)
    (tmp_path / "manifest.csv").write_text("file,at\na.html,2025-05-21,more\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"manifest\.csv:2: 3 columns"):
        Folder(tmp_path, "oak-news")
    (tmp_path / "manifest.jsonl").touch()
    with pytest.raises(UsageError, match="leave one of them"):
        Folder(tmp_path)


def test_thousands_of_files_are_listed_without_one_being_read(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{1747828800 + number}_9041e2a6.rss").write_bytes(b"page" * 1_000)
    before = bytes_read()
    listed, lost = parted(Folder(tmp_path, "oak-news"), SOURCES)
    assert bytes_read() - before < 100_000
    assert (len(listed), lost) == (3_000, [])
    assert listed == sorted(listed, key=lambda one: one.at)


def bytes_read() -> int:
    """What this process has read of files so far."""
    return int(Path("/proc/self/io").read_text(encoding="ascii").split()[1])
