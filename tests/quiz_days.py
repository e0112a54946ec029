"""Days of a study group in a test: set up, answered and revealed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from room import BANK, Room

from commands.quiz.round import Round
from commands.reply import Outcome
from commands.store import groups, rounds
from content.bank import Bank, Kind, Question


def _is_pressed(question: Question) -> bool:
    return question.kind is Kind.SINGLE


PRESSED = Bank([question for question in BANK.questions if _is_pressed(question)])
"""Questions that are answered with one letter."""


async def set_up(room: Room, options: str = "time:09:00 zone:Europe/London") -> None:
    """Has a captain set up the daily question; the room's clock says Monday, 08:00 in London."""
    assert await room.outcome(f"/ship setup {options}", captain=True) is Outcome.OK


async def latest(room: Room) -> tuple[Round, Question]:
    """Returns the group's newest round and its question, as only the store knows them."""
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        round_ = await rounds.latest(transaction, group)
    assert round_ is not None
    return round_, BANK.get(round_.question_id)


async def letters(room: Room) -> tuple[str, str]:
    """Returns the line of a right and of a wrong option of the newest round."""
    round_, question = await latest(room)
    keyed = [question.options[index].correct for index in round_.order]
    right, wrong = round_.letters[keyed.index(True)], round_.letters[keyed.index(False)]
    return f"answer {round_.id} {right}", f"answer {round_.id} {wrong}"


async def open_question(room: Room) -> None:
    await set_up(room)
    room.clock.forward(hours=1)
    await room.steps()


async def close_question(room: Room) -> None:
    room.clock.forward(hours=12)
    await room.steps()


async def answer_all(room: Room, *, right: Iterable[str], wrong: Iterable[str]) -> None:
    """Has learners answer the newest round."""
    right_line, wrong_line = await letters(room)
    for learner in right:
        assert await room.outcome(right_line, learner) is Outcome.OK
    for learner in wrong:
        assert await room.outcome(wrong_line, learner) is Outcome.OK


async def play_day(room: Room, *, right: Iterable[str], wrong: Iterable[str]) -> None:
    """Lets the group's next question open, be answered and revealed, and the one of the day after open.

    From here on the room asks only what is answered with one letter.
    """
    room.services = replace(
        room.services, bank=Bank([each for each in room.services.bank.questions if _is_pressed(each)])
    )
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
    if group.next_open_at is not None and room.clock() < group.next_open_at and not await _is_open(room):
        room.clock.at = group.next_open_at
        await room.steps()
    await answer_all(room, right=right, wrong=wrong)
    room.clock.forward(hours=12)
    await room.steps()
    room.clock.forward(hours=12)
    await room.steps()


async def _is_open(room: Room) -> bool:
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        found = await rounds.latest(transaction, group)
    return found is not None and found.accepts_answers(room.clock())
