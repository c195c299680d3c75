"""The text of a message as lines that a person reads: soft and hard line breaks undone, the signature left out."""

from __future__ import annotations

import re
import unicodedata

from tracker.text.markup import MOST_MARKUP, text_lines, without_controls, without_markup

MOST_TITLE = 1_000
MOST_TEXT = 100_000
"""Characters. What is longer is cut and ends in …"""
_MOST_CHARS = 500_000
_MOST_LINKED = 100_000
_KANA = re.compile("[\u3041-\u30ff]")
_RULES = re.compile(r"<(?=(?:hr|h[1-4])[\s/>])", re.IGNORECASE)
RULE = "────────"
"""What stands for the line that HTML draws, and above its headings."""
_URL = re.compile(r"https?://[!-~]{1,2000}")
_AFTER_URL = ".,;:!?)]}>'\""
_LINK = re.compile(
    r"""<a\s[^<>]{0,300}?href\s*=\s*["']?(https?://[^\s"'<>]{1,2000})[^<>]{0,300}>((?:[^<]|<(?!/a)){0,300})</a""", re.IGNORECASE
)
_ON_THE_WEB = re.compile(
    r"(?:web|ウェブ|ＷＥＢ|html|ｈｔｍｌ)\s*(?:版|ページ(?:で|から)|サイトで)|ブラウザ(?:ー)?(?:で|から)(?:ご覧|表示|見る|読む)"
    r"|(?:view|read|open|see)\s[\w ]{0,30}(?:in (?:your |a |the )?(?:web ?)?browser|online)|(?:web|online) version",
    re.IGNORECASE,
)
_LEAST_WIDTH = 50
_MOST_WIDTH = 90
_NOT_JOINED = re.compile(r"[\s　>]|https?://|[-*+•・･●○■□◆◇◎▼▽★☆▶►※→⇒【〔［\[「『(（]|[0-9０-９]{1,2}[.)．）、]")
"""How a line begins that does not go on from the one before."""
_ENDS = "。．！？!?：:；;」』】）)＞>"


def has_kana(text: str) -> bool:
    """Whether it is Japanese."""
    return bool(_KANA.search(text))


def plain_lines(text: str, *, flowed: bool = False, joined: bool = False) -> list[str]:
    """The lines of a plain text up to its signature (`-- `). `flowed` and `joined` are format=flowed and delsp=yes of RFC 3676."""
    given = text[:_MOST_CHARS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = _up_to_signature(given)
    if flowed:
        lines = _unflowed(lines, joined=joined)
    return [without_controls(line).replace("\t", " ").rstrip() for line in lines]


def html_lines(text: str) -> list[str]:
    """The lines of an HTML text, with a rule where it draws one and above its headings."""
    ruled = _RULES.sub(f"<p>{RULE}</p><", text[:MOST_MARKUP])
    return text_lines(without_markup(ruled)[:_MOST_CHARS]).splitlines()


def html_links(text: str) -> list[str]:
    """Where links lead that say that the message can be read on the web."""
    return [address for address, words in _LINK.findall(text[:_MOST_LINKED]) if _ON_THE_WEB.search(without_markup(words))]


def web_version(lines: list[str], links: list[str]) -> str | None:
    """Where the message says that it can be read on the web; None unless it is exactly one place."""
    found = set(links)
    says = False
    for line in lines:
        said = bool(_ON_THE_WEB.search(line[:500]))
        addresses = {address.rstrip(_AFTER_URL) for address in _URL.findall(line[:5_000])} if said or says else set()
        found |= addresses
        says = not addresses and (said or (says and not line.strip()))
    return found.pop() if len(found) == 1 else None


def unwrapped(lines: list[str]) -> str:
    """The lines with those put together that were only broken because they had come to the margin; no empty ones."""
    margin = max((width for line in lines if (width := _width(line)) <= _MOST_WIDTH and not _URL.search(line)), default=0)
    paragraphs: list[str] = []
    goes_on = False
    for line in lines:
        said = line.strip()
        if said and goes_on and not _NOT_JOINED.match(line):
            before = paragraphs[-1]
            paragraphs[-1] = f"{before}{' ' if before[-1].isascii() and said[0].isascii() else ''}{said}"
        elif said:
            paragraphs.append(said)
        width = _width(line)
        goes_on = bool(said) and margin >= _LEAST_WIDTH and margin * 0.85 <= width <= _MOST_WIDTH and said[-1] not in _ENDS
    return "\n".join(paragraphs)


def _width(line: str) -> int:
    """In columns: a full-width character takes two. What is far beyond any margin is not measured."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in line[: _MOST_WIDTH + 1])


def _up_to_signature(lines: list[str]) -> list[str]:
    for place, line in enumerate(lines):
        if line == "-- " and any(one.strip() for one in lines[:place]):
            return lines[:place]
    return lines


def _unflowed(lines: list[str], *, joined: bool) -> list[str]:
    whole: list[list[str]] = []
    goes_on = False
    for line in lines:
        stuffed = line.removeprefix(" ")
        soft = stuffed.endswith(" ") and stuffed != "-- "
        said = stuffed[:-1] if soft and joined else stuffed
        if goes_on:
            whole[-1].append(said)
        else:
            whole.append([said])
        goes_on = soft
    return ["".join(pieces) for pieces in whole]
