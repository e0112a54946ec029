"""Which engines may hold learners' containers: only those whose limits hold."""

from __future__ import annotations

from sandbox.engine.answers import EngineLimits
from sandbox.errors import Unavailable

_ADVICE = "The operator should use another one: “shipmate sandbox up” makes one that is fit, “shipmate doctor” looks."


def check_limits(limits: EngineLimits) -> None:
    """Raises Unavailable, with the first reason, for an engine that would not hold a container to its limits."""
    for reason in unfit(limits):
        raise Unavailable(reason, _ADVICE)


def unfit(limits: EngineLimits) -> list[str]:
    """Returns a sentence for everything that would not hold; empty for an engine that is fit."""
    reasons = (
        (limits.memory, "This Docker host can't limit memory, so a container could take all of it."),
        (limits.processors, "This Docker host can't limit processor time, so a container could take all of it."),
        (limits.processes, "This Docker host can't limit processes, so a container could start them without end."),
        (limits.seccomp, "This Docker host filters no system calls (seccomp), so containers could reach its kernel."),
    )
    return [sentence for holds, sentence in reasons if not holds]
