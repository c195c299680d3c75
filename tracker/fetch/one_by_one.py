"""Requests that are taken one after the other, as many as their owner likes: the past is asked for page by page. Synchronous."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from tracker.fetch.addresses import AllowedHosts
from tracker.fetch.client import Answer, Client, Question
from tracker.fetch.headers import retry_after
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import Gate, Lookup, system_lookup
from tracker.fetch.robots import Robots
from tracker.fetch.sweep import may_pass
from tracker.fetch.targets import parse
from tracker.fetch.visiting import Network, Visit
from tracker.model.look import Request, Response
from tracker.ports import RobotsMemory


@dataclass(frozen=True, slots=True)
class Asked:
    """One exchange with a service: where, and how patiently. `pause` and `timeout` are seconds, `limit` is in bytes."""

    address: str
    pause: float
    limit: int
    timeout: float = 60.0


class OneByOne:
    """The connections of somebody who asks for one thing after the other. Close it, or use it as a context manager.

    `now` is an aware time, from which on its clock counts; `on_wait` hears of a host that asks us to wait, and for how many seconds.

    Raises:
        ConfigError: with the first request, where the proxy or the certificates that the environment names cannot be used.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        robots: RobotsMemory,
        *,
        now: datetime,
        on_wait: Callable[[str, float], None] | None = None,
        lookup: Lookup = system_lookup,
    ) -> None:
        self.policy = policy
        self.on_wait = on_wait or (lambda _host, _seconds: None)
        self._robots = robots
        self._now, self._began = now, time.monotonic()
        self._lookup = lookup
        self._runner = asyncio.Runner()
        self._open = AsyncExitStack()
        self._network: Network | None = None
        self._answered_at: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections."""
        if self._network is not None:
            self._network = None
            self._runner.run(self._open.aclose())
        self._runner.close()

    def visit(self, request: Request) -> Response:
        """One request by all the rules of a pass: robots.txt, the gap of its host, redirects; what may be passing is tried once more."""
        return self._runner.run(self._visit(request))

    def exchange(self, asked: Asked) -> Answer:
        """One exchange with a service that is made to be asked: nothing followed, and its robots.txt, which is for crawlers, not read.

        It begins `pause` after the last one ended, so that no more arrive there in any second than that allows.
        Raises `FetchError` for all that goes wrong.
        """
        if self._answered_at is not None:
            self.wait(self._answered_at + asked.pause - time.monotonic())
        try:
            return self._runner.run(self._exchange(asked))
        finally:
            self._answered_at = time.monotonic()

    def wait(self, seconds: float) -> None:
        """Do nothing."""
        if seconds > 0:
            time.sleep(seconds)

    def asks_to_wait(self, answer: Answer) -> float | None:
        """How many seconds an answer asks us to wait, if it says."""
        return retry_after(answer.headers, self._clock())

    def _clock(self) -> datetime:
        return self._now + timedelta(seconds=time.monotonic() - self._began)

    async def _opened(self) -> Network:
        if self._network is None:
            proxies = Proxies(self.policy)
            gate = Gate(AllowedHosts(self.policy.allowed_private), proxies.places, self._lookup)
            client = await self._open.enter_async_context(Client(self.policy, gate, proxies))
            self._network = Network(self.policy, Robots(self.policy, self._robots), gate, proxies, client, self._clock)
            self._network.on_wait = self.on_wait
        return self._network

    async def _visit(self, request: Request) -> Response:
        network = await self._opened()
        response = await Visit(network, request, request.validators).run()
        if not may_pass(response):
            return response
        network.new_round()
        return await Visit(network, request, request.validators).run()

    async def _exchange(self, asked: Asked) -> Answer:
        network = await self._opened()
        target = parse(asked.address)
        # A name that had no answer may have one the next time: there is no end of a pass at which it would be asked for again.
        network.gate.forget_failures()
        await network.gate.check(target, patience=self.policy.connect_timeout, proxied=network.proxies.of(target) is not None)
        question = Question(target, self.policy.connect_timeout, asked.timeout, asked.limit)
        return await network.client.ask(question)
