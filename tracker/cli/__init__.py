"""The command line: the only place that prints. Results go to standard output, messages and progress to standard error."""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_NOTHING_REACHED = 3
EXIT_STOPPED = 130


class UnfinishedError(Exception):
    """A command was cut short from outside: its cause is a `KeyboardInterrupt`, or a `BrokenPipeError` where nobody reads on."""


def main() -> None:
    """Run `tracker`: 0 done, 1 the run failed, 2 usage or configuration, 3 `poll` alone, when every source looked at failed."""
    _speak_utf8()
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:
        code = EXIT_FAILED
        # What is still in the buffer has no reader: without this the interpreter would complain of it as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(code)


def _run() -> int | str | None:
    """The exit code of the command. Errors are told here and nowhere else."""
    from tracker.errors import ConfigError, PluginError, TrackerError, UsageError

    try:
        from tracker.cli.commands import app

        app()
    except SystemExit as stop:
        return stop.code
    except (ConfigError, UsageError, PluginError) as error:
        return _told(error, EXIT_USAGE)
    except TrackerError as error:
        return _told(error, EXIT_FAILED)
    except (KeyboardInterrupt, UnfinishedError) as error:
        if isinstance(error.__cause__, BrokenPipeError):
            raise error.__cause__ from None
        print("tracker: stopped; what was committed is kept, and the next run goes on from there", file=sys.stderr)
        return EXIT_STOPPED
    except Exception as error:  # noqa: BLE001 - nobody who runs a command is helped by a traceback
        return _told(error, EXIT_FAILED, _defect(error))
    return 0


def shown(text: str) -> str:
    """Text from outside as a terminal may see it: without escapes, other control characters and what turns the writing round."""
    from tracker.digest.plain import one_line

    return one_line(text)


def _told(error: Exception, code: int, text: str | None = None) -> int:
    for line in (text or str(error)).splitlines():
        print(f"tracker: {shown(line)}", file=sys.stderr)
    return code


def _defect(error: Exception) -> str:
    """A defect of ours in one line, with the place that whoever mends it needs."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(__file__).parents[1] in Path(frame.filename).parents]
    where = "".join(f" in {Path(frame.filename).name}:{frame.lineno}" for frame in ours[-1:])
    said = " ".join(str(error).split())[:500]
    return f"this is a defect of the program, please report it: {type(error).__name__}{where}: {said}"


def _speak_utf8() -> None:
    """Results are UTF-8 whatever the locale says. Half a surrogate pair, which has no UTF-8, stands as its JSON escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
