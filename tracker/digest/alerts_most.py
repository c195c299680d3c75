"""How many words at once one recipient is sent: beyond that what matters most stands alone, and the rest in one more message."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from tracker.digest.alerts import Desk, wants
from tracker.digest.importance import importance_of
from tracker.digest.zone import local_iso
from tracker.model.alert import SERIES, Raised
from tracker.model.delivery import Subscription
from tracker.model.digest import Alert, Citation, Digest, Entry, Section
from tracker.model.source import Label

MOST = 10
"""So many matters of one pass are told one by one."""
MORE = "more"
_MOST_PLACES = 5

Addressed = tuple[Raised, tuple[str, ...]]
"""An alert with the subscriptions that it goes to."""


def addressed(raised: Sequence[Raised], listeners: Sequence[Subscription], desk: Desk) -> tuple[Addressed, ...]:
    """Each alert with whom it goes to, in their order, and after them those that only count what is left for somebody.

    What is told to nobody one by one is claimed by the count. What nobody wants is left out.
    """
    by_weight = sorted(raised, key=lambda one: importance_of(_entry(one)).rank)
    alone: dict[str, list[str]] = {one.key: [] for one in raised}
    left: dict[tuple[str, ...], list[str]] = {}
    for listener in listeners:
        wanted = [one.key for one in by_weight if wants(listener, one, desk.pack)]
        for key in wanted[:MOST]:
            alone[key].append(listener.id)
        if wanted[MOST:]:
            left.setdefault(tuple(wanted[MOST:]), []).append(listener.id)
    named = {one.key: one for one in raised}
    singly = [(one, tuple(alone[one.key])) for one in raised if alone[one.key]]
    return *singly, *((_counted([named[key] for key in keys], alone, desk), tuple(to)) for keys, to in left.items())


def _entry(raised: Raised) -> Entry:
    (section,) = raised.digest.sections
    (entry,) = section.entries
    return entry


def _counted(rest: Sequence[Raised], alone: dict[str, list[str]], desk: Desk) -> Raised:
    """One message of many matters: how many there are, and where they are to be read."""
    entries = [_entry(one) for one in rest]
    mark = hashlib.sha256("\n".join(one.key for one in rest).encode()).hexdigest()[:12]
    labels = {track: label for one in rest if one.digest.alert for track, label in one.digest.alert.labels.items()}
    count, now = len(rest), local_iso(desk.now)
    entry = Entry(
        title=Label(f"ほか{count}件", f"{count} more" if count > 1 else "One more"),
        verdict=MORE,
        track=entries[0].track,
        tracks=tuple(dict.fromkeys(track for one in entries for track in one.tracks)),
        rule="alert.more",
        why=f"More than {MOST} matters came at once: these stand in the next digest, each with its sentence.",
        why_ja=f"一度に{MOST}件を超えたため、これらは次回のダイジェストに一件ずつ掲載する。",
        force=entries[0].force,
        sources=_places(entries),
    )
    alert = Alert(kind=MORE, note=Label("速報", "Alert"), labels=labels)
    digest = Digest(
        id=f"{SERIES}-{MORE}-{mark}",
        series=SERIES,
        since=now,
        until=now,
        composed=now,
        sections=(Section("new", (entry,)),),
        version=desk.version,
        alert=alert,
    )
    claims = tuple(claim for one in rest if not alone[one.key] for claim in one.claims)
    return Raised(digest=digest, key=f"{MORE}:{mark}", claims=claims)


def _places(entries: Sequence[Entry]) -> tuple[Citation, ...]:
    """The pages on which they stand, those with most of them first."""
    counts: dict[str, int] = {}
    cited: dict[str, Citation] = {}
    for one in (source for entry in entries for source in entry.sources):
        counts[one.url] = counts.get(one.url, 0) + 1
        cited.setdefault(one.url, msgspec.structs.replace(one, quote=""))
    return tuple(cited[url] for url in sorted(counts, key=lambda url: -counts[url])[:_MOST_PLACES])
