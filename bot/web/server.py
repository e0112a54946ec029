"""The HTTP server of `shipmate run`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from commands.services import Services
from commands.store import notes


@asynccontextmanager
async def serving(
    services: Services, host: str, port: int, routes: Iterable[web.AbstractRouteDef] = ()
) -> AsyncIterator[None]:
    """Serves health, metrics and the given routes while the block runs."""
    application = web.Application()
    application[_SERVICES] = services
    application.add_routes([web.get("/healthz", _health), web.get("/metrics", _metrics), *routes])
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield
    finally:
        await runner.cleanup()


_SERVICES = web.AppKey("services", Services)


async def _health(request: web.Request) -> web.Response:
    """Says 200 while the database answers."""
    async with request.app[_SERVICES].store.begin() as transaction:
        await notes.get(transaction, "health")
    return web.json_response({"status": "ok"})


async def _metrics(_request: web.Request) -> web.Response:
    return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
