from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.text.decode import decode
from tracker.text.japanese_bytes import decode_euc, decode_iso_2022_jp

WORDS = "令和８年度の規則①について（髙﨑県）～お知らせ"
PLAIN = "令和8年度の規則についてのお知らせ"


def page(encoding: str, words: str = WORDS) -> str:
    return f'<?xml version="1.0" encoding="{encoding}"?><t>{words}</t>'


def euc_with_vendor_characters(words: str) -> bytes:
    """EUC-JP as Windows writes it: each two-byte code of cp932 in the other packing."""
    out = bytearray()
    for char in words:
        code = char.encode("cp932")
        if len(code) == 1:
            out += code
            continue
        lead, trail = code
        row = (lead - (0x70 if lead < 0xA0 else 0xB0)) * 2
        if trail >= 0x9F:
            cell = trail - 0x7E
        else:
            row -= 1
            cell = trail - (0x20 if trail > 0x7E else 0x1F)
        out += bytes((row | 0x80, cell | 0x80))
    return bytes(out)


def test_shift_jis_means_what_windows_writes_under_that_name() -> None:
    found = decode(page("Shift_JIS").encode("cp932"), None)
    assert (found.encoding, found.how) == ("cp932", "declared")
    assert WORDS in found.text


@pytest.mark.parametrize("name", ["EUC-JP", "x-euc-jp", "eucJP-ms"])
def test_euc_jp_with_and_without_vendor_characters(name: str) -> None:
    assert PLAIN in decode(page(name, PLAIN).encode("euc_jp"), None).text
    circled = "①規則（髙橋）㈱"
    assert circled in decode(page(name, "").encode() + euc_with_vendor_characters(circled), None).text


@pytest.mark.parametrize("encoding", ["iso2022_jp", "iso2022_jp_ext"])
def test_iso_2022_jp_is_known_by_its_escapes(encoding: str) -> None:
    assert PLAIN in decode(f"<t>{PLAIN}</t>".encode(encoding), None).text


def test_iso_2022_jp_with_a_vendor_character() -> None:
    assert decode(b"<t>\x1b$B-!5,B'\x1b(B</t>", None).text == "<t>①規則</t>"


@pytest.mark.parametrize(
    ("encoding", "how"), [("utf-16", "bom"), ("utf-16-le", "sniffed"), ("utf-16-be", "sniffed"), ("utf-32-be", "sniffed")]
)
def test_wide_encodings_with_and_without_a_mark(encoding: str, how: str) -> None:
    found = decode(page("UTF-16").encode(encoding), "text/xml; charset=Shift_JIS")
    assert (found.how, found.text) == (how, page("UTF-16"))


def test_a_byte_order_mark_decides_and_is_not_part_of_the_text() -> None:
    found = decode(page("Shift_JIS").encode("utf-8-sig"), "text/xml; charset=EUC-JP")
    assert (found.encoding, found.how, found.text) == ("utf-8", "bom", page("Shift_JIS"))


@pytest.mark.parametrize("declared", ["Shift_JIS", "EUC-JP", "ISO-8859-1", "ISO-2022-JP", "windows-1252"])
def test_utf_8_that_is_called_something_else_is_utf_8(declared: str) -> None:
    found = decode(page(declared).encode(), f"text/html; charset={declared}")
    assert (found.encoding, found.text) == ("utf-8", page(declared))


def test_a_declaration_that_does_not_decode_loses_to_a_header_that_does() -> None:
    assert decode(page("UTF-8", "Привет мир").encode("koi8-r"), "text/xml; charset=koi8-r").text == page("UTF-8", "Привет мир")


def test_the_document_is_believed_before_the_server() -> None:
    found = decode(page("Shift_JIS").encode("cp932"), "text/xml; charset=EUC-JP")
    assert (found.encoding, found.how) == ("cp932", "declared")


@pytest.mark.parametrize(("encoding", "bytes_as"), [("cp932", "cp932"), ("euc_jp", "euc_jp")])
@pytest.mark.parametrize("header", [None, "text/xml; charset=UTF-8", "text/xml; charset=ISO-8859-1", "text/xml; charset=no-such-thing"])
def test_japanese_bytes_are_recognised_whatever_is_said(encoding: str, bytes_as: str, header: str | None) -> None:
    found = decode(f"<t>{PLAIN}</t>".encode(bytes_as), header)
    assert (found.encoding, found.how, found.text) == (encoding, "sniffed", f"<t>{PLAIN}</t>")


