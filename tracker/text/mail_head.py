"""The head of a message: its fields as they stand, who sent it, and what the receiving server found out about that."""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection

MOST_HEAD = 256 * 1024
"""Bytes of a message in which its head has to end."""
_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,80})[ \t]{0,10}:[ \t]*(.*)", re.DOTALL)
_MOST_FIELDS = 2_000
_LONGEST = 20_000
_KNOWN = frozenset({"from", "date", "subject", "message-id", "received", "mime-version", "return-path", "to", "content-type"})
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_COMMENT = re.compile(r"\([^()]*\)")
_ADDRESS = re.compile(r"""[^\s<>@,;:"()\[\]\\]{1,200}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?![A-Za-z0-9.@-])""")
_FAILED = re.compile(r"(?:^|[\s;])(dkim|dmarc|spf)\s*=\s*(?:hard)?fail(?![\w-])", re.IGNORECASE)
_LINE_ENDS = re.compile(rb"[\r\n]+")

Fields = list[tuple[str, bytes]]


def parted(message: bytes) -> tuple[Fields, bytes]:
    """The fields of a message, names in lower case and values unfolded, and its body. What is no field is left out."""
    message = message.removeprefix(codecs.BOM_UTF8)
    if message.startswith((b"\n", b"\r\n")):
        return [], message
    end = _END.search(message, 0, MOST_HEAD)
    head, body = (message[: end.start()], message[end.end() :]) if end else (message[:MOST_HEAD], message[MOST_HEAD:])
    lines: list[list[bytes]] = []
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t") and lines:
            lines[-1].append(line)
        elif len(lines) < _MOST_FIELDS:
            lines.append([line])
    fields = []
    for folded in lines:
        found = _FIELD.match(b"\n".join(folded)[:_LONGEST])
        if found:
            fields.append((found[1].decode("ascii").lower(), _LINE_ENDS.sub(b"", found[2]).strip()))
    return fields, body


def looks_like_message(fields: Fields) -> bool:
    """Whether these are the fields of a message, and not lines that merely have colons."""
    return len({name for name, _ in fields} & _KNOWN) >= 2


def first(fields: Fields, name: str) -> bytes | None:
    """The first value of a field."""
    return next((value for given, value in fields if given == name), None)


def sender(fields: Fields) -> str | None:
    """The one address that the message says it is from, in lower case; None where it names none, or more than one."""
    values = [value for name, value in fields if name == "from"]
    if len(values) != 1:
        return None
    text = _bare(values[0].decode("ascii", "replace"))
    found = {address.lower() for address in _ADDRESS.findall(text)}
    # A mark that is no part of the address that was found stands for another that could not be read.
    return found.pop() if len(found) == 1 and text.count("@") == len(_ADDRESS.findall(text)) else None


def is_address(written: str) -> bool:
    """Whether it is an address, or a domain with its @ before it."""
    return bool(_ADDRESS.fullmatch(f"x{written}" if written.startswith("@") else written))


def is_wanted(fields: Fields, senders: Collection[str]) -> bool:
    """Whether the message says that it is from one of these: addresses, or domains with their @ (the very domain, none below it)."""
    address = sender(fields)
    if address is None:
        return False
    wanted = {one.lower() for one in senders}
    return address in wanted or f"@{address.rpartition('@')[2]}" in wanted


def is_refuted(fields: Fields) -> bool:
    """Whether a server that received it says that the sender is not who it claims to be: dkim, dmarc or spf failed."""
    values = [value.decode("ascii", "replace") for name, value in fields if name == "authentication-results"]
    return any(_FAILED.search(_bare(value)) for value in values)


def _bare(value: str) -> str:
    """A value without its quoted parts and comments."""
    text = _QUOTED.sub(" ", value)
    for _ in range(5):
        fewer = _COMMENT.sub(" ", text)
        if fewer == text:
            break
        text = fewer
    return text
