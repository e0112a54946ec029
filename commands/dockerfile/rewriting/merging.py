"""Steps that follow each other, made one: each RUN and COPY is a layer of the image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands.dockerfile.arguments import EVERYTHING, items, sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.rewriting.writing import Change, comments, with_commands, with_text
from commands.dockerfile.shell import Script, ShellCommand

_LIKE_SH = frozenset({"sh", "bash", "ash", "dash", "zsh"})


def _steps(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    """Only the layers of the finished image count; in other stages separate steps are kept for the cache."""
    final = {stage.index for stage in dockerfile.final}
    changed: list[Instruction] = list(dockerfile.arguments)
    why: list[str] = []
    for stage in dockerfile.stages:
        body = list(stage.instructions)
        if stage.index in final:
            body = _merged(body, has_sh=_has_sh(stage))
            if len(body) < len(stage.instructions):
                why = [
                    "Steps that follow each other are one now: fewer layers, and what one of them removes is really gone."
                ]
        changed += [stage.opening, *body]
    return changed, why


def _has_sh(stage: Stage) -> bool:
    shells = [each.exec[0] for each in stage.instructions if each.keyword == "SHELL" and each.exec]
    return all(shell.rpartition("/")[2] in _LIKE_SH for shell in shells)


def _merged(body: list[Instruction], *, has_sh: bool) -> list[Instruction]:
    groups: list[list[Instruction]] = []
    for each in body:
        if groups and _fits(groups[-1][-1], each, has_sh=has_sh):
            groups[-1].append(each)
        else:
            groups.append([each])
    return [group[0] if len(group) == 1 else _together(group) for group in groups]


def _fits(one: Instruction, other: Instruction, *, has_sh: bool) -> bool:
    if one.keyword != other.keyword or one.flags != other.flags or one.heredocs or other.heredocs:
        return False
    if one.keyword == "RUN":
        return has_sh and _may_go_on(one.script) and other.script.is_chain
    return one.keyword == "COPY" and _is_same_folder(one, other)


def _may_go_on(script: Script) -> bool:
    """A RUN begins in a fresh shell, so what goes before it may not change the folder, the variables or the options."""
    return script.is_chain and not any(each.leaves_a_mark for each in script.commands)


def _is_same_folder(one: Instruction, other: Instruction) -> bool:
    to = target(one)
    everything = EVERYTHING & {*sources(one), *sources(other)}
    folder = to == target(other) and (to.endswith("/") or to == ".")
    return folder and one.exec is None and other.exec is None and not everything


def _together(group: Sequence[Instruction]) -> Instruction:
    said = comments(group[0]) + "".join(map(_said, group[1:]))
    first = replace(group[0], before=said, source=group[0].keyword)
    if first.keyword == "RUN":
        return with_commands(first, [command for each in group for command in _behind(each.script.commands)])
    to = target(first) if target(first).endswith("/") else "./"
    return with_text(first, "COPY", " ".join([*(word for each in group for word in items(each)[:-1]), to]))


def _behind(commands: Sequence[ShellCommand]) -> list[ShellCommand]:
    return [replace(commands[0], joined="&&"), *commands[1:]]


def _said(instruction: Instruction) -> str:
    """Returns the comments on an instruction, without empty lines between them."""
    return "".join(f"{line}\n" for line in comments(instruction).split("\n") if line.strip())


CHANGES: tuple[Change, ...] = (_steps,)
