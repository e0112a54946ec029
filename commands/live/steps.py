"""The steps of a live quiz: lobby, countdown, each question and its key, podium. The store says which is next.

A step takes a lease on the quiz, so that two processes never share one; what a killed process left is taken up by
another when the lease has ended, and a step that was tried before looks for the message of that try before it posts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

import structlog

from commands.live import cards, selection
from commands.live.quiz import LATEST_START, LiveQuiz, LiveRound, Stage, gained, settling_at
from commands.messenger import CannotPost, MessageRef, Messenger, Messengers
from commands.quiz.grading import key_of
from commands.quiz.scoring import Standing
from commands.quiz.selection import shuffled
from commands.reply import Part, Reply
from commands.request import Group
from commands.services import Services
from commands.steps import each
from commands.store import Transaction, groups, live, verdicts

_log = structlog.get_logger(__name__)
_rng = SystemRandom()

LOBBY_OPEN = timedelta(seconds=30)
COUNTDOWN = timedelta(seconds=5)

_READING = timedelta(seconds=8)
"""How long a key stands before the next question comes."""

_LAST_MOMENT = timedelta(seconds=2)
"""How long a question stays open once everybody who is in has answered: somebody may be about to join."""

_EDIT_EVERY = timedelta(seconds=4)
"""How often a count is brought up to date: platforms take about an edit a second in a place, and other groups share it."""

_LEASE = timedelta(seconds=15)
_LIMIT, _EDIT_LIMIT = 12.0, 3.0
"""Seconds that a platform may take for a step, less than the lease, and for an edit that may as well be left out."""

_AGAIN = timedelta(seconds=2)
_TRIES = 5
"""What a platform refuses is tried again after 2, 4, 8 and 16 seconds; then the quiz is given up."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A step of a quiz, in the hands of this process."""

    quiz: LiveQuiz
    group: Group
    services: Services
    messenger: Messenger

    async def post_once(self, parts: tuple[Part, ...], key: str) -> MessageRef:
        """Posts a message unless an earlier try, cut off before it was noted, already did."""
        if self.quiz.attempts:
            found = await self.messenger.find(self.quiz.place, key, self.quiz.created_at)
            if found is not None:
                return found
        return await self.messenger.post(self.quiz.place, Reply(parts), key=key)

    async def edited(self, message: MessageRef | None, parts: tuple[Part, ...]) -> bool:
        """Edits a message; says whether it worked."""
        if message is None:
            return False
        try:
            await self.messenger.edit(message, Reply(parts))
        except CannotPost as trouble:
            _log.warning("could not edit", quiz=self.quiz.id, reason=trouble.reason)
            return False
        return True

    async def advance(self, stage: Stage, due_at: datetime, *, position: int | None = None) -> None:
        await self.services.store.write(
            lambda transaction: live.advance(transaction, self.quiz, stage, due_at, position=position)
        )


_Step = Callable[[_Turn], Awaitable[None]]


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


async def _taken(seen: LiveQuiz, services: Services, messenger: Messenger) -> tuple[_Step, _Turn] | None:
    """Takes the next step for this process; None where none is due or another process is at it."""
    now = services.now()

    async def take_it(transaction: Transaction) -> tuple[_Step, _Turn] | None:
        quiz = await live.hold(transaction, seen.id)
        if quiz.leased_until is not None and quiz.leased_until > now:
            return None
        step = await _next_step(transaction, quiz, now)
        if step is None:
            return None
        await live.lease(transaction, quiz, now + _LEASE)
        group = await groups.get(transaction, quiz.group_id)
        return step, _Turn(quiz, group, services, messenger)

    return await services.store.write(take_it)


async def _put_off(turn: _Turn, trouble: CannotPost) -> None:
    quiz, services = turn.quiz, turn.services
    _log.warning("could not post", quiz=quiz.id, stage=quiz.stage.value, reason=trouble.reason)
    if quiz.attempts + 1 == _TRIES:
        return await turn.advance(Stage.OVER, services.now())
    again = services.now() + _AGAIN * 2**quiz.attempts
    return await services.store.write(lambda transaction: live.put_off(transaction, quiz, again))


async def _next_step(transaction: Transaction, quiz: LiveQuiz, now: datetime) -> _Step | None:
    """Returns what is to be done now, if anything."""
    due = quiz.due_at <= now
    match quiz.stage:
        case _ if now > quiz.due_at + LATEST_START and quiz.stage is not Stage.PODIUM:
            return _stop
        case Stage.LOBBY if quiz.lobby is None:
            return _open_lobby
        case Stage.LOBBY if due:
            return _leave_lobby
        case Stage.LOBBY:
            return _refresh_lobby if _is_stale(quiz, await live.count_players(transaction, quiz), now) else None
        case Stage.COUNTDOWN if due:
            return _go_on
        case Stage.COUNTDOWN:
            return _show_countdown if quiz.shown_at is None else None
        case Stage.ASKING:
            return _ask
        case Stage.OPEN if due:
            return _close
        case Stage.OPEN:
            return await _next_of_open(transaction, quiz, now)
        case Stage.SHOWN if due:
            return _go_on
        case Stage.STOPPING:
            return _stop
        case Stage.PODIUM if due:
            return _end
    return None


