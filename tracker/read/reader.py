"""Reading a text: its mentions, and what it claims."""

from __future__ import annotations

from datetime import date

from tracker.model.reading import Claim, Reading
from tracker.model.when import UNKNOWN, When
from tracker.read.claims import claims_of
from tracker.read.lexicon import Lexicon
from tracker.read.mentions import gather, mentions_of
from tracker.read.timing import Publication
from tracker.text.normal import normalise
from tracker.text.wrapping import unwrapped

MOST_CHARACTERS = 200_000
"""Longer texts are read up to here: nothing that a person would call a passage is longer."""


def read(
    text: str,
    lexicon: Lexicon,
    *,
    published: date | Publication | None = None,
    kind: str = "passage",
    about: str | None = None,
    opened: tuple[Claim, ...] = (),
    period: When = UNKNOWN,
) -> Reading:
    """Read a passage, or the title of an item (`kind="title"`).

    `about` is the subject that was spoken of right before, as a headline does, `opened` what it told of that is open for a time (the last
    day of that may stand here), and `period` the fiscal year. `published` completes dates that lack parts and never stands in for one;
    where the text does not say that day, a `Publication` says between which days it was first seen.
    Offsets are code points of `text`. Raises nothing.
    """
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS]
    normal = normalise(text) if kind == "title" else unwrapped(normalise(text))
    publication = published if isinstance(published, Publication) else Publication(published)
    names = lexicon.find(normal)
    material = gather(normal, publication.day, names, publication.seen)
    claims = claims_of(material, lexicon, publication=publication, is_title=kind == "title", about=about, opened=opened, period=period)
    subjects = tuple(dict.fromkeys(named.subject for named in names if named.subject is not None))
    statuses = tuple(dict.fromkeys(signal.event for signal in material.signals))
    return Reading(mentions=mentions_of(material), claims=claims, subjects=subjects, statuses=statuses)
