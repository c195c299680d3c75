"""Values to JSON and back. UTF-8, not escaped, keys in the order in which the values declare them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading JSON raises at bytes that are none: bad UTF-8 within a string is told by an error of its own."""

T = TypeVar("T")


def to_json(value: object, *, indent: int = 0) -> str:
    """A value as one line of JSON text, or indented."""
    raw = msgspec.json.encode(value)
    return (msgspec.json.format(raw, indent=indent) if indent else raw).decode("utf-8")


def to_plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """A value as dicts, lists, strings, numbers: what a JSON reader would see."""
    return msgspec.to_builtins(value)


def from_json(text: str | bytes, kind: type[T]) -> T:
    """JSON text as a value of `kind`; `msgspec.ValidationError` where it is none."""
    return msgspec.json.decode(text, type=kind)
