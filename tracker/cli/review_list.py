"""What waits and what was decided, as lists for people and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracker.cli import shown
from tracker.model.decision import ReviewItem
from tracker.model.wire import to_json, to_plain

if TYPE_CHECKING:
    from tracker.cli.desk import Desk
    from tracker.model.timeline import Timeline


def show(desk: Desk, lang: str, *, as_json: bool) -> None:
    """Print everything that waits."""
    timeline = desk.tracker.store.timeline()
    items = desk.items()
    if as_json:
        print(to_json([_plain(desk, item, timeline) for item in items]))
        return
    for item in items:
        print("\n".join(lines(desk, item, timeline, lang)), end="\n\n")
    if not items:
        print("Nothing waits for a decision.")
        return
    waits = "1 item waits" if len(items) == 1 else f"{len(items)} items wait"
    print(f"{waits} for a decision: tracker review accept|reject|edit|merge|split|not-on-track ID")


def lines(desk: Desk, item: ReviewItem, timeline: Timeline, lang: str) -> list[str]:
    """One item for a person: what it says, who says so, why it waits, and what accepting it would change."""
    from tracker.render.decisions import change_words, quote_of, source_words, what_words

    pack = desk.tracker.seed.pack
    rule = f"{item.finding.rule}: " if item.finding else ""
    said = [f"    said by  {source_words(one)}" for one in item.evidence]
    runner_up = [f"    or       {item.finding.runner_up}"] if item.finding and item.finding.runner_up else []
    accepting = change_words(desk.proposed(item, timeline), lang) or "nothing as it is; edit or merge it"
    found = [
        f"{item.id}  {item.kind.value}  {what_words(item, pack).of(lang)}",
        f"    quote    “{quote_of(item)}”",
        *said,
        f"    rule     {rule}{item.why}",
        *runner_up,
        f"    accept   {accepting}",
    ]
    return [line[: len(line) - len(line.lstrip())] + shown(line) for line in found]


def _plain(desk: Desk, item: ReviewItem, timeline: Timeline) -> dict[str, Any]:
    from tracker.render.decisions import quote_of, what_words

    found = item.finding
    return {
        "id": item.id,
        "kind": item.kind.value,
        "what": to_plain(what_words(item, desk.tracker.seed.pack)),
        "quote": quote_of(item),
        "sources": to_plain(item.evidence),
        "rule": found.rule if found else None,
        "why": item.why,
        "event": found.event if found else None,
        "runner_up": found.runner_up if found else None,
        "finding": to_plain(found) if found else None,
        "change": to_plain(desk.proposed(item, timeline)),
        "revision": item.revision,
    }


def show_log(desk: Desk, *, as_json: bool) -> None:
    """Print every decision, those that were undone marked."""
    from tracker.digest.zone import local_iso

    decisions = desk.tracker.store.decisions()
    if as_json:
        print(to_json([{**to_plain(one.decision), **to_plain(one), "decision": one.id} for one in decisions]))
        return
    for one in decisions:
        made = one.decision
        more = " ".join(part for part in (made.event, made.text) if part)
        state = "" if one.standing else "  (undone)"
        what = f"{made.action.value} {made.item} {more}".rstrip()
        print(shown(f"{one.id}  {local_iso(one.recorded)}  {made.by}  {what}: {made.reason}{state}"))
