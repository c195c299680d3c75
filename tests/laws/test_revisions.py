"""The revisions of a law become sentences, and its text stands beside them as ever."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest

from tests.laws.egov import AMENDED, INFO, LAW_ID, LAW_NUM, MADE, amendment, full_text, revision
from tests.laws.texts import ACORN, Article
from tracker.diff.blocks import compare
from tracker.errors import ExtractError
from tracker.kinds.law import LAW
from tracker.kinds.law_polled import as_the_api_names
from tracker.kinds.law_revisions import Answer, current_of
from tracker.model.document import Document
from tracker.model.look import Capture

URL = "https://laws.example.go.jp/api/2"


def captured(*revisions: object, laws: tuple[str, ...] = (LAW_ID,), articles: Sequence[Article] = ACORN) -> bytes:
    """A capture of one look at laws that all have these revisions."""
    told = [
        {
            "asked": law,
            "revisions": {"law_info": INFO | {"law_id": law}, "revisions": revisions},
            "text_of": MADE,
            "text": full_text(articles),
        }
        for law in laws
    ]
    return msgspec.json.encode({"laws": told})


def read(body: bytes) -> Document:
    return LAW.extract(Capture(body=body, url=URL), {})


def sentences(*revisions: object) -> dict[str, str]:
    return {block.key.partition("/")[2]: block.text for block in read(captured(*revisions)).blocks if block.key.startswith("改正履歴/")}


def test_what_is_and_what_will_be_is_said_in_sentences() -> None:
    assert sentences(amendment(), revision()) == {
        "公布": f"どんぐり法（{LAW_NUM}）は、2026年2月20日に公布された。",
        AMENDED: "どんぐり法は、2027年4月1日に改正される予定である（令和八年法律第四十六号による改正）。"
        "改正の根拠：苗木法等の一部を改正する法律（令和八年法律第四十六号）",
        MADE: "どんぐり法は、2026年6月1日に施行された。",
    }


def test_a_law_that_comes_into_force_in_parts_says_so() -> None:
    later = revision(law_revision_id="later", amendment_enforcement_date="2027-04-01", current_revision_status="UnEnforced")
    assert sentences(later, revision())["later"] == "どんぐり法は、2027年4月1日に施行される予定である。"
    assert sentences(later, revision())[MADE] == "どんぐり法は、2026年6月1日に一部施行された。"


@pytest.mark.parametrize(
    ("status", "says"),
    [("Repeal", "廃止された"), ("Expire", "失効した"), ("Suspend", "施行を停止された"), ("LossOfEffectiveness", "効力を失った")],
)
def test_the_end_of_a_law_is_said(status: str, says: str) -> None:
    found = sentences(revision(repeal_status=status, repeal_date="2026-06-08", current_revision_status="Repeal"))
    assert found["廃止"] == f"どんぐり法は、2026年6月8日に{says}。"


@pytest.mark.parametrize(
    ("status", "says"),
    [("Repeal", "廃止される"), ("Expire", "失効する"), ("Suspend", "施行を停止される"), ("LossOfEffectiveness", "効力を失う")],
)
def test_an_end_that_is_to_come_has_not_come(status: str, says: str) -> None:
    ends = revision(law_revision_id="end", repeal_status=status, repeal_date="2027-04-01", current_revision_status="UnEnforced")
    found = read(captured(ends, revision()))
    end = next(block for block in found.blocks if block.key == "改正履歴/廃止")
    assert (end.text, end.published) == (f"どんぐり法は、2027年4月1日に{says}予定である。", None)


def test_a_law_that_gets_another_name_is_called_by_its_present_one_and_its_number() -> None:
    found = sentences(amendment(law_title="樫法"), revision())
    assert found["公布"].startswith("どんぐり法（")
    assert found[AMENDED].startswith(f"どんぐり法（{LAW_NUM}）は、2027年4月1日に改正される予定である")
    now = amendment(law_title="樫法", current_revision_status="CurrentEnforced", amendment_enforcement_date="2027-04-01")
    renamed = sentences(now, revision(current_revision_status="PreviousEnforced"))
    assert renamed[MADE] == f"樫法（{LAW_NUM}）は、2026年6月1日に施行された。"


def test_of_a_law_that_has_ended_the_text_that_was_in_force_last_is_read() -> None:
    made, last = revision(current_revision_status="PreviousEnforced"), amendment(current_revision_status="Repeal", repeal_status="Repeal")
    to_come = amendment(law_revision_id="later")
    for revisions, current in (((to_come, last, made), AMENDED), ((to_come, revision()), MADE), ((to_come, amendment()), AMENDED)):
        answer = msgspec.convert({"law_info": INFO, "revisions": revisions}, Answer)
        found = current_of(answer)
        assert found is not None
        assert found.law_revision_id == current


def test_two_revisions_of_one_day_lead_to_their_own_pages() -> None:
    second = amendment(law_revision_id=f"{LAW_ID}_20270401_../x?y", amendment_law_num="令和八年法律第四十七号")
    links = {block.key.partition("/")[2]: block.link for block in read(captured(amendment(), second, revision())).blocks}
    base = f"https://laws.example.go.jp/law/{LAW_ID}"
    assert links["公布"] == base
    assert links[AMENDED] == f"{base}/20270401_508AC0000000046"
    assert links[second["law_revision_id"]] == f"{base}/20270401_..%2Fx%3Fy"


def test_a_day_that_is_not_fixed_is_left_out_and_what_is_known_of_it_told() -> None:
    found = sentences(
        amendment(amendment_scheduled_enforcement_date=None, amendment_enforcement_comment="公布の日から一年以内"), revision()
    )
    assert found[AMENDED].startswith("どんぐり法は、改正される予定である（令和八年法律第四十六号による改正）。改正の根拠：")
    assert found[AMENDED].endswith("\n改正の時期：公布の日から一年以内")


def test_the_articles_stand_behind_and_each_block_leads_to_the_law() -> None:
    found = read(captured(revision()))
    assert [block.key for block in found.blocks][:4] == ["改正履歴/公布", f"改正履歴/{MADE}", "本則/第一条", "本則/第二条"]
    assert (found.title, found.statute, found.blocks[0].link) == ("どんぐり法", True, f"https://laws.example.go.jp/law/{LAW_ID}")


def test_what_will_be_is_no_old_news_whenever_it_was_fixed() -> None:
    days = {block.key.partition("/")[2]: block.published for block in read(captured(amendment(), revision())).blocks}
    assert days[AMENDED] is None
    assert days[MADE] is not None


def test_several_laws_of_one_source_keep_their_articles_apart() -> None:
    found = read(captured(revision(), laws=(LAW_ID, "508AC0000000011")))
    assert {block.key.partition(":")[0] for block in found.blocks} == {LAW_ID, "508AC0000000011"}
    assert len({block.key for block in found.blocks}) == len(found.blocks)


def test_a_new_revision_and_the_articles_that_it_changed_are_the_changes() -> None:
    articles = [*ACORN[:3], ("第四条", "種子基金", ["国は、種子基金を置く。"])]
    now = amendment(amendment_enforcement_date="2027-04-01", current_revision_status="CurrentEnforced")
    old = read(captured(amendment(), revision()))
    new = read(captured(now, revision(current_revision_status="PreviousEnforced"), articles=articles))
    assert [(change.change.value, change.key) for change in compare(old, new).changes] == [
        ("revised", f"改正履歴/{AMENDED}"),
        ("revised", "本則/第四条"),
    ]


@pytest.mark.parametrize(
    "body", [b'{"laws":', b'{"laws":[{"asked":1}]}', b'{"laws":[{"asked":"x","revisions":{"law_info":[]}}]}', b'{"laws":' + b"[" * 100_000]
)
def test_answers_that_are_none_are_an_error(body: bytes) -> None:
    with pytest.raises(ExtractError):
        read(body)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        (LAW_ID, LAW_ID),
        ("５０８ac0000000010", LAW_ID),
        (LAW_NUM, LAW_NUM),
        ("令和8年法律第10号", LAW_NUM),
        ("令和８年 法律第１０号", LAW_NUM),
        ("令和元年政令第281号", "令和元年政令第二百八十一号"),
    ],
)
def test_a_law_is_asked_for_as_the_api_names_it(written: str, named: str) -> None:
    assert as_the_api_names(written) == named


def test_a_law_that_is_named_twice_is_told_once() -> None:
    body = msgspec.json.decode(captured(revision()))
    twice = msgspec.json.encode({"laws": [*body["laws"], *body["laws"]]})
    found = read(twice).blocks
    assert [block.key.rpartition(":")[2] for block in found] == [block.key for block in read(captured(revision())).blocks]


def test_what_may_be_asked_for_is_checked() -> None:
    assert LAW.faults({"laws": (LAW_ID, LAW_NUM)}) == {}
    assert LAW.faults({"laws": LAW_ID}) == {}
    assert LAW.faults({"laws": ("令和８年法律第10号", "321CONSTITUTION")}) == {}
    assert "looked for with `titles`" in LAW.faults({"laws": ("ＡＩ法",)})["laws"]
    assert "was expected" in LAW.faults({"laws": ("",)})["laws"]
    assert "at most 50" in LAW.faults({"laws": ("x",) * 51})["laws"]
