"""What a container printed, however much that is: its beginning, its end and how many bytes there were."""

from __future__ import annotations

import threading


class Tape:
    """Keeps the first `keep` bytes and the last `show`; written by a stream's thread, read by the loop."""

    def __init__(self, keep: int, show: int) -> None:
        self._keep = keep
        self._show = show
        self._head = bytearray()
        self._tail = bytearray()
        self._total = 0
        self._lock = threading.Lock()

    def write(self, part: bytes) -> None:
        """Takes the next bytes."""
        with self._lock:
            self._total += len(part)
            self._head += part[: self._keep - len(self._head)]
            self._tail += part[-self._show :]
            if len(self._tail) > 2 * self._show:
                del self._tail[: -self._show]

    @property
    def total(self) -> int:
        return self._total

    @property
    def head(self) -> bytes:
        """The beginning, for a file."""
        with self._lock:
            return bytes(self._head)

    @property
    def head_cut(self) -> bool:
        return self._total > self._keep

    def end(self) -> tuple[str, bool]:
        """Returns the end as text, with what is no UTF-8 replaced, and whether something came before it."""
        with self._lock:
            cut = self._total > self._show
            last = bytes(self._tail[-self._show :])
        return (_from_whole_letter(last) if cut else last).decode("utf-8", "replace"), cut


def _from_whole_letter(data: bytes) -> bytes:
    """Drops the rest of a letter that was cut in the middle: at most three bytes (RFC 3629)."""
    rest = next((place for place, byte in enumerate(data[:4]) if byte & 0xC0 != 0x80), len(data[:4]))
    return data[rest:] if rest < 4 else data
