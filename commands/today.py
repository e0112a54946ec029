"""`/ship today`: the group's question of the day, as the learner who asks may see it."""

from __future__ import annotations

from commands.quiz import cards, opening, scoring
from commands.quiz.choosing import told
from commands.quiz.reveals import reveal, verdict
from commands.quiz.round import Answer, Round, RoundState
from commands.registry import command
from commands.reply import Paragraph, Part, Reply, reply
from commands.request import Audience, Feedback, Request
from commands.services import Services
from commands.store import Transaction, answers, rounds
from commands.text import Code, Text, say
from content.bank import Question


@command("today", "Shows today's question, to answer with a button", audience=Audience.ONLY_YOU)
async def today(request: Request, services: Services) -> Reply:
    async def look(transaction: Transaction) -> tuple[Round, Answer | None, list[Answer]] | None:
        round_ = await _current_round(request, services, transaction)
        if round_ is None:
            return None
        mine = await answers.of_learner(transaction, round_, request.learner)
        return round_, mine, await answers.of_round(transaction, round_)

    seen = await services.store.write(look)
    if seen is None:
        return reply(_nothing_yet(request, services))
    return Reply(_parts(request, services, *seen))


async def _current_round(request: Request, services: Services, transaction: Transaction) -> Round | None:
    """Returns the round to show: the latest that is open, else today's. A group without a schedule gets one now."""
    now = services.now()
    latest = await rounds.latest(transaction, request.group)
    if latest is not None and latest.accepts_answers(now):
        return latest
    day = now.astimezone(request.group.zone).date()
    if request.group.schedule is None and (latest is None or latest.local_date < day):
        await opening.claim_on_demand(services, transaction, request.group)
    found = await rounds.on_date(transaction, request.group, day)
    return None if found is None or found.state is RoundState.SKIPPED else found


def _nothing_yet(request: Request, services: Services) -> Text:
    opens = request.group.next_open_at
    if opens is None:
        return say("There is no question today.")
    return say(
        "No question is open. The next one comes {when}, {relative}.",
        when=request.group.moment(opens, "both"),
        relative=request.group.moment(opens, "relative", services.now()),
    )


def _parts(
    request: Request, services: Services, round_: Round, mine: Answer | None, given: list[Answer]
) -> tuple[Part, ...]:
    question = round_.question(services.bank)
    now = services.now()
    own = _own(round_, question, mine)
    if round_.state is RoundState.VOIDED:
        return cards.voided_card(round_, question)
    if not round_.accepts_answers(now):
        closed = cards.closed_card(round_, question, answered=len(given))
        return (*closed, *own, *reveal(round_, question, given, request.group.locale))
    if mine is not None and request.group.feedback is Feedback.AT_ONCE:
        gained = scoring.points(question, mine.chosen, round_.key)
        waiting = cards.waiting_card(round_, question, answered=len(given))
        return (*waiting, *own, *verdict(round_, question, mine.chosen, gained))
    card = cards.question_card(round_, question, request.group, now, answered=len(given))
    return (*own, *card) if mine else (*card, *_invitation(request))


def _own(round_: Round, question: Question, mine: Answer | None) -> tuple[Part, ...]:
    if mine is None:
        return ()
    return (Paragraph(say("You answered {mine}.", mine=told(round_, question, mine.chosen))),)


def _invitation(request: Request) -> tuple[Part, ...]:
    if request.group.schedule is not None:
        return ()
    hint = say("A captain can have one posted here every day: {setup}.", setup=Code("/ship setup time:09:00"))
    return (Paragraph(hint),)
