from __future__ import annotations

import gzip
import zlib

import pytest

from tests.fetch.field import Memory, policy, take_one
from tests.origin import Origin, Reply, compress, encoded, endless, reply

TEXT = "人工知能関連技術の研究開発及び活用の推進に関する政策文書。".encode() * 3000
SMALL = 100_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "br", "zstd"])
def test_every_encoding_that_we_name_is_read(origin: Origin, encoding: str) -> None:
    origin.route("/", encoded(TEXT, encoding))
    assert take_one(origin.url()).body == TEXT


def test_a_gzip_body_of_several_members_is_read_to_its_end(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=gzip.compress(b"one ") + gzip.compress(b"two"), headers={"Content-Encoding": "x-gzip"}))
    assert take_one(origin.url()).body == b"one two"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("compress", b"x"),
        ("utf-8", b"x"),
        ("gzip, br", b"x"),
        ("gzip", b"this is plain"),
        ("br", b"\xff\xff\xff this is plain"),
        ("zstd", b"this is plain"),
        ("deflate", b"\xff\xff\xff"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_an_error_that_names_it(origin: Origin, encoding: str, body: bytes) -> None:
    origin.route("/", lambda _: Reply(body=body, headers={"Content-Encoding": encoding}))
    answer = take_one(origin.url())
    assert (answer.status, answer.error_code, answer.transient) == (None, "bad-encoding", False)
    assert encoding.partition(",")[0] in (answer.error or "")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "br", "zstd"])
def test_a_compressed_body_that_breaks_off_is_an_error_though_its_length_is_right(origin: Origin, encoding: str) -> None:
    packed = compress(TEXT, encoding)
    origin.route("/", lambda _: Reply(body=packed[: len(packed) // 2], headers={"Content-Encoding": encoding.removeprefix("raw-")}))
    assert take_one(origin.url()).error_code == "bad-encoding"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "identity"])
def test_an_empty_body_is_empty_whatever_its_encoding(origin: Origin, encoding: str) -> None:
    origin.route("/", lambda _: Reply(body=b"", headers={"Content-Encoding": encoding}))
    answer = take_one(origin.url())
    assert (answer.status, answer.body) == (200, b"")


def test_a_body_at_the_limit_is_taken_and_one_over_it_refused(origin: Origin) -> None:
    origin.route("/at", reply(200, b"x" * SMALL))
    origin.route("/over", reply(200, b"x" * (SMALL + 1)))
    rules = policy(max_bytes=SMALL)
    assert len(take_one(origin.url("/at"), rules).body) == SMALL
    answer = take_one(origin.url("/over"), rules)
    assert (answer.status, answer.error_code, answer.transient) == (None, "too-large", False)


def test_a_declared_length_over_the_limit_is_refused_before_it_is_read(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(chunks=None, body=b"x", declared=10**12, cut_after=1))
    assert take_one(origin.url(), policy(max_bytes=SMALL)).error_code == "too-large"


def test_a_body_without_end_is_left_at_the_limit(origin: Origin) -> None:
    origin.route("/", endless())
    answer = take_one(origin.url(), policy(max_bytes=SMALL))
    assert (answer.error_code, answer.transient) == ("too-large", False)
    assert answer.duration < 2000


@pytest.mark.parametrize("encoding", ["gzip", "raw-deflate", "br", "zstd"])
def test_a_bomb_is_left_at_the_limit(origin: Origin, encoding: str) -> None:
    bomb = compress(b"\0" * 60_000_000, encoding)
    assert len(bomb) < SMALL
    origin.route("/", lambda _: Reply(body=bomb, headers={"Content-Encoding": encoding.removeprefix("raw-")}))
    answer = take_one(origin.url(), policy(max_bytes=SMALL))
    assert (answer.status, answer.error_code, answer.body) == (None, "too-large", b"")


def test_a_body_that_is_long_on_the_wire_and_holds_nothing_is_left_at_the_limit(origin: Origin) -> None:
    nothing = b"\x00\x00\x00\xff\xff"  # an empty block of deflate
    origin.route(
        "/", lambda _: Reply(body=nothing * SMALL + zlib.compress(b"x", wbits=-15), headers={"Content-Encoding": "deflate"}, chunks=None)
    )
    assert take_one(origin.url(), policy(max_bytes=5 * SMALL + 100)).body == b"x"
    origin.route("/", lambda _: Reply(chunks=[nothing * 1000] * 100, headers={"Content-Encoding": "deflate"}))
    assert take_one(origin.url(), policy(max_bytes=SMALL)).error_code == "too-large"


def test_a_body_shorter_than_declared_is_an_error_and_not_a_page(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=b"half a page", declared=1000))
    answer = take_one(origin.url())
    assert (answer.status, answer.error_code, answer.transient) == (None, "truncated", True)


def test_a_body_longer_than_declared_is_an_error_in_one_line(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=b"whole page, and more", declared=10))
    answer = take_one(origin.url())
    assert (answer.status, answer.error_code) == (None, "protocol")
    assert "\n" not in (answer.error or "")


def test_a_chunked_body_that_breaks_off_is_an_error(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"))
    assert take_one(origin.url()).error_code == "truncated"


def test_a_reset_in_the_middle_of_a_body_is_an_error(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=b"x" * 500, declared=1000, cut_after=500, reset=True))
    answer = take_one(origin.url())
    assert answer.error_code in ("reset", "truncated")
    assert answer.transient


def test_what_is_no_http_is_an_error(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n"))
    assert take_one(origin.url(), memory=Memory({f"http://{origin.place}": ""})).error_code == "protocol"


def test_long_headers_are_taken(origin: Origin) -> None:
    origin.route("/", lambda _: Reply(body=b"ok", headers={"Content-Security-Policy": "x" * 20_000}))
    assert take_one(origin.url()).body == b"ok"
