"""WARC files in the shapes that tools write them in, made byte by byte or by writers of others."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from base64 import b32encode
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fastwarc.warc import WarcRecord, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter


def sha1(body: bytes) -> str:
    return "sha1:" + b32encode(hashlib.sha1(body).digest()).decode()


def record(kind: str, url: str, at: str, block: bytes, **more: str) -> bytes:
    """One record as wget writes it: its address in brackets, and a digest of its block."""
    heads = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:test:{kind}:{url}:{at}>",
        "WARC-Target-URI": f"<{url}>",
        "WARC-Date": at,
        "WARC-Block-Digest": sha1(block),
        **{name.replace("_", "-"): value for name, value in more.items()},
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in heads.items() if value)
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def answer(body: bytes, *heads: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", *(heads or ("Content-Type: text/html; charset=utf-8",))]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def response(url: str, at: str, body: bytes, *heads: str, status: str = "200 OK", **more: str) -> bytes:
    return record("response", url, at, answer(body, *heads, status=status), WARC_Payload_Digest=sha1(body), **more)


def request(url: str, at: str) -> bytes:
    return record("request", url, at, b"GET / HTTP/1.1\r\nHost: oak\r\n\r\n")


def revisit(url: str, at: str, block: bytes = b"", /, **more: str) -> bytes:
    profile = "http://netpreserve.org/warc/1.0/revisit/identical-payload-digest"
    return record("revisit", url, at, block, WARC_Profile=profile, **more)


def chunked(body: bytes, size: int = 7) -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x;a=b\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\nTrailer: x\r\n\r\n"


def write(path: Path, records: Iterable[bytes]) -> Path:
    """Records into a file, each packed for itself where its name ends in .gz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(gzip.compress(one) if path.name.endswith(".gz") else one for one in records))
    return path


def write_by_warcio(path: Path, pages: Iterable[tuple[str, str, bytes]]) -> Path:
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.name.endswith(".gz"))
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "test"}))
        for url, at, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", BytesIO(body), length=len(body), http_headers=head, warc_headers_dict={"WARC-Date": at}
                )
            )
    return path


def write_by_fastwarc(path: Path, pages: Iterable[tuple[str, str, bytes]]) -> Path:
    with path.open("wb") as stream:
        for url, at, body in pages:
            one = WarcRecord()
            one.init_headers(WarcRecordType.response)
            one.headers["WARC-Target-URI"] = url
            one.headers["WARC-Date"] = at
            one.headers["Content-Type"] = "application/http; msgtype=response"
            one.set_bytes_content(answer(body))
            packed = BytesIO()
            one.write(packed, checksum_data=True)
            stream.write(gzip.compress(packed.getvalue()) if path.name.endswith(".gz") else packed.getvalue())
    return path


def write_wacz(path: Path, records: bytes, name: str = "archive/data.warc.gz", how: int = zipfile.ZIP_STORED) -> Path:
    """As browsers' crawlers pack it: records as they are, beside indexes and pages."""
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(zipfile.ZipInfo("datapackage.json"), json.dumps({"profile": "data-package", "wacz_version": "1.1.1"}))
        packed.writestr("indexes/index.cdx.gz", gzip.compress(b"jp,example,oak)/ 20250521 {}\n"), zipfile.ZIP_STORED)
        packed.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n', zipfile.ZIP_DEFLATED)
        packed.writestr(name, records, how)
    return path
