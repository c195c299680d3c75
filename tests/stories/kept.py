"""A folder with some of everything that is kept: two sources of unlike terms, bytes that came back, a saved page, a decision, a digest."""

from __future__ import annotations

import json
from pathlib import Path

from tests.origin import Origin, page
from tests.stories.field import NOW, STORY, Folder, Item, after, serve

PRESS = Item("どんぐり法は2026年6月2日に施行されたと関係者が述べました", text="続報を待つ。" * 30, link="/press-1")
FOUND = Item("種子基金、第5回公募で3件を採択したことがわかった", link="/press-2")
NEXT = Item("種子基金、第4回公募で5件を採択", day="2026-06-10", link="=cmd|selected-4")
SAVED = "<html><head><title>樫指針</title></head><body><main><h1>樫指針</h1><p>樫指針（第1.3版）を2026年6月9日に公表しました。</p></main></body></html>"
QUOTED = 12
"""How many characters of the paper may be quoted."""


def keep(path: Path) -> Folder:
    """A folder that has looked three times at an open office and a paper that lets nobody pass it on, and holds all else too."""
    with Origin() as origin:
        folder = Folder(path).set_up(office=origin.url("/feed"), paper=origin.url("/paper"), wall=origin.url("/wall"))
        folder.sources["office"]["terms"] = {"redistribute": True, "quote": 200}
        folder.sources["paper"] |= {"authority": "press", "terms": {"redistribute": False, "quote": QUOTED}}
        folder.sources["wall"] |= {"kind": "page", "terms": {"redistribute": True}, "every": "1d"}
        folder.write_sources()
        origin.route("/paper", serve([PRESS, FOUND]))
        for hours, items in enumerate(([*STORY], [NEXT, *STORY], [*STORY])):
            origin.route("/feed", serve(items, etag=f'"{len(items)}"'))
            folder.poll(after(hours=hours), "--all")
        (path / "saved.html").write_text(SAVED, encoding="utf-8")
        given = ("--url", origin.url("/wall"), "--seen", after(hours=3), "--source", "wall")
        assert folder.run("capture", "add", "saved.html", *given, now=after(hours=3)).code == 0
        origin.route("/wall", page(SAVED.encode()))
    folder.digest(after(hours=4))
    item = next(one for one in json.loads(folder.run("review", "--json").out) if one["event"] == "fund.established")
    decided = folder.run("review", "reject", item["id"], "--by", "M. Sato", "--reason", "an error of theirs", now=after(hours=5))
    assert decided.code == 0, decided.err
    assert folder.run("ack", "act.in-force", "--by", "Mori", now=after(NOW, hours=6)).code == 0
    return folder
