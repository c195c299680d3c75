"""The past of laws: one capture for each day on which something was new, as a poll of that day would have had it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.archives.field import captures, own, source
from tests.laws.egov import AMENDED, INFO, LAW_ID, MADE, amendment, revision, serve_list, serve_none, serve_statute
from tests.laws.texts import ACORN
from tests.origin import Origin, reply
from tracker.kinds.law import LAW
from tracker.model.document import Document
from tracker.model.look import Capture
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)
LATER = [*ACORN[:3], ("第四条", "種子基金", ["国は、種子基金を置き、苗木の育成及び植樹に要する費用に充てることができる。"])]
NOW_IN_FORCE = amendment(
    amendment_enforcement_date="2027-04-01", current_revision_status="CurrentEnforced", updated="2026-06-12T09:00:00+09:00"
)
BEFORE = revision(current_revision_status="PreviousEnforced", updated="2026-02-25T10:00:00+09:00")


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as made:
        serve_statute(made, INFO, [NOW_IN_FORCE, BEFORE], {MADE: ACORN, AMENDED: LATER})
        yield made


def laws(origin: Origin, *ids: str) -> Source:
    return source("laws", origin.url("/api/2"), kind="law", laws=ids or (LAW_ID,))


def read(one: PastCapture) -> Document:
    return LAW.extract(Capture(body=one.body, url=one.listed.url, content_type=one.content_type), {})


def sentences(one: PastCapture) -> dict[str, str]:
    return {block.key: block.text for block in read(one).blocks if block.key.startswith("改正履歴/")}


def article(one: PastCapture) -> str:
    return next(block.text for block in read(one).blocks if block.key == "本則/第四条")


def test_each_day_on_which_something_was_new_is_a_capture(origin: Origin) -> None:
    with own() as past:
        found = captures(past, laws(origin), SINCE, UNTIL)
    assert [f"{one.listed.at:%Y-%m-%d %H:%M}" for one in found] == [
        "2026-02-25 01:00",  # known to the server
        "2026-05-31 15:00",  # in force, from midnight in Japan
        "2026-06-12 00:00",  # the amendment known
        "2027-03-31 15:00",  # and in force
    ]
    known, enforced, amended, done = found
    assert sentences(known)[f"改正履歴/{MADE}"] == "どんぐり法は、2026年6月1日に施行される予定である。"
    assert sentences(enforced)[f"改正履歴/{MADE}"] == "どんぐり法は、2026年6月1日に施行された。"
    assert f"改正履歴/{AMENDED}" not in sentences(enforced)
    assert sentences(amended)[f"改正履歴/{AMENDED}"].startswith("どんぐり法は、2027年4月1日に改正される予定である（")
    assert sentences(done)[f"改正履歴/{AMENDED}"].startswith("どんぐり法は、2027年4月1日に改正された（")
    assert [("植樹" in article(one)) for one in found] == [False, False, False, True]
    assert {one.listed.archive for one in found} == {"own"}
    assert len({one.listed.reference for one in found}) == 4


def test_a_text_is_asked_for_once_for_each_revision(origin: Origin) -> None:
    with own() as past:
        captures(past, laws(origin), SINCE, UNTIL)
    assert [path.partition("?")[0] for path in origin.paths() if "law" in path] == [
        f"/api/2/law_revisions/{LAW_ID}",
        f"/api/2/law_data/{MADE}",
        f"/api/2/law_data/{AMENDED}",
    ]


def test_the_state_at_the_beginning_is_the_first_capture(origin: Origin) -> None:
    with own() as past:
        found = captures(past, laws(origin), datetime(2026, 7, 1, tzinfo=UTC), UNTIL)
    assert [f"{one.listed.at:%Y-%m-%d}" for one in found] == ["2026-07-01", "2027-03-31"]
    assert f"改正履歴/{AMENDED}" in sentences(found[0])


def test_an_ended_law_was_in_force_before(origin: Origin) -> None:
    ended = revision(repeal_status="Repeal", repeal_date="2026-09-01", current_revision_status="Repeal")
    serve_statute(origin, INFO, [ended], {MADE: ACORN})
    with own() as past:
        found = captures(past, laws(origin), datetime(2026, 7, 1, tzinfo=UTC), UNTIL)
    assert [f"{one.listed.at:%Y-%m-%d}" for one in found] == ["2026-07-01", "2026-08-31"]
    assert ["改正履歴/廃止" in sentences(one) for one in found] == [False, True]


def test_a_law_that_is_not_known_is_told_as_a_poll_tells_it(origin: Origin) -> None:
    serve_none(origin, "999AC0000000001")
    with own() as past:
        found = captures(past, laws(origin, LAW_ID, "999AC0000000001"), SINCE, UNTIL)
    assert len(found) == 4
    assert "knows no 999AC0000000001" in (read(found[0]).problem_detail or "")


def test_a_state_without_its_text_is_left_out_and_told(origin: Origin) -> None:
    origin.route(f"/api/2/law_data/{AMENDED}", reply(503, b"busy"))
    with own() as past:
        found = list(past.listed([laws(origin)], SINCE, UNTIL))
    assert [isinstance(one, Listed) for one in found] == [True, True, True, False]
    assert isinstance(found[-1], Lost)
    assert found[-1].passing
    assert found[-1].reference.startswith(origin.url(f"/api/2/law_data/{AMENDED}"))


def test_new_laws_by_words_of_their_title_have_their_days(origin: Origin) -> None:
    serve_list(origin, (INFO, BEFORE | {"law_title": "どんぐり法"}))
    given = source("laws", origin.url("/api/2"), kind="law", titles=("どんぐり",))
    with own() as past:
        found = captures(past, given, SINCE, UNTIL)
    assert [f"{one.listed.at:%Y-%m-%d}" for one in found] == ["2026-01-01", "2026-02-19", "2026-05-31"]
    assert [len(read(one).blocks) > 0 for one in found] == [False, True, True]
    assert "施行される予定" in read(found[1]).blocks[-1].text
    assert "施行された" in read(found[2]).blocks[-1].text


def test_who_opens_only_when_all_is_listed_has_it_too(origin: Origin) -> None:
    with own() as past:
        found = [one for one in past.listed([laws(origin)], SINCE, UNTIL) if isinstance(one, Listed)]
        opened = [past.opened(one) for one in (found[-1], *found)]
    assert [one.listed for one in opened if isinstance(one, PastCapture)] == [found[-1], *found]
    assert len([path for path in origin.paths() if "law_revisions" in path]) <= 3


def test_what_was_listed_elsewhere_is_had_by_listing_it_again(origin: Origin) -> None:
    with own() as past:
        lost = past.opened(Listed(source="laws", url="x", at=SINCE, archive="own", reference="x"))
    assert isinstance(lost, Lost)
    assert lost.passing


@pytest.mark.parametrize("body", [b"{}", b"<html>busy</html>", b'{"law_info": {"law_id": 5}, "revisions": []}', b"[" * 5_000])
def test_what_is_no_answer_gives_no_capture(origin: Origin, body: bytes) -> None:
    origin.route(f"/api/2/law_revisions/{LAW_ID}", reply(200, body))
    with own() as past:
        assert list(past.listed([laws(origin)], SINCE, UNTIL)) == []
