"""What differs at every look and says nothing: never told, always counted, and shown to whoever asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.origin import Origin, page
from tests.stories.field import NOW, Folder, after, entries

NEWS = ("どんぐり法の手引を掲載しました", "樫指針の説明会を開きます", "種子基金の公募要領を掲載しました", "森林局の組織を改めます")


def watched(path: Path, origin: Origin, **given: object) -> Folder:
    folder = Folder(path).set_up()
    folder.sources["guide"] = {"url": origin.url("/guide"), "kind": "page", **given}
    folder.write_sources()
    return folder


def html(main: str, *, visits: int = 1, token: str = "a1b2c3") -> bytes:
    return (
        f"<html lang=ja><head><title>森林局</title><meta name=csrf-token content={token}></head><body>"
        f"<main><nav>本日の訪問 {visits}</nav><h1>支援の手引</h1><p>一件あたりの上限は300万円とする。</p>{main}<p>アクセス数：{visits}</p></main></body></html>"
    ).encode()


def look(folder: Folder, origin: Origin, served: bytes, day: int) -> dict[str, Any]:
    origin.route("/guide", page(served))
    return folder.poll(after(NOW, days=day))["guide"]


def news(token: str, extra: str = "") -> bytes:
    items = "".join(f'<li><a href="/n/{place}.html?sid2={token}{place}">{title}</a></li>' for place, title in enumerate(NEWS))
    return html(f"<ul>{items}{extra}</ul>")


def test_a_parameter_that_is_drawn_anew_is_learnt_and_does_not_count_from_then_on(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        assert look(folder, origin, news("x7k2p9"), 0)["outcome"] == "first"
        assert look(folder, origin, news("q3m8z1"), 1)["outcome"] == "changed", "once is no habit"
        third = look(folder, origin, news("w5t4r6"), 2)
        assert (third["outcome"], third["changes"]) == ("unchanged", 0)
        fourth = look(folder, origin, news("h8j1v2", '<li><a href="/n/9.html?sid2=h8j1v29">新しいお知らせを掲載しました</a></li>'), 3)
        assert (fourth["outcome"], fourth["changes"]) == ("changed", 1)


def test_the_same_of_a_page_that_shows_its_newest(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin, list="newest")
        outcomes = [look(folder, origin, news(token), day)["outcome"] for day, token in enumerate(("x7k2p9", "q3m8z1", "w5t4r6", "h8j1v2"))]
        assert outcomes == ["first", "changed", "unchanged", "unchanged"]


def test_what_was_ignored_is_listed_for_whoever_asks_and_for_nobody_else(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        look(folder, origin, html("<ul><li>いちい</li><li>かえで</li></ul>"), 0)
        folder.digest(after(NOW, days=0))
        row = look(folder, origin, html("<ul><li>かえで</li><li>いちい</li></ul>", visits=7, token="d4e5f6"), 1)
        assert (row["outcome"], row["changes"]) == ("unchanged", 0)
        span = ("digest", "--since", "2026-06-11", "--until", "2026-06-11", "--format", "md,json")
        plain = folder.run(*span, now=after(NOW, days=2))
        assert "ignored" not in json.loads(plain.paths[1].read_text(encoding="utf-8"))
        assert "Ignored" not in plain.paths[0].read_text(encoding="utf-8")
        for path in plain.paths:
            path.unlink()
        asked = folder.run(*span, "--with-ignored", now=after(NOW, days=2))
        told = {row["why"]: row for row in json.loads(asked.paths[1].read_text(encoding="utf-8"))["ignored"]}
        assert {why: row["count"] for why, row in told.items()} == {"order": 2, "counter": 1, "token": 1, "boilerplate": 1}
        assert told["counter"]["samples"] == [{"old": "アクセス数：1", "new": "アクセス数：7"}]
        assert told["counter"]["label"] == {"ja": "カウンター", "en": "counters"}
        text = asked.paths[0].read_text(encoding="utf-8")
        assert "## Ignored" in text
        assert "“アクセス数：1” → “アクセス数：7”" in text


def test_other_markup_alone_is_ignored_too(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        look(folder, origin, html("<p>大学も対象とする。</p>"), 0)
        look(folder, origin, html("<p class=x  id=y>大学も<b>対象</b>とする。</p>"), 1)
        moment = after(NOW, days=2)
        ran = folder.run("digest", "--format", "json", "--with-ignored", now=moment)
        assert [(row["why"], row["count"]) for row in json.loads(ran.paths[0].read_text(encoding="utf-8"))["ignored"]] == [("markup", 1)]


def test_a_block_that_goes_back_and_forth_is_named_in_coverage_and_among_the_sources(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        texts = ("受付中です。申請は窓口へ。", "受付中です。申請は郵送へ。")
        for day in range(4):
            look(folder, origin, html(f"<dl><dt>状況</dt><dd>{texts[day % 2]}</dd></dl>"), day)
        digest = folder.digest(after(NOW, days=5))
        (row,) = [row for row in digest["coverage"] if row["source"] == "guide"]
        (flip,) = row["flips"]
        assert flip["times"] == 2
        assert {flip["old"], flip["new"]} == {f"状況 {text}" for text in texts}
        assert flip["since"].startswith("2026-06-12")
        assert all("flips" not in other for other in digest["coverage"] if other is not row)
        ran = folder.run("digest", "--since", "2026-06-10", "--until", "2026-06-15", "--format", "md", now=after(NOW, days=5))
        assert "unstable: “状況" in ran.paths[0].read_text(encoding="utf-8")
        shown = folder.run("sources", "--json").json
        assert [len(one["flips"]) for one in shown if one["source"]["id"] == "guide"] == [1]
        assert "unstable since 2026-06-12" in folder.run("sources").out
        assert entries(digest, "changed") is not None
