"""Whatever comes by mail is read or refused, in time that grows with its length."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kinds.mails import SENDER, URL, blocks, extract, message, multipart, only
from tests.kinds.test_mail_items import MAGAZINE
from tracker.kinds.mail import MAIL
from tracker.model.document import Document
from tracker.model.look import Capture
from tracker.text.document_wire import document_to_plain
from tracker.text.mbox import LeftOut, pack, unpack


def read(body: bytes, content_type: str | None = None) -> Document:
    """It is read or refused, and what was read can be written as JSON."""
    document = MAIL.extract(Capture(body=body, url=URL, content_type=content_type), {})
    assert document.problem in (None, "error-page", "empty")
    assert document.problem is None or (not document.blocks and document.problem_detail)
    assert len({block.key for block in document.blocks}) == len(document.blocks)
    assert all(len(block.text) <= 100_000 and len(block.title or "") <= 1_000 for block in document.blocks)
    json.dumps(document_to_plain(document), ensure_ascii=False).encode()
    return document


@pytest.mark.soak
def test_ten_thousand_messages_are_read_whole() -> None:
    given = [message(f"会合 {number}", name=f"<{number}@x>") for number in range(10_000)]
    document = read(pack(given, LeftOut()))
    assert (len(document.blocks), document.problem_detail) == (10_000, None)
    more = read(pack([*given, message("newest", name="<n@x>")], LeftOut()))
    assert (len(more.blocks), more.blocks[-1].text, more.problem_detail) == (10_000, "newest", "older messages were not looked at")


def test_a_huge_message_is_cut() -> None:
    block = only(message("樫 " * 6_000_000))
    assert len(block.text) == 100_000


def nested(depth: int, kind: str) -> bytes:
    inner: str | bytes = "Content-Type: text/plain; charset=utf-8\r\n\r\n樫"
    for level in range(depth):
        written, body = multipart(inner, kind=kind, boundary=f"b{level}")
        inner = f"Content-Type: {written}\r\n\r\n".encode() + body
    written, body = multipart(inner, boundary="outer")
    return message(body, kind=written)


@pytest.mark.parametrize("kind", ["mixed", "alternative"])
def test_nested_parts_are_opened_only_so_far(kind: str) -> None:
    assert only(nested(5, kind)).text == "樫"
    assert only(nested(500, kind)).text == ""


def test_messages_in_messages_are_opened_only_so_far() -> None:
    inner = message("innermost", name="<0@x>")
    for level in range(1, 100):
        passed_on = b"Content-Type: message/rfc822\r\n\r\n" + inner
        kind, body = multipart(f"Content-Type: text/plain\r\n\r\nlevel {level}", passed_on, boundary=f"b{level}")
        inner = message(body, kind=kind, name=f"<{level}@x>")
    assert [block.text for block in blocks(inner)] == ["level 99", "level 98", "level 97", "level 96"]


def test_of_very_many_parts_the_first_are_read() -> None:
    kind, body = multipart(*[f"Content-Type: text/plain\r\n\r\npart {number}" for number in range(20_000)])
    text = only(message(body, kind=kind)).text
    assert "part 0" in text
    assert text.count("part") < 1_000


@pytest.mark.parametrize(
    "body",
    [
        "■" * 1_000_000,
        "■ a\n" * 200_000,
        "━━━━━━━━\n" * 200_000,
        "\n" * 1_000_000,
        "a" * 5_000_000,
        "【" * 1_000_000,
        "view " * 1_000_000,
        "https://" * 500_000,
        "\x1b$B" * 500_000,
        "\x0e!" * 500_000 + "\x1b(B",
        " \n" * 500_000,
        "-- \n" * 500_000,
        ">From \n" * 300_000,
    ],
)
def test_endless_texts_are_read_in_time_that_grows_with_their_length(body: str) -> None:
    read(message(body))


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://e.jp/" * 50_000,
        "<a " * 300_000,
        "<hr" * 300_000,
        "<h1>a" * 100_000,
        "<a href=https://e.jp>" + "<b>" * 300_000,
        "<!--" * 300_000,
    ],
)
def test_endless_markup_is_read_in_time_that_grows_with_its_length(html: str) -> None:
    read(message(html, kind="text/html"))


@pytest.mark.parametrize(
    "fields",
    [
        ("X: y",) * 20_000,
        ("X: y\r\n " + "z\r\n " * 50_000,),
        ("Authentication-Results: " + "(" * 100_000,),
        ("Authentication-Results: " + '"' * 99_999,),
        ("Subject: " + "=?utf-8?B?" * 30_000,),
        ("Content-Type: " + ";a=b" * 100_000,),
        ("no field at all", "\x00: \x00", ": : :", "a b: c"),
    ],
)
def test_endless_heads_are_read_in_time_that_grows_with_their_length(fields: tuple[str, ...]) -> None:
    read(pack([message(fields=fields), message(kind="", subject="", fields=fields)], LeftOut()))


def test_zeros_and_halves_of_characters_leave_no_trace() -> None:
    assert only(message("樫\x00指針".encode() + b"\xed\xa0\x80")).text.replace("\ufffd", "") == "樫指針"
    assert only(message(subject="a\x00b")).title == "ab"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/mixed", "--x\n\na"),
        ('multipart/mixed; boundary="missing"', "a"),
        ('multipart/mixed; boundary=""', "a"),
        ("multipart", "a"),
        ("text/plain; charset", "a"),
        ("/", "a"),
        (";;;", "a"),
    ],
)
def test_broken_mime_is_read_as_what_it_then_is(kind: str, body: str) -> None:
    assert only(message(body, kind=kind)).text.endswith("a")


def test_a_part_that_is_never_closed_goes_to_the_end() -> None:
    block = only(message("--b\r\nContent-Type: text/plain\r\n\r\nopen", kind="multipart/mixed; boundary=b"))
    assert block.text == "open"


def test_fields_in_the_body_or_in_a_value_are_no_fields() -> None:
    forged = message(f"From: {SENDER}\r\nSubject: forged\r\n\r\nbody", sender="evil@example.org")
    assert extract(forged, senders=SENDER).blocks == ()
    folded = message(sender="evil@example.org", subject=f"x\r\n From: {SENDER}")
    assert extract(folded, senders=SENDER).blocks == ()


def test_a_message_cannot_break_out_of_the_mailbox() -> None:
    second = f"From evil Mon Jun  8 10:00:00 2026\nFrom: {SENDER}\nMessage-ID: <forged@x>\n\nforged"
    document = extract(message(f"quoting:\n\n{second}\n", sender=SENDER), senders=SENDER)
    (block,) = document.blocks
    assert "forged" in block.text


@given(st.binary(max_size=600), st.none() | st.text(max_size=30))
def test_any_bytes_are_read_or_refused(body: bytes, content_type: str | None) -> None:
    read(body, content_type)
    read(pack([body], LeftOut()), content_type)


@given(
    st.lists(st.binary(max_size=200).map(message), max_size=4),
    st.builds(LeftOut, *[st.integers(0, 10**8)] * 3, st.booleans()),
)
def test_what_is_packed_comes_out_as_it_was(messages: list[bytes], left_out: LeftOut) -> None:
    unpacked, counts = unpack(pack(messages, left_out))
    assert [one.rstrip(b"\r\n") for one in unpacked] == [one.rstrip(b"\r\n") for one in messages]
    assert counts == left_out


_WHOLE = [
    message(MAGAZINE),
    message("樫指針".encode("iso-2022-jp"), subject="=?ISO-2022-JP?B?GyRCMEIbKEI=?=", kind="text/plain; charset=iso-2022-jp"),
    message(*[multipart("Content-Type: text/html\r\n\r\n<p>a", "Content-Type: text/plain\r\n\r\nb", kind="alternative")[1]], kind='multipart/alternative; boundary="=_b"'),
    message(b"Content-Type: message/rfc822\r\n\r\n" + message("in"), kind="message/rfc822"),
]  # fmt: skip
_PIECES = [b"\n", b"\r\n\r\n", b"--=_b\r\n", b"--=_b--", b"=?utf-8?B?", b"?=", b"\x00", b"\xff", b"\x1b$B", b"\x1b(I", b";", b'"', b"From ", b"\n\nFrom a 10:00 2026\n", b"Content-Type: multipart/mixed; boundary=a\n", b"Content-Transfer-Encoding: base64\n"]  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data())
def test_any_mutation_of_a_message_is_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(_WHOLE)))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body)))
        cut = data.draw(st.integers(0, 30))
        body[at : at + cut] = data.draw(st.sampled_from(_PIECES) | st.binary(max_size=4))
    read(bytes(body))
    read(pack([bytes(body)], LeftOut()))
