"""Whole pages in the shapes that the shipped sources have, in words of our own: what is on them, and nothing of the frame around it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.kinds.pages import OFFICES, days, extract, office_page, read
from tracker.model.document import Block, Document
from tracker.pages.dates import heading_day, says_of_its_heading

FOLDER = "https://www.example.go.jp/forest/index.html"
OPTIONS: dict[str, dict[str, str]] = {
    "meetings": {"follow": "a[href$='kai.html']"},
    "releases": {"follow": "a.cut_txt", "list": "newest"},
    "releases-en": {"follow": "a[href*='/english/press/2']", "list": "newest"},
    "outputs": {"follow": "a[href*='/output/output_information/']"},
}

ITEMS: dict[str, list[tuple[str, str | None, str]]] = {
    "meetings": [
        ("第３回どんぐり法推進本部（令和８年６月８日）", None, "/forest/3kai/3kai.html"),
        ("第２回どんぐり法推進本部（持ち回り開催）（令和７年12月19日）", None, "/forest/2kai/2kai.html"),
        ("第１回どんぐり法推進本部（令和７年９月12日）", None, "/forest/1kai/1kai.html"),
    ],
    "plan": [
        ("樫指針（第1.2版）のあらまし", None, "/forest/oak_gaiyo_20260605.pdf"),
        ("樫指針（第1.1版）", "2025-03-28", "/forest/oak_20250328.pdf"),
    ],
    "releases": [
        ("種子基金の第3回公募の採択結果を公表します", "2026-06-08", "/press/2026/06/20260608001/20260608001.html"),
        ("苗木の輸出入の統計をまとめました", "2026-06-05", "/press/2026/06/20260605003/20260605003.html"),
        ("種子基金、第2回公募で7件を採択", "2026-03-20", "/press/2026/03/20260320002/20260320002.html"),
    ],
    "releases-en": [
        ("Twelve Projects Selected in the Third Call of the Seed Fund", "2026-06-08", "/english/press/2026/0608_001.html"),
        ("Saplings: Statistics of Trade Compiled", "2026-06-05", "/english/press/2026/0605_002.html"),
    ],
    "year": [
        ("切り株の肖像に関する研究会の報告書について", "2026-06-08", "/MINJI/minji01_00001.html"),
        ("登記の手続を見直しました", "2026-05-29", "/KANBOU/kanbou02_00002.pdf"),
    ],
    "budget": [
        ("令和９年度の要求に当たっての方針について", "2026-05-29", "/forest/sy260529a.pdf"),
        ("令和９年度の種子基金への要求額等", "2026-06-05", "/forest/sy20260605.pdf"),
        ("要求のあらまし", None, "/budget/fy2027/gaiyo_link.html"),
        ("一般の部", None, "/budget/fy2027/20260605185021.html"),
        ("特別の部", None, "/budget/fy2027/tokkai_link.html"),
    ],
    "guideline": [
        ("樫指針（第1.2版）本編", None, "/main_content/001000001.pdf"),
        ("樫指針（第1.2版）別添", None, "/main_content/001000002.pdf"),
        ("樫指針（第1.1版）", "2025-03-28", "/main_content/000900001.pdf"),
    ],
    "request": [
        ("令和9年度要求のポイント", None, "/content/20260605-x_0001.pdf"),
        ("若木の観測の推進", None, "/content/20260605-x_0002.pdf"),
    ],
    "commission": [
        ("木目の名簿の取扱いに関する注意喚起について", "2026-06-08", "/news/press/2026/260608_houdou"),
        ("第101回委員会の配布資料", "2026-06-01", "/news/press/2026/260601_houdou"),
    ],
    "product": [
        ("やまびこの実証の結果", None, "/assets/contents/trial.pdf"),
        ("国内のモデルの試用を始めました", "2026-06-01", "/news/1b093bba-a4c8-4001-8a92-ff3667a69198"),
        ("職員への提供を広げました", "2026-05-20", "/news/2c093bba-a4c8-4001-8a92-ff3667a69199"),
    ],
    "consultations": [
        ("「電子どんぐりに関する府令（案）」について", "2026-06-03", "/news/r7/sonota/20260603/20260603.html"),
        ("日を問わない意見の受付について", "2026-06-02", "/news/r7/sonota/20260602/20260602.html"),
        ("「木の実取引業者に関する府令（案）」に対する意見の結果について", "2026-05-29", "/news/r7/sonota/20260529/20260529.html"),
        ("監督の指針の一部改正（案）に対する意見の結果について", "2026-05-08", "/news/r7/sonota/20260508/20260508.html"),
    ],
    "calls": [
        ("「年輪モデル開発事業」に係る公募について", "2026-06-08", "/koubo/KB1_100001.html"),
        ("「年輪モデル開発事業」に係る実施体制の決定について", "2026-05-29", "/koubo/KB3_100002.html"),
    ],
    "outputs": [
        ("林床の安全の評価の手引き（第1.20版）を公開しました", "2026-06-05", "/output/output_information/260605/"),
        ("林床の安全の点検の手引き（第1.10版）を公開しました", "2025-03-28", "/output/output_information/250328_2/"),
        ("林床の安全の評価の手引き（第1.10版）を公開しました", "2025-03-28", "/output/output_information/250328/"),
        ("林床の安全の用語集の公開", None, "/output/output_information/240918/"),
    ],
    "cabinet": [
        ("令和８年６月２日（火）定例閣議の案件", None, "/jp/kakugi/2026/kakugi-2026060201.html"),
        ("令和８年５月29日（金）定例閣議の案件", None, "/jp/kakugi/2026/kakugi-2026052901.html"),
    ],
}
"""Every item of each page: its title, its day, and where it leads."""

REST: dict[str, list[str]] = {
    "meetings": ["どんぐり法推進本部 開催状況"],
    "plan": [
        "樫指針",
        "森林府は、どの山にも通じる考え方として樫指針を定めています。",
        "樫指針（第1.2版）",
        "樫指針（第1.2版） 令和８年６月５日 公表",
        "本文",
        "以前の版",
        "以前の版 令和７年３月28日 公表",
    ],
    "releases": ["発表の一覧"],
    "releases-en": ["Press Releases: Manufacturing"],
    "year": ["令和8年のお知らせ"],
    "budget": [
        "令和９年度予算",
        "要求",
        "要求の基準の了解（令和８年５月29日）",
        "各局の要求（令和８年６月５日）",
        "要求書の一覧",
        "２．要求書、要望の一覧",
    ],
    "guideline": [
        "樫指針",
        "年輪省は、①枝の手入れ、②根の保護を内容とする「樫指針（第1.2版）」を令和８年６月５日に公表しました。～山々のために～",
        "資料",
        "以前の版",
        "版 | 公表日 | 資料",
    ],
    "request": ["令和9年度要求等", "令和9年度の要求について、次の資料を掲載します。", "要求のポイント"],
    "commission": ["発表資料", "令和8年"],
    "product": [
        "庁内の道具「やまびこ」",
        "「やまびこ」は、職員が安全に使える環境です。2026年5月から約18万人が利用しています。",
        "資料",
        "お知らせ",
    ],
    "consultations": ["意見の募集と結果", "募集しているもの", "締切日 | 件名 | 公表日", "結果"],
    "calls": ["公募", "掲載日 | 区分 | 件名 | 締切日"],
    "outputs": ["新着情報"],
    "cabinet": [
        "閣議",
        "令和８年６月５日（金）の案件",
        "一般案件",
        "樫指針の変更について\n（決定）（森林府本府）",
        "政令",
        "どんぐり法施行令の一部を改正する政令（決定）",
        "これまでの閣議",
    ],
}
"""Everything else that each page says, in order."""

STAMPS = ("最終更新", "Last updated", "登録", "先頭", "ページトップ", "ツイート", "シェア", "本文へ", "検索", "目次", "PDF", "枠")


def opened(name: str, **options: Any) -> Document:
    """A page as the kind reads it, in the encoding that it declares."""
    text = office_page(name)
    body = text.encode("cp932" if "charset=Shift_JIS" in text else "utf-8")
    document = extract(body, url=FOLDER, **{**OPTIONS.get(name, {}), **options})
    assert document.problem is None, document.problem_detail
    return document


def item(block: Block) -> tuple[str, str | None, str]:
    assert block.title is not None
    assert block.link is not None
    day = block.published.date().isoformat() if block.published else None
    return block.title, day, block.link.removeprefix("https://www.example.go.jp")


def test_each_page_is_here_and_told_about() -> None:
    assert sorted(path.stem for path in OFFICES.glob("*.html")) == sorted(ITEMS) == sorted(REST)


@pytest.mark.parametrize("name", ITEMS)
def test_the_items_of_a_page_have_their_titles_days_and_addresses(name: str) -> None:
    assert [item(block) for block in opened(name).blocks if block.title] == ITEMS[name]


@pytest.mark.parametrize("name", REST)
def test_the_rest_of_a_page_is_what_it_says_and_no_more(name: str) -> None:
    assert [block.text for block in opened(name).blocks if not block.title] == REST[name]


@pytest.mark.parametrize("name", ITEMS)
def test_nothing_of_the_frame_is_read(name: str) -> None:
    framed = [stamp for stamp in STAMPS if stamp in office_page(name)]
    assert "枠" in framed
    said = "\n".join(f"{block.title or ''}\n{block.text}" for block in opened(name).blocks)
    assert [stamp for stamp in framed if stamp in said] == []


@pytest.mark.parametrize("name", ITEMS)
def test_every_block_has_a_key_of_its_own(name: str) -> None:
    keys = [block.key for block in opened(name).blocks]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", ["meetings", "releases", "releases-en", "outputs"])
def test_the_pages_behind_an_index_are_its_items(name: str) -> None:
    links = opened(name).links
    found = [(link.title, link.published and link.published.date().isoformat(), link.url) for link in links]
    assert found == [(title, day, f"https://www.example.go.jp{path}") for title, day, path in ITEMS[name]]


def test_what_stands_beside_an_item_is_its_text() -> None:
    beside = {block.title: block.text for name in ("meetings", "consultations", "calls", "commission") for block in opened(name).blocks}
    assert beside["第１回どんぐり法推進本部（令和７年９月12日）"] == "議事録"
    assert beside["「電子どんぐりに関する府令（案）」について"] == "令和８年７月３日"
    assert beside["「年輪モデル開発事業」に係る公募について"] == "公募 | 2026年7月7日正午"
    assert beside["木目の名簿の取扱いに関する注意喚起について"] == "発表資料"


def test_the_number_of_a_numbered_link_is_not_what_it_says() -> None:
    beside = {block.title: block.text for block in opened("budget").blocks if block.title}
    assert set(beside.values()) == {""}


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("要求（令和８年９月４日）", "2026-09-04"),
        ("指針（令和７年12月23日　閣議決定）", "2025-12-23"),
        ("令和８年７月14日 閣議決定", "2026-07-14"),
        ("Plan (7 August 2026)", "2026-08-07"),
        ("第3回の会議（令和8年7月10日開催）", None),
        ("法の施行（令和8年9月1日）", None),
        ("お知らせ（令和8年7月10日更新）", None),
        ("令和8年9月1日 施行", None),
        ("予算（令和8年度）", None),
        ("令和８年６月５日（金）の案件", None),
    ],
)
def test_the_day_in_a_heading_is_that_of_what_stands_below_it(heading: str, day: str | None) -> None:
    stamp = heading_day(heading)
    assert (stamp.day.date().isoformat() if stamp else None) == day
    found = days(
        read(f"<h2>{heading}</h2><ul><li><a href=/a>要求の資料の一覧</a></li></ul><h2>ほか</h2><ul><li><a href=/b>別の一覧</a></li></ul>")
    )
    assert found == [("要求の資料の一覧", day), ("別の一覧", None)]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("令和８年７月14日 閣議決定", True),
        ("令和８年７月14日（火）閣議決定", True),
        ("August 7, 2026 Adopted", True),
        ("令和８年７月14日（火）", False),
        ("令和８年９月25日現在", False),
        ("令和８年７月14日から適用", False),
        ("令和８年７月14日の閣議の後で大臣が述べたことについては次のとおりである。", False),
        ("閣議決定", False),
    ],
)
def test_a_day_and_a_word_are_told_with_the_heading_that_they_are_about(line: str, says: bool) -> None:
    assert says_of_its_heading(line) is says
    told = [block.text for block in read(f"<h2>樹木計画</h2><p>{line}</p><p>別の文。</p>")]
    assert told == ["樹木計画", f"樹木計画 {line}" if says else line, "別の文。"]


def test_a_line_of_prose_keeps_a_paragraph_with_links_whole() -> None:
    lines = "<a href=/a>要求の資料の一覧</a><br>{}<br><a href=/b>別の資料の一覧</a>"
    assert [block.title for block in read(f"<p>{lines.format('２．要求書')}</p>")] == ["要求の資料の一覧", None, "別の資料の一覧"]
    (whole,) = read(f"<p>{lines.format('問い合わせは課まで。')}</p>")
    assert whole.title is None


def test_where_the_cells_of_a_row_do_not_fit_the_header_a_table_of_deadlines_has_no_days() -> None:
    table = "<table><tr><th>締切日</th><th>件名</th><th>備考</th></tr><tr><td>{}</td><td><a href=/a>要求の資料の一覧</a></td></tr></table>"
    assert days(read(table.format("2026年9月1日"))) == [("要求の資料の一覧", None)]
    assert days(read(table.replace("締切日", "公表日").format("2026年9月1日"))) == [("要求の資料の一覧", "2026-09-01")]
