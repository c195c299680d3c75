"""What the tests of fetching share: a memory for robots.txt, looks, and a pass whose outcomes come back by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tracker.fetch import FetchPolicy, Plan
from tracker.fetch.resolver import Lookup
from tracker.fetch.sweep import Hears, sweep
from tracker.model.look import Request, Response, Validators
from tracker.ports import Look

NOW = datetime(2026, 8, 22, 0, 0, tzinfo=UTC)
NONE = Validators()
AGENT = "testing-tracker/1.0 (+mailto:someone@example.org)"


@dataclass
class Memory:
    """robots.txt as remembered between passes."""

    texts: dict[str, str] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    recalled: list[str] = field(default_factory=list)

    def recall(self, origin: str) -> str | None:
        self.recalled.append(origin)
        return self.texts.get(origin)

    def remember(self, origin: str, text: str, *, failed: bool = False) -> None:
        self.texts[origin] = text
        if failed:
            self.failed.add(origin)


def policy(**changes: object) -> FetchPolicy:
    """A policy that may ask loopback and does not look at the environment's proxies."""
    given: dict[str, object] = {"user_agent": AGENT, "allowed_private": frozenset({"127.0.0.1"}), "proxies": {}, "no_proxy": "", **changes}
    return FetchPolicy(**given)  # type: ignore[arg-type]


def look(url: str, timeout: float = 5.0, accept: str = "*/*") -> Look:
    """The simplest look: one request, kept."""
    response = yield Request(url=url, timeout=timeout, accept=accept)
    return response


def plan(url: str, validators: Validators = NONE, timeout: float = 5.0, key: str | None = None) -> Plan:
    return Plan(key=url if key is None else key, look=look(url, timeout), validators=validators)


def numbers(names: Mapping[str, str]) -> Lookup:
    """A lookup that knows these names alone."""

    def find(host: str) -> list[str]:
        return names[host].split(",")

    return find


def take(
    plans: Iterable[Plan],
    rules: FetchPolicy | None = None,
    memory: Memory | None = None,
    *,
    now: datetime = NOW,
    lookup: Lookup | None = None,
    on_wait: Callable[[str, float], None] | None = None,
    on_quiet: Callable[[], None] | None = None,
) -> dict[str, Response]:
    """One pass, its outcomes in the order of the plans; every plan must have been told of exactly once."""
    told: dict[str, Response] = {}
    wanted = list(plans)

    def keep(key: str, response: Response) -> None:
        assert key not in told, f"{key} was told of twice"
        assert (response.status is None) != (response.error is None), response
        assert (response.error is None) == (response.error_code is None), response
        told[key] = response

    extra: dict[str, Lookup] = {} if lookup is None else {"lookup": lookup}
    sweep(wanted, rules or policy(), memory or Memory(), keep, now=now, hears=Hears(on_wait, on_quiet), **extra)
    assert set(told) == {one.key for one in wanted}
    return {one.key: told[one.key] for one in wanted}


def take_one(
    url: str,
    rules: FetchPolicy | None = None,
    *,
    validators: Validators = NONE,
    timeout: float = 5.0,
    memory: Memory | None = None,
    now: datetime = NOW,
) -> Response:
    """One look at one address."""
    return take([plan(url, validators, timeout)], rules, memory, now=now)[url]
