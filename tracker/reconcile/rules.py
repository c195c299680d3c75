"""Which rules are these? Stored documents name the version that they were read by."""

from __future__ import annotations

RULES = 4
"""Raise it whenever reading or reconciling concludes something else from the same text."""
