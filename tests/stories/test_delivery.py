"""Digests on their way to people: over a real SMTP server that fails in every way, and a webhook that does."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import ssl
from pathlib import Path

import pytest
import trustme

from tests.origin import Origin, in_turn, reply
from tests.postoffice import PASSWORD, USER, PostOffice
from tests.stories.field import NOW, STORY, Folder, after, serve

BOOK = """\
version: 1
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, from: "Tracker <tracker@forest.example>"}}
  shelf: {{kind: files, path: out}}
subscriptions:
  - {{id: chief, channel: mail, to: chief@forest.example, series: run}}
  - {{id: clerk, channel: mail, to: clerk@forest.example, series: run, lang: ja, tracks: [law]}}
  - {{id: shelf, channel: shelf, series: run, lang: both}}
  - {{id: weekly, channel: shelf, series: weekly}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    with Origin() as origin:
        origin.route("/feed", serve(STORY))
        made = Folder(tmp_path).set_up(office=origin.url("/feed"))
        made.poll()
    return made


def subscribe(folder: Folder, text: str) -> None:
    (folder.path / "subscriptions.yaml").write_text(text, encoding="utf-8")


def states(folder: Folder) -> dict[str, str]:
    return {row["subscription"]: row["state"] for row in folder.run("deliveries", "--json").json["deliveries"]}


def test_each_subscriber_of_the_series_has_the_digest_once_in_its_language_and_on_its_tracks(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        assert folder.run("digest", "--send", now=NOW).code == 0
        assert folder.run("send", now=after(hours=1)).code == 0
    assert {one["To"] for one in office.taken} == {"chief@forest.example", "clerk@forest.example"}
    assert len(office.taken) == 2
    assert states(folder) == {"chief": "sent", "clerk": "sent", "shelf": "sent"}
    assert "run-2026-06-10T0900 to chief: sent 2026-06-10 09:00 JST" in folder.run("deliveries").out
    chief, clerk = sorted(office.taken, key=lambda one: one["To"])
    assert "Seed Fund" in chief.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "種子基金" not in clerk.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "どんぐり法" in clerk.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert chief["List-Unsubscribe"] == "<mailto:tracker@forest.example?subject=unsubscribe>"
    assert chief["Subject"].startswith("[run-2026-06-10T0900] Acorn Act: In force")
    assert [path.suffix for path in sorted((folder.path / "out").iterdir())] == [".html", ".json", ".txt"]


@pytest.mark.parametrize("fates", [("451 later",), ("drop",), ("drop", "421 closing", "452 full"), ("lose",), ("slow",)])
def test_after_a_passing_failure_each_has_it_once_by_its_message_id(folder: Folder, fates: tuple[str, ...]) -> None:
    with PostOffice() as office:
        book = BOOK.format(port=office.port).replace("to: clerk@forest.example, series: run", "to: c@x.example, series: daily")
        subscribe(folder, book.replace("security: none", "security: none, timeout: 1"))
        office.plan.extend(fates)
        assert folder.run("digest", "--send", now=NOW).code == 0, "a failure that passes is no failed run"
        for hours in range(1, 9):
            assert folder.run("send", now=after(hours=hours)).code == 0
    assert states(folder) == {"chief": "sent", "shelf": "sent"}
    assert len({one["Message-ID"] for one in office.taken}) == 1
    assert len(office.taken) == (2 if {"lose", "slow"} & set(fates) else 1), (
        "only where the answer was lost is it sent again, with the same id"
    )
    assert len({one.as_bytes() for one in office.taken}) == 1


def test_a_server_that_refuses_to_connect_has_each_once_when_it_is_back(folder: Folder) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        subscribe(folder, BOOK.format(port=port))
        ran = folder.run("digest", "--send", now=NOW)
        assert (ran.code, f"127.0.0.1:{port}: " in ran.err) == (0, True)
        assert "to chief: waiting, next try 2026-06-10 09:" in folder.run("deliveries").out
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        for hours in (1, 2):
            assert folder.run("send", now=after(hours=hours)).code == 0
    assert sorted(one["To"] for one in office.taken) == ["chief@forest.example", "clerk@forest.example"]


def test_one_recipient_who_is_refused_for_good_holds_up_nobody(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        office.refused["chief@forest.example"] = "550 no such user"
        ran = folder.run("digest", "--send", now=NOW)
    assert ran.code == 1
    assert "to chief: given up after 1 attempt: 127.0.0.1 refuses chief@forest.example: 550 no such user" in ran.err
    assert states(folder) == {"chief": "given-up", "clerk": "sent", "shelf": "sent"}


def test_a_server_that_is_not_there_is_tried_for_a_week_and_then_given_up(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
    assert folder.run("digest", "--send", now=NOW).code == 0
    assert states(folder)["chief"] == "waiting"
    codes = [folder.run("send", now=after(days=days)).code for days in (1, 3, 6.9, 7.2, 9)]
    assert codes.count(1) == 1, "giving up is told once"
    assert states(folder) == {"chief": "given-up", "clerk": "given-up", "shelf": "sent"}


def test_what_was_given_up_or_sent_goes_out_again_when_asked_for(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        name = folder.run("digest", "--send", now=NOW).paths[0].stem
        assert folder.run("digest", "resend", name, "--to", "chief", now=after(days=1)).code == 0
        assert [one["To"] for one in office.taken].count("chief@forest.example") == 2
        assert len({one["Message-ID"] for one in office.taken}) == 3, "what is sent anew on purpose is a message of its own"
    for arguments, said in (
        (("resend", "weekly-1"), "there is no digest weekly-1"),
        (("resend", name, "--to", "nobody"), "there is no subscription nobody; there are chief, clerk"),
        (("again", name), "`resend ID`"),
        (("--to", "chief"), "`resend ID`"),
    ):
        ran = folder.run("digest", *arguments, now=after(days=1))
        assert (ran.code, said in ran.err) == (2, True), ran.err


def test_a_digest_that_was_written_before_a_stop_is_sent_after_it(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        assert folder.run("digest", now=NOW).code == 0
        assert office.taken == [], "writing alone sends nothing"
        assert folder.run("send", now=after(days=2)).code == 0
        assert len(office.taken) == 2


def test_a_login_over_tls_with_the_password_from_the_environment(folder: Folder, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with PostOffice(tls=context, login=True) as office:
        secure = BOOK.format(port=office.port).replace("security: none", f"security: starttls, user: {USER}, password_env: POST_PASSWORD")
        subscribe(folder, secure)
        trusted = str(bundle)
        unset = folder.run("digest", "--send", now=NOW, SSL_CERT_FILE=trusted)
        assert "the environment variable POST_PASSWORD is not set" in unset.err
        wrong = folder.run("send", now=after(hours=1), POST_PASSWORD="mistaken", SSL_CERT_FILE=trusted)
        assert "does not let tracker in: 535" in wrong.err
        assert "mistaken" not in wrong.err
        distrusted = folder.run("send", now=after(hours=2), POST_PASSWORD=PASSWORD)
        assert "its certificate cannot be trusted" in distrusted.err
        assert states(folder)["chief"] == "waiting", "a setting can be mended"
        assert office.taken == []
        assert folder.run("send", now=after(hours=4), POST_PASSWORD=PASSWORD, SSL_CERT_FILE=trusted).code == 0
        assert office.logins[-1] == USER.encode()
        assert len(office.taken) == 2


def test_a_token_for_xoauth2_comes_from_a_command(folder: Folder, tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with PostOffice(tls=context, login=True) as office:

        def send(command: str, hours: int) -> str:
            more = f"security: starttls, user: {USER}, token_command: '{command}'"
            subscribe(folder, BOOK.format(port=office.port).replace("security: none", more))
            return folder.run(*(("send",) if hours else ("digest", "--send")), now=after(hours=hours), SSL_CERT_FILE=str(bundle)).err

        assert "token_command: the command cannot be run (FileNotFoundError)" in send("no-such-program", 0)
        assert "token_command: false ended with 1" in send("false", 1)
        assert "token_command: true printed nothing" in send("true", 2)
        refused = send("echo a-stale-secret", 4)
        assert ("does not let tracker in: 535" in refused, "a-stale-secret" in refused) == (True, False), refused
        assert office.taken == []
        assert "sent" in send(f'echo "{PASSWORD}"', 10)
        assert len(office.taken) == 2


def test_a_sample_goes_over_one_channel_and_leaves_no_row(folder: Folder) -> None:
    with PostOffice() as office:
        subscribe(folder, BOOK.format(port=office.port))
        assert "there is no digest yet" in folder.run("send", "--test", "mail", "--to", "me@forest.example", now=NOW).err
        folder.run("digest", now=NOW)
        assert folder.run("send", "--test", "mail", "--to", "me@forest.example", now=NOW).code == 0
        assert [one["To"] for one in office.taken] == ["me@forest.example"]
        unknown = folder.run("send", "--test", "post", now=NOW)
        assert (unknown.code, "it has mail, shelf" in unknown.err) == (2, True)
        assert folder.run("send", "--to", "me@forest.example", now=NOW).code == 2
    assert set(states(folder).values()) == {"waiting"}


def test_a_webhook_is_signed_and_a_refusal_of_a_moment_is_tried_again(folder: Folder) -> None:
    with Origin() as hook:
        hook.route("/hook", in_turn(reply(503), reply(200)))
        subscribe(
            folder,
            f"version: 1\nchannels: {{hook: {{kind: webhook, url: '{hook.url('/hook')}', secret_env: HOOK}}}}\n"
            "subscriptions: [{id: robot, channel: hook, series: run}]\n",
        )
        assert folder.run("digest", "--send", now=NOW, HOOK="key").code == 0
        assert states(folder) == {"robot": "waiting"}
        assert folder.run("send", now=after(hours=1), HOOK="key").code == 0
        first, second = hook.asked
    assert states(folder) == {"robot": "sent"}
    assert first.body == second.body
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.headers["x-tracker-signature"] == "sha256=" + hmac.new(b"key", first.body, hashlib.sha256).hexdigest()
    assert json.loads(first.body)["digest"]["series"] == "run"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 2\nchannels: {}\nsubscriptions: []\n", "subscriptions.yaml:1: version: this tracker reads version 1, not 2"),
        ("version: 1\nchannels: {m: {kind: smpt}}\nsubscriptions: []\n", "subscriptions.yaml:2: channels.m.kind: no kind of channel"),
        ("version: 1\nchannels: {m: {kind: smtp}}\nsubscriptions: []\n", "the key 'host' is missing"),
        ("version: 1\nchannels: {m: {kind: files, path: x, pasword: y}}\nsubscriptions: []\n", "unknown key"),
        ("version: 1\nchannels: {m: {kind: files, path: x}}\nsubscriptions: [{id: a, channel: n}]\n", "there is no channel 'n'"),
        (
            "version: 1\nchannels: {m: {kind: files, path: x}}\nsubscriptions: [{id: a, channel: m, lang: fr}]\n",
            "there is no language 'fr'",
        ),
        (
            "version: 1\nchannels: {m: {kind: files, path: x}}\nsubscriptions: [{id: a, channel: m, tracks: [sky]}]\n",
            "there is no track 'sky'",
        ),
        ("version: 1\nchannels: {m: {kind: files, path: x}}\nsubscriptions: [{id: a, channel: m}, {id: a, channel: m}]\n", "stands twice"),
        ("version: 1\nchannels: {m: {kind: smtp, host: h, from: a@b.example}}\nsubscriptions: [{id: a, channel: m}]\n", "'to' is missing"),
    ],
)
def test_a_faulty_file_is_refused_with_line_and_key_before_anything_is_written(folder: Folder, text: str, said: str) -> None:
    subscribe(folder, text)
    ran = folder.run("digest", "--send", now=NOW)
    assert ran.code == 2
    assert said in ran.err
    assert list((folder.path / "digests").glob("run-*")) == []
