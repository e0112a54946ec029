"""Completion in the terminal, generated from the registry."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterable

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from commands import core
from commands.errors import CommandError
from commands.registry import Parameter
from commands.request import Asker
from commands.services import Services


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
        typed = document.text_before_cursor.lstrip().removeprefix("/ship ").removeprefix("/")
        name, space, rest = typed.partition(" ")
        if not space:
            for command in self._services.registry:
                if not command.hidden and command.name.startswith(name.lower()):
                    yield Completion(command.name, -len(name), display_meta=command.summary)
            return
        try:
            command = self._services.registry.get(name)
        except CommandError:
            return
        for parameter in command.parameters:
            async for completion in self._options(command.name, parameter, rest):
                yield completion

    async def _options(self, command: str, parameter: Parameter, rest: str) -> AsyncGenerator[Completion, None]:
        if parameter.option.rest:
            word = rest
        else:
            word = rest.rpartition(" ")[2]
            if not parameter.option.positional:
                named = f"{parameter.name}:"
                if not word.startswith(named):
                    if named.startswith(word):
                        yield Completion(named, -len(word), display_meta=parameter.option.summary)
                    return
                word = word.removeprefix(named)
        for each in await core.suggest(command, parameter.name, word, self._asker(), self._services):
            yield Completion(each, -len(word))
