"""JSON whose text is no UTF-8 is told like any other that cannot be read, wherever a server or a damaged archive has it from."""

from __future__ import annotations

import pytest

from tracker import plugins
from tracker.errors import ExtractError
from tracker.kinds.feed_past import way_back
from tracker.model.look import Capture, Response

BROKEN = {
    "consultation": (b'{"feed":{"url":"\xe6"}}', b'{"opened":[["\xe6","a",null,{},null]]}'),
    "grants": (b'{"grants":[{"id":"\xe6","open":true,"call":{}}]}', b'{"result":[{"id":"\xe6","title":"a"}]}'),
    "law": (b'{"laws":[{"asked":"\xe6"}]}', b'{"law_full_text":"\xe6"}', b'{"law_info":{"law_id":"\xe6"},"revisions":[]}'),
    "diet": (b'{"minutes":[{"word":"\xe6"}]}', b'{"bills":{"url":"\xe6"}}', b'{"speechRecord":[{"speechID":"\xe6"}]}'),
    "index": (b'{"index":{"url":"\xe6"}}',),
    "budget": (b'{"years":[{"url":"\xe6"}]}',),
    "feed": (b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"\xe6"}]}',),
}


@pytest.mark.parametrize(("kind", "body"), [(kind, body) for kind, bodies in BROKEN.items() for body in bodies])
def test_a_capture_whose_text_is_no_utf_8_raises_nothing_else(kind: str, body: bytes) -> None:
    try:
        document = plugins.kind(kind).extract(Capture(body=body, url="https://acorns.example/", content_type="application/json"), {})
    except ExtractError:
        return
    assert document.problem is not None or document.problem_detail or document.blocks


def test_a_feed_whose_way_back_cannot_be_read_has_none() -> None:
    assert way_back(Response(url="https://acorns.example/feed", status=200, body=b'{"next_url":"\xe6"}')) is None
