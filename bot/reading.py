"""Lines of a file descriptor, for adapters that are spoken to over standard input."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import chain

_CHUNK = 1 << 16
_AHEAD = 16
"""Lines that are read before the first of them is taken."""


async def read_lines(source: int, longest: int) -> AsyncIterator[bytes]:
    """Yields each line without its end, whatever kind of file it comes from, and never holds up the loop.

    Of a line longer than `longest` bytes only the first `longest + 1` are kept. A thread reads, because a loop
    can't wait for every kind of file; it reads the bare descriptor, so that it never keeps the program from ending.
    """
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)

    def hand_over() -> None:
        for line in chain(_split(_chunks(source), longest), [None]):
            room.acquire()
            try:
                loop.call_soon_threadsafe(arrived.put_nowait, line)
            except RuntimeError:  # the loop is closed: nobody waits for lines any more
                return

    threading.Thread(target=hand_over, name="read-lines", daemon=True).start()
    while (line := await arrived.get()) is not None:
        room.release()
        yield line


def _chunks(source: int) -> Iterator[bytes]:
    with contextlib.suppress(OSError):  # a terminal that went away is the end, too
        while chunk := os.read(source, _CHUNK):
            yield chunk


def _split(chunks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    line = b""
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield (line + piece)[: longest + 1]
            line = b""
        line = (line + rest)[: longest + 1]
    if line:
        yield line
