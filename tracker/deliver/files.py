"""A folder as a channel: each digest as text, HTML and JSON, for whatever takes them from there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tracker.errors import DeliveryError
from tracker.model.delivery import Parcel


class FilesChannel:
    """Writing again writes the same: a repeated delivery is none."""

    options: Mapping[str, bool] = {"path": True}
    addressed = False

    def send(self, parcel: Parcel, options: Mapping[str, str | int], secret: Callable[[str], str | None]) -> None:  # noqa: ARG002
        """Write the three files. Raises `DeliveryError` where the folder cannot be written."""
        folder = Path(str(options["path"])).expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for suffix, text in (("txt", parcel.text), ("html", parcel.html), ("json", parcel.file)):
                part = folder / f".{parcel.name}.{suffix}.part"
                part.write_text(text, encoding="utf-8")
                part.replace(folder / f"{parcel.name}.{suffix}")
        except OSError as error:
            raise DeliveryError(f"{folder} cannot be written: {error.strerror or error}", transient=True) from error


FILES = FilesChannel()
