"""Budgets: the tables of the finance ministry's bundles, and its index page of a fiscal year with the stages and their days."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.budget_blocks import DRAFTED, STAGES, Telling, most_of_an_account, table_blocks
from tracker.kinds.budget_bundle import SIGNATURE, Member, table_alone, tables_in
from tracker.kinds.budget_polled import MARK, Kept, look_at_budget, read_kept
from tracker.kinds.budget_quirks import page_quirks, table_quirks
from tracker.kinds.budget_stages import with_stages
from tracker.kinds.budget_table import Table, read_table
from tracker.kinds.budget_year import in_era
from tracker.model.check import Quirk
from tracker.model.document import Block, Document
from tracker.model.look import Capture
from tracker.model.source import Source
from tracker.pages.addresses import YEARS, pattern_fault
from tracker.pages.document import ACCEPT, OPTIONS, Options, page_faults, read_page
from tracker.pages.past import look_back_at_pages, no_pages
from tracker.ports import Look, LookBack
from tracker.text.decode import decode
from tracker.text.problem import no_text

MOST_BLOCKS = 20_000
_LOOKED_AT = 4_096
_MOST_WORDS = 100
_MOST_YEN = 10**15
"""Of one account, some four times the largest there is. What is more is told in another unit than its header says."""
_INCOME, _EXPENSES = re.compile(r"^DL\d+a\.csv$", re.IGNORECASE), re.compile(r"^DL\d+b\.csv$", re.IGNORECASE)
"""The two tables of a bundle, receipts and expenses, by the last letter of their names."""


class BudgetKind:
    """How a bundle or an index page of budgets is looked at and read."""

    version = 2
    windowed = False
    options = OPTIONS | {"stage", "day", "words", "years"}

    def look(self, source: Source) -> Look:
        """One request; with `years` some more."""
        return self.look_again(source, None)

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """The same, going on from the newest year that `last` has."""
        return look_at_budget(source.url, source.options, source.timeout.total_seconds(), last)

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """The pages that reach further back. See `pages.past`."""
        return look_back_at_pages(source, since, until, ACCEPT)

    def no_past(self, source: Source) -> str | None:
        """Without `pages` there are none that reach further back."""
        return no_pages(source)

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is wrong with the options of a page, and with `stage`, `day`, `words` and `years`."""
        found = page_faults(options)
        if "years" in options and (fault := pattern_fault(options["years"], YEARS)):
            found["years"] = fault
        if options.get("stage", DRAFTED) not in STAGES:
            found["stage"] = f"the stage of the budget in the bundle was expected: {', '.join(STAGES)}"
        if "day" in options and _day(options) is None:
            found["day"] = "the day on which the budget came to its stage was expected, as YYYY-MM-DD in quotation marks"
        words = _words(options)
        if "words" in options and (not all(word.strip() for word in words) or not 0 < len(words) <= _MOST_WORDS):
            found["words"] = f"one to {_MOST_WORDS} words were expected that the names of items hold"
        return found

    def extract(self, capture: Capture, options: Options) -> Document:
        """A bundle (ZIP of CSV), one of its tables, or an index page, told apart by their bytes.

        Of a table there is a block for each account and for each of its items, keyed by their names (`歳出/会計/勘定/項/目`), with their
        amounts of this year and of the year before as `cells`. An account says in a sentence what its budget is at the `stage`
        that the source names (`drafted` unless it says otherwise: such bundles are what is laid before the Diet, whatever its
        columns are called), decided on `day`; so does an item whose name holds one of `words`. Of an index page see `budget_stages`.

        Raises:
            ExtractError: a bundle or table that cannot be read (broken, encrypted, too large, without a unit or a year, with amounts beyond
                all money), what is none of the three, or as of any page.
        """
        if capture.body.startswith(MARK):
            return _of_years(read_kept(capture.body), options)
        if capture.body.startswith(SIGNATURE):
            return _of_tables(tables_in(capture.body), options)
        problem = no_text(capture.body, "a budget's bundle, table or page")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail)
        if table := table_alone(capture.body):
            return _of_tables(table, options)
        if b"<" not in capture.body[:_LOOKED_AT]:
            raise ExtractError("it is neither a ZIP archive, nor a table with commas between its cells (CSV), nor a page")
        return _of_page(capture, options)

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """What is odd about a bundle or a table, or about the headings of an index page; nothing of what cannot be read."""
        try:
            if capture.body.startswith(MARK):
                return page_quirks(self.extract(capture, {}))
            members = tables_in(capture.body) if capture.body.startswith(SIGNATURE) else table_alone(capture.body)
            return table_quirks(members, [_table(member) for member in members]) if members else page_quirks(self.extract(capture, {}))
        except ExtractError:
            return ()

    def extract_linked(self, capture: Capture, options: Options) -> Document:
        """A page behind an index, a ministry's request for one, is a page like any other. Raises `ExtractError`."""
        return read_page(capture, options)


