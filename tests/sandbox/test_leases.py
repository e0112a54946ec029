from __future__ import annotations

import asyncio

from sandbox.leases import Leases


async def test_an_image_that_is_read_is_not_removed() -> None:
    leases = Leases()
    async with leases.reading("a", "b"), leases.removing("a") as free:
        assert not free
    async with leases.removing("a") as free:
        assert free


async def test_an_image_is_free_only_when_its_last_reader_has_gone() -> None:
    leases = Leases()
    async with leases.reading("a"):
        async with leases.reading("a"):
            pass
        async with leases.removing("a") as free:
            assert not free


async def test_readers_wait_until_a_removal_has_ended() -> None:
    leases = Leases()
    order: list[str] = []

    async def read() -> None:
        async with leases.reading("a", "other"):
            order.append("read")

    async with leases.removing("a"):
        reader = asyncio.create_task(read())
        await asyncio.sleep(0.01)
        order.append("removed")
    await reader
    assert order == ["removed", "read"]


async def test_two_removals_of_one_image_do_not_meet() -> None:
    leases = Leases()
    async with leases.removing("a") as first, leases.removing("a") as second:
        assert (first, second) == (True, False)


async def test_a_reader_that_gives_up_waiting_holds_nothing() -> None:
    leases = Leases()
    async with leases.removing("a"):
        reader = asyncio.create_task(leases.reading("a").__aenter__())
        await asyncio.sleep(0.01)
        reader.cancel()
        await asyncio.wait([reader])
    assert not leases.is_read("a")


async def test_a_lease_is_remembered_for_a_while_after_it_was_let_go() -> None:
    leases = Leases()
    assert not leases.was_read_within("a", 60)
    async with leases.reading("a"):
        pass
    assert leases.was_read_within("a", 60)
    assert not leases.was_read_within("a", 0)
