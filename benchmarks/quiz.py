"""Answers a second through the core beside plain sqlite3, and the leaderboard with ever more answers behind it.

Run: `python -m benchmarks.quiz [--most 1000000] [--answers 1000]`. Everything lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import structlog

from commands import core
from commands.catalogue import REGISTRY
from commands.quiz import board
from commands.quiz.periods import Period, season_span, span_of
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
_GROUP_ANSWERS = _LEARNERS * _DAYS
_SIZES = (10_000, 1_000_000, 10_000_000)
_REPEATS = 200


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


def _days() -> Iterator[date]:
    return (_NOW.date() - timedelta(days=ago) for ago in reversed(range(_DAYS)))


def _fill(path: Path, first: int, last: int) -> None:
    """Writes groups first..last-1 of 100 learners who answered 100 questions each, with events and totals."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("BEGIN")
    noon = _NOW.replace(tzinfo=None).isoformat(" ")
    for group in range(first, last):
        database.execute(
            "INSERT INTO groups (id, name, zone, days, open_minutes, late_minutes, feedback, level, created_at)"
            " VALUES (?, ?, 'UTC', '1234567', 720, 360, 'at_closing', 2, ?)",
            (group, f"group {group}", noon),
        )
        learners = [group * _LEARNERS + number for number in range(_LEARNERS)]
        database.executemany(
            "INSERT INTO learners (id, group_id, platform, user, name, joined_at) VALUES (?, ?, 'bench', ?, ?, ?)",
            ((each, group, f"u{each}", f"Learner {each}", noon) for each in learners),
        )
        for number, day in enumerate(_days()):
            round_ = group * _DAYS + number
            database.execute(
                "INSERT INTO rounds (id, group_id, local_date, question_id, question_version, option_order, state,"
                " opens_at, closes_at, announced, attempts, revealed_at)"
                " VALUES (?, ?, ?, 'q', 'v', '[0, 1]', 'closed', ?, ?, 0, 0, ?)",
                (round_, group, day.isoformat(), noon, noon, noon),
            )
            database.executemany(
                "INSERT INTO answers (group_id, round_id, learner_id, choice, changes, answered_at)"
                " VALUES (?, ?, ?, '0', 0, ?)",
                ((group, round_, each, noon) for each in learners),
            )
            database.executemany(
                "INSERT INTO score_events (group_id, learner_id, round_id, cause, points, created_at)"
                " VALUES (?, ?, ?, 'answer', ?, ?)",
                ((group, each, round_, (each * 7 + number * 3) % 13, noon) for each in learners),
            )
        for first_day in sorted({day.replace(day=1) for day in _days()}):
            last_day = (first_day + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            database.execute(
                "INSERT INTO seasons (group_id, name, first_day, last_day, chosen) VALUES (?, ?, ?, ?, 0)",
                (group, f"{first_day:%Y-%m}", first_day.isoformat(), last_day.isoformat()),
            )
        for period in (Period.WEEK, Period.MONTH, Period.SEASON, Period.ALL):
            by_dates = Period.MONTH if period is Period.SEASON else period
            summed: dict[tuple[date, int], int] = {}
            for number, day in enumerate(_days()):
                begins = span_of(by_dates, day).begins
                for each in learners:
                    summed[begins, each] = summed.get((begins, each), 0) + (each * 7 + number * 3) % 13
            database.executemany(
                "INSERT INTO totals (group_id, period, begins, learner_id, points) VALUES (?, ?, ?, ?, ?)",
                ((group, period.value, begins.isoformat(), each, points) for (begins, each), points in summed.items()),
            )
    database.execute("COMMIT")
    database.close()


async def _timed(store: Store, step: Callable[[Transaction, int], Awaitable[object]], groups_: int) -> float:
    """Returns the median of milliseconds that a step took, over groups far apart."""
    spent = []
    for number in range(_REPEATS):
        group_id = 1 + number * 7919 % groups_
        began = time.perf_counter()
        async with store.begin() as transaction:
            await step(transaction, group_id)
        spent.append(time.perf_counter() - began)
    return median(spent) * 1000


async def _board(transaction: Transaction, group_id: int) -> None:
    await board.shown(transaction, await groups.get(transaction, group_id), _NOW)


async def _own(transaction: Transaction, group_id: int) -> None:
    group = await groups.get(transaction, group_id)
    span = season_span(await on(transaction, group_id, _NOW.date()))
    await totals.around(transaction, group, span, group_id * _LEARNERS + 50)


async def _leaderboards(most: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, filled = Path(folder) / "room.db", 0
        store = await Store.open(f"sqlite:///{path}")
        base: tuple[float, float] | None = None
        for size in (each for each in _SIZES if each <= most):
            wanted = size // _GROUP_ANSWERS
            _fill(path, filled + 1, wanted + 1)
            filled = wanted
            took = (await _timed(store, _board, wanted), await _timed(store, _own, wanted))
            base = base or took
            print(
                f"{size:>10,} answers: board {took[0]:.2f} ms ({took[0] / base[0]:.2f} times), "
                f"own place {took[1]:.2f} ms ({took[1] / base[1]:.2f} times), file {path.stat().st_size / 1e6:,.0f} MB",
                flush=True,
            )
            assert size != _SIZES[0] or await _true(store)
        await store.close()


async def _true(store: Store) -> bool:
    async with store.begin() as transaction:
        return not await totals.differences(transaction)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1000, help="answers to time, each way")
    parser.add_argument("--most", type=int, default=_SIZES[-1], help="answers behind the largest leaderboard")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    plain = _plain_answers(asked.answers)
    alone, together = asyncio.run(_core_answers(asked.answers))
    print(f"sqlite3, a transaction an answer: {plain:,.0f} answers/s")
    print(f"the core, one after the other:    {alone:,.0f} answers/s ({alone / plain:.2f} of sqlite3)")
    print(
        f"the core, {_AT_ONCE} at once:           {together:,.0f} answers/s ({together / plain:.2f} of sqlite3)",
        flush=True,
    )
    asyncio.run(_leaderboards(asked.most))


if __name__ == "__main__":
    main()
