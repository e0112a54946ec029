"""A registry that says one thing when asked and sends another when the engine pulls."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from aiohttp import web
from engine.catalogue import MEGABYTE
from engine.fake_registry import FakeRegistry, Handler, serving
from engine.images import Step, digest, image, noise, with_first_layer
from engine.ledger import MakeSandbox
from engine.local import LocalEngine

from sandbox.daemon import down, up
from sandbox.engine import Engine
from sandbox.errors import SandboxError, TimedOut, TooLarge
from sandbox.host import Sandbox
from sandbox.values import Asker, PullProgress

MADE = image(Step("ADD blob /", {"blob": noise(3 * MEGABYTE, 9)}))
LAYER = MADE.layers[0]


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="shipmate-layers-"))
    yield made
    down(made)
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
async def registry() -> AsyncIterator[FakeRegistry]:
    async with serving(MADE) as fake:
        yield fake


@pytest.fixture
async def host(folder: Path, registry: FakeRegistry) -> AsyncIterator[Engine]:
    """An engine that pulls through the lying registry."""
    address = await asyncio.to_thread(up, folder, registry.url, disk=1 << 30)
    direct = Engine(address)
    yield direct
    await direct.close()


async def pull(sandbox: Sandbox) -> None:
    async for _ in sandbox.pull(sandbox.reference("alpine"), Asker("ducks", "ana")):
        pass


async def nothing_is_left(host: Engine) -> bool:
    return (await host.store()).images == ()


async def test_another_layer_than_promised_never_becomes_an_image(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    async def swap(request: web.Request) -> web.StreamResponse:
        return web.Response(body=LAYER if request.method == "HEAD" else LAYER[::-1])

    registry.instead[digest(LAYER)] = swap
    with pytest.raises(SandboxError):  # which one depends on what Docker Hub, asked next by dockerd, says
        await pull(make_sandbox(mirror=registry.url, hosts=(host.address,)))
    assert await nothing_is_left(host)


async def test_a_layer_that_grows_after_it_was_weighed_is_cut_off(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    async def grow(request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(headers={"Content-Length": "10"})
        response = web.StreamResponse()
        await response.prepare(request)
        for start in range(0, len(LAYER), 100_000):
            await response.write(LAYER[start : start + 100_000])
            await asyncio.sleep(0.05)
        return response

    registry.served = with_first_layer(MADE, size=10)
    registry.instead[digest(LAYER)] = grow
    with pytest.raises(TooLarge, match="More than 1 MB came, though the manifest said less"):
        await pull(make_sandbox(mirror=registry.url, hosts=(host.address,), pull_bytes=MEGABYTE))
    assert await nothing_is_left(host)


def stalling(begun: asyncio.Event) -> Handler:
    async def stall(request: web.Request) -> web.StreamResponse:
        if request.method == "HEAD":
            return web.Response(body=LAYER)
        response = web.StreamResponse(headers={"Content-Length": str(len(LAYER))})
        await response.prepare(request)
        await response.write(LAYER[: MEGABYTE // 2])
        begun.set()
        await asyncio.sleep(4)
        return response

    return stall


async def test_a_pull_that_stands_still_is_given_up(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    registry.instead[digest(LAYER)] = stalling(asyncio.Event())
    with pytest.raises(TimedOut, match="stood still"):
        await pull(make_sandbox(mirror=registry.url, hosts=(host.address,), stall_seconds=1))
    assert await nothing_is_left(host)


async def test_a_pull_that_stands_still_can_be_left_at_once(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    begun = asyncio.Event()
    registry.instead[digest(LAYER)] = stalling(begun)
    sandbox = make_sandbox(mirror=registry.url, hosts=(host.address,))
    async with aclosing(sandbox.pull(sandbox.reference("alpine"), Asker("ducks", "ana"))) as versions:
        async for version in versions:
            if isinstance(version, PullProgress) and version.done:
                await begun.wait()
                break
        started = time.monotonic()
    assert time.monotonic() - started < 1
    assert await nothing_is_left(host)


async def test_a_pull_can_be_left_while_the_engine_still_waits_for_the_registry(
    host: Engine, registry: FakeRegistry, make_sandbox: MakeSandbox
) -> None:
    asked = asyncio.Event()

    async def slow_for_docker(request: web.Request) -> web.StreamResponse:
        if request.headers["User-Agent"].startswith("docker"):
            asked.set()
            await asyncio.sleep(1)
        return web.Response(body=MADE.manifest, headers={"Content-Type": MADE.kind})

    registry.instead["/manifests/"] = slow_for_docker
    pulling = asyncio.create_task(pull(make_sandbox(mirror=registry.url, hosts=(host.address,))))
    await asked.wait()
    started = time.monotonic()
    pulling.cancel()
    await asyncio.wait([pulling])
    assert time.monotonic() - started < 0.5
    await asyncio.sleep(2)
    assert await nothing_is_left(host)
