"""The options that commands share, and the settings made of them. An option wins over its environment variable."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tracker.config.settings import Settings, read_settings

Sources = Annotated[
    str | None, typer.Option("--sources", help="What is watched. [env: TRACKER_SOURCES; default: sources.yaml]", show_default=False)
]
TimelineFile = Annotated[
    str | None, typer.Option("--timeline", help="The seed. [env: TRACKER_TIMELINE; default: db/timeline.yaml]", show_default=False)
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database-url",
        help="SQLAlchemy URL of SQLite or PostgreSQL. [env: TRACKER_DATABASE_URL; default: sqlite:///db/tracker.sqlite3]",
        show_default=False,
    ),
]
Digests = Annotated[
    str | None, typer.Option("--digests", help="Where digests are written. [env: TRACKER_DIGESTS; default: digests]", show_default=False)
]
SubscriptionsFile = Annotated[
    str | None,
    typer.Option("--subscriptions", help="Who is sent what. [env: TRACKER_SUBSCRIPTIONS; default: subscriptions.yaml]", show_default=False),
]
Templates = Annotated[
    str | None,
    typer.Option("--templates", help="A folder of templates of your own. [env: TRACKER_TEMPLATES]", show_default=False),
]
PrivateHosts = Annotated[
    str | None,
    typer.Option(
        "--allow-private-hosts",
        help="Hosts, comma-separated, that may be private or loopback. [env: TRACKER_ALLOW_PRIVATE_HOSTS]",
        show_default=False,
    ),
]
Now = Annotated[str | None, typer.Option("--now", help="Behave as at this moment: ISO 8601 with zone.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Batch = Annotated[
    Path | None, typer.Option("--batch", help="JSON lines, one request a line; one answer a line, in order.", show_default=False)
]


def settings(
    *,
    sources: str | None = None,
    timeline: str | None = None,
    database_url: str | None = None,
    digests: str | None = None,
    allow_private_hosts: str | None = None,
    subscriptions: str | None = None,
    templates: str | None = None,
    signing_key_file: str | None = None,
    now: str | None = None,
) -> Settings:
    """The settings of this command: options first, then the environment, then the defaults."""
    options = {
        "sources": sources,
        "timeline": timeline,
        "database_url": database_url,
        "digests": digests,
        "allow_private_hosts": allow_private_hosts,
        "subscriptions": subscriptions,
        "templates": templates,
        "signing_key_file": signing_key_file,
        "now": now,
    }
    return read_settings(os.environ, **{name: value for name, value in options.items() if value is not None})
