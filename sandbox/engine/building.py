"""The classic builder of one engine, and what it writes while it works."""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from sandbox.engine.asking import Parameters, open_answer
from sandbox.engine.connection import Connection
from sandbox.engine.frames import Lines
from sandbox.engine.streams import Following
from sandbox.foreign import number, table, text

_STEP = re.compile(r"Step (\d+)/(\d+) : ")
_RUNNING = re.compile(r" ---> Running in ([0-9a-f]{12,64})\s*")
"""What moby's classic builder writes (builder/dockerfile)."""


@dataclass(frozen=True, slots=True)
class BuilderWord:
    """One thing that a builder said: text it printed, the step it begins, the container that step runs in, …"""

    printed: str = ""
    step: int | None = None
    container: str | None = None
    image_id: str | None = None
    failure: str | None = None
    exit_code: int | None = None


class EngineBuilder:
    """Every call raises EngineRefusedError for what the engine would not do, Unavailable or TimedOut as ever."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def building(
        self, dockerfile: str, take: Callable[[BuilderWord], None], parameters: Mapping[str, Any]
    ) -> AsyncIterator[Following]:
        """Builds a Dockerfile that has no file beside it and hands each word to `take`; leaving stops the build."""
        whole: Parameters = {"version": "1", "rm": 1, "forcerm": 1, "pull": 0, "networkmode": "none", **parameters}
        response = await open_answer(self._connection, "POST", "/build", whole, _archive(dockerfile))
        following = Following(response, lambda line: take(read_word(line)), Lines())
        try:
            yield following
        finally:
            following.close()


def read_word(line: bytes) -> BuilderWord:
    """From one line of a builder's answer."""
    found = table(json.loads(line))
    if "error" in found:
        code = number(table(found.get("errorDetail")).get("code"))
        return BuilderWord(failure=text(found["error"], 2000), exit_code=code or None)
    image_id = table(found.get("aux")).get("ID")
    if isinstance(image_id, str):
        return BuilderWord(image_id=text(image_id, 80))
    printed = text(found.get("stream"), 1 << 20)
    step, running = _STEP.match(printed), _RUNNING.fullmatch(printed)
    return BuilderWord(printed, step=int(step[1]) if step else None, container=running[1] if running else None)


def _archive(dockerfile: str) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        data = dockerfile.encode()
        header = tarfile.TarInfo("Dockerfile")
        header.size = len(data)
        tar.addfile(header, io.BytesIO(data))
    return archive.getvalue()
