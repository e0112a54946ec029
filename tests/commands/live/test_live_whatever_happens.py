"""Whatever order presses, kills and a captain's stop come in, a live quiz keeps its promises: a slow model says."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from databases import sqlite_url
from dying_store import DyingStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from live_quizzes import answers_to, begin, going_on
from room import BANK, Room, open_room
from sqlalchemy import select

from commands.due import take_due_steps
from commands.live.quiz import LiveQuiz, LiveRound, Stage, points
from commands.quiz.scoring import ranked
from commands.store import Store, live, live_rounds
from commands.store.tables import live_rounds as table

SECONDS = 5
LEARNERS = ("ana", "ben", "caro")
OPERATIONS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(LEARNERS), st.booleans()),
    st.tuples(st.just("wait"), st.sampled_from([0.7, 2.5, 6, 20])),
    st.tuples(st.just("step")),
    st.tuples(st.just("killed"), st.integers(0, 12)),
    st.tuples(st.just("dies after posting")),
    st.tuples(st.just("stop")),
)
PLANS = st.lists(OPERATIONS, max_size=24)


@dataclass
class Played:
    """A live quiz at play, with every answer that was acknowledged: whether it was right, and when it was pressed."""

    room: Room
    quiz: LiveQuiz
    accepted: dict[tuple[int, str], tuple[bool, datetime]] = field(default_factory=dict)

    async def carry_out(self, name: str, *given_: object) -> None:
        match name, *given_:
            case "press", str(learner), bool(right):
                await self.press(learner, right=right)
            case "wait", float(seconds) | int(seconds):
                self.room.clock.forward(seconds=seconds)
            case ("step",):
                await self.room.steps()
            case "killed", int(transactions):
                dying: Store = DyingStore(self.room.services.store, transactions)  # type: ignore[assignment]
                with suppress(RuntimeError):
                    await take_due_steps(replace(self.room.services, store=dying), {"test": self.room.board})
            case ("dies after posting",):
                self.room.board.dies_after_posting = True
                await self.room.steps()
                self.room.board.dies_after_posting = False
            case ("stop",):
                await self.room.ask("live stop", captain=True)

    async def press(self, learner: str, *, right: bool) -> None:
        """Has a learner press a button of the newest question, whether it is open or not."""
        round_ = await self.newest()
        right_line, wrong_line = answers_to(round_, BANK.get(round_.question_id))
        open_now, mine = round_.accepts(self.room.clock()), (round_.id, learner)
        said = await self.room.say(right_line if right else wrong_line, learner)
        assert said.startswith("Too late") is not open_now
        assert (" it is." in said) is (open_now and mine not in self.accepted)
        if open_now:
            self.accepted.setdefault(mine, (right, self.room.clock()))

    async def newest(self) -> LiveRound:
        async with self.room.services.store.begin() as transaction:
            newest = select(table.c.position).order_by(table.c.id.desc()).limit(1)
            position = await transaction.scalar(newest) or 0
            found = await live_rounds.current(transaction, replace(self.quiz, position=position))
        assert found is not None
        return found

    async def check_secrecy(self) -> None:
        """Nothing that is shown before a question is closed says what is right."""
        round_ = await self.newest()
        if not round_.closed:
            option = BANK.get(round_.question_id).key[0].feedback.replace("`", "")
            assert not [text for text in self.room.board.texts() if option in text.replace("`", "")]

    async def finish(self) -> None:
        for _ in range(140):
            self.room.clock.forward(seconds=1)
            await self.room.steps()
        async with self.room.services.store.begin() as transaction:
            quiz = await live.hold(transaction, self.quiz.id)
            standing = await live_rounds.standing(transaction, quiz)
            rows = list((await transaction.execute(select(table))).mappings())
        keys = self.room.board.keys
        assert quiz.stage is Stage.OVER
        assert len(keys) == len(set(keys))
        assert f"live-{quiz.id}-podium" in keys
        opened = {row["id"]: row["opened_at"] or row["closed_at"] for row in rows}
        total = dict.fromkeys(LEARNERS, 0)
        for (round_id, learner), (right, pressed) in self.accepted.items():
            total[learner] += points(pressed - opened[round_id], timedelta(seconds=SECONDS)) if right else 0
        assert {each.name: each.points for each in standing} == {who.capitalize(): total[who] for who in LEARNERS}
        assert standing == ranked((each.learner_id, each.name, each.points) for each in standing)


async def play(url: str, plan: list[tuple[object, ...]]) -> None:
    async with open_room(url) as room:
        await begin(room, f"/ship live 3 seconds:{SECONDS}", players=LEARNERS)
        played = Played(room, await going_on(room))
        for name, *given_ in plan:
            await played.carry_out(str(name), *given_)
            await played.check_secrecy()
        await played.finish()


@given(plan=PLANS)
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
def test_a_live_quiz_keeps_its_promises_whatever_happens_on_sqlite(plan: list[tuple[object, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(sqlite_url(Path(folder)), plan))


@given(plan=PLANS)
@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_a_live_quiz_keeps_its_promises_whatever_happens_on_postgresql(
    new_postgres: Callable[[], str], plan: list[tuple[object, ...]]
) -> None:
    asyncio.run(play(new_postgres(), plan))