def _is_stale(quiz: LiveQuiz, number: int, now: datetime) -> bool:
    """Says whether a message should tell another number by now."""
    return number != quiz.shown and (quiz.shown_at is None or quiz.shown_at + _EDIT_EVERY <= now)


async def _open_lobby(turn: _Turn) -> None:
    starts_at = turn.services.now() + LOBBY_OPEN
    card = cards.lobby(turn.quiz, turn.group, turn.services.now(), starts_at, *await _players(turn))
    message = await turn.post_once(card, f"live-{turn.quiz.id}")
    await turn.services.store.write(lambda transaction: live.note_lobby(transaction, turn.quiz, message, starts_at))


async def _players(turn: _Turn) -> tuple[int, list[str]]:
    async def looked_up(transaction: Transaction) -> tuple[int, list[str]]:
        players = await live.count_players(transaction, turn.quiz)
        return players, await live.player_names(transaction, turn.quiz, cards.NAMES_SHOWN)

    return await turn.services.store.read(looked_up)


async def _refresh_lobby(turn: _Turn) -> None:
    quiz, now = turn.quiz, turn.services.now()
    players, names = await _players(turn)
    await _refresh(turn, quiz.lobby_message, cards.lobby(quiz, turn.group, now, quiz.due_at, players, names), players)


async def _refresh(turn: _Turn, message: MessageRef | None, parts: tuple[Part, ...], number: int) -> None:
    """Edits a message that tells a number; one that takes too long is left out."""
    try:
        async with asyncio.timeout(_EDIT_LIMIT):
            await turn.edited(message, parts)
    except TimeoutError:
        _log.warning("an edit took too long", quiz=turn.quiz.id)
    now = turn.services.now()
    await turn.services.store.write(lambda transaction: live.record_shown(transaction, turn.quiz, number, now))


async def _leave_lobby(turn: _Turn) -> None:
    """Begins the countdown where somebody is in; else there is no quiz."""
    now = turn.services.now()
    players, _ = await _players(turn)
    if players:
        return await turn.advance(Stage.COUNTDOWN, now + COUNTDOWN)
    await turn.edited(turn.quiz.lobby_message, cards.deserted(turn.quiz))
    return await turn.advance(Stage.OVER, now)


async def _show_countdown(turn: _Turn) -> None:
    players, names = await _players(turn)
    card = cards.countdown(turn.quiz, turn.group, turn.services.now(), players, names)
    await _refresh(turn, turn.quiz.lobby_message, card, players)


async def _go_on(turn: _Turn) -> None:
    """Goes on to the next question, or to the podium behind the last one."""
    quiz, now = turn.quiz, turn.services.now()
    if quiz.position == quiz.questions:
        return await turn.advance(Stage.PODIUM, now)
    return await turn.advance(Stage.ASKING, now, position=quiz.position + 1)


async def _ask(turn: _Turn) -> None:
    """Puts the next question; its time begins when it has been posted."""
    quiz, services = turn.quiz, turn.services
    round_ = await _drawn(turn)
    if round_ is None:
        return await turn.advance(Stage.PODIUM, services.now())
    question = services.bank.get(round_.question_id)
    card = cards.question_card(quiz, round_, question, turn.group, services.now(), answered=0)
    message = await turn.post_once(card, _key(quiz))
    opened_at = services.now()
    closes_at = opened_at + timedelta(seconds=quiz.seconds)

    async def note(transaction: Transaction) -> None:
        await live.record_posted(transaction, round_, message, opened_at, closes_at)
        await live.advance(transaction, quiz, Stage.OPEN, settling_at(closes_at))

    await services.store.write(note)
    _log.info("asked live", quiz=quiz.id, round=round_.id, question=question.id)
    return None


async def _drawn(turn: _Turn) -> LiveRound | None:
    """Returns the question at the quiz's position, chosen now if it is not yet; None where there is none to choose."""
    quiz, bank = turn.quiz, turn.services.bank

    async def draw(transaction: Transaction) -> LiveRound | None:
        drawn = await live.current(transaction, quiz)
        if drawn is not None:
            return drawn
        without = await live.asked_in(transaction, quiz) | await live.secret(transaction, turn.group)
        fitting = selection.fitting(bank, quiz.topic, await verdicts.out(transaction, turn.group))
        allowed = [each for each in fitting if each.id not in without]
        question = selection.choose(allowed, await live.asked_before(transaction, turn.group), _rng)
        if question is None:
            return None
        await live.ask(transaction, quiz, question, shuffled(question, _rng))
        return await live.current(transaction, quiz)

    return await turn.services.store.write(draw)


