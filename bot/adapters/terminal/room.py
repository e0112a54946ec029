"""The room itself: reads lines, shows replies, and takes the group's messages in between."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import FileHistory
from prompt_toolkit.patch_stdout import patch_stdout
from rich.console import Console
from rich.live import Live

from bot.adapters.terminal.completion import RegistryCompleter
from bot.adapters.terminal.render import render
from bot.settings import data_folder
from bot.throttle import throttled
from commands import core
from commands.messenger import MessageRef
from commands.reply import Choices, Heading, Paragraph, Reply, reply
from commands.request import Asker, Place
from commands.services import Services
from commands.store import notes
from commands.text import Code, Strong, say

_FRAME = 0.1
"""Seconds between two pictures of a moving progress bar."""

_GREETED = "terminal-greeted"
_LEAVE = frozenset({"exit", "quit", "bye"})


class TerminalRoom:
    """A study group in a terminal, and its messenger. `captain` makes whoever enters a captain of the group.

    Whoever else is played with `as NAME` is an ordinary learner.
    """

    def __init__(self, services: Services, group: str, name: str | None, captain: bool) -> None:
        self.place = Place("terminal", "terminal", group)
        self._services = services
        self._name = name or getpass.getuser()
        self._captains = {self._name} if captain else set()
        self._choices: dict[str, str] = {}
        self._console = Console()

    async def run(self) -> None:
        """Greets on the first visit, shows today's question and answers lines until the person leaves."""
        if await self._first_visit():
            self._show(_greeting())
        await self._answer("today")
        if sys.stdin.isatty():
            await self._converse()
        else:
            async for line in _piped():
                self._console.print(f"{self._name} › {line.rstrip()}", markup=False, highlight=False, style="bold")
                await self._take(line)

    def _asker(self) -> Asker:
        return Asker(self.place, self._name.lower(), self._name, is_captain=self._name in self._captains)

    async def _first_visit(self) -> bool:
        async with self._services.store.begin() as transaction:
            if await notes.get(transaction, _GREETED):
                return False
            await notes.put(transaction, _GREETED, "yes")
        return True

    async def _converse(self) -> None:
        session: PromptSession[str] = PromptSession(
            history=FileHistory(str(_history_file())),
            completer=RegistryCompleter(self._services, self._asker),
            complete_while_typing=False,
            bottom_toolbar=self._toolbar,
        )
        while True:
            try:
                with patch_stdout(raw=True):
                    line = await session.prompt_async(FormattedText([("bold", f"{self._name} › ")]))
            except KeyboardInterrupt:
                continue
            except EOFError:
                break
            if line.strip().lower() in _LEAVE:
                break
            await self._take(line)
        self._console.print("See you tomorrow.")

    def _toolbar(self) -> FormattedText:
        role = " (captain)" if self._name in self._captains else ""
        return FormattedText([("", f" {self.place.channel} · {self._name}{role} · help · as NAME · Ctrl-D leaves ")])

    async def _take(self, line: str) -> None:
        """Carries out one line: a letter presses a choice that was shown, `as NAME` changes who is asking."""
        typed = line.strip()
        if not typed:
            return
        first, _, rest = typed.partition(" ")
        if first.lower() == "as" and rest.strip():
            self._name = rest.strip()[:40]
            await self._answer("today")
            return
        await self._answer(self._choices.get(typed.lower(), typed))

    async def _answer(self, line: str) -> None:
        """Shows the versions of an answer as they come, moving in place; Ctrl-C cancels."""
        work = asyncio.create_task(self._play(throttled(core.answer(line, self._asker(), self._services), _FRAME)))
        loop = asyncio.get_running_loop()
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(signal.SIGINT, work.cancel)
        try:
            await work
        except asyncio.CancelledError:
            if not work.cancelled():
                raise
            self._console.print("Cancelled.")
        finally:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(signal.SIGINT)

    async def _play(self, versions: AsyncIterator[Reply]) -> None:
        latest: Reply | None = None
        with Live(console=self._console, auto_refresh=False, transient=True) as live:
            async for latest in versions:
                if self._console.is_terminal:
                    live.update(render(latest), refresh=True)
        if latest is not None:
            self._show(latest)

    def _show(self, shown: Reply) -> None:
        self._remember_choices(shown)
        self._console.print(render(shown))

    def _remember_choices(self, shown: Reply) -> None:
        """The choices shown last are the ones that a letter presses."""
        offered = [choice for part in shown.parts if isinstance(part, Choices) for choice in part.items]
        if offered:
            self._choices = {choice.label.lower(): choice.line for choice in offered}

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Prints a message of the group above the prompt, if it is this room's."""
        if place == self.place:
            self._show(reply)
        return MessageRef(place, key)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Does nothing: what is printed stays; a reveal and a leaderboard are printed when they are asked for."""

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds nothing: a screen can't be read back. A message may be printed again after a crash."""
        return None


def _history_file() -> Path:
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "history"


async def _piped() -> AsyncIterator[str]:
    while line := await asyncio.to_thread(sys.stdin.readline):
        yield line


def _greeting() -> Reply:
    return reply(
        Heading(say("Welcome to Shipmate's study room")),
        Paragraph(
            say(
                "Every day has one question: answer it by its letter. {explain} tells what a command line does, "
                "{pull} runs on a sandbox of your own, {help} shows the rest.",
                explain=Code("explain docker run --rm -it alpine sh"),
                pull=Code("docker pull alpine:latest"),
                help=Strong("help"),
            )
        ),
    )
