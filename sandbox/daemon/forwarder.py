"""Carries bytes between the engine's network and the one registry cache it may reach.

`python -m sandbox.daemon.forwarder NET HOST PORT` listens on that address in the namespace NET, and connects from the
network that it was started in to the same address there. Nothing that comes through can choose another.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

from sandbox.daemon.network import listener_inside

_CONNECTIONS = 128
_CHUNK = 1 << 17


async def forward(net: Path, host: str, port: int) -> None:
    """Serves until it is cancelled."""
    places = asyncio.Semaphore(_CONNECTIONS)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with places:
            with contextlib.suppress(OSError):
                await _join(reader, writer, *await asyncio.open_connection(host, port))
        writer.close()

    server = await asyncio.start_server(serve, sock=listener_inside(net, host, port))
    await server.serve_forever()


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    outer_reader: asyncio.StreamReader,
    outer_writer: asyncio.StreamWriter,
) -> None:
    ways = (asyncio.create_task(_carry(reader, outer_writer)), asyncio.create_task(_carry(outer_reader, writer)))
    try:
        await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        outer_writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(forward(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
