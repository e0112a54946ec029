"""A registry in the test's own process, that speaks the protocol and lies where a test wants it to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer
from engine.images import Image, digest

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class FakeRegistry:
    """Serves one image under every name and tag, except where a part of the path has a handler of its own."""

    served: Image
    instead: dict[str, Handler] = field(default_factory=dict)
    asked: list[web.Request] = field(default_factory=list)
    url: str = ""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        for part, handler in self.instead.items():
            if part in request.path:
                return await handler(request)
        name = request.path.rpartition("/")[2]
        if "/manifests/" in request.path:
            chosen = {each.digest: each for each in self.served.others}.get(name, self.served)
            return web.Response(body=chosen.manifest, headers={"Content-Type": chosen.kind})
        parts = [each for made in (self.served, *self.served.others) for each in (made.config, *made.layers)]
        blob = {digest(each): each for each in parts}.get(name)
        return web.Response(body=blob) if blob else web.Response(status=404)


@asynccontextmanager
async def serving(served: Image) -> AsyncIterator[FakeRegistry]:
    """Runs it on a free port of loopback."""
    fake = FakeRegistry(served)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", fake.answer)
    async with TestServer(app) as server:
        fake.url = str(server.make_url("")).rstrip("/")
        yield fake


def answering(status: int, body: bytes = b"", **headers: str) -> Handler:
    """A handler that always says this; underscores in header names become dashes."""

    async def handler(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()})

    return handler
