"""Keeps a host's image store below its mark: the least recently used images go, what is in use or pinned stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.engine import Engine
from sandbox.engine.answers import Store, StoredImage
from sandbox.leases import Leases
from sandbox.marks import Space, marks_of, shortage
from sandbox.policy import Policy
from sandbox.usage import UsageLedger
from sandbox.values import PruneReport, Removal

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An image as the plan sees it: removing it frees at least `own` bytes. Without `last_used` nobody asked for it."""

    image_id: str
    name: str
    own: int
    last_used: datetime | None
    protected: bool


def plan(candidates: list[Candidate], used: int, high: int, low: int) -> list[Removal]:
    """Says what goes so that `used` bytes fall from above `high` to `low`; nothing if they are below `high`.

    Images nobody asked for go first, then the longest unused, the biggest first where equal. Layers that images
    share are counted as staying, so more may come free than planned.
    """
    removals: list[Removal] = []
    if used <= high:
        return removals
    for each in sorted(candidates, key=lambda each: (each.last_used or _NEVER, -each.own, each.image_id)):
        if used <= low:
            break
        if not each.protected:
            used -= each.own
            removals.append(Removal(each.image_id, each.name, each.own, _reason(each)))
    return removals


@dataclass(slots=True)
class Janitor:
    """Prunes one host. Two prunes at once are one after the other, since the second would find nothing to do.

    `space` measures the host's own disk, where that can be done from here.
    """

    engine: Engine
    leases: Leases
    usage: UsageLedger
    policy: Policy
    space: Callable[[], Space | None]

    async def prune(self, *, incoming: int = 0, dry_run: bool = False) -> PruneReport:
        """Brings the store, with `incoming` bytes to come, under its mark and makes room for them on the disk.

        Measures again after each removal.
        What was pulled or run just now is spared, since `run` follows `pull`, unless something else needs the room.
        """
        marks = marks_of(self.policy, self.space())
        low = marks.low - incoming
        spared = 0.0 if incoming else self.policy.recent_seconds
        before, removals = await self._survey(marks.high - incoming, low, incoming, set(), spared)
        if dry_run:
            after = before - sum(each.size for each in removals)
            return PruneReport(self.engine.address, True, tuple(removals), before, after)
        used, tried, gone = before, set[str](), list[Removal]()
        while removals:
            removal = removals[0]
            tried.add(removal.image_id)
            if await self._remove(removal.image_id):
                gone.append(removal)
            used, removals = await self._survey(low, low, incoming, tried, spared)
        return PruneReport(self.engine.address, False, tuple(gone), before, used)

    async def _survey(
        self, high: int, low: int, incoming: int, tried: set[str], spared: float
    ) -> tuple[int, list[Removal]]:
        # The ledger is read before the store: what it names and the store then lacks has really gone.
        last_used = await self.usage.last_used(self.engine.address)
        store = await self.engine.store()
        await self._forget_gone(last_used, store)
        candidates = [self._candidate(image, last_used, tried, spared) for image in store.images]
        fitting = store.used - shortage(self.policy, self.space(), incoming)
        return store.used, plan(candidates, store.used, min(high, fitting), min(low, fitting))

    async def _remove(self, image_id: str) -> bool:
        async with self.leases.removing(image_id) as free:
            if not free or not await self.engine.remove(image_id):
                return False
            await self.usage.forget(self.engine.address, image_id)
            return True

    async def _forget_gone(self, last_used: dict[str, datetime], store: Store) -> None:
        noted = {image_id for image_id in last_used if image_id.startswith("sha256:")}
        for image_id in noted - {image.id for image in store.images}:
            await self.usage.forget(self.engine.address, image_id)

    def _candidate(
        self, image: StoredImage, last_used: dict[str, datetime], tried: set[str], spared: float
    ) -> Candidate:
        return Candidate(
            image_id=image.id,
            name=image.names[0] if image.names else "",
            own=image.own,
            last_used=last_used.get(image.id),
            protected=(
                image.id in tried
                or image.containers > 0
                or self.leases.is_read(image.id)
                or self.leases.was_read_within(image.id, spared)
                or any(name in self.policy.pinned for name in image.names)
            ),
        )


def _reason(candidate: Candidate) -> str:
    if candidate.last_used is None:
        return "no group has asked for it"
    return f"not used since {candidate.last_used:%Y-%m-%d %H:%M} UTC"
