"""Two passes that conclude at the same moment: the later one sees what the earlier one taught, and neither's word is lost."""

from __future__ import annotations

import threading
from pathlib import Path

from tests.origin import Asked, Origin, Reply
from tests.stories.field import NOW, Folder, Item, after, ended, feed
from tracker.store import Store

FINER = Item("どんぐり法は2026年2月20日に公布されました", link="/finer")
ALSO = Item(
    "どんぐり法の公布は2026年2月20日", "どんぐり法は2026年2月20日に公布された。どんぐり法は2026年6月1日に施行された。", link="/also"
)


class Together:
    """A route that answers only when all who are waited for have asked."""

    def __init__(self, body: bytes, gate: threading.Barrier) -> None:
        self.body, self.gate = body, gate

    def __call__(self, _: Asked) -> Reply:
        self.gate.wait(60)
        return Reply(body=self.body)


def test_what_two_passes_learn_of_one_event_at_once_is_all_kept(tmp_path: Path) -> None:
    gate = threading.Barrier(2)
    with Origin() as one, Origin() as two:
        one.route("/one", Together(feed([FINER]), gate))
        two.route("/two", Together(feed([ALSO]), gate))
        folder = Folder(tmp_path)
        folder.sources = {"one": {"url": one.url("/one"), "timeout": "60s"}, "two": {"url": two.url("/two"), "timeout": "60s"}}
        folder.set_up()
        folder.run("sources")  # the database is made before both begin
        passes = [folder.start("poll", name, "--json", now=NOW) for name in ("one", "two")]
        assert [ended(process).code for process in passes] == [0, 0]
    with Store.open(f"sqlite:///{tmp_path / 'db' / 'tracker.sqlite3'}") as store:
        history = [one.event for one in store.history("act.promulgated")]
        in_force = store.believed().events["act.in-force"]
    assert len(history) == 2, "the seed's, and what the first pass made of it: the second only adds a source"
    assert (str(history[-1].when.earliest), history[-1].authority) == ("2026-02-20", "official")
    assert in_force.modality == "occurred"
    digest = folder.digest(after(hours=1))
    promulgated = [entry for section in digest["sections"] for entry in section["entries"] if entry.get("event") == "act.promulgated"]
    assert len(promulgated) == 1
