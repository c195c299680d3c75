from __future__ import annotations

import asyncio
import socket
from ipaddress import ip_address

import pytest

from tests.fetch.field import numbers, plan, policy, take, take_one
from tests.origin import Origin, page
from tracker.errors import FetchError
from tracker.fetch.addresses import AllowedHosts, is_public, literal
from tracker.fetch.client import Client, Question
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import CheckedResolver, Gate, NotAllowedAddressError
from tracker.fetch.targets import parse

PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.1.2.3",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
PUBLIC = ["1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "198.20.0.1", "223.255.255.255"]
PUBLIC_6 = ["2001:200::1", "2400:cb00::1", "2606:4700::1", "64:ff9b::1.1.1.1", "2002:101:101::1", "::ffff:1.1.1.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_of_the_open_internet(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC + PUBLIC_6)
def test_addresses_of_the_open_internet(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("host", ["0x7f.1", "0x7f000001", "2130706433", "017700000001", "127.1", "127.0.1", "0177.0.0.1", "127.0.0.1"])
def test_every_spelling_that_a_resolver_takes_for_loopback_is_seen_as_such(host: str) -> None:
    assert str(literal(host)) == "127.0.0.1"
    assert take_one(f"http://{host}:1/", policy(allowed_private=frozenset())).error_code == "not-allowed"


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_asked_as_it_stands(address: str) -> None:
    host = f"[{address}]" if ":" in address else address
    answer = take_one(f"http://{host}/", policy(allowed_private=frozenset({"127.0.0.9"})))
    assert (answer.error_code, answer.transient) == ("not-allowed", False)


def test_a_public_address_in_an_odd_spelling_is_refused_rather_than_guessed() -> None:
    assert take_one("http://0x01010101/").error_code == "bad-url"


@pytest.mark.parametrize("address", PRIVATE)
def test_no_name_that_leads_to_a_private_address_is_asked(address: str) -> None:
    url = "http://www.example.org/"
    assert take([plan(url)], lookup=numbers({"www.example.org": address}))[url].error_code == "not-allowed"


def test_localhost_is_refused_by_the_real_resolver_too(origin: Origin) -> None:
    origin.route("/", page(b"secret"))
    assert take_one(origin.url(host="localhost")).error_code == "not-allowed"
    assert origin.asked == []


def test_only_the_allowed_host_itself_leads_to_a_private_address(origin: Origin) -> None:
    origin.route("/", page(b"here"))
    lookup = numbers({"inside.example.org": "127.0.0.1", "evil.example.org": "127.0.0.1"})
    inside, evil = origin.url(host="inside.example.org"), origin.url(host="evil.example.org")
    told = take([plan(inside), plan(evil)], policy(allowed_private=frozenset({"Inside.example.org"})), lookup=lookup)
    assert told[inside].body == b"here"
    # Also once the allowed host has been connected to at the very same address.
    assert told[evil].error_code == "not-allowed"


def test_a_host_can_be_allowed_with_one_port_alone(origin: Origin) -> None:
    origin.route("/", page(b"here"))
    with Origin() as other:
        rules = policy(allowed_private=frozenset({origin.place}))
        assert take_one(origin.url(), rules).body == b"here"
        assert take_one(other.url(), rules).error_code == "not-allowed"
        assert other.asked == []


@pytest.mark.parametrize(
    ("entry", "place"),
    [
        ("localhost", ("localhost", 80)),
        ("LOCALHOST.", ("localhost", 8080)),
        ("localhost:8080", ("localhost", 8080)),
        ("127.0.0.1:81", ("127.0.0.1", 81)),
        ("::1", ("::1", 80)),
        ("[::1]", ("::1", 80)),
        ("[0:0::1]:81", ("::1", 81)),
    ],
)
def test_the_ways_to_name_an_allowed_host(entry: str, place: tuple[str, int]) -> None:
    assert place in AllowedHosts([entry])
    assert ("other", place[1]) not in AllowedHosts([entry])


def test_a_port_that_is_not_the_allowed_one_is_not_allowed() -> None:
    assert ("localhost", 81) not in AllowedHosts(["localhost:8080"])
    assert ("::1", 80) not in AllowedHosts(["[::1]:81"])


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked() -> None:
    asked: list[str] = []

    def turncoat(host: str) -> list[str]:
        asked.append(host)
        return ["1.1.1.1"] if len(asked) == 1 else ["127.0.0.1"]

    async def twice() -> list[str]:
        gate = Gate(AllowedHosts([]), frozenset(), turncoat)
        await gate.check(parse("http://www.example.org/"), patience=1)
        return [found["host"] for found in await CheckedResolver(gate).resolve("www.example.org", 80)]

    assert asyncio.run(twice()) == ["1.1.1.1"]
    assert asked == ["www.example.org"]


def test_of_a_name_with_public_and_private_addresses_only_the_public_are_connected_to() -> None:
    async def connectable() -> list[str]:
        lookup = numbers({"www.example.org": "10.0.0.1,1.1.1.1,::1", "inside.example.org": "10.0.0.1"})
        gate = Gate(AllowedHosts(["inside.example.org"]), frozenset(), lookup)
        assert await gate.check(parse("http://inside.example.org/"), patience=1) is True
        assert await gate.check(parse("http://www.example.org/"), patience=1) is False
        return await gate.connectable("www.example.org", 80)

    # Not even the private address that another host may have.
    assert asyncio.run(connectable()) == ["1.1.1.1"]


def test_the_address_is_looked_at_once_more_in_the_moment_of_connecting() -> None:
    async def go() -> None:
        gate = Gate(AllowedHosts(["127.0.0.1:81"]), frozenset())
        await gate.check(parse("http://127.0.0.1:81/"), patience=1)
        gate.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 81))).close()
        for place in (("127.0.0.1", 82), ("10.0.0.1", 81), ("::ffff:10.0.0.1", 81, 0, 0)):
            with pytest.raises(NotAllowedAddressError):
                gate.open_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", place))

    asyncio.run(go())


