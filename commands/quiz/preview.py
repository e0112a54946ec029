"""A question as a group would meet it, for its writer."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

from commands.dates import DEFAULT_LOCALE
from commands.quiz.answering import ways_to_answer
from commands.quiz.cards import bare_card
from commands.quiz.reveals import reveal
from commands.quiz.round import Round, RoundState
from commands.quiz.selection import shuffled
from commands.reply import Reply, reply
from content.questions import Question

_DAY = datetime(2026, 1, 1, 9, tzinfo=UTC)


def preview(question: Question) -> tuple[Reply, Reply]:
    """Returns the open card and the reveal, with the options in one of the orders that they may be shown in."""
    shown = Round(
        id=1,
        number=1,
        group_id=1,
        local_date=date(2026, 1, 1),
        question_id=question.id,
        order=shuffled(question, Random(question.id)),  # noqa: S311 - the same order each time
        state=RoundState.OPEN,
        opens_at=_DAY,
        closes_at=_DAY,
        announced=False,
        place=None,
        key=None,
        revealed=False,
    )
    card = (*bare_card(shown, question), *ways_to_answer(shown, question))
    return reply(*card), reply(*reveal(shown, question, (), DEFAULT_LOCALE))
