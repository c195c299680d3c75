"""A mailbox on the disk is looked at like a server: the newest of the wanted messages, nothing twice, and no other file ever."""

from __future__ import annotations

import mailbox as stdlib
import os
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.fetch.field import policy, take
from tests.kinds.mails import SENDER, message
from tests.origin import Origin, page, redirect
from tracker.fetch import Plan, mailbox
from tracker.fetch.mailbox import read_mailbox
from tracker.kinds.mail import MAIL
from tracker.model.look import Capture, Mailbox, Request, Response, Validators
from tracker.ports import Look
from tracker.text.mbox import LeftOut, unpack

URL = "https://www.example.go.jp/magazine/"


def numbered(number: int, *, sender: str = SENDER, size: int = 0) -> bytes:
    return message(f"number {number}\n" + "x" * size, sender=sender, name=f"<{number}@x>")


def maildir(path: Path, *messages: bytes) -> Path:
    """A Maildir whose messages came one second after the other."""
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(messages):
        deliver(path / "new" / f"{1_780_000_000 + number}.M{number}.host", one, number)
    return path


def deliver(place: Path, one: bytes, number: int = 0) -> Path:
    place.write_bytes(one)
    os.utime(place, (1_780_000_000 + number, 1_780_000_000 + number))
    return place


def mbox(*messages: bytes) -> bytes:
    return b"".join(b"From a@b.jp Mon Jun  8 10:00:00 2026\n" + one + b"\n\n" for one in messages)


def read(
    path: Path | str, *, etag: str | None = None, senders: tuple[str, ...] = (SENDER,), timeout: float = 30.0, **rules: Any
) -> Response:
    request = Request(url=URL, mailbox=Mailbox(path=str(path), senders=senders), validators=Validators(etag=etag), timeout=timeout)
    assert request.mailbox is not None
    return read_mailbox(request, request.mailbox, policy(**rules))


def said(response: Response) -> list[str]:
    """The first line of the body of each message."""
    assert (response.status, response.error) == (200, None)
    return [one.replace(b"\r", b"").partition(b"\n\n")[2].decode().split("\n")[0] for one in unpack(response.body)[0]]


def left_out(response: Response) -> LeftOut:
    return unpack(response.body)[1]


def refused(response: Response) -> str:
    assert (response.status, response.body, response.error_code) == (None, b"", "mailbox")
    return response.error or ""


@pytest.fixture(params=["maildir", "folder", "mbox"])
def three(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Three messages, in each shape."""
    messages = [numbered(number) for number in range(3)]
    if request.param == "maildir":
        return maildir(tmp_path / "box", *messages)
    if request.param == "folder":
        (tmp_path / "box").mkdir()
        for number, one in enumerate(messages):
            deliver(tmp_path / "box" / f"{9 - number}.eml", one, number)
        return tmp_path / "box"
    (tmp_path / "box").write_bytes(mbox(*messages))
    return tmp_path / "box"


def test_each_shape_is_read_oldest_first(three: Path) -> None:
    response = read(three)
    assert said(response) == ["number 0", "number 1", "number 2"]
    assert (left_out(response), response.url, response.content_type) == (LeftOut(), URL, "application/mbox")


@pytest.mark.parametrize("shape", [stdlib.Maildir, stdlib.mbox])
def test_what_another_program_writes_is_read(tmp_path: Path, shape: Callable[[str], stdlib.Mailbox[Any]]) -> None:
    """The standard library's writers stand for mail servers: they share no line with what reads here."""
    written = EmailMessage()
    written["From"], written["Subject"], written["Message-ID"] = (
        f"森林局 <{SENDER}>",
        "森林局だより　第12号、樫指針を公表しました、ほか",
        "<1@x>",
    )
    written["Date"] = "Mon, 08 Jun 2026 10:00:00 +0900"
    written.set_content("樫指針を公表しました。\n\nFrom the office\n", charset="iso-2022-jp")
    written.add_alternative("<p>樫指針を<b>公表</b>しました。</p>", subtype="html")
    written.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="指針.pdf")
    box = shape(str(tmp_path / "box"))
    for _ in range(2):
        box.add(written)
    box.close()
    response = read(tmp_path / "box")
    assert len(unpack(response.body)[0]) == 2
    (block,) = MAIL.extract(Capture(body=response.body, url=URL), {"from": SENDER}).blocks
    assert (block.title, block.text) == (written["Subject"].replace("　", " "), "樫指針を公表しました。\nFrom the office")
    assert block.published is not None
    assert block.published.isoformat() == "2026-06-08T10:00:00+09:00"


