"""All faults of one file, gathered in one reading and raised together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import cast

from tracker.config.hints import did_you_mean, shown
from tracker.config.yaml_lines import Place, YamlFile
from tracker.errors import ConfigError, ConfigFaultsError

_MOST = 50
"""Faults that are listed; a file with more is not the file that was meant."""


class Faults:
    """The faults of one file so far, with the small readings that find them."""

    def __init__(self, file: YamlFile) -> None:
        self.file = file
        self.found: list[ConfigError] = []

    def add(self, place: Place, message: str) -> None:
        """Note a fault at a place of the file."""
        key = ".".join(f"{part}" for part in place) or None
        self.found.append(ConfigError(message, file=self.file.path, line=self.file.line(place), key=key))

    def raise_any(self) -> None:
        """Raise `ConfigFaultsError` if there are any, in the order of their lines."""
        if self.found:
            ordered = sorted(self.found, key=lambda fault: fault.line or 0)
            raise ConfigFaultsError(tuple(ordered[:_MOST]))

    def mapping(
        self, value: object, place: Place, keys: Collection[str] | None = None, *, needs: Collection[str] = ()
    ) -> Mapping[str, object]:
        """A mapping with no other than the given keys; an empty one where it is none."""
        if not isinstance(value, dict):
            self.add(place, f"a mapping was expected, not {shown(value)}")
            return {}
        found = cast("dict[str, object]", value)
        for key in found if keys is not None else ():
            if keys is not None and key not in keys:
                self.add((*place, key), f"unknown key{did_you_mean(key, keys)}")
        for key in needs:
            if found.get(key) is None:
                self.add(place, f"the key {key!r} is missing")
        return found

    def items(self, value: object, place: Place) -> list[object]:
        """A list; an empty one where nothing is given or where it is none."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.add(place, f"a list was expected, not {shown(value)}")
            return []
        return cast("list[object]", value)

    def text(self, value: object, place: Place) -> str:
        """A text that is not empty; an empty one where it is none. Whole numbers are taken as written."""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, str) and value.strip():
            return value
        self.add(place, f"a text was expected, not {shown(value)}")
        return ""

    def texts(self, value: object, place: Place) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(self.text(item, (*place, index)) for index, item in enumerate(self.items(value, place)))

    def one_of(self, value: object, place: Place, known: Collection[str], what: str) -> str:
        """A word out of `known`; an empty one where it is none."""
        word = self.text(value, place)
        if word and word not in known:
            self.add(place, f"there is no {what} {shown(word)}{did_you_mean(word, known)}")
            return ""
        return word

    def some_of(self, value: object, place: Place, known: Collection[str], what: str) -> tuple[str, ...]:
        """A list of words out of `known`, without those that are not."""
        words = (self.one_of(item, (*place, index), known, what) for index, item in enumerate(self.items(value, place)))
        return tuple(word for word in words if word)
