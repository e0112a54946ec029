"""Takes apart the stream in which an engine sends standard output and error of a container without a terminal.

Each frame has a header of eight bytes: 1 or 2 for the stream, three zeros, the length as a big-endian number
(Docker Engine API, "Stream format" of ContainerAttach).
"""

from __future__ import annotations

from collections.abc import Iterator

_HEADER = 8


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
