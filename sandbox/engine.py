"""The Docker Engine, through the docker SDK; nothing else in the program imports it.

Connects when first asked, runs the SDK's blocking calls in threads of its own with time limits, and never guesses
an address: an engine is used only if it was named.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import requests
import structlog

from sandbox.addresses import is_loopback
from sandbox.errors import NotFound, RateLimited, Refused, SandboxError, TimedOut, Unavailable
from sandbox.foreign import listing, moment, number, table, text
from sandbox.streams import json_lines
from sandbox.values import HistoryRow, LayerProgress, Phase

if TYPE_CHECKING:
    import docker

T = TypeVar("T")

CALL_SECONDS = 10.0
"""One ordinary call; a healthy engine answers in milliseconds."""

_DISK_SECONDS = 60.0
_THREADS = 8
_START = "Start one with “shipmate sandbox up”."
_log = structlog.get_logger(__name__)

_PHASES = {
    "Pulling fs layer": Phase.WAITING,
    "Waiting": Phase.WAITING,
    "Downloading": Phase.DOWNLOADING,
    "Verifying Checksum": Phase.DOWNLOADING,
    "Download complete": Phase.DOWNLOADING,
    "Extracting": Phase.EXTRACTING,
    "Pull complete": Phase.DONE,
    "Already exists": Phase.ALREADY_THERE,
}
"""What moby's pull writes in `status` (distribution/xfer, pkg/progress)."""


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What an engine says of itself; `architecture` as in image configs (`amd64`)."""

    version: str
    os: str
    architecture: str
    mirrors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EngineImage:
    """An image as the engine keeps it. `size` is unpacked bytes, `layers` the count that holds files.

    `digests` are docker's RepoDigests: `alpine@sha256:…`.
    """

    id: str
    size: int
    created: datetime | None
    layers: int
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredImage:
    """An image's part of the disk: `own` bytes are shared with no other image; `containers` use it."""

    id: str
    names: tuple[str, ...]
    size: int
    own: int
    containers: int


@dataclass(frozen=True, slots=True)
class Store:
    """The engine's image store; `used` counts every layer once."""

    used: int
    images: tuple[StoredImage, ...]


