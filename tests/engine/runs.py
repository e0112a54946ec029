"""Short ways to run containers through the sandbox's door."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

from sandbox.containers.values import Ended, JobStep, RunOrder, Started
from sandbox.host import Sandbox
from sandbox.values import Asker

DUCK = Asker("ducks", "ana")
GOOSE = Asker("geese", "ben")


def order(sandbox: Sandbox, *command: str, image: str = "alpine", **options: Any) -> RunOrder:
    """What `docker run` of a small image with a shell asks for."""
    return RunOrder(sandbox.reference(image), command, **options)


def shell(sandbox: Sandbox, script: str, **options: Any) -> RunOrder:
    """The same, of a script."""
    return order(sandbox, "sh", "-c", script, **options)


async def steps(sandbox: Sandbox, ordered: RunOrder, who: Asker = DUCK) -> list[JobStep]:
    """Everything that a run tells, to its end."""
    async with aclosing(sandbox.containers.run(ordered, who)) as versions:
        return [version async for version in versions]


async def run(sandbox: Sandbox, ordered: RunOrder, who: Asker = DUCK) -> Ended:
    """How a foreground run ended."""
    told = await steps(sandbox, ordered, who)
    last = told[-1]
    assert isinstance(last, Ended)
    assert sum(isinstance(each, Ended) for each in told) == 1
    return last


async def detach(sandbox: Sandbox, ordered: RunOrder, who: Asker = DUCK) -> Started:
    """What a detached run told."""
    last = (await steps(sandbox, ordered, who))[-1]
    assert isinstance(last, Started)
    return last
