"""Every error that tracker raises on purpose.

::

    TrackerError                 a person can act on it; its text says what is wrong and what to do
    ├── ConfigError              settings, sources.yaml or timeline.yaml; names file, line and key   → exit 2
    ├── UsageError               a command was asked for something that it cannot do                 → exit 2
    │   └── StaleError           what a decision was about has changed since it was looked at        → exit 2
    ├── PluginError              a kind or renderer cannot be loaded                                 → exit 2
    ├── StoreError               the database cannot be read or written                              → exit 1
    │   └── OvertakenError       another process taught the timeline in between: concluded again
    ├── FetchError               one look at one source came to nothing; kept as its outcome
    ├── ExtractError             a capture cannot be read as its kind; kept as its outcome
    ├── RenderError              a digest cannot be written in a format                              → exit 1
    └── DeliveryError            a digest could not be handed over; kept with its delivery

Errors are told apart by class and attribute, never by their text.
"""

from __future__ import annotations

from pathlib import Path


class TrackerError(Exception):
    """Something went wrong that a person can act on."""


class ConfigError(TrackerError):
    """A settings value, sources.yaml or timeline.yaml is wrong: which file, which line, which key, what was expected."""

    def __init__(self, message: str, *, file: Path | str | None = None, line: int | None = None, key: str | None = None) -> None:
        self.message = message
        self.file = file
        self.line = line
        self.key = key
        super().__init__(message)

    def __str__(self) -> str:
        where = "" if self.file is None else f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        return f"{where}{self.key}: {self.message}" if self.key else f"{where}{self.message}"


class ConfigFaultsError(ConfigError):
    """Several faults of one file, found in one reading, so that all can be mended at once."""

    def __init__(self, faults: tuple[ConfigError, ...]) -> None:
        self.faults = faults
        first = faults[0]
        super().__init__(first.message, file=first.file, line=first.line, key=first.key)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class UsageError(TrackerError):
    """A command was asked for something that it cannot do."""


class StaleError(UsageError):
    """What a decision was about has changed since it was looked at. Nothing was decided; look again."""


class PluginError(TrackerError):
    """An entry point cannot be loaded; names the point and the distribution that brings it."""

    def __init__(self, name: str, distribution: str, reason: str) -> None:
        self.name = name
        self.distribution = distribution
        self.reason = reason
        super().__init__(f"plug-in {name!r} of {distribution}: {reason}")


class StoreError(TrackerError):
    """The database cannot be opened, read or written. Nothing of the unit at hand was committed."""


class OvertakenError(StoreError):
    """What was concluded rests on a timeline that another process has taught since. Nothing was committed: conclude again."""


class FetchError(TrackerError):
    """One look came to nothing. `transient` says that trying once more may help; `retry_after` is in seconds."""

    def __init__(self, message: str, *, code: str, transient: bool = False, retry_after: float | None = None) -> None:
        self.code = code
        self.transient = transient
        self.retry_after = retry_after
        super().__init__(message)


class ExtractError(TrackerError):
    """A capture cannot be read as the kind that its source names. `problem` is one of the outcome words."""

    def __init__(self, message: str, *, problem: str = "error-page") -> None:
        self.problem = problem
        super().__init__(message)


class RenderError(TrackerError):
    """A digest cannot be written in a format: names the template and its line."""


class DeliveryError(TrackerError):
    """One attempt to hand a digest over came to nothing. `transient` says that trying again later may help."""

    def __init__(self, message: str, *, transient: bool) -> None:
        self.transient = transient
        super().__init__(message)
