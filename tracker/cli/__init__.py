"""The command line: the only place that prints. Results go to standard output, messages and progress to standard error."""

from __future__ import annotations

import sys

EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_NOTHING_REACHED = 3


def main() -> None:
    """Run `tracker`: 0 done, 1 the run failed, 2 usage or configuration, 3 `poll` alone, when every source looked at failed."""
    from tracker.errors import ConfigError, PluginError, TrackerError, UsageError

    try:
        from tracker.cli.commands import app

        app()
    except (ConfigError, UsageError, PluginError) as error:
        print(f"tracker: {error}", file=sys.stderr)
        sys.exit(EXIT_USAGE)
    except TrackerError as error:
        print(f"tracker: {error}", file=sys.stderr)
        sys.exit(EXIT_FAILED)
    except KeyboardInterrupt:
        print("tracker: stopped; what was committed is kept, and the next run goes on from there", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(EXIT_FAILED)
