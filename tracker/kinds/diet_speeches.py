"""Speeches as blocks: who said it, where and when, and of an hour of speech the passages around the words that were asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.diet_answers import Speech, SpeechPage, decoded, told_fault
from tracker.kinds.diet_minutes import MARK, read_capture
from tracker.model.document import Block, Document
from tracker.model.wire import NO_JSON
from tracker.text.links import absolute
from tracker.text.markup import cut, text_lines
from tracker.text.moments import JST
from tracker.text.normal import fold

MOST_PASSAGE = 3_000
"""Characters of one speech that are read."""
_AROUND = 1
"""Sentences that are read before and after one with such a word."""
_CHAIRS = "委員長|委員長代理|議長|副議長|仮議長|会長|会長代理|主査|主査代理|調査会長|審査会長"
_CHAIR = re.compile(_CHAIRS)
_HEAD = re.compile(r"\s*○(?P<who>[^\s　]{1,60})[\s　]+")
_LED_BY_CHAIR = re.compile(rf"(?:(?P<name>[^（(]{{1,12}}?))?(?:{_CHAIRS})(?:[（(][^（）()]{{1,30}}[）)])?")
_NO_SPEAKER = "会議録情報"
_SENTENCE = re.compile(r"[^。\n]*(?:。[」』）]*|\n|$)")


def read_speeches(body: bytes) -> Document:
    """The speeches of a capture, or of an answer of `/speech`, the newest meeting first. Raises `ExtractError`."""
    if body.startswith(MARK):
        told = read_capture(body)
        words = tuple(one.word for one in told)
        speeches = [_speech(bytes(record)) for one in told for record in one.speeches]
        left = sum(one.left for one in told)
        detail = f"{left:,} older speeches were too many and were not read" if left else None
        none = f"no minutes name {'、'.join(words)} yet: they appear days to weeks after a meeting"
        return _document(speeches, words, detail or (None if speeches else none))
    page = decoded(body, SpeechPage)
    if page is None:
        raise ExtractError(_no_answer(body))
    return _document([_speech(bytes(record)) for record in page.records], (), None)


def _no_answer(body: bytes) -> str:
    said = told_fault(body)
    return f"the minutes' API says: {said}" if said else "the body is no answer of the minutes' API (numberOfRecords, speechRecord)"


def _speech(record: bytes) -> Speech:
    try:
        return msgspec.json.decode(record, type=Speech)
    except NO_JSON as error:
        raise ExtractError(f"a speech is not as the minutes' API documents it: {error}") from error


def _document(speeches: Sequence[Speech], words: Sequence[str], detail: str | None) -> Document:
    # One speech may name several words, and stands in the answers to each.
    once = {speech.speech_id: speech for speech in reversed(speeches) if not is_procedural(speech)}
    ordered = sorted(once.values(), key=lambda speech: (speech.date, speech.issue_id, -(speech.speech_order or 0)), reverse=True)
    blocks = tuple(_block(speech, words) for speech in ordered)
    return Document(title="国会会議録", lang="ja", blocks=blocks, problem_detail=detail, windowed=True)


def is_procedural(speech: Speech) -> bool:
    """Whether it is the head of the minutes, or somebody who speaks from the chair: a chair opens, calls and puts to the vote.

    The chair of an agency who answers questions is none: his office is named in front of the word.
    """
    if speech.speaker == _NO_SPEAKER or (speech.speech_order == 0 and not speech.speaker):
        return True
    if speech.speaker_position:
        return _CHAIR.fullmatch(speech.speaker_position.strip()) is not None
    head = _HEAD.match(speech.speech)
    led = _LED_BY_CHAIR.fullmatch(head["who"]) if head else None
    return led is not None and (led["name"] is None or (speech.speaker or "").startswith(led["name"]))


def _block(speech: Speech, words: Sequence[str]) -> Block:
    day = _day(speech.date)
    meeting = " ".join(
        part for part in (f"第{speech.session}回国会" if speech.session else "", speech.name_of_house, speech.name_of_meeting) if part
    )
    who = "、".join(part for part in (speech.speaker_position, speech.speaker_group, speech.speaker_role) if part)
    speaker = f"{speech.speaker or '氏名不詳'}{f'（{who}）' if who else ''}"
    title = text_lines(f"{meeting or '国会'}{f' {speech.issue}' if speech.issue else ''} {speaker}の発言").replace("\n", " ")
    link = next((url for url in (speech.speech_url, speech.meeting_url) if url and absolute(url, "")), None)
    return Block(
        key=speech.speech_id[:100],
        title=cut(title, 300),
        text=passage(speech.speech, words),
        link=link,
        published=datetime.combine(day, time(), JST) if day else None,
        published_text=None if day else speech.date[:200],
    )


def passage(speech: str, words: Sequence[str]) -> str:
    """The sentences that hold one of the words, each with its neighbours; the beginning of the speech where none does.

    A word of several terms, which the API takes for "all of them", is looked for term by term.
    """
    head = _HEAD.match(speech)
    said = text_lines(speech[head.end() :] if head else speech)
    terms = [fold(term) for word in words for term in word.split()]
    sentences = [found for found in _SENTENCE.findall(said) if found.strip()]
    wanted: set[int] = set()
    for place, sentence in enumerate(sentences):
        folded = fold(sentence)
        if any(term in folded for term in terms):
            wanted.update(range(max(0, place - _AROUND), min(len(sentences), place + _AROUND + 1)))
    return cut("".join(_joined(sentences, sorted(wanted))).strip(), MOST_PASSAGE) if wanted else cut(said, MOST_PASSAGE)


def _joined(sentences: Sequence[str], places: Sequence[int]) -> Iterator[str]:
    before = -1
    for place in places:
        if place != before + 1 and before >= 0:
            yield "\n…\n"
        yield sentences[place]
        before = place


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
