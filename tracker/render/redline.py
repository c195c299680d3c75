"""What differs between two documents, for a person: word by word, under the headings that it stands below.

One way to spans, which a terminal paints; text, Markdown and HTML are written from the same spans.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from tracker.diff.gathered import gathered
from tracker.diff.places import Places
from tracker.diff.words import excerpt, word_hunks
from tracker.digest.plain import one_line, visible
from tracker.model.document import CellChange, Comparison, Document
from tracker.model.redline import Edition, Fate, Figure, Redline
from tracker.render import escape

FORMATS = ("text", "markdown", "html")
_AROUND = 60
"""Characters of unchanged text that are shown on each side of a change."""
_LONGEST = 2_000
_HAIR = "\u200a"
"""A hair space: Markdown opens no emphasis between a letter and a bracket, as Japanese writes them, but for white space beside it."""
_STYLE = "del{color:#b00020}ins{color:#00692b;text-decoration:none;background:#e6f4ea}"


class Span(NamedTuple):
    """A run of a line. `style` is one of `del`, `ins`, `place`, `word`, `title`, or empty for what stayed."""

    text: str
    style: str = ""


Line = tuple[Span, ...]


class Part(NamedTuple):
    """One difference: a word for it, the path of headings that it stands under, its lines."""

    word: str
    place: tuple[str, ...]
    lines: tuple[Line, ...]


def marked(old: str | None, new: str | None) -> Line:
    """Two wordings of a passage as one line: what went as `del`, what came as `ins`, what stayed cut to what surrounds a change."""
    hunks = excerpt(word_hunks((old or "")[:_LONGEST], (new or "")[:_LONGEST]), _AROUND)
    found = []
    for hunk in hunks:
        if hunk.op == "equal":
            found.append(Span(visible(hunk.new)))
        else:
            found += [Span(visible(side), style) for side, style in ((hunk.old, "del"), (hunk.new, "ins")) if side]
    cut = max(len(old or ""), len(new or "")) > _LONGEST
    return (*found, Span("…")) if cut else tuple(found)


def parts_of_comparison(comparison: Comparison, old: Document, new: Document) -> tuple[Part, ...]:
    """The changes of two captures of one source; what came in the place of something much like it as one."""
    before, after = Places(old), Places(new)
    found = []
    for change in gathered(comparison.changes):
        word = change.change.value
        if change.old_key is not None:
            lines: tuple[Line, ...] = (_cut(change.new), _from(before.of(change.old_key), change.old_key))
        else:
            lines = tuple(map(_cell, change.cells)) or (marked(change.old, change.new),)
        place = (before if change.new is None else after).of(change.key)
        found.append(Part(word, place, lines))
    return tuple(found)


def parts_of_redline(redline: Redline) -> tuple[Part, ...]:
    """All passages but those that were kept."""
    found = []
    for one in redline.passages:
        if one.fate is Fate.KEPT:
            continue
        place = one.new_place if one.new is not None else one.old_place
        lines: tuple[Line, ...] = (_cut(one.new),) if one.fate is Fate.MOVED else (marked(one.old, one.new),)
        if one.moved and one.old_place != one.new_place:
            lines = (*lines, _from(one.old_place, one.old_key or ""))
        found.append(Part(one.fate.value, place, lines))
    return tuple(found)


def headed(redline: Redline, editions: Sequence[Edition] = ()) -> tuple[Line, ...]:
    """What stands above a redline: the two documents, how many passages met which fate, and the figures that changed."""
    names = [(Span("-+"[place] * 3 + " ", "word"), Span(_edition(one))) for place, one in enumerate(editions)]
    counts = ", ".join(f"{count} {fate}" for fate, count in redline.counts.items())
    return (*names, (Span(counts, "title"),), *map(_figure, redline.figures))


def written(head: Iterable[Line], parts: Sequence[Part], fmt: str) -> str:
    """Head and parts in one of `FORMATS`, ending with a line break. Text from outside stays text."""
    if fmt == "html":
        return _html(head, parts)
    return _markdown(head, parts) if fmt == "markdown" else "".join(f"{plain(line)}\n" for line in lines(head, parts))


def lines(head: Iterable[Line], parts: Sequence[Part]) -> Iterator[Line]:
    """Head and parts as the lines of a terminal: each path of headings once, above what stands under it."""
    yield from head
    last: tuple[str, ...] | None = None
    for part in parts:
        if part.place != last:
            yield ()
            if part.place:
                yield (Span(_path(part.place), "place"),)
        last = part.place
        for number, line in enumerate(part.lines):
            yield (Span(f"  {part.word}: " if number == 0 else "    ", "word"), *line)


def plain(line: Line) -> str:
    """A line without colour: `[-what went-]{+what came+}`."""
    return "".join({"del": f"[-{text}-]", "ins": f"{{+{text}+}}"}.get(style, text) for text, style in line).rstrip()


def markdown(line: Line) -> Markup:
    """A line as Markdown: `~~what went~~ **what came**`, everything escaped."""
    found = ""
    for place, (text, style) in enumerate(line):
        mark = {"del": "~~", "ins": "**", "title": "**"}.get(style)
        inner = text.strip()
        if mark is None or not inner:
            found += escape.inline(text)
            continue
        follows = line[place + 1].text if place + 1 < len(line) else ""
        head, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        if not head and found and not found[-1].isspace() and (line[place - 1].style == "del" or _needs_room(found[-1], inner[0])):
            head = " " if line[place - 1].style == "del" else _HAIR
        if not tail and follows and _needs_room(follows[0], inner[-1]):
            tail = _HAIR
        found += f"{head}{mark}{escape.inline(inner)}{mark}{tail}"
    return Markup(found)  # noqa: S704 - each part was escaped


def html(line: Line) -> Markup:
    """A line as HTML: `<del>what went</del><ins>what came</ins>`, everything escaped."""
    tags = {"del": "del", "ins": "ins", "title": "b"}
    return Markup("").join(
        Markup("<{0}>{1}</{0}>").format(Markup(tags[style]), text) if style in tags else Markup.escape(text)  # noqa: S704 - of ours
        for text, style in line
    )


def _needs_room(outside: str, inside: str) -> bool:
    """Whether a mark between these two would be none: punctuation inside, and a letter outside."""
    return _is_punctuation(inside) and not outside.isspace() and not _is_punctuation(outside)


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _markdown(head: Iterable[Line], parts: Sequence[Part]) -> str:
    found = [markdown(line) for line in head]
    last: tuple[str, ...] | None = None
    for part in parts:
        if part.place != last and part.place:
            found.append(Markup(f"**{escape.text(_path(part.place))}**"))  # noqa: S704 - escaped
        last = part.place
        body = Markup("<br>").join(map(markdown, part.lines))
        found.append(Markup(f"- *{part.word}:* {body}"))  # noqa: S704 - escaped
    return "\n\n".join(map(str, found)) + "\n"


def _html(head: Iterable[Line], parts: Sequence[Part]) -> str:
    found = [Markup("<p>{}</p>").format(html(line)) for line in head]
    last: tuple[str, ...] | None = None
    for part in parts:
        if part.place != last and part.place:
            found.append(Markup("<h2>{}</h2>").format(_path(part.place)))
        last = part.place
        found.append(Markup('<p class="{0}"><b>{0}:</b> {1}</p>').format(part.word, Markup("<br>").join(map(html, part.lines))))
    body = "\n".join(map(str, found))
    return f'<!doctype html>\n<html lang="ja">\n<meta charset="utf-8">\n<title>Redline</title>\n<style>{_STYLE}</style>\n{body}\n</html>\n'


def _path(place: tuple[str, ...]) -> str:
    return " › ".join(one_line(step) for step in place)


def _cut(text: str | None) -> Line:
    return (Span(one_line(text or "", 2 * _AROUND)),)


def _from(place: tuple[str, ...], key: str) -> Line:
    return (Span(f"from: {_path(place) or one_line(key, 2 * _AROUND)}"),)


def _cell(cell: CellChange) -> Line:
    name = " · ".join(one_line(part, _AROUND) for part in (cell.row, cell.column) if part)
    sides = [Span(one_line(side), style) for side, style in ((cell.old, "del"), (cell.new, "ins")) if side]
    arrow = [Span(" → ")] if len(sides) == 2 else []
    return (Span(f"{name}: "), *sides[:1], *arrow, *sides[1:], Span(f" {cell.unit}" if cell.unit else ""))


def _figure(figure: Figure) -> Line:
    sides = [Span(one_line(side), style) for side, style in ((figure.old, "del"), (figure.new, "ins")) if side]
    arrow = [Span(" → ")] if len(sides) == 2 else []
    place = f" ({_path(figure.place)})" if figure.place else ""
    return (Span(f"{figure.kind.value}: ", "word"), *sides[:1], *arrow, *sides[1:], Span(place))


def _edition(one: Edition) -> str:
    return f"{one.name} · {one_line(one.title)} · {one.source} · {one_line(one.url)}"
