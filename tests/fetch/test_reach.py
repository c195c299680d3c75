"""Whether a host can be connected to: nothing is asked of it, and no private address is tried that is not allowed."""

from __future__ import annotations

import socket

import pytest

from tests.fetch.field import numbers, policy
from tests.origin import Origin
from tracker.errors import ConfigError
from tracker.fetch.reach import reach


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_hosts_are_connected_to_and_asked_nothing(origin: Origin) -> None:
    shut = f"http://127.0.0.1:{closed_port()}/"
    found = reach([origin.url("/a"), shut], policy())
    assert found == {origin.url("/a"): None, shut: "connection refused"}
    assert origin.paths() == []


def test_a_name_that_leads_inside_is_not_tried() -> None:
    found = reach(["https://inside.example/"], policy(), numbers({"inside.example": "10.0.0.7"}))
    assert "private address" in (found["https://inside.example/"] or "")


def test_a_proxy_is_what_is_connected_to(origin: Origin) -> None:
    far = "https://far.example/"
    with_proxy = policy(proxies={"https": origin.url("").rstrip("/")})
    assert reach([far], with_proxy, numbers({"far.example": "8.8.8.8"})) == {far: None}
    shut = policy(proxies={"https": f"http://127.0.0.1:{closed_port()}"})
    assert reach([far], shut, numbers({"far.example": "8.8.8.8"})) == {far: "connection refused"}
    with pytest.raises(ConfigError, match="a proxy such as"):
        reach([far], policy(proxies={"https": "nonsense://x"}))


def test_what_is_no_address_is_told() -> None:
    assert "no scheme" in (reach(["nowhere"], policy())["nowhere"] or "")
