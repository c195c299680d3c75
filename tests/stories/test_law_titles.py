"""New laws are found by words of their titles: in full width, page by page, from the newest that is known, and none is no fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.laws.egov import law_info, revision, serve, serve_list
from tests.origin import Origin, page, reply
from tests.stories.field import NOW, Folder, after, told
from tracker.kinds.law import LAW

Law = tuple[dict[str, Any], dict[str, Any]]


def law(number: int, title: str, promulgated: str, **changed: object) -> Law:
    law_id = f"508AC{number:010}"
    info = law_info(law_id, f"令和八年法律第{number}号", promulgated)
    one = revision(law_revision_id=f"{law_id}_20260601_000000000000000", law_title=title, amendment_promulgate_date=promulgated, **changed)
    return info, one


OAK = law(21, "ＡＩ樫木振興法", "2026-05-20")
ACORN = law(10, "どんぐり法", "2026-02-20")


@contextmanager
def watched(path: Path, *titles: str, **options: object) -> Iterator[tuple[Origin, Folder]]:
    with Origin() as origin:
        folder = Folder(path)
        folder.sources["new"] = {"url": origin.url("/api/2"), "kind": "law", "titles": list(titles), **options}
        yield origin, folder.set_up()


def queries(origin: Origin) -> list[dict[str, str]]:
    """What `/laws` was asked for, look by look."""
    return [dict(parse_qsl(urlsplit(path).query)) for path in origin.paths() if path.startswith("/api/2/laws?")]


def test_a_new_law_is_told_and_a_look_without_news_is_one_request(tmp_path: Path) -> None:
    with watched(tmp_path, "どんぐり") as (origin, folder):
        serve_list(origin)
        row = folder.poll()["new"]
        assert (row["outcome"], row["why"]) == ("first", "no law has どんぐり in its title")
        serve_list(origin, ACORN)
        assert folder.poll(after(hours=2))["new"]["changes"] == 2, "its promulgation and its being in force"
        assert told(folder.digest(after(hours=2))) == [("confirmed", "refines", "act.promulgated"), ("decided", "advances", "act.in-force")]
        assert folder.poll(after(hours=4))["new"]["outcome"] == "unchanged"
    assert len(queries(origin)) == 3


def test_words_are_asked_for_in_full_width_as_titles_are_written(tmp_path: Path) -> None:
    with watched(tmp_path, "AI") as (origin, folder):
        serve_list(origin, OAK, ACORN)
        assert folder.poll()["new"] == {"id": "new", "outcome": "first", "changes": 2, "findings": 0, "why": None}
    assert [one["law_title"] for one in queries(origin)] == ["ＡＩ"]


def test_a_later_look_asks_from_sixty_days_before_the_newest_and_forgets_nothing(tmp_path: Path) -> None:
    late = law(12, "樫木保全法", "2026-04-01")
    with watched(tmp_path, "樫", "どんぐり", since="2026-01-01") as (origin, folder):
        serve_list(origin, OAK)
        folder.poll()
        serve_list(origin, OAK, late)
        assert folder.poll(after(hours=2))["new"]["changes"] == 2, "listed weeks after it was promulgated"
        assert folder.poll(after(hours=4))["new"]["outcome"] == "unchanged", "what is asked for no more is still there"
    asked = [(one["law_title"], one["promulgation_date_from"]) for one in queries(origin)]
    assert asked[:2] == [("樫", "2026-01-01"), ("どんぐり", "2026-01-01")]
    assert asked[2:] == [("樫", "2026-03-21"), ("どんぐり", "2026-01-01")] * 2


def test_a_long_list_is_taken_page_by_page_and_a_list_without_end_is_cut(tmp_path: Path) -> None:
    many = [law(number, f"樫木第{number}法", "2026-05-20") for number in range(1, 8)]
    with watched(tmp_path, "樫") as (origin, folder):
        serve_list(origin, *many, most=3)
        assert folder.poll()["new"]["changes"] == 14
        assert [one.get("offset", "0") for one in queries(origin)] == ["0", "3", "6"]


def test_a_law_that_ends_is_a_change_and_one_that_is_named_anyway_stands_once(tmp_path: Path) -> None:
    with watched(tmp_path, "樫", "どんぐり", laws=["508AC0000000010"]) as (origin, folder):
        serve(origin, revision())
        serve_list(origin, OAK, ACORN)
        first = folder.poll()["new"]
        ended = law(21, "ＡＩ樫木振興法", "2026-05-20", repeal_status="Expire", repeal_date="2026-06-09", current_revision_status="Repeal")
        serve_list(origin, ended, ACORN)
        assert folder.poll(after(hours=2))["new"]["changes"] == 1
    articles, sentences = 4, 2
    assert first["changes"] == articles + sentences + 2


@pytest.mark.parametrize(
    ("route", "outcome"),
    [
        (reply(500, b'{"code":"500001","message":"error"}', Content_Type="application/json"), "failed"),
        (reply(400, b'{"code":"400004","message":"date"}', Content_Type="application/json"), "failed"),
        (page(b"<html><title>x</title><body><h1>maintenance</h1></body></html>"), "error-page"),
        (page(b'{"total_count": 1, "laws": [{"law_info": 3}]}', content_type="application/json"), "error-page"),
        (page(b'{"total_count": 9, "count"', content_type="application/json"), "error-page"),
    ],
    ids=["server-error", "bad-date", "html", "other-schema", "cut"],
)
def test_what_is_no_list_is_an_outcome_and_nothing_is_lost(tmp_path: Path, route: Any, outcome: str) -> None:
    with watched(tmp_path, "樫") as (origin, folder):
        serve_list(origin, OAK)
        folder.poll()
        origin.route("/api/2/laws", route)
        assert folder.poll(after(hours=2))["new"]["outcome"] == outcome
        serve_list(origin, OAK)
        assert folder.poll(after(days=2))["new"]["outcome"] == "unchanged"


def test_a_list_that_says_that_it_goes_on_and_is_empty_ends(tmp_path: Path) -> None:
    with watched(tmp_path, "樫") as (origin, folder):
        origin.route("/api/2/laws", page(b'{"total_count": 1000000, "count": 0, "laws": []}', content_type="application/json"))
        assert folder.poll(NOW)["new"]["outcome"] == "first"
    assert len(queries(origin)) == 1


@pytest.mark.parametrize(
    ("options", "key", "says"),
    [
        ({"titles": ("",)}, "titles", "a word of a title"),
        ({"titles": ("x",) * 21}, "titles", "at most 20"),
        ({"titles": "人工知能", "since": "June"}, "since", "a day such as"),
        ({"since": "2025-06-01"}, "since", "belongs to `titles`"),
    ],
)
def test_what_cannot_be_asked_for_is_a_fault(options: dict[str, str | tuple[str, ...]], key: str, says: str) -> None:
    assert says in LAW.faults(options)[key]
    assert LAW.faults({"titles": "人工知能", "since": "2025-06-01"}) == {}
