"""Loopback copies of how offices publish, each odd in its way: words of our own in the shapes that are met on the web."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import count

from tests.origin import Origin, Reply, Route, page, redirect, reply
from tests.stories.field import NOW

START = datetime.fromisoformat(NOW)
TITLES = (
    "どんぐり法の施行について",
    "樫指針（第1.2版）の公表",
    "種子基金の第3回公募",
    "森林局の人事異動",
    "苗木の競り市の結果",
    "林道の通行止め",
)


def title(number: int) -> str:
    return f"{TITLES[number % len(TITLES)]}（第{number + 1}号）"


def day(number: int, *, gap: float = 0.5) -> datetime:
    """The moment of the nth item, the newest first, half a day between two."""
    return START - timedelta(days=number * gap, hours=1)


def rdf(items: Iterable[str], *, head: str = "", encoding: str = "utf-8") -> bytes:
    """A feed in RSS 1.0."""
    text = (
        f'<?xml version="1.0" encoding="{"Shift_JIS" if encoding == "cp932" else encoding}"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja">\n'
        f"<channel><title>森林局</title><link>/</link>{head}</channel>\n" + "\n".join(items) + "\n</rdf:RDF>\n"
    )
    return text.encode(encoding)


def rdf_item(number: int, *, link: str = "", told: str | None = None, text: str = "お知らせします。", when: str | None = None) -> str:
    address = link or f"/news/{number}.html"
    date = when or day(number).isoformat(timespec="seconds")
    return (
        f'<item rdf:about="{address}"><title>{told or title(number)}</title><link>{address}</link>'
        f"<description>{text}</description><dc:date>{date}</dc:date></item>"
    )


def rss(items: Iterable[str], *, head: str = "") -> bytes:
    """A feed in RSS 2.0."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>森林局</title><link>/</link><language>ja</language>'
        f"{head}{''.join(items)}</channel></rss>"
    ).encode()


def rss_item(number: int, *, link: str = "", told: str | None = None, guid: str | None = None, when: str | None = None) -> str:
    named = f"<guid>{escape(guid)}</guid>" if guid else ""
    date = when if when is not None else format_datetime(day(number))
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>{told or title(number)}</title><link>{escape(link) or f'/news/{number}.html'}</link>{named}{dated}</item>"


def atom(*, newest: datetime) -> bytes:
    def entry(number: int) -> str:
        when = (newest - timedelta(days=number)).isoformat()
        return (
            f'<entry><id>urn:forest:{number}</id><title>{title(number)}</title><link href="/p/{number}"/><updated>{when}</updated></entry>'
        )

    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ja"><title>森林省</title>'
        + "".join(map(entry, range(20)))
        + "</feed>"
    ).encode()


def html(body: str, *, encoding: str = "utf-8", noise: str = "") -> bytes:
    head = f'<meta charset="{"Shift_JIS" if encoding == "cp932" else encoding}"><title>森林局のお知らせ</title>'
    long = "<p>森林局は、どんぐり法に基づく施策、樫指針および種子基金について、このページで順にお知らせしています。</p>"
    return f'<!DOCTYPE html><html lang="ja"><head>{head}</head><body><!-- {noise} --><main><h1>お知らせ</h1>{long}{body}</main></body></html>'.encode(
        encoding
    )