async def _next_of_open(transaction: Transaction, quiz: LiveQuiz, now: datetime) -> _Step | None:
    """Returns what an open question needs before its time is up."""
    round_ = await live.current(transaction, quiz)
    assert round_ is not None
    assert round_.closes_at is not None
    answered = await live.count_answers(transaction, round_)
    everybody = answered and answered >= await live.count_players(transaction, quiz)
    if everybody and round_.closes_at > now + _LAST_MOMENT:
        return _end_early
    return _refresh_question if round_.closes_at > now and _is_stale(quiz, answered, now) else None


async def _end_early(turn: _Turn) -> None:
    closes_at = turn.services.now() + _LAST_MOMENT

    async def shorten(transaction: Transaction) -> None:
        round_ = await live.current(transaction, turn.quiz)
        assert round_ is not None
        await live.end_early(transaction, turn.quiz, round_, closes_at, settling_at(closes_at))
        await live.release(transaction, turn.quiz)

    await turn.services.store.write(shorten)


async def _refresh_question(turn: _Turn) -> None:
    quiz, services = turn.quiz, turn.services

    async def looked_up(transaction: Transaction) -> tuple[LiveRound, int]:
        round_ = await live.current(transaction, quiz)
        assert round_ is not None
        return round_, await live.count_answers(transaction, round_)

    round_, answered = await services.store.read(looked_up)
    question = services.bank.get(round_.question_id)
    card = cards.question_card(quiz, round_, question, turn.group, services.now(), answered=answered)
    await _refresh(turn, _message(quiz, round_), card, answered)


def _key(quiz: LiveQuiz) -> str:
    return f"live-{quiz.id}-{quiz.position}"


def _message(quiz: LiveQuiz, round_: LiveRound) -> MessageRef | None:
    return MessageRef(quiz.place, round_.message) if round_.message else None


async def _close(turn: _Turn) -> None:
    """Settles the open question and shows its key."""
    await _show_key(turn)
    await turn.advance(Stage.SHOWN, turn.services.now() + _READING)


async def _show_key(turn: _Turn) -> None:
    """Turns the message of the question at hand, where there is one, into its key, or posts the key anew."""
    quiz = turn.quiz
    card = await _settled(turn)
    if card is None:
        return
    round_ = await turn.services.store.read(lambda transaction: live.current(transaction, quiz))
    assert round_ is not None
    message = _message(quiz, round_) or await turn.messenger.find(quiz.place, _key(quiz), quiz.created_at)
    if message is not None and not await turn.edited(message, card):
        await turn.post_once(card, f"{_key(quiz)}-key")


async def _settled(turn: _Turn) -> tuple[Part, ...] | None:
    """Closes the question at hand and gives points for the answers there are, all or nothing; returns its key's card."""
    quiz, services = turn.quiz, turn.services
    now = services.now()

    async def settle(transaction: Transaction) -> tuple[Part, ...] | None:
        round_ = await live.current(transaction, quiz)
        if round_ is None:
            return None
        question = services.bank.get(round_.question_id)
        given = await live.close(transaction, round_, now)
        earned = gained(given, key_of(question), round_.opened_at or now, timedelta(seconds=quiz.seconds))
        await live.give(transaction, round_, earned)
        best = (await live.standing(transaction, quiz))[: turn.group.board_rows]
        right = sum(points > 0 for points in earned.values())
        return cards.key_card(quiz, round_, question, answered=len(given), right=right, best=best)

    return await services.store.write(settle)


async def _stop(turn: _Turn) -> None:
    """Ends the quiz before its time: an open question still counts, and one just being posted is closed."""
    await _show_key(turn)
    await turn.advance(Stage.PODIUM, turn.services.now())


async def _end(turn: _Turn) -> None:
    """Shows the podium, and that the lobby is over."""
    quiz, services = turn.quiz, turn.services

    async def looked_up(transaction: Transaction) -> tuple[list[Standing], int]:
        return await live.standing(transaction, quiz), await live.count_closed(transaction, quiz)

    standing, asked = await services.store.read(looked_up)
    if asked:
        await turn.post_once(cards.podium(quiz, asked, standing, turn.group.board_rows), f"live-{quiz.id}-podium")
    await turn.edited(quiz.lobby_message, cards.left(quiz))
    await turn.advance(Stage.OVER, services.now())
    _log.info("live quiz over", quiz=quiz.id, questions=asked, players=len(standing))
