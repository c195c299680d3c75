"""x"""

from pathlib import Path

from tracker.archives.folder import Folder
from tracker.ports import Archive


def archive_at(path: Path, only: str | None) -> Archive:
    return Folder(path, only)
