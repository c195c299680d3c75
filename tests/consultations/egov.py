"""A site of public comments of the tests' own: a feed of the newest six, and behind it a list that is posted for, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import parse_qs

from tests.origin import Asked, Origin, Reply

FEED, LIST = "/rss/pcm_list.xml", "/servlet/Public"


@dataclass(frozen=True)
class Case:
    """One consultation. Days as they are written there."""

    number: str
    title: str
    opened: str = "2026/06/05"
    closes: str = "2026/07/06 00:00"
    result: str = ""
    more: str = ""

    @property
    def fields(self) -> dict[str, str]:
        told = {"案の公示日": self.opened, "受付締切日時": self.closes, "結果の公示日": self.result, "カテゴリー": "林業"}
        return {name: value for name, value in told.items() if value} | ({"根拠法令条項": self.more} if self.more else {})

    def link(self, origin: Origin) -> str:
        return origin.url(f"{LIST}?CLASSNAME=PCMMSTDETAIL&id={self.number}&Mode=0")


@dataclass
class Site:
    """The site. `cases` are all consultations, the newest first; `posted` are the forms that were sent."""

    origin: Origin
    cases: Sequence[Case] = ()
    posted: list[dict[str, str]] = field(default_factory=list)
    per_page: int = 20

    def __post_init__(self) -> None:
        self.origin.route(FEED, lambda _: Reply(body=self.feed(), headers={"Content-Type": "application/rss+xml"}))
        self.origin.route(LIST, self._list)

    @property
    def url(self) -> str:
        return self.origin.url(FEED)

    def feed(self, cases: Sequence[Case] | None = None) -> bytes:
        """The feed: RSS 1.0, its descriptions `name：value` with line breaks between."""
        shown = list(self.cases if cases is None else cases)[:6]
        items = "".join(
            f'<item rdf:about="{escape(case.link(self.origin))}"><title>{escape(case.title)}</title><link>{escape(case.link(self.origin))}</link>'
            f"<description>{escape('<br/>'.join(f'{name}：{value}' for name, value in case.fields.items()))}</description>"
            f"<dc:date>{case.opened.replace('/', '-')}T09:00:00+09:00</dc:date></item>"
            for case in shown
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xml:lang="ja"><channel><title>意見募集</title>'
            f"<link>{self.origin.url()}</link></channel>{items}</rdf:RDF>"
        ).encode()

    def page(self, number: int) -> bytes:
        """One page of the list: a row for each consultation."""
        shown = self.cases[(number - 1) * self.per_page : number * self.per_page]
        rows = "".join(
            f"<li><a href='{LIST}?CLASSNAME=PCMMSTDETAIL&amp;id={case.number}&amp;Mode=0'>{escape(case.title)}</a>"
            f"<dl><dt>案の公示日</dt><dd>{case.opened}</dd><dt>受付締切日時</dt><dd>{case.closes}</dd></dl></li>"
            for case in shown
        )
        return f"<html lang=ja><title>意見募集案件一覧</title><body><ul>{rows}</ul></body></html>".encode()

    def _list(self, asked: Asked) -> Reply:
        form = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
        self.posted.append(form)
        if asked.method != "POST" or form.get("CLASSNAME") != "PCMMSTLIST":
            return Reply(status=400, body=b"no such list")
        return Reply(body=self.page(int(form["Page"])), headers={"Content-Type": "text/html; charset=utf-8"})


def cases(count: int, first: int = 1) -> list[Case]:
    """So many consultations of other matters, the newest first."""
    return [
        Case(str(600_000_000 + number), f"「苗床の告示その{number}」に関する意見募集について")
        for number in range(first + count - 1, first - 1, -1)
    ]
