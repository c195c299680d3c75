"""`tracker doctor`: what this installation is like, what is wrong with it, and which hosts it has to reach."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli import EXIT_FAILED, counted, shown
from tracker.cli.options import AsJson, Database, Digests, PrivateHosts, Sources, SubscriptionsFile, TimelineFile, settings
from tracker.cli.streams import tell


def doctor(
    *,
    offline: Annotated[bool, typer.Option("--offline", help="Try no connection; the hosts are listed all the same.")] = False,
    hosts: Annotated[bool, typer.Option("--hosts", help="Only list the hosts and ports that have to be reached, for a firewall.")] = False,
    sources: Sources = None,
    timeline: TimelineFile = None,
    database_url: Database = None,
    digests: Digests = None,
    subscriptions: SubscriptionsFile = None,
    allow_private_hosts: PrivateHosts = None,
    as_json: AsJson = False,
) -> None:
    """Look this installation over: versions, files, rights, room, time, network. Changes nothing; exit code 1 where something is wrong."""
    from tracker.cli.examining import examine, outbound, reachable
    from tracker.model.checkup import Fitness

    chosen = settings(
        sources=sources,
        timeline=timeline,
        database_url=database_url,
        digests=digests,
        subscriptions=subscriptions,
        allow_private_hosts=allow_private_hosts,
    )
    needed = sorted(outbound(chosen))
    if hosts and not as_json:
        for place in needed:
            print(place)
        return
    checks = [*examine(chosen), *([] if offline else reachable(chosen))]
    if as_json:
        from tracker.model.wire import to_json

        print(to_json({"checks": checks, "hosts": needed}))
    else:
        for check in checks:
            print(f"{check.fitness.value:<6} {check.name:<14} {shown(check.said)}{f' → {check.remedy}' if check.remedy else ''}")
        has, them = ("has", "it") if len(needed) == 1 else ("have", "them")
        tell(f"{counted(len(needed), 'host')} {has} to be reached: tracker doctor --hosts lists {them}")
    if any(check.fitness is Fitness.WRONG for check in checks):
        raise typer.Exit(EXIT_FAILED)


COMMANDS = {"doctor": doctor}
