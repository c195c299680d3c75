"""What writing a large digest costs in CPU milliseconds, in this process: every format, and the letter. `python -m tests.bench.rendering`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tests.bench.documents import Cost
from tests.digest.samples import day, finding, made, recorded, source, yen
from tracker.model.digest import Digest
from tracker.model.finding import Verdict
from tracker.model.recorded import LookCount
from tracker.model.source import Authority
from tracker.plugins import RENDERERS, names, renderer
from tracker.render.letter import Letters

FINDINGS = 500
_AIM = 2_000.0
"""Milliseconds for all formats together."""

_TIMES = 3
_FIRST = date(2025, 1, 1)
_VERDICTS = (Verdict.ADDS, Verdict.ADVANCES, Verdict.MOVES, Verdict.CONTRADICTS, Verdict.CONFIRMS)
_SUBJECTS = ("harbour-act", "crane-guide", "quay-grant", "boat-fair")
_QUOTE = "港湾利用法の一部を改正する法律が公布され、岸壁の使用料と起重機の運用に関する指針が改められた。"


def large_digest(many: int = FINDINGS) -> Digest:
    """A digest of so many findings, each an entry of its own with a quote, a date before and after, and an amount; 80 sources."""
    told = (
        recorded(
            number,
            finding(
                _VERDICTS[number % 5],
                _SUBJECTS[number % 4],
                event=f"event-{number}",
                when=day((_FIRST + timedelta(days=number)).isoformat()),
                was=day("2026-07-01"),
                facts=(yen(str(1_000_000 + number)),),
                quote=f"{_QUOTE}（第{number}号）",
            ),
            authority=Authority.PRESS if number % 3 == 0 else Authority.OFFICIAL,
            source=f"source-{number % 80}",
        )
        for number in range(1, many + 1)
    )
    sources = tuple(source(f"source-{number}", tracks=("rules", "cranes", "fairs")) for number in range(80))
    return made(
        *told,
        sources=sources,
        look_counts=tuple(LookCount(source=one.id, looked=28, failed=number % 4) for number, one in enumerate(sources)),
    )


def costs() -> Iterator[Cost]:
    """Each format in English, the letter, and the sum of them all."""
    digest, letters = large_digest(), Letters()
    works: dict[str, Callable[[], object]] = {name: lambda name=name: renderer(name).render(digest) for name in names(RENDERERS)}  # type: ignore[misc]
    works["letter"] = lambda: letters.letter_of(digest, "en")
    total = 0.0
    for name, work in works.items():
        least = min(_milliseconds(work) for _ in range(_TIMES))
        total += least
        yield Cost(f"{FINDINGS} findings as {name}", least, _AIM / len(works))
    yield Cost(f"{FINDINGS} findings in all formats", total, _AIM)


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


if __name__ == "__main__":
    for cost in costs():
        sys.stdout.write(f"{cost.what:40} {cost.milliseconds:8.0f} ms of CPU (aim {cost.aim:.0f})\n")
