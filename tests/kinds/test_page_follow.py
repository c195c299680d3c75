"""Which links of an index page lead to documents."""

from __future__ import annotations

import pytest

from tracker.errors import ExtractError
from tracker.kinds.page import PAGE
from tracker.model.document import Document
from tracker.model.look import Capture

URL = "https://www.example.go.jp/press/index.html"


def read(body: str, follow: str | tuple[str, ...] = "a.doc") -> Document:
    whole = f'<html lang="ja"><head><title>報道発表</title></head><body><main><h1>報道発表</h1>{body}</main></body></html>'
    return PAGE.extract(Capture(body=whole.encode(), url=URL, content_type="text/html; charset=utf-8"), {"follow": follow})


def urls(body: str, follow: str | tuple[str, ...] = "a.doc") -> list[str]:
    return [link.url for link in read(body, follow).links]


def test_a_link_comes_with_the_title_and_day_of_its_item() -> None:
    (link,) = read('<p>令和８年８月17日</p><p><a class="doc" href="\t/press/2026/1.html ">指針（第２版）を公表します</a></p>').links
    assert (link.url, link.title) == ("https://www.example.go.jp/press/2026/1.html", "指針（第２版）を公表します")
    assert link.published is not None
    assert link.published.isoformat() == "2026-08-17T00:00:00+09:00"


def test_what_holds_links_may_be_named_too() -> None:
    body = (
        '<ul class="list"><li><a href="1.html">第一の案内</a></li><li><a href="2.html">第二の案内</a></li></ul><a href="3.html">その他</a>'
    )
    assert urls(body, "ul.list") == ["https://www.example.go.jp/press/1.html", "https://www.example.go.jp/press/2.html"]
    assert len(urls(body, ("ul.list li:first-child", "ul.list + a"))) == 2


def test_no_link_comes_twice_and_none_leads_back_or_to_what_is_no_page() -> None:
    body = "".join(
        f'<p><a class="doc" href="{href}">案内をお知らせします</a></p>'
        for href in (
            "1.html",
            "1.html#top",
            "http://www.example.go.jp/press/1.html?utm_source=x",
            "",
            "#main",
            "index.html",
            "javascript:alert(1)",
            "mailto:press@example.go.jp",
            "file:///etc/passwd",
            "paper.PDF",
            "table.xlsx?download=1",
            "http://[",
        )
    )
    assert urls(body) == ["https://www.example.go.jp/press/1.html"]


def test_without_the_option_nothing_is_followed() -> None:
    whole = '<html><body><main><h1>一覧</h1><p><a href="1.html">案内をお知らせします</a></p></main></body></html>'
    assert PAGE.extract(Capture(body=whole.encode(), url=URL), {}).links == ()


@pytest.mark.parametrize("follow", ["a", ".x"])
@pytest.mark.parametrize("select", [(), ("p",)])
def test_what_no_reader_sees_leads_nowhere(follow: str, select: tuple[str, ...]) -> None:
    unseen = "<noscript><a href=/a>甲</a></noscript><span hidden><a href=/b>乙</a></span><template><a href=/c>丙</a></template>"
    body = f"<html><body><div class=x>{unseen}<p>これは<a href=/d>丁</a>です。</p></div>"
    document = PAGE.extract(Capture(body=body.encode(), url=URL), {"follow": follow, "select": select})
    assert [link.url for link in document.links] == ["https://www.example.go.jp/d"]


def test_what_is_no_css_is_named() -> None:
    with pytest.raises(ExtractError, match=r"follow 'a\[\[' is no CSS selector"):
        read("<p>一覧はこちらです</p>", "a[[")


def test_a_page_of_links_without_end_is_cut() -> None:
    assert len(urls("".join(f'<p><a class="doc" href="{n}.html">案内 {n} をお知らせします</a></p>' for n in range(3_000)))) == 2_000


def papers(body: str, **options: str) -> list[tuple[str, str | None]]:
    whole = f'<html lang="ja"><head><title>計画</title></head><body><nav><a href="/site.pdf">利用案内</a></nav><main><h1>計画</h1>{body}</main></body></html>'
    found = PAGE.extract(Capture(body=whole.encode(), url=URL, content_type="text/html; charset=utf-8"), {"attachments": "pdf", **options})
    return [(link.url.rpartition("/")[2], link.title) for link in found.links]


def test_the_papers_of_what_is_read_are_attached_without_what_is_said_of_their_size() -> None:
    body = (
        "<p>令和８年７月14日に閣議決定した計画を掲載しています。詳しくは次の資料をご覧ください。</p>"
        '<ul><li><a href="plan.PDF?v=2">人工知能基本計画（PDF形式：1,234KB）</a></li><li><a href="plan.PDF?v=2">同じもの</a></li>'
        '<li><a href="gist.pdf">概要 [PDF/90KB]</a></li><li><a href="table.xlsx">一覧</a></li><li><a href="next.html">次</a></li></ul>'
        '<div class="old"><a href="old.pdf">旧計画の本文はこちらから</a></div>'
    )
    assert papers(body) == [("plan.PDF?v=2", "人工知能基本計画"), ("gist.pdf", "概要"), ("old.pdf", "旧計画の本文はこちらから")]
    assert papers(body, select="ul") == [("plan.PDF?v=2", "人工知能基本計画"), ("gist.pdf", "概要")]
    assert [name for name, _ in papers(body, remove=".old")] == ["plan.PDF?v=2", "gist.pdf"]
    assert [name for name, _ in papers(body, follow="ul a")] == ["next.html", "plan.PDF?v=2", "gist.pdf", "old.pdf"]


def test_another_kind_of_attachment_is_a_fault() -> None:
    assert PAGE.faults({"attachments": "pdf"}) == {}
    assert "'docx' is not known" in PAGE.faults({"attachments": "docx"})["attachments"]
    with pytest.raises(ExtractError, match="attachments"):
        papers("<p>どんぐりの計画を掲載しています。</p>", attachments="docx")
