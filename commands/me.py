"""`/ship me`: what the group knows about the learner who asks."""

from __future__ import annotations

from commands.quiz import cards, scoring, standings
from commands.quiz.standings import Period
from commands.registry import command
from commands.reply import Facts, Heading, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import answers, rounds, scores
from commands.text import Text, counted, say


@command("me", "Shows your points, streak and standing", audience=Audience.ONLY_YOU)
async def me(request: Request, services: Services) -> Reply:
    now = services.now()
    async with services.store.begin() as transaction:
        points, scored, right = await scores.of_learner(transaction, request.learner)
        answered = await answers.answered_rounds(transaction, request.learner)
        counted_rounds = await rounds.counted_dates(transaction, request.group)
        listed = await standings.of_group(transaction, request.group, Period.SEASON, now)
        latest = await rounds.latest(transaction, request.group)
    taken = [round_id in answered for round_id, _ in counted_rounds]
    if latest is not None and latest.accepts_answers(now) and taken and not taken[-1]:
        taken.pop()  # there is still time for today's
    facts: list[tuple[str, Text]] = [
        ("Group", say("{group}", group=request.group.name)),
        ("Points", say("{points}", points=points)),
        ("Answered", counted(len(answered), "question", "questions")),
        ("Right", say("{right} of {scored} revealed", right=right, scored=scored)),
        ("Streak", _streak(taken)),
        ("With us since", say("{day}", day=f"{request.learner.joined_on:%-d %B %Y}")),
    ]
    parts: list[Part] = [Heading(say("{name}", name=request.learner.name)), Facts(tuple(facts))]
    own = cards.own_standing(listed, request.learner.id)
    if own is not None:
        parts += [Heading(say("This season")), own]
    return Reply(tuple(parts))


def _streak(taken: list[bool]) -> Text:
    return say(
        "{now}, longest {longest}",
        now=counted(scoring.streak(taken), "question in a row", "questions in a row"),
        longest=scoring.longest_streak(taken),
    )
