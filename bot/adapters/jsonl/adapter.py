"""Serves the core over lines of JSON: many requests at a time, the messages of each in order."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO, Any

from bot.adapters.jsonl.decode import Incoming, NotUnderstood, decode
from bot.adapters.jsonl.encode import message
from bot.throttle import throttled
from commands import core
from commands.errors import CommandError
from commands.messenger import MessageRef
from commands.registry import Call
from commands.reply import Outcome, Reply, reply
from commands.request import Asker, Audience, Place
from commands.services import Services

_PAUSE = 0.2
"""Seconds between two versions of a message: enough for a bar that moves, few enough lines to read."""


class JsonLines:
    """Reads requests from one stream and writes answers to another; also the messenger of its groups.

    A message that nobody asked for has an id made from its key. After a crash the same message may come again,
    under the same id and version: whoever shows messages by id shows it once.
    """

    def __init__(self, services: Services, source: IO[str] = sys.stdin, target: IO[str] = sys.stdout) -> None:
        self._services = services
        self._source = source
        self._target = target
        self._versions: dict[str, int] = {}
        self._written = asyncio.Lock()

    async def run(self) -> None:
        """Answers lines until the input ends and everything asked is answered."""
        async with asyncio.TaskGroup() as working:
            async for line in self._lines():
                if line.strip():
                    working.create_task(self._answer(line))

    async def _lines(self) -> AsyncIterator[str]:
        while line := await asyncio.to_thread(self._source.readline):
            yield line

    async def _write(self, **fields: Any) -> None:
        async with self._written:
            self._target.write(json.dumps(fields, ensure_ascii=False) + "\n")
            self._target.flush()

    async def _answer(self, line: str) -> None:
        try:
            incoming = decode(line)
        except NotUnderstood as fault:
            await self._write(type="error", to=fault.to, text=str(fault))
            return
        outcome = Outcome.OK
        message_id = f"m-{incoming.id}"
        version = 0
        async for audience, shown in self._versions_of(incoming):
            outcome = shown.outcome
            await self._write(
                **message(shown, to=incoming.id, message_id=message_id, version=version, audience=audience)
            )
            version += 1
        await self._write(type="done", to=incoming.id, outcome=outcome.value)

    async def _versions_of(self, incoming: Incoming) -> AsyncIterator[tuple[Audience, Reply]]:
        asker = Asker(
            Place("jsonl", incoming.group, incoming.group), incoming.user, incoming.name, is_captain=incoming.captain
        )
        try:
            call = self._call(incoming)
        except CommandError as trouble:
            yield Audience.ONLY_YOU, reply(trouble.sentence, outcome=trouble.outcome)
            return
        async for version in throttled(core.answer(call, asker, self._services), _PAUSE):
            yield call.command.audience, version

    def _call(self, incoming: Incoming) -> Call:
        registry = self._services.registry
        if incoming.form is not None:
            return registry.call(incoming.form, incoming.fields or {})
        return registry.read(incoming.line or "")

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Writes an unprompted message under an id made from its key."""
        self._versions[key] = 0
        await self._unprompted(place, reply, key, under)
        return MessageRef(place, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Writes a higher version of a message: the time in milliseconds, so that it grows across restarts too."""
        self._versions[message.message] = int(self._services.now().timestamp() * 1000)
        await self._unprompted(message.place, reply, message.message, None)

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds nothing: what was written can't be read back, so it is written again under the same id."""
        return None

    async def _unprompted(self, place: Place, shown: Reply, message_id: str, under: MessageRef | None) -> None:
        version = self._versions[message_id]
        fields = message(shown, to=None, message_id=message_id, version=version, audience=Audience.EVERYONE)
        fields["group"] = place.space
        if under is not None:
            fields["under"] = under.message
        await self._write(**fields)
