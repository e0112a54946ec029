"""The containers of one engine: what is there, and what is done to them. Knows no groups and no limits."""

from __future__ import annotations

import builtins
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.engine.asking import ANSWER_BYTES, Parameters, ask, open_answer
from sandbox.engine.connection import CALL_SECONDS, Connection, EngineRefusedError, NoSuchThingError
from sandbox.engine.streams import Following
from sandbox.foreign import labels, listing, moment, number, table, text

_START_SECONDS = 30.0
_SIZES_SECONDS = 30.0
_REMOVE_SECONDS = 30.0
_KILL_SECONDS = 12.0
"""The engine itself waits ten seconds for a killed process to be gone (moby, daemon/stop.go)."""

_LIST_BYTES = 100_000_000
"""Every container has its labels and its whole command in the list, both an image's to choose."""

_COMMAND_LENGTH = 2000
_PORTS = 50


@dataclass(frozen=True, slots=True)
class EngineMount:
    """Something mounted in a container; `volume` is the engine's name of a volume, or "" for a tmpfs."""

    volume: str
    target: str
    read_only: bool


@dataclass(frozen=True, slots=True)
class EngineContainer:
    """One row of the engine's list; `written` bytes are known only where sizes were asked for."""

    id: str
    name: str
    image: str
    image_id: str
    command: str
    created: datetime | None
    state: str
    status: str
    ports: tuple[str, ...]
    mounts: tuple[EngineMount, ...]
    labels: Mapping[str, str]
    written: int | None

    @property
    def running(self) -> bool:
        """A paused container has its processes and its memory still."""
        return self.state in ("running", "paused", "restarting")


@dataclass(frozen=True, slots=True)
class ContainerState:
    """Where a container stands; `exit_code` and `out_of_memory` are of its last run."""

    status: str
    running: bool
    exit_code: int
    out_of_memory: bool
    started: datetime | None
    finished: datetime | None


@dataclass(frozen=True, slots=True)
class ExecState:
    """Where a command in a container stands."""

    running: bool
    exit_code: int


