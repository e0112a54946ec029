"""Limits are what the kernel's files say, on both kinds of control groups."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.daemon import cgroups
from sandbox.daemon.cgroups import Caps, Hierarchies, find_hierarchies
from sandbox.errors import Unavailable

CAPS = Caps(memory=64 << 20, cpus=0.5, pids=32)


@pytest.fixture
def group(engine: object) -> Iterator[str]:
    """A control group of this machine's own kind; needs what an engine needs."""
    name = f"shipmate-{uuid.uuid4().hex[:12]}"
    yield name
    cgroups.remove(name, find_hierarchies())


def unified(folder: Path, *controllers: str) -> str:
    """Makes a folder look like the second kind's root and returns the line of its mount."""
    (folder / "cgroup.controllers").write_text(" ".join(controllers))
    return f"cgroup2 {folder} cgroup2 rw,nosuid,nodev,noexec,relatime 0 0"


def test_limits_hold_in_the_kernels_own_files(group: str) -> None:
    here = find_hierarchies()
    cgroups.limit(f"{group}/leaf", CAPS, here)
    assert cgroups.caps_of(f"{group}/leaf", here) == CAPS


def test_limits_can_be_raised_and_lowered(group: str) -> None:
    here = find_hierarchies()
    for caps in (CAPS, Caps(256 << 20, 1.5, 100), Caps(32 << 20, 0.1, 8)):
        cgroups.limit(group, caps, here)
        assert cgroups.caps_of(group, here) == caps


def test_what_is_removed_is_gone_from_every_hierarchy(group: str) -> None:
    here = find_hierarchies()
    cgroups.limit(f"{group}/leaf", CAPS, here)
    cgroups.remove(group, here)
    assert not [at for at in here.all if (at / group).exists()]
    assert cgroups.caps_of(group, here) is None


def test_the_second_kind_gets_its_controllers_and_no_swap(tmp_path: Path) -> None:
    found = find_hierarchies(unified(tmp_path, "cpuset", "cpu", "io", "memory", "pids"))
    assert found == Hierarchies(dict.fromkeys(("cpu", "memory", "pids"), tmp_path), (tmp_path,), unified=True)
    leaf = tmp_path / "a" / "b"
    leaf.mkdir(parents=True)
    (leaf / "memory.swap.max").write_text("max")
    cgroups.limit("a/b", CAPS, found)
    files = ("memory.max", "memory.swap.max", "cpu.max", "pids.max")
    assert [(leaf / name).read_text() for name in files] == [str(64 << 20), "0", "50000 100000", "32"]
    for above in (tmp_path, tmp_path / "a"):
        assert (above / "cgroup.subtree_control").read_text() == "+memory +cpu +pids"
    assert not (leaf / "cgroup.subtree_control").exists()
    assert cgroups.caps_of("a/b", found) == CAPS
    assert cgroups.doors("a/b", found) == [leaf / "cgroup.procs"]


def test_a_limit_that_the_kernel_did_not_keep_is_no_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_hierarchies(unified(tmp_path, "cpu", "memory", "pids"))
    written = Path.write_text
    monkeypatch.setattr(
        Path, "write_text", lambda path, text: written(path, "max" if path.name == "pids.max" else text)
    )
    with pytest.raises(Unavailable, match="did not keep"):
        cgroups.limit("a", CAPS, found)


def test_both_kinds_beside_each_other_are_told_apart(tmp_path: Path) -> None:
    first = [f"cgroup /c/{each} cgroup rw,relatime,{each} 0 0" for each in ("memory", "cpu,cpuacct", "pids", "freezer")]
    found = find_hierarchies("\n".join([*first, unified(tmp_path), "tmpfs /c tmpfs rw 0 0"]))
    assert found.limiting == {"memory": Path("/c/memory"), "cpu": Path("/c/cpu,cpuacct"), "pids": Path("/c/pids")}
    assert not found.unified
    assert Path("/c/freezer") in found.all
    assert tmp_path in found.all


def test_a_machine_that_limits_nothing_is_refused_with_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="can't limit memory and pids"):
        find_hierarchies(unified(tmp_path, "cpu"))
