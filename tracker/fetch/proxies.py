"""Which proxy an address is asked through: what the policy says, else the environment. Reads the environment once."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies_environment

from tracker.errors import ConfigError
from tracker.fetch.addresses import literal
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.targets import Target


class Proxies:
    """The proxies of one pass. This machine itself is never asked through one."""

    def __init__(self, policy: FetchPolicy) -> None:
        found = getproxies_environment() if policy.proxies is None else policy.proxies
        exempt = found.get("no", "") if policy.no_proxy is None else policy.no_proxy
        self._by_scheme = {scheme: _checked(scheme, found.get(scheme) or found.get("all")) for scheme in ("http", "https")}
        self._exempt = [part.strip().casefold() for part in exempt.split(",") if part.strip()]

    def of(self, target: Target) -> str | None:
        """The proxy's URL, or None to ask directly."""
        proxy = self._by_scheme[target.scheme]
        if proxy is None or target.host == "localhost" or target.host.endswith(".localhost"):
            return None
        address = literal(target.host)
        if address is not None and address.is_loopback:
            return None
        return None if any(_exempts(rule, target) for rule in self._exempt) else proxy

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Host and port of every proxy: these may be private."""
        parts = [urlsplit(proxy) for proxy in self._by_scheme.values() if proxy]
        return frozenset(
            (part.hostname.casefold(), part.port or (443 if part.scheme == "https" else 80)) for part in parts if part.hostname
        )


def _checked(scheme: str, proxy: str | None) -> str | None:
    if not proxy:
        return None
    text = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        # Its text is not repeated: it can hold a password.
        raise ConfigError("a proxy such as http://proxy.example:3128 was expected", key=f"{scheme.upper()}_PROXY")
    return text


def _exempts(rule: str, target: Target) -> bool:
    if rule == "*":
        return True
    if "/" in rule:
        return _in_network(rule, target.host)
    host, colon, port = rule.rpartition(":")
    if colon and port.isdigit() and (":" not in host or host.endswith("]")):
        if int(port) != target.port:
            return False
        rule = host
    name = rule.strip("[]").removeprefix("*").removeprefix(".")
    return target.host == name or target.host.endswith(f".{name}")


def _in_network(rule: str, host: str) -> bool:
    try:
        return ip_address(host) in ip_network(rule, strict=False)
    except ValueError:
        return False
