"""The one door to the learners' Docker hosts: ask for an image, its history, a group's list; keep the disk in bounds."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from pathlib import Path

from sandbox.policy import Policy, admit
from sandbox.references import Reference
from sandbox.usage import UsageLedger
from sandbox.values import HostStatus, ImageHistory, ImageSummary, PruneReport, Pulled, PullProgress


class Sandbox:
    """Built once at start; connects to nothing until it is asked something."""

    def __init__(
        self,
        hosts: tuple[str, ...],
        mirror: str | None,
        policy: Policy,
        usage: UsageLedger,
        now: Callable[[], datetime],
        *,
        certificates: Path | None = None,
    ) -> None:
        self._hosts = hosts
        self._mirror = mirror
        self._policy = policy
        self._usage = usage
        self._now = now
        self._certificates = certificates

    def reference(self, text: str) -> Reference:
        """Reads an image name as typed and asks the policy. Raises InvalidReference or Refused; sends no packet."""
        return admit(text, self._policy)

    def pull(self, reference: Reference, group: str) -> AsyncGenerator[PullProgress | Pulled, None]:
        """Fetches an image for a group; yields the latest progress as it changes and ends with one Pulled."""
        raise NotImplementedError

    async def history(self, reference: Reference, group: str) -> ImageHistory:
        raise NotImplementedError

    async def images(self, group: str) -> list[ImageSummary]:
        raise NotImplementedError

    async def status(self) -> list[HostStatus]:
        raise NotImplementedError

    async def prune(self, *, dry_run: bool = False) -> list[PruneReport]:
        raise NotImplementedError

    async def close(self) -> None:
        raise NotImplementedError
