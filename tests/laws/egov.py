"""A law API of the tests' own on loopback, after the published schema: every answer is held against it before it is given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

import msgspec

from tests.laws.texts import ACORN, Article
from tests.origin import Asked, Origin, Reply, page, reply

LAW_ID, LAW_NUM = "508AC0000000010", "令和八年法律第十号"
MADE = f"{LAW_ID}_20260601_000000000000000"
_FIGURES = "１２３４５６７８９"
AMENDED = f"{LAW_ID}_20270401_508AC0000000046"

LawType = Literal["Constitution", "Act", "CabinetOrder", "ImperialOrder", "MinisterialOrdinance", "Rule", "Misc"]


class _Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A schema knows what it names and nothing else."""


class LawInfo(_Strict):
    law_type: LawType
    law_id: str
    law_num: str
    law_num_era: Literal["Meiji", "Taisho", "Showa", "Heisei", "Reiwa"]
    law_num_year: int
    law_num_type: LawType
    law_num_num: str
    promulgation_date: str


class RevisionInfo(_Strict):
    law_revision_id: str
    law_type: LawType
    law_title: str
    law_title_kana: str | None
    abbrev: str | None
    category: str
    updated: str
    amendment_promulgate_date: str | None
    amendment_enforcement_date: str | None
    amendment_enforcement_comment: str | None
    amendment_scheduled_enforcement_date: str | None
    amendment_law_id: str | None
    amendment_law_title: str | None
    amendment_law_title_kana: str | None
    amendment_law_num: str | None
    amendment_type: Literal["1", "3", "8"]
    repeal_status: Literal["None", "Repeal", "Expire", "Suspend", "LossOfEffectiveness"]
    repeal_date: str | None
    remain_in_force: bool | None
    mission: Literal["New", "Partial"]
    current_revision_status: Literal["CurrentEnforced", "UnEnforced", "PreviousEnforced", "Repeal"]


class LawRevisionsResponse(_Strict):
    law_info: LawInfo
    revisions: list[RevisionInfo]


class Node(_Strict):
    tag: str
    attr: dict[str, str] | Literal[""]
    children: list[Node | str]


class LawDataResponse(_Strict):
    attached_files_info: None
    law_info: LawInfo
    revision_info: RevisionInfo
    law_full_text: Node


class LawItem(_Strict):
    law_info: LawInfo
    revision_info: RevisionInfo
    current_revision_info: RevisionInfo


class LawsResponse(_Strict):
    total_count: int
    count: int
    laws: list[LawItem]
    next_offset: int | None = None


class ErrorInfo(_Strict):
    code: str
    message: str


def checked(value: object, schema: type) -> bytes:
    """An answer, which the schema allows."""
    body = msgspec.json.encode(value)
    msgspec.json.decode(body, type=schema)
    return body


INFO = {
    "law_type": "Act",
    "law_id": LAW_ID,
    "law_num": LAW_NUM,
    "law_num_era": "Reiwa",
    "law_num_year": 8,
    "law_num_type": "Act",
    "law_num_num": "010",
    "promulgation_date": "2026-02-20",
}


def revision(**changed: object) -> dict[str, Any]:
    """The law as it was made, in force since 1 June 2026, or what is `changed` of it."""
    plain: dict[str, Any] = dict.fromkeys(RevisionInfo.__struct_fields__)
    plain |= {
        "law_revision_id": MADE,
        "law_type": "Act",
        "law_title": "どんぐり法",
        "category": "林業",
        "updated": "2026-06-01T09:00:00+09:00",
        "amendment_promulgate_date": "2026-02-20",
        "amendment_enforcement_date": "2026-06-01",
        "amendment_type": "1",
        "repeal_status": "None",
        "remain_in_force": False,
        "mission": "New",
        "current_revision_status": "CurrentEnforced",
    }
    return plain | changed


def amendment(**changed: object) -> dict[str, Any]:
    """An amendment that comes into force on 1 April 2027."""
    plain = {
        "law_revision_id": AMENDED,
        "amendment_promulgate_date": "2026-06-09",
        "amendment_enforcement_date": None,
        "amendment_scheduled_enforcement_date": "2027-04-01",
        "amendment_law_id": "508AC0000000046",
        "amendment_law_title": "苗木法等の一部を改正する法律",
        "amendment_law_num": "令和八年法律第四十六号",
        "amendment_type": "3",
        "current_revision_status": "UnEnforced",
    }
    return revision(**(plain | changed))


def node(tag: str, *children: Any, **attributes: str) -> dict[str, Any]:
    return {"tag": tag, "attr": attributes or "", "children": list(children)}


