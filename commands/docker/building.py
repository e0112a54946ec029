"""`docker build`: an image from a Dockerfile that is pasted below the line, handed over as a file, or asked for."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

from commands.docker.ended import OUTCOMES, printed_parts, tail
from commands.docker.line import Line
from commands.docker.pulling import bars, in_line
from commands.dockerfile.command import unfenced
from commands.dockerfile.model import Dockerfile, Instruction
from commands.dockerfile.parsing import read_dockerfile
from commands.errors import CommandError, invalid, refused
from commands.jobs import asker, job
from commands.reply import CodeBlock, Facts, Field, Form, Outcome, Paragraph, Part, Progress, Reply, reply
from commands.request import Request
from commands.services import Services
from commands.sizes import size
from commands.text import Code, counted, say, shorten
from sandbox.builds.door import BuildStep
from sandbox.builds.values import Broken, Building, BuildOrder, Built
from sandbox.builds.values import Instruction as Ordered
from sandbox.containers.values import Reason
from sandbox.queue import Queued
from sandbox.values import PullProgress

FLAGS = frozenset({"tag", "build-arg", "target", "no-cache", "file", "progress", "pull", "rm", "force-rm", "load"})
"""Flags of `docker build` that count, or ask for what is so here anyway."""

_HERE_DOCUMENT = re.compile(r"(?P<line>.*?)\s*<<-?\s*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)\s*")
_FOLDERS = frozenset({"-", ".", "./"})
_EXAMPLE = "FROM alpine:3.20\nRUN echo hello > /hello.txt\nCMD cat /hello.txt\n"


def parted(typed: str) -> tuple[str, str]:
    """Parts a pasted text into its first line and what stands below it, as a here-document or just so."""
    first, _, below = typed.partition("\n")
    found = _HERE_DOCUMENT.fullmatch(first)
    if found is None:
        return first, unfenced(below)
    lines = below.split("\n")
    end = next((number for number, line in enumerate(lines) if line.strip() == found["end"]), len(lines))
    return found["line"], "\n".join(lines[:end])


async def build(line: Line, request: Request, services: Services) -> AsyncIterator[Reply]:
    """Yields where the build stands and how it ended; without a Dockerfile the form that asks for one."""
    if not line.below.strip():
        yield _form(line)
        return
    order = build_order(line, services)
    async with job(request, services, services.sandbox.builds.build(order, asker(request))) as at_work:
        async for step in at_work.versions:
            if isinstance(step, Built):
                yield _built(step, line)
            elif isinstance(step, Broken):
                yield _broken(step, order)
            else:
                yield Reply((*_under_way(step, order), at_work.cancel_button))


def build_order(line: Line, services: Services) -> BuildOrder:
    """Reads line and Dockerfile; raises CommandError for what BuildKit would refuse, or what can't be had."""
    if line.arguments[0] not in _FOLDERS:
        raise refused(
            "{folder} can't be seen from here: the sandbox builds from the Dockerfile alone, so write {dot}.",
            folder=Code(shorten(line.arguments[0], 60)),
            dot=Code("."),
        )
    tags = line.values("tag")
    if len(tags) != 1:
        raise invalid("Give the image one name: {example}", example=Code("docker build -t hello ."))
    read = read_dockerfile(line.below)
    _check(read)
    return BuildOrder(
        instructions=tuple(map(_ordered, read.instructions)),
        name=services.sandbox.reference(tags[0]),
        stage=line.value("target") or None,
        arguments=dict(_arguments(line)),
        fresh=line.is_on("no-cache"),
    )


def _check(read: Dockerfile) -> None:
    for fault in read.faults:
        raise _at(fault.first, fault.text)
    if read.directives:
        name = next(iter(read.directives))
        raise refused("{line} isn't offered on the sandbox: leave it out.", line=Code(f"# {name}="))
    for each in read.instructions:
        if each.heredocs:
            raise _at(each.first, "the sandbox's builder knows no <<: join the lines with && instead.")


def _at(line: int, fault: str) -> CommandError:
    return invalid("Line {line} of the Dockerfile: {fault}", line=line, fault=fault)


def _ordered(instruction: Instruction) -> Ordered:
    flags = tuple((flag.name, flag.value or "") for flag in instruction.flags)
    return Ordered(instruction.keyword, flags, instruction.text, instruction.first)


def _arguments(line: Line) -> Iterator[tuple[str, str]]:
    for each in line.values("build-arg"):
        name, equals, value = each.partition("=")
        if not equals:
            raise invalid(
                "{typed} would hand on a variable of your own shell, and only this line is here: write {full}.",
                typed=Code(f"--build-arg {shorten(each, 40)}"),
                full=Code(f"--build-arg {shorten(each, 40)}=VALUE"),
            )
        yield name, value


def _form(line: Line) -> Reply:
    typed = line.typed.removeprefix("docker ")
    fields = (
        Field("line", "The command, the Dockerfile below it", value=f"{typed}\n{_EXAMPLE}", long=True, bare=True),
        Field("file", "Or the Dockerfile as a file", file=True),
    )
    return reply(
        say("A build needs its Dockerfile: paste it below the line, or hand over the file."),
        Form("docker", "Build an image", "Give the Dockerfile", fields),
    )


def _under_way(step: BuildStep, order: BuildOrder) -> Iterator[Part]:
    match step:
        case Queued():
            yield Paragraph(in_line(step))
        case PullProgress():
            yield Paragraph(say("Pulling what the file builds on"))
            yield from bars(step)
        case Building():
            yield Progress(_label(order, step.step), max(0, step.step - 1), step.steps)
            if step.text.strip():
                yield CodeBlock(tail(step.text))
        case _:
            yield Paragraph(say("Building {image}", image=Code(order.name.familiar)))


def _label(order: BuildOrder, step: int) -> str:
    if not 1 <= step <= len(order.instructions):
        return f"building {order.name.familiar}"
    return shorten(f"{order.instructions[step - 1].keyword} {order.instructions[step - 1].text}", 60)


def _built(done: Built, line: Line) -> Reply:
    name = done.name.familiar
    layers = counted(done.layers, "layer", "layers")
    facts = (
        ("Ran", (Code(line.typed),)),
        ("Image ID", (Code(done.image_id[7:19]),)),
        ("Size", say("{size} in {layers}", size=size(done.size), layers=layers)),
        ("Took", say("{seconds} s", seconds=f"{done.seconds:.1f}")),
    )
    follow = say(
        "Run it: {run}. See its layers: {history}.",
        run=Code(f"/docker run --rm {name}"),
        history=Code(f"/docker history {name}"),
    )
    built = Paragraph(say("Built {image}.", image=Code(name)))
    return Reply((built, *printed_parts(done.printed, "build"), Facts(facts), Paragraph(follow)))


def _broken(done: Broken, order: BuildOrder) -> Reply:
    sentence = say("The build stopped. {why}", why=done.sentence)
    if 1 <= done.step <= len(order.instructions):
        sentence = say(
            "The build stopped at line {line}, {step}. {why}",
            line=order.instructions[done.step - 1].line,
            step=Code(_label(order, done.step)),
            why=done.sentence,
        )
    outcome = Outcome.OK if done.reason is Reason.EXITED else OUTCOMES.get(done.reason, Outcome.INVALID)
    return Reply((Paragraph(sentence), *printed_parts(done.printed, "build")), outcome)
