"""Templates: the shipped ones, and those of somebody's own that stand in their place."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FunctionLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket

from tracker.errors import RenderError

Own = Mapping[str, tuple[str, str]]
"""Templates of somebody's own: name → the file's path and its text. Each takes the place of the shipped one of that name."""

SHIPPED: Own = {}
"""None of one's own."""

_BROKEN = (TemplateError, ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
"""What a template can raise: what it calls is ours, what it does with the answers is its own."""


def environment(own: Own, finalize: Callable[[object], object], **names: object) -> Environment:
    """Where templates are found and written: autoescaped, a name that is missing is an error, `finalize` makes text of each value."""
    made = Environment(
        loader=ChoiceLoader([FunctionLoader(lambda name: _found(own, name)), PackageLoader("tracker.render", "templates")]),
        autoescape=True,
        finalize=finalize,
        bytecode_cache=_COMPILED.setdefault(finalize, _Compiled()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= names
    return made


class _Compiled(BytecodeCache):
    """What templates were compiled to. It is asked by name, path and text: a daemon writes the same ones at each pass."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = self._known.get(bucket.key)
        if known is not None:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._known[bucket.key] = bucket.bytecode_to_string()


_COMPILED: dict[Callable[[object], object], _Compiled] = {}
"""By the way in which values are shown: constants of a template are shown so as it is compiled."""


def written(templates: Environment, name: str, what: str, **values: object) -> str:
    """A template with its values. Raises `RenderError` that says of `what` which template could not be written, and its line."""
    try:
        return templates.get_template(name).render(**values)
    except _BROKEN as error:
        raise RenderError(f"{what}: {_place(error, name)}: {error or type(error).__name__}") from error


def _found(own: Own, name: str) -> tuple[str, str, Callable[[], bool]] | None:
    if name not in own:
        return None
    path, text = own[name]
    return text, path, lambda: True


def _place(error: Exception, name: str) -> str:
    """File and line: of a fault of syntax its own, else the last line of a template that was being written."""
    if isinstance(error, TemplateSyntaxError):
        return f"{error.filename or error.name or name}:{error.lineno}"
    place, at = f"{name}:?", error.__traceback__
    while at is not None:
        if (file := at.tb_frame.f_code.co_filename).endswith(".j2"):
            place = f"{file}:{at.tb_lineno}"
        at = at.tb_next
    return place
