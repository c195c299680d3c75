"""Which addresses may be asked: public ones, and those of hosts that the settings name. Pure."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

# Spelled out rather than asked of `is_global`, whose answer differs between the versions of Python.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(net)
    for net in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local: where clouds keep their metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(net)
    for net in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "3fff::/20",  # documentation
    )
)
_MAPPED = IPv6Network("::ffff:0:0/96")
_NAT64 = IPv6Network("64:ff9b::/96")
_6TO4 = IPv6Network("2002::/16")


@lru_cache(maxsize=4096)
def is_public(address: Address) -> bool:
    """Whether an address is one of the open Internet. One that wraps an IPv4 address is judged by that one."""
    if isinstance(address, IPv4Address):
        return not any(address in net for net in _NOT_PUBLIC_4)
    wrapped = _wrapped(address)
    if wrapped is not None:
        return is_public(wrapped)
    return address in _GLOBAL_6 and not any(address in net for net in _NOT_PUBLIC_6)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in _MAPPED or address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _6TO4:
        return IPv4Address((int(address) >> 80) & 0xFFFFFFFF)
    return None


@lru_cache(maxsize=4096)
def literal(host: str) -> Address | None:
    """The address that a host is written as, or None for a name.

    Also the spellings that a resolver takes for an address though no person writes them so: `0x7f.1`, `2130706433`, `127.1`.
    """
    try:
        return ip_address(host)
    except ValueError:
        pass
    last = host.rstrip(".").rpartition(".")[2]
    if not (last.isdigit() or last[:2] in ("0x", "0X")):
        return None
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None


def is_local_name(host: str) -> bool:
    """Whether a name is of this machine or network by its very form, whatever a resolver says."""
    name = host.rstrip(".")
    return name == "localhost" or name.endswith((".localhost", ".local", ".internal", ".home.arpa", ".onion"))


class AllowedHosts:
    """The hosts that may be private, each alone or with one port."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries = frozenset(_canonical(entry) for entry in entries if entry.strip())

    def __contains__(self, place: object) -> bool:
        """Whether (host, port) is among them. The host is compared as written in the address, not by where it leads."""
        if not isinstance(place, tuple):
            return False
        host, port = place
        return (host.rstrip("."), None) in self._entries or (host.rstrip("."), port) in self._entries


def _canonical(entry: str) -> tuple[str, int | None]:
    text = entry.strip().casefold()
    address = _as_address(text)
    if address is not None:
        return address, None
    host, colon, port = text.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()):
        return text.rstrip("."), None
    return _as_address(host) or host.rstrip("."), int(port)


def _as_address(text: str) -> str | None:
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    try:
        return str(ip_address(bare))
    except ValueError:
        return None
