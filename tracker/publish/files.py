"""Digest files: written whole or not at all, and never over something else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tracker.errors import TrackerError
from tracker.model.digest import Digest, Lang
from tracker.ports import Renderer
from tracker.render.evidence import evidence_pages

_RECONSTRUCTED = (b'"reconstructed":', b"Reconstructed from archives (", "からの再構成。".encode())
"""What a digest of the past says of itself in each format."""


def file_name(digest: Digest, form: Renderer, lang: Lang) -> str:
    """`weekly-2026-W33.md`; another language than English stands before the ending, where the format has one: `weekly-2026-W33.ja.md`."""
    return f"{digest.id}.{form.suffix}" if lang == "en" or not form.translated else f"{digest.id}.{lang}.{form.suffix}"


def write_files(
    folder: Path, digest: Digest, formats: Sequence[str], renderer: Callable[[str], Renderer], contexts: Mapping[int, str], lang: Lang
) -> tuple[Path, ...]:
    """Write a digest in each format, with the evidence that it links to. Returns absolute paths, one per format.

    A file that is there already and says the same is left alone. Raises `TrackerError` where one says something else,
    or where the folder cannot be written: the digest itself is in the database and can be written again.
    """
    rendered = {folder / file_name(digest, found, lang): found for found in map(renderer, formats)}
    for name, page in evidence_pages(digest, contexts).items():
        _write(folder / name, page)
    return tuple(_write(path, found.render(digest, lang)) for path, found in rendered.items())


def rewrite_files(
    folder: Path, digest: Digest, formats: Sequence[str], renderer: Callable[[str], Renderer], contexts: Mapping[int, str], lang: Lang
) -> tuple[Path, ...]:
    """Write a digest of a past that was brought in afterwards, in the place of one that is such a digest too: more may be known by now.

    One that was told at the time is never overwritten.
    """
    rendered = {folder / file_name(digest, found, lang): found for found in map(renderer, formats)}
    anew = any(_is_reconstructed(path) for path in folder.glob(f"{digest.id}.*"))
    for name, page in evidence_pages(digest, contexts).items():
        _write(folder / name, page, anew=anew)
    return tuple(_write(path, found.render(digest, lang), anew=anew) for path, found in rendered.items())


def _is_reconstructed(path: Path) -> bool:
    try:
        body = path.read_bytes()
    except OSError:
        return False
    return any(word in body for word in _RECONSTRUCTED)


def write_missing(
    folder: Path, digest: Digest, formats: Sequence[str], renderer: Callable[[str], Renderer], contexts: Mapping[int, str], lang: Lang
) -> tuple[Path, ...]:
    """Write what a stopped run left unwritten of a digest, and answer the paths. What is there stays, whatever it says by now.

    The evidence was written before the first format: it is looked at only where a format is missing.
    """
    rendered = {folder / file_name(digest, found, lang): found for found in map(renderer, formats)}
    missing = {path: found for path, found in rendered.items() if not path.exists()}
    if not missing:
        return ()
    for name, page in evidence_pages(digest, contexts).items():
        if not (folder / name).exists():
            _write(folder / name, page)
    return tuple(_write(path, found.render(digest, lang)) for path, found in missing.items())


def write_anew(path: Path, text: str) -> Path:
    """Write a file whose contents change with time, in the place of what is there. Raises `TrackerError`."""
    return _write(path, text, anew=True)


def _write(path: Path, text: str, *, anew: bool = False) -> Path:
    path = path.resolve()
    body = text.encode("utf-8")
    try:
        if path.exists() and not anew:
            if path.read_bytes() == body:
                return path
            raise TrackerError(f"{path}: exists already with other contents and is not overwritten; move it away and run the command again")
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, body)
    except OSError as error:
        raise TrackerError(
            f"{path}: cannot be written ({_why(path, error)}); the digest is kept in the database, run the command again "
            "when that is mended, or with another folder (TRACKER_DIGESTS)"
        ) from error
    return path


def _why(path: Path, error: OSError) -> str:
    """What the system said, but for a file that stands where a folder is needed: that one is named."""
    blocks = next((one for one in path.parents if one.exists() and not one.is_dir()), None)
    return f"{blocks} is a file, not a folder" if blocks else error.strerror or str(error)


def _replace(path: Path, body: bytes) -> None:
    """Write beside the target and put it there in one step, so that nobody ever reads half a file."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
