"""An image's history as a value, from an engine or from its config alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.engine.answers import EngineImage
from sandbox.references import parse_reference
from sandbox.usage import GroupImage
from sandbox.values import HistoryRow, ImageHistory

if TYPE_CHECKING:
    from sandbox.registry import RemoteImage

_METADATA = frozenset(
    [
        "ARG",
        "CMD",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "HEALTHCHECK",
        "LABEL",
        "MAINTAINER",
        "ONBUILD",
        "SHELL",
        "STOPSIGNAL",
        "USER",
        "VOLUME",
        "WORKDIR",
    ]
)


def pulled_history(own: GroupImage, image: EngineImage, rows: list[HistoryRow]) -> ImageHistory:
    """The engine's own rows, with the steps marked that made no layer."""
    return ImageHistory(
        parse_reference(own.reference), image.id, own.digest, mark_empty(rows, image.layers), pulled=True
    )


def remote_history(remote: RemoteImage) -> ImageHistory:
    """The rows of a config that was read without pulling; sizes are compressed."""
    return ImageHistory(remote.reference, remote.image_id, remote.digest, remote.rows, pulled=False)


def mark_empty(rows: list[HistoryRow], layers: int) -> tuple[HistoryRow, ...]:
    """Sets `empty_layer` where a row made no layer, which an engine leaves to be inferred.

    A row with a size made one. If those are all of the image's `layers`, every other row is empty; else some layer
    has no bytes (`RUN true`), and the instruction decides.
    """
    all_have_bytes = sum(row.size > 0 for row in rows) == layers
    return tuple(replace(row, empty_layer=row.size == 0 and (all_have_bytes or _is_metadata(row))) for row in rows)


def _is_metadata(row: HistoryRow) -> bool:
    _, nop, instruction = row.created_by.partition("#(nop)")
    words = (instruction if nop else row.created_by).split(maxsplit=1)
    return bool(words) and words[0].upper() in _METADATA
