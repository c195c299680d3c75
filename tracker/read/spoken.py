"""A text being read for claims, and a sentence of it: what was spoken of so far, and what may be said of what."""

from __future__ import annotations

import msgspec

from tracker.model.reading import Fact
from tracker.model.when import UNKNOWN, When
from tracker.read.clauses import Sentence
from tracker.read.lexicon import Lexicon, Named
from tracker.read.mentions import Material
from tracker.read.predicates import Predicate
from tracker.read.steps import amending_laws, names_law
from tracker.read.subjects import Choice, Context
from tracker.read.timing import Publication


class Passage(msgspec.Struct):
    """A text being read for claims, and what it has spoken of so far.

    `sole` is the one thing that it names at all, `ahead` what the next sentence explains the present one to be of; `of_a_plan` is set
    from where it says that a plan has become known. `laws` are the amending laws that were named, by what they change.
    """

    lexicon: Lexicon
    publication: Publication
    is_title: bool
    context: Context
    only_described: frozenset[str]
    sole: str | None = None
    ahead: str | None = None
    of_a_plan: bool = False
    period: When = UNKNOWN
    laws: dict[str, list[Fact]] = {}

    def may(self, subject: str, event: str) -> bool:
        """Whether an event may be told of a subject.

        A description holds for the stages of what it describes (a share of firms, a budget); a name holds for everything.
        """
        pack = self.lexicon.pack
        if subject in self.only_described and pack.subjects[subject].ladder is not None:
            return pack.stage(subject, event) is not None
        return pack.undergoes(subject, event)

    def hear_of_laws(self, material: Material, sentence: Sentence, names: list[Named]) -> None:
        """Remember by which law the things that a sentence names are changed; one that names several leaves that open."""
        if names_law(material.masked, sentence.start, sentence.end):
            for subject in {name.subject for name in names if name.subject}:
                self.laws[subject] = amending_laws(material, sentence.start, sentence.end, self.lexicon.pack.subjects[subject])

    def able(self, names: list[Named], predicate: Predicate) -> list[Named]:
        """The names of a sentence of which an event may be told.

        A mere topic, which climbs no ladder, gives way to a thing in the same stretch to whose stages the event belongs.
        """
        pack, event = self.lexicon.pack, predicate.signal.event
        found = [name for name in names if name.subject is None or self.may(name.subject, event)]
        if not any(name.subject and predicate.owns(name.start, name.end) and pack.stage(name.subject, event) is not None for name in found):
            return found
        return [name for name in found if name.subject is None or pack.subjects[name.subject].ladder is not None]

    def spoken_of(self, event: str) -> Choice | None:
        """The topic so far, unless the event is no stage of it but is one of something else that was spoken of."""
        pack, topic = self.lexicon.pack, self.context.topic
        able = [one for one in self.context.recent if one != topic and pack.stage(one, event) is not None]
        fits = topic is not None and (pack.subjects[topic].ladder is None or pack.stage(topic, event) is not None)
        chosen = topic if fits or not able else able[0]
        return Choice(chosen) if chosen is not None and self.may(chosen, event) else None


class Spoken(msgspec.Struct):
    """One sentence being read: what it holds, its predicates, and the subject that the last of them had.

    `suspects` are its names that may only stand beside what is told.
    """

    sentence: Sentence
    material: Material
    predicates: list[Predicate]
    current: Choice | None = None
    suspects: list[Named] = []
