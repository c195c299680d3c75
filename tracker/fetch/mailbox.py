"""Mailboxes on this machine: the newest messages of the wanted senders, as if a server had sent them.

Only the path that `sources.yaml` names is read. A link in a mailbox is not followed, and nothing but a regular file is opened.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from tracker.errors import FetchError
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.policy import FetchPolicy
from tracker.model.look import Mailbox, Request, Response, Validators
from tracker.text.mail_head import MOST_HEAD, is_wanted, parted
from tracker.text.mbox import LeftOut, is_mbox, pack, packed_size, split

MOST_BYTES = 5 * 1024 * 1024
"""A larger message is left out."""
MOST_FILES = 20_000
"""So many of the newest files of a folder are looked at."""
TAIL_BYTES = 64 * 1024 * 1024
"""So much of the end of an mbox is looked at."""
_COVER = 1_000
"""Bytes that are enough for what the body says beside its messages."""
CONTENT_TYPE = "application/mbox"
_LAYOUT = "1"
"""Raised whenever the same mailbox is handed on in another way, so that none counts as unchanged."""
_OPEN = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
_OPEN_FOLDER = _OPEN | os.O_DIRECTORY


class _File(NamedTuple):
    """A file of a folder that is open as `folder`. `moment` is in nanoseconds."""

    moment: int
    name: str
    size: int
    folder: int


class _Chosen(NamedTuple):
    """The messages found, newest first, and what was left out."""

    messages: list[bytes]
    left_out: LeftOut


def read_mailbox(request: Request, mailbox: Mailbox, policy: FetchPolicy) -> Response:
    """What is in a mailbox, as a response: 200 with the messages (see `tracker.text.mbox.pack`), 304 where nothing has changed.

    Never raises: a mailbox that is missing, cannot be read or is none comes back as an error that names its path.
    """
    began = time.monotonic()
    try:
        reading = _Reading(mailbox, policy, began + request.timeout, request.validators.etag)
        status, body, etag = reading.run()
    except FetchError as error:
        return Response(url=request.url, error=str(error), error_code=error.code, transient=error.transient, duration=_milliseconds(began))
    except (OSError, ValueError, RuntimeError) as error:  # a name with a zero in it is a ValueError, an unknown ~user a RuntimeError
        said = f"the mailbox {mailbox.path!r} cannot be read: {_reason(error)}"
        return Response(url=request.url, error=said, error_code=ErrorCode.MAILBOX.value, duration=_milliseconds(began))
    return Response(
        url=request.url,
        status=status,
        body=body,
        content_type=CONTENT_TYPE,
        validators=Validators(etag=etag),
        duration=_milliseconds(began),
    )


class _Reading:
    """One mailbox being read. `deadline` is of the monotonic clock."""

    def __init__(self, mailbox: Mailbox, policy: FetchPolicy, deadline: float, known: str | None) -> None:
        self._path = Path(policy.folder, Path(mailbox.path).expanduser())
        self._senders = mailbox.senders
        self._most = policy.max_bytes
        self._most_messages = policy.max_messages
        self._deadline = deadline
        self._known = known
        self._missed = False

    def run(self) -> tuple[int, bytes, str | None]:
        """Status, body and ETag; no ETag where a message could not be read, so that the next look tries it again."""
        try:
            mode = self._path.stat().st_mode
        except FileNotFoundError:
            raise self._fault("is not there; give the path of a Maildir, an mbox file or a folder of .eml files") from None
        if stat.S_ISDIR(mode):
            return self._folder()
        if stat.S_ISREG(mode):
            return self._mbox()
        raise self._fault("is neither a folder nor a file")

    def _folder(self) -> tuple[int, bytes, str | None]:
        with ExitStack() as opened:
            files, strange = self._files(opened)
            etag = self._etag(f"{_lasting(file.name)} {file.size} {file.moment}" for file in sorted(files, key=lambda file: file.name))
            if etag == self._known:
                return 304, b"", etag
            newest = sorted(files, reverse=True)
            read = ((self._message(file), file.size) for file in newest[:MOST_FILES])
            return self._answer(self._chosen(read, strange=strange, older=len(newest) > MOST_FILES), etag)

    def _files(self, opened: ExitStack) -> tuple[list[_File], int]:
        """The messages of the folder, and how many entries are none that can be read."""
        top = _open_folder(str(self._path), opened)
        maildir = [folder for name in ("cur", "new") if (folder := _subfolder(name, top, opened)) is not None]
        files: list[_File] = []
        strange = 0
        for folder in maildir or [top]:
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith(".") or not (maildir or entry.name.lower().endswith(".eml")):
                        continue
                    try:
                        about = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue  # moved on since: whoever reads mail renames it, and the next look sees it there
                    if stat.S_ISREG(about.st_mode):
                        files.append(_File(about.st_mtime_ns, entry.name, about.st_size, folder))
                    else:
                        strange += 1
        return files, strange

    def _chosen(self, newest_first: Iterable[tuple[bytes | None, int]], *, strange: int = 0, older: bool) -> _Chosen:
        """The wanted ones of some messages, each with its size in bytes; one that could not be read is None.

        `strange` entries are known to be none already, `older` messages not to be among them.
        """
        messages: list[bytes] = []
        total = too_large = others = 0
        for message, size in newest_first:
            self._check_time()
            if message is None:
                if size:  # one that is empty has only just been begun
                    strange += 1
                    self._missed = True
            elif not is_wanted(parted(message)[0], self._senders):
                others += 1
            elif size > MOST_BYTES:
                too_large += 1
            else:
                total += packed_size(message)
                if len(messages) >= self._most_messages or total > self._most - _COVER:
                    older = True
                    break
                messages.append(message)
        return _Chosen(messages, LeftOut(too_large, strange, 0 if messages else others, older=older))

    def _message(self, file: _File) -> bytes | None:
        """The bytes of a file, or only its beginning where it is too large or of another sender; None for what cannot be read whole."""
        try:
            handle = os.open(file.name, _OPEN | os.O_NOFOLLOW, dir_fd=file.folder)
        except OSError:
            return None
        with suppress(OSError), os.fdopen(handle, "rb") as stream:
            before = os.fstat(handle)
            if not stat.S_ISREG(before.st_mode) or before.st_size == 0:
                return None
            message = stream.read(MOST_HEAD)
            if file.size > MOST_BYTES or not is_wanted(parted(message)[0], self._senders):
                return message
            message += stream.read(MOST_BYTES)
            return message if len(message) == before.st_size == os.fstat(handle).st_size else None
        return None

    def _mbox(self) -> tuple[int, bytes, str | None]:
        with open(os.open(self._path, _OPEN), "rb") as stream:  # noqa: PTH123 - one that is no file by now must not be waited for
            about = os.fstat(stream.fileno())
            if not stat.S_ISREG(about.st_mode):
                raise self._fault("is no file any more")
            etag = self._etag([f"{about.st_ino} {about.st_size} {about.st_mtime_ns}"])
            if etag == self._known:
                return 304, b"", etag
            skipped = max(0, about.st_size - TAIL_BYTES)
            stream.seek(skipped)
            body = stream.read(TAIL_BYTES)
            after = os.fstat(stream.fileno())
        if (about.st_size, about.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(body) != about.st_size - skipped:
            raise self._fault("was written to while it was read", transient=True)
        if body and not skipped and not is_mbox(body):
            raise self._fault("is no mbox: it does not begin with 'From '")
        found = list(split(body, whole=not skipped))
        return self._answer(self._chosen(((message, len(message)) for message in reversed(found)), older=skipped > 0), etag)

    def _answer(self, chosen: _Chosen, etag: str) -> tuple[int, bytes, str | None]:
        return 200, pack(reversed(chosen.messages), chosen.left_out), None if self._missed else etag

    def _etag(self, lines: Iterable[str]) -> str:
        said = "\n".join([_LAYOUT, f"{self._most} {self._most_messages}", *sorted(self._senders), "", *lines])
        return f'"mailbox-{sha256(said.encode("utf-8", "surrogateescape")).hexdigest()}"'

    def _check_time(self) -> None:
        if time.monotonic() > self._deadline:
            raise fault(ErrorCode.TIMEOUT, f"reading the mailbox {str(self._path)!r} takes longer than its source gives it (timeout)")

    def _fault(self, reason: str, *, transient: bool = False) -> FetchError:
        return fault(ErrorCode.MAILBOX, f"the mailbox {str(self._path)!r} {reason}", transient=transient)


def _open_folder(name: str, opened: ExitStack, *, within: int | None = None, flags: int = _OPEN_FOLDER) -> int:
    handle = os.open(name, flags, dir_fd=within)
    opened.callback(os.close, handle)
    return handle


def _subfolder(name: str, top: int, opened: ExitStack) -> int | None:
    """A folder of a Maildir; None where there is none, also where a link stands in its place."""
    try:
        return _open_folder(name, opened, within=top, flags=_OPEN_FOLDER | os.O_NOFOLLOW)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _lasting(name: str) -> str:
    """The name of a message in a Maildir without its flags: that somebody has read it changes nothing."""
    return name.partition(":2,")[0]


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
