"""Templates of somebody's own: tried first, and never at the cost of a digest."""

from __future__ import annotations

from collections.abc import Callable

from tracker.errors import RenderError
from tracker.model.digest import Digest, Lang
from tracker.ports import Renderer, Templated
from tracker.render.letter import Letter, Letters
from tracker.render.templating import Own

Fault = Callable[[RenderError], None]


def by_own(renderer: Callable[[str], Renderer], own: Own, on_fault: Fault) -> Callable[[str], Renderer]:
    """Renderers by name that write by these templates; what cannot be written so is told, and written by the shipped ones."""

    def find(name: str) -> Renderer:
        shipped = renderer(name)
        return _Tried(shipped, shipped.with_templates(own), on_fault) if own and isinstance(shipped, Templated) else shipped

    return find


def letters_by_own(own: Own, on_fault: Fault) -> Callable[[Digest, Lang], Letter]:
    """The same for letters."""
    shipped = Letters()
    if not own:
        return shipped.letter_of
    mine = Letters(own)

    def letter_of(digest: Digest, lang: Lang) -> Letter:
        try:
            return mine.letter_of(digest, lang)
        except RenderError as error:
            on_fault(error)
            return shipped.letter_of(digest, lang)

    return letter_of


class _Tried:
    """A renderer by templates of somebody's own, with the shipped one behind it."""

    def __init__(self, shipped: Renderer, mine: Renderer, on_fault: Fault) -> None:
        self.suffix, self.translated = shipped.suffix, shipped.translated
        self._shipped, self._mine, self._on_fault = shipped, mine, on_fault

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        try:
            return self._mine.render(digest, lang)
        except RenderError as error:
            self._on_fault(error)
            return self._shipped.render(digest, lang)
