"""Laws are watched through their revisions: what is scheduled, what came into force and what ended is told; a poll without news is small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.laws.egov import AMENDED, LAW_ID, MADE, amendment, revision, serve, serve_none
from tests.laws.texts import ACORN
from tests.origin import Origin, reply
from tests.stories.field import NOW, Folder, after, entries, told


@contextmanager
def watched(path: Path, *laws: str) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path)
        folder.sources["acorns"] = {"url": origin.url("/api/2"), "kind": "law", "laws": list(laws or (LAW_ID,))}
        yield origin, folder.set_up()


def asked(origin: Origin) -> list[str]:
    """What was asked of the API, without what its answer is to look like."""
    return [path.partition("?")[0].removeprefix("/api/2") for path in origin.paths() if path.startswith("/api/2")]


REVISIONS, TEXT = f"/law_revisions/{LAW_ID}", f"/law_data/{MADE}"


def test_first_sight_is_told_and_a_poll_without_news_asks_once_and_changes_nothing(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, revision())
        assert folder.poll()["acorns"]["outcome"] == "first"
        assert asked(origin) == [REVISIONS, TEXT]
        assert told(folder.digest(NOW)) == [("background", "refines", "act.promulgated"), ("decided", "advances", "act.in-force")]
        assert folder.poll(after(hours=2))["acorns"]["outcome"] == "unchanged"
        assert asked(origin) == [REVISIONS, TEXT, REVISIONS]


def test_a_revision_to_come_is_a_change_and_so_is_its_coming(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, revision())
        folder.poll()
        serve(origin, amendment(), revision())
        row = folder.poll(after(hours=2))["acorns"]
        assert (row["outcome"], row["changes"]) == ("changed", 1)
        assert asked(origin)[2:] == [REVISIONS], "the text in force is what it was"
        articles = [*ACORN[:3], ("第四条", "種子基金", ["国は、種子基金を置く。"])]
        now = amendment(amendment_enforcement_date="2027-04-01", current_revision_status="CurrentEnforced")
        serve(origin, now, revision(current_revision_status="PreviousEnforced"), articles=articles)
        row = folder.poll(after(days=300))["acorns"]
        assert (row["outcome"], row["changes"]) == ("changed", 2)
        assert asked(origin)[3:] == [REVISIONS, f"/law_data/{AMENDED}"]


def test_the_end_of_a_law_is_a_change(tmp_path: Path) -> None:
    with watched(tmp_path) as (origin, folder):
        serve(origin, revision())
        folder.poll()
        serve(origin, revision(repeal_status="Repeal", repeal_date="2026-06-09", current_revision_status="Repeal"))
        assert folder.poll(after(hours=2))["acorns"]["changes"] == 1


def test_one_law_that_cannot_be_told_of_does_not_hide_another(tmp_path: Path) -> None:
    other = "508AC0000000011"
    with watched(tmp_path, LAW_ID, other) as (origin, folder):
        serve(origin, revision())
        serve(origin, revision(law_revision_id="other"), law=other)
        assert folder.poll()["acorns"]["outcome"] == "first"
        serve_none(origin, LAW_ID, code="500001", status=500)
        serve(origin, amendment(law_revision_id="other2"), revision(law_revision_id="other"), law=other)
        row = folder.poll(after(hours=2))["acorns"]
        assert (row["outcome"], row["changes"], row["why"]) == ("changed", 1, f"{LAW_ID}: the server answered 500")
        serve_none(origin, other, code="500001", status=500)
        assert folder.poll(after(hours=4))["acorns"]["outcome"] == "failed", "where none can be told of"
        serve(origin, revision())
        origin.route(f"/api/2/law_revisions/{other}", reply(503, b"busy"))
        assert folder.poll(after(hours=6))["acorns"]["outcome"] == "failed", "nor where the server says that it can no more"
        serve(origin, amendment(law_revision_id="other2"), revision(law_revision_id="other"), law=other)
        row = folder.poll(after(hours=12))["acorns"]
        assert (row["outcome"], row["why"]) == ("unchanged", None)


def test_a_revision_is_told_though_its_text_cannot_be_had_and_the_text_as_soon_as_it_can(tmp_path: Path) -> None:
    articles = [*ACORN[:3], ("第四条", "種子基金", ["国は、種子基金を置く。"])]
    now = amendment(amendment_enforcement_date="2026-06-09", current_revision_status="CurrentEnforced")
    with watched(tmp_path) as (origin, folder):
        serve(origin, revision())
        folder.poll()
        serve(origin, now, revision(current_revision_status="PreviousEnforced"), articles=articles)
        origin.route(f"/api/2/law_data/{AMENDED}", reply(500, b'{"code": "500001", "message": "error"}'))
        row = folder.poll(after(hours=2))["acorns"]
        assert (row["outcome"], row["changes"], row["why"]) == ("changed", 1, f"the text of {AMENDED}: the server answered 500")
        serve(origin, now, revision(current_revision_status="PreviousEnforced"), articles=articles)
        row = folder.poll(after(hours=4))["acorns"]
        assert (row["outcome"], row["changes"], row["why"]) == ("changed", 1, None)


def test_no_hit_means_that_there_is_none_and_other_faults_are_failures(tmp_path: Path) -> None:
    with watched(tmp_path, LAW_ID, "999AC0000000001") as (origin, folder):
        serve_none(origin, "999AC0000000001")
        serve(origin, revision())
        row = folder.poll()["acorns"]
        assert (row["outcome"], row["why"]) == ("first", "the law API knows no 999AC0000000001")
        serve_none(origin, LAW_ID)
        assert folder.poll(after(hours=2))["acorns"]["outcome"] == "empty"
        serve_none(origin, LAW_ID, code="500001", status=500)
        assert folder.poll(after(hours=4))["acorns"]["outcome"] == "failed"
        origin.route(f"/api/2{REVISIONS}", reply(200, b"<html><body>maintenance</body></html>"))
        assert folder.poll(after(hours=6))["acorns"]["outcome"] == "error-page"
        serve(origin, revision())
        assert folder.poll(after(hours=8))["acorns"]["outcome"] == "unchanged", "the last good version stayed"
        assert entries(folder.digest(after(hours=8)), "corrections") == []
