"""A whole pass: all looks side by side, each reported as soon as it is complete, what may be passing tried once more at the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.errors import FetchError
from tracker.fetch.addresses import AllowedHosts
from tracker.fetch.client import NO_VALIDATORS, Client
from tracker.fetch.codes import TRANSIENT_STATUSES, ErrorCode
from tracker.fetch.policy import FetchPolicy, Plan
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import Gate, Lookup, system_lookup
from tracker.fetch.robots import Robots
from tracker.fetch.visiting import Network, Visit
from tracker.model.look import Request, Response
from tracker.ports import RobotsMemory

OnResponse = Callable[[str, Response], None]
OnWait = Callable[[str, float], None]
OnQuiet = Callable[[], None]


class Hears(NamedTuple):
    """Who else hears of a pass: of a host that asks us to wait, and of a silence while looks are still awaited."""

    on_wait: OnWait | None = None
    on_quiet: OnQuiet | None = None


_NOBODY = Hears()


def sweep(
    plans: Sequence[Plan],
    policy: FetchPolicy,
    robots: RobotsMemory,
    on_response: OnResponse,
    *,
    now: datetime,
    hears: Hears = _NOBODY,
    lookup: Lookup = system_lookup,
) -> None:
    """Take all looks; see `tracker.fetch.look_at_all`. `lookup` tells the addresses of a name."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        hush_when_stopped(loop, asyncio.current_task())
        began = loop.time()
        proxies = Proxies(policy)
        gate = Gate(AllowedHosts(policy.allowed_private), proxies.places, lookup)
        async with Client(policy, gate, proxies) as client:
            network = Network(policy, Robots(policy, robots), gate, proxies, client, lambda: now + timedelta(seconds=loop.time() - began))
            if hears.on_wait is not None:
                network.on_wait = hears.on_wait
            await Sweep(plans, network, on_response, hears.on_quiet).run()

    asyncio.run(run())


