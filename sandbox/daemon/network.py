"""The engine's network: a namespace with nothing but its own loopback, in which only a registry cache answers."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.daemon.layout import Layout
from sandbox.daemon.mounts import mounts_below
from sandbox.daemon.plan import Mirror
from sandbox.daemon.processes import run

_NETWORK = 0x40000000
"""CLONE_NEWNET (sched.h)."""

_libc = ctypes.CDLL(None, use_errno=True)


def set_up_network(layout: Layout, mirror: Mirror | None) -> None:
    """Makes the namespace unless it is there, and gives it the mirror's address where that is not loopback's."""
    if layout.net not in mounts_below(layout.run):
        layout.net.touch()
        run("unshare", f"--net={layout.net}", "true")
        run(*inside(layout), "ip", "link", "set", "lo", "up")
    if mirror is not None and mirror.beyond_loopback:
        run(*inside(layout), "ip", "address", "replace", mirror.host, "dev", "lo")


def inside(layout: Layout) -> list[str]:
    """The words before a command that is to run in the namespace; unlike `ip netns exec` they hide no mounts."""
    return ["nsenter", f"--net={layout.net}"]


def listener_inside(net: Path, host: str, port: int) -> socket.socket:
    """Opens a listening socket in the namespace; it stays there, while the process comes back out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with _entered(net):
        return socket.create_server((host, port), family=family, backlog=64)


@contextmanager
def _entered(net: Path) -> Iterator[None]:
    with net.open("rb") as there, Path("/proc/self/ns/net").open("rb") as here:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(here.fileno())


def _enter(namespace: int) -> None:
    if _libc.setns(namespace, _NETWORK) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
