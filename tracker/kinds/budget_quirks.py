"""What is odd about how a budget is published: its tables, and the headings of its index page. Each quirk is a word and a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.kinds.budget_bundle import Member
from tracker.kinds.budget_table import NO_AMOUNT, Table
from tracker.model.check import Quirk
from tracker.model.document import Document
from tracker.text.decode import decode

_MARK = b"\xef\xbb\xbf"


def table_quirks(members: Sequence[Member], tables: Sequence[Table]) -> tuple[Quirk, ...]:
    """All quirks of the tables of a bundle, each once."""
    found: list[Quirk] = []
    marked = [member.name for member in members if member.body.startswith(_MARK)]
    if marked:
        found.append(
            Quirk("byte-order-mark", f"a mark stands before the first header of {marked[0]} (UTF-8 with BOM): it is no part of it")
        )
    foreign = [(member.name, encoding) for member in members if (encoding := decode(member.body, None).encoding) != "utf-8"]
    if foreign:
        found.append(Quirk("not-utf-8", f"{foreign[0][0]} is written in {foreign[0][1]}, and read as that"))
    for layout in [table.layout for table in tables][:1]:
        found.append(Quirk("unit-in-header", f"the unit of the amounts ({layout.now.unit}) stands in the name of their column alone"))
        found.append(
            Quirk("year-in-header", f"the fiscal year stands in the name of a column, which is another each year: {layout.now.header}")
        )
    entries = [entry for table in tables for entry in table.entries]
    if any(entry.requested_without for entry in entries):
        found.append(Quirk("no-amount", f"money is asked for without an amount ({NO_AMOUNT}): that is no nought"))
    odd = next((entry.unread or entry.before_unread for entry in entries if entry.unread or entry.before_unread), "")
    if odd:
        found.append(Quirk("unread-amount", f"an amount cannot be read: {odd[:40]}"))
    return tuple(found)


def page_quirks(page: Document) -> tuple[Quirk, ...]:
    """All quirks of an index page as it was read, with its stages."""
    stage = next((block for block in page.blocks if block.link is None and block.published and "\n" in block.text), None)
    if stage is None:
        return ()
    heading = stage.text.partition("\n")[2]
    return (Quirk("day-in-heading", f"the stages of the budget and their days stand in headings: {heading[:60]}"),)
