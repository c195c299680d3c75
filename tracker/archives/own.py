"""The past that sources tell themselves: looks back of their kinds, taken with the manners of a poll."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from itertools import count

from tracker.errors import TrackerError
from tracker.fetch.codes import NO_CONNECTION
from tracker.fetch.one_by_one import OneByOne
from tracker.model.look import Request, Response
from tracker.model.past import OWN, Listed, Lost, PastCapture
from tracker.model.source import Source
from tracker.ports import Kind, LookBack, LooksBack

MOST_REQUESTS = 5_000
"""Of one look back. Years of months, each with its pages, take fewer."""
_IN_VAIN = 2
"""So many requests in a row that reach nobody, and the rest is left to another run: each would be waited for."""
_NOT_THERE = frozenset({404, 410})


class Own:
    """What the servers of sources tell of their own past.

    To list it is to ask for it: of each source `listed` holds the capture that it gave last, which `opened` hands over. For who opens only
    when all is listed the server is asked a second time; captures of a source are best opened in the order in which they were listed.
    """

    name = OWN

    def __init__(self, asks: OneByOne, kind: Callable[[str], Kind], most: int = MOST_REQUESTS) -> None:
        self.gap = asks.policy.public_gap
        self._asks = asks
        self._kind = kind
        self._most = most
        self._listings: dict[str, tuple[Source, datetime, datetime]] = {}
        self._held: dict[str, PastCapture] = {}
        self._again: dict[str, Iterator[PastCapture | Lost]] = {}

    def listed(self, sources: Sequence[Source], since: datetime, until: datetime) -> Iterator[Listed | Lost]:
        """What the servers tell, source after source; nothing of those whose kind does not look back."""
        for source in sources:
            self._listings[source.id] = source, since, until
            for found in self._looked_back(source, since, until):
                if isinstance(found, PastCapture):
                    self._held[source.id] = found
                    yield found.listed
                else:
                    yield found

    def opened(self, one: Listed) -> PastCapture | Lost:
        """What was listed: held, or asked for again."""
        held = self._held.get(one.source)
        if held is not None and held.listed == one:
            return held
        if one.source not in self._listings:
            return self._lost(one.reference, "it is had of its server only when it is listed", passing=True)
        for look in (self._again.pop(one.source, iter(())), self._looked_back(*self._listings[one.source])):
            for found in look:
                if isinstance(found, PastCapture) and found.listed == one:
                    self._again[one.source] = look
                    return found
        return self._lost(one.reference, "the server does not tell of it any more", passing=True)

    def _looked_back(self, source: Source, since: datetime, until: datetime) -> Iterator[PastCapture | Lost]:
        kind = self._kind(source.kind)
        if isinstance(kind, LooksBack):
            with closing(kind.look_back(source, since, until)) as look:
                yield from self._taken(look, source)

    def _taken(self, look: LookBack, source: Source) -> Iterator[PastCapture | Lost]:
        """Drive one look back. Whatever its kind does wrong ends it and is told."""
        reference = source.url
        answer: Response | None = None
        asked, vain = count(1), 0
        while True:
            try:
                step = look.send(answer)
            except StopIteration:
                return
            except TrackerError as error:
                yield self._lost(reference, str(error))
                return
            except Exception as error:  # noqa: BLE001 - a plug-in may raise anything, and no other source may suffer from it
                yield self._lost(reference, f"the kind of this source failed while looking back: {type(error).__name__}: {error}")
                return
            answer = None
            if isinstance(step, PastCapture):
                yield step
            elif not isinstance(step, Request) or step.mailbox is not None:
                yield self._lost(reference, "the kind of this source asked for what cannot be asked when it looks back")
                return
            elif next(asked) > self._most:
                yield self._lost(step.url, f"more than {self._most:,} requests would be needed, and the rest is not asked for")
                return
            else:
                reference, answer = step.url, self._asks.visit(step)
                yield from self._failure(answer, reference)
                unreached = answer.error is not None and (answer.transient or answer.error_code in NO_CONNECTION)
                vain = vain + 1 if unreached else 0
                if vain >= _IN_VAIN:
                    return

    def _failure(self, answer: Response, reference: str) -> Iterator[Lost]:
        """What an answer that is none loses. That there is nothing at an address is often what was asked."""
        if answer.error is not None:
            yield self._lost(reference, answer.error, passing=answer.transient)
        elif answer.status != 200 and answer.status not in _NOT_THERE:
            yield self._lost(reference, f"the server answered {answer.status}", passing=answer.transient)

    def _lost(self, reference: str, why: str, *, passing: bool = False) -> Lost:
        return Lost(archive=self.name, reference=reference, why=why, passing=passing)
