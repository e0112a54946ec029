"""An engine's answer that goes on for a while, read line by line without blocking the loop.

The HTTP library blocks, so a thread of its own reads; leaving the stream shuts the socket, which wakes the thread
at once even if the engine says nothing more, and tells the engine to stop its work.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from typing import TYPE_CHECKING, Any

import structlog

from sandbox.engine.frames import Frames, Parting
from sandbox.errors import Unavailable

if TYPE_CHECKING:
    import requests

_log = structlog.get_logger(__name__)
_LONGEST_LINE = 1 << 20
_CHUNK = 1 << 16
_BYTES_PER_SECOND = 20_000_000
"""A container that floods its output waits for its reader, so this also bounds what the engine works for it."""


async def json_lines(response: requests.Response) -> AsyncGenerator[dict[str, Any], None]:
    """Yields each JSON object of the answer; raises what the reading raised. Close it to stop the engine's work."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[dict[str, Any] | Exception | None] = asyncio.Queue()

    def put(item: dict[str, Any] | Exception | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is waiting any more
            loop.call_soon_threadsafe(queue.put_nowait, item)

    def read() -> None:
        try:
            for line in _lines(response):
                put(json.loads(line))
        except Exception as trouble:  # noqa: BLE001 - handed to the reader on the other side
            put(trouble)
        else:
            put(None)

    threading.Thread(target=read, name="engine-stream", daemon=True).start()
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        hang_up(response)


class Following:
    """What a container prints, read by a thread of its own and given to `take` there, until it ends or is closed.

    `parting` takes the stream apart; a container's is one of frames.
    """

    def __init__(
        self, response: requests.Response, take: Callable[[bytes], None], parting: Parting | None = None
    ) -> None:
        self._response = response
        self._take = take
        self._parting = parting or Frames()
        self._loop = asyncio.get_running_loop()
        self._begun = asyncio.Event()
        self._ended = asyncio.Event()
        self._trouble: Exception | None = None
        threading.Thread(target=self._read, name="engine-output", daemon=True).start()

    async def begun(self, within: float) -> bool:
        """Waits for the first that is printed, so many seconds at most; answers and raises as `ended` does."""
        return await self._waited(self._begun, within)

    async def ended(self, within: float) -> bool:
        """Waits so many seconds at most; True if there is no more to come. Raises Unavailable if it broke off."""
        return await self._waited(self._ended, within)

    async def _waited(self, event: asyncio.Event, within: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await event.wait()
        if self._trouble is not None:
            _log.warning("engine's stream broke off", trouble=str(self._trouble))
            raise Unavailable("The learners' Docker host went away in the middle of it.", "Try again in a minute.")
        return self._ended.is_set()

    def close(self) -> None:
        """Stops reading, without waiting; the engine is told by the closed socket."""
        hang_up(self._response)

    def _read(self) -> None:
        try:
            while chunk := self._response.raw.read1(_CHUNK):
                for part in self._parting.feed(chunk):
                    self._take(part)
                    self._tell(self._begun)
                time.sleep(len(chunk) / _BYTES_PER_SECOND)
        except Exception as trouble:  # noqa: BLE001 - handed to whoever waits
            self._trouble = trouble
        self._tell(self._ended)
        self._tell(self._begun)

    def _tell(self, event: asyncio.Event) -> None:
        if not event.is_set():
            with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is waiting any more
                self._loop.call_soon_threadsafe(event.set)


def _lines(response: requests.Response) -> Iterator[bytes]:
    rest = b""
    for chunk in response.iter_content(chunk_size=None):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line for line in whole if line.strip())
        if len(rest) > _LONGEST_LINE:
            raise ValueError("a line of the engine's answer has no end")
    if rest.strip():
        yield rest


def hang_up_unread(opening: asyncio.Task[requests.Response]) -> None:
    """Ends an answer whose reader went away before it came; a callback of the task that opens it."""
    if not opening.cancelled() and opening.exception() is None:
        hang_up(opening.result())


def hang_up(response: requests.Response) -> None:
    """Ends an answer that nobody reads on, without waiting for it."""
    with contextlib.suppress(ValueError, RuntimeError, OSError):  # already closed
        response.raw.shutdown()
    # Closing waits for the reading thread to let go of the buffer, so it is not done on the loop.
    threading.Thread(target=response.close, name="engine-hang-up", daemon=True).start()
