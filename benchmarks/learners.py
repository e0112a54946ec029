"""Learners for measurements: a Docker host of their own with images of every size, and a bot that all speak to at once.

Images and host are those of the tests, so `tests` and `tests/e2e` must be on PYTHONPATH.
"""

from __future__ import annotations

import json
import queue
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from attached import Attached, Message
from engine.catalogue import alpine
from engine.images import Step, busybox, image, noise, push
from engine.local import local_registry

from sandbox.daemon import down, up

MEGABYTE = 1000 * 1000
SIZES = (5, 8, 12, 20, 30, 50, 80, 120, 200)
"""Megabytes of the images in the registry, compressed; noise, so that they take as much unpacked."""


@dataclass(frozen=True)
class LearnersHost:
    """`address` and `mirror` are what the bot is told; `folder` is the host's, `images` what can be pulled there."""

    address: str
    mirror: str
    folder: Path
    images: tuple[str, ...]

    @property
    def settings(self) -> dict[str, str]:
        return {"SHIPMATE_DOCKER_HOSTS": self.address, "SHIPMATE_REGISTRY_MIRROR": self.mirror}


@contextmanager
def learners_host(disk: int, sizes: tuple[int, ...] = SIZES) -> Iterator[LearnersHost]:
    """Runs a registry with alpine and images of these megabytes, and a host with a disk of so many bytes."""
    folder = Path(tempfile.mkdtemp(prefix="shipmate-learners-"))
    try:
        with local_registry(folder / "registry") as mirror:
            push(mirror, "library/alpine", "latest", alpine())
            names = tuple(_stock(mirror, size) for size in sizes)
            address = up(folder / "engine", mirror, disk=disk)
            yield LearnersHost(address, mirror, folder / "engine", names)
    finally:
        down(folder / "engine")
        shutil.rmtree(folder, ignore_errors=True)


def _stock(mirror: str, size: int) -> str:
    """Pushes an image that runs, in three layers: busybox, a third of the noise, the rest of it."""
    third = size * MEGABYTE // 3
    made = image(
        Step("ADD rootfs /", busybox()),
        Step("RUN install", {"usr/lib/small": noise(third, size)}),
        Step("COPY data /", {"usr/lib/large": noise(size * MEGABYTE - third, 1000 + size)}),
    )
    push(mirror, f"library/mb{size}", "latest", made)
    return f"mb{size}"


@dataclass
class Answer:
    """All that came back for one command; `outcome` is None where the bot died or stayed silent."""

    text: str
    messages: list[Message] = field(default_factory=list)
    outcome: str | None = None
    seconds: float = 0.0

    @property
    def shown(self) -> str:
        """The last version of what the learner sees."""
        return str(self.messages[-1]["text"]) if self.messages else ""


class Chat(Attached):
    """The real `shipmate attach`, spoken to from many threads; what nobody asked for is in `unasked`."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._sending = threading.Lock()
        self._routing = threading.Lock()
        self._inboxes: dict[str, queue.Queue[Message | None]] = {}
        self._numbers = count(1)
        self.unasked: list[Message] = []
        self.strays: list[Message] = []
        super().__init__(folder, environment)

    def ask_as(self, group: str, user: str, text: str, timeout: float) -> Answer:
        """Types a command and waits for its `done`."""
        identity, answer = f"c{next(self._numbers)}", Answer(text)
        inbox: queue.Queue[Message | None] = queue.Queue()
        with self._routing:
            self._inboxes[identity] = inbox
        began = time.monotonic()
        asked = {"type": "command", "id": identity, "group": group, "user": user, "name": user, "text": text}
        try:
            self.send(json.dumps(asked))
            while answer.outcome is None:
                message = inbox.get(timeout=max(0.01, began + timeout - time.monotonic()))
                if message is None:
                    break
                if message["type"] == "message":
                    answer.messages.append(message)
                else:
                    answer.outcome = str(message.get("outcome", "not understood"))
        except (queue.Empty, OSError):
            pass
        answer.seconds = time.monotonic() - began
        with self._routing:
            del self._inboxes[identity]
        return answer

    def send(self, line: str) -> None:
        with self._sending:
            super().send(line)

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message: Message = json.loads(line)
            with self._routing:
                inbox = self._inboxes.get(message.get("to") or "")
            if inbox is not None:
                inbox.put(message)
            elif message.get("to") is None:
                self.unasked.append(message)
            else:
                self.strays.append(message)  # a second `done`, or an answer that came too late
        with self._routing:
            for inbox in self._inboxes.values():
                inbox.put(None)


@contextmanager
def chat(folder: Path, settings: Mapping[str, str]) -> Iterator[Chat]:
    """Runs the bot while the block runs; starting again in the same folder finds the same data."""
    running = Chat(folder, settings)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()
