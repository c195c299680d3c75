"""Trying sources: each is looked at twice, politely and by all rules of a pass, and nothing of it is recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from tracker.errors import FetchError
from tracker.fetch import FetchPolicy, Plan, look_at_all
from tracker.model.check import SourceCheck
from tracker.model.look import Request, Response, Validators
from tracker.model.source import Source
from tracker.ports import Kind, Look, LooksAgain
from tracker.watch.examining import Looks, examine
from tracker.watch.once import RobotsOnce


@dataclass
class _Trial:
    """One source that is being tried: what was asked, and what came of each of its looks."""

    source: Source
    asked: list[Request] = field(default_factory=list)
    taken: list[Response] = field(default_factory=list)


def check(
    sources: Sequence[Source],
    kind: Callable[[str], Kind],
    policy: FetchPolicy,
    names_any: Callable[[str], bool],
    now: datetime,
    on_check: Callable[[SourceCheck], None],
) -> None:
    """Look twice at each source and tell of each as soon as it is done.

    The second look comes with the validators of the first, and asks for as little as a poll would. `names_any` says whether a
    text names anything that is followed.
    """
    robots = RobotsOnce()
    trials = {source.id: _Trial(source) for source in sources}

    def arrived(key: str, response: Response) -> None:
        trial = trials[key]
        first, second = _both(trial, response)
        looks = Looks(first, second, robots.of(first.redirects[0] if first.redirects else first.url))
        on_check(examine(trial.source, kind, looks, names_any, now))

    plans = [Plan(key=trial.source.id, look=_twice(kind(trial.source.kind), trial)) for trial in trials.values()]
    look_at_all(plans, policy, robots, arrived, now=now)


def _both(trial: _Trial, last: Response) -> tuple[Response, Response | None]:
    """The two responses of a trial; `last` is what the fetcher kept of it, be it an error in the midst of either look."""
    if not trial.taken:
        return last, None
    return trial.taken[0], last if last is not trial.taken[0] else None


def _twice(kind: Kind, trial: _Trial) -> Look:
    """Two looks as one, so that the gap between requests to a host holds between them too."""
    response = yield from _driven(kind.look(trial.source), Validators(), trial.asked)
    trial.taken.append(response)
    if response.status != 200 or any(request.mailbox for request in trial.asked):
        return response
    again = kind.look_again(trial.source, response.body) if isinstance(kind, LooksAgain) else kind.look(trial.source)
    try:
        return (yield from _driven(again, response.validators, trial.asked))
    except FetchError as error:
        return Response(url=response.url, error=str(error), error_code=error.code)


def _driven(look: Look, validators: Validators, asked: list[Request]) -> Look:
    """A look whose first request goes with validators."""
    request = next(look)
    if request.validators == Validators():
        request = msgspec.structs.replace(request, validators=validators)
    while True:
        asked.append(request)
        response = yield request
        try:
            request = look.send(response)
        except StopIteration as stop:
            kept: Response = stop.value
            return kept
