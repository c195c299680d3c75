"""`tracker audit`: hold somebody's memo against the timeline, sentence by sentence. Changes nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated

import typer

from tracker.cli.options import AsJson, Database, Now, Sources, TimelineFile, settings
from tracker.cli.pure import read_bytes
from tracker.errors import UsageError

_FORMATS = ("md", "html", "json")
_SUFFIXES = (".md", ".html", ".htm", ".txt", ".docx", ".pdf")
_LARGEST = 15 * 1024 * 1024


def audit(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The memo: .md, .html, .txt, .docx or .pdf; - for text from standard input.")],
    *,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="As it was believed then: a day, or ISO 8601 with zone.", show_default=False)
    ] = None,
    published: Annotated[
        str | None, typer.Option("--published", help="The memo's own day, YYYY-MM-DD: completes dates without a year.", show_default=False)
    ] = None,
    fmt: Annotated[str, typer.Option("--format", help="md, html or json.")] = "md",
    lang: Annotated[str, typer.Option("--lang", help="ja or en.")] = "en",
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Read a memo as claims and write it back with a verdict, the rule and the evidence beside each, and what could not be judged."""
    from tracker.app import clock, evidence_of, live_so_far, read_pack
    from tracker.config.memo_words import memo_words
    from tracker.digest.zone import local_day
    from tracker.model.timeline import Timeline
    from tracker.model.wire import to_json
    from tracker.reconcile.audit import audit as judge_memo
    from tracker.reconcile.judge import Known
    from tracker.render.audit import Scene, audit_html, audit_json, audit_markdown

    if fmt not in _FORMATS or lang not in ("ja", "en"):
        raise UsageError(f"--format {fmt} --lang {lang}: one of {', '.join(_FORMATS)}, and ja or en, was expected")
    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, now=now)
    moment = _moment(as_of) if as_of else chosen.now or clock()
    text = _text(file)
    seed, lexicon = read_pack(chosen)
    live = live_so_far(chosen, seed, moment if as_of else None)
    if live is not None:
        seed, lexicon = live.seed, live.lexicon
    known = live.timeline if live else Timeline({event.id: event for event in seed.events}, seed.known_at)
    day = local_day(moment)
    found = judge_memo(text, Known(known, seed.pack, day), lexicon, memo_words(), published=_day(published))
    named = {name for one in found.sentences for note in one.notes for name in (note.event, note.since) if name}
    events = [known.events[name] for name in sorted(named) if name in known.events]
    evidence = evidence_of(chosen, events, moment if as_of else None) if live else {}
    scene = Scene(name=file.rpartition("/")[2], timeline=known, pack=seed.pack, evidence=evidence, asked=day.isoformat(), lang=lang)
    match "json" if as_json else fmt:
        case "json":
            print(to_json(audit_json(found, scene)))
        case "html":
            print(audit_html(found, scene), end="")
        case _:
            print(audit_markdown(found, scene), end="")


def _text(file: str) -> str:
    from tracker.text.memo_file import pdf_memo, plain_memo, word_memo
    from tracker.text.office import OfficeError

    suffix = "" if file == "-" else f".{file.rpartition('.')[2].lower()}" if "." in file.rpartition("/")[2] else ""
    if file != "-" and suffix not in _SUFFIXES:
        raise UsageError(f"{file}: a file that ends in {', '.join(_SUFFIXES)} was expected")
    body = read_bytes(file)
    if len(body) > _LARGEST:
        raise UsageError(f"{file}: is larger than 15 MB; no memo is")
    try:
        match suffix:
            case ".docx":
                text = word_memo(body)
            case ".pdf":
                text = pdf_memo(body)
            case ".html" | ".htm":
                text = _page(file, body)
            case _:
                text = plain_memo(body)
    except OfficeError as error:
        raise UsageError(f"{file}: {error}") from error
    if not text.strip():
        raise UsageError(f"{file}: holds no text")
    return text


def _page(file: str, body: bytes) -> str:
    from tracker import plugins
    from tracker.errors import ExtractError
    from tracker.model.look import Capture

    try:
        document = plugins.kind("page").extract(Capture(body=body, url="https://localhost/", content_type=None), {})
    except ExtractError as error:
        raise UsageError(f"{file}: {error}") from error
    if document.problem is not None:
        raise UsageError(f"{file}: is no page that can be read: {document.problem_detail or document.problem}")
    lines = [line for block in document.blocks for line in (block.title if block.title != block.text else None, block.text) if line]
    return "\n\n".join(dict.fromkeys(lines))


def _moment(text: str) -> datetime:
    """A day means its end in Japan."""
    from tracker.config.settings import moment_of
    from tracker.digest.zone import JST

    try:
        return datetime.combine(date.fromisoformat(text), time.max, JST)
    except ValueError:
        return moment_of("--as-of", text)


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--published {text}: a day was expected, YYYY-MM-DD") from error


COMMANDS = {"audit": audit}
