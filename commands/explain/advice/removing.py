"""Advice on commands that remove things."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.arguments import Rule
from commands.explain.advice.line import Line
from commands.explain.model import Advice, GivenFlag


def switched_on(line: Line, name: str) -> list[GivenFlag]:
    """Returns the flags of a name that are not switched off."""
    return [flag for flag in line.parsed.every(name) if flag.value != "false"]


def _force(line: Line) -> Iterator[Advice]:
    what = {"container rm": "kills a running container", "image rm": "takes images in use"}
    name = line.parsed.command.name
    for flag in switched_on(line, "force")[:1] if name in what else ():
        told = f"-f asks nothing and {what[name]}."
        yield Advice("force-remove", "warning", flag.span, told, _without_force(line, flag))


def _without_force(line: Line, flag: GivenFlag) -> str | None:
    """Returns the line without the flag, where it stands by itself and not in a cluster such as -fv."""
    alone = line.at(flag.span) in {"-f", "--force", "--force=true"}
    return line.without(flag.span) if alone else None


def _prune_all(line: Line) -> Iterator[Advice]:
    if line.parsed.command.name in {"image prune", "system prune"}:
        for flag in switched_on(line, "all")[:1]:
            told = "-a removes every image that no container uses, also those you will have to pull or build again."
            yield Advice("prune-all", "warning", flag.span, told)


def _volumes(line: Line) -> Iterator[Advice]:
    if line.parsed.command.name in {"system prune", "compose down"}:
        for flag in switched_on(line, "volumes")[:1]:
            yield Advice("volumes-go", "danger", flag.span, "The data in the volumes goes too, for good.")


RULES: tuple[Rule, ...] = (_force, _prune_all, _volumes)
