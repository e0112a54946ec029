"""Live quizzes: where each stands, which process has it in hand, and who plays."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.engine import RowMapping

from commands.live.quiz import LiveQuiz, Stage
from commands.messenger import MessageRef
from commands.request import Group, Learner, Place
from commands.store import groups as group_queries
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import learners, live_players, live_quizzes, places
from commands.store.totals import shown_name

_select = select(live_quizzes, places.c.platform, places.c.space, places.c.channel).join(
    places, places.c.id == live_quizzes.c.place_id
)
_going_on = live_quizzes.c.stage != Stage.OVER


def _quiz(row: RowMapping) -> LiveQuiz:
    return LiveQuiz(
        id=row["id"],
        group_id=row["group_id"],
        place=Place(row["platform"], row["space"], row["channel"]),
        topic=row["topic"],
        questions=row["questions"],
        seconds=row["seconds"],
        stage=Stage(row["stage"]),
        position=row["position"],
        due_at=row["due_at"],
        created_at=row["created_at"],
        leased_until=row["leased_until"],
        attempts=row["attempts"],
        lobby=row["lobby"],
        shown=row["shown"],
        shown_at=row["shown_at"],
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a captain asks for: a topic or None for all, how many questions, and seconds for each."""

    topic: str | None
    questions: int
    seconds: int


async def begin(transaction: Transaction, group: Group, place: Place, wanted: Wanted, now: datetime) -> bool:
    """Begins a live quiz, its lobby still to be posted; False where the group has one going on."""
    row = {
        "group_id": group.id,
        "place_id": await group_queries.place_id(transaction, place),
        "topic": wanted.topic,
        "questions": wanted.questions,
        "seconds": wanted.seconds,
        "stage": Stage.LOBBY.value,
        "position": 0,
        "due_at": now,
        "created_at": now,
        "attempts": 0,
        "shown": 0,
    }
    return await insert_if_new(transaction, live_quizzes, row)


async def going_on(transaction: Transaction, platforms: Collection[str]) -> list[LiveQuiz]:
    """Returns the live quizzes on these platforms that are not over."""
    found = await transaction.execute(_select.where(_going_on, places.c.platform.in_(platforms)))
    return [_quiz(row) for row in found.mappings()]


async def of_group(transaction: Transaction, group: Group) -> LiveQuiz | None:
    """Returns the group's live quiz that is not over."""
    found = await transaction.execute(_select.where(_going_on, live_quizzes.c.group_id == group.id))
    row = found.mappings().one_or_none()
    return _quiz(row) if row else None


async def hold(transaction: Transaction, quiz_id: int) -> LiveQuiz:
    """Returns a live quiz as it is now, and holds off whatever would move it until the transaction ends."""
    held = _select.where(live_quizzes.c.id == quiz_id).with_for_update(of=live_quizzes)
    return _quiz((await transaction.execute(held)).mappings().one())


async def lease(transaction: Transaction, quiz: LiveQuiz, until: datetime) -> None:
    """Takes the next step of a quiz that is held for this process until then."""
    await _change(transaction, quiz, leased_until=until, attempts=quiz.attempts + 1)


def _unmoved(quiz: LiveQuiz) -> Any:
    return and_(live_quizzes.c.id == quiz.id, live_quizzes.c.stage == quiz.stage)


async def advance(
    transaction: Transaction, quiz: LiveQuiz, stage: Stage, due_at: datetime, *, position: int | None = None
) -> None:
    """Brings the quiz to its next stage, unless a captain has moved it meanwhile; the lease ends either way."""
    moved = update(live_quizzes).where(_unmoved(quiz))
    values = {"stage": stage.value, "due_at": due_at, "shown": 0, "shown_at": None}
    place = quiz.position if position is None else position
    await transaction.execute(moved.values(**values, position=place))
    await release(transaction, quiz)


async def release(transaction: Transaction, quiz: LiveQuiz) -> None:
    """Ends the lease after a step that worked."""
    await _change(transaction, quiz, leased_until=None, attempts=0)


async def put_off(transaction: Transaction, quiz: LiveQuiz, until: datetime) -> None:
    """Has a step that failed tried again, then."""
    await _change(transaction, quiz, leased_until=until)


async def note_lobby(transaction: Transaction, quiz: LiveQuiz, message: MessageRef, starts_at: datetime) -> None:
    """Notes the posted lobby and, unless a captain was quicker, when it ends."""
    await _change(transaction, quiz, lobby=message.message)
    await set_due(transaction, quiz, starts_at)
    await release(transaction, quiz)


async def set_due(transaction: Transaction, quiz: LiveQuiz, at: datetime) -> None:
    """Notes when the quiz's stage ends by itself, unless a captain has moved it meanwhile."""
    await transaction.execute(update(live_quizzes).where(_unmoved(quiz)).values(due_at=at))


async def record_shown(transaction: Transaction, quiz: LiveQuiz, number: int, now: datetime) -> None:
    """Notes what the message of this stage tells now, and ends the lease."""
    await transaction.execute(update(live_quizzes).where(_unmoved(quiz)).values(shown=number, shown_at=now))
    await release(transaction, quiz)


async def _change(transaction: Transaction, quiz: LiveQuiz, **values: Any) -> None:
    await transaction.execute(update(live_quizzes).where(live_quizzes.c.id == quiz.id).values(**values))


async def move(transaction: Transaction, quiz: LiveQuiz, stage: Stage, due_at: datetime) -> bool:
    """Moves a quiz on a captain's word, whatever step is under way; False where it has moved by itself."""
    moved = update(live_quizzes).where(_unmoved(quiz))
    moved = moved.values(stage=stage.value, due_at=due_at, shown=0, shown_at=None)
    return (await transaction.execute(moved)).rowcount == 1


async def join(transaction: Transaction, quiz_id: int, learner: Learner, now: datetime) -> bool:
    """Takes a learner in; False for one who is in already."""
    row = {"quiz_id": quiz_id, "learner_id": learner.id, "group_id": learner.group_id, "joined_at": now}
    return await insert_if_new(transaction, live_players, row)


async def count_players(transaction: Transaction, quiz: LiveQuiz) -> int:
    """Returns how many are in."""
    return await transaction.scalar(select(func.count()).where(live_players.c.quiz_id == quiz.id)) or 0


async def player_names(transaction: Transaction, quiz: LiveQuiz, most: int) -> list[str]:
    """Returns the names of who joined first, as others may see them."""
    wanted = select(shown_name()).join(live_players, live_players.c.learner_id == learners.c.id)
    wanted = wanted.where(live_players.c.quiz_id == quiz.id)
    ordered = wanted.order_by(live_players.c.joined_at, live_players.c.learner_id).limit(most)
    return list((await transaction.scalars(ordered)).all())
