"""Policy-change tracker: holds what public sources say against a timeline of known events and facts."""

__version__ = "0.1.0"
