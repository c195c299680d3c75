"""The items of a newsletter: set apart by ruled lines, or each under a heading with a mark (■, ◆, 【…】).

Done with care: a text that is not clearly a list of items stays one. What stands before the first item is the first part.
"""

from __future__ import annotations

import re
from collections import Counter
from hashlib import blake2b
from typing import NamedTuple

from tracker.kinds.mail_text import unwrapped
from tracker.text.canonical import canonical

_RULE_CHARS = frozenset("-=_~*+#.･・―─━═‐–—‥…＝＊＿￣～〜＋－◇◆■□●○◎☆★▼▽△▲※┏┓┗┛┌┐└┘├┤┣┫╋|")
_SHORTEST_RULE = 6
_HEADING = re.compile(r"[ 　]{0,4}(?:([■□◆◇●○◎▼▽★☆▶►])[ 　]*(?=\S)|(【)(?=[^】]{1,80}】))")
_BOX = "┃│|  　"
_LONGEST_HEADING = 120
_LONGEST_FIRST_LINE = 100
_LABEL = re.compile(
    r"(?:日\s*時|日\s*程|場\s*所|期\s*間|期\s*限|締\s*切|対\s*象|定\s*員|参加費|費\s*用|主\s*催|共\s*催|後\s*援|お?申\s*込|お?問\s*合|お?問い合|連絡先|詳\s*細|内\s*容"
    r"|講\s*師|会\s*場|募集期間|開催日|概\s*要|資\s*料|URL|TEL|FAX|E-?mail|Web)[^\s]{0,8}(?:[:：】\s　]|$)",
    re.IGNORECASE,
)
"""How a line begins that names a detail of an item, with a mark though it may be set."""
_FOOTER = re.compile(
    r"配信(?:の)?(?:停止|解除|中止|登録)|(?:登録|購読)(?:の)?(?:解除|変更|停止)|バックナンバー|unsubscribe|発行元|配信元|無断転載",
    re.IGNORECASE,
)
_MOST_FOOTER_LINES = 15
_MOST_FOOTERS = 3
_MOST_ITEMS = 300


class Item(NamedTuple):
    """One part of a message. `name` tells it from the others of its message and stays from one copy of it to the next."""

    title: str | None
    text: str
    name: str


class _Part(NamedTuple):
    heading: str | None
    lines: list[str]


def items_of(lines: list[str]) -> list[Item]:
    """What stands before the first item, and the items; the whole text as one where there are not at least two."""
    parts = _parts(lines)
    if len(parts) < 3:
        return [Item(None, unwrapped([line for line in lines if not _is_rule(line)]), "")]
    preamble, *items = parts
    return [Item(None, unwrapped(preamble.lines), ""), *_named(_without_footer(items))]


def _parts(lines: list[str]) -> list[_Part]:
    """The lines cut at rules and headings. The first part is what precedes them."""
    marks = _item_marks(lines)
    parts = [_Part(None, [])]
    place = 0
    while place < len(lines) and len(parts) <= _MOST_ITEMS:
        line = lines[place]
        if _is_rule(line):
            boxed = _boxed(lines, place)
            if boxed:
                parts.append(_Part(boxed, []))
                place += 2
            elif parts[-1].heading is None or _says(parts[-1].lines):
                parts.append(_Part(None, []))
        elif _mark(line) in marks and _stands_apart(lines, place):
            parts.append(_Part(_without_mark(line), []))
        else:
            parts[-1].lines.append(line)
        place += 1
    if len(parts) > _MOST_ITEMS:
        return [_Part(None, lines)]
    return [parts[0], *(_headed(part) for part in parts[1:] if part.heading or _says(part.lines))]


def _item_marks(lines: list[str]) -> frozenset[str]:
    """The marks that set items apart here: those of at least two headings that stand on their own."""
    found = Counter(_mark(line) for place, line in enumerate(lines) if _mark(line) and _stands_apart(lines, place))
    return frozenset(mark for mark, count in found.items() if count > 1)


def _mark(line: str) -> str:
    """The mark of a heading; empty for what is none."""
    found = _HEADING.match(line)
    if found is None or len(line) > _LONGEST_HEADING or _is_rule(line) or _LABEL.match(_without_mark(line).lstrip("【")):
        return ""
    return found[1] or found[2]


def _without_mark(line: str) -> str:
    found = _HEADING.match(line)
    return (line[found.end() :] if found and found[1] else line).strip(_BOX)


def _stands_apart(lines: list[str], place: int) -> bool:
    """Whether a line begins a paragraph, or follows another heading of the same mark."""
    before = lines[place - 1] if place else ""
    return not before.strip() or _is_rule(before) or _mark(before) == _mark(lines[place])


def _boxed(lines: list[str], place: int) -> str | None:
    """The one line that stands between the rule here and another."""
    if place + 2 >= len(lines) or not _is_rule(lines[place + 2]):
        return None
    line = lines[place + 1]
    return _without_mark(line.strip(_BOX)) or None if not _is_rule(line) and 0 < len(line.strip()) <= _LONGEST_HEADING else None


def _headed(part: _Part) -> _Part:
    """A part without a heading takes its first line for one, if that is short and something follows."""
    lines = [line for line in part.lines if line.strip()]
    if part.heading or len(lines) < 2:
        return part
    first = lines[0].strip()
    if len(first) > _LONGEST_FIRST_LINE or first.endswith(("。", ".", "、")):
        return part
    return _Part(_without_mark(first), part.lines[part.lines.index(lines[0]) + 1 :])


def _without_footer(parts: list[_Part]) -> list[_Part]:
    """Without the parts at the end that say how to unsubscribe and who sent it."""
    first = max(1, len(parts) - _MOST_FOOTERS)
    return [part for place, part in enumerate(parts) if place < first or not _is_footer(part)]


def _is_footer(part: _Part) -> bool:
    said = [line for line in [part.heading or "", *part.lines] if line.strip()]
    return len(said) <= _MOST_FOOTER_LINES and any(_FOOTER.search(line[:500]) for line in said)


def _named(parts: list[_Part]) -> list[Item]:
    """The parts as items. One that a table of contents names before it is told is one."""
    texts = [unwrapped(part.lines) for part in parts]
    told = {canonical(part.heading) for part, text in zip(parts, texts, strict=True) if part.heading and text}
    items: list[Item] = []
    seen: Counter[str] = Counter()
    for part, text in zip(parts, texts, strict=True):
        heading = canonical(part.heading or "")
        if not text and (heading in told or seen[_name(heading)]):
            continue
        name = _name(heading or canonical(text[:500]))
        seen[name] += 1
        items.append(Item(part.heading, text, name if seen[name] == 1 else f"{name}~{seen[name]}"))
    return items


def _name(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _says(lines: list[str]) -> bool:
    return any(line.strip() for line in lines)


def _is_rule(line: str) -> bool:
    bare = "".join(line.split())
    return len(bare) >= _SHORTEST_RULE and _RULE_CHARS.issuperset(bare)
