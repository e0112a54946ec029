"""A real Docker Engine and a real registry on this machine, for tests and for trying the program by hand."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from docker import DockerClient
from docker.errors import APIError
from engine.catalogue import stock

from sandbox.daemon import down, up


@dataclass(frozen=True)
class LocalEngine:
    """`address` goes into SHIPMATE_DOCKER_HOSTS, `mirror` into SHIPMATE_REGISTRY_MIRROR; `folder` is the engine's."""

    address: str
    mirror: str
    folder: Path

    def forget_images(self) -> None:
        """Removes every image, so that the next pull has something to fetch."""
        client = DockerClient(base_url=self.address)
        try:
            for container in client.containers.list(all=True):
                container.remove(force=True)
            while images := client.images.list(all=True):
                for image in images:
                    with suppress(APIError):  # it went with another one, or another is built on it
                        client.images.remove(str(image.id), force=True)
        finally:
            client.close()


@contextmanager
def local_engine() -> Iterator[LocalEngine]:
    """Runs dockerd and a registry with the catalogue's images; both are gone afterwards.

    Raises SandboxError where dockerd can't run, FileNotFoundError without docker-registry.
    """
    folder = Path(tempfile.mkdtemp(prefix="shipmate-engine-"))
    try:
        with local_registry(folder / "registry") as mirror:
            stock(mirror)
            address = up(folder / "engine", mirror, disk=2 << 30)
            yield LocalEngine(address, mirror, folder / "engine")
    finally:
        down(folder / "engine")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def local_registry(folder: Path) -> Iterator[str]:
    """Runs Debian's docker-registry on a free port and yields its address."""
    folder.mkdir(parents=True)
    port = free_port()
    config = folder / "config.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
        f"validation: {{manifests: {{urls: {{allow: ['.*']}}}}}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}}}}}\nhttp: {{addr: '127.0.0.1:{port}'}}\n"
    )
    address = f"http://127.0.0.1:{port}"
    command = ["docker-registry", "serve", str(config)]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait_for(address: str) -> None:
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(f"{address}/v2/", timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("the registry did not start")
