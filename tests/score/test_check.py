"""The gate that holds the scorer's figures against the recorded floors lets nothing slip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.score import check

FIGURES = {"feeds": {"answered": 9, "files": 10, "titles_right": [98, 100]}, "replay": {"noise_items": 3}, "odd": {"word": "x", "none": 0}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("feeds.answered", 9.0),
        ("feeds.answered / feeds.files", 0.9),
        ("feeds.titles_right.0 / feeds.titles_right.1", 0.98),
        ("feeds.missing", None),
        ("feeds.titles_right.7", None),
        ("feeds.answered / odd.none", None),
        ("odd.word", None),
        ("elsewhere.figure", None),
    ],
)
def test_a_figure_is_found_by_its_path_or_is_none(path: str, value: float | None) -> None:
    assert check.figure(FIGURES, path) == value


def test_a_figure_below_its_floor_above_its_ceiling_or_missing_is_not_kept() -> None:
    floors = {
        "feeds.answered": {"least": 9.0},
        "feeds.files": {"least": 10.5},
        "replay.noise_items": {"most": 2.0},
        "replay.gone": {"most": 0.0},
    }
    assert [line.kept for line in check.held(FIGURES, floors)] == [True, False, False, False]


def scorer(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    (folder / "score.py").write_text(body, encoding="utf-8")
    monkeypatch.setenv("SCORE_DIR", str(folder))


GOOD = 'import json, sys\nprint("some talk")\nprint(json.dumps({sys.argv[1]: {"same": {"f1": 1.0}, "four_way_right": [38, 38]}}))\n'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (GOOD, 0),
        (GOOD.replace("1.0", "0.1"), 1),
        (GOOD.replace("[38, 38]", "[3, 38]"), 1),
        ("raise SystemExit(1)", 1),
        ("print('no figures')", 1),
        ("", 1),
    ],
)
def test_the_gate_ends_with_what_the_figures_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: int) -> None:
    scorer(tmp_path, monkeypatch, body)
    assert check.main(["neardup"]) == code


def test_the_table_shows_each_figure_with_its_floor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    scorer(tmp_path, monkeypatch, GOOD.replace("[38, 38]", "[19, 38]"))
    check.main(["neardup"])
    good, bad = capsys.readouterr().out.splitlines()
    assert good.split() == ["ok", "neardup.same.f1", "1", "at", "least", "0.95"]
    assert bad.startswith("FAIL")
    assert "0.5  at least 0.9" in bad


def test_the_scorer_is_told_which_program_to_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRACKER", raising=False)
    scorer(tmp_path, monkeypatch, "import json, os\nprint(json.dumps({'program': os.environ['TRACKER']}))\n")
    assert Path(check.measure(tmp_path / "score.py", "neardup")["program"]).name == "tracker"


def test_where_no_scorer_is_that_is_said_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SCORE_DIR", str(tmp_path))
    assert check.main([]) == 0
    assert "nothing measured" in capsys.readouterr().out


def test_a_score_without_a_floor_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scorer(tmp_path, monkeypatch, GOOD)
    assert check.main(["nonsense"]) == 2


def test_every_recorded_floor_names_a_bound() -> None:
    floors = json.loads(check.FLOORS.read_text(encoding="utf-8"))
    assert floors
    assert all(bounds and set(bounds) <= {"least", "most"} for bounds in floors.values())
