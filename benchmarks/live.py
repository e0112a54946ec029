"""How long 200 learners wait who press a live quiz's button in the same moment, beside plain sqlite3.

Run: `python -m benchmarks.live [--learners 200] [--rounds 5]`. Everything lies in a temporary folder.
"""

from __future__ import annotations

import argparse
import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

from commands import core
from commands.catalogue import REGISTRY
from commands.live.quiz import Stage
from commands.request import Asker, Place
from commands.services import Services
from commands.store import Store, Transaction, groups, live, live_rounds
from commands.store.images import ImageLedger
from content.bank import Kind, load_bank
from sandbox.host import Sandbox
from sandbox.policy import Policy

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_PLACE = Place("bench", "space", "channel")


async def _presses(learners: int, rounds: int) -> list[list[float]]:
    """Returns, for each question, the seconds after which each press was acknowledged, all pressed at once."""
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(f"sqlite:///{folder}/room.db")
        sandbox = Sandbox(("unix:///nonexistent/docker.sock",), None, Policy(), ImageLedger(store), lambda: _NOW)
        services = Services(store, sandbox, load_bank(), REGISTRY, lambda: _NOW)
        askers = [Asker(_PLACE, f"u{number}", f"Learner {number}") for number in range(learners)]
        await _begin(services, askers, rounds)
        waited = [await _asked(services, askers, position) for position in range(1, rounds + 1)]
        await sandbox.close()
        await store.close()
    return waited


async def _begin(services: Services, askers: Sequence[Asker], rounds: int) -> None:
    async def begin(transaction: Transaction) -> None:
        group = await groups.of_place(transaction, _PLACE, _NOW)
        wanted = live.Wanted(topic=None, questions=rounds, seconds=20)
        await live.begin(transaction, group, _PLACE, wanted, _NOW)
        for asker in askers:
            await groups.learner(transaction, group, asker, _NOW)

    async with services.store.begin() as transaction:
        await begin(transaction)


async def _asked(services: Services, askers: Sequence[Asker], position: int) -> list[float]:
    """Puts a question and has everybody press one of its first two letters at once."""
    async with services.store.begin() as transaction:
        group = await groups.of_place(transaction, _PLACE, _NOW)
        quiz = await live.of_group(transaction, group)
        assert quiz is not None
        await live.advance(transaction, quiz, Stage.OPEN, _NOW, position=position)
        quiz = await live.hold(transaction, quiz.id)
        question = [each for each in services.bank.questions if each.kind is Kind.SINGLE][position]
        await live_rounds.ask(transaction, quiz, question, range(len(question.options)))
        round_ = await live_rounds.current(transaction, quiz)
    assert round_ is not None
    began = time.perf_counter()

    async def press(number: int) -> float:
        async for reply in core.answer(f"buzz {round_.id} {'AB'[number % 2]}", askers[number], services):
            assert reply.outcome == "ok", reply
        return time.perf_counter() - began

    return await asyncio.gather(*map(press, range(len(askers))))


def _plain(learners: int) -> float:
    """Returns the seconds that sqlite3 takes for as many answers, each in a durable transaction of its own."""
    with tempfile.TemporaryDirectory() as folder:
        plain = sqlite3.connect(Path(folder) / "plain.db", isolation_level=None)
        plain.execute("PRAGMA journal_mode=WAL")
        plain.execute("PRAGMA synchronous=FULL")
        plain.execute(
            "CREATE TABLE live_answers (id INTEGER PRIMARY KEY, group_id INTEGER, round_id INTEGER, learner_id INTEGER,"
            " choice INTEGER, received_at TEXT, points INTEGER, UNIQUE (round_id, learner_id))"
        )
        began = time.perf_counter()
        for learner in range(learners):
            plain.execute("BEGIN IMMEDIATE")
            plain.execute(
                "INSERT INTO live_answers (group_id, round_id, learner_id, choice, received_at) VALUES (1, 1, ?, 0, ?)",
                (learner, _NOW.isoformat()),
            )
            plain.execute("COMMIT")
        spent = time.perf_counter() - began
        plain.close()
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200, help="how many press at once")
    parser.add_argument("--rounds", type=int, default=5, help="questions, each pressed anew")
    asked = parser.parse_args()
    plain = median(_plain(asked.learners) for _ in range(asked.rounds))
    waited = asyncio.run(_presses(asked.learners, asked.rounds))
    everybody = median(max(each) for each in waited)
    half = median(median(each) for each in waited)
    most = median(quantiles(each, n=20)[-1] for each in waited)
    print(f"sqlite3, a transaction an answer: {plain * 1000:,.0f} ms for {asked.learners} answers")
    print(f"the core, all acknowledged after: {everybody * 1000:,.0f} ms ({everybody / plain:.2f} times sqlite3)")
    print(f"half of them after {half * 1000:,.0f} ms, 95 % after {most * 1000:,.0f} ms; questions: {asked.rounds}")


if __name__ == "__main__":
    main()
