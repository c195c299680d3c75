"""One statute reads the same from Markdown, from plain text, from XML and from JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.laws.texts import ACORN, OWN, markdown, plain, read, xml
from tracker.errors import ExtractError


def as_json(body: bytes, **around: object) -> bytes:
    """The same tree as the API gives it in JSON."""

    def tree(element: Element) -> dict[str, Any]:
        children: list[Any] = [element.text] if element.text else []
        for child in element:
            children.append(tree(child))
            children += [child.tail] if child.tail else []
        return {"tag": element.tag, "attr": dict(element.attrib), "children": children}

    return json.dumps({"law_full_text": tree(fromstring(body)), **around}, ensure_ascii=False).encode()


KEYS = ["本則/第一条", "本則/第二条", "本則/第三条", "本則/第四条", "附則/柱書"]


@pytest.mark.parametrize(
    "body", [markdown().encode(), xml(), as_json(xml()), b"\xef\xbb\xbf" + xml(), markdown().replace("\n", "\r\n").encode()]
)
def test_every_form_gives_the_same_articles(body: bytes) -> None:
    document = read(body)
    assert (document.title, document.problem, document.statute) == ("どんぐり法", None, True)
    assert [block.key for block in document.blocks] == KEYS
    assert [block.title for block in document.blocks[:2]] == ["第一条（目的）", "第二条（定義）"]
    assert (
        document.blocks[1].text
        == "この法律において「どんぐり」とは、次に掲げる木の実をいう。\n　一　樫の実\n　二　楢の実のうち省令で定めるもの"
    )
    assert document.blocks[2].text.split("\n")[1] == "２　国は、前項の施策を実施するため、必要な財政上の措置を講ずる。"
    assert document.blocks[4].text == OWN


def test_plain_text_has_captions_of_their_own_lines_and_what_stands_before_is_the_preamble() -> None:
    document = read(plain())
    assert [block.key for block in document.blocks] == ["本則/前文", *KEYS]
    assert [(block.key, block.title, block.text) for block in document.blocks[1:]] == [
        (block.key, block.title, block.text) for block in read(markdown()).blocks
    ]


def test_a_text_in_shift_jis_is_read_too() -> None:
    assert [block.key for block in read(plain().encode("cp932")).blocks][1:] == KEYS


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("第18条　本文", "本則/第十八条"),
        ("第１０３条の２　本文", "本則/第百三条の二"),
        ("**第三十二条の三の二（特例）**　本文", "本則/第三十二条の三の二"),
        ("第五条から第七条まで　削除", "本則/第五条から第七条まで"),
        ("第八条及び第九条　削除", "本則/第八条及び第九条"),
        ("## 第4条（届出）\n\n本文", "本則/第四条"),
        ("### 第四条の二\n本文", "本則/第四条の二"),
        ("第七条この法律は、公布の日から施行する。", "本則/第七条"),
    ],
)
def test_numbers_are_keys_in_kanji(line: str, key: str) -> None:
    assert [block.key for block in read(line).blocks] == [key]


def test_a_sentence_that_begins_with_a_number_of_another_law_is_no_article() -> None:
    document = read("第一条　次に掲げる者をいう。\n　一　法第五条に規定する者\n　二　第六条の者")
    assert [block.key for block in document.blocks] == ["本則/第一条"]
    assert document.blocks[0].text.count("\n") == 2


@pytest.mark.parametrize("heading", ["## 第一条（目的）", "## 第一条　目的", "### **第一条（目的）**"])
def test_an_article_may_stand_below_a_heading_that_names_it(heading: str) -> None:
    document = read(f"# どんぐり法\n\n{heading}\n\n樫の実を守る。\n\n２　楢の実も守る。\n\n## 第二条\n\n- 一　樫")
    assert [(block.key, block.title) for block in document.blocks] == [("本則/第一条", "第一条（目的）"), ("本則/第二条", "第二条")]
    assert document.blocks[0].text == "樫の実を守る。\n２　楢の実も守る。"
    assert document.title == "どんぐり法"


@pytest.mark.parametrize(
    "prose",
    [
        "第二条の規定により届け出た者",
        "第二条の二の規定により届け出た者",
        "第二条に規定する者",
        "第二条第一項の届出",
        "第二条（届出）の規定は、準用する。",
        "第二条及び第三条の規定は、準用する。",
        "第二条から第四条までの規定",
        "第二条中「樫」を「楢」に改める。",
        "第二条、第三条ただし書",
        "第二条関係",
        "第二条",
    ],
)
def test_a_sentence_that_was_broken_before_the_name_of_an_article_goes_on(prose: str) -> None:
    document = read(f"第一条　この法律において届出者とは、\n{prose}\nをいう。")
    wanted = ["本則/第一条", "本則/第二条"] if prose == "第二条" else ["本則/第一条"]
    assert [block.key for block in document.blocks] == wanted


def test_supplements_appendices_and_doubles_have_keys_of_their_own() -> None:
    text = markdown(supplements=(OWN, "第一条　別に定める。")) + "\n**別表第一**\n\n|樫|一|\n\n## 附則\n\n第一条　終わり\n\n第一条　二度目"
    assert [block.key for block in read(text).blocks][4:] == [
        "附則/柱書",
        "附則#2/第一条",
        "別表第一/柱書",
        "附則#3/第一条",
        "附則#3/第一条#2",
    ]


def test_a_supplement_names_the_law_that_brought_it_and_readings_are_left_out() -> None:
    body = xml(supplements=(("", OWN), ("令和九年法律第三号", "この法律は、公布の日から施行する。")))
    body = body.replace("どんぐりの保全及び".encode(), "<Ruby>団栗<Rt>どんぐり</Rt></Ruby>の保全及び".encode())
    document = read(body)
    assert document.blocks[-1].title == "附則（令和九年法律第三号）　柱書"
    assert document.blocks[0].text.startswith("この法律は、団栗の保全及び活用に関し")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><Law><LawBody>&a;</LawBody></Law>', "document type or entities"),
        (b"<Law><LawBody>", "is broken"),
        (b"<html><body>Forbidden</body></html>", "no law in the answer"),
        (b"<r><error_info><code>404001</code><message>\xe3\x81\xaa\xe3\x81\x97</message></error_info></r>", "なし"),
        (b'{"code":"404001","message":"none"}', "it says 'none'"),
        (b'{"law_full_text": [', "is broken"),
        (b"[" * 100_000, "no article"),
        (b'{"a":' * 100_000, "broken"),
        (b"<Law>" + b"<a>" * 200 + b"</a>" * 200 + b"</Law>", "nested more than"),
        (('{"law_full_text":' + '{"tag":"a","children":[' * 200 + "]}" * 200 + "}").encode(), "nested more than"),
    ],
)
def test_what_is_no_statute_says_why(body: bytes, says: str) -> None:
    try:
        told = read(body).problem_detail or ""
    except ExtractError as error:
        told = str(error)
    assert says in told


def test_an_empty_body_and_a_page_of_words_are_no_statute() -> None:
    assert read(b" ").problem == "empty"
    assert read("森林局のお知らせです。").problem == "error-page"


@given(st.binary(max_size=300), st.integers(0, 2_000), st.sampled_from([xml(), markdown().encode(), plain().encode(), as_json(xml())]))
def test_any_bytes_give_a_document_or_say_why_not(noise: bytes, place: int, body: bytes) -> None:
    for mixed in (noise, body[:place] + noise + body[place:], body[:place]):
        with suppress(ExtractError):
            document = read(mixed)
            assert document.blocks or document.problem


@given(st.text(alphabet="第一二条の（）　\n１２②イ- *#|附則別表", max_size=2_000))
def test_keys_are_never_the_same(text: str) -> None:
    keys = [block.key for block in read(f"第一条　本文\n{text}").blocks]
    assert len(keys) == len(set(keys))


def test_hostile_repetitions_are_read_in_time_by_their_length() -> None:
    for piece in ("第一条の一", "（", "（（）", "**", "- ", "第一条から", "附則（", "　"):
        read(f"第一条　本文\n{piece * 20_000}")
    assert len(read(markdown(ACORN * 2_000)).blocks) > 7_000
