"""Whatever a PDF is or does, it ends in a clear outcome, and nothing of it outlives or outgrows its reader."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import settings as tries
from hypothesis import strategies as some

from tests.processes import uncounted
from tracker import confined
from tracker.confined import Limits, run_confined
from tracker.errors import ExtractError
from tracker.kinds import pdf
from tracker.kinds.pdf import PDF
from tracker.kinds.pdf_paper import read_paper
from tracker.model.document import Document
from tracker.model.look import Capture

MB = 1024 * 1024
SOME = Limits(seconds=10, memory=512 * MB, answer=MB)


def made(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of numbered objects, the first of them its root."""
    body, places = bytearray(b"%PDF-1.7\n"), []
    for number, one in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(body + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))


def stream(content: bytes, more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Length %d/Filter/FlateDecode%s>>stream\n%s\nendstream" % (len(packed), more, packed)


ROOT, FONT = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def one_page(content: bytes, *more: bytes, box: bytes = b"0 0 595 842", resources: bytes = b"", filtered: bool = True) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>%s>>>>" % (box, resources)
    held = stream(content) if filtered else b"<</Length %d>>stream\n%s\nendstream" % (len(content), content)
    return made(ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", page, held, FONT, *more)


def said(text: bytes) -> bytes:
    return b"BT /F 12 Tf 72 700 Td (%s) Tj ET" % text


def read(body: bytes) -> Document:
    try:
        return PDF.extract(Capture(body=body, url="https://www.example.go.jp/a.pdf"), {})
    except ExtractError as error:
        return Document(problem=error.problem, problem_detail=str(error))


def outcome(body: bytes) -> tuple[str | None, str]:
    found = read(body)
    return found.problem, found.problem_detail or ""


def test_the_papers_of_these_tests_can_be_read() -> None:
    assert [block.text for block in read(one_page(said(b"Acorns are counted."))).blocks] == ["Acorns are counted."]


@pytest.mark.parametrize(
    ("body", "problem", "says"),
    [
        (b"", "empty", "the body is empty"),
        (b"<html><body>Not found</body></html>", "error-page", "no PDF"),
        (b"PK\x03\x04", "error-page", "ZIP"),
        (b"%PDF-1.7\n%%EOF", "error-page", "broken"),
        (one_page(said(b"x"))[:300], "error-page", "broken"),
        (made(ROOT, b"<</Type/Pages/Kids[]/Count 0>>"), "error-page", "no pages"),
        (one_page(b""), "empty", "no text on its 1 pages"),
        (
            one_page(said(b"x")).replace(
                b"trailer\n<<", b"trailer\n<</Encrypt<</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"ab" * 32, b"cd" * 32)
            ),
            "error-page",
            "opens with a password only",
        ),
        (
            one_page(said(b"x")).replace(b"trailer\n<<", b"trailer\n<</Encrypt<</Filter/Foreign/V 9/R 9>>/ID[<00><00>]"),
            "error-page",
            "encrypted in a way that is not supported",
        ),
    ],
)
def test_what_cannot_be_read_says_why(body: bytes, problem: str, says: str) -> None:
    found = outcome(body)
    assert found[0] == problem
    assert says in found[1]


def test_a_count_of_pages_is_not_believed() -> None:
    loop = made(ROOT, b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 1000000>>", b"<</Type/Pages/Parent 2 0 R/Kids[2 0 R]/Count 5>>")
    assert outcome(loop) == ("empty", "there is no text on the first 1,000 of its 1,000,000 pages")


def test_pages_that_all_say_the_same_are_no_paper_without_words() -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    same = made(ROOT, b"<</Type/Pages/Kids[3 0 R 3 0 R 3 0 R]/Count 3>>", page, stream(b"BT /F 12 Tf 72 800 Td (Acorns) Tj ET"), FONT)
    assert outcome(same) == ("empty", "its 3 pages say the same, like the heads and feet of pages: there is nothing else on them")


def test_narrow_letters_that_follow_themselves_are_not_taken_for_bold() -> None:
    assert [block.text for block in read(one_page(said(b"It will still fall: 1,111 acorns, iiii llll."))).blocks] == [
        "It will still fall: 1,111 acorns, iiii llll."
    ]
    twice = b" ".join(
        b"BT /F 12 Tf %d 700 Td (%c) Tj ET BT /F 12 Tf %d.4 700 Td (%c) Tj ET" % (x, sign, x, sign)
        for x, sign in ((72, 98), (79, 111), (86, 98))
    )
    assert read(one_page(twice)).blocks[0].text == "bob", "what is printed over itself is bold"


NUMBERS = some.sampled_from(
    ["0", "1", "-1", "1e38", "-1e38", "3.4e39", "99999999999", "-2147483648", "1e-38", "12", "500"]
) | some.integers(-900, 900).map(str)
DRAWN = some.one_of(
    some.lists(NUMBERS, min_size=6, max_size=6).map(lambda numbers: f"BT /F 12 Tf {' '.join(numbers)} Tm (Odd) Tj ET"),
    NUMBERS.map(lambda number: f"BT /F {number} Tf 9 9 Td (Odd) Tj ET"),
    some.lists(NUMBERS, min_size=4, max_size=4).map(lambda numbers: f"{' '.join(numbers)} re f"),
    some.lists(NUMBERS, min_size=4, max_size=4).map(lambda numbers: "{} {} m {} {} l S".format(*numbers)),
    some.lists(NUMBERS, min_size=6, max_size=6).map(lambda numbers: f"{' '.join(numbers)} cm"),
)


@given(
    some.lists(DRAWN, max_size=20),
    some.lists(NUMBERS, min_size=4, max_size=4),
    some.lists(some.tuples(some.integers(9), some.integers(0, 255))),
)
@example(["BT /F 1e38 Tf 1e38 0 0 1e38 1e38 1e38 Tm (Odd) Tj ET"], ["0", "0", "595", "842"], [])
def test_wherever_it_draws_and_whatever_was_damaged_there_is_a_document_or_a_problem(
    drawn: list[str], box: list[str], damaged: list[tuple[int, int]]
) -> None:
    content = "\n".join(["BT /F 12 Tf 72 700 Td (A word.) Tj ET", *drawn]).encode()
    body = bytearray(one_page(content, box=" ".join(box).encode(), filtered=False))
    for place, byte in damaged:
        body[place % len(body)] = byte
    document = read_paper(bytes(body), "")
    assert document.problem or document.blocks
    assert all(len(block.key) < 1_000 and "\x00" not in block.text for block in document.blocks)


@tries(max_examples=5)
@given(some.binary(max_size=400), some.integers(0, 2_000))
def test_whatever_bytes_come_nothing_but_an_outcome_follows(body: bytes, at: int) -> None:
    whole = one_page(said(b"Acorns are counted."))
    document = read(whole[:at] + body + whole[at + len(body) :])
    assert document.problem_detail if document.problem else document.blocks


def test_a_scan_is_told_as_one() -> None:
    picture = stream(bytes(100), b"/Type/XObject/Subtype/Image/Width 10/Height 10/ColorSpace/DeviceGray/BitsPerComponent 8")
    problem, detail = outcome(one_page(b"500 0 0 500 0 0 cm /I Do", picture, resources=b"/XObject<</I 6 0 R>>"))
    assert (problem, "1 of its 1 pages are pictures (a scan?)" in detail) == ("empty", True)


FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>/XObject<</X 6 0 R>>>>"


@pytest.mark.parametrize(
    "body",
    [
        one_page(said(b"Acorns") + b" /X Do", stream(said(b"Oaks") + b" /X Do", FORM), resources=b"/XObject<</X 6 0 R>>"),
        one_page(said(b"Acorns"), box=b"0 0 1e30 1e30"),
        one_page(said(b"Acorns"), box=b"595 842 0 0"),
        one_page(b"0 0 m " + b"1 1 l " * 30_000 + b"S " + b"0 0 1 1 re f " * 10_000 + said(b"Acorns")),
        one_page(b"q " * 300_000 + said(b"Acorns")),
    ],
    ids=["a form in itself", "a giant page", "a page turned inside out", "40,000 lines", "300,000 states"],
)
def test_what_is_odd_is_read_all_the_same(body: bytes) -> None:
    assert "Acorns" in read(body).blocks[0].text


@pytest.mark.parametrize(
    "body",
    [
        made(ROOT, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        made(ROOT, b"[" * 500_000),
        made(b"<</Type/Catalog/Pages " + b"<</A " * 300_000),
        one_page(b"[" * 2_000_000),
        made(ROOT, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"),
    ],
    ids=["pages in themselves", "deep arrays", "deep dictionaries", "deep operands", "two milliard pages"],
)
def test_what_goes_too_deep_ends_in_an_outcome(body: bytes) -> None:
    assert outcome(body)[0] in ("empty", "error-page")


def test_a_page_of_too_many_characters_is_cut_and_says_so() -> None:
    lines = [b"BT /F 1 Tf 1 0 0 1 20 %d Tm (%s) Tj ET" % (at, b"acorns and oaks " * 50) for at in range(20, 320)]
    found = read(one_page(b" ".join(lines)))
    assert found.problem_detail == "only the first 200,000 characters of page 1 were read"


def test_a_bomb_is_stopped_and_said_to_be_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LIMITS", Limits(seconds=2, memory=1024 * MB, answer=MB))
    pages = b" ".join([b"3 0 R"] * 100_000)
    content = b" ".join([said(b"acorns and oaks " * 50)] * 20_000)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    body = made(ROOT, b"<</Type/Pages/Kids[%s]/Count 100000>>" % pages, page, stream(content), FONT)
    assert len(body) < 2 * MB
    problem, detail = outcome(body)
    assert problem == "error-page"
    assert "stopped after 2 s of work" in detail or "more than 1024 MB" in detail


def test_the_answer_of_a_reader_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_READER", "tests.kinds.test_pdf_hostile:lie")
    monkeypatch.setattr(confined, "_ISOLATED", ())
    problem, detail = outcome(one_page(said(b"x")))
    assert (problem, "no document" in detail) == ("error-page", True)


def test_an_honest_word_of_the_reader_comes_through() -> None:
    assert read_paper(b"%PDF-", "").problem == "error-page"


# What follows runs in the confined process.


def lie(_: bytes) -> bytes:
    return b"\x93\x01\x02\x03"


def echo(body: bytes) -> bytes:
    return body


def settings(_: bytes) -> bytes:
    return b" ".join(name.encode() for name in os.environ)


def spin(_: bytes) -> bytes:
    while True:
        pass


def sleep(_: bytes) -> bytes:
    time.sleep(600)
    return b""


def hoard(_: bytes) -> bytes:
    return bytes(2 * 1024 * MB)


def crash(_: bytes) -> bytes:
    os.kill(os.getpid(), signal.SIGSEGV)
    return b""


def fail(_: bytes) -> bytes:
    raise ValueError("so it is")


def flood(_: bytes) -> bytes:
    return bytes(8 * MB)


@pytest.fixture
def own_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the confined process find the functions of this module."""
    monkeypatch.setattr(confined, "_ISOLATED", ())
    monkeypatch.chdir(Path(__file__).parents[2])


HERE = "tests.kinds.test_pdf_hostile"


@pytest.mark.usefixtures("own_functions")
def test_a_function_answers_from_its_own_process() -> None:
    body = os.urandom(100_000)
    assert run_confined(f"{HERE}:echo", body, SOME) == body


@pytest.mark.usefixtures("own_functions")
def test_no_setting_goes_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_DATABASE_URL", "postgresql://tracker:secret@db/tracker")
    names = run_confined(f"{HERE}:settings", b"", SOME).split()
    assert b"PATH" in names
    assert [name for name in names if name.startswith(b"TRACKER_")] == []


@pytest.mark.usefixtures("own_functions")
@pytest.mark.parametrize(
    ("function", "limits", "says"),
    [
        ("spin", SOME._replace(seconds=1), "stopped after 1 s of work"),
        ("hoard", SOME, "needs more than 512 MB"),
        ("crash", SOME, "SIGSEGV"),
        ("fail", SOME, "ValueError: so it is"),
        ("flood", SOME, "too long"),
    ],
)
def test_what_goes_too_far_is_ended_and_told(function: str, limits: Limits, says: str) -> None:
    with pytest.raises(ExtractError, match=says):
        run_confined(f"{HERE}:{function}", b"", limits)


@pytest.mark.usefixtures("own_functions")
def test_one_that_only_waits_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confined, "_START_UP", 1)
    with pytest.raises(ExtractError, match="stopped after 1 s"):
        run_confined(f"{HERE}:sleep", b"", SOME._replace(seconds=1))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems end the reader when its time is up")
def test_the_reader_dies_with_its_parent() -> None:
    lines = (
        "from tracker import confined",
        "confined._ISOLATED = ()",
        "started = confined._start",
        "def start(*given):",
        "    process = started(*given)",
        "    print(process.pid, flush=True)",
        "    return process",
        "confined._start = start",
        f"confined.run_confined('{HERE}:sleep', b'', confined.Limits(60, {512 * MB}, {MB}))",
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", "\n".join(lines)], cwd=Path(__file__).parents[2], env=uncounted(), stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        _until(lambda: b"sleep" in Path(f"/proc/{reader}/cmdline").read_bytes() and _is_asleep(reader))
        parent.kill()
    _until(lambda: not Path(f"/proc/{reader}").exists() or _state(reader) == "Z")


def _state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0]


def _is_asleep(process: int) -> bool:
    return _state(process) == "S"


def _until(condition: object) -> None:
    assert callable(condition)
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come to that within 20 s")
