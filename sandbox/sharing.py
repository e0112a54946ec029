"""One piece of work that several people watch, and that stops when the last of them goes away; and its heartbeat."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Generic, TypeVar

from sandbox.errors import Cancelled, SandboxError

T = TypeVar("T")


class Shared(Generic[T]):
    """Runs an async generator in a task. Watchers see its latest value, not each one, and its error."""

    def __init__(self, work: AsyncGenerator[T, None]) -> None:
        self._latest: T | None = None
        self._changed = asyncio.Event()
        self._watchers = 0
        self._stopping = False
        self._task = asyncio.create_task(self._run(work))
        self._task.add_done_callback(self._wake)

    @property
    def open(self) -> bool:
        """False once the work is done, failed or being stopped: whoever comes later starts anew."""
        return not self._stopping and not self._task.done()

    async def watch(self) -> AsyncGenerator[T, None]:
        """Yields the latest value whenever there is a newer one, the last one always; then raises what went wrong."""
        self._watchers += 1
        try:
            seen: T | None = None
            while True:
                changed, finished = self._changed, self._task.done()
                if self._latest is not seen and self._latest is not None:
                    seen = self._latest
                    yield seen
                elif finished:
                    break
                else:
                    await changed.wait()
            self._raise_trouble()
        finally:
            self._watchers -= 1
            if not self._watchers:
                await self.stop()

    async def stop(self) -> None:
        """Ends the work and waits until it has cleaned up; watchers get Cancelled."""
        self._stopping = True
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await asyncio.shield(self._task)

    async def _run(self, work: AsyncGenerator[T, None]) -> None:
        async with contextlib.aclosing(work):
            async for value in work:
                self._latest = value
                self._wake()

    def _wake(self, _: object = None) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _raise_trouble(self) -> None:
        if self._task.cancelled():
            raise Cancelled("The work was stopped before it was done.", "Type the command again to start anew.")
        self._task.result()


async def ticking(values: AsyncGenerator[T, None], seconds: float) -> AsyncGenerator[T | None, None]:
    """Yields each value as it comes, and None whenever none came for that long."""
    coming: asyncio.Future[T] | None = None
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(values))
            await asyncio.wait([coming], timeout=seconds)
            if not coming.done():
                yield None
                continue
            try:
                value = coming.result()
            except StopAsyncIteration:
                return
            coming = None
            yield value
    finally:
        if coming is not None:
            coming.cancel()
            with contextlib.suppress(asyncio.CancelledError, StopAsyncIteration, SandboxError):
                await coming
