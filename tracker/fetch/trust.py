"""Whom secure connections trust: always verified, by the certificates that the policy or the environment names."""

from __future__ import annotations

import os
import ssl
from functools import lru_cache
from pathlib import Path

from tracker.errors import ConfigError
from tracker.fetch.codes import ErrorCode, fault


class Trust:
    """The certificates of one pass. They are read with the first secure request: that takes longer than fifty requests."""

    def __init__(self, bundle: str | None) -> None:
        name, place = "ca_bundle", bundle
        for variable in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
            if not place:
                name, place = variable, os.environ.get(variable)
        self._place = Path(place).expanduser() if place else None
        self._changed = 0
        if self._place is not None:
            try:
                self._changed = self._place.stat().st_mtime_ns
            except OSError as error:
                raise ConfigError(f"the certificates in {place} cannot be read: {error.strerror}", key=name) from None

    def context(self) -> ssl.SSLContext:
        """What a secure connection is made with. Raises `FetchError` (tls) where the certificates cannot be read."""
        try:
            return _context(self._place, self._changed)
        except (OSError, ssl.SSLError) as error:
            raise fault(ErrorCode.TLS, f"the certificates in {self._place} cannot be read ({error}); see SSL_CERT_FILE") from None


@lru_cache(maxsize=4)
def _context(place: Path | None, _changed: int) -> ssl.SSLContext:
    """Kept from pass to pass, and read again when the file has changed."""
    if place is None:
        context = ssl.create_default_context()
    elif place.is_dir():
        context = ssl.create_default_context(capath=str(place))
    else:
        context = ssl.create_default_context(cafile=str(place))
    context.set_alpn_protocols(["http/1.1"])
    return context
