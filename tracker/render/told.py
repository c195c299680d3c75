"""The entries of digests as items of a feed: what Atom and JSON Feed both carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from tracker.model.digest import Digest, Entry, Lang
from tracker.render.escape import web_address
from tracker.render.letter import Letters
from tracker.render.view import View

FEED = "urn:policy-tracker:digests"
_LISTED = frozenset({"brief", "coming", "coverage"})


class Item(NamedTuple):
    """One item. `id` never changes, `url` is the best source's own address, `text` is plain lines."""

    id: str
    title: str
    url: str | None
    updated: datetime
    text: str
    tags: tuple[str, ...]


def findings(digests: Iterable[Digest], lang: Lang) -> Iterator[Item]:
    """Every numbered entry of some digests as an item."""
    for digest in digests:
        view, updated, seen = View(digest, lang), datetime.fromisoformat(digest.composed), set[int]()
        for section in digest.sections:
            for entry in () if section.name in _LISTED else section.entries:
                number = view.number(entry)
                if number is not None and number not in seen:
                    seen.add(number)
                    tags = (section.name, *entry.tracks)
                    title = view.words.titled(entry.title)
                    yield Item(f"{FEED}:{digest.id}:{number}", title, _address(entry), updated, _text(entry, view), tags)


def issues(digests: Iterable[Digest], lang: Lang) -> Iterator[Item]:
    """Each of some digests as an item: the subject and the text of its letter."""
    letters = Letters()
    for digest in digests:
        subject, text = letters.plain(digest, lang)
        yield Item(f"{FEED}:{digest.id}", subject, None, datetime.fromisoformat(digest.composed), text, (digest.series,))


def _address(entry: Entry) -> str | None:
    return next((address for cited in entry.sources if (address := web_address(cited.url))), None)


def _text(entry: Entry, view: View) -> str:
    words, before = view.words, view.before(entry)
    lines = [f"{words.say('when')}: {words.dated(entry.when, entry.modality)}"] if entry.when.known or entry.modality else []
    if before:
        lines += [f"{words.say('before')}: {before}", f"{words.say('now')}: {view.now(entry)}"]
    for cited in entry.sources:
        name = f"{view.source_name(cited)} ({words.authority(cited.authority.value)})"
        lines.append(f"“{cited.quote}” {name}" if cited.quote else name)
    why = view.why(entry)
    if why or entry.rule:
        lines.append(" ".join(part for part in (f"{words.say('why')}:", why, entry.rule) if part))
    return "\n".join(lines)
