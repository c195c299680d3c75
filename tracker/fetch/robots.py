"""What each origin's robots.txt allows us (RFC 9309), fetched once and remembered between passes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from protego import Protego

from tracker.errors import FetchError
from tracker.fetch.client import Answer
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.targets import Target, join, parse
from tracker.ports import RobotsMemory

LIMIT = 512 * 1024
"""Bytes of robots.txt that are read; the standard asks for 500 kB at least."""

_ALL = ""
_NOTHING = "# robots.txt could not be served\nUser-agent: *\nDisallow: /\n"
_HOPS = 5

Ask = Callable[[Target], Awaitable[Answer]]
"""Fetches robots.txt through the same gate as everything else."""


class Rules:
    """The rules of one origin for us."""

    def __init__(self, text: str, token: str) -> None:
        self._token = token
        self._parsed = Protego.parse(text) if text.strip() else None
        self._unserved = text == _NOTHING

    @property
    def crawl_delay(self) -> float:
        """Seconds between two requests that the origin asks for; 0 where it does not."""
        delay = self._parsed.crawl_delay(self._token) if self._parsed else None
        return max(0.0, delay or 0.0)

    def check(self, target: Target) -> None:
        """Raises `FetchError` (robots) where the target is not to be asked."""
        if self._parsed is None or self._parsed.can_fetch(target.text, self._token):
            return
        if self._unserved:
            raise fault(ErrorCode.ROBOTS, f"{target.host} cannot serve its robots.txt, so nothing there may be asked for now")
        raise fault(ErrorCode.ROBOTS, f"robots.txt of {target.host} does not allow {target.path[:200]}")


class Robots:
    """All rules of one pass. Each origin is asked once, however many of its pages are wanted."""

    def __init__(self, policy: FetchPolicy, memory: RobotsMemory) -> None:
        self._policy = policy
        self._memory = memory
        self._known: dict[str, Rules] = {}
        self._failed: dict[str, FetchError] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def rules(self, target: Target, ask: Ask) -> Rules:
        """The rules for a target. Raises `FetchError`: the host's own failure where it could not be asked at all."""
        origin = target.origin
        known = self._known.get(origin)
        if known is not None:
            return known
        async with self._asking.setdefault(origin, asyncio.Lock()):
            if origin not in self._known:
                self._known[origin] = Rules(await self._text(origin, ask), self._policy.product_token)
            return self._known[origin]

    def new_round(self) -> None:
        """Ask again where robots.txt could not be asked for."""
        self._failed.clear()

    async def _text(self, origin: str, ask: Ask) -> str:
        remembered = self._memory.recall(origin)
        if remembered is not None:
            return remembered
        if origin in self._failed:
            before = self._failed[origin]
            raise FetchError(str(before), code=before.code, transient=before.transient, retry_after=before.retry_after)
        try:
            answer = await self._follow(parse(f"{origin}/robots.txt"), ask)
        except FetchError as error:
            self._failed[origin] = error
            raise
        text = _read(answer)
        self._memory.remember(origin, text, failed=text == _NOTHING)
        return text

    async def _follow(self, target: Target, ask: Ask) -> Answer | None:
        """The answer after up to five redirects; None where they lead nowhere."""
        for _ in range(_HOPS + 1):
            answer = await ask(target)
            if answer.location is None:
                return answer
            try:
                target = join(target, answer.location)
            except FetchError:
                return None
        return None


def _read(answer: Answer | None) -> str:
    """The rules that an answer stands for: none there means that all is allowed, none to be had now that nothing is."""
    if answer is None or 400 <= answer.status < 500:
        return _ALL
    if not 200 <= answer.status < 300:
        return _NOTHING
    return answer.body[:LIMIT].decode("utf-8-sig", "replace").replace("\0", "")
