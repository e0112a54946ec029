"""Questions that are answered by doing: a look at what the learner has made in the group's sandbox.

What counts is what the engine tells of the learner's own containers; what was typed to make them is no matter.
"""

from __future__ import annotations

from collections.abc import Collection

from commands.errors import refused
from commands.markdown import text_of
from commands.quiz.grading import DONE
from commands.quiz.selection import ANSWERABLE
from commands.request import Request
from commands.services import Services
from commands.text import Code
from content.bank import Kind, Question
from sandbox.containers.values import Facts
from sandbox.errors import NotFound

_MOST = 20
"""Containers of a learner that are looked at, the newest first."""


def kinds(services: Services) -> Collection[Kind]:
    """Returns the kinds of questions that can be put now: by hand only where a sandbox answers."""
    return frozenset(Kind) if services.sandbox.is_ready else ANSWERABLE


async def observed(request: Request, services: Services, question: Question) -> str:
    """Returns the answer to record where all is there that the question wants.

    Raises CommandError where something is missing, and SandboxError where nobody can look.
    """
    found = await _made_by(request, services)
    if all(any(goal.is_reached_by(each) for each in found) for goal in question.goal):
        return DONE
    if not found:
        raise refused("There is no container of yours here yet. Make one with {docker}.", docker=Code("/docker run …"))
    raise refused("Not there yet. A hint: {hint}", hint=text_of(question.hint))


async def _made_by(request: Request, services: Services) -> list[Facts]:
    """Returns what the engine tells of the learner's own containers in the group's world."""
    containers, group = services.sandbox.containers, str(request.group.id)
    listed = await containers.list(group, all=True)
    found = []
    for each in [each for each in listed if each.learner == str(request.learner.id)][:_MOST]:
        try:
            found.append(await containers.inspect(each.id, group))
        except NotFound:
            continue  # it was removed just now
    return found
