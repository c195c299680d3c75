"""What the benchmark of rendering writes is what it says: each finding an entry of its own, in every format."""

from __future__ import annotations

import pytest

from tests.bench.rendering import FINDINGS, large_digest
from tracker.plugins import RENDERERS, names, renderer
from tracker.render.view import View


def test_each_finding_is_an_entry_of_its_own() -> None:
    digest = large_digest()
    view = View(digest, "en")
    numbers = {view.number(entry) for section in digest.sections for entry in section.entries} - {None}
    assert len(numbers) == FINDINGS


@pytest.mark.parametrize("name", names(RENDERERS))
def test_every_format_has_them_all(name: str) -> None:
    written = renderer(name).render(large_digest(40))
    missing = [number for number in range(1, 41) if f"第{number}号" not in written.replace("\r\n ", "")]
    assert missing == (list(range(3, 41, 5)) if name == "ics" else []), "a calendar has no use for contradictions"
