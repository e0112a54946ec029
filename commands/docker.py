"""`/docker LINE`: runs a docker command on the learners' host. The line is read by the parser that explains it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from typing import Annotated

from commands.errors import invalid, refused
from commands.explain import Reading, explain
from commands.registry import Option, command
from commands.reply import Facts, Paragraph, Part, Progress, Reply, Table, reply
from commands.request import Audience, Request
from commands.services import Services
from commands.sizes import age, bar, size
from commands.text import Code, Text, counted, join, say, shorten
from sandbox.values import HistoryRow, ImageHistory, LayerProgress, Phase, Pulled, PullProgress

_COLUMN = 45
"""Characters of CREATED BY, as docker cuts it; `--no-trunc` shows all."""

_Run = Callable[[Reading, Request, Services], AsyncIterator[Reply]]


async def _complete(request: Request, services: Services, typed: str) -> list[str]:
    """Suggests commands, and the group's own images once one is named."""
    verb, space, name = typed.partition(" ")
    if not space:
        return [f"{each} " for each in ("pull", "history", "images") if each.startswith(verb.lower())]
    images = await services.sandbox.images(str(request.group.id))
    return [f"{verb} {each.reference.familiar}" for each in images if each.reference.familiar.startswith(name)]


@command("docker", "Runs a docker command on your group's sandbox", audience=Audience.EVERYONE, root="docker")
async def docker(
    request: Request,
    services: Services,
    *,
    line: Annotated[str, Option("What stands after docker", "pull alpine:latest", rest=True, complete=_complete)],
) -> AsyncIterator[Reply]:
    reading = _read(line)
    async for version in _ALLOWED[reading.canonical](reading, request, services):
        yield version


def _read(line: str) -> Reading:
    """Reads a line as docker would; raises CommandError with docker's objection or ours."""
    typed = line if line.split(maxsplit=1)[0] == "docker" else f"docker {line}"
    readings = explain(typed)
    if len(readings.lines) != 1 or any(token.role == "operator" for token in readings.lines[0].tokens):
        raise refused(
            "One docker command at a time: the sandbox has no shell around it. Type {explain} to see what a line does.",
            explain=Code("/ship explain"),
        )
    reading = readings.lines[0]
    if reading.canonical not in _ALLOWED and not (reading.error and reading.error.kind == "unknown_command"):
        raise refused(
            "{command} isn't offered on the sandbox. You can type {offered}.",
            command=Code(f"docker {reading.path}"),
            offered=_OFFERED,
        )
    if reading.error is not None:
        raise invalid("{message}", message=_objection(reading))
    number = next((each for each in reading.advice if each.id.endswith("-arguments")), None)
    if number is not None:
        raise invalid("{text}", text=number.text)
    return reading


def _objection(reading: Reading) -> Text:
    assert reading.error is not None
    if reading.error.suggestion:
        return say(
            "{message} Did you mean {suggestion}?",
            message=reading.error.message,
            suggestion=Code(reading.error.suggestion),
        )
    return say("{message}", message=reading.error.message)


def _flags(reading: Reading, *allowed: str) -> set[str]:
    """Returns the flags given; raises CommandError for one that the sandbox does not honour."""
    given = {flag.name for flag in (*reading.globals, *reading.flags) if flag.value != "false"}
    for name in sorted(given - set(allowed)):
        raise refused(
            "{flag} isn't offered on the sandbox: leave it out. {explain} tells what it does on your own machine.",
            flag=Code(f"--{name}"),
            explain=Code("/ship explain"),
        )
    return given


async def _pull(reading: Reading, request: Request, services: Services) -> AsyncIterator[Reply]:
    quiet = "quiet" in _flags(reading, "quiet")
    reference = services.sandbox.reference(reading.args[0].value)
    command_line = Code(f"docker pull {reference.familiar}")
    async with aclosing(services.sandbox.pull(reference, str(request.group.id))) as steps:
        async for step in steps:
            if isinstance(step, Pulled):
                yield Reply(_pulled(step))
            elif not quiet:
                yield reply(say("Running {command}", command=command_line), *map(_layer, step.layers), _overall(step))


