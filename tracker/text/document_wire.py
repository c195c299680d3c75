"""A document as the plain dictionary that other programs read."""

from __future__ import annotations

from typing import Any

from tracker.model.document import Block, Document


def document_to_plain(document: Document) -> dict[str, Any]:
    """`title`, `lang`, `blocks` and `problem`, as `tracker extract --json` has them, and `problem_detail`.

    Each block has `key`, `text`, `title`, `link`, `published`, `updated`, `published_text`; moments are ISO 8601 with the zone that
    was written. What is absent is None.
    """
    return {
        "title": document.title,
        "lang": document.lang,
        "blocks": [_block(block) for block in document.blocks],
        "problem": document.problem,
        "problem_detail": document.problem_detail,
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "key": block.key,
        "text": block.text,
        "title": block.title,
        "link": block.link,
        "published": block.published.isoformat() if block.published else None,
        "updated": block.updated.isoformat() if block.updated else None,
        "published_text": block.published_text,
    }
