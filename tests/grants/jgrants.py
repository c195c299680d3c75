"""A subsidies API of the tests' own on loopback: every answer is held against a compact schema before it is given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

import msgspec

from tests.origin import Asked, Origin, Reply

BASE = "/exp/v1/public"
SMALL, LARGE = "a0W2x000001AbcDEAS", "a0W2x000009XyzWEAS"

Moment = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{3})?)?Z$")]
Keyword = Annotated[str, msgspec.Meta(min_length=2, max_length=255)]


class _Strict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A schema knows what it names and nothing else."""


class Subsidy(_Strict):
    id: str
    name: str
    title: str
    target_area_search: str | None
    subsidy_max_limit: int | None
    acceptance_start_datetime: Moment | None
    acceptance_end_datetime: Moment | None
    target_number_of_employees: str | None


class Paper(_Strict):
    name: str
    data: str


class Detail(Subsidy):
    detail: str
    use_purpose: str | None
    inquiry_url: str | None
    update_datetime: Moment
    application_guidelines: list[Paper]


class ResultSet(_Strict):
    count: int


class Metadata(_Strict):
    type: str
    resultset: ResultSet


class Subsidies(_Strict):
    metadata: Metadata
    result: list[Subsidy]


class Details(_Strict):
    metadata: Metadata
    result: list[Detail]


class ListQuery(_Strict):
    keyword: Keyword
    sort: Literal["created_date", "acceptance_start_datetime", "acceptance_end_datetime"]
    order: Literal["ASC", "DESC"]
    acceptance: Literal["0", "1"]


class Fault(_Strict):
    code: str
    message: str


def subsidy(**changed: Any) -> dict[str, Any]:
    """A call that is open from 1 June to 10 July 2026, 17:00 in Japan, or what is `changed` of it."""
    plain = {
        "id": SMALL,
        "name": "S-00012345",
        "title": "種子基金 第4回公募",
        "target_area_search": "全国",
        "subsidy_max_limit": 50_000_000,
        "acceptance_start_datetime": "2026-05-31T15:00:00Z",
        "acceptance_end_datetime": "2026-07-10T08:00:00Z",
        "target_number_of_employees": "従業員数の制約なし",
    }
    return plain | changed


def _checked(result: Sequence[dict[str, Any]], schema: type) -> Reply:
    value = {"metadata": {"type": "https://www.example.go.jp/subsidies", "resultset": {"count": len(result)}}, "result": list(result)}
    body = msgspec.json.encode(value)
    msgspec.json.decode(body, type=schema)
    return Reply(body=body, headers={"Content-Type": "application/json"})


def _fault(status: int, message: str) -> Reply:
    body = msgspec.json.encode(Fault(code=str(status), message=message))
    return Reply(status=status, body=body, headers={"Content-Type": "application/json"})


def serve(origin: Origin, open_now: Sequence[dict[str, Any]], closed: Sequence[dict[str, Any]] = ()) -> None:
    """The API as it stands: the calls that are open, and those that have closed. Keywords are looked for in titles."""

    def listed(asked: Asked) -> Reply:
        given = {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}
        try:
            query = msgspec.convert(given, ListQuery)
        except msgspec.ValidationError as error:
            return _fault(400, str(error))
        calls = open_now if query.acceptance == "1" else [*open_now, *closed]
        return _checked([call for call in calls if query.keyword in call["title"]], Subsidies)

    origin.route(f"{BASE}/subsidies", listed)
    for call in (*open_now, *closed):
        more = {
            "detail": "<p>種子の研究を助ける。</p>",
            "use_purpose": "研究開発",
            "inquiry_url": None,
            "update_datetime": "2026-06-01T00:00:00.000Z",
            "application_guidelines": [{"name": "要領.pdf", "data": "JVBERi0xLjcK" * 2_000}],
        }
        origin.route(f"{BASE}/subsidies/id/{call['id']}", _always(_checked([call | more], Details)))


def _always(answer: Reply) -> Any:
    return lambda _: answer


def asked(origin: Origin) -> list[str]:
    """What was asked of the API: `keyword acceptance` of a list, the id of a call."""
    told = []
    for path in origin.paths():
        parts = urlsplit(path)
        query = parse_qs(parts.query)
        if query:
            told.append(f"{query['keyword'][0]} {query['acceptance'][0]}")
        elif parts.path.startswith(f"{BASE}/subsidies/id/"):
            told.append(parts.path.rsplit("/", 1)[-1])
    return told
