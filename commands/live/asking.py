"""The questions of a live quiz: each is put, answered against the clock, settled, and turned into its key."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom

import structlog

from commands.live import cards, selection
from commands.live.quiz import LiveQuiz, LiveRound, Stage, gained, settling_at
from commands.live.turn import Turn
from commands.messenger import MessageRef
from commands.quiz.grading import share_of
from commands.quiz.selection import shuffled
from commands.reply import Part
from commands.store import Transaction, decks, live, live_rounds
from content.questions import family_of

_log = structlog.get_logger(__name__)
_rng = SystemRandom()

LAST_MOMENT = timedelta(seconds=2)
"""How long a question stays open once everybody who is in has answered: somebody may be about to join."""

_READING = timedelta(seconds=8)
"""How long a key stands before the next question comes."""


async def go_on(turn: Turn) -> None:
    """Goes on to the next question, or to the podium behind the last one."""
    quiz, now = turn.quiz, turn.services.now()
    if quiz.position == quiz.questions:
        return await turn.advance(Stage.PODIUM, now)
    return await turn.advance(Stage.ASKING, now, position=quiz.position + 1)


async def ask(turn: Turn) -> None:
    """Puts the next question; its time begins when it has been posted."""
    quiz, services = turn.quiz, turn.services
    round_ = await _drawn(turn)
    if round_ is None:
        return await turn.advance(Stage.PODIUM, services.now())
    question = round_.question(services.bank)
    card = cards.question_card(quiz, round_, question, turn.group, services.now(), answered=0)
    message = await turn.post_once(card, _key(quiz))
    opened_at = services.now()
    closes_at = opened_at + timedelta(seconds=quiz.seconds)

    async def note(transaction: Transaction) -> None:
        await live_rounds.record_posted(transaction, round_, message, opened_at, closes_at)
        await live.advance(transaction, quiz, Stage.OPEN, settling_at(closes_at))

    await services.store.write(note)
    _log.info("asked live", quiz=quiz.id, round=round_.id, question=question.id)
    return None


async def _drawn(turn: Turn) -> LiveRound | None:
    """Returns the question at the quiz's position, chosen now if it is not yet; None where there is none to choose."""
    quiz, services = turn.quiz, turn.services

    async def draw(transaction: Transaction) -> LiveRound | None:
        drawn = await live_rounds.current(transaction, quiz)
        if drawn is not None:
            return drawn
        families = set(map(family_of, await live_rounds.asked_in(transaction, quiz)))
        fitting = await selection.fitting(transaction, services.bank, turn.group, quiz.topic)
        allowed = [each for each in fitting if each[0].family not in families]
        question = selection.choose(allowed, await live_rounds.asked_before(transaction, turn.group), _rng)
        if question is None:
            return None
        await live_rounds.ask(transaction, quiz, question, shuffled(question, _rng))
        return await live_rounds.current(transaction, quiz)

    return await services.store.write(draw)


async def refresh_question(turn: Turn) -> None:
    """Brings up to date how many have answered."""
    quiz, services = turn.quiz, turn.services

    async def looked_up(transaction: Transaction) -> tuple[LiveRound, int]:
        round_ = await live_rounds.current(transaction, quiz)
        assert round_ is not None
        return round_, await live_rounds.count_answers(transaction, round_)

    round_, answered = await services.store.read(looked_up)
    question = round_.question(services.bank)
    card = cards.question_card(quiz, round_, question, turn.group, services.now(), answered=answered)
    await turn.refresh(_message(quiz, round_), card, answered)


async def end_early(turn: Turn) -> None:
    """Lets the open question end in a moment."""
    closes_at = turn.services.now() + LAST_MOMENT

    async def shorten(transaction: Transaction) -> None:
        round_ = await live_rounds.current(transaction, turn.quiz)
        assert round_ is not None
        await live_rounds.end_early(transaction, turn.quiz, round_, closes_at, settling_at(closes_at))
        await live.release(transaction, turn.quiz)

    await turn.services.store.write(shorten)


async def close(turn: Turn) -> None:
    """Settles the open question and shows its key."""
    await show_key(turn)
    await turn.advance(Stage.SHOWN, turn.services.now() + _READING)


async def show_key(turn: Turn) -> None:
    """Turns the message of the question at hand, where there is one, into its key, or posts the key anew."""
    quiz = turn.quiz
    card = await _settled(turn)
    if card is None:
        return
    round_ = await turn.services.store.read(lambda transaction: live_rounds.current(transaction, quiz))
    assert round_ is not None
    message = _message(quiz, round_) or await turn.messenger.find(quiz.place, _key(quiz), quiz.created_at)
    if message is not None and not await turn.edited(message, card):
        await turn.post_once(card, f"{_key(quiz)}-key")


async def _settled(turn: Turn) -> tuple[Part, ...] | None:
    """Closes the question at hand and gives points for the answers there are, all or nothing; returns its key's card."""
    quiz, services = turn.quiz, turn.services
    now = services.now()

    async def settle(transaction: Transaction) -> tuple[Part, ...] | None:
        round_ = await live_rounds.current(transaction, quiz)
        if round_ is None:
            return None
        question = round_.question(services.bank)
        given = await live_rounds.close(transaction, round_, now)
        earned = gained(given, question, round_.opened_at or now, timedelta(seconds=quiz.seconds))
        await live_rounds.give(transaction, round_, earned)
        wrong = [each.learner_id for each in given if share_of(question, each.chosen) < 1]
        await decks.add_to_each(transaction, quiz.group_id, wrong, question, now.astimezone(turn.group.zone).date())
        best = (await live_rounds.standing(transaction, quiz))[: turn.group.board_rows]
        right = len(given) - len(wrong)
        return cards.key_card(quiz, round_, question, answered=len(given), right=right, best=best)

    return await services.store.write(settle)


def _key(quiz: LiveQuiz) -> str:
    return f"live-{quiz.id}-{quiz.position}"


def _message(quiz: LiveQuiz, round_: LiveRound) -> MessageRef | None:
    return MessageRef(quiz.place, round_.message) if round_.message else None
