"""Images that are small on the wire and fill the disk: stopped on the way, and every byte comes back."""

from __future__ import annotations

import asyncio
import gzip
import tarfile
import time
from dataclasses import replace

import pytest
from engine.catalogue import MEGABYTE
from engine.images import Image, Step, digest, image, manifest_of, push
from engine.ledger import MakeSandbox
from engine.local import LocalEngine

from sandbox.daemon import free_space
from sandbox.engine import Engine
from sandbox.errors import SandboxError, TooLarge
from sandbox.host import Sandbox
from sandbox.values import Asker, Pulled


def of_layer(archive: bytes) -> Image:
    """An image whose only layer is this archive."""
    plain = image(Step("ADD bomb /", {"x": b""}))
    layers = (gzip.compress(archive, mtime=0),)
    config = plain.config.replace(digest(gzip.decompress(plain.layers[0])).encode(), digest(archive).encode())
    return replace(plain, config=config, layers=layers, manifest=manifest_of(config, layers))


def zeros(size: int) -> Image:
    """A file of zeros: a thousandth of it travels."""
    return image(Step("ADD zeros /", {"zeros": bytes(size)}))


def sparse(size: int) -> Image:
    """A file that is one hole, in GNU's old form: nothing of it travels, and the engine writes all of it."""
    entry = tarfile.TarInfo("hole")
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    header[156:157] = b"S"
    header[386:398], header[398:410] = _base_256(size), _base_256(0)
    header[483:495] = _base_256(size)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return of_layer(bytes(header) + bytes(1024))


def _base_256(number: int) -> bytes:
    return b"\x80" + number.to_bytes(11, "big")


async def pull(sandbox: Sandbox, name: str) -> Pulled:
    versions = [version async for version in sandbox.pull(sandbox.reference(name), Asker("ducks", "ana"))]
    assert isinstance(versions[-1], Pulled)
    return versions[-1]


async def all_is_back(engine: LocalEngine, docker: Engine, before: int) -> bool:
    """Waits until the disk is as free as before, but for what the engine notes of itself; the store must be empty."""
    deadline = time.monotonic() + 10
    while free_space(engine.folder)[0] < before - 2 * MEGABYTE and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    return free_space(engine.folder)[0] >= before - 2 * MEGABYTE and (await docker.store()).images == ()


async def test_zeros_without_end_are_stopped_at_the_cap_and_the_disk_returns_to_the_mark(
    make_sandbox: MakeSandbox, engine: LocalEngine, docker: Engine
) -> None:
    bomb = zeros(600 * MEGABYTE)
    assert sum(map(len, bomb.layers)) < 3 * MEGABYTE
    push(engine.mirror, "mallory/boom", "latest", bomb)
    before = lowest = free_space(engine.folder)[0]
    pulling = asyncio.create_task(pull(make_sandbox(unpacked_bytes=100 * MEGABYTE), "mallory/boom"))
    while not pulling.done():
        lowest = min(lowest, free_space(engine.folder)[0])
        await asyncio.sleep(0.01)
    with pytest.raises(TooLarge, match=r"mallory/boom:latest was unpacking to more than .* may have 100 MB"):
        await pulling
    assert before - lowest < 250 * MEGABYTE
    assert await all_is_back(engine, docker, before)


async def test_a_file_that_is_one_hole_never_becomes_an_image_and_takes_no_room(
    make_sandbox: MakeSandbox, engine: LocalEngine, docker: Engine
) -> None:
    push(engine.mirror, "mallory/hole", "latest", sparse(20_000 * MEGABYTE))
    before = free_space(engine.folder)[0]
    with pytest.raises(SandboxError):  # too large where the engine fills the hole, a failure where it doesn't
        await pull(make_sandbox(stall_seconds=5), "mallory/hole")
    assert await all_is_back(engine, docker, before)


async def test_when_the_disk_runs_low_a_pull_gives_way_before_it_is_full(
    make_sandbox: MakeSandbox, engine: LocalEngine, docker: Engine
) -> None:
    push(engine.mirror, "mallory/boom", "latest", zeros(600 * MEGABYTE))
    before = free_space(engine.folder)[0]
    with pytest.raises(
        TooLarge, match=r"more than the sandbox has room for: [\d.]+ [MG]B of its disk have to stay free\."
    ):
        await pull(make_sandbox(free_bytes=before - 50 * MEGABYTE), "mallory/boom")
    assert await all_is_back(engine, docker, before)
