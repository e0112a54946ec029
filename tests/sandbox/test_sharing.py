from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from sandbox.errors import Cancelled, NotFound
from sandbox.sharing import Shared, ticking


async def counting(upto: int, pause: float = 0.005) -> AsyncGenerator[int, None]:
    for number in range(1, upto + 1):
        yield number
        await asyncio.sleep(pause)


async def watched(shared: Shared[int]) -> list[int]:
    return [value async for value in shared.watch()]


async def test_every_watcher_sees_the_end_and_nothing_out_of_order() -> None:
    shared = Shared(counting(20))
    for seen in await asyncio.gather(*(watched(shared) for _ in range(5))):
        assert seen == sorted(set(seen))
        assert seen[-1] == 20


async def test_a_slow_watcher_gets_the_latest_value_not_all_of_them() -> None:
    shared, seen = Shared(counting(20)), []
    async for value in shared.watch():
        seen.append(value)
        await asyncio.sleep(0.05)
    assert seen[-1] == 20
    assert len(seen) < 10


async def test_whoever_comes_late_starts_at_the_present() -> None:
    shared = Shared(counting(20))
    first = asyncio.create_task(watched(shared))
    await asyncio.sleep(0.05)
    late = await watched(shared)
    assert late[0] > 1
    assert (await first)[-1] == late[-1] == 20


async def test_an_error_reaches_every_watcher() -> None:
    async def failing() -> AsyncGenerator[int, None]:
        yield 1
        raise NotFound("There is none.")

    shared = Shared(failing())
    for outcome in await asyncio.gather(*(watched(shared) for _ in range(3)), return_exceptions=True):
        assert isinstance(outcome, NotFound)


async def test_the_work_ends_cleanly_when_the_last_watcher_goes() -> None:
    ended = False

    async def work() -> AsyncGenerator[int, None]:
        nonlocal ended
        try:
            yield 1
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            ended = True

    shared = Shared(work())
    watchers = [asyncio.create_task(watched(shared)) for _ in range(2)]
    await asyncio.sleep(0.01)
    watchers[0].cancel()
    await asyncio.wait(watchers[:1])
    assert shared.open
    watchers[1].cancel()
    await asyncio.wait(watchers[1:])
    assert ended
    assert not shared.open


async def test_stopping_tells_the_watchers() -> None:
    shared = Shared(counting(1000))
    watcher = asyncio.create_task(watched(shared))
    await asyncio.sleep(0.01)
    await shared.stop()
    with pytest.raises(Cancelled):
        await watcher


async def test_a_heartbeat_is_heard_between_values_that_are_slow_to_come() -> None:
    async with aclosing(ticking(counting(2, pause=0.1), 0.01)) as ticks:
        heard = [each async for each in ticks]
    assert [each for each in heard if each is not None] == [1, 2]
    assert heard.count(None) >= 2


async def test_leaving_a_heartbeat_stops_what_it_waits_for() -> None:
    ended = asyncio.Event()

    async def silent() -> AsyncGenerator[int, None]:
        try:
            await asyncio.sleep(60)
            yield 1
        finally:
            ended.set()

    async with aclosing(ticking(silent(), 0.01)) as ticks:
        assert await anext(ticks) is None
    assert ended.is_set()