class EngineContainers:
    """Containers are named by their whole ID, or by the engine's name for them.

    Every call raises NoSuchThingError where there is none, EngineRefusedError for what the engine would not do,
    Unavailable or TimedOut where it does not answer.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def create(self, name: str, body: Mapping[str, Any]) -> str:
        """Makes a container and returns its ID; a name that is taken is a refusal with status 409."""
        made = await self._ask("POST", "/containers/create", {"name": name}, body, seconds=_START_SECONDS)
        return text(table(made).get("Id"), 80)

    async def start(self, container: str) -> None:
        await self._ask("POST", f"/containers/{container}/start", seconds=_START_SECONDS)

    async def stop(self, container: str, seconds: int) -> None:
        """Asks the container to end, and kills it after so many seconds; one that does not run is left alone."""
        await self._ask("POST", f"/containers/{container}/stop", {"t": seconds}, seconds=seconds + _KILL_SECONDS)

    async def kill(self, container: str, signal: str) -> None:
        await self._ask("POST", f"/containers/{container}/kill", {"signal": signal}, seconds=_KILL_SECONDS)

    async def pause(self, container: str) -> None:
        await self._ask("POST", f"/containers/{container}/pause")

    async def unpause(self, container: str) -> None:
        await self._ask("POST", f"/containers/{container}/unpause")

    async def limit_processes(self, container: str, most: int) -> None:
        """Caps the processes of a container that somebody else made, as a builder does."""
        await self._ask("POST", f"/containers/{container}/update", body={"PidsLimit": most})

    async def rename(self, container: str, name: str) -> None:
        await self._ask("POST", f"/containers/{container}/rename", {"name": name})

    async def remove(self, container: str) -> None:
        """Kills and removes it, with the volumes that have no name. One that is gone or going already is fine."""
        try:
            await self._ask("DELETE", f"/containers/{container}", {"force": 1, "v": 1}, seconds=_REMOVE_SECONDS)
        except NoSuchThingError:
            return
        except EngineRefusedError as refusal:
            if refusal.status != 409:  # "removal is already in progress"
                raise

    async def list(
        self, labels: Mapping[str, str], *, running: bool = False, sizes: bool = False
    ) -> list[EngineContainer]:
        """Returns the containers that carry these labels, newest first; with `sizes` it takes the engine longer."""
        filters: dict[str, list[str]] = {"label": [f"{name}={value}" for name, value in labels.items()]}
        if running:
            filters["status"] = ["running", "paused"]
        parameters: dict[str, str | int] = {"all": 1, "size": int(sizes), "filters": json.dumps(filters)}
        seconds = _SIZES_SECONDS if sizes else CALL_SECONDS
        found = await self._ask("GET", "/containers/json", parameters, seconds=seconds, limit=_LIST_BYTES)
        return [read_container(table(each)) for each in listing(found)]

    async def inspect(self, container: str) -> dict[str, Any]:
        """Returns all that the engine tells of it, paths of its own host among it."""
        return table(await self._ask("GET", f"/containers/{container}/json"))

    async def state(self, container: str) -> ContainerState:
        return _state(table((await self.inspect(container)).get("State")))

    async def written(self, container: str) -> int:
        """Returns the bytes that a container has written into its own layer; the engine walks its files for that."""
        found = await self._ask("GET", f"/containers/{container}/json", {"size": 1}, seconds=_SIZES_SECONDS)
        return number(table(found).get("SizeRw"))

    async def top(self, container: str) -> dict[str, Any]:
        """Returns what the host's `ps -ef` says of its processes."""
        return table(await self._ask("GET", f"/containers/{container}/top"))

    async def changes(self, container: str) -> builtins.list[Any]:
        return listing(await self._ask("GET", f"/containers/{container}/changes", seconds=_SIZES_SECONDS))

    async def stats(self, container: str) -> dict[str, Any]:
        """Returns one sample; takes one to two seconds, since the processor's share needs two readings."""
        return table(await self._ask("GET", f"/containers/{container}/stats", {"stream": "false"}))

    @asynccontextmanager
    async def attached(
        self, container: str, take: Callable[[bytes], None], *, logs: bool = False
    ) -> AsyncIterator[Following]:
        """Hands on what it prints from now on, with `logs` from the beginning as far as that is kept."""
        parameters = {"stdout": 1, "stderr": 1, "stream": 1, "logs": int(logs)}
        async with self._following("POST", f"/containers/{container}/attach", take, parameters) as following:
            yield following

    @asynccontextmanager
    async def logged(
        self, container: str, take: Callable[[bytes], None], parameters: Parameters
    ) -> AsyncIterator[Following]:
        """Hands on what is kept of its output; `parameters` are the engine's `tail`, `since`, `until`, `timestamps`."""
        whole = {"stdout": 1, "stderr": 1, **parameters}
        async with self._following("GET", f"/containers/{container}/logs", take, whole) as following:
            yield following

    async def prepare_exec(self, container: str, body: Mapping[str, Any]) -> str:
        """Notes a command to be run in a running container and returns its ID."""
        return text(table(await self._ask("POST", f"/containers/{container}/exec", body=body)).get("Id"), 80)

    async def start_exec(self, command: str) -> None:
        """Starts it and does not look at what it prints."""
        await self._ask("POST", f"/exec/{command}/start", body={"Detach": True, "Tty": False}, seconds=_START_SECONDS)

    @asynccontextmanager
    async def executed(self, command: str, take: Callable[[bytes], None]) -> AsyncIterator[Following]:
        """Starts it and hands on what it prints."""
        body = {"Detach": False, "Tty": False}
        async with self._following("POST", f"/exec/{command}/start", take, body=body) as following:
            yield following

    async def exec_state(self, command: str) -> ExecState:
        found = table(await self._ask("GET", f"/exec/{command}/json"))
        return ExecState(found.get("Running") is True, number(found.get("ExitCode")))

    async def _ask(
        self,
        method: str,
        path: str,
        parameters: Parameters | None = None,
        body: Mapping[str, Any] | None = None,
        *,
        seconds: float = CALL_SECONDS,
        limit: int = ANSWER_BYTES,
    ) -> Any:
        return await ask(self._connection, method, path, parameters, body, seconds=seconds, limit=limit)

    @asynccontextmanager
    async def _following(
        self,
        method: str,
        path: str,
        take: Callable[[bytes], None],
        parameters: Parameters | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> AsyncIterator[Following]:
        following = Following(await open_answer(self._connection, method, path, parameters, body), take)
        try:
            yield following
        finally:
            following.close()


def read_container(found: dict[str, Any]) -> EngineContainer:
    """From one row of the engine's list, or of its `system df`."""
    names = [text(each, 400) for each in listing(found.get("Names"))]
    return EngineContainer(
        id=text(found.get("Id"), 80),
        name=names[0].removeprefix("/") if names else "",
        image=text(found.get("Image"), 400),
        image_id=text(found.get("ImageID"), 80),
        command=text(found.get("Command"), _COMMAND_LENGTH),
        created=moment(found.get("Created")),
        state=text(found.get("State"), 20),
        status=text(found.get("Status"), 100),
        ports=tuple(_port(table(each)) for each in listing(found.get("Ports"))[:_PORTS]),
        mounts=tuple(_mount(table(each)) for each in listing(found.get("Mounts"))),
        labels=labels(found.get("Labels")),
        written=number(found.get("SizeRw")) if "SizeRw" in found else None,
    )


def _port(found: dict[str, Any]) -> str:
    return f"{number(found.get('PrivatePort'))}/{text(found.get('Type'), 10)}"


def _mount(found: dict[str, Any]) -> EngineMount:
    return EngineMount(
        volume=text(found.get("Name"), 300),
        target=text(found.get("Destination"), 400),
        read_only=found.get("RW") is False,
    )


def _state(found: dict[str, Any]) -> ContainerState:
    return ContainerState(
        status=text(found.get("Status"), 20),
        running=found.get("Running") is True,
        exit_code=number(found.get("ExitCode")),
        out_of_memory=found.get("OOMKilled") is True,
        started=moment(found.get("StartedAt")),
        finished=moment(found.get("FinishedAt")),
    )
