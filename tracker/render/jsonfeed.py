"""A digest as a JSON Feed 1.1: one item for each thing told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from tracker.digest.plain import one_line
from tracker.model.digest import Digest, Lang
from tracker.render.told import Item, findings, issues

_VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeedRenderer:
    """Everything is text: `content_text` alone, no markup."""

    suffix = "feed.json"
    translated = True
    feed_name = "feed.json"

    def render_feed(self, digests: Sequence[Digest], lang: Lang = "en") -> str:
        """A feed of digests."""
        return json_feed("policy-tracker", issues(digests, lang), lang)

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole feed of one digest."""
        return json_feed(f"policy-tracker: {digest.id}", findings([digest], lang), lang)


def json_feed(title: str, items: Iterable[Item], lang: Lang) -> str:
    """A feed as indented JSON, UTF-8 not escaped."""
    rows = [
        {
            "id": item.id,
            **({"url": item.url} if item.url else {}),
            "title": one_line(item.title),
            "content_text": "\n".join(map(one_line, item.text.split("\n"))),
            "date_published": item.updated.isoformat(),
            "tags": [one_line(tag) for tag in item.tags],
        }
        for item in items
    ]
    feed = {"version": _VERSION, "title": title, "language": "ja" if lang == "ja" else "en", "items": rows}
    return json.dumps(feed, ensure_ascii=False, indent=2) + "\n"


JSON_FEED = JsonFeedRenderer()
