from __future__ import annotations

from engine.runs import detach, run, shell

from sandbox.containers.tape import Tape
from sandbox.engine import Engine
from sandbox.host import Sandbox

LONG = 25.0
"""Seconds, far more than anything here takes."""


async def test_the_first_output_is_heard_while_the_command_goes_on(sandbox: Sandbox, docker: Engine) -> None:
    started = await detach(sandbox, shell(sandbox, "sleep 1; echo ready; sleep 60", detached=True))
    tape = Tape(100, 100)
    async with docker.containers.attached(started.id, tape.write, logs=True) as following:
        assert not await following.begun(LONG)
        assert tape.head == b"ready\n"
    await docker.containers.remove(started.id)


async def test_the_end_of_a_silent_command_is_heard_by_who_waits_for_its_first_output(
    sandbox: Sandbox, docker: Engine
) -> None:
    started = await detach(sandbox, shell(sandbox, "sleep 1", detached=True))
    async with docker.containers.attached(started.id, Tape(1, 1).write, logs=True) as following:
        assert await following.begun(LONG)


async def test_a_command_that_closes_its_output_is_followed_to_its_end(sandbox: Sandbox) -> None:
    assert (await run(sandbox, shell(sandbox, "exec >&- 2>&-; sleep 1; exit 7"))).exit_code == 7
