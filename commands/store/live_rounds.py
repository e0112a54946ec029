"""The questions of live quizzes, what was answered when, and where that leaves everybody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.engine import RowMapping

from commands.live.quiz import LiveAnswer, LiveQuiz, LiveRound
from commands.messenger import MessageRef
from commands.quiz.round import Chosen, RoundState
from commands.quiz.scoring import Standing, ranked
from commands.request import Group, Learner
from commands.store import live, own
from commands.store.answers import read_choice, write_choice
from commands.store.database import Transaction
from commands.store.insert import insert_if_new
from commands.store.tables import learners, live_answers, live_players, live_rounds, own_questions, rounds
from commands.store.totals import shown_name
from content.bank import Question

_own = and_(
    own_questions.c.question_id == live_rounds.c.question_id,
    own_questions.c.version == live_rounds.c.question_version,
    own_questions.c.group_id == live_rounds.c.group_id,
)
_select = select(
    live_rounds, own_questions.c.text.label("own_text"), own_questions.c.topic.label("own_topic")
).select_from(live_rounds.outerjoin(own_questions, _own))


def _round(row: RowMapping) -> LiveRound:
    return LiveRound(
        id=row["id"],
        quiz_id=row["quiz_id"],
        position=row["position"],
        question_id=row["question_id"],
        order=tuple(row["option_order"]),
        key=None,
        opened_at=row["opened_at"],
        closes_at=row["closes_at"],
        closed=row["closed_at"] is not None,
        message=row["message"],
        own=own.read(row["own_text"], row["question_id"], row["own_topic"]) if row["own_text"] else None,
    )


async def ask(transaction: Transaction, quiz: LiveQuiz, question: Question, order: Sequence[int]) -> None:
    """Puts a question at the quiz's position; one that is there already stays."""
    row = {
        "group_id": quiz.group_id,
        "quiz_id": quiz.id,
        "position": quiz.position,
        "question_id": question.id,
        "question_version": question.version,
        "option_order": list(order),
    }
    await insert_if_new(transaction, live_rounds, row)


async def current(transaction: Transaction, quiz: LiveQuiz) -> LiveRound | None:
    """Returns the question at the quiz's position."""
    wanted = _select.where(live_rounds.c.quiz_id == quiz.id, live_rounds.c.position == quiz.position)
    row = (await transaction.execute(wanted)).mappings().one_or_none()
    return _round(row) if row else None


async def of_group(transaction: Transaction, group: Group, round_id: int) -> LiveRound | None:
    """Returns a live question of this group, and of no other, and holds off its closing until the transaction ends."""
    wanted = _select.where(live_rounds.c.group_id == group.id, live_rounds.c.id == round_id)
    row = (await transaction.execute(wanted.with_for_update(read=True, of=live_rounds))).mappings().one_or_none()
    return _round(row) if row else None


async def record_posted(
    transaction: Transaction, round_: LiveRound, message: MessageRef, opened_at: datetime, closes_at: datetime
) -> None:
    """Notes the message of a question and from when to when it is open."""
    posted = update(live_rounds).where(live_rounds.c.id == round_.id)
    await transaction.execute(posted.values(message=message.message, opened_at=opened_at, closes_at=closes_at))


async def end_early(
    transaction: Transaction, quiz: LiveQuiz, round_: LiveRound, at: datetime, due_at: datetime
) -> None:
    """Lets a question end sooner than its time: everybody has answered."""
    sooner = and_(live_rounds.c.id == round_.id, live_rounds.c.closes_at > at)
    if (await transaction.execute(update(live_rounds).where(sooner).values(closes_at=at))).rowcount:
        await live.set_due(transaction, quiz, due_at)


async def asked_before(transaction: Transaction, group: Group) -> list[str]:
    """Returns the ids of the questions of the group's live quizzes, oldest first."""
    wanted = select(live_rounds.c.question_id).where(live_rounds.c.group_id == group.id).order_by(live_rounds.c.id)
    return list((await transaction.scalars(wanted)).all())


