"""Names in both languages, and ids."""

from __future__ import annotations

import re

from tracker.config.faults import Faults
from tracker.config.yaml_lines import Place
from tracker.model.source import Label

LANGUAGES = ("ja", "en")
_ID = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")


def read_label(value: object, place: Place, faults: Faults) -> Label:
    """A name in both languages."""
    found = faults.mapping(value, place, LANGUAGES, needs=LANGUAGES)
    ja, en = (faults.text(found[lang], (*place, lang)) if found.get(lang) is not None else "" for lang in LANGUAGES)
    return Label(ja=ja, en=en)


def check_id(name: str, place: Place, faults: Faults) -> None:
    """Ids stand in addresses, file names and other programs: plain letters only."""
    if not _ID.fullmatch(name):
        faults.add(place, "an id of a-z and 0-9 was expected, with single hyphens and dots between")
