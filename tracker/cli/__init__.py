"""The command line: the only place that prints. Results go to standard output, messages and progress to standard error."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

from tracker.cli.stopping import Stopping
from tracker.cli.streams import finish, is_of_the_results, prepare, tell

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_NOTHING_REACHED = 3

_LOST = "the results cannot be written to standard output: {}; what was committed is kept"


class UnfinishedError(Exception):
    """A command was cut short from outside: its cause is a `KeyboardInterrupt`, or a `BrokenPipeError` where nobody reads on."""


def main() -> None:
    """Run `tracker`: 0 done, 1 the run failed, 2 usage or configuration, 3 `poll` alone, when every source looked at failed."""
    prepare()
    stopping = Stopping()
    try:
        code = _run(stopping)
    except KeyboardInterrupt:  # a second one, as the first was about to be told
        code = stopping.stopped()
    finally:
        stopping.end()
    lost = finish()
    if lost is not None and code != EXIT_FAILED:
        code = EXIT_FAILED if isinstance(lost, BrokenPipeError) else _told(lost, EXIT_FAILED, _LOST.format(lost.strerror))
    finish()
    sys.exit(code)


def _run(stopping: Stopping) -> int | str | None:
    """The exit code of the command. Errors are told here and nowhere else."""
    from tracker.errors import ConfigError, PluginError, TrackerError, UsageError

    try:
        from tracker.cli.commands import program

        program(sys.argv[1:])()
    except SystemExit as stop:
        return stop.code
    except (ConfigError, UsageError, PluginError) as error:
        return _told(error, EXIT_USAGE)
    except TrackerError as error:
        return _told(error, EXIT_FAILED)
    except (KeyboardInterrupt, UnfinishedError) as error:
        cause = error.__cause__ or error
        if isinstance(cause, BrokenPipeError):
            return EXIT_FAILED
        return stopping.stopped()
    except Exception as error:  # noqa: BLE001 - nobody who runs a command is helped by a traceback
        if is_of_the_results(error):
            return _told(error, EXIT_FAILED, _LOST.format(error.strerror))
        return _told(error, EXIT_FAILED, _defect(error))
    return 0


def shown(text: str) -> str:
    """Text from outside as a terminal may see it: without escapes, other control characters and what turns the writing round."""
    from tracker.digest.plain import one_line

    return one_line(text)


def counted(number: int, what: str) -> str:
    """A number with what it counts: `1 host`, `2 hosts`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def _told(error: Exception, code: int, text: str | None = None) -> int:
    for line in (text or str(error)).splitlines():
        tell(f"tracker: {shown(line)}")
    return code


def _defect(error: Exception) -> str:
    """A defect of ours in one line, with the place that whoever mends it needs."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(__file__).parents[1] in Path(frame.filename).parents]
    where = "".join(f" in {Path(frame.filename).name}:{frame.lineno}" for frame in ours[-1:])
    said = " ".join(str(error).split())[:500]
    return f"this is a defect of the program, please report it: {type(error).__name__}{where}: {said}"
