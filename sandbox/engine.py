"""The Docker Engine, through the docker SDK; nothing else in the program imports it.

Connects, and loads the SDK, when first asked; runs the SDK's blocking calls in threads of its own with time limits;
never guesses an address: an engine is used only if it was named.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import structlog

from sandbox.addresses import is_loopback
from sandbox.engine_answers import (
    EngineFacts,
    EngineImage,
    Store,
    engine_facts,
    engine_image,
    history_row,
    layer_step,
    pull_failure,
    store,
)
from sandbox.errors import SandboxError, TimedOut, Unavailable
from sandbox.foreign import moment, number, text
from sandbox.streams import hang_up, json_lines
from sandbox.values import HistoryRow, LayerProgress

if TYPE_CHECKING:
    import docker
    import requests

T = TypeVar("T")

CALL_SECONDS = 10.0
"""One ordinary call; a healthy engine answers in milliseconds."""

_PING_SECONDS = 3.0
_DISK_SECONDS = 60.0
_FACTS_SECONDS = 60.0
_THREADS = 8
_OLDEST_API = "1.40"
"""Of Docker 19.03; only used to ask for the engine's own."""

_START = "Start one with “shipmate sandbox up”."
_TLS_ADVICE = "Set SHIPMATE_DOCKER_CERTIFICATES to a folder with ca.pem, cert.pem and key.pem."
_log = structlog.get_logger(__name__)


class _NoSuchThingError(Exception):
    """The engine knows nothing under this name."""


class Engine:
    """One engine, by its address: `unix:///path`, `tcp://host:2376` or `ssh://user@host`.

    `certificates` is a folder with ca.pem, cert.pem and key.pem; tcp without them is for loopback only. Every call
    raises Unavailable if the engine can't be reached and TimedOut if it does not answer in time.
    """

    def __init__(self, address: str, certificates: Path | None = None) -> None:
        self.address = address
        self._certificates = certificates
        self._client: docker.APIClient | None = None
        self._connecting = threading.Lock()
        self._facts: EngineFacts | None = None
        self._facts_until = 0.0
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="engine")

    async def facts(self) -> EngineFacts:
        """Returns what changes only with a restart; asked again after a minute, as it takes the engine 20 ms."""
        if self._facts is None or time.monotonic() > self._facts_until:
            version, info = await asyncio.gather(
                self._call(lambda client: client.version()), self._call(lambda client: client.info())
            )
            self._facts, self._facts_until = engine_facts(version, info), time.monotonic() + _FACTS_SECONDS
        return self._facts

    async def answers(self) -> None:
        """Raises Unavailable or TimedOut unless the engine answers."""
        await self._call(lambda client: client.ping(), seconds=_PING_SECONDS)

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
        return None if found is None else engine_image(found)

    async def sizes(self) -> dict[str, tuple[int, datetime | None]]:
        """Returns unpacked bytes and time of making of every image, by ID."""
        images = await self._call(lambda client: client.images(all=True))
        return {text(each.get("Id"), 80): (number(each.get("Size")), moment(each.get("Created"))) for each in images}

    async def history(self, image: str) -> list[HistoryRow] | None:
        """Returns docker's rows, newest first, or None where the engine has no such image.

        `empty_layer` is only ever set where the size is 0: the engine does not tell it (see `sandbox.history`).
        """
        rows = await self._find(lambda client: client.history(image))  # type: ignore[no-untyped-call] # the stubs are partial
        return None if rows is None else [history_row(row) for row in rows]

    async def store(self) -> Store:
        """Returns what the images take; slow where there are many, since the engine adds it up."""
        return store(await self._call(_disk_usage, seconds=_DISK_SECONDS))

    async def remove(self, image_id: str) -> bool:
        """Removes an image under all its names; False if a container uses it. Gone already counts as removed."""
        removed = await self._find(lambda client: _remove(client, image_id), seconds=_DISK_SECONDS)
        return removed is not False

    async def close(self) -> None:
        """Lets go of the connections; running calls end by their own limits."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()

    async def _opened(self, name: str, digest: str, stall: float) -> requests.Response:
        """The engine begins to answer only once the registry has; whoever leaves before that still ends the pull."""
        opening = asyncio.create_task(
            self._call(lambda client: _open_pull(client, name, digest, stall), seconds=stall + 1)
        )
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_hang_up_unread)
            raise

    async def _find(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T | None:
        try:
            return await self._call(call, seconds=seconds)
        except _NoSuchThingError:
            return None

    async def _call(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T:
        def work() -> T:
            _knock(self.address)
            return call(self._connected())

        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except Exception as trouble:  # noqa: BLE001 - raised again, in our words where it is the engine's doing
            raise _in_our_words(self.address, trouble) from None

    def _connected(self) -> docker.APIClient:
        with self._connecting:
            if self._client is None:
                self._client = _connect(self.address, self._certificates)
            return self._client


def _connect(address: str, certificates: Path | None) -> docker.APIClient:
    parts = urlsplit(address)
    if parts.scheme not in {"unix", "tcp", "ssh"}:
        raise Unavailable(
            "The learners' Docker host has an address that can't be read.",
            "Write unix:///path, tcp://host:2376 or ssh://user@host.",
        )
    tls: docker.tls.TLSConfig | bool = False
    if parts.scheme == "tcp" and certificates is not None:
        tls = _tls(certificates)
    elif parts.scheme == "tcp" and not is_loopback(parts.hostname or ""):
        raise Unavailable("The learners' Docker host is another machine and would be asked without TLS.", _TLS_ADVICE)
    # Asked by hand: what the SDK asks while it is being made still heeds the environment.
    probe = _client(address, _OLDEST_API, tls)
    try:
        version = probe.version(api_version=False)["ApiVersion"]
    finally:
        probe.close()
    return _client(address, version, tls)


def _client(address: str, version: str, tls: docker.tls.TLSConfig | bool) -> docker.APIClient:
    import docker

    client = docker.APIClient(base_url=address, version=version, timeout=int(CALL_SECONDS), tls=tls)
    client.trust_env = False  # proxies, .netrc and authorities of the bot's own machine aren't meant for this engine
    return client


def _tls(certificates: Path) -> docker.tls.TLSConfig:
    import docker.errors
    import docker.tls

    pair = (str(certificates / "cert.pem"), str(certificates / "key.pem"))
    try:
        return docker.tls.TLSConfig(client_cert=pair, ca_cert=str(certificates / "ca.pem"), verify=True)
    except docker.errors.TLSParameterError:
        raise Unavailable("The certificates for the learners' Docker host are missing.", _TLS_ADVICE) from None


def _knock(address: str) -> None:
    """Raises OSError where nobody listens; the SDK would leave an open socket behind each time."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(CALL_SECONDS)
            probe.connect(parts.path)


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


