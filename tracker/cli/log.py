"""What a run says as it goes: lines for a person, or one JSON object a line for what collects logs (`TRACKER_LOG=json`)."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

from tracker.cli.streams import LOG_FORM, tell


def event(name: str, said: str, **fields: object) -> None:
    """Say that a stage was passed: `said` to a person, else its name with what it was about. One name for each stage.

    The names are `looked` (a source), `passed` (a pass), `wrote` (a digest), `handed-over` (a delivery), `failed`, `running`, `stopped`.
    """
    if os.environ.get(LOG_FORM) != "json":
        tell(said)
        return
    import structlog

    stamp, form = structlog.processors.TimeStamper(fmt="iso", utc=True), structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    log = structlog.wrap_logger(structlog.PrintLogger(sys.stderr), processors=[stamp, form])
    with suppress(OSError):
        log.info(name, **{key: value for key, value in fields.items() if value is not None})


def settle_form() -> None:
    """Lines for a terminal, JSON elsewhere, unless somebody has said which: for this process and those that it starts."""
    if os.environ.get(LOG_FORM) not in ("text", "json"):
        os.environ[LOG_FORM] = "text" if sys.stderr.isatty() else "json"
