"""A clock for processes that a test moves on as it likes: libfaketime, told by a file what to add to the real time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

_LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
"""Debian's faketime; None where it is not installed."""


class FakedClock:
    """Processes with this `environment` read the real time and an offset, on every clock of theirs.

    A process that sleeps learns of a move when something wakes it: write a line to it after `move_to`.
    """

    installed = _LIBRARY is not None

    def __init__(self, folder: Path, at: datetime) -> None:
        self._file = folder / "clock"
        self.environment = {
            "LD_PRELOAD": str(_LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
        }
        self.move_to(at)

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time() + self._offset, UTC)

    def move_to(self, at: datetime) -> None:
        """Makes it this time, from which it goes on as fast as ever."""
        self._offset = at.timestamp() - time.time()
        written = self._file.with_suffix(".new")
        written.write_text(f"{self._offset:+.3f}\n")
        written.replace(self._file)  # a process never reads half an offset
