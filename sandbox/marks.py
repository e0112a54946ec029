"""How full a host may get: the policy's marks, lowered to what its own disk can hold."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.policy import Policy

_UNPACKED = 3
"""Bytes that a pull takes on the disk for each compressed one: the official images unpack to 2.2 to 2.9 times as much,
and a layer's archive lies beside it until it is unpacked."""


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes of a host's disk, of which images are a part."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Marks:
    """Bytes of images at which pruning starts, and at which it stops."""

    high: int
    low: int


def marks_of(policy: Policy, space: Space | None) -> Marks:
    """On a disk that is small for the policy, a quarter is left to containers, volumes and what is being pulled."""
    if space is None:
        return Marks(policy.high_mark, policy.low_mark)
    return Marks(min(policy.high_mark, space.total * 3 // 4), min(policy.low_mark, space.total // 2))


def unpacked(compressed: int) -> int:
    """Returns what a pull may take on the disk, of the size that its manifest declares."""
    return _UNPACKED * compressed


def shortage(policy: Policy, space: Space | None, incoming: int) -> int:
    """Returns the bytes that must come free before `incoming` ones fit beside what containers need; 0 if they do."""
    return 0 if space is None else max(0, policy.free_bytes + incoming - space.free)


def is_roomy(policy: Policy, space: Space | None, incoming: int) -> bool:
    """True where all that lies on the disk, images or not, stays below the mark: then nothing needs to be added up."""
    if space is None or shortage(policy, space, incoming):
        return False
    return space.total - space.free + incoming <= marks_of(policy, space).high
