"""Why a look came to nothing: the fixed list of words that `Response.error_code` takes."""

from __future__ import annotations

from enum import StrEnum

from tracker.errors import FetchError


class ErrorCode(StrEnum):
    """One word for each way in which a look fails. A server's answer of whatever status is no failure and has no code."""

    BAD_URL = "bad-url"
    """The address cannot be asked: neither http nor https, no host, or characters that no address has."""
    NOT_ALLOWED = "not-allowed"
    """The address is private, loopback or otherwise not public, and its host is not among those that may be."""
    ROBOTS = "robots"
    """robots.txt of the origin forbids it, or could not be served (5xx), which counts as forbidding everything."""
    DNS = "dns"
    """The name has no address, or the name servers did not answer."""
    REFUSED = "refused"
    """Nothing listens at the address."""
    UNREACHABLE = "unreachable"
    """There is no way to the address: no network, no route."""
    CONNECT_TIMEOUT = "connect-timeout"
    """No connection, TLS included, was made in time."""
    TLS = "tls"
    """The certificate is not trusted, or no secure connection could be agreed."""
    PROXY = "proxy"
    """The proxy of the environment cannot be used or refused to help."""
    TIMEOUT = "timeout"
    """The exchange did not end within the time that its request gives it."""
    RESET = "reset"
    """The server ended the connection before it had answered."""
    TRUNCATED = "truncated"
    """The body ended early."""
    PROTOCOL = "protocol"
    """What came back is no HTTP, or none that fits the question."""
    TOO_LARGE = "too-large"
    """The body is over the limit, on the wire or once decompressed."""
    BAD_ENCODING = "bad-encoding"
    """The body is compressed in a way that is not known, or is not what it says."""
    BAD_REDIRECT = "bad-redirect"
    """The server redirects to nowhere, or to what cannot be asked."""
    REDIRECT_LOOP = "redirect-loop"
    """The server redirects in a circle."""
    TOO_MANY_REDIRECTS = "too-many-redirects"
    """The server redirects more often than is followed."""
    RATE_LIMITED = "rate-limited"
    """Not asked: the server has told us, for an earlier request, to wait longer than a pass does."""
    MAILBOX = "mailbox"
    """The mailbox is not there, cannot be read, or is none."""
    INTERRUPTED = "interrupted"
    """The pass was stopped before this look was complete."""
    KIND = "kind"
    """The source kind (a plug-in) failed between two requests."""
    INTERNAL = "internal"
    """A defect of the fetcher."""


_TRANSIENT = frozenset(
    {
        ErrorCode.REFUSED,
        ErrorCode.UNREACHABLE,
        ErrorCode.CONNECT_TIMEOUT,
        ErrorCode.TIMEOUT,
        ErrorCode.RESET,
        ErrorCode.TRUNCATED,
        ErrorCode.RATE_LIMITED,
        ErrorCode.INTERRUPTED,
    }
)

NO_CONNECTION = frozenset({ErrorCode.DNS, ErrorCode.REFUSED, ErrorCode.UNREACHABLE, ErrorCode.CONNECT_TIMEOUT, ErrorCode.PROXY})
"""The failures that say that a host was not reached at all."""

CONNECTED = frozenset(
    {
        ErrorCode.TLS,
        ErrorCode.TIMEOUT,
        ErrorCode.TRUNCATED,
        ErrorCode.PROTOCOL,
        ErrorCode.TOO_LARGE,
        ErrorCode.BAD_ENCODING,
    }
)
"""The failures that prove that there is a network."""

TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})
"""Answers that may be another one in a minute."""


def fault(code: ErrorCode, message: str, *, transient: bool | None = None, retry_after: float | None = None) -> FetchError:
    """The error of one look; whether it is transient follows from its code unless it is said."""
    passing = code in _TRANSIENT if transient is None else transient
    return FetchError(message, code=code.value, transient=passing, retry_after=retry_after)