def hush_when_stopped(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None] | None) -> None:
    """Let a loop say nothing of what goes wrong in its connections once `task` is being cancelled.

    A signal cancels between any two steps of whatever runs: a connection that is just handing on an answer then trips over a
    waiter that is gone. The look is reported as interrupted; a traceback beside it would tell a person nothing.
    """

    def hear(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        if task is None or not task.cancelling():
            loop.default_exception_handler(context)

    loop.set_exception_handler(hear)


class _Held:
    """A request that failed in a way that may pass: its first outcome, and the signal to try again."""

    def __init__(self, response: Response) -> None:
        self.response = response
        self.again: asyncio.Future[None] = asyncio.get_running_loop().create_future()


class Sweep:
    """The looks of one pass. Each has one second try, kept for the end, when all others are complete or wait for theirs."""

    def __init__(self, plans: Sequence[Plan], network: Network, on_response: OnResponse, on_quiet: OnQuiet | None = None) -> None:
        self._plans = plans
        self._network = network
        self._on_response = on_response
        self._on_quiet = on_quiet
        self._heard = asyncio.Event()
        self._unreported = dict(enumerate(plans))
        self._held: dict[int, _Held] = {}
        self._tried_again: set[int] = set()
        self._asking: dict[int, str] = {}
        self._busy = len(plans)

    async def run(self) -> None:
        """Take all looks. Where the pass is stopped, what is not complete is reported as such before it ends."""
        tasks = [asyncio.create_task(self._take(number, plan)) for number, plan in enumerate(self._plans)]
        tasks.append(asyncio.create_task(self._listen()))
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            await _stop(tasks)
            self._report_the_rest()
            raise
        except BaseException:
            await _stop(tasks)
            raise

    async def _listen(self) -> None:
        """Tell once of each silence that follows an answer, as long as there is something to wait for."""
        while self._on_quiet is not None and self._unreported:
            await self._heard.wait()
            self._heard.clear()
            if not self._unreported:
                return
            try:
                async with asyncio.timeout(self._network.policy.quiet):
                    await self._heard.wait()
            except TimeoutError:
                self._at_work(self._on_quiet)

    async def _take(self, number: int, plan: Plan) -> None:
        response = await self._look(number, plan)
        self._busy -= 1
        self._report(number, response)
        self._maybe_try_again()

    async def _look(self, number: int, plan: Plan) -> Response:
        """Drive one look to its end. Whatever its kind does wrong is its own outcome."""
        asked = Request(url="")
        response: Response | None = None
        try:
            for _ in range(self._network.policy.max_requests):
                try:
                    asked = self._drive(plan, response, asked)
                except StopIteration as stop:
                    return _kept(stop.value, asked)
                except Exception as error:  # noqa: BLE001 - a plug-in may raise anything, and no other look may suffer from it
                    return _failed(asked, error)
                response = await self._ask(number, asked if response is not None else _with_validators(asked, plan))
            return _broken(asked, f"the kind of this source asked for more than {self._network.policy.max_requests} addresses in one look")
        finally:
            with suppress(Exception):
                plan.look.close()

    def _drive(self, plan: Plan, response: Response | None, before: Request) -> Request:
        """The next request of a look. Raises whatever its kind does; the time that it takes is given back to the others."""
        began = asyncio.get_running_loop().time()
        try:
            asked = next(plan.look) if response is None else plan.look.send(response)
        finally:
            self._network.client.postpone(asyncio.get_running_loop().time() - began)
        if not isinstance(asked, Request):
            raise TypeError(f"it yielded no request after {before.url!r} but {type(asked).__name__}")
        if asked.mailbox is not None and response is not None:
            raise ValueError(f"it asked for the mailbox {asked.mailbox.path!r} after {before.url!r}; only a look's beginning may name one")
        return asked

    async def _ask(self, number: int, request: Request) -> Response:
        self._asking[number] = request.url
        response = await self._answer(request)
        if number in self._tried_again or not may_pass(response):
            return response
        self._tried_again.add(number)
        held = self._held[number] = _Held(response)
        self._busy -= 1
        self._maybe_try_again()
        await held.again
        if not self._network.is_offline():
            response = await self._answer(request)
        del self._held[number]
        return response

    async def _answer(self, request: Request) -> Response:
        if request.mailbox is None:
            return await Visit(self._network, request, request.validators).run()
        from tracker.fetch.mailbox import read_mailbox  # noqa: PLC0415 - most passes have no mailbox to read

        # In a thread of its own: a slow disk holds nobody up who waits for the network.
        return await asyncio.to_thread(read_mailbox, request, request.mailbox, self._network.policy)

    def _maybe_try_again(self) -> None:
        """Once nobody else is at work, let those try again who wait for it."""
        waiting = [held for held in self._held.values() if not held.again.done()]
        if self._busy or not waiting:
            return
        self._network.new_round()
        self._busy += len(waiting)
        for held in waiting:
            held.again.set_result(None)

    def _report(self, number: int, response: Response) -> None:
        plan = self._unreported.pop(number)
        self._heard.set()
        self._at_work(lambda: self._on_response(plan.key, response))

    def _at_work(self, call: Callable[[], None]) -> None:
        """Let the caller work. The others' clocks ran meanwhile: that time is given back to them."""
        began = asyncio.get_running_loop().time()
        call()
        self._network.client.postpone(asyncio.get_running_loop().time() - began)

    def _report_the_rest(self) -> None:
        for number, plan in list(self._unreported.items()):
            held = self._held.get(number)
            self._report(number, held.response if held is not None else _interrupted(plan, self._asking.get(number, "")))


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def may_pass(response: Response) -> bool:
    """Whether trying the same once more may bring something else."""
    if response.error_code is not None:
        return response.transient and response.error_code != ErrorCode.RATE_LIMITED
    return response.status in TRANSIENT_STATUSES and response.retry_after is None


def _with_validators(request: Request, plan: Plan) -> Request:
    if request.validators != NO_VALIDATORS or plan.validators == NO_VALIDATORS:
        return request
    return msgspec.structs.replace(request, validators=plan.validators)


def _kept(value: object, asked: Request) -> Response:
    if isinstance(value, Response):
        return value
    return _broken(asked, f"the kind of this source kept no response but {type(value).__name__}")


def _failed(asked: Request, error: Exception) -> Response:
    if isinstance(error, FetchError):
        return Response(url=asked.url, error=str(error), error_code=error.code, transient=error.transient, retry_after=error.retry_after)
    return _broken(asked, f"the kind of this source failed while looking: {type(error).__name__}: {error}")


def _broken(asked: Request, message: str) -> Response:
    return Response(url=asked.url, error=message, error_code=ErrorCode.KIND.value)


def _interrupted(plan: Plan, url: str) -> Response:
    return Response(
        url=url, error=f"the pass was stopped before {plan.key} was complete", error_code=ErrorCode.INTERRUPTED.value, transient=True
    )
