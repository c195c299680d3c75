"""Which subject a predicate speaks of.

Particles say it in Japanese, word order in English; else 同法 or "the Act" do, or what was spoken of before.
"""

from __future__ import annotations

import re

import msgspec

from tracker.read.lexicon import Lexicon, Named
from tracker.read.signals import Signal

_TAIL = (
    r"(?:[」』\)]|\([^)]{0,24}\)|「[^」]{0,30}」|(?:の|・)?(?:第[0-9一二三四五六七八九十ivx.]{1,4}[期回版]|"
    r"改正法?案?|改定案|改訂案|素案|骨子案?|法案|案|等|など|[0-9.]{1,4}(?: prime)?|初版|本体))*+"
)
_OBJECT = re.compile(rf"{_TAIL}(?:を|に(?:つ|関|係|対)|の)")
_TOPIC = re.compile(rf"{_TAIL}(?:は|が|も|、|として|$)")
_GROUND = re.compile(
    rf"{_TAIL}(?:に(?:基づ|もとづ|根拠|ちなみ|ちなむ|沿|従|準拠|即し|触れ|のっと|定め|規定|おける「|加え)|を(?:根拠|"
    r"踏まえ|受け|もと|基|含)|(?:の|に)(?:規定|根拠|定め|枠組み|一環)|により|によ(?:る|って|り)|と(?:は|の違い|異な|"
    r"いう))"
)
_RECEIVES = re.compile(rf"{_TAIL}に(?:は|も)?、?(?:総計|純計|総額|合計|計|約|およそ|最大)*[0-9][0-9,.兆億万千百]*円(?!と|や|の)")
_GIVES_EN = re.compile(
    r"[¥$]? ?[0-9][0-9.,]* (?:trillion|billion|million)(?:[- ]yen)?(?: \([^)]{0,24}\))?"
    r" (?:for|to|towards?|on) (?:the |its )?(?:domestic )?$"
)
_PLACE = re.compile(rf"{_TAIL}(?:で|に|と(?:の|も)?|から|へ)")
_ATTRIBUTE = re.compile(
    r"^(?:し|さ|せ|始ま|始め|開か|行わ|置か|れ|っ|て|い)*(?:た|る|ている)(?:ばかりの|、|「|『|\(|同国の|"
    r"初の|初めての|新たな|新しい|改正|\*)*$"
)
_OF_IT = re.compile(r"^(?:の|(?:し|さ|せ)?(?:た|れた)のは)(?:「|『|\(|\*|、|、?[^。、]{1,8}(?=「))*$")
"""Between a noun that tells an event and the name that it happened to (6月1日施行の改正法), or in a cleft (公表したのは「…」だ)."""
_ENGLISH_PASSIVE = re.compile(
    r"\b(?:was|were|is|are|be|been|being|got|gets)(?: not| yet| also| finally| formally| fully| officially|"
    r" first| last| then| jointly| [a-z]+ly)*$"
)
_ENGLISH_WORD = re.compile(r"[a-z0-9.'-]+")
_LINKS = (
    "the a an its their his her our first second third fourth fifth sixth seventh eighth ninth tenth final new "
    "latest revised draft drafts amended so-called on of in to for at with from behind under bill bills amending "
    "amend revising revise second-term third-term version text result results outline meeting session "
    "as and cabinet order orders enforcing implementing "
    "enforcement fiscal fy supplementary issuance service operation operations application applications call "
    "proposals entries winner winners comment comments public trial trials pilot test use source code weights model "
    "models large-scale full landmark million billion trillion yen "
)
_ENGLISH_LINKS = frozenset(_LINKS.split())


def _links(gap: str) -> bool:
    """Whether only such words stand between a verb and its object as may stand there."""
    if any(mark in gap for mark in ";:)"):
        return False
    return all(word in _ENGLISH_LINKS or word[0].isdecimal() or word.endswith("'s") for word in _ENGLISH_WORD.findall(gap))


