"""Keeping live quizzes in time: a process looks at them every second, and none waits for another."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import structlog

from commands.live import steps
from commands.live.quiz import LiveQuiz
from commands.messenger import Messengers
from commands.services import Services
from commands.store import live

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Conductor:
    """Takes the steps of live quizzes on these platforms, each quiz in a task of its own.

    Nothing depends on it but the second: what it leaves, because its process ends, any process takes up.
    """

    services: Services
    messengers: Messengers
    _at_work: dict[int, asyncio.Task[None]] = field(default_factory=dict)

    async def look(self) -> None:
        """To be called every second; waits for no platform."""
        platforms = frozenset(self.messengers)
        quizzes = await self.services.store.read(lambda transaction: live.going_on(transaction, platforms))
        for quiz in quizzes:
            if quiz.id not in self._at_work:
                self._at_work[quiz.id] = asyncio.create_task(self._take(quiz))

    async def _take(self, quiz: LiveQuiz) -> None:
        try:
            await steps.take(quiz, self.services, self.messengers[quiz.place.platform])
        except Exception:  # noqa: BLE001 - the quiz's lease ends by itself, and its next step is tried again
            _log.exception("step failed", quiz=quiz.id, stage=quiz.stage.value)
        finally:
            del self._at_work[quiz.id]

    async def finish(self, seconds: float) -> None:
        """Lets steps under way come to their end; those that take longer are cancelled."""
        if at_work := list(self._at_work.values()):
            _, late = await asyncio.wait(at_work, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
