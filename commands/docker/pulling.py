"""`docker pull`: an image from its registry, with progress by layer."""

from __future__ import annotations

from collections.abc import AsyncIterator

from commands.docker.line import Line
from commands.docker.platforms import check_platform
from commands.jobs import asker, job
from commands.reply import Facts, Paragraph, Part, Progress, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Code, Text, counted, say
from sandbox.queue import Queued
from sandbox.values import LayerProgress, Phase, Pulled, PullProgress


async def pull(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    reference = services.sandbox.reference(line.arguments[0])
    await check_platform(line, services)
    running = say("Running {command}", command=Code(f"docker pull {reference.familiar}"))
    async with job(request, services, services.sandbox.pull(reference, asker(request))) as work:
        async for step in work.versions:
            if isinstance(step, Pulled):
                yield Reply(_pulled(step))
            elif isinstance(step, Queued):
                yield reply(running, in_line(step), work.cancel_button)
            elif not line.is_on("quiet"):
                yield reply(running, *bars(step), work.cancel_button)


def in_line(queued: Queued) -> Text:
    """Says how many go first."""
    if queued.place == 1:
        return say("You are next in line.")
    return say("You are number {place} in line.", place=queued.place)


def bars(step: PullProgress) -> tuple[Part, ...]:
    """Returns a bar for each layer and one for all."""
    return (*map(_layer, step.layers), Progress("all layers", step.done, step.total))


def _layer(layer: LayerProgress) -> Progress:
    finished = layer.phase in {Phase.DONE, Phase.ALREADY_THERE}
    total = layer.total or (1 if finished else None)
    return Progress(f"{layer.id}  {layer.phase.value}", total if finished and total else layer.done, total)


def _pulled(done: Pulled) -> tuple[Part, ...]:
    facts: list[tuple[str, Text]] = [
        ("Ran", (Code(done.command),)),
        ("Digest", (Code(done.digest),)),
        ("Image ID", (Code(done.image_id[7:19]),)),
        ("Size", say("{size} in {layers}", size=size(done.size), layers=counted(done.layers, "layer", "layers"))),
        ("Took", say("{seconds} s", seconds=f"{done.seconds:.1f}")),
    ]
    if done.pulls_left is not None:
        facts.append(("Registry", counted(done.pulls_left, "pull left", "pulls left")))
    follow = Code(f"/docker history {done.reference.familiar}")
    return (
        Paragraph(say("Pulled {image}.", image=Code(done.reference.familiar))),
        Facts(tuple(facts)),
        Paragraph(say("See what it is made of: {follow}", follow=follow)),
    )
