"""A digest as JSON: what every other format is rendered from, and what other programs read."""

from __future__ import annotations

from tracker.errors import RenderError
from tracker.model.digest import Digest, Lang
from tracker.model.wire import to_json


class JsonRenderer:
    """Keys in the order in which `Digest` declares them, UTF-8 not escaped, indented. `wire.from_json` gives the digest back."""

    suffix = "json"
    translated = False

    def render(self, digest: Digest, lang: Lang = "en") -> str:  # noqa: ARG002 - it holds every language
        """The digest as one indented JSON object and a line end: the same for every language."""
        try:
            return to_json(digest, indent=2) + "\n"
        except UnicodeError as error:
            raise RenderError(f"{digest.id}: a text in it cannot be written as UTF-8: {error}") from error


JSON = JsonRenderer()
