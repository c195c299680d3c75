"""The part of timeline.yaml that describes the field: tracks, event types, ladders, subjects and pots."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from tracker.config.faults import Faults
from tracker.config.labels import LANGUAGES, check_id, read_label
from tracker.config.seed_alerts import read_alerting
from tracker.config.seed_cycles import read_cycles, read_days
from tracker.config.yaml_lines import Place
from tracker.model.pack import Description, EventType, Ladder, LegalForce, MoneyKind, Pack, Pot, Subject, Track

_NAME_KEYS = ("aliases", "weak_aliases", "near_misses", "described", "lookalikes", "identifiers")
_SUBJECT_KEYS = ("tracks", "label", "force", *_NAME_KEYS, "ladder", "cyclic")
_TYPE_KEYS = (
    *("label", "signals", "never", "aimed", "recurs", "only_on_ladder", "dated_by_period", "opens", "closed_by", "deadline"),
    *("result_of", "staged", "amends", "told_as", "replaces", "grace"),
)
_POT_KEYS = ("label", "subject", "stage", "period", "basis", "part_of", "overlaps", "excludes")
_BASES = ("gross", "net")
_FORCES = tuple(force.value for force in LegalForce)


def read_pack(top: dict[str, object], faults: Faults) -> Pack:
    """Everything of the file but its rows. Faults are noted; what is faulty is left out or empty."""
    tracks = _tracks(top.get("tracks"), faults)
    types = _event_types(top.get("event_types"), faults)
    ladders = _ladders(top.get("ladders"), types, faults)
    subjects = _subjects(top.get("subjects"), tracks, ladders, faults)
    kinds = _money_kinds(top.get("money_kinds"), faults)
    pots = _pots(top.get("pots"), (subjects, types, kinds), faults)
    return Pack(
        tracks=tracks,
        subjects=subjects,
        event_types=types,
        ladders=ladders,
        pots=pots,
        agencies=_agencies(top.get("agencies"), faults),
        grace=read_days(top.get("grace"), ("grace",), faults) or 0,
        cycles=read_cycles(top.get("cycles"), subjects, types, faults),
        money_kinds=kinds,
        properties=_properties(top.get("properties"), faults),
        alerts=read_alerting(top.get("alerts"), types, faults),
    )


def folded(name: str) -> str:
    """An alias as it is matched: a leading `=` keeps the case as written."""
    text = unicodedata.normalize("NFKC", name)
    return text if text.startswith("=") else text.casefold()


def _tracks(value: object, faults: Faults) -> dict[str, Track]:
    tracks: dict[str, Track] = {}
    for name, fields in faults.mapping(value, ("tracks",)).items():
        place = ("tracks", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, ("label", "weight"), needs=("label",))
        weight = found.get("weight", 1)
        if not isinstance(weight, int) or isinstance(weight, bool):
            faults.add((*place, "weight"), "a whole number was expected")
            weight = 1
        tracks[name] = Track(id=name, label=read_label(found.get("label"), (*place, "label"), faults), weight=weight)
    return tracks


def _event_types(value: object, faults: Faults) -> dict[str, EventType]:
    entries = faults.mapping(value, ("event_types",))
    types: dict[str, EventType] = {}
    for name, fields in entries.items():
        place = ("event_types", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, _TYPE_KEYS, needs=("label",))
        types[name] = EventType(
            id=name,
            label=read_label(found.get("label"), (*place, "label"), faults),
            signals=_expressions(found.get("signals"), (*place, "signals"), faults),
            never=_expressions(found.get("never"), (*place, "never"), faults),
            aimed=_expressions(found.get("aimed"), (*place, "aimed"), faults),
            recurs=_flag(found, "recurs", place, faults),
            only_on_ladder=_flag(found, "only_on_ladder", place, faults),
            dated_by_period=_flag(found, "dated_by_period", place, faults),
            opens=_flag(found, "opens", place, faults),
            staged=_flag(found, "staged", place, faults),
            amends=_flag(found, "amends", place, faults),
            closed_by=_other_type(found.get("closed_by"), (*place, "closed_by"), entries, faults),
            result_of=_other_type(found.get("result_of"), (*place, "result_of"), entries, faults),
            deadline=_flag(found, "deadline", place, faults),
            replaces=_flag(found, "replaces", place, faults),
            told_as=faults.some_of(found.get("told_as"), (*place, "told_as"), entries, "event type"),
            grace=read_days(found.get("grace"), (*place, "grace"), faults),
        )
    return types


def _other_type(value: object, place: Place, types: Collection[str], faults: Faults) -> str | None:
    return (faults.one_of(value, place, types, "event type") or None) if value is not None else None


def _expressions(value: object, place: Place, faults: Faults) -> dict[str, tuple[str, ...]]:
    found = faults.mapping({} if value is None else value, place, LANGUAGES)
    expressions = {lang: faults.texts(found[lang], (*place, lang)) for lang in LANGUAGES if lang in found}
    for lang, texts in expressions.items():
        for index, text in enumerate(texts):
            check_expression(text, (*place, lang, index), faults)
    return expressions


def check_expression(text: str, place: Place, faults: Faults) -> None:
    """A regular expression has to be one."""
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError) as error:
        faults.add(place, f"not a regular expression: {error}")


def _ladders(value: object, types: Collection[str], faults: Faults) -> dict[str, Ladder]:
    ladders: dict[str, Ladder] = {}
    for name, stages in faults.mapping({} if value is None else value, ("ladders",)).items():
        place = ("ladders", name)
        check_id(name, place, faults)
        rungs = faults.some_of(stages, place, types, "event type")
        if len(set(rungs)) < len(rungs):
            faults.add(place, "a stage stands twice on this ladder")
        ladders[name] = Ladder(id=name, stages=rungs)
    return ladders


def _subjects(value: object, tracks: Collection[str], ladders: Collection[str], faults: Faults) -> dict[str, Subject]:
    subjects: dict[str, Subject] = {}
    for name, fields in faults.mapping(value, ("subjects",)).items():
        place = ("subjects", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, _SUBJECT_KEYS, needs=("tracks", "label", "force"))
        ladder = found.get("ladder")
        force = faults.one_of(found.get("force"), (*place, "force"), _FORCES, "legal force") if found.get("force") is not None else ""
        on = faults.some_of(found.get("tracks"), (*place, "tracks"), tracks, "track")
        if not on and not found.get("tracks"):
            faults.add((*place, "tracks"), "a subject is on one track at least")
        subjects[name] = Subject(
            id=name,
            tracks=on,
            label=read_label(found.get("label"), (*place, "label"), faults),
            force=LegalForce(force or LegalForce.STATEMENT),
            aliases=faults.texts(found.get("aliases"), (*place, "aliases")),
            weak_aliases=faults.texts(found.get("weak_aliases"), (*place, "weak_aliases")),
            near_misses=faults.texts(found.get("near_misses"), (*place, "near_misses")),
            described=_descriptions(found.get("described"), (*place, "described"), faults),
            lookalikes=_descriptions(found.get("lookalikes"), (*place, "lookalikes"), faults),
            identifiers=_identifiers(found.get("identifiers"), (*place, "identifiers"), faults),
            ladder=None if ladder is None else faults.one_of(ladder, (*place, "ladder"), ladders, "ladder") or None,
            cyclic=_flag(found, "cyclic", place, faults),
        )
    _check_names(subjects, faults)
    return subjects


def _descriptions(value: object, place: Place, faults: Faults) -> tuple[Description, ...]:
    """What tells of a subject without naming it."""
    made: list[Description] = []
    for index, fields in enumerate(faults.items(value, place)):
        here = (*place, index)
        found = faults.mapping(fields, here, ("cues", "words", "beside", "unless"), needs=("cues", "words"))
        cues, beside = (faults.texts(found.get(key), (*here, key)) for key in ("cues", "beside"))
        words, unless = (faults.text(found[key], (*here, key)) if found.get(key) is not None else "" for key in ("words", "unless"))
        for key, text in (("words", words), ("unless", unless), *(("beside", text) for text in beside)):
            check_expression(text, (*here, key), faults)
        made.append(Description(cues=cues, words=words, beside=beside, unless=unless or None))
    return tuple(made)


def _flag(found: Mapping[str, object], name: str, place: Place, faults: Faults) -> bool:
    value = found.get(name, False)
    if not isinstance(value, bool):
        faults.add((*place, name), "true or false was expected")
    return value is True


def _identifiers(value: object, place: Place, faults: Faults) -> dict[str, str]:
    found = faults.mapping({} if value is None else value, place)
    return {scheme: faults.text(text, (*place, scheme)) for scheme, text in found.items()}


def _check_names(subjects: dict[str, Subject], faults: Faults) -> None:
    """One name means one subject: no alias of two, none twice, and none that is its own near miss."""
    owners: dict[str, str] = {}
    for subject in subjects.values():
        misses = {folded(name) for name in subject.near_misses}
        for kind, names in (("aliases", subject.aliases), ("weak_aliases", subject.weak_aliases)):
            for index, name in enumerate(names):
                place = ("subjects", subject.id, kind, index)
                key = folded(name)
                if key in misses:
                    faults.add(place, f"{name!r} is an alias and a near miss of {subject.id}")
                if key in owners:
                    faults.add(place, f"{name!r} already names {owners[key]}")
                owners.setdefault(key, subject.id)


def _money_kinds(value: object, faults: Faults) -> dict[str, MoneyKind]:
    kinds: dict[str, MoneyKind] = {}
    for name, fields in faults.mapping({} if value is None else value, ("money_kinds",)).items():
        place = ("money_kinds", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, ("label", "words", "occasion"), needs=("label", "words"))
        words = faults.text(found["words"], (*place, "words")) if found.get("words") is not None else ""
        check_expression(words, (*place, "words"), faults)
        label = read_label(found.get("label"), (*place, "label"), faults)
        kinds[name] = MoneyKind(label=label, words=words, occasion=_flag(found, "occasion", place, faults))
    return kinds


def _agencies(value: object, faults: Faults) -> tuple[tuple[str, ...], ...]:
    """Each agency by one name, or by a list of names."""
    named = [
        faults.texts(one, ("agencies", place)) if isinstance(one, list) else (faults.text(one, ("agencies", place)),)
        for place, one in enumerate(faults.items(value, ("agencies",)))
    ]
    return tuple(names for names in named if any(names))


def _properties(value: object, faults: Faults) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, words in faults.mapping({} if value is None else value, ("properties",)).items():
        check_id(name, ("properties", name), faults)
        found[name] = faults.text(words, ("properties", name))
        check_expression(found[name], ("properties", name), faults)
    return found


def _pots(value: object, known: tuple[Collection[str], Collection[str], Collection[str]], faults: Faults) -> dict[str, Pot]:
    subjects, types, kinds = known
    entries = faults.mapping({} if value is None else value, ("pots",))
    pots: dict[str, Pot] = {}
    for name, fields in entries.items():
        place = ("pots", name)
        check_id(name, place, faults)
        found = faults.mapping(fields, place, _POT_KEYS, needs=("label",))
        relations = {key: faults.some_of(found.get(key), (*place, key), entries, "pot") for key in ("part_of", "overlaps", "excludes")}
        for key in ("overlaps", "excludes"):
            if name in relations[key]:
                faults.add((*place, key), "a pot stands in no relation to itself")
        both = set(relations["excludes"]) & (set(relations["part_of"]) | set(relations["overlaps"]))
        if both:
            faults.add((*place, "excludes"), f"{', '.join(sorted(both))} cannot be excluded and shared")
        pots[name] = Pot(
            id=name,
            label=read_label(found.get("label"), (*place, "label"), faults),
            subject=_optional_word(found.get("subject"), (*place, "subject"), subjects, "subject", faults),
            stage=_optional_word(found.get("stage"), (*place, "stage"), types, "event type", faults),
            period=None if found.get("period") is None else faults.text(found["period"], (*place, "period")),
            basis=_optional_word(found.get("basis"), (*place, "basis"), {*_BASES, *kinds}, "basis", faults),
            part_of=relations["part_of"],
            overlaps=relations["overlaps"],
            excludes=relations["excludes"],
        )
    return pots


def _optional_word(value: object, place: Place, known: Collection[str], what: str, faults: Faults) -> str | None:
    return None if value is None else faults.one_of(value, place, known, what) or None
