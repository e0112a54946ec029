"""What can be asked of a build, and what it ends with, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.containers.values import Output, Reason
from sandbox.references import Reference


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile, read by whoever orders the build: `text` is what follows its flags.

    A flag without a value has "". `line` is where it stands in the learner's file, counted from 1.
    """

    keyword: str
    flags: tuple[tuple[str, str], ...]
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """A `docker build` without a folder: there is no file beside the Dockerfile.

    `name` is the group's own name for the image; `stage` the last stage to build, where not all are wanted;
    `arguments` the values of ARGs. With `fresh` no step is taken from an earlier build.
    """

    instructions: tuple[Instruction, ...]
    name: Reference
    stage: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Building:
    """A build at work: `text` is the end of what the builder and its steps have printed, `step` of `steps` is next."""

    text: str
    step: int
    steps: int


@dataclass(frozen=True, slots=True)
class Built:
    """A finished build; `size` is unpacked bytes."""

    name: Reference
    image_id: str
    size: int
    layers: int
    seconds: float
    printed: Output


@dataclass(frozen=True, slots=True)
class Broken:
    """A build that stopped in the middle: `sentence` says why in our words, `exit_code` is that of a failed RUN."""

    reason: Reason
    sentence: str
    step: int
    exit_code: int | None
    printed: Output
