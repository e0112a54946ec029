"""A study group in a test: the whole core on a database of its own, spoken to as an adapter would."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from commands import core
from commands.catalogue import REGISTRY
from commands.due import take_due_steps
from commands.messenger import CannotPost, MessageRef
from commands.plain import plain
from commands.registry import Call
from commands.reply import Choice, Choices, Outcome, Reply
from commands.request import Asker, Place
from commands.services import Services
from commands.store import Store
from commands.store.images import ImageLedger
from content.bank import load_bank
from sandbox.host import Sandbox
from sandbox.policy import Policy

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""Eight o'clock in London on a Monday: the time at which rooms open unless a test says otherwise."""

BANK = load_bank()


class Clock:
    """The time in a room; tests move it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class Board:
    """What a platform shows: a messenger that keeps its messages in memory, with failures to order.

    `closed` are channels that take no message.
    """

    shown: dict[str, Reply] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    under: dict[str, str | None] = field(default_factory=dict)
    told: list[tuple[str, str]] = field(default_factory=list)
    posts: int = 0
    broken: bool = False
    reason: str = "The bot may not write there."
    passing: bool = False
    deaf: set[str] = field(default_factory=set)
    dies_after_posting: bool = False
    closed: set[str] = field(default_factory=set)

    async def post(self, place: Place, reply: Reply, *, key: str, under: MessageRef | None = None) -> MessageRef:
        if self.broken or place.channel in self.closed:
            raise CannotPost(self.reason, passing=self.passing)
        self.posts += 1
        message = f"m{self.posts}"
        self.shown[message] = reply
        self.keys.append(key)
        self.places.append(place)
        self.under[message] = under.message if under else None
        if self.dies_after_posting:
            raise RuntimeError("killed before the message was noted")
        return MessageRef(place, message)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        if user in self.deaf:
            raise CannotPost("This person takes no direct messages.")
        self.told.append((user, plain(reply)))

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        if message.message not in self.shown:
            raise CannotPost("The message is gone.")
        self.shown[message.message] = reply

    async def find(self, place: Place, key: str, since: datetime, under: MessageRef | None = None) -> MessageRef | None:
        posted = list(zip(self.keys, self.places, strict=True))
        return MessageRef(place, f"m{posted.index((key, place)) + 1}") if (key, place) in posted else None

    def texts(self) -> list[str]:
        """Returns every message as plain text, in the order of posting."""
        return [plain(reply) for reply in self.shown.values()]


@dataclass
class Room:
    """A space with learners in it."""

    services: Services
    clock: Clock
    board: Board
    space: str = "guild-1"
    channel: str = "general"

    def asker(self, user: str = "ana", *, captain: bool = False) -> Asker:
        place = Place("test", self.space, self.channel)
        return Asker(place, user, user.capitalize(), is_captain=captain)

    async def versions(self, line: str | Call, user: str = "ana", *, captain: bool = False) -> list[Reply]:
        asker = self.asker(user, captain=captain)
        return [version async for version in core.answer(line, asker, self.services)]

    async def ask(self, line: str | Call, user: str = "ana", *, captain: bool = False) -> Reply:
        """Returns the last version of the reply to a typed line, or to a call that an adapter made."""
        return (await self.versions(line, user, captain=captain))[-1]

    async def say(self, line: str, user: str = "ana", *, captain: bool = False) -> str:
        """Returns the reply to a typed line as plain text."""
        return plain(await self.ask(line, user, captain=captain))

    async def outcome(self, line: str, user: str = "ana", *, captain: bool = False) -> Outcome:
        return (await self.ask(line, user, captain=captain)).outcome

    async def steps(self) -> None:
        """Takes the steps that are due now, as the scheduler does every few seconds."""
        await take_due_steps(self.services, {"test": self.board})

    def elsewhere(self, space: str) -> Room:
        """Returns another group of the same installation."""
        return replace(self, space=space, board=Board())

    async def card(self, user: str = "ana") -> list[Choice]:
        """Returns the buttons of today's question."""
        return buttons(await self.ask("/ship today", user))


def buttons(reply: Reply) -> list[Choice]:
    """Returns the choices of a reply, in order."""
    return [choice for part in reply.parts if isinstance(part, Choices) for choice in part.items]


@asynccontextmanager
async def open_room(
    database_url: str, *, hosts: tuple[str, ...] = (), mirror: str | None = None
) -> AsyncIterator[Room]:
    """Opens a room on a database; without hosts no engine can be reached."""
    clock = Clock()
    store = await Store.open(database_url)
    hosts = hosts or ("unix:///nonexistent/docker.sock",)
    sandbox = Sandbox(hosts, mirror, Policy(), ImageLedger(store), clock)
    try:
        yield Room(Services(store, sandbox, BANK, REGISTRY, clock), clock, Board())
    finally:
        await sandbox.close()
        await store.close()
