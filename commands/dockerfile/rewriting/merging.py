"""Steps that follow each other, made one: each RUN and COPY is a layer of the image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commands.dockerfile.advice.copying import EVERYTHING
from commands.dockerfile.arguments import items, sources, target
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.rewriting.writing import Change, comments, with_commands, with_text
from commands.dockerfile.shell import Script, ShellCommand, read_script

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
    kept: list[Instruction] = []
    for each in body:
        together = _together(kept[-1], each, has_sh=has_sh) if kept else None
        if together is not None:
            kept[-1] = together
        else:
            kept.append(each)
    return kept


def _together(one: Instruction, other: Instruction, *, has_sh: bool) -> Instruction | None:
    if one.keyword != other.keyword or one.flags != other.flags or one.heredocs or other.heredocs:
        return None
    if one.keyword == "RUN" and has_sh and one.exec is None and other.exec is None:
        return _one_run(one, other)
    return _one_copy(one, other) if one.keyword == "COPY" else None


def _one_run(one: Instruction, other: Instruction) -> Instruction | None:
    first, second = read_script(one.text), read_script(other.text)
    if not (_may_go_on(first) and second.is_chain):
        return None
    commands = [*first.commands, replace(second.commands[0], joined="&&"), *second.commands[1:]]
    return with_commands(replace(one, before=comments(one) + _said(other), source="RUN"), commands)


def _may_go_on(script: Script) -> bool:
    """A RUN begins in a fresh shell, so what goes before it may not change the folder, the variables or the options."""
    return script.is_chain and not any(_changes_the_shell(each) for each in script.commands)


def _changes_the_shell(command: ShellCommand) -> bool:
    return command.leaves_a_mark or command.text.endswith("&")


def _said(instruction: Instruction) -> str:
    """Returns the comments on an instruction, without empty lines between them."""
    return "".join(f"{line}\n" for line in comments(instruction).split("\n") if line.strip())


def _one_copy(one: Instruction, other: Instruction) -> Instruction | None:
    to = target(one)
    same_folder = to == target(other) and (to.endswith("/") or to == ".")
    taken = [*sources(one), *sources(other)]
    if not same_folder or one.exec is not None or other.exec is not None or EVERYTHING & set(taken):
        return None
    words = [*items(one)[:-1], *items(other)[:-1], to if to.endswith("/") else "./"]
    return with_text(replace(one, before=comments(one) + _said(other), source="COPY"), "COPY", " ".join(words))


CHANGES: tuple[Change, ...] = (_steps,)
