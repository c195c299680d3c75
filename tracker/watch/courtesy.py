"""One request at a time for each host, though several passes run: what another pass is asking just now is left to later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from urllib.parse import urlsplit

from tracker.fetch.addresses import is_local_name, is_public, literal
from tracker.model.source import Source
from tracker.store import Store


def busy_hosts(store: Store, sources: Mapping[str, Source], owner: str, is_alive: Callable[[str], bool], now: datetime) -> frozenset[str]:
    """The public hosts of sources that other passes hold and that still run. This machine and its own network need no courtesy."""
    held = store.leases(now)
    others = {name for name, holder in held.items() if holder != owner and name in sources and is_alive(holder)}
    return frozenset(host for host in (public_host(sources[name]) for name in others) if host is not None)


def public_host(source: Source) -> str | None:
    """The host that a source is asked from, where it is one of the open Internet."""
    host = (urlsplit(source.url).hostname or "").casefold()
    address = literal(host)
    if not host or is_local_name(host) or (address is not None and not is_public(address)):
        return None
    return host
