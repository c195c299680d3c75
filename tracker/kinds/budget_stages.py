"""The index page of a fiscal year's budget: its headings are stages with their days, and below each stand its papers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime, time

import msgspec

from tracker.kinds.budget_year import fiscal_year_in, in_era
from tracker.model.document import Block
from tracker.model.when import Precision
from tracker.pages.dates import heading_day
from tracker.read.dates import find_dates
from tracker.text.moments import JST
from tracker.text.normal import fold

_LONGEST_HEADING = 120
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{4,40})[)\]]\s*$")
_NO_STAGE = re.compile(r"考え方|建議|一覧|リンク|使用|執行|調査|後年度|影響試算|説明会|Q&A", re.IGNORECASE)
_STAGES: tuple[tuple[re.Pattern[str], Callable[[str, str], str]], ...] = (
    (re.compile(r"(?:要求基準|基本的な方針).*閣議了解"), lambda budget, day: f"{budget}の概算要求基準が{day}に閣議了解された。"),
    (re.compile(r"概算要求(?!基準|に当たって|に向け)|要求・要望"), lambda budget, day: f"{budget}の概算要求が{day}に提出された。"),
    (re.compile(r"成立"), lambda budget, day: f"{budget}が{day}に成立した。"),
    (re.compile(r"参議院?.{0,8}(?:可決|通過|議決)"), lambda budget, day: f"{budget}案が{day}に参議院で可決された。"),
    (re.compile(r"衆議院?.{0,8}(?:可決|通過|議決)"), lambda budget, day: f"{budget}案が{day}に衆議院で可決された。"),
    (re.compile(r"(?:国会|衆議院)(?:へ|に|へ?の)?提出"), lambda budget, day: f"{budget}案が{day}に国会に提出された。"),
    (re.compile(r"(?:政府案|予算案|概算).*閣議決定"), lambda budget, day: f"{budget}政府案が{day}に閣議決定された。"),
    (re.compile(r"政府案|概算閣議|予算案"), lambda budget, day: f"{day}に{budget}案がまとまった。"),
)
"""What a heading calls a stage, the narrower words first, and the sentence that says so."""


def with_stages(blocks: Sequence[Block], title: str | None) -> tuple[Block, ...]:
    """The blocks of a page; a heading that is a stage with its day says so in a sentence, and its papers say below which they stand.

    Each stage is of the fiscal year that the headings above it name last, or else the title of the page.
    """
    year = fiscal_year_in(title or "")
    found: list[Block] = []
    stage: tuple[str, str] | None = None
    for block in blocks:
        if block.link is not None:
            found.append(_paper(block, stage))
            continue
        heading = _plain(block.text)
        year = fiscal_year_in(heading) or year
        if stage is not None and not block.key.startswith(f"{stage[0]}/"):
            stage = None
        day = _day(heading) if len(heading) <= _LONGEST_HEADING else None
        budget = _budget(year, heading) if year else ""
        sentence = _sentence(heading, budget, day) if day and budget else ""
        if not sentence:
            found.append(block)
            continue
        stage = (block.key, block.text)
        told = block.text if fiscal_year_in(heading) else f"{budget} {block.text}"
        found.append(msgspec.structs.replace(block, title=told, text=f"{sentence}\n{block.text}", published=day))
    return tuple(found)


def _paper(block: Block, stage: tuple[str, str] | None) -> Block:
    if stage is None or not block.key.startswith(f"{stage[0]}/"):
        return block
    return msgspec.structs.replace(block, text=f"{block.text}\n{stage[1]}".strip("\n"))


def _sentence(heading: str, budget: str, day: datetime) -> str:
    if _NO_STAGE.search(heading):
        return ""
    told = next((told for words, told in _STAGES if words.search(heading)), None)
    return told(budget, f"{day.year}年{day.month}月{day.day}日") if told else ""


def _day(heading: str) -> datetime | None:
    """The day of a heading, in Japan; what was decided may stand behind it in its brackets: （令和７年12月26日閣議決定）."""
    if stamp := heading_day(heading):
        return stamp.day
    bracketed = _IN_BRACKETS.search(heading)
    dated = find_dates(fold(bracketed[1]), None) if bracketed else []
    days = [one.when.earliest for one in dated if one.when.precision is Precision.DAY and one.when.earliest]
    return datetime.combine(days[0], time(), JST) if len(days) == 1 else None


def _budget(year: int, heading: str) -> str:
    return f"{in_era(year)}{'補正' if '補正' in heading else ''}予算"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text[:2_000]).split())
