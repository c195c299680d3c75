"""A minutes' API of the tests' own on loopback: it pages, keeps its limits and complains as the published one does.

Every answer is held against a schema of its own before it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from tests.origin import Asked, Origin, Reply

LIMITS = {"meeting_list": 100, "meeting": 10, "speech": 100}
USUAL = {"meeting_list": 30, "meeting": 3, "speech": 30}
KNOWN = {"startRecord", "maximumRecords", "nameOfHouse", "nameOfMeeting", "any", "speaker", "from", "until", "issueID", "recordPacking"}


def _strict(name: str, fields: dict[str, Any]) -> type[msgspec.Struct]:
    """A schema that knows what it names and nothing else."""
    return msgspec.defstruct(name, list(fields.items()), kw_only=True, forbid_unknown_fields=True)


_SHORT: dict[str, Any] = {"speechID": str, "speechOrder": int, "speaker": str, "speechURL": str}
_OF_MEETING: dict[str, Any] = {
    "issueID": str,
    "imageKind": Literal["会議録", "目次", "索引", "附録", "追録"],
    "searchObject": str,
    "session": int,
    "nameOfHouse": Literal["衆議院", "参議院", "両院", "両院協議会"],
    "nameOfMeeting": str,
    "issue": str,
    "date": date,
    "closing": bool | None,
    "meetingURL": str,
    "pdfURL": str | None,
}
_OF_SPEECH: dict[str, Any] = {
    "speakerYomi": str | None,
    "speakerGroup": str | None,
    "speakerPosition": str | None,
    "speakerRole": Literal["証人", "参考人", "公述人"] | None,
    "speech": str,
    "startPage": int,
}
_PAGE: dict[str, Any] = {"numberOfRecords": int, "numberOfReturn": int, "startRecord": int, "nextRecordPosition": int | None}

MeetingRecord = _strict("MeetingRecord", _OF_MEETING | {"speechRecord": list[_strict("ShortSpeech", _SHORT)]})  # type: ignore[misc]
SpeechRecord = _strict("SpeechRecord", _OF_MEETING | _SHORT | _OF_SPEECH)
MeetingListResponse = _strict("MeetingListResponse", _PAGE | {"meetingRecord": list[MeetingRecord]})  # type: ignore[valid-type]
SpeechResponse = _strict("SpeechResponse", _PAGE | {"speechRecord": list[SpeechRecord]})  # type: ignore[valid-type]
ErrorResponse = _strict("ErrorResponse", {"message": str, "details": list[str]})


@dataclass
class Meeting:
    """One meeting with its minutes: who says what, in order."""

    day: str
    speeches: Sequence[tuple[str, str]]
    name: str = "内閣委員会"
    house: str = "衆議院"
    number: int = 1
    position: str | None = None
    group: str | None = "森の会"

    @property
    def issue(self) -> str:
        return f"1221{self.number:05d}X{self.day.replace('-', '')}000"[:21].ljust(21, "0")

    def records(self, url: str) -> list[dict[str, Any]]:
        return [
            {
                "speechID": f"{self.issue}_{place:03d}",
                "issueID": self.issue,
                "imageKind": "会議録",
                "searchObject": "本文",
                "session": 221,
                "nameOfHouse": self.house,
                "nameOfMeeting": self.name,
                "issue": f"第{self.number}号",
                "date": self.day,
                "closing": None,
                "speechOrder": place,
                "speaker": speaker,
                "speakerYomi": None,
                "speakerGroup": self.group,
                "speakerPosition": self.position,
                "speakerRole": None,
                "speech": speech,
                "startPage": 1,
                "speechURL": f"{url}/txt/{self.issue}/{place}",
                "meetingURL": f"{url}/txt/{self.issue}",
                "pdfURL": None,
            }
            for place, (speaker, speech) in enumerate(self.speeches)
        ]


@dataclass
class Minutes:
    """The API, and what is in it. `asked` are the paths and the queries of the requests so far."""

    origin: Origin
    meetings: list[Meeting] = field(default_factory=list)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for path in LIMITS:
            self.origin.route(f"/api/{path}", self._answer)

    @property
    def url(self) -> str:
        return self.origin.url("/api")

    def _answer(self, asked: Asked) -> Reply:
        parts = urlsplit(asked.path)
        path = parts.path.rpartition("/")[2]
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append((path, query))
        faults = self._faults(path, query)
        if faults:
            return _json({"message": "検索パラメータに誤りがあります。", "details": faults}, ErrorResponse, 400)
        start, most = int(query.get("startRecord", 1)), int(query.get("maximumRecords", USUAL[path]))
        found = self._found(path, query)
        page = found[start - 1 : start - 1 + most]
        following = start + most if start + most <= len(found) else None
        head = {"numberOfRecords": len(found), "numberOfReturn": len(page), "startRecord": start, "nextRecordPosition": following}
        if path == "speech":
            return _json({**head, "speechRecord": page}, SpeechResponse)
        return _json({**head, "meetingRecord": page}, MeetingListResponse)

    def _faults(self, path: str, query: dict[str, str]) -> list[str]:
        faults = [f"{name}は指定できません。" for name in query.keys() - KNOWN]
        if query.get("recordPacking") != "json":
            faults.append("recordPackingが正しくありません。")
        if not 1 <= int(query.get("maximumRecords", 1)) <= LIMITS[path]:
            faults.append(f"maximumRecordsは1から{LIMITS[path]}の範囲で指定してください。")
        if not query.keys() & {"any", "speaker", "from", "until", "nameOfMeeting", "issueID"}:
            faults.append("検索条件を入力してください。")
        return faults

    def _found(self, path: str, query: dict[str, str]) -> list[dict[str, Any]]:
        terms = query.get("any", "").split()
        found: list[dict[str, Any]] = []
        for meeting in sorted(self.meetings, key=lambda meeting: meeting.day, reverse=True):
            if not query.get("from", "0") <= meeting.day <= query.get("until", "9"):
                continue
            hits = [record for record in meeting.records(self.origin.url()) if all(term in record["speech"] for term in terms)]
            if path == "speech":
                found += hits
            elif hits:
                short = [{name: hit[name] for name in _SHORT} for hit in hits]
                whole = {name: hits[0][name] for name in _OF_MEETING}
                found.append({**whole, "speechRecord": short})
        return found


def _json(value: object, schema: type, status: int = 200) -> Reply:
    """An answer, which the schema allows."""
    body = msgspec.json.encode(value)
    msgspec.json.decode(body, type=schema)
    return Reply(status=status, body=body, headers={"Content-Type": "application/json; charset=utf-8"})
