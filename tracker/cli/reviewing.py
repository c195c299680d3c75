"""`tracker review`: what waits for a person, and what people decide."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli import EXIT_FAILED, shown
from tracker.cli.options import AsJson, Database, Now, Sources, TimelineFile, settings
from tracker.cli.streams import tell
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.cli.desk import Decided, Desk

Item = Annotated[str, typer.Argument(metavar="ID", help="An item as the list names it: f12, c34.")]
By = Annotated[str, typer.Option("--by", help="Who decides.")]
Reason = Annotated[str, typer.Option("--reason", help="Why. It is kept with the decision.")]
Revision = Annotated[
    str | None,
    typer.Option("--revision", help="The state that was looked at; refused where it is another by now.", show_default=False),
]
Lang = Annotated[str, typer.Option("--lang", help="ja or en.")]

review = typer.Typer(help="What waits for a person, and what people decide.")


@contextmanager
def at_the_desk(
    sources: str | None, timeline: str | None, database_url: str | None, now: str | None, *, only_reads: bool = False
) -> Iterator[Desk]:
    """A desk over the database that these settings name, closed afterwards."""
    from tracker.app import open_tracker
    from tracker.cli.desk import Desk
    from tracker.cli.opening import open_to_read

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, now=now)
    tracker = open_to_read(chosen) if only_reads else open_tracker(chosen)
    try:
        yield Desk(tracker)
    finally:
        tracker.store.close()


@review.callback(invoke_without_command=True)
def waiting(
    context: typer.Context,
    *,
    export: Annotated[
        Path | None, typer.Option("--export", help="Write what waits to a new .csv or .xlsx file, to be filled in.", show_default=False)
    ] = None,
    filled: Annotated[
        Path | None, typer.Option("--import", help="Take the decisions of a filled-in file, row by row.", show_default=False)
    ] = None,
    lang: Lang = "en",
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """List what waits for a person: proposals, ambiguities, conflicts and items that could not be read."""
    if context.invoked_subcommand is not None:
        return
    from tracker.cli import review_files, review_list

    if lang not in ("ja", "en"):
        raise UsageError(f"--lang {lang}: ja or en was expected")
    if export is not None and filled is not None:
        raise UsageError("--export and --import are two steps: give one of them")
    with at_the_desk(sources, timeline, database_url, now, only_reads=filled is None) as desk:
        if filled is not None:
            if review_files.take(desk, filled, as_json=as_json):
                raise typer.Exit(EXIT_FAILED)
        elif export is not None:
            review_files.write(desk, export, lang)
        else:
            review_list.show(desk, lang, as_json=as_json)


@review.command()
def decide(
    *,
    by: By,
    lang: Lang = "en",
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
) -> None:
    """Go through what waits at prompts, one item after the other."""
    from tracker.cli.prompting import go_through

    with at_the_desk(sources, timeline, database_url, now) as desk:
        go_through(desk, by, lang)


@review.command()
def accept(
    item: Item,
    *,
    by: By,
    reason: Reason,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Believe it: the timeline takes it over, and the next digest tells it."""
    _decided("accept", item, by, reason, revision, (sources, timeline, database_url, now), as_json=as_json)


