"""Damaged and hostile archives give what can be read, say what was lost and where, and pass nothing off as a capture."""

from __future__ import annotations

import gzip
import struct
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given as anything
from hypothesis import settings
from hypothesis import strategies as st

from tests.archives.made import NEWS, parted
from tests.archives.warcs import record, request, response, write, write_wacz
from tracker.archives.warc import Warc
from tracker.model.past import Lost, PastCapture

FORMS = pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
BODIES = [f"<p>page {number}</p>".encode() + bytes(range(256)) * number for number in range(6)]
RECORDS = [response(NEWS.url, f"2025-05-0{number + 1}T00:00:00Z", body) for number, body in enumerate(BODIES)]
PACKED = [gzip.compress(one, mtime=0) for one in RECORDS]


def read(path: Path) -> tuple[list[bytes], list[Lost]]:
    """The bodies of what can be read, in order, and what was lost."""
    archive = Warc(path)
    listed, lost = parted(archive)
    opened = [archive.opened(one) for one in listed]
    return [one.body for one in opened if isinstance(one, PastCapture)], lost + [one for one in opened if isinstance(one, Lost)]


@FORMS
@pytest.mark.parametrize("broken", range(6))
def test_of_a_record_that_is_damaged_the_place_is_told_and_all_others_are_given(tmp_path: Path, name: str, broken: int) -> None:
    pieces = list(PACKED if name.endswith(".gz") else RECORDS)
    middle = len(pieces[broken]) - 12
    pieces[broken] = pieces[broken][:middle] + bytes([pieces[broken][middle] ^ 0x10]) + pieces[broken][middle + 1 :]
    path = tmp_path / name
    path.write_bytes(b"".join(pieces))
    bodies, lost = read(path)
    assert bodies == BODIES[:broken] + BODIES[broken + 1 :]
    assert [one.reference for one in lost] == [f"{name}#{sum(map(len, pieces[:broken]))}"]


@FORMS
def test_a_file_that_ends_in_the_middle_gives_what_came_before(tmp_path: Path, name: str) -> None:
    pieces = PACKED if name.endswith(".gz") else RECORDS
    path = tmp_path / name
    path.write_bytes(b"".join(pieces)[:-400])
    bodies, lost = read(path)
    assert bodies == BODIES[:-1]
    assert [(one.reference, one.why) for one in lost] == [(f"{name}#{sum(map(len, pieces[:-1]))}", "the file ends within it")]


@FORMS
def test_what_stands_between_records_and_is_none_is_told_and_passed(tmp_path: Path, name: str) -> None:
    pieces = list(PACKED if name.endswith(".gz") else RECORDS)
    path = tmp_path / name
    path.write_bytes(b"\0" * 700 + pieces[0] + b"\x1f\x8b\x08 WARC/1.0 no record" * 50_000 + b"".join(pieces[1:]) + b"\0" * 512)
    bodies, lost = read(path)
    assert bodies == BODIES
    assert len(lost) == 3


@FORMS
@settings(max_examples=60)
@anything(st.data())
def test_whatever_one_byte_becomes_no_body_is_another_and_at_most_two_are_missing(name: str, data: st.DataObject) -> None:
    whole = b"".join(PACKED if name.endswith(".gz") else RECORDS)
    place = data.draw(st.integers(0, len(whole) - 1))
    value = data.draw(st.integers(0, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
        bodies, _ = read(path)
    assert set(bodies) <= set(BODIES)
    assert len(bodies) >= len(BODIES) - 2


@FORMS
@settings(max_examples=60)
@anything(st.binary(max_size=400), st.integers(0, 6))
def test_whatever_is_put_between_records_all_are_given(name: str, garbage: bytes, before: int) -> None:
    pieces = list(PACKED if name.endswith(".gz") else RECORDS)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(b"".join([*pieces[:before], garbage, *pieces[before:]]))
        bodies, lost = read(path)
    assert bodies == BODIES
    assert lost or not garbage.strip(b"\r\n")


@FORMS
def test_a_page_that_holds_a_record_passes_nothing_off(tmp_path: Path, name: str) -> None:
    forged = response(NEWS.url, "2024-01-01T00:00:00Z", b"<p>forged")
    inner = b"\r\n\r\n" + forged + gzip.compress(forged)
    page = response("https://fir.example.jp/", "2025-05-01T00:00:00Z", inner)
    packed = gzip.compress(page, compresslevel=0)
    path = tmp_path / name
    path.write_bytes((packed if name.endswith(".gz") else page) + (PACKED if name.endswith(".gz") else RECORDS)[1])
    assert read(path) == ([BODIES[1]], [])


@FORMS
@pytest.mark.parametrize("length", ["-5", "x", "", "99999999999999999999", "3"])
def test_a_length_that_is_none_costs_that_record_alone(tmp_path: Path, name: str, length: str) -> None:
    bad = RECORDS[1].replace(b"Content-Length: ", f"Content-Length: {length}\r\nX: ".encode())
    path = write(tmp_path / name, [RECORDS[0], bad, RECORDS[2]])
    bodies, lost = read(path)
    assert bodies == [BODIES[0], BODIES[2]]
    assert {one.reference.partition("#")[0] for one in lost} == {name}


def test_a_head_without_an_end_and_one_of_no_version_are_lost(tmp_path: Path) -> None:
    endless = b"WARC/1.0\r\nWARC-Type: response\r\n" + b"X: y\r\n" * 50_000
    path = write(tmp_path / "crawl.warc.gz", [endless, b"WARC/7.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n", RECORDS[0]])
    bodies, lost = read(path)
    assert bodies == [BODIES[0]]
    assert [one.why for one in lost] == ["its head has no end", "its head is of no version of WARC that is known"]


@settings(max_examples=80)
@anything(st.data(), st.sampled_from(["crawl.warc", "crawl.warc.gz", "crawl.wacz"]))
def test_whatever_is_cut_out_put_in_or_said_twice_nothing_breaks_and_no_body_is_another(data: st.DataObject, name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        if name.endswith(".wacz"):
            write_wacz(path, b"".join(PACKED))
        else:
            path.write_bytes(b"".join(PACKED if name.endswith(".gz") else RECORDS))
        whole = path.read_bytes()
        for _ in range(data.draw(st.integers(1, 4))):
            place, length = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, 400))
            put = data.draw(st.one_of(st.binary(max_size=40), st.just(whole[place : place + length])))
            away = data.draw(st.sampled_from([0, len(put), length]))
            whole = whole[:place] + put + whole[place + away :]
        path.write_bytes(whole)
        bodies, _ = read(path)
    # Records that are not packed are vouched for by their digests alone, and those may be among what was cut.
    assert set(bodies) <= set(BODIES) or name == "crawl.warc"


def test_a_file_of_nothing_but_damage_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    path.write_bytes(b"WARC/1.0\r\nX: y\r\n" * 10_000)
    bodies, lost = read(path)
    assert bodies == []
    assert len(lost) == 1_001
    assert "the rest of the file was not read" in lost[-1].why


def test_a_bomb_is_not_inflated_beyond_what_its_head_says(tmp_path: Path) -> None:
    bomb = RECORDS[0] + b"\0" * 60_000_000
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(bomb, compresslevel=1) + PACKED[1])
    bodies, lost = read(path)
    assert bodies == [BODIES[1]]
    assert "gunzip" in lost[0].why