async def asked_in(transaction: Transaction, quiz: LiveQuiz) -> set[str]:
    """Returns the ids of the questions that the quiz has asked."""
    wanted = select(live_rounds.c.question_id).where(live_rounds.c.quiz_id == quiz.id)
    return set((await transaction.scalars(wanted)).all())


async def secret(transaction: Transaction, group: Group) -> set[str]:
    """Returns the ids of the group's daily questions whose key may not be told yet."""
    unclosed = rounds.c.state.in_([RoundState.SCHEDULED, RoundState.OPEN])
    wanted = select(rounds.c.question_id).where(rounds.c.group_id == group.id, unclosed)
    return set((await transaction.scalars(wanted)).all())


async def record(transaction: Transaction, round_: LiveRound, learner: Learner, chosen: Chosen, at: datetime) -> bool:
    """Records an answer, received then; False where the learner has one."""
    row = {
        "group_id": learner.group_id,
        "round_id": round_.id,
        "learner_id": learner.id,
        "choice": write_choice(chosen),
        "received_at": at,
    }
    return await insert_if_new(transaction, live_answers, row)


async def chosen_by(transaction: Transaction, round_: LiveRound, learner: Learner) -> Chosen:
    """Returns what a learner who has answered has chosen."""
    mine = (live_answers.c.round_id == round_.id, live_answers.c.learner_id == learner.id)
    return read_choice((await transaction.scalars(select(live_answers.c.choice).where(*mine))).one())


async def count_answers(transaction: Transaction, round_: LiveRound) -> int:
    """Returns how many have answered."""
    return await transaction.scalar(select(func.count()).where(live_answers.c.round_id == round_.id)) or 0


async def close(transaction: Transaction, round_: LiveRound, now: datetime) -> list[LiveAnswer]:
    """Closes a question, so that no answer counts from here on, and returns those there are."""
    held = select(live_rounds.c.id).where(live_rounds.c.id == round_.id).with_for_update()
    await transaction.execute(held)
    still_open = and_(live_rounds.c.id == round_.id, live_rounds.c.closed_at.is_(None))
    await transaction.execute(update(live_rounds).where(still_open).values(closed_at=now))
    wanted = select(live_answers).where(live_answers.c.round_id == round_.id).order_by(live_answers.c.id)
    found = (await transaction.execute(wanted)).mappings()
    return [LiveAnswer(row["learner_id"], read_choice(row["choice"]), row["received_at"]) for row in found]


async def give(transaction: Transaction, round_: LiveRound, gained: Mapping[int, int]) -> None:
    """Writes the points of a closed question; doing it again changes nothing."""
    if not gained:
        return
    mine = and_(
        live_answers.c.round_id == round_.id,
        live_answers.c.learner_id == bindparam("learner"),
        live_answers.c.points.is_(None),
    )
    given = update(live_answers).where(mine).values(points=bindparam("gained"))
    await transaction.execute(given, [{"learner": who, "gained": points} for who, points in gained.items()])


async def standing(transaction: Transaction, quiz: LiveQuiz) -> list[Standing]:
    """Returns where everybody who plays stands after the closed questions."""
    mine = select(live_answers.c.learner_id, func.sum(live_answers.c.points).label("points"))
    mine = mine.join(live_rounds, live_rounds.c.id == live_answers.c.round_id)
    summed = mine.where(live_rounds.c.quiz_id == quiz.id).group_by(live_answers.c.learner_id).subquery()
    wanted = (
        select(live_players.c.learner_id, shown_name(), func.coalesce(summed.c.points, 0))
        .join(learners, learners.c.id == live_players.c.learner_id)
        .outerjoin(summed, summed.c.learner_id == live_players.c.learner_id)
        .where(live_players.c.quiz_id == quiz.id)
    )
    return ranked((row[0], row[1], int(row[2])) for row in await transaction.execute(wanted))


async def count_closed(transaction: Transaction, quiz: LiveQuiz) -> int:
    """Returns how many questions were asked and settled."""
    settled = (live_rounds.c.quiz_id == quiz.id, live_rounds.c.closed_at.is_not(None))
    return await transaction.scalar(select(func.count()).where(*settled, live_rounds.c.message.is_not(None))) or 0
