"""A path on this machine is taken for the archive that it is, and for none it says what was expected."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.archives.made import NEWS, given, utc
from tests.archives.test_history import Repository
from tests.archives.warcs import response, write, write_wacz
from tracker.archives.places import archive_at
from tracker.errors import ConfigError, UsageError

AT = "2025-05-21T12:00:00Z"
RECORD = response(NEWS.url, AT, b"page")


def test_each_kind_is_told_and_gives_the_same(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "git")
    repository.commit(AT, {"oak-news.html": b"page"})
    places = {
        "git": repository.path,
        "warc": write(tmp_path / "crawl.warc", [RECORD]),
        "renamed": write(tmp_path / "crawl.warc.gz", [RECORD]).rename(tmp_path / "crawl.bin"),
        "packed": write(tmp_path / "crawl.warc.gz", [RECORD]),
        "wacz": write_wacz(tmp_path / "crawl.wacz", RECORD),
        "many": write(tmp_path / "many" / "deep" / "crawl.warc.gz", [RECORD]).parent.parent,
    }
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "oak-news_20250521120000.html").write_bytes(b"page")
    places["folder"] = tmp_path / "folder"
    kinds = {}
    for name, path in places.items():
        archive = archive_at(path, None)
        assert given(archive) == [("oak-news", utc("2025-05-21T12:00"), b"page")], name
        assert archive.gap == 0
        kinds[name] = archive.name
    assert kinds == {"git": "git", "warc": "warc", "packed": "warc", "renamed": "warc", "wacz": "warc", "many": "warc", "folder": "folder"}


def test_a_manifest_makes_a_folder_one_of_files_whatever_lies_there(tmp_path: Path) -> None:
    write(tmp_path / "crawl.warc", [RECORD])
    (tmp_path / "manifest.csv").write_text("file,at\ncrawl.warc,2025-05-21\n", encoding="utf-8")
    assert archive_at(tmp_path, "oak-news").name == "folder"
    with pytest.raises(ConfigError, match=r"manifest\.csv:2"):
        archive_at(tmp_path, None)


def test_what_the_disk_does_not_give_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300)
    with pytest.raises(UsageError, match="cannot be read") as caught:
        archive_at(path, None)
    assert str(caught.value).startswith(str(path))


def test_what_is_no_archive_is_refused_with_what_was_expected(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("page", encoding="utf-8")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (page, pipe, tmp_path / "nothing"):
        with pytest.raises(UsageError, match=r"a folder of captured files, a git repository") as caught:
            archive_at(path, None)
        assert str(caught.value).startswith(str(path))
