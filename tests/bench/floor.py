"""The least that polling can do, beside which the tracker is measured: `python -m tests.bench.floor KIND DATABASE ORIGINS COUNT`.

aiohttp, feedparser or selectolax, SQLAlchemy Core and SQLite in one loop: conditional requests, snapshots, entries or main text kept,
what is new told. No leases, no robots.txt, no reading, no timeline, one commit for fifty sources, nothing that a crash would not undo.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from typing import Any

import aiohttp
import zstandard
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, Text, create_engine, event, select
from sqlalchemy.dialects.sqlite import insert

_AT_ONCE = 20
_BATCH = 50

_metadata = MetaData()
_state = Table(
    "state", _metadata, Column("url", String, primary_key=True), Column("etag", String), Column("modified", String), Column("hash", String)
)
_snapshot = Table("snapshot", _metadata, Column("hash", String, primary_key=True), Column("body", LargeBinary))
_piece = Table("piece", _metadata, Column("url", String, primary_key=True), Column("key", String, primary_key=True), Column("text", Text))


def _pieces(kind: str, body: bytes) -> dict[str, str]:
    """What a source says, by key."""
    if kind == "feed":
        import feedparser  # noqa: PLC0415 - costs a tenth of a second, and a page needs none

        return {entry.id: f"{entry.title}\n{entry.summary}" for entry in feedparser.parse(body, sanitize_html=False).entries}
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - as above

    article = LexborHTMLParser(body).css_first("article")
    assert article is not None
    texts = [part.text() for part in article.css("h1, h2, p")]
    return {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}


class _Loop:
    """One round."""

    def __init__(self, kind: str, database: str) -> None:
        self.kind = kind
        self.engine = create_engine(f"sqlite:///{database}")
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA journal_mode = WAL"))
        _metadata.create_all(self.engine)
        with self.engine.connect() as connection:
            self.states = {row.url: row for row in connection.execute(select(_state))}
        self.rows: dict[Table, list[dict[str, Any]]] = {_snapshot: [], _state: [], _piece: []}
        self.changed = 0

    async def run(self, urls: list[str]) -> None:
        slots = asyncio.Semaphore(_AT_ONCE)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def one(url: str) -> None:
                async with slots:
                    await self._look(session, url)

            await asyncio.gather(*map(one, urls))
        self._flush()

    async def _look(self, session: aiohttp.ClientSession, url: str) -> None:
        state = self.states.get(url)
        headers = {"If-None-Match": state.etag, "If-Modified-Since": state.modified} if state else {}
        async with session.get(url, headers=headers) as response:
            body = await response.read()
            if response.status == 304:
                return
            digest = hashlib.sha256(body).hexdigest()
            self.rows[_state].append(
                {"url": url, "etag": response.headers["ETag"], "modified": response.headers["Last-Modified"], "hash": digest}
            )
        self.rows[_snapshot].append({"hash": digest, "body": zstandard.ZstdCompressor(level=3).compress(body)})
        pieces = _pieces(self.kind, body)
        if state:
            with self.engine.connect() as connection:
                known = set(connection.execute(select(_piece.c.key).where(_piece.c.url == url)).scalars())
            pieces = {key: text for key, text in pieces.items() if key not in known}
            self.changed += bool(pieces)
        self.rows[_piece] += [{"url": url, "key": key, "text": text} for key, text in pieces.items()]
        if len(self.rows[_state]) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        with self.engine.begin() as connection:
            for table, rows in self.rows.items():
                if rows:
                    statement = insert(table)
                    values = {column.name: statement.excluded[column.name] for column in table.columns}
                    connection.execute(statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=values), rows)
                rows.clear()


def _main(kind: str, database: str, origins: str, count: str) -> None:
    places = json.loads(origins)
    loop = _Loop(kind, database)
    asyncio.run(loop.run([f"http://{places[number % len(places)]}/{kind}/{number}" for number in range(int(count))]))
    sys.stdout.write(f"{loop.changed}\n")


if __name__ == "__main__":
    _main(*sys.argv[1:5])
