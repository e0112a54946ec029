"""`/ship me`: what the group knows about the learner who asks."""

from __future__ import annotations

from babel.dates import format_date

from commands.quiz import leaderboard, scoring, standings
from commands.quiz.periods import Period
from commands.quiz.scoring import Streak
from commands.registry import command
from commands.reply import Facts, Heading, Part, Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import answers, rounds, scores, totals
from commands.text import Text, counted, say


@command("me", "Shows your points, streak and standing", audience=Audience.ONLY_YOU)
async def me(request: Request, services: Services) -> Reply:
    now = services.now()
    async with services.store.begin() as transaction:
        points, scored, right = await scores.of_learner(transaction, request.learner)
        answered = await answers.answered_rounds(transaction, request.learner)
        counted_rounds = await rounds.counted_dates(transaction, request.group)
        season = await standings.running(transaction, request.group, Period.SEASON, now)
        near = await totals.around(transaction, request.group, season, request.learner.id)
        latest = await rounds.latest(transaction, request.group)
    taken = [round_id in answered for round_id, _ in counted_rounds]
    if latest is not None and latest.accepts_answers(now) and taken and not taken[-1]:
        taken.pop()  # there is still time for today's
    facts: list[tuple[str, Text]] = [
        ("Group", say("{group}", group=request.group.name)),
        ("Points", say("{points}", points=points)),
        ("Answered", counted(len(answered), "question", "questions")),
        ("Right", say("{right} of {scored} revealed", right=right, scored=scored)),
        *_streak(scoring.streak(taken)),
        ("With us since", say("{day}", day=format_date(request.learner.joined_on, "d MMMM y", locale="en"))),
    ]
    parts: list[Part] = [Heading(say("{name}", name=request.learner.name)), Facts(tuple(facts))]
    if near:
        parts += [Heading(say("This season")), leaderboard.own_place(near, request.learner.id)]
    return Reply(tuple(parts))


def _streak(streak: Streak) -> tuple[tuple[str, Text], ...]:
    running = say(
        "{now}, longest {longest}",
        now=counted(streak.now, "question in a row", "questions in a row"),
        longest=streak.longest,
    )
    held = say(
        "{freezes}. Each saves your streak once when you miss a question; every 7 answers in a row give one, up to 2.",
        freezes=streak.freezes,
    )
    return ("Streak", running), ("Freezes", held)
