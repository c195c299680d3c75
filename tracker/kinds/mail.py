"""Newsletters that come by mail: one block for each message, or for each item of one whose items are set apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from hashlib import blake2b
from typing import NamedTuple

from tracker.errors import FetchError
from tracker.kinds.mail_items import Item, items_of
from tracker.kinds.mail_parts import content_of
from tracker.kinds.mail_text import MOST_TEXT, MOST_TITLE, has_kana, web_version
from tracker.model.document import Block, Document
from tracker.model.look import Capture, Mailbox, Request
from tracker.model.source import Source
from tracker.ports import Look
from tracker.text.canonical import canonical
from tracker.text.mail_head import Fields, first, is_address, is_refuted, is_wanted, looks_like_message, parted
from tracker.text.mail_words import header_text
from tracker.text.markup import cut
from tracker.text.mbox import LeftOut, is_mbox, unpack
from tracker.text.moments import JST, read_moment
from tracker.text.problem import no_text

Options = Mapping[str, str | tuple[str, ...]]

_MOST_MESSAGES = 10_000
_MOST_BLOCKS = 20_000
_DEEPEST = 3
"""So often may one message be passed on inside another."""


class _Count(NamedTuple):
    """What was met in a mailbox: messages that are wanted, of other senders, and with a sender that was refuted."""

    wanted: int
    others: int
    refuted: int


class MailKind:
    """How a mailbox is looked at and read. It is a window: a message that is deleted was not taken back."""

    version = 1
    windowed = True
    options = frozenset({"path", "from"})

    def look(self, source: Source) -> Look:
        """One request, for the mailbox that the source names.

        Raises:
            FetchError: the source names no mailbox or no sender.
        """
        faults = self.faults(source.options)
        if faults:
            raise FetchError("; ".join(f"{key}: {message}" for key, message in faults.items()), code="kind")
        mailbox = Mailbox(path=str(source.options["path"]), senders=_senders(source.options))
        response = yield Request(url=source.url, mailbox=mailbox, timeout=source.timeout.total_seconds())
        return response

    def no_past(self, source: Source) -> str | None:  # noqa: ARG002 - of none
        """What is in a mailbox is read at each look."""
        return "what is in a mailbox is read at each look: older messages are, once they are put into it"

    def faults(self, options: Options) -> Mapping[str, str]:
        """What is missing or wrong in `path` and `from`, by their keys."""
        found = {}
        path = options.get("path")
        if not isinstance(path, str) or not path.strip():
            found["path"] = "kind mail needs the path of one Maildir, mbox file or folder of .eml files"
        senders = _senders(options)
        if not senders:
            found["from"] = "kind mail needs the address that the newsletter comes from, or several, or its @domain"
        elif wrong := [one for one in senders if not is_address(one)]:
            found["from"] = f"an address or a @domain was expected, not {wrong[0]!r}"
        return found

    def extract(self, capture: Capture, options: Options) -> Document:
        """The messages of an mbox, or one message, oldest first.

        Only messages of the senders that `from` names are read (of all, where it is not given), and none whose
        Authentication-Results say that dkim, dmarc or spf failed. `title` is the subject, or the heading of an item; `text` the body,
        at most 100,000 characters; `published` the date of the message with its zone; `link` its version on the web, where it names
        exactly one. `problem_detail` counts what was left out.
        """
        problem = no_text(capture.body, "a mailbox or a message")
        if problem:
            return Document(problem=problem.word, problem_detail=problem.detail, windowed=True)
        if is_mbox(capture.body):
            messages, left_out = unpack(capture.body)
        elif looks_like_message(parted(capture.body.lstrip())[0]):
            messages, left_out = [capture.body.lstrip()], LeftOut()
        else:
            what = "neither an mbox nor a message: it begins with neither 'From ' nor the fields of a message"
            return Document(problem="error-page", problem_detail=what, windowed=True)
        blocks, count = _blocks(messages[-_MOST_MESSAGES:], _senders(options))
        older = left_out.older or len(messages) > _MOST_MESSAGES or len(blocks) > _MOST_BLOCKS
        detail = _detail(count, left_out._replace(older=older))
        return Document(blocks=tuple(blocks[-_MOST_BLOCKS:]), problem_detail=detail, windowed=True)


MAIL = MailKind()


def _senders(options: Options) -> tuple[str, ...]:
    given = options.get("from", ())
    return tuple(one.strip() for one in ((given,) if isinstance(given, str) else given))


def _blocks(messages: list[bytes], senders: tuple[str, ...]) -> tuple[list[Block], _Count]:
    found: dict[str, Block] = {}
    others = refuted = wanted = 0
    for message in messages:
        fields, body = parted(message)
        if senders and not is_wanted(fields, senders):
            others += 1
        elif is_refuted(fields):
            refuted += 1
        else:
            wanted += 1
            for block in _read(fields, body, 0):
                # What came first stays: nobody replaces a message by another of the same name.
                found.setdefault(block.key, block)
    return list(found.values()), _Count(wanted, others, refuted)


def _read(fields: Fields, body: bytes, depth: int) -> list[Block]:
    """The blocks of one message and of those that it passes on, whose sender it answers for."""
    content = content_of(fields, body)
    blocks: list[Block] = []
    if content.lines or not content.passed_on:
        blocks += _of_message(fields, content.lines, content.links)
    if depth < _DEEPEST:
        for inner in content.passed_on:
            blocks += _read(*parted(inner.lstrip(b"\r\n")), depth + 1)
    return blocks


def _of_message(fields: Fields, lines: list[str], links: list[str]) -> list[Block]:
    subject = cut(header_text(first(fields, "subject") or b""), MOST_TITLE) or None
    zone = JST if has_kana(f"{subject} {' '.join(lines[:50])}") else UTC
    written = header_text(first(fields, "date") or b"")
    published = read_moment(written, zone) if written else None
    key = _key(fields, subject, lines)
    link = web_version(lines, links)
    blocks = []
    for place, item in enumerate(items_of(lines)):
        blocks.append(
            Block(
                key=key if place == 0 else f"{key}/{item.name}",
                text=cut(item.text, MOST_TEXT),
                title=_title(item, subject, is_first=place == 0),
                link=link,
                published=published,
                published_text=written[:200] if written and published is None else None,
            )
        )
    return blocks


def _title(item: Item, subject: str | None, *, is_first: bool) -> str | None:
    return subject if is_first else item.title and cut(item.title, MOST_TITLE)


def _key(fields: Fields, subject: str | None, lines: list[str]) -> str:
    name = header_text(first(fields, "message-id") or b"").strip("<> ")
    if name:
        return _named("id", name)
    known = [header_text(first(fields, field) or b"") for field in ("date", "from")]
    return _named("mail", *known, canonical(subject or ""), *([] if any(known) or subject else lines[:20]))


def _named(basis: str, *parts: str) -> str:
    said = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return f"{basis}-{blake2b(said, digest_size=12).hexdigest()}"


def _detail(count: _Count, left_out: LeftOut) -> str | None:
    said = []
    if count.refuted:
        said.append(f"{_messages(count.refuted)} left out because dkim, dmarc or spf failed: the sender may be forged")
    if left_out.too_large:
        said.append(f"{_messages(left_out.too_large)} left out for size")
    if left_out.unreadable:
        said.append(f"{left_out.unreadable} of the mailbox's entries cannot be read (links, special files, half-written or protected ones)")
    if left_out.older:
        said.append("older messages were not looked at")
    if not count.wanted and not count.refuted:
        others = count.others + left_out.others
        said.append(f"no message is from the senders that are wanted, {others:,} from others" if others else "the mailbox has no messages")
    return "; ".join(said) or None


def _messages(number: int) -> str:
    return "1 message was" if number == 1 else f"{number:,} messages were"
