"""`tracker demo`: the whole product in one command, offline, against sample pages of its own."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.stopping import EXIT_STOPPED
from tracker.cli.watching import look
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.config.settings import Settings
    from tracker.demo.story import Round

SEEN = """\
What you have just seen
  1. Two passes over nine sources in two languages, by the code of `tracker poll`: no page of it was real, all of the reading was.
  2. Every passage was held against the shipped timeline; what is told says what was known before, and which rule decided.
  3. What only differs (counters, stamps, tokens, related links, other news) was read, counted, and not told.
  4. A report by the press alone was told as reported; the official word for it was told once more, as official.
  5. The server that failed and the wall are in the coverage: where nobody could look, silence proves nothing.
  6. Each line has its sentence, its source and an archived copy; nothing is told twice."""


def demo(
    *,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", help="Keep everything in this folder: digests, evidence, database. [default: nothing is kept]", show_default=False
        ),
    ] = None,
) -> None:
    """Show the whole product in seconds, offline: two rounds of sample pages, polled and told as the real ones would be."""
    try:
        with _stoppable():
            _perform(folder)
    except KeyboardInterrupt:
        left = f"what was made stays in {folder}" if folder else "nothing is left of it"
        _say(f"tracker: the demonstration was stopped; {left}")
        raise typer.Exit(EXIT_STOPPED) from None
    _say(SEEN)
    _say(_next_step(folder))


def _perform(folder: Path | None) -> None:
    from tracker.app import shipped_pack
    from tracker.demo.origin import Origin
    from tracker.demo.story import ROUNDS, settle

    with ExitStack() as stack:
        passing = Path(stack.enter_context(TemporaryDirectory(prefix="tracker-demo-")))
        # What is kept ready of configurations is kept with the rest: each demonstration has another port, and so another file.
        stack.enter_context(_environment("XDG_CACHE_HOME", str(passing / "cache")))
        place = _empty(folder) if folder else passing
        origin = stack.enter_context(Origin())
        try:
            settings = settle(place, origin, shipped_pack()["db/timeline.yaml"])
        except OSError as error:
            raise UsageError(f"{place}: cannot be written ({error.strerror or error}); give another --folder") from error
        _say(f"A sample web is at http://{origin.place}, on this machine alone; nothing else is asked, and nothing of yours is touched.")
        for scene in ROUNDS:
            origin.round = scene.number
            written = _play(scene, settings)
            _show(written.read_text(encoding="utf-8"))


def _play(scene: Round, settings: Settings) -> Path:
    """One pass and its digest, as `tracker run --once` makes them; the digest's Markdown file."""
    import msgspec

    from tracker.app import open_tracker, press_of
    from tracker.publish.press import next_digest

    _say(f"\nRound {scene.number}, {scene.now.day} {scene.now:%B %Y}")
    for line in scene.happened:
        _say(f"  · {line}")
    tracker = open_tracker(msgspec.structs.replace(settings, now=scene.now))
    try:
        look(tracker, [], everything=True)
        written = next_digest(press_of(tracker), "run", ("md", "json"), tracker.now)
    finally:
        tracker.store.close()
    _say("")
    return next(path for path in written if path.suffix == ".md")


def _show(page: str) -> None:
    """A digest: laid out on a terminal, as it is elsewhere."""
    if not sys.stdout.isatty():
        print(page)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    Console().print(Markdown(page))


def _empty(folder: Path) -> Path:
    """The folder to keep, which must hold nothing yet: what is in it would be overwritten or told as well."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"--folder {folder}: is not empty; give a new or an empty folder")
    except OSError as error:
        raise UsageError(f"--folder {folder}: cannot be looked into ({error.strerror or error}); give another folder") from error
    return folder


def _next_step(folder: Path | None) -> str:
    kept = "Nothing was kept. With `--folder DIR` the digests, the evidence that they link to and the database stay."
    if folder:
        kept = f"All of it is in {folder.resolve()}: digests/, the evidence beside them, and db/ with the database."
    return f"\n{kept}\nNext, with real sources: `make run` in a checkout, or `tracker init` and `tracker run --once` in a folder of yours."


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, so that the folder and the server go whoever stops it."""
    before = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    del frame
    signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _say(text: str) -> None:
    print(text, file=sys.stderr)


COMMANDS = {"demo": demo}
