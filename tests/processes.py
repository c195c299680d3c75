"""The environment of processes that tests start, and the zone of this one."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager


def uncounted(**more: str) -> dict[str, str]:
    """This one without what counts coverage: where files may not grow, those of the counter would break and say so."""
    return {**{name: value for name, value in os.environ.items() if not name.startswith(("COV_", "COVERAGE_"))}, **more}


@contextmanager
def machine_in(zone: str) -> Iterator[None]:
    """This process on a machine of another zone."""
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone
        time.tzset()
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()