_ANAPHOR_JA = re.compile(
    r"(?:同|この|本|当該)(改正法案|改正法|改正案|法案|法律|法|基本計画|計画案|計画|戦略本部|本部|事業者ガイドライン|"
    r"ガイドライン|指針|予算案|予算|調査|枠|フレーム|プロジェクト|事業|サミット|サービス|モデル|社)(?!律事務|"
    r"人|的|令)"
)
_ANAPHOR_EN = re.compile(
    r"\b(?:the|this|that|its) (?:same |new |final |revised |draft |amended |latest )?(act|law|bill|statute|"
    r"legislation|plan|headquarters|hq|guidelines?|budget|survey|programme|program|project|summit|framework|"
    r"frame|prize|company|start-?up|coin|stablecoin|model|token)\b|(?:^|(?<=[ ,;\"“]))(it)\b"
)
_WIDE = frozenset(
    {
        "it",
        "社",
        "company",
        "startup",
        "start-up",
        "project",
        "プロジェクト",
        "事業",
        "programme",
        "program",
        "coin",
        "stablecoin",
        "token",
        "model",
        "モデル",
        "サービス",
    }
)


_BARE_TOPIC_JA = re.compile(r"(?:^|(?<=[。、\n ]))(本部|計画|法案|新法|指針|ガイドライン|予算案|調査|サミット)(?=は|が)")


_LONGEST_LINK = 12
_RIGHT_BEHIND = 2
_LONGEST_GIFT = 80


class Choice(msgspec.Struct, frozen=True):
    """The subject chosen. `named` is the name that says so, None where it was carried over or stood for by a pronoun."""

    subject: str
    named: Named | None = None


class Context(msgspec.Struct):
    """What has been spoken of so far: `recent` subjects, last first, and the `topic` of the last sentence, `age` sentences ago."""

    recent: list[str] = []
    topic: str | None = None
    age: int = 0

    def advance(self, named: list[str | None], claimed: str | None) -> None:
        """Go on to the next sentence: this one named these (None is a near miss) and made a claim about `claimed`."""
        spoken = [subject for subject in named if subject]
        self.recent = list(dict.fromkeys([*([claimed] if claimed else []), *reversed(spoken), *self.recent]))
        if claimed is not None or spoken:
            self.topic, self.age = claimed or spoken[0], 0
        elif named:
            self.topic = None
        else:
            self.age += 1

    def recent_before(self, names: list[Named], position: int) -> list[str]:
        """The subjects named last before a place of the present sentence, then those of earlier ones."""
        here = [name.subject for name in reversed(names) if name.subject and name.start < position]
        return list(dict.fromkeys([*here, *self.recent]))


_ORDER = re.compile(r"[」)]?(?:の?施行(?:令|規則|細則)|の施行期日を定める(?:政|府|省)?令|(?:の規定)?に基づく[^、。]{0,12}(?:令|規則|告示))")
_AND = re.compile(r"」?(?:及び|並びに|と|や|・|、)「?")


def less_orders(text: str, names: list[Named]) -> list[Named]:
    """The names, each that only calls an order or a rule under a law (どんぐり法施行令) without the law: it is not the law itself.

    Beside the law itself (どんぐり法及びどんぐり法施行令) it is left out.
    """
    found: list[Named] = []
    for name in names:
        if name.subject is None or not _ORDER.match(text, name.end):
            found.append(name)
        elif not (found and found[-1].subject == name.subject and _AND.fullmatch(text[found[-1].end : name.start])):
            found.append(msgspec.structs.replace(name, subject=None))
    return found


BLOCKED = Choice("")
"""The predicate speaks of something that only looks like a subject, or of something else."""


_OPENER_EN = re.compile(r"(?:(?:first|originally|initially|formally|officially|newly|recently|last|jointly) )?[a-z]+(?:ed|set up|drawn up)")
_OPENED_EN = frozenset(("", "the", "japan's", "a", "its", "the revised", "the new", "the amended"))


