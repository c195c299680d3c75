"""How sure the speaker is: read from the words around a predicate, in each language by its own grammar."""

from __future__ import annotations

import re

from tracker.model.reading import Modality

OF_THE_DAY_SAID = (Modality.POSTPONED, Modality.CANCELLED, Modality.REPORTED)
"""What is said so on a day that is not its own: that of who put it off, or of when it became known."""

_ANNOUNCES = re.compile(
    r"^(?:する|始める|行う|開く|なる|(?:さ|ら|わ)?れる|させる|て?る|う|く)(?:こと)?」?[とを](?:正式に)?(?:発表|公表|表明|明らか|説明|述べ|伝え|決め|決定|宣言|して(?:い(?:る|た|ます)|おり|きた))"
)
"""What is said to come (開始すると発表した): the saying is past, the event is not."""

_GIVEN_UP_JA = "断念|中止|取りやめ|取り止め|白紙"
_LATER_JA = "延期|先送り|繰り延べ|後ろ倒し|ずれ込"
_PUT_OFF_JA = f"{_GIVEN_UP_JA}|{_LATER_JA}"

_JA: tuple[tuple[Modality | None, re.Pattern[str]], ...] = (
    (
        None,
        re.compile(
            r"^[^。、]{0,8}?(?:に向け(?:て|た)[^。]{0,12}(?:検討|議論|協議|準備|調整|作業|もの)|の?(?:検討|議論|審議)(?:を|が|"
            r"に|中|する|して|さ|へ|会)|の?(?:あり方|在り方|要否|是非)|を(?:求め|促|要望|要請|指示|検討|提言|"
            r"主張)|(?:が|は|も)[^。、]{0,8}(?:困難|難し|厳し|危ぶ|不透明|見通せ|微妙|焦点|遅れ|懸念|課題)|に(?:反対|賛成)|(?:日|時期|期日|期間|日程|予定|等)*の(?:一部)?変更|すべき|されるべき|するべき|[^。]{0,16}見送)"
        ),
    ),
    (None, re.compile(r"^[しされたるのんですまいうくだろょ]{0,12}か(?:どうか|否か|[はがをも」?。]|$)|^[^。]{0,70}?の誤り(?:で|だ|。)")),
    (None, re.compile(rf"^[^。]{{0,40}}?(?:{_PUT_OFF_JA})(?:は|も|を)?(?:し|され|せ|行わ|ま)?(?:ない|ません|ず(?!れ))")),
    (
        Modality.CONDITIONAL,
        re.compile(
            rf"^[^。]{{0,40}}?(?:{_PUT_OFF_JA})[^。、]{{0,8}}?(?:可能性|おそれ|恐れ|懸念|かもしれ|かねな|あり得|ありうる|も視野|場合|すれば|されれば|"
            r"なれば|(?:す|れ)るなら|検討|議論|観測|論(?:が|も)|求め|要請|どうか|否か)"
        ),
    ),
    (Modality.CANCELLED, re.compile(rf"^[^。]{{0,24}}?(?:{_GIVEN_UP_JA})")),
    (Modality.POSTPONED, re.compile(rf"^[^。]{{0,40}}?(?:{_LATER_JA})")),
    (
        Modality.CONDITIONAL,
        re.compile(
            r"^[^。、]{0,14}?(?:すれば|されれば|られれば|始めれば|始まれば|なれば|となれば|した場合|された場合|する場合|"
            r"される場合|なければ(?!なら|いけ)|ていれば|ていたら|場合(?:は|に|、)|なら(?:ば|、)|(?<!議事)次第)"
        ),
    ),
    (
        Modality.DENIED,
        re.compile(
            r"^[^。、]{0,14}?(?:て(?:は|も)?い(?:ない|ません|なかった)|(?:は|も)?(?:され|し)(?:ない|なかった|"
            r"ませんでした|ません)(?!よう|か)|は?(?:され|し)ておらず|せず|されず|に至って(?:い)?ない|(?:は|も)(?:まだ|"
            r"いまだ|未だ)(?!に続))"
        ),
    ),
    (
        Modality.REPORTED,
        re.compile(
            r"^[^。]{0,30}?(?:判明|報じ|報道|調整に入|(?:こと|の)が[^。]{0,16}(?:分かった|わかった|"
            r"明らかになった)|という情報|とされる|との見方)"
        ),
    ),
    (
        Modality.EXPECTED,
        re.compile(
            r"^[^。、]{0,30}?(?:見通し|見込|方向(?:だ|で|と|に|。|$)|目指|めざ|目標|計画(?:だ|で|し|。|$|を)|方針|考え(?:だ|を|で|。)|"
            r"狙い|意向|たい|とみられ|想定|期待|めど|目途|構え|つもり)"
        ),
    ),
    (Modality.EXPECTED, re.compile(r"^[^。]{0,36}?(?:する|始める|行う|される|提供|発行|開始)(?:見通し|見込み|計画|方針|考え|意向|目標)")),
    (
        Modality.EXPECTED,
        re.compile(
            r"^へ(?=$|[。、 」)])|^させ(?:る|たい|よう|ます)|^(?:する|される)?(?:の|こと)?(?:が|は|も)[^。、]{0,6}"
            r"(?:確実|有力|濃厚|必至|不可避)"
        ),
    ),
    (Modality.SCHEDULED, re.compile(r"^(?:期?日)は、?[^。]{0,60}?で定める日")),
    (
        Modality.SCHEDULED,
        re.compile(
            r"^[^。、]{0,34}?(?:予定|予告|ことにな(?:って|る|った|りました)|こととな(?:って|る|った|りました)|ことが決ま|ことを決め|運び|ことにして)"
        ),
    ),
    (Modality.SCHEDULED, _ANNOUNCES),
    (
        Modality.OCCURRED,
        re.compile(
            r"^(?:[^。、]{0,3}(?:[・、]|及び|と))?[^。、]{0,12}?(?:した|しました|された|されました|させた|た(?=[。、「」)\s]|"
            r"$|の|こと|と|ばかり|が|後|ため)|済|ました|ている|ています|ており|ていた|きた|った(?!ら)|んだ|いだ|"
            r"し(?:、|て)|され(?:、|て)|れ、|い、|え、|め、|り、|き、|び、)"
        ),
    ),
    (
        Modality.SCHEDULED,
        re.compile(
            r"^[^。、]{0,14}?(?:します|されます|始めます|行います|開きます|する(?=[。、「」)\s]|$|と|ほか|もの|"
            r"ため)|される|られる|われる|始める|始まる|行う|開く|なる|います)|^て?る(?=[。、「」)\s]|$)"
        ),
    ),
)
"""In order: the first that fits the words after the predicate decides. None is a predicate that states no event."""

