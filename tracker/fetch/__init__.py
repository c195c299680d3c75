"""All looking at the network: the only part that knows aiohttp and asyncio, behind one synchronous call.

Every look ends as a `Response`: with a status, whatever it is, or with `error`, `error_code` (a word of `ErrorCode`,
which says what each means) and `transient`. Importing this package costs nothing: the network's libraries come with the first pass.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from tracker.fetch.codes import ErrorCode
from tracker.fetch.policy import FetchPolicy, Plan
from tracker.model.look import Response
from tracker.ports import RobotsMemory

__all__ = ["ErrorCode", "FetchPolicy", "Plan", "look_at_all"]


def look_at_all(
    plans: Sequence[Plan],
    policy: FetchPolicy,
    robots: RobotsMemory,
    on_response: Callable[[str, Response], None],
    *,
    now: datetime,
    on_wait: Callable[[str, float], None] | None = None,
    on_quiet: Callable[[], None] | None = None,
) -> None:
    """Take all looks, side by side, and tell of each (its key and what it kept) as soon as it is complete, in this thread.

    Nothing that the network or a source kind does raises, and none delays another but where they share a host.
    `now` is an aware time, which dates in Retry-After are held against where the server does not tell its own;
    `on_wait` hears of a host that asks us to wait, and for how many seconds; `on_quiet` is called, in this thread too, where nothing has
    been told of for some seconds and looks are still awaited.

    Raises:
        ConfigError: the proxy or the certificates that the environment names cannot be used; nothing was asked.
        KeyboardInterrupt: the pass was stopped. Every look was told of, those that were not complete as `interrupted`.
        Exception: whatever `on_response` raised; the looks that were not told of by then are given up.
    """
    if not plans:
        return
    from tracker.fetch.sweep import Hears, sweep  # noqa: PLC0415 - brings asyncio and aiohttp, a quarter of a second that only a pass pays

    sweep(plans, policy, robots, on_response, now=now, hears=Hears(on_wait, on_quiet))
