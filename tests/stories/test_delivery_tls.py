"""Mail servers that speak TLS, from the first byte or later, with certificates and logins of every kind: what is wrong is said, and waits."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.postoffice import PASSWORD, USER, PostOffice
from tests.stories.field import NOW, Folder, after
from tests.stories.test_delivery import states, subscribe

BOOK = """\
version: 1
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, from: tracker@forest.example, timeout: 2, {more}}}
subscriptions: [{{id: chief, channel: mail, to: chief@forest.example, series: run}}]
"""
LOGIN = f"security: tls, user: {USER}, password_file: secrets/post"

Issue = Callable[[trustme.CA], trustme.LeafCert]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """One digest waits for one recipient."""
    made = Folder(tmp_path).set_up(office="http://127.0.0.1:9/feed")
    subscribe(made, BOOK.format(port=9, more="security: none"))
    assert made.run("digest", now=NOW).code == 0
    (tmp_path / "secrets").mkdir()
    return made


def context(folder: Folder, issue: Issue = lambda authority: authority.issue_cert("127.0.0.1")) -> ssl.SSLContext:
    """That of a server whose authority is trusted where `SSL_CERT_FILE` names `ca.pem`."""
    authority = trustme.CA()
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issue(authority).configure_cert(made)
    authority.cert_pem.write_to_path(str(folder.path / "ca.pem"))
    return made


def send(folder: Folder, office: PostOffice, more: str, hours: float) -> str:
    """What one more attempt says."""
    subscribe(folder, BOOK.format(port=office.port, more=more))
    ran = folder.run("send", now=after(hours=hours), SSL_CERT_FILE=str(folder.path / "ca.pem"))
    assert ran.code == 0, "what can be mended is not given up"
    return ran.err


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")  # the server only knows of TLS that is begun later
def test_tls_from_the_first_byte_with_the_password_from_a_file(folder: Folder) -> None:
    password = folder.path / "secrets" / "post"
    with PostOffice(tls=context(folder), login=True, at_once=True) as office:
        assert "password_file: secrets/post cannot be read (FileNotFoundError)" in send(folder, office, LOGIN, 0)
        password.write_text("\n", encoding="utf-8")
        assert "password_file: secrets/post is empty" in send(folder, office, LOGIN, 1)
        password.write_text("a-mistaken-secret\n", encoding="utf-8")
        wrong = send(folder, office, LOGIN, 2)
        assert "127.0.0.1 does not let tracker in: 535" in wrong
        assert "a-mistaken-secret" not in wrong + folder.run("deliveries", "--json").out
        nobody = send(folder, office, "security: tls", 4)
        assert "127.0.0.1: 530" in nobody
        assert (states(folder), office.taken) == ({"chief": "waiting"}, [])
        password.write_text(f"{PASSWORD}\n", encoding="utf-8")
        assert "sent" in send(folder, office, LOGIN, 12)
        assert office.logins[-1] == USER.encode()
    assert [one["To"] for one in office.taken] == ["chief@forest.example"]
    assert states(folder) == {"chief": "sent"}


YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.mark.parametrize(
    "more", [{"security": "tls", "at_once": True}, {"security": "starttls", "at_once": False}], ids=["tls", "starttls"]
)
@pytest.mark.parametrize(
    ("issue", "said"),
    [
        (lambda authority: authority.issue_cert("127.0.0.1", not_after=YESTERDAY), "its certificate has expired; whoever runs"),
        (
            lambda authority: authority.issue_cert("127.0.0.1", not_before=YESTERDAY + timedelta(days=9)),
            "its certificate is not valid yet; is the clock",
        ),
        (lambda authority: authority.issue_cert("mail.forest.example"), "its certificate is made out to another name; write in `host`"),
        (
            lambda _: trustme.CA().issue_cert("127.0.0.1"),
            "its certificate cannot be trusted (unable to get local issuer certificate); if its",
        ),
    ],
    ids=["expired", "not-yet", "another-name", "untrusted"],
)
def test_a_certificate_that_is_not_right_is_told_and_nothing_is_handed_over(
    folder: Folder, issue: Issue, said: str, more: dict[str, str | bool]
) -> None:
    with PostOffice(tls=context(folder, issue), at_once=bool(more["at_once"])) as office:
        assert f"127.0.0.1:{office.port}: {said}" in send(folder, office, f"security: {more['security']}", 0)
        assert (states(folder), office.taken) == ({"chief": "waiting"}, [])


def test_the_wrong_security_for_a_port_is_told(folder: Folder) -> None:
    with PostOffice(tls=context(folder)) as later, PostOffice() as open_to_all:
        assert "no TLS could be agreed (" in (said := send(folder, later, "security: tls", 0))
        assert "or is it security: starttls?" in said
        assert "STARTTLS extension not supported by server.; is it another port" in send(folder, open_to_all, "security: starttls", 1)
    with PostOffice(tls=context(folder), at_once=True) as at_once:
        assert "a port that waits for TLS from the start, as 465 does, needs security: tls" in send(
            folder, at_once, "security: starttls", 4
        )
    assert states(folder) == {"chief": "waiting"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("security: ssl", "security: one of starttls, tls, none was expected, not ssl"),
        ("security: none, user: tracker", "user: neither password_env nor password_file leads to a password"),
    ],
)
def test_an_option_at_fault_is_named_and_the_digest_waits_until_it_is_mended(folder: Folder, more: str, said: str) -> None:
    with PostOffice() as office:
        assert said in send(folder, office, more, 0)
        assert states(folder) == {"chief": "waiting"}
        assert "sent" in send(folder, office, "security: none", 1)
