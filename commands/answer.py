"""`answer ROUND LETTER`: what a button of a question card says. The receipt is private."""

from __future__ import annotations

from typing import Annotated

from commands.errors import CommandError, invalid, not_found, refused
from commands.quiz import cards, scoring
from commands.quiz.round import Round
from commands.registry import Option, command
from commands.reply import Paragraph, Part, Reply, reply
from commands.request import Audience, Feedback, Request
from commands.services import Services
from commands.store import Transaction, answers, rounds, scores
from commands.text import Code, Moment, Strong, say

_CHANGES_OF_MIND = 1


def _round_number(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise ValueError("A round is named by its number: type /ship today and answer with a button.")
    return int(typed)


@command("answer", "Answers a question", audience=Audience.ONLY_YOU, hidden=True)
async def answer(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which round", example="41", parse=_round_number)],  # noqa: A002 - the typed word
    choice: Annotated[str, Option("The letter of an option", example="B")],
) -> Reply:
    async with services.store.begin() as transaction:
        found = await rounds.get(transaction, request.group, round, share=True)
        if found is None:
            raise not_found("This group has no such question. Type {today} for today's.", today=Code("/ship today"))
        chosen = found.read_choice(choice)
        _require_fitting(services, found, chosen)
        if not found.accepts_answers(services.now()):
            raise _too_late(request, found)
        changes_left = await _record(transaction, request, services, found, chosen)
        gained = await _score_at_once(transaction, request, services, found, chosen)
    return Reply(_receipt(request, services, found, chosen, changes_left, gained))


def _require_fitting(services: Services, found: Round, chosen: tuple[int, ...]) -> None:
    if len(chosen) > 1 and services.bank.get(found.question_id).kind != "multiple":
        raise invalid("This question has one answer: choose one of {letters}.", letters=", ".join(found.letters))


def _too_late(request: Request, found: Round) -> CommandError:
    closed = Moment(found.closes_at.astimezone(request.group.zone), "both")
    return refused(
        "Too late: this question closed {closed}. Type {today} for today's.", closed=closed, today=Code("/ship today")
    )


async def _record(
    transaction: Transaction, request: Request, services: Services, found: Round, chosen: tuple[int, ...]
) -> int:
    """Records the choice; returns how many changes of mind are left. Choosing the same again changes nothing."""
    allowed = 0 if request.group.feedback is Feedback.AT_ONCE else _CHANGES_OF_MIND
    now = services.now()
    if await answers.record(transaction, found, request.learner, chosen, now):
        return allowed
    mine = await answers.of_learner(transaction, found, request.learner)
    assert mine is not None
    if mine.chosen == chosen:
        return allowed - mine.changes
    if not await answers.change(transaction, found, request.learner, chosen, now, allowed=allowed):
        raise refused(
            "Your answer {letters} stays: it can't be changed any more.", letters=found.letters_of(mine.chosen)
        )
    return allowed - mine.changes - 1


async def _score_at_once(
    transaction: Transaction, request: Request, services: Services, found: Round, chosen: tuple[int, ...]
) -> int:
    """Writes the points now where the group tells them now; returns them."""
    if request.group.feedback is not Feedback.AT_ONCE:
        return 0
    gained = scoring.points(services.bank.get(found.question_id), chosen)
    await scores.give(transaction, found, request.learner.id, gained, services.now())
    return gained


def _receipt(
    request: Request, services: Services, found: Round, chosen: tuple[int, ...], changes_left: int, gained: int
) -> tuple[Part, ...]:
    question = services.bank.get(found.question_id)
    letters = Strong(found.letters_of(chosen))
    if request.group.feedback is Feedback.AT_ONCE:
        return cards.verdict(found, question, chosen, gained)
    closes = Moment(found.closes_at.astimezone(request.group.zone), "both")
    kept = reply(say("Your answer {letters} is in. The solution comes {closes}.", letters=letters, closes=closes))
    if not changes_left:
        return kept.parts
    return (*kept.parts, Paragraph(say("You may change your mind once until then.")))
