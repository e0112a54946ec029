"""The room itself: reads lines, shows replies, and takes the group's messages in between."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from io import TextIOWrapper

from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner

from bot.adapters.terminal.choices import OpenChoices
from bot.adapters.terminal.completion import RegistryCompleter
from bot.adapters.terminal.editing import LineEditor
from bot.adapters.terminal.files import with_file
from bot.adapters.terminal.render import literal, render
from bot.reading import read_lines
from commands import core
from commands.errors import CommandError
from commands.messenger import MessageRef
from commands.plain import form_line, lacks_words
from commands.registry import LONGEST_LINE
from commands.reply import Choices, Facts, Form, Heading, Paragraph, Part, Reply, reply
from commands.request import Asker, Place
from commands.services import Services
from commands.store import notes
from commands.text import Code, say, visible

_PICTURES = 10
"""Pictures a second of what moves: progress bars, and the sign that an answer is on its way."""

_GREETED = "terminal-greeted"
_LEAVE = frozenset({"exit", "quit", "bye"})
_LONGEST_NAME = 40


class TerminalRoom:
    """A study group in a terminal, and its messenger. `captain` makes whoever enters a captain of the group.

    Whoever else is played with `as NAME` is an ordinary learner. A screen shows nothing once the room is left,
    so a message of the group is printed if the room is open, and counts as posted either way: whoever enters
    later is shown the day's question, or its solution, at once.
    """

    def __init__(
        self,
        services: Services,
        group: str,
        name: str | None,
        captain: bool,
        *,
        console: Console | None = None,
        interactive: bool | None = None,
    ) -> None:
        """Without `interactive` a person is assumed where both standard streams are a terminal."""
        group = visible(group)
        self.place = Place("terminal", group, group)
        self._services = services
        self._name = _readable(name or getpass.getuser())
        self._captains = {_user(self._name)} if captain else set()
        self._console = console or _standard_console()
        self._interactive = sys.stdin.isatty() and sys.stdout.isatty() if interactive is None else interactive
        self._choices = OpenChoices()
        self._forms: dict[str, str] = {}
        self._draft = ""
        self._posted: dict[str, tuple[Part, ...]] = {}
        self._work: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Greets on the first visit, shows today's question and answers lines until the person leaves."""
        lines = self._edited() if self._interactive else self._piped()
        with self._interruptible():
            if await self._first_visit():
                self._show(_greeting())
            await self._answer("today")
            async for line in lines:
                if line.strip().casefold() in _LEAVE:
                    break
                await self._take(line.strip())
        if self._interactive:
            self._show(reply(say("See you tomorrow.")))

    async def _first_visit(self) -> bool:
        async with self._services.store.begin() as transaction:
            if await notes.get(transaction, _GREETED):
                return False
            await notes.put(transaction, _GREETED, "yes")
        return True

    async def _edited(self) -> AsyncIterator[str]:
        editor = LineEditor(RegistryCompleter(self._services, self._asker), self._toolbar)
        while (line := await editor.line(self._name, self._draft)) is not None:
            self._draft = ""
            yield line

    async def _piped(self) -> AsyncIterator[str]:
        """Yields the lines of a file or a pipe, printing each so that the output reads as a conversation."""
        async for line in read_lines(sys.stdin.fileno(), 4 * LONGEST_LINE):
            typed = line.decode("utf-8", "replace").strip()
            if typed:
                self._console.print(literal(f"{self._name} › {typed}", "bold"))
            yield typed

    def _toolbar(self) -> str:
        """Returns who is where, and what can be typed as far as there is room for it."""
        letters = self._choices.letters()
        hints = ["help", "Ctrl-D leaves", *([f"{letters[0]}–{letters[-1]} answers"] if letters else [])]
        role = " (captain)" if self._asker().is_captain else ""
        shown = f" {self.place.channel} · {self._name}{role}"
        for hint in hints:
            longer = f"{shown} · {hint}"
            shown = longer if len(longer) < self._console.width else shown
        return shown

    def _asker(self) -> Asker:
        user = _user(self._name)
        return Asker(self.place, user, self._name, is_captain=user in self._captains)

    async def _take(self, typed: str) -> None:
        """Carries out one line: a label presses what was shown, `as NAME` changes who is asking."""
        first, _, rest = typed.partition(" ")
        if first.casefold() == "as" and rest:
            await self._play(_readable(rest))
        elif typed.casefold() in self._forms:
            self._draft = f"{self._forms[typed.casefold()]} "
        elif typed:
            await self._answer(self._choices.line(typed) or typed)

    async def _play(self, name: str) -> None:
        self._name = name
        self._choices.forget()
        self._forms.clear()
        await self._answer("today")

    async def _answer(self, line: str) -> None:
        """Shows the versions of an answer as they come, moving in place; Ctrl-C cancels."""
        try:
            asked = with_file(line, self._services.registry)
        except CommandError as trouble:
            self._show(reply(trouble.sentence, outcome=trouble.outcome))
            return
        self._work = asyncio.create_task(self._show_versions(core.answer(asked, self._asker(), self._services)))
        try:
            await asyncio.wait({self._work})
            if self._work.cancelled():
                self._show(reply(say("Cancelled.")))
            else:
                self._work.result()
        finally:
            self._work.cancel()
            await asyncio.wait({self._work})
            self._work = None

    async def _show_versions(self, versions: AsyncIterator[Reply]) -> None:
        with Live(console=self._console, refresh_per_second=_PICTURES) as live:
            if self._console.is_terminal:
                live.update(Spinner("dots", style="dim"))
            async for version in versions:
                live.update(render(version))
                self._remember(version)

    def _show(self, shown: Reply) -> None:
        self._remember(shown)
        self._console.print(render(shown))

    def _remember(self, shown: Reply) -> None:
        """What was shown last is what a typed label presses; a form is pressed by filling in the line it stands for.

        Typing that line without the words that belong behind it presses the form too.
        """
        self._choices.remember(shown)
        if self._interactive:
            forms = (part for part in shown.parts if isinstance(part, Form))
            for form in forms:
                self._forms[form.label.casefold()] = line = form_line(form)
                if lacks_words(form):
                    self._forms[line.casefold()] = line

    @contextlib.contextmanager
    def _interruptible(self) -> Iterator[None]:
        """Lets Ctrl-C end the running command, never the room; a piped room ends as any program does."""
        if not self._interactive:
            yield
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    def _interrupt(self) -> None:
        if self._work is not None:
            self._work.cancel()

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        """Prints a message of this room's group above the line being typed."""
        if place == self.place:
            self._posted[key] = reply.parts
            self._show(reply)
        return MessageRef(place, key)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        """Prints a message for whoever is at the keyboard, if it is for them; others read it when they ask."""
        if place == self.place and user == self._asker().user:
            self._show(reply)

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Prints the parts that are new: paper doesn't change, but a count or a leaderboard may."""
        if message.place != self.place:
            return
        shown = self._posted.get(message.message, ())
        self._posted[message.message] = reply.parts
        fresh = tuple(part for part in reply.parts if part not in shown and not isinstance(part, Choices))
        if fresh:
            self._show(Reply(fresh, reply.outcome))

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        """Finds nothing: a screen can't be read back. A message cut off by a crash is printed again."""
        return None


def _standard_console() -> Console:
    """Writes to standard output; what its encoding lacks becomes a question mark."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    return Console()


def _readable(name: str) -> str:
    return " ".join(visible(name).split())[:_LONGEST_NAME] or "somebody"


def _user(name: str) -> str:
    return name.casefold()


def _greeting() -> Reply:
    return reply(
        Heading(say("Welcome to Shipmate's study room")),
        Paragraph(say("Every day has one question: answer it by its letter. Besides, try:")),
        Facts(
            (
                ("explain docker run --rm alpine ls", say("what a command line does, word by word")),
                ("docker pull alpine:latest", say("a real image, on a sandbox of your own")),
                ("rank", say("who leads in your group")),
                ("as ben", say("play another learner")),
            )
        ),
        Paragraph(say("{help} shows the rest; the Tab key completes what you type.", help=Code("help"))),
    )
