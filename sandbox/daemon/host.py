"""A Docker host of the learners' own on this machine: own disk, own network, own limits, apart from any other engine.

It outlives whoever started it. These calls block; they are for the command line and for tests.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

from sandbox.daemon import cgroups
from sandbox.daemon.cgroups import Caps
from sandbox.daemon.disk import free_space, let_go_of_disks, set_up_cache_disk, set_up_disk
from sandbox.daemon.layout import LONGEST_SOCKET, Layout, layout_of
from sandbox.daemon.mounts import mounts_below
from sandbox.daemon.network import set_up_network
from sandbox.daemon.plan import Choices, Plan, check_plan, default_plan, read_mirror
from sandbox.daemon.processes import SEARCH, end, has_launched, launch, running
from sandbox.daemon.services import CONTAINERS, Service, caps_of_plan, has_cache, services_of, write_configuration
from sandbox.daemon.supervisor import answers
from sandbox.errors import TimedOut, Unavailable

_START_SECONDS = 60.0
_STOP_SECONDS = 10.0
_COMPOSE = "With Docker Compose, “docker compose run --rm bot chat” opens the room beside one in a container."


@dataclass(frozen=True, slots=True)
class DaemonStatus:
    """`address` is what SHIPMATE_DOCKER_HOSTS takes; `answers` is False for a daemon that is gone or stuck.

    `processes` by name, `disk` as (free, total) bytes, `caps` by control group as the kernel has them; `failing`
    are those that don't start.
    """

    address: str
    pid: int | None
    answers: bool
    processes: dict[str, int]
    disk: tuple[int, int] | None
    caps: dict[str, Caps]
    failing: tuple[str, ...]


def address_of(folder: Path) -> str:
    """Returns the address of the folder's host, whether it runs or not."""
    return layout_of(folder).address


def folder_of(address: str) -> Path | None:
    """Returns the folder of a host that `up` set up on this machine; None for any other engine's address."""
    folder = Path(address.removeprefix("unix://")).parent
    ours = address.startswith("unix://") and layout_of(folder).address == address and layout_of(folder).disk.is_dir()
    return folder if ours else None


def up(folder: Path, mirror: str | None = None, **choices: Unpack[Choices]) -> str:
    """Starts the host, unless it serves already, and returns its address once it does.

    `mirror` is a registry cache, the only thing that its engine can reach. What is not chosen stays as it was when the
    host was last up, or the default. Raises Unavailable where it can't run here or would not hold
    its limits, and TimedOut if it does not answer in a minute, both with what to do instead.
    """
    layout = layout_of(folder)
    _check_machine(layout)
    kept = Plan.read(layout.plan) or default_plan(layout.folder)
    plan = replace(kept, mirror=mirror or kept.mirror, **choices)
    check_plan(plan)
    layout.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(layout):
        if _supervisor(layout) is not None and answers(layout.socket):
            if plan != kept:
                raise Unavailable(
                    "The sandbox runs with other settings.", "Stop it before you change them: shipmate sandbox down."
                )
            return layout.address
        if not running(layout.pid_file("dockerd"), f"{layout.run}/"):
            plan = replace(plan, cache_port=_cache_port(plan))
        try:
            _set_up(layout, plan)
            _start(layout)
        except Exception:
            _tear_down(layout)
            raise
    return layout.address


def down(folder: Path) -> bool:
    """Stops the host and what runs on it; its images stay. Returns False if nothing was running."""
    layout = layout_of(folder)
    if not layout.folder.exists():
        return False
    with _alone(layout):
        return layout.run.exists() and _tear_down(layout)


def reset(folder: Path) -> None:
    """Begins anew: throws everything away that learners pulled and made, after `down`. The next `up` has a new disk."""
    layout = layout_of(folder)
    down(folder)
    layout.disk_image.unlink(missing_ok=True)
    if layout.uncapped.exists():
        shutil.rmtree(layout.uncapped)


def status(folder: Path) -> DaemonStatus:
    """Says what of the folder's host runs, and what it takes and may take."""
    layout = layout_of(folder)
    plan = Plan.read(layout.plan)
    services = services_of(layout, plan) if plan else []
    pids = {each.name: pid for each in services if (pid := each.pid) is not None}
    if (supervisor := _supervisor(layout)) is not None:
        pids["supervisor"] = supervisor
    pid = pids.get("dockerd")
    return DaemonStatus(
        address=layout.address,
        pid=pid,
        answers=pid is not None and answers(layout.socket),
        processes=pids,
        disk=free_space(folder) if layout.disk in mounts_below(layout.run) else None,
        caps=_caps(layout, plan),
        failing=_failing(layout),
    )


