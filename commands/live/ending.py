"""The end of a live quiz: its podium, or a captain's stop before it."""

from __future__ import annotations

import structlog

from commands.live import cards
from commands.live.asking import show_key
from commands.live.quiz import Stage
from commands.live.turn import Turn
from commands.quiz.scoring import Standing
from commands.store import Transaction, live_rounds

_log = structlog.get_logger(__name__)


async def stop(turn: Turn) -> None:
    """Ends the quiz before its time: an open question still counts, and one just being posted is closed."""
    await show_key(turn)
    await turn.advance(Stage.PODIUM, turn.services.now())


async def end(turn: Turn) -> None:
    """Shows the podium, and that the lobby is over."""
    quiz, services = turn.quiz, turn.services

    async def looked_up(transaction: Transaction) -> tuple[list[Standing], int]:
        return await live_rounds.standing(transaction, quiz), await live_rounds.count_closed(transaction, quiz)

    standing, asked = await services.store.read(looked_up)
    if asked:
        await turn.post_once(
            cards.podium(quiz, asked, standing, turn.group.board_rows, turn.group.locale), f"live-{quiz.id}-podium"
        )
    await turn.edited(quiz.lobby_message, cards.left(quiz))
    await turn.advance(Stage.OVER, services.now())
    _log.info("live quiz over", quiz=quiz.id, questions=asked, players=len(standing))


async def give_up(turn: Turn) -> None:
    """Ends a quiz that can't go on, so that there may be another."""
    await turn.advance(Stage.OVER, turn.services.now())
    _log.error("live quiz given up", quiz=turn.quiz.id, stage=turn.quiz.stage.value)
