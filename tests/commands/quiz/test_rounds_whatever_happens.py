"""Whatever order presses, closings, kills and corrections come in, a round stays what it promises: a slow model says."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from databases import sqlite_url
from dying_store import DyingStore
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from room import BANK, Room, buttons, open_room
from sqlalchemy import func, select

from commands.due import take_due_steps
from commands.plain import plain
from commands.quiz import cards
from commands.quiz.round import Round
from commands.quiz.scoring import points
from commands.reply import Outcome, Reply
from commands.request import Group
from commands.store import Store, answers, groups, rounds
from commands.store.tables import corrections, learners, score_events
from content.bank import Kind, Question

LEARNERS = ("ana", "ben", "caro")
OPTIONS = st.integers(0, 1)
OPERATIONS = st.one_of(
    st.tuples(st.just("press"), st.sampled_from(LEARNERS), OPTIONS),
    st.tuples(st.just("rekey"), OPTIONS),
    st.tuples(st.just("void")),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 13 * 60])),
    st.tuples(st.just("step")),
    st.tuples(st.just("killed"), st.integers(0, 9)),
    st.tuples(st.just("dies after posting")),
    st.tuples(st.just("closed"), st.sampled_from(["general", "second"])),
    st.tuples(st.just("free")),
)
PLANS = st.lists(OPERATIONS, max_size=10)


@dataclass
class Model:
    """What must be true of the round, kept the slow and obvious way."""

    at_once: bool
    key: int
    chosen: dict[str, int] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    voided: bool = False
    corrections: int = 0

    def press(self, learner: str, option: int, *, accepted: bool) -> None:
        if learner not in self.chosen:
            assert accepted
            self.chosen[learner] = option
        elif self.chosen[learner] != option and not self.at_once and learner not in self.changed:
            assert accepted
            self.chosen[learner] = option
            self.changed.add(learner)
        else:
            assert accepted is (self.chosen[learner] == option)

    def points(self, learner: str, question: Question) -> int:
        right = self.chosen.get(learner) == self.key and not self.voided
        return points(question, (self.key,), (self.key,)) if right else 0


@dataclass
class Played:
    """A round at play in a room, with its model."""

    room: Room
    group: Group
    question: Question
    model: Model

    async def round(self) -> Round:
        async with self.room.services.store.begin() as transaction:
            found = await rounds.latest(transaction, self.group)
        assert found is not None
        return found

    async def carry_out(self, name: str, *given: object) -> None:
        match name, *given:
            case "press", str(learner), int(option):
                await self.press(learner, option)
            case "rekey", int(option):
                await self.rekey(option)
            case ("void",):
                assert await self.room.outcome("/ship admin void 1", captain=True) is Outcome.OK
                self.model.corrections += not self.model.voided
                self.model.voided = True
            case "wait", int(minutes):
                self.room.clock.forward(minutes=minutes)
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
            case "closed", str(channel):
                self.room.board.closed.add(channel)
            case ("free",):
                self.room.board.closed.clear()

    async def press(self, learner: str, option: int) -> None:
        round_ = await self.round()
        open_now = round_.accepts_answers(self.room.clock())
        line = f"answer {round_.id} {round_.letters_of((option,))}"
        accepted = await self.room.outcome(line, learner) is Outcome.OK
        if open_now:
            self.model.press(learner, option, accepted=accepted)
        else:
            assert not accepted

    async def rekey(self, option: int) -> None:
        letter = (await self.round()).letters_of((option,))
        outcome = await self.room.outcome(f"/ship admin rekey 1 {letter}", captain=True)
        if self.model.voided:
            assert outcome is Outcome.REFUSED
            return
        assert outcome is Outcome.OK
        self.model.corrections += self.model.key != option
        self.model.key = option

    async def check(self) -> None:
        await self.check_answers()
        await self.check_points()
        await self.check_secrecy()

    async def check_answers(self) -> None:
        round_ = await self.round()
        async with self.room.services.store.begin() as transaction:
            given = await answers.of_round(transaction, round_)
            names = {row[0]: row[1] for row in await transaction.execute(select(learners.c.id, learners.c.user))}
        assert sorted((names[each.learner_id], each.chosen) for each in given) == sorted(
            (learner, (option,)) for learner, option in self.model.chosen.items()
        )

    async def check_points(self) -> None:
        round_ = await self.round()
        async with self.room.services.store.begin() as transaction:
            summed = select(learners.c.user, func.sum(score_events.c.points)).join(learners)
            held = {row[0]: int(row[1]) for row in await transaction.execute(summed.group_by(learners.c.user))}
        settled = round_.state not in {"scheduled", "open"} or self.model.at_once
        for learner in self.model.chosen:
            assert held.get(learner, 0) == (self.model.points(learner, self.question) if settled else 0)
        board = (await self.room.say("/ship rank all")).splitlines()
        for learner in self.model.chosen:
            told = {line.split()[-1] for line in board if learner.capitalize() in line}
            assert {each for each in told if each.isdigit()} == ({str(held[learner])} if learner in held else set())

    async def check_secrecy(self) -> None:
        """Who has not answered sees what a stranger may: how many have, and nothing else."""
        round_, now = await self.round(), self.room.clock()
        if round_.accepts_answers(now):
            card = cards.question_card(round_, self.question, self.group, now, answered=len(self.model.chosen))
            assert await self.room.say("/ship today", "dan") == plain(Reply(card))

    async def finish(self) -> None:
        self.room.board.closed.clear()
        self.room.clock.forward(hours=13)
        for _ in range(8):
            await self.room.steps()
            self.room.clock.forward(minutes=35)
        async with self.room.services.store.begin() as transaction:
            noted = list(await transaction.scalars(select(corrections.c.announced_at)))
        assert len(noted) == self.model.corrections
        assert None not in noted
        posted = [
            (place.channel, *key.split("-"), message)
            for key, place, message in zip(
                self.room.board.keys, self.room.board.places, self.room.board.shown, strict=True
            )
        ]
        assert len({each[:3] for each in posted}) == len(posted)
        assert {channel for channel, kind, *_ in posted if kind == "board"} <= {"general"}
        for channel in ("general", "second"):
            self.check_place([each[1:] for each in posted if each[0] == channel])

    def check_place(self, posted: list[tuple[str, ...]]) -> None:
        """Where the card stands, so do its reveal and every correction, each once; nowhere else does anything."""
        kinds = Counter(kind for kind, *_ in posted if kind not in {"board", "skipped"})
        if "round" not in kinds:
            assert not kinds
            return
        assert kinds["correction"] == self.model.corrections
        assert kinds["reveal"] == 1 or (self.model.voided and not kinds["reveal"])
        (card,) = [message for kind, _, message, *_ in posted if kind == "round"]
        assert ("Withdrawn" in plain(self.room.board.shown[card])) is self.model.voided
        assert not buttons(self.room.board.shown[card])


async def play(url: str, plan: list[tuple[object, ...]], *, at_once: bool) -> None:
    question = next(each for each in BANK.questions if each.kind is Kind.TRUEFALSE)
    async with open_room(url) as opened:
        bank = type(BANK)([question])
        room = replace(opened, services=replace(opened.services, bank=bank))
        told = "at_once" if at_once else "at_closing"
        await room.ask(f"/ship setup time:09:00 zone:Europe/London feedback:{told} days:mon", captain=True)
        await replace(room, channel="second").ask("/ship setup here:also", captain=True)
        room.clock.forward(hours=1)
        await room.steps()
        async with room.services.store.begin() as transaction:
            group = await groups.of_place(transaction, room.asker().place, room.clock())
        key = next(index for index, option in enumerate(question.options) if option.correct)
        played = Played(room, group, question, Model(at_once, key))
        for name, *given_ in plan:
            await played.carry_out(str(name), *given_)
            await played.check()
        await played.finish()
        await played.check()


@given(plan=PLANS, at_once=st.booleans())
@settings(max_examples=12, suppress_health_check=[HealthCheck.too_slow])
def test_a_round_keeps_its_promises_whatever_happens_on_sqlite(plan: list[tuple[object, ...]], at_once: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(sqlite_url(Path(folder)), plan, at_once=at_once))


@given(plan=PLANS, at_once=st.booleans())
@settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_a_round_keeps_its_promises_whatever_happens_on_postgresql(
    new_postgres: Callable[[], str], plan: list[tuple[object, ...]], at_once: bool
) -> None:
    asyncio.run(play(new_postgres(), plan, at_once=at_once))
