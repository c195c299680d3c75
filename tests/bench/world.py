"""The world that the benchmark polls: feeds and pages in three rounds, always the same for the same seed, and the truth about them.

Round 0 is first sight, round 1 is byte for byte the same, in round 2 one in twenty has one new entry or one changed paragraph while
every page carries new noise outside its article. Every second source names subjects of the shipped pack, with status words and dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from random import Random
from typing import NamedTuple

ROUNDS = (datetime(2026, 8, 20, tzinfo=UTC), datetime(2026, 8, 20, 8, tzinfo=UTC), datetime(2026, 8, 20, 16, tzinfo=UTC))
"""When each round is polled."""

_CHANGING = frozenset({0, 18, 41, 63})
"""Of 80 sources those that change in round 2: one of each language, with subjects and without."""

_ENTRIES = 30
_FEED_TEXT = {"ja": 220, "en": 660}
_PARAGRAPHS = {"ja": 62, "en": 62}
_PARAGRAPH_TEXT = {"ja": 150, "en": 440}
_NAMED_ENTRY = 3
_NOISE_LINKS = 650

_SYLLABLES = {
    "ja": "赤青緑白黒山川森野原島浜岡崎橋池沢谷峰瀬波風雪雨雲星月花草竹松梅桜柳杉",
    "en": ("ba", "den", "fol", "gar", "hin", "kel", "lor", "mun", "nep", "ost", "pir", "rud", "sal", "tev", "vor", "wick", "yar", "zet"),
}
_SAID = {
    "ja": (
        "{place}町の担当課は、道路{number}か所の補修を計画のとおりに進めている",
        "{place}の会場では写真{number}枚と模型が並び、子どもたちが手に取って見ていた",
        "窓口の混雑をさけるため、午前の早い時間に{place}まで来てほしいという",
        "{place}の新しい校舎の屋根には、{number}リットルの雨水をためる槽が置かれる",
        "{place}川の水位は平年なみで、魚の数も去年とほぼ同じだった",
        "{place}の図書館は{number}冊の並べ方を変え、読みたい棚が見つけやすくなった",
        "{place}公園の木は背が高くなり、夏の日かげが広がった",
        "{place}の農家が育てた米は、香りがよいと評判である",
        "{place}行きのバスの時刻は季節ごとに見直され、夕方の便が増えた",
        "{place}港では船の積み荷が夜のうちに下ろされ、朝の市に並ぶ",
    ),
    "en": (
        "{place} keeps the {number} paths along its river open through the winter",
        "Visitors to {place} walked between {number} models and asked how the old mill worked",
        "The desk in {place} is least busy early in the morning, the staff said",
        "Rain from the new roof in {place} is kept in a tank of {number} litres behind the school",
        "The water near {place} stood as high as in other years and the fish were as many",
        "The library of {place} moved {number} books so that readers find their way more easily",
        "Trees in {place} have grown and give more shade in summer",
        "Rice from the fields around {place} is known for its smell",
        "Buses to {place} follow a new table in autumn with more rides in the evening",
        "Ships in {place} are unloaded at night and their freight is on the market by dawn",
    ),
}
_SUBJECTS = {
    "ja": (
        "AI事業者ガイドライン",
        "人工知能基本計画",
        "人工知能戦略本部",
        "適正性確保指針",
        "GENIAC",
        "AI法",
        "PLaMo",
        "tsuzumi",
        "ガバメントAI「源内」",
        "情報通信白書",
    ),
    "en": (
        "AI Guidelines for Business",
        "AI Basic Plan",
        "AI Strategy Headquarters",
        "appropriateness guideline",
        "GENIAC",
        "AI Promotion Act",
        "PLaMo",
        "tsuzumi",
        "Gennai",
        "White Paper on ICT",
    ),
}
_STATED = {
    "ja": (
        "{subject}が{day}に公表された",
        "{subject}の改定案が{day}に公表され、意見募集が始まった",
        "{subject}は{day}に閣議決定された",
        "{subject}の会合が{day}に開催された",
        "{subject}の第{number}版が{day}に公開された",
        "{subject}は{day}に提供を開始する予定である",
    ),
    "en": (
        "The {subject} was published on {day}",
        "A draft of the {subject} was released on {day} and public comments were invited",
        "The Cabinet approved the {subject} on {day}",
        "A meeting of the {subject} was held on {day}",
        "Version {number} of the {subject} was released on {day}",
        "The {subject} is scheduled to be launched on {day}",
    ),
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August")


class Change(NamedTuple):
    """One thing that really changed in round 2: `text` stands in what is new of it and nowhere else."""

    source: str
    change: str
    text: str


@dataclass(frozen=True)
class Page:
    """One address in one round."""

    body: bytes
    etag: str
    last_modified: str
    content_type: str


def changes_in_round_2(number: int) -> bool:
    """Whether the source of this number changes: one in twenty does."""
    return number % 80 in _CHANGING


def mark_of(kind: str, number: int) -> str:
    """What stands in the changed part of a source and nowhere else."""
    return f"{kind}-{number:04d}-{Random(f'mark {kind} {number}').randrange(10**9):09d}"


def truth(kind: str, count: int) -> list[Change]:
    """What changes in round 2, of `count` sources of a kind (`feed` or `page`)."""
    numbers = [number for number in range(count) if changes_in_round_2(number)]
    return [Change(f"{kind}-{number:04d}", _how(kind, number), mark_of(kind, number)) for number in numbers]


def language(number: int) -> str:
    """The language of a source: pairs of one that names subjects and one that does not, in turn."""
    return "ja" if number // 2 % 2 == 0 else "en"


def page(kind: str, number: int, turn: int) -> Page:
    """A source as its server has it in a round."""
    make = _feed if kind == "feed" else _html
    edition = 2 if turn == 2 and (kind == "page" or changes_in_round_2(number)) else 0
    return Page(
        body=make(number, edition).encode(),
        etag=f'"{kind}-{number}-{edition}"',
        last_modified=format_datetime(ROUNDS[edition] - timedelta(hours=3), usegmt=True),
        content_type="application/rss+xml; charset=utf-8" if kind == "feed" else "text/html; charset=utf-8",
    )


def _how(kind: str, number: int) -> str:
    return "added" if kind == "feed" or number % 4 < 2 else "revised"


def _feed(number: int, edition: int) -> str:
    lang, own = language(number), Random(f"feed {number}")
    base = f"http://news.example/{number}"
    entries = [_entry(own, lang, base, place, names=number % 2 == 0 and place % _NAMED_ENTRY == 0) for place in range(_ENTRIES)]
    if edition:
        mark = mark_of("feed", number)
        entries = [_entry(Random(mark), lang, base, -1, names=number % 2 == 0, mark=mark), *entries[:-1]]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>News {number}</title><link>{base}</link>'
    return f"{head}<description>{'新着情報' if lang == 'ja' else 'What is new'}</description>\n{''.join(entries)}</channel></rss>\n"


def _entry(own: Random, lang: str, base: str, place: int, *, names: bool, mark: str = "") -> str:
    said = _said(own, lang, _FEED_TEXT[lang], names=names)
    title = f"{mark} {said.split(_stop(lang), 1)[0]}".strip()
    text = f"<![CDATA[<p>{said}</p>]]>" if place % 2 else escape(f"<p>{said}</p>")
    day = format_datetime(ROUNDS[0] - timedelta(hours=1 + 8 * (place + 1)), usegmt=True)
    link = f"{base}/{mark or place}"
    return (
        f'<item><title>{escape(title)}</title><link>{link}</link><guid isPermaLink="true">{link}</guid>'
        f"<pubDate>{day}</pubDate><description>{text}</description></item>\n"
    )


def _html(number: int, edition: int) -> str:
    lang, own = language(number), Random(f"page {number}")
    names = number % 2 == 0
    size = _PARAGRAPH_TEXT[lang]
    parts = [
        (
            "h2" if place % 8 == 0 else "p",
            f"{lang} {place // 8}" if place % 8 == 0 else _said(own, lang, size, names=names and place % 9 == 1),
        )
        for place in range(_PARAGRAPHS[lang])
    ]
    if edition and changes_in_round_2(number):
        mark = mark_of("page", number)
        new = _said(Random(mark), lang, size // 3, names=names) + mark + _stop(lang)
        place = own.choice([place for place, (tag, _) in enumerate(parts) if tag == "p"])
        if _how("page", number) == "added":
            parts.insert(place, ("p", new))
        else:
            parts[place] = ("p", f"{parts[place][1]} {new}")
    text = "".join(f"<{tag}>{part}</{tag}>\n" for tag, part in parts)
    noise = Random(f"noise {number} {edition}")
    links = "".join(f'<li><a href="/r/{noise.randrange(10**9)}">Related {noise.randrange(10**6)}</a></li>\n' for _ in range(_NOISE_LINKS))
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>Page {number}</title>\n'
        f'<meta name="csrf" content="{noise.randbytes(16).hex()}"><script nonce="{noise.randbytes(8).hex()}">var s="{noise.randbytes(16).hex()}";'
        f'</script></head><body>\n<header><nav><a href="/">Home</a></nav><time>{ROUNDS[edition].isoformat()}</time></header>\n'
        f"<main><article><h1>Page {number}</h1>\n{text}</article></main>\n<aside><ul>{links}</ul>"
        f"<p>{noise.randrange(10**7)} views</p></aside>\n<footer>{_SAID[lang][0]}</footer></body></html>\n"
    )


def _stop(lang: str) -> str:
    return "。" if lang == "ja" else ". "


def _said(own: Random, lang: str, length: int, *, names: bool) -> str:
    """Some sentences, `length` characters or a little more; of those that name a subject the first."""
    sentences = [_stated(own, lang)] if names else []
    while sum(map(len, sentences)) < length:
        place = "".join(own.choice(_SYLLABLES[lang]) for _ in range(3))
        sentences.append(own.choice(_SAID[lang]).format(place=place.title(), number=own.randrange(10, 10**4)))
    stop = _stop(lang)
    return (stop.join(sentences) + stop).strip()


def _stated(own: Random, lang: str) -> str:
    month, day, number = own.randrange(1, 9), own.randrange(1, 19), own.randrange(2, 5)
    written = f"2026年{month}月{day}日" if lang == "ja" else f"{day} {_MONTHS[month - 1]} 2026"
    return own.choice(_STATED[lang]).format(subject=own.choice(_SUBJECTS[lang]), day=written, number=number)
