"""Slowing down successive versions of a message to what a platform takes, never losing the last."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from commands.reply import Reply


async def throttled(versions: AsyncIterator[Reply], seconds: float) -> AsyncGenerator[Reply, None]:
    """Yields the first version at once, later ones at most every `seconds`, skipping to the newest, and the last."""
    newest: Reply | None = None
    arrived, ended = asyncio.Event(), asyncio.Event()

    async def read() -> None:
        nonlocal newest
        try:
            async for version in versions:
                newest = version
                arrived.set()
        finally:
            ended.set()
            arrived.set()

    reader = asyncio.create_task(read())
    try:
        while True:
            await arrived.wait()
            arrived.clear()
            version, newest = newest, None
            if version is not None:
                yield version
            if ended.is_set() and newest is None:
                break
            if not ended.is_set():
                await _first(ended, seconds)
        await reader
    finally:
        reader.cancel()
        await asyncio.wait({reader})  # whoever stops listening may close next what the versions come from


async def _first(ended: asyncio.Event, seconds: float) -> None:
    """Waits for the pause to pass, or for the end that makes waiting pointless."""
    try:
        async with asyncio.timeout(seconds):
            await ended.wait()
    except TimeoutError:
        pass
