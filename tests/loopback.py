"""Serving a web application on loopback from a thread of its own, and waiting for what it sees."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any, TypeVar

from aiohttp import web

_Result = TypeVar("_Result")


class Loopback:
    """A running server: `base` is its address, and `call` runs a coroutine beside it."""

    def __init__(self, base: str, loop: asyncio.AbstractEventLoop) -> None:
        self.base = base
        self._loop = loop

    def call(self, work: Any) -> Any:
        """Runs a coroutine beside the server and returns its result."""
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self._loop)
        return future.result(timeout=30)


@contextmanager
def on_loopback(application: Callable[[], web.Application]) -> Iterator[Loopback]:
    """Serves an application on a free port while the block runs."""
    loop = asyncio.new_event_loop()
    started: Future[int] = Future()

    async def start() -> web.AppRunner:
        runner = web.AppRunner(application(), shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        started.set_result(runner.addresses[0][1])
        return runner

    def serve() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Loopback(f"http://127.0.0.1:{started.result(timeout=10)}", loop)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)


def wait_for(condition: Callable[[], _Result], timeout: float = 20) -> _Result:
    """Waits until the condition holds and returns what it gave."""
    deadline = time.monotonic() + timeout
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return found
