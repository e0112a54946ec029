"""Live quizzes in a test: opened, begun, answered and brought to their end, second by second."""

from __future__ import annotations

from collections.abc import Iterable

from room import Room

from commands.live.quiz import LiveQuiz, LiveRound, Stage
from commands.quiz import choosing
from commands.quiz.grading import key_of
from commands.reply import Outcome
from commands.store import groups, live, live_rounds
from content.bank import Question


async def second(room: Room, number: int = 1) -> None:
    """Lets seconds pass, each with its step."""
    for _ in range(number):
        room.clock.forward(seconds=1)
        await room.steps()


async def open_lobby(room: Room, line: str = "/ship live") -> None:
    assert await room.outcome(line, captain=True) is Outcome.OK
    await room.steps()


async def begin(room: Room, line: str = "/ship live", *, players: Iterable[str] = ("ana", "ben")) -> None:
    """Opens a lobby, lets learners join, and begins: the first question is open."""
    await open_lobby(room, line)
    quiz = await going_on(room)
    for player in players:
        assert await room.outcome(f"join {quiz.id}", player) is Outcome.OK
    assert await room.outcome("live start", captain=True) is Outcome.OK
    await second(room, 5)


async def going_on(room: Room) -> LiveQuiz:
    """Returns the group's live quiz, as only the store knows it."""
    quiz = await _of_group(room)
    assert quiz is not None
    return quiz


async def _of_group(room: Room) -> LiveQuiz | None:
    async with room.services.store.begin() as transaction:
        group = await groups.of_place(transaction, room.asker().place, room.clock())
        return await live.of_group(transaction, group)


async def current(room: Room) -> tuple[LiveRound, Question]:
    """Returns the question at hand, as only the store knows it."""
    quiz = await going_on(room)
    async with room.services.store.begin() as transaction:
        round_ = await live_rounds.current(transaction, quiz)
    assert round_ is not None
    return round_, round_.question(room.services.bank)


async def letters(room: Room) -> tuple[str, str]:
    """Returns the line of the right answer to the question at hand, and of one that is all wrong."""
    round_, question = await current(room)
    return answers_to(round_, question)


def answers_to(round_: LiveRound, question: Question) -> tuple[str, str]:
    """Returns the line of a right answer, and of one that is all wrong."""
    right = key_of(question)
    wrong = next(index for index in round_.order if index not in right)
    lines = (choosing.written(round_, question, chosen) for chosen in (right, (wrong,)))
    first, second = (f"{round_.answer_line} {each}" for each in lines)
    return first, second


def keys(room: Room) -> list[str]:
    """Returns what was posted, without the number of the quiz."""
    return ["-".join(key.split("-")[2:]) or "lobby" for key in room.board.keys]


async def answer(room: Room, *, right: Iterable[str] = (), wrong: Iterable[str] = ()) -> None:
    """Has learners answer the question at hand, now."""
    right_line, wrong_line = await letters(room)
    for learner in right:
        assert await room.outcome(right_line, learner) is Outcome.OK
    for learner in wrong:
        assert await room.outcome(wrong_line, learner) is Outcome.OK


async def play_on(room: Room) -> None:
    """Lets the question at hand close and the next one open, or the podium come."""
    before = await going_on(room)
    for _ in range(60):
        await second(room)
        now = await _of_group(room)
        if now is None or (now.stage is Stage.OPEN and now.position > before.position):
            return
    raise AssertionError("nothing came after the question")
