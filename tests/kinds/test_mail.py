"""A message is read as a person reads it: its subject, its day, its words, whatever they were packed in."""

from __future__ import annotations

import base64
import quopri

import pytest

from tests.kinds.mails import SENDER, URL, blocks, extract, message, multipart, only, word
from tests.watched import source as watched
from tracker.errors import FetchError
from tracker.kinds.mail import MAIL
from tracker.model.look import Capture, Mailbox
from tracker.model.source import Source

SAID = "樫指針（第1.2版）を公表しました。"


def test_a_message_is_a_block() -> None:
    block = only(message(f"{SAID}\n\n詳しくは次のとおりです。\n"))
    assert (block.title, block.text) == ("Newsletter 12", f"{SAID}\n詳しくは次のとおりです。")
    assert block.published is not None
    assert (block.published.isoformat(), block.published_text, block.link) == ("2026-06-08T10:00:00+09:00", None, None)


def test_a_lone_message_without_an_mbox_around_it_is_read() -> None:
    document = MAIL.extract(Capture(body=message(SAID), url=URL), {})
    assert (document.problem, document.blocks[0].text, document.windowed) == (None, SAID, True)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-2022-jp", "shift_jis", "euc-jp"])
def test_words_are_read_in_the_charset_they_are_in(encoding: str) -> None:
    block = only(message(SAID.encode(encoding), subject=word("森林局だより", encoding), kind=f"text/plain; charset={encoding}"))
    assert (block.title, block.text) == ("森林局だより", SAID)


@pytest.mark.parametrize("declared", ["iso-8859-1", "us-ascii", "x-unknown", "utf-8"])
def test_a_wrong_charset_does_not_make_the_words_strange(declared: str) -> None:
    text = f"{SAID}これは日本語の本文です。"
    assert only(message(text.encode("cp932"), kind=f"text/plain; charset={declared}")).text == text


def test_shift_jis_and_iso_2022_jp_have_the_characters_of_windows() -> None:
    assert only(message("①髙橋㈱が公表しました".encode("cp932"), kind="text/plain; charset=Shift_JIS")).text == "①髙橋㈱が公表しました"
    circled = b"\x1b$B-!\x1b(B"  # NEC's row 13, which the standard leaves empty
    assert only(message(circled, kind="text/plain; charset=iso-2022-jp-ms")).text == "①"


@pytest.mark.parametrize("kana", [b"\x1b(I\x36\x45\x1b(B", b"\x1b(B\x0e\x36\x45\x0f"])
def test_half_width_kana_of_jis_x_0201_are_read(kana: bytes) -> None:
    assert only(message(kana, kind="text/plain; charset=iso-2022-jp")).text == "ｶﾅ"


def test_of_a_damaged_iso_2022_jp_text_only_the_damaged_line_suffers() -> None:
    lines = only(message("森林\n".encode("iso-2022-jp") + b"\x1b$B!\n" + "指針".encode("iso-2022-jp"))).text.split("\n")
    assert (lines[0], lines[-1]) == ("森林", "指針")


def test_a_character_cut_between_two_encoded_words_is_whole() -> None:
    said = "どんぐり".encode()
    cut = "\r\n ".join(f"=?UTF-8?B?{base64.b64encode(half).decode()}?=" for half in (said[:4], said[4:]))
    assert only(message(subject=cut)).title == "どんぐり"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("=?iso-8859-1?Q?caf=E9_open?= now", "café open now"),
        (f"Re: {word('樫', 'utf-8')} {word('指針', 'shift_jis')}", "Re: 樫指針"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?utf-8*ja?q?=E6=A8=AB?=", "樫"),
        ("森林局だより", "森林局だより"),
        ("a\r\n\tb", "a b"),
    ],
)
def test_subjects_are_decoded(written: str, title: str) -> None:
    assert only(message(subject=written)).title == title


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "BASE64", "8bit"])
def test_transfer_encodings_are_undone(encoding: str) -> None:
    packed = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding.lower(), bytes)(SAID.encode())
    assert only(message(packed, fields=(f"Content-Transfer-Encoding: {encoding}",))).text == SAID


def test_soft_line_breaks_are_no_line_breaks() -> None:
    flowed = "The Oak Guide was \npublished.\n second\n"
    assert only(message(flowed, kind="text/plain; format=flowed")).text == "The Oak Guide was published.\nsecond"
    assert (
        only(message("樫指針を公 \n表しました\n", kind="text/plain; charset=utf-8; format=flowed; delsp=yes")).text
        == "樫指針を公表しました"
    )


def test_lines_broken_at_the_margin_are_put_together() -> None:
    wrapped = "森林局は、有識者会議での議論を踏まえて見直しを進めてきた\n樫指針について、第1.2版を2026年6月5日に取りまとめ、公表しま\nした。\n・次の項目\n"
    told = "森林局は、有識者会議での議論を踏まえて見直しを進めてきた樫指針について、第1.2版を2026年6月5日に取りまとめ、公表しました。\n・次の項目"
    assert only(message(wrapped)).text == told
    assert only(message("短い行\n次の短い行\n")).text == "短い行\n次の短い行"


