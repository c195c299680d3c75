"""What stands on pages of government offices and says nothing: notes on files and windows, stamps, counters, ways to the top."""

from __future__ import annotations

import re

_FORMAT = r"(?:pdf|word|excel|powerpoint|zip|csv|html?|epub|te?xt|テキスト|xlsx?|docx?|pptx?|jpe?g|png|一太郎|ワード|エクセル|ＰＤＦ)"
_KIND = rf"{_FORMAT}(?:\s*(?:形式|ファイル|版|文書|file|document))*"
_SIZE = (
    r"(?:約?\s*[\d,.，．０-９]+\s*"
    r"(?:[kmgｋｍｇＫＭＧ]?\s*(?:i?b(?:ytes?)?|ｂ|Ｂ)|(?:キロ|メガ|ギガ)?バイト|ページ|頁|枚|pages?))"
)
_PART = rf"(?:{_KIND}|{_SIZE})"
_WINDOW = (
    r"(?:新しい|別の?|新規)(?:ウ[ィイ]ンドウ|タブ|画面)(?:で|が|に)(?:開く|開きます|表示(?:します|されます)?)"
    r"|別ウ[ィイ]ンドウ|外部(?:サイト|リンク)(?:へ|に)?(?:リンク|移動)?(?:します)?"
    r"|opens? in (?:a )?new (?:window|tab)|external (?:link|site)"
)
_OPEN, _CLOSE = r"[［\[（(【〔<＜]", r"[］\])）】〕>＞]"
_IN_BRACKETS = rf"{_OPEN}\s*(?:{_PART}(?:[\s:：／/,、・･\-－]*{_PART})*|{_WINDOW})\s*{_CLOSE}"
_AT_THE_END = rf"(?:^|\s+){_KIND}\s*[:：]\s*{_SIZE}\s*$"
_NOTE = re.compile(rf"\s*{_IN_BRACKETS}|{_AT_THE_END}", re.IGNORECASE)
_BRACKETED = re.compile(_IN_BRACKETS, re.IGNORECASE)
"""It begins with its bracket, so that it is looked for at brackets alone: many lines have some, and few a note in them."""
_ENDING = re.compile(_AT_THE_END, re.IGNORECASE)
_LAST_OF_SIZE = tuple("bBｂＢ頁ジト")

