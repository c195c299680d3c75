"""A past of the tests' own: a feed and a page of the Forest Office over seven weeks, polled as it happened or brought in afterwards."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import create_engine

from tests.origin import Origin, page
from tests.stories.field import ADDS, ADVANCES, CONTRADICTS, OTHER, REFINES, SUPERSEDES, Folder, Item, feed
from tracker.digest.zone import JST

FEED, PAGE = "office", "guide"
ADDRESS = "http://127.0.0.1:{port}/{name}"


class State(NamedTuple):
    """What a source showed at a moment."""

    source: str
    at: datetime
    body: bytes


def _day(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 5, 4, hour, 7, tzinfo=JST) + timedelta(days=day)


def _guide(*paragraphs: str, views: int) -> bytes:
    text = "".join(f"<p>{one}</p>" for one in paragraphs)
    return f"<html lang=ja><head><title>樫指針</title></head><body><main><h1>樫指針</h1>{text}</main><p>閲覧{views}回</p></body></html>".encode()


_BEGIN = "樫指針は、どんぐりを扱うすべての事業者のための指針である。この頁では改定の経過を示す。"
_V11 = "樫指針（第1.1版）は2025年3月28日に公表された。"
_NEW = "樫指針（第1.3版）を2026年6月12日に公表した。"
_DRAFT = "第1.3版の案について、事業者からの意見を踏まえ、作業部会で検討を進めている。"

STATES = (
    State(FEED, _day(0), feed([OTHER])),
    State(PAGE, _day(0, 11), _guide(_BEGIN, _V11, views=1)),
    State(FEED, _day(3), feed([REFINES, OTHER])),
    State(FEED, _day(9), feed([CONTRADICTS, REFINES, OTHER])),
    State(PAGE, _day(12), _guide(_BEGIN, _V11, views=2)),
    State(FEED, _day(17), feed([Item("食堂の献立を改めました", link="/menu-2"), CONTRADICTS, REFINES])),
    State(PAGE, _day(20), _guide(_BEGIN, _V11, _DRAFT, views=3)),
    State(FEED, _day(29), feed([ADVANCES, CONTRADICTS])),
    State(FEED, _day(34), feed([SUPERSEDES, ADVANCES])),
    State(PAGE, _day(34, 11), _guide(_BEGIN, _V11, views=4)),
    State(PAGE, _day(40), _guide(_BEGIN, _V11, _NEW, views=5)),
    State(FEED, _day(44), feed([ADDS, SUPERSEDES, ADVANCES])),
    State(FEED, _day(45), feed([ADDS, SUPERSEDES, ADVANCES])),
)
"""In the order of their moments. One brings nothing new, one takes back what an earlier one said, two are of one morning."""

END = _day(48)


def watching(path: Path, port: int) -> Folder:
    """A folder that watches both."""
    folder = Folder(path)
    folder.sources[FEED] = {"url": ADDRESS.format(port=port, name=FEED)}
    folder.sources[PAGE] = {"url": ADDRESS.format(port=port, name=PAGE), "kind": "page", "select": "main"}
    return folder.set_up()


def mondays() -> list[datetime]:
    """When the weekly digests fall due."""
    return [datetime(2026, 5, 11, 8, tzinfo=JST) + timedelta(weeks=week) for week in range(6)]


def lived_through(path: Path, origin: Origin) -> Folder:
    """The past as it was polled: each state when it stood there, and each week's digest when the week was over."""
    folder, due = watching(path, origin.port), mondays()
    for state in STATES:
        while due and due[0] < state.at:
            _digest(folder, due.pop(0))
        kind = "application/rss+xml" if state.source == FEED else "text/html; charset=utf-8"
        origin.route(f"/{state.source}", page(state.body, content_type=kind))
        folder.poll(state.at.isoformat(), state.source)
    for moment in due:
        _digest(folder, moment)
    return folder


def _digest(folder: Folder, moment: datetime) -> None:
    ran = folder.run("digest", "--series", "weekly", "--format", "json,md,html", now=moment.isoformat())
    assert ran.code == 0, ran.err


def captured(place: Path, states: tuple[State, ...] = STATES) -> Path:
    """The same past as files in a folder, each called after its source and its moment."""
    place.mkdir(parents=True, exist_ok=True)
    for one in states:
        (place / one.source).mkdir(exist_ok=True)
        (place / one.source / f"{one.at.astimezone().timestamp():.0f}.bin").write_bytes(one.body)
    return place


def known(folder: Folder) -> dict[str, Any]:
    """All that a tracker knows of its past: the timeline, its findings, changes and looks, but for when it came to know them."""
    timeline = folder.run("timeline", "--format", "json")
    assert timeline.code == 0, timeline.err
    engine = create_engine(folder.environ.get("TRACKER_DATABASE_URL", f"sqlite:///{folder.path}/db/tracker.sqlite3"))
    with engine.connect() as connection:
        found = {name: sorted(list(map(str, row)) for row in connection.exec_driver_sql(query)) for name, query in _QUERIES.items()}
    engine.dispose()
    return {"timeline": json.loads(timeline.out), **found}


_SEEN = "FROM change AS c JOIN document AS d ON d.id = c.document JOIN look AS l ON l.id = d.look"
_QUERIES = {
    "looks": "SELECT source, at, outcome, CASE WHEN possible_gap THEN 1 ELSE 0 END FROM look",
    "changes": f"SELECT l.at, c.source, c.kind, c.url, c.title, c.rule, c.payload {_SEEN} WHERE c.replaced IS NULL",
    "findings": f"SELECT l.at, f.payload, f.signature {_SEEN} JOIN finding AS f ON f.change = c.id WHERE NOT f.withdrawn",
    "beliefs": "SELECT event, observed, payload FROM revision WHERE replaced IS NULL AND origin <> 'seed'",
    "blocks": "SELECT source, key, hash, content, seen FROM block",
}


def digests(folder: Folder) -> dict[str, str]:
    """The weekly digests as files, each without the words that say from which archive it was put together."""
    found = {}
    for path in sorted((folder.path / "digests").glob("weekly-*.*")):
        text = path.read_text(encoding="utf-8")
        for label in (',\n  "reconstructed": [\n    "folder"\n  ]', " Reconstructed from archives (folder)."):
            text = text.replace(label, "")
        found[path.name] = text
    return found
