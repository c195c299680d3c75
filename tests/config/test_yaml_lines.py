"""YAML files are read as plain data with lines, and whatever is wrong with them is told by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.config.yaml_lines import MAX_BYTES, MAX_DEPTH, load_yaml
from tracker.errors import ConfigError


def read(tmp_path: Path, content: str | bytes) -> object:
    path = tmp_path / "some.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_yaml(path).data


def refused(tmp_path: Path, content: str | bytes) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, content)
    assert caught.value.file == tmp_path / "some.yaml"
    return caught.value


def test_scalars_stay_as_they_are_written(tmp_path: Path) -> None:
    text = "version: 1\nold: 1.10\nday: 2026-02-30\nno: yes\nempty:\nnothing: ~\non: true\nquoted: '5'\nbig: 1230000000000\n"
    assert read(tmp_path, text) == {
        "version": 1,
        "old": "1.10",
        "day": "2026-02-30",
        "no": "yes",
        "empty": None,
        "nothing": None,
        "on": True,
        "quoted": "5",
        "big": 1230000000000,
    }


def test_every_value_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "some.yaml"
    path.write_text("a: 1\n\nlist:\n  - id: x\n    url: y\n  - id: z\n", encoding="utf-8")
    file = load_yaml(path)
    places = [("a",), ("list",), ("list", 0), ("list", 0, "url"), ("list", 1, "id"), ("list", 1, "missing"), ("nowhere",)]
    assert [file.line(place) for place in places] == [1, 3, 4, 5, 6, 6, 1]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\n") == {"a": 1}


def test_an_alias_is_the_value_of_its_anchor(tmp_path: Path) -> None:
    assert read(tmp_path, "a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "stands twice; it was first given on line 1"),
        ("a:\n  x: 1\n\n  x: 2\n", 4, "stands twice"),
        ("a:\n\tb: 1\n", 2, "a tab in the indentation"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "a second document"),
        ("a: 1\n? [1, 2]\n: 3\n", 2, "a key must be a word"),
        ("a: &x y\n*x : 3\n", 2, "a key must be a word"),
        ("a: 1\nb: *x\n", 2, "has no anchor &x"),
        ("a: 1\nb: &x [*x]\n", 2, "*x stands within what &x names"),
        ("a: 1\nb: &x\n  c: [*x]\n", 3, "*x stands within what &x names"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "tags"),
        (b"a: 1\nb: caf\xe9\n", 2, "not UTF-8"),
        ("a: 1\nb: 令和\n".encode("cp932"), 2, "not UTF-8"),
        ("a: 1\n".encode("utf-16"), 1, "not UTF-8"),
        (b"a: 1\nb: \0\n", 2, "a zero byte"),
        (b"a: 1\nb: \x07\n", 2, "does not allow"),
        ("a: 1\n" + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5), None, "not YAML"),
        ("a:\n  " + "[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5), 2, "nested deeper"),
    ],
)
def test_what_is_no_yaml_of_ours_is_told_with_its_line(tmp_path: Path, content: str | bytes, line: int | None, words: str) -> None:
    error = refused(tmp_path, content)
    assert words in str(error)
    if line is not None:
        assert error.line == line
        assert f"some.yaml:{line}: " in str(error)


def test_nesting_that_would_exhaust_a_stack_is_refused(tmp_path: Path) -> None:
    assert "nested deeper" in str(refused(tmp_path, "[" * 200_000))


def test_aliases_that_multiply_are_refused(tmp_path: Path) -> None:
    """Ten aliases of ten aliases, eight times over, are a hundred million values."""
    levels = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    error = refused(tmp_path, "\n".join(levels))
    assert "aliases counted at every use" in str(error)
    assert error.line is not None


def test_a_file_without_measure_is_refused(tmp_path: Path) -> None:
    assert "larger than 5 MB" in str(refused(tmp_path, b"#" * (MAX_BYTES + 1)))


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="directory"):
        load_yaml(tmp_path)


@pytest.mark.parametrize(("setting", "shipped"), [("TRACKER_SOURCES", "sources.yaml"), ("TRACKER_TIMELINE", "timeline.yaml")])
def test_a_missing_file_tells_how_to_get_one(tmp_path: Path, setting: str, shipped: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_yaml(tmp_path / "gone.yaml", setting=setting)
    assert str(tmp_path / "gone.yaml") in str(caught.value)
    assert "tracker init" in str(caught.value)
    assert shipped in str(caught.value)
    assert f"set {setting}" in str(caught.value)


def test_a_path_that_no_system_knows_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_yaml(tmp_path / ("x" * 5000))
