"""Slack, Teams, Discord, Telegram and everything else that Apprise reaches, by its URL, which is a secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import apprise

from tracker.errors import ConfigError, DeliveryError
from tracker.model.delivery import Parcel

_MOST = 3500
"""Characters of one message: the most that all of the usual services take."""


class AppriseChannel:
    """The digest as a text message, cut where a service would refuse it; the whole is in the file and in the e-mail."""

    options: Mapping[str, bool] = {"url_env": False, "url_file": False}
    addressed = False

    def send(self, parcel: Parcel, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:  # noqa: ARG002
        """Hand the text over. Raises `ConfigError` where no URL is set, or it is none, `DeliveryError` where the service refuses."""
        url = secret("url")
        if not url:
            raise ConfigError("neither url_env nor url_file leads to an Apprise URL", key="url_env")
        way = apprise.Apprise()
        if not way.add(url):
            raise ConfigError("this is no URL that Apprise can use; see its list of services", key="url_env")
        text = parcel.text if len(parcel.text) <= _MOST else parcel.text[:_MOST].rsplit("\n", 1)[0] + "\n…"
        if not way.notify(body=text, title=parcel.subject, body_format=apprise.NotifyFormat.TEXT):
            raise DeliveryError("the service did not take the message", transient=True)


APPRISE = AppriseChannel()
