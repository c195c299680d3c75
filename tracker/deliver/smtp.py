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

from tracker.errors import DeliveryError
from tracker.model.delivery import Parcel

_TIMEOUT = 30
_LONGEST_TIMEOUT = 60
_SECURITY = ("starttls", "tls", "none")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


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
        """Send one message.

        5xx is final, but for the login: what passes (a drop, a timeout, 4xx) or can be mended (a password, a certificate) is tried again.
        """
        made = message(parcel, options)
        host, security = str(options["host"]), str(options.get("security", "starttls"))
        if security not in _SECURITY:
            raise DeliveryError(f"security is one of {', '.join(_SECURITY)}, not {security}", transient=False)
        port = int(options.get("port", _PORTS[security]))
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
            raise DeliveryError(f"{host}: {error.smtp_code} {_words(error.smtp_error)}", transient=error.smtp_code < 500) from error
        except smtplib.SMTPNotSupportedError as error:
            raise DeliveryError(f"{host}: {error}", transient=False) from error
        except ssl.SSLCertVerificationError as error:
            raise DeliveryError(f"{host}: its certificate cannot be trusted ({error.verify_message})", transient=True) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"{host}:{port}: {error or type(error).__name__}", transient=True) from error


def message(parcel: Parcel, options: Mapping[str, str | int]) -> EmailMessage:
    """The message: nothing in it depends on the moment of sending. Raises `DeliveryError` where an address is none."""
    name, address = parseaddr(str(options["from"]))
    if "@" not in address:
        raise DeliveryError(f"from: an address such as 'Tracker <tracker@example.jp>' was expected, not {options['from']}", transient=False)
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


def _patience(options: Mapping[str, str | int]) -> int:
    """Seconds to wait for each answer. Raises `DeliveryError` where the option is none: an attempt has to end within its lease."""
    given = options.get("timeout", _TIMEOUT)
    if not isinstance(given, int) or not 1 <= given <= _LONGEST_TIMEOUT:
        raise DeliveryError(f"timeout is seconds from 1 to {_LONGEST_TIMEOUT}, not {given}", transient=False)
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
            raise DeliveryError("user is set, but neither password_env nor password_file leads to a password", transient=False)
        server.login(user, password)


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer


SMTP = SmtpChannel()
