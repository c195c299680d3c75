"""`tracker extract`, `read`, `same`: the pure steps on files, one at a time or in batches. No database."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from tracker.cli.options import AsJson, Batch, TimelineFile, settings
from tracker.errors import TrackerError, UsageError

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]
_MOST_BYTES = 50 * 1024 * 1024

File = Annotated[str | None, typer.Argument(help="A file, or - for standard input.", show_default=False)]
KindName = Annotated[str, typer.Option("--kind", help="How it is read: a kind of source.")]
Url = Annotated[str | None, typer.Option("--url", help="Where it came from; links are made absolute with it.", show_default=False)]
Select = Annotated[list[str] | None, typer.Option("--select", help="CSS: read only this part.", show_default=False)]
Remove = Annotated[list[str] | None, typer.Option("--remove", help="CSS: leave this part out.", show_default=False)]


def extract(
    file: File = None,
    *,
    kind: KindName = "feed",
    url: Url = None,
    select: Select = None,
    remove: Remove = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """What an extractor reads out of a capture."""
    from tracker.cli.steps import extract_step

    request = {"file": file, "kind": kind, "url": url, "select": select, "remove": remove}
    answer_all(batch, request, extract_step(), as_json=as_json, needs=("file",))


def read(
    file: File = None,
    *,
    published: Annotated[str | None, typer.Option("--published", help="The day it was published, YYYY-MM-DD.", show_default=False)] = None,
    kind: Annotated[str, typer.Option("--kind", help="passage or title.")] = "passage",
    timeline: TimelineFile = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """What can be read out of a text: mentions with their place, and the claims it makes."""
    from tracker.app import read_pack
    from tracker.cli.steps import read_step, reading_of

    seed, lexicon = read_pack(settings(timeline=timeline))
    request = {"file": file, "published": published, "kind": kind}
    if batch is None and file is not None and not as_json:
        from tracker.cli.reading_view import show

        show(*reading_of(request, lexicon), seed.pack)
        return
    answer_all(batch, request, read_step(lexicon), as_json=as_json, needs=("file",))


def same(
    a: Annotated[str | None, typer.Argument(help="One announcement as JSON: title, link, date, ministry.", show_default=False)] = None,
    b: Annotated[str | None, typer.Argument(help="The other.", show_default=False)] = None,
    *,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """Whether two announcements are the same, an update, related or different."""
    from tracker.cli.steps import same_step

    request = {"a": _object(a, "A"), "b": _object(b, "B")} if batch is None else {}
    answer_all(batch, request, same_step(), as_json=as_json, needs=("a", "b"))


def _object(text: str | None, name: str) -> object:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise UsageError(f"{name} is no JSON: {error}") from error


def answer_all(batch: Path | None, request: Mapping[str, Any], step: Answer, *, as_json: bool, needs: tuple[str, ...]) -> None:
    """Answer one request, or each line of a batch in order, whatever becomes of the others."""
    if batch is None:
        answer = step(needed(request, needs))
        print(json.dumps(answer, ensure_ascii=False, indent=None if as_json else 2))
        return
    for number, line in enumerate(_lines(batch), start=1):
        if line.strip():
            sys.stdout.write(_written(_answer(line, number, step)) + "\n")


def needed(request: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """What was given of a request. Raises `UsageError` where an argument of these names is missing."""
    for name in names:
        if request.get(name) is None:
            raise UsageError(f"{name.upper()} is missing; give it, or --batch FILE")
    return {key: value for key, value in request.items() if value is not None}


def _lines(batch: Path) -> Iterator[str]:
    """The lines of a batch file, or of standard input for `-`. Only a line feed ends a line; a byte order mark is no part of the first."""
    try:
        with sys.stdin.buffer if str(batch) == "-" else batch.open("rb") as stream:
            for line in stream:
                yield line.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
    except OSError as error:
        raise UsageError(f"{batch}: cannot be read: {error.strerror}") from error


def _answer(line: str, number: int, step: Answer) -> dict[str, Any]:
    """One answer, with the request's id; a request that cannot be answered says why and stops nothing."""
    try:
        request = json.loads(line, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"line {number} is no JSON: {error}"}
    if not isinstance(request, dict):
        return {"id": None, "error": f"line {number}: a request is an object with an id"}
    given = {key: value for key, value in request.items() if value is not None}
    try:
        return {"id": request.get("id"), **step(given)}
    except TrackerError as error:
        return {"id": request.get("id"), "error": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever one request sets off, the others are answered
        return {"id": request.get("id"), "error": f"cannot be answered: {type(error).__name__}: {error}"}


def _written(answer: dict[str, Any]) -> str:
    try:
        return json.dumps(answer, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        return json.dumps({"id": None, "error": f"cannot be answered: {type(error).__name__}: {error}"}, ensure_ascii=False)


def _no_number(word: str) -> object:
    """NaN and Infinity, which Python's reader takes and JSON does not have."""
    raise ValueError(f"{word} is no JSON value")


def read_bytes(name: str) -> bytes:
    """The bytes of a file or of standard input, refused beyond 50 MB."""
    if name == "-":
        body = sys.stdin.buffer.read(_MOST_BYTES + 1)
    else:
        try:
            with Path(name).open("rb") as stream:
                body = stream.read(_MOST_BYTES + 1)
        except (OSError, ValueError) as error:
            raise UsageError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(body) > _MOST_BYTES:
        raise UsageError(f"{name}: is larger than 50 MB")
    return body


COMMANDS = {"extract": extract, "read": read, "same": same}
