"""What each instruction does, with its values put in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from commands.dockerfile.arguments import items, pairs, shell_text, sources, target
from commands.dockerfile.effect import layers_of
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.parsing import trigger
from commands.dockerfile.stages import stage_of
from commands.text import shorten

_SHOWN = 60
_MANY = 4


@dataclass(frozen=True, slots=True)
class Told:
    """An instruction in words. `kind` is layer, metadata or none; `again` is a sentence on what makes a build do it again."""

    instruction: Instruction
    text: str
    kind: str
    again: str


def tell(dockerfile: Dockerfile) -> list[Told]:
    """Explains every instruction, in order."""
    layers = {each.first for stage in dockerfile.stages for each in layers_of(stage, dockerfile)}
    told = [Told(each, _above(each, dockerfile), "none", "") for each in _outside(dockerfile)]
    for stage in dockerfile.stages:
        told.append(Told(stage.opening, _from(stage, dockerfile), "none", ""))
        copied: list[int] = []
        for each in stage.instructions:
            kind = _kind(each, is_layer=each.first in layers)
            told.append(Told(each, _sentence(each, stage, dockerfile), kind, _again(each, kind, copied)))
            copied += [each.first] if each.keyword in {"COPY", "ADD"} else []
    return told


def _kind(instruction: Instruction, *, is_layer: bool) -> str:
    if is_layer:
        return "layer"
    return "none" if instruction.keyword == "ARG" else "metadata"


def _again(instruction: Instruction, kind: str, copied: Sequence[int]) -> str:
    """Returns what makes a build do a step again, beyond a change of its own text and of steps above it."""
    if instruction.keyword in {"COPY", "ADD"}:
        return "Done again when these files have changed."
    if kind == "layer" and copied:
        lines = f"line {copied[0]} copies" if len(copied) == 1 else f"lines {_listed(map(str, copied))} copy"
        return f"Done again when what {lines} has changed."
    return ""


def _outside(dockerfile: Dockerfile) -> Iterable[Instruction]:
    first = dockerfile.stages[0].opening.first if dockerfile.stages else float("inf")
    return (each for each in dockerfile.instructions if each.first < first)


def _above(instruction: Instruction, dockerfile: Dockerfile) -> str:
    if instruction.keyword != "ARG":
        return "Nothing can come of this before a FROM."
    return f"{_arg(instruction, dockerfile)} It stands above FROM, so only the FROM lines see it."


def _sentence(instruction: Instruction, stage: Stage, dockerfile: Dockerfile) -> str:
    match instruction.keyword:
        case "COPY" | "ADD":
            return _copy(instruction, dockerfile)
        case "RUN":
            return _run(instruction)
        case "ONBUILD":
            held = trigger(instruction, dockerfile.escape)
            return f"Held back until another build starts FROM this image. Then: {_sentence(held, stage, dockerfile)}"
        case "CMD":
            return _cmd(instruction, stage)
        case "ARG":
            return _arg(instruction, dockerfile)
        case "ENV" | "LABEL":
            return _pairs(instruction, dockerfile.escape)
    tell_it = _BY_KEYWORD.get(instruction.keyword)
    return tell_it(instruction) if tell_it else "Docker knows no such instruction."


def _from(stage: Stage, dockerfile: Dockerfile) -> str:
    many = len(dockerfile.stages) > 1
    last = stage is dockerfile.stages[-1]
    begins = f"Begins the stage {stage.called}" if many else "Begins the image"
    on = f"on the stage {dockerfile.stages[stage.parent].called}" if stage.parent is not None else f"on {_base(stage)}"
    platform = stage.opening.flag("platform")
    built_for = f", for the platform {_shown(platform)}" if platform else ""
    end = " This stage becomes the image." if many and last else ""
    beside = (
        " Of it only what later stages take remains." if many and not last and not _is_parent(stage, dockerfile) else ""
    )
    return f"{begins} {on}{built_for}.{end}{beside}"


def _is_parent(stage: Stage, dockerfile: Dockerfile) -> bool:
    return stage in dockerfile.final


def _base(stage: Stage) -> str:
    if stage.base.lower() == "scratch":
        return "nothing: scratch is an empty image, without a shell"
    return f"the image {_shown(stage.base)}, whose layers it takes over"


def _copy(instruction: Instruction, dockerfile: Dockerfile) -> str:
    taken, to = sources(instruction), target(instruction)
    written = [heredoc.name for heredoc in instruction.heredocs]
    what = _listed([*taken, *(f"the lines down to {name}" for name in written)])
    if instruction.keyword == "ADD":
        told = _add(taken, what, to)
    else:
        source = instruction.flag("from")
        told = f"Copies {what}{_origin(source, dockerfile) if taken else ''} into the image at {_shown(to)}."
    return told + "".join(_aside(instruction))


def _origin(source: str | None, dockerfile: Dockerfile) -> str:
    if source is None:
        return " from the build's folder"
    stage = stage_of(source, dockerfile.stages)
    return f" from the stage {stage.called}" if stage else f" from the image {_shown(source)}"


def _add(taken: tuple[str, ...], what: str, to: str) -> str:
    if any(each.startswith(("http://", "https://", "ftp://")) for each in taken):
        return f"Downloads {what} during the build and puts it at {_shown(to)}; archives from the network are not unpacked."
    if any(each.startswith("git@") or each.endswith(".git") for each in taken):
        return f"Fetches {what} with git during the build and puts its files at {_shown(to)}."
    return f"Puts {what} from the build's folder at {_shown(to)}; a tar archive is unpacked there."


def _aside(instruction: Instruction) -> Iterable[str]:
    owner, mode = instruction.flag("chown"), instruction.flag("chmod")
    if owner:
        yield f" The files belong to {_shown(owner)}."
    if mode:
        yield f" They get the permissions {_shown(mode)}."
    if instruction.flag("link") in {"", "true"}:
        yield " The layer stands on its own, so a changed base doesn't make it anew."


def _run(instruction: Instruction) -> str:
    if not instruction.text:
        return "Runs nothing, and still makes a layer, an empty one."
    told = f"Runs {_what_runs(instruction)} and keeps what it leaves on the disk."
    mounts = [flag.value or "" for flag in instruction.flags if flag.name == "mount"]
    for mount in mounts[:_MANY]:
        told += _mount(dict(field.partition("=")[::2] for field in mount.split(",")))
    if instruction.flag("network") == "none":
        told += " It has no network."
    return told


def _what_runs(instruction: Instruction) -> str:
    if instruction.exec is not None:
        return f"{_shown(' '.join(instruction.exec))} without a shell"
    text = shell_text(instruction)
    if instruction.heredocs and instruction.text.startswith("<<"):
        return f"a script of {_counted(len(text.splitlines()), 'line')}"
    commands = instruction.script.commands
    if len(commands) > 1:
        names = list(dict.fromkeys(_command_name(each.words) for each in commands if each.words))
        return f"{_counted(len(commands), 'command')} in one shell ({_listed(names)})"
    return _shown(" ".join(text.split()))


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
    where = _shown(fields.get("target") or fields.get("dst") or fields.get("destination") or "")
    match fields.get("type", "bind"):
        case "cache":
            return f" A folder that builds share is at {where} meanwhile and stays out of the image."
        case "secret":
            return f" The secret {_shown(fields.get('id', ''))} can be read meanwhile and stays out of the image."
        case "ssh":
            return " It may use your SSH keys meanwhile."
        case "tmpfs":
            return f" {where} is in memory meanwhile."
        case _:
            return f" Files of the build are lent to it at {where}." if where else " Files of the build are lent to it."


def _cmd(instruction: Instruction, stage: Stage) -> str:
    entrypoint = any(each.keyword == "ENTRYPOINT" for each in stage.instructions)
    if not instruction.text or instruction.exec == ():
        return "Forgets the command of the base image."
    if entrypoint:
        return f"Hands {_started(instruction)} to the ENTRYPOINT, unless docker run gives other words."
    return f"Starts {_started(instruction)} when a container is run, unless docker run gives another command."


def _entrypoint(instruction: Instruction) -> str:
    if not instruction.text or instruction.exec == ():
        return "Forgets the ENTRYPOINT of the base image, so that CMD alone says what starts."
    told = f"Every container starts {_started(instruction)}"
    if instruction.exec is None:
        return f"{told}; words behind the image's name in docker run are lost."
    return f"{told}; words behind the image's name in docker run are added to it."


def _started(instruction: Instruction) -> str:
    if instruction.exec is not None:
        return _shown(" ".join(instruction.exec)) or "nothing"
    return f"{_shown(instruction.text)} through a shell"


def _arg(instruction: Instruction, dockerfile: Dockerfile) -> str:
    named = [f"{_shown(name)} ({_shown(value)} unless told otherwise)" if value else _shown(name)
             for name, value in pairs(instruction, dockerfile.escape)]  # fmt: skip
    return f"Declares {_listed(named)} for the build, to be set with --build-arg; a container does not get it."


def _pairs(instruction: Instruction, escape: str) -> str:
    set_ = [f"{_shown(name)} to {_shown(value) or 'nothing'}" for name, value in pairs(instruction, escape)]
    if instruction.keyword == "LABEL":
        return f"Notes on the image: {_listed(set_)}."
    return f"Sets {_listed(set_)}, for the steps that follow and for every container."


def _health(instruction: Instruction) -> str:
    if instruction.text.upper().startswith("NONE"):
        return "Switches off the health check of the base image."
    command = " ".join(instruction.exec) if instruction.exec else instruction.text[3:].strip()
    every, retries = instruction.flag("interval") or "30s", instruction.flag("retries") or "3"
    return (
        f"Runs {_shown(command)} in the container every {_shown(every)}; "
        f"after {_shown(retries)} failures in a row it counts as unhealthy."
    )


def _expose(instruction: Instruction) -> str:
    return (
        f"Notes that the program listens on {_listed(items(instruction))}; only docker run -p opens it to the outside."
    )


def _volume(instruction: Instruction) -> str:
    return f"What is written to {_listed(items(instruction))} goes to a volume beside the container, a new one if none is named."


def _user(instruction: Instruction) -> str:
    return f"From here on the steps and the container run as {_shown(instruction.text)}."


def _workdir(instruction: Instruction) -> str:
    return (
        f"Makes {_shown(instruction.text)} the folder for what follows and for the container; it is created if missing."
    )


def _signal(instruction: Instruction) -> str:
    return f"docker stop will send {_shown(instruction.text)} first."


def _shell(instruction: Instruction) -> str:
    return (
        f"Commands that are written without a list are run by {_shown(' '.join(instruction.exec or ()))} from here on."
    )


def _maintainer(instruction: Instruction) -> str:
    return f"Notes {_shown(instruction.text)} as the author, in a way that is outdated."


_BY_KEYWORD: dict[str, Callable[[Instruction], str]] = {
    "ENTRYPOINT": _entrypoint,
    "HEALTHCHECK": _health,
    "EXPOSE": _expose,
    "VOLUME": _volume,
    "USER": _user,
    "WORKDIR": _workdir,
    "STOPSIGNAL": _signal,
    "SHELL": _shell,
    "MAINTAINER": _maintainer,
}


def _listed(words: Iterable[str]) -> str:
    shown = [_shown(word) for word in words]
    kept = shown if len(shown) <= _MANY else [*shown[: _MANY - 1], f"{len(shown) - _MANY + 1} more"]
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} and {kept[-1]}" if kept else "nothing"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _shown(text: str) -> str:
    return shorten(" ".join(text.split()), _SHOWN)
