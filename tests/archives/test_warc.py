"""What crawlers recorded is listed and opened: whatever wrote it, and whatever stands beside it."""

from __future__ import annotations

import gzip
import hashlib
from base64 import b32encode
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given as anything
from hypothesis import strategies as st

from tests.archives.made import HOME, NEWS, given, parted, utc
from tests.archives.test_folder import bytes_read
from tests.archives.warcs import (
    answer,
    chunked,
    record,
    request,
    response,
    revisit,
    sha1,
    write,
    write_by_fastwarc,
    write_by_warcio,
    write_wacz,
)
from tests.watched import source
from tracker.archives.file_walk import LARGEST, UnreadableError
from tracker.archives.warc import Warc
from tracker.archives.warc_bodies import answer_in
from tracker.model.past import Listed, Lost, PastCapture

FORMS = pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
FIRST, SECOND, THIRD = "2025-05-21T12:00:00Z", "2025-05-21T13:00:00Z", "2025-05-22T00:00:00.5Z"
PAGE, OTHER = "<p>樫の木".encode() * 900, "<p>楡の木".encode() * 1_100
ENCODED = {"gzip": gzip.compress(PAGE), "br": brotli.compress(PAGE), "zstd": zstandard.compress(PAGE)}


@FORMS
def test_what_wget_recorded(tmp_path: Path, name: str) -> None:
    crawl = [
        record("warcinfo", "", FIRST, b"software: Wget/1.21.3 (linux-gnu)\r\n", WARC_Target_URI=""),
        request(NEWS.url, FIRST),
        response(NEWS.url, FIRST, chunked(PAGE), "Transfer-Encoding: chunked", "Content-Type: application/rdf+xml"),
        request("http://ash.example.jp/", FIRST),
        response("http://ash.example.jp/", FIRST, gzip.compress(OTHER), "Content-Encoding: gzip", "Content-Type: text/html"),
        response("https://ash.example.jp/else", FIRST, b"another page"),
        revisit(
            NEWS.url, SECOND, answer(b"", "Content-Type: application/rdf+xml; x=1"), WARC_Truncated="length",
            WARC_Refers_To=f"<urn:test:response:{NEWS.url}:{FIRST}>",
        ),
        record("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", SECOND, b"manifest"),
        record("resource", "metadata://gnu.org/software/wget/warc/wget.log", SECOND, b"log"),
    ]  # fmt: skip
    archive = Warc(write(tmp_path / name, crawl))
    assert given(archive) == [
        ("ash-home", utc(FIRST[:-1]), OTHER),
        ("oak-news", utc(FIRST[:-1]), PAGE),
        ("oak-news", utc(SECOND[:-1]), PAGE),
    ]
    listed = parted(archive)[0]
    assert {one.reference.partition("#")[0] for one in listed} == {name}
    assert [one.archive for one in listed] == ["warc"] * 3
    assert listed[1].digest == sha1(chunked(PAGE))
    types = [one.content_type for one in map(archive.opened, listed) if isinstance(one, PastCapture)]
    assert types == ["text/html", "application/rdf+xml", "application/rdf+xml; x=1"]


@FORMS
@pytest.mark.parametrize("writer", [write_by_warcio, write_by_fastwarc])
def test_what_other_writers_recorded(tmp_path: Path, name: str, writer: object) -> None:
    assert callable(writer)
    path = writer(tmp_path / name, [(NEWS.url, SECOND, OTHER), ("http://oak.example.jp/news.rdf", FIRST, PAGE), (HOME.url, THIRD, b"")])
    assert given(Warc(path)) == [
        ("ash-home", utc("2025-05-22T00:00:00.5"), b""),
        ("oak-news", utc(FIRST[:-1]), PAGE),
        ("oak-news", utc(SECOND[:-1]), OTHER),
    ]


def test_what_a_browser_recorded_into_a_wacz(tmp_path: Path) -> None:
    crawl = [
        response(NEWS.url, THIRD, PAGE, "content-type: text/html", "content-encoding: br", "transfer-encoding: chunked", status="200"),
        record("resource", f"urn:view:{NEWS.url}", THIRD, b"picture", Content_Type="image/png"),
        record("resource", f"urn:pageinfo:{NEWS.url}", THIRD, b"{}", Content_Type="application/json"),
        record("resource", HOME.url, THIRD, OTHER, Content_Type="text/html"),
    ]
    path = write_wacz(tmp_path / "crawl.wacz", b"".join(map(gzip.compress, crawl)))
    archive = Warc(path)
    assert given(archive) == [("ash-home", utc("2025-05-22T00:00:00.5"), OTHER), ("oak-news", utc("2025-05-22T00:00:00.5"), PAGE)]
    assert [one.reference for one in parted(archive)[0]][1] == "crawl.wacz/archive/data.warc.gz#0"


