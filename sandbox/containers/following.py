"""Follows a container from its start to its end: what it prints, its time limit, and why it ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import structlog

from sandbox.containers.endings import Ending
from sandbox.containers.refusals import in_words
from sandbox.containers.site import Site
from sandbox.containers.tape import Tape
from sandbox.containers.values import Ended, Printed, Reason
from sandbox.engine.connection import NoSuchThingError
from sandbox.engine.containers import ContainerState
from sandbox.engine.streams import Following
from sandbox.errors import SandboxError
from sandbox.policy import Policy

_log = structlog.get_logger(__name__)

_TELL_SECONDS = 0.3
"""Between two versions of what was printed, but for the first; chats are edited no faster."""

_ALIVE_SECONDS = 5.0
_AGAIN_SECONDS = 10.0
"""Until an engine that is busy with a flood of output is asked once more to stop it."""

_POLL_SECONDS = 0.1
"""A container that has closed its output may go on without any."""

_NOTICES = 5
_NOTICE_SECONDS = 0.3
"""The engine hears of a lack of memory from the kernel by another way than of the end, and may hear it later."""

_KILLED = 137
"""128 and the number of SIGKILL."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How it ended, as in `Ended`."""

    exit_code: int
    reason: Reason
    sentence: str = ""


async def follow(
    site: Site, container: str, tape: Tape, following: Following, limit: float, policy: Policy
) -> AsyncGenerator[Printed | Followed, None]:
    """Yields what is printed, a few times a second, and then one Followed; at `limit` (monotonic) it is stopped."""
    seen, heard = 0, time.monotonic()
    while True:
        silent = await (following.ended if seen else following.begun)(_TELL_SECONDS)
        if time.monotonic() > heard + _ALIVE_SECONDS:
            await site.place.engine.answers()  # a stream from an engine that is stuck looks like one with no output
            heard = time.monotonic()
        if tape.total != seen:
            seen = tape.total
            yield printed(tape)
        if time.monotonic() > limit:
            limit = time.monotonic() + _AGAIN_SECONDS
            site.place.endings.note(container, time_is_up(policy.run_seconds))
            await _stop(site, container, policy)
        elif silent:
            followed = await _followed(site, container)
            if followed is not None:
                yield followed
                return
            await asyncio.sleep(_POLL_SECONDS)


async def watch_along(site: Site, name: str, container: str, policy: Policy) -> AsyncGenerator[Printed | Ended, None]:
    """Follows somebody else's run from what is kept of its output on; leaves it running when the time is over."""
    tape, began = Tape(policy.output_bytes, policy.shown_bytes), time.monotonic()
    seen, followed = 0, None
    with in_words(name):
        async with site.containers.attached(container, tape.write, logs=True) as following:
            while followed is None and time.monotonic() < began + policy.run_seconds:
                silent = await (following.ended if seen else following.begun)(_TELL_SECONDS)
                if tape.total != seen:
                    seen = tape.total
                    yield printed(tape)
                if silent:
                    followed = await _followed(site, container)
                    await asyncio.sleep(0 if followed else _POLL_SECONDS)
    if followed is not None:
        yield ended(container, name, followed, tape, time.monotonic() - began, removed=False)


def ended(container: str, name: str, followed: Followed, tape: Tape, seconds: float, *, removed: bool) -> Ended:
    """Puts together what is told of an end."""
    end, _ = tape.end()
    return Ended(
        id=container,
        name=name,
        exit_code=followed.exit_code,
        reason=followed.reason,
        sentence=followed.sentence,
        seconds=seconds,
        text=end,
        output=tape.head,
        total=tape.total,
        cut=tape.head_cut,
        removed=removed,
    )


def printed(tape: Tape) -> Printed:
    """Returns what is on the tape so far."""
    end, cut = tape.end()
    return Printed(end, tape.total, cut)


def time_is_up(seconds: float) -> Ending:
    """For whoever's time limit has passed."""
    return Ending(Reason.TIMED_OUT, f"It ran for {seconds:g} s, as long as it may here, and was stopped.")


async def _followed(site: Site, container: str) -> Followed | None:
    """Returns how it ended, or None if it has not."""
    try:
        state = await site.containers.state(container)
        if state.running:
            return None
        ending = site.place.endings.take(container)
        for _ in range(_NOTICES):
            if ending is not None or state.exit_code != _KILLED or state.out_of_memory:
                break
            await asyncio.sleep(_NOTICE_SECONDS)
            state = await site.containers.state(container)
    except NoSuchThingError:
        ending = site.place.endings.take(container) or Ending(Reason.GONE, "It was removed while it ran.")
        return Followed(_KILLED, ending.reason, ending.sentence)
    ending = ending or _own_ending(state)
    return Followed(state.exit_code, ending.reason, ending.sentence)


def _own_ending(state: ContainerState) -> Ending:
    # The engine also sets the flag where a child was killed and the container itself ended well.
    if state.out_of_memory and state.exit_code:
        return Ending(Reason.OUT_OF_MEMORY, "It wanted more memory than it may have, and was killed.")
    return Ending(Reason.EXITED)


async def _stop(site: Site, container: str, policy: Policy) -> None:
    try:
        with in_words(container[:12]):
            await site.containers.stop(container, policy.stop_seconds)
    except SandboxError as trouble:
        if trouble.outcome == "unavailable":
            raise
        _log.info("container is not stopped yet", container=container, trouble=str(trouble))