class Engine:
    """One engine, by its address: `unix:///path`, `tcp://host:2376` or `ssh://user@host`.

    `certificates` is a folder with ca.pem, cert.pem and key.pem; tcp without them is for loopback only. Every call
    raises Unavailable if the engine can't be reached and TimedOut if it does not answer in time.
    """

    def __init__(self, address: str, certificates: Path | None = None) -> None:
        self.address = address
        self._certificates = certificates
        self._client: docker.APIClient | None = None
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="engine")

    async def facts(self) -> EngineFacts:
        version = await self._call(lambda client: client.version())
        info = await self._call(lambda client: client.info())
        mirrors = listing(table(info.get("RegistryConfig")).get("Mirrors"))
        return EngineFacts(
            version=text(version.get("Version"), 40),
            os=text(version.get("Os"), 20),
            architecture=text(version.get("Arch"), 20),
            mirrors=tuple(text(each, 200) for each in mirrors),
        )

    async def answers(self) -> None:
        """Raises Unavailable or TimedOut unless the engine answers."""
        await self._call(lambda client: client.ping(), seconds=CALL_SECONDS / 2)

    async def pull(self, name: str, digest: str, *, stall: float) -> AsyncGenerator[LayerProgress, None]:
        """Fetches `name@digest`, yielding each layer's steps; closing the generator stops the engine's pull.

        After `stall` seconds without a word from the engine it raises TimedOut. What the engine or the registry
        does wrong is raised as a SandboxError in our words.
        """
        response = await self._call(lambda client: _open_pull(client, name, digest, stall))
        lines = json_lines(response)
        try:
            async for line in lines:
                if "error" in line:
                    raise _pull_failure(name, text(line["error"]))
                if (step := _layer_step(line)) is not None:
                    yield step
        except requests.exceptions.RequestException as trouble:
            raise _stream_failure(self.address, trouble) from None
        finally:
            await lines.aclose()

    async def tag(self, image: str, name: str, tag: str) -> None:
        """Names an image; does nothing where the engine no longer has it."""
        await self._find(lambda client: client.tag(image, name, tag))

    async def image(self, image: str) -> EngineImage | None:
        """Returns the image with this ID or name, or None where the engine has none."""
        found = await self._find(lambda client: client.inspect_image(image))  # type: ignore[no-untyped-call] # the stubs are partial
        if found is None:
            return None
        return EngineImage(
            id=text(found.get("Id")),
            size=number(found.get("Size")),
            created=moment(found.get("Created")),
            layers=len(listing(table(found.get("RootFS")).get("Layers"))),
            digests=tuple(text(each, 500) for each in listing(found.get("RepoDigests"))),
        )

    async def sizes(self) -> dict[str, tuple[int, datetime | None]]:
        """Returns unpacked bytes and time of making of every image, by ID."""
        images = await self._call(lambda client: client.images(all=True))
        return {text(each.get("Id"), 80): (number(each.get("Size")), moment(each.get("Created"))) for each in images}

    async def history(self, image: str) -> list[HistoryRow] | None:
        """Returns docker's rows, newest first, or None where the engine has no such image.

        `empty_layer` is only ever set where the size is 0: the engine does not tell it (see `sandbox.history`).
        """
        rows = await self._find(lambda client: client.history(image))  # type: ignore[no-untyped-call] # the stubs are partial
        return None if rows is None else [_history_row(row) for row in rows]

    async def store(self) -> Store:
        """Returns what the images take; slow where there are many, since the engine adds it up."""
        usage = await self._call(lambda client: client.df(), seconds=_DISK_SECONDS)
        images = tuple(_stored_image(each) for each in listing(usage.get("Images")))
        return Store(used=number(usage.get("LayersSize")), images=images)

    async def remove(self, image_id: str) -> bool:
        """Removes an image under all its names; False if a container uses it. Gone already counts as removed."""
        removed = await self._find(lambda client: _remove(client, image_id), seconds=_DISK_SECONDS)
        return removed is not False

    async def close(self) -> None:
        """Lets go of the connections; running calls end by their own limits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()

    async def _find(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T | None:
        import docker.errors

        try:
            return await self._call(call, seconds=seconds)
        except docker.errors.NotFound:
            return None

    async def _call(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T:
        import docker.errors

        def work() -> T:
            return call(self._connected())

        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except (docker.errors.NotFound, SandboxError):
            raise
        except (TimeoutError, requests.exceptions.ReadTimeout):
            raise _silent(self.address) from None
        except (docker.errors.DockerException, requests.exceptions.RequestException, OSError) as trouble:
            raise _absent(self.address, trouble) from None

    def _connected(self) -> docker.APIClient:
        if self._client is None:
            self._client = _connect(self.address, self._certificates)
        return self._client


def _connect(address: str, certificates: Path | None) -> docker.APIClient:
    import docker
    import docker.tls

    parts = urlsplit(address)
    if parts.scheme not in {"unix", "tcp", "ssh"}:
        raise Unavailable(f"{address} is no engine address.", "Write unix:///path, tcp://host:2376 or ssh://user@host.")
    tls: docker.tls.TLSConfig | bool = False
    if parts.scheme == "tcp" and certificates is not None:
        pair = (str(certificates / "cert.pem"), str(certificates / "key.pem"))
        tls = docker.tls.TLSConfig(client_cert=pair, ca_cert=str(certificates / "ca.pem"), verify=True)
    elif parts.scheme == "tcp" and not is_loopback(parts.hostname or ""):
        raise Unavailable(
            f"The engine at {address} is on another machine and would be asked without TLS.",
            "Set SHIPMATE_DOCKER_CERTIFICATES to a folder with ca.pem, cert.pem and key.pem.",
        )
    client = docker.APIClient(base_url=address, version="auto", timeout=int(CALL_SECONDS), tls=tls)
    client.trust_env = False  # a proxy or .netrc of the bot's own machine is not meant for the learners' engine
    return client


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
        raise _pull_failure(name, message)
    return response


def _remove(client: docker.APIClient, image_id: str) -> bool:
    import docker.errors

    try:
        client.remove_image(image_id, force=True)
    except docker.errors.APIError as trouble:
        if trouble.status_code != 409:  # conflict: a container uses it
            raise
        return False
    return True


def _layer_step(line: dict[str, Any]) -> LayerProgress | None:
    status = text(line.get("status"), 100)
    phase = Phase.WAITING if status.startswith("Retrying") else _PHASES.get(status)
    if phase is None or "id" not in line:
        return None
    detail = table(line.get("progressDetail"))
    return LayerProgress(text(line["id"], 12), phase, number(detail.get("current")), detail.get("total") or None)


def _history_row(row: dict[str, Any]) -> HistoryRow:
    return HistoryRow(
        id=text(row.get("Id"), 80),
        created=moment(row.get("Created")),
        created_by=text(row.get("CreatedBy")),
        size=number(row.get("Size")),
        comment=text(row.get("Comment")),
        empty_layer=False,
    )


def _stored_image(image: dict[str, Any]) -> StoredImage:
    size, shared = number(image.get("Size")), number(image.get("SharedSize"))
    names = [name for name in listing(image.get("RepoTags")) if name != "<none>:<none>"]
    return StoredImage(
        id=text(image.get("Id"), 80),
        names=tuple(names or [text(each, 200) for each in listing(image.get("RepoDigests"))[:1]]),
        size=size,
        own=max(0, size - shared),
        containers=number(image.get("Containers")),
    )


def _pull_failure(name: str, message: str) -> SandboxError:
    """Our words for what went wrong. The engine's own mislead too often to be shown, so they go to the log."""
    _log.warning("engine could not pull", image=name, message=message)
    words = message.lower()
    if "toomanyrequests" in words or "too many requests" in words:
        return RateLimited("The registry wants a pause: too many images were pulled from here.", "Try again later.")
    if "no space left" in words:
        return Unavailable("The sandbox's disk is full.", "Try again after the next clean-up, or a smaller image.")
    if "verification failed" in words or "unexpected eof" in words or "register layer" in words:
        return Refused(
            "The registry sent a layer that is not what the image's manifest promised, so it was thrown away.",
            "Try another tag.",
        )
    if "not found" in words or "manifest unknown" in words:
        return NotFound("The registry no longer has a part of this image.", "Try another tag.")
    return Unavailable("The sandbox could not fetch this image from its registry.", "Try again in a few minutes.")


def _stream_failure(address: str, trouble: requests.exceptions.RequestException) -> SandboxError:
    _log.warning("engine's answer broke off", host=address, trouble=str(trouble))
    if "timed out" in str(trouble):
        return TimedOut("The pull stood still for too long and was stopped.", "Try again in a few minutes.")
    return Unavailable("The learners' Docker host went away in the middle of the pull.", "Try again in a minute.")


def _silent(address: str) -> SandboxError:
    _log.warning("engine does not answer in time", host=address)
    return TimedOut("The learners' Docker host does not answer in time.", "Try again in a minute.")


def _absent(address: str, trouble: Exception) -> Unavailable:
    _log.warning("engine can't be reached", host=address, trouble=str(trouble))
    return Unavailable("The learners' Docker host does not answer.", _START)
