"""What a page says instead of content: that nobody may look, that there is no such page, that the site is being mended.

Only short captures are asked: a page that says much is never called an error, whatever words are in it. A phrase that may as well stand
in a notice (access denied, maintenance) counts as a line of its own alone, one that speaks of this very page in any sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

SHORT = 1_500
"""Visible characters: more, and the page is no error. Walls and error pages within the frame of their site can be this long."""
TERSE = 400
"""So short that a telling sentence anywhere counts, not in the headline alone."""
FEW = 200
_MOST_WORDS = 60


class Excuse(NamedTuple):
    """Why a capture is none: the problem word, what is told of it, and as evidence the rule and the words that it found."""

    problem: str
    told: str
    rule: str
    words: str

    @property
    def evidence(self) -> str:
        """The rule and the words, for a person."""
        return f"rule {self.rule}: {self.words!r}"


class _Pattern:
    """An expression that is compiled when it is first asked: most captures say so much that none of them is, and a start is a cost."""

    def __init__(self, written: str) -> None:
        self._written = written

    @cached_property
    def search(self) -> Callable[[str], re.Match[str] | None]:
        """Finds the first place in a text."""
        return re.compile(self._written, re.IGNORECASE | re.MULTILINE).search


class _Rule(NamedTuple):
    name: str
    problem: str
    told: str
    pattern: _Pattern


def _sentences(*phrases: str) -> _Pattern:
    return _Pattern("|".join(phrases))


def _lines(*phrases: str) -> _Pattern:
    """The phrases where they are all that a line, or a part of a title, says."""
    return _Pattern(rf"^[\W_]*(?:{'|'.join(phrases)})[\W_]*$")


_WALL = "is a wall: the site does not let the tracker look"
_LOGIN = "asks the reader to log in"
_COOKIES = "asks for cookies before it says anything"
_ERROR = "says that there is an error or no such page"
_MENDED = "says that the site is under maintenance"

_CERTAIN = (
    _Rule(
        "wall.certain",
        "blocked",
        _WALL,
        _sentences(
            r"reference #\d+\.[0-9a-f]+\.|incapsula incident id",
            r"the requested url was rejected|your support id is|sorry, you have been blocked",
            r"sucuri website firewall|cloudflare ray id.{0,200}you have been blocked|banned you temporarily from accessing",
            r"要求された ?(?:URL|ページ) ?は(?:、)?拒否されました",
        ),
    ),
    _Rule(
        "error.server",
        "error-page",
        _ERROR,
        _sentences(
            r"error establishing a database connection|データベース接続確立エラー|\bnginx/\d|(?:アプリケーションで|^)サーバー エラーが発生"
        ),
    ),
)
"""No notice of an office says these: they count anywhere in a short capture."""

_HEADED = _lines(r"http status [45]\d\d\b.{0,60}")
"""A server's own page, however long the trace below it."""

