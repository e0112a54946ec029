"""Reads what `docker save` sends, without unpacking it: the names and sizes of the files in each layer.

Formats: a folder with `layer.tar` for each layer (before engine 25), an OCI layout (since); `manifest.json` names the
layers in both. An image may hold anything: what is read passes once, forwards, in small pieces, up to the limits.
"""

from __future__ import annotations

import json
import posixpath
import tarfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import structlog

from sandbox.errors import Refused, SandboxError, TimedOut, TooLarge
from sandbox.foreign import listing, table

_PIECE = 1 << 20
_HEADER_BYTES = 256 * 1024
"""One file's headers: a path has at most 4,096 bytes, extended attributes 64 kB."""

_LONG_NAME = 256

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """`files` in all layers together, where a long name counts as several; `bytes` of the whole archive.

    `seconds` are for reading it.
    """

    files: int = 200_000
    bytes: int = 1_000_000_000
    seconds: float = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, link or folder in a layer; `size` is what it takes there. `same_as` is the path a hard link repeats."""

    path: str
    size: int = 0
    folder: bool = False
    same_as: str = ""


Layers = tuple[tuple[Entry, ...], ...]


def read_layers(chunks: Iterable[bytes], limits: Limits) -> Layers:
    """Returns the entries of each layer, lowest first. Blocks; `chunks` are the archive as it comes.

    Raises TooLarge or TimedOut where a limit is reached, Refused where the archive can't be read.
    """
    try:
        return _Reading(limits).layers(chunks)
    except SandboxError:
        raise
    except Exception as trouble:  # noqa: BLE001 - whatever a hostile archive breaks in the library is its own fault
        _log.warning("image archive can't be read", trouble=f"{type(trouble).__name__}: {trouble}")
        raise Refused("This image's layers can't be read.", "Try another image.") from None


class _Forwards:
    """What a tar reader takes for a file: it can't go back, and reads at most one file's headers in between rests."""

    def __init__(self, take: Callable[[int], bytes], size: int | None = None) -> None:
        self._take, self._size = take, size
        self._at = self._since_rest = 0

    def rest(self) -> None:
        self._since_rest = 0

    def tell(self) -> int:
        return self._at

    def read(self, size: int) -> bytes:
        self._since_rest += size
        if size < 0 or self._since_rest > _HEADER_BYTES:
            raise ValueError("headers without end")
        return self.take(size)

    def seek(self, to: int) -> None:
        if to < self._at:
            raise ValueError("an archive that leads back")
        while self._at < to and self.take(min(_PIECE, to - self._at)):
            pass

    def take(self, size: int) -> bytes:
        """Reads on, less than asked for at the end only."""
        left = size if self._size is None else min(size, self._size - self._at)
        taken = self._take(left) if left > 0 else b""
        self._at += len(taken)
        return taken


class _Reading:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._deadline = time.monotonic() + limits.seconds
        self._files = 0
        self._found: dict[str, tuple[Entry, ...]] = {}
        self._links: dict[str, str] = {}
        self._manifest = b""

    def layers(self, chunks: Iterable[bytes]) -> Layers:
        coming = self._bounded(chunks)
        outer = _Forwards(_Pieces(coming).take)
        for member in self._members(outer):
            name = posixpath.normpath(member.name)
            if member.issym():
                self._links[name] = posixpath.normpath(posixpath.join(posixpath.dirname(name), member.linkname))
            elif name == "manifest.json":
                self._manifest = outer.take(min(member.size, _PIECE))
            elif name.endswith("/layer.tar") or name.startswith("blobs/"):
                self._found[name] = tuple(self._entries(_Forwards(outer.take, member.size)))
        for _ in coming:  # an engine has cleaned up after itself only once it was heard to the end
            pass
        return tuple(self._found[self._links.get(name, name)] for name in self._names())

    def _bounded(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        come = 0
        for chunk in chunks:
            come += len(chunk)
            if come > self._limits.bytes:
                raise TooLarge("This image is too large to be looked through.", "Try a smaller image.")
            if time.monotonic() > self._deadline:
                raise TimedOut("Looking through this image took too long.", "Try a smaller image.")
            yield chunk

    def _members(self, file: _Forwards) -> Iterator[tarfile.TarInfo]:
        with tarfile.open(fileobj=file, mode="r:") as archive:  # type: ignore[call-overload] # reads, seeks and tells
            while (member := archive.next()) is not None:
                self._files += 1 + len(member.name) // _LONG_NAME
                if self._files > self._limits.files:
                    raise TooLarge("This image has too many files to be looked through.", "Try a smaller image.")
                yield member
                archive.members, archive.pax_headers = [], {}  # the library would keep them all
                file.rest()

    def _entries(self, layer: _Forwards) -> Iterator[Entry]:
        """Yields a layer's entries; nothing where the blob is no archive, but the image's config."""
        members = self._members(layer)
        try:
            for member in members:
                yield from _entry(member)
        except tarfile.ReadError:
            if layer.tell() > tarfile.BLOCKSIZE:
                raise

    def _names(self) -> list[str]:
        image = table(next(iter(listing(json.loads(self._manifest))), None))
        return [posixpath.normpath(name) for name in listing(image.get("Layers"))]


class _Pieces:
    """Cuts what comes in chunks of any length into the lengths that are asked for."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")

    def take(self, size: int) -> bytes:
        parts: list[memoryview] = []
        while size > 0:
            if not self._rest:
                self._rest = memoryview(next(self._chunks, b""))
                if not self._rest:
                    break
            parts.append(self._rest[:size])
            self._rest = self._rest[size:]
            size -= len(parts[-1])
        return b"".join(parts)


def _entry(member: tarfile.TarInfo) -> Iterator[Entry]:
    path = _path(member.name)
    if not path:
        return
    if member.islnk():
        yield Entry(path, same_as=_path(member.linkname))
    else:
        yield Entry(path, member.size if member.isreg() else 0, folder=member.isdir())


def _path(name: str) -> str:
    """Returns a path inside the image in one spelling; none for one that leads out of it, which no engine unpacks."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return "" if ".." in parts else "/".join(parts)
