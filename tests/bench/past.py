"""What it costs to bring the past in: `python -m tests.bench.past [--captures N] [--sources N]`.

A WARC file of captures of 60 kB, each of a page whose article has changed in one paragraph and whose noise is new, goes the whole way:
listed, archived, read, compared, reconciled. It tells the seconds of the whole command, captures a second, and the most memory held.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.bench.rounds import ROOT, Folder, command
from tests.bench.world import language, page

BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
HOST = "http://past.example"


def captures(number: int, count: int) -> Iterator[tuple[datetime, bytes]]:
    """A page as it stood from day to day: every time one sentence is another, and the noise around the article too."""
    for place in range(count):
        body = page("page", number, 0).body.decode()
        head, _, rest = body.partition("</p>")
        noise, said = f"<p>{place * 7919 % 100_003} views today</p>", f" {place:06d}"
        yield BEGIN + timedelta(hours=24 * place + number % 24), (head + said + "</p>" + rest.replace("</ul>", "</ul>" + noise, 1)).encode()


def write_warc(path: Path, sources: int, each: int) -> int:
    """Write the captures of all sources, in the order in which a crawler would have made them. Answers how many there are."""
    written = 0
    series = [captures(number, each) for number in range(sources)]
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for moments in zip(*series, strict=True):
            for number, (at, body) in enumerate(moments):
                headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                dated = {"WARC-Date": at.strftime("%Y-%m-%dT%H:%M:%SZ")}
                record = writer.create_warc_record(
                    f"{HOST}/{number}", "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict=dated
                )
                writer.write_record(record)
                written += 1
    return written


def sources_file(sources: int) -> str:
    """What is watched: pages with selectors."""
    rows = [
        f"  - {{id: page-{number:03d}, name: {{ja: 頁{number}, en: Page {number}}}, kind: page, url: {HOST}/{number}, authority: official, "
        f"lang: {language(number)}, every: 24h, tracks: [guidelines], select: main}}\n"
        for number in range(sources)
    ]
    return "version: 1\nsources:\n" + "".join(rows)


def brought_in(place: Path, sources: int, each: int) -> dict[str, float]:
    """Bring in the past of so many sources. Answers with figures."""
    folder = Folder(place / "past")
    folder.sources.parent.mkdir(parents=True)
    folder.sources.write_text(sources_file(sources), encoding="utf-8")
    count = write_warc(place / "past.warc.gz", sources, each)
    began = time.perf_counter()
    given = [command(), "backfill", "--from", str(place / "past.warc.gz"), "--json"]
    made = subprocess.run(given, cwd=ROOT, env=folder.environment, capture_output=True, text=True, check=False)
    took = time.perf_counter() - began
    if made.returncode:
        raise SystemExit(made.stderr[-2000:])
    read = json.loads(made.stdout)["read"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "captures": count,
        "read": read["captures"],
        "findings": read["findings"],
        "seconds": took,
        "captures_per_second": count / took,
        "processor_seconds": used.ru_utime + used.ru_stime,
        "memory_peak_mb": used.ru_maxrss / 1000,
        "database_mb": folder.database.stat().st_size / 1e6,
    }


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.past", description=__doc__)
    parser.add_argument("--captures", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=45)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tracker-past-") as place:
        figures = brought_in(Path(place), given.sources, max(1, given.captures // given.sources))
    sys.stdout.write(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    _main()
