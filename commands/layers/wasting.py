"""`/ship waste IMAGE`: bytes that an image carries and no container can see, and how to be rid of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from commands.layers.naming import own_images
from commands.layers.steps import share, step_of
from commands.registry import Option, command
from commands.reply import Facts, Heading, Paragraph, Part, Reply, Steps, Table
from commands.request import Audience, Request
from commands.services import Services
from commands.share import share_choice
from commands.sizes import size
from commands.text import Code, Text, counted, say, shorten
from sandbox.values import ImageHistory
from sandbox.waste import Waste, WastedFile

_PATH = 60


@command("waste", "Finds the bytes that an image's layers hold for nothing", audience=Audience.ONLY_YOU)
async def waste(
    request: Request,
    services: Services,
    *,
    image: Annotated[str, Option("An image your group has pulled", "node:20", rest=True, complete=own_images)],
) -> Reply:
    found = await services.sandbox.waste(services.sandbox.reference(image), str(request.group.id))
    assert found.waste is not None
    return Reply((*_parts(found, found.waste), await share_choice(request, services)))


def _parts(image: ImageHistory, found: Waste) -> Iterator[Part]:
    yield Paragraph(_summary(image, found))
    if not found.files:
        return
    yield Facts(
        (
            ("Wasted", say("{wasted} of {total}", wasted=size(found.wasted), total=size(found.total))),
            ("Efficiency", say("{efficiency}: what a container sees of all bytes", efficiency=_efficiency(found))),
            ("Paths", counted(found.count, "path", "paths")),
        )
    )
    yield Table(("WASTED", "LAYERS", "WHAT", "PATH"), tuple(map(_row, found.files)), frozenset({0}))
    yield Heading(say("What to do"))
    yield Steps(tuple(_advice(image, found)))
    yield Paragraph(
        say("A layer never changes: what a later one removes or writes again stays below, and travels with every pull.")
    )


def _summary(image: ImageHistory, found: Waste) -> Text:
    name = Code(image.reference.familiar)
    if not found.files:
        return say("Nothing is wasted in {image}: no layer removes or rewrites a file of another one.", image=name)
    return say(
        "{wasted} of {image} are for nothing, {share} of its files.",
        wasted=size(found.wasted),
        image=name,
        share=share(found.wasted, found.total),
    )


def _efficiency(found: Waste) -> str:
    return f"{100 * found.efficiency:.1f} %"


def _row(file: WastedFile) -> tuple[str, ...]:
    layers = ", ".join(map(str, file.layers[:4])) + (" …" if len(file.layers) > 4 else "")
    what = f"removed in {file.ended_in}" if file.removed else f"rewritten in {file.ended_in}"
    return size(file.size), layers, what, shorten(f"/{file.path}", _PATH)


def _advice(image: ImageHistory, found: Waste) -> Iterator[Text]:
    """Yields each piece once, for what it would mend in this image; the most bytes first."""
    told: set[str] = set()
    for file in found.files:
        made, ended = _instruction(image, file.layers[-1]), _instruction(image, file.ended_in)
        kind = _kind(made, ended, removed=file.removed)
        if kind not in told:
            told.add(kind)
            yield _piece(kind, Code(shorten(f"/{file.path}", _PATH)), file.layers[-1], file.ended_in)


def _piece(kind: str, path: Code, made: int, ended: int) -> Text:
    match kind:
        case "remove in time":
            return say(
                "Remove {path} in the RUN that makes it (layer {made}), joined by {both}: what is gone when a RUN ends "
                "never enters a layer.",
                path=path,
                made=made,
                both=Code("&&"),
            )
        case "leave out":
            return say(
                "Don't put {path} in with layer {made} only to remove it in layer {ended}: name it in {ignore}, or do "
                "both in a build stage and copy the result.",
                path=path,
                made=made,
                ended=ended,
                ignore=Code(".dockerignore"),
            )
        case "another base":
            return say(
                "{path} comes from below (layer {made}); removing it in layer {ended} makes nothing smaller. Start "
                "from a smaller base instead.",
                path=path,
                made=made,
                ended=ended,
            )
        case "set at once":
            return say(
                "Layer {ended} changes {path} after it was put in, if only its owner or mode: {chown} or {chmod} does "
                "that without a second copy.",
                path=path,
                ended=ended,
                chown=Code("COPY --chown"),
                chmod=Code("COPY --chmod"),
            )
        case "join":
            return say(
                "{path} is written in layer {made} and again in layer {ended}: join the two RUN instructions, so that "
                "only its last form is kept.",
                path=path,
                made=made,
                ended=ended,
            )
        case _:
            return say(
                "{path} is there from layer {made} and put in again by layer {ended}: put it in once, in its last form.",
                path=path,
                made=made,
                ended=ended,
            )


def _kind(made: str, ended: str, *, removed: bool) -> str:
    if removed:
        return {"RUN": "remove in time", "COPY": "leave out", "ADD": "leave out"}.get(made, "another base")
    if ended == "RUN":
        return {"RUN": "join", "COPY": "set at once", "ADD": "set at once"}.get(made, "put in once")
    return "put in once"


def _instruction(image: ImageHistory, layer: int) -> str:
    """Returns what made a layer; nothing for the lowest, which comes from the base."""
    return step_of(image.stack[layer - 1]).instruction if 1 < layer <= len(image.stack) else ""