def test_an_unchanged_mailbox_is_not_read_again(three: Path) -> None:
    etag = read(three).validators.etag
    again = read(three, etag=etag)
    assert (again.status, again.body, again.validators.etag) == (304, b"", etag)


def test_other_senders_wanted_is_another_question(three: Path) -> None:
    assert read(three, etag=read(three).validators.etag, senders=("@else.example",)).status == 200


def test_a_new_message_is_seen(three: Path) -> None:
    etag = read(three).validators.etag
    if three.is_file():
        with three.open("ab") as stream:
            stream.write(mbox(numbered(3)))
    else:
        deliver((three / "new" if (three / "new").exists() else three) / "1790000000.eml", numbered(3), 3)
    assert said(read(three, etag=etag)) == ["number 0", "number 1", "number 2", "number 3"]


def test_a_message_that_was_read_by_somebody_is_the_same(tmp_path: Path) -> None:
    box = maildir(tmp_path, numbered(0))
    first = read(box)
    found = next((box / "new").iterdir())
    found.rename(box / "cur" / f"{found.name}:2,S")
    assert read(box, etag=first.validators.etag).status == 304


def test_messages_that_are_still_being_delivered_are_not_read(tmp_path: Path) -> None:
    box = maildir(tmp_path, numbered(0))
    deliver(box / "tmp" / "half", numbered(1)[:30])
    deliver(box / "new" / "begun", b"")
    response = read(box)
    assert (said(response), left_out(response)) == (["number 0"], LeftOut())


def test_other_senders_are_never_handed_on(tmp_path: Path) -> None:
    private = numbered(1, sender="friend@example.org")
    box = maildir(tmp_path, numbered(0), private, numbered(2))
    response = read(box)
    assert said(response) == ["number 0", "number 2"]
    assert left_out(response) == LeftOut(), "what others write is not even counted, or each of their messages would be a new body"
    alone = read(maildir(tmp_path / "alone", private))
    assert (said(alone), left_out(alone)) == ([], LeftOut(others=1))


def test_a_private_message_changes_no_byte_of_the_body(tmp_path: Path) -> None:
    box = maildir(tmp_path, numbered(0))
    before = read(box)
    deliver(box / "new" / "private", numbered(1, sender="friend@example.org"), 1)
    after = read(box, etag=before.validators.etag)
    assert (after.status, after.body) == (200, before.body)


def test_the_newest_are_kept_where_there_are_too_many(three: Path) -> None:
    response = read(three, max_messages=2)
    assert (said(response), left_out(response).older) == (["number 1", "number 2"], True)


def test_the_newest_are_kept_where_they_are_too_much(three: Path) -> None:
    response = read(three, max_bytes=1_000 + 2 * len(numbered(0)) + 200)
    assert (said(response), left_out(response).older) == (["number 1", "number 2"], True)
    assert len(response.body) < 2_000


@pytest.mark.parametrize("shape", ["maildir", "mbox"])
def test_a_message_of_fifty_megabytes_is_left_out_and_counted(tmp_path: Path, shape: str) -> None:
    messages = [numbered(0), numbered(1, size=50_000_000), numbered(2)]
    box = maildir(tmp_path / "box", *messages)
    if shape == "mbox":
        box = tmp_path / "file"
        box.write_bytes(mbox(*messages))
    response = read(box)
    assert (said(response), left_out(response)) == (["number 0", "number 2"], LeftOut(too_large=1))


def test_of_an_endless_mbox_the_end_is_read(tmp_path: Path) -> None:
    box = tmp_path / "mbox"
    with box.open("wb") as stream:
        stream.write(mbox(numbered(0)))
        stream.truncate(3 * mailbox.TAIL_BYTES)
        stream.seek(0, os.SEEK_END)
        stream.write(b"\n\n" + mbox(numbered(1)))
    response = read(box)
    assert (said(response), left_out(response).older) == (["number 1"], True)


