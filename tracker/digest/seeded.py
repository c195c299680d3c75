"""What became of the seeded rows in a series' first digest: how many were borne out, and how many nothing was seen of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from tracker.digest.material import Material
from tracker.digest.sections import verdict_rank
from tracker.digest.when_text import when_words
from tracker.digest.zone import local_day
from tracker.model.digest import Entry
from tracker.model.finding import Verdict
from tracker.model.source import Label
from tracker.model.when import UNKNOWN, Precision, When

_WORDS = {
    "confirms": Label("確認", "confirmed"),
    "refines": Label("より正確", "more exact"),
    "advances": Label("進展", "advanced"),
    "supersedes": Label("置き換え", "superseded"),
    "moves": Label("日程変更", "moved"),
    "contradicts": Label("矛盾", "contradicted"),
    "overdue": Label("期限超過", "overdue"),
    "": Label("未確認", "not seen yet"),
}
_JUDGING = frozenset(verdict for verdict in Verdict if verdict.value in _WORDS)


def seed_entry(material: Material, overdue: Iterable[str], today: date) -> Entry | None:
    """One line for the coverage section of a first digest; None for any other, or where no row is known to be seeded."""
    rows = [event for key, event in sorted(material.timeline.events.items()) if key in material.seeded and event.kind.is_testable]
    if not (material.first and rows):
        return None
    verdicts: dict[str, Verdict] = dict.fromkeys(overdue, Verdict.OVERDUE)
    judged = [one.finding for one in material.findings if not one.withdrawn and one.finding.verdict in _JUDGING]
    for finding in sorted(judged, key=lambda one: verdict_rank(one.verdict), reverse=True):
        if finding.event:
            verdicts[finding.event] = finding.verdict
    counts = Counter(verdicts[row.id].value if row.id in verdicts else "" for row in rows)
    parts = {lang: [f"{_WORDS[word].of(lang)} {counts[word]}" for word in _WORDS if counts[word]] for lang in ("ja", "en")}
    known = material.timeline.known_at
    # A run that behaves as at an earlier moment knew the seed from then on.
    day = min(local_day(known), today) if known else None
    since = When(day, day, Precision.DAY) if day else UNKNOWN
    return Entry(
        title=Label(
            ja=f"初回：起点（{when_words(since, 'ja')}）以後。起点の{len(rows)}件のうち" + "、".join(parts["ja"]),
            en=f"First digest, since the seed was known ({when_words(since, 'en')}). Of its {len(rows)} rows: " + ", ".join(parts["en"]),
        ),
        verdict="coverage",
        track="",
        tracks=(),
        was=UNKNOWN,
        rule="coverage.seeded-rows",
    )
