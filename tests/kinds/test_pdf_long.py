"""Long papers: all of their text in its order, within the time and the memory that one look may cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.kinds.papers import HEAD, NOUNS, Paper, Writer, has_fonts
from tests.kinds.test_pdf import in_order
from tests.processes import uncounted
from tracker.model.document import Document

pytestmark = [
    pytest.mark.soak,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not has_fonts(), reason="the papers are set in Noto CJK: apt-get install fontconfig fonts-noto-cjk"),
]


def white_paper(chapters: int, paragraphs: int) -> tuple[Paper, list[str]]:
    """A white paper and the text of each of its chapters, every other one of them in two columns."""
    writer = Writer(7, page=f'numbering: "1", {HEAD}')
    parts = []
    for chapter in range(1, chapters + 1):
        before = len(writer.read)
        writer.heading(f"第{chapter}章　{NOUNS[chapter % len(NOUNS)]}{chapter}")
        if chapter % 2:
            writer.columns(2)
        for _ in range(paragraphs):
            writer.paragraph(6)
        if chapter % 2:
            writer.whole()
        writer.table(6, 3)
        parts.append("\n".join(writer.read[before:]))
    return writer.paper(), parts


MEASURED = """
import resource, sys
from pathlib import Path
import msgspec
from tracker.kinds.pdf import PDF
from tracker.model.look import Capture
found = PDF.extract(Capture(body=Path(sys.argv[1]).read_bytes(), url="https://www.example.go.jp/white.pdf"), {})
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stdout.buffer.write(msgspec.json.encode((found, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)))
"""
"""Read by a process of its own, since one that is started counts the memory of who started it: seconds of work, MB of memory."""


@pytest.mark.parametrize(("chapters", "pages"), [(25, 200), (36, 290)])
def test_hundreds_of_pages_are_read_in_their_order_within_their_time_and_memory(tmp_path: Path, chapters: int, pages: int) -> None:
    paper, parts = white_paper(chapters, 80)
    (tmp_path / "white.pdf").write_bytes(paper.body)
    done = subprocess.run([sys.executable, "-c", MEASURED, str(tmp_path / "white.pdf")], capture_output=True, check=True, env=uncounted())
    found, seconds, megabytes = msgspec.json.decode(done.stdout, type=tuple[Document, float, float])
    assert int((found.blocks[-1].link or "").partition("#page=")[2]) >= pages
    read = [in_order(Paper(b"", wanted), Document(blocks=(block,))) for wanted, block in zip(parts, found.blocks, strict=True)]
    assert min(read) >= 0.99
    assert seconds < 20
    assert megabytes < 300
