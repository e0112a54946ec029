"""A room in which scenes are played the same way every time, and what each person there gets to see."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random, SystemRandom
from tempfile import TemporaryDirectory
from unittest.mock import patch

from aiohttp import web
from aiohttp.test_utils import TestServer
from databases import sqlite_url
from engine.fake_registry import FakeRegistry, serving
from engine.images import Image, manifest_of
from room import BANK, Board, Room, open_room

from commands.errors import CommandError
from commands.labs.looking import Look
from commands.registry import Call
from commands.reply import Reply
from commands.request import Audience, Place
from content.bank import Bank
from content.goals import Seen

_SEED = 20261123

_ASKED = (
    *("joining-two-steps", "arg-at-run-time", "image-in-use", "the-one-that-takes-data", "exit-code-137"),
    *("one-layer-or-two", "missing-in-history", "image-or-container", "expose-alone", "flag-after-the-image"),
    *("latest-stays-behind", "what-alpine-means", "volume-or-bind"),
)
"""What rooms ask unless a scene says otherwise, each answered with one letter: the bank may grow, and no page changes."""


@dataclass(frozen=True)
class Shown:
    """A message, what led to it, and whether only one person sees it. `at` is when, for times relative to now."""

    caption: str
    reply: Reply
    private: bool
    at: float


@dataclass
class _Board(Board):
    """A board that keeps what it tells single people as it is."""

    privately: list[Reply] = field(default_factory=list)

    async def tell(self, place: Place, user: str, reply: Reply, *, key: str) -> None:
        await super().tell(place, user, reply, key=key)
        self.privately.append(reply)


class Stage:
    """A room whose people act; each act returns what is seen then."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.room.board = _Board()
        self.asks_only(*_ASKED)
        self._told = self.room.board.privately
        self._seen: dict[str, Reply] = {}

    def asks_only(self, *questions: str) -> None:
        """Has the room choose its questions among these."""
        self.room.services = replace(self.room.services, bank=Bank([BANK.get(each) for each in questions]))

    async def does(self, line: str | Call, user: str = "ana", *, captain: bool = False, caption: str = "") -> Shown:
        """Has somebody type a line, press its button or send a form."""
        reply = await self.room.ask(line, user, captain=captain)
        role = ", a captain," if captain else ""
        return self._shown(caption or f"{user.capitalize()}{role} types {line}", reply, private=self._is_private(line))

    def told(self, caption: str) -> list[Shown]:
        """Returns what single people were told unasked."""
        return [self._shown(caption, reply, private=True) for reply in self._told]

    @contextmanager
    def sees(self, seen: Seen) -> Iterator[None]:
        """Has the sandbox, where none is, hold these things of whoever looks."""

        async def look(*_: object) -> Look:
            return Look(seen, frozenset())

        with patch("commands.labs.command.look", look):
            yield

    def _is_private(self, line: str | Call) -> bool:
        try:
            call = self.room.services.registry.read(line) if isinstance(line, str) else line
        except CommandError:
            return True
        return call.command.audience is Audience.ONLY_YOU

    async def passes(self, caption: str, **span: float) -> list[Shown]:
        """Lets time pass and steps be taken; returns the messages that are new or say something else now."""
        self.room.clock.forward(**span)
        await self.room.steps()
        fresh = {key: reply for key, reply in self.room.board.shown.items() if self._seen.get(key) != reply}
        self._seen |= fresh
        under = self.room.board.under
        return [
            self._shown(f"{caption} (in its thread)" if under.get(key) else caption, reply, private=False)
            for key, reply in fresh.items()
        ]

    def _shown(self, caption: str, reply: Reply, *, private: bool) -> Shown:
        return Shown(caption, reply, private, self.room.clock().timestamp())


@asynccontextmanager
async def open_stage(images: Mapping[str, Image]) -> AsyncIterator[Stage]:
    """Opens a stage where chance is always the same, and where these images can be looked at in their registry."""
    with TemporaryDirectory() as folder, _same_chance():
        url = sqlite_url(Path(folder))
        if not images:
            async with open_room(url) as room:
                yield Stage(room)
        else:
            async with (
                _registry(images) as mirror,
                _empty_engine() as engine,
                open_room(url, hosts=(engine,), mirror=mirror) as room,
            ):
                yield Stage(room)


@asynccontextmanager
async def _registry(images: Mapping[str, Image]) -> AsyncIterator[str]:
    stored = {f"/{name}/": FakeRegistry(_stored(each)) for name, each in images.items()}
    async with serving(next(iter(images.values()))) as registry:
        registry.instead = {path: each.answer for path, each in stored.items()}
        yield registry.url


def _stored(image: Image) -> Image:
    """Returns the image with layers that no version of zlib packs in another way, so that digests stay."""
    layers = tuple(gzip.compress(gzip.decompress(each), 0, mtime=0) for each in image.layers)
    return Image(image.config, layers, manifest_of(image.config, layers))


@asynccontextmanager
async def _empty_engine() -> AsyncIterator[str]:
    """Yields the address of an engine that holds nothing, so that whatever is told of an image is its registry's."""

    limits = {"CgroupDriver": "cgroupfs", "MemoryLimit": True, "CpuCfsQuota": True, "PidsLimit": True}
    told = {
        "version": {"ApiVersion": "1.47", "Version": "28.2.2", "Os": "linux", "Arch": "amd64"},
        "info": {"SecurityOptions": ["name=seccomp"], **limits},
    }

    async def answer(request: web.Request) -> web.Response:
        return web.json_response(told.get(request.path.rpartition("/")[2], []))

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        yield f"tcp://{server.host}:{server.port}"


@contextmanager
def _same_chance() -> Iterator[None]:
    """Has whatever is drawn by lot come out the same."""
    rng = Random(_SEED)

    def bits(_: SystemRandom, number: int) -> int:
        return rng.getrandbits(number)

    def share(_: SystemRandom) -> float:
        return rng.random()

    with patch.object(SystemRandom, "getrandbits", bits), patch.object(SystemRandom, "random", share):
        yield


Played = AsyncIterator[Shown | Sequence[Shown]]
Play = Callable[[Stage], Played]


@dataclass(frozen=True)
class Scene:
    """A title, and what is played under it."""

    title: str
    play: Play
    images: Mapping[str, Image]

    @property
    def name(self) -> str:
        return self.play.__name__.replace("_", "-")

    async def shown(self) -> list[Shown]:
        """Plays it; returns everything that is seen, in order."""
        seen: list[Shown] = []
        async with open_stage(self.images) as stage:
            async for each in self.play(stage):
                seen += [each] if isinstance(each, Shown) else each
        return seen


SCENES: list[Scene] = []


def scene(title: str, **images: Image) -> Callable[[Play], Play]:
    """Puts a scene on the programme; its registry has these images."""

    def add(play: Play) -> Play:
        SCENES.append(Scene(title, play, images))
        return play

    return add
