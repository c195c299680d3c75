"""One pure function on bytes, run in a process of its own that may use only so much time and memory and dies with its parent.

For readers whose libraries are written in C and whose input comes from anywhere: what breaks or hangs there breaks nothing here.
The other side of the door is this same module, as `python -m tracker.confined`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from tracker.errors import ExtractError

_DONE, _FAILED, _NO_MEMORY = b"+", b"-", b"m"
_MB = 1024 * 1024
_START_UP = 30
"""Seconds of waiting beyond the time of work: on a busy machine a process gets its share late."""
_FILES = 64
_ISOLATED = ("-I",)
"""Neither the folder at hand nor variables of Python have a say in what the other side imports."""
_KILLED_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux."""


class Limits(NamedTuple):
    """What one run may use: seconds of work, and bytes of memory and of answer."""

    seconds: int
    memory: int
    answer: int


def run_confined(function: str, body: bytes, limits: Limits) -> bytes:
    """What `function` ("package.module:name", bytes to bytes) answers to `body`.

    Raises:
        ExtractError: it failed, crashed, or was stopped at one of its limits; the message says which.
    """
    with TemporaryFile() as given, TemporaryFile() as answer:
        given.write(body)
        given.seek(0)
        code = _wait(_start(function, given, answer, limits), limits)
        answer.seek(0)
        mark, told = answer.read(1), answer.read(limits.answer)
    if code == 0 and mark == _DONE:
        return told
    raise ExtractError(_why(code, mark, told, limits))


def _start(function: str, given: IO[bytes], answer: IO[bytes], limits: Limits) -> subprocess.Popen[bytes]:
    # None of our settings goes along: the address of a database may hold a password.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
    command = [sys.executable, *_ISOLATED, "-m", __name__, function, str(os.getpid()), *map(str, limits)]
    return subprocess.Popen(command, stdin=given, stdout=answer, stderr=subprocess.DEVNULL, env=environment)  # noqa: S603 - our own module


def _wait(process: subprocess.Popen[bytes], limits: Limits) -> int | None:
    """How it ended, or None where it had to be ended."""
    try:
        return process.wait(limits.seconds + _START_UP)
    except subprocess.TimeoutExpired:
        return None
    finally:
        process.kill()
        process.wait()


def _why(code: int | None, mark: bytes, told: bytes, limits: Limits) -> str:
    if code is None or code == -getattr(signal, "SIGXCPU", 0):
        return f"reading it was stopped after {limits.seconds} s of work: it is too large, or made to keep its reader busy"
    if mark == _NO_MEMORY:
        return f"reading it was stopped: it needs more than {limits.memory // _MB} MB of memory"
    if mark == _FAILED:
        return f"reading it failed ({told[:500].decode('utf-8', 'replace')})"
    return f"its reader was ended ({_name(code)}): it is broken, made to do harm, or needs more than {limits.memory // _MB} MB of memory"


def _name(code: int) -> str:
    with suppress(ValueError):
        return signal.Signals(-code).name
    return f"exit code {code}"


def _confine(parent: int, limits: Limits) -> None:
    """Bind this process for the rest of its life. What a system does not know of is left out: the parent still watches the time."""
    with suppress(ImportError, OSError, AttributeError):
        from ctypes import CDLL  # noqa: PLC0415 - the other side alone needs it

        CDLL(None).prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it died before it was asked to take this process along
            sys.exit(1)
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - as above, and not every system has it

        for name, value in {
            "RLIMIT_AS": limits.memory,
            "RLIMIT_CPU": limits.seconds,
            "RLIMIT_FSIZE": limits.answer + len(_DONE),
            "RLIMIT_NOFILE": _FILES,
            "RLIMIT_NPROC": 0,
            "RLIMIT_CORE": 0,
        }.items():
            with suppress(AttributeError, ValueError, OSError):
                # One more before it is killed outright: the signal of the first limit tells which one it was.
                resource.setrlimit(getattr(resource, name), (value, value + (name == "RLIMIT_CPU")))


def _answer(function: Callable[[bytes], bytes], body: bytes, limits: Limits) -> bytes:
    try:
        told = function(body)
    except MemoryError:
        return _NO_MEMORY
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent tells it
        return _FAILED + f"{type(error).__name__}: {error}".encode("utf-8", "replace")
    return _DONE + told if len(told) <= limits.answer else _FAILED + b"what was read is too long"


def _main(name: str, parent: str, *numbers: str) -> None:
    limits = Limits(*map(int, numbers))
    _confine(int(parent), limits)
    module, _, function = name.partition(":")
    sys.stdout.buffer.write(_answer(getattr(import_module(module), function), sys.stdin.buffer.read(), limits))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
