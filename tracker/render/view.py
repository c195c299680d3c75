"""What the templates of an edition ask of a digest, in the words of its language."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

import msgspec

from tracker.digest.reasons import reason_ja
from tracker.digest.sections import TELLING, is_now_official
from tracker.digest.seeded import VERDICTS
from tracker.model.digest import (
    SECTIONS,
    Citation,
    Compared,
    Digest,
    Entry,
    IgnoredRow,
    Lang,
    RowFinding,
    Section,
    SeededRow,
    SourceCoverage,
    TrackCoverage,
    Unjudged,
)
from tracker.model.reading import Fact
from tracker.model.source import Label
from tracker.model.when import Precision, When
from tracker.render import phrases
from tracker.render.first import First, cited, quoted, said, story
from tracker.render.script import is_japanese
from tracker.render.words import Words, counted, gathered, moment_label, when_label, words_of

_LISTED = frozenset({"brief", "coming", "coverage"})
_DOUBTFUL = frozenset({"reported", "conditional", "denied"})
_NEWS = TELLING | {"overdue", "corrections"}


class Looked(NamedTuple):
    """A line of the table of sources."""

    names: str
    looked: int
    failed: int
    state: str


class View:
    """A digest in one language. Everything answered is plain text, for the template to escape."""

    def __init__(self, digest: Digest, lang: Lang) -> None:
        self.digest = digest
        self.words: Words = words_of(lang)
        self.alert = digest.alert or None
        self.sections = [section for section in digest.sections if section.name not in {"brief", "coverage"}]
        self.before_brief = [section for section in self.sections if section.name == "corrections"]
        self.after_brief = [section for section in self.sections if section.name != "corrections"]
        self.brief = self._entries("brief")
        self.counted = self._entries("coverage")
        self.names = {row.source: self.words.of(row.name) if row.name else row.source for row in digest.coverage}
        self.labels = {row.track: self.words.of(row.label) if row.label else row.track for row in digest.tracks}
        self.labels |= {track: self.words.of(label) for track, label in (self.alert.labels if self.alert else {}).items()}
        self._numbers: dict[tuple[str, Label, str | None], int] = {}
        for section in self.sections:
            for entry in () if section.name in _LISTED else section.entries:
                self._numbers.setdefault((entry.verdict, entry.title, entry.event), len(self._numbers) + 1)
        self.first = First(digest.seeded, digest, self._numbered()) if digest.seeded else None

    def _entries(self, name: str) -> tuple[Entry, ...]:
        return next((section.entries for section in self.digest.sections if section.name == name), ())

    def _numbered(self) -> list[tuple[int, Entry]]:
        return [(number, entry) for section in self.sections for entry in section.entries if (number := self.number(entry)) is not None]

    @property
    def lang(self) -> str:
        """The language that the page is marked with."""
        return "ja" if self.words.lang == "ja" else "en"

    @property
    def is_quiet(self) -> bool:
        """Whether nothing has changed in the world."""
        return not any(section.name in _NEWS for section in self.digest.sections)

    @property
    def looks(self) -> int:
        """How often sources were looked at."""
        return sum(row.looked for row in self.digest.coverage)

    @property
    def failed(self) -> int:
        """How often in vain."""
        return sum(row.failed for row in self.digest.coverage)

    @property
    def seen(self) -> int:
        """Looks that came to something."""
        return self.looks - self.failed

    @property
    def reached(self) -> int:
        """Sources that were seen at least once."""
        return sum(row.looked > row.failed for row in self.digest.coverage)

    @property
    def quiet(self) -> str:
        """How a week without news was proven."""
        return self.words.say("quiet.told", looks=counted(self.looks, "time"), seen=f"{self.reached:,}", sources=self._all)

    @property
    def unseen(self) -> tuple[str, str]:
        """In a word and in full why silence says nothing, where no source was seen: none was looked at, or none could be reached."""
        say, why, late = self.words.say, "blind" if self.looks else "unlooked", self.digest.brought_in
        rest = say("unseen.brought-in", findings=counted(late, "finding")) if late else say("unseen.known")
        return say(why), f"{say(f'{why}.told')}{'' if self.lang == 'ja' else ' '}{rest}"

    @property
    def covered(self) -> str:
        """Sources, looks and failures in one line."""
        return self.words.say("covered", sources=self._all, looks=counted(self.looks, "look"), failed=self.failed)

    @property
    def period(self) -> str:
        """From when to when, and when it was composed."""
        given = self.digest
        since, until, composed = map(moment_label, (given.since, given.until, given.composed))
        told = self.words.say("period", since=since, until=until, composed=composed)
        archives = given.reconstructed or ()
        return f"{told} {self.words.say('reconstructed', archives=', '.join(archives))}" if archives else told

    @property
    def composed(self) -> str:
        """When it was composed."""
        return self.words.moment(self.digest.composed)

    @property
    def counts(self) -> list[str]:
        """`2 new`, `1 moved`, in the order of the sections. What an entry tells besides is counted as what it is."""
        found = Counter({section.name: len(section.entries) for section in self.sections})
        told = (entry for section in self.sections if section.name in TELLING for entry in section.entries)
        found.update(beside.section for entry in told for beside in entry.also if beside.section)
        return [self.words.counted_section(name, found[name]) for name in SECTIONS if name in phrases.COUNTED and found[name]]

    @property
    def _all(self) -> Label:
        return counted(len(self.digest.coverage), "source")

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Why sources could not be reached, the most frequent reason first, with their names; nothing where none was looked at."""
        unseen = (row for row in self.digest.coverage if self.looks and row.looked <= row.failed)
        return gathered((row.reason or self.words.say("state.unlooked"), self.names[row.source]) for row in unseen)

    @property
    def rows(self) -> list[Looked]:
        """The sources as lines of a table: those that cannot be seen for one reason since one moment are one line."""
        rows: dict[str, list[SourceCoverage]] = {}
        for row in self.digest.coverage:
            state = self._state(row)
            rows.setdefault(state if row.blind_since else f"{state}\n{row.source}", []).append(row)
        return [
            Looked(
                " · ".join(self.names[row.source] for row in found),
                sum(row.looked for row in found),
                sum(row.failed for row in found),
                self._state(found[0]),
            )
            for found in rows.values()
        ]

    @property
    def silence(self) -> list[tuple[str, str]]:
        """The tracks of which nothing is told, by what their silence is worth, and the sources that cannot be seen."""
        silent = [row for row in self.digest.tracks if not self._told(row)]
        worth = (
            ("silence.quiet", [row for row in silent if row.sources and row.proven]),
            ("silence.unproven", [row for row in silent if row.sources and not row.proven]),
            ("silence.unwatched", [row for row in silent if not row.sources]),
        )
        lines = [(lead, " · ".join(self.labels[row.track] for row in rows)) for lead, rows in worth if rows]
        blind = [self.names[row.source] for row in self.digest.coverage if row.blind_since]
        if not self.seen:
            lines = [line for line in lines if line[0] == "silence.unwatched"]
        elif blind:
            lines.append(("silence.blind", " · ".join(blind)))
        return [(self.words.say(lead), text) for lead, text in lines]

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period: what `--since` and `--until` take."""
        since, until = (datetime.fromisoformat(label) for label in (self.digest.since, self.digest.until))
        return since.date(), (until - timedelta(microseconds=1)).date()

    @property
    def since_seed(self) -> str:
        """The heading of what became of the seed."""
        known = self.digest.seeded.known if self.digest.seeded else None
        shown = self.words.when(known) if known and known.known else ""
        return self.words.say("since-seed", known=Label(f"（{shown}）", f" ({shown})") if shown else "")

    @property
    def attributions(self) -> list[str]:
        """How the sources that are quoted want to be named, each once."""
        return list(dict.fromkeys(one.attribution for one in self.digest.citations() if one.attribution))

    @property
    def ignored(self) -> list[tuple[str, list[IgnoredRow]]] | None:
        """What was told to nobody, by source; None where it was not asked for."""
        if isinstance(self.digest.ignored, msgspec.UnsetType):
            return None
        found: dict[str, list[IgnoredRow]] = {}
        for row in self.digest.ignored:
            found.setdefault(self.words.of(row.name) if row.name else row.source, []).append(row)
        return list(found.items())

    @property
    def untold(self) -> str:
        """How many items were read and not told, by reason."""
        words = {why: phrases.REASONS.get(why, Label(why, why)) for why in self.digest.unread}
        told = [Label(f"{words[why].ja} {count}", f"{words[why].en} {count}") for why, count in self.digest.unread.items()]
        return self.words.say("untold", counts=Label("、".join(one.ja for one in told), ", ".join(one.en for one in told)))

    def number(self, entry: Entry) -> int | None:
        """The number that an entry is told under; None where it is only listed."""
        return self._numbers.get((entry.verdict, entry.title, entry.event))

    def why(self, entry: Entry) -> str:
        """Why it is told so, in the language of the edition."""
        said = reason_ja(entry, self.digest) if self.words.lang != "en" else ""
        return self.words.of(Label(said or entry.why, entry.why))

    def best_word(self, entry: Entry) -> Citation | None:
        """The source that a retold entry rests on above all; None where it has none."""
        told = next((one for section in self.sections for one in section.entries if self.number(one) == self.number(entry)), entry)
        return next(iter(told.sources), None)

    def how_sure(self, cited: Citation, entry: Entry) -> str:
        """Whose word a retold entry rests on, and that it is only said where it is: what is planned says so in its title."""
        doubt = self.words.sure(entry.modality) if entry.modality in _DOUBTFUL else ""
        return self.words.listed([self.words.authority(cited.authority.value), doubt])

    def in_subject(self, entry: Entry) -> str:
        """Its title as the subject of a letter has it: in one language."""
        return entry.title.ja if self.lang == "ja" else entry.title.en

    def section_word(self, entry: Entry) -> str:
        """The heading under which a retold entry stands in full."""
        if is_now_official(entry):
            return self.words.say("now-official")
        home = (section.name for section in self.sections if any(self.number(one) == self.number(entry) for one in section.entries))
        return self.words.heading(next(home, "brief"))

    def tracks(self, entry: Entry) -> str:
        """The labels of its tracks."""
        return " · ".join(self.labels.get(track, track) for track in entry.tracks)

    def track_state(self, row: TrackCoverage) -> str:
        """Whether silence on a track is proven, in one phrase."""
        if not row.sources:
            return self.words.say("track.none")
        told, reached = self._told(row), self._reached(row.reached, row.sources)
        if told:
            more = "" if row.proven else ("；" if self.lang == "ja" else "; ") + self.words.say("track.more")
            return self.words.say("track.told", told=told, reached=reached) + more
        return self.words.say("track.quiet" if row.proven else "track.unproven", reached=reached)

    def looked(self, reached: int, sources: int) -> str:
        """How far the sources of a track were seen."""
        return self.words.of(self._reached(reached, sources)) if sources else self.words.say("unwatched")

    def missing(self, row: TrackCoverage) -> str:
        """The sources of a track that were not seen, where some were: that none was needs no list."""
        names = " · ".join(self.names.get(source, source) for source in row.missing) if row.reached else ""
        return self.words.say("missing", names=names) if names else ""

    def coming(self, section: Section, *, near: bool) -> list[Entry]:
        """What is ahead in the next 30 days, or after them."""
        return [entry for entry in section.entries if (entry.rule == "coming.30-days") is near]

    def before(self, entry: Entry) -> str:
        """What the timeline had, where that is no longer what is told: a confirmation changes nothing."""
        if entry.verdict == "confirms":
            return ""
        # What the new word does not speak of has not changed: it would look as if it were gone.
        spoken = {fact.name for fact in entry.facts}
        state = self.words.state(entry.was, entry.was_modality, tuple(fact for fact in entry.was_facts if fact.name in spoken))
        return self.words.listed([self.words.of(entry.was_stage), state]) if entry.was_stage else state

    def now(self, entry: Entry) -> str:
        """What is told now."""
        return self.words.state(entry.when, entry.modality, entry.facts)

    def facts(self, facts: tuple[Fact, ...]) -> str:
        """Facts in one line."""
        return ("；" if self.lang == "ja" else "; ").join(self.words.fact(fact) for fact in facts)

    def window(self, entry: Entry, *, whole: bool = False) -> str:
        """Until when something can be handed in, what is tight about it, and unless its facts say so (or `whole`) where to."""
        if isinstance(entry.window, msgspec.UnsetType):
            return ""
        window, say = entry.window, self.words.say
        shown = set() if whole else {fact.value for fact in entry.facts}
        day = when_label(When(window.closes, window.closes, Precision.DAY))
        parts = [
            say("window.closes", when=day, days=counted(window.days_left, "day")) if window.days_left else say("window.today", when=day)
        ]
        parts += [self.words.of(note) for note in window.notes]
        parts += [say("window.submit", address=window.submit)] if window.submit and window.submit not in shown else []
        parts += [say("window.case", number=window.case)] if window.case and window.case not in shown else []
        return ("；" if self.lang == "ja" else "; ").join(parts)

    def passages(self, entry: Entry) -> list[tuple[str, str]]:
        """Each passage that changed as a quotation of its own, under what became of it."""
        lines: list[tuple[str, str]] = []
        for one in entry.passages or (entry,):
            words = ("before", "now") if one.old and one.new else ("taken-out", "put-in")
            lines += [(self.words.say(word), side) for word, side in zip(words, (one.old, one.new), strict=True) if side]
        return lines

    def restated(self, entry: Entry) -> str:
        """What Japanese quotes say, in one line of English composed from the claim's parts; empty where no such quote is shown."""
        if self.words.lang == "ja" or entry.old is not None or entry.new is not None:
            return ""
        if not any(is_japanese(cited.quote) for cited in entry.sources):
            return ""
        english = words_of("en")
        told = [english.fact(fact) for fact in entry.facts if english.fact(fact) not in entry.title.en]
        return english.listed([entry.title.en, *told, english.sure(entry.modality)])

    def opened(self, entry: Entry) -> str:
        """How long something has been open."""
        return self.words.say("open.days", days=counted(entry.age_days or 0, "day"))

    @staticmethod
    def closing(entry: Entry) -> str:
        """The command with which a person closes what is open; empty where none can."""
        finding = entry.sources[0].finding if entry.sources else None
        return f"tracker ack {finding}" if finding else f"tracker ack {entry.event}" if entry.event else ""

    def fates(self, compared: Compared) -> str:
        """How many passages of two documents met which fate: `12 kept, 3 new`."""
        return self.words.listed(
            self.words.of(Label(f"{word.ja}{count}", f"{count} {word.en}"))
            for fate, count in compared.counts.items()
            for word in [phrases.FATES.get(fate, Label(fate, fate))]
        )

    def rungs(self, row: Unjudged) -> str:
        """How many indicators of an expectation were seen."""
        return self.words.say("rungs", seen=sum(bool(one.events) for one in row.rungs), rungs=counted(len(row.rungs), "indicator"))

    def source_name(self, one: Citation) -> str:
        """The source's own name."""
        return self.words.of(one.name) if one.name else one.source

    def verdict_word(self, name: str) -> str:
        """A verdict as a row of the seed is told by it."""
        return self.words.of(VERDICTS[name])

    def row_said(self, row: SeededRow) -> str:
        """What the seed said of a row."""
        return said(row, self.words)

    def row_story(self, row: SeededRow, found: RowFinding) -> str:
        """What the seed said and what it is by a finding."""
        return story(row, found, self.words)

    row_cited = staticmethod(cited)
    row_quote = staticmethod(quoted)

    @staticmethod
    def _reached(reached: int, sources: int) -> Label:
        told, none, within = phrases.PHRASES["reached"], phrases.PHRASES["none"], counted(sources, "source")
        return Label(*(told.of(lang).format(reached=reached or none.of(lang), sources=within.of(lang)) for lang in ("ja", "en")))

    def _told(self, row: TrackCoverage) -> int:
        return sum(row.track in entry.tracks for section in self.sections if section.name in _NEWS for entry in section.entries)

    def _state(self, row: SourceCoverage) -> str:
        states = []
        if row.blind_since:
            states.append(self.words.say("state.blind", since=moment_label(row.blind_since)))
        elif not row.looked:
            states.append(self.words.say("state.unlooked"))
        if row.why and (row.blind_since or row.failed):
            states.append(row.reason or row.why)
        if row.instead:
            states.append(self.words.say("state.instead", name=self.names[row.instead]))
        if row.possible_gap:
            states.append(self.words.say("state.gap"))
        for one in row.flips or ():
            times, since = counted(one.times, "return"), moment_label(one.since)
            states.append(self.words.say("state.unstable", old=one.old, new=one.new, times=times, since=since))
        return ("；" if self.lang == "ja" else "; ").join(states) or self.words.say("state.seen")
