"""The words of the audit, as data beside this module."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tracker.model.memo import MemoWords

_FILE = Path(__file__).with_name("memo_words.yaml")


def memo_words() -> MemoWords:
    """The words that come with the program."""
    words = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return MemoWords(_one_of(words["opinion"]), _one_of(words["adding"]))


def _one_of(by_lang: dict[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{word})" for words in by_lang.values() for word in words))