@pytest.mark.soak
def test_ten_thousand_messages_of_others_hide_none(tmp_path: Path) -> None:
    box = maildir(tmp_path, numbered(0))
    for number in range(1, 10_001):
        deliver(box / "cur" / f"{number}:2,", b"From: friend@example.org\n\nx", number)
    first = read(box)
    assert said(first) == ["number 0"]
    assert read(box, etag=first.validators.etag).status == 304


def test_links_and_special_files_in_a_mailbox_are_not_opened(tmp_path: Path) -> None:
    secret = deliver(tmp_path / "secret", numbered(7))
    box = maildir(tmp_path / "box", numbered(0))
    (box / "new" / "link").symlink_to(secret)
    (box / "new" / "dangling").symlink_to(tmp_path / "nowhere")
    (box / "cur" / "folder").mkdir()
    os.mkfifo(box / "cur" / "pipe")
    response = read(box)
    assert (said(response), left_out(response)) == (["number 0"], LeftOut(unreadable=4))


def test_a_link_in_the_place_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    elsewhere = maildir(tmp_path / "elsewhere", numbered(7))
    box = maildir(tmp_path / "box", numbered(0))
    (box / "cur").rmdir()
    (box / "cur").symlink_to(elsewhere / "new")
    assert said(read(box)) == ["number 0"]


def test_a_file_that_became_a_link_or_a_pipe_after_it_was_listed_is_not_read(tmp_path: Path) -> None:
    deliver(tmp_path / "whole", numbered(0))
    (tmp_path / "link").symlink_to(deliver(tmp_path / "secret", numbered(7)))
    os.mkfifo(tmp_path / "pipe")
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        reading = mailbox._Reading(Mailbox(path=str(tmp_path), senders=(SENDER,)), policy(), 0.0, None)
        found = {name: reading._message(mailbox._File(0, name, 100, folder)) for name in ("whole", "link", "pipe", "gone")}
    finally:
        os.close(folder)
    assert found == {"whole": numbered(0), "link": None, "pipe": None, "gone": None}


@pytest.mark.parametrize(("size", "unreadable", "etag"), [(100, 1, None), (0, 0, '"known"')])
def test_where_a_message_could_not_be_read_the_next_look_tries_again(tmp_path: Path, size: int, unreadable: int, etag: str | None) -> None:
    """Nothing about a file need change for it to become readable, so that the mailbox must not count as unchanged."""
    reading = mailbox._Reading(Mailbox(path=str(tmp_path), senders=(SENDER,)), policy(), float("inf"), None)
    chosen = reading._chosen([(None, size), (numbered(0), 100)], older=False)
    assert (chosen.messages, chosen.left_out) == ([numbered(0)], LeftOut(unreadable=unreadable))
    assert reading._answer(chosen, '"known"')[2] == etag


def test_only_eml_files_of_a_folder_are_read_and_none_below_it(tmp_path: Path) -> None:
    for name in ("a.eml", "B.EML", ".hidden.eml", "notes.txt", "a.eml.part"):
        deliver(tmp_path / name, message(f"{name}\n", name=f"<{name}>"))
    (tmp_path / "deeper").mkdir()
    deliver(tmp_path / "deeper" / "c.eml", numbered(7))
    assert sorted(said(read(tmp_path))) == ["B.EML", "a.eml"]


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_an_empty_mailbox_is_a_good_one(tmp_path: Path, make: Any) -> None:
    make(tmp_path / "box")
    response = read(tmp_path / "box")
    assert (said(response), bool(response.body)) == ([], True)


def test_a_mailbox_that_is_missing_is_named(tmp_path: Path) -> None:
    place = tmp_path / "nowhere"
    assert refused(read(place)) == f"the mailbox '{place}' is not there; give the path of a Maildir, an mbox file or a folder of .eml files"


