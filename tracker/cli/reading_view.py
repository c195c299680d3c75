"""What was read out of a text, for a person: the text with its mentions marked, then each mention and each claim in a line."""

from __future__ import annotations

import os

from rich.console import Console
from rich.text import Text

from tracker.cli import shown
from tracker.model.pack import Pack
from tracker.model.reading import Claim, Fact, Mention, MentionKind, Reading
from tracker.model.source import Label
from tracker.model.when import When

_STYLES = {
    MentionKind.DATE: "cyan",
    MentionKind.MONEY: "green",
    MentionKind.PERCENT: "yellow",
    MentionKind.COUNT: "yellow",
    MentionKind.VERSION: "blue",
    MentionKind.STATUS: "magenta",
    MentionKind.SUBJECT: "bold red",
}
_QUOTE = "underline"
_HEAD = "bold"
_KIND_WIDTH = 8
_MOST_QUOTED = 160


def show(text: str, reading: Reading, pack: Pack) -> None:
    """Print it to standard output, coloured on a terminal. Elsewhere, and with NO_COLOR, it is plain text without any escape."""
    console = Console(color_system=None if os.environ.get("NO_COLOR") else "auto", highlight=False, markup=False, emoji=False)
    for part in (_marked(text, reading), Text(), *_mentions(reading, pack), Text(), *_claims(reading, pack)):
        console.print(part, soft_wrap=True)


def harmless(text: str) -> str:
    """The text, character for character, with those replaced that steer a terminal or turn the direction of writing."""
    return "".join(char if char == "\n" or char.isprintable() else " " if char.isspace() else "\ufffd" for char in text)


def _marked(text: str, reading: Reading) -> Text:
    marked = Text(harmless(text).rstrip("\n"))
    for claim in reading.claims:
        marked.stylize(_QUOTE, claim.start, claim.end)
    for mention in reading.mentions:
        marked.stylize(_STYLES[mention.kind], mention.start, mention.end)
    return marked


def _mentions(reading: Reading, pack: Pack) -> list[Text]:
    lines = [Text(f"Mentions: {len(reading.mentions)}", style=_HEAD)]
    for one in reading.mentions:
        doubt = f" ({one.doubt})" if one.doubt else ""
        kind = (f"  {one.kind.value:<{_KIND_WIDTH}}", _STYLES[one.kind])
        lines.append(Text.assemble(kind, f" {shown(one.text)} = {_value(one, pack)}{doubt}"))
    return lines


def _value(one: Mention, pack: Pack) -> str:
    if one.kind is MentionKind.DATE:
        return when_text(one.when or When())
    if one.kind is MentionKind.MONEY:
        return f"{one.currency} {_sum(one)}"
    value = shown(one.value or "")
    if one.kind is MentionKind.SUBJECT:
        return _labelled(pack.subjects[value].label) if value in pack.subjects else value
    if one.kind is MentionKind.STATUS:
        return _labelled(pack.event_types[value].label) if value in pack.event_types else value
    if one.kind is MentionKind.PERCENT:
        return f"{value}%"
    return " ".join(part for part in (value, one.unit) if part)


def _sum(one: Mention) -> str:
    """The amount with what the written digits allow; where only bounds are written, these."""
    about = "about " if one.approx else ""
    if one.least == one.most:
        return about + _grouped(one.amount)
    bounds = f"{_grouped(one.least)} to {_grouped(one.most)}"
    return f"{about}{_grouped(one.amount)} ({bounds})" if one.amount is not None else about + bounds


def _grouped(digits: str | None) -> str:
    if digits is None:
        return "…"
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}"


def _claims(reading: Reading, pack: Pack) -> list[Text]:
    lines = [Text(f"Claims: {len(reading.claims)}", style=_HEAD)]
    for number, claim in enumerate(reading.claims, start=1):
        lines.append(Text.assemble(f"  {number}. ", (_labelled(pack.subjects[claim.subject].label), _STYLES[MentionKind.SUBJECT])))
        lines.append(Text(f"     {_happening(claim, pack)}"))
        if claim.facts:
            lines.append(Text("     " + "; ".join(map(_fact, claim.facts))))
        lines.append(Text.assemble("     ", (f"“{_clipped(shown(claim.quote))}”", _QUOTE)))
    return lines


def _happening(claim: Claim, pack: Pack) -> str:
    parts = [_labelled(pack.event_types[claim.event].label), claim.modality.value, when_text(claim.when)]
    if claim.period.known:
        parts.append(f"for {when_text(claim.period)}")
    return ", ".join(parts)


def _fact(fact: Fact) -> str:
    value = _grouped(fact.value) if fact.name == "amount" and fact.value is not None else fact.value or "…"
    about = "about " if fact.approx else ""
    return shown(f"{fact.name} {about}{value}{f' {fact.unit}' if fact.unit else ''}")


def when_text(when: When) -> str:
    """Days as ISO text with their precision: `2026-06-01 to 2026-06-30 (month)`, `until 2026-06-30 (month)`, `2026-06-05 (day)`."""
    earliest, latest = when.earliest, when.latest
    if earliest is None and latest is None:
        return "no date"
    if earliest == latest:
        days = f"{earliest}"
    elif earliest is None:
        days = f"until {latest}"
    else:
        days = f"from {earliest}" if latest is None else f"{earliest} to {latest}"
    return f"{days} ({when.precision.value})" if when.precision else days


def _labelled(label: Label) -> str:
    return shown(label.en if label.ja == label.en else f"{label.en} / {label.ja}")


def _clipped(quote: str) -> str:
    return quote if len(quote) <= _MOST_QUOTED else quote[:_MOST_QUOTED].rstrip() + "…"