_EN_NONE = re.compile(
    r"\b(?:discuss(?:ed|es|ing|ion)?|debat(?:ed?|es|ing)|consider(?:s|ed|ing|ation)?|awaits?|urg(?:es?|"
    r"ed|ing)|call(?:s|ed|ing) for|study(?:ing)?|"
    r"ahead of|pending|preparing (?:for|to)|demand(?:s|ed)?)(?: [a-z]+){0,3} $"
    r"|\b(?:urg(?:es?|ed|ing)|call(?:s|ed|ing) (?:for|on)|demand(?:s|ed|ing)?|want(?:s|ed)?)\b[^;.]{0,80} to (?:be )?$"
    r"|\b(?:urg|demand|request|recommend|propos|insist)[a-z]* that\b[^;.]{0,80}$|\b(?:unclear (?:when|if)|whether)\b[^;.]{0,80}$"
    r"|\b(?:should|ought to)(?: not| also| now| instead)? (?:be )?$"
)
_EN_DENIED = re.compile(
    r"\bneither\b[^;.]{1,120}\bnor\b[^;.]{1,100}$|"
    r"(?:\b(?:has|have|had|was|were|is|are|did|does|do|will|would|be|been)(?: not|n't)|\bnot(?: yet)?|"
    r"\b(?:has|have|had) yet to|\bnever|\bfailed to)(?: yet)?(?: been| be)?(?: [a-z]+)? ?$"
)
_EN_DENIED_INSIDE = re.compile(
    r"\b(?:has|have|had|is|was|did) (?:not|yet to)\b|\bnot (?:yet )?(?:been )?(?:approved|adopted|held|published)"
)
_EN_CONDITIONAL = re.compile(r"\b(?:if|once|unless|should|provided(?: that)?|in case|were .{1,40} to)\b[^;]{0,60}$")
_EN_REPORTED = re.compile(
    r"\breportedly\b|\b(?:it )?(?:was|is|has been|been) (?:reported|said|rumou?red|understood)(?: (?:that|to)\b|(?= on\b))"
    r"|\breports? (?:say|said|that|suggest)|\baccording to (?:people|(?:[a-z]+ )?sources|media|reports|a (?:report|source|person))"
    r"|\bsources (?:said|say)\b|\b(?:nikkei|kyodo|reuters|bloomberg|jiji|nhk)(?: news)? (?:has learned|(?:has )?reported)\b"
)
_EN_CANCELLED = re.compile(
    r"\b(?:called off|calls off|cancel+ed|cancels|cancel+ation|scrapp?ed (?:plans|the)|abandon(?:ed|s)|"
    r"dropp?ed (?:plans|the bid)|gave up)\b"
)
_EN_POSTPONED = re.compile(
    r"\b(?:postpone[sd]?|postponing|(?:to|will) (?:delay|defer)|delay(?:ed|s)|pushed back|put off|puts off|put back|deferred|rescheduled)\b"
    r"|\bdelay (?:the )?(?:launch|release|start|issuance|publication|rollout|adoption|approval|enforcement)\b"
    r"|\bslip(?:s|ped)? (?:to|into|until)\b"
)
_EN_NOT = re.compile(r"\b(?:not|never|no|without|nor|denie[sd]|n't)(?: (?:be|been|being|further|any|plans? to|to))*(?: [a-z]+ly)? $")
_EN_MAYBE = re.compile(
    r"\b(?:may|might|could|would|if|unless|whether|possib(?:ly|le|ility)|risk(?:s|ing)?|fear(?:s|ed|ing)?|threat(?:s|ens?|ened)?|"
    r"consider(?:s|ed|ing)?|weigh(?:s|ed|ing)?|in case|should)\b[^;.]{0,80}$"
)
"""Before the word by which something is put off: then it is not, or not yet."""
_EN_SCHEDULED = re.compile(
    r"\b(?:is|are|was|were|been|be)? ?(?:scheduled|slated|due) (?:to|for|out)\b|\bwill\b|\bgo(?:es)? (?:to|"
    r"before|into)\b[^;]{0,30}$|\bto be [a-z]+(?:ed|ld)\b|\b(?:is|are|was|were) to\b"
)
_EN_EXPECTED = re.compile(
    r"\b(?:set|expected|likely|poised|planned|projected|anticipated|hoped|forecast) (?:to|for|by)\b|\bin talks (?:to|with|on|over)\b|"
    r"\b(?:plan|aim|intend|hope|seek|target|expect)(?:s|ed|ing)? (?:to|for|on|at|its|the|a|an)\b|\b(?:plan|aim|goal|"
    r"target|hope|intention)s? (?:(?:is|are)\b(?! to be\b)|of\b|to\b)|\bwould\b|\bcould\b|\bm(?:ay|ight) (?:be|not|soon|also|"
    r"still|well|have|take|come)\b|\btargets?\b|\b(?:is|are|was|were) targeting\b"
)
_EN_PURPOSE = re.compile(
    r"(?<!began )(?<!begun )(?<!begins )(?<!started )(?<!starts )(?<!continued )(?<!managed )(?<!helped )(?<!used )(?<!moved )(?<!went on )"
    r"(?<!came )\bto (?:[a-z]+ly )?$"
)
_EN_FIRST_TO = re.compile(r"\b(?:first|only|latest|last|second|third)(?: [a-z-]+){0,4} to (?:[a-z]+ly )?$")
"""An infinitive is of what is still to be done (an agreement to set up), but not where it tells which one did it (the first to set up)."""
_EN_FORESEEN_BEFORE = re.compile(r"\b(?:anticipated|planned|expected|targeted|projected|upcoming|forthcoming|intended) $")
_EN_FORESEEN_AFTER = re.compile(
    r"^ (?:window|plans?|timeline|target)\b|^[^;,.]{0,24} (?:is|are) (?:anticipated|expected|planned|targeted)\b"
)
"""A noun of what lies ahead: its anticipated launch, the launch window, a launch that is planned."""
_EN_FINITE = re.compile(r"(?:was|were|according to)\b")
_PRESENT_VERBS = (
    "takes|comes|enters|goes|starts|begins|opens|holds|launches|issues|publishes|releases|applies|becomes|"
    "selects|approves|adopts|submits|signs|"
    "raises|invests|unveils|announces|passes|clears|invites|closes|ends|cancels|appoints|establishes|"
    "hosts|awards|enacts|promulgates|revises|updates|"
    "convenes|seeks|requests|earmarks|allocates|chooses|picks|decides|endorses|rolls|debuts|withdraws|"
    "sets up|creates|repeals|amends|commits|pledges|provides|receives"
)
_BASE_VERBS = "take|come|enter|go|start|begin|open|hold|launch|issue|publish|release|apply|become|run|invite|seek|approve|adopt"
_EN_PRESENT = re.compile(
    rf"(?<!the )(?<!their )(?<!its )(?<!budget )(?<!public )(?<!of )\b(?:{_PRESENT_VERBS})\b|^(?:{_BASE_VERBS})\b|"
    r"^(?:is|are|becomes?) (?:fully )?(?:effective|applicable|in force|enforceable)"
)
_EN_PAST = re.compile(r"\b(?:[a-z]+ed|held|took|came|went|began|won|chose|met|set|struck|withdrew|sought|became|was|were|been)\b")
_STEM_END_JA = re.compile(
    r"(?:さ(?:れ|せ)?|し(?:た|て|、|ま)?|する(?:こと)?|予定|(?:始|決|定|終|締め切|集|求|設け|乗り出|い|"
    r"え|き|け|せ|め|れ|ら|か|わ|ま|っ|ん)?[たてかまられいきくめ、。]|[をがはに])$"
)


