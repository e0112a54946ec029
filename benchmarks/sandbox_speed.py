"""How long the learners' sandbox takes, beside docker's own command line and the engine's own calls in the same run.

    PYTHONPATH=.:tests:tests/e2e .venv/bin/python benchmarks/sandbox_speed.py --rounds 15

Ours and the baseline take turns in each round, so that neither has the quieter machine; figures are medians. What is
ours is measured where an adapter stands: from a typed line to a version of the reply, database and all. Needs root,
dockerd and the docker command line.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.local import LocalEngine
from learners import LearnersHost, learners_host

from bot.app import open_services
from bot.settings import Settings
from commands import core
from commands.plain import plain
from commands.reply import Outcome, Reply
from commands.request import Asker, Place
from commands.services import Services
from sandbox.engine import Engine

IMAGE = "mb50"
LEARNER = Asker(Place("benchmark", "space", "channel"), "1", "Ana", is_captain=False)

Timed = Callable[[], Awaitable[float]]
"""Does something once and returns the seconds that count of it."""


@dataclass(frozen=True)
class Comparison:
    """One row of the report; `goal` is in words."""

    what: str
    ours: Timed
    theirs: Timed | None
    baseline: str
    goal: str
    rounds: int


class Bench:
    """The core on a host, and docker's own ways to the same host."""

    def __init__(self, host: LearnersHost, services: Services) -> None:
        self._host = host
        self._services = services
        self._engine = LocalEngine(host.address, host.mirror, host.folder)

    async def line(self, text: str, until: Callable[[Reply], bool] = lambda _: False) -> float:
        """Types a line; returns the seconds to the first version that `until` says yes to, or to the last."""
        began, took, shown = time.perf_counter(), None, None
        async for shown in core.answer(text, LEARNER, self._services):
            if took is None and until(shown):
                took = time.perf_counter() - began
        if shown is None or shown.outcome not in (Outcome.OK, Outcome.REFUSED, Outcome.INVALID):
            raise RuntimeError(f"{text}: {plain(shown) if shown else 'no answer'}")
        return time.perf_counter() - began if took is None else took

    async def forgotten(self, work: Awaitable[float]) -> float:
        """Does the work after every image was removed from the host."""
        await asyncio.to_thread(self._engine.forget_images)
        return await work

    async def engine_pull(self) -> float:
        """The engine's own stream for the same image, by digest, read to its end by the reader that we use."""
        engine = Engine(self._host.address)
        try:
            began = time.perf_counter()
            async with aclosing(engine.pull(f"docker.io/library/{IMAGE}", "latest", stall=60)) as steps:
                async for _ in steps:
                    pass
            return time.perf_counter() - began
        finally:
            await engine.close()

    async def docker(self, *words: str) -> float:
        """Runs docker's command line to its end."""
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            "docker", f"--host={self._host.address}", *words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        if await process.wait():
            raise RuntimeError(f"docker {' '.join(words)} failed")
        return time.perf_counter() - began

    async def docker_prints(self, *words: str) -> float:
        """Runs docker's command line; returns the seconds to its first byte of output."""
        began = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            "docker", f"--host={self._host.address}", *words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout is not None
        if not await process.stdout.read(1):
            raise RuntimeError(f"docker {' '.join(words)} printed nothing")
        took = time.perf_counter() - began
        await process.stdout.read()
        await process.wait()
        return took

    async def in_order(self, *work: Callable[[], Awaitable[float]]) -> float:
        """Does one thing after the other."""
        return sum([await each() for each in work])


def says_hi(shown: Reply) -> bool:
    return "hi" in plain(shown).splitlines()


def comparisons(bench: Bench, rounds: int) -> list[Comparison]:
    few = max(3, rounds // 3)
    slow = "sh -c 'echo hi; sleep 2'"
    run = ("run", "--rm", "--network=none", "alpine")
    return [
        Comparison(
            f"pull of {IMAGE}",
            lambda: bench.forgotten(bench.line(f"/docker pull {IMAGE}")),
            lambda: bench.forgotten(bench.engine_pull()),
            "the engine's own pull stream",
            "at most 1.05 times as long",
            few,
        ),
        Comparison(
            "history, not pulled",
            lambda: bench.forgotten(bench.line(f"/docker history {IMAGE}")),
            lambda: bench.forgotten(
                bench.in_order(
                    lambda: bench.line(f"/docker pull {IMAGE}"), lambda: bench.line(f"/docker history {IMAGE}")
                )
            ),
            "our pull, then history",
            "faster",
            few,
        ),
        Comparison(
            "history, pulled",
            lambda: bench.line("/docker history alpine:latest"),
            lambda: bench.docker("history", "alpine:latest"),
            "docker history",
            "at most 0.2 times as long",
            rounds,
        ),
        Comparison(
            "run, to the output",
            lambda: bench.line("/docker run --rm alpine echo hi", says_hi),
            lambda: bench.docker_prints(*run, "echo", "hi"),
            "docker run, to the output",
            "at most 1.15 times as long",
            rounds,
        ),
        Comparison(
            "run, output then sleep",
            lambda: bench.line(f"/docker run --rm alpine {slow}", says_hi),
            lambda: bench.docker_prints(*run, "sh", "-c", "echo hi; sleep 2"),
            "docker run, to the output",
            "at most 1.15 times as long",
            few,
        ),
        Comparison("bad reference", lambda: bench.line("/docker pull UPPER:::"), None, "", "below 5 ms", rounds),
        Comparison("address inside", lambda: bench.line("/docker pull 127.0.0.1/x"), None, "", "below 5 ms", rounds),
    ]


async def measured(each: Comparison) -> tuple[list[float], list[float]]:
    """Takes turns, and begins with the other one in every second round."""
    ours: list[float] = []
    theirs: list[float] = []
    for number in range(each.rounds):
        pair = [(ours, each.ours), *([(theirs, each.theirs)] if each.theirs else [])]
        for found, work in pair[:: 1 if number % 2 else -1]:
            found.append(await work())
    return ours, theirs


@asynccontextmanager
async def opened(host: LearnersHost, data: Path) -> AsyncIterator[Bench]:
    settings = Settings(
        database_url=f"sqlite:///{data / 'shipmate.db'}", docker_hosts=(host.address,), registry_mirror=host.mirror
    )
    async with open_services(settings) as services:
        yield Bench(host, services)


async def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--only", default="", help="the rows whose name has this in it")
    chosen = options.parse_args()
    with learners_host(2 << 30, (50,)) as host, tempfile.TemporaryDirectory() as data:
        print("medians in ms, fastest and slowest in brackets\n")
        print(f"{'what':24}{'ours':>24}  {'baseline':30}{'':>22}{'ratio':>7}  goal")
        async with opened(host, Path(data)) as bench:
            await bench.line("/docker pull alpine")
            for each in comparisons(bench, chosen.rounds):
                if chosen.only in each.what:
                    await bench.line("/docker pull alpine")
                    show(each, *await measured(each))


def show(each: Comparison, ours: list[float], theirs: list[float]) -> None:
    ratio = f"{statistics.median(ours) / statistics.median(theirs):.2f}" if theirs else ""
    print(
        f"{each.what:24}{spread(ours):>24}  {each.baseline:30}{spread(theirs) if theirs else '':>22}{ratio:>7}  {each.goal}",
        flush=True,
    )


def spread(found: list[float]) -> str:
    low, middle, high = (1000 * each for each in (min(found), statistics.median(found), max(found)))
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


if __name__ == "__main__":
    asyncio.run(main())