def test_what_is_after_the_signature_mark_is_left_out() -> None:
    assert only(message(f"{SAID}\r\n-- \r\n森林局\r\n配信停止はこちら\r\n")).text == SAID
    assert only(message(f"{SAID}\n--\n続き")).text == f"{SAID}\n--\n続き", "without its blank it is no such mark"


def test_plain_text_goes_before_html() -> None:
    kind, body = multipart(
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" + SAID, "Content-Type: text/html\r\n\r\n<p>markup</p>", kind="alternative"
    )
    assert only(message(body, kind=kind)).text == SAID


def test_a_stub_beside_html_is_not_preferred() -> None:
    html = f"<html><body><style>p {{}}</style><p>{SAID * 10}</p></body></html>"
    kind, body = multipart(
        "Content-Type: text/plain\r\n\r\nPlease use an HTML reader.", f"Content-Type: text/html\r\n\r\n{html}", kind="alternative"
    )
    assert only(message(body, kind=kind)).text == SAID * 10


def test_html_alone_is_read_without_its_markup() -> None:
    html = "<html><head><title>t</title></head><body><p>樫指針を<b>公表</b>しました。<br>二行目&amp;</p><script>x</script></body></html>"
    assert only(message(html, kind="text/html; charset=utf-8")).text == "樫指針を公表しました。\n二行目&"


def test_attachments_are_left_out() -> None:
    kind, body = multipart(
        "Content-Type: text/plain; charset=utf-8\r\n\r\n" + SAID,
        "Content-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nattached",
        "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
    )
    assert only(message(body, kind=kind)).text == SAID


def test_a_message_that_is_passed_on_counts_where_the_outer_sender_is_wanted() -> None:
    inner = message(SAID, sender="office@ministry.example", subject="Inner", name="<in@x>", date="Fri, 5 Jun 2026 09:00:00 +0900")
    kind, body = multipart("Content-Type: text/plain\r\n\r\n", b"Content-Type: message/rfc822\r\n\r\n" + inner)
    outer = message(body, kind=kind, sender="clerk@company.example", subject="Fwd")
    assert extract(outer, senders="office@ministry.example").blocks == ()
    (block,) = extract(outer, senders="clerk@company.example").blocks
    assert (block.title, block.text) == ("Inner", SAID)
    assert block.published is not None
    assert block.published.day == 5
    assert block.key == only(inner).key, "it is the same message, whichever way it came"


def test_the_key_is_the_message_id_else_what_the_head_says() -> None:
    assert only(message("a")).key == only(message("b", subject="c")).key
    assert only(message("a", name="<other@x>")).key != only(message("a")).key
    nameless = [only(message(name="", **changes)).key for changes in ({}, {"subject": "S"}, {"date": "Tue, 9 Jun 2026 10:00:00 +0900"})]
    assert len(set(nameless)) == 3
    assert only(message("edited", name="")).key == nameless[0]


def test_a_later_message_of_the_same_id_takes_nothing_s_place() -> None:
    assert [block.text for block in blocks(message("first"), message("second"))] == ["first"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Mon, 8 Jun 2026 10:00:00 -0500", "2026-06-08T10:00:00-05:00"),
        ("8 Jun 2026 10:00 JST", "2026-06-08T10:00:00+09:00"),
        ("Mon, 8 Jun 2026 10:00:00", "2026-06-08T10:00:00+09:00"),
        ("Mon, 8 Jun 2026 10:00:00 +0900 (JST)", "2026-06-08T10:00:00+09:00"),
    ],
)
def test_the_date_has_the_zone_that_was_written(written: str, read: str) -> None:
    published = only(message(date=written)).published
    assert published is not None
    assert published.isoformat() == read


def test_a_date_that_cannot_be_read_is_kept_as_it_was_written() -> None:
    block = only(message(date="last Tuesday"))
    assert (block.published, block.published_text) == (None, "last Tuesday")


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("Web版はこちら https://e.jp/12\n本文 https://e.jp/x\n", "https://e.jp/12"),
        ("▼ブラウザでご覧になる場合\nhttps://e.jp/12\n", "https://e.jp/12"),
        ("View this email in your browser: https://e.jp/12.\n", "https://e.jp/12"),
        ("Web版 https://e.jp/12\nHTML版 https://e.jp/13\n", None),
        ("詳細 https://e.jp/x\n", None),
        ("Web版 ftp://e.jp/12 file:///etc/passwd\n", None),
    ],
)
def test_the_link_is_the_one_version_on_the_web(body: str, link: str | None) -> None:
    assert only(message(body)).link == link


