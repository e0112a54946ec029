"""An engine's answer that goes on for a while, read line by line without blocking the loop.

The HTTP library blocks, so a thread of its own reads; leaving the stream shuts the socket, which wakes the thread
at once even if the engine says nothing more, and tells the engine to stop its work.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import AsyncGenerator, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

_LONGEST_LINE = 1 << 20


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


def _lines(response: requests.Response) -> Iterator[bytes]:
    rest = b""
    for chunk in response.iter_content(chunk_size=None):
        *whole, rest = (rest + chunk).split(b"\n")
        yield from (line for line in whole if line.strip())
        if len(rest) > _LONGEST_LINE:
            raise ValueError("a line of the engine's answer has no end")
    if rest.strip():
        yield rest


def hang_up(response: requests.Response) -> None:
    """Ends an answer that nobody reads on, without waiting for it."""
    with contextlib.suppress(ValueError, RuntimeError, OSError):  # already closed
        response.raw.shutdown()
    # Closing waits for the reading thread to let go of the buffer, so it is not done on the loop.
    threading.Thread(target=response.close, name="engine-hang-up", daemon=True).start()
