"""A step of a live quiz in the hands of one process, and what every such step may do."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

import structlog

from commands.live.quiz import LiveQuiz, Stage
from commands.messenger import CannotPost, MessageRef, Messenger
from commands.reply import Part, Reply
from commands.request import Group
from commands.services import Services
from commands.store import live

_log = structlog.get_logger(__name__)

_EDIT_LIMIT = 3.0
"""Seconds that a platform may take for an edit that may as well be left out."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A step of a quiz, in the hands of this process."""

    quiz: LiveQuiz
    group: Group
    services: Services
    messenger: Messenger

    async def post_once(self, parts: tuple[Part, ...], key: str) -> MessageRef:
        """Posts a message unless an earlier try, cut off before it was noted, already did."""
        if self.quiz.attempts:
            found = await self.messenger.find(self.quiz.place, key, self.quiz.created_at)
            if found is not None:
                return found
        return await self.messenger.post(self.quiz.place, Reply(parts), key=key)

    async def edited(self, message: MessageRef | None, parts: tuple[Part, ...]) -> bool:
        """Edits a message; says whether it worked."""
        if message is None:
            return False
        try:
            await self.messenger.edit(message, Reply(parts))
        except CannotPost as trouble:
            _log.warning("could not edit", quiz=self.quiz.id, reason=trouble.reason)
            return False
        return True

    async def refresh(self, message: MessageRef | None, parts: tuple[Part, ...], number: int) -> None:
        """Edits a message that tells a number; one that takes too long is left out."""
        try:
            async with asyncio.timeout(_EDIT_LIMIT):
                await self.edited(message, parts)
        except TimeoutError:
            _log.warning("an edit took too long", quiz=self.quiz.id)
        now = self.services.now()
        await self.services.store.write(lambda transaction: live.record_shown(transaction, self.quiz, number, now))

    async def advance(self, stage: Stage, due_at: datetime, *, position: int | None = None) -> None:
        """Brings the quiz to its next stage, unless a captain has moved it meanwhile."""
        await self.services.store.write(
            lambda transaction: live.advance(transaction, self.quiz, stage, due_at, position=position)
        )
