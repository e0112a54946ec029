"""Completion in the terminal, generated from the registry."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.adapters.terminal.files import begins_path, paths
from commands import core
from commands.errors import CommandError
from commands.registry import Command, Parameter
from commands.request import Asker
from commands.services import Services
from commands.text import visible
from sandbox.errors import SandboxError

ROOM_WORDS = {"as": "Plays another learner", "exit": "Leaves the room"}
"""What can be typed here and nowhere else."""


class RegistryCompleter(Completer):
    """Completes command names, then their options: choices, and whatever a command suggests itself."""

    def __init__(self, services: Services, asker: Callable[[], Asker]) -> None:
        self._services = services
        self._asker = asker

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Completes nothing when asked synchronously; the prompt asks asynchronously."""
        return ()

    async def get_completions_async(
        self, document: Document, complete_event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        typed = document.text_before_cursor.lstrip().removeprefix("/")
        first, space, rest = typed.partition(" ")
        if first == "ship" and space:
            first, space, rest = rest.lstrip().partition(" ")
        if not space:
            for completion in self._names(first):
                yield completion
            return
        with contextlib.suppress(CommandError, SandboxError):  # nothing to suggest; Enter will say why
            command = self._services.registry.get(first)
            for parameter in command.parameters:
                async for completion in self._option(command, parameter, rest):
                    yield completion

    def _names(self, begun: str) -> Iterator[Completion]:
        names = {each.name: each.summary for each in self._services.registry if not each.hidden} | ROOM_WORDS
        for name, summary in names.items():
            if name.startswith(begun.lower()):
                yield Completion(name, -len(begun), display_meta=summary)

    async def _option(self, command: Command, parameter: Parameter, rest: str) -> AsyncGenerator[Completion, None]:
        word = rest if parameter.option.rest else rest.rpartition(" ")[2]
        named = f"{parameter.name}:"
        if parameter.is_file and (begins_path(word) or word.startswith(named)):
            for path in paths(word.removeprefix(named)):
                yield path
            return
        if word.startswith(named):
            word = word.removeprefix(named)
        elif not parameter.option.positional:
            if named.startswith(word):
                yield Completion(named, -len(word), display_meta=parameter.option.summary)
            return
        for each in await core.suggest(command.name, parameter.name, word, self._asker(), self._services):
            yield Completion(visible(each), -len(word))
