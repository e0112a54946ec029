"""Where the checks of questions run: an engine that holds nothing but a small base image, and a registry.

By default both are started for the purpose, in a network namespace of their own, and thrown away with all that the
checks left: nothing that these publish or reach lies outside.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree, which
from typing import IO, Any

from content.records import Engine
from sandbox.engine.emptying import empty

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_NEEDED = ("dockerd", "docker", "docker-registry", "busybox", "unshare", "nsenter", "ip")
_REGISTRY = "127.0.0.1:5999"
_BASE = "base:1"
_START_SECONDS = 30
_STOP_SECONDS = 30
_SCRIPT_SECONDS = 60

_MAKE_BASE = """
docker image inspect "$BASE" >/dev/null 2>&1 && exit
mkdir -p bin tmp etc proc; cp "$(command -v busybox)" bin/busybox
for applet in $(busybox --list); do [ -e bin/$applet ] || ln -s busybox bin/$applet; done
tar -c . | docker import -c 'CMD ["sh"]' - "$BASE"
"""

_HOLDS = 'docker ps -aq; docker volume ls -q; docker images -q | grep -v "$(docker images -q "$BASE")"'
_TELL = "docker info -f '{{.ServerVersion}}|{{.Driver}}|{{.DriverStatus}}|{{.SystemTime}}'"


class BenchError(Exception):
    """No check can run here; the message says what is missing, to whoever asked for it."""


@dataclass(frozen=True, slots=True)
class Bench:
    """`BASE` and `REGISTRY` tell a script its base image and the registry; `enter` leads into the engine's network."""

    address: str
    registry: str
    enter: tuple[str, ...] = ()

    def run(self, script: str) -> str:
        """Runs a script on an engine that holds the base image alone, and returns what it printed.

        Raises TimeoutError after a minute.
        """
        if not empty(self.address, _BASE):
            self.shell(_MAKE_BASE)
        try:
            return self.shell(script).stdout
        except subprocess.TimeoutExpired:
            raise TimeoutError(f"it ran for {_SCRIPT_SECONDS} seconds") from None

    def containers(self) -> list[dict[str, Any]]:
        """Returns what docker inspect tells of every container."""
        told = self.shell('ids=$(docker ps -aq); [ -z "$ids" ] || docker inspect $ids').stdout
        found: list[dict[str, Any]] = json.loads(told or "[]")
        return found

    def clear(self) -> None:
        """Removes all that the last script left."""
        empty(self.address, _BASE)

    def engine(self) -> Engine:
        """Returns the engine's version, its image store, and the date by its own clock."""
        version, driver, status, now = self.shell(_TELL).stdout.strip().split("|")
        return Engine(version, "containerd" if "io.containerd.snapshotter" in status else driver, now[:10])

    def prepare(self) -> None:
        """Waits until the engine answers and gives it the base image; raises BenchError where it doesn't."""
        end = time.monotonic() + _START_SECONDS
        while self.shell("docker version").returncode:
            if time.monotonic() > end:
                raise BenchError(f"The engine at {self.address} does not answer.")
            time.sleep(0.1)
        made = self.shell(_MAKE_BASE)
        if made.returncode:
            raise BenchError(f"The base image can't be made: {made.stderr.strip()}")

    def holds_anything(self) -> bool:
        """Says whether somebody would miss what a check removes."""
        return bool(self.shell(_HOLDS).stdout.strip())

    def shell(self, script: str) -> subprocess.CompletedProcess[str]:
        with tempfile.TemporaryDirectory(prefix="shipmate-check-") as here:
            environment = {
                "PATH": _PATH,
                "HOME": here,
                "DOCKER_HOST": self.address,
                "BASE": _BASE,
                "REGISTRY": self.registry,
            }
            return subprocess.run(  # noqa: S603 - a script of ours, on an engine of its own
                [*self.enter, "/bin/sh", "-uc", script],
                cwd=here,
                env=environment,
                capture_output=True,
                text=True,
                timeout=_SCRIPT_SECONDS,
                check=False,
            )


@contextmanager
def bench_on(address: str, registry: str = "") -> Iterator[Bench]:
    """Uses an engine that somebody gives; raises BenchError unless it holds nothing, since checks remove everything."""
    bench = Bench(address, registry)
    bench.prepare()
    if bench.holds_anything():
        raise BenchError(
            f"The engine at {address} holds containers, images or volumes, and every check begins by removing all of "
            "them. Give an engine that holds nothing, or none: then one is started for the purpose."
        )
    try:
        yield bench
    finally:
        bench.clear()


@contextmanager
def throwaway_bench() -> Iterator[Bench]:
    """Starts engine and registry; raises BenchError without root, dockerd, docker-registry or busybox."""
    missing = [program for program in _NEEDED if not which(program, path=_PATH)] + ["root"] * bool(os.geteuid())
    if missing:
        raise BenchError(f"No engine can be started here: {', '.join(missing)} is missing. Run: make engine")
    folder = Path(tempfile.mkdtemp(prefix="shipmate-bench-"))
    try:
        with (folder / "dockerd.log").open("w") as log, _running(_engine(folder), log) as engine:
            inside = ("nsenter", f"--net=/proc/{engine.pid}/ns/net")
            bench = Bench(f"unix://{folder}/docker.sock", _REGISTRY, inside)
            with _running(_registry(folder, engine.pid), log):
                bench.prepare()
                yield bench
                bench.clear()
    finally:
        rmtree(folder, ignore_errors=True)


@contextmanager
def _running(command: list[str], log: IO[str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(command, stdout=log, stderr=log)  # noqa: S603 - the commands below
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
