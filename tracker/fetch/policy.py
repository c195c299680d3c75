"""How the fetcher behaves, and what it is asked to do."""

from __future__ import annotations

import re

import msgspec

from tracker.model.look import Validators
from tracker.ports import Look

_TOKEN = re.compile(r"[A-Za-z_-]+")


class FetchPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What is allowed, and how patient and how polite the fetcher is. Times are seconds, sizes bytes.

    `allowed_private` holds hosts ("host" or "host:port") whose addresses may be private; the name must match as it is asked,
    so that no other name can lead there. `proxies` is scheme → proxy URL and `no_proxy` the hosts that go without;
    both None: as the environment says (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY).
    `folder` is where the relative path of a mailbox begins; `max_messages` of it are taken, the newest.
    `quiet` is how long nothing may be heard before looks that are still awaited hold up nobody.
    `ca_bundle` is a file or folder of certificates; None: SSL_CERT_FILE, REQUESTS_CA_BUNDLE, or those of the system.
    """

    user_agent: str
    allowed_private: frozenset[str] = frozenset()
    connect_timeout: float = 5.0
    offline_connect_timeout: float = 2.0
    max_bytes: int = 15 * 1024 * 1024
    public_gap: float = 2.0
    parallel: int = 20
    max_redirects: int = 10
    max_requests: int = 500
    quiet: float = 3.0
    longest_wait: float = 60.0
    longest_crawl_delay: float = 30.0
    offline_after: int = 5
    proxies: dict[str, str] | None = None
    no_proxy: str | None = None
    ca_bundle: str | None = None
    folder: str = "."
    max_messages: int = 200

    @property
    def product_token(self) -> str:
        """The name that robots.txt knows us by: the first word of the User-Agent."""
        found = _TOKEN.match(self.user_agent)
        return found.group() if found else "tracker"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One look to be taken. `key` names it to the caller; `validators` go with the first request of the look."""

    key: str
    look: Look
    validators: Validators = Validators()
