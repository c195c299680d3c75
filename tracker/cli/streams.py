"""The streams of a command: there whatever its caller closed, in UTF-8, and never the reason why work is left undone."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO, TypeGuard

_NO_MORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})


def prepare() -> None:
    """Make the three streams fit to be used, before anything else is opened.

    One that the caller closed leads nowhere from now on: a file that is opened later must not take its number, or what is printed
    would land in the database. Results are UTF-8 whatever the locale says; half a surrogate pair stands as its JSON escape.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 - it is open for as long as the program runs
            setattr(sys, name, nowhere)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


LOG_FORM = "TRACKER_LOG"
"""The variable that says in which form messages are wanted: `text` for a person, `json` for what collects logs."""


def tell(line: str) -> None:
    """Say something to the person who runs the command. Where that cannot be written (a log on a full disk) the work goes on."""
    if os.environ.get(LOG_FORM) == "json":
        line = json.dumps({"event": "said", "said": line}, ensure_ascii=False)
    with suppress(OSError):
        print(line, file=sys.stderr)


def finish() -> OSError | None:
    """Write out what is still held back. Returns why results could not be written, or None; messages may be lost."""
    _written(sys.stderr)
    return _written(sys.stdout)


def is_of_the_results(error: Exception) -> TypeGuard[OSError]:
    """Whether an error that nobody caught says that standard output takes no more: whatever else is written has a name."""
    return isinstance(error, OSError) and error.filename is None and error.errno in _NO_MORE


def _written(stream: TextIO) -> OSError | None:
    try:
        stream.flush()
    except OSError as error:
        # What is held back has nowhere to go: without this the interpreter would complain of it as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return error
    return None
