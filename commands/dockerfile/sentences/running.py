"""Sentences on RUN, CMD and ENTRYPOINT: what is run, and when."""

from __future__ import annotations

from collections.abc import Sequence

from commands.dockerfile.model import Instruction, Stage
from commands.dockerfile.sentences.phrases import counted, listed, shown

_MOUNTS = 4


def run(instruction: Instruction) -> tuple[str, ...]:
    """Returns what RUN runs and what it borrows meanwhile."""
    if not instruction.text:
        return ("Runs nothing, and still makes a layer, an empty one.",)
    mounts = [flag.value or "" for flag in instruction.flags if flag.name == "mount"]
    return (
        f"Runs {_what_runs(instruction)} and keeps what it leaves on the disk.",
        *(_mount(dict(field.partition("=")[::2] for field in mount.split(","))) for mount in mounts[:_MOUNTS]),
        *(["It has no network."] if instruction.flag("network") == "none" else []),
    )


def _what_runs(instruction: Instruction) -> str:
    if instruction.exec is not None:
        return f"{shown(' '.join(instruction.exec))} without a shell"
    commands = instruction.script.commands
    names = listed(dict.fromkeys(_command_name(each.words) for each in commands if each.words))
    if instruction.heredocs and instruction.text.startswith("<<"):
        lines = counted(len(instruction.heredocs[0].content.splitlines()), "line")
        return f"a script of {lines} ({names})" if commands else f"a script of {lines}"
    if len(commands) > 1:
        return f"{counted(len(commands), 'command')} in one shell ({names})"
    return shown(" ".join(instruction.text.split()))


def _command_name(words: Sequence[str]) -> str:
    verbs = [word for word in words[1:] if word.isalpha()]
    return " ".join([words[0], *verbs[:1]]) if words[0] in _WITH_VERBS else words[0]


_WITH_VERBS = frozenset(
    {
        "apt-get",
        "apt",
        "apk",
        "pip",
        "pip3",
        "npm",
        "yarn",
        "pnpm",
        "go",
        "cargo",
        "git",
        "make",
        "dnf",
        "yum",
        "bundle",
    }
)


def _mount(fields: dict[str, str]) -> str:
    where = shown(fields.get("target") or fields.get("dst") or fields.get("destination") or "")
    match fields.get("type", "bind"):
        case "cache":
            return f"A folder that builds share is at {where} meanwhile and stays out of the image."
        case "secret":
            return f"The secret {shown(fields.get('id', ''))} can be read meanwhile and stays out of the image."
        case "ssh":
            return "It may use your SSH keys meanwhile."
        case "tmpfs":
            return f"{where} is in memory meanwhile."
        case _:
            return f"Files of the build are lent to it at {where}." if where else "Files of the build are lent to it."


def cmd(instruction: Instruction, stage: Stage) -> str:
    """Returns what CMD starts."""
    entrypoint = next((each for each in reversed(stage.instructions) if each.keyword == "ENTRYPOINT"), None)
    if not instruction.text or instruction.exec == ():
        return "Forgets the command of the base image."
    if entrypoint and entrypoint.text and entrypoint.exec is None:
        return f"Has no effect: the ENTRYPOINT on line {entrypoint.first} goes through a shell and takes no words."
    if entrypoint:
        return f"Hands {_started(instruction)} to the ENTRYPOINT, unless docker run gives other words."
    return f"Starts {_started(instruction)} when a container is run, unless docker run gives another command."


def entrypoint(instruction: Instruction) -> str:
    """Returns what ENTRYPOINT starts."""
    if not instruction.text or instruction.exec == ():
        return "Forgets the ENTRYPOINT of the base image, so that CMD alone says what starts."
    told = f"Every container starts {_started(instruction)}"
    if instruction.exec is None:
        return f"{told}; words behind the image's name in docker run are lost."
    return f"{told}; words behind the image's name in docker run are added to it."


def _started(instruction: Instruction) -> str:
    if instruction.exec is not None:
        return shown(" ".join(instruction.exec)) or "nothing"
    return f"{shown(instruction.text)} through a shell"
