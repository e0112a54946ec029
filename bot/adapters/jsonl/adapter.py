"""Serves the core over lines of JSON: many requests at a time, the messages of each in order."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import Any

from bot.adapters.jsonl.decode import LONGEST, Incoming, NotUnderstood, decode
from bot.adapters.jsonl.encode import message
from bot.reading import read_lines
from bot.throttle import throttled
from commands import core
from commands.attachment import Attachment
from commands.errors import CommandError
from commands.messenger import CannotPost, MessageRef
from commands.registry import Call
from commands.reply import Outcome, Reply, reply
from commands.request import Asker, Audience, Place
from commands.services import Services

_PAUSE = 0.2
"""Seconds between two versions of a message: enough for a bar that moves, few enough lines to read."""

_AT_A_TIME = 200
"""Requests that are worked on together; further lines wait to be read until one of them is done."""


class JsonLines:
    """Reads requests from one file descriptor and writes answers to another; also the messenger of its groups.

    A message that nobody asked for has an id made from its key, and names its place where that is another than its group. After a crash the same message may come again,
    under the same id and version: whoever shows messages by id shows it once.
    """

    def __init__(self, services: Services, source: int = 0, target: int = 1) -> None:
        self._services = services
        self._source = source
        self._target = target
        self._writing = asyncio.Lock()
        self._last_version = 0

    async def run(self) -> None:
        """Answers lines until the input ends and all that was asked is answered, or nobody reads the answers."""
        free = asyncio.Semaphore(_AT_A_TIME)
        try:
            async with asyncio.TaskGroup() as working:
                async for line in read_lines(self._source, LONGEST):
                    if line.strip():
                        await free.acquire()
                        working.create_task(self._answer(line)).add_done_callback(lambda _: free.release())
        except* ConnectionError:
            pass  # the reader has left; there is nobody to tell

    async def _answer(self, line: bytes) -> None:
        try:
            incoming = decode(line)
        except NotUnderstood as fault:
            await self._write(type="error", to=fault.to, text=str(fault))
            return
        outcome = Outcome.OK
        message_id = f"m{secrets.token_hex(6)}"
        version = 0
        async with aclosing(self._versions(incoming)) as versions:
            async for audience, shown in versions:
                outcome = shown.outcome
                fields = message(shown, to=incoming.id, message_id=message_id, version=version, audience=audience)
                await self._write(**fields)
                version += 1
        await self._write(type="done", to=incoming.id, outcome=outcome.value)

    async def _versions(self, incoming: Incoming) -> AsyncGenerator[tuple[Audience, Reply], None]:
        try:
            call = self._call(incoming)
        except CommandError as trouble:
            yield Audience.ONLY_YOU, reply(trouble.sentence, outcome=trouble.outcome)
            return
        place = Place("jsonl", incoming.group, incoming.place)
        asker = Asker(place, incoming.user, incoming.name, is_captain=incoming.captain)
        async with aclosing(throttled(core.answer(call, asker, self._services), _PAUSE)) as versions:
            async for version in versions:
                yield call.command.audience, version

    def _call(self, incoming: Incoming) -> Call:
        registry = self._services.registry
        form = incoming.form
        call = registry.read(incoming.line) if form is None else registry.call(form, incoming.fields)
        return call.handing_over({option: Attachment(*file) for option, file in incoming.files.items()})

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Writes a message that nobody asked for, under an id made from its key; raises CannotPost."""
        message_id = key if place.channel == place.space else f"{key}@{place.channel}"
        await self._tell(place, reply, message_id, version=0, under=under)
        return MessageRef(place, message_id)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        """Writes a message that is for one person, whom it names; raises CannotPost."""
        await self._tell(place, reply, key, version=0, user=user)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Writes a higher version of a message: milliseconds of the clock, which grow across restarts, too."""
        self._last_version = max(self._last_version + 1, int(self._services.now().timestamp() * 1000))
        await self._tell(message.place, reply, message.message, version=self._last_version)

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds nothing: what was written can't be read back, so it is written again under the same id."""
        return None

    async def _tell(
        self,
        place: Place,
        shown: Reply,
        message_id: str,
        *,
        version: int,
        under: MessageRef | None = None,
        user: str | None = None,
    ) -> None:
        audience = Audience.EVERYONE if user is None else Audience.ONLY_YOU
        fields = message(shown, to=None, message_id=message_id, version=version, audience=audience)
        beside = ({"under": under.message} if under else {}) | ({} if user is None else {"user": user})
        beside |= {} if place.channel == place.space else {"place": place.channel}
        try:
            await self._write(**fields, group=place.space, **beside)
        except OSError as trouble:
            raise CannotPost("Nobody reads what is written here any more.") from trouble

    async def _write(self, **fields: Any) -> None:
        """Writes one line whole; a reader who is slow holds up this line, not the process."""
        line = json.dumps(fields, ensure_ascii=False) + "\n"
        async with self._writing:
            await asyncio.to_thread(_write_all, self._target, line.encode("utf-8", "backslashreplace"))


def _write_all(target: int, data: bytes) -> None:
    while data:
        data = data[os.write(target, data) :]
