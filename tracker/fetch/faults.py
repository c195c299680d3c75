"""What the network's libraries raise, told in our words."""

from __future__ import annotations

import errno
import ssl

import aiohttp

from tracker.errors import FetchError
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.resolver import NotAllowedAddressError
from tracker.fetch.targets import Target

_NO_WAY = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM})
_EXPIRED, _WRONG_NAME, _WRONG_ADDRESS = 10, 62, 64
_NOBODY_KNOWN = frozenset({18, 19, 20, 21})
"""Signed by itself, by a chain that is, or by an issuer that is not at hand."""


def told(error: Exception, target: Target) -> FetchError:
    """The error of one exchange as a `FetchError`, whose text names the host, what happened and what to do."""
    if isinstance(error, FetchError):
        return error
    if any(isinstance(cause, NotAllowedAddressError) for cause in _causes(error)):
        return fault(ErrorCode.NOT_ALLOWED, f"{target.host} leads to a private address, which is not asked")
    if isinstance(error, (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError)):
        return _proxy(error)
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError, ssl.SSLError)):
        return _tls(error, target)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return fault(ErrorCode.DNS, f"{target.host}: the name has no address")
    if isinstance(error, aiohttp.ClientConnectorError):
        return _connection(error.os_error, target)
    return _exchange(error, target)


def _exchange(error: Exception, target: Target) -> FetchError:
    """What can go wrong once a connection is there."""
    if isinstance(error, aiohttp.ClientPayloadError):
        return fault(ErrorCode.TRUNCATED, f"{target.host} ended the body early")
    if isinstance(error, aiohttp.InvalidURL):
        return fault(ErrorCode.BAD_URL, f"{target.text!r} cannot be asked")
    if isinstance(error, aiohttp.ClientResponseError):
        reason = str(error.message).partition("\n")[0].rstrip(": ")  # what follows are the bytes themselves
        return fault(ErrorCode.PROTOCOL, f"{target.host} did not answer in correct HTTP: {reason[:200]}")
    if isinstance(error, (aiohttp.ClientConnectionError, OSError)):
        return fault(ErrorCode.RESET, f"{target.host} ended the connection before it had answered")
    return fault(ErrorCode.INTERNAL, f"asking {target.text!r} failed: {type(error).__name__}: {error}")


def _connection(error: OSError, target: Target) -> FetchError:
    place = f"{target.host}, port {target.port}"
    if isinstance(error, ConnectionRefusedError) or error.errno == errno.ECONNREFUSED:
        return fault(ErrorCode.REFUSED, f"{place}: the connection was refused")
    if error.errno in (errno.ECONNRESET, errno.EPIPE):
        return fault(ErrorCode.RESET, f"{place}: the connection was ended while it was made")
    if error.errno == errno.ETIMEDOUT:
        return fault(ErrorCode.CONNECT_TIMEOUT, f"{place}: no answer to the attempt to connect")
    if error.errno in _NO_WAY:
        return fault(ErrorCode.UNREACHABLE, f"{place}: there is no way to it from here ({error.strerror})")
    return fault(ErrorCode.UNREACHABLE, f"{place}: {error.strerror or error}")


def _proxy(error: aiohttp.ClientProxyConnectionError | aiohttp.ClientHttpProxyError) -> FetchError:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        passing = error.status in (502, 503, 504)
        return fault(ErrorCode.PROXY, f"the proxy of the environment answered {error.status} ({error.message})", transient=passing)
    return fault(ErrorCode.PROXY, f"the proxy {error.host}, port {error.port}, cannot be reached: {error.strerror}", transient=True)


def _tls(error: Exception, target: Target) -> FetchError:
    # The client library's own errors are of the same classes, but do not hold the reason.
    cause = next((one for one in _causes(error) if isinstance(one, ssl.SSLError) and not isinstance(one, aiohttp.ClientError)), None)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return fault(ErrorCode.TLS, _certificate(cause, target.host))
    reason = (cause.reason if cause else None) or "the connection ended during the handshake"
    return fault(ErrorCode.TLS, f"{target.host}: no secure connection could be agreed ({reason.replace('_', ' ').lower()})")


def _certificate(cause: ssl.SSLCertVerificationError, host: str) -> str:
    if cause.verify_code == _EXPIRED:
        return f"the certificate of {host} has expired"
    if cause.verify_code in (_WRONG_NAME, _WRONG_ADDRESS):
        return f"the certificate that {host} shows is made out to another name"
    remedy = "if your network inspects secure connections, point SSL_CERT_FILE at its certificates"
    if cause.verify_code in _NOBODY_KNOWN:
        return f"the certificate of {host} is signed by itself or by an issuer that is not trusted here; {remedy}"
    return f"the certificate of {host} is not trusted: {cause.verify_message}; {remedy}"


def _causes(error: BaseException) -> list[BaseException]:
    """An error and all that led to it, also what the client library keeps as an attribute."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo and len(found) < 20:
        one = todo.pop()
        if one is None or one in found:
            continue
        found.append(one)
        todo += [one.__cause__, one.__context__]
        todo += [value for name in ("os_error", "certificate_error") if isinstance(value := getattr(one, name, None), BaseException)]
    return found
