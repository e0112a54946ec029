"""A throw-away engine with a network and a registry of its own, on which the scripts of questions are run.

Engine, registry and scripts share a network namespace, so that nothing they publish or reach lies outside it.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from typing import IO, Any

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_REGISTRY = "127.0.0.1:5999"
_START_SECONDS = 30
_STOP_SECONDS = 30
_SCRIPT_SECONDS = 60

_MAKE_BASE = """
docker image inspect "$BASE" && exit
mkdir -p bin tmp etc proc; cp /bin/busybox bin/
for applet in $(busybox --list); do [ -e bin/$applet ] || ln -s busybox bin/$applet; done
tar -c . | docker import -c 'CMD ["sh"]' - "$BASE"
"""

_CLEAR = """
containers=$(docker ps -aq); [ -z "$containers" ] || docker rm -fv $containers
images=$(docker images -aq | sort -u | grep -v "$(docker images -q "$BASE")"); [ -z "$images" ] || docker rmi -f $images
volumes=$(docker volume ls -q); [ -z "$volumes" ] || docker volume rm -f $volumes
networks=$(docker network ls -q -f type=custom); [ -z "$networks" ] || docker network rm $networks
"""


@dataclass(frozen=True)
class Bench:
    """`BASE` and `REGISTRY` tell a script its base image and the registry."""

    folder: Path
    pid: int

    def run(self, script: str) -> str:
        """Runs a script on an engine that holds the base image alone, and returns what it printed.

        Raises TimeoutExpired after a minute.
        """
        self.shell(_CLEAR)
        self.shell(_MAKE_BASE)
        return self.shell(script).stdout

    def containers(self) -> list[dict[str, Any]]:
        """Returns what docker inspect tells of every container."""
        told = self.shell('ids=$(docker ps -aq); [ -z "$ids" ] || docker inspect $ids').stdout
        found: list[dict[str, Any]] = json.loads(told or "[]")
        return found

    def engine_version(self) -> str:
        return self.shell("docker version -f '{{.Server.Version}}'").stdout.strip()

    def prepare(self) -> None:
        """Waits until the engine answers and gives it the base image."""
        end = time.monotonic() + _START_SECONDS
        while self.shell("docker version").returncode:
            if time.monotonic() > end:
                raise TimeoutError((self.folder / "dockerd.log").read_text()[-2000:])
            time.sleep(0.1)
        made = self.shell(_MAKE_BASE)
        assert not made.returncode, made.stderr

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": _PATH,
            "HOME": str(self.folder),
            "DOCKER_HOST": f"unix://{self.folder}/docker.sock",
            "BASE": "base:1",
            "REGISTRY": _REGISTRY,
        }
        with tempfile.TemporaryDirectory() as here:
            command = ["nsenter", f"--net=/proc/{self.pid}/ns/net", "sh", "-uc", script]
            return subprocess.run(
                command,
                cwd=here,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_SCRIPT_SECONDS,
                check=False,
            )


@contextmanager
def running_bench() -> Iterator[Bench]:
    """Starts engine and registry; needs root, dockerd, docker-registry and busybox."""
    folder = Path(tempfile.mkdtemp(prefix="shipmate-bench-"))
    try:
        with (folder / "dockerd.log").open("w") as log, _running(_engine(folder), log) as engine:
            bench = Bench(folder, engine.pid)
            with _running(_registry(folder, engine.pid), log):
                bench.prepare()
                yield bench
                bench.shell(_CLEAR)
    finally:
        rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], log: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(_STOP_SECONDS)


def _engine(folder: Path) -> list[str]:
    command = (
        f"ip link set lo up; exec dockerd --host=unix://{folder}/docker.sock --data-root={folder}/data "
        f"--exec-root={folder}/run --pidfile={folder}/dockerd.pid --log-level=warn"
    )
    return ["unshare", "--net", "sh", "-c", command]


def _registry(folder: Path, engine: int) -> list[str]:
    config = folder / "registry.yml"
    config.write_text(
        f"version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n"
        f"storage: {{filesystem: {{rootdirectory: {folder}/registry}}}}\nhttp: {{addr: '{_REGISTRY}'}}\n"
    )
    wait = f"until [ -e {folder}/docker.sock ]; do sleep 0.1; done"
    enter = f"exec nsenter --net=/proc/{engine}/ns/net docker-registry serve {config}"
    return ["timeout", "3600", "sh", "-c", f"{wait}; {enter}"]
