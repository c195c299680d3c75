"""A year of weekly digests, written again from what is stored: the same bytes in every format and language, in any process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.digest.samples import NOW, PACK, PERIOD, day, event, finding, recorded, source, yen
from tests.house.rules import ROOT
from tracker.digest.compose import compose
from tracker.digest.material import Material
from tracker.model.digest import LANGS, Digest, Period
from tracker.model.finding import Verdict
from tracker.model.recorded import LookCount
from tracker.model.source import Authority
from tracker.model.timeline import Timeline
from tracker.model.wire import from_json, to_json
from tracker.plugins import RENDERERS, names, renderer
from tracker.render.letter import Letters

WEEKS = 52
_ROWS = {name: event(name, day(when)) for name, when in (("soon", "2026-09-01"), ("late", "2026-07-01"))}


def week(number: int, *, backwards: bool = False) -> Digest:
    """The digest of one week; the order of what it is made from does not matter."""
    now = NOW + timedelta(weeks=number)
    period = Period(id=f"weekly-{number:02}", series=PERIOD.series, since=now - timedelta(weeks=1), until=now)
    verdicts = (Verdict.ADDS, Verdict.ADVANCES, Verdict.MOVES, Verdict.CONTRADICTS, Verdict.CONFIRMS, Verdict.SUPERSEDES)
    findings = [
        recorded(
            100 * number + place,
            finding(
                verdicts[(number + place) % 6], ("harbour-act", "quay-grant", "boat-fair")[place % 3], event=f"e{place}", facts=(yen("12"),)
            ),
            authority=Authority.PRESS if place % 4 == 3 else Authority.OFFICIAL,
        )
        for place in range(1 + number % 7)
    ]
    material = Material(
        findings=tuple(reversed(findings) if backwards else findings),
        timeline=Timeline(dict(reversed(_ROWS.items())) if backwards else dict(_ROWS)),
        sources=(source("harbour-news"),),
        look_counts=(LookCount(source="harbour-news", looked=14, failed=number % 3),),
        unread={"b": 1, "a": 2} if backwards else {"a": 2, "b": 1},
    )
    return compose(material, period, pack=PACK, now=now, version="0.1.0")


def prints(digests: list[Digest]) -> list[str]:
    """One hash for each digest: of all that is written of it, each week in the next language."""
    letters, found = Letters(), []
    for number, digest in enumerate(digests):
        lang = LANGS[number % len(LANGS)]
        written = [renderer(name).render(digest, lang) for name in names(RENDERERS)]
        written += letters.letter_of(digest, lang)
        found.append(hashlib.sha256("\0".join(written).encode()).hexdigest())
    return found


@pytest.mark.slow
def test_a_year_of_weekly_digests_is_written_again_byte_for_byte() -> None:
    composed = [week(number) for number in range(WEEKS)]
    stored = [to_json(digest) for digest in composed]
    assert [to_json(week(number, backwards=True)) for number in range(WEEKS)] == stored, "composed of the same in another order"
    first = prints(composed)
    assert len(set(first)) == WEEKS
    again = subprocess.run(
        [sys.executable, "-m", "tests.render.test_year"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/Lima", "LC_ALL": "C"},
        input="\n".join(stored),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert again.stdout.split() == first


if __name__ == "__main__":
    sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("\n".join(prints([from_json(line, Digest) for line in sys.stdin])))  # noqa: T201
