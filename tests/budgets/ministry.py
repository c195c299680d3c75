"""A finance ministry of the tests' own on loopback: the index page of a fiscal year as its stages come, and its bundle of tables."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zlib import crc32

import msgspec

from tests.origin import Origin, page, reply

INDEX = "/budget/fy2026/index.html"
BUNDLE = "/server/2026/csv/DL202612001.zip"


class Stage(NamedTuple):
    """A stage as the page has it: its heading, and its papers by name and title."""

    heading: str
    papers: Sequence[tuple[str, str]] = ()


GUIDELINE = Stage(
    "概算要求基準閣議了解（令和７年８月８日）", [("sy250808a.pdf", "令和８年度予算の概算要求に当たっての基本的な方針について（閣議了解）")]
)
REQUESTS = Stage("各省各庁の概算要求（令和７年９月３日）", [("sy250903.pdf", "令和８年度一般会計概算要求・要望額等")])
DRAFT = Stage(
    "令和８年度予算政府案（令和７年12月26日閣議決定）",
    [("seifuan01.pdf", "令和８年度予算フレーム"), ("seifuan02.pdf", "各省予算のポイント")],
)
ENACTED = Stage("令和８年度予算の成立（令和８年４月７日）", [("seiritsu.pdf", "令和８年度予算の説明")])


def index_page(stages: Sequence[Stage], *, year: str = "令和８年度予算") -> str:
    """The page: a heading for each stage and a list of papers under it; addresses begin with a tab, as on such pages."""
    body = "".join(
        f'<h3 class="decoA3">{stage.heading}<a id="s{place}"></a></h3><ul>'
        + "".join(f'<li><a href="\t./{name}" title="{title}"><span>{title}</span>(PDF:142KB)</a></li>' for name, title in stage.papers)
        + "</ul>"
        for place, stage in enumerate(stages)
    )
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="UTF-8"><title>{year} : 財務省</title></head><body><main>'
        f'<h1 class="heading-lv1">{year}</h1><h2 class="heading-lv2">予算の編成</h2><div class="singleBlock">{body}</div></main></body></html>'
    )


class Row(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A row of the table of expenses, in the order of its columns. Amounts are thousands of yen; None is an empty cell."""

    code: str
    account: str
    section: str
    item: str
    purpose: str
    now: int | str | None
    before: int | None


ACCOUNT, SECTION = "エネルギー対策", "先端半導体・人工知能関連技術勘定"
ROWS = (
    Row("0601", ACCOUNT, "エネルギー需給勘定", "燃料安定供給対策費", "石油備蓄事業費", 286_400_000, 281_000_000),
    Row("0605", ACCOUNT, SECTION, "先端技術開発費", "研究開発委託費", 673_820_000, 200_000_000),
    Row("0605", ACCOUNT, SECTION, "先端技術開発費", "研究開発費補助金", 394_941_817, 132_800_000),
    Row("0605", ACCOUNT, SECTION, "出資", "出資金", 150_000_000, None),
    Row("0605", ACCOUNT, SECTION, "国債整理基金特別会計へ繰入", "国債整理基金特別会計へ繰入", 20_242_600, None),
)
"""An account whose items come to 1,239,004,417 thousand yen, and another beside it."""
HEADER = ("勘定コード", "特別会計", "勘定", "項名", "目名", "令和8年度予定額(千円)", "前年度予算額(千円)")


def table(rows: Sequence[Row], header: Sequence[str] = HEADER) -> bytes:
    """A table as the ministry writes it: UTF-8 with a mark at its beginning, the unit and the year in the headers alone."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        msgspec.json.decode(msgspec.json.encode(row), type=Row)  # what the ministry's table would not hold is not served
        now = f"{row.now:,}" if isinstance(row.now, int) else row.now or ""
        writer.writerow((row.code, row.account, row.section, row.item, row.purpose, now, "" if row.before is None else f"{row.before:,}"))
    return text.getvalue().encode("utf-8-sig")


INCOME = "特別会計,勘定,款名,項名,令和8年度予定額(千円),前年度予算額(千円)\r\nエネルギー対策,先端半導体・人工知能関連技術勘定,公債金,公債金,900,800\r\n"


def bundle(expenses: bytes, income: bytes = INCOME.encode("utf-8-sig"), **more: bytes) -> bytes:
    """A bundle: the receipts and the expenses, and what else is put in by its name (`__` is a slash)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("DL202612001a.csv", income)
        archive.writestr("DL202612001b.csv", expenses)
        for name, body in more.items():
            archive.writestr(name.replace("__", "/"), body)
    return packed.getvalue()


def serve(origin: Origin, stages: Sequence[Stage], rows: Sequence[Row] | None = None, *, papers: Mapping[str, bytes] | None = None) -> None:
    """The ministry as it stands: its page, its bundle where there is one yet, and the papers that can be opened."""
    origin.route(INDEX, page(index_page(stages).encode()))
    if rows is not None:
        origin.route(BUNDLE, page(bundle(table(rows)), etag=f'"{crc32(table(rows)):08x}"', content_type="application/zip"))
    else:
        origin.route(BUNDLE, reply(404, b"not here"))
    for name, body in (papers or {}).items():
        origin.route(f"/budget/fy2026/{name}", page(body, content_type="application/pdf"))
