"""The processes of a Docker host and their configuration: containerd, dockerd, and what lets images in."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.daemon.cgroups import Caps
from sandbox.daemon.disk import NOBODY
from sandbox.daemon.layout import Layout
from sandbox.daemon.network import inside
from sandbox.daemon.plan import MEBIBYTE, Plan, read_mirror
from sandbox.daemon.processes import SEARCH, running

CONTAINERS = "containers"
"""The control group below which dockerd puts every container: its own default, so that no request has to name it."""

OWN_CAPS = {
    # An endless manifest ends at this (dockerd grew to 12 GB within 40 s without), and so does the core that it
    # would spend on a container that floods its log.
    "dockerd": Caps(512 * MEBIBYTE, 0.8, 2048),
    # With a shim of about 10 MB and a dozen threads for each container that runs.
    "containerd": Caps(768 * MEBIBYTE, 0.8, 4096),
    "forwarder": Caps(96 * MEBIBYTE, 0.5, 32),
    "cache": Caps(384 * MEBIBYTE, 0.5, 512),
    "supervisor": Caps(96 * MEBIBYTE, 0.5, 32),
}
"""What the host's own processes may take, beside the containers."""

_CONTAINER_THREADS = 4096

_AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs", "--")


@dataclass(frozen=True, slots=True)
class Service:
    """A program that has to run; its name is also that of its control group, its log and its pid file."""

    name: str
    command: tuple[str, ...]
    layout: Layout

    @property
    def pid(self) -> int | None:
        return running(self.layout.pid_file(self.name), f"{self.layout.run}/")


def caps_of_plan(plan: Plan) -> dict[str, Caps]:
    """The limits of every control group of a host, by its leaf."""
    return OWN_CAPS | {CONTAINERS: Caps(plan.memory, plan.cpus, _CONTAINER_THREADS)}


def has_cache(plan: Plan) -> bool:
    """True where the host runs a registry cache of its own."""
    return plan.mirror is None and plan.cache_port is not None


def services_of(layout: Layout, plan: Plan) -> list[Service]:
    """All that has to run, in the order of starting."""
    services = [
        Service("containerd", ("containerd", f"--config={layout.run}/containerd.toml"), layout),
        Service("dockerd", (*inside(layout), "dockerd", f"--config-file={layout.run}/dockerd.json"), layout),
    ]
    if plan.source is not None:
        source = read_mirror(plan.source)
        words = (sys.executable, "-m", "sandbox.daemon.forwarder", str(layout.net), source.host, str(source.port))
        services.append(Service("forwarder", words, layout))
    if has_cache(plan):
        serve = (*_AS_NOBODY, "docker-registry", "serve", f"{layout.run}/cache.json")
        services.append(Service("cache", serve, layout))
    return services


def write_configuration(layout: Layout, plan: Plan) -> None:
    """Writes what the programs read when they start."""
    (layout.run / "containerd.toml").write_text(_containerd(layout))
    (layout.run / "dockerd.json").write_text(json.dumps(_dockerd(layout, plan), indent=1))
    if has_cache(plan):
        (layout.run / "cache.json").write_text(json.dumps(_cache(layout, plan), indent=1))


def _containerd(layout: Layout) -> str:
    return f"""\
version = 2
root = {json.dumps(str(layout.disk / "containerd"))}
state = {json.dumps(str(layout.run / "containerd"))}
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[debug]
level = "warn"
[grpc]
address = {json.dumps(str(layout.containerd_socket))}
"""


def _dockerd(layout: Layout, plan: Plan) -> dict[str, object]:
    """Everything is in a file of ours, since without one dockerd reads the machine's own."""
    settings: dict[str, object] = {
        "hosts": [layout.address],
        "group": str(os.getgid()),
        "data-root": str(layout.disk / "docker"),
        "exec-root": str(layout.run / "docker"),
        "pidfile": str(layout.run / "dockerd.own.pid"),
        "containerd": str(layout.containerd_socket),
        "live-restore": True,  # containers outlive a dockerd that is killed, and the next one is there at once
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "cgroup-parent": f"/{layout.group(CONTAINERS)}",
        "bridge": "none",
        "iptables": False,
        "ip6tables": False,
        "ip-forward": False,
        "ip-masq": False,
        "log-level": "warn",
        "log-driver": "json-file",
        "log-opts": {"max-size": "64k", "max-file": "1"},
        "max-concurrent-downloads": 3,
        "max-concurrent-uploads": 1,
        "registry-mirrors": [plan.source] if plan.source else [],
    }
    if can_map_users():
        settings["userns-remap"] = "default"  # root in a container is nobody outside
    if plan.runtime is not None:
        settings["runtimes"] = {Path(plan.runtime).name: {"path": plan.runtime}}
    return settings


def _cache(layout: Layout, plan: Plan) -> dict[str, object]:
    """The registry's configuration; it is YAML, of which JSON is a part."""
    return {
        "version": 0.1,
        "log": {"level": "error", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(layout.cache / "registry")}, "delete": {"enabled": True}},
        "http": {"addr": f"127.0.0.1:{plan.cache_port}"},
        "proxy": {"remoteurl": plan.upstream},
    }


def can_map_users() -> bool:
    """True where the kernel has user namespaces, and dockerd the tool to make the user that roots are mapped to."""
    try:
        allowed = int(Path("/proc/sys/user/max_user_namespaces").read_text())
    except (OSError, ValueError):
        return False
    return allowed > 0 and shutil.which("useradd", path=SEARCH) is not None
