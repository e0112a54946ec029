"""Package managers that leave nothing behind."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from commands.dockerfile.advice.packages import has_cache_mount, is_apt, is_pip_install
from commands.dockerfile.advice.rule import calls
from commands.dockerfile.effect import settings
from commands.dockerfile.model import Dockerfile, Instruction
from commands.dockerfile.rewriting.writing import Change, with_commands
from commands.dockerfile.shell import ShellCommand, runs

_TIDY = ShellCommand("&&", "rm -rf /var/lib/apt/lists/*")


def _edited(
    dockerfile: Dockerfile, edit: Callable[[list[ShellCommand]], list[ShellCommand]], reason: str
) -> tuple[Sequence[Instruction], list[str]]:
    changed: list[Instruction] = []
    why: list[str] = []
    for each in dockerfile.instructions:
        commands = chain(each)
        edited = edit(commands) if commands else commands
        if edited != commands:
            why = [reason]
            changed.append(with_commands(each, edited))
        else:
            changed.append(each)
    return changed, why


def chain(instruction: Instruction) -> list[ShellCommand]:
    """Returns the commands of a RUN that is nothing but a chain; none for any other instruction."""
    if instruction.keyword != "RUN" or instruction.exec is not None or instruction.heredocs:
        return []
    read = instruction.script
    return list(read.commands) if read.is_chain and not has_cache_mount(instruction) else []


def _pip(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    if any("PIP_NO_CACHE_DIR" in settings(stage, dockerfile.escape) for stage in dockerfile.stages):
        return dockerfile.instructions, []
    reason = "--no-cache-dir: what pip downloads doesn't stay in the layer."
    return _edited(dockerfile, lambda commands: [_pip_without_cache(each) for each in commands], reason)


def _pip_without_cache(command: ShellCommand) -> ShellCommand:
    if not is_pip_install(command.words) or {"--no-cache-dir", "--cache-dir"} & set(command.words):
        return command
    return _with_flag(command, r"\bpip3? (?:-\S+ )*install\b", "--no-cache-dir")


def _apk(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    reason = "--no-cache: apk reads its list of packages without keeping it, so apk update has nothing to do."
    needless = all(_needs_no_index(each) for each in dockerfile.instructions)
    return _edited(dockerfile, lambda commands: _apk_without_cache(commands, drop_update=needless), reason)


def _needs_no_index(instruction: Instruction) -> bool:
    """Says whether an instruction would not miss what apk update fetched: apk upgrade would, and who knows of a script."""
    if "apk" not in instruction.source or instruction.keyword != "RUN":
        return instruction.keyword != "ONBUILD"
    commands = chain(instruction)
    named = [each for each in commands if "apk" in each.text and each.words[:1] != ("rm",)]
    return bool(commands) and all(runs(each.words, "apk", "add", "del", "update") for each in named)


def _apk_without_cache(commands: list[ShellCommand], *, drop_update: bool) -> list[ShellCommand]:
    if not any(runs(each.words, "apk", "add") for each in commands):
        return commands
    edited = [_apk_add(each) if runs(each.words, "apk", "add") else each for each in commands]
    kept = [
        each
        for each, after in zip(edited, [*edited[1:], None], strict=True)
        if not (drop_update and each.words == ("apk", "update") and _stands_alone(each, after))
    ]
    return [replace(kept[0], joined=""), *kept[1:]]


def _stands_alone(command: ShellCommand, after: ShellCommand | None) -> bool:
    return command.joined != "|" and (after is None or after.joined != "|")


def _apk_add(command: ShellCommand) -> ShellCommand:
    return command if "--no-cache" in command.words else _with_flag(command, r"\bapk (?:-\S+ )*add\b", "--no-cache")


def _with_flag(command: ShellCommand, where: str, flag: str) -> ShellCommand:
    return replace(command, text=re.sub(where, lambda found: f"{found[0]} {flag}", command.text, count=1))


def tidy_apt(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    """Removes apt's lists in the RUN that fetched them, where no later step counts on them."""
    changed = list(dockerfile.instructions)
    why: list[str] = []
    for at, each in enumerate(dockerfile.instructions):
        commands = chain(each)
        if commands and _leaves_lists(each, commands) and not any(map(_counts_on_lists, changed[at + 1 :])):
            changed[at] = with_commands(each, [*commands, _TIDY])
            why = [
                "apt's lists of packages are removed in the RUN that fetched them: a later one would only hide them."
            ]
    return changed, why


def _leaves_lists(run: Instruction, commands: list[ShellCommand]) -> bool:
    updates = any(is_apt(each.words, "update") for each in commands)
    installs = any(is_apt(each.words, "install") for each in commands)
    ends = any(each.words[:1] in (("exec",), ("exit",)) for each in commands)
    return updates and installs and not ends and "/var/lib/apt" not in run.text


def _counts_on_lists(instruction: Instruction) -> bool:
    if "apt" not in instruction.source:
        return False
    if instruction.keyword != "RUN":
        return instruction.keyword == "ONBUILD"
    for words in calls(instruction):
        if is_apt(words, "update"):
            return False
        if words[0] != "rm" and any("apt" in word for word in words):
            return True
    return False


CHANGES: tuple[Change, ...] = (_pip, _apk)
