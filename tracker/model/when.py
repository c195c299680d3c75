"""When something happens: an interval of days with the precision that was written."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import msgspec


class Precision(StrEnum):
    """How exactly a date was written. `range` is anything between two ends that is no period of the calendar."""

    DAY = "day"
    THIRD = "third"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    HALF = "half"
    YEAR = "year"
    FISCAL_QUARTER = "fiscal-quarter"
    FISCAL_HALF = "fiscal-half"
    FISCAL_YEAR = "fiscal-year"
    RANGE = "range"


class When(msgspec.Struct, frozen=True):
    """Days from `earliest` to `latest`, both included. A side that is open is None; both None is "not said"."""

    earliest: date | None = None
    latest: date | None = None
    precision: Precision | None = None

    @property
    def known(self) -> bool:
        """Whether any side is said."""
        return self.earliest is not None or self.latest is not None

    @property
    def exact(self) -> date | None:
        """The single day meant, if it is one."""
        return self.earliest if self.earliest == self.latest else None

    def overlaps(self, other: When) -> bool:
        """Whether both can be true of one moment; an open side reaches without end."""
        return _before(self.earliest, other.latest) and _before(other.earliest, self.latest)

    def within(self, other: When) -> bool:
        """Whether every day of this interval lies in the other."""
        start_fits = other.earliest is None or (self.earliest is not None and self.earliest >= other.earliest)
        end_fits = other.latest is None or (self.latest is not None and self.latest <= other.latest)
        return start_fits and end_fits

    @property
    def days(self) -> int | None:
        """How many days the interval holds, or None where a side is open."""
        if self.earliest is None or self.latest is None:
            return None
        return (self.latest - self.earliest).days + 1


def _before(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end


UNKNOWN = When()
