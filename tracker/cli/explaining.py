"""`tracker explain`: what would be concluded from an item, and how. Changes nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tracker.cli import shown
from tracker.cli.options import AsJson, Batch, Database, Now, PrivateHosts, Sources, TimelineFile, settings
from tracker.cli.pure import Url, answer_all, read_bytes
from tracker.errors import UsageError

if TYPE_CHECKING:
    from tracker.config.settings import Settings
    from tracker.model.finding import Finding
    from tracker.model.pack import Pack
    from tracker.model.source import Authority
    from tracker.model.timeline import Seed, Timeline
    from tracker.reconcile.explain import Candidate, Explanation
    from tracker.reconcile.passage import Passage
    from tracker.render.decisions import Changed

_COLOURS = {
    **dict.fromkeys(("update", "advances", "supersedes", "moves"), "green"),
    **dict.fromkeys(("new", "adds"), "cyan"),
    **dict.fromkeys(("contradicts", "ambiguous"), "red"),
    **dict.fromkeys(("known", "confirms", "refines"), "blue"),
}


def explain(
    item: Annotated[
        str | None, typer.Argument(metavar="URL|FILE", help="An address, a file, or - for standard input.", show_default=False)
    ] = None,
    *,
    title: Annotated[str | None, typer.Option("--title", help="Its headline.", show_default=False)] = None,
    url: Url = None,
    published: Annotated[str | None, typer.Option("--published", help="The day it was published, YYYY-MM-DD.", show_default=False)] = None,
    authority: Annotated[
        str | None, typer.Option("--authority", help="gazette, official, organisation, press or aggregator.", show_default=False)
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help="ja or en.")] = "en",
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    private_hosts: PrivateHosts = None,
    now: Now = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """What would be concluded from an item, held against the live timeline (with --batch: against the seed). Changes nothing."""
    from tracker.app import clock, live_so_far, read_pack
    from tracker.cli.steps import explain_step, passage_of

    chosen = settings(sources=sources, timeline=timeline, database_url=database_url, allow_private_hosts=private_hosts, now=now)
    seed, lexicon = read_pack(chosen)
    if batch is not None:
        answer_all(batch, {}, explain_step(seed, lexicon), as_json=as_json, needs=())
        return
    if item is None:
        raise UsageError("URL or FILE is missing; give one, or --batch FILE")
    if lang not in ("ja", "en"):
        raise UsageError(f"--lang {lang}: ja or en was expected")
    moment = chosen.now or clock()
    given = {"title": title, "url": url, "published": published, "authority": authority}
    request = {**_item(item, url, chosen, seed, moment), **{name: value for name, value in given.items() if value is not None}}
    live = live_so_far(chosen, seed)
    _answer(passage_of(request), (live.seed, live.lexicon, live.timeline) if live else (seed, lexicon, None), moment, lang, as_json=as_json)


def _answer(passage: Passage, known: tuple[Seed, Any, Timeline | None], moment: datetime, lang: str, *, as_json: bool) -> None:
    from tracker.cli.steps import conclusion_to_plain
    from tracker.digest.zone import local_day
    from tracker.model.timeline import Timeline
    from tracker.model.when import Precision, When
    from tracker.model.wire import to_json, to_plain
    from tracker.reconcile.explain import explain as explain_passage
    from tracker.reconcile.judge import Known
    from tracker.render.decisions import changes

    seed, lexicon, live = known
    timeline = live or Timeline({event.id: event for event in seed.events}, seed.known_at)
    passage = msgspec.structs.replace(passage, seen=When(None, local_day(moment), Precision.RANGE))
    found = explain_passage(passage, Known(timeline, seed.pack, local_day(moment)), lexicon)
    would = [changes([one.after] if one.after else [], timeline, seed.pack) for one in found.findings]
    if as_json:
        plain = conclusion_to_plain(found.conclusion)
        for row, one, change in zip(plain["findings"], found.findings, would, strict=True):
            row["candidates"], row["change"] = to_plain(one.candidates), to_plain(change)
        read = {"subjects": found.subjects, "statuses": found.statuses}
        item = {"title": passage.title, "url": passage.url, "published": passage.published, "authority": passage.authority}
        print(to_json({**plain, "item": item, "read": read, "dropped": found.dropped, "live": live is not None}))
        return
    against = "the timeline as it is known now" if live else "the seed: nothing has been recorded yet"
    for line in _lines(found, passage, would, seed.pack, lang):
        print(line)
    print(f"\nHeld against {against}. Nothing was changed.")


def _item(item: str, url: str | None, chosen: Settings, seed: Seed, moment: datetime) -> dict[str, Any]:
    """What is asked about, as a request: an address is looked at, a saved page is read as one, all else is text."""
    if item.startswith(("http://", "https://")):
        from tracker import plugins
        from tracker.app import fetch_policy, watched
        from tracker.watch.once import look_once

        sources = watched(chosen, seed)
        article = look_once(item, plugins.kind("page"), fetch_policy(chosen), moment)
        return {**_plain(article), "authority": _authority_of(item, sources)}
    body = read_bytes(item)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype html", b"<html")):
        from tracker import plugins
        from tracker.model.look import Capture
        from tracker.watch.once import read_once

        return _plain(read_once(Capture(body=body, url=url or "https://localhost/", content_type=None), plugins.kind("page")))
    from tracker.text.decode import decode

    return {"text": decode(body, None).text}


def _plain(article: Any) -> dict[str, Any]:  # noqa: ANN401 - its module is imported only where something is looked at
    found = msgspec.structs.asdict(article)
    return {name: str(value) for name, value in found.items() if value is not None}


def _authority_of(url: str, sources: Any) -> str | None:  # noqa: ANN401 - as above
    """The standing of the watched source that is nearest to an address: at the very address, else on its host."""
    from urllib.parse import urlsplit

    host = urlsplit(url).hostname
    near = [source for source in sources if urlsplit(source.url).hostname == host]
    near.sort(key=lambda one: (one.url != url, -one.authority.rank))
    return near[0].authority.value if near else None


def _lines(found: Explanation, passage: Passage, would: list[tuple[Changed, ...]], pack: Pack, lang: str) -> Iterator[str]:
    from tracker.digest.titles import finding_title
    from tracker.render.decisions import change_words

    conclusion = found.conclusion
    if passage.title:
        yield shown(passage.title)
    facts = [f"authority {passage.authority.value}", f"published {passage.published or 'unknown'}"]
    yield shown(", ".join(part for part in (passage.url, *facts) if part))
    yield f"{_coloured(conclusion.verdict)}  {', '.join(conclusion.tracks) or 'on no track'}"
    yield f"names  {', '.join(found.subjects) or 'nothing that is followed'}"
    if conclusion.review:
        yield f"review {shown(conclusion.review)}"
    for number, (one, change) in enumerate(zip(found.findings, would, strict=True), start=1):
        finding = one.finding
        yield ""
        yield f"{number}  {_coloured(finding.verdict.value)}  {shown(finding_title(finding, passage.title or '', pack).of(lang))}"
        yield shown_field("quote", f"“{finding.quote}”")
        yield shown_field("rule", f"{finding.rule}: {finding.why}")
        yield shown_field("against", _held_against(finding, one.candidates))
        yield shown_field("change", change_words(change, lang) or _why_nothing(finding, passage.authority))
    for dropped in found.dropped:
        yield ""
        yield f"-  not taken: {shown(dropped.claim.subject)} {dropped.claim.event}"
        yield shown_field("quote", f"“{dropped.claim.quote}”")
        yield shown_field("rule", f"{dropped.rule}: {dropped.why}")
    if not found.findings and not found.dropped:
        yield f"rule   {conclusion.rule}"


def shown_field(name: str, text: str) -> str:
    """A line under a heading, as a terminal may see it."""
    return f"   {name:<8} {shown(text)}"


def _held_against(finding: Finding, candidates: tuple[Candidate, ...]) -> str:
    """The event that a finding was held against first, also where it is an earlier version or stage and no candidate."""
    weighed = _weighed(candidates)
    if finding.against is None or any(one.event == finding.against for one in candidates):
        return weighed or "no event that the timeline has"
    return f"{finding.against} (before it)" if not weighed else f"{finding.against}; near: {weighed}"


def _why_nothing(finding: Finding, authority: Authority) -> str:
    if finding.verdict == "contradicts":
        return "nothing: both stand until a person decides"
    if authority == "aggregator" and finding.verdict != "confirms":
        return "nothing: an aggregator only repeats; --authority says whose word it is"
    return "nothing"


def _weighed(candidates: tuple[Candidate, ...]) -> str:
    """`act.in-force 0.85 (same), runner-up act.enacted 0.4 (stage)`."""
    words = [f"{one.event} {one.score:g} ({one.kinship})" for one in candidates]
    return ", ".join(f"runner-up {word}" if place == 1 else word for place, word in enumerate(words))


def _coloured(word: str) -> str:
    """A verdict, in its colour where a terminal shows it and nobody has asked for none."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return word
    return typer.style(word, fg=_COLOURS.get(word), bold=True)


COMMANDS = {"explain": explain}
