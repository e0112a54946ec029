"""What is mounted below a folder, and how it is let go."""

from __future__ import annotations

import time
from pathlib import Path

from sandbox.daemon.processes import run

_PATIENCE_SECONDS = 5.0
"""A file system stays busy for a moment after the last process in it has ended."""


def mounts_below(folder: Path) -> list[Path]:
    """Returns the mounts inside the folder, the latest first, as they must be undone."""
    lines = Path("/proc/self/mounts").read_text().splitlines()
    paths = [line.split()[1].encode().decode("unicode_escape") for line in lines]
    return [Path(path) for path in reversed(paths) if path.startswith(f"{folder}/")]


def unmount(path: Path) -> None:
    """Undoes a mount. Raises OSError if somebody still uses it after some seconds."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            run("umount", str(path))
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def unmount_below(folder: Path) -> None:
    for path in mounts_below(folder):
        unmount(path)
