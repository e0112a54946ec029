"""Which docker commands run on the sandbox, and which of their flags count there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from commands.docker import building, executing, images, inspecting, lifecycle, pruning, system, volumes, watching
from commands.docker.history import history
from commands.docker.line import Line
from commands.docker.listing import ps
from commands.docker.orders import EXEC_FLAGS, RUN_FLAGS
from commands.docker.pulling import pull
from commands.docker.running import run
from commands.reply import Reply
from commands.request import Request
from commands.services import Services

CarryOut = Callable[[Line, Request, Services], Awaitable[Reply] | AsyncIterator[Reply]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A command that can be run: `flags` are those it honours, by docker's present names."""

    carry_out: CarryOut
    flags: frozenset[str] = frozenset()


_LISTED = frozenset({"quiet", "no-trunc", "filter", "format"})

OFFERS: dict[str, Offer] = {
    "image pull": Offer(pull, frozenset({"quiet", "platform"})),
    "container run": Offer(run, RUN_FLAGS),
    "image build": Offer(building.build, building.FLAGS),
    "container ls": Offer(ps, _LISTED | {"all", "last", "latest", "size"}),
    "image ls": Offer(images.images, _LISTED | {"all", "digests"}),
    "image history": Offer(history, _LISTED - {"filter"} | {"human", "platform"}),
    "container logs": Offer(watching.logs, frozenset({"follow", "since", "until", "tail", "timestamps"})),
    "container exec": Offer(executing.execute, EXEC_FLAGS),
    "container stop": Offer(lifecycle.stop, frozenset({"timeout"})),
    "container start": Offer(lifecycle.start, frozenset({"attach"})),
    "container rm": Offer(lifecycle.remove, frozenset({"force", "volumes"})),
    "image rm": Offer(images.rmi, frozenset({"force", "no-prune"})),
    "inspect": Offer(inspecting.inspect, frozenset({"format", "type"})),
    "container top": Offer(watching.top),
    "container stats": Offer(watching.stats, frozenset({"no-stream", "no-trunc", "format"})),
    "container diff": Offer(watching.diff),
    "image tag": Offer(images.tag),
    "volume create": Offer(volumes.create, frozenset({"label", "name", "driver"})),
    "volume ls": Offer(volumes.ls, frozenset({"quiet", "filter", "format"})),
    "volume rm": Offer(volumes.remove, frozenset({"force"})),
    "system df": Offer(system.df, frozenset({"format"})),
    "container restart": Offer(lifecycle.restart, frozenset({"timeout"})),
    "container kill": Offer(lifecycle.kill, frozenset({"signal"})),
    "container wait": Offer(lifecycle.wait),
    "container pause": Offer(lifecycle.pause),
    "container unpause": Offer(lifecycle.unpause),
    "container rename": Offer(lifecycle.rename),
    "container port": Offer(watching.port),
    "container attach": Offer(executing.attach),
    "container inspect": Offer(inspecting.container, frozenset({"format"})),
    "container prune": Offer(pruning.containers, frozenset({"force"})),
    "image inspect": Offer(inspecting.image, frozenset({"format"})),
    "image prune": Offer(pruning.images, frozenset({"all", "force"})),
    "volume inspect": Offer(inspecting.volume, frozenset({"format"})),
    "volume prune": Offer(pruning.volumes, frozenset({"all", "force"})),
    "system prune": Offer(pruning.system, frozenset({"all", "force", "volumes"})),
    "system info": Offer(system.info, frozenset({"format"})),
    "version": Offer(system.version, frozenset({"format"})),
}
"""By docker's one name of a command (`run` is `container run`); those that learners meet first come first."""