def choose(text: str, lang: str, clause: tuple[int, int], signal: Signal, names: list[Named]) -> Choice | None:
    """The subject of a signal among the names of its clause; BLOCKED where a near miss takes that place; None where there is none."""
    start, end = clause
    inside = [name for name in names if start <= name.start and name.end <= end and not _is_actor(text, name, signal)]
    if lang == "ja":  # the noun that a predicate describes stands behind it: 9月に設置した本部
        inside.extend(name for name in names if name.end > end and 0 <= name.start - signal.end <= _LONGEST_LINK)
    elif not inside and _OPENER_EN.fullmatch(text, start, signal.end):  # first issued in April, the guidelines …
        inside = [name for name in names if name.start > end and text[end : name.start].strip() in _OPENED_EN][:1]
    if not inside:
        return None
    best = _japanese(text, clause, signal, inside) if lang == "ja" else _english(text, clause, signal, inside)
    if best is None:
        return None
    return BLOCKED if best.subject is None else Choice(best.subject, best)


_ACTS = re.compile(r"(?:\([^)]{0,12}\))?(?:は|が|で|も|において|に(?!つい|関|対|係)|決定|了承| )")

_NO_BODY = re.compile(r"(?:案|予算|計画|法|枠|指針|ガイドライン|サミット|フォーラム|budget|plan|act|law|bill|guidelines?|framework)$")


def _is_actor(text: str, name: Named, signal: Signal) -> bool:
    """A name in which the signal begins is the body that acts (本部決定, the headquarters decided), unless it is marked as an object."""
    if name.described or not name.start <= signal.start < name.end or (not name.weak and _NO_BODY.search(text[name.start : name.end])):
        return False
    return _ACTS.match(text, name.end) is not None


def _japanese(text: str, clause: tuple[int, int], signal: Signal, names: list[Named]) -> Named | None:
    ranked: list[tuple[float, int, Named]] = []
    for name in names:
        if name.start >= signal.end:
            gap = text[signal.end : name.start]
            if len(gap) <= _LONGEST_LINK and (_ATTRIBUTE.match(gap) or _OF_IT.match(gap) or _is_bare(text, signal, gap)):
                ranked.append((5.0, -name.start, name))
            continue
        stop = clause[1]
        if tie := _tie(text, name, signal):
            ranked.append((tie, name.start, name))
            continue
        if _GROUND.match(text, name.end, stop) and not _ORDER.match(text, name.end):
            continue
        if _OBJECT.match(text, name.end, stop):
            rank = 3.0
        elif _TOPIC.match(text, name.end, stop):
            rank = 2.5
        elif _PLACE.match(text, name.end, stop):
            rank = 1.0
        else:
            rank = 2.0
        ranked.append((rank - (1.2 if name.weak else 0.0), name.start, name))
    if not ranked:
        following = [name for name in names if name.start >= signal.end]
        return following[0] if following and _BESIDE.fullmatch(text, signal.end, following[0].start) else None
    return max(ranked, key=lambda item: (item[0], item[1]))[2]


_BESIDE = re.compile(r"[」』)】は、・ 　:]*(?:第[0-9]{1,4}回[ の「『]*)?")
"""What may stand between a bare noun and the name behind it (【12月25日開催】第7回 …本部)."""
_BUDGET = re.compile("予算(?:案|.?$)")


def is_given(text: str, name: Named, signal: Signal | None = None) -> bool:
    """Whether a sum is given to what is named, by this signal if there is one (…勘定に1兆円を計上, earmarks 1 trillion yen for …).

    It is of that thing, whatever budget it is given in. A budget is what sums are given in.
    """
    if _BUDGET.search(text, name.start, name.end + 1):
        return False
    if after := None if name.weak else _RECEIVES.match(text, name.end):
        return signal is None or signal.start - _RIGHT_BEHIND <= after.end() <= signal.end
    before = _GIVES_EN.search(text, max(0, name.start - _LONGEST_GIFT), name.start)
    return before is not None and (signal is None or signal.start <= before.start() <= signal.end + _RIGHT_BEHIND)


def _tie(text: str, name: Named, signal: Signal) -> float:
    """How closely a name and a signal belong together whatever particle stands behind the name; nought where they do not."""
    return 6.0 if is_given(text, name, signal) else 4.0 if _holds_signal(text, name, signal) else 0.0


