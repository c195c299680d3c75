"""sources.yaml: what is watched. A faulty file is refused as a whole, with every fault named by line."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar, cast

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from tracker.config.faults import Faults
from tracker.config.hints import did_you_mean, shown
from tracker.config.source_models import BackfillModel, DefaultsModel, LabelModel, SourceModel
from tracker.config.source_warnings import warnings_of
from tracker.config.yaml_lines import Place, load_yaml
from tracker.errors import ConfigError
from tracker.model.source import Authority, Backfill, Label, Source, SourcesFile, Terms

_TOP_KEYS = ("version", "defaults", "sources")
_VERSION = 1
_EXPECTED = {
    "missing": "the key is missing",
    "string_type": "a text was expected, not {input}",
    "string_too_short": "a text was expected; it is empty",
    "string_too_long": "at most {max_length} characters were expected",
    "bool_type": "true or false was expected, not {input}",
    "int_type": "a whole number was expected, not {input}",
    "greater_than_equal": "a number of at least {ge} was expected, not {input}",
    "less_than_equal": "a number of at most {le} was expected, not {input}",
    "model_type": "a mapping was expected, not {input}",
    "tuple_type": "a list was expected, not {input}",
    "too_short": "at least one was expected; it is empty",
    "literal_error": "{expected} was expected, not {input}",
    "enum": "{expected} was expected, not {input}",
}
"""Pydantic's error types in our words."""

Model = TypeVar("Model", bound=BaseModel)
Options = dict[str, str | tuple[str, ...]]
Check = Callable[[str, Mapping[str, str | tuple[str, ...]]], Mapping[str, str]]


def load_sources(
    path: Path, *, kinds: Mapping[str, frozenset[str]], tracks: Collection[str], check: Check = lambda _, __: {}
) -> tuple[Source, ...]:
    """The sources of a file alone; see `read_sources`."""
    return read_sources(path, kinds=kinds, tracks=tracks, check=check).sources


def read_sources(
    path: Path, *, kinds: Mapping[str, frozenset[str]], tracks: Collection[str], check: Check = lambda _, __: {}
) -> SourcesFile:
    """The sources of a file, in its order, with warnings.

    Args:
        path: sources.yaml.
        kinds: the kinds of source that are installed, each with the keys that belong to it alone.
        tracks: the ids of the tracks of the timeline.
        check: what is wrong with the values of the keys of a kind: kind and options to key and what was expected.

    Raises:
        ConfigFaultsError: all faults of the file, each with line and key.
        ConfigError: the file is missing or no YAML.
    """
    file = load_yaml(path, setting="TRACKER_SOURCES")
    faults = Faults(file)
    if file.data is None:
        raise ConfigError("the file is empty; run `tracker init` elsewhere to see one", file=path)
    top = faults.mapping(file.data, (), _TOP_KEYS, needs=("version", "sources"))
    if top.get("version") not in (None, _VERSION):
        faults.add(("version",), f"this tracker reads version {_VERSION}, not {shown(top['version'])}")
    defaults = _checked(DefaultsModel, top.get("defaults") or {}, ("defaults",), faults) or DefaultsModel()
    entries = faults.items(top.get("sources"), ("sources",))
    if not entries and isinstance(top.get("sources"), list):
        faults.add(("sources",), "there is no source in it; nothing would ever be watched")
    read = [_source(entry, ("sources", index), defaults, kinds, tracks, faults) for index, entry in enumerate(entries)]
    _check_ids(entries, faults)
    for index, source in enumerate(read):
        for key, message in (check(source.kind, source.options) if source and source.kind in kinds else {}).items():
            faults.add(("sources", index, key), message)
    faults.raise_any()
    whole = tuple(source for source in read if source is not None)
    return SourcesFile(whole, warnings_of(whole, lambda index, key: file.line(("sources", index, key))))


