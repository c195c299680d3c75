"""What a capture is, where it is no page with content: a wall, an error page, a notice of maintenance, an empty shell.

Only short captures are suspected. A page that says much is never called an error, whatever words are in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from tracker.model.document import Block
from tracker.text.problem import Problem

_HEAD = 60_000
_SHORT = 1_500
"""Visible characters: more, and the page is no error. Walls and error pages within the frame of their site can be this long."""
_TERSE = 400
"""So short that a telling phrase anywhere counts, not in the headline alone."""
_FEW = 200
_HEADLINE = 80
_FEED = re.compile(r"\s*(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--[^>]{0,2000}-->\s*)?<(?:rss|feed|rdf:RDF)\b")
_WALL_MARKUP = re.compile(
    r"awswafcookie|token\.awswaf\.com|aws-waf|gokuprops|challenge-platform|cf-browser-verification|cf[-_]chl|_incapsula_|incapsula incident"
    r"|sucuri website firewall|distil_r_|px-captcha|perimeterx|datadome|geo\.captcha-delivery|ddos-guard|hcaptcha\.com/1/api|kasada",
    re.IGNORECASE,
)


def _any(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE | re.MULTILINE)


_WALL_WORDS = _any(
    r"just a moment|attention required|access (?:is |has been |was )?(?:denied|blocked|restricted)|request (?:rejected|blocked)",
    r"(?:403|401)\W{0,3}(?:forbidden|unauthorized)|^forbidden$|you (?:have been|are|were) blocked|the requested url was rejected",
    r"reference #\d+\.[0-9a-f]+\.|checking your browser|verify(?:ing)? (?:that )?you are (?:a )?human|are you a (?:robot|human)",
    r"enable javascript and cookies to continue|unusual (?:traffic|activity)|too many requests|pardon our interruption|^security check",
    r"アクセスが(?:拒否|制限|遮断|禁止)|アクセスを(?:拒否|制限|遮断|お断り)|アクセス(?:拒否|制限)|不正なアクセス",
    r"アクセス権(?:限)?がありません|ロボットではありません|人間であることを確認",
)
_LOGIN_WORDS = _any(
    r"(?:please |you (?:must|need to) )(?:log|sign) ?in|(?:log|sign) ?in to (?:continue|your account|view|access)|log ?in (?:is )?required",
    r"^(?:log|sign) ?in$|ログインして(?:ください|下さい)|ログインが必要|^(?:会員)?ログイン$|会員(?:専用|限定)(?:ページ|コンテンツ)",
)
_ERROR_WORDS = _any(
    r"^\W*(?:error\s*)?[45]\d\d\b\s*$|\b(?:error|http|status)\s*(?:code\s*)?[:：]?\s*[45]\d\d\b|^error\W*$|^not found\W*$",
    r"\b(?:404|410|500|502|503|504)\W{1,3}(?:error|エラー|not found|gone|internal|bad gateway|service|gateway|file|page)",
    r"(?:page|file|document|url|content|article)\b.{0,40}\b(?:not (?:be )?found|does(?: not|n't) exist|no longer (?:exists?|available))",
    r"(?:page|content|article) (?:is not|isn't|is currently not) available|(?:page|document) (?:has been|was) (?:removed|deleted)",
    r"(?:can't|cannot|couldn't|could not) find (?:the|that|this|your|what)\b|internal server error|bad gateway|gateway time-?out",
    r"service (?:temporarily )?unavailable|something went wrong|an (?:unexpected |internal )?error (?:has )?occurred|application error",
    r"(?:ページ|ファイル|URL|アドレス|コンテンツ|記事)(?:は|が|を)?[、，]?(?:現在)?"
    r"(?:見つか(?:り|ら)|見つけること|存在(?:し|い)|ありませ|ございませ|削除され|表示できませ|公開(?:を)?終了|ご利用いただけ)",
    r"お探しの(?:ページ|情報|ファイル|コンテンツ).{0,30}(?:ませんでした|ません|可能性)|エラーが発生|(?:システム|サーバー?|内部)エラー|^エラー$",
    r"アクセスが集中|混み合って",
)
_MAINTENANCE = _any(
    r"(?:under|down for|undergoing|closed for) (?:\w+ ){0,2}maintenance|^(?:\W|site |system )*maintenance(?: mode)?\W*$",
    r"temporarily (?:unavailable|down|out of service|offline)|be (?:right )?back (?:soon|shortly)",
    r"メンテナンス(?:中|作業中)|メンテナンスの?ため.{0,20}(?:停止|休止|利用いただけ|利用できませ)",
    r"ただ(?:いま|今|し今).{0,20}(?:メンテナンス|停止|休止|利用いただけ|ご利用になれ)|しばらく(?:お待ち|時間をおいて|経って|たって)",
)
_SCRIPT_NEEDED = _any(
    r"(?:enable|turn on|requires?|activate) java ?script", r"java ?script(?: is|を| が)?.{0,15}(?:disabled|required|有効|オン)"
)


def no_page(text: str, tree: LexborHTMLParser, title: str | None) -> Problem | None:
    """Why a capture is no page with content, before any part of it is chosen. Scripts are no longer in the tree."""
    if _FEED.match(text[:_HEAD]):
        return Problem("error-page", "the body is a feed, not an HTML page; use kind: feed")
    if frames := _frames(tree):
        return Problem("error-page", f"the page is a set of frames; watch the frame that has the content: {frames}")
    words = _visible(tree)
    count = len("".join(words.split()))
    if count > _SHORT:
        return None
    headline = "\n".join((title or "", *(node.text(deep=True, strip=True) for node in tree.css("h1, h2")[:3])))
    if count <= _FEW and _WALL_MARKUP.search(text[:_HEAD]):
        return Problem("blocked", f"{_named(title, words)} is a wall: the site does not let the tracker look")
    asks = count <= _TERSE and (_LOGIN_WORDS.search(headline) or tree.css_first("input[type=password]") is not None)
    if asks:
        return Problem("blocked", f"{_named(title, words)} asks the reader to log in")
    return _said(headline, words, count, _named(title, words)) or _shell(text, tree, count)


def no_content(blocks: Sequence[Block], title: str | None) -> Problem | None:
    """The same of the part that was read: an error told within the frame of a site that says much beside it."""
    if not blocks:
        return Problem("empty", "there are no words in the part of the page that is read")
    if len(blocks) > 20:
        return None
    words = "\n".join(f"{block.title or ''}\n{block.text}" for block in blocks)
    count = len("".join(words.split()))
    if count > _SHORT:
        return None
    first = "\n".join(part for block in blocks[:2] if len(block.text) <= _HEADLINE for part in (block.title or "", block.text))
    return _said(first, words, count, _named(title, words))


def _said(headline: str, words: str, count: int, named: str) -> Problem | None:
    """What a short text says of itself: its headline, and all of it where it is terse."""
    told = (f"{headline}\n{words}" if count <= _TERSE else headline).replace("\u2019", "'")
    if _WALL_WORDS.search(told):
        return Problem("blocked", f"{named} is a wall: the site does not let the tracker look")
    if _ERROR_WORDS.search(told):
        return Problem("error-page", f"{named} says that there is an error or no such page")
    if _MAINTENANCE.search(told):
        return Problem("error-page", f"{named} says that the site is under maintenance")
    if count <= _FEW and _LOGIN_WORDS.search(told):
        return Problem("blocked", f"{named} asks the reader to log in")
    return None


def _named(title: str | None, words: str) -> str:
    line = " ".join((title or words)[:200].split())[:100]
    return f"the page ({line!r})" if line else "the page"


def _frames(tree: LexborHTMLParser) -> str | None:
    addresses = [node.attributes.get("src") for node in tree.css("frameset > frame")[:10]]
    return ", ".join(address[:200] for address in addresses if address) or None


def _visible(tree: LexborHTMLParser) -> str:
    body = tree.body
    if body is None:
        return ""
    return "\n".join(line for line in (part.strip() for part in body.text(separator="\n").splitlines()) if line)


def _shell(text: str, tree: LexborHTMLParser, count: int) -> Problem | None:
    """A page whose content is made by a script, or that only sends its reader on."""
    if count > _FEW:
        return None
    onward = tree.css_first("meta[http-equiv=refresh i]")
    if onward is not None:
        return Problem("empty", f"the page only sends its reader on: {(onward.attributes.get('content') or '')[:200]}")
    if _SCRIPT_NEEDED.search(text[:_HEAD]):
        return Problem("empty", "the page has no words without its scripts")
    return None
