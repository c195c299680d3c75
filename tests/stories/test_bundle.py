"""A bundle stands for itself: another machine checks it, and whatever is done to it afterwards is found and named."""

from __future__ import annotations

import base64
import copy
import errno
import gc
import hashlib
import io
import json
import os
import shutil
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.stories.field import Folder, Ran
from tests.stories.kept import QUOTED, keep
from tracker import plugins
from tracker.app import open_tracker
from tracker.config.settings import read_settings
from tracker.publish.bundle import write_bundle
from tracker.publish.bundle_check import verify_bundle
from tracker.publish.bundle_form import MOMENT, SEAL_BYTES, blank_seal, seal
from tracker.publish.exports import Export
from tracker.publish.signing import sign

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A folder with two keys and its bundles: signed by the first, unsigned, and for the house."""
    folder = keep(tmp_path_factory.mktemp("kept"))
    for name in ("mine", "other"):
        ran = folder.run("export", "--new-key", f"{name}.pem")
        assert ran.code == 0, ran.err
        (folder.path / f"{name}.pub").write_text(ran.out, encoding="utf-8")
    for name, options in (("signed", ("--signing-key-file", "mine.pem")), ("plain", ()), ("house", ("--internal",))):
        ran = folder.run("export", "--bundle", f"{name}.zip", *options)
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture(scope="module")
def elsewhere(kept: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """Another machine: it has the bundles and nothing else, no sources, no timeline, no database."""
    path = tmp_path_factory.mktemp("elsewhere")
    for name in ("signed.zip", "plain.zip", "house.zip"):
        shutil.copy(kept.path / name, path / name)
    return Folder(path)


def public(kept: Folder, name: str = "mine") -> str:
    return (kept.path / f"{name}.pub").read_text(encoding="utf-8").strip()


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Files, change: Callable[[zipfile.ZipInfo], None] = lambda _: None) -> bytes:
    """Files as a bundle with a good seal, as somebody would make it who wants to deceive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            change(entry)
            archive.writestr(entry, body)
        archive.comment = blank_seal()
    found = seal(out, len(out.getvalue()))
    return out.getvalue()[:-SEAL_BYTES] + found


def resigned(files: Files, key: Path | None = None) -> Files:
    """The files with a manifest that names them as they are now, and a new signature or none."""
    manifest = json.loads(files["manifest.json"])
    others = sorted(files.keys() - {"manifest.json", "signature.json"})
    rows = [{"path": name, "sha256": hashlib.sha256(files[name]).hexdigest(), "size": len(files[name])} for name in others]
    body = json.dumps({**manifest, "files": rows}).encode()
    made = sign(body, key)
    signature = {"algorithm": made.algorithm, "public_key": made.public_key, "signature": made.signature}
    return {**files, "manifest.json": body, "signature.json": json.dumps(signature).encode()}


def verify(folder: Folder, name: str, *options: str, code: int = 1) -> Ran:
    ran = folder.run("verify", name, *options)
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    return ran


def refused(elsewhere: Folder, body: bytes, *words: str, options: tuple[str, ...] = ()) -> None:
    (elsewhere.path / "bad.zip").write_bytes(body)
    ran = verify(elsewhere, "bad.zip", *options)
    for word in words:
        assert word in ran.err
    assert ran.out == ""


def test_a_good_bundle_is_good_on_another_machine(kept: Folder, elsewhere: Folder) -> None:
    ran = verify(elsewhere, "signed.zip", "--key", public(kept), code=0)
    assert "1 digests" in ran.out
    assert "10 quotes stand in their snapshots; 2 have theirs left out, 2 were cut" in ran.out
    assert f"signed by {public(kept)}, the key that you named" in ran.out
    told = verify(elsewhere, "signed.zip", "--json", code=0).json
    assert (told["good"], told["signed_by"], told["quotes"]) == (True, public(kept), 10)
    assert [path.name for path in elsewhere.path.iterdir() if path.suffix != ".zip"] == []