def test_the_meta_element_of_a_page_is_a_declaration() -> None:
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset=shift_jis"><title>{WORDS}</title>'
    found = decode(html.encode("cp932"), "text/html")
    assert (found.how, found.text) == ("declared", html)


@pytest.mark.parametrize("declared", ["ISO-8859-1", "ISO-8859-15", "UTF-8", "koi8-r"])
def test_a_few_broken_bytes_cost_only_themselves(declared: str) -> None:
    body = page(declared, PLAIN * 20).encode().replace("規".encode(), b"\xe8\xa6", 1)
    found = decode(body, None)
    assert (found.encoding, found.how) == ("utf-8", "damaged")
    assert found.text.count("\ufffd") == 1
    assert found.text.count("規則") == 19


def test_a_body_cut_in_the_middle_of_a_character_keeps_its_encoding() -> None:
    found = decode(page("Shift_JIS", PLAIN).encode("cp932")[:-5], None)
    assert (found.encoding, found.how) == ("cp932", "damaged")
    assert found.text.endswith("お知ら\ufffd")


def test_western_text_is_not_taken_for_kanji() -> None:
    assert decode("<t>Les cafés sont ouverts à midi</t>".encode("latin-1"), None).text == "<t>Les cafés sont ouverts à midi</t>"


def test_kanji_that_could_be_latin_letters_in_utf_8_follow_the_declaration() -> None:
    assert decode(page("EUC-JP", "鉄").encode("euc_jp"), None).text == page("EUC-JP", "鉄")


@pytest.mark.parametrize("name", ["utf-7", "punycode", "unicode_escape", "base64", "rot13", "utf-16", "idna", "x" * 39])
def test_names_that_are_no_charset_of_these_bytes_are_passed_over(name: str) -> None:
    assert decode(page(name, "規則+AGE- \\u0041").encode(), f"text/xml; charset={name}").text == page(name, "規則+AGE- \\u0041")


def test_the_fallback_is_for_bytes_of_which_nobody_says_anything() -> None:
    assert decode("Ελλάδα".encode("iso8859-7"), None, fallback="iso8859-7").text == "Ελλάδα"


def test_empty_bytes_are_an_empty_text() -> None:
    assert decode(b"", None).text == ""


def test_the_own_euc_decoder_agrees_with_the_standard_wherever_both_read() -> None:
    """They differ in six signs alone, which Windows maps to their wide forms."""
    wide = str.maketrans("〜‖−¢£¬", "～∥－￠￡￢")
    cells = range(0xA1, 0xFF)
    codes = [bytes((row, cell)) for row in cells for cell in cells] + [bytes((0x8E, cell)) for cell in range(0xA1, 0xE0)]
    compared = 0
    for code in codes + [bytes((0x8F, 0xB0, cell)) for cell in cells]:
        try:
            standard = code.decode("euc_jp")
        except UnicodeDecodeError:
            continue
        assert decode_euc(code) == standard.translate(wide)
        compared += 1
    assert compared > 6_900


def test_the_own_decoders_refuse_what_is_neither() -> None:
    for body in (b"\xa4", b"\xff\xff", b"\x8e\x20", b"a\x80"):
        with pytest.raises(UnicodeDecodeError):
            decode_euc(body)
    with pytest.raises(UnicodeDecodeError):
        decode_iso_2022_jp(b"\x1b$B5")


@given(st.binary(max_size=300), st.none() | st.text(max_size=40))
def test_any_bytes_are_read_somehow(body: bytes, header: str | None) -> None:
    found = decode(body, header)
    found.text.encode()
    assert "\ufffd" in found.text or found.how != "damaged"


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "cp932", "euc_jp"]))
def test_what_reads_strictly_is_never_given_up_for_a_damaged_reading(text: str, encoding: str) -> None:
    body = text.encode(encoding, "ignore")
    name = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    assert decode(body, f"text/xml; charset={name}").how != "damaged"
