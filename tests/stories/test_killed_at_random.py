"""kill -9 at random moments of poll, digest and send: nothing is lost, nothing is told twice."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.house.rules import ROOT
from tests.origin import Asked, Origin, Reply, Route
from tests.postoffice import PostOffice
from tests.stories.field import FIELD, Folder, Item, feed
from tracker.store import Store

BOOK = """\
version: 1
channels:
  mail: {{kind: smtp, host: 127.0.0.1, port: {port}, security: none, from: tracker@forest.example}}
  shelf: {{kind: files, path: out}}
subscriptions:
  - {{id: chief, channel: mail, to: chief@forest.example, series: run, alerts: [adds]}}
  - {{id: clerk, channel: mail, to: clerk@forest.example, series: run, lang: ja}}
  - {{id: shelf, channel: shelf, series: run}}
"""
MOST = 60


def growing() -> Route:
    """A feed that has one item more each time that it is asked for. A reader that comes late still finds the old ones."""
    asked = Counter[str]()

    def answer(request: Asked) -> Reply:
        asked[request.path] += 1
        shown = [
            Item(f"種子基金、第{number}回公募で{number + 10}件を採択", link=f"/selected-{number}")
            for number in range(1, asked[request.path] + 1)
        ]
        return Reply(body=feed(shown[:MOST]), headers={"Content-Type": "application/rss+xml"})

    return answer


def tried(folder: Folder, kills: int, seed: int) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.stories.killing", str(folder.path), str(kills), str(seed)],
        cwd=ROOT,
        env={**os.environ, "TRACKER_ALLOW_PRIVATE_HOSTS": "127.0.0.1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("kills", "seed"), [(6, 3), pytest.param(200, 8, marks=[pytest.mark.soak, pytest.mark.timeout(1800)])])
def test_each_item_is_told_once_and_each_digest_and_alert_arrives(tmp_path: Path, kills: int, seed: int) -> None:
    with Origin() as origin, PostOffice() as post:
        origin.route("/feed", growing())
        folder = Folder(tmp_path).set_up(office=origin.url("/feed"))
        (tmp_path / "db" / "timeline.yaml").write_text(FIELD, encoding="utf-8")
        (tmp_path / "subscriptions.yaml").write_text(BOOK.format(port=post.port), encoding="utf-8")
        said = tried(folder, kills, seed)
        assert said.startswith(f"{kills} killed")
        shown = min(sum(path == "/feed" for path in origin.paths()), MOST)
    with Store.open(f"sqlite:///{tmp_path / 'db' / 'tracker.sqlite3'}") as store:
        digests, rows, unclaimed = store.digests("run"), store.deliveries(10_000), store.unclaimed("run")
    told = [
        cited.url
        for digest in digests
        for section in digest.sections
        if section.name == "new"
        for one in section.entries
        for cited in one.sources
    ]
    assert sorted(address.rpartition("-")[2] for address in told) == sorted(str(number) for number in range(1, shown + 1))
    assert unclaimed == ()
    assert {path.stem for path in (tmp_path / "digests").glob("*.json")} == {digest.id for digest in digests}
    assert {row.state.value for row in rows} == {"sent"}
    assert {(row.digest, row.subscription) for row in rows if row.subscription != "shelf" and not row.digest.startswith("alert")} == {
        (digest.id, name) for digest in digests for name in ("chief", "clerk")
    }
    alerts = Counter(row.digest for row in rows if row.digest.startswith("alert"))
    assert (len(alerts), set(alerts.values())) == (shown, {1}), "each item was told at once, to the one who wants it"
    idents = {row.ident for row in rows if row.subscription != "shelf"}
    letters: dict[str, set[bytes]] = {}
    for letter in post.taken:
        letters.setdefault(letter["Message-ID"].strip("<>").partition("@")[0], set()).add(letter.as_bytes())
    assert set(letters) == idents, "what was committed has arrived, and nothing else"
    assert {len(found) for found in letters.values()} == {1}, "a repeat is the same to the byte"
    assert len(post.taken) - len(idents) <= kills
