"""Putting away what lost processes left on the sandbox's hosts."""

from __future__ import annotations

from dataclasses import dataclass, field

import structlog

from commands.services import Services
from commands.store import processes

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Recovery:
    """Looks at the hosts when this process has just begun, when another was lost, and until every host answered."""

    services: Services
    _known: frozenset[str] = field(default_factory=frozenset)
    _done: bool = False

    async def look(self) -> None:
        """To be called every few seconds; says each time that this process is alive."""
        sandbox, now = self.services.sandbox, self.services.now()
        async with self.services.store.begin() as transaction:
            await processes.keep_alive(transaction, sandbox.process, now)
            living = await processes.living(transaction, now)
        if self._done and self._known <= living:
            self._known = living
            return
        recovered = await sandbox.recover(living)
        self._known, self._done = living, not any(each.trouble for each in recovered)
        for each in recovered:
            if each.removed or each.stopped:
                _log.info("orphans put away", host=each.host, removed=len(each.removed), stopped=len(each.stopped))
