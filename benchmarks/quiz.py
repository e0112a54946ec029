"""Answers a second through the core beside plain sqlite3, and the leaderboard with ever more answers behind it.

Run: `python -m benchmarks.quiz [--rounds 5] [--answers 1000] [--most 10000000]`. Everything lies in a temporary folder:
10 million answers take 2.5 GB there and two minutes to write.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sqlite3
import tempfile
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import structlog

from benchmarks import many_answers
from benchmarks.many_answers import Past
from commands import core
from commands.catalogue import REGISTRY
from commands.quiz import board
from commands.quiz.periods import season_span
from commands.quiz.selection import PRESSABLE
from commands.request import Asker, Place
from commands.services import Services
from commands.store import Store, Transaction, groups, rounds, totals
from commands.store.images import ImageLedger
from commands.store.seasons import on
from content.bank import load_bank
from sandbox.host import Sandbox
from sandbox.policy import Policy

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_PLACE = Place("bench", "space", "channel")
_AT_ONCE = 256
_LEARNERS, _DAYS = 100, 100
_SIZES = (10_000, 1_000_000, 10_000_000)
_LOOKS = 100


async def _opened(folder: Path) -> Services:
    store = await Store.open(f"sqlite:///{folder / 'room.db'}")
    sandbox = Sandbox(("unix:///nonexistent/docker.sock",), None, Policy(), ImageLedger(store), lambda: _NOW)
    return Services(store, sandbox, load_bank(), REGISTRY, lambda: _NOW)


async def _line(services: Services) -> str:
    """Opens a question that is answered by a press, and returns such a press."""
    question = next(each for each in services.bank.questions if each.kind in PRESSABLE)
    async with services.store.begin() as transaction:
        group = await groups.of_place(transaction, _PLACE, _NOW)
        await rounds.claim(
            transaction,
            group,
            _NOW.date(),
            question=question,
            order=range(len(question.options)),
            opens_at=_NOW,
            closes_at=_NOW + timedelta(hours=12),
            place_id=None,
        )
        found = await rounds.latest(transaction, group)
    assert found is not None
    return f"answer {found.id} A"


async def _answer(services: Services, line: str, user: int) -> None:
    async for reply in core.answer(line, Asker(_PLACE, f"u{user}", f"Learner {user}"), services):
        assert reply.outcome == "ok", reply


async def _core_answers(number: int) -> tuple[float, float]:
    """Returns answers a second one after the other, and with many at once."""
    with tempfile.TemporaryDirectory() as folder:
        services = await _opened(Path(folder))
        line = await _line(services)
        async with services.store.begin() as transaction:  # they have been here before
            group = await groups.of_place(transaction, _PLACE, _NOW)
            for user in range(2 * number):
                await groups.learner(transaction, group, Asker(_PLACE, f"u{user}", f"Learner {user}"), _NOW)
        began = time.perf_counter()
        for user in range(number):
            await _answer(services, line, user)
        alone = number / (time.perf_counter() - began)
        gate = asyncio.Semaphore(_AT_ONCE)

        async def limited(user: int) -> None:
            async with gate:
                await _answer(services, line, user)

        began = time.perf_counter()
        await asyncio.gather(*map(limited, range(number, 2 * number)))
        together = number / (time.perf_counter() - began)
        await services.sandbox.close()
        await services.store.close()
    return alone, together


def _plain_answers(number: int) -> float:
    """Returns answers a second with sqlite3 alone: one durable transaction each, the same table and pragmas."""
    with tempfile.TemporaryDirectory() as folder:
        plain = sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("PRAGMA synchronous=FULL")
        plain.execute(
            "CREATE TABLE answers (id INTEGER PRIMARY KEY, group_id INTEGER, round_id INTEGER, learner_id INTEGER,"
            " choice TEXT, changes INTEGER, answered_at TEXT, UNIQUE (round_id, learner_id))"
        )
        plain.execute("CREATE INDEX ix_answers_learner_id ON answers (learner_id)")
        began = time.perf_counter()
        for user in range(number):
            plain.execute("BEGIN IMMEDIATE")
            plain.execute(
                "INSERT INTO answers (group_id, round_id, learner_id, choice, changes, answered_at)"
                " VALUES (1, 1, ?, '0', 0, ?)",
                (user, _NOW.isoformat()),
            )
            plain.execute("COMMIT")
        spent = time.perf_counter() - began
        plain.close()
    return number / spent


def _answers(times: int, number: int) -> None:
    measured = []
    for _ in range(times):
        plain = _plain_answers(number)
        measured.append((plain, *asyncio.run(_core_answers(number))))
    plain, alone, together = (median(column) for column in zip(*measured, strict=True))
    alone_part, together_part = (median(row[at] / row[0] for row in measured) for at in (1, 2))
    print(f"sqlite3, a transaction an answer: {plain:,.0f} answers/s")
    print(f"the core, one after the other:    {alone:,.0f} answers/s ({alone_part:.2f} of sqlite3)")
    print(f"the core, {_AT_ONCE} at once:           {together:,.0f} answers/s ({together_part:.2f} of sqlite3)")


@dataclass(frozen=True, slots=True)
class _Filled:
    """A database with a past, and how long each look at it took, in milliseconds."""

    store: Store
    past: Past
    path: Path
    board: list[float]
    own: list[float]


async def _leaderboards(times: int, most: int) -> None:
    """Looks at leaderboards of each size in turn, so that whatever else the machine does befalls all alike."""
    with tempfile.TemporaryDirectory() as folder:
        filled = [await _filled(Path(folder), size) for size in _SIZES if size <= most]
        assert not await filled[0].store.read(totals.differences)
        for _ in range(times):
            for each in filled:
                for number in range(_LOOKS):
                    group_id = 1 + number * 7919 % each.past.groups
                    each.board.append(await _timed(each.store, _board, group_id))
                    each.own.append(await _timed(each.store, _own, group_id))
        for each in filled:
            print(f"{each.past.answers:>10,} answers: {_told('board', each.board, filled[0].board)}, ", end="")
            print(f"{_told('own place', each.own, filled[0].own)}, {each.path.stat().st_size / 1e6:,.0f} MB")
            await each.store.close()


def _told(name: str, took: list[float], base: list[float]) -> str:
    return f"{name} {median(took):.2f} ms ({median(took) / median(base):.2f} times)"


async def _filled(folder: Path, size: int) -> _Filled:
    path, past = folder / f"{size}.db", Past(size // (_LEARNERS * _DAYS), _LEARNERS, _DAYS, _NOW.date())
    await (await Store.open(f"sqlite:///{path}")).close()
    many_answers.write(path, past)
    return _Filled(await Store.open(f"sqlite:///{path}"), past, path, [], [])


async def _timed(store: Store, look: Callable[[Transaction, int], Coroutine[Any, Any, object]], group_id: int) -> float:
    began = time.perf_counter()
    await store.write(lambda transaction: look(transaction, group_id))
    return (time.perf_counter() - began) * 1000


async def _board(transaction: Transaction, group_id: int) -> None:
    await board.shown(transaction, await groups.get(transaction, group_id), _NOW)


async def _own(transaction: Transaction, group_id: int) -> None:
    group = await groups.get(transaction, group_id)
    span = season_span(await on(transaction, group_id, _NOW.date()))
    await totals.around(transaction, group, span, group_id * _LEARNERS + 50)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often all is measured")
    parser.add_argument("--answers", type=int, default=1000, help="answers to time, each way and round")
    parser.add_argument("--most", type=int, default=_SIZES[-1], help="answers behind the largest leaderboard")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _answers(asked.rounds, asked.answers)
    asyncio.run(_leaderboards(asked.rounds, asked.most))


if __name__ == "__main__":
    main()
