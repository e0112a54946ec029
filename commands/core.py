"""The entrance to the core: a typed line or a filled-in call from somebody, answered in versions of a reply."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import structlog

from commands.errors import CommandError, refused
from commands.registry import Call
from commands.reply import Outcome, Reply, reply
from commands.request import Asker, Group, Learner, Request
from commands.services import Services
from commands.store import Transaction, Within, captains, groups
from commands.text import Code, say
from sandbox.errors import SandboxError

_log = structlog.get_logger(__name__)


async def answer(asked: str | Call, asker: Asker, services: Services) -> AsyncIterator[Reply]:
    """Carries out what somebody typed, pressed or filled in, and yields each version of the reply.

    Never raises: what the asker can mend is said in one sentence, anything else is logged under an id.
    """
    received_at = services.now()
    try:
        call = services.registry.read(asked) if isinstance(asked, str) else asked
        await _check(call, asker, services)
        if call.is_brief:
            yield await services.store.write(lambda opened: _within(opened, call, asker, services, received_at))
            return
        async for version in call.run(await _request(call, asker, services, received_at), services):
            yield version
    except CommandError as trouble:
        yield reply(trouble.sentence, outcome=trouble.outcome)
    except SandboxError as trouble:
        yield reply(say("{sentence}", sentence=str(trouble)), outcome=Outcome(trouble.outcome))
    except Exception:  # noqa: BLE001 - the one place that catches bugs, so that the process goes on serving
        incident = secrets.token_hex(4)
        _log.exception("command failed", incident=incident, platform=asker.place.platform, space=asker.place.space)
        yield reply(
            say(
                "Something broke on our side, not through what you typed. Tell the operator {incident} and try again.",
                incident=Code(incident),
            ),
            outcome=Outcome.ERROR,
        )


async def suggest(command: str, option: str, typed: str, asker: Asker, services: Services) -> list[str]:
    """Returns what could stand at an option, for a platform's autocompletion; empty where there is nothing."""
    found = services.registry.get(command)
    parameter = next(each for each in found.parameters if each.name == option)
    if parameter.option.complete is None:
        return [choice for choice in parameter.choices if choice.startswith(typed.lower())]
    await _check(Call(found), asker, services)
    request = await _request(Call(found), asker, services, services.now())
    suggestions: list[str] = await parameter.option.complete(request, services, typed)
    return suggestions


async def _check(call: Call, asker: Asker, services: Services) -> None:
    """Raises CommandError where the asker may not ask for this."""
    if call.command.captain and not asker.is_captain:
        await services.store.write(lambda transaction: captains.drop(transaction, asker))
        raise refused(
            "Only a captain of this group can do that: ask one to type {command}.", command=Code(call.command.typed)
        )


async def _within(
    transaction: Transaction, call: Call, asker: Asker, services: Services, received_at: datetime
) -> Reply:
    """Finds out who asks and carries out a brief call, all in one transaction; returns the last of its versions."""
    group, learner = await groups.meet(transaction, asker) or await groups.join(transaction, asker, received_at)
    request = _filled(call, asker, group, learner, received_at)
    return [version async for version in call.run(request, replace(services, store=Within(transaction)))][-1]


async def _request(call: Call, asker: Asker, services: Services, received_at: datetime) -> Request:
    group, learner = await _who(asker, services)
    if call.command.captain:
        await services.store.write(lambda transaction: captains.remember(transaction, learner, services.now()))
    return _filled(call, asker, group, learner, received_at)


def _filled(call: Call, asker: Asker, group: Group, learner: Learner, received_at: datetime) -> Request:
    return Request(
        group=group,
        place=asker.place,
        learner=learner,
        command=call.command.name,
        line=call.line,
        is_captain=asker.is_captain,
        received_at=received_at,
        locale=asker.locale,
        arguments=call.values,
    )


async def _who(asker: Asker, services: Services) -> tuple[Group, Learner]:
    """Returns the asker and their group. Who has been here before is looked up without waiting for any writer."""
    met = await services.store.read(lambda transaction: groups.meet(transaction, asker))
    if met is None:
        met = await services.store.write(lambda transaction: groups.join(transaction, asker, services.now()))
    return met