_DESCRIBES_PAST = re.compile(
    r"(?:さ|し|せ|始ま|始め|開か|行わ|置か|れ|じ|え|け|め|っ|い)*た(?=[一-鿿ァ-ヶa-z「『](?<![事所後際為方])(?!と))"
)


_CONDITION_BEFORE = re.compile(
    r"(?:すれば|されれば|られれば|決まれば|なれば|なら|(?:した|された|する|される)場合(?:は|には)?)、?[^。]{0,60}$"
)


def japanese(before: str, after: str) -> Modality | None:
    """The modality of a predicate by the words that follow it. What comes only if something else does is conditional too.

    A bare noun (a title, a list) speaks of what has happened.
    """
    found = _by_its_words(before, after)
    if found in (Modality.SCHEDULED, Modality.EXPECTED) and _CONDITION_BEFORE.search(before):
        return Modality.CONDITIONAL
    return found


def _by_its_words(before: str, after: str) -> Modality | None:
    if _DESCRIBES_PAST.match(after):
        return Modality.OCCURRED
    for modality, pattern in _JA:
        if pattern.search(after):
            if modality is Modality.OCCURRED and _hearsay(after):
                return Modality.REPORTED
            return modality
    if re.search(r"(?:延期|先送り)", before[-12:]):
        return Modality.POSTPONED
    return Modality.OCCURRED


