"""A document as other programs see it."""

from __future__ import annotations

from typing import Any

from tracker.model.document import Block, Document


def document_to_plain(document: Document) -> dict[str, Any]:
    """Title, language, blocks and problem, as `tracker extract --json` has them."""
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