def _layer(layer: LayerProgress) -> Progress:
    finished = layer.phase in {Phase.DONE, Phase.ALREADY_THERE}
    total = layer.total or (1 if finished else None)
    return Progress(f"{layer.id}  {layer.phase.value}", total if finished and total else layer.done, total)


def _overall(step: PullProgress) -> Progress:
    return Progress("all layers", step.done, step.total)


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


async def _history(reading: Reading, request: Request, services: Services) -> AsyncIterator[Reply]:
    whole = "no-trunc" in _flags(reading, "no-trunc", "human")
    reference = services.sandbox.reference(reading.args[0].value)
    found = await services.sandbox.history(reference, str(request.group.id))
    yield Reply(
        (
            _history_table(found, services, width=400 if whole else _COLUMN),
            Facts(_history_facts(found)),
            *map(Paragraph, _history_notes(found)),
        )
    )


def _history_table(found: ImageHistory, services: Services, *, width: int) -> Table:
    largest = max((row.size for row in found.rows), default=0)

    def cells(row: HistoryRow) -> tuple[str, ...]:
        return (
            row.id.removeprefix("sha256:")[:12],
            age(row.created, services.now()),
            size(row.size),
            bar(row.size, largest, width=8),
            shorten(row.created_by, width),
        )

    return Table(("IMAGE", "CREATED", "SIZE", "", "CREATED BY"), tuple(map(cells, found.rows)), right=frozenset({2}))


def _history_facts(found: ImageHistory) -> tuple[tuple[str, Text], ...]:
    layers = sum(not row.empty_layer for row in found.rows)
    kind = "unpacked" if found.pulled else "compressed, as it would be downloaded"
    facts: list[tuple[str, Text]] = [
        ("Image", (Code(found.reference.familiar),)),
        (
            "Total",
            say(
                "{size} {kind}, {layers}", size=size(found.total), kind=kind, layers=counted(layers, "layer", "layers")
            ),
        ),
        ("Image ID", (Code(found.image_id),)),
        ("Digest", (Code(found.digest),)),
    ]
    return tuple(facts)


def _history_notes(found: ImageHistory) -> list[Text]:
    notes = []
    if any(row.empty_layer for row in found.rows):
        notes.append(say("Rows of 0B changed only the image's settings: they add no layer."))
    if any(row.id == "<missing>" for row in found.rows):
        missing = Code("<missing>")
        notes.append(
            say(
                "{missing} is normal: those steps were built elsewhere, and only the layers travelled.", missing=missing
            )
        )
    if not found.pulled:
        pull = Code(f"/docker pull {found.reference.familiar}")
        notes.append(say("Read from the registry without pulling. To have the image here: {pull}", pull=pull))
    return notes


async def _images(reading: Reading, request: Request, services: Services) -> AsyncIterator[Reply]:
    _flags(reading)
    wanted = services.sandbox.reference(reading.args[0].value).familiar if reading.args else None
    listed = [
        (
            *_name_and_tag(each.reference.familiar),
            each.image_id[7:19],
            age(each.created, services.now()),
            size(each.size),
        )
        for each in await services.sandbox.images(str(request.group.id))
        if wanted in {None, each.reference.familiar}
    ]
    if not listed:
        pull = Code("/docker pull alpine:latest")
        yield reply(say("Your group has no such image here yet. Get one: {pull}", pull=pull))
        return
    yield reply(Table(("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"), tuple(listed), right=frozenset({4})))


def _name_and_tag(familiar: str) -> tuple[str, str]:
    name, at, _ = familiar.partition("@")
    if at:
        return name, "<none>"
    name, _, tag = familiar.rpartition(":")
    return name, tag


_ALLOWED: dict[str, _Run] = {"image pull": _pull, "image history": _history, "image ls": _images}
_OFFERED: Text = join([(Code(f"/docker {each}"),) for each in ("pull IMAGE", "history IMAGE", "images")], ", ")
