from __future__ import annotations

import gzip
import zlib
from contextlib import suppress

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.origin import compress
from tracker.text.decompress import DecodingError, decoder_for

ENCODINGS = ["gzip", "deflate", "raw-deflate", "br", "zstd"]


def unpack(encoding: str, packed: bytes, step: int) -> bytes:
    decoder = decoder_for(encoding.removeprefix("raw-"))
    body = b"".join(piece for start in range(0, len(packed), step) for piece in decoder.feed(packed[start : start + step]))
    decoder.finish()
    return body


@settings(max_examples=40, deadline=None)
@given(body=st.binary(max_size=3000), step=st.integers(1, 400), encoding=st.sampled_from(ENCODINGS))
def test_it_does_not_matter_how_the_wire_cuts_a_body(body: bytes, step: int, encoding: str) -> None:
    packed = compress(body, encoding)
    assert unpack(encoding, packed, step) == body


@settings(max_examples=40, deadline=None)
@given(cut=st.floats(0.01, 0.99), encoding=st.sampled_from(ENCODINGS))
def test_no_cut_goes_unnoticed(cut: float, encoding: str) -> None:
    packed = compress(bytes(range(256)) * 40, encoding)
    with pytest.raises(DecodingError):
        unpack(encoding, packed[: max(1, min(len(packed) - 1, int(len(packed) * cut)))], 100)


@settings(max_examples=60, deadline=None)
@given(noise=st.binary(min_size=1, max_size=2000), encoding=st.sampled_from(ENCODINGS))
def test_noise_is_refused_or_read_but_never_anything_else(noise: bytes, encoding: str) -> None:
    with suppress(DecodingError):
        assert len(unpack(encoding, noise, 64)) < 1_000_000


@pytest.mark.parametrize("step", [1, 2, 7, 10_000])
def test_what_follows_the_last_gzip_member_is_left_out(step: int) -> None:
    assert unpack("gzip", gzip.compress(b"one") + gzip.compress(b"two") + b"\0" * 300, step) == b"onetwo"


@pytest.mark.parametrize("step", [1, 5, 10_000])
def test_several_zstd_frames_are_one_body(step: int) -> None:
    one = zstandard.ZstdCompressor()
    assert unpack("zstd", one.compress(b"one") + one.compress(b"two"), step) == b"onetwo"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_thousands_of_tiny_members_are_refused(encoding: str) -> None:
    with pytest.raises(DecodingError, match="more than"):
        unpack(encoding, compress(b"", encoding) * 3000, 65536)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_piece_is_large_however_much_a_few_bytes_stand_for(encoding: str) -> None:
    decoder = decoder_for(encoding.removeprefix("raw-"))
    sizes = [len(piece) for piece in decoder.feed(compress(b"\0" * 50_000_000, encoding))]
    assert sum(sizes) == 50_000_000
    assert max(sizes) <= 9 * 1024 * 1024


def test_a_zstd_window_over_the_standards_limit_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=25)
    packed = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    body = packed.compress(bytes(range(256)) * 1000) + packed.flush()
    with pytest.raises(DecodingError, match="zstd"):
        unpack("zstd", body, 1000)


def test_zlib_checks_its_own_sum() -> None:
    packed = bytearray(zlib.compress(b"x" * 1000))
    packed[-1] ^= 1
    with pytest.raises(DecodingError):
        unpack("deflate", bytes(packed), 1000)