_DATE = (
    r"(?:\d{4}|(?:令和|平成|昭和)\s*(?:\d{1,2}|元))\s*[年./-]\s*\d{1,2}\s*[月./-]\s*(?:\d{1,2}\s*日?)?"
    r"(?:\s*\d{1,2}[:時]\d{2}(?::\d{2})?分?)?"
)
_STAMP = (
    rf"(?:最終|ページ)?\s*(?:更新|掲載|作成|公開|登録)(?:年月日|日時|日)?\s*[:：／]?\s*{_DATE}(?:\s*(?:更新|掲載|公開))?",
    rf"{_DATE}\s*(?:最終)?(?:更新|現在の閲覧数)",
    r"(?:this page (?:was )?)?(?:last|page)[ -]?(?:updated|modified|reviewed|revised)(?: on)?\s*[:：]?\s*[\w ,./:+-]{4,40}",
    r"(?:page|ページ)\s*(?:id|番号)\s*[:：]?\s*[\w-]+",
)
_BUTTONS = (
    r"(?:この)?ページの?(?:先頭|トップ|上部?)(?:へ|に)?(?:戻る|もどる)?|トップへ(?:戻る)?|上へ戻る",
    r"(?:page|back to|go to|return to) ?top(?: of (?:the )?page)?",
    r"(?:このページを)?印刷(?:する|用ページ(?:を表示(?:する)?)?)?|print(?: this page| page)?",
    r"share(?: this(?: page)?)?(?: on [\w ]{1,20})?|シェア(?:する)?|ツイート(?:する)?|tweet",
    r"本文へ(?:移動|ジャンプ)?|skip to (?:main |the )?content|メニュー(?:を(?:開く|閉じる))?|検索|閉じる|close",
    r"文字サイズ(?:の?変更)?|標準|拡大|ホーム|home|english(?: version)?|日本語(?:版)?",
    r"(?:pdf|ＰＤＦ)(?:形式の)?(?:ファイル)?を(?:ご覧|見|閲覧|表示).{0,120}|(?:get )?adobe (?:acrobat )?reader.{0,120}",
)
_COUNTER = (
    r"(?:閲覧数|アクセス数|訪問者数|カウンター?|visitors?|page ?views?|views)\s*[:：]?\s*[\d,]+(?:\s*[人回件])?",
    r"(?:あなたは)?[\d,]+\s*[人番]目の(?:訪問者|お客様|アクセス)(?:です)?",
)
_FURNITURE = {"time": "|".join(_STAMP), "counter": "|".join(_COUNTER), "boilerplate": "|".join(_BUTTONS)}
_ANY_FURNITURE = re.compile(rf"[\W_]*(?:{'|'.join(_FURNITURE.values())})[\W_]*", re.IGNORECASE)
_PASSING = re.compile(
    r"[\W_]*(?:[\w ]{0,30}[:：]?\s*)?(?:(?:\d{1,4}|an?|one)\s?(?:second|minute|hour|day|week|month|year)s? ago"
    r"|\d{1,4}\s?(?:秒|分|時間|日|週間|か月|ヶ月|カ月|年)前(?:に?(?:更新|公開|投稿))?)[\W_]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[\W_]*(?:関連(?:リンク|ページ|サイト)(?:集|一覧)?|related (?:links?|pages?|sites?)"
    r"|(?:この|当)ページに(?:関する|ついての)(?:お問い?合わせ?|ご意見).{0,20})[\W_]*",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"[\W_]*(?:pdf|word|excel|html?|csv|zip|こちら|詳細(?:は(?:こちら)?)?|詳しくは(?:こちら)?|本文|概要|資料\d{0,2}|別紙\d{0,2}"
    r"|参考(?:資料)?\d{0,2}|リンク|ダウンロード|一覧|続きを読む|もっと見る"
    r"|here|more|read more|details?|link|download|view|ja|en|日本語|英語|english|japanese)[\W_]*",
    re.IGNORECASE,
)


def without_notes(text: str) -> str:
    """The text without notes on the kind and size of a file, and on windows: ［PDF：1MB］, （別ウィンドウで開く）."""
    if not _opens(text) and not text.rstrip().endswith(_LAST_OF_SIZE):
        return text
    noted = _BRACKETED.search(text) or ((":" in text or "：" in text) and _ENDING.search(text))
    return " ".join((_NOTE.sub(" ", text) if noted else text).split())


def _opens(text: str) -> bool:
    """Whether a bracket opens in it. Each asked for by itself takes a quarter of the time that a pattern for all takes."""
    return "（" in text or "(" in text or "［" in text or "[" in text or "【" in text or "〔" in text or "<" in text or "＜" in text


def furniture(text: str) -> str | None:
    """Why a line is part of the frame of the site: a stamp of the last update (`time`), a counter, a way to the top (`boilerplate`)."""
    if len(text) > 200 or not _ANY_FURNITURE.fullmatch(text):
        return None
    # Few lines come this far: what they are asked then is compiled when it is needed, since a start is a cost.
    return next((why for why, words in _FURNITURE.items() if re.fullmatch(rf"[\W_]*(?:{words})[\W_]*", text, re.IGNORECASE)), None)


def passing(text: str) -> str | None:
    """Why a line is another every day: it says nothing but how long ago something was (`time`)."""
    return "time" if len(text) <= 60 and ("前" in text or "ago" in text.lower()) and _PASSING.fullmatch(text) else None


def opens_aside(heading: str) -> bool:
    """Whether the section below a heading leads away from the page: 関連リンク."""
    return len(heading) <= 60 and _ASIDE.fullmatch(heading) is not None


def is_generic(title: str) -> bool:
    """Whether the text of a link names nothing: PDF, こちら, more."""
    return len(title) <= 20 and _GENERIC.fullmatch(title) is not None