def test_the_version_on_the_web_is_found_in_html_too() -> None:
    html = "<p><a href='https://e.jp/12'>ブラウザで表示</a></p><p><a href='https://e.jp/x'>詳細</a></p>"
    assert only(message(html, kind="text/html; charset=utf-8")).link == "https://e.jp/12"


@pytest.mark.parametrize(
    ("sender", "wanted"),
    [
        (SENDER, True),
        (f"<{SENDER.upper()}>", True),
        (f'"Magazine, {SENDER}" <{SENDER}>', True),
        ("other@example.go.jp", False),
        (f'"{SENDER}" <evil@example.org>', False),
        (f"{SENDER} <evil@example.org>", False),
        (f"evil@example.org ({SENDER})", False),
        (f"{SENDER}, evil@example.org", False),
        (f"{SENDER}.example.org", False),
        (f"{SENDER}@example.org", False),
        (f"{SENDER}\r\nFrom: evil@example.org", False),
        ("", False),
    ],
)
def test_only_messages_of_the_named_sender_are_read(sender: str, wanted: bool) -> None:
    assert bool(extract(message(sender=sender), senders=SENDER).blocks) == wanted


def test_a_domain_stands_for_all_its_addresses_and_none_below_or_beside_it() -> None:
    given = [message(sender=f"a@{domain}", name=f"<{domain}>") for domain in ("example.go.jp", "mail.example.go.jp", "notexample.go.jp")]
    document = extract(*given, senders=("@Example.go.jp", "b@x.jp"))
    assert len(document.blocks) == 1


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("mx.example; dkim=fail header.d=example.go.jp", True),
        ("mx.example;\r\n spf=pass smtp.mailfrom=x;\r\n dmarc=fail (p=none) header.from=x", True),
        ("mx.example; spf = hardfail", True),
        ("mx.example; dkim=pass; spf=pass; dmarc=pass", False),
        ("mx.example; spf=softfail; dkim=none", False),
        ('mx.example; dkim=pass (dmarc=fail in test mode) reason="; spf=fail"', False),
    ],
)
def test_a_message_whose_sender_was_refuted_is_left_out_and_counted(said: str, left_out: bool) -> None:
    document = extract(message(fields=(f"Authentication-Results: {said}",)), message(name="<good@x>"), senders=SENDER)
    assert len(document.blocks) == (1 if left_out else 2)
    assert ("1 message was left out because dkim, dmarc or spf failed" in (document.problem_detail or "")) == left_out


def test_a_mailbox_without_messages_of_the_sender_says_so() -> None:
    assert (extract().problem, extract().problem_detail) == (None, "the mailbox has no messages")
    assert extract(message(), senders="@else.example").problem_detail == "no message is from the senders that are wanted, 1 from others"


@pytest.mark.parametrize(
    ("body", "problem", "said"),
    [
        (b"", "empty", "the body is empty"),
        (b"%PDF-1.7", "error-page", "a PDF, not a mailbox"),
        (b"<!DOCTYPE html><html><body>a: b</body></html>", "error-page", "neither an mbox nor a message"),
        (b"root:x:0:0:root:/root:/bin/sh\nbin:x:1:1::/:\n", "error-page", "neither an mbox nor a message"),
    ],
)
def test_what_is_no_mail_says_so(body: bytes, problem: str, said: str) -> None:
    document = MAIL.extract(Capture(body=body, url=URL), {})
    assert (document.problem, document.blocks) == (problem, ())
    assert said in (document.problem_detail or "")


@pytest.mark.parametrize(
    ("options", "keys"),
    [
        ({}, {"path", "from"}),
        ({"path": "mail"}, {"from"}),
        ({"path": " ", "from": "a@b.jp"}, {"path"}),
        ({"path": ("a", "b"), "from": "a@b.jp"}, {"path"}),
        ({"path": "mail", "from": ("a@b.jp", "nobody")}, {"from"}),
        ({"path": "mail", "from": "@"}, {"from"}),
        ({"path": "mail", "from": "a@b.jp, c@d.jp"}, {"from"}),
        ({"path": "mail", "from": ("a@b.jp", "@d.jp")}, set()),
    ],
)
def test_options_are_checked(options: dict[str, str | tuple[str, ...]], keys: set[str]) -> None:
    assert set(MAIL.faults(options)) == keys


def source(**options: str) -> Source:
    return watched("magazine", URL, "mail", **options)


def test_a_look_asks_for_the_mailbox_alone_and_says_what_is_missing() -> None:
    request = next(MAIL.look(source(**{"path": "mail/news", "from": SENDER})))
    assert (request.url, request.mailbox) == (URL, Mailbox(path="mail/news", senders=(SENDER,)))
    with pytest.raises(FetchError, match="from: kind mail needs the address"):
        next(MAIL.look(source(path="mail/news")))
