"""What containers, images and registries can take of a host, tried with greedy ones."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import web
from engine.fake_registry import serving
from engine.hosts import SMALL, host_folder, pid_of, seconds_until
from engine.images import Step, busybox, image
from engine.local import LocalEngine

from sandbox.daemon import free_space, status, up
from sandbox.daemon.layout import layout_of

MEMORY = 128 << 20


@pytest.fixture
def folder(engine: LocalEngine) -> Iterator[Path]:
    with host_folder() as made:
        yield made


def docker(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["docker", f"--host={status(folder).address}", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_all_containers_together_stay_under_the_memory_chosen(folder: Path, engine: LocalEngine) -> None:
    up(folder, engine.mirror, disk=SMALL, memory=MEMORY)
    assert status(folder).caps["containers"].memory == MEMORY
    ran = docker(folder, "run", "--network=none", "busybox", "tail", "/dev/zero")  # which remembers the whole line
    assert ran.returncode == 137
    assert status(folder).answers


def test_every_container_is_below_the_hosts_own_group_without_asking_for_it(folder: Path, engine: LocalEngine) -> None:
    up(folder, engine.mirror, disk=SMALL)
    container = docker(folder, "run", "--detach", "--network=none", "busybox", "sleep", "600").stdout.strip()
    pid = docker(folder, "inspect", "--format={{.State.Pid}}", container).stdout.strip()
    group = f"/{layout_of(folder).group('containers')}/{container}"
    assert group in Path(f"/proc/{pid}/cgroup").read_text()


def test_root_in_a_container_is_nobody_outside(folder: Path, engine: LocalEngine) -> None:
    up(folder, engine.mirror, disk=SMALL)
    container = docker(folder, "run", "--detach", "--network=none", "busybox", "sleep", "600").stdout.strip()
    assert docker(folder, "exec", container, "id", "-u").stdout == "0\n"
    pid = docker(folder, "inspect", "--format={{.State.Pid}}", container).stdout.strip()
    assert Path(f"/proc/{pid}").stat().st_uid > 65535


async def test_an_endless_manifest_ends_at_dockerds_own_memory_and_it_serves_again(folder: Path) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b" " * (1 << 20))

    async with serving(image(Step("ADD rootfs /", busybox()))) as registry:
        await asyncio.to_thread(up, folder, registry.url, disk=SMALL)
        old = pid_of(folder)
        registry.instead["/manifests/endless"] = endless
        pulled = await asyncio.to_thread(docker, folder, "pull", "busybox:endless")
        assert pulled.returncode != 0
        await asyncio.to_thread(
            seconds_until, lambda: status(folder).answers and status(folder).processes["dockerd"] != old
        )
        assert (await asyncio.to_thread(docker, folder, "pull", "busybox")).returncode == 0


def test_a_full_disk_stops_a_container_and_nothing_else(folder: Path, engine: LocalEngine) -> None:
    up(folder, engine.mirror, disk=SMALL)
    filled = docker(folder, "run", "--network=none", "busybox", "dd", "if=/dev/zero", "of=/f", "bs=1048576")
    assert "No space left" in filled.stderr
    assert free_space(folder)[0] < 1 << 20
    assert layout_of(folder).disk_image.stat().st_blocks * 512 <= SMALL
    docker(folder, "container", "prune", "--force")
    assert docker(folder, "run", "--rm", "--network=none", "busybox", "echo", "ahoy").stdout == "ahoy\n"


def test_without_a_mirror_the_host_has_a_cache_of_its_own_that_is_no_root(folder: Path, engine: LocalEngine) -> None:
    up(folder, disk=SMALL, upstream=engine.mirror)
    seconds_until(lambda: docker(folder, "pull", "busybox").returncode == 0)
    kept = layout_of(folder).cache / "registry"
    assert [*kept.rglob("blobs/sha256/*/*/data")]
    assert Path(f"/proc/{pid_of(folder, 'cache')}").stat().st_uid == kept.stat().st_uid == 65534
    (mirror,) = json.loads(docker(folder, "info", "--format={{json .RegistryConfig.Mirrors}}").stdout)
    with urllib.request.urlopen(f"{mirror}v2/library/busybox/tags/list") as outside:  # under the same address
        assert "latest" in json.load(outside)["tags"]


def test_a_cache_that_is_full_begins_anew(folder: Path, engine: LocalEngine) -> None:
    up(folder, disk=SMALL, upstream=engine.mirror)
    seconds_until(lambda: docker(folder, "pull", "busybox").returncode == 0)
    filler = layout_of(folder).cache / "registry" / "filler"
    space = os.statvfs(filler.parent)
    with filler.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, space.f_bavail * space.f_frsize * 95 // 100)
    seconds_until(lambda: not filler.exists())
    docker(folder, "image", "rm", "--force", "busybox")
    seconds_until(lambda: docker(folder, "pull", "busybox").returncode == 0)