def _check_machine(layout: Layout) -> None:
    for program, package in (("dockerd", "docker.io"), ("containerd", "containerd"), ("ip", "iproute2")):
        if shutil.which(program, path=SEARCH) is None:
            raise Unavailable(f"{program} is not installed here (Debian: apt install {package}).", _COMPOSE)
    if os.geteuid() != 0:
        raise Unavailable("Only root can start a Docker host.", _COMPOSE)
    if len(os.fsencode(layout.socket)) > LONGEST_SOCKET:
        raise Unavailable(f"{layout.folder} is too long a path for the engine's sockets.", "Choose a shorter one.")


@contextmanager
def _alone(layout: Layout) -> Iterator[None]:
    """Lets one `up` or `down` of a folder work at a time."""
    held = os.open(layout.folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _cache_port(plan: Plan) -> int | None:
    """Finds a port for a cache of the host's own, where it needs one and can have one."""
    if plan.mirror is not None or shutil.which("docker-registry", path=SEARCH) is None:
        return None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _set_up(layout: Layout, plan: Plan) -> None:
    """Makes what the processes need; each part is left as it is where it is there already."""
    layout.run.mkdir(parents=True, exist_ok=True)
    set_up_disk(layout, plan)
    if has_cache(plan):
        set_up_cache_disk(layout, plan)
    set_up_network(layout, read_mirror(plan.source) if plan.source else None)
    hierarchies = cgroups.find_hierarchies()
    cgroups.yield_to_others(layout.name, hierarchies)
    for leaf, caps in caps_of_plan(plan).items():
        cgroups.limit(layout.group(leaf), caps, hierarchies)
    plan.write(layout.plan)
    write_configuration(layout, plan)


def _start(layout: Layout) -> None:
    hierarchies = cgroups.find_hierarchies()
    _stop_supervisor(layout, hierarchies)
    layout.trouble.unlink(missing_ok=True)
    command = (sys.executable, "-m", "sandbox.daemon", str(layout.plan))
    launch(
        command,
        pid_file=layout.pid_file("supervisor"),
        log=layout.log("supervisor"),
        joining=cgroups.doors(layout.group("supervisor"), hierarchies),
    )
    deadline = time.monotonic() + _START_SECONDS
    while _supervisor(layout) is None or not answers(layout.socket):
        if failing := [each for each in _failing(layout) if each != "cache"]:  # which may be waiting for the network
            log = layout.log(failing[0])
            raise Unavailable("The Docker host could not start.", f"Its log says why: {log}.")
        if has_launched(layout.pid_file("supervisor")) and _supervisor(layout) is None:
            raise Unavailable("The Docker host could not start.", f"Its log says why: {layout.log('supervisor')}.")
        if time.monotonic() > deadline:
            raise TimedOut("The Docker host did not start in time.", f"Its log is {layout.log('dockerd')}.")
        time.sleep(0.02)


def _tear_down(layout: Layout) -> bool:
    """Ends the processes from the inside out, then undoes mounts, namespace and control groups."""
    plan = Plan.read(layout.plan)
    hierarchies = cgroups.find_hierarchies()
    met = _stop_supervisor(layout, hierarchies)
    met |= cgroups.kill(layout.group(CONTAINERS), hierarchies)
    for service in reversed(services_of(layout, plan) if plan else []):
        met |= _stop(service)
    met |= cgroups.kill(layout.name, hierarchies)  # shims, and whatever was started and never noted
    let_go_of_disks(layout)
    cgroups.remove(layout.name, hierarchies)
    layout.socket.unlink(missing_ok=True)
    shutil.rmtree(layout.run)
    return met


def _stop(service: Service) -> bool:
    pid = service.pid
    if pid is not None:
        end(pid, seconds=_STOP_SECONDS)
    return pid is not None


def _stop_supervisor(layout: Layout, hierarchies: cgroups.Hierarchies) -> bool:
    pid = _supervisor(layout)
    if pid is not None:
        end(pid, seconds=_STOP_SECONDS)
    # One that is no longer noted anywhere would start again what is being stopped.
    return cgroups.kill(layout.group("supervisor"), hierarchies) or pid is not None


def _supervisor(layout: Layout) -> int | None:
    return running(layout.pid_file("supervisor"), str(layout.plan))


def _failing(layout: Layout) -> tuple[str, ...]:
    try:
        return tuple(layout.trouble.read_text().split())
    except FileNotFoundError:
        return ()


def _caps(layout: Layout, plan: Plan | None) -> dict[str, Caps]:
    if plan is None:
        return {}
    with contextlib.suppress(Unavailable):
        hierarchies = cgroups.find_hierarchies()
        found = {leaf: cgroups.caps_of(layout.group(leaf), hierarchies) for leaf in caps_of_plan(plan)}
        return {leaf: caps for leaf, caps in found.items() if caps is not None}
    return {}
