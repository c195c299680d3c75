"""A site of an office that meets, on loopback: a list of its meetings, a page for each, and year pages of its press releases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tests.kinds.pages import page
from tests.origin import Origin, redirect
from tests.origin import page as served


class Meeting(NamedTuple):
    """One meeting: its number, its day as the office writes it, and what was on its agenda."""

    number: int
    day: str
    agenda: str = "種子の交換について"


MEETINGS = (
    Meeting(1, "令和８年１月９日", "本部の運営について"),
    Meeting(2, "令和８年３月５日"),
    Meeting(3, "令和８年６月５日", "どんぐり計画（案）について"),
)
NAME = "どんぐり戦略本部"
NOT_THERE = page(
    "<main><h1>ページが見つかりません</h1><p>お探しのページは見つかりませんでした。</p></main>",
    head="<title>ページが見つかりません</title>",
)


def meeting_list(meetings: Sequence[Meeting]) -> str:
    """The list of an office's meetings, the newest first."""
    rows = "".join(
        f'<li><a href="./{one.number}kai/{one.number}kai.html">第{one.number}回（{one.day}）</a></li>' for one in reversed(meetings)
    )
    lead = "<p>どんぐり戦略本部は、どんぐりの利用を総合的に進めるために置かれています。会議は公開していません。</p>"
    return page(f"<main><h1>{NAME} 開催状況</h1>{lead}<ul>{rows}</ul></main>", head=f"<title>{NAME} 開催状況 | 架空府</title>")


def meeting_page(one: Meeting) -> str:
    """The page of one meeting, with its day, its agenda and its papers."""
    body = (
        f"<main><h1>{NAME}（第{one.number}回）議事次第</h1><dl><dt>日時</dt><dd>{one.day}（金）10:00～10:30</dd>"
        f"<dt>場所</dt><dd>架空会館</dd></dl><h2>議題</h2><p>{one.agenda}</p>"
        f'<ul><li><a href="shiryo1.pdf">資料1 {one.agenda}（PDF形式：120KB）</a></li></ul></main>'
    )
    return page(body, head=f"<title>{NAME}（第{one.number}回） | 架空府</title>")


def serve_meetings(origin: Origin, meetings: Sequence[Meeting], *, listed: int = 0, soft: str = "") -> None:
    """The site as it stands: so many of the meetings are `listed`, all have their pages.

    A number that there is not answers 404; with `soft` it is "page" (a page that says so with 200), "home" (sent on to the list) or
    "same" (one page for every number).
    """
    origin.route("/hq/kaisai.html", served(meeting_list(meetings[:listed]).encode()))
    for one in meetings:
        origin.route(f"/hq/{one.number}kai/{one.number}kai.html", served(meeting_page(one).encode()))
    if soft == "page":
        origin.route("*", served(NOT_THERE.encode()))
    elif soft == "home":
        origin.route("*", redirect(origin.url("/hq/kaisai.html")))
    elif soft == "same":
        origin.route("*", served(page(f"<main><h1>{NAME}</h1><p>会議の資料はこの下にあります。</p></main>").encode()))


def press_page(year: str, releases: Sequence[tuple[str, str]]) -> str:
    """The releases of one year: each a day in a paragraph and a link under it, the newest first."""
    items = "".join(f'<p>{day}</p><p><a href="/press/{index}.html">{title}</a></p>' for index, (day, title) in enumerate(releases))
    return page(f"<main><h1>{year}の報道発表</h1>{items}</main>", head=f"<title>{year}の報道発表 | 架空省</title>")
