"""The table of `make peers`: `python -m tests.peers.reading --python PEERS_PYTHON [--cases FILE]`.

Dates are held against intervals. A reading is right where it covers at least half of the words and has the very days; one day given for
something wider counts as right too where it lies inside, since a peer that knows nothing but days cannot say more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tracker.app import read_pack
from tracker.config.settings import Settings
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read
from tracker.read.wire import reading_to_plain

_HERE = Path(__file__).parent
Case = dict[str, Any]
Found = dict[str, Any]


class Score(NamedTuple):
    """How many were found, how many were wanted, how many were read that were not wanted, and how many of these are named as traps."""

    right: int
    wanted: int
    spurious: int
    traps: int

    def row(self, *, recall_alone: bool) -> str:
        """Recall, precision and F1 as cells of a table, and the traps."""
        recall = self.right / self.wanted if self.wanted else 1.0
        read = self.right + self.spurious
        precision = self.right / read if read else 1.0
        both = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        if recall_alone:
            return f"{recall:.2f} | – | – | –"
        return f"{recall:.2f} | {precision:.2f} | {both:.2f} | {self.traps}"


def score(cases: list[Case], answers: list[list[Found]], kinds: frozenset[str], *, lenient: bool = False) -> Score:
    """Hold answers against cases, `kinds` alone. `lenient`: what is not wanted is not held against a peer that reads all numbers."""
    right = wanted = spurious = traps = 0
    for case, answer in zip(cases, answers, strict=True):
        free = [one for one in answer if one["kind"] in kinds or (lenient and one["kind"] == "number")]
        for want in (one for one in case["expect"] if one["kind"] in kinds):
            wanted += 1
            start = want.get("start", case["text"].find(want["text"]))
            hit = next((one for one in free if _covers(one, start, want["text"], by_number=lenient) and _same(want, one)), None)
            if hit is not None:
                right += 1
                free.remove(hit)
        spurious += 0 if lenient else len(free)
        for trap in (one for one in case.get("must_not", ()) if one["kind"] in kinds):
            start = case["text"].find(trap["text"])
            traps += any(_shared(one, start, start + len(trap["text"])) > 0 for one in answer if one["kind"] == trap["kind"])
    return Score(right, wanted, spurious, traps)


def _shared(one: Found, start: int, end: int) -> int:
    return max(0, min(end, int(one["end"])) - max(start, int(one["start"])))


def _covers(one: Found, start: int, words: str, *, by_number: bool) -> bool:
    shared = _shared(one, start, start + len(words))
    return shared > 0 and (by_number or shared * 2 >= len(words))


def _same(want: Case, one: Found) -> bool:
    if want["kind"] == "date":
        return any(_same_days(want, low, high) for low, high in one["readings"])
    return _number(want.get("amount") or want.get("value")) == _number(one.get("value"))


def _same_days(want: Case, low: str | None, high: str | None) -> bool:
    earliest, latest = want["earliest"], want["latest"]
    if (low, high) == (earliest, latest):
        return True
    return low is not None and low == high and (earliest or low) <= low <= (latest or low)


def _number(written: str | None) -> float | None:
    try:
        return float(written or "")
    except ValueError:
        return None


def ours(cases: list[Case], lexicon: Lexicon) -> list[list[Found]]:
    """Our own readings in the shape of the peers'."""
    answers = []
    for case in cases:
        published = date.fromisoformat(case["published"]) if case.get("published") else None
        found = reading_to_plain(read(case["text"], lexicon, published=published))["mentions"]
        for one in found:
            if one["kind"] == "date":
                one["readings"] = [(one["earliest"], one["latest"])]
            elif one["kind"] == "money":
                one["value"] = one["amount"]
        answers.append(found)
    return answers


def theirs(python: Path, peer: str, cases: list[Case]) -> list[list[Found]]:
    """A peer's readings, made by its own interpreter."""
    given = "".join(json.dumps({key: case.get(key) for key in ("id", "lang", "text", "published")}) + "\n" for case in cases)
    done = subprocess.run([python, _HERE / "answers.py", peer], input=given, capture_output=True, text=True, check=True)
    sys.stderr.write(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


_ROWS = (
    ("dates, Japanese", "ja", frozenset({"date"}), ("ja-timex", "dateparser")),
    ("dates, English", "en", frozenset({"date"}), ("dateparser", "recognizers")),
    ("sums, English", "en", frozenset({"money"}), ("recognizers",)),
    ("sums, shares, counts, Japanese (values alone)", "ja", frozenset({"money", "percent", "count"}), ("recognizers",)),
)


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.peers.reading", description="Other readers on the same sentences.")
    parser.add_argument("--python", type=Path, required=True, help="the interpreter of the peers' environment")
    parser.add_argument("--cases", type=Path, default=_HERE / "cases.jsonl", help="JSON Lines: id, lang, text, published, expect, must_not")
    given = parser.parse_args()
    cases = [json.loads(line) for line in given.cases.read_text(encoding="utf-8").splitlines() if line.strip()]
    lexicon = read_pack(Settings())[1]
    sys.stdout.write("| what | reader | wanted | recall | precision | F1 | traps |\n|---|---|---|---|---|---|---|\n")
    for what, lang, kinds, peers in _ROWS:
        chosen = [case for case in cases if case["lang"] == lang]
        values_alone = "values alone" in what
        for reader in ("tracker", *peers):
            answers = ours(chosen, lexicon) if reader == "tracker" else theirs(given.python, reader, chosen)
            found = score(chosen, answers, kinds, lenient=values_alone)
            sys.stdout.write(f"| {what} | {reader} | {found.wanted} | {found.row(recall_alone=values_alone)} |\n")


if __name__ == "__main__":
    _main()
