"""A challenge between two groups: one captain gives a code, the other accepts it, and either may leave."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date, timedelta

from commands.errors import invalid, not_found, refused
from commands.quiz import standings
from commands.quiz.challenge import LONGEST, RULE, Challenge, Side, Tally, standing, terms
from commands.reply import Paragraph, Reply, reply
from commands.request import Group, Request
from commands.services import Services
from commands.store import Transaction, challenges, groups
from commands.text import Code, Strong, Text, say

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No letter that is taken for a digit: codes are read aloud."""

_LENGTH = 8
_FEWEST, _MOST, _USUAL = 3, 60, 10
"""Daily questions of a challenge."""

_EXAMPLE = Code("/ship admin challenge name:Otters count:10")


@dataclass(frozen=True, slots=True)
class ChallengeWish:
    """The name that the other group is to see, and over how many questions or which dates."""

    name: str | None
    count: int | None
    first: date | None
    last: date | None


def read_code(typed: str) -> str:
    """Reads a code, in small letters and with hyphens, too; raises ValueError saying what one looks like."""
    code = re.sub(r"[\s-]", "", typed).upper()
    if len(code) != _LENGTH or not set(code) <= set(_LETTERS):
        raise ValueError(f"A challenge's code has {_LENGTH} letters and digits, for example K7QF2MXA.")
    return code


async def change_challenge(
    request: Request, services: Services, wish: ChallengeWish, *, accept: str | None, leave: str | None
) -> Reply:
    """Offers, accepts or leaves a challenge, or shows the one there is."""
    async with services.store.begin() as transaction:
        await challenges.hold(transaction, request.group.id)
        current = await challenges.current(transaction, request.group.id, services.now())
        if leave is not None:
            return await _leave(transaction, request, services, current, leave)
        if accept is not None:
            return await _accept(transaction, request, services, current, accept, wish.name)
        if current is None and wish.name is not None:
            return await _offer(transaction, request, services, wish.name, wish)
    return _shown(current, request.group) if current else _how()


def _how() -> Reply:
    told = say("Challenge another group: choose the name that it sees of yours. {line}", line=_EXAMPLE)
    dates = say("Or over dates: {line}", line=Code("/ship admin challenge name:Otters from:2027-03-01 to:2027-03-31"))
    return reply(told, dates, RULE)


def _shown(challenge: Challenge, group: Group) -> Reply:
    leaving = say("To leave it: {line}", line=_leaving(challenge))
    if challenge.accepted_at is None:
        return reply(_given(challenge), terms(challenge, group.locale), RULE, leaving)
    return Reply((*standing(challenge, group.id, group.locale), Paragraph(RULE), Paragraph(leaving)))


def _given(challenge: Challenge) -> Text:
    return say(
        "As {name} your group challenges another. Its captain accepts within a week with {line}",
        name=Strong(challenge.sides[0].name),
        line=Code(f"/ship admin challenge accept:{challenge.code}"),
    )


async def _offer(
    transaction: Transaction, request: Request, services: Services, name: str, wish: ChallengeWish
) -> Reply:
    """Makes an offer and shows its code. Who offers has accepted."""
    tomorrow = _tomorrow(request.group, services)
    count, first, last = wish.count, wish.first or tomorrow, wish.last
    if last is not None and count is not None:
        raise invalid("Choose a number of questions or dates, not both: {line}", line=_EXAMPLE)
    if last is None:
        if wish.first is not None:
            raise invalid("Say how long: give a last day, too, or a number of questions. {line}", line=_EXAMPLE)
        count, last = count or _USUAL, tomorrow + LONGEST
        if not _FEWEST <= count <= _MOST:
            raise invalid("Choose from {fewest} to {most} questions: {line}", fewest=_FEWEST, most=_MOST, line=_EXAMPLE)
    elif not tomorrow <= max(first, tomorrow) <= last <= first + LONGEST:
        raise invalid(
            "A challenge ends after today, not before its first day, and within {days} days of it.", days=LONGEST.days
        )
    side = Side(request.group.id, name, max(first, tomorrow), last, left=False, tally=Tally())
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    await challenges.offer(transaction, code, count, side, services.now())
    made = await challenges.current(transaction, request.group.id, services.now())
    assert made is not None
    return _shown(made, request.group)


