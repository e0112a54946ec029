"""Which docker commands run on the sandbox, and which of their flags count there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from commands.docker.history import history
from commands.docker.images import images
from commands.docker.line import Line
from commands.docker.pulling import pull
from commands.reply import Reply
from commands.request import Request
from commands.services import Services

CarryOut = Callable[[Line, Request, Services], Awaitable[Reply] | AsyncIterator[Reply]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that can be run: `flags` are those it honours, by docker's present names."""

    carry_out: CarryOut
    flags: frozenset[str] = frozenset()


OFFERS: dict[str, Offer] = {
    "image pull": Offer(pull, frozenset({"quiet"})),
    "image history": Offer(history, frozenset({"no-trunc", "human"})),
    "image ls": Offer(images),
}
"""By docker's one name of a command: `run` is `container run`."""