def _hang_up_unread(opening: asyncio.Task[requests.Response]) -> None:
    if not opening.cancelled() and opening.exception() is None:
        hang_up(opening.result())


def _stream_failure(address: str, trouble: requests.exceptions.RequestException) -> SandboxError:
    _log.warning("engine's answer broke off", host=address, trouble=str(trouble))
    if "timed out" in str(trouble):
        return TimedOut("The pull stood still for too long and was stopped.", "Try again in a few minutes.")
    return Unavailable("The learners' Docker host went away in the middle of the pull.", "Try again in a minute.")


def _in_our_words(address: str, trouble: Exception) -> Exception:
    """Says what a call's failure means; what isn't the engine's doing stays as it is."""
    import docker.errors
    import requests

    if isinstance(trouble, docker.errors.NotFound):
        return _NoSuchThingError()
    if isinstance(trouble, TimeoutError | requests.exceptions.ReadTimeout):
        return _silent(address)
    if isinstance(trouble, docker.errors.DockerException | requests.exceptions.RequestException | OSError):
        return _absent(address, trouble)
    return trouble


def _silent(address: str) -> SandboxError:
    _log.warning("engine does not answer in time", host=address)
    return TimedOut("The learners' Docker host does not answer in time.", "Try again in a minute.")


def _absent(address: str, trouble: Exception) -> Unavailable:
    _log.warning("engine can't be reached", host=address, trouble=str(trouble))
    return Unavailable("The learners' Docker host does not answer.", _START)
