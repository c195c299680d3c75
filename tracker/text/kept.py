"""A page as one of several that are kept as one capture."""

from __future__ import annotations

import msgspec

from tracker.model.look import Response
from tracker.text.decode import decode


class KeptPage(msgspec.Struct, frozen=True, kw_only=True):
    """One page as it came; in JSON its body is Base64."""

    url: str
    body: bytes
    content_type: str | None = None

    @property
    def text(self) -> str:
        """Its markup."""
        return decode(self.body, self.content_type).text


def kept(response: Response) -> KeptPage:
    """What an answer brought."""
    return KeptPage(url=response.url, body=response.body, content_type=response.content_type)