_SAID = (
    _Rule(
        "wall.line",
        "blocked",
        _WALL,
        _lines(
            r"just a moment(?: please)?|attention required|human verification|security check|one more step|before we continue",
            r"(?:error:? ?)?(?:40[13]\W{0,3})?(?:forbidden|unauthorized)",
            r"web ?page blocked|pardon our interruption|are you a (?:robot|human)",
            r"access (?:to this (?:page|site|resource) )?(?:is |has been |was )?(?:denied|blocked|restricted)|request (?:rejected|blocked)",
            r"(?:アクセス|リクエスト)(?:の)?(?:拒否|制限|遮断)(?:されました|しました|中)?|画像認証|私はロボットではありません",
            r"(?:\d{3}\W{0,3})?unavailable (?:for|due to) legal reasons",
        ),
    ),
    _Rule(
        "wall.sentence",
        "blocked",
        _WALL,
        _sentences(
            r"access (?:to this (?:page|site|resource) )?(?:is|has been|was) (?:denied|blocked|restricted)",
            r"you (?:have been|are|were) (?:blocked|being rate limited)",
            r"(?:the|this|your) request (?:is|was|has been) (?:blocked|rejected|denied)",
            r"don't have permission to access|request could not be satisfied|this website is using a security service",
            r"checking your browser|(?:verify(?:ing)?|confirm|prove) (?:that )?you(?:'re| are) (?:not )?(?:a )?(?:human|ro?bot)",
            r"enable java ?script and cookies to continue|unusual (?:traffic|activity) from",
            r"too many requests|enable js and disable any ad blocker",
            r"アクセスが(?:拒否|制限|遮断|禁止)され|アクセス(?:は|を)(?:拒否|制限|遮断|お断り)(?:し|され|いた)",
            r"不正な(?:アクセス|リクエスト|通信)(?:を検[知出]|と判[断定]|です|のため)",
            r"このページ(?:への|を閲覧する)アクセス権(?:限)?がありません|^アクセス権(?:限)?がありません",
            r"ロボットではありません(?:か|。|$)|人間であることを確認|表示されて(?:いる|おる)(?:文字|数字|ひらがな).{0,6}を?入力",
            r"(?:ご利用|お住まい)の(?:地域|国)から(?:は|の)|(?:国外|海外)からの(?:アクセス|接続)を(?:制限|遮断|お断り)",
        ),
    ),
    _Rule(
        "login.line",
        "blocked",
        _LOGIN,
        _lines(
            r"(?:please )?(?:log|sign) ?in(?: to (?:continue|your account))?|log ?in (?:is )?required",
            r"(?:会員|ユーザー?|職員)?ログイン(?:画面|ページ|フォーム)?|会員(?:専用|限定)(?:ページ|コンテンツ|記事)?",
        ),
    ),
    _Rule(
        "login.sentence",
        "blocked",
        _LOGIN,
        _sentences(
            r"(?:please |you (?:must|need to) )(?:log|sign) ?in\b|(?:log|sign) ?in to (?:continue|your account|view|access)",
            r"ログインして(?:ください|下さい)|(?:見る|閲覧する|表示する|利用する)には?、?(?:会員)?(?:ログイン|会員登録)(?:（[^）]{1,6}）)?(?:が必要|して)",
            r"^ログインが必要|(?:閲覧|利用)するには.{0,12}会員登録",
        ),
    ),
    _Rule(
        "cookies.wall",
        "blocked",
        _COOKIES,
        _sentences(
            r"^we value your privacy\W*$|cookies? (?:is|are|must be) (?:required|enabled|disabled)|(?:please |must )enable cookies",
            r"(?:cookie|クッキー)(?:が無効|を有効に(?:して|する))",
        ),
    ),
    _Rule(
        "error.line",
        "error-page",
        _ERROR,
        _lines(
            r"error\s*[45]\d\d|(?:error\s*)?[45]\d\d\s*(?:error|エラー|not found|gone|internal server error"
            r"|bad gateway|service unavailable|gateway time-?out)",
            r"(?:error|http|status)\s*(?:code\s*)?[:：]?\s*[45]\d\d.{0,40}|error|エラー|not found|ランタイム エラー",
            r"[45]\d\d\W{1,3}(?:not found|gone|internal server|bad gateway|service (?:temporarily )?unavailable|gateway time"
            r"|web server|お探し).{0,50}",
            r"[45]\d\d\W{1,3}(?:file|page|ファイル|ページ).{0,12}(?:not|no longer|gone|missing|unavailable|error|ませ|ない|削除).{0,40}",
            r"(?:page|file|document|content|article) not found|(?:internal|application) (?:server )?error|bad gateway|gateway time-?out",
            r"service (?:temporarily )?unavailable|oops|ページが(?:見つかりません|ありません|存在しません)(?:でした)?|データベースエラー",
            r"(?:システム|サーバー?|内部)\s?エラー",
        ),
    ),
    _Rule(
        "error.sentence",
        "error-page",
        _ERROR,
        _sentences(
            r"(?:(?:the|this|that) (?:requested )?|your )(?:page|file|document|url|content|article|resource)\b"
            r"(?:(?! if ).){0,60}\b(?:not (?:be )?found|does(?: not|n't) exist|no longer (?:exists?|available))",
            r"this (?:page|content|article) (?:is not|isn't|is currently not) available",
            r"(?:the|this) (?:page|document) (?:has been|was) (?:removed|deleted)",
            r"(?:can't|cannot|couldn't|could not) find (?:the|that|this|your) (?:page|file|document|content)",
            r"something went wrong|an (?:unexpected |internal )?error (?:has )?occurred|our services aren't available",
            r"(?:error code|error)\W{1,2}[45]\d\d\b",
            r"(?:ページ|ファイル|ディレクトリ|URL|アドレス|コンテンツ|記事)(?:は|が|を)?[、，]?(?:現在)?"
            r"(?:見つか(?:り|ら)|見つけること|存在(?:し|い)|ありませ|ございませ|削除され|表示できませ|ご利用いただけ)",
            r"この(?:ページ|記事|コンテンツ)(?:は|の).{0,12}(?:(?:掲載|公開|配信)を?終了|移転し|移動し|削除)",
            r"お探しの(?:ページ|情報|ファイル|コンテンツ).{0,30}(?:ませんでした|ません|可能性)|エラーが発生し",
            r"(?:大変|ただいま|只今|現在).{0,8}混み合って|アクセスが集中し(?:て|、).{0,20}(?:表示|つなが|繋が|接続)",
        ),
    ),
    _Rule(
        "maintenance.line",
        "error-page",
        _MENDED,
        _lines(
            r"(?:site |system |scheduled )?maintenance(?: mode)?|(?:we(?:'ll| will) )?be (?:right )?back (?:soon|shortly)",
            r"temporarily (?:unavailable|down|out of service|offline)|(?:システム)?メンテナンス中(?:です)?|サービス停止中(?:です)?",
        ),
    ),
    _Rule(
        "maintenance.sentence",
        "error-page",
        _MENDED,
        _sentences(
            r"(?:under|down for|undergoing|closed for|unavailable for) (?:\w+ ){0,2}maintenance|we(?:'ll| will) be (?:right )?back",
            r"(?:site|page|server|website|service|system) (?:is )?(?:currently |temporarily )+(?:unavailable|down|out of service|offline)",
            r"(?:ただ(?:いま|今|し今)|只今|現在).{0,20}(?:メンテナンス(?:中|作業)|(?:サイト|サービス|ページ|システム).{0,6}(?:停止|休止)し)",
            r"(?:ただ(?:いま|今|し今)|只今).{0,20}(?:停止|休止|利用いただけ|ご利用になれ)",
            r"メンテナンス(?:作業)?(?:中|の?ため)[のに、]?.{0,20}(?:停止し(?:て|ま)|休止し(?:て|ま)|利用いただけ|利用できませ|ご覧いただけ)",
            r"しばらく(?:時間をおいて|経って|たって|お待ち(?:いただ|くだ|下さ).{0,12}再)",
        ),
    ),
)
"""In the order in which they are asked: an error told by a wall is a wall."""

