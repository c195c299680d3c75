"""The bills of a session: the list of either house, and the course of those bills that name something that is followed.

What a look brought is kept as one capture: a JSON object with `bills`, the list, and `courses`, each page as the bytes that came. A list
in which no bill is followed is kept as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, time
from urllib.parse import urlsplit

import msgspec

from tracker.errors import ExtractError
from tracker.kinds.diet_course import Course, course_in
from tracker.kinds.diet_lists import Bill, bills_in
from tracker.kinds.diet_tables import page_title, read_tables
from tracker.kinds.diet_words import is_end, kind_of_bills, told_status
from tracker.model.document import Block, Document
from tracker.model.look import Request, Response
from tracker.model.wire import NO_JSON
from tracker.ports import Look
from tracker.text.instead import stands_instead
from tracker.text.kept import KeptPage, kept
from tracker.text.moments import JST

ACCEPT = "text/html, */*;q=0.5"
MARK = b'{"bills":'
MOST_COURSES = 20
"""Bills of one list whose course is looked at; the others are told by their status alone."""
_MOST_COURSE = 1_000_000
"""Bytes of a page of a course."""
_WANTED = "a list of bills, nor the course of one (提出回次, 件名)"


class CourseOf(msgspec.Struct, frozen=True, kw_only=True):
    """The page of the course of one bill. `status` is what the list said of it then; `page` is None where it could not be had."""

    bill: str
    status: str
    page: KeptPage | None = None


class Capture(msgspec.Struct, frozen=True):
    """What one look brought; `unread` counts the bills that are followed and too many to look at."""

    bills: KeptPage
    courses: tuple[CourseOf, ...]
    unread: int = 0


def look_at_bills(url: str, timeout: float, last: bytes | None, names: Callable[[str], bool]) -> Look:
    """Ask for a list and, of each bill whose title `names` something, for its course, until nothing more happens to it.

    A course that cannot be had costs nothing else: the one that was seen before stays.
    """
    response = yield Request(url=url, accept=ACCEPT, timeout=timeout)
    if response.status != 200:
        return response
    known = {course.bill: course for course in _courses_of(last)}
    bills = kept(response)
    followed = [bill for bill in bills_in(read_tables(bills.text, bills.url)) if names(bill.title) and _is_beside(bill.course, bills.url)]
    if not followed:
        return response
    courses = []
    for bill in followed[:MOST_COURSES]:
        before = known.get(bill.key)
        if before is not None and before.status == bill.status and _is_over(before):
            courses.append(before)
            continue
        answer = yield Request(url=bill.course or "", accept=ACCEPT, timeout=timeout)
        courses.append(CourseOf(bill=bill.key, status=bill.status, page=_course_page(answer) or (before.page if before else None)))
    capture = Capture(bills, tuple(courses), len(followed) - len(courses))
    # The validators are those of the list alone: they do not speak for the courses.
    return Response(
        url=response.url, status=200, body=msgspec.json.encode(capture), content_type="application/json", redirects=response.redirects
    )


def read_bills(body: bytes, url: str, content_type: str | None) -> Document:
    """A block for each bill of a list, and one for each step of a course. Raises `ExtractError`.

    Keys are session-kind-number (`217-閣法-29`), and for a step its name behind (`217-閣法-29/衆議院議決`).
    """
    if body.startswith(MARK):
        return _read_capture(_capture(body))
    page = KeptPage(url=url, body=body, content_type=content_type)
    text = page.text
    tables = read_tables(text, url)
    bills, course = bills_in(tables), course_in(tables)
    blocks = [_bill_block(bill, None) for bill in bills]
    if not bills and course is not None:
        blocks = [*_step_blocks(course, _key(course), url)]
    if not blocks:
        problem = stands_instead(text, _WANTED)
        raise ExtractError(problem.detail, problem=problem.word)
    return Document(title=page_title(text), lang="ja", blocks=tuple(blocks), windowed=True)


def _read_capture(capture: Capture) -> Document:
    text = capture.bills.text
    courses = {one.bill: one for one in capture.courses}
    blocks: list[Block] = []
    missing = []
    for bill in bills_in(read_tables(text, capture.bills.url)):
        one = courses.get(bill.key)
        course = _course(one.page) if one and one.page else None
        blocks.append(_bill_block(bill, course))
        if course is not None and one is not None and one.page is not None:
            blocks += _step_blocks(course, bill.key, one.page.url)
        elif one is not None:
            missing.append(bill.title)
    if not blocks:
        raise ExtractError("the list of bills that was kept holds none")
    amiss = [f"the course could not be read of {'、'.join(missing)[:300]}"] if missing else []
    amiss += [f"{capture.unread} more bills are followed, and only the course of {MOST_COURSES} is read"] if capture.unread else []
    return Document(title=page_title(text), lang="ja", blocks=tuple(blocks), problem_detail="; ".join(amiss) or None, windowed=True)


def _bill_block(bill: Bill, course: Course | None) -> Block:
    """A bill as its list has it. What its status says is told here, unless its course tells it with its day."""
    number = f"第{bill.number}号" if bill.number else ""
    lines = [f"第{bill.session}回国会 {bill.kind}{number}" if bill.session else f"{bill.kind}{number}"]
    if bill.status:
        lines.append(f"審議状況：{bill.status}")
    told = told_status(bill.status, bill.kind)
    if told and not (course and course.tells(told)):
        lines.append(f"{bill.title}は、{told}。")
    return Block(key=bill.key, title=bill.title, text="\n".join(lines), link=bill.course)


def _step_blocks(course: Course, key: str, url: str) -> Iterator[Block]:
    for step in course.steps:
        published = datetime.combine(step.day, time(), JST)
        yield Block(key=f"{key}/{step.key}", title=course.title, text=f"{course.title}は、{step.told}。", link=url, published=published)


def _key(course: Course) -> str:
    kind = kind_of_bills(course.kind) if course.kind else "議案"
    return Bill(course.session, kind, course.number, course.title, "", None).key


def _is_beside(link: str | None, url: str) -> bool:
    """Whether a link stays on the site of its list: the pages of a bill do."""
    return link is not None and urlsplit(link).netloc == urlsplit(url).netloc


def _is_over(one: CourseOf) -> bool:
    """Whether nothing more happens to a bill: it was promulgated, or has failed."""
    course = _course(one.page) if one.page else None
    return course is not None and (course.is_complete or is_end(one.status))


def _course_page(answer: Response) -> KeptPage | None:
    """The answer, where it is the course of a bill."""
    if answer.status != 200 or len(answer.body) > _MOST_COURSE:
        return None
    page = kept(answer)
    return page if _course(page) else None


def _course(page: KeptPage) -> Course | None:
    return course_in(read_tables(page.text, page.url))


def _courses_of(last: bytes | None) -> tuple[CourseOf, ...]:
    if last is None or not last.startswith(MARK):
        return ()
    try:
        return _capture(last).courses
    except ExtractError:
        return ()


def _capture(body: bytes) -> Capture:
    try:
        return msgspec.json.decode(body, type=Capture)
    except NO_JSON as error:
        raise ExtractError(f"the pages of bills that were kept cannot be read: {error}") from error
