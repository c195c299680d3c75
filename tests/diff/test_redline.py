"""Two documents of one subject: what each passage became, wherever it stands in the new one."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from tracker.diff.editions import chosen
from tracker.diff.redline import redline
from tracker.model.document import Block, Document
from tracker.model.redline import Edition, Fate, Redline
from tracker.model.when import Precision, When
from tracker.read.figures import figures


def document(*sections: tuple[str, *tuple[str, ...]]) -> Document:
    """Sections as a page kind keys them: the first text of each is its heading."""
    blocks = []
    for heading, *texts in sections:
        blocks.append(Block(key=heading, text=heading))
        blocks += [Block(key=f"{heading}/p-{place:012x}", text=text) for place, text in enumerate(texts)]
    return Document(title="計画", blocks=tuple(blocks))


AIM = "この計画は、種子の備蓄を令和8年6月1日までに1,239億円で整えることを目的とする。"
REPORT = "事業者は毎年度の報告を行うものとし、その内容を公表する。"
SEAT = "委員会は関係する局の長で構成し、必要に応じて有識者の意見を聴く。"
OFFICE = "委員会の庶務は森林局の総務課において処理するものとする。"
MONEY = "国は種子の備蓄に必要な財政上の措置を講ずるよう努める。"
DRAFT = document(("第1章 目的", AIM, REPORT), ("第2章 体制", SEAT, OFFICE))


def fates(found: Redline) -> dict[str, list[str]]:
    told: dict[str, list[str]] = {}
    for one in found.passages:
        told.setdefault(one.fate.value, []).append(one.new or one.old or "")
    return told


def test_each_passage_meets_one_fate() -> None:
    aim = AIM.replace("令和8年6月1日", "令和9年3月31日").replace("1,239", "1,240")
    plan = document(("第1章 目的", aim, MONEY), ("第2章 体制", SEAT, OFFICE))
    found = redline(DRAFT, plan, figures=figures)
    assert fates(found) == {
        "kept": ["第1章 目的", "第2章 体制", SEAT, OFFICE],
        "reworded": [aim],
        "new": [MONEY],
        "dropped": [REPORT],
    }
    assert [(one.kind.value, one.old, one.new) for one in found.figures] == [
        ("date", "令和8年6月1日", "令和9年3月31日"),
        ("money", "1,239億円", "1,240億円"),
    ]
    assert found.figures[0].place == ("第1章 目的",)
    assert found.counts == {"kept": 4, "moved": 0, "reworded": 1, "new": 1, "dropped": 1}


def test_a_section_that_only_got_another_number_keeps_its_passages() -> None:
    found = redline(DRAFT, document(("第1章 前文", MONEY), ("第2章 目的", AIM, REPORT), ("第3章 体制", SEAT, OFFICE)))
    assert fates(found) == {
        "new": ["第1章 前文", MONEY],
        "reworded": ["第2章 目的", "第3章 体制"],
        "kept": [AIM, REPORT, SEAT, OFFICE],
    }


def test_a_passage_under_another_heading_or_in_another_order_was_moved() -> None:
    elsewhere = redline(DRAFT, document(("第1章 目的", AIM), ("第2章 体制", SEAT, OFFICE, REPORT)))
    (moved,) = [one for one in elsewhere.passages if one.fate is Fate.MOVED]
    assert (moved.new, moved.old_place, moved.new_place) == (REPORT, ("第1章 目的",), ("第2章 体制",))
    swapped = redline(DRAFT, document(("第1章 目的", REPORT, AIM), ("第2章 体制", SEAT, OFFICE)))
    assert swapped.counts == {"kept": 5, "moved": 1, "reworded": 0, "new": 0, "dropped": 0}


def test_a_passage_that_moved_and_was_reworded_is_one() -> None:
    report = REPORT.replace("毎年度", "半期ごと")
    found = redline(DRAFT, document(("第1章 目的", AIM), ("第2章 体制", SEAT, OFFICE, report)))
    (one,) = [one for one in found.passages if one.fate is Fate.REWORDED]
    assert (one.old, one.new, one.moved) == (REPORT, report, True)


def test_what_was_dropped_stands_where_it_stood() -> None:
    found = redline(DRAFT, document(("第1章 目的", AIM), ("第2章 体制", SEAT, OFFICE)))
    assert [one.fate.value for one in found.passages] == ["kept", "kept", "dropped", "kept", "kept", "kept"]


def test_a_layout_that_shares_no_key_makes_no_difference() -> None:
    flat = Document(blocks=tuple(Block(key=f"page-1#{place}", text=block.text) for place, block in enumerate(DRAFT.blocks)))
    assert redline(DRAFT, flat).counts == {"kept": 6, "moved": 0, "reworded": 0, "new": 0, "dropped": 0}


def test_a_document_with_a_problem_is_not_compared() -> None:
    assert redline(Document(problem="empty"), DRAFT) == Redline(problem="empty")
    assert redline(Document(), Document()) == Redline()


@pytest.mark.slow
def test_long_documents_written_anew_take_seconds() -> None:
    def passages(word: str, step: int) -> Document:
        texts = [f"{number * step % 3_001}番の区画では{word}を{number * 7 % 31}本ずつ植え、管理者が記録する。" for number in range(3_001)]
        return Document(blocks=tuple(Block(key=f"p-{place}", text=text) for place, text in enumerate(texts)))

    began = time.process_time()
    found = redline(passages("どんぐりの苗", 1), passages("樫の若い苗木", 7))
    assert sum(found.counts.values()) >= 3_001
    assert time.process_time() - began < 20


def edition(number: int, version: str | None, stage: str, day: str) -> Edition:
    when = When(date.fromisoformat(day), date.fromisoformat(day), Precision.DAY)
    return Edition(
        document=number,
        subject="oak-guide",
        source="office",
        url="https://office.example/",
        title="樫指針",
        snapshot="sha256:00",
        seen=datetime(2026, 6, 1, tzinfo=UTC),
        stage=stage,
        version=version,
        when=when,
    )


EDITIONS = (
    edition(1, "1.1", "published", "2025-03-28"),
    edition(2, "1.2", "draft-published", "2026-01-15"),
    edition(3, "1.2", "published", "2026-03-31"),
)


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (None, None, (2, 3)),
        ("1.1", None, (1, 3)),
        ("v1.1", "draft-published", (1, 2)),
        (None, "2026-01-15", (1, 2)),
        ("#3", "#1", (3, 1)),
    ],
)
def test_two_editions_are_named_by_version_stage_day_or_number(since: str | None, until: str | None, numbers: tuple[int, int]) -> None:
    found = chosen(EDITIONS, since, until)
    assert not isinstance(found, str)
    assert (found[0].document, found[1].document) == numbers


@pytest.mark.parametrize(
    ("editions", "since", "until", "said"),
    [
        ((), None, None, "no document that speaks of it is in the database"),
        (EDITIONS[:1], None, None, "there is only #1 v1.1 published 2025-03-28 (office)"),
        (EDITIONS, "2.0", None, "no document is '2.0'; there are #1 v1.1"),
        (EDITIONS, None, "1.2", "'1.2' may be any of #2 v1.2 draft-published"),
        (EDITIONS, None, "1.1", "nothing is older than #1"),
    ],
)
def test_what_cannot_be_chosen_is_said_with_what_there_is(
    editions: tuple[Edition, ...], since: str | None, until: str | None, said: str
) -> None:
    found = chosen(editions, since, until)
    assert isinstance(found, str)
    assert said in found
