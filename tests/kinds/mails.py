"""Messages built for the tests, byte by byte, as newsletters are really sent."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from tracker.kinds.mail import MAIL
from tracker.model.document import Block, Document
from tracker.model.look import Capture
from tracker.text.mbox import LeftOut, pack

URL = "https://www.example.go.jp/magazine/"
SENDER = "magazine@example.go.jp"


def message(
    body: str | bytes = "樫指針を公表しました。\n",
    *,
    subject: str = "Newsletter 12",
    sender: str = f"Forest Office <{SENDER}>",
    date: str = "Mon, 8 Jun 2026 10:00:00 +0900",
    name: str = "<12@example.go.jp>",
    kind: str = "text/plain; charset=utf-8",
    fields: Sequence[str] = (),
) -> bytes:
    """One message. An empty argument leaves its field out."""
    given = [("From", sender), ("Subject", subject), ("Date", date), ("Message-ID", name), ("Content-Type", kind)]
    head = [*(f"{field}: {value}" for field, value in given if value), *fields]
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + (body.encode() if isinstance(body, str) else body)


def multipart(*parts: str | bytes, kind: str = "mixed", boundary: str = "=_b") -> tuple[str, bytes]:
    """The content type and the body of parts that have their fields already."""
    whole = [part.encode() if isinstance(part, str) else part for part in parts]
    mark = boundary.encode()
    body = b"preamble\r\n" + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in whole) + b"--" + mark + b"--\r\nepilogue\r\n"
    return f'multipart/{kind}; boundary="{boundary}"', body


def word(text: str, encoding: str) -> str:
    """An encoded word."""
    return f"=?{encoding}?B?{base64.b64encode(text.encode(encoding)).decode()}?="


def extract(*messages: bytes, senders: str | tuple[str, ...] = ()) -> Document:
    """What is read in some messages, as a mailbox hands them on."""
    options: dict[str, str | tuple[str, ...]] = {"from": senders} if senders else {}
    return MAIL.extract(Capture(body=pack(messages, LeftOut()), url=URL, content_type="application/mbox"), options)


def blocks(*messages: bytes) -> tuple[Block, ...]:
    """Their blocks."""
    return extract(*messages).blocks


def only(raw: bytes) -> Block:
    """The one block of one message."""
    (block,) = blocks(raw)
    return block