@review.command()
def reject(
    item: Item,
    *,
    by: By,
    reason: Reason,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Do not believe it: what it did to the timeline is taken back. What was told is corrected in the next digest."""
    _decided("reject", item, by, reason, revision, (sources, timeline, database_url, now), as_json=as_json)


@review.command("not-on-track")
def not_on_track(
    item: Item,
    *,
    by: By,
    reason: Reason,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """It is about something else that is not followed. Teach the words that misled: tracker review near-miss."""
    _decided("not-on-track", item, by, reason, revision, (sources, timeline, database_url, now), as_json=as_json)


@review.command()
def split(
    item: Item,
    *,
    by: By,
    reason: Reason,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """It is of an event of its own, and not of the one that it was held against."""
    _decided("split", item, by, reason, revision, (sources, timeline, database_url, now), as_json=as_json)


@review.command()
def merge(
    item: Item,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The id of an event, as `tracker timeline` lists it.")],
    *,
    by: By,
    reason: Reason,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """It is of this event, which the timeline has."""
    _decided(f"merge {event}", item, by, reason, revision, (sources, timeline, database_url, now), as_json=as_json)


@review.command()
def edit(
    item: Item,
    *,
    by: By,
    reason: Reason,
    when: Annotated[str | None, typer.Option("--when", help="2026-03-31, 2026-03, FY2026 or A..B.", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--type", help="An event type of the pack.", show_default=False)] = None,
    modality: Annotated[str | None, typer.Option("--modality", help="occurred, scheduled, expected …", show_default=False)] = None,
    subject: Annotated[str | None, typer.Option("--subject", help="A subject of the pack.", show_default=False)] = None,
    revision: Revision = None,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """It was read wrongly: say what it states. It is judged anew, and believed."""
    from tracker.cli.desk import edits_of
    from tracker.model.decision import Action, Decision

    edits = edits_of(subject=subject, kind=kind, when=when, modality=modality)
    with at_the_desk(sources, timeline, database_url, now) as desk:
        _tell(desk.decide(Decision(action=Action.EDIT, item=item, by=by, reason=reason, edits=edits), revision), as_json=as_json)


@review.command()
def undo(
    decision: Annotated[str, typer.Argument(metavar="DECISION", help="The number of a decision.")],
    *,
    by: By,
    reason: Reason,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Take a decision back, with all that it made. Both stay on record."""
    from tracker.model.decision import Action, Decision

    with at_the_desk(sources, timeline, database_url, now) as desk:
        _tell(desk.undo(Decision(action=Action.UNDO, item=decision, by=by, reason=reason)), as_json=as_json)


Subject = Annotated[str, typer.Argument(metavar="SUBJECT", help="A subject of the pack.")]
Word = Annotated[str, typer.Argument(metavar="TEXT", help="The word.")]


@review.command()
def alias(
    subject: Subject,
    text: Word,
    *,
    by: By,
    reason: Reason,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Teach a further name of a subject: from now on texts that use it are read."""
    _taught("alias", subject, text, by, reason, (sources, timeline, database_url, now), as_json=as_json)


@review.command("near-miss")
def near_miss(
    subject: Subject,
    text: Word,
    *,
    by: By,
    reason: Reason,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Teach words that look like a subject and never mean it."""
    _taught("near-miss", subject, text, by, reason, (sources, timeline, database_url, now), as_json=as_json)


@review.command()
def log(
    *,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    as_json: AsJson = False,
) -> None:
    """All decisions, with who, when and why."""
    from tracker.cli import review_list

    with at_the_desk(sources, timeline, database_url, None, only_reads=True) as desk:
        review_list.show_log(desk, as_json=as_json)


_Place = tuple[str | None, str | None, str | None, str | None]


def _decided(word: str, item: str, by: str, reason: str, revision: str | None, place: _Place, *, as_json: bool) -> None:
    from tracker.cli.desk import written_decision

    with at_the_desk(*place) as desk:
        _tell(desk.decide(written_decision(word, item=item, by=by, reason=reason), revision), as_json=as_json)


def _taught(word: str, subject: str, text: str, by: str, reason: str, place: _Place, *, as_json: bool) -> None:
    from tracker.model.decision import Action, Decision

    with at_the_desk(*place) as desk:
        decided = desk.teach(Decision(action=Action(word), item=subject, by=by, reason=reason, text=text))
        _tell(decided, as_json=as_json)


def _tell(decided: Decided, *, as_json: bool) -> None:
    from tracker.model.wire import to_json
    from tracker.render.decisions import change_words

    if as_json:
        print(to_json(decided))
        return
    said = change_words(decided.changes, "en") or "the timeline stays as it is"
    print(shown(f"decision {decided.decision}: {decided.action.value} {decided.item}: {said}"))
    tell(f"to take it back: tracker review undo {decided.decision} --by … --reason …")


GROUPS = {"review": review}
