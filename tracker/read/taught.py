"""The pack with the words that review taught it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.errors import UsageError
from tracker.model.decision import Lesson
from tracker.model.pack import Pack, Subject
from tracker.text.normal import fold

_SHORTEST, _LONGEST = 2, 120


def taught(pack: Pack, lessons: Iterable[Lesson]) -> Pack:
    """The pack as the lessons leave it, each later one over the earlier; those of subjects that it does not have change nothing."""
    subjects = dict(pack.subjects)
    for lesson in lessons:
        subject = subjects.get(lesson.subject)
        if subject is not None:
            subjects[subject.id] = _with(subject, lesson)
    return pack if subjects == pack.subjects else msgspec.structs.replace(pack, subjects=subjects)


def check_lesson(lesson: Lesson, pack: Pack) -> None:
    """Raises `UsageError` for a word that cannot be taught, and says why."""
    if lesson.subject not in pack.subjects:
        raise UsageError(f"no subject is called {lesson.subject!r}; known are {', '.join(sorted(pack.subjects))}")
    text = lesson.text
    if text != text.strip() or not _SHORTEST <= len(fold(text)) <= _LONGEST or not text.isprintable():
        length = f"{_SHORTEST} to {_LONGEST} characters"
        raise UsageError(f"{text!r} cannot be a name: one line of {length} was expected, without blanks around it")
    if lesson.near_miss:
        return
    for subject in pack.subjects.values():
        if any(_same(text, name) for name in (*subject.aliases, *subject.weak_aliases)):
            raise UsageError(f"{text!r} is a name of {subject.id} already")


def _with(subject: Subject, lesson: Lesson) -> Subject:
    """A name is taken out of the other list: the newest word counts."""
    text = lesson.text
    names = tuple(name for name in subject.aliases if not _same(name, text))
    weak = tuple(name for name in subject.weak_aliases if not _same(name, text))
    near = tuple(name for name in subject.near_misses if not _same(name, text))
    if lesson.near_miss:
        return msgspec.structs.replace(subject, aliases=names, weak_aliases=weak, near_misses=(*near, text))
    return msgspec.structs.replace(subject, aliases=(*names, text), weak_aliases=weak, near_misses=near)


def _same(one: str, other: str) -> bool:
    return fold(one.removeprefix("=")) == fold(other.removeprefix("="))
