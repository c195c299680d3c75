"""Names to addresses, each asked once in a pass, and only addresses that may be asked come out.

What was checked here is what is connected to: the connector takes its addresses from the same answers, and `Gate.open_socket`
looks once more at each address in the moment before it is connected to. So a name that changes its address in between gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from tracker.errors import FetchError
from tracker.fetch.addresses import AllowedHosts, is_local_name, is_public, literal
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.targets import Target

_LOOKUPS = 64

Lookup = Callable[[str], list[str]]
"""The addresses of a name, as text, best first. Blocks; raises `socket.gaierror`."""


def system_lookup(host: str) -> list[str]:
    """What the system's resolver says."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


class NotAllowedAddressError(OSError):
    """A socket to an address that may not be asked was wanted."""


class Gate:
    """Decides which addresses may be asked in one pass, and remembers what names lead to."""

    def __init__(self, allowed: AllowedHosts, proxies: frozenset[tuple[str, int]], lookup: Lookup = system_lookup) -> None:
        self._allowed = allowed
        self._proxies = proxies
        self._lookup = lookup
        self._looking = asyncio.Semaphore(_LOOKUPS)
        self._answers: dict[str, asyncio.Future[list[str]]] = {}
        self._permitted: set[tuple[str, int]] = {(host, port) for host, port in proxies if literal(host) is not None}

    async def check(self, target: Target, *, patience: float, proxied: bool = False) -> bool:
        """Whether the target is private (and allowed). Raises `FetchError`: not-allowed, bad-url or dns.

        With a proxy the name is looked up where that is possible within `patience` (seconds); what cannot be is left to the proxy.
        """
        address = literal(target.host)
        if address is not None:
            return self._check_literal(target, public=is_public(address))
        allowed = target.place in self._allowed
        if proxied and is_local_name(target.host) and not allowed:
            raise _refused(target)
        try:
            found = await self._addresses(target.host, patience)
        except FetchError:
            if proxied:
                return False
            raise
        public = [one for one in found if is_public(ip_address(one))]
        if allowed:
            self._permitted.update((one, target.port) for one in found)
            return not public
        if not public:
            raise _refused(target)
        return False

    def _check_literal(self, target: Target, *, public: bool) -> bool:
        allowed = target.place in self._allowed
        if not public and not allowed:
            raise _refused(target)
        if str(literal(target.host)) != target.host:
            raise fault(ErrorCode.BAD_URL, f"{target.text!r} cannot be asked: write the address {target.host} in the usual way")
        if allowed:
            self._permitted.add(target.place)
        return not public

    def open_socket(self, info: tuple[Any, ...]) -> socket.socket:
        """A socket for an address that is about to be connected to. Raises `NotAllowedAddressError`."""
        family, kind, protocol, _, place = info
        if not is_public(ip_address(place[0])) and (place[0], place[1]) not in self._permitted:
            raise NotAllowedAddressError(f"{place[0]} is not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)

    def forget_failures(self) -> None:
        """Ask again for the names that had no answer."""
        for host, answer in list(self._answers.items()):
            if not answer.done() or answer.exception() is not None:
                del self._answers[host]

    async def connectable(self, host: str, port: int) -> list[str]:
        """The addresses of a name that was checked, or of a proxy. Raises OSError."""
        found = await self._answer(host)
        if (host, port) in self._proxies:
            self._permitted.update((one, port) for one in found)
        elif (host, port) not in self._allowed:
            found = [one for one in found if is_public(ip_address(one))]
        return found

    async def _addresses(self, host: str, patience: float) -> list[str]:
        try:
            if not self._has_answer(host):
                with suppress(TimeoutError):
                    async with self._looking, asyncio.timeout(patience):
                        return await self._answer(host)
            # Where we were busy with something else, the answer may have come although the time is over.
            if self._has_answer(host):
                return self._answers[host].result()
            raise fault(ErrorCode.DNS, f"no name server told the address of {host} within {patience:g} s", transient=True)
        except socket.gaierror as error:
            passing = error.errno == socket.EAI_AGAIN
            why = "no name server can be asked for its address just now" if passing else "the name has no address"
            raise fault(ErrorCode.DNS, f"{host}: {why}", transient=passing) from None
        except (OSError, UnicodeError) as error:
            raise fault(ErrorCode.DNS, f"{host}: {error}", transient=False) from None

    def _has_answer(self, host: str) -> bool:
        answer = self._answers.get(host)
        return answer is not None and answer.done()

    async def _answer(self, host: str) -> list[str]:
        answer = self._answers.get(host)
        if answer is None:
            answer = self._answers[host] = self._start(host)
        return answer.result() if answer.done() else await asyncio.shield(answer)

    def _start(self, host: str) -> asyncio.Future[list[str]]:
        # A thread of its own that nobody waits for: the system's resolver can block for half a minute without a network,
        # and an executor's threads would hold up the end of the program.
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[list[str]] = loop.create_future()

        def settle(found: list[str], error: BaseException | None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(found)
            else:
                answer.set_exception(error)
                answer.exception()  # it is looked at: a name that nobody waits for any more is no defect

        def work() -> None:
            found: list[str] = []
            failed: BaseException | None = None
            try:
                found = self._lookup(host)
            except (OSError, UnicodeError) as error:
                failed = error
            with suppress(RuntimeError):  # the pass ended first
                loop.call_soon_threadsafe(settle, found, failed)

        threading.Thread(target=work, name=f"lookup of {host}", daemon=True).start()
        return answer


class CheckedResolver(AbstractResolver):
    """What the connector asks: the gate's answers, never the system's own."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """The addresses that may be connected to, of either family."""
        del family
        found = await self._gate.connectable(host, port)
        if not found:
            raise NotAllowedAddressError(f"{host} leads to no public address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""


def _refused(target: Target) -> FetchError:
    return fault(
        ErrorCode.NOT_ALLOWED,
        f"{target.host} is, or leads to, a private address, which is not asked; "
        f"if it is meant, name the host in TRACKER_ALLOW_PRIVATE_HOSTS",
    )
