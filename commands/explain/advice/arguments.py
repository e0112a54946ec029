"""Advice on any command: how many arguments it takes and of what kind, and how the engine is reached."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.line import Line
from commands.explain.arguments import role_of
from commands.explain.brevity import brief
from commands.explain.model import Advice
from commands.explain.words import is_open, is_several

_BUILDS = frozenset({"image build", "buildx build"})


def advice(line: Line) -> Iterator[Advice]:
    """Yields advice on the arguments of any command."""
    parsed = line.parsed
    command, count = parsed.command, len(parsed.args)
    if command.commands or not parsed.path or parsed.shows_help:
        return
    if count < command.least and not line.is_fed and not any(is_several(line.at(each.span)) for each in parsed.args):
        yield _missing(line)
    elif count > command.most:
        told = f"From here on it is too much: {command.usage}"
        yield Advice("too-many-arguments", "danger", parsed.args[command.most].span, told)
    yield from _one_dash(line)
    yield from _image_as_container(line)
    if parsed.globals:
        yield from _open_engine(line)


def _missing(line: Line) -> Advice:
    parsed = line.parsed
    span = parsed.taken[-1].span
    if parsed.command.name in _BUILDS:
        told = "The build needs a folder to take its files from; a dot is the one you are in."
        return Advice("no-build-context", "danger", span, told, line.replaced([((span[1], span[1]), " .")]))
    if parsed.command.name == "container exec" and parsed.args:
        told = "Nothing says what to run in the container; sh is there mostly."
        return Advice("too-few-arguments", "danger", span, told, line.replaced([((span[1], span[1]), " sh")]))
    return Advice("too-few-arguments", "danger", span, f"Something is missing: {parsed.command.usage}")


def _one_dash(line: Line) -> Iterator[Advice]:
    for flag in line.parsed.flags:
        start, end = flag.span
        if end - start < 4 or not line.text[start + 1].isalpha():
            continue
        name = line.text[start + 1 : end].split()[0].partition("=")[0]
        if len(name) > 2 and name in line.parsed.command.flags:
            told = f"With one dash, -{name} is read letter by letter; the flag is called --{name}."
            fix = line.replaced([((start, start), "-")])
            yield Advice("one-dash", "danger", (start, start + len(name) + 1), told, fix)
            return


def _image_as_container(line: Line) -> Iterator[Advice]:
    for position, argument in enumerate(line.parsed.args):
        if role_of(line.parsed, position) != "container":
            break
        name = argument.value
        if is_open(name) or "{" in name:
            continue
        if ":" in name or "/" in name[1:]:
            told = f"{name} can only be an image: a container is called by its own name or ID, which docker ps shows."
            yield Advice("image-as-container", "warning", argument.span, brief(told))
        elif name in line.paste.unnamed and name not in line.paste.names:
            told = f"{name} is the image; the container above got a name by chance: give it one with --name {name}."
            yield Advice("image-as-container", "warning", argument.span, brief(told))


def _open_engine(line: Line) -> Iterator[Advice]:
    protected = any(flag.name.startswith("tls") for flag in line.parsed.globals)
    for flag in line.parsed.globals:
        if flag.name == "host" and flag.value.startswith("tcp://") and not protected:
            told = "Without --tlsverify, everybody who reaches this address controls the engine and its machine."
            yield Advice("open-engine", "warning", flag.span, told)
