"""What is read out of a text: mentions with their place, and the claims that a passage makes."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tracker.model.when import UNKNOWN, When

CASE, SUBMIT = "case", "submit"
"""Names of facts: the number under which an office keeps a case, and the address at which something is handed in."""


class MentionKind(StrEnum):
    """The kinds of things that are found in text."""

    DATE = "date"
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"
    VERSION = "version"
    STATUS = "status"
    SUBJECT = "subject"


class Mention(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something found in text. `start` and `end` are code points of the text as given; `text` is that very part of it.

    Which further fields are set depends on `kind`: `when` for dates; `currency`, `amount`, `least`, `most`, `approx`
    for money (whole units of the currency as decimal digits; `amount` None where only bounds are written);
    `value` for all others, `unit` for counts, `ordinal`-like versions carry their digits as written.
    `doubt` says why the reading is less than sure (for example a weekday that contradicts its date).
    """

    kind: MentionKind
    text: str
    start: int
    end: int
    when: When | None = None
    currency: str | None = None
    amount: str | None = None
    least: str | None = None
    most: str | None = None
    approx: bool = False
    value: str | None = None
    unit: str | None = None
    doubt: str | None = None


class Modality(StrEnum):
    """How sure the speaker is that it happened. Conditional and denied never change a status."""

    OCCURRED = "occurred"
    SCHEDULED = "scheduled"
    EXPECTED = "expected"
    REPORTED = "reported"
    CONDITIONAL = "conditional"
    DENIED = "denied"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


SCOPE = "scope"
"""The fact that says which provisions a step into force covers: 第3条, or what they are on in words."""
AMENDING_LAW = "amending-law"
"""The fact that names the law by which another is changed or comes into force: 令和7年法律第66号."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """A typed value on an event.

    `name` is one of amount, count, percent, version, ordinal, name, date, text, flag or a more speaking word of the pack;
    `value` is canonical (digits, ISO date), `written` the digits as they stood;
    `least` and `most` bound what the written digits allow; `pot` names what an amount is of.
    """

    name: str
    value: str | None
    unit: str | None = None
    least: str | None = None
    most: str | None = None
    approx: bool = False
    written: str | None = None
    pot: str | None = None


class Linked(msgspec.Struct, frozen=True):
    """Two sentences that follow one another, where the second says how its sum stands to that of the first.

    `how` is of the first sum: it `holds` the second, is `apart` from it, or is `inside` it.
    """

    first: str
    second: str
    how: str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What a passage states: of which subject, what happened, when, how sure. `event` is an event type.

    `quote` is verbatim: `text[start:end]` of the passage as given. A `when` that is not said stays unknown:
    a publication date never stands in for it. `period` is the time that money is for (the fiscal year of a budget), which says
    nothing of when it was decided. `aside` is set where it is told of a noun in passing (the Act, which was enacted in May).
    `linked` is what its sentence and the one before or after it say of their sums.
    """

    subject: str
    event: str
    modality: Modality
    when: When = UNKNOWN
    period: When = UNKNOWN
    facts: tuple[Fact, ...] = ()
    quote: str = ""
    start: int = 0
    end: int = 0
    aside: bool = False
    linked: tuple[Linked, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """Everything that was read out of one text. `subjects` are the ids named in it, in order of first appearance.

    `statuses` are event types whose signal words stand in the text, claimed or not.
    """

    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    subjects: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
