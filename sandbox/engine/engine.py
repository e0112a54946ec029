"""One engine and its images."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import structlog

from sandbox.engine.answers import (
    EngineFacts,
    EngineImage,
    ListedImage,
    Store,
    engine_facts,
    engine_image,
    history_row,
    layer_step,
    listed_image,
    pull_failure,
    store,
)
from sandbox.engine.building import EngineBuilder
from sandbox.engine.connection import CALL_SECONDS, Connection
from sandbox.engine.containers import EngineContainers
from sandbox.engine.saving import read_saved
from sandbox.engine.streams import hang_up_unread, json_lines
from sandbox.engine.volumes import EngineVolumes
from sandbox.errors import SandboxError, TimedOut, Unavailable
from sandbox.foreign import moment, table, text
from sandbox.values import HistoryRow, LayerProgress

if TYPE_CHECKING:
    import docker
    import requests

T = TypeVar("T")

_PING_SECONDS = 3.0
_DISK_SECONDS = 60.0
_FACTS_SECONDS = 60.0
_log = structlog.get_logger(__name__)


class Engine:
    """One engine, by its address: `unix:///path`, `tcp://host:2376` or `ssh://user@host`.

    `certificates` is a folder with ca.pem, cert.pem and key.pem; tcp without them is for loopback only. Every call
    raises Unavailable if the engine can't be reached and TimedOut if it does not answer in time.
    """

    def __init__(self, address: str, certificates: Path | None = None) -> None:
        self.address = address
        self._connection = Connection(address, certificates)
        self.containers = EngineContainers(self._connection)
        self.builder = EngineBuilder(self._connection)
        self.volumes = EngineVolumes(self._connection)
        self._facts: EngineFacts | None = None
        self._facts_until = 0.0

    async def facts(self) -> EngineFacts:
        """Returns what changes only with a restart; asked again after a minute, as it takes the engine 20 ms."""
        if self._facts is None or time.monotonic() > self._facts_until:
            version, info = await asyncio.gather(
                self._connection.call(lambda client: client.version()),
                self._connection.call(lambda client: client.info()),
            )
            self._facts, self._facts_until = engine_facts(version, info), time.monotonic() + _FACTS_SECONDS
        return self._facts

    async def answers(self) -> None:
        """Raises Unavailable or TimedOut unless the engine answers."""
        await self._connection.call(lambda client: client.ping(), seconds=_PING_SECONDS)

    async def pull(self, name: str, digest: str, *, stall: float) -> AsyncGenerator[LayerProgress, None]:
        """Fetches `name@digest`, yielding each layer's steps; closing the generator stops the engine's pull.

        After `stall` seconds without a word from the engine it raises TimedOut. What the engine or the registry
        does wrong is raised as a SandboxError in our words.
        """
        import requests

        response = await self._opened(name, digest, stall)
        lines = json_lines(response)
        try:
            async for line in lines:
                if "error" in line:
                    raise pull_failure(name, text(line["error"]))
                if (step := layer_step(line)) is not None:
                    yield step
        except (requests.exceptions.RequestException, ValueError) as trouble:  # ValueError: a line that is no JSON
            raise _stream_failure(self.address, trouble) from None
        finally:
            await lines.aclose()

    async def tag(self, image: str, name: str, tag: str) -> None:
        """Names an image; does nothing where the engine no longer has it."""
        await self._connection.find(lambda client: client.tag(image, name, tag))

    async def image(self, image: str) -> EngineImage | None:
        """Returns the image with this ID or name, or None where the engine has none."""
        found = await self._connection.find(lambda client: client.inspect_image(image))  # type: ignore[no-untyped-call] # the stubs are partial
        return None if found is None else engine_image(found)

    async def inspect_image(self, image: str) -> dict[str, Any] | None:
        """Returns all that the engine tells of an image, or None where it has none."""
        return await self._connection.find(lambda client: table(client.inspect_image(image)))  # type: ignore[no-untyped-call] # the stubs are partial

    async def clock(self) -> datetime:
        """Returns the engine's own time."""
        now = moment((await self._connection.call(lambda client: client.info())).get("SystemTime"))
        if now is None:
            raise Unavailable("The learners' Docker host does not know the time.", "Ask whoever runs it.")
        return now

    async def images(self) -> dict[str, ListedImage]:
        """Returns every image by ID, with what a list tells of it."""
        images = await self._connection.call(lambda client: client.images(all=True))
        return {text(each.get("Id"), 80): listed_image(each) for each in images}

    async def history(self, image: str) -> list[HistoryRow] | None:
        """Returns docker's rows, newest first, or None where the engine has no such image.

        `empty_layer` is only ever set where the size is 0: the engine does not tell it (see `sandbox.history`).
        """
        rows = await self._connection.find(lambda client: client.history(image))  # type: ignore[no-untyped-call] # the stubs are partial
        return None if rows is None else [history_row(row) for row in rows]

    async def saved(self, image_id: str, read: Callable[[Iterator[bytes]], T], *, seconds: float) -> T | None:
        """Hands the image's archive, as `docker save` writes it, to `read` in a thread; None where there is no image.

        The engine first writes the whole archive to its own disk, so keep room for the image once more.
        """
        return await self._connection.find(lambda client: read_saved(client, image_id, read, seconds), seconds=seconds)

    async def store(self) -> Store:
        """Returns what the images take; slow where there are many, since the engine adds it up."""
        return store(await self._connection.call(_disk_usage, seconds=_DISK_SECONDS))

    async def remove(self, image_id: str) -> bool:
        """Removes an image under all its names; False if a container uses it. Gone already counts as removed."""
        removed = await self._connection.find(lambda client: _remove(client, image_id), seconds=_DISK_SECONDS)
        return removed is not False

    async def close(self) -> None:
        """Lets go of the connections; running calls end by their own limits."""
        await self._connection.close()

    async def _opened(self, name: str, digest: str, stall: float) -> requests.Response:
        """The engine begins to answer only once the registry has; whoever leaves before that still ends the pull."""
        opening = asyncio.create_task(
            self._connection.call(lambda client: _open_pull(client, name, digest, stall), seconds=stall + 1)
        )
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(hang_up_unread)
            raise