def test_a_folder_of_such_files_is_one_archive(tmp_path: Path) -> None:
    write(tmp_path / "b" / "one.warc.gz", [revisit(NEWS.url, SECOND, WARC_Payload_Digest=sha1(PAGE)), response(NEWS.url, THIRD, OTHER)])
    write(tmp_path / "a.warc", [response("https://elm.example.jp/copy", FIRST, PAGE)])
    write_wacz(tmp_path / "c.wacz", gzip.compress(response(NEWS.url, FIRST, b"first")))
    (tmp_path / "one.cdx").write_text("index", encoding="utf-8")
    (tmp_path / "link.warc").symlink_to("/etc/hostname")
    archive = Warc(tmp_path)
    listed, lost = parted(archive)
    assert [(one.at, one.reference) for one in listed] == [
        (utc(FIRST[:-1]), "c.wacz/archive/data.warc.gz#0"),
        (utc(SECOND[:-1]), "b/one.warc.gz#0"),
        (utc("2025-05-22T00:00:00.5"), listed[2].reference),
    ]
    assert [one.reference for one in lost] == ["link.warc"]
    assert [one.body for one in map(archive.opened, listed) if isinstance(one, PastCapture)] == [b"first", PAGE, OTHER]


@FORMS
def test_a_revisit_finds_its_bytes_by_id_by_address_and_date_and_by_digest(tmp_path: Path, name: str) -> None:
    elsewhere = "https://cdn.example.jp/copy"
    ways = [
        {"WARC_Refers_To": f"<urn:test:response:{elsewhere}:{FIRST}>"},
        {"WARC_Refers_To_Target_URI": elsewhere, "WARC_Refers_To_Date": FIRST},
        {"WARC_Payload_Digest": sha1(PAGE)},
    ]
    crawl = [revisit(NEWS.url, f"2025-06-0{day}T00:00:00Z", **way) for day, way in enumerate(ways, start=1)]
    crawl += [revisit(NEWS.url, "2025-06-09T00:00:00Z", answer(b"", status="304 Not Modified"), **ways[0])]
    path = write(tmp_path / name, [*crawl, response(elsewhere, FIRST, PAGE), revisit(NEWS.url, "2025-06-10T00:00:00Z")])
    archive = Warc(path)
    listed, lost = parted(archive)
    assert [one.at.day for one in listed] == [1, 2, 3, 9]
    assert ["is a revisit" in one.why for one in lost] == [True]
    for again in (archive, Warc(path)):  # also by one that never listed it
        assert [one.body for one in map(again.opened, listed) if isinstance(one, PastCapture)] == [PAGE] * 4
    assert isinstance(
        Warc(path).opened(Listed(source="oak-news", url=NEWS.url, at=utc("2025-06-10"), archive="warc", reference=lost[0].reference)), Lost
    )


@FORMS
def test_what_is_no_capture_of_content_is_counted_and_what_was_cut_is_lost(tmp_path: Path, name: str) -> None:
    crawl = [
        response(NEWS.url, FIRST, b"gone", status="404 Not Found"),
        response(NEWS.url, FIRST, b"", "Location: /else", status="302 Found"),
        response(NEWS.url, FIRST, b"", "Location: /else", status="302 Found"),
        response("https://fir.example.jp/", FIRST, b"gone", status="404 Not Found"),
        record("response", NEWS.url, FIRST, b"no answer"),
        response(NEWS.url, SECOND, b"half a pa", WARC_Truncated="time"),
        response(NEWS.url, SECOND, b"half a pa", WARC_Segment_Number="1"),
        response(NEWS.url, "last week", b"page"),
        record("conversion", NEWS.url, SECOND, b"text"),
        response(NEWS.url, SECOND, PAGE),
    ]
    archive = Warc(write(tmp_path / name, crawl))
    listed, lost = parted(archive)
    assert len(listed) == 1
    assert archive.beside.told.statuses == {404: 1, 302: 2, 0: 1}
    assert [one.why for one in lost] == [
        "the crawler did not keep all of it (time)",
        "the crawler did not keep all of it (segment)",
        "its date cannot be read",
    ]
    assert parted(archive, since=utc(FIRST[:-1]), until=utc("2025-05-21T12:59"))[0] == []
    assert parted(archive, sources=[HOME])[0] == []
    assert len(parted(archive, since=utc(SECOND[:-1]), until=utc(SECOND[:-1]))[0]) == 1


def test_two_sources_of_one_address_both_have_the_capture(tmp_path: Path) -> None:
    archive = Warc(write(tmp_path / "crawl.warc.gz", [response("http://oak.example.jp:80/news.rdf?utm_source=x#top", FIRST, PAGE)]))
    assert [(one, body) for one, _, body in given(archive, [NEWS, source("oak-again", "https://oak.example.jp/news.rdf")])] == [
        ("oak-again", PAGE),
        ("oak-news", PAGE),
    ]