def test_a_file_that_was_packed_as_a_whole_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(gzip.compress(b"".join([request(NEWS.url, "2025-05-01T00:00:00Z"), *RECORDS])))
    bodies, lost = read(path)
    assert bodies == []
    assert [one.reference for one in lost] == ["crawl.warc.gz#0"]
    assert "unpack the file (gunzip)" in lost[0].why
    (tmp_path / "crawl.warc").write_bytes(gzip.decompress(path.read_bytes()))
    assert read(tmp_path / "crawl.warc") == (BODIES, [])


def test_a_wacz_is_never_unpacked_to_disk_and_says_what_in_it_cannot_be_used(tmp_path: Path) -> None:
    path = write_wacz(tmp_path / "crawl.wacz", PACKED[0])
    with zipfile.ZipFile(path, "a") as packed:
        for name in ("../evil.warc.gz", "/archive/evil.warc.gz", "archive/../../evil.warc.gz", "archive/deep/evil.warc.gz"):
            packed.writestr(zipfile.ZipInfo(name), PACKED[1])
        packed.writestr("archive/small.warc.gz", PACKED[2], zipfile.ZIP_DEFLATED)
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("archive/data.warc.gz", PACKED[3], zipfile.ZIP_STORED)
    bodies, lost = read(path)
    assert bodies == [BODIES[0]]
    whys = {one.reference.removeprefix("crawl.wacz/"): one.why for one in lost}
    assert len(whys) == 6
    assert "unzip it" in whys["archive/small.warc.gz"]
    assert "twice" in whys["archive/data.warc.gz"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["crawl.wacz"]


def test_a_wacz_that_broke_off_gives_the_records_that_are_whole(tmp_path: Path) -> None:
    path = write_wacz(tmp_path / "crawl.wacz", b"".join(PACKED))
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(PACKED[4]) + 40])
    bodies, lost = read(path)
    assert bodies == BODIES[:4]
    assert lost[0].why == "the ZIP is damaged; records are looked for in it one by one"


def test_a_wacz_that_says_more_of_its_parts_than_there_is_room_for_is_read_as_a_damaged_one(tmp_path: Path) -> None:
    path = write_wacz(tmp_path / "crawl.wacz", PACKED[0])
    whole = path.read_bytes()
    said = whole.index(b"PK\x01\x02")
    ends = bytearray(whole[whole.rindex(b"PK\x05\x06") :])
    part = whole[said : whole.index(b"PK\x01\x02", said + 4)]
    parts = part * (9 * 1024 * 1024 // len(part))
    struct.pack_into("<I", ends, 12, len(parts))
    path.write_bytes(whole[:said] + parts + bytes(ends))
    bodies, lost = read(path)
    assert bodies == BODIES[:1]
    assert "the ZIP is damaged" in lost[0].why


def test_a_wacz_whose_parts_do_not_lie_where_it_says(tmp_path: Path) -> None:
    path = write_wacz(tmp_path / "crawl.wacz", PACKED[0])
    whole = bytearray(path.read_bytes())
    place = whole.rindex(b"PK\x01\x02")  # what the ZIP says of its last part
    struct.pack_into("<I", whole, place + 42, 7)
    path.write_bytes(whole)
    bodies, lost = read(path)
    assert (bodies, [one.why for one in lost]) == ([], ["does not lie where the ZIP says"])
    struct.pack_into("<II", whole, place + 20, 9_999_999, 9_999_999)
    struct.pack_into("<I", whole, place + 42, bytes(whole).index(b"PK\x03\x04"))
    path.write_bytes(whole)
    assert [one.why for one in read(path)[1]] == ["does not lie where the ZIP says"]


@FORMS
def test_an_empty_file_holds_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    assert read(tmp_path / name) == ([], [])
    assert read(write(tmp_path / name, [record("warcinfo", "", "2025-05-01T00:00:00Z", b"")])) == ([], [])