def test_what_is_no_mailbox_says_so(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "passwd").write_text("root:x:0:0:root:/root:/bin/sh\n", encoding="ascii")
    assert "is neither a folder nor a file" in refused(read(tmp_path / "pipe"))
    assert "is no mbox: it does not begin with 'From '" in refused(read(tmp_path / "passwd"))
    assert "cannot be read" in refused(read(f"{tmp_path}/a\x00b"))
    assert "cannot be read: Not a directory" in refused(read(tmp_path / "passwd" / "x"))
    (tmp_path / "loop").symlink_to("loop")
    assert "cannot be read: Too many levels of symbolic links" in refused(read(tmp_path / "loop"))
    assert "cannot be read" in refused(read("~nobody-of-this-name/mail"))


def test_a_relative_path_begins_in_the_folder_of_the_configuration(tmp_path: Path) -> None:
    maildir(tmp_path / "mail" / "news", numbered(0))
    assert said(read("mail/news", folder=str(tmp_path))) == ["number 0"]
    assert str(tmp_path / "mail" / "other") in refused(read("mail/other", folder=str(tmp_path)))


def test_an_mbox_that_is_written_to_while_it_is_read_is_read_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = tmp_path / "box"
    box.write_bytes(mbox(numbered(0)))
    stats = os.fstat
    taken: list[int] = []

    def growing(handle: int) -> os.stat_result:
        if taken:
            with box.open("ab") as stream:
                stream.write(mbox(numbered(1)))
        taken.append(handle)
        return stats(handle)

    monkeypatch.setattr(os, "fstat", growing)
    response = read(box)
    assert "was written to while it was read" in refused(response)
    assert response.transient


def test_reading_ends_when_its_time_is_over(three: Path) -> None:
    response = read(three, timeout=-1.0)
    assert (response.error_code, response.transient) == ("timeout", True)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as server:
        yield server


def mail_look(path: Path, *more: Request) -> Look:
    response = yield Request(url=URL, mailbox=Mailbox(path=str(path), senders=(SENDER,)))
    for request in more:
        response = yield request
    return response


def test_a_pass_reads_mailboxes_and_asks_nobody_for_them(tmp_path: Path, origin: Origin) -> None:
    origin.route("/feed", page(b"news"))
    box = maildir(tmp_path, numbered(0))

    def feed_look() -> Look:
        response = yield Request(url=origin.url("/feed"))
        return response

    first = take([Plan(key="mail", look=mail_look(box)), Plan(key="feed", look=feed_look())])
    assert (said(first["mail"]), first["feed"].body) == (["number 0"], b"news")
    assert [asked.path for asked in origin.asked] == ["/robots.txt", "/feed"]
    again = take([Plan(key="mail", look=mail_look(box), validators=first["mail"].validators)])
    assert again["mail"].status == 304


def test_a_mailbox_is_never_read_after_anything_was_fetched(tmp_path: Path, origin: Origin) -> None:
    origin.route("/index", page(f"mailbox: {tmp_path}".encode()))
    box = maildir(tmp_path, numbered(0))

    def led_on() -> Look:
        index = yield Request(url=origin.url("/index"))
        response = yield Request(url=URL, mailbox=Mailbox(path=index.body.decode().split(": ")[1], senders=(SENDER,)))
        return response

    second = Request(url=URL, mailbox=Mailbox(path=str(box), senders=(SENDER,)))
    told = take([Plan(key="led-on", look=led_on()), Plan(key="twice", look=mail_look(box, second))])
    for response in told.values():
        assert (response.status, response.body, response.error_code) == (None, b"", "kind")
        assert "only a look's beginning may name one" in (response.error or "")


@pytest.mark.parametrize("address", ["file://{}", "mailbox:{}", "{}"])
def test_no_address_and_no_redirect_leads_to_a_file(tmp_path: Path, origin: Origin, address: str) -> None:
    box = tmp_path / "box"
    box.write_bytes(mbox(numbered(0)))
    there = address.format(box)
    origin.route("/moved", redirect(there))

    def asked(url: str) -> Look:
        response = yield Request(url=url)
        return response

    told = take([Plan(key="straight", look=asked(there)), Plan(key="moved", look=asked(origin.url("/moved")))])
    assert told["straight"].error_code == "bad-url"
    assert all(b"number 0" not in response.body and response.status in (None, 404) for response in told.values())
