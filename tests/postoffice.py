"""A real SMTP server on loopback that fails as it is told to, and keeps what it took."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from collections import deque
from collections.abc import Coroutine
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

T = TypeVar("T")
_SLOW = 2
USER, PASSWORD = "tracker", "correct horse"


class PostOffice:
    """`plan` holds what becomes of the next messages: `take` (also where it is empty), `drop` (nothing is taken, the line is cut),
    `lose` (it is taken and the line is cut before the answer),
    `slow` (it is taken and the answer comes after two seconds), or an answer such as `451 later` or `550 no`.
    With `tls` it wants STARTTLS, and `at_once` speaks TLS from the first byte, as port 465 does.
    """

    def __init__(self, *, tls: ssl.SSLContext | None = None, login: bool = False, at_once: bool = False) -> None:
        self.plan: deque[str] = deque()
        self.refused: dict[str, str] = {}
        self.taken: list[EmailMessage] = []
        self.logins: list[bytes] = []
        self._tls = tls if at_once else None
        self._more: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls and not at_once else {}
        if login:
            self._more |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": bool(self._more)}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = self._in_its_thread(self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=self._tls))
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._in_its_thread(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _end(self) -> None:
        self._server.close()
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _in_its_thread(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    def _protocol(self) -> SMTP:
        return SMTP(self, hostname="127.0.0.1", loop=self._loop, **self._more)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802 - its name
        """Takes the bearer token that is the password of this office."""
        said = base64.b64decode(args[1]).decode()
        self.logins.append(said.encode())
        return AuthResult(success=said == f"user={USER}\x01auth=Bearer {PASSWORD}\x01\x01", handled=False)

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login)
        return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - its name
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        fate = self.plan.popleft() if self.plan else "take"
        if fate in ("take", "lose", "slow"):
            found = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(found, EmailMessage)
            self.taken.append(found)
        if fate == "slow":
            await asyncio.sleep(_SLOW)
        if fate in ("drop", "lose"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return fate if fate[:1].isdigit() else "250 OK"
