"""Laws of the field replayed through the law server: what is promulgated, what comes into force, in part or whole, and what changed.

Texts and days of most amendments are made up; numbers, titles and the shape of the histories are those of the real laws.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from tests.laws.egov import law_info, revision, serve_statute
from tests.laws.texts import Article
from tests.origin import Origin
from tests.seed.seeded import TIMELINE
from tests.stories.field import Folder, entries
from tracker.store import Store

AI_ACT, AI_TITLE = "507AC0000000053", "人工知能関連技術の研究開発及び活用の推進に関する法律"
ORDER, ORDER_TITLE = "507CO0000000281", "人工知能戦略本部令"
PAYMENTS, PAYMENTS_TITLE = "421AC0000000059", "資金決済に関する法律"
ITSELF = "000000000000000"

Claim = tuple[str, str, str, str]
"""Subject, event type, modality and day."""


@contextmanager
def watched(path: Path, law: str, known_at: str) -> Iterator[tuple[Origin, Folder]]:
    """The shipped words on an empty timeline, and a folder that watches one law."""
    pack = yaml.safe_load(TIMELINE.read_text(encoding="utf-8"))
    kept = {key: value for key, value in pack.items() if key not in ("cycles", "pots")}
    with Origin() as origin:
        folder = Folder(path)
        folder.sources["laws"] = {"url": origin.url("/api/2"), "kind": "law", "laws": law, "tracks": ["act", "hq", "stablecoin"]}
        folder.set_up()
        text = yaml.safe_dump({**kept, "known_at": known_at, "rows": []}, allow_unicode=True, sort_keys=False)
        (path / "db" / "timeline.yaml").write_text(text, encoding="utf-8")
        yield origin, folder


def poll(folder: Folder, day: str, hour: int = 9) -> dict[str, Any]:
    row: dict[str, Any] = folder.poll(f"{day}T{hour:02}:00:00+09:00")["laws"]
    return row


def claims(folder: Folder) -> list[Claim]:
    """Everything that was ever stated, in the order in which it was read."""
    with Store.open(f"sqlite:///{folder.path / 'db' / 'tracker.sqlite3'}") as store:
        found = [one.finding for one in store.unclaimed("-")]
    return [(one.subject, one.type, one.modality.value, str(one.when.earliest)) for one in found]


def believed(folder: Folder) -> list[Claim]:
    """The timeline as it stands."""
    rows = json.loads(folder.run("timeline", "--format", "json").out)
    return [(row["subject"], row["type"], row["modality"], row["when"]["earliest"]) for row in rows]


def asked(origin: Origin, since: int) -> list[str]:
    """What the API was asked for since, robots.txt apart."""
    return [path.partition("?")[0] for path in origin.paths()[since:] if path.startswith("/api/")]


def texts(folder: Folder) -> list[str]:
    """The words of every change that was ever found."""
    with closing(sqlite3.connect(folder.path / "db" / "tracker.sqlite3")) as connection:
        rows = connection.execute("select payload from change").fetchall()
    return [json.loads(row[0])["change"].get("new") or "" for row in rows]


def articles(folder: Folder) -> list[tuple[str, str]]:
    """How the last look found the text changed: what happened, and to which article, paragraph or item."""
    with closing(sqlite3.connect(folder.path / "db" / "tracker.sqlite3")) as connection:
        rows = connection.execute("select payload from change where document = (select max(document) from change) order by id").fetchall()
    changes = [json.loads(row[0])["change"] for row in rows]
    return [(change["change"], change["key"]) for change in changes if not change["key"].startswith("改正履歴/")]


def own(law: str, title: str, promulgated: str, starts: str, **changed: object) -> dict[str, Any]:
    """A revision by the law itself: a day on which it, or a part of it, comes into force."""
    return revision(
        law_revision_id=f"{law}_{starts.replace('-', '')}_{ITSELF}",
        law_type="CabinetOrder" if "CO" in law else "Act",
        law_title=title,
        amendment_promulgate_date=promulgated,
        amendment_enforcement_date=starts,
        **changed,
    )


def by(law: str, title: str, starts: str, cause: tuple[str, str, str], **changed: object) -> dict[str, Any]:
    """A revision by another law: its id, title and number."""
    return revision(
        law_revision_id=f"{law}_{starts.replace('-', '')}_{cause[0]}",
        law_type="CabinetOrder" if "CO" in law else "Act",
        law_title=title,
        amendment_promulgate_date=changed.pop("promulgated", starts),
        amendment_enforcement_date=starts,
        amendment_law_id=cause[0],
        amendment_law_title=cause[1],
        amendment_law_num=cause[2],
        amendment_type="3",
        **changed,
    )


def scheduled(one: dict[str, Any]) -> dict[str, Any]:
    """The same revision while its day is to come."""
    day = one["amendment_enforcement_date"]
    return {**one, "amendment_enforcement_date": None, "amendment_scheduled_enforcement_date": day, "current_revision_status": "UnEnforced"}


def past(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "current_revision_status": "PreviousEnforced"}


GENERAL: list[Article] = [
    ("第一条", "目的", ["この法律は、人工知能関連技術の研究開発及び活用の推進に関し、基本となる事項を定める。"]),
    ("第二条", "定義", ["この法律において「人工知能関連技術」とは、知的な能力を人工的に実現する技術をいう。"]),
]
PLAN: list[Article] = [
    ("第十八条", "人工知能基本計画", ["政府は、人工知能の活用に関する計画を定めなければならない。", "計画は、閣議の決定を求める。"]),
    ("第十九条", "設置", ["内閣に、司令塔となる組織を置く。"]),
]


def test_the_ai_promotion_act_from_its_first_revision_to_full_force(tmp_path: Path) -> None:
    info = law_info(AI_ACT, "令和七年法律第五十三号", "2025-06-04")
    part, whole = (own(AI_ACT, AI_TITLE, "2025-06-04", day) for day in ("2025-06-04", "2025-09-01"))
    act = "ai-promotion-act"
    with watched(tmp_path, AI_ACT, "2025-06-01") as (origin, folder):
        serve_statute(origin, info, [scheduled(whole), part], {part["law_revision_id"]: GENERAL})
        assert poll(folder, "2025-06-06")["outcome"] == "first"
        first = [
            (act, "promulgated", "occurred", "2025-06-04"),
            (act, "partly-in-force", "occurred", "2025-06-04"),
            (act, "in-force", "scheduled", "2025-09-01"),
        ]
        assert claims(folder) == first
        before = len(origin.asked)
        assert poll(folder, "2025-07-01")["outcome"] == "unchanged"
        assert asked(origin, before) == [f"/api/2/law_revisions/{AI_ACT}"]
        serve_statute(origin, info, [whole, past(part)], {whole["law_revision_id"]: [*GENERAL, *PLAN]})
        assert poll(folder, "2025-09-01")["outcome"] == "changed"
        assert claims(folder) == [*first, (act, "in-force", "occurred", "2025-09-01")]
        assert sorted(articles(folder)) == [("added", "本則/第十九条"), ("added", "本則/第十八条")]
        assert sorted(believed(folder), key=lambda row: (str(row[3]), row[1])) == [
            (act, "partly-in-force", "occurred", "2025-06-04"),
            (act, "promulgated", "occurred", "2025-06-04"),
            (act, "in-force", "occurred", "2025-09-01"),
        ]


def test_what_a_provision_says_is_no_event(tmp_path: Path) -> None:
    """Provisions tell of days on which laws come into force, of who is appointed and what is established: as what is to hold."""
    info = law_info(AI_ACT, "令和七年法律第五十三号", "2025-06-04")
    part = own(AI_ACT, AI_TITLE, "2025-06-04", "2025-06-04")
    text: list[Article] = [
        ("第一条", "設置", ["内閣に、人工知能戦略本部を設置した。"]),
        ("第二条", "経過措置", ["人工知能関連技術の研究開発及び活用の推進に関する法律の施行の日前にした届出は、なお従前の例による。"]),
        ("第三条", "公表", ["政府は、人工知能基本計画を2025年7月1日に公表した。"]),
    ]
    with watched(tmp_path, AI_ACT, "2025-06-01") as (origin, folder):
        serve_statute(origin, info, [part], {part["law_revision_id"]: text})
        poll(folder, "2025-07-06")
        assert {kind for _, kind, _, _ in claims(folder)} == {"promulgated", "in-force"}
        later: list[Article] = [*text[:2], ("第三条", "公表", ["政府は、人工知能基本計画を2025年8月1日に公表した。"])]
        serve_statute(origin, info, [{**part, "updated": "2025-08-02T09:00:00+09:00"}], {part["law_revision_id"]: later})
        assert poll(folder, "2025-08-03")["changes"] == 1
        digest = folder.digest("2025-08-03T10:00:00+09:00")
    (words,) = [entry["new"] for entry in entries(digest, "changed")]
    assert words.endswith("政府は、人工知能基本計画を2025年8月1日に公表した。"), "its words are told all the same"
    assert entries(digest, "review", "contradicts", "new", "confirmed") == []


def test_an_order_of_the_headquarters_is_made_and_amended(tmp_path: Path) -> None:
    info = law_info(ORDER, "令和七年政令第二百八十一号", "2025-08-08")
    made = own(ORDER, ORDER_TITLE, "2025-08-08", "2025-09-01")
    cause = ("508CO0000000077", "内閣府本府組織令等の一部を改正する政令", "令和八年政令第七十七号")
    amended = by(ORDER, ORDER_TITLE, "2026-04-01", cause, promulgated="2026-03-27")
    text: list[Article] = [
        ("第一条", "会議", ["本部の会議は、本部長が招集する。", "議事は、出席した本部員の過半数で決する。"]),
        ("第二条", "専門調査会", ["本部に、専門調査会を置くことができる。\n一　技術に関する事項\n二　制度に関する事項"]),
        ("第三条", "庶務", ["本部の庶務は、内閣府において処理する。"]),
    ]
    later: list[Article] = [
        ("第一条", "会議", ["本部の会議は、本部長が招集する。", "議事は、出席した本部員の三分の二以上の多数で決する。"]),
        (
            "第二条",
            "専門調査会",
            ["本部に、専門調査会を置くことができる。\n一　技術に関する事項\n二　制度に関する事項\n三　人材に関する事項"],
        ),
        ("第三条", "幹事", ["本部に、幹事を置く。"]),
        ("第四条", "庶務", ["本部の庶務は、内閣府において処理する。"]),
    ]
    order = "ai-strategy-hq-order"
    with watched(tmp_path, ORDER, "2025-08-01") as (origin, folder):
        serve_statute(origin, info, [scheduled(made)], {made["law_revision_id"]: text})
        assert poll(folder, "2025-08-09")["outcome"] == "first"
        serve_statute(origin, info, [made], {made["law_revision_id"]: text})
        assert poll(folder, "2025-09-01")["outcome"] == "changed"
        serve_statute(origin, info, [scheduled(amended), made], {made["law_revision_id"]: text})
        assert poll(folder, "2026-03-28")["outcome"] == "changed"
        assert articles(folder) == [], "what is to come changes no article yet"
        serve_statute(origin, info, [amended, past(made)], {amended["law_revision_id"]: later})
        assert poll(folder, "2026-04-01")["outcome"] == "changed"
        assert claims(folder) == [
            (order, "promulgated", "occurred", "2025-08-08"),
            (order, "in-force", "scheduled", "2025-09-01"),
            (order, "in-force", "occurred", "2025-09-01"),
            (order, "amended", "scheduled", "2026-04-01"),
            (order, "amended", "occurred", "2026-04-01"),
        ]
        assert sorted(articles(folder)) == [
            ("added", "本則/第三条"),
            ("added", "本則/第二条/第一項/第三号"),
            ("moved", "本則/第四条"),
            ("revised", "本則/第一条/第二項"),
        ]


AMENDMENTS = 19
"""With the law as it was made: twenty revisions."""
CAUSES = (
    "資金決済に関する法律の一部を改正する法律",
    "金融商品取引法等の一部を改正する法律",
    "刑法等の一部を改正する法律の施行に伴う関係法律の整理等に関する法律",
)


def amendments() -> list[dict[str, Any]]:
    """From 2011 to 2026, the oldest first; the last two come on one day and have different causes."""
    found = []
    for number in range(AMENDMENTS):
        year = min(2011 + number, 2026) if number < 15 else 2026
        day = date(year, 4, 1) if number < 15 else date(2026, 4, 1) + timedelta(days=30 * min(number - 14, AMENDMENTS - 16))
        era = f"平成{year - 1988}年" if year < 2019 else f"令和{year - 2018}年"
        cause = (
            f"{(year - 1988 if year < 2019 else year - 2018) + (400 if year < 2019 else 500):03}AC{number + 1:010}",
            CAUSES[number % 3],
            f"{era}法律第{number + 1}号",
        )
        found.append(by(PAYMENTS, PAYMENTS_TITLE, day.isoformat(), cause))
    return found


def payments_text(amended: int) -> list[Article]:
    """Twenty articles of which the first `amended` have got other words, one by each amendment."""
    kanji = "一二三四五六七八九"
    names = [*kanji, "十", *(f"十{one}" for one in kanji), "二十"]
    return [
        (
            f"第{name}条",
            f"事項{place + 1}",
            [f"資金移動業者は、第{place + 1}の事項を{'届け出なければならない' if place < amended else '記録する'}。"],
        )
        for place, name in enumerate(names)
    ]


def test_the_twenty_revisions_of_the_payment_services_act(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01")
    act, all_of_them = "payment-services-act", amendments()
    assert len({one["law_revision_id"] for one in (made, *all_of_them)}) == 20
    with watched(tmp_path, PAYMENTS, "2009-06-01") as (origin, folder):
        serve_statute(origin, info, [made], {made["law_revision_id"]: payments_text(0)})
        assert poll(folder, "2010-04-02")["outcome"] == "first"
        expected = [(act, "promulgated", "occurred", "2009-06-24"), (act, "in-force", "occurred", "2010-04-01")]
        assert claims(folder) == expected
        seen = [made]
        for number, one in enumerate(all_of_them, start=1):
            seen = [one, *(past(before) for before in seen)]
            serve_statute(origin, info, seen, {one["law_revision_id"]: payments_text(number)})
            day = one["amendment_enforcement_date"]
            row = poll(folder, day, hour=9 + (number == AMENDMENTS) * 3)
            assert (row["outcome"], row["changes"]) == ("changed", 2), one
            expected.append((act, "amended", "occurred", day))
            assert articles(folder) == [("revised", f"本則/{payments_text(0)[number - 1][0]}")]
        assert claims(folder) == expected
        before = len(origin.asked)
        assert poll(folder, "2026-11-01")["outcome"] == "unchanged"
        assert asked(origin, before) == [f"/api/2/law_revisions/{PAYMENTS}"]
        causes = [f"改正の根拠：{one['amendment_law_title']}（{one['amendment_law_num']}）" for one in all_of_them]
        assert [cause for cause in causes if not any(cause in text for text in texts(folder))] == []


def test_two_amendments_of_one_day_are_two_events_and_two_entries(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made, causes = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01"), (("507AC0000000066", "六十六"), ("507AC0000000068", "六十八"))
    one, other = (
        by(PAYMENTS, PAYMENTS_TITLE, "2026-06-01", (law, f"{CAUSES[place]}", f"令和七年法律第{number}号"), promulgated="2025-06-13")
        for place, (law, number) in enumerate(causes)
    )
    act = "payment-services-act"
    with watched(tmp_path, PAYMENTS, "2025-06-01") as (origin, folder):
        serve_statute(origin, info, [scheduled(one), scheduled(other), made], {made["law_revision_id"]: payments_text(0)})
        poll(folder, "2025-06-14")
        folder.digest("2025-06-14T10:00:00+09:00")
        serve_statute(origin, info, [one, past(other), past(made)], {one["law_revision_id"]: payments_text(2)})
        poll(folder, "2026-06-01")
        assert believed(folder)[-2:] == [(act, "amended", "occurred", "2026-06-01")] * 2
        decided = entries(folder.digest("2026-06-01T10:00:00+09:00"), "decided")
    assert sorted(fact["value"] for entry in decided for fact in entry["facts"]) == ["令和7年法律第66号", "令和7年法律第68号"]


def test_an_amendment_that_the_seed_expects_to_come_into_force_is_known_by_its_law(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01")
    one = by(PAYMENTS, PAYMENTS_TITLE, "2026-06-01", ("507AC0000000066", CAUSES[0], "令和七年法律第六十六号"), promulgated="2025-06-13")
    step = "stablecoin.psa-amendment.in-force"

    def of_the_step(now: str) -> list[tuple[str, str, str]]:
        digest = folder.digest(now)
        sections = [section for section in digest["sections"] if section["name"] not in ("brief", "coming")]
        told = ((section["name"], entry["verdict"], entry) for section in sections for entry in section["entries"])
        return [(name, verdict, str(entry["when"]["earliest"])) for name, verdict, entry in told if entry["event"] == step]

    with watched(tmp_path, PAYMENTS, "2026-05-01") as (origin, folder):
        (tmp_path / "db" / "timeline.yaml").write_text(TIMELINE.read_text(encoding="utf-8"), encoding="utf-8")
        serve_statute(origin, info, [scheduled(one), made], {made["law_revision_id"]: payments_text(0)})
        poll(folder, "2026-05-10")
        assert of_the_step("2026-05-10T10:00:00+09:00") == [("confirmed", "refines", "2026-06-01")]
        serve_statute(origin, info, [one, past(made)], {one["law_revision_id"]: payments_text(1)})
        poll(folder, "2026-06-02")
        assert of_the_step("2026-07-10T10:00:00+09:00") == [("decided", "advances", "2026-06-01")], "and it is not overdue"


def test_a_repeal_that_is_fixed_is_to_come_and_changes_no_article_when_it_has(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01")
    amended = by(PAYMENTS, PAYMENTS_TITLE, "2026-04-01", ("508AC0000000001", CAUSES[0], "令和八年法律第一号"))
    texts_of = {made["law_revision_id"]: payments_text(0), amended["law_revision_id"]: payments_text(5)}
    cause = ("508AC0000000002", CAUSES[1], "令和八年法律第二号")
    repeal = by(PAYMENTS, PAYMENTS_TITLE, "2027-04-01", cause, repeal_status="Repeal", repeal_date="2027-04-01")
    repeal["amendment_type"] = "8"
    with watched(tmp_path, PAYMENTS, "2026-05-01") as (origin, folder):
        serve_statute(origin, info, [scheduled(repeal), amended, past(made)], texts_of)
        poll(folder, "2026-06-10")
        assert believed(folder)[-1] == ("payment-services-act", "repealed", "scheduled", "2027-04-01")
        ended = {**repeal, "current_revision_status": "Repeal"}
        serve_statute(origin, info, [ended, past(amended), past(made)], {**texts_of, ended["law_revision_id"]: payments_text(5)})
        poll(folder, "2027-04-02")
        assert believed(folder)[-1] == ("payment-services-act", "repealed", "occurred", "2027-04-01")
        assert articles(folder) == []


def test_a_day_that_is_fixed_later_and_then_moved_is_that_of_the_timeline(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01")
    fixed = scheduled(by(PAYMENTS, PAYMENTS_TITLE, "2026-06-01", ("507AC0000000066", CAUSES[0], "令和七年法律第六十六号")))
    days = (None, "2026-06-01", "2026-09-01")
    with watched(tmp_path, PAYMENTS, "2025-06-01") as (origin, folder):
        for month, day in enumerate(days, start=6):
            told = {**fixed, "amendment_scheduled_enforcement_date": day}
            serve_statute(origin, info, [told, made], {made["law_revision_id"]: payments_text(0)})
            poll(folder, f"2025-{month:02}-14")
            assert believed(folder)[-1] == ("payment-services-act", "amended", "scheduled", day)


def test_twenty_revisions_that_are_seen_at_once_are_twenty_sentences(tmp_path: Path) -> None:
    info = law_info(PAYMENTS, "平成二十一年法律第五十九号", "2009-06-24")
    made, all_of_them = own(PAYMENTS, PAYMENTS_TITLE, "2009-06-24", "2010-04-01"), amendments()
    newest = [all_of_them[-1], *(past(one) for one in reversed([made, *all_of_them[:-1]]))]
    with watched(tmp_path, PAYMENTS, "2026-10-01") as (origin, folder):
        serve_statute(origin, info, newest, {newest[0]["law_revision_id"]: payments_text(AMENDMENTS)})
        row = poll(folder, "2026-10-02")
        assert (row["outcome"], row["changes"]) == ("first", 1 + 20 + 20)
        found = claims(folder)
    days = sorted(day for _, kind, _, day in found if kind == "amended")
    assert days == sorted(one["amendment_enforcement_date"] for one in all_of_them)
    assert [(kind, day) for _, kind, _, day in found if kind != "amended"] == [("promulgated", "2009-06-24"), ("in-force", "2010-04-01")]
