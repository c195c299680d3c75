"""The same news gives the same findings in whatever order a feed lists it, and the same digest to the byte when it is read again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.stories.field import STORY, Item, after, entries, office

TWICE = (
    Item("種子基金は2026年5月20日に第4回公募で9件を採択しました", day="2026-05-21", link="/selected-4"),
    Item(
        "第4回公募の採択結果について", "種子基金は2026年5月20日に第4回公募で9件を採択しました。", day="2026-05-25", link="/selected-4-again"
    ),
)
"""One choice, told twice: whichever stands first, the earlier telling is the news and the later one a further source."""


def digests(path: Path, items: Sequence[Item]) -> list[bytes]:
    """Both formats of the digest of one look, and every page of evidence."""
    with office(path, *items) as (origin, folder):
        folder.poll()
        ran = folder.run("digest", "--format", "json,md", now=after(hours=1))
        assert ran.code == 0, ran.err
        files = sorted(one for one in (path / "digests").rglob("*") if one.is_file() and one.name != "README.md")
        return [one.read_bytes().replace(origin.url("").encode(), b"http://origin") for one in files]


def found(path: Path, items: Sequence[Item]) -> list[tuple[str, str, str, str]]:
    """What a digest tells, each with its rule and the address of its first source."""
    with office(path, *items) as (_, folder):
        folder.poll()
        digest = folder.digest(after(hours=1))
    told = entries(digest)
    return sorted((one["verdict"], one["event"] or "", one["rule"], one["sources"][0]["url"]) for one in told)


def test_read_again_it_gives_the_same_digest_to_the_byte(tmp_path: Path) -> None:
    once, again = digests(tmp_path / "once", STORY), digests(tmp_path / "again", STORY)
    assert len(once) > 3
    assert once == again


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_a_feed_does_not_matter(tmp_path: Path, seed: int) -> None:
    items = [*STORY, *TWICE]
    shuffled = random.Random(seed).sample(items, len(items))
    as_listed = found(tmp_path / "listed", items)
    assert as_listed == found(tmp_path / "shuffled", shuffled)
    assert [url for _, event, _, url in as_listed if "seed-fund.4" in event] == ["http://127.0.0.1/selected-4"]
