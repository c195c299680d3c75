"""Several messages in one body, as mbox (its `rd` variety), and how a mailbox is handed on: the messages, and what was left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_START = re.compile(rb"^From [^\r\n]{0,300}?\d\d:\d\d[^\r\n]{0,60}\r?$", re.MULTILINE)
"""The line before a message: `From`, who handed it in, and a time."""
_BLANK = (b"\n\n", b"\n\r\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_TO_QUOTE = re.compile(rb"^(>*From )", re.MULTILINE)
_BEGINS = b"From tracker Thu Jan  1 00:00:00 1970\n"
_COVER = b"From tracker-cover Thu Jan  1 00:00:00 1970\n"
_COUNTS = re.compile(rb"X-Left-Out: too-large=(\d{1,9}); unreadable=(\d{1,9}); others=(\d{1,9}); older=([01])")


class LeftOut(NamedTuple):
    """What a mailbox has and its body has not. Messages each; `older` says that the oldest were not looked at.

    `others` counts the messages of other senders, and only where there is none of those that are wanted.
    """

    too_large: int = 0
    unreadable: int = 0
    others: int = 0
    older: bool = False


def is_mbox(body: bytes) -> bool:
    """Whether it begins as an mbox does."""
    return body.startswith(b"From ")


def split(body: bytes, *, whole: bool = True) -> Iterator[bytes]:
    """The messages of an mbox, in its order. Where it is the end of a longer one, what precedes the first start is skipped."""
    starts = [(found.start(), found.end() + 1) for found in _START.finditer(body) if _is_apart(body, found.start())]
    if whole and is_mbox(body) and (not starts or starts[0][0] > 0):
        starts.insert(0, (0, (body.find(b"\n") + 1) or len(body)))
    for place, (_, begins) in enumerate(starts):
        ends = starts[place + 1][0] if place + 1 < len(starts) else len(body)
        yield _QUOTED.sub(rb"\1", _without_blank(body[begins:ends]))


def pack(messages: Iterable[bytes], left_out: LeftOut) -> bytes:
    """The messages as one body that `unpack` reads; never empty."""
    counts = (
        f"X-Left-Out: too-large={left_out.too_large}; unreadable={left_out.unreadable}; others={left_out.others}; older={left_out.older:d}"
    )
    return b"".join([_COVER, counts.encode(), b"\n\n", *(_entry(message) for message in messages)])


def unpack(body: bytes) -> tuple[list[bytes], LeftOut]:
    """The messages of any mbox and, where `pack` made it, what was left out."""
    messages = list(split(body))
    if not body.startswith(_COVER) or not messages:
        return messages, LeftOut()
    found = _COUNTS.match(messages[0])
    if found is None:
        return messages[1:], LeftOut()
    too_large, unreadable, others, older = map(int, found.groups())
    return messages[1:], LeftOut(too_large, unreadable, others, older=bool(older))


def packed_size(message: bytes) -> int:
    """How many bytes `pack` takes for a message, or a few more."""
    return len(message) + message.count(b"From ") + len(_BEGINS) + 2


def _entry(message: bytes) -> bytes:
    quoted = _TO_QUOTE.sub(rb">\1", message)
    return b"".join([_BEGINS, quoted, b"" if quoted.endswith(b"\n") else b"\n", b"\n"])


def _is_apart(body: bytes, place: int) -> bool:
    return place == 0 or body[max(0, place - 3) : place].endswith(_BLANK)


def _without_blank(message: bytes) -> bytes:
    """Without the blank line that parts it from the next."""
    for end in (b"\r\n", b"\n"):
        if message.endswith((b"\n" + end, b"\r\n" + end)):
            return message[: -len(end)]
    return message
