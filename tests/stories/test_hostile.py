"""A feed written by somebody who means harm: its words are told as words, its links are links of the web or none."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.stories.field import NOW, Item, office, told

MARKUP = 'どんぐり法が2026年2月10日に成立 <script>alert(1)</script> [x](javascript:alert(1)) | `a` **b** <img src=x onerror="alert(1)">'


def _written(folder: Path, ending: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted((folder / "digests").rglob(f"*.{ending}"))]


def test_markup_in_a_headline_stays_text(tmp_path: Path) -> None:
    with office(tmp_path, Item(MARKUP, text=MARKUP, link="javascript:alert(1)")) as (_, folder):
        folder.poll()
        ran = folder.run("digest", now=NOW)
        assert [row[2] for row in told(json.loads(ran.paths[1].read_text(encoding="utf-8")))] == ["act.enacted"]
    markdown, pages = _written(tmp_path, "md"), _written(tmp_path, "html")
    assert (len(markdown), len(pages)) == (1, 1)
    for text in [*markdown, *pages]:
        assert not re.search(r"<script|<img|onerror=|href=.?javascript", text, re.IGNORECASE)
    assert not re.search(r"(?<!\\)\]\(<?javascript", markdown[0])


def test_a_link_that_leads_nowhere_is_replaced_by_the_source(tmp_path: Path) -> None:
    links = ["javascript:alert(1)", "data:text/html,x", "http://[::1", "file:///etc/passwd", "mailto:a@b.example", ""]
    items = [Item(f"種子基金、第{number}回公募で{number + 20}件を採択", link=link) for number, link in enumerate(links, start=3)]
    with office(tmp_path, *items) as (origin, folder):
        folder.poll()
        digest = folder.digest(NOW)
        cited = [one["url"] for section in digest["sections"] for entry in section["entries"] for one in entry.get("sources", ())]
        assert set(cited) == {origin.url("/feed")}
    assert len(told(digest)) == len(links)


def test_a_link_with_blanks_stands_whole_in_the_digest(tmp_path: Path) -> None:
    with office(tmp_path, Item("種子基金、第3回公募で23件を採択", link="/a b/<c>?d=1 2")) as (_, folder):
        folder.poll()
        folder.run("digest", "--format", "md", now=NOW)
    assert "](<http://127.0.0.1/a%20b/%3Cc%3E?d=1%202>)" in _written(tmp_path, "md")[0]


def test_a_headline_of_a_megabyte_is_cut_and_the_others_are_told(tmp_path: Path) -> None:
    big = Item("種子基金、" + "あ" * 1_000_000 + "第4回公募で24件を採択", link="/big")
    with office(tmp_path, big, Item("種子基金、第3回公募で23件を採択", link="/small")) as (_, folder):
        assert folder.poll()["office"]["changes"] == 2
        digest = folder.digest(NOW)
    assert "seed-fund.3.selected.2026-06-08" in [row[2] for row in told(digest)]
    assert len(json.dumps(digest, ensure_ascii=False)) < 50_000


def test_three_hundred_entries_are_three_hundred_items(tmp_path: Path) -> None:
    items = [Item(f"種子基金、第{number}回公募で{number + 20}件を採択", link=f"/{number}") for number in range(3, 303)]
    with office(tmp_path, *items) as (_, folder):
        assert folder.poll()["office"]["findings"] == 300
        assert len({row[2] for row in told(folder.digest(NOW))}) == 300
