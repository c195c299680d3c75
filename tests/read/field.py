"""A small field of our own to read about: a harbour town's tide law, its council, plan, budget, programme and boats."""

from __future__ import annotations

from datetime import date

from tracker.model.pack import EventType, LegalForce, Pack, Subject, Track
from tracker.model.reading import Claim, Mention, MentionKind
from tracker.model.source import Label
from tracker.read.lexicon import Lexicon
from tracker.read.reader import read


def _event(event: str, *, ja: tuple[str, ...], en: tuple[str, ...], never: tuple[str, ...] = ()) -> EventType:
    return EventType(id=event, label=Label(event, event), signals={"ja": ja, "en": en}, never={"ja": never})


def _subject(subject: str, track: str, force: LegalForce, aliases: tuple[str, ...], **more: tuple[str, ...]) -> Subject:
    return Subject(id=subject, tracks=(track,), label=Label(aliases[0], aliases[-1]), force=force, aliases=aliases, **more)  # type: ignore[arg-type]


EVENTS = (
    _event(
        "cabinet-decision",
        ja=("閣議決定", "閣議で[^。]{0,60}決定"),
        en=("(?:approved|adopted) by the cabinet", "cabinet (?:has |had )?(?:approved|adopted)"),
    ),
    _event("body-decision", ja=("(?:本部|会議)(?:(?:で|が|は)[^。]{0,40})?決定",), en=("council (?:adopted|decided)",)),
    _event("enacted", ja=("成立",), en=("enacted",), never=("契約の?成立",)),
    _event("promulgated", ja=("公布",), en=("promulgated",), never=("公布の日",)),
    _event(
        "in-force",
        ja=("施行",),
        en=("(?:took|takes?|take) effect", "(?:came|come|comes) into force"),
        never=("試験の?施行", "施行(?:規則|令)"),
    ),
    _event("established", ja=("設置", "発足"), en=("(?:was|were|be) established",)),
    _event("meeting-held", ja=(r"\(第[0-9]+回\)", "(?:会合|会議)(?:[^。]{0,10}開)?"), en=("(?:[0-9a-z]+ )?meeting",)),
    _event("selected", ja=("採択",), en=("selected",)),
    _event("launched", ja=("(?:提供|運航)を[^。]{0,12}(?:開始|始め)", "運航開始"), en=("launched", "launch")),
    _event("published", ja=("公表",), en=("published",)),
    _event("consultation-result", ja=("意見募集の結果(?:を公表)?",), en=("results of the consultation",)),
    _event("consultation-opened", ja=("意見募集",), en=("consultation (?:opened|on)",)),
)

SUBJECTS = (
    _subject("tide-law", "tide", LegalForce.STATUTE, ("潮位法", "潮位法案", "Tide Act"), near_misses=("隣国の潮位法", "EU Tide Act")),
    _subject("tide-council", "tide", LegalForce.STATUTE, ("潮位戦略本部", "Tide Council")),
    _subject("tide-plan", "tide", LegalForce.CABINET_DECISION, ("潮位基本計画", "Tide Plan"), weak_aliases=("基本計画",)),
    _subject("boats", "sea", LegalForce.PROGRAMME, ("NAMIBO", "ナミボ")),
    _subject("boat-prize", "sea", LegalForce.PROGRAMME, ("NAMIBO-PRIZE",)),
    _subject("ferry", "sea", LegalForce.PRODUCT, ("=KAMOME", "Kamome丸"), near_misses=("=Kamome",)),
    _subject("coin", "coin", LegalForce.PRODUCT, ("WAVEC",)),
    _subject("other-coin", "coin", LegalForce.PRODUCT, ("WAVESC",)),
)

PACK = Pack(
    tracks={track: Track(track, Label(track, track)) for track in ("tide", "sea", "coin")},
    subjects={subject.id: subject for subject in SUBJECTS},
    event_types={event.id: event for event in EVENTS},
)
LEXICON = Lexicon(PACK)


def mentions(text: str, kind: MentionKind, published: date | None = None) -> list[Mention]:
    """The mentions of one kind in a text."""
    return [mention for mention in read(text, LEXICON, published=published).mentions if mention.kind is kind]


def days(text: str, published: date | None = None) -> list[tuple[str, str | None, str | None, str]]:
    """Every date of a text: the words, its two ends and its precision."""
    found = []
    for mention in mentions(text, MentionKind.DATE, published):
        when = mention.when
        assert when is not None
        assert when.precision is not None
        earliest = when.earliest.isoformat() if when.earliest else None
        latest = when.latest.isoformat() if when.latest else None
        found.append((mention.text, earliest, latest, when.precision.value))
    return found


def claims(text: str, published: date | None = None, kind: str = "passage") -> list[tuple[str, str, str, str | None]]:
    """Every claim of a text: subject, event, modality and first day."""
    return [
        (claim.subject, claim.event, claim.modality.value, claim.when.earliest.isoformat() if claim.when.earliest else None)
        for claim in whole_claims(text, published, kind)
    ]


def whole_claims(text: str, published: date | None = None, kind: str = "passage") -> tuple[Claim, ...]:
    """Every claim of a text."""
    return read(text, LEXICON, published=published, kind=kind).claims
