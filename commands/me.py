"""`/ship me`: what the group knows about the learner who asks, to read, to take along, to hide and to delete."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from commands import dates
from commands.errors import invalid, refused
from commands.kept import told
from commands.progress import show_progress
from commands.quiz import leaderboard, scoring, standings
from commands.quiz.periods import Period
from commands.quiz.scoring import Streak
from commands.registry import Option, command
from commands.reply import Facts, File, Heading, Part, Reply, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import Transaction, answers, personal, rounds, scores, totals
from commands.text import Code, Strong, Text, counted, say, visible


class Wish(StrEnum):
    """What a learner may do with what is kept about them."""

    OVERVIEW = "overview"
    PROGRESS = "progress"
    EXPORT = "export"
    HIDE = "hide"
    PSEUDONYM = "pseudonym"
    SHOW = "show"
    FORGET = "forget"


_CONFIRMATION = "everything"
_LONGEST_NAME = 40


@command("me", "Shows, exports, hides or deletes what is kept about you", audience=Audience.ONLY_YOU)
async def me(
    request: Request,
    services: Services,
    *,
    wish: Annotated[Wish, Option("What to do with it", example="export")] = Wish.OVERVIEW,
    name: Annotated[str | None, Option("A pseudonym, or the word that confirms", example="Otter")] = None,
) -> Reply:
    match wish:
        case Wish.OVERVIEW:
            return await _overview(request, services)
        case Wish.PROGRESS:
            return await show_progress(request, services)
        case Wish.EXPORT:
            return await _export(request, services)
        case Wish.FORGET:
            return await _forget(request, services, name)
        case _:
            return await _show_as(request, services, wish, name)


async def _export(request: Request, services: Services) -> Reply:
    async with services.store.begin() as transaction:
        kept = await personal.everything(transaction, request.learner)
    data = json.dumps(kept, indent=2, ensure_ascii=False, default=str).encode()
    return reply(say("This is all that is kept about you here."), File("shipmate-me.json", data))


async def _show_as(request: Request, services: Services, wish: Wish, name: str | None) -> Reply:
    """Changes the name that others see from now on, also in the leaderboards of the past."""
    pseudonym = " ".join(visible(name or "").split()) if wish is Wish.PSEUDONYM else None
    if pseudonym is not None and not 1 <= len(pseudonym) <= _LONGEST_NAME:
        raise invalid(
            "Type the name to go by, up to {most} characters: {example}",
            most=_LONGEST_NAME,
            example=Code("/ship me pseudonym Otter"),
        )
    async with services.store.begin() as transaction:
        if pseudonym and await personal.names_taken(transaction, request.learner, pseudonym):
            raise refused("Somebody here goes by {name} already: choose another name.", name=Code(pseudonym))
        await personal.show_as(transaction, request.learner, pseudonym=pseudonym, hidden=wish is Wish.HIDE)
    if wish is Wish.HIDE:
        return reply(say("Leaderboards show your points without a name. {show} undoes it.", show=Code("/ship me show")))
    return reply(say("Leaderboards show you as {name}.", name=Strong(pseudonym or request.learner.name)))


async def _forget(request: Request, services: Services, confirmation: str | None) -> Reply:
    if confirmation != _CONFIRMATION:
        return reply(
            say(
                "This deletes your points, streak, name and everything else about you here, for good. Your answers to "
                "closed questions stay without a name, so that what others were shown stays true. To go on, type {line}",
                line=Code(f"/ship me forget {_CONFIRMATION}"),
            )
        )
    async with services.store.begin() as transaction:
        await personal.forget(transaction, request.learner)
    return reply(say("All that was kept about you here is deleted. If you come back, you start as somebody new."))


async def _overview(request: Request, services: Services) -> Reply:
    return await services.store.write(lambda transaction: _told(transaction, request, services.now()))


async def _told(transaction: Transaction, request: Request, now: datetime) -> Reply:
    points, scored, right = await scores.of_learner(transaction, request.learner)
    answered = await answers.answered_rounds(transaction, request.learner)
    counted_rounds = await rounds.counted(transaction, request.group)
    season = await standings.running(transaction, request.group, Period.SEASON, now)
    near = await totals.around(transaction, request.group, season, request.learner.id)
    kept = await personal.everything(transaction, request.learner)
    taken = [
        round_id in answered
        for round_id, closes_at in counted_rounds
        if round_id in answered or closes_at <= now  # there is still time for what is open
    ]
    facts: list[tuple[str, Text]] = [
        ("Group", say("{group}", group=request.group.name)),
        ("Points", say("{points}", points=points)),
        ("Answered", counted(len(answered), "question", "questions", locale=request.group.locale)),
        ("Right", say("{right} of {scored} revealed", right=right, scored=scored)),
        *_streak(scoring.streak(taken), request.group.locale),
        ("With us since", say("{day}", day=dates.dated(request.learner.joined_on, request.group.locale))),
    ]
    parts: list[Part] = [Heading(say("{name}", name=request.learner.name)), Facts(tuple(facts))]
    if near:
        parts += [Heading(say("This season")), leaderboard.own_place(near, request.learner.id, request.group.locale)]
    return Reply((*parts, *told(kept, request.group.locale)))


def _streak(streak: Streak, locale: str) -> tuple[tuple[str, Text], ...]:
    running = say(
        "{now}, longest {longest}",
        now=counted(streak.now, "question in a row", "questions in a row", locale=locale),
        longest=streak.longest,
    )
    held = say(
        "{freezes}. Each saves your streak once when you miss a question; every 7 answers in a row give one, up to 2.",
        freezes=streak.freezes,
    )
    return ("Streak", running), ("Freezes", held)
