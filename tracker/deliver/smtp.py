"""E-mail over SMTP: STARTTLS, TLS or neither for a relay inside; the same message with the same Message-ID at every attempt."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime, parseaddr

from tracker.errors import ConfigError, DeliveryError
from tracker.model.delivery import Parcel

_TIMEOUT = 30
_LONGEST_TIMEOUT = 60
_SECURITY = ("starttls", "tls", "none")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_LAST_PORT = 65_535
_LOGIN_NEEDED = 530
_OF_THE_MESSAGE = (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
"""Refusals that concern what is sent: any other is of the server as it is set up."""

_NOT_YET, _EXPIRED = 9, 10
_OTHER_NAME = frozenset({62, 64})


class SmtpChannel:
    """Plain text and HTML in one message. A password comes from where `password_env` or `password_file` says."""

    options: Mapping[str, bool] = {
        "host": True,
        "from": True,
        "port": False,
        "security": False,
        "user": False,
        "password_env": False,
        "password_file": False,
        "token_env": False,
        "token_file": False,
        "token_command": False,
        "unsubscribe": False,
        "timeout": False,
    }
    addressed = True

    def send(self, parcel: Parcel, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:
        """Send one message. Raises `DeliveryError`, or `ConfigError` where an option is at fault.

        What the server refuses with 5xx of a message or its recipient is final. What passes (a drop, a timeout, 4xx) or can be mended
        (a password, a certificate, an option) is tried again.
        """
        made = message(parcel, options)
        host, security = str(options["host"]), str(options.get("security", "starttls"))
        if security not in _SECURITY:
            raise ConfigError(f"one of {', '.join(_SECURITY)} was expected, not {security}", key="security")
        port = _port(options, security)
        try:
            with _connect(host, port, security, _patience(options)) as server:
                _log_in(server, options, secret)
                server.send_message(made)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            raise DeliveryError(f"{host} refuses {parcel.to}: {code} {_words(words)}", transient=code < 500) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(f"{host} does not let {options.get('user')} in: {error.smtp_code}", transient=True) from error
        except smtplib.SMTPResponseException as error:
            mendable = error.smtp_code < 500 or error.smtp_code == _LOGIN_NEEDED or not isinstance(error, _OF_THE_MESSAGE)
            raise DeliveryError(f"{host}: {error.smtp_code} {_words(error.smtp_error)}", transient=mendable) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(_line_fault(error, f"{host}:{port}", security), transient=True) from error


def _line_fault(error: smtplib.SMTPException | OSError, place: str, security: str) -> str:
    """What is wrong with the line itself, and what helps."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{place}: {_certificate_fault(error)}"
    if isinstance(error, ssl.SSLError):
        reason = (error.reason or "unknown").replace("_", " ").lower()
        return f"{place}: no TLS could be agreed ({reason}); does the port speak it from the start, or is it security: starttls?"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return f"{place}: {error}; is it another port, or another security than {security}?"
    if security == "starttls" and "timed out" in str(error):
        return f"{place}: {error}; a port that waits for TLS from the start, as 465 does, needs security: tls"
    return f"{place}: {error or type(error).__name__}"


def _certificate_fault(error: ssl.SSLCertVerificationError) -> str:
    if error.verify_code == _EXPIRED:
        return "its certificate has expired; whoever runs the server has to renew it"
    if error.verify_code == _NOT_YET:
        return "its certificate is not valid yet; is the clock of this machine right?"
    if error.verify_code in _OTHER_NAME:
        return "its certificate is made out to another name; write in `host` the name that it has"
    return (
        f"its certificate cannot be trusted ({error.verify_message}); if its issuer is your own, name their certificates in SSL_CERT_FILE"
    )


def message(parcel: Parcel, options: Mapping[str, str | int]) -> EmailMessage:
    """The message: nothing in it depends on the moment of sending. Raises `DeliveryError` or `ConfigError` where an address is none."""
    name, address = parseaddr(str(options["from"]))
    if "@" not in address:
        raise ConfigError(f"an address such as 'Tracker <tracker@example.jp>' was expected, not {options['from']}", key="from")
    made = EmailMessage(policy=WIRE)
    try:
        made["From"] = Address(name, addr_spec=address)
        made["To"] = Address(addr_spec=parcel.to or "")
        made["Subject"] = parcel.subject
    except (ValueError, IndexError, MessageError) as error:
        raise DeliveryError(f"to: {parcel.to} is no e-mail address ({error})", transient=False) from error
    made["Date"] = format_datetime(parcel.composed)
    made["Message-ID"] = f"<{parcel.ident}@{address.rpartition('@')[2]}>"
    if parcel.answers:
        made["In-Reply-To"] = made["References"] = f"<{parcel.answers}@{address.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    leave = str(options.get("unsubscribe", f"mailto:{address}?subject=unsubscribe"))
    made["List-Unsubscribe"] = f"<{leave}>"
    made.set_content(parcel.text, cte="base64")
    made.add_alternative(parcel.html, subtype="html", cte="base64")
    made.set_boundary(parcel.ident)
    return made


def _port(options: Mapping[str, str | int], security: str) -> int:
    given = options.get("port", _PORTS[security])
    if not isinstance(given, int) or not 1 <= given <= _LAST_PORT:
        raise ConfigError(f"a number from 1 to {_LAST_PORT} was expected, not {given}", key="port")
    return given


def _patience(options: Mapping[str, str | int]) -> int:
    """Seconds to wait for each answer. Raises `ConfigError` where the option is none: an attempt has to end within its lease."""
    given = options.get("timeout", _TIMEOUT)
    if not isinstance(given, int) or not 1 <= given <= _LONGEST_TIMEOUT:
        raise ConfigError(f"seconds from 1 to {_LONGEST_TIMEOUT} were expected, not {given}", key="timeout")
    return given


def _connect(host: str, port: int, security: str, timeout: int) -> smtplib.SMTP:
    if security == "tls":
        return smtplib.SMTP_SSL(host, port, timeout=timeout, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port, timeout=timeout)
    if security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _log_in(server: smtplib.SMTP, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:
    user = str(options.get("user", ""))
    token, password = secret("token"), secret("password")
    if user and token:
        server.ehlo_or_helo_if_needed()
        server.auth("XOAUTH2", lambda _=None: f"user={user}\x01auth=Bearer {token}\x01\x01")
    elif user:
        if password is None:
            raise ConfigError("neither password_env nor password_file leads to a password", key="user")
        server.login(user, password)


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


SMTP = SmtpChannel()