def _open_pull(client: docker.APIClient, name: str, digest: str, stall: float) -> requests.Response:
    # Not the SDK's own pull: it sends the operator's registry credentials, and can't be stopped while it waits.
    response = client.post(
        f"{client.base_url}/v{client.api_version}/images/create",
        params={"fromImage": name, "tag": digest},
        stream=True,
        timeout=(CALL_SECONDS, stall),
    )
    if response.status_code != 200:
        message = text(response.text)
        response.close()
        raise pull_failure(name, message)
    return response


def _disk_usage(client: docker.APIClient) -> dict[str, Any]:
    """Waits its turn: an engine adds its disk up for one caller at a time and sends others away."""
    import docker.errors

    deadline = time.monotonic() + _DISK_SECONDS
    while True:
        try:
            usage: dict[str, Any] = client.df()
        except docker.errors.APIError as trouble:
            if "already running" not in str(trouble) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return usage


def _remove(client: docker.APIClient, image_id: str) -> bool:
    import docker.errors

    try:
        client.remove_image(image_id, force=True)
    except docker.errors.APIError as trouble:
        if trouble.status_code != 409:  # conflict: a container uses it
            raise
        return False
    return True


def _stream_failure(address: str, trouble: Exception) -> SandboxError:
    _log.warning("engine's answer broke off", host=address, trouble=str(trouble))
    if "timed out" in str(trouble):
        return TimedOut("The pull stood still for too long and was stopped.", "Try again in a few minutes.")
    return Unavailable("The learners' Docker host went away in the middle of the pull.", "Try again in a minute.")
