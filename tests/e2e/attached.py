"""The real `shipmate attach` process, spoken to as another chat system would."""

from __future__ import annotations

import json
import os
import platform
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "shipmate"

Message = dict[str, Any]

_NAPS = {"x86_64": {"35", "230"}, "aarch64": {"101", "115"}}[platform.machine()]
"""The numbers of the system calls nanosleep and clock_nanosleep."""

_LOOKS = 3
"""Threads are looked at one after the other; so often in a row none must be at work."""


class Attached:
    """One running process; every line it writes is kept in `written`."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ") if name in os.environ}
        with (folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "attach"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=folder,
                env={**kept, "HOME": str(folder), "XDG_DATA_HOME": str(folder), **environment},
            )
        self.written: list[Message] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._ids = count(1)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    @property
    def silent(self) -> bool:
        """Says whether the process has ended and everything that it wrote has been read."""
        return not self._reader.is_alive() and self._lines.empty()

    def rest(self) -> None:
        """Waits until the process has nothing to do: every thread waits for a line, a time or another thread."""
        looks = 0
        while looks < _LOOKS and self.process.poll() is None:
            looks = looks + 1 if self._waits() else 0
            time.sleep(0.002)

    def _waits(self) -> bool:
        """Says whether each thread sleeps, and not just for a moment, as SQLite does before it tries again."""
        try:
            threads = list(Path(f"/proc/{self.process.pid}/task").iterdir())
            states = {(each / "stat").read_text().rpartition(")")[2][1] for each in threads}
            calls = {(each / "syscall").read_text().split()[0] for each in threads}
        except OSError:
            return False  # a thread has ended meanwhile
        return states == {"S"} and not calls & _NAPS

    def send(self, line: str) -> None:
        """Writes one raw line."""
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def next(self, timeout: float = 20) -> Message:
        """Returns the next line written; raises queue.Empty where none comes."""
        message: Message = json.loads(self._lines.get(timeout=timeout))
        self.written.append(message)
        return message

    def until(self, wanted: Any, timeout: float = 20) -> Message:
        """Returns the next message that `wanted` says yes to."""
        deadline = time.monotonic() + timeout
        while True:
            message = self.next(max(deadline - time.monotonic(), 0.01))
            if wanted(message):
                return message

    def ask(
        self, text: str, *, group: str = "g1", user: str = "u1", captain: bool = False, timeout: float = 30
    ) -> list[Message]:
        """Types a line and returns everything written for it, the last being `done`."""
        identity = f"q{next(self._ids)}"
        asked = {
            "type": "command",
            "id": identity,
            "group": group,
            "user": user,
            "name": user.upper(),
            "captain": captain,
        }
        self.send(json.dumps({**asked, "text": text}))
        return self.answers(identity, timeout)

    def press(self, choice: str, *, group: str = "g1", user: str = "u1") -> list[Message]:
        identity = f"q{next(self._ids)}"
        self.send(json.dumps({"type": "press", "id": identity, "group": group, "user": user, "choice": choice}))
        return self.answers(identity)

    def submit(self, form: str, fields: Mapping[str, str], *, captain: bool = True) -> list[Message]:
        identity = f"q{next(self._ids)}"
        asked = {"type": "submit", "id": identity, "group": "g1", "user": "u1", "captain": captain}
        self.send(json.dumps({**asked, "form": form, "fields": fields}))
        return self.answers(identity)

    def answers(self, identity: str, timeout: float = 30) -> list[Message]:
        found: list[Message] = []
        while not found or found[-1]["type"] not in {"done", "error"}:
            found.append(self.until(lambda message: message.get("to") == identity, timeout))
        return found

    def kill(self) -> None:
        """Ends the process as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Ends the process, where it still runs, and what ties it to the test."""
        self.kill()
        with suppress(BrokenPipeError):  # what was sent and never read
            if self.process.stdin is not None:
                self.process.stdin.close()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def finish(self) -> int:
        """Closes the input and returns the exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=20)


@contextmanager
def attached(folder: Path, **environment: str) -> Iterator[Attached]:
    """Runs the process while the block runs; starting again in the same folder finds the same data."""
    running = Attached(folder, environment)
    try:
        yield running
    finally:
        running.close()
