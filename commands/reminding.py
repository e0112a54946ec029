"""Telling learners privately, once a day at most and only if they asked for it, that reviews are due.

`unremind TOKEN` ends it from the message itself, wherever that is read.
"""

from __future__ import annotations

import secrets
from datetime import datetime, time
from typing import Annotated

import structlog

from commands.errors import not_found
from commands.messenger import Messengers
from commands.quiz import reviews
from commands.quiz.schedule import next_opening
from commands.quiz.withheld import withheld
from commands.registry import Option, command
from commands.reply import Choice, Choices, Paragraph, Reply, reply
from commands.request import Audience, Group, Request, Schedule
from commands.services import Services
from commands.setting_up.reading import read_time
from commands.steps import each
from commands.store import Transaction, groups, own, reminders
from commands.store.reminders import Reminder
from commands.text import Channel, Code, numbered, say

_log = structlog.get_logger(__name__)

_NINE = time(9)

ON, OFF = "on", "off"


def read_reminder(typed: str) -> str:
    """Reads on, off, or a time of day."""
    wish = typed.strip().lower()
    if wish in {ON, OFF}:
        return wish
    try:
        return f"{read_time(wish):%H:%M}"
    except ValueError:
        raise ValueError("Type remind:on, remind:off, or a time of day such as remind:19:30.") from None


async def set_reminder(transaction: Transaction, request: Request, services: Services, wish: str) -> Reply:
    """Starts or ends a learner's reminders; `on` follows the group's question time."""
    if wish == OFF:
        await reminders.drop(transaction, request.learner)
        return reply(say("You get no more reminders of reviews."))
    at = None if wish == ON else read_time(wish)
    next_at = _next(request.group, at, services.now())
    place_id = await groups.place_id(transaction, request.place)
    await reminders.put(transaction, request.learner, place_id, at, next_at, secrets.token_hex(12))
    return reply(
        say(
            "When reviews are due, you get a private message, once a day at most: the next time {when}. {off} ends it.",
            when=request.group.moment(next_at, "both"),
            off=Code("/ship review remind:off"),
        )
    )


def _next(group: Group, at: time | None, now: datetime) -> datetime:
    """Returns the first time after now at which a learner of the group wants to be told."""
    wall = at or (group.schedule.at if group.schedule else _NINE)
    found = next_opening(Schedule(at=wall, zone=group.zone), now)
    assert found is not None  # with every weekday in the schedule there is a next one
    return found.at


@command("unremind", "Ends the reminders of a private message", audience=Audience.ONLY_YOU, hidden=True)
async def unremind(
    request: Request,  # noqa: ARG001
    services: Services,
    *,
    token: Annotated[str, Option("What the message's button carries", example="5f2b…")],
) -> Reply:
    """Whoever holds the token got the message; in a private conversation they are no learner of the group."""
    async with services.store.begin() as transaction:
        if not await reminders.drop_by(transaction, token):
            raise not_found("These reminders have ended already.")
    return reply(say("You get no more reminders of reviews. {on} starts them again.", on=_ON_AGAIN))


_ON_AGAIN = Code("/ship review remind:on")


async def take_due(services: Services, messengers: Messengers) -> None:
    """Tells everybody whose time has come and for whom something is due."""
    now, platforms = services.now(), frozenset(messengers)
    found = await services.store.read(lambda transaction: reminders.due(transaction, platforms, now))
    await each(found, lambda reminder: _remind(reminder, services, messengers))


async def _remind(reminder: Reminder, services: Services, messengers: Messengers) -> None:
    """Moves the reminder on before anything is told: a process that dies on the way leaves a day out, none comes twice."""
    now, learner = services.now(), reminder.learner
    async with services.store.begin() as transaction:
        group = await groups.get(transaction, learner.group_id)
        if not await reminders.move(transaction, reminder, _next(group, reminder.at, now)):
            return
        kept_back = await withheld(transaction, group)
        today = now.astimezone(group.zone).date()
        bank = await own.bank_of(transaction, services.bank, group)
        deck = await reviews.deck_of(transaction, learner, bank, today, kept_back)
    if deck.due:
        shown = _message(reminder, len(deck.due))
        key = f"reminder-{learner.id}-{today:%Y%m%d}"
        await messengers[reminder.place.platform].tell(reminder.place, learner.user, shown, key=key)
        _log.info("reminded of reviews", group=group.id, learner=learner.id, due=len(deck.due))


def _message(reminder: Reminder, due: int) -> Reply:
    told = numbered(
        due,
        "One question is due for review. Type {review} in {channel}.",
        "{number} questions are due for review. Type {review} in {channel}.",
        review=Code("/ship review"),
        channel=Channel(reminder.place.channel),
    )
    return Reply((Paragraph(told), Choices((Choice("No more reminders", f"unremind {reminder.token}"),))))
