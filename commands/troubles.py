"""When a place takes no message: its captains are told why and how to mend it, once, and settings stay as they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import structlog

from commands.messenger import CannotPost, MessageRef, Messenger, Messengers
from commands.reply import Paragraph, Reply
from commands.request import Place
from commands.services import Services
from commands.steps import each
from commands.store import captains, groups, troubles
from commands.store.troubles import Trouble
from commands.text import Channel, Code, Text, say

_log = structlog.get_logger(__name__)

PATIENCE = 20.0
"""Seconds that a platform may take for a message; less than a step has."""

_MAY_PASS_WITHIN = timedelta(minutes=15)
"""Trouble that may pass by itself is told only if it lasts longer."""

_SILENT = "The platform did not answer in time."
_BROKEN = "The bot itself failed there: its operator finds the reason in the log."


def watched(services: Services, messengers: Messengers) -> Messengers:
    """Returns messengers that note for captains which places take no message, and which do again."""
    return {platform: _Watched(messenger, services) for platform, messenger in messengers.items()}


class _Watched:
    """A messenger under watch; a message that is gone or a person who can't be told is no trouble of the place."""

    def __init__(self, messenger: Messenger, services: Services) -> None:
        self._messenger = messenger
        self._services = services

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        async with self._noting(place):
            message = await self._messenger.post(place, reply, key=key, under=under)
        await self._note_success(place)
        return message

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        async with self._noting(place):
            found = await self._messenger.find(place, key, since, under)
        if found is not None:
            await self._note_success(place)
        return found

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        await self._messenger.edit(message, reply)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        await self._messenger.tell(place, user, reply, key=key)

    @asynccontextmanager
    async def _noting(self, place: Place) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        except CannotPost as trouble:
            await self._note(place, trouble)
            raise
        except TimeoutError:
            silent = CannotPost(_SILENT, passing=True)
            await self._note(place, silent)
            raise silent from None
        except Exception:
            await self._note(place, CannotPost(_BROKEN, passing=True))
            raise

    async def _note(self, place: Place, trouble: CannotPost) -> None:
        now = self._services.now()
        async with self._services.store.begin() as transaction:
            await troubles.note(transaction, place, trouble.reason, now, passing=trouble.passing)

    async def _note_success(self, place: Place) -> None:
        async with self._services.store.begin() as transaction:
            await troubles.clear(transaction, place)


async def take_due(services: Services, messengers: Messengers) -> None:
    """Tells captains of the troubles that they have not been told of."""
    since = services.now() - _MAY_PASS_WITHIN
    async with services.store.begin() as transaction:
        untold = await troubles.untold(transaction, messengers.keys(), passing_since=since)
    await each(untold, lambda trouble: _tell(trouble, services, messengers))


async def _tell(trouble: Trouble, services: Services, messengers: Messengers) -> None:
    """Tells those who act as captains. Who can't be told reads it in the panel of `/ship setup`."""
    async with services.store.begin() as transaction:
        if not await troubles.take(transaction, trouble, services.now()):
            return
        known = await captains.of_group(transaction, trouble.group_id, trouble.place.platform)
        further = await groups.further_places(transaction, await groups.get(transaction, trouble.group_id))
    line = "/ship setup here:also" if trouble.place in further.values() else "/ship setup here:yes"
    message = Reply(tuple(map(Paragraph, _told(trouble, line))))
    messenger = messengers[trouble.place.platform]
    for user in known:
        try:
            await messenger.tell(trouble.place, user, message, key=f"trouble-{trouble.id}-{user}")
        except CannotPost as silence:
            _log.warning("could not tell a captain", group=trouble.group_id, user=user, reason=silence.reason)


def _told(trouble: Trouble, line: str) -> tuple[Text, ...]:
    """Returns what captains are told: `line` is what to type in the place once it is mended."""
    place = Channel(trouble.place.channel)
    if trouble.passing:
        calm = say("This may pass by itself: I keep trying, and nothing that you have set up is lost.")
        return say("I can't post in {place} right now.", place=place), say("{reason}", reason=trouble.reason), calm
    again = say(
        "Nothing that you have set up is lost. Once it is mended, type {line} there to have it tried at once.",
        line=Code(line),
    )
    return say("I can't post in {place}.", place=place), say("{reason}", reason=trouble.reason), again
