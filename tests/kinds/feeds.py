"""Feeds built for the tests, in the shapes that ministries publish."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tracker.kinds.feed import FEED
from tracker.model.document import Document
from tracker.model.look import Capture

URL = "https://www.example.go.jp/rss/news.xml"


class Item(NamedTuple):
    title: str = "火星探査の指針を公表しました"
    link: str = "https://www.example.go.jp/press/0001.html"
    date: str = "Wed, 19 Aug 2026 15:00:00 +0900"
    guid: str = ""
    text: str = ""


def rss(items: Sequence[Item], *, lang: str = "ja", head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return (
        f'{head}\n<rss version="2.0"><channel><title>架空庁 新着情報</title><link>https://www.example.go.jp/</link>'
        f"<language>{lang}</language>\n{''.join(map(_item, items))}</channel></rss>\n"
    )


def _item(item: Item) -> str:
    parts = (("title", item.title), ("link", item.link), ("pubDate", item.date), ("guid", item.guid), ("description", item.text))
    return f"<item>{''.join(f'<{name}>{escape(value)}</{name}>' for name, value in parts if value)}</item>\n"


def rdf(items: Sequence[Item], *, encoding: str = "UTF-8") -> str:
    entries = "".join(
        f'<item rdf:about="{escape(i.link)}"><title>{escape(i.title)}</title><link>{escape(i.link)}</link>'
        f"<description>{escape(i.text)}</description><dc:date>{i.date}</dc:date></item>\n"
        for i in items
    )
    order = "".join(f'<rdf:li rdf:resource="{escape(i.link)}"/>' for i in items)
    return (
        f'<?xml version="1.0" encoding="{encoding}" ?>\r\n<rdf:RDF xmlns="http://purl.org/rss/1.0/" xml:lang="ja"'
        ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<channel rdf:about="https://www.example.go.jp/news.rdf"><title>架空省 新着情報</title><link>https://www.example.go.jp/</link>'
        f"<dc:date>2024-09-30T18:00:00+09:00</dc:date><items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{entries}</rdf:RDF>"
    )


def atom(entries: str, *, attributes: str = 'xml:lang="ja"') -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>架空局</title>'
        f'<link href="https://www.example.go.jp/"/><id>tag:example.go.jp,2026:feed</id>{entries}</feed>'
    )


def extract(body: str | bytes, *, url: str = URL, content_type: str | None = None) -> Document:
    data = body.encode() if isinstance(body, str) else body
    return FEED.extract(Capture(body=data, url=url, content_type=content_type), {})


def key_of(items: Sequence[Item], place: int = 0) -> str:
    return extract(rss(items)).blocks[place].key
