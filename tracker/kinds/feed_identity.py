"""Which entry is which, from one capture of a feed to the next.

An entry is known by where it points and what it is called. Neither is enough alone: offices link a dozen announcements to one
index page, and reuse a headline every month. Ids (guid) count only where there is no link, and dates only where there is neither,
since both are renumbered and bumped at will.

The key is made of the entry alone, so it stays whatever else comes or goes. Of the title only letters and digits count, without
「（更新）」 and its kind, so that an entry that is announced again, re-set in another width or marked as updated is the same, revised.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b
from typing import NamedTuple

from tracker.text.feed_raw import is_permanent
from tracker.text.links import canonical_link

_WORDS = "更新|訂正|修正|再掲|追記|差し?替え?"
_MARK = re.compile(
    rf"[(\[【〔](?:[\d年月日時分./:\-\s令和元]|一部|随時|最終)*(?:{_WORDS})(?:しました|済み?|版)?[)\]】〕]"
    rf"|^\s*(?:{_WORDS})\s*[:：]"
    r"|[(\[【](?:updated?|corrected|correction|new)(?:\s[\w ,./-]{0,20})?!?[)\]】]|^\s*(?:updated?|corrected|correction)\s*:",
    re.IGNORECASE,
)
_SETTING = re.compile(r"(?<=\d)([\W_]+)(?=\d)|[\W_]+")


class Identity(NamedTuple):
    """What an entry can be known by. `link` is absolute; `text` tells apart what has the same link and title in one feed."""

    link: str | None
    guid: str | None
    title: str | None
    text: str
    published: datetime | None


def keys(entries: Sequence[Identity]) -> list[str | None]:
    """A key for each entry, unique in the feed; None for an entry that stands there a second time, word for word.

    Entries of the same link and title that say different things are numbered, the newest without a number: a window drops its
    oldest entries, so that what stays keeps what it had.
    """
    bases = [_key(entry) for entry in entries]
    found: list[str | None] = list(bases)
    groups: dict[str, list[int]] = {}
    for place, base in enumerate(bases):
        groups.setdefault(base, []).append(place)
    for base, places in groups.items():
        if len(places) > 1:
            _tell_apart(base, places, entries, found)
    return found


def _tell_apart(base: str, places: list[int], entries: Sequence[Identity], found: list[str | None]) -> None:
    said: set[tuple[str, str]] = set()
    count = 0
    for place in sorted(places, key=lambda place: _moment(entries[place]), reverse=True):
        entry = entries[place]
        words = (" ".join((entry.title or "").split()), entry.text)
        if words in said and entry.link and entry.title:
            found[place] = None
            continue
        said.add(words)
        count += 1
        found[place] = base if count == 1 else f"{base}~{count}"


def _moment(entry: Identity) -> float:
    return entry.published.timestamp() if entry.published else float("-inf")


def _key(entry: Identity) -> str:
    title = title_core(entry.title or "")
    if entry.link:
        return _named("link", canonical_link(entry.link), title)
    if entry.guid and is_permanent(entry.guid):
        return _named("guid", canonical_link(entry.guid), title)
    if title:
        return _named("title", title, entry.published.date().isoformat() if entry.published else "")
    return _named("text", title_core(entry.text[:500]))


def _named(basis: str, *parts: str) -> str:
    said = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{basis}-{blake2b(said, digest_size=12).hexdigest()}"


def title_core(title: str) -> str:
    """What stays of a title however it is set: letters and digits, with a point where numbers meet. Never empty for a title that is not."""
    folded = unicodedata.normalize("NFKC", title)
    core = _SETTING.sub(lambda match: "." if match.group(1) else "", _MARK.sub("", folded).casefold())
    return core or folded.strip()
