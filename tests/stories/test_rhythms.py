"""Digests come in the rhythm of each subscriber, who may want them on workdays alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.field import ADDS, CONFIRMS, Folder, office
from tests.stories.test_delivery import states, subscribe

BOOK = """\
version: 1
channels: {shelf: {kind: files, path: out}}
subscriptions:
  - {id: later, channel: shelf, alerts: []}
  - {id: sooner, channel: shelf, on_holiday: previous}
  - {id: always, channel: shelf, on_holiday: send}
  - {id: monthly, channel: shelf, series: monthly}
"""
FRIDAY, MONDAY, TUESDAY = "2026-07-17", "2026-07-20", "2026-07-21"
"""Monday is a public holiday."""


def passed(folder: Folder, day: str, hour: str = "08:00") -> list[str]:
    """What cron does each morning, and which subscribers have had something by then."""
    ran = folder.run("digest", "--due", "--send", "--format", "json", now=f"{day}T{hour}:00+09:00")
    assert ran.code == 0, ran.err
    return sorted(name for name, state in states(folder).items() if state == "sent")


def test_each_has_its_digest_when_it_wants_it_around_a_holiday(tmp_path: Path) -> None:
    with office(tmp_path, CONFIRMS, ADDS) as (_, folder):
        subscribe(folder, BOOK)
        folder.poll("2026-07-16T09:00:00+09:00")
        assert passed(folder, "2026-07-16", "09:30") == ["always", "later", "monthly", "sooner"], "what was due before"
        assert passed(folder, FRIDAY) == ["always", "later", "monthly", "sooner"]
        names = sorted(path.name for path in (tmp_path / "digests").glob("*.json"))
        assert "weekly-2026-W29-early.json" in names
        assert (tmp_path / "out" / "weekly-2026-W29-early-sooner.json").exists()
        passed(folder, MONDAY)
        assert (tmp_path / "out" / "weekly-2026-W29-always.json").exists()
        assert not (tmp_path / "out" / "weekly-2026-W29-later.json").exists()
        passed(folder, TUESDAY, "07:59")
        assert not (tmp_path / "out" / "weekly-2026-W29-later.json").exists()
        passed(folder, TUESDAY)
        assert (tmp_path / "out" / "weekly-2026-W29-later.json").exists()
        assert not list((tmp_path / "out").glob("weekly-2026-W29-sooner*")), "nobody has a week twice"


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("series: run, on_holiday: previous", "the series run has no calendar"),
        ("on_holiday: never", "there is no rule 'never'"),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(tmp_path: Path, more: str, said: str) -> None:
    folder = Folder(tmp_path).set_up(office="https://office.example/feed")
    subscribe(folder, BOOK.replace("alerts: []", more))
    ran = folder.run("digest", "--due", now="2026-07-17T08:00:00+09:00")
    assert (ran.code, said in ran.err) == (2, True), ran.err