def listed(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>"


def feed_page(body: bytes, **headers: str) -> Route:
    return page(body, content_type="application/xml", **headers)


def changing(make: Callable[[int], bytes]) -> Route:
    """Another body at each look."""
    looks = count()
    return lambda _: Reply(body=make(next(looks)), headers={"Content-Type": "text/html; charset=utf-8"})


def _pairs(number: int) -> str:
    told = f"案の公示日：2026年6月{number + 1}日<br/>受付締切日時：2026年7月{number + 1}日 00:00<br/>分野：林業<br/>問合せ先：森林局"
    return rdf_item(number, link=f"/servlet/Public?CLASSNAME=PCMMSTDETAIL&amp;id=60000{number}", text=escape(told))


def _meetings() -> str:
    return listed(f'<a href="{n}kai/{n}kai.html">第{n}回会合（令和8年5月{n}日）</a>' for n in range(1, 5))


JST_NAME = "%a, %d %b %Y %H:%M:%S JST"
NO_WEEKDAY = "%d %b %Y %H:%M:%S +0900"
FEEDS: dict[str, tuple[str, Route]] = {
    "ministry-sjis": (
        "/news.rdf",
        feed_page(
            rdf(
                (rdf_item(n, text=title(n), when=f"2026-06-{10 - n // 4:02}T05:00:00+09:00") for n in range(20)),
                encoding="cp932",
            )
        ),
    ),
    "premier": (
        "/index-jnews.rdf",
        feed_page(
            rss(rss_item(n, link=f"/jp/105/actions/{n}.html", guid=f"item_{n}", when=day(n).strftime(NO_WEEKDAY)) for n in range(25))
        ),
    ),
    "frozen": ("/release_atom.xml", feed_page(atom(newest=START - timedelta(days=62)))),
    "treasury": (
        "/news.rss",
        feed_page(
            rss((rss_item(n, link=f"/insideLink/{n}.html", told=f"入札の結果（第{n}回）") for n in range(100)), head="<ttl>60</ttl>")
        ),
    ),
    "digital": (
        "/rss/news.xml",
        feed_page(
            rss(
                rss_item(n, link=f"/news/{n // 2}", guid=f"0f8e1c2a-{n}", told="（更新）樫指針の公表" if n == 3 else None)
                for n in range(21)
            )
        ),
    ),
    "finance": (
        "/all_rss2.xml",
        feed_page(
            rss(rss_item(n, link=f"/news/r7/{n}.html", told=f"その他, {title(n)}", when=day(n).strftime(JST_NAME)) for n in range(15))
        ),
    ),
    "health": (
        "/stf/news.rdf",
        feed_page(
            rdf(
                (rdf_item(n, told=escape(f"どんぐり法の施行<br />について（{n}）")) for n in range(12)),
                head="<dc:date>2024-09-30T10:00:00+09:00</dc:date>",
            )
        ),
    ),
    "transport": (
        "/pressrelease.rdf",
        feed_page(rdf((rdf_item(n, link=f"http://127.0.0.1/report/{n}.html") for n in range(18)), encoding="cp932")),
    ),
    "cabinet": (
        "/rss/news.rdf",
        feed_page(
            rdf(
                rdf_item(n, link=f"https://institute.example/{n}.html", told=f"<![CDATA[{title(n)}【6月{n + 1}日開催】]]>\r\n")
                for n in range(10)
            )
        ),
    ),
    "comments": ("/rss/pcm_list.xml", feed_page(rdf(_pairs(n) for n in range(6)))),
    "undated": ("/undated.xml", feed_page(rss(rss_item(n, when="") for n in range(12)))),
    "relative": ("/relative.xml", feed_page(rss(rss_item(n, link=f"news/{n}.html") for n in range(12)))),
    "to-come": ("/to-come.xml", feed_page(rss(rss_item(n, when=format_datetime(START + timedelta(days=9 - n))) for n in range(12)))),
    "no-date-at-all": ("/no-date.xml", feed_page(rss(rss_item(n, when="このごろ") for n in range(12)))),
    "pinned": ("/pinned.xml", feed_page(rss([rss_item(800), *(rss_item(n) for n in range(22))]))),
    "empty-list": ("/empty.xml", feed_page(rss([]))),
}
PAGES: dict[str, tuple[str, Route]] = {
    "justice": (
        "/press.html",
        page(
            html(
                "<dl>"
                + "".join(f"<!--<dt>平成38年6月{n}日</dt>--><dd><a href='/p/{n}.html'>{title(n)}</a></dd>" for n in range(1, 8))
                + "</dl>"
            )
        ),
    ),
    "budget": (
        "/fy2027/index.html",
        page(html("<h3>令和９年度概算要求（令和８年９月４日）</h3>" + listed(['<a href="\t/fy2027/request.html">概算要求の概要</a>']))),
    ),
    "plan": (
        "/ai_plan.html",
        page(html("<h2>基本計画（令和８年６月1日 閣議決定）</h2>" + listed(['<a href="plan_20260601.pdf">本文</a>']))),
    ),
    "product": ("/policies/genai", page(html("<p>最終更新日：2026年6月1日</p><p>源内の利用者は10万人です。</p>"))),
    "questions": (
        "/b217099.htm",
        page(html("<p>令和七年三月二十五日受領の答弁第九九号です。</p>", encoding="cp932"), content_type="text/html"),
    ),
    "releases": (
        "/press/index.html",
        page(html("".join(f'<p>2026年6月{n}日</p><a class="cut_txt" href="/press/{n}.html">{title(n)}</a>' for n in range(1, 9)))),
    ),
    "meetings": ("/kaisai.html", page(html(_meetings()))),
    "institute": ("/output.html", page(html(listed(f'<a href="/output/26060{n}">成果物{n}を公表しました</a>' for n in range(1, 6))))),
    "board": (
        "/councils.html",
        page(html(listed(['<a href="/councils/0f8e1c2a-1b2c-4d5e-8f90-a1b2c3d4e5f6">第2回会合</a>']) + '<a href="?page=2">次へ</a>')),
    ),
    "session": ("/kousei/gian/221/gian.htm", page(html("<p>議案の一覧です。</p>"))),
    "era-year": ("/yosan_R09.html", page(html("<p>令和9年度の予算です。</p>"))),
    "mislabelled": (
        "/mislabelled.html",
        page(html("<p>樫指針を公表しました。</p>", encoding="cp932"), content_type="text/html; charset=utf-8"),
    ),
    "restless": ("/restless.html", changing(lambda look: html(f"<p>お知らせは{look}件です。</p><p>これは第{look}の段落です。</p>"))),
    "stamped": ("/stamped.html", changing(lambda look: html("<p>お知らせです。</p>", noise=f"built {look}"))),
    "strict": ("/strict.html", page(html("<p>お知らせです。</p>"), etag='"v1"')),
    "forgetful": ("/forgetful.html", reply(200, html("<p>お知らせです。</p>"), ETag='"v1"', Content_Type="text/html")),
    "cached": ("/cached.html", reply(200, html("<p>お知らせです。</p>"), Cache_Control="public, max-age=86400", Content_Type="text/html")),
    "challenge": ("/challenge.html", reply(202)),
    "forbidden": ("/forbidden.html", reply(403)),
    "gone": ("/rss/gone.xml", reply(404)),
    "moved": ("/old.html", redirect("/strict.html", 301)),
    "elsewhere": ("/elsewhere.html", redirect("/strict.html", 302)),
    "answers": ("/answers.html", page(html("<p>お知らせです。</p>"))),
    "english": ("/english.html", page(html("<p>お知らせです。</p>"))),
}
NARROWER = {
    "justice": "index",
    "releases": "index",
    "meetings": "index",
    "board": "index",
    "comments": "consultation",
    "budget": "budget",
}
"""Offices that are watched by a narrower kind as well, and by which."""
ASKED: dict[str, dict[str, object]] = {
    "ministry-sjis": {"every": "7d", "window": "14d"},
    "answers": {"unverified": True},
    "english": {"lang": "en"},
}
"""What `sources.yaml` says of some besides."""


def serve_all(origin: Origin) -> dict[str, dict[str, object]]:
    """All offices on one origin: their entries of `sources.yaml`, by id; a narrower kind has the address with its name behind it."""
    entries: dict[str, dict[str, object]] = {}
    for kind, offices in (("feed", FEEDS), ("page", PAGES)):
        for name, (path, route) in offices.items():
            origin.route(path, route)
            entries[name] = {"url": origin.url(path), "kind": kind, **ASKED.get(name, {})}
            if name in NARROWER:
                entries[f"{name}-{NARROWER[name]}"] = {"url": origin.url(f"{path}?{NARROWER[name]}"), "kind": NARROWER[name]}
    origin.route("/press_r8.html", PAGES["justice"][1])
    origin.route("/hub.html", page(html(listed(["<a href='/press_r8.html'>令和8年の発表</a>"]))))
    entries["hub-index"] = {"url": origin.url("/hub.html"), "kind": "index", "years": origin.url("/press_{era}.html")}
    return entries