def full_text(articles: Sequence[Article], title: str = "どんぐり法", num: str = LAW_NUM) -> dict[str, Any]:
    """Articles as the tree that the API gives."""

    def paragraph(number: int, text: str) -> dict[str, Any]:
        words, *items = text.split("\n")
        inside = [node("Item", node("ItemTitle", item[0]), node("ItemSentence", node("Sentence", item[2:])), Num=item[0]) for item in items]
        # The first paragraph of an article has no number of its own.
        marked = node("ParagraphNum", *([_FIGURES[number - 1]] if number > 1 else []))
        return node("Paragraph", marked, node("ParagraphSentence", node("Sentence", words)), *inside, Num=str(number))

    made = [
        node(
            "Article",
            node("ArticleCaption", f"（{caption}）"),
            node("ArticleTitle", number),
            *(paragraph(place, text) for place, text in enumerate(paragraphs, start=1)),
        )
        for number, caption, paragraphs in articles
    ]
    body = node("LawBody", node("LawTitle", title), node("MainProvision", *made))
    return node("Law", node("LawNum", num), body, Lang="ja")


def serve(origin: Origin, *revisions: Mapping[str, Any], articles: Sequence[Article] = ACORN, law: str = LAW_ID) -> None:
    """The API as it is now: the revisions, the newest first, and the text of each."""
    told = {"law_info": INFO | {"law_id": law}, "revisions": list(revisions)}
    origin.route(f"/api/2/law_revisions/{law}", page(checked(told, LawRevisionsResponse), content_type="application/json"))
    for one in revisions:
        text = {"attached_files_info": None, "law_info": INFO, "revision_info": one, "law_full_text": full_text(articles)}
        origin.route(f"/api/2/law_data/{one['law_revision_id']}", page(checked(text, LawDataResponse), content_type="application/json"))


def serve_none(origin: Origin, law: str, code: str = "404001", status: int = 404) -> None:
    """The API knows no such law, or another fault."""
    body = checked({"code": code, "message": "該当するデータはありません。"}, ErrorInfo)
    origin.route(f"/api/2/law_revisions/{law}", reply(status, body, Content_Type="application/json"))


def law_info(law_id: str, law_num: str, promulgated: str) -> dict[str, Any]:
    """What is told of a law whatever its revision. Its number in its id says what sort it is of: AC an act, CO an order."""
    sort = "Act" if "AC" in law_id else "CabinetOrder"
    era = {"4": "Heisei", "5": "Reiwa"}[law_id[0]]
    about = {"law_num_era": era, "law_num_year": int(law_id[1:3]), "law_num_type": sort, "law_num_num": f"{int(law_id[-10:]):03}"}
    return {"law_type": sort, "law_id": law_id, "law_num": law_num, **about, "promulgation_date": promulgated}


def serve_statute(
    origin: Origin, info: Mapping[str, Any], revisions: Sequence[Mapping[str, Any]], texts: Mapping[str, Sequence[Article]]
) -> None:
    """One law as the API tells of it now: its revisions, the newest first, and the text of each revision that has one."""
    body = checked({"law_info": info, "revisions": list(revisions)}, LawRevisionsResponse)
    origin.route(f"/api/2/law_revisions/{info['law_id']}", page(body, content_type="application/json"))
    for one in revisions:
        if one["law_revision_id"] in texts:
            whole = full_text(texts[one["law_revision_id"]], one["law_title"], info["law_num"])
            told = {"attached_files_info": None, "law_info": info, "revision_info": one, "law_full_text": whole}
            origin.route(f"/api/2/law_data/{one['law_revision_id']}", page(checked(told, LawDataResponse), content_type="application/json"))


def serve_list(origin: Origin, *laws: tuple[Mapping[str, Any], Mapping[str, Any]], most: int = 100) -> None:
    """`/laws` as documented: by a part of the title as it is written, by day of promulgation, in pages; none is the error 404001."""

    def answer(asked: Asked) -> Reply:
        given = dict(parse_qsl(urlsplit(asked.path).query))
        start, offset, limit = given.get("promulgation_date_from", ""), int(given.get("offset", 0)), min(int(given.get("limit", 100)), most)
        if start and not re.fullmatch(r"\d{4}-\d\d-\d\d", start):
            return _json(400, {"code": "400004", "message": "日付の形式が正しくありません。"}, ErrorInfo)
        found = [
            {"law_info": info, "revision_info": one, "current_revision_info": one}
            for info, one in laws
            if given.get("law_title", "") in one["law_title"] and info["promulgation_date"] >= start
        ]
        shown = found[offset : offset + limit]
        if not shown:
            return _json(404, {"code": "404001", "message": "該当するデータはありません。"}, ErrorInfo)
        behind = offset + len(shown)
        more = {"next_offset": behind} if behind < len(found) else {}
        return _json(200, {"total_count": len(found), "count": len(shown), **more, "laws": shown}, LawsResponse)

    origin.route("/api/2/laws", answer)


def _json(status: int, value: object, schema: type) -> Reply:
    return Reply(status=status, body=checked(value, schema), headers={"Content-Type": "application/json"})
