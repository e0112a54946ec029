"""What a dockerd that was killed leaves on its disk: the files of layers of which it keeps no note.

It writes a layer's files first and notes the layer afterwards, and takes the note away before the files; what lies
between the two it never finds again (seen with 20.10.24: some 20 MB for each kill in the middle of a build).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_LINKS = "l"
"""Short names for the layers' folders, so that many of them fit into one mount."""


def clear_leftovers(data: Path) -> int:
    """Removes what no layer and no container of this data folder accounts for; returns how many layers that were.

    Only while no dockerd runs on it. Knows the overlay2 driver and the classic builder, as `shipmate sandbox up` has
    them: BuildKit would keep notes of its own.
    """
    return sum(_clear(root / "overlay2", root / "image/overlay2/layerdb") for root in _roots(data))


def _roots(data: Path) -> Iterator[Path]:
    """With users remapped, dockerd has a folder for each mapping: `100000.100000`."""
    yield data
    yield from data.glob("[0-9]*.[0-9]*")


def _clear(layers: Path, notes: Path) -> int:
    if not layers.is_dir() or not notes.is_dir():
        return 0
    known = {note.read_text().strip() for note in _notes(notes)}
    strangers = [each for each in layers.iterdir() if each.is_dir() and each.name not in {_LINKS, *known}]
    for each in strangers:
        _remove(each, layers / _LINKS)
    for unfinished in (notes / "tmp").glob("*"):
        shutil.rmtree(unfinished, ignore_errors=True)
    return len(strangers)


def _notes(notes: Path) -> Iterator[Path]:
    """The files that name a layer's folder: of image layers, and of the two that each container has."""
    yield from notes.glob("sha256/*/cache-id")
    yield from notes.glob("mounts/*/mount-id")
    yield from notes.glob("mounts/*/init-id")


def _remove(layer: Path, links: Path) -> None:
    with suppress(OSError):  # it was not even given a short name
        (links / (layer / "link").read_text().strip()).unlink()
    shutil.rmtree(layer, ignore_errors=True)
