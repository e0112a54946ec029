"""One command in a container that runs already."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator

from sandbox.containers.following import Followed, ended, printed
from sandbox.containers.orders import exec_body
from sandbox.containers.refusals import exit_code_of, in_words, never_began, refused, why_not_begun
from sandbox.containers.site import Site
from sandbox.containers.tape import Tape
from sandbox.containers.values import Ended, ExecOrder, Printed, Reason
from sandbox.engine.connection import EngineRefusedError
from sandbox.errors import Invalid
from sandbox.policy import Policy
from sandbox.references import shown

_TELL_SECONDS = 0.3
_STILL_RUNS = 124
"""What timeout(1) answers; docker has no number for it, since it can't end such a command."""

_LONGEST_EXCUSE = 2000
_EXCUSES = (b"OCI runtime exec failed", b"unable to find", b"uids and gids")
_NEVER_BEGAN = (126, 127)


async def execute(
    site: Site, name: str, container: str, order: ExecOrder, policy: Policy
) -> AsyncGenerator[Printed | Ended, None]:
    """Runs the order in the group's container `name`. Leaving, and the time limit, leave the command running:

    docker has no way to end it alone, and its container's limits hold for it. A detached one yields nothing.
    """
    with in_words(name):
        command = await site.containers.prepare_exec(container, exec_body(order))
        if order.detached:
            await _start_detached(site, command, name, order.command[0])
            return
        tape = Tape(policy.output_bytes, policy.shown_bytes)
        began, seen = time.monotonic(), 0
        async with site.containers.executed(command, tape.write) as following:
            while not (over := await following.ended(_TELL_SECONDS)) and time.monotonic() < began + policy.run_seconds:
                if tape.total != seen and _excuse(tape) is None:
                    seen = tape.total
                    yield printed(tape)
        state = await site.containers.exec_state(command)
    code, reason, sentence = state.exit_code, Reason.EXITED, ""
    excuse = _excuse(tape) if code in _NEVER_BEGAN else None
    if not over or state.running:
        code, reason = _STILL_RUNS, Reason.TIMED_OUT
        sentence = f"It goes on in the container; here it was watched for {policy.run_seconds:g} seconds."
    elif excuse is not None:
        # Engines before 23 answer 126 for a program that isn't there; docker's number for it is 127.
        reason = _why_not_begun(EngineRefusedError(code, excuse), name)
        code, sentence = exit_code_of(reason), why_not_begun(reason, order.command[0])
        tape = Tape(0, 1)
    seconds = time.monotonic() - began
    yield ended(container, name, Followed(code, reason, sentence), tape, seconds, removed=False)


async def _start_detached(site: Site, command: str, name: str, program: str) -> None:
    try:
        await site.containers.start_exec(command)
    except EngineRefusedError as refusal:
        words = why_not_begun(_why_not_begun(refusal, name), program)
        raise Invalid(words, f"See what there is: docker exec {shown(name)} ls /bin") from None


def _why_not_begun(refusal: EngineRefusedError, name: str) -> Reason:
    reason = never_began(refusal.message)
    if reason is None:
        raise refused(refusal, name)
    return reason


def _excuse(tape: Tape) -> str | None:
    """Returns what the engine itself wrote into the output, as it does where a command could not begin."""
    if tape.total > _LONGEST_EXCUSE or not tape.head.startswith(_EXCUSES):
        return None
    return tape.end()[0]
