"""Bad input from the network: each source is told as what it is, none hides another, and nothing that was kept is lost.

What runs here is the whole command against real servers on loopback.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.origin import Origin, Reply, Route, compress, encoded, endless, page, redirect, reply
from tests.stories.field import ADDS, CONFIRMS, NOW, Folder, Item, Ran, after, coverage, feed, office, serve, told

MB = 1_000_000
MISSING = (
    "<html><head><title>ページが見つかりません</title></head><body><h1>お探しのページは見つかりませんでした</h1></body></html>".encode()
)


def _drop_by_drop(asked: object) -> Reply:
    """A body that never ends and is never silent for long."""

    def chunks() -> Iterator[bytes]:
        yield feed([ADDS]).removesuffix(b"</channel></rss>\n")
        while True:
            yield b" "

    return Reply(chunks=chunks(), pause=0.2)


def _onward() -> Route:
    """A redirect to an address that was never asked for before, again and again."""
    numbers = count()
    return lambda _: Reply(status=302, headers={"Location": f"/feed?{next(numbers)}"})


def _bomb(encoding: str) -> Route:
    """A feed of 200 MB in a few kilobytes."""
    return encoded(feed([ADDS]) + b" " * (200 * MB), encoding)


def _packed(body: bytes) -> Route:
    return lambda _: Reply(body=body, headers={"Content-Encoding": "gzip"})


TOO_MUCH = "127.0.0.1 sent more than 15 MB, and no more is read"
BAD: dict[str, tuple[Route, str, str]] = {
    "redirect-without-end": (_onward(), "failed", "more than 10 redirects, the last to 'http://127.0.0.1:"),
    "redirect-in-a-circle": (redirect("/feed"), "failed", "/feed' redirects back to 'http://127.0.0.1:"),
    "redirect-to-a-private-host": (redirect("http://10.0.0.1/"), "failed", "10.0.0.1 is, or leads to, a private address"),
    "redirect-to-this-machine": (redirect("http://localhost:9/"), "failed", "name the host in TRACKER_ALLOW_PRIVATE_HOSTS"),
    "redirect-to-a-file": (redirect("file:///etc/passwd"), "failed", "redirects to what cannot be asked"),
    "error-page": (page(MISSING), "error-page", "an HTML page ('ページが見つかりません')"),
    "empty": (reply(200), "empty", "the server sent an empty body"),
    "fifty-megabytes": (lambda _: Reply(body=bytes(50 * MB)), "failed", TOO_MUCH),
    "without-end": (endless(), "failed", TOO_MUCH),
    "drop-by-drop": (_drop_by_drop, "failed", "127.0.0.1 had not sent its whole answer after 2 s"),
    "gzip-bomb": (_bomb("gzip"), "failed", TOO_MUCH),
    "br-bomb": (_bomb("br"), "failed", TOO_MUCH),
    "zstd-bomb": (_bomb("zstd"), "failed", TOO_MUCH),
    "unknown-encoding": (lambda _: Reply(body=b"x", headers={"Content-Encoding": "rot13"}), "failed", "the encoding 'rot13'"),
    "no-gzip": (_packed(feed([ADDS])), "failed", "the body is no gzip"),
    "cut-gzip": (_packed(compress(feed([ADDS]), "gzip")[:-20]), "failed", "the gzip body breaks off"),
    "no-feed": (page(b"<svg/>", content_type="image/svg+xml"), "error-page", "XML with the root element <svg>, which is no feed"),
    "no-http": (lambda _: Reply(raw=b"220 mail.example.org ESMTP\r\n"), "failed", "127.0.0.1 did not answer in correct HTTP"),
}
"""What a server answers in place of its feed; the outcome, and what a person is told."""


@dataclass(frozen=True)
class History:
    """One good source and all the bad ones: all well, then bad, then well again."""

    ran: Ran
    rows: dict[str, dict[str, Any]]
    digest: dict[str, Any]
    later: dict[str, dict[str, Any]]
    last: dict[str, Any]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    with ExitStack() as stack:
        origins = {name: stack.enter_context(Origin()) for name in ("good", *BAD)}
        folder = Folder(tmp_path_factory.mktemp("bad")).set_up(**{name: origin.url("/feed") for name, origin in origins.items()})
        folder.sources["drop-by-drop"]["timeout"] = "2s"
        folder.write_sources()
        _all_well(origins)
        folder.poll()
        assert len(told(folder.digest(NOW))) == len(origins)
        for name, (route, _, _) in BAD.items():
            origins[name].route("/feed", route)
        origins["good"].route("/feed", serve([CONFIRMS]))
        ran = folder.spawn("poll", "--json", now=after(hours=2))
        rows = {row["id"]: row for row in ran.json["sources"]}
        digest = folder.digest(after(hours=2))
        _all_well(origins)
        return History(ran, rows, digest, folder.poll(after(days=3)), folder.digest(after(days=3)))


def _all_well(origins: dict[str, Origin]) -> None:
    for number, origin in enumerate(origins.values(), start=3):
        origin.route("/feed", serve([Item(f"種子基金、第{number}回公募で{number + 20}件を採択", link="/selected")], etag=f'"{number}"'))


@pytest.mark.parametrize("name", BAD)
def test_it_is_told_as_what_it_is(history: History, name: str) -> None:
    _, outcome, words = BAD[name]
    row = history.rows[name]
    assert (row["outcome"], row["changes"], row["findings"]) == (outcome, 0, 0)
    assert words in row["why"]
    assert any(line.startswith(f"{name}: {outcome}: ") and words in line for line in history.ran.err.splitlines())


@pytest.mark.parametrize("name", BAD)
def test_it_is_in_the_digest_as_not_seen_and_goes_on_from_its_last_good_version(history: History, name: str) -> None:
    row = coverage(history.digest, name)
    assert (row["looked"], row["failed"], row["blind_since"]) == (1, 1, after(hours=2))
    assert (history.later[name]["outcome"], coverage(history.last, name)["blind_since"]) == ("unchanged", None)


def test_the_good_source_is_seen_among_the_bad_ones(history: History) -> None:
    assert (history.ran.code, history.rows["good"]["outcome"], history.rows["good"]["findings"]) == (0, "changed", 1)
    assert [row[2] for row in told(history.digest)] == ["act.enacted"]
    assert told(history.last) == []
    assert "Traceback" not in history.ran.err


def test_hosts_that_cannot_be_reached(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder), socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1, port {taken.getsockname()[1]}"
        folder.set_up(refused=f"http://127.0.0.1:{taken.getsockname()[1]}/feed", nameless="http://no-such-name.invalid/feed")
        rows = folder.poll()
    assert rows["office"]["outcome"] == "first"
    assert rows["refused"]["why"] == f"{place}: the connection was refused"
    assert rows["nameless"]["why"].startswith("no-such-name.invalid: ")
    assert "address" in rows["nameless"]["why"]


def test_certificates_that_cannot_be_trusted(tmp_path: Path) -> None:
    known, unknown = trustme.CA(), trustme.CA()
    known.cert_pem.write_to_path(str(tmp_path / "known.pem"))
    with ExitStack() as stack:
        origins = {
            "known": stack.enter_context(Origin(tls=known)),
            "unknown": stack.enter_context(Origin(tls=unknown)),
            "another": stack.enter_context(Origin(tls=known, tls_names=("other.example.org",))),
        }
        folder = Folder(tmp_path / "folder").set_up(**{name: origin.url("/feed") for name, origin in origins.items()})
        for origin in origins.values():
            origin.route("/feed", serve([CONFIRMS]))
        ran = folder.run("poll", "--json", now=NOW, SSL_CERT_FILE=str(tmp_path / "known.pem"))
        alone = folder.run("poll", "--json", "known", now=after(hours=1))
        broken = folder.run("poll", "known", now=after(hours=2), SSL_CERT_FILE=str(folder.path / "sources.yaml"))
        missing = folder.run("poll", "known", now=after(hours=2), SSL_CERT_FILE="nowhere.pem")
    rows = {row["id"]: row for row in ran.json["sources"]}
    assert (ran.code, rows["known"]["outcome"]) == (0, "first")
    assert "an issuer that is not trusted here; if your network inspects secure connections, point SSL_CERT_FILE" in rows["unknown"]["why"]
    assert rows["another"]["why"] == "the certificate that 127.0.0.1 shows is made out to another name"
    assert all(origin.asked == [] for name, origin in origins.items() if name != "known"), "nothing is said to who cannot be trusted"
    assert (alone.code, "SSL_CERT_FILE" in alone.json["sources"][0]["why"]) == (3, True)
    assert (broken.code, "sources.yaml cannot be read" in broken.err) == (3, True)
    assert (missing.code, "SSL_CERT_FILE: the certificates in nowhere.pem cannot be read" in missing.err) == (2, True)


REBINDING = """
import errno, socket, sys

