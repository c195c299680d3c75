"""The words of one edition: English, Japanese, or both side by side. What stands in a quote or a published title is never touched."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from tracker.digest.fact_text import fact_words
from tracker.digest.when_text import when_words
from tracker.errors import RenderError
from tracker.model.digest import Lang
from tracker.model.reading import Fact
from tracker.model.source import Label
from tracker.model.when import When
from tracker.render import phrases

_BETWEEN = " · "
_SPEAKING = frozenset({"amount", "percent", "count", "version", "ordinal"})


class Words:
    """How an edition says things. Each method answers text that is not escaped."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def of(self, label: Label) -> str:
        """A label in the language of the edition; in both where they differ."""
        if self.lang != "both":
            return label.of(self.lang)
        return label.en if label.en == label.ja else f"{label.en}{_BETWEEN}{label.ja}"

    def titled(self, label: Label) -> str:
        """A title: outside the Japanese edition in both languages, so that the official term is always there."""
        return label.ja if self.lang == "ja" else f"{label.en}{_BETWEEN}{label.ja}"

    def say(self, key: str, **values: object) -> str:
        """A phrase by its key, with values filled in; a `Label` among them is taken in the language around it."""
        phrase = phrases.PHRASES[key]
        return self.of(Label(*(_filled(text, lang, values) for text, lang in ((phrase.ja, "ja"), (phrase.en, "en")))))

    def heading(self, section: str) -> str:
        """The heading of a section."""
        return self.of(phrases.HEADINGS[section])

    def when(self, when: When) -> str:
        """An interval, as exact as it is known."""
        return self.of(when_label(when))

    def precise(self, when: When) -> str:
        """How exact a date is; empty where none is known."""
        return self.of(phrases.PRECISE[when.precision.value]) if when.precision and when.known else ""

    def sure(self, modality: str | None) -> str:
        """How sure it is; empty where that is not said."""
        return self.of(phrases.SURE.get(modality, Label(modality, modality))) if modality else ""

    def dated(self, when: When, modality: str | None) -> str:
        """When it is, how exact that is, and how sure."""
        exact, sure = self.precise(when), self.sure(modality)
        shown = self.when(when) + (f"（{exact}）" if exact and self.lang == "ja" else f" (precise {exact})" if exact else "")
        return ("；" if self.lang == "ja" else "; ").join(part for part in (shown, sure) if part)

    def state(self, when: When | None, modality: str | None, facts: tuple[Fact, ...]) -> str:
        """How sure, when, and what, in one phrase."""
        parts = [self.sure(modality)] if modality else []
        if when is not None and when.known:
            parts.append(self.when(when))
        return self.listed([*parts, *(self.fact(one) for one in facts)])

    def listed(self, parts: Iterable[str]) -> str:
        """Parts of one phrase, those that say nothing left out."""
        return ("、" if self.lang == "ja" else ", ").join(part for part in parts if part)

    def fact(self, value: Fact) -> str:
        """A fact with its name, where the words alone do not say what it is."""
        named = self.of(Label(*(_named(value, lang) for lang in ("ja", "en"))))
        return f"{named} [{value.pot}]" if value.pot else named

    def reason(self, rule: str) -> str:
        """Why items that were read are not told; a rule that has no words of its own by its name."""
        return self.of(phrases.REASONS.get(rule, Label(rule, rule)))

    def authority(self, name: str) -> str:
        """Whose word it is, by the name of the authority."""
        return self.of(phrases.AUTHORITIES.get(name, Label(name, name)))

    def force(self, name: str) -> str:
        """How binding a matter is, by the name of its legal force."""
        return self.of(phrases.FORCES.get(name, Label(name, name)))

    def moment(self, iso: str) -> str:
        """`17 August 2026 08:00 JST`, `2026年8月17日 08:00` from the digest's own ISO times."""
        return self.of(moment_label(iso))

    def number(self, count: int, noun: str) -> str:
        """`1 source`, `2 sources`, `2情報源`."""
        return self.of(counted(count, noun))

    def counted_section(self, section: str, count: int) -> str:
        """`2 new`, `新着2件`."""
        one, many = phrases.COUNTED[section]
        return self.of(Label(f"{phrases.HEADINGS[section].ja}{count:,}件", f"{count:,} {one if count == 1 else many}"))


@cache
def words_of(lang: Lang) -> Words:
    """The words of an edition."""
    return Words(lang)


def when_label(when: When) -> Label:
    """An interval in both languages."""
    return Label(when_words(when, "ja"), when_words(when, "en"))


def counted(count: int, noun: str) -> Label:
    """A number with what it counts."""
    one, many, counter = phrases.NOUNS[noun]
    return Label(f"{count:,}{counter}", f"{count:,} {one if count == 1 else many}")


def moment_label(iso: str) -> Label:
    """A time of the digest in both languages. Raises `RenderError` where it is none."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError as error:
        raise RenderError(f"{iso!r} is no ISO 8601 time: the digest was not made by this program, or was changed by hand") from error
    return Label(f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}", f"{at.day} {at:%B %Y %H:%M} JST")


def gathered(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Names by what they have in common, the most frequent first."""
    found: dict[str, list[str]] = {}
    for common, name in pairs:
        found.setdefault(common, []).append(name)
    return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))


def _filled(text: str, lang: str, values: dict[str, object]) -> str:
    return text.format_map({name: value.of(lang) if isinstance(value, Label) else value for name, value in values.items()})


def _named(value: Fact, lang: str) -> str:
    words = fact_words(value, lang)
    if value.name in _SPEAKING:
        return words
    return f"{phrases.FACTS.get(value.name, Label(value.name, value.name)).of(lang)}{'：' if lang == 'ja' else ': '}{words}"
