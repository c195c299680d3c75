"""How a command is stopped from outside: the first Ctrl-C or SIGTERM in good order, one that comes while that goes on at once."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

from tracker.cli.streams import tell

EXIT_STOPPED = 130
EXIT_TERMINATED = 143
"""128 and the number of the signal, as a shell counts: after Ctrl-C, and after SIGTERM."""

ONLY_READ = frozenset(
    {
        "timeline",
        "clock",
        "why",
        "snapshot",
        "deliveries",
        "extract",
        "read",
        "same",
        "diff",
        "explain",
        "audit",
        "backtest",
        "health",
        "doctor",
        "export",
        "verify",
        "compare",
    }
)
"""Commands that commit nothing, whatever their options: there is nothing to go on from."""

_SAID = "tracker: stopped"
_KEPT = "; what was committed is kept, and the next run goes on from there"


class Stopping:
    """What the signals of one command do. Make it before the command begins, and `end` it when that has ended."""

    def __init__(self) -> None:
        self._terminated = self._said = False
        self._words = _SAID if sys.argv[1:] and sys.argv[1] in ONLY_READ else _SAID + _KEPT
        _hide_interrupts()
        # Once all is done Python takes itself apart, and would be killed in the midst of it. First in, it is last out.
        atexit.unregister(_deafen)
        atexit.register(_deafen)
        self._before = signal.signal(signal.SIGTERM, self._terminate)

    def end(self) -> None:
        """Give SIGTERM back to whoever had it. After a stop that is nobody: the process is about to end."""
        if signal.getsignal(signal.SIGTERM) != self._at_once:
            signal.signal(signal.SIGTERM, self._before)

    def stopped(self) -> int:
        """Say so, once, and answer with the exit code; from now on a signal does not wait for what is left to be tidied."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._at_once)
        if not self._said:
            self._said = True
            tell(self._words)
        # An interrupt that met a text that was being run, as in the making of a class, counts as one that nobody caught until another text
        # is run: `python -m tracker` would end by the signal, not by its code.
        eval("0")  # noqa: S307 - no text from outside
        return EXIT_TERMINATED if self._terminated else EXIT_STOPPED

    def _terminate(self, number: int, frame: FrameType | None) -> None:
        """Do what Ctrl-C would do just now: the network's part ends its looks in good order."""
        self._terminated = True
        interrupt = signal.getsignal(signal.SIGINT)
        if not callable(interrupt):  # ignored, as in a background job of a shell
            raise KeyboardInterrupt
        interrupt(number, frame)

    def _at_once(self, number: int, frame: FrameType | None) -> None:
        del frame
        if not self._said:
            with suppress(OSError):
                os.write(2, f"{self._words}\n".encode())
        os._exit(EXIT_TERMINATED if self._terminated or number == signal.SIGTERM else EXIT_STOPPED)


def _deafen() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _hide_interrupts() -> None:
    """An interrupt within an interrupt is nobody's defect: where Python or a library would show its traceback, nothing is shown."""
    for name in ("excepthook", "unraisablehook"):
        hook = getattr(sys, name)
        if not isinstance(hook, _Hook):
            setattr(sys, name, _Hook(hook))


class _Hook:
    """A hook that hears of what nobody caught, but for interrupts."""

    def __init__(self, otherwise: Callable[..., Any]) -> None:
        self._otherwise = otherwise

    def __call__(self, *told: Any) -> None:  # noqa: ANN401 - Python's own hooks, each with its own arguments
        kind = told[0] if isinstance(told[0], type) else told[0].exc_type
        if not issubclass(kind, KeyboardInterrupt):
            self._otherwise(*told)
