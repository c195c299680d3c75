"""The seams: what a plug-in has to be. Implementations are found by entry point (`tracker.plugins`) and never imported by name."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from tracker.model.check import Offered, Quirk
from tracker.model.delivery import Parcel
from tracker.model.digest import Digest, Lang
from tracker.model.document import Document
from tracker.model.look import Capture, Request, Response
from tracker.model.past import Listed, Lost, PastCapture
from tracker.model.source import Source

Look = Generator[Request, Response, Response]
"""A look at a source without I/O: yields requests, is sent their responses, returns the one to keep as the capture."""


class Kind(Protocol):
    """How one kind of source is looked at and read. Entry point group `tracker.kinds`; pure."""

    version: int
    """Raise it whenever `extract` reads differently: older snapshots are then re-derived before they are compared."""

    windowed: bool
    """Whether a capture shows only the newest part, so that absence says nothing."""

    options: frozenset[str]
    """The keys of `sources.yaml` that belong to this kind alone."""

    def look(self, source: Source) -> Look:
        """The requests that one look takes. Validators are added by the fetcher to the first."""
        ...

    def extract(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:
        """Read a capture. Raises nothing but `ExtractError`, on whatever bytes."""
        ...


@runtime_checkable
class ChecksOptions(Protocol):
    """What a kind may be besides: one that knows what its own keys may hold."""

    def faults(self, options: Mapping[str, str | tuple[str, ...]]) -> Mapping[str, str]:
        """Key → what was expected, for each value that can never be used. Asked when `sources.yaml` is read."""
        ...


@runtime_checkable
class LooksAgain(Protocol):
    """What a kind may be besides: one that asks for less where it knows what it saw before."""

    def look_again(self, source: Source, last: bytes | None) -> Look:
        """The requests of a look, like `look`; `last` is the body of the last capture that was kept, None before the first."""
        ...


@runtime_checkable
class TellsQuirks(Protocol):
    """What a kind may be besides: one that knows what is odd about a capture, for whoever tries a source."""

    def quirks(self, capture: Capture) -> tuple[Quirk, ...]:
        """The oddities of a capture, each once. Raises nothing, on whatever bytes."""
        ...


@runtime_checkable
class Offers(Protocol):
    """What a kind may be besides: one that can say how a page is best watched."""

    def offers(self, capture: Capture) -> Offered:
        """The feeds that a page names, and the selectors that its content can be read by. Raises nothing, on whatever bytes."""
        ...


@runtime_checkable
class LooksByName(Protocol):
    """What a kind may be besides: one that opens more of what names something that is followed."""

    def look_by_name(self, source: Source, last: bytes | None, names: Callable[[str], bool]) -> Look:
        """The requests of a look, like `look_again`; `names` tells whether a text names any subject of the pack."""
        ...


@runtime_checkable
class ReadsLinked(Protocol):
    """What a kind may be besides: one that is no list any more where the pages behind it are read."""

    def extract_linked(self, capture: Capture, options: Mapping[str, str | tuple[str, ...]]) -> Document:
        """Read a page that a capture of this kind led to, like `extract`."""
        ...


LookBack = Generator[Request | PastCapture, Response | None, None]
"""A look into the past without I/O: yields requests, is sent their responses; yields what is to be kept, and is sent None."""


@runtime_checkable
class LooksBack(Protocol):
    """What a kind may be besides: one whose server tells the past itself."""

    def look_back(self, source: Source, since: datetime, until: datetime) -> LookBack:
        """What a source said from `since` to `until` (UTC), oldest first."""
        ...


@runtime_checkable
class TellsNoPast(Protocol):
    """What a kind may be besides: one that knows of which sources nobody can look back."""

    def no_past(self, source: Source) -> str | None:
        """Why the server of a source tells nothing of its past, in words for a person; None where it does."""
        ...


class Archive(Protocol):
    """Where the past of sources is kept."""

    name: str
    """The kind of archive, as `Listed.archive` has it."""

    gap: float
    """Seconds between two of its captures that are opened at the polite rate; 0 for what lies on this machine."""

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """What it has of these sources from `since` to `until` (UTC), each source's captures oldest first. Opens none of them."""
        ...

    def opened(self, one: Listed) -> PastCapture | Lost:
        """One of those that it listed."""
        ...


class Renderer(Protocol):
    """How a digest is written in one format. Entry point group `tracker.renderers`; pure."""

    suffix: str
    """File name ending without the dot."""

    translated: bool
    """Whether the language makes a difference: a format for programs says everything in both."""

    def render(self, digest: Digest, lang: Lang = "en") -> str:
        """The whole file in the language of an edition. Raises `RenderError`."""
        ...


@runtime_checkable
class Templated(Protocol):
    """What a renderer may be besides: one that writes by templates, for which others can be given."""

    def with_templates(self, own: Mapping[str, tuple[str, str]]) -> Renderer:
        """The same by templates of somebody's own: name → the file's path and its text."""
        ...


@runtime_checkable
class Feeding(Protocol):
    """What a renderer may be besides: one that writes many digests as one feed, for readers that come again."""

    feed_name: str
    """The name of the file, always the same."""

    def render_feed(self, digests: Sequence[Digest], lang: Lang = "en") -> str:
        """The whole file, one item for each digest, the newest first. Raises `RenderError`."""
        ...


class Channel(Protocol):
    """A way on which digests reach people. Entry point group `tracker.channels`."""

    options: Mapping[str, bool]
    """The keys of a channel of this kind in `subscriptions.yaml`, and whether it needs each."""

    addressed: bool
    """Whether a subscription over it has to say `to`."""

    def send(self, parcel: Parcel, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:
        """Hand one parcel over. `secret` answers by the stem of an option: what `password_env` or `password_file` leads to.

        Raises `DeliveryError`, or `ConfigError` where an option is at fault; whatever ends without one counts as delivered.
        """
        ...


class RobotsMemory(Protocol):
    """Where robots.txt of an origin is remembered between passes. Times are Unix seconds."""

    def recall(self, origin: str) -> str | None:
        """The text last seen, if it is still fresh; an empty text allows everything."""
        ...

    def remember(self, origin: str, text: str, *, failed: bool = False) -> None:
        """Keep the text of an origin."""
        ...
