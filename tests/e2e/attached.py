"""The real `shipmate attach` process, spoken to as another chat system would."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

PROGRAM = Path(sys.executable).parent / "shipmate"

Message = dict[str, Any]


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
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

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
        running.process.kill()
        running.process.wait()
        for stream in (running.process.stdin, running.process.stdout):
            if stream is not None:
                stream.close()
