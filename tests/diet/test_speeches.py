"""A speech is read where it names what was asked for; who only leads the meeting is not."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.diet.field import read
from tests.diet.kokkai import Meeting
from tracker.errors import ExtractError
from tracker.kinds.diet_answers import Speech
from tracker.kinds.diet_speeches import MOST_PASSAGE, is_procedural, passage
from tracker.model.document import Document


def answer(*records: dict[str, Any], word: str | None = None) -> Document:
    """What is read of an answer as it comes from the API or, with a word, of a capture."""
    if word is None:
        return read(msgspec.json.encode({"numberOfRecords": len(records), "speechRecord": records}))
    told = {"word": word, "since": "2026-01-01", "meetings": {}, "speeches": records}
    return read(msgspec.json.encode({"minutes": [told]}))


def record(**changed: Any) -> dict[str, Any]:
    meeting = Meeting("2026-06-02", [("森花子", "○森委員　樫の苗木について伺います。")])
    return meeting.records("https://kokkai.example")[0] | changed


def speech(words: str, speaker: str = "森花子", position: str | None = None, order: int = 5) -> Speech:
    return Speech(
        speech_id="1", issue_id="1", date="2026-06-02", speech=words, speaker=speaker, speaker_position=position, speech_order=order
    )


def test_a_speech_says_who_spoke_where_and_when() -> None:
    block = answer(record(speakerPosition="農林水産大臣", speakerRole="参考人")).blocks[0]
    assert block.title == "第221回国会 衆議院 内閣委員会 第1号 森花子（農林水産大臣、森の会、参考人）の発言"
    assert (block.text, block.key) == ("樫の苗木について伺います。", record()["speechID"])
    assert block.link == record()["speechURL"]
    assert block.published is not None
    assert block.published.isoformat() == "2026-06-02T00:00:00+09:00"


@pytest.mark.parametrize(
    ("words", "speaker", "position"),
    [
        ("○森委員長　これより会議を開きます。", "森花子", None),
        ("○委員長（森花子君）　苗木法案を議題といたします。", "森花子", None),
        ("○議長（森花子君）　投票の結果を報告いたします。", "森花子", None),
        ("○主査代理　休憩いたします。", "森花子", None),
        ("次に、苗木法案について採決いたします。", "森花子", "委員長"),
        ("令和八年六月二日（火曜日）　出席委員", "会議録情報", None),
    ],
)
def test_who_speaks_from_the_chair_is_left_out(words: str, speaker: str, position: str | None) -> None:
    assert is_procedural(speech(words, speaker, position))


@pytest.mark.parametrize(
    ("words", "position"),
    [
        ("○森委員　苗木法について伺います。", None),
        ("○国務大臣（森花子君）　お答えいたします。", None),
        ("○森国務大臣　お答えいたします。", None),
        ("○政府特別補佐人（森花子君）　お答えいたします。", "個人情報保護委員会委員長"),
        ("○苗木審査委員会委員長　お答えいたします。", None),
        ("委員長におかれましては、よろしくお願いいたします。", None),
    ],
)
def test_who_answers_or_asks_is_not(words: str, position: str | None) -> None:
    assert not is_procedural(speech(words, position=position))


def test_of_an_hour_of_speech_the_passages_around_the_word_are_read() -> None:
    said = (
        "一つ目です。" * 30
        + "苗木法は昨年成立しました。御承知のとおりです。"
        + "次です。" * 30
        + "最後に苗木法に戻ります。"
        + "終わります。" * 3
    )
    found = passage(f"○森委員　{said}", ("苗木法",))
    assert found == "一つ目です。苗木法は昨年成立しました。御承知のとおりです。\n…\n次です。最後に苗木法に戻ります。終わります。"


def test_a_word_is_found_in_any_width_and_of_several_terms_each() -> None:
    assert passage("あ。い。ＡＩ法は。え。お。", ("AI法",)) == "い。ＡＩ法は。え。"
    assert passage("苗木の話。う。え。お。植樹の話。", ("苗木 植樹",)) == "苗木の話。う。\n…\nお。植樹の話。"


@given(st.text(alphabet="苗木法。\n○　あい」", max_size=300), st.text(alphabet="苗木 ", max_size=4))
def test_a_passage_is_part_of_the_speech_and_never_long(said: str, word: str) -> None:
    found = passage(said, (word,))
    assert len(found) <= MOST_PASSAGE
    whole = "".join(said.split())
    assert all("".join(part.split()) in whole for part in found.split("…"))


def test_the_newest_meeting_stands_first_and_speeches_in_their_order() -> None:
    old = record(date="2026-05-01", issueID="A", speechID="A_1")
    first, second = record(speechID="B_1", issueID="B", speechOrder=1), record(speechID="B_2", issueID="B", speechOrder=2)
    assert [block.key for block in answer(old, second, first, first, word="樫").blocks] == ["B_1", "B_2", "A_1"]


def test_a_link_that_is_none_and_a_name_that_is_markup_stay_harmless() -> None:
    block = answer(record(speechURL="javascript:alert(1)", speaker="<script>x</script>\x00")).blocks[0]
    assert block.link == record()["meetingURL"]
    assert "\x00" not in (block.title or "")
    assert answer(record(speechURL="data:x", meetingURL="//[")).blocks[0].link is None


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b'{"speechRecord": []}', "no answer of the minutes' API"),
        (b'{"numberOfRecords": "many"}', "no answer of the minutes' API"),
        (b'{"message": "wrong", "details": ["from"]}', "the minutes' API says: wrong: from"),
        (b'{"numberOfRecords": 1, "speechRecord": [{"speech": 1}]}', "not as the minutes' API documents it"),
        (b'{"minutes": 1}', "cannot be read"),
        (b'{"minutes":[{"word":1}]}', "cannot be read"),
        (b"{" * 10_000, "no answer of the minutes' API"),
    ],
)
def test_what_is_no_answer_is_told(body: bytes, why: str) -> None:
    with pytest.raises(ExtractError, match=why):
        read(body)


@pytest.mark.parametrize(("body", "problem"), [(b"", "empty"), (b"PK\x03\x04", "error-page")])
def test_what_is_no_text_is_told(body: bytes, problem: str) -> None:
    assert read(body).problem == problem
