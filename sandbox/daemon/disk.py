"""The engine's disk: a file system of fixed size in a file, so that whatever fills it up fills up nothing else.

A ballast file lies in it. At 0 bytes free dockerd does not start ("driver not supported"; seen with 20.10.24), so
the ballast is thrown off first and taken in again when there is room.
"""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from sandbox.daemon.layout import Layout, layout_of
from sandbox.daemon.mounts import mounts_below, unmount_below
from sandbox.daemon.plan import GIBIBYTE, MEBIBYTE, Plan
from sandbox.daemon.processes import run
from sandbox.errors import Unavailable

BALLAST = 32 * MEBIBYTE
_LOW = 16 * MEBIBYTE
"""Free bytes under which dockerd may fail to start."""

_CACHE = 10 * GIBIBYTE
_LOOP_SECONDS = 5.0

NOBODY = 65534
"""The user that the cache runs as."""


def free_space(folder: Path) -> tuple[int, int]:
    """Returns (free, total) bytes of the disk of the host in this folder. Raises OSError if it isn't set up."""
    return _space(layout_of(folder).disk)


def set_up_disk(layout: Layout, plan: Plan) -> None:
    """Makes and mounts the disk unless it is there. Raises Unavailable where that can't be, with what to do."""
    if plan.disk is None:
        _mount_folder(layout.uncapped, layout.disk)
    else:
        _mount_file(layout.disk_image, layout.disk, plan.disk)
        tend_ballast(layout)


def set_up_cache_disk(layout: Layout, plan: Plan) -> None:
    """The registry cache's own, so that it takes nothing from the learners' images."""
    if plan.disk is None:
        _mount_folder(layout.uncapped_cache, layout.cache)
    else:
        free = _space(layout.folder)[0]
        size = layout.cache_image.stat().st_size if layout.cache_image.exists() else min(_CACHE, free // 2)
        _mount_file(layout.cache_image, layout.cache, size // MEBIBYTE * MEBIBYTE)
    _make_cache_folder(layout)


def let_go_of_disks(layout: Layout) -> None:
    """Unmounts everything and waits a moment for the kernel to part with the files behind it."""
    unmount_below(layout.run)
    deadline = time.monotonic() + _LOOP_SECONDS
    for image in (layout.disk_image, layout.cache_image):
        while image.exists() and run("losetup", "--associated", str(image)) and time.monotonic() < deadline:
            time.sleep(0.02)


def cache_is_full(layout: Layout) -> bool:
    """True if a tenth of the cache's disk or less is free."""
    free, total = _space(layout.cache)
    return free * 10 <= total


def empty_cache(layout: Layout) -> None:
    """Throws away what the cache holds; nothing may be using it."""
    shutil.rmtree(layout.cache / "registry")
    _make_cache_folder(layout)


def is_low(layout: Layout) -> bool:
    """True if dockerd might not start for want of room."""
    return _space(layout.disk)[0] < _LOW


def drop_ballast(layout: Layout) -> bool:
    """Makes room for the engine to start; False if there was none to make."""
    try:
        layout.ballast.unlink()
    except FileNotFoundError:
        return False
    return True


def tend_ballast(layout: Layout) -> None:
    """Takes the ballast in again where three times its size is free."""
    if layout.ballast.exists() or _space(layout.disk)[0] < 3 * BALLAST:
        return
    unfinished = layout.ballast.with_suffix(".new")
    with unfinished.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST)
    unfinished.rename(layout.ballast)


def _make_cache_folder(layout: Layout) -> None:
    (layout.cache / "registry").mkdir(exist_ok=True)
    os.chown(layout.cache / "registry", NOBODY, NOBODY)


def _space(path: Path) -> tuple[int, int]:
    counts = os.statvfs(path)
    return counts.f_bavail * counts.f_frsize, counts.f_blocks * counts.f_frsize


def _mount_file(image: Path, at: Path, size: int) -> None:
    if at in mounts_below(at.parent):
        return
    at.mkdir(exist_ok=True)
    try:
        if not image.exists():
            _format(image, size)
        elif image.stat().st_size != size:
            raise Unavailable(
                f"The sandbox's disk was made with {image.stat().st_size // MEBIBYTE}M.",
                "To change its size begin anew: shipmate sandbox reset.",
            )
        run("mount", "-o", "loop,nosuid,nodev,noatime", str(image), str(at))
    except OSError as trouble:
        raise Unavailable(
            f"This machine can't give the sandbox a disk of its own ({trouble}), so learners could fill yours.",
            "If it may be filled up, say so: shipmate sandbox up --no-disk-cap.",
        ) from None


def _format(image: Path, size: int) -> None:
    free = shutil.disk_usage(image.parent).free
    if free < size:
        raise Unavailable(
            f"{image.parent} has {free // MEBIBYTE}M free, less than the {size // MEBIBYTE}M that the sandbox may fill.",
            "Give it less with --disk, or make room.",
        )
    unfinished = image.with_suffix(".new")
    with unfinished.open("wb") as file:
        file.truncate(size)
    # The inode tables are written as they are needed: a new disk of any size takes milliseconds and next to no room.
    run("mkfs.ext4", "-q", "-m0", "-E", "lazy_itable_init=1,lazy_journal_init=1,nodiscard", str(unfinished))
    unfinished.rename(image)


def _mount_folder(folder: Path, at: Path) -> None:
    if at in mounts_below(at.parent):
        return
    at.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    run("mount", "--bind", str(folder), str(at))
