"""The only room that knows SQL, and the only place where the two halves of the program meet. Values in, values out."""

from tracker.store.engine import missing_file
from tracker.store.store import Store

__all__ = ["Store", "missing_file"]