_NOTE = re.compile(r"(?:の?改正法?|案|等|」|』)?[ ]?\([^()]*$")


def _holds_signal(text: str, name: Named, signal: Signal) -> bool:
    """Whether the signal stands in a note in brackets right behind the name (改正法(6月13日施行)), or quotes it (白書によると)."""
    if name.end == signal.start and text.startswith("によ", signal.start):
        return True
    return _NOTE.match(text[name.end : signal.start]) is not None and signal.start - name.end < 40


def _is_bare(text: str, signal: Signal, gap: str) -> bool:
    """Whether a signal that is written with its past tense goes right on into the name (発表した「…」, 開催した第3回…)."""
    told = text[signal.start : signal.end]
    return not gap.strip("「『*") and (told.endswith("た") if gap else "た" in told)


_AGENT_EN = re.compile(
    r"\bby (?:the |its |japan's )?(?:(?!the )(?:[a-z0-9.&'-]+(?: [a-z0-9.&'-]+){0,2}, ){0,4}[a-z0-9.&'-]+(?: [a-z0-9.&'-]+){0,2},? and )?$"
)
_GROUND_EN = re.compile(
    r"\b(?:under|based on|pursuant to|in line with|in accordance with|in response to|on the basis of)"
    r" (?:the |japan's |its )?(?:new |amended |revised )?$"
)
_RELATED_EN = re.compile(r"[\"')]*,? (?:which|that|who)\b")
_LONGEST_ADJUNCT = 90
_INSERTED_EN = re.compile(
    r"[\"')]*,[\"']* (?:which|who|whose|an?|one of|originally|initially|first|now|the) [^;]*,[\"']*"
    r"(?: (?:was|were|is|are|has|have|had|been|be|will|would))*(?: [a-z]+ly)? ?$"
)


def _is_adjunct(text: str, name: Named) -> bool:
    """Whether an English name only says by whom or under what something is done."""
    if _RELATED_EN.match(text, name.end):
        return False
    before = text[max(0, name.start - _LONGEST_ADJUNCT) : name.start]
    return _AGENT_EN.search(before) is not None or _GROUND_EN.search(before) is not None


def _less_adjuncts(text: str, signal: Signal, before: list[Named]) -> list[Named]:
    """The names before a predicate, less those in an adjunct or in an insertion (X, which Y made, was …), where others remain."""
    for name in before:
        if (
            name.end < signal.start
            and any(other.start > name.end for other in before)
            and _INSERTED_EN.fullmatch(text, name.end, signal.start)
        ):
            return [name]
    return [name for name in before if not _is_adjunct(text, name)] or before


_NEXT_EN = re.compile(r"[,;] (?:and|but|while|whereas|yet) ")
"""Where another statement begins: a name behind it is not told of by a verb before it."""


def _english(text: str, clause: tuple[int, int], signal: Signal, names: list[Named]) -> Named | None:
    before = _less_adjuncts(text, signal, [name for name in names if name.start < signal.end])
    after = [name for name in names if name.start >= signal.end]
    if given := next((name for name in names if is_given(text, name, signal)), None):
        return given
    words = text[signal.start : signal.end]
    passive = bool(_ENGLISH_PASSIVE.search(text[max(clause[0], signal.start - 40) : signal.start].rstrip())) or bool(
        re.match(r"(?:was|were|is|are|be|been|being|has been|have been)\b", words)
    )
    if after and not passive and _links(text[signal.end : after[0].start]):
        return after[0]
    if before:
        return before[-1]
    if after and (not passive or after[0].start - signal.end < 40) and not _NEXT_EN.search(text, signal.end, after[0].start):
        return after[0]
    return None


def anaphor(text: str, lang: str, start: int, end: int, recent: list[str], lexicon: Lexicon) -> Choice | None:
    """The subject that 同法, 同計画, "the Act" or "it" stands for in `[start, end)`: the latest that answers to the noun."""
    matches = list((_ANAPHOR_JA if lang == "ja" else _ANAPHOR_EN).finditer(text, start, end))
    if lang == "ja":
        matches.extend(_BARE_TOPIC_JA.finditer(text, start, end))
    for match in matches:
        noun = match.group(1) or match.group(2)
        for subject in recent:
            if lexicon.answers_to(subject, noun) or noun in _WIDE:
                return Choice(subject)
    return None