def _source(
    entry: object,
    place: Place,
    defaults: DefaultsModel,
    kinds: Mapping[str, frozenset[str]],
    tracks: Collection[str],
    faults: Faults,
) -> Source | None:
    if not isinstance(entry, dict):
        faults.add(place, f"a source is a mapping with id, name, kind, url …, not {shown(entry)}")
        return None
    given = cast("dict[str, object]", entry)
    common = set(SourceModel.model_fields)
    options = _options(given, place, kinds, common, faults)
    model = _checked(SourceModel, {key: value for key, value in given.items() if key in common}, place, faults)
    if model is None:
        return None
    for index, track in enumerate(model.tracks):
        if track not in tracks:
            faults.add((*place, "tracks", index), f"the timeline has no track {shown(track)}{did_you_mean(track, tracks)}")
    return Source(
        id=model.id,
        name=_label(model.name),
        kind=model.kind,
        url=model.url,
        authority=model.authority,
        lang=model.lang,
        every=(model.every or defaults.every).longest,
        rhythm=(model.every or defaults.every).rhythm,
        timeout=model.timeout or defaults.timeout,
        tracks=model.tracks,
        publisher=None if model.publisher is None else _label(model.publisher),
        terms=Terms(redistribute=model.terms.redistribute, quote=model.terms.quote, attribution=model.terms.attribution),
        silent_normal=model.silent == "normal",
        fallback=model.fallback,
        background_after=model.background_after or defaults.background_after,
        window=model.window,
        backfill=None if model.backfill is None else _backfill(model.backfill),
        note=model.note.strip() if model.note else None,
        unverified=model.unverified,
        options=options,
    )


def _options(
    given: Mapping[str, object], place: Place, kinds: Mapping[str, frozenset[str]], common: Collection[str], faults: Faults
) -> Options:
    """The keys of a source that belong to its kind alone."""
    kind = given.get("kind")
    known = kinds.get(kind) if isinstance(kind, str) else None
    if isinstance(kind, str) and known is None:
        faults.add((*place, "kind"), f"no kind {shown(kind)} is installed{did_you_mean(kind, kinds)}")
    options: Options = {}
    for key, value in given.items():
        if key in common:
            continue
        if known is not None and key in known:
            texts = faults.texts(value, (*place, key)) if isinstance(value, list) else faults.text(value, (*place, key))
            options[key] = texts
            continue
        owners = sorted(name for name, keys in kinds.items() if key in keys)
        if owners and known is not None:
            faults.add((*place, key), f"this key belongs to kind {', '.join(owners)}, not to {kind}")
        elif not owners:
            faults.add((*place, key), f"unknown key{did_you_mean(key, set(common) | (known or frozenset()))}")
    return options


def _check_ids(entries: list[object], faults: Faults) -> None:
    """No id twice; a fallback is another source, and no chain of them comes back to its start."""
    first: dict[str, int] = {}
    fallbacks: dict[str, str] = {}
    for index, entry in enumerate(entries):
        if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
            continue
        if entry["id"] in first:
            line = faults.file.line(("sources", first[entry["id"]], "id"))
            faults.add(("sources", index, "id"), f"the id {shown(entry['id'])} stands twice; first on line {line}")
            continue
        first[entry["id"]] = index
        if isinstance(entry.get("fallback"), str):
            fallbacks[entry["id"]] = entry["fallback"]
    for name, fallback in fallbacks.items():
        place = ("sources", first[name], "fallback")
        if fallback not in first:
            faults.add(place, f"there is no source {shown(fallback)} in this file{did_you_mean(fallback, first)}")
        elif _returns(name, fallbacks):
            faults.add(place, "the fallbacks lead back to where they began")


def _returns(start: str, fallbacks: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    at = fallbacks.get(start)
    while at is not None and at != start and at not in seen:
        seen.add(at)
        at = fallbacks.get(at)
    return at == start


def _checked(model: type[Model], value: object, place: Place, faults: Faults) -> Model | None:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            faults.add((*place, *detail["loc"]), _message(detail, model))
        return None


def _message(detail: ErrorDetails, model: type[BaseModel]) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        name = str(detail["loc"][-1])
        return f"unknown key{did_you_mean(name, model.model_fields if len(detail['loc']) == 1 else ())}"
    context = detail.get("ctx") or {}
    if kind == "enum":
        return f"there is no authority {shown(detail['input'])}{did_you_mean(str(detail['input']), [word.value for word in Authority])}"
    if kind == "value_error":
        return f"{context['error']}, not {shown(detail['input'])}" if "expected" in str(context["error"]) else str(context["error"])
    pattern = _EXPECTED.get(kind)
    return pattern.format(input=shown(detail["input"]), **context) if pattern else detail["msg"]


def _label(model: LabelModel) -> Label:
    return Label(ja=model.ja, en=model.en)


def _backfill(model: BackfillModel) -> Backfill:
    return Backfill(archives=model.archives, pages=model.pages)