def test_a_bundle_without_a_signature_says_so(kept: Folder, elsewhere: Folder) -> None:
    assert "nobody vouches for it" in verify(elsewhere, "plain.zip", code=0).out
    assert "not signed, and --key asks" in verify(elsewhere, "plain.zip", "--key", public(kept)).err
    assert "not signed: name a key in TRACKER_SIGNING_KEY_FILE" in kept.run("export", "--bundle", "again.zip").err


def test_the_same_store_gives_the_same_bytes(kept: Folder) -> None:
    assert kept.run("export", "--bundle", "second.zip", TRACKER_SIGNING_KEY_FILE="mine.pem").code == 0
    assert (kept.path / "second.zip").read_bytes() == (kept.path / "signed.zip").read_bytes()


def test_what_may_not_be_passed_on_stays_and_the_manifest_says_what_and_why(kept: Folder) -> None:
    outside, house = (files_of(kept.path / f"{name}.zip") for name in ("plain", "house"))
    manifest = json.loads(outside["manifest.json"])
    (left,) = manifest["left_out"]
    assert (left["sources"], left["reason"]) == (["paper"], "terms")
    assert f"snapshots/{left['snapshot'].removeprefix('sha256:')}" in house
    assert house.keys() - outside.keys() == {f"snapshots/{left['snapshot'].removeprefix('sha256:')}"}
    assert json.loads(house["manifest.json"])["left_out"] == []
    rows = [json.loads(line) for line in outside["findings.jsonl"].splitlines()]
    assert [len(row["finding"]["quote"]) for row in rows if row["cut"]] == [QUOTED + 1] * 2
    proposals = [said["quote"] for line in outside["timeline.jsonl"].splitlines() for said in _proposals(json.loads(line))]
    assert proposals
    assert all(len(quote) <= QUOTED + 1 for quote in proposals)
    assert {name.partition("/")[0] for name in outside} == {
        *("manifest.json", "signature.json", "sources.json", "timeline.jsonl", "findings.jsonl", "decisions.jsonl"),
        *("acknowledgements.jsonl", "looks.jsonl", "digests", "snapshots"),
    }


