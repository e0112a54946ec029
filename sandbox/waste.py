"""Finds what an image carries and nobody sees: files that a later layer removed or wrote again.

Whiteouts are those of the OCI image specification 1.1, layer.md: `.wh.NAME` removes NAME, `.wh..wh..opq` everything
that lower layers have in its folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandbox.archives import Entry, Layers
from sandbox.errors import TooLarge
from sandbox.foreign import text

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"
_FOLDERS_AND_FILES = 500_000
"""Names in the tree of all layers; full images of languages have some 30,000."""

_LISTED = 10


@dataclass(frozen=True, slots=True)
class WastedFile:
    """`size` bytes under a path lie in `layers` for nothing, since layer `ended_in` removed them or wrote them again.

    Layers are numbered from 1, the lowest. The path is hostile text, bounded in length.
    """

    path: str
    size: int
    layers: tuple[int, ...]
    ended_in: int
    removed: bool


@dataclass(frozen=True, slots=True)
class Waste:
    """`total` bytes of files in all layers, `wasted` of them; `files` are the ten that waste most, of `count`."""

    total: int
    wasted: int
    count: int
    files: tuple[WastedFile, ...]

    @property
    def efficiency(self) -> float:
        """The share of bytes that a container can see, from 0 to 1."""
        return (self.total - self.wasted) / self.total if self.total else 1.0


@dataclass(slots=True)
class _Kept:
    """A file's content, once in a layer, under as many names as hard links give it."""

    size: int
    layer: int
    names: int = 1


@dataclass(slots=True)
class _Node:
    kept: _Kept | None = None
    below: dict[str, _Node] = field(default_factory=dict)


def measure(layers: Layers) -> Waste:
    """Lays the layers over each other, lowest first. Raises TooLarge where there are more names than can be held."""
    tree = _Tree()
    for number, entries in enumerate(layers, 1):
        # A layer's whiteouts are for the layers below it, wherever they stand among its entries.
        for entry in entries:
            tree.clear(entry, number)
        for entry in entries:
            tree.put(entry, number)
    found = sorted(tree.wasted.values(), key=lambda each: (-each.size, each.path))
    return Waste(
        total=sum(entry.size for entries in layers for entry in entries),
        wasted=sum(each.size for each in found),
        count=len(found),
        files=tuple(found[:_LISTED]),
    )


class _Tree:
    def __init__(self) -> None:
        self.wasted: dict[str, WastedFile] = {}
        self._root = _Node()
        self._nodes = 0

    def clear(self, entry: Entry, layer: int) -> None:
        """Carries out a whiteout."""
        folder, _, name = entry.path.rpartition("/")
        if name == _OPAQUE:
            if (node := self._find(folder)) is not None:
                self._end(node, folder, layer, removed=True, itself=False)
        elif name.startswith(_WHITEOUT) and not name.startswith(_WHITEOUT * 2):
            path = f"{folder}/{name.removeprefix(_WHITEOUT)}".lstrip("/")
            if (node := self._find(path)) is not None:
                self._end(node, path, layer, removed=True)

    def put(self, entry: Entry, layer: int) -> None:
        """Puts an entry over what lower layers have there; a folder over a folder changes nothing."""
        if entry.path.rpartition("/")[2].startswith(_WHITEOUT):
            return
        node = self._make(entry.path)
        if not entry.folder:
            repeated = self._find(entry.same_as) if entry.same_as else None
            kept = repeated.kept if repeated is not None else None
            if kept is not None and kept is node.kept:
                return
            self._end(node, entry.path, layer, removed=False)
            if kept is not None:
                kept.names += 1
            node.kept = kept or (_Kept(entry.size, layer) if entry.size else None)
        elif node.kept is not None:
            self._end(node, entry.path, layer, removed=True)

    def _end(self, node: _Node, path: str, layer: int, *, removed: bool, itself: bool = True) -> None:
        """Takes away what lower layers have at a path and below it."""
        waiting = [(node, path, itself)]
        while waiting:
            node, path, itself = waiting.pop()
            if itself and node.kept is not None:
                self._lose(node.kept, path, layer, removed=removed)
                node.kept = None
            waiting += [(each, f"{path}/{name}".lstrip("/"), True) for name, each in node.below.items()]
            node.below = {}

    def _lose(self, kept: _Kept, path: str, layer: int, *, removed: bool) -> None:
        kept.names -= 1
        if kept.names or kept.layer == layer:
            return
        before = self.wasted.get(path) or WastedFile(text(path, 300), 0, (), layer, removed)
        layers = tuple(dict.fromkeys((*before.layers, kept.layer)))
        self.wasted[path] = WastedFile(before.path, before.size + kept.size, layers, layer, removed)

    def _find(self, path: str) -> _Node | None:
        node: _Node | None = self._root
        for name in _names(path):
            node = node.below.get(name) if node is not None else None
        return node

    def _make(self, path: str) -> _Node:
        node = self._root
        for name in _names(path):
            if name not in node.below:
                self._nodes += 1
                if self._nodes > _FOLDERS_AND_FILES:
                    raise TooLarge("This image has too many files to be looked through.", "Try a smaller image.")
                node.below[name] = _Node()
            node = node.below[name]
        return node


def _names(path: str) -> Iterator[str]:
    return filter(None, path.split("/"))
