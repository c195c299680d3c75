"""Pages as browsers save them with all their parts in one file."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.kinds.page import PAGE
from tracker.model.look import Capture
from tracker.text.mhtml import page_in

HTML = '<html lang="ja"><head><title>森林局</title></head><body><main><h1>樫指針</h1><p>樫指針を公表しました。</p></main></body></html>'


def saved(charset: str = "utf-8", encoding: str = "quoted-printable", newline: bytes = b"\r\n") -> bytes:
    """A file as a browser writes it."""
    whole = EmailMessage()
    whole["From"] = "<Saved by Blink>"
    whole["Snapshot-Content-Location"] = "https://www.example.go.jp/"
    whole["Subject"] = "森林局"
    whole.make_related()
    page = EmailMessage()
    page.set_content(HTML, subtype="html", charset=charset, cte=encoding)
    picture = EmailMessage()
    picture.set_content(b"\x89PNG", "image", "png")
    whole.attach(page)
    whole.attach(picture)
    return whole.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", newline)


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    ("charset", "encoding"), [("utf-8", "quoted-printable"), ("utf-8", "base64"), ("shift_jis", "base64"), ("euc-jp", "8bit")]
)
def test_the_page_is_read_out_of_the_file(charset: str, encoding: str, newline: bytes) -> None:
    document = PAGE.extract(Capture(body=saved(charset, encoding, newline), url="https://www.example.go.jp/"), {})
    assert (document.title, document.problem) == ("森林局", None)
    assert [block.text for block in document.blocks] == ["樫指針", "樫指針を公表しました。"]


@pytest.mark.parametrize(
    "body", [b"", HTML.encode(), b"<p>Content-Type: multipart/related", b"From: x\r\nContent-Type: text/html\r\n\r\n<p>x"]
)
def test_anything_else_is_none(body: bytes) -> None:
    assert page_in(body) is None


@given(st.binary(max_size=400), st.integers(0, 600))
def test_broken_files_raise_nothing(noise: bytes, place: int) -> None:
    whole = saved()
    for body in (whole[:place] + noise + whole[place:], whole[:place], b"Content-Type: multipart/related; boundary=x\n\n" + noise):
        PAGE.extract(Capture(body=body, url="https://www.example.go.jp/"), {})
