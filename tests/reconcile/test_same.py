"""Two announcements: one and the same, a later word on it, about it, or something else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.reconcile.same import Announcement, Relation, same

A, B = "甲省", "乙庁"


def item(title: str, ministry: str = A, day: int = 1, link: str | None = None) -> Announcement:
    return Announcement(title=title, ministry=ministry, date=date(2026, 6, 1) + timedelta(days=day - 1), link=link)


JOINT = [
    ("人工知能の安全な利用に関する共同声明を発出しました", "人工知能の安全な利用に関する共同声明の発出について"),
    ("ＡＩ開発基盤の整備に関する調査の結果", "AI開発基盤の整備に関する調査結果を公表します"),
    ("「計算資源整備法の一部を改正する法律」の成立について", "「計算資源整備法の一部を改正する法律」が成立しました"),
    ("生成AI活用月間です～行政の現場での活用を集中的に進めます～", "生成AI活用月間です"),
    ("9月は「データ流通推進月間」です", "9月は「データ流通推進月間」ですー官民が一体となって連携を強めますー"),
    ("9月は「データ流通推進月間」です－官民が一体となって連携を強めます", "9月は「データ流通推進月間」です"),
    ("甲省と乙庁との協力に関する覚書の署名", "乙庁と甲省の協力に関する覚書の署名について"),
    ("第3回計算基盤国際会合が開催されました", "第3回計算基盤国際会合の結果概要"),
    ("日・ノルドラ経済連携協定の交渉の開始", "ノルドラとの経済連携協定の交渉を開始します"),
    ("海底ケーブル防護国際機関（ISCP）の報告書の公表", "海底ケーブル防護国際機関の報告書が公表されました［PDF：120KB］"),
    ("令和八年八月二十五日からの通信障害への対応について", "令和8年8月25日からの通信障害への対応（PDF形式：1.2MB）"),
    ("第百二回計算部会の結果", "第102回計算部会の概要（別ウィンドウで開きます）"),
    ("Joint Statement on Trustworthy AI published", "Joint statement on trustworthy AI"),
]
LATER = [
    ("計算基盤整備法案", "計算基盤整備法案が成立しました", 14),
    ("計算資源の調達指針（案）", "計算資源の調達指針", 25),
    ("計算基盤整備法案", "計算基盤整備法案が可決されました", 120),
    ("日・ノルドラ計算協定の署名", "日・ノルドラ計算協定の発効", 200),
    ("計算基盤担当大臣の国際会合出席", "計算基盤担当大臣の国際会合出席の取りやめ", 2),
    ("大規模通信障害に関する対応状況", "大規模通信障害に関する対応状況【第2報】", 2),
    ("大規模通信障害に関する対応状況（第2報）", "大規模通信障害に関する対応状況（第３報）", 3),
    ("生成AI調達指針（第1.1版）", "生成AI調達指針（第1.2版）", 20),
    ("「第5回計算基盤大会」の開催について", "「第5回計算基盤大会」の審査結果について", 12),
    ("デジタル国勢調査の回答状況（6月1日午前0時現在）", "デジタル国勢調査の回答状況（6月8日午前0時現在）", 8),
]
ABOUT = [
    ("ノルドラ・エストリア王国皇太子殿下の訪日", "計算基盤大臣とノルドラ・エストリア王国皇太子殿下との懇談", 4),
    ("令和8年度「計算基盤総点検週間」の取組を始めます", "計算基盤総点検週間における事業者の点検状況を視察します", 9),
    ("計算担当大臣及び通信担当大臣の欧州訪問（第12回計算総会等出席）", "第12回計算総会における計算担当大臣一般演説", 1),
    ("ノルドラ大統領の訪日", "ノルドラ大統領の訪日", 9),
    ("計算資源の「今」を知る解説記事（前編）", "計算資源の「今」を知る解説記事（後編）", 4),
]
APART = [
    ("日ノ首脳会談", "日エ首脳会談", 3),
    ("令和8年6月1日からの通信障害に関する支援措置を行います", "令和8年6月9日からの通信障害に関する支援措置を行います", 9),
    ("令和8年台風第3号に伴う通信障害への支援措置", "令和8年台風第4号に伴う通信障害への支援措置", 5),
    ("第3回計算基盤部会の開催について", "第4回計算基盤部会の開催について", 20),
    ("令和7年度第1・四半期計算資源使用の状況", "令和8年度第1・四半期計算資源使用の状況", 2),
    ("計算資源に関する世論調査（令和8年4月調査）", "海底通信に関する世論調査（令和8年4月調査）", 7),
    ("株式会社東西計算に対する計算法に基づく措置命令について", "株式会社南北通信に対する計算法に基づく措置命令について", 7),
    ("国際計算オリンピックに参加した生徒の受賞者を決定しました", "国際通信オリンピックに参加した生徒の受賞者を決定しました", 3),
    ("計算事業者に対する情報流通適正化法に基づく措置命令について", "通信事業者に対する情報流通適正化法に基づく措置命令の説明資料", 3),
    ("国際化学大会に参加した生徒の受賞者を決定しました", "国際数学大会に参加した生徒の受賞者を決定しました", 3),
    ("令和8年度「優良計算事業者」受賞者を決定しました", "令和8年度「海底通信功労者」受賞者を決定しました", 0),
    ("計算基盤の整備", "年金制度の見直し", 0),
    ("", "計算基盤の整備", 0),
]


@pytest.mark.parametrize(("a", "b"), JOINT)
def test_two_offices_that_tell_one_thing_in_their_own_endings_are_the_same(a: str, b: str) -> None:
    assert same(item(a, A), item(b, B, 2)) is Relation.SAME


@pytest.mark.parametrize(("a", "b", "days"), LATER)
def test_a_further_stage_or_report_of_one_office_is_an_update(a: str, b: str, days: int) -> None:
    assert same(item(a), item(b, A, 1 + days)) is Relation.UPDATE


@pytest.mark.parametrize(("a", "b", "days"), ABOUT)
def test_another_act_about_the_same_matter_is_related(a: str, b: str, days: int) -> None:
    assert same(item(a), item(b, A, 1 + days)) is Relation.RELATED


@pytest.mark.parametrize(("a", "b", "days"), APART)
def test_another_instance_of_a_form_is_different(a: str, b: str, days: int) -> None:
    assert same(item(a), item(b, A, 1 + days)) is Relation.DIFFERENT


@pytest.mark.parametrize(
    "title", ["令和8年春の叙勲受章者について", "幹部の人事異動について", "令和9年度概算要求の概要", "大臣会見の概要を掲載しました"]
)
def test_what_every_office_has_of_its_own_is_different_between_two(title: str) -> None:
    assert same(item(title, A), item(title, B)) is Relation.DIFFERENT
    assert same(item(title, A), item(title, A)) is Relation.SAME


@pytest.mark.parametrize(
    ("a", "b", "day", "relation"),
    [
        ("第4回計算基盤対話の開催", "第4回計算基盤対話の開催", 11, Relation.SAME),
        ("第4回計算基盤対話の開催", "第4回計算基盤対話の開催", 20, Relation.RELATED),
        ("第4回計算基盤対話の開催", "第4回計算基盤対話の開催（結果）", 9, Relation.UPDATE),
        ("第4回計算基盤対話の開催（結果）", "第4回計算基盤対話の開催", 9, Relation.SAME),
        ("計算資源確保に関する政令について", "計算資源確保に関する政令について（公布）", 9, Relation.UPDATE),
        ("日・ノルドラ計算協定の署名", "日・ノルドラ計算協定の発効", 9, Relation.UPDATE),
        ("計算資源確保", "計算資源確保に向けた若手技術者養成講座の全国巡回と体験学習会", 2, Relation.RELATED),
    ],
)
def test_days_later_another_office_tells_the_same_or_the_next_stage(a: str, b: str, day: int, relation: Relation) -> None:
    assert same(item(a, A, 1), item(b, B, day)) is relation


def test_long_after_an_extended_headline_is_something_else() -> None:
    later = Announcement(title="計算資源月間の地方展示", ministry=A, date=date(2026, 9, 1))
    assert same(item("計算資源月間", A), later) is Relation.DIFFERENT
    assert same(item("計算資源月間", A), Announcement(title="計算資源月間", ministry=B, date=date(2026, 9, 1))) is Relation.DIFFERENT


def test_one_headline_listed_again_is_the_same_only_within_days_or_at_its_own_address() -> None:
    title = "計算基盤整備計画の公表について"
    assert same(item(title, A, 1), item(title, A, 3)) is Relation.SAME
    assert same(item(title, A, 1), item(title, A, 20)) is Relation.RELATED
    here = "https://example.go.jp/plan.html"
    assert same(item(title, A, 1, here), item(title, A, 20, here)) is Relation.SAME
    much_later = Announcement(title=title, ministry=A, date=date(2027, 6, 1))
    assert same(item(title, A, 1), much_later) is Relation.DIFFERENT


def test_without_day_office_or_link_the_headline_decides() -> None:
    a = Announcement(title="計算基盤整備計画の公表")
    assert same(a, Announcement(title="計算基盤整備計画を公表しました")) is Relation.SAME
    assert same(a, Announcement(title="年金制度の見直し")) is Relation.DIFFERENT


TITLES = st.one_of(
    st.sampled_from([t for row in (*JOINT, *LATER, *ABOUT, *APART) for t in row[:2] if isinstance(t, str)]), st.text(max_size=30)
)
ITEMS = st.builds(
    Announcement,
    title=TITLES,
    ministry=st.sampled_from([None, A, B]),
    date=st.none() | st.dates(date(2026, 1, 1), date(2026, 3, 1)),
    link=st.none() | st.text(max_size=10),
)


@given(ITEMS, ITEMS)
def test_the_order_of_two_announcements_does_not_matter(a: Announcement, b: Announcement) -> None:
    assert same(a, b) is same(b, a)


@given(st.text(max_size=60))
def test_whatever_is_written_an_announcement_is_no_other_than_itself(title: str) -> None:
    assert same(item(title), item(title)) in (Relation.SAME, Relation.DIFFERENT)
