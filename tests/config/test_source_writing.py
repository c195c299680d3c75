"""One more entry in sources.yaml: it says what was meant, and every other byte stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.config.source_writing import Value, append_entry, entry_text
from tracker.config.yaml_lines import load_yaml
from tracker.errors import ConfigError

ENTRY: dict[str, Value] = {
    "id": "new",
    "name": {"ja": "新しい", "en": "New: one"},
    "url": "https://new.example/?a=1&b=2",
    "tracks": ["law", "no"],
}
OLD = """\
# The watch list of the forest.
version: 1   # never changes
sources:
  # --- offices ---
  - id: office          # the old one
    url: 'https://office.example/'
    note: >-
      folded
      words
    # a remark of the last entry

# what comes after the list
defaults: {every: 6h}
"""


def written(tmp_path: Path, old: str, entry: str | None = None) -> tuple[str, int]:
    path = tmp_path / "sources.yaml"
    path.write_bytes(old.encode())
    line = append_entry(path, entry or entry_text(ENTRY, remark="proposed"), load_yaml)
    assert [one.name for one in tmp_path.iterdir()] == ["sources.yaml"], "nothing is left beside it"
    return path.read_bytes().decode(), line


def test_the_entry_stands_at_the_end_of_the_list_and_all_else_stays(tmp_path: Path) -> None:
    new, line = written(tmp_path, OLD)
    lines = new.splitlines(keepends=True)
    entry = lines[line - 1 : line + 4]
    assert "".join([*lines[: line - 1], *lines[line + 3 :]]) == OLD
    assert [one.rstrip() for one in entry[:4]] == [
        "  - id: new",
        '    name: {ja: 新しい, en: "New: one"}',
        "    url: https://new.example/?a=1&b=2",
        '    tracks: [law, "no"]',
    ]
    assert lines[line - 2].strip() == "# a remark of the last entry"
    assert load_yaml(tmp_path / "sources.yaml").data == {
        "version": 1,
        "sources": [{"id": "office", "url": "https://office.example/", "note": "folded words"}, ENTRY],
        "defaults": {"every": "6h"},
    }


def test_a_remark_stands_below_the_kind() -> None:
    assert entry_text({"id": "a", "kind": "feed", "lang": "ja"}, remark="look it over") == (
        "- id: a\n  kind: feed\n  # look it over\n  lang: ja\n"
    )


@pytest.mark.parametrize("old", ["sources:\n- id: a\n- id: b", "sources:\r\n  - id: a\r\n", "\ufeffsources:\n    - id: a\n\n# end\n"])
def test_line_ends_marks_and_indentation_are_those_of_the_file(tmp_path: Path, old: str) -> None:
    new, _ = written(tmp_path, old)
    assert new.startswith(old.rstrip("\r\n").partition("\n\n")[0])
    assert ("\r\n" in old) == ("\r\n" in new)
    assert "\r\n" not in old or "\n" not in new.replace("\r\n", "")
    data = load_yaml(tmp_path / "sources.yaml").data
    assert isinstance(data, dict)
    assert data["sources"][-1] == ENTRY


@pytest.mark.parametrize("old", ["sources: [{id: a}]\n", "sources: []\n", "version: 1\n", "sources: {a: b}\n"])
def test_a_list_in_brackets_or_none_is_left_to_the_person(tmp_path: Path, old: str) -> None:
    with pytest.raises(ConfigError, match="by hand"):
        written(tmp_path, old)
    assert (tmp_path / "sources.yaml").read_text(encoding="utf-8") == old


def test_what_would_be_wrong_is_not_written(tmp_path: Path) -> None:
    def refuse(path: Path) -> None:
        raise ConfigError("no", file=path)

    path = tmp_path / "sources.yaml"
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(ConfigError, match="no"):
        append_entry(path, entry_text(ENTRY), refuse)
    assert (path.read_text(encoding="utf-8"), len(list(tmp_path.iterdir()))) == (OLD, 1)


def test_who_writes_at_the_same_time_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(OLD, encoding="utf-8")

    def meanwhile(_: Path) -> None:
        path.write_text("sources:\n- id: other\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="changed by somebody else"):
        append_entry(path, entry_text(ENTRY), meanwhile)
    assert path.read_text(encoding="utf-8") == "sources:\n- id: other\n"


def test_a_link_to_the_file_stays_a_link_and_its_rights_stay(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "sources.yaml", tmp_path / "sources.yaml"
    real.write_text(OLD, encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    append_entry(link, entry_text(ENTRY), load_yaml)
    assert link.is_symlink()
    assert (real.stat().st_mode & 0o777, "id: new" in real.read_text(encoding="utf-8")) == (0o640, True)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t"), min_size=1, max_size=40)


@given(text=TEXTS, more=st.lists(TEXTS, max_size=3))
def test_whatever_a_text_says_is_read_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str, more: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_text("sources:\n  - id: a\n", encoding="utf-8")
    append_entry(path, entry_text({"id": text, "name": {"ja": text, "en": "x"}, "tracks": more}), load_yaml)
    data = load_yaml(path).data
    assert isinstance(data, dict)
    assert data["sources"][1] == {"id": text, "name": {"ja": text, "en": "x"}, "tracks": more}
