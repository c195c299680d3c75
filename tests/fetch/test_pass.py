from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import suppress

import pytest

from tests.fetch.field import NOW, Memory, look, plan, policy, take
from tests.origin import Origin, Reply, in_turn, page, reply
from tracker.errors import ExtractError, FetchError, StoreError
from tracker.fetch import Plan, look_at_all
from tracker.fetch.sweep import hush_when_stopped
from tracker.model.look import Request, Response
from tracker.ports import Look


def test_importing_costs_neither_aiohttp_nor_asyncio() -> None:
    script = "import sys, tracker.fetch; print([name for name in ('aiohttp', 'asyncio', 'yarl', 'protego', 'ssl') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_plans_is_no_pass() -> None:
    script = (
        "import sys; from tracker.fetch import *; look_at_all([], FetchPolicy(user_agent='x'), None, print, now=None);"
        "print('aiohttp' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_each_look_is_told_of_as_soon_as_it_is_complete(origin: Origin) -> None:
    with Origin() as other:
        origin.route("/", page(b"here"))
        other.route("/", lambda _: Reply(body=b"late", delay=0.6))
        told: list[tuple[str, float]] = []
        threads: set[threading.Thread] = set()

        def keep(key: str, response: Response) -> None:
            told.append((key, time.monotonic()))
            threads.add(threading.current_thread())

        look_at_all([plan(other.url(), key="late"), plan(origin.url(), key="soon")], policy(), Memory(), keep, now=NOW)
        (first, at), (second, later) = told
        assert (first, second) == ("soon", "late")
        assert later - at > 0.4
        assert threads == {threading.current_thread()}


def test_a_look_of_several_requests_is_driven_to_its_end(origin: Origin) -> None:
    origin.route("/index", page(b"/1 /2 /gone"))
    origin.route("/1", page(b"one"))
    origin.route("/2", page(b"two"))

    def look() -> Look:
        index = yield Request(url=origin.url("/index"))
        parts = []
        for path in index.body.decode().split():
            part = yield Request(url=origin.url(path))
            parts.append(f"{part.status}:{part.body.decode()}")
        return Response(url=index.url, status=200, body=" ".join(parts).encode())

    assert take([Plan(key="x", look=look())])["x"].body == b"200:one 200:two 404:not here"


def test_a_look_goes_on_after_a_second_try_in_its_middle(origin: Origin) -> None:
    origin.route("/1", in_turn(reply(503), page(b"one")))
    origin.route("/2", page(b"two"))

    def look() -> Look:
        one = yield Request(url=origin.url("/1"))
        two = yield Request(url=origin.url("/2"))
        return Response(url=one.url, status=200, body=one.body + two.body)

    told = take([Plan(key="x", look=look()), plan(origin.url("/other"))])
    assert told["x"].body == b"onetwo"


def broken(kind: str, url: str) -> Look:
    if kind == "at once":
        raise RuntimeError("a kind's own defect")
    response = yield Request(url=url)
    if kind == "later":
        raise KeyError("title")
    if kind == "unread":
        raise ExtractError("the index has no links")
    if kind == "odd":
        return "no response"  # type: ignore[return-value]
    if kind == "request":
        yield "no request"  # type: ignore[misc]
    while kind == "endless":
        yield Request(url=url)
    return response


@pytest.mark.parametrize("kind", ["at once", "later", "unread", "odd", "request", "endless"])
def test_a_broken_kind_is_the_outcome_of_its_own_source(origin: Origin, kind: str) -> None:
    origin.route("/", page(b"here"))
    told = take([Plan(key="broken", look=broken(kind, origin.url())), plan(origin.url(), key="sound")], policy(max_requests=5))
    assert (told["broken"].status, told["broken"].error_code, told["broken"].transient) == (None, "kind", False)
    assert "kind of this source" in (told["broken"].error or "")
    assert told["sound"].body == b"here"


def test_a_kind_can_say_itself_why_a_look_came_to_nothing(origin: Origin) -> None:
    def look() -> Generator[Request, Response, Response]:
        yield Request(url=origin.url())
        raise FetchError("the index lists nothing", code="empty-index", transient=True, retry_after=60)

    answer = take([Plan(key="x", look=look())])["x"]
    assert (answer.error, answer.error_code, answer.transient, answer.retry_after) == ("the index lists nothing", "empty-index", True, 60)


def test_what_the_caller_raises_ends_the_pass_and_comes_back(origin: Origin) -> None:
    origin.route("*", lambda _: Reply(body=b"here", delay=0.05))
    told: list[str] = []

    def keep(key: str, response: Response) -> None:
        told.append(key)
        raise LookupError("the disk is full")

    with pytest.raises(LookupError, match="disk is full"):
        look_at_all([plan(origin.url(f"/{number}")) for number in range(5)], policy(), Memory(), keep, now=NOW)
    assert len(told) == 1


def test_a_memory_that_fails_is_the_callers_matter_and_no_looks(origin: Origin) -> None:
    class Broken(Memory):
        def remember(self, origin: str, text: str, *, failed: bool = False) -> None:
            raise StoreError("the database is gone")

    with pytest.raises(StoreError, match="gone"):
        take([plan(origin.url())], memory=Broken())


def test_a_caller_that_works_long_costs_the_others_no_time(origin: Origin) -> None:
    with Origin() as other:
        origin.route("/", page(b"here"))
        other.route("/", lambda _: Reply(body=b"late", delay=0.2))
        told: dict[str, Response] = {}

        def keep(key: str, response: Response) -> None:
            told[key] = response
            if key == "soon":
                time.sleep(0.8)

        plans = [plan(origin.url(), key="soon"), plan(other.url(), key="late", timeout=0.6)]
        look_at_all(plans, policy(), Memory({f"http://{other.place}": ""}), keep, now=NOW)
        assert told["late"].body == b"late"
        assert other.paths() == ["/"]


def test_a_silence_is_told_of_once_while_a_look_is_awaited(origin: Origin) -> None:
    with Origin() as other:
        origin.route("/", page(b"here"))
        other.route("/", lambda _: Reply(body=b"late", delay=1.2))
        heard: list[str] = []
        plans = [plan(origin.url(), key="soon"), plan(other.url(), key="late")]
        memory = Memory({f"http://{one.place}": "" for one in (origin, other)})
        rules = policy(quiet=0.3)
        look_at_all(plans, rules, memory, lambda key, _: heard.append(key), now=NOW, on_quiet=lambda: heard.append("quiet"))
    assert heard == ["soon", "quiet", "late"]


def test_no_silence_is_told_of_where_nothing_is_awaited(origin: Origin) -> None:
    origin.route("/", page(b"here"))
    began = time.monotonic()
    take([plan(origin.url())], policy(quiet=5.0), on_quiet=lambda: pytest.fail("all have answered"))
    assert time.monotonic() - began < 4


def test_what_the_caller_raises_in_a_silence_ends_the_pass(origin: Origin) -> None:
    def fail() -> None:
        raise StoreError("the database is gone")

    with Origin() as other:
        origin.route("/", page(b"here"))
        other.route("/", lambda _: Reply(body=b"late", delay=2))
        plans = [plan(origin.url()), plan(other.url())]
        with pytest.raises(StoreError, match="gone"):
            take(plans, policy(quiet=0.2), Memory({f"http://{one.place}": "" for one in (origin, other)}), on_quiet=fail)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A run in the background of a shell ignores interrupts, which these tests are about."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_tells_of_every_look_and_then_goes_on_up(origin: Origin) -> None:
    """A look that is complete, one that waits for its second try, one that runs, and one that has not begun."""
    with Origin() as other, Origin() as failing:
        origin.route("/", page(b"here"))
        failing.route("/", reply(503, b"no"))
        other.route("/", lambda _: Reply(body=b"late", delay=5))
        told: dict[str, Response] = {}

        def keep(key: str, response: Response) -> None:
            assert key not in told
            told[key] = response
            if key == "done":
                threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()

        plans = [
            plan(origin.url(), key="done"),
            plan(failing.url(), key="held"),
            plan(other.url(), key="running", timeout=30),
            plan(other.url("/queued"), key="queued"),
        ]
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            look_at_all(plans, policy(), Memory({f"http://{other.place}": ""}), keep, now=NOW)
        assert time.monotonic() - began < 3
        assert told["done"].body == b"here"
        assert (told["held"].status, told["held"].body) == (503, b"no")
        for key, path in (("running", "/"), ("queued", "/queued")):
            assert (told[key].status, told[key].error_code, told[key].transient, told[key].url) == (
                None,
                "interrupted",
                True,
                other.url(path),
            )


def test_a_signal_handler_of_the_caller_ends_the_pass_in_the_same_way(origin: Origin) -> None:
    def stop(number: int, frame: object) -> None:
        raise SystemExit(143)

    before = signal.signal(signal.SIGTERM, stop)
    told: dict[str, Response] = {}
    try:
        origin.route("/", lambda _: Reply(body=b"late", delay=5))
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()
        with pytest.raises(SystemExit):
            look_at_all([plan(origin.url(), key="running", timeout=30)], policy(), Memory(), told.__setitem__, now=NOW)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told["running"].error_code == "interrupted"


@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_during_the_second_try_tells_what_the_first_brought(origin: Origin) -> None:
    origin.route("/", in_turn(reply(503, b"no"), lambda _: Reply(body=b"late", delay=5)))
    told: dict[str, Response] = {}
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        look_at_all([plan(origin.url(), key="x", timeout=30)], policy(), Memory(), told.__setitem__, now=NOW)
    assert (told["x"].status, told["x"].body) == (503, b"no")


def test_looks_at_one_host_are_taken_in_their_order(origin: Origin) -> None:
    origin.route("*", page(b"here", etag='"1"'))
    urls = [origin.url(f"/{number}") for number in range(300)]
    told = take([Plan(key=url, look=look(url)) for url in urls])
    assert all(answer.status == 200 for answer in told.values())
    assert origin.paths()[1:] == [f"/{number}" for number in range(300)]


@pytest.mark.parametrize("stopped", [False, True])
def test_what_a_connection_trips_over_is_said_unless_the_pass_is_stopped(caplog: pytest.LogCaptureFixture, stopped: bool) -> None:
    async def trip() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        hush_when_stopped(loop, task)
        if task is not None and stopped:
            task.cancel()
        loop.call_exception_handler({"message": "tripped", "exception": asyncio.InvalidStateError("invalid state")})
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)

    asyncio.run(trip())
    assert ("tripped" in caplog.text) is not stopped
