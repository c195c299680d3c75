"""EUC-JP and ISO-2022-JP as Japanese systems really write them: with the NEC and IBM characters (①, 髙) that the standards lack.

Both hold the same two-byte codes as cp932 in another packing, so they are repacked and read as cp932.
"""

from __future__ import annotations

import re

_EUC = re.compile(rb"[\x00-\x7f]+|\x8e[\xa1-\xdf]|\x8f[\xa1-\xfe]{2}|(?:[\xa1-\xfe]{2})+")
_ESCAPE = re.compile(rb"\x1b(\$@|\$B|\$\(D|\(B|\(J|\(I)")


def decode_euc(body: bytes) -> str:
    """EUC-JP with the characters of cp51932. Raises `UnicodeDecodeError` as a codec does."""
    pieces = []
    place = 0
    for match in _EUC.finditer(body):
        if match.start() != place:
            break
        place = match.end()
        pieces.append(_euc_run(match.group()))
    if place != len(body):
        raise UnicodeDecodeError("euc-jp", body, place, place + 1, "no EUC-JP character")
    return "".join(pieces)


def _euc_run(run: bytes) -> str:
    if run[0] < 0x80:
        return run.decode("ascii")
    if run[0] == 0x8E:
        return run[1:].decode("cp932")
    if run[0] == 0x8F:
        return run.decode("euc_jp")
    return b"".join(_packed(run[i] & 0x7F, run[i + 1] & 0x7F) for i in range(0, len(run), 2)).decode("cp932")


def decode_iso_2022_jp(body: bytes) -> str:
    """ISO-2022-JP with the characters of cp50221. Raises `UnicodeDecodeError` as a codec does."""
    pieces = []
    charset, place = b"(B", 0
    for match in _ESCAPE.finditer(body):
        pieces.append(_escaped_run(body[place : match.start()], charset))
        charset, place = match.group(1), match.end()
    pieces.append(_escaped_run(body[place:], charset))
    return "".join(pieces)


def _escaped_run(run: bytes, charset: bytes) -> str:
    if charset in (b"(B", b"(J"):
        return run.decode("ascii")
    if charset == b"(I":
        return bytes(byte | 0x80 for byte in run).decode("cp932")
    # Some writers forget to escape back before a line ends; the standard says that a line end does it for them.
    lines = run.split(b"\n")
    decoded = [_two_byte_run(lines[0], charset)] + [line.decode("ascii") for line in lines[1:]]
    return "\n".join(decoded)


def _two_byte_run(run: bytes, charset: bytes) -> str:
    if len(run) % 2:
        raise UnicodeDecodeError("iso-2022-jp", run, len(run) - 1, len(run), "half a character")
    if charset == b"$(D":
        return b"".join(b"\x8f" + bytes((run[i] | 0x80, run[i + 1] | 0x80)) for i in range(0, len(run), 2)).decode("euc_jp")
    return b"".join(_packed(run[i], run[i + 1]) for i in range(0, len(run), 2)).decode("cp932")


def _packed(row: int, cell: int) -> bytes:
    """A JIS code (0x21..0x7E each) as Shift_JIS packs it."""
    lead = ((row + 1) >> 1) + (0x70 if row < 0x5F else 0xB0)
    odd = 0x20 if cell > 0x5F else 0x1F
    trail = cell + (odd if row % 2 else 0x7E)
    return bytes((lead & 0xFF, trail & 0xFF))