_NUMBER = _lines(r"4(?:0\d|1[0-8]|29|51)|5(?:0\d|2\d)")
_REGRET = _sentences(
    r"sorry|oops|error|\bnot (?:be )?found",
    r"\b(?:can't|cannot|couldn't|could not|does(?: not|n't)|is(?: not|n't)|no longer|nothing here|lost)\b",
    r"エラー|申し訳|見つか|見当たら|できませ|おりませ|ありませ|ございませ|削除|移動しま|移転",
)
"""A number of HTTP alone is a figure like any other; in a headline, over words of regret or over nothing, it is a status."""
_FAILED = _Rule("error.number", "error-page", _ERROR, _NUMBER)

_PART = re.compile(r"\s[|｜‖]\s?|\s[-–—:：]\s")


def excuse_in(headline: str, words: str, count: int, *, whole: bool = False) -> Excuse | None:
    """What a capture says instead of content; None where it has some.

    `headline` are its title and first headings, a line each, `words` all that it says, `count` how many characters that is without
    white space. `whole`: they are those of the page, and not of a part of it.
    """
    if found := _HEADED.search(headline):
        return _told(_CERTAIN[1], found)
    if count > SHORT:
        return None
    told = (f"{headline}\n{words}" if count <= TERSE else headline).replace("\u2019", "'")
    told = f"{told}\n{_PART.sub(chr(10), headline)}"
    for rule, text in (*((rule, words) for rule in _CERTAIN), *((rule, told) for rule in _SAID)):
        if found := rule.pattern.search(text):
            return _told(rule, found)
    found = _NUMBER.search(f"{headline}\n{_PART.sub(chr(10), headline)}")
    return _told(_FAILED, found) if found and ((whole and count <= _SAYS_NOTHING) or _REGRET.search(words)) else None