def test_a_connection_is_not_made_even_if_the_lookup_let_the_address_through(origin: Origin) -> None:
    class Careless(Gate):
        async def connectable(self, host: str, port: int) -> list[str]:
            return ["127.0.0.1"]

    async def go() -> None:
        rules = policy(allowed_private=frozenset())
        proxies = Proxies(rules)
        async with Client(rules, Careless(AllowedHosts([]), proxies.places), proxies) as client:
            target = parse(origin.url(host="www.example.org"))
            with pytest.raises(FetchError) as caught:
                await client.ask(Question(target=target, connect_timeout=1, timeout=1, limit=1000))
        assert caught.value.code == "not-allowed"

    asyncio.run(go())
    assert origin.asked == []


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "no scheme"),
        ("www.example.org", "no scheme"),
        ("ftp://www.example.org/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http:///path", "names no host"),
        ("http://someone:secret@www.example.org/", "user name or password"),
        ("http://www.example.org:99999/", "ort"),
        ("http://www.example.org\\@127.0.0.1/", "ackslash"),
        ("http://www..example.org/", "no name"),
        ("http://exa mple.org/", "no name"),
        ("http://%31.0.0.1/", "no name"),
        ("http://[::1/", "IPv6"),
        ("http://www.example.org/\r\nHost: evil", "control characters"),
        ("http://www.example.org/" + "x" * 9000, "longer than"),
    ],
)
def test_what_cannot_be_asked_is_a_bad_url_with_its_reason(address: str, why: str) -> None:
    answer = take_one(address)
    assert (answer.error_code, answer.transient) == ("bad-url", False)
    assert why in (answer.error or "")
    assert "secret" not in (answer.error or "")


def test_an_address_keeps_its_spelling_but_for_what_no_address_may_hold() -> None:
    assert (
        parse("HTTP://WWW.Example.ORG./%7Ea/../b;c=1?q=%2f+あ&r=~#part").text == "http://www.example.org/%7Ea/../b;c=1?q=%2f+%E3%81%82&r=~"
    )
    assert parse("https://総務省.jp").text == "https://xn--lhr645fjve.jp/"
    assert parse("https://www.example.org:443/a").origin == "https://www.example.org:443"


def test_a_bad_address_is_the_error_of_its_own_look(origin: Origin) -> None:
    with pytest.raises(FetchError):
        parse("http://")
    origin.route("/", page(b"here"))
    told = take([plan("http://"), plan(origin.url())])
    assert [answer.error_code for answer in told.values()] == ["bad-url", None]