system = socket.getaddrinfo
answers = sys.argv.pop(1).split(",")

def changing(host, *rest, **more):
    if host != "rebinding.example.org":
        return system(host, *rest, **more)
    address = answers.pop(0) if len(answers) > 1 else answers[0]
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]

def wall(event, arguments):
    if event == "socket.connect" and not arguments[1][0].startswith("127."):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

socket.getaddrinfo = changing
sys.addaudithook(wall)
from tracker.cli import main
main()
"""
"""The command in a world whose name servers answer in turn, and from which no way leads out."""


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ("1.1.1.1,127.0.0.1", "rebinding.example.org, port {port}: there is no way to it from here"),
        ("127.0.0.1,1.1.1.1", "rebinding.example.org is, or leads to, a private address, which is not asked"),
        ("127.0.0.1", "rebinding.example.org is, or leads to, a private address, which is not asked"),
    ],
)
def test_a_name_that_turns_to_this_machine_gains_nothing(tmp_path: Path, answers: str, words: str) -> None:
    with office(tmp_path, CONFIRMS) as (_, folder), Origin() as inner:
        inner.route("/feed", serve([ADDS]))
        folder.set_up(turning=inner.url("/feed", host="rebinding.example.org"))
        ran = subprocess.run(
            [sys.executable, "-c", REBINDING, answers, "poll", "--json", "--now", NOW],
            cwd=tmp_path,
            env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
            capture_output=True,
            text=True,
            check=False,
        )
    rows = {row["id"]: row for row in json.loads(ran.stdout)["sources"]}
    assert (ran.returncode, rows["office"]["outcome"], rows["turning"]["outcome"]) == (0, "first", "failed")
    assert rows["turning"]["why"].startswith(words.format(port=inner.port))
    assert inner.asked == []


CHARSETS = {
    "declared-right": ("cp932", "Shift_JIS", "text/xml; charset=Shift_JIS"),
    "header-says-nothing": ("euc_jp", "EUC-JP", "application/xml"),
    "header-wrong": ("cp932", "Shift_JIS", "application/xml; charset=UTF-8"),
    "prologue-wrong": ("cp932", "UTF-8", "application/xml; charset=Shift_JIS"),
    "both-wrong": ("cp932", "UTF-8", "application/xml; charset=UTF-8"),
    "utf-8-called-shift-jis": ("utf-8", "Shift_JIS", "text/xml; charset=Shift_JIS"),
    "utf-8-called-euc": ("utf-8", "EUC-JP", "text/xml; charset=EUC-JP"),
    "euc-called-utf-8": ("euc_jp", "UTF-8", "text/xml; charset=UTF-8"),
    "called-latin-1": ("euc_jp", "ISO-8859-1", "text/xml; charset=ISO-8859-1"),
    "called-nonsense": ("utf-8", "x-nonsense", "text/xml; charset=x-nonsense"),
    "utf-16": ("utf-16", "UTF-16", "text/xml"),
}
"""The encoding that it is in, and those that prologue and header declare."""


def test_a_feed_is_read_in_the_encoding_that_it_is_in(tmp_path: Path) -> None:
    with Origin() as origin:
        for name, (real, declared, header) in CHARSETS.items():
            text = feed([Item("種子基金、第3回公募で12件を採択", text=f"{name}のどんぐり法")]).decode()
            origin.route(f"/{name}", page(text.replace('"UTF-8"', f'"{declared}"').encode(real), content_type=header))
        folder = Folder(tmp_path).set_up(**{name: origin.url(f"/{name}") for name in CHARSETS})
        rows = folder.poll()
        found = folder.digest(NOW)
        kept = {name: folder.run("why", f"{name}のどんぐり法").code for name in CHARSETS}
    assert {name: row["outcome"] for name, row in rows.items()} == dict.fromkeys(CHARSETS, "first")
    assert kept == dict.fromkeys(CHARSETS, 0)
    assert [row[2] for row in told(found)] == ["seed-fund.3.selected.2026-06-08"], "eleven encodings, one event"


LAUGHS = '<!DOCTYPE rss [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(letter)} "{f"&{chr(letter - 1)};" * 10}">' for letter in range(ord("b"), ord("n"))
)
ENTITIES = {
    "billion-laughs": (f"{LAUGHS}]>", "&m;"),
    "file": ('<!DOCTYPE rss [<!ENTITY m SYSTEM "file://{secret}">]>', "&m;"),
    "parameter": ('<!DOCTYPE rss [<!ENTITY % m SYSTEM "file://{secret}"> %m;]>', "&amp;"),
    "address": ('<!DOCTYPE rss [<!ENTITY m SYSTEM "{inner}/secret">]>', "&m;"),
    "dtd": ('<!DOCTYPE rss SYSTEM "{inner}/rss.dtd">', "&amp;"),
}


def test_entities_of_a_feed_are_neither_expanded_nor_fetched(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("どんぐりの秘密", encoding="utf-8")
    with Origin() as origin, Origin() as inner:
        for number, (name, (doctype, reference)) in enumerate(ENTITIES.items(), start=3):
            filled = doctype.replace("{secret}", str(tmp_path / "secret")).replace("{inner}", inner.url(""))
            item = Item(f"種子基金、第{number}回公募で{number + 20}件を採択", text=f"{name} [MARK]", link=f"/{number}")
            text = feed([item]).decode().replace("MARK", reference).replace("<rss", f"{filled}<rss", 1)
            origin.route(f"/{name}", page(text.encode(), content_type="application/rss+xml"))
        folder = Folder(tmp_path / "folder").set_up(**{name: origin.url(f"/{name}") for name in ENTITIES})
        ran = folder.spawn("poll", "--json", now=NOW)
        folder.run("digest", now=NOW)
        why = [folder.run("why", name).out for name in ENTITIES]
    files = [path.read_text(encoding="utf-8") for path in (folder.path / "digests").rglob("*") if path.is_file()]
    assert (ran.code, {row["id"]: row["findings"] for row in ran.json["sources"]}) == (0, dict.fromkeys(ENTITIES, 1))
    assert inner.asked == []
    assert len(files) == 2 + len(ENTITIES)
    assert all(why)
    assert all("どんぐりの秘密" not in text and "haha" not in text for text in [*files, *why])


@pytest.mark.soak
def test_ten_thousand_entries_are_read_and_hold_up_nobody(tmp_path: Path) -> None:
    items = [Item(f"種子基金、第{number}回公募で{number + 20}件を採択", link=f"/{number}") for number in range(3, 203)]
    items += [Item(f"食堂の献立を更新しました（{number}）", link=f"/menu/{number}") for number in range(9_800)]
    with office(tmp_path, *items) as (origin, folder):
        origin.route("/small", serve([CONFIRMS]))
        folder.set_up(small=origin.url("/small"))
        rows = folder.poll()
        assert folder.poll(after(hours=2))["office"]["outcome"] == "unchanged"
    assert (rows["office"]["outcome"], rows["office"]["changes"], rows["office"]["findings"]) == ("first", 10_000, 200)
    assert rows["small"]["findings"] == 1


WORDS = "<p>種子基金は、森林の種を集める人を支えるための基金です。毎年の公募で、よい計画を選びます。</p>" * 20


def test_a_page_without_the_element_that_is_selected_keeps_its_last_good_version(tmp_path: Path) -> None:
    good = f"<html><body>{WORDS}<div id='news'><p>どんぐり法が2026年2月10日に成立しました</p></div></body></html>".encode()
    with office(tmp_path, ADDS) as (origin, folder):
        folder.sources["page"] = {"url": origin.url("/page"), "kind": "page", "select": "#news"}
        folder.write_sources()
        origin.route("/page", page(good))
        assert folder.poll()["page"]["outcome"] == "first"
        origin.route("/page", page(good.replace(b"id='news'", b"id='topics'")))
        ran = folder.run("poll", "--json", now=after(hours=2))
        origin.route("/page", page(good))
        assert folder.poll(after(days=2))["page"]["outcome"] == "unchanged"
    row = next(row for row in ran.json["sources"] if row["id"] == "page")
    assert (ran.code, row["outcome"], row["changes"]) == (0, "error-page", 0)
    assert row["why"] == "nothing on the page matches select '#news'; has the page been rebuilt?"
