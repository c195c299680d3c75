"""A digest as Markdown: English, with the official Japanese term kept beside every title."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError
from markupsafe import Markup

from tracker.digest.plain import visible
from tracker.digest.sections import TELLING
from tracker.digest.seeded import VERDICTS
from tracker.digest.when_text import when_words
from tracker.errors import RenderError
from tracker.model.digest import Citation, Digest, Entry, Section, SourceCoverage, TrackCoverage
from tracker.model.source import Label
from tracker.render import escape, redline, words
from tracker.render.first import First, cited, quoted, said, story

_LISTED = frozenset({"brief", "coming", "coverage"})
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_GAP = re.compile(r"\n{3,}")
_NEWS = TELLING | {"overdue", "corrections"}


class MarkdownRenderer:
    """One file, CommonMark with tables. Whatever comes from outside is escaped: it shows as text and does nothing."""

    suffix = "md"

    def render(self, digest: Digest) -> str:
        """The whole file. Raises `RenderError` naming template and line."""
        try:
            page = _ENVIRONMENT.get_template("digest.md.j2").render(view=_View(digest))
        except TemplateError as error:
            where = f"{getattr(error, 'name', None) or 'digest.md.j2'}:{getattr(error, 'lineno', None) or '?'}"
            raise RenderError(f"{digest.id} cannot be written as Markdown: {where}: {error}") from error
        return _GAP.sub("\n\n", _TRAILING.sub("", page)).strip() + "\n"


class _Numbered(NamedTuple):
    number: int
    entry: Entry


class _View:
    """What the template asks of a digest."""

    def __init__(self, digest: Digest) -> None:
        self.digest = digest
        self.sections = [section for section in digest.sections if section.name not in {"brief", "coverage"}]
        self.before_brief = [section for section in self.sections if section.name == "corrections"]
        self.after_brief = [section for section in self.sections if section.name != "corrections"]
        self.brief = self._entries("brief")
        self.counted = self._entries("coverage")
        self.names = {row.source: row.name.en if row.name else row.source for row in digest.coverage}
        self.labels = {row.track: row.label.en if row.label else row.track for row in digest.tracks}
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
    def is_quiet(self) -> bool:
        return not any(section.name in _NEWS for section in self.digest.sections)

    @property
    def looks(self) -> int:
        return sum(row.looked for row in self.digest.coverage)

    @property
    def seen(self) -> int:
        """Looks that came to something."""
        return sum(row.looked - row.failed for row in self.digest.coverage)

    @property
    def reached(self) -> int:
        """Sources that were seen at least once."""
        return sum(row.looked > row.failed for row in self.digest.coverage)

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """Why sources could not be reached, the most frequent reason first, with their names."""
        return words.gathered(
            (row.reason or "not looked at", self.names[row.source]) for row in self.digest.coverage if row.looked <= row.failed
        )

    @property
    def rows(self) -> list[_Looked]:
        """The sources as lines of a table: those that cannot be seen for one reason since one moment are one line."""
        rows: dict[str, list[SourceCoverage]] = {}
        for row in self.digest.coverage:
            state = _source_state(row)
            rows.setdefault(state if row.blind_since else f"{state}\n{row.source}", []).append(row)
        return [
            _Looked(
                " · ".join(self.names[row.source] for row in found),
                sum(row.looked for row in found),
                sum(row.failed for row in found),
                _source_state(found[0]),
            )
            for found in rows.values()
        ]

    @property
    def silence(self) -> list[tuple[str, str]]:
        """The tracks of which nothing is told, by what their silence is worth, and the sources that cannot be seen."""
        silent = [row for row in self.digest.tracks if not self._told(row)]
        worth = (
            ("Quiet (looked, nothing changed)", [row for row in silent if row.sources and row.proven]),
            ("Not proven quiet", [row for row in silent if row.sources and not row.proven]),
            ("Not watched", [row for row in silent if not row.sources]),
        )
        lines = [(lead, " · ".join(self.labels[row.track] for row in rows)) for lead, rows in worth if rows]
        if not self.seen:
            return [line for line in lines if line[0] == "Not watched"]
        blind = [self.names[row.source] for row in self.digest.coverage if row.blind_since]
        return [*lines, ("Blind now", " · ".join(blind))] if blind else lines

    @property
    def counts(self) -> list[str]:
        """`2 new`, `1 moved`, in the order of the sections."""
        return [
            words.number(len(section.entries), *words.COUNTED[section.name]) for section in self.sections if section.name in words.COUNTED
        ]

    @property
    def days(self) -> tuple[date, date]:
        """First and last day of the period: what `--since` and `--until` take."""
        since, until = (datetime.fromisoformat(label) for label in (self.digest.since, self.digest.until))
        return since.date(), (until - timedelta(microseconds=1)).date()

    def number(self, entry: Entry) -> int | None:
        return self._numbers.get((entry.verdict, entry.title, entry.event))

    def section_word(self, entry: Entry) -> str:
        """The heading under which a retold entry stands in full."""
        home = (section.name for section in self.sections if any(self.number(one) == self.number(entry) for one in section.entries))
        return words.HEADINGS[next(home, "brief")]

    def tracks(self, entry: Entry) -> str:
        return " · ".join(self.labels.get(track, track) for track in entry.tracks)

    def track_state(self, row: TrackCoverage) -> str:
        """Whether silence on a track is proven, in one phrase."""
        if not row.sources:
            return "not watched"
        told = self._told(row)
        reached = f"{row.reached or 'none'} of {words.number(row.sources, 'source')} reached"
        if told:
            return f"{told} told, {reached}" + ("" if row.proven else "; that there is no more is not proven")
        return f"{'proven quiet' if row.proven else 'not proven quiet'}, {reached}"

    def _told(self, row: TrackCoverage) -> int:
        return sum(row.track in entry.tracks for section in self.sections if section.name in _NEWS for entry in section.entries)

    def missing(self, row: TrackCoverage) -> str:
        """The sources of a track that were not seen, where some were: that none was needs no list."""
        return " · ".join(self.names.get(source, source) for source in row.missing) if row.reached else ""

    def coming(self, section: Section, *, near: bool) -> list[Entry]:
        return [entry for entry in section.entries if (entry.rule == "coming.30-days") is near]


class _Looked(NamedTuple):
    """A line of the table of sources."""

    names: str
    looked: int
    failed: int
    state: str


def _before(entry: Entry) -> str:
    """What the timeline had, where that is no longer what is told: a confirmation changes nothing."""
    if entry.verdict == "confirms":
        return ""
    # What the new word does not speak of has not changed: it would look as if it were gone.
    spoken = {fact.name for fact in entry.facts}
    state = words.state(entry.was, entry.was_modality, tuple(fact for fact in entry.was_facts if fact.name in spoken))
    return f"{entry.was_stage.en}, {state}" if entry.was_stage else state


def _now(entry: Entry) -> str:
    return words.state(entry.when, entry.modality, entry.facts)


def _dated(entry: Entry) -> str:
    """When it is, how exact that is, and how sure."""
    exact = words.precise(entry.when.precision)
    sure = words.SURE.get(entry.modality or "", entry.modality or "")
    shown = when_words(entry.when, "en") + (f" (precise {exact})" if exact and entry.when.known else "")
    return f"{shown}; {sure}" if sure else shown


def _words_marked(old: str, new: str) -> Markup:
    """Words that gave way, struck, and those that came for them."""
    return redline.markdown(tuple(redline.Span(visible(side), style) for side, style in ((old, "del"), (new, "ins")) if side))


def _source_name(cited: Citation) -> str:
    return cited.name.en if cited.name else cited.source


def _source_state(row: SourceCoverage) -> str:
    states = []
    if row.blind_since:
        states.append(f"blind since {words.moment(row.blind_since)}")
    elif not row.looked:
        states.append("not looked at")
    if row.why and (row.blind_since or row.failed):
        states.append(row.reason or row.why)
    if row.possible_gap:
        states.append("possible gap: items may have passed unseen")
    return "; ".join(states) or "seen"


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("tracker.render", "templates"),
        autoescape=True,
        finalize=escape.for_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {
        "heading": words.HEADINGS.__getitem__,
        "state_before": _before,
        "state_now": _now,
        "dated": _dated,
    }
    made.globals |= {
        "code": escape.code,
        "link": escape.link,
        "page_link": escape.page_link,
        "number": words.number,
        "reason": words.reason,
    }
    made.globals |= {"words_marked": _words_marked}
    made.globals |= {"fact": words.fact, "moment": words.moment, "source_name": _source_name}
    made.globals |= {"row_said": said, "row_story": story, "row_cited": cited, "row_quote": quoted, "when_words": when_words}
    made.globals |= {"verdict_word": lambda name: VERDICTS[name].en}
    return made


_ENVIRONMENT = _environment()
MARKDOWN = MarkdownRenderer()