def _hearsay(after: str) -> bool:
    return (
        re.search(
            r"^[^。]{0,30}(?:ことが[^。]{0,24}(?:判明|分かった|わかった|明らかになった)|と(?:[^。]{0,10})報じ|という(?:。|$)|もよう|模様)",
            after,
        )
        is not None
    )


def is_past(lang: str, before: str, signal: str, after: str) -> bool:
    """Whether a predicate stands in the past tense, beyond a mere noun."""
    if lang == "en":
        return _EN_PAST.search(f"{before[-24:]}{signal}") is not None
    return re.match(r"[^。、]{0,12}?(?:た(?=[。、「」)\s]|$|の|こと|と|ばかり|が|後|ため)|ました|ている|ており)", after) is not None


def stem_end_ja(text: str, start: int, end: int) -> int:
    """Where the inflection of a signal begins, for signals that are written with part of it (設置する, 決定した)."""
    match = _STEM_END_JA.search(text, max(start + 1, end - 6), end)
    return match.start() if match else end


def describes_ja(after: str) -> bool:
    """Whether a predicate in the plain non-past goes right on into a noun, which it describes (10兆円を投じる枠)."""
    return (
        re.match(r"(?:さ|し|せ|始ま|始め|開か|行わ|置か|れ|じ|え|け|め|す|ら)*る(?=[^。、とのこがをにはもで\s見予計方])", after) is not None
    )


_GOES_ON = re.compile(r"^(?:し|き|め|られ|れ|り|い|え|け|て|して|され|せ)*、")


def goes_on_ja(after: str) -> bool:
    """Whether a predicate only leads over to the next (初会合を開き、…する方針を), whose words say how sure it is of both."""
    return _GOES_ON.match(after) is not None


_ONLY_A_DATE = re.compile(r"^は?、?(?:[0-9年月日旬頃末初上中下春夏秋冬来今翌同]|令和|平成|\([月火水木金土日]\))+(?:より|から)(?=[。\n]|$)")


def is_nominal_start_ja(signal: str, after: str) -> bool:
    """Whether a sentence without a verb names the day from which something is to be (開始は3月より)."""
    return signal.endswith("は") and _ONLY_A_DATE.match(after) is not None


def is_bare_ja(after: str) -> bool:
    """Whether a headline ends with the noun of its predicate (閣議決定, 発行開始), which says neither that it was nor that it will be."""
    return not after.strip("。 ")


_INTENDS = re.compile(
    r"^[^。、]{0,6}(?:考え|方針|意向|見通し|計画|構え)(?:を|だと)[^。、]{0,8}(?:固め|決め|示|明らか|表明|発表|公表|述べ|語)"
)


