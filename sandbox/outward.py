"""HTTP to strangers: no request may end at an address inside, however a registry points there.

Redirects are followed by hand so that each hop is checked, and the addresses that a name resolved to are the very
ones connected to. Origins that the operator configured (a mirror) are exempt.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from sandbox.addresses import is_inner, names_inside
from sandbox.errors import Refused, TimedOut, TooLarge, Unavailable
from sandbox.policy import megabytes

_log = structlog.get_logger(__name__)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_HOPS = 5
_CONNECT_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back after the last hop. `body` is empty for HEAD and for anything but 200."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Guard(AbstractResolver):
    """Resolves as `inner` does, but refuses a name with any address inside, unless its host and port are trusted."""

    def __init__(self, inner: AbstractResolver, trusted: frozenset[tuple[str | None, int | None]]) -> None:
        self._inner = inner
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        if (host, port) not in self._trusted and any(is_inner(each["host"]) for each in found):
            raise _inside()
        return found

    async def close(self) -> None:
        await self._inner.close()


@dataclass(frozen=True, slots=True)
class Outward:
    """Asks over HTTP. Build it with `outward`."""

    session: aiohttp.ClientSession
    trusted: frozenset[tuple[str | None, int | None]]

    async def ask(self, method: str, url: URL, headers: Mapping[str, str], *, limit: int, what: str) -> Answer:
        """Sends one request and follows redirects. Credentials stay with the origin that they were meant for.

        Raises Refused for a hop inside or without TLS, TooLarge for a body over `limit` bytes, TimedOut,
        Unavailable. `what` names the thing asked for in those sentences.
        """
        origin, sent = url.origin(), dict(headers)
        for _ in range(_MOST_HOPS):
            if url.origin() != origin:
                sent.pop("Authorization", None)
            self._check(url)
            answer, url_next = await self._hop(method, url, sent, limit, what)
            if url_next is None:
                return answer
            url = url_next
        raise Refused("The registry sends us from one address to the next without end.", "Try another image.")

    def _check(self, url: URL) -> None:
        if (url.host, url.port) in self.trusted:
            return
        if url.host is None or names_inside(url.host):
            raise _inside()
        if url.scheme != "https":
            raise Refused("The registry points to an address without TLS, which the sandbox never asks.")

    async def _hop(
        self, method: str, url: URL, headers: Mapping[str, str], limit: int, what: str
    ) -> tuple[Answer, URL | None]:
        try:
            async with self.session.request(method, url, headers=headers, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return Answer(response.status, response.headers, b""), _target(url, response.headers["Location"])
                return Answer(response.status, response.headers, await _body(response, limit, what)), None
        except TimeoutError:
            _log.warning("registry too slow", host=url.host)
            raise TimedOut("The registry took too long to answer.", "Try again in a few minutes.") from None
        except (aiohttp.ClientError, OSError, ValueError) as trouble:
            _log.warning("registry can't be reached", host=url.host, trouble=str(trouble))
            raise Unavailable("The registry can't be reached from here.", "Try again in a few minutes.") from None


@asynccontextmanager
async def outward(
    trusted: list[URL], seconds: float, resolver: AbstractResolver | None = None
) -> AsyncIterator[Outward]:
    """Opens the way out, with a time limit for each request. `trusted` origins may lie inside and lack TLS."""
    origins = frozenset((url.host, url.port) for url in trusted)
    guard = Guard(resolver or ThreadedResolver(asyncio.get_running_loop()), origins)
    connector = aiohttp.TCPConnector(resolver=guard, use_dns_cache=False, limit=16)
    timeout = aiohttp.ClientTimeout(total=seconds, connect=min(seconds, _CONNECT_SECONDS))
    async with aiohttp.ClientSession(
        connector=connector,
        timeout=timeout,
        cookie_jar=aiohttp.DummyCookieJar(),
        # Bodies are hashed and counted as sent; unpacking them unasked would let a small one grow.
        auto_decompress=False,
        headers={"Accept-Encoding": "identity", "User-Agent": "shipmate"},
    ) as session:
        yield Outward(session, origins)


async def _body(response: aiohttp.ClientResponse, limit: int, what: str) -> bytes:
    if response.method == "HEAD" or response.status != 200:
        return b""
    declared = response.content_length or 0
    read = bytearray()
    if declared <= limit:
        async for chunk in response.content.iter_chunked(1 << 16):
            read += chunk
            if len(read) > limit:
                break
    if max(declared, len(read)) > limit:
        response.close()
        size = f"is {megabytes(declared)}" if declared > limit else f"has more than {megabytes(limit)}"
        raise TooLarge(f"{what} {size}; the sandbox reads at most {megabytes(limit)}.", "Try another image.")
    return bytes(read)


def _target(url: URL, location: str) -> URL:
    try:
        return url.join(URL(location)).with_user(None).with_fragment(None)
    except ValueError:
        raise Refused("The registry points to an address that can't be read.", "Try another image.") from None


def _inside() -> Refused:
    return Refused(
        "The registry points to an address inside a network, which the sandbox never asks.",
        "Name an image of a public registry, like alpine:latest.",
    )
