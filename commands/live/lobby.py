"""The lobby of a live quiz: who is in, and the countdown to the first question."""

from __future__ import annotations

from datetime import timedelta

from commands.live import cards
from commands.live.quiz import Stage
from commands.live.turn import Turn
from commands.store import Transaction, live

OPEN_FOR = timedelta(seconds=30)
COUNTDOWN = timedelta(seconds=5)


async def open_lobby(turn: Turn) -> None:
    """Posts the lobby; from then on it is open for half a minute."""
    starts_at = turn.services.now() + OPEN_FOR
    card = cards.lobby(turn.quiz, turn.group, turn.services.now(), starts_at, *await _players(turn))
    message = await turn.post_once(card, f"live-{turn.quiz.id}")
    await turn.services.store.write(lambda transaction: live.note_lobby(transaction, turn.quiz, message, starts_at))


async def refresh_lobby(turn: Turn) -> None:
    """Brings up to date who is in."""
    quiz, now = turn.quiz, turn.services.now()
    players, names = await _players(turn)
    await turn.refresh(quiz.lobby_message, cards.lobby(quiz, turn.group, now, quiz.due_at, players, names), players)


async def leave_lobby(turn: Turn) -> None:
    """Begins the countdown where somebody is in; else there is no quiz."""
    now = turn.services.now()
    players, _ = await _players(turn)
    if players:
        return await turn.advance(Stage.COUNTDOWN, now + COUNTDOWN)
    await turn.edited(turn.quiz.lobby_message, cards.deserted(turn.quiz))
    return await turn.advance(Stage.OVER, now)


async def show_countdown(turn: Turn) -> None:
    """Turns the lobby into a countdown."""
    players, names = await _players(turn)
    card = cards.countdown(turn.quiz, turn.group, turn.services.now(), players, names)
    await turn.refresh(turn.quiz.lobby_message, card, players)


async def _players(turn: Turn) -> tuple[int, list[str]]:
    async def looked_up(transaction: Transaction) -> tuple[int, list[str]]:
        players = await live.count_players(transaction, turn.quiz)
        return players, await live.player_names(transaction, turn.quiz, cards.NAMES_SHOWN)

    return await turn.services.store.read(looked_up)
