"""Where everything of one Docker host lies, all of it derived from its folder.

What must outlive a reboot lies in the folder: the file that holds the disk, the plan, the logs. What must not lies
below /run, where the paths are short enough for sockets and open to the users that containers' roots are mapped to.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_RUN = Path("/run/shipmate")
LONGEST_SOCKET = 107
"""Bytes of a unix socket's path (unix(7), `sun_path` without its closing zero)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`folder` is absolute; two folders never share anything."""

    folder: Path

    @property
    def name(self) -> str:
        """Names this host among others, as its control group does."""
        return f"shipmate-{sha256(os.fsencode(self.folder)).hexdigest()[:12]}"

    @property
    def run(self) -> Path:
        return _RUN / self.name.removeprefix("shipmate-")

    @property
    def socket(self) -> Path:
        return self.folder / "docker.sock"

    @property
    def address(self) -> str:
        """What SHIPMATE_DOCKER_HOSTS takes."""
        return f"unix://{self.socket}"

    @property
    def plan(self) -> Path:
        return self.folder / "plan.json"

    @property
    def disk_image(self) -> Path:
        return self.folder / "disk.img"

    @property
    def uncapped(self) -> Path:
        """Stands in for the disk image where there can be none."""
        return self.folder / "data"

    @property
    def disk(self) -> Path:
        return self.run / "disk"

    @property
    def cache_image(self) -> Path:
        return self.folder / "cache.img"

    @property
    def uncapped_cache(self) -> Path:
        return self.folder / "cache"

    @property
    def cache(self) -> Path:
        return self.run / "cache"

    @property
    def ballast(self) -> Path:
        return self.disk / "ballast"

    @property
    def net(self) -> Path:
        """The network namespace, as a file to enter it by."""
        return self.run / "net"

    @property
    def containerd_socket(self) -> Path:
        return self.run / "containerd.sock"

    @property
    def trouble(self) -> Path:
        """Where the supervisor writes which service does not start."""
        return self.run / "trouble"

    def pid_file(self, service: str) -> Path:
        return self.run / f"{service}.pid"

    def log(self, service: str) -> Path:
        return self.folder / f"{service}.log"

    def group(self, leaf: str) -> str:
        """The control group of a service or of all containers, as a path from the root of the hierarchy."""
        return f"{self.name}/{leaf}"


def layout_of(folder: Path) -> Layout:
    return Layout(folder.absolute())