def _tomorrow(group: Group, services: Services) -> date:
    """Returns the first day that may count: what is open today was open before there was a challenge."""
    return standings.local_date(group, services.now()) + timedelta(days=1)


async def _accept(
    transaction: Transaction,
    request: Request,
    services: Services,
    current: Challenge | None,
    code: str,
    name: str | None,
) -> Reply:
    """Shows an offer's terms, or with a name accepts it."""
    found = await challenges.offered(transaction, code, services.now())
    if found is None:
        raise not_found("There is no challenge with the code {code} to accept: ask for a new one.", code=Code(code))
    (rival,) = found.sides
    if rival.group_id == request.group.id:
        raise refused("This is your own challenge: another group's captain accepts it.")
    if current is not None:
        raise refused("Your group has a challenge already. To leave it: {line}", line=_leaving(current))
    if name is None:
        return _asked(found, request.group.locale)
    if name.casefold() == rival.name.casefold():
        raise refused("The other group is called {name}: choose another name.", name=Code(name))
    begins, own = await _dated(transaction, request, services, found, name)
    if not await challenges.accept(transaction, found, own, begins, services.now()):
        raise refused("Another group was quicker to accept this challenge.")
    accepted = await challenges.get(transaction, found.id)
    assert accepted is not None
    told = say("Accepted: {own} against {other}, from tomorrow on.", own=Strong(name), other=Strong(rival.name))
    return reply(told, terms(accepted, request.group.locale), RULE)


def _leaving(challenge: Challenge) -> Code:
    return Code(f"/ship admin challenge leave:{challenge.code}")


def _asked(offer: Challenge, locale: str) -> Reply:
    told = say(
        "{name} challenge your group. To accept, choose the name that they see of yours: {line}",
        name=Strong(offer.sides[0].name),
        line=Code(f"/ship admin challenge accept:{offer.code} name:Otters"),
    )
    seen = say("They see that name, and of your group only sums: how many questions, right answers and the turnout.")
    return reply(told, terms(offer, locale), RULE, seen)


async def _dated(
    transaction: Transaction, request: Request, services: Services, offer: Challenge, name: str
) -> tuple[Side, Side]:
    """Returns both sides with the dates that count for them: from tomorrow on in each one's own calendar."""
    (rival,) = offer.sides
    theirs = await groups.get(transaction, rival.group_id)
    first, second = (max(rival.first_day, _tomorrow(each, services)) for each in (theirs, request.group))
    if offer.count is not None:
        lasts = (first + LONGEST, second + LONGEST)
    elif max(first, second) <= rival.last_day:
        lasts = (rival.last_day, rival.last_day)
    else:
        raise refused("The dates of this challenge are over: ask for a new one.")
    begins = replace(rival, first_day=first, last_day=lasts[0])
    return begins, Side(request.group.id, name, second, lasts[1], left=False, tally=Tally())


async def _leave(
    transaction: Transaction, request: Request, services: Services, current: Challenge | None, code: str
) -> Reply:
    """Takes an offer back, or ends a challenge for both."""
    if current is None or current.code != code:
        raise not_found("Your group has no challenge with the code {code}.", code=Code(code))
    if current.accepted_at is None:
        await challenges.withdraw(transaction, current)
        return reply(say("The code {code} is no longer good: nobody had accepted it.", code=Code(code)))
    if not await challenges.leave(transaction, current, request.group.id, services.now()):
        raise refused("This challenge is over already.")
    return reply(say("Your group has left the challenge. Both groups are told."))
