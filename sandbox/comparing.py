"""Two images side by side: the layers that they share, and what differs in the rest and in the settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sandbox.configs import ImageConfig
from sandbox.created_by import Maker, read_step
from sandbox.history import in_common
from sandbox.values import HistoryRow, ImageHistory


@dataclass(frozen=True, slots=True)
class Difference:
    """A setting that differs, named by the instruction that sets it: what only `first` has, and only `second`."""

    instruction: str
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both images' histories; sizes are unpacked if both were `pulled`, else compressed in both.

    `shared` counts the layers from the bottom that an engine keeps once for both.
    """

    first: ImageHistory
    second: ImageHistory
    shared: int
    differences: tuple[Difference, ...]

    @property
    def saved(self) -> int:
        """Bytes that are kept once instead of twice."""
        return sum(row.size for row in self.first.stack[: self.shared])

    @property
    def only_first(self) -> tuple[HistoryRow, ...]:
        return self.first.stack[self.shared :]

    @property
    def only_second(self) -> tuple[HistoryRow, ...]:
        return self.second.stack[self.shared :]


_SETTINGS: tuple[tuple[str, Callable[[ImageConfig], Iterable[str]]], ...] = (
    ("ENTRYPOINT", lambda config: config.entrypoint),
    ("CMD", lambda config: config.command),
    ("WORKDIR", lambda config: filter(None, [config.folder])),
    ("USER", lambda config: filter(None, [config.user])),
    ("STOPSIGNAL", lambda config: filter(None, [config.stop_signal])),
)
_LISTS: tuple[tuple[str, Callable[[ImageConfig], Iterable[str]]], ...] = (
    ("ENV", lambda config: config.environment),
    ("EXPOSE", lambda config: config.ports),
    ("VOLUME", lambda config: config.volumes),
)
_CHECKSUM = re.compile(r"(?:file|dir|multi):")
_BASE = "org.opencontainers.image.base.name"
_NAME, _VERSION = "org.opencontainers.image.ref.name", "org.opencontainers.image.version"


def compare(first: ImageHistory, second: ImageHistory) -> Comparison:
    """Compares two images, whose sizes must be of one kind."""
    if first.pulled != second.pulled:
        raise ValueError("unpacked sizes can't be compared with compressed ones")
    differences = (*_whole(first.config, second.config), *_entries(first.config, second.config))
    return Comparison(first, second, in_common(first.layers, second.layers), tuple(differences))


def base_of(image: ImageHistory) -> str:
    """Returns what the image says it stands on: a name it was labelled with, else what filled its lowest layer.

    Hostile text, and a guess: empty where there is nothing to go by.
    """
    labels = dict(image.config.labels)
    if name := labels.get(_BASE) or f"{labels.get(_NAME, '')} {labels.get(_VERSION, '')}".strip():
        return name
    bottom = next(iter(image.stack), None)
    step = read_step(bottom.created_by, bottom.comment) if bottom else None
    if step is None or step.maker is Maker.COMMIT or _CHECKSUM.match(step.text):
        return ""
    return step.text


def _whole(first: ImageConfig, second: ImageConfig) -> Iterable[Difference]:
    for instruction, told in _SETTINGS:
        one, other = tuple(told(first)), tuple(told(second))
        if one != other:
            yield Difference(instruction, one, other)


def _entries(first: ImageConfig, second: ImageConfig) -> Iterable[Difference]:
    for instruction, told in _LISTS:
        one, other = tuple(told(first)), tuple(told(second))
        if set(one) != set(other):
            yield Difference(
                instruction,
                tuple(each for each in one if each not in other),
                tuple(each for each in other if each not in one),
            )
