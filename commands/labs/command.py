"""`/ship lab [NAME] [check|hint|reset|debrief]`: the labs, and one of them. Nothing here counts for points."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from commands.errors import refused
from commands.labs import telling
from commands.labs.looking import look
from commands.labs.resetting import clear
from commands.registry import Option, command
from commands.reply import Reply
from commands.request import Audience, Request
from commands.services import Services
from commands.store import labs
from commands.store.labs import Progress
from commands.text import Code, shorten
from content.lab_bank import load_labs
from content.labs import Lab


class Wish(StrEnum):
    """What to do with a lab."""

    OPEN = "open"
    CHECK = "check"
    HINT = "hint"
    RESET = "reset"
    DEBRIEF = "debrief"


def read_lab(typed: str) -> str:
    """Reads a lab's name or the beginning of one, and names the nearest for a typo."""
    wanted = "-".join(typed.lower().split())
    names = [lab.name for lab in load_labs().labs]
    begun = [name for name in names if name.startswith(wanted)]
    if wanted in names or len(begun) == 1:
        return wanted if wanted in names else begun[0]
    near = begun or get_close_matches(wanted, names, n=1, cutoff=0.3) or names
    raise ValueError(f"There is no lab “{shorten(typed, 40)}”: type /ship lab for all of them, or /ship lab {near[0]}.")


async def _complete_lab(request: Request, services: Services, typed: str) -> list[str]:  # noqa: ARG001
    return [lab.name for lab in load_labs().labs if typed.lower() in lab.name]


@command("lab", "Gives exercises on the sandbox, and checks what you have made", audience=Audience.ONLY_YOU)
async def lab(
    request: Request,
    services: Services,
    *,
    name: Annotated[str | None, Option("Which lab", "two-from-one", read_lab, complete=_complete_lab)] = None,
    wish: Annotated[Wish, Option("What to do with it", example="check")] = Wish.OPEN,
) -> Reply:
    if name is None:
        begun = await services.store.read(lambda transaction: labs.of_learner(transaction, request.learner))
        return telling.listed(load_labs(), begun)
    wanted = load_labs().get(name)
    progress = await services.store.read(lambda transaction: labs.get(transaction, request.learner, name))
    match wish:
        case Wish.OPEN:
            return await _open(request, services, wanted, progress)
        case Wish.CHECK:
            return await _check(request, services, wanted, progress)
        case Wish.HINT:
            progress = replace(progress, hints=min(progress.hints + 1, len(wanted.hints)))
            await _keep(request, services, wanted, progress)
            return telling.hinted(wanted, progress)
        case Wish.RESET:
            found = await clear(request, services, wanted)
            await _keep(request, services, wanted, replace(progress, part=0, hints=0))
            return telling.cleared(wanted, found)
        case Wish.DEBRIEF:
            return _debrief(wanted, progress)


async def _open(request: Request, services: Services, wanted: Lab, progress: Progress) -> Reply:
    await _keep(request, services, wanted, progress)
    in_company = await services.store.read(lambda transaction: labs.has_company(transaction, request.learner))
    ready = services.sandbox.is_ready
    return telling.card(wanted, progress, request.learner, is_ready=ready, in_company=in_company)


async def _check(request: Request, services: Services, wanted: Lab, progress: Progress) -> Reply:
    """Looks for what the learner's part wants; the next part is for the next check."""
    at = min(progress.part, len(wanted.parts) - 1)
    goals = [item.goal for item in wanted.parts[at].items]
    found = await look(request, services, goals)
    after = progress
    if all(goal.is_reached(found.seen) for goal in goals):
        done = at + 1 == len(wanted.parts)
        after = replace(progress, part=at + 1, done_at=progress.done_at or (services.now() if done else None))
        await _keep(request, services, wanted, after)
    return telling.checked(wanted, progress, after, found, request.learner)


def _debrief(wanted: Lab, progress: Progress) -> Reply:
    if progress.done_at is None:
        raise refused(
            "The debrief tells what you will have seen: do the lab first, then {check}.",
            check=Code(f"/ship lab {wanted.name} check"),
        )
    return telling.debriefed(wanted, load_labs().after(wanted))


async def _keep(request: Request, services: Services, wanted: Lab, progress: Progress) -> None:
    await services.store.write(lambda transaction: labs.put(transaction, request.learner, wanted.name, progress))
