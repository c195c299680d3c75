"""Cells of a table for spreadsheets."""

from __future__ import annotations

from tracker.digest.plain import one_line

_FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
"""What a spreadsheet takes for the start of a formula, full width too."""


def harmless(text: str, limit: int | None = None) -> str:
    """One line that no spreadsheet computes, cut at `limit` characters."""
    cell = one_line(text, limit)
    return f"'{cell}" if cell[:1] in _FORMULA_STARTS else cell