@pytest.mark.parametrize("encoded", [*ENCODED.values(), PAGE], ids=[*ENCODED, "none"])
@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "deflate", ""])
def test_a_body_is_decoded_as_its_head_says_or_taken_as_it_stands_where_it_plainly_is_not(encoded: bytes, name: str) -> None:
    fitting = encoded in (PAGE, ENCODED.get(name))
    block = answer(chunked(encoded, 1_000), "transfer-encoding: Chunked", f"content-encoding: {name}")
    if fitting:
        assert answer_in(block) == (None, PAGE)
    elif name:
        with pytest.raises(UnreadableError):
            answer_in(block)
    else:
        assert answer_in(block) == (None, encoded)


@anything(st.binary(max_size=3_000), st.integers(1, 500))
def test_chunks_are_joined_and_never_in_part(body: bytes, size: int) -> None:
    block = answer(chunked(body, size), "Transfer-Encoding: chunked")
    assert answer_in(block) == (None, body)
    cut = block[: len(block) - len(b"0\r\nTrailer: x\r\n\r\n") - 1]
    if body:
        with pytest.raises(UnreadableError):
            answer_in(cut)


@FORMS
def test_what_is_too_large_is_lost_when_it_is_opened(tmp_path: Path, name: str) -> None:
    packed = gzip.compress(b"<p>" + b"x" * LARGEST)
    crawl = [
        response(NEWS.url, FIRST, packed, "Content-Encoding: gzip"),
        response(NEWS.url, SECOND, b"x" * (LARGEST + 2 * 1024 * 1024)),
        response(NEWS.url, THIRD, PAGE),
    ]
    archive = Warc(write(tmp_path / name, crawl))
    listed, lost = parted(archive)
    assert lost == []
    opened = [archive.opened(one) for one in listed]
    assert [one.why if isinstance(one, Lost) else len(one.body) for one in opened] == [
        "is larger than 15 MB",
        "is larger than 15 MB",
        len(PAGE),
    ]


@FORMS
def test_opening_reads_the_record_and_nothing_before_it(tmp_path: Path, name: str) -> None:
    many = [response(f"https://fir.example.jp/{number}", FIRST, f"{number}".encode() * 20_000) for number in range(150)]
    archive = Warc(write(tmp_path / name, [*many, response(NEWS.url, FIRST, PAGE)]))
    (one,) = parted(archive)[0]
    before = bytes_read()
    assert isinstance(archive.opened(one), PastCapture)
    assert bytes_read() - before < 200_000


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha-256", "md5", "SHA512"])
@pytest.mark.parametrize("written", ["base32", "hex"])
@pytest.mark.parametrize("of", ["WARC_Block_Digest", "WARC_Payload_Digest"])
def test_records_that_are_not_packed_are_held_against_the_digest_that_was_written(
    tmp_path: Path, algorithm: str, written: str, of: str
) -> None:
    held = answer(PAGE) if of == "WARC_Block_Digest" else PAGE
    found = hashlib.new(algorithm.replace("-", ""), held)
    value = found.hexdigest() if written == "hex" else b32encode(found.digest()).decode()
    whole = record("response", NEWS.url, FIRST, answer(PAGE), **{"WARC_Block_Digest": "", of: f"{algorithm}:{value}"})
    assert given(Warc(write(tmp_path / "whole.warc", [whole]))) == [("oak-news", utc(FIRST[:-1]), PAGE)]
    archive = Warc(write(tmp_path / "changed.warc", [whole.replace("樫".encode(), "楡".encode())]))
    (lost,) = map(archive.opened, parted(archive)[0])
    assert isinstance(lost, Lost)
    assert "than was written with it" in lost.why


def test_what_is_not_or_no_longer_there_is_lost(tmp_path: Path) -> None:
    path = write(tmp_path / "crawl.warc", [response(NEWS.url, FIRST, PAGE)])
    archive = Warc(path)
    (one,) = parted(archive)[0]
    for reference in ("crawl.warc#9999999", "crawl.warc#3", "crawl.warc", "crawl.warc#-1", "else.warc#0", "crawl.warc#²"):
        forged = Listed(source=one.source, url=one.url, at=one.at, archive="warc", reference=reference)
        assert isinstance(archive.opened(forged), Lost), reference
    write(path, [response(NEWS.url, SECOND, PAGE)])
    assert archive.opened(one) == Lost(
        archive="warc", reference="crawl.warc#0", why="another record stands there than when the file was listed"
    )
    path.unlink()
    assert archive.opened(one) == Lost(archive="warc", reference="crawl.warc#0", why="is not there")
    assert [lost.why for lost in parted(archive)[1]] == ["is not there"]