def announces_ja(after: str) -> bool:
    """Whether the words behind a predicate say that somebody announced it as still to come."""
    return _ANNOUNCES.match(after) is not None or _INTENDS.match(after) is not None


def foretells_ja(words: str) -> bool:
    """Whether words behind the date of something say that it is only aimed at or fixed (2026年6月までの開始を目標とする)."""
    return _FORETELLS.match(words) is not None


_FORETELLS = re.compile(r"[^。、]{0,30}?(?:目標|目指|めざ|予定|見込|見通し|計画|想定)")
_REVEALS = re.compile(r"(?:計画|構想|全体像|全容|原案)[^。、]{0,16}(?:わか|分か|判明|明らか)")


def reveals_a_plan_ja(sentence: str) -> bool:
    """Whether a sentence says that a plan has become known, so that what follows is of the plan (…の全体像がわかった)."""
    return _REVEALS.search(sentence) is not None


def is_nonpast_ja(after: str) -> bool:
    """Whether a predicate stands in the plain non-past (施行される, 開始する), which may as well describe as announce."""
    return (
        re.search(
            r"^[^。、]{0,14}?(?:する|される|られる|われる|始める|行う|なる|う|く)(?=[。、「」)\s]|$|と|もの|ため|ほか)|^て?る(?=[。、「」)\s]|$)",
            after,
        )
        is not None
    )


def english(before: str, signal: str, after: str) -> Modality | None:
    """The modality of a predicate by its auxiliaries and the adverbs of its clause."""
    whole = f"{before}{signal}{after}"
    for put_off, pattern in ((Modality.CANCELLED, _EN_CANCELLED), (Modality.POSTPONED, _EN_POSTPONED)):
        if match := pattern.search(whole):
            return _put_off_en(put_off, whole[: match.start()])
    if _EN_NONE.search(before):
        return None
    if _EN_CONDITIONAL.search(before):
        return Modality.CONDITIONAL
    if _EN_DENIED.search(before) or _EN_DENIED_INSIDE.search(signal):
        return Modality.DENIED
    if _EN_REPORTED.search(whole):
        return Modality.REPORTED
    if _EN_FORESEEN_BEFORE.search(before) or _EN_FORESEEN_AFTER.match(after):
        return Modality.EXPECTED
    near = signal if _EN_FINITE.match(signal) else f"{before[-60:]}{signal}"
    if _EN_EXPECTED.search(near):
        return Modality.EXPECTED
    if _EN_SCHEDULED.search(near) or re.search(r"\b(?:scheduled|slated) (?:for|to)\b", after[:40]):
        return Modality.SCHEDULED
    return Modality.OCCURRED


def is_purpose_en(before: str) -> bool:
    """Whether a predicate is an infinitive of what is still to be done."""
    return _EN_PURPOSE.search(before) is not None and _EN_FIRST_TO.search(before) is None


def _put_off_en(modality: Modality, said: str) -> Modality | None:
    """What is given up or put off by a word with others before it; that it may be puts off nothing, and that it is not says nothing new."""
    return None if _EN_NOT.search(said) else Modality.CONDITIONAL if _EN_MAYBE.search(said) else modality


_ASKS_EN = re.compile(
    r"^[\"'(]*(?:has|have|had|is|are|was|were|did|does|do|will|would|can|could|should|when|who|whom|what|why|how|where|which|whose)\b"
)
_SEGMENT = re.compile(r"[!?:;|\n。―—]|\. | - |$")
_CLAUSE = re.compile(r"[!?:;|\n。―—,、]|\. | - |$")


def is_asked(text: str, start: int, signal: tuple[int, int], end: int) -> bool:
    """Whether the predicate of a sentence from `start` to `end` stands in a question: it ends with its mark."""
    mark = _CLAUSE.search(text, signal[1], end)
    if mark is not None and mark.group() == "?":
        return True
    mark = _SEGMENT.search(text, signal[1], end)
    if mark is None or mark.group() != "?":
        return False
    begins = max((one.end() for one in _SEGMENT.finditer(text, start, signal[0]) if one.group()), default=start)
    return _ASKS_EN.match(text[begins : signal[0]].lstrip()) is not None


def is_present_en(signal: str, before: str) -> bool:
    """Whether a predicate stands in the present, which reports in a headline and describes anywhere else."""
    if re.search(r"\b(?:has|have|had|was|were|been|be|being|is|are|to|will|the|their|its|budget)(?: [a-z]+ly)? $", before):
        return False
    return _EN_PRESENT.search(signal) is not None and _EN_PAST.search(signal) is None