_FOREIGN_TOPIC_JA = re.compile(r"^(?:なお、|また、|一方、|さらに、|次いで、|その後、|続いて、)?(?P<np>[^。、]{1,30}?)(?:は|が)")
_ANOTHERS_EN = re.compile(
    r"[ ,;]*(?:and |but |while |whereas |as )?(?!japan|tokyo|the (?:country|government|diet)|it'?s\b)[a-z]+(?: [a-z]+){0,2}'s"
    r" (?:own |new )?(?:law|act|bill|plan|guidelines?|budget|version|equivalent|counterpart|headquarters|legislation|rules)\b"
)
_ALLIED_JA = re.compile(
    r"テーマ|政府|衆院|衆議院|参院|参議院|国会|内閣|本部|省|庁|府|規定|条文|法案|改正|公布|施行|成立|"
    r"閣議|計画|指針|案|予算|総額|対象|意見|募集|公募|採択|両|会合|初会合|結果|調査|期|版|提供|発行|適用|"
    r"名称|首相|総理|大臣|サービス|実証|試行|全面|一部|運用|これ|それ|同"
)


_OBJECT_PHRASE_JA = re.compile(
    r"(?P<np>[^、。はがをにで「」]{1,24})」?を(?:新たに|正式に|初めて|新規に|[0-9年月日旬春夏秋冬来今同本翌]{1,12}(?:に(?:も|は)?)?、?)*$"
)


def has_other_object(text: str, lang: str, start: int, signal: Signal, names: list[Named]) -> bool:
    """Whether the predicate has an object of its own that is neither a subject nor a stage or part of one (新会社を設立)."""
    if lang != "ja":
        return False
    stop = signal.start + 1 if text[signal.start] == "を" else signal.start
    match = _OBJECT_PHRASE_JA.search(text, max(start, stop - 48), stop)
    if match is None:
        return False
    phrase = match.group("np")
    if any(name.start < match.end() and match.start() < name.end for name in names):
        return False
    return _ALLIED_JA.search(phrase) is None and not any(char.isdecimal() for char in phrase)


def is_object(text: str, lang: str, choice: Choice) -> bool:
    """Whether the chosen name itself is the object of its clause, or is what the predicate describes."""
    return lang != "ja" or choice.named is None or _OBJECT.match(text, choice.named.end) is not None


_RELATIVE_EN = re.compile(r"\b(?:which|that|who)(?: the)?(?: (?:was|were|is|are|has been|had been))? ?$")


_PARTICIPLE_EN = re.compile(r"[ \"')]*(?:\([^)]{0,40}\))?[ \"')]*, ")


def is_aside(text: str, lang: str, before: str, signal: Signal, choice: Choice) -> bool:
    """Whether an event is told of a noun in passing: in a clause that only describes it."""
    if lang == "en":
        behind = choice.named is not None and _PARTICIPLE_EN.fullmatch(text[choice.named.end : signal.start]) is not None
        return behind or _RELATIVE_EN.search(before[-24:]) is not None
    return choice.named is not None and choice.named.start >= signal.end


def carries_on(text: str, choice: Choice) -> bool:
    """Whether what a clause says of a name may go on in the next: not where the name stands in a phrase of ground or place."""
    named = choice.named
    return named is None or (_GROUND.match(text, named.end) is None)


def speaks_of_else(text: str, lang: str, start: int, end: int) -> bool:
    """Whether a clause without a name has a topic of its own that has nothing to do with what was spoken of."""
    if lang != "ja":
        return _ANOTHERS_EN.match(text, start, end) is not None
    match = _FOREIGN_TOPIC_JA.match(text[start:end])
    if match is None:
        return False
    return _ALLIED_JA.search(match.group("np")) is None and not any(char.isdecimal() for char in match.group("np"))
