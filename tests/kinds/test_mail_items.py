"""A newsletter of many items is a block for each; a letter stays one."""

from __future__ import annotations

import pytest

from tests.kinds.mails import blocks, message, only

RULE = "━━━━━━━━━━━━━━━━━━━━━━━━"
MAGAZINE = f"""\
{RULE}
　森林局メールマガジン　第12号
{RULE}
■目次
■ 樫指針（第1.2版）を公表しました
■ 種子基金、第3回公募で12件を採択

{RULE}
■ 樫指針（第1.2版）を公表しました
{RULE}
樫指針を見直しました。

●日時：2026年6月5日

●場所：森林局

{RULE}
■ 種子基金、第3回公募で12件を採択
{RULE}
採択した12件の一覧は、次のとおりです。

{RULE}
配信停止はこちら
https://example.go.jp/stop
"""


def titles(body: str) -> list[str | None]:
    return [block.title for block in blocks(message(body))]


def test_each_item_between_rules_is_a_block_and_contents_and_footer_are_none() -> None:
    found = blocks(message(MAGAZINE))
    assert [block.title for block in found] == [
        "Newsletter 12",
        "森林局メールマガジン　第12号",
        "目次",
        "樫指針（第1.2版）を公表しました",
        "種子基金、第3回公募で12件を採択",
    ]
    told = {block.title: block.text for block in found}
    assert told["樫指針（第1.2版）を公表しました"] == "樫指針を見直しました。\n●日時：2026年6月5日\n●場所：森林局"
    assert told["種子基金、第3回公募で12件を採択"] == "採択した12件の一覧は、次のとおりです。"
    assert not any("配信停止" in block.text for block in found)


def test_every_block_of_a_message_has_its_day_and_a_key_of_its_own() -> None:
    found = blocks(message(MAGAZINE))
    assert len({block.key for block in found}) == len(found)
    assert {block.published for block in found} == {found[0].published}
    assert all(block.key.startswith(f"{found[0].key}/") for block in found[1:])


def test_an_item_has_its_key_from_its_heading_wherever_it_stands() -> None:
    first = {block.title: block.key for block in blocks(message("■ 甲の件\n本文\n\n■ 乙の件\n本文\n"))}
    second = {block.title: block.key for block in blocks(message("■ 乙の件\n直した本文\n\n■　甲の件\n本文\n\n■ 丙の件\n本文\n"))}
    assert {title: second[title] for title in ("甲の件", "乙の件")} == {title: first[title] for title in ("甲の件", "乙の件")}


def test_two_items_of_one_heading_are_two_blocks() -> None:
    found = blocks(message("■ お知らせ\n甲\n\n■ お知らせ\n乙\n"))
    assert [block.text for block in found[1:]] == ["甲", "乙"]
    assert len({block.key for block in found}) == 3


@pytest.mark.parametrize(
    "body",
    [
        "◆ 甲の件\n本文一。\n\n◆ 乙の件\n本文二。\n",
        "【甲の件】\n本文一。\n\n【乙の件】\n本文二。\n",
        "------------------------\n甲の件\n本文一。\n------------------------\n乙の件\n本文二。\n------------------------\n",
        "＝＝＝＝＝＝＝＝\n■ 甲の件\n＝＝＝＝＝＝＝＝\n本文一。\n＝＝＝＝＝＝＝＝\n□ 乙の件\n＝＝＝＝＝＝＝＝\n本文二。\n",
        "┏━━━━━━━━━━┓\n┃甲の件　　　　　┃\n┗━━━━━━━━━━┛\n本文一。\n┏━━━━━━━━━━┓\n┃乙の件　　　　　┃\n┗━━━━━━━━━━┛\n本文二。\n",
    ],
)
def test_items_are_set_apart_in_many_ways(body: str) -> None:
    found = [((block.title or "").strip("【】"), block.text) for block in blocks(message(body))][1:]
    assert found == [("甲の件", "本文一。"), ("乙の件", "本文二。")]


def test_headings_alone_are_items() -> None:
    assert titles("■ 樫指針を公表しました\n■ 種子基金を設立しました\n")[1:] == ["樫指針を公表しました", "種子基金を設立しました"]


def test_html_is_set_apart_by_its_rules_and_headings() -> None:
    html = "<h2>甲の件</h2><p>本文一。</p><h2>乙の件</h2><p>本文二。</p><hr><p>丙の件</p><p>本文三。</p>"
    found = [(block.title, block.text) for block in blocks(message(html, kind="text/html; charset=utf-8"))][1:]
    assert found == [("甲の件", "本文一。"), ("乙の件", "本文二。"), ("丙の件", "本文三。")]


@pytest.mark.parametrize(
    "body",
    [
        "樫指針を公表しました。\n\n森林局\n",
        "拝啓\n------------------------\n樫指針を公表しました。\n",
        "■ 樫指針を公表しました\n本文\n",
        "説明会を開きます。\n\n■日時：6月5日\n■場所：森林局\n■参加費：無料\n",
        "次の点に注意してください。■は必須、◆は任意です。\n文中の■や◆は見出しではありません。\n",
        "a - b\n* c\n* d\n",
    ],
)
def test_a_letter_stays_one(body: str) -> None:
    assert only(message(body)).title == "Newsletter 12"


def test_the_subject_is_told_once_with_what_precedes_the_items() -> None:
    found = blocks(message("今週のお知らせです。\n\n■ 甲の件\n本文\n\n■ 乙の件\n本文\n", subject="どんぐり法が成立"))
    assert [block.title for block in found] == ["どんぐり法が成立", "甲の件", "乙の件"]
    assert found[0].text == "今週のお知らせです。"
