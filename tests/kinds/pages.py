"""Pages built for the tests, in the shapes that ministries publish."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tracker.kinds.page import PAGE
from tracker.model.document import Block, Document
from tracker.model.look import Capture

OFFICES = Path(__file__).parent / "offices"
"""Whole pages, each in the shape of one of the shipped sources."""
URL = "https://www.example.go.jp/press/index.html"


def page(main: str, *, head: str = "<title>報道発表 | 架空省</title>", before: str = "", after: str = "") -> str:
    return f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="UTF-8">{head}</head><body>{before}{main}{after}</body></html>'


def extract(body: str | bytes, *, url: str = URL, content_type: str | None = None, **options: Any) -> Document:
    data = body.encode() if isinstance(body, str) else body
    return PAGE.extract(Capture(body=data, url=url, content_type=content_type), options)


def read(main: str, **options: Any) -> tuple[Block, ...]:
    """The blocks of a page with this in its main element; it has to be a good one."""
    document = extract(page(f"<main>{main}</main>"), **options)
    assert document.problem is None, document.problem_detail
    return document.blocks


def days(blocks: tuple[Block, ...]) -> list[tuple[str | None, str | None]]:
    """Title and day of every item."""
    return [(block.title, block.published.date().isoformat() if block.published else None) for block in blocks if block.title]


def office_page(name: str) -> str:
    """The markup of one of the whole pages."""
    return (OFFICES / f"{name}.html").read_text(encoding="utf-8")


def texts(blocks: tuple[Block, ...]) -> list[str]:
    return [block.title or block.text for block in blocks]