def _proposals(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for revision in row["revisions"]:
        yield from revision["event"]["proposals"]


def test_a_manifest_names_every_file_by_its_hash_and_is_what_was_signed(kept: Folder) -> None:
    files = files_of(kept.path / "signed.zip")
    manifest, signature = json.loads(files["manifest.json"]), json.loads(files["signature.json"])
    named = {row["path"]: (row["sha256"], row["size"]) for row in manifest["files"]}
    there = {name: (hashlib.sha256(body).hexdigest(), len(body)) for name, body in files.items()}
    assert named == {name: row for name, row in there.items() if name not in ("manifest.json", "signature.json")}
    private = load_pem_private_key((kept.path / "mine.pem").read_bytes(), None)
    private.public_key().verify(base64.b64decode(signature["signature"]), files["manifest.json"])  # type: ignore[union-attr, call-arg]


def test_a_key_is_for_its_owner_alone(kept: Folder) -> None:
    assert stat.S_IMODE((kept.path / "mine.pem").stat().st_mode) == 0o600
    assert "PRIVATE KEY" in (kept.path / "mine.pem").read_text(encoding="ascii")
    assert public(kept) != public(kept, "other")


@pytest.mark.parametrize(
    ("body", "word"),
    [(b"hello", "is no PEM file of a private key"), (b"", "is no PEM file"), (None, "cannot be read")],
)
def test_a_key_that_cannot_sign_is_told_before_anything_is_written(kept: Folder, tmp_path: Path, body: bytes | None, word: str) -> None:
    key, out = tmp_path / "key.pem", tmp_path / "out.zip"
    if body is not None:
        key.write_bytes(body)
    ran = kept.run("export", "--bundle", str(out), TRACKER_SIGNING_KEY_FILE=str(key))
    assert (ran.code, out.exists()) == (2, False)
    assert word in ran.err
    assert "TRACKER_SIGNING_KEY_FILE" in ran.err


def test_a_key_is_named_by_its_file_too_and_another_one_is_refused(kept: Folder, elsewhere: Folder) -> None:
    pem = kept.path / "mine-public.pem"
    private = load_pem_private_key((kept.path / "mine.pem").read_bytes(), None)
    pem.write_bytes(private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    verify(elsewhere, "signed.zip", "--key", str(pem), code=0)
    assert "signed with another key" in verify(elsewhere, "signed.zip", "--key", public(kept, "other")).err
    assert "--key nonsense" in verify(elsewhere, "signed.zip", "--key", "nonsense", code=2).err


def test_a_changed_byte_is_found_wherever_it_lies(elsewhere: Folder) -> None:
    body = (elsewhere.path / "signed.zip").read_bytes()

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.integers(0, len(body) - 1), st.integers(1, 255))
    def changed(place: int, by: int) -> None:
        other = bytearray(body)
        other[place] ^= by
        assert verify_bundle(io.BytesIO(bytes(other)), plugins.kind).faults

    changed()
    assert verify_bundle(io.BytesIO(body), plugins.kind).faults == ()


@pytest.mark.parametrize("name", ["timeline.jsonl", "findings.jsonl", "sources.json", "snapshots/", "digests/"])
def test_a_changed_file_is_named_even_under_a_new_seal(elsewhere: Folder, name: str) -> None:
    files = files_of(elsewhere.path / "signed.zip")
    path = next(one for one in files if one.startswith(name))
    files[path] = files[path].replace(b"o", b"0")
    refused(elsewhere, packed(files), f"{path}: was changed")


def test_a_manifest_that_was_changed_does_not_fit_its_signature(kept: Folder, elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "signed.zip")
    files["timeline.jsonl"] = files["timeline.jsonl"].replace(b"2026", b"2027")
    own = resigned(files)
    refused(elsewhere, packed({**own, "signature.json": files["signature.json"]}), "signature.json: does not fit manifest.json")
    refused(elsewhere, packed(own), "not signed, and --key asks", options=("--key", public(kept)))
    other = packed(resigned(files, kept.path / "other.pem"))
    refused(elsewhere, other, "signed with another key", options=("--key", public(kept)))


def test_what_is_missing_or_was_added_is_named(elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "signed.zip")
    digest = next(name for name in files if name.startswith("digests/"))
    refused(elsewhere, packed({name: body for name, body in files.items() if name != digest}), f"{digest}: is missing")
    refused(elsewhere, packed({**files, "digests/more.json": b"{}"}), "digests/more.json: was added")
    refused(elsewhere, packed({name: body for name, body in files.items() if name != "manifest.json"}), "manifest.json: missing")
    refused(elsewhere, (elsewhere.path / "signed.zip").read_bytes()[:-200], "no bundle")
    refused(elsewhere, (elsewhere.path / "signed.zip").read_bytes() + b"more", "the seal at its end is missing")


@pytest.mark.parametrize(
    "name", ["../evil.json", "/etc/passwd", "digests/../../x.json", "C:\\x.json", "snapshots/abc", "x\0.json", "日本.json"]
)
def test_names_that_lead_out_of_a_bundle_are_refused_before_anything_is_read(elsewhere: Folder, name: str) -> None:
    files = files_of(elsewhere.path / "plain.zip")
    refused(elsewhere, packed({name: b"x", **files}), "no bundle has", "nothing of the bundle was read")


def test_a_file_that_is_there_twice_is_refused(elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "plain.zip")
    body = packed({**files, "digests/AAAA.json": b"{}", "digests/BBBB.json": b"{}"}).replace(b"digests/BBBB.json", b"digests/AAAA.json")
    refused(elsewhere, body, "digests/AAAA.json: is there twice")


def test_a_bomb_is_not_unpacked(elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "plain.zip")
    bomb = packed({**files, f"snapshots/{'0' * 64}": bytes(50 * 1024**2)})
    assert len(bomb) < 1024**2
    refused(elsewhere, bomb, "a ZIP bomb")


def test_files_that_share_their_bytes_are_a_bomb(elsewhere: Folder) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files_of(elsewhere.path / "plain.zip").items():
            archive.writestr(zipfile.ZipInfo(name, MOMENT), body)
        archive.writestr("digests/big.json", os.urandom(1024**2))
        for number in range(5):
            again = copy.copy(archive.getinfo("digests/big.json"))
            again.filename = f"digests/more-{number}.json"
            archive.filelist.append(again)
    refused(elsewhere, out.getvalue(), "overlap each other: a ZIP bomb")


@pytest.mark.parametrize(("where", "value"), [(8, 1), (10, 14)])
def test_what_is_encrypted_or_packed_in_another_way_is_refused(elsewhere: Folder, where: int, value: int) -> None:
    body = bytearray(packed(files_of(elsewhere.path / "plain.zip")))
    directory = body.index(b"PK\x01\x02")
    body[directory + where] = value
    refused(elsewhere, bytes(body), "is packed as no bundle packs it")


def test_a_file_that_unpacks_to_more_than_it_says_is_not_read_to_its_end(elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "plain.zip")
    manifest = json.loads(files["manifest.json"])
    for row in manifest["files"]:
        if row["path"] == "timeline.jsonl":
            row["size"] = 10
    files["manifest.json"] = json.dumps(manifest).encode()
    refused(elsewhere, packed(files), "timeline.jsonl: was changed: it has not the 10 bytes")


@pytest.mark.parametrize("manifest", [b"", b"[]", b"{}", b'{"format": "tracker-bundle/9"}', b'{"format": "tracker-bundle/1"}', b"\xff"])
def test_a_manifest_that_is_none_is_told_in_a_line(elsewhere: Folder, manifest: bytes) -> None:
    refused(elsewhere, packed({**files_of(elsewhere.path / "plain.zip"), "manifest.json": manifest}), "tracker: bad.zip: ")


def test_a_quote_that_does_not_stand_in_its_snapshot_is_found(elsewhere: Folder) -> None:
    files = files_of(elsewhere.path / "plain.zip")
    rows = [json.loads(line) for line in files["findings.jsonl"].splitlines()]
    rows[2]["finding"]["quote"] = "どんぐり法が廃止されました"
    rows[3]["evidence"]["snapshot"] = "sha256:" + "0" * 64
    files["findings.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)
    refused(
        elsewhere,
        packed(resigned(files)),
        "finding 3: its quote does not stand in sha256:",
        "どんぐり法が廃止されました",
        f"finding 4: its snapshot sha256:{'0' * 64} is neither there nor listed as left out",
    )


def test_rows_that_are_none_are_told_in_a_line(elsewhere: Folder) -> None:
    for name, body in (("findings.jsonl", b"nonsense\n"), ("looks.jsonl", b"{}\n"), ("sources.json", b"[1]")):
        refused(elsewhere, packed(resigned({**files_of(elsewhere.path / "plain.zip"), name: body})), "it cannot be read")


class Full(io.BytesIO):
    """A disk with room for a part of a bundle."""

    def write(self, data: Any) -> int:
        if self.tell() > 3_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().write(data)


def test_of_a_bundle_that_did_not_fit_nobody_hears_later(kept: Folder) -> None:
    environ = {
        name: str(kept.path / path) for name, path in (("TRACKER_SOURCES", "sources.yaml"), ("TRACKER_TIMELINE", "db/timeline.yaml"))
    }
    tracker = open_tracker(read_settings({**environ, "TRACKER_DATABASE_URL": f"sqlite:///{kept.path}/db/tracker.sqlite3"}), only_reads=True)
    heard: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, heard.append
    try:
        with tracker.store, closing(Full()) as disk, pytest.raises(OSError, match="No space left"):
            write_bundle(Export(tracker.store, tracker.sources, tracker.seed.pack, "1", internal=True), disk, None)
        gc.collect()
    finally:
        sys.unraisablehook = before
    assert heard == []


def test_what_can_only_be_waited_for_is_no_bundle(elsewhere: Folder, tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe")
    for name in (str(pipe), "/dev/zero", "/dev"):
        assert f"{name}: is no file" in verify(elsewhere, name, code=2).err


def test_what_is_no_bundle_is_told_in_a_line(elsewhere: Folder) -> None:
    for body in (b"", b"PK", b"hello" * 100, os.urandom(500)):
        refused(elsewhere, body, "bad.zip: it is no bundle")
    assert "cannot be read" in verify(elsewhere, "no-such.zip", code=2).err
