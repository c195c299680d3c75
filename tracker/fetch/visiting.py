"""One request of a look: robots.txt first, redirects followed by hand, the server's wish to be left alone obeyed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tracker.errors import FetchError, TrackerError
from tracker.fetch.client import NO_VALIDATORS, Answer, Client, Question
from tracker.fetch.codes import CONNECTED, NO_CONNECTION, TRANSIENT_STATUSES, ErrorCode, fault
from tracker.fetch.headers import clean, fresh_for, retry_after, still_valid, validators_of
from tracker.fetch.lanes import Lane, Lanes, Reach
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import Gate
from tracker.fetch.robots import LIMIT as ROBOTS_LIMIT
from tracker.fetch.robots import Robots
from tracker.fetch.targets import Target, join, parse
from tracker.model.look import Request, Response, Validators

_ASK_TO_WAIT = frozenset({429, 503})
_FOR_GOOD = frozenset({301, 308})
_SAME_AGAIN = frozenset({307, 308})


class Network:
    """Everything that the requests of one pass share."""

    def __init__(
        self, policy: FetchPolicy, robots: Robots, gate: Gate, proxies: Proxies, client: Client, clock: Callable[[], datetime]
    ) -> None:
        self.policy = policy
        self.robots = robots
        self.gate = gate
        self.proxies = proxies
        self.client = client
        self.clock = clock
        self.reach = Reach(policy)
        self.lanes = Lanes(self.reach)
        self.on_wait: Callable[[str, float], None] = lambda _host, _seconds: None

    def is_offline(self) -> bool:
        """Whether there is no point in trying anything twice."""
        return self.reach.offline

    def new_round(self) -> None:
        """Forget what failed: all that is left gets one more try."""
        self.gate.forget_failures()
        self.robots.new_round()
        self.lanes.new_round()


class Visit:
    """One request with all the exchanges that it takes."""

    def __init__(self, network: Network, request: Request, validators: Validators) -> None:
        self._network = network
        self._request = request
        self._validators = validators
        self._form = request.form
        self._url = request.url
        self._redirects: list[str] = []
        self._for_good = True
        self._spent = 0.0

    async def run(self) -> Response:
        """What came of it. Never raises for what the network does."""
        try:
            return await self._follow()
        except FetchError as error:
            return self._failed(error)
        except TrackerError:
            raise  # of the caller's own memory: no look is to blame
        except Exception as error:  # noqa: BLE001 - a defect here is the outcome of one look, and no other suffers from it
            return self._failed(fault(ErrorCode.INTERNAL, f"asking {self._url!r} failed: {type(error).__name__}: {error}"))

    def _failed(self, error: FetchError) -> Response:
        return Response(
            url=self._url,
            redirects=tuple(self._redirects),
            duration=round(self._spent * 1000),
            error=str(error),
            error_code=error.code,
            transient=error.transient,
            retry_after=error.retry_after,
        )

    async def _follow(self) -> Response:
        target = parse(self._request.url)
        validators = self._validators
        seen = {target.text}
        while True:
            answer, wait = await self._ask(target, validators)
            if answer.location is None:
                return self._response(answer, wait, validators)
            following = self._next(target, answer.location)
            if following.text in seen:
                raise fault(ErrorCode.REDIRECT_LOOP, f"{target.text!r} redirects back to {following.text!r}")
            if len(self._redirects) >= self._network.policy.max_redirects:
                raise fault(
                    ErrorCode.TOO_MANY_REDIRECTS,
                    f"more than {self._network.policy.max_redirects} redirects, the last to {following.text!r}",
                )
            seen.add(following.text)
            self._redirects.append(self._url)
            self._for_good = self._for_good and answer.status in _FOR_GOOD
            self._url = following.text
            if following.origin != target.origin:
                validators = NO_VALIDATORS
            if answer.status not in _SAME_AGAIN or following.origin != target.origin:
                self._form = ()
            target = following

    def _next(self, target: Target, location: str) -> Target:
        if not location:
            raise fault(ErrorCode.BAD_REDIRECT, f"{target.text!r} redirects without saying where to")
        try:
            return join(target, location)
        except FetchError as error:
            raise fault(ErrorCode.BAD_REDIRECT, f"{target.text!r} redirects to what cannot be asked: {error}") from None

    def _response(self, answer: Answer, wait: float | None, asked_with: Validators) -> Response:
        validators = validators_of(answer.headers)
        if answer.status == 304:
            if asked_with == NO_VALIDATORS:
                raise fault(ErrorCode.PROTOCOL, f"{self._url!r} answered 304 (not modified) although it was asked for the whole")
            validators = still_valid(validators, asked_with)
        return Response(
            url=self._url,
            status=answer.status,
            body=answer.body,
            content_type=clean(" ".join(answer.headers.get("Content-Type", "").split())),
            validators=validators,
            redirects=tuple(self._redirects),
            duration=round(self._spent * 1000),
            transient=answer.status in TRANSIENT_STATUSES or answer.status == 429,
            retry_after=wait,
            moved=self._url if self._redirects and self._for_good else None,
            cache_control=clean(answer.headers.get("Cache-Control")),
            fresh_for=fresh_for(answer.headers),
        )

    async def _ask(self, target: Target, validators: Validators) -> tuple[Answer, float | None]:
        """Ask one target after its robots.txt. A wish to wait is obeyed once; one that is left comes back beside the answer."""
        lane = await self._enter(target)
        rules = await self._network.robots.rules(target, self._ask_robots)
        rules.check(target)
        lane.gap = max(lane.gap, min(rules.crawl_delay, self._network.policy.longest_crawl_delay))
        question = self._question(target, validators)
        return await self._patiently(lane, question)

    async def _ask_robots(self, target: Target) -> Answer:
        lane = await self._enter(target)
        question = Question(
            target=target,
            connect_timeout=self._network.policy.connect_timeout,
            timeout=self._request.timeout,
            limit=ROBOTS_LIMIT,
            accept="text/plain, */*;q=0.1",
            cut=True,
        )
        spent = self._spent
        try:
            answer, wait = await self._patiently(lane, question)
        finally:
            self._spent = spent  # another request than the one that is timed
        if wait is not None or answer.status == 429:
            message = f"{target.host} wants to be left alone: it answers {answer.status} even for robots.txt"
            raise fault(ErrorCode.RATE_LIMITED, message, retry_after=wait)
        return answer

    async def _enter(self, target: Target) -> Lane:
        """Check where a target leads, and find its lane."""
        network = self._network
        proxied = network.proxies.of(target) is not None
        lane = network.lanes.of(target.place)
        try:
            private = await network.gate.check(target, patience=network.reach.connect_timeout, proxied=proxied)
        except FetchError as error:
            if error.code in NO_CONNECTION:
                network.reach.failed(target.host)
            raise
        if not private:
            lane.gap = max(lane.gap, network.policy.public_gap, min(self._request.gap, network.policy.longest_crawl_delay))
        return lane

    async def _patiently(self, lane: Lane, question: Question) -> tuple[Answer, float | None]:
        network = self._network
        while True:
            async with lane.turn():
                answer = await self._exchange(lane, question)
                wait = retry_after(answer.headers, network.clock()) if answer.status in _ASK_TO_WAIT else None
                if wait is None:
                    lane.answered()
                    return answer, None
                if not lane.asked_to_wait(wait, network.policy.longest_wait):
                    return answer, wait
            network.on_wait(question.target.host, wait)

    def _question(self, target: Target, validators: Validators) -> Question:
        return Question(
            target=target,
            connect_timeout=self._network.policy.connect_timeout,
            timeout=self._request.timeout,
            limit=self._network.policy.max_bytes,
            accept=self._request.accept,
            validators=validators,
            form=self._form,
        )

    async def _exchange(self, lane: Lane, question: Question) -> Answer:
        """One exchange, its time counted. The time that a request gives is for all its exchanges together, waiting apart."""
        network = self._network
        left = question.timeout - self._spent
        if left <= 0:
            raise fault(ErrorCode.TIMEOUT, f"{self._request.url!r} took longer than {question.timeout:.3g} s with its redirects")
        began = network.client.listened()
        try:
            answer = await network.client.ask(replace(question, connect_timeout=network.reach.connect_timeout, timeout=left))
        except FetchError as error:
            if error.code in NO_CONNECTION:
                network.reach.failed(question.target.host)
            elif error.code in CONNECTED:
                network.reach.connected()
            lane.failed(error)
            raise
        finally:
            self._spent += network.client.listened() - began
        network.reach.connected()
        return answer
