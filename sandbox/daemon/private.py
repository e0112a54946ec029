"""A private dockerd: own data, own socket, no network for containers, apart from any engine the machine has.

Everything lies in one folder: `data` (images), `run` (containerd and state), `docker.sock`, `dockerd.pid`,
`dockerd.log`. The daemon outlives whoever started it. These calls block; they are for the command line and tests.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import TimedOut, Unavailable

_SEARCH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LONGEST_SOCKET = 107
"""Bytes of a unix socket's path (unix(7), `sun_path` without its closing zero)."""

_COMPOSE = "With Docker Compose, “docker compose run --rm bot chat” opens the room beside one in a container."


@dataclass(frozen=True, slots=True)
class DaemonStatus:
    """`address` is what SHIPMATE_DOCKER_HOSTS takes; `answers` is False for a daemon that is gone or stuck."""

    address: str
    pid: int | None
    answers: bool


def up(folder: Path, mirror: str | None) -> str:
    """Starts the daemon, unless it answers already, and returns its address once it serves.

    `mirror` is a registry cache that it asks before Docker Hub. Raises Unavailable where it can't run here and
    TimedOut if it does not answer in a minute, both with what to do instead.
    """
    folder = folder.absolute()
    current = status(folder)
    if current.answers:
        return current.address
    program = _program(folder)
    _clear_remains(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _launch(_command(program, folder, mirror), folder / "dockerd.log")
    _wait_until_serving(folder)
    return current.address


def down(folder: Path) -> bool:
    """Stops the daemon and what runs on it; its images stay. Returns False if none was running."""
    folder = folder.absolute()
    pid = status(folder).pid
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        if not _ends(pid, _STOP_SECONDS):
            os.kill(pid, signal.SIGKILL)
            _ends(pid, _STOP_SECONDS)
    _clear_remains(folder)
    return pid is not None


def status(folder: Path) -> DaemonStatus:
    """Says whether the folder's daemon runs and answers."""
    folder = folder.absolute()
    pid = _running(folder / "dockerd.pid", folder)
    address = f"unix://{_socket(folder)}"
    return DaemonStatus(address, pid, pid is not None and _answers(_socket(folder)))


def _program(folder: Path) -> str:
    program = shutil.which("dockerd", path=_SEARCH)
    if program is None:
        raise Unavailable("dockerd is not installed here (Debian: apt install docker.io).", _COMPOSE)
    if os.geteuid() != 0:
        raise Unavailable("Only root can start a Docker host.", _COMPOSE)
    if len(os.fsencode(_state(folder) / "containerd" / "containerd.sock.ttrpc")) > _LONGEST_SOCKET:
        raise Unavailable(f"{folder} is too long a path for the engine's sockets.", "Choose a shorter one.")
    return program


def _command(program: str, folder: Path, mirror: str | None) -> list[str]:
    return [
        program,
        f"--host=unix://{_socket(folder)}",
        f"--group={os.getgid()}",
        f"--data-root={folder / 'data'}",
        f"--exec-root={_state(folder)}",
        f"--pidfile={folder / 'dockerd.pid'}",
        "--bridge=none",
        "--iptables=false",
        "--ip6tables=false",
        "--ip-forward=false",
        "--ip-masq=false",
        "--log-level=warn",
        "--log-driver=json-file",
        "--log-opt=max-size=64k",
        "--log-opt=max-file=1",
        *([f"--registry-mirror={mirror}"] if mirror else []),
    ]


def _launch(command: list[str], log: Path) -> None:
    # The shell ends at once, so the daemon belongs to init, in a session of its own, and survives its caller.
    subprocess.run(  # noqa: S603 - the words are ours; a folder's name is passed as one word, never read by the shell
        ["/bin/sh", "-c", '"$@" >"$0" 2>&1 </dev/null &', str(log), *command],
        env={"PATH": _SEARCH},
        start_new_session=True,
        check=True,
    )


def _wait_until_serving(folder: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    grace = time.monotonic() + 2
    while not _answers(_socket(folder)):
        alive = _running(folder / "dockerd.pid", folder) is not None
        if time.monotonic() > deadline:
            raise TimedOut("The Docker host did not start in time.", f"Its log is {folder / 'dockerd.log'}.")
        if not alive and time.monotonic() > grace:
            raise Unavailable("The Docker host could not start.", f"Its log says why: {folder / 'dockerd.log'}.")
        time.sleep(0.05)


def _clear_remains(folder: Path) -> None:
    """Clears up after a killed dockerd: its containerd, for which the next one would wait half a minute, its mounts."""
    containerd = _state(folder) / "containerd" / "containerd.pid"
    pid = _running(containerd, folder)
    if pid is not None:
        os.kill(pid, signal.SIGTERM)
        if not _ends(pid, _STOP_SECONDS):
            os.kill(pid, signal.SIGKILL)
    for mount in _mounts_below(folder):
        subprocess.run(["umount", mount], env={"PATH": _SEARCH}, check=False)  # noqa: S603, S607 - our own folder's
    for leftover in (containerd, folder / "dockerd.pid", _socket(folder)):
        leftover.unlink(missing_ok=True)


def _running(pid_file: Path, folder: Path) -> int | None:
    """Returns the process that the file names if it is one of this folder's; a number may be somebody else's by now."""
    try:
        pid = int(pid_file.read_text())
        command_line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(f"{folder}/") in command_line else None


def _mounts_below(folder: Path) -> list[str]:
    """Returns the mounts inside the folder, the latest first, as they must be undone."""
    lines = Path("/proc/self/mounts").read_text().splitlines()
    paths = [line.split()[1].encode().decode("unicode_escape") for line in lines]
    return [path for path in reversed(paths) if path.startswith(f"{folder}/")]


def _ends(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        # A dead process that nobody waited for has an empty command line.
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes():
                time.sleep(0.05)
                continue
        return True
    return False


def _answers(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(path))
            connection.sendall(b"GET /_ping HTTP/1.0\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def _socket(folder: Path) -> Path:
    return folder / "docker.sock"


def _state(folder: Path) -> Path:
    return folder / "run"
