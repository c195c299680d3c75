"""What is kept leaves the house: as an archive that other tools read, as JSON, and as a table that no spreadsheet computes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as OtherIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from tests.archives.made import given, parted
from tests.stories.field import Folder, Ran
from tests.stories.kept import QUOTED, SAVED, keep
from tests.watched import source as made_source
from tracker.archives.places import archive_at


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return keep(tmp_path_factory.mktemp("kept"))


def export(folder: Folder, *arguments: str, code: int = 0) -> Ran:
    ran = folder.run("export", *arguments)
    assert ran.code == code, ran.err
    return ran


def looks(folder: Folder) -> list[dict[str, Any]]:
    """The looks that brought bytes, as the bundle tells them."""
    export(folder, "--bundle", "looks.zip", "--internal")
    path = folder.path / "looks.zip"
    with zipfile.ZipFile(path) as archive:
        rows = [json.loads(line)["look"] for line in archive.read("looks.jsonl").splitlines()]
    path.unlink()
    return [row for row in rows if row["snapshot"]]


@pytest.fixture(scope="module", params=["archive.warc", "archive.warc.gz"])
def warc(kept: Folder, request: pytest.FixtureRequest) -> Path:
    path = kept.path / str(request.param)
    ran = export(kept, "--warc", path.name)
    assert "3 responses, 1 revisits, 1 resources" in ran.err
    assert ran.paths == [path]
    return path


def test_an_archive_reads_back_in_warcio_with_every_digest_right(kept: Folder, warc: Path) -> None:
    bodies: dict[str, bytes] = {}
    told = Counter[str]()
    named = []
    with warc.open("rb") as stream:
        for record in ArchiveIterator(stream, check_digests="raise"):
            told[record.rec_type] += 1
            body = record.content_stream().read()
            if record.rec_type in ("response", "resource"):
                bodies[record.rec_headers.get_header("WARC-Target-URI")] = body
            if record.rec_type in ("response", "revisit"):
                named.append((record.rec_headers.get_header("WARC-Date"), record.rec_headers.get_header("WARC-Target-URI")))
                assert record.http_headers.get_statuscode() == "200"
                assert record.http_headers.get_header("Content-Type") == "application/rss+xml"
            if record.rec_type == "warcinfo":
                assert b"rebuilt" in body
            assert record.format == "warc"
            assert record.rec_headers.protocol == "WARC/1.1"
    assert told == {"warcinfo": 1, "response": 3, "request": 4, "revisit": 1, "resource": 1}
    exchanged = [one for one in looks(kept) if one["status"] and not one["by_hand"]]
    assert sorted(named) == sorted((one["at"], one["url"]) for one in exchanged)
    assert SAVED.encode() in bodies.values()


def test_an_archive_reads_back_in_a_second_reader(warc: Path) -> None:
    records = []
    with warc.open("rb") as stream:
        for record in OtherIterator(stream, parse_http=False):
            assert record.verify_block_digest()
            record.parse_http()
            assert record.verify_payload_digest() == (record.record_type in (WarcRecordType.response, WarcRecordType.request))
            status = record.http_headers.status_line if record.http_headers else None
            records.append((record.record_type, dict(record.headers.items()), status))
    assert len(records) == 10
    first = {headers["WARC-Record-ID"]: headers for kind, headers, _ in records if kind == WarcRecordType.response}
    (revisit,) = [headers for kind, headers, _ in records if kind == WarcRecordType.revisit]
    referred = first[revisit["WARC-Refers-To"]]
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit["WARC-Payload-Digest"] == referred["WARC-Payload-Digest"]
    assert (revisit["WARC-Refers-To-Date"], revisit["WARC-Refers-To-Target-URI"]) == (referred["WARC-Date"], referred["WARC-Target-URI"])
    assert referred["WARC-Date"] < revisit["WARC-Date"]
    asked = [headers["WARC-Concurrent-To"] for kind, headers, _ in records if kind == WarcRecordType.request]
    assert sorted(asked) == sorted([*first, revisit["WARC-Record-ID"]])
    assert [status for kind, _, status in records if kind in (WarcRecordType.response, WarcRecordType.revisit)] == ["HTTP/1.1 200 OK"] * 4


def test_an_archive_keeps_the_validators_of_the_server(warc: Path) -> None:
    with warc.open("rb") as stream:
        words = [record.http_headers.get_header("ETag") for record in ArchiveIterator(stream) if record.rec_type in ("response", "revisit")]
    assert words == ['"8"', None, '"9"', '"8"']


def test_an_archive_is_read_back_by_ourselves_with_each_look_and_its_bytes(kept: Folder, warc: Path) -> None:
    sources = [made_source(name, str(told["url"])) for name, told in kept.sources.items()]
    archive = archive_at(warc, None)
    names = [f"sha256:{sha256(body).hexdigest()}" for _, _, body in given(archive, sources)]
    listed = parted(archive, sources)[0]
    told = sorted((one["source"], datetime.fromisoformat(one["at"]), one["url"], one["snapshot"]) for one in looks(kept))
    assert [(one.source, one.at, one.url, name) for one, name in zip(listed, names, strict=True)] == told


def test_json_has_the_timeline_with_its_revisions_findings_with_evidence_and_what_people_said(kept: Folder) -> None:
    told = export(kept, "--json", "-").json
    histories = {row["id"]: row["revisions"] for row in told["events"]}
    assert [one["origin"] for one in histories["act.promulgated"]] == ["seed", "finding:5"]
    assert [one["event"]["when"]["precision"] for one in histories["act.promulgated"]] == ["month", "day"]
    assert [one["sequence"] for one in histories["act.promulgated"]] == sorted(one["sequence"] for one in histories["act.promulgated"])
    shown = json.loads(kept.run("timeline", "--format", "json").out)
    events = shown["events"] if isinstance(shown, dict) else shown
    assert sorted(histories) == sorted(event["id"] for event in events)
    assert [one["id"] for one in told["findings"]] == list(range(1, 13))
    assert all(one["evidence"]["snapshot"].startswith("sha256:") and one["finding"]["rule"] for one in told["findings"])
    assert [(one["decision"]["action"], one["covers"], one["told"]) for one in told["decisions"]] == [("reject", [7], 12)]
    assert [(one["target"], one["by"]) for one in told["acknowledgements"]] == [("act.in-force", "Mori")]


def test_what_may_not_be_quoted_at_length_is_cut_unless_it_stays_in_the_house(kept: Folder) -> None:
    def quotes(*options: str) -> list[tuple[str, bool, bool]]:
        found = export(kept, "--json", "-", *options).json["findings"]
        return [(one["finding"]["quote"], one["cut"], bool(one["context"])) for one in found if one["evidence"]["source"] == "paper"]

    outside, house = quotes(), quotes("--internal")
    assert [(len(quote), cut, passage) for quote, cut, passage in outside] == [(QUOTED + 1, True, False)] * 2
    assert [(cut, passage) for _, cut, passage in house] == [(False, True)] * 2
    for (short, _, _), (whole, _, _) in zip(outside, house, strict=True):
        assert whole.startswith(short.removesuffix("…"))
        assert len(whole) > len(short)


def test_the_table_has_a_line_for_each_finding_and_nothing_that_is_computed(kept: Folder) -> None:
    body = export(kept, "--csv", "-").out
    assert body.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"), newline="")))
    assert [row["finding"] for row in rows] == [str(number) for number in range(1, 13)]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    (moved,) = [row for row in rows if row["finding"] == "5"]
    assert (moved["earliest"], moved["was_earliest"], moved["event"]) == ("2026-02-20", "2026-02-01", "act.promulgated")
    assert moved["title_en"] == "Acorn Act: Promulgated, 20 February 2026"
    assert [row["withdrawn"] for row in rows if row["withdrawn"]] == ["yes", "yes"]


def test_a_file_that_is_there_stays_and_nothing_is_left_of_what_failed(kept: Folder, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("mine", encoding="utf-8")
    for form in ("--csv", "--json", "--warc", "--bundle", "--new-key"):
        assert f"{there}: exists already and is not overwritten" in export(kept, form, str(there), code=2).err
        for nowhere in (tmp_path / "no" / "where", tmp_path / ("x" * 300)):
            assert "cannot be written" in export(kept, form, str(nowhere), code=1).err
    assert there.read_text(encoding="utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [there]


@pytest.mark.parametrize("given", [[], ["--csv", "a", "--json", "b"], ["--warc", "-"], ["--bundle", "-"], ["--csv", ""]])
def test_what_is_asked_has_to_be_one_thing(kept: Folder, given: list[str]) -> None:
    ran = export(kept, *given, code=2)
    assert ran.err.startswith("tracker: ")
    assert not (kept.path / "a").exists()


def test_an_export_changes_nothing(kept: Folder) -> None:
    def everything() -> Iterator[str]:
        for arguments in (("--json", "-", "--internal"), ("--csv", "-")):
            yield export(kept, *arguments).out

    assert list(everything()) == list(everything())


def test_an_export_of_what_saw_nothing_says_so(kept: Folder, tmp_path: Path) -> None:
    other = tmp_path / "new.sqlite3"
    ran = export(kept, "--json", str(tmp_path / "new.json"), "--database-url", f"sqlite:///{other}")
    assert "no source was looked at yet" in ran.err
    assert "no source was looked at yet" not in export(kept, "--json", str(tmp_path / "kept.json")).err
