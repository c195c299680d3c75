"""A signed webhook: the digest as JSON by POST, with an HMAC that its receiver can check and a key that makes repeats harmless."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping

import requests

from tracker.errors import DeliveryError
from tracker.model.delivery import Parcel

_TIMEOUT = 30
_AGAIN = {408, 425, 429}
_ACCEPTED = range(200, 300)


class WebhookChannel:
    """Headers: `Idempotency-Key`, the same at every attempt, and `X-Tracker-Signature: sha256=…` over the body where a secret is set."""

    options: Mapping[str, bool] = {"url": True, "secret_env": False, "secret_file": False}
    addressed = False

    def send(self, parcel: Parcel, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:
        """POST the digest. 2xx is delivered; a refusal is final, but for 408, 425, 429 and 5xx."""
        whole = {"id": parcel.name, "subject": parcel.subject, "text": parcel.text, "digest": json.loads(parcel.file)}
        body = json.dumps(whole, ensure_ascii=False).encode("utf-8")
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": parcel.ident}
        key = secret("secret")
        if key:
            headers["X-Tracker-Signature"] = "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
        try:
            # What a server sends elsewhere is not followed: the digest was meant for this address.
            answer = requests.post(str(options["url"]), data=body, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True)
            code = answer.status_code
            answer.close()
        except (requests.RequestException, ValueError) as error:
            invalid = isinstance(error, requests.exceptions.InvalidURL | requests.exceptions.MissingSchema | ValueError)
            raise DeliveryError(f"the webhook cannot be reached ({type(error).__name__})", transient=not invalid) from error
        if code not in _ACCEPTED:
            raise DeliveryError(f"the webhook answered {code}", transient=code in _AGAIN or code >= 500)


WEBHOOK = WebhookChannel()
