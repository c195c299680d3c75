"""A passage of a page that changes without stating an event: told once per series, before and after; what is noise stays silent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.origin import Origin, page
from tests.stories.field import NOW, Folder, after, entries


def body(limit: str, *, visits: int = 1, items: tuple[str, ...] = ("食堂の献立",), more: str = "") -> bytes:
    lines = "".join(f'<li><a href="/{item}.html">{item}</a></li>' for item in items)
    return (
        f"<html lang=ja><head><title>森林局</title></head><body><main><h1>支援の手引</h1><p>一件あたりの上限は{limit}とする。</p>{more}"
        f"<ul>{lines}</ul><p>アクセス数：{visits}</p></main></body></html>"
    ).encode()


def watched(path: Path, origin: Origin, **given: object) -> Folder:
    folder = Folder(path).set_up()
    folder.sources["guide"] = {"url": origin.url("/guide"), "kind": "page", **given}
    folder.write_sources()
    return folder


def next_digest(folder: Folder, origin: Origin, served: bytes, days: int) -> list[dict[str, Any]]:
    origin.route("/guide", page(served))
    moment = after(NOW, days=days)
    folder.poll(moment)
    return entries(folder.digest(moment), "changed")


def test_a_figure_that_changes_is_told_once_per_series(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        assert next_digest(folder, origin, body("300万円"), 0) == [], "what stood there at first sight is no change"
        (entry,) = next_digest(folder, origin, body("500万円"), 1)
        assert (entry["swaps"], entry["tracks"]) == ([{"old": "300万円", "new": "500万円"}], ["law", "guide", "fund"])
        assert (entry["rule"], entry["title"]["en"]) == ("text.changed", "Text changed: Forest Office")
        assert next_digest(folder, origin, body("500万円", visits=7), 2) == [], "it is told already"
        ran = folder.run("digest", "--series", "daily", "--format", "json", now=after(NOW, days=3))
        assert "500万円" in ran.paths[0].read_text(encoding="utf-8"), "another series has a cursor of its own"


def test_a_digest_of_any_range_shows_it_again(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        next_digest(folder, origin, body("300万円"), 0)
        next_digest(folder, origin, body("500万円"), 1)
        ran = folder.run("digest", "--since", "2026-06-10", "--until", "2026-06-12", "--format", "md", now=after(NOW, days=2))
        assert "~~300万円~~ **500万円**" in ran.paths[0].read_text(encoding="utf-8")


def test_counters_and_other_news_on_the_page_stay_silent(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        next_digest(folder, origin, body("300万円"), 0)
        served = body("300万円", visits=99, items=("駐車場の工事", "食堂の献立"))
        assert next_digest(folder, origin, served, 1) == []


def test_a_paragraph_that_comes_and_one_that_goes_are_told(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        next_digest(folder, origin, body("300万円"), 0)
        (came,) = next_digest(folder, origin, body("300万円", more="<p>大学も対象とする。</p>"), 1)
        assert (came["old"], came["new"]) == (None, "大学も対象とする。")
        (went,) = next_digest(folder, origin, body("300万円"), 2)
        assert (went["old"], went["new"]) == ("大学も対象とする。", None)


def test_of_a_page_that_shows_its_newest_nothing_is_told(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin, list="newest")
        next_digest(folder, origin, body("300万円"), 0)
        assert next_digest(folder, origin, body("500万円"), 1) == []


def test_a_passage_is_told_beside_an_event_of_the_same_page_and_why_says_where(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        next_digest(folder, origin, body("300万円"), 0)
        event = "<p>樫指針（第1.2版）を2026年6月5日に公表しました。</p>"
        origin.route("/guide", page(body("500万円", more=event)))
        moment = after(NOW, days=1)
        folder.poll(moment)
        digest = folder.digest(moment)
        assert [entry["verdict"] for entry in entries(digest, "decided")] == ["supersedes"]
        assert [entry["new"] for entry in entries(digest, "changed")] == ["一件あたりの上限は500万円とする。"]
        assert digest["unread"] == {}
        assert f"told as changed words in {digest['id']}" in folder.run("why", "500万円").out


def fees(*passages: str) -> bytes:
    shown = "".join(f"<p>{passage}</p>" for passage in passages)
    return f"<html lang=ja><head><title>森林局</title></head><body><main><h1>手数料</h1>{shown}</main></body></html>".encode()


def test_each_passage_is_a_quotation_of_its_own_in_the_order_of_the_page(tmp_path: Path) -> None:
    kept = "窓口は平日の九時に開き、十七時に閉じる。"
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        gone = ("松の苗木を運ぶ者は手数料を納める。", "あわせて名簿に名を記す。")
        next_digest(folder, origin, fees(*gone, kept, "申請書は二通を出すこと。"), 0)
        came = "郵送による申請も受け付けるようになった。"
        (entry,) = next_digest(folder, origin, fees(came, kept, "申請書は三通を出すこと。"), 1)
        assert [(one["old"], one["new"]) for one in entry["passages"]] == [
            ("", came),
            ("申請書は二通を出すこと。", "申請書は三通を出すこと。"),
            (gone[0], ""),
            (gone[1], ""),
        ]
        assert entry["sources"][0]["quote"] == came
        assert entry["why"] == "Passages: 1 reworded, 1 new, 2 taken out. No event was read in what stands there now."
        ran = folder.run("digest", "--format", "md", now=after(NOW, days=1))
        told = [line for line in ran.paths[0].read_text(encoding="utf-8").splitlines() if "：" not in line and "“" in line]
        assert told == [
            f"- **New:** “{came}”",
            "- **Before:** “申請書は二通を出すこと。”",
            "- **Now:** “申請書は三通を出すこと。”",
            *(f"- **Taken out:** “{one}”" for one in gone),
        ]


def plan(day: str, level: str = "p") -> bytes:
    told = f"<{level}>樫指針（第1.3版）は2026年{day}に公表する予定です。</{level}>"
    return f"<html lang=ja><head><title>森林局</title></head><body><main><h1>今後の予定</h1>{told}</main></body></html>".encode()


def test_a_day_that_moves_is_told_as_moved_and_not_again_as_words_that_went(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = watched(tmp_path, origin)
        next_digest(folder, origin, plan("8月3日"), 0)
        assert next_digest(folder, origin, plan("9月14日"), 1) == []
        assert [entry["verdict"] for entry in entries(folder.digest(after(NOW, days=1)), "moved")] == ["moves"]


def guide(version: str, day: str, limit: str, more: str = "") -> bytes:
    return (
        f"<html lang=ja><head><title>樫指針 第{version}版</title></head><body><main><h1>樫指針 第{version}版</h1>"
        f"<p>樫指針（第{version}版）を2026年{day}に公表しました。</p><p>一件あたりの上限は{limit}とし、森林局がその額を公表するものとする。</p>"
        "<p>苗木の数は管理者が毎年度記録するものとする。</p>"
        "<p>管理者は、植え付けた苗木の種類、場所及び時期を帳簿に記し、少なくとも十年の間これを保存しなければならないものとする。</p>"
        "<p>森林局は、前項の帳簿を必要に応じて確かめ、記載に誤りがあると認めるときは、理由を付して改めることを求めることができるものとする。</p>"
        f"{more}</main></body></html>"
    ).encode()


def test_a_later_version_is_told_with_what_it_changed_in_the_one_before(tmp_path: Path) -> None:
    with Origin() as origin:
        folder = Folder(tmp_path).set_up()
        origin.route("/v1-2", page(guide("1.2", "5月5日", "300万円")))
        folder.sources["earlier"] = {"url": origin.url("/v1-2"), "kind": "page"}
        folder.write_sources()
        folder.poll(NOW)
        assert [one for one in entries(folder.digest(NOW), "changed") if one["compared"]] == [], "there is no document before it"
        origin.route("/v1-3", page(guide("1.3", "6月11日", "500万円", "<p>大学とその附属の研究所も対象とするものとする。</p>")))
        folder.sources["later"] = {"url": origin.url("/v1-3"), "kind": "page"}
        folder.write_sources()
        moment = after(NOW, days=2)
        folder.poll(moment)
        digest = folder.digest(moment)
        (entry,) = [one for one in entries(digest, "changed") if one["compared"]]
    assert [one["verdict"] for one in entries(digest, "decided")] == ["supersedes"]
    assert (entry["title"]["en"], entry["rule"]) == ("Compared with the document before: Oak Guide", "text.redline")
    assert (entry["compared"]["old"], entry["compared"]["new"]) == ("v1.2 published 2026-05-05", "v1.3 published 2026-06-11")
    assert entry["compared"]["counts"] == {"kept": 3, "moved": 0, "reworded": 3, "new": 1, "dropped": 0}
    assert {"old": "300万円", "new": "500万円"} in entry["swaps"]
    assert {"old": "", "new": "大学とその附属の研究所も対象とするものとする。"} in entry["swaps"]
    assert [one["source"] for one in entry["sources"]] == ["later", "earlier"]
    ran = folder.run("digest", "--series", "daily", "--format", "md", now=after(NOW, days=3))
    text = ran.paths[0].read_text(encoding="utf-8")
    assert "3 kept, 0 moved, 3 reworded, 1 new, 0 dropped" in text
    assert "~~300万円~~ **500万円**" in text
