"""Takes apart what an engine sends as a stream: output of a container in frames, or lines.

Each frame of standard output and error of a container without a terminal has a header of eight bytes: 1 or 2 for the stream, three zeros, the length as a big-endian number
(Docker Engine API, "Stream format" of ContainerAttach).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

_HEADER = 8
_LONGEST_LINE = 1 << 20


class Parting(Protocol):
    """A way to take a stream apart."""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yields what the next chunk, cut anywhere, completes."""
        ...


class Frames:
    """Fed with chunks cut anywhere, gives what they carry, in their order; holds no more than a header itself."""

    def __init__(self) -> None:
        self._header = b""
        self._left = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yields the parts of frames that lie in this chunk; output and error are not told apart."""
        rest = memoryview(chunk)
        while rest:
            if not self._left:
                rest = self._read_header(rest)
                continue
            yield bytes(rest[: self._left])
            taken = min(self._left, len(rest))
            self._left -= taken
            rest = rest[taken:]

    def _read_header(self, rest: memoryview) -> memoryview:
        missing = _HEADER - len(self._header)
        self._header += bytes(rest[:missing])
        if len(self._header) == _HEADER:
            self._left = int.from_bytes(self._header[4:], "big")
            self._header = b""
        return rest[missing:]


class Lines:
    """Fed with chunks cut anywhere, gives whole lines; raises ValueError for one without an end."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """Yields the lines that end in this chunk, without those that are empty."""
        *whole, self._rest = (self._rest + chunk).split(b"\n")
        if len(self._rest) > _LONGEST_LINE:
            raise ValueError("a line of the engine's answer has no end")
        yield from (line for line in whole if line.strip())
