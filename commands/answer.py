"""`answer ROUND CHOICE`: what a button of a question card says, or its form. The receipt is private."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from commands.errors import CommandError, not_found, refused
from commands.quiz import choosing, hands_on, scoring
from commands.quiz.answering import CHECK, ways_to_answer
from commands.quiz.reveals import verdict
from commands.quiz.round import Chosen, Round, RoundState
from commands.registry import Option, command
from commands.reply import Paragraph, Part, Reply, reply
from commands.request import Audience, Feedback, Request
from commands.services import Services
from commands.store import Transaction, answers, rounds, scores
from commands.text import Code, numbered, say
from content.bank import Kind


def read_round(typed: str) -> int:
    """Reads the number of a round, as buttons carry it."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9:
        raise ValueError("A round is named by its number: type /ship today and answer with a button.")
    return int(typed)


def _is_brief(values: Mapping[str, Any]) -> bool:
    """Says whether nothing has to be looked at on the sandbox."""
    return str(values.get("choice", "")).strip().lower() != CHECK


@command("answer", "Answers a question", audience=Audience.ONLY_YOU, hidden=True, brief=_is_brief)
async def answer(
    request: Request,
    services: Services,
    *,
    round: Annotated[int, Option("Which round", example="41", parse=read_round)],  # noqa: A002 - the typed word
    choice: Annotated[str, Option("Letters, or your own words", example="B", rest=True)] = "",
) -> Reply:
    """Without a choice it gives the form to answer with, or says which letters there are."""
    done = await _seen_to_be_done(request, services, round) if choice.strip().lower() == CHECK else None

    async def hand_in(transaction: Transaction) -> Reply:
        found = await open_round(transaction, request, services, round)
        question = found.question(services.bank)
        if not choice:
            return Reply(ways_to_answer(found, question))
        chosen = done or choosing.read(found, question, choice)
        changes_left = await _record(transaction, request, services, found, chosen)
        gained = await _score_at_once(transaction, request, services, found, chosen)
        return Reply(_receipt(request, services, found, chosen, changes_left, gained))

    return await services.store.write(hand_in)


async def _seen_to_be_done(request: Request, services: Services, number: int) -> str | None:
    """Returns the answer to a question that is done by hand, once it is seen to be done; None for another question."""
    found = await services.store.write(lambda transaction: open_round(transaction, request, services, number))
    question = found.question(services.bank)
    return await hands_on.observed(request, services, question) if question.kind is Kind.HANDS_ON else None


async def open_round(transaction: Transaction, request: Request, services: Services, number: int) -> Round:
    """Returns a round of the group that takes answers now, and holds off its closing; raises CommandError."""
    found = await rounds.get(transaction, request.group, number, share=True)
    if found is None:
        raise not_found("This group has no such question. Type {today} for today's.", today=Code("/ship today"))
    if found.state is RoundState.VOIDED:
        raise refused(
            "A captain has withdrawn this question: it counts for nobody. Type {today} for today's.",
            today=Code("/ship today"),
        )
    if not found.accepts_answers(services.now()):
        raise _too_late(request, found)
    return found


def _too_late(request: Request, found: Round) -> CommandError:
    closed = request.group.moment(found.closes_at, "both")
    return refused(
        "Too late: this question closed {closed}. Type {today} for today's.", closed=closed, today=Code("/ship today")
    )


async def _record(transaction: Transaction, request: Request, services: Services, found: Round, chosen: Chosen) -> int:
    """Records the choice; returns how many changes of mind are left. Choosing the same again changes nothing."""
    allowed = 0 if request.group.feedback is Feedback.AT_ONCE else request.group.changes_of_mind
    now = services.now()
    if await answers.record(transaction, found, request.learner, chosen, now):
        return allowed
    mine = await answers.of_learner(transaction, found, request.learner)
    assert mine is not None
    if mine.chosen == chosen:
        return allowed - mine.changes
    if not await answers.change(transaction, found, request.learner, chosen, now, allowed=allowed):
        raise refused(
            "Your answer {given} stays: it can't be changed any more.",
            given=choosing.written(found, found.question(services.bank), mine.chosen),
        )
    return allowed - mine.changes - 1


async def _score_at_once(
    transaction: Transaction, request: Request, services: Services, found: Round, chosen: Chosen
) -> int:
    """Writes the points now where the group tells them now; returns them."""
    if request.group.feedback is not Feedback.AT_ONCE:
        return 0
    gained = scoring.points(found.question(services.bank), chosen, found.key)
    await scores.give(transaction, found, request.learner.id, gained, services.now())
    return gained


def _receipt(
    request: Request, services: Services, found: Round, chosen: Chosen, changes_left: int, gained: int
) -> tuple[Part, ...]:
    question = found.question(services.bank)
    if request.group.feedback is Feedback.AT_ONCE:
        return verdict(found, question, chosen, gained)
    closes = request.group.moment(found.closes_at, "both")
    if question.kind is Kind.HANDS_ON:
        return reply(say("It is there, well done. The solution comes {closes}.", closes=closes)).parts
    mine = choosing.told(found, question, chosen)
    kept = reply(say("Your answer {mine} is in. The solution comes {closes}.", mine=mine, closes=closes))
    if not changes_left:
        return kept.parts
    may = numbered(
        changes_left,
        "You may change your mind once until then.",
        "You may change your mind {number} times until then.",
        locale=request.group.locale,
    )
    return (*kept.parts, Paragraph(may))
