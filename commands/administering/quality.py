"""Which questions the group is not asked, and why: `/ship admin questions`, `flag` and `release`."""

from __future__ import annotations

from commands.administering.questions import show_reports
from commands.errors import invalid, not_found
from commands.quiz.selection import Item
from commands.reply import Choice, Choices, Heading, Paragraph, Part, Reply, Table, reply
from commands.request import Request
from commands.services import Services
from commands.store import Transaction, own, rounds, verdicts
from commands.store.results import item_of
from commands.store.verdicts import Reason, Verdict
from commands.text import Code, say, shorten
from content.bank import Bank
from content.questions import ID

WHY = {
    Reason.BACKWARDS: "who knows more gets it wrong more often: check its key",
    Reason.BELOW_CHANCE: "guessing does better than learners do: check its key and words",
    Reason.CORRECTED: "a captain withdrew it or corrected its key",
    Reason.BY_HAND: "taken out by hand",
}

_LIST, _FLAG, _RELEASE = (
    Code("/ship admin questions"),
    Code("/ship admin flag 3"),
    Code("/ship admin release id:moved-tag"),
)
_SHOWN = 20
_BUTTONS = 5


def read_id(typed: str) -> str:
    """Reads a question's id, such as moved-tag."""
    if not ID.fullmatch(typed.strip()) or len(typed) > 60:
        raise ValueError(f"“{shorten(typed, 40)}” is no question's id: copy it from /ship admin questions.")
    return typed.strip()


async def show_questions(request: Request, services: Services) -> Reply:
    """Shows what is out of the group's rotation, and what learners report."""
    async with services.store.begin() as transaction:
        standing = await verdicts.standing(transaction, request.group)
        bank = await own.bank_of(transaction, services.bank, request.group)
    out = {item: verdict for item, verdict in standing.items() if verdict.out and _is_current(bank, item)}
    shown: tuple[Part, ...] = _listed(out) if out else (Paragraph(say("Every question may be asked.")),)
    told = say("To take one out: {flag}. To see topics: {weak}.", flag=_FLAG, weak=Code("/ship admin weak"))
    return Reply((*shown, Paragraph(told), *(await show_reports(request, services)).parts))


def _is_current(bank: Bank, item: Item) -> bool:
    question_id, version = item
    return question_id in bank and bank.get(question_id).version == version


def _listed(out: dict[Item, Verdict]) -> tuple[Part, ...]:
    rows = tuple((question_id, WHY[verdict.reason]) for (question_id, _), verdict in out.items())
    buttons = tuple(Choice(f"Release {name}", f"admin release id:{name}") for name, _ in rows[:_BUTTONS])
    return (Heading(say("Questions that are not asked")), Table(("Question", "Why"), rows[:_SHOWN]), Choices(buttons))


async def set_out(
    request: Request, services: Services, number: int | None, question_id: str | None, *, out: bool
) -> Reply:
    """Takes a question out of the group's rotation, or lets it in again; other groups go on as they are."""
    async with services.store.begin() as transaction:
        item = await _item(request, services, transaction, number, question_id, out=out)
        await verdicts.add(transaction, item, Reason.BY_HAND, services.now(), out=out, group_id=request.group.id)
    name = Code(item[0])
    if not out:
        return reply(say("{name} may be asked again.", name=name))
    again = Code(f"/ship admin release id:{item[0]}")
    return reply(say("{name} is not asked here any more. To let it in again: {again}", name=name, again=again))


async def _item(
    request: Request,
    services: Services,
    transaction: Transaction,
    number: int | None,
    question_id: str | None,
    *,
    out: bool,
) -> Item:
    if question_id is not None:
        bank = await own.bank_of(transaction, services.bank, request.group)
        if question_id not in bank:
            raise not_found("There is no question {name}: copy its id from {list}.", name=Code(question_id), list=_LIST)
        return question_id, bank.get(question_id).version
    if number is None:
        example = _FLAG if out else _RELEASE
        raise invalid("Say which question, by its number or id: {example}.", example=example)
    found = await rounds.numbered(transaction, request.group, number)
    if found is None:
        raise not_found("This group has had no question {number}: the card tells its number.", number=number)
    return await item_of(transaction, found)


_LIST = Code("/ship admin questions")
