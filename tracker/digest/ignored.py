"""What was seen and told to nobody, put so that a reader can judge it: by source and reason, with samples; and what flips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.digest.plain import one_line, well_formed
from tracker.digest.zone import local_iso
from tracker.model.digest import Flipping, IgnoredRow, Swap
from tracker.model.recorded import Flip, IgnoredCount
from tracker.model.source import Label, Source

REASONS = {
    "boilerplate": Label("サイト共通の枠", "frame of the site"),
    "counter": Label("カウンター", "counters"),
    "email": Label("メールアドレスの表記", "how an address of mail is written"),
    "hidden": Label("表示されない文字", "words that are not shown"),
    "link": Label("リンク先", "addresses of links"),
    "markup": Label("マークアップ", "markup alone"),
    "order": Label("順不同のリストの並び", "order of lists that have none"),
    "punctuation": Label("約物", "punctuation"),
    "time": Label("時刻・更新日の表示", "stamps and spans of time"),
    "token": Label("トークン", "tokens"),
    "whitespace": Label("空白", "white space"),
    "width": Label("全角・半角", "width of characters"),
}
"""The reasons for which a difference is none, by their names."""
_MOST_CHARS = 120
_MOST_FLIPS = 10


def ignored_rows(counts: Iterable[IgnoredCount], sources: Sequence[Source]) -> tuple[IgnoredRow, ...]:
    """What was ignored, in the order of the sources and then by how often; each sample is what stood before and what stands now."""
    order = {source.id: place for place, source in enumerate(sources)}
    names = {source.id: source.name for source in sources}
    ordered = sorted(counts, key=lambda one: (order.get(one.source, len(order)), one.source, -one.count, one.why))
    return tuple(
        IgnoredRow(
            source=one.source,
            why=one.why,
            label=REASONS.get(one.why, Label(one.why, one.why)),
            count=one.count,
            samples=tuple(Swap(_shown(sample.old), _shown(sample.new)) for sample in one.samples if sample.old or sample.new),
            name=names.get(one.source),
        )
        for one in ordered
    )


def flipping(flips: Iterable[Flip]) -> tuple[Flipping, ...]:
    """Unstable blocks as a digest shows them, the most restless first."""
    ordered = sorted(flips, key=lambda one: (-one.times, one.key))[:_MOST_FLIPS]
    return tuple(
        Flipping(block=one.key, old=_shown(one.old), new=_shown(one.new), since=local_iso(one.since), times=one.times) for one in ordered
    )


def _shown(text: str | None) -> str:
    return well_formed(one_line(text or "", _MOST_CHARS))
