"""What an installation was found to be like: one thing looked at, and what to do about it."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Fitness(StrEnum):
    """How one thing is. Only what is WRONG keeps tracker from its work."""

    WELL = "ok"
    DOUBTFUL = "warn"
    WRONG = "wrong"


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at: what was found, and what to do where it is not well."""

    name: str
    fitness: Fitness
    said: str
    remedy: str = ""
