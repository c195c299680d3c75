"""Whether hosts can be reached from here: their names looked up and a connection made, and nothing asked of them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from tracker.errors import FetchError
from tracker.fetch.addresses import AllowedHosts
from tracker.fetch.policy import FetchPolicy
from tracker.fetch.proxies import Proxies
from tracker.fetch.resolver import Gate, Lookup, system_lookup
from tracker.fetch.targets import parse

_AT_ONCE = 64


def reach(urls: Sequence[str], policy: FetchPolicy, lookup: Lookup = system_lookup) -> Mapping[str, str | None]:
    """Address → why its host cannot be connected to, or None where it can. Behind a proxy that is what is connected to.

    Raises `ConfigError` where the proxy that the environment names cannot be used.
    """

    async def run() -> dict[str, str | None]:
        proxies = Proxies(policy)
        gate = Gate(AllowedHosts(policy.allowed_private), proxies.places, lookup)
        slots = asyncio.Semaphore(_AT_ONCE)

        async def one(url: str) -> str | None:
            async with slots:
                return await _why_not(url, policy, proxies, gate)

        return dict(zip(urls, await asyncio.gather(*map(one, urls)), strict=True))

    return asyncio.run(run())


async def _why_not(url: str, policy: FetchPolicy, proxies: Proxies, gate: Gate) -> str | None:
    try:
        target = parse(url)
        proxy = proxies.of(target)
        await gate.check(target, patience=policy.connect_timeout, proxied=proxy is not None)
        host, port = target.place if proxy is None else _place(proxy)
        addresses = [host] if proxy is not None else await gate.connectable(host, port)
        async with asyncio.timeout(policy.connect_timeout):
            _, writer = await asyncio.open_connection(addresses[0], port)
    except FetchError as error:
        return str(error)
    except TimeoutError:
        return f"no connection within {policy.connect_timeout:g} s"
    except OSError as error:
        return (os.strerror(error.errno) if error.errno else str(error)).lower()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return None


def _place(proxy: str) -> tuple[str, int]:
    parts = urlsplit(proxy)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
