"""The connection to one engine, through the docker SDK.

Connects, and loads the SDK, when first asked; runs the SDK's blocking calls in threads of its own with time limits;
never guesses an address: an engine is used only if it was named.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

import structlog

from sandbox.addresses import is_loopback
from sandbox.errors import SandboxError, TimedOut, Unavailable

if TYPE_CHECKING:
    import docker

T = TypeVar("T")

CALL_SECONDS = 10.0
"""One ordinary call; a healthy engine answers in milliseconds."""

_THREADS = 32
"""A container that is being stopped holds one for seconds, and others must not wait for it."""

_OLDEST_API = "1.40"
"""Of Docker 19.03; only used to ask for the engine's own."""

_START = "Start one with “shipmate sandbox up”."
_TLS_ADVICE = "Set SHIPMATE_DOCKER_CERTIFICATES to a folder with ca.pem, cert.pem and key.pem."
_log = structlog.get_logger(__name__)


class NoSuchThingError(Exception):
    """The engine knows nothing under this name."""


class EngineRefusedError(Unavailable):
    """The engine answered, but would not do it. `message` is its own and for the log only."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__("The learners' Docker host could not do that.", "Try again in a minute.")
        self.status = status
        self.message = message


class Connection:
    """One engine, by its address: `unix:///path`, `tcp://host:2376` or `ssh://user@host`.

    `certificates` is a folder with ca.pem, cert.pem and key.pem; tcp without them is for loopback only.
    """

    def __init__(self, address: str, certificates: Path | None = None) -> None:
        self.address = address
        self._certificates = certificates
        self._client: docker.APIClient | None = None
        self._connecting = threading.Lock()
        self._closed = False
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="engine")

    async def call(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T:
        """Makes a call. Raises Unavailable if the engine can't be reached, TimedOut if it does not answer in time,

        NoSuchThingError if it knows no such thing, EngineRefusedError for what it refuses in another way.
        """

        def work() -> T:
            _knock(self.address)
            return call(self._connected())

        if self._closed:
            raise Unavailable("The sandbox is being closed.", "Try again when it is back.")
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except Exception as trouble:  # noqa: BLE001 - raised again, in our words where it is the engine's doing
            raise _in_our_words(self.address, trouble) from None

    async def find(self, call: Callable[[docker.APIClient], T], *, seconds: float = CALL_SECONDS) -> T | None:
        """Makes a call; returns None where the engine knows no such thing."""
        try:
            return await self.call(call, seconds=seconds)
        except NoSuchThingError:
            return None

    async def close(self) -> None:
        """Lets go of the connections; running calls end by their own limits."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._client is not None:
            self._client.close()

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

    client = docker.APIClient(
        base_url=address, version=version, timeout=int(CALL_SECONDS), tls=tls, max_pool_size=_THREADS
    )
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


def _in_our_words(address: str, trouble: Exception) -> Exception:
    """Says what a call's failure means; what isn't the engine's doing stays as it is."""
    import docker.errors
    import requests
    import urllib3.exceptions  # what reading an answer raises below requests

    if isinstance(trouble, SandboxError):
        return trouble
    if isinstance(trouble, docker.errors.NotFound):
        return NoSuchThingError()
    if isinstance(trouble, docker.errors.APIError):
        return _refusal(address, trouble)
    if isinstance(trouble, TimeoutError | requests.exceptions.ReadTimeout | urllib3.exceptions.ReadTimeoutError):
        return _silent(address)
    if isinstance(trouble, requests.exceptions.SSLError) or "CERTIFICATE" in str(trouble):
        return _untrusted(address, trouble)
    broken = (
        docker.errors.DockerException | requests.exceptions.RequestException | urllib3.exceptions.HTTPError | OSError
    )
    if isinstance(trouble, broken | json.JSONDecodeError):
        return _absent(address, trouble)
    return trouble


def _untrusted(address: str, trouble: Exception) -> Unavailable:
    _log.warning("engine's certificate does not hold", host=address, trouble=str(trouble))
    if "expired" in str(trouble):
        return Unavailable("The certificate of the learners' Docker host has expired.", "Its operator has to renew it.")
    return Unavailable("The learners' Docker host could not prove to be itself, or did not trust us.", _TLS_ADVICE)


def _refusal(address: str, trouble: docker.errors.APIError) -> EngineRefusedError:
    refusal = EngineRefusedError(trouble.status_code or 500, str(trouble.explanation or "")[:500])
    _log.info("engine refused", host=address, status=refusal.status, message=refusal.message)
    return refusal


def _silent(address: str) -> SandboxError:
    _log.warning("engine does not answer in time", host=address)
    return TimedOut("The learners' Docker host does not answer in time.", "Try again in a minute.")


def _absent(address: str, trouble: Exception) -> Unavailable:
    _log.warning("engine can't be reached", host=address, trouble=str(trouble))
    return Unavailable("The learners' Docker host does not answer.", _START)
