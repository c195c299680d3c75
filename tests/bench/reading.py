"""What reading costs: `python -m tests.bench.reading`, over texts that are generated here and are always the same.

Processor seconds of this process, the least of a few goes: a share of one core, whatever else the machine does.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from random import Random

from tracker.app import read_pack
from tracker.config.settings import Settings
from tracker.read.claims import claims_of
from tracker.read.lexicon import Lexicon
from tracker.read.mentions import gather, mentions_of
from tracker.read.reader import read
from tracker.read.timing import Publication
from tracker.text.normal import normalise

PUBLISHED = date(2026, 8, 20)
_TIMES = 3
_REPORT_BYTES = 300_000

_SAID = (
    "{place}町は令和{year}年{month}月{day}日、港の堤防を{count}か所で補修する計画を公表した。",
    "{place}県の担当者は「潮の高さは平年なみで、漁に出る船の数も変わらない」と話している。",
    "２０２{year}年度の事業費は約{sum}億円で、前の年度より{share}％多い。",
    "会合では委員から、窓口の混雑を避ける工夫や、子どもにも分かる説明を求める意見が出た（第{count}回）。",
    "図書館の本は{count}冊を数え、閲覧の席も増えたため、夕方まで残る人が多くなったという。",
    "人工知能基本計画は２０２{year}年{month}月{day}日に閣議決定された。",
    "調査に答えた{count}社のうち、生成AIを使うと答えたのは{share}％だった。",
    "道の駅では地元の野菜や魚が並び、朝から列ができる日もあるが、駐車場は広くない。",
    "資料の第{share}版は、{place}町のサイト（https://www.example.jp/{place}/{count}.pdf）で読める。",
    "橋の架け替えは来年{month}月下旬までに終える見通しで、工事の間はバスが迂回する。",
)


def report(size: int) -> str:
    """A Japanese report of about so many bytes of UTF-8: dates, sums, shares, subjects, and plain prose between them."""
    random = Random(size)
    lines: list[str] = []
    written = 0
    while written < size:
        line = "".join(_sentence(random) for _ in range(random.randint(2, 5)))
        lines.append(line)
        written += len(line.encode()) + 1
    return "\n".join(lines)


def _sentence(random: Random) -> str:
    return random.choice(_SAID).format(
        place="".join(random.choices("赤青白黒山川森野原島浜岡橋池谷", k=2)),
        year=random.randint(4, 8),
        month=random.randint(1, 12),
        day=random.randint(1, 28),
        count=random.randint(2, 900),
        sum=f"{random.randint(1, 9000):,}",
        share=f"{random.randint(1, 90)}.{random.randint(0, 9)}",
    )


def _seconds(work: Callable[[], object]) -> float:
    costs = []
    for _ in range(_TIMES):
        begun = time.process_time()
        work()
        costs.append(time.process_time() - begun)
    return min(costs)


def _mentions(text: str, lexicon: Lexicon) -> None:
    """All kinds of mentions alone: subjects, numbers, dates and status words, and no claim, since nothing is named to make one of."""
    normal = normalise(text)
    names = lexicon.find(normal)
    material = gather(normal, PUBLISHED, [])
    claims_of(material, lexicon, publication=Publication(PUBLISHED), is_title=False)
    material.names = names
    mentions_of(material)


def figures(size: int = _REPORT_BYTES) -> dict[str, float]:
    """Megabytes a second for mentions alone, seconds for mentions and claims of one report, and the most memory that it took."""
    text = report(size)
    lexicon = read_pack(Settings())[1]
    megabytes = len(text.encode()) / 1e6
    alone = _seconds(lambda: _mentions(text, lexicon))
    whole = _seconds(lambda: read(text, lexicon, published=PUBLISHED))
    tracemalloc.start()
    read(text, lexicon, published=PUBLISHED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "report_kB": round(megabytes * 1000),
        "mentions_MB_per_s": round(megabytes / alone, 2),
        "report_s": round(whole, 2),
        "memory_MB": round(peak / 1e6, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(figures()) + "\n")
