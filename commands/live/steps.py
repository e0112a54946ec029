"""Which step of a live quiz is next. The store says where it stands; any process may take what is due.

A step takes a lease on the quiz, so that two processes never share one; what a killed process left is taken up by
another when the lease has ended, and a step that was tried before looks for the message of that try before it posts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from commands.live import asking, ending, lobby
from commands.live.quiz import LATEST_START, LiveQuiz, Stage
from commands.live.turn import Turn
from commands.messenger import CannotPost, Messenger, Messengers
from commands.services import Services
from commands.steps import each
from commands.store import Transaction, groups, live, live_rounds

_log = structlog.get_logger(__name__)

_EDIT_EVERY = timedelta(seconds=4)
"""How often a count is brought up to date: platforms take about an edit a second in a place, and other groups share it."""

_LEASE = timedelta(seconds=15)
_LIMIT = 12.0
"""Seconds that a platform may take for a step: less than the lease."""

_AGAIN = timedelta(seconds=2)
_TRIES = 5
"""What a platform refuses is tried again after 2, 4, 8 and 16 seconds, and half a minute later the quiz is given up."""

_Step = Callable[[Turn], Awaitable[None]]


async def take_due(services: Services, messengers: Messengers) -> None:
    """Takes every step that is due on these platforms."""
    quizzes = await services.store.read(lambda transaction: live.going_on(transaction, frozenset(messengers)))
    await each(quizzes, lambda quiz: take(quiz, services, messengers[quiz.place.platform]))


async def take(quiz: LiveQuiz, services: Services, messenger: Messenger) -> None:
    """Takes the quiz's steps that are due, one after the other, unless another process has it in hand."""
    while (taken := await _taken(quiz, services, messenger)) is not None:
        step, turn = taken
        try:
            async with asyncio.timeout(_LIMIT):
                await step(turn)
        except CannotPost as trouble:
            await _put_off(turn, trouble)


async def _taken(seen: LiveQuiz, services: Services, messenger: Messenger) -> tuple[_Step, Turn] | None:
    """Takes the next step for this process; None where none is due or another process is at it."""
    now = services.now()

    async def take_it(transaction: Transaction) -> tuple[_Step, Turn] | None:
        quiz = await live.hold(transaction, seen.id)
        if quiz.leased_until is not None and quiz.leased_until > now:
            return None
        step = await _next_step(transaction, quiz, now)
        if step is None:
            return None
        await live.lease(transaction, quiz, now + _LEASE)
        group = await groups.get(transaction, quiz.group_id)
        return step, Turn(quiz, group, services, messenger)

    return await services.store.write(take_it)


async def _put_off(turn: Turn, trouble: CannotPost) -> None:
    """Has a step tried again that the platform refused, later each time."""
    quiz, services = turn.quiz, turn.services
    _log.warning("could not post", quiz=quiz.id, stage=quiz.stage.value, reason=trouble.reason)
    again = services.now() + _AGAIN * 2**quiz.attempts
    await services.store.write(lambda transaction: live.put_off(transaction, quiz, again))


async def _next_step(transaction: Transaction, quiz: LiveQuiz, now: datetime) -> _Step | None:
    """Returns what is to be done now, if anything."""
    due = quiz.due_at <= now
    match quiz.stage:
        case _ if quiz.attempts >= _TRIES:
            return ending.give_up
        case _ if now > quiz.due_at + LATEST_START and quiz.stage is not Stage.PODIUM:
            return ending.stop
        case Stage.LOBBY if quiz.lobby is None:
            return lobby.open_lobby
        case Stage.LOBBY if due:
            return lobby.leave_lobby
        case Stage.LOBBY:
            return lobby.refresh_lobby if _is_stale(quiz, await live.count_players(transaction, quiz), now) else None
        case Stage.COUNTDOWN if due:
            return asking.go_on
        case Stage.COUNTDOWN:
            return lobby.show_countdown if quiz.shown_at is None else None
        case Stage.ASKING:
            return asking.ask
        case Stage.OPEN if due:
            return asking.close
        case Stage.OPEN:
            return await _next_of_open(transaction, quiz, now)
        case Stage.SHOWN if due:
            return asking.go_on
        case Stage.STOPPING:
            return ending.stop
        case Stage.PODIUM if due:
            return ending.end
    return None


async def _next_of_open(transaction: Transaction, quiz: LiveQuiz, now: datetime) -> _Step | None:
    """Returns what an open question needs before its time is up."""
    round_ = await live_rounds.current(transaction, quiz)
    assert round_ is not None
    assert round_.closes_at is not None
    answered = await live_rounds.count_answers(transaction, round_)
    everybody = answered and answered >= await live.count_players(transaction, quiz)
    if everybody and round_.closes_at > now + asking.LAST_MOMENT:
        return asking.end_early
    return asking.refresh_question if round_.closes_at > now and _is_stale(quiz, answered, now) else None


def _is_stale(quiz: LiveQuiz, number: int, now: datetime) -> bool:
    """Says whether a message should tell another number by now."""
    return number != quiz.shown and (quiz.shown_at is None or quiz.shown_at + _EDIT_EVERY <= now)
