"""Review by file: what waits goes out as a table, and comes back with decisions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli import shown
from tracker.cli.pure import read_bytes
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli.desk import Desk
    from tracker.render.sheet import SheetRow


def write(desk: Desk, path: Path, lang: str) -> None:
    """Write what waits to a new file, and print its address."""
    from tracker.render.decisions import change_words, quote_of, source_words, what_words
    from tracker.render.sheet import SUFFIXES, write_sheet

    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(f"{path}: a name that ends in {' or '.join(SUFFIXES)} was expected")
    timeline = desk.tracker.store.timeline()
    rows = [
        (
            item.id,
            what_words(item, desk.tracker.seed.pack).of(lang),
            quote_of(item),
            " / ".join(source_words(one) for one in item.evidence),
            change_words(desk.proposed(item, timeline), lang),
            "",
            "",
            "",
            item.revision,
        )
        for item in desk.items()
    ]
    try:
        with path.open("xb") as stream:
            stream.write(write_sheet(rows, suffix))
    except FileExistsError as error:
        raise UsageError(f"{path}: exists already and is not overwritten; name another file") from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}; name another place") from error
    print(path.resolve())
    tell(f"{len(rows)} rows; fill in decision, reason and reviewer, then: tracker review --import {path}")


def take(desk: Desk, path: Path, *, as_json: bool) -> int:
    """Take the decisions of a file, each row for itself. Answers how many rows were refused."""
    from tracker.model.wire import to_json
    from tracker.render.sheet import read_sheet

    decided, refused = [], []
    rows = read_sheet(read_bytes(str(path)), path.name)
    for row in rows:
        if not row.decision:
            continue
        try:
            decided.append((row, _take_row(desk, row)))
        except UsageError as error:
            refused.append((row, str(error)))
            tell(shown(f"{path}: row {row.number}: {error}"))
    if as_json:
        taken = [{"row": row.number, "id": row.id, "decision": number} for row, number in decided]
        told = [{"row": row.number, "id": row.id, "why": why} for row, why in refused]
        print(to_json({"decided": taken, "refused": told, "left": len(rows) - len(decided) - len(refused)}))
    else:
        print(f"{len(decided)} decided, {len(refused)} refused, {len(rows) - len(decided) - len(refused)} left open")
    return len(refused)


def _take_row(desk: Desk, row: SheetRow) -> int:
    from tracker.cli.desk import written_decision

    if not row.revision:
        raise UsageError(f"{row.id}: the revision is missing; leave that column as it was exported")
    made = written_decision(row.decision, item=row.id, by=row.reviewer, reason=row.reason)
    return desk.decide(made, row.revision).decision
