"""The real `shipmate chat` process in a terminal of its own."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

import pexpect

PROGRAM = str(Path(sys.executable).parent / "shipmate")

NOTHING: Mapping[str, str] = MappingProxyType({})

_CONTROL = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78])|\r")


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Returns the environment of a process that keeps everything in a folder."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ") if name in os.environ}
    own = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "LANG": "C.UTF-8", "TERM": "xterm-256color"}
    return {**kept, **own, "PROMPT_TOOLKIT_NO_CPR": "1", **more}


class Terminal:
    """A terminal with the study room in it; `seen` is everything it was sent, without control sequences."""

    def __init__(self, folder: Path, *arguments: str, columns: int = 80, settings: Mapping[str, str] = NOTHING) -> None:
        self.process = pexpect.spawn(
            PROGRAM,
            ["chat", *arguments],
            cwd=str(folder),
            env=environment(folder, **settings),
            dimensions=(50, columns),
            encoding="utf-8",
        )
        self.raw = ""
        self._read_to = 0

    @property
    def seen(self) -> str:
        return _CONTROL.sub("", self.raw)

    def sees(self, text: str, timeout: float = 30) -> str:
        """Waits for a text; returns what came since the last one. Raises pexpect.TIMEOUT."""
        deadline = time.monotonic() + timeout
        while text not in self.seen[self._read_to :]:
            self.raw += self.process.read_nonblocking(4096, timeout=max(deadline - time.monotonic(), 0))
        begin, self._read_to = self._read_to, self.seen.index(text, self._read_to) + len(text)
        return self.seen[begin : self._read_to]

    def type(self, line: str) -> None:
        self.process.send(line + "\r")

    def press(self, key: str) -> None:
        """Presses a key together with Ctrl."""
        self.process.sendcontrol(key)

    def leave(self) -> int | None:
        """Presses Ctrl-D until it is heard, as it isn't while a command runs; returns the exit status."""
        for _ in range(10):
            self.press("d")
            if self.process.expect([pexpect.EOF, pexpect.TIMEOUT], timeout=1.5) == 0:
                break
        self.raw += str(self.process.before)
        self.process.close()
        return self.process.exitstatus


@contextmanager
def terminal(
    folder: Path, *arguments: str, columns: int = 80, settings: Mapping[str, str] = NOTHING
) -> Iterator[Terminal]:
    """Opens the study room while the block runs; opening it again in the same folder finds the same data."""
    opened = Terminal(folder, *arguments, columns=columns, settings=settings)
    try:
        yield opened
    finally:
        opened.process.close(force=True)