def _told(rule: _Rule, found: re.Match[str]) -> Excuse:
    return Excuse(rule.problem, rule.told, rule.name, " ".join(found[0].split())[:_MOST_WORDS])


_STRONG = _sentences(
    r"gokuprops|challenge-platform/h/|_cf_chl_opt|cf-browser-verification|incapsula incident|px-captcha|captcha-delivery\.com"
    r"|captcha-sdk\.awswaf|ddos-guard|kasada"
)
_WEAK = _sentences(
    r"awswafcookie|\.awswaf\.com|aws-waf|challenge-platform|cf[-_]chl",
    r"_incapsula_|distil_r_|perimeterx|datadome|hcaptcha\.com/1/api|g-recaptcha",
)
"""Sites behind a wall carry these on their good pages too."""
_SAYS_NOTHING = 40


def wall_in(markup: str, count: int) -> Excuse | None:
    """A wall by its markup, where a capture says as good as nothing: challenges often are scripts alone."""
    pattern = _WEAK if count <= _SAYS_NOTHING else _STRONG
    found = (_STRONG.search(markup) or pattern.search(markup)) if count <= FEW else None
    return Excuse("blocked", _WALL, "wall.markup", found[0]) if found else None


_SCRIPT_NEEDED = _sentences(
    r"(?:enable|turn on|requires?|activate) java ?script",
    r"java ?script(?: is|を| が)?.{0,15}(?:disabled|required|有効|オン)",
)
_APPLICATION = _sentences(r"<app-root\b|<div[^>]{0,80}\bid=[\"']?(?:app|root|__next|__nuxt|___gatsby)\b")
_LOADING = re.compile(r"[\W_]*(?:(?:now )?loading|please wait|読み込み中|ロード中|お待ちください)?(?:です)?[\W_]*", re.IGNORECASE)


def shell_in(markup: str, words: str) -> Excuse | None:
    """A page whose content is made by a script. `words` are those of the part that is read."""
    said = "".join(words.split())
    if said and len(said) <= FEW and (found := _SCRIPT_NEEDED.search(words)):
        return _shell(found)
    if len(said) <= _SAYS_NOTHING and _LOADING.fullmatch(said) and (found := _SCRIPT_NEEDED.search(markup) or _APPLICATION.search(markup)):
        return _shell(found)
    return Excuse("empty", "is still loading: it has no words without its scripts", "shell.loading", said) if _is_loading(said) else None


def _shell(found: re.Match[str]) -> Excuse:
    return Excuse("empty", "has no words without its scripts", "shell.script", found[0][:_MOST_WORDS])


def _is_loading(said: str) -> bool:
    return 0 < len(said) <= _SAYS_NOTHING and _LOADING.fullmatch(said) is not None and any(map(str.isalpha, said))
