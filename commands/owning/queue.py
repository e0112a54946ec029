"""Own questions that are kept: their queue, and what captains do with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commands.errors import invalid, not_found, refused
from commands.owning.adding import write_one
from commands.owning.words import counted_questions, form_of, import_form, preview_of
from commands.quiz.schedule import following
from commands.reply import Choice, Choices, Heading, Paragraph, Part, Reply, Table, reply
from commands.request import Group, Request
from commands.services import Services
from commands.store import own
from commands.text import Code, Moment, Text, counted, numbered, say, shorten
from content.exchange import sheet
from content.questions import Question
from content.topics import TOPICS

SOON = 5
"""With so many questions left in the queue, or fewer, it is running out."""

_SHOWN = 25


async def show_all(request: Request, services: Services) -> Reply:
    """Shows the queue, what was asked, and how to add more."""
    async with services.store.begin() as transaction:
        live, retired = await own.of_group(transaction, request.group)
        waiting = await own.queue(transaction, request.group)
    rows = [_row(each, "waits") for each in waiting]
    rows += [_row(each, "asked") for each in live if each not in waiting] + [_row(each, "retired") for each in retired]
    add = (form_of("own new", "New question"), import_form())
    if not rows:
        told = say("Your group has no questions of its own. They come before the bank's, in the order you add them.")
        return reply(told, *add)
    table = Table(("No", "Question", "Topic", "State"), tuple(rows[:_SHOWN]), right=frozenset({0}))
    use = say("To see one: {show}. To take one out: {retire}.", show=_SHOW, retire=_RETIRE)
    return reply(
        Heading(say("Your own questions")),
        Paragraph(queue_told(request.group, len(waiting), services.now())),
        table,
        use,
        *add,
    )


_SHOW, _EDIT, _RETIRE = Code("/ship own show 1"), Code("/ship own edit 1"), Code("/ship own retire 1")


def _row(question: Question, state: str) -> tuple[str, str, str, str]:
    return str(own.number_of(question)), shorten(question.prompt, 60), TOPICS[question.topic].title, state


def queue_told(group: Group, waiting: int, now: datetime) -> Text:
    """Says how long the queue lasts."""
    if not waiting:
        return say("All of your own questions have been asked: the bank's go on.")
    last = _last_opening(group, waiting)
    if last is None:
        return numbered(
            waiting, "One question waits in the queue.", "{number} questions wait in the queue.", locale=group.locale
        )
    day = Moment(last, "day")
    if waiting > SOON:
        return numbered(
            waiting,
            "{number} question waits, for {day}.",
            "{number} questions wait, enough until {day}.",
            day=day,
            locale=group.locale,
        )
    return numbered(
        waiting,
        "Your own questions run out: the last one comes {day}.",
        "Your own questions run out in {days}: {number} are left, the last one comes {day}.",
        days=counted((last.date() - now.astimezone(group.zone).date()).days, "day", "days", locale=group.locale),
        day=day,
        locale=group.locale,
    )


def _last_opening(group: Group, waiting: int) -> datetime | None:
    """Returns when the last of so many waiting questions comes, by the group's clock; None without a schedule."""
    opening = group.opening
    for _ in range(waiting - 1):
        opening = following(group.schedule, opening) if group.schedule and opening else None
    return opening.at.astimezone(group.zone) if group.schedule and opening else None


async def show(request: Request, services: Services, number: tuple[int, int] | None) -> Reply:
    """Shows a question as learners meet it."""
    question = await _one(request, services, number, _SHOW)
    which = own.number_of(question)
    edit_it, retire_it = Choice("Edit", f"own edit {which}"), Choice("Retire", f"own retire {which}")
    return Reply((*preview_of(question), Choices((edit_it, retire_it))))


async def edit(
    request: Request,
    services: Services,
    number: tuple[int, int] | None,
    written: Mapping[str, str],
    difficulty: int | None,
) -> Reply:
    """Gives the form of a question, filled in; or takes the form as a new version of it."""
    question = await _one(request, services, number, _EDIT)
    which = own.number_of(question)
    if written["question"].strip():
        return await write_one(request, services, written, difficulty or question.difficulty, number=which)
    if not sheet.can_write(question):
        raise refused("A form can't hold this question: retire it and import a new one.")
    return reply(
        say("Rounds that asked it keep what they asked."), form_of(f"own edit {which}", "Edit question", question)
    )


async def _one(request: Request, services: Services, number: tuple[int, int] | None, example: Code) -> Question:
    if number is None or number[0] != number[1]:
        raise invalid("Say which question, by its number: {example}.", example=example)
    async with services.store.begin() as transaction:
        found = await own.numbered(transaction, request.group, number[0])
    if found is None:
        raise _none(number[0])
    return found


def _none(number: int) -> Exception:
    return not_found(
        "Your group has no own question {number}: {list} shows them.", number=number, list=Code("/ship own")
    )


async def keep(request: Request, services: Services, number: tuple[int, int] | None) -> Reply:
    """Puts drafts into the queue."""
    first, last = _drafts(number)
    async with services.store.begin() as transaction:
        kept = await own.keep(transaction, request.group, first, last)
        waiting = await own.queue(transaction, request.group)
    if not kept:
        raise not_found("There is nothing to keep: it is kept or thrown away already.")
    told: tuple[Part | Text, ...] = (say("Kept: {questions}.", questions=counted_questions(kept, request.group)),)
    return reply(*told, queue_told(request.group, len(waiting), services.now()))


async def discard(request: Request, services: Services, number: tuple[int, int] | None) -> Reply:
    """Throws drafts away."""
    first, last = _drafts(number)
    async with services.store.begin() as transaction:
        gone = await own.discard(transaction, request.group, first, last)
    if not gone:
        raise not_found("There is nothing to throw away: it is kept or thrown away already.")
    return reply(say("Thrown away: {questions}.", questions=counted_questions(gone, request.group)))


def _drafts(number: tuple[int, int] | None) -> tuple[int, int]:
    if number is None:
        raise invalid("Say which, with the buttons below the preview.")
    return number


async def retire(request: Request, services: Services, number: tuple[int, int] | None) -> Reply:
    """Takes a question out of the queue and the rotation; what was asked of it stays."""
    question = await _one(request, services, number, _RETIRE)
    which = own.number_of(question)
    async with services.store.begin() as transaction:
        if not await own.retire(transaction, request.group, which):
            raise refused("Question {number} is retired already.", number=which)
    return reply(say("Question {number} is not asked any more. Its results stay.", number=which))
