"""An image's history as a value, from an engine or from its config alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from sandbox.created_by import FILES, SETTINGS, read_step
from sandbox.engine.answers import EngineImage
from sandbox.references import parse_reference
from sandbox.usage import GroupImage
from sandbox.values import HistoryRow, ImageHistory, Neighbour

if TYPE_CHECKING:
    from sandbox.registry import RemoteImage


def pulled_history(own: GroupImage, image: EngineImage, rows: list[HistoryRow]) -> ImageHistory:
    """The engine's own rows, with the steps marked that made no layer."""
    return ImageHistory(
        parse_reference(own.reference),
        image.id,
        own.digest,
        mark_empty(rows, len(image.layers)),
        pulled=True,
        layers=image.layers,
        config=image.config,
    )


def remote_history(remote: RemoteImage) -> ImageHistory:
    """The rows of a config that was read without pulling; sizes are compressed."""
    described = remote.described
    return ImageHistory(
        remote.reference,
        remote.image_id,
        remote.digest,
        described.rows,
        pulled=False,
        layers=described.layers,
        config=described.config,
    )


def mark_empty(rows: Sequence[HistoryRow], layers: int) -> tuple[HistoryRow, ...]:
    """Sets `empty_layer` where a row made no layer, which an engine leaves to be inferred.

    A row with a size made one. Of those without, as many as the image's `layers` still lack did (`RUN true`): first
    the instructions that always do, then WORKDIR, which may, last those that never should.
    """
    lacking = max(0, layers - sum(row.size > 0 for row in rows))
    unsure = sorted((at for at, row in enumerate(rows) if row.size == 0), key=lambda at: (_rank(rows[at]), -at))
    empty = set(unsure[lacking:])
    return tuple(replace(row, empty_layer=at in empty) for at, row in enumerate(rows))


def in_common(one: Iterable[str], other: Iterable[str]) -> int:
    """Returns how many layers two images share: engines keep a layer once for all that have the same ones below it."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def neighbours(history: ImageHistory, others: Iterable[tuple[GroupImage, EngineImage | None]]) -> tuple[Neighbour, ...]:
    """Returns the images that stand on some of the same layers, those with most in common first."""
    sizes = [row.size for row in history.stack]
    found = [
        Neighbour(parse_reference(own.reference), shared, sum(sizes[:shared]))
        for own, image in others
        if image is not None and (shared := in_common(history.layers, image.layers))
    ]
    return tuple(sorted(found, key=lambda each: (-each.layers, each.reference.familiar)))


def _rank(row: HistoryRow) -> int:
    instruction = read_step(row.created_by, row.comment).instruction
    return 0 if instruction in FILES or not instruction else 2 if instruction in SETTINGS else 1
