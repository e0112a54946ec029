"""An engine that dies, or hangs, in the middle of an answer: a real one can't be made to do that at the right byte."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from sandbox.engine import Engine
from sandbox.errors import SandboxError, TimedOut, Unavailable

VERSION = b'{"ApiVersion": "1.41"}'


@asynccontextmanager
async def engine_that_answers(folder: Path, answer: bytes, *, hangs: bool = False) -> AsyncIterator[Engine]:
    """An engine that tells its version, and to everything else these bytes; then it closes the line, or hangs."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
        versions = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(VERSION), VERSION)
        writer.write(versions if b"/version" in asked else answer)
        await writer.drain()
        if hangs and b"/version" not in asked:
            await over.wait()

    async def met(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError):  # a knock asks nothing
            await serve(reader, writer)

    over = asyncio.Event()
    path = folder / "engine.sock"
    async with await asyncio.start_unix_server(met, path):
        engine = Engine(f"unix://{path}")
        yield engine
        await engine.close()
        over.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[{",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[{",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[{",
        b"HTTP/1.1 2",
        b"",
    ],
    ids=["fewer bytes than it said", "half a chunk", "half of the JSON", "half a status", "nothing"],
)
async def test_an_answer_that_breaks_off_is_an_engine_that_does_not_answer(tmp_path: Path, answer: bytes) -> None:
    async with engine_that_answers(tmp_path, answer) as engine:
        with pytest.raises(Unavailable, match="does not answer"):
            await engine.containers.list({})


async def test_an_answer_that_stops_coming_is_told_as_one_that_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.engine.containers.CALL_SECONDS", 0.3)
    async with engine_that_answers(tmp_path, b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[", hangs=True) as engine:
        with pytest.raises(SandboxError) as told:
            await engine.containers.list({})
    assert isinstance(told.value, TimedOut)
