"""Years of many sources from the Internet Archive: in little memory, at the rate that was set, and nothing twice."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from itertools import islice

import msgspec
import pytest

from tests.archives.internet_archive import InternetArchive, seconds
from tests.archives.many import Came, url_of
from tests.origin import Origin, Reply

SOURCES = 45
FIRST = 1_735_700_000
REFUSED_EVERY = 2_500


class Filled:
    """An archive with so many captures of each source, in every twentieth of which something is odd."""

    def __init__(self, origin: Origin, each: int, size: int, page: int) -> None:
        self.archive = InternetArchive(origin, page)
        self.good = self.damaged = self.refused = 0
        self.archive.refuses = self._refuse
        for number in range(SOURCES):
            for place, at in enumerate(islice(seconds(FIRST + number, 20_000), each)):
                self._keep(url_of(number), place, at, size)

    def _keep(self, url: str, place: int, at: str, size: int) -> None:
        def body() -> bytes:
            return f"<p>{url} {at}</p>".encode().ljust(size)

        if place % 20 == 7:  # the same as before
            self.archive.keep(url, at, body, digest=f"{place - 1:032}")
        elif place % 20 == 11:  # a redirect of its time
            self.archive.keep(url, at, b"moved", status=302, digest=f"{place:032}")
        elif place % 20 == 13:  # what is listed and cannot be played: its bytes are not what their encoding says
            self.damaged += 1
            self.archive.keep(url, at, b"", digest=f"{place:032}")
            self.archive.instead[f"/web/{at}id_/{url}"] = lambda _: Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"})
        else:
            self.good += 1
            self.archive.keep(url, at, body, digest=f"{place:032}")

    def _refuse(self, number: int) -> Reply | None:
        if number % REFUSED_EVERY:
            return None
        self.refused += 1
        return Reply(status=429, headers={"Retry-After": "0"})


def read(origin: Origin, gap: float) -> Came:
    command = [sys.executable, "-m", "tests.archives.many", origin.url(""), str(SOURCES), str(gap)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return msgspec.json.decode(done.stdout, type=Came)


def hold(origin: Origin, filled: Filled, came: Came, size: int, gap: float) -> None:
    assert (came.opened, came.lost, came.listed) == (filled.good, filled.damaged, filled.good + filled.damaged)
    assert came.size == filled.good * size
    asked = Counter(filled.archive.mementos())
    assert len(asked) == came.listed
    assert sum(asked.values()) <= came.listed + filled.refused
    assert max(asked.values()) <= 1 + filled.refused
    assert filled.archive.shortest_gap() >= gap
    assert came.peak < 150, f"{came.peak} MB"


@pytest.mark.soak
def test_the_captures_of_many_sources_are_each_had_once() -> None:
    with Origin() as origin:
        filled = Filled(origin, each=20, size=5_000, page=6)
        hold(origin, filled, read(origin, 0.001), size=5_000, gap=0.001)


@pytest.mark.soak
@pytest.mark.timeout(1_800)
def test_fifty_thousand_captures_are_read_in_little_memory() -> None:
    with Origin() as origin:
        filled = Filled(origin, each=1_250, size=20_000, page=2_000)
        came = read(origin, 0.001)
        assert came.listed > 50_000
        hold(origin, filled, came, size=20_000, gap=0.001)
        assert filled.refused > 10
