from __future__ import annotations

import asyncio

import pytest

from tests.fetch.field import policy
from tracker.errors import FetchError
from tracker.fetch.codes import ErrorCode, fault
from tracker.fetch.lanes import Lane, Reach


async def most_at_once(reach: Reach, wanted: int) -> int:
    busy = most = 0

    async def work() -> None:
        nonlocal busy, most
        async with reach.slot():
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.01)
            busy -= 1

    await asyncio.gather(*(work() for _ in range(wanted)))
    return most


def test_without_a_network_more_may_wait_at_once_and_with_one_no_longer() -> None:
    async def go() -> None:
        reach = Reach(policy(parallel=2, offline_after=3))
        assert await most_at_once(reach, 30) == 2
        for host in "abc":
            reach.failed(host)
        assert (reach.offline, reach.connect_timeout) == (True, 2.0)
        assert await most_at_once(reach, 30) == 10
        reach.connected()
        assert (reach.offline, reach.connect_timeout) == (False, 5.0)
        assert await most_at_once(reach, 30) == 2

    asyncio.run(go())


def test_one_host_that_fails_often_is_no_sign_of_a_missing_network() -> None:
    reach = Reach(policy(offline_after=3))
    for _ in range(9):
        reach.failed("www.example.org")
    assert not reach.offline


def test_those_who_wait_are_let_in_as_soon_as_the_network_is_known_to_be_missing() -> None:
    async def go() -> None:
        reach = Reach(policy(parallel=1, offline_after=1))
        entered = asyncio.Event()

        async def second() -> None:
            async with reach.slot():
                entered.set()

        async with reach.slot():
            waiting = asyncio.create_task(second())
            await asyncio.sleep(0.01)
            assert not entered.is_set()
            reach.failed("www.example.org")
            await waiting

    asyncio.run(go())


def test_a_place_in_the_queue_that_is_given_up_is_not_lost_for_the_others() -> None:
    async def go() -> None:
        reach = Reach(policy(parallel=1))

        async def use() -> None:
            async with reach.slot():
                await asyncio.sleep(0)

        async with reach.slot():
            first, second = asyncio.create_task(use()), asyncio.create_task(use())
            await asyncio.sleep(0.01)
            first.cancel()
        await asyncio.wait_for(second, 1)
        await asyncio.wait_for(use(), 1)

    asyncio.run(go())


def test_a_host_is_given_up_after_three_silences_in_a_row_in_each_round_anew() -> None:
    async def go() -> None:
        lane = Lane("www.example.org", Reach(policy()))
        for _ in range(2):
            for _ in range(3):
                async with lane.turn():
                    lane.failed(fault(ErrorCode.TIMEOUT, "silent"))
            with pytest.raises(FetchError, match="3 requests in a row"):
                async with lane.turn():
                    pass
            lane.new_round()

    asyncio.run(go())


def test_an_answer_between_two_silences_makes_them_two_beginnings() -> None:
    async def go() -> None:
        lane = Lane("www.example.org", Reach(policy()))
        for _ in range(5):
            async with lane.turn():
                lane.failed(fault(ErrorCode.TIMEOUT, "silent"))
            async with lane.turn():
                lane.answered()

    asyncio.run(go())


def test_a_host_that_wants_to_be_left_alone_is_so_in_the_next_round_too() -> None:
    async def go() -> None:
        lane = Lane("www.example.org", Reach(policy()))
        assert not lane.asked_to_wait(3600, longest=60)
        lane.new_round()
        with pytest.raises(FetchError) as caught:
            async with lane.turn():
                pass
        assert (caught.value.code, caught.value.retry_after) == ("rate-limited", 3600)

    asyncio.run(go())


def test_short_wishes_are_obeyed_until_they_add_up() -> None:
    lane = Lane("www.example.org", Reach(policy()))

    async def wishes() -> list[bool]:
        obeyed = []
        for _ in range(4):
            obeyed.append(lane.asked_to_wait(40, longest=60))
            lane.answered()
        return obeyed

    assert asyncio.run(wishes()) == [True, True, True, False]