BUDGET = BudgetKind()


def _of_page(capture: Capture, options: Options) -> Document:
    page = read_page(capture, options)
    title = next((block.text for block in page.blocks if block.link is None), None) or page.title
    return msgspec.structs.replace(page, blocks=with_stages(page.blocks, title)) if page.problem is None else page


def _of_years(kept: Kept, options: Options) -> Document:
    """The page of the source as if it were alone, and those of other years below it, their keys led by the year."""
    read = [(one.year, _of_page(Capture(body=one.body, url=one.url, content_type=one.content_type), options)) for one in kept.years]
    if not read:
        return Document(problem="empty", problem_detail="there is no page in the capture")
    (_, first), *others = read
    if first.problem is not None:
        return first
    blocks = list(first.blocks)
    for year, document in others:
        blocks += [msgspec.structs.replace(block, key=f"{year}/{block.key}") for block in document.blocks]
    return msgspec.structs.replace(
        first,
        blocks=tuple(blocks)[:MOST_BLOCKS],
        problem_detail=kept.stopped or first.problem_detail,
        windowed=True,
        links=tuple(link for _, document in read for link in document.links),
    )


def _of_tables(members: tuple[Member, ...], options: Options) -> Document:
    tables = [_table(member) for member in members]
    for member, table in zip(members, tables, strict=True):
        if most_of_an_account(table) > _MOST_YEN:
            column = table.layout.now.header
            raise ExtractError(f"{member.name}: an account comes to more than all money of the state: is the unit of {column} right?")
    stage = options.get("stage", DRAFTED)
    telling = Telling(stage if isinstance(stage, str) else DRAFTED, _day(options), _words(options))
    blocks: dict[str, Block] = {}
    for table in tables:
        for block in table_blocks(table, telling):
            blocks.setdefault(block.key, block)
    if not blocks:
        names = "、".join(member.name for member in members)
        return Document(problem="empty", problem_detail=f"there is no row with an amount in {names}")
    years = sorted({table.layout.year for table in tables})
    title = f"{'・'.join(map(in_era, years))}予算"
    told = _not_read(tables, max(0, len(blocks) - MOST_BLOCKS))
    return Document(title=title, lang="ja", blocks=tuple(blocks.values())[:MOST_BLOCKS], problem_detail=told)


def _not_read(tables: Sequence[Table], cut: int) -> str | None:
    """What was left out, for a person; `cut` blocks were too many."""
    left = sum(table.left_out for table in tables) + cut
    odd = [entry.unread or entry.before_unread for table in tables for entry in table.entries if entry.unread or entry.before_unread]
    told = [f"{left:,} rows were left out"] if left else []
    if odd:
        told.append(f"{len(odd):,} amounts cannot be read (“{odd[0][:40]}”), and what their accounts come to is not told")
    return "; ".join(told) or None


def _table(member: Member) -> Table:
    table = read_table(decode(member.body, None).text, member.name)
    if _EXPENSES.match(member.name) or _INCOME.match(member.name):
        layout = table.layout._replace(income=bool(_INCOME.match(member.name)))
        return table._replace(layout=layout)
    return table


def _day(options: Options) -> date | None:
    written = options.get("day")
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


def _words(options: Options) -> tuple[str, ...]:
    given = options.get("words", ())
    return (given,) if isinstance(given, str) else given
