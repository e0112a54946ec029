"""What BuildKit refuses in a Dockerfile, before it builds anything: one sentence each."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Sequence

from commands.dockerfile.arguments import is_old_form, items
from commands.dockerfile.keywords import FLAGS, REPEATED, SWITCHES
from commands.dockerfile.model import Fault, Instruction, Stage
from commands.dockerfile.wording import split
from commands.explain.nearest import nearest
from commands.text import shorten

_STAGE_NAME = re.compile(r"[a-z][a-z0-9_.-]*")
_DURATION = re.compile(r"(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+|0")
_SHOWN = 40

_EXAMPLES = {
    "ADD": "ADD https://example.org/a.tar.gz /opt/",
    "ARG": "ARG VERSION=1.0",
    "COPY": "COPY app.py /app/",
    "ENTRYPOINT": 'ENTRYPOINT ["python", "app.py"]',
    "ENV": "ENV PORT=8080",
    "EXPOSE": "EXPOSE 8080",
    "FROM": "FROM alpine:3.20",
    "HEALTHCHECK": "HEALTHCHECK CMD curl -f http://localhost/",
    "LABEL": 'LABEL org.opencontainers.image.title="My image"',
    "MAINTAINER": 'LABEL org.opencontainers.image.authors="you@example.org"',
    "ONBUILD": "ONBUILD COPY . /app",
    "RUN": "RUN pip install flask",
    "SHELL": 'SHELL ["/bin/bash", "-c"]',
    "STOPSIGNAL": "STOPSIGNAL SIGTERM",
    "USER": "USER 1000",
    "VOLUME": "VOLUME /data",
    "WORKDIR": "WORKDIR /app",
}
_MAY_BE_BARE = frozenset({"CMD", "ENTRYPOINT", "RUN"})
_MAY_BE_EMPTY = frozenset({"CMD", "ENTRYPOINT"})
_SIGNALS = frozenset(each.name for each in signal.Signals)


def fault_of(instruction: Instruction, escape: str) -> Fault | None:
    """Returns what is wrong with an instruction, if anything is."""
    for check in _CHECKS:
        if told := check(instruction, escape):
            return Fault(instruction.first, instruction.last, told)
    return None


def faults_between(instructions: Sequence[Instruction], stages: Sequence[Stage]) -> Iterator[Fault]:
    """Yields what is wrong with the order of the instructions and with what they name of each other."""
    if not instructions:
        yield Fault(
            1, 1, "There is no instruction in this file: a Dockerfile begins with FROM, such as FROM alpine:3.20."
        )
        return
    yield from _before_from(instructions, stages)
    for stage in stages:
        if stage.opening.text and not stage.base:
            told = f"Nothing is left of {_shown(stage.opening.text)} when its variables are put in: give the ARG above it a value."
            yield Fault(stage.opening.first, stage.opening.last, told)
        yield from _copies_from(stage, stages)


def _before_from(instructions: Sequence[Instruction], stages: Sequence[Stage]) -> Iterator[Fault]:
    first = instructions[0]
    wrong = next((each for each in instructions if each.keyword != "ARG"), None)
    if wrong is not None and wrong.keyword in FLAGS and wrong.keyword != "FROM":
        told = f"{wrong.keyword} stands before any FROM: begin with the image to build on, such as FROM alpine:3.20."
        yield Fault(wrong.first, wrong.last, told)
    elif not stages and wrong is None:
        yield Fault(first.first, first.last, "No FROM says what to build on: begin with one, such as FROM alpine:3.20.")


def _copies_from(stage: Stage, stages: Sequence[Stage]) -> Iterator[Fault]:
    for each in stage.instructions:
        source = each.flag("from") if each.keyword == "COPY" else None
        if source is None:
            continue
        if source.isascii() and source.isdigit() and (len(source) > 4 or int(source) >= len(stages)):
            told = f"There is no stage {_shown(source)}: they are counted from 0, and the last is {len(stages) - 1}."
            yield Fault(each.first, each.last, told)
        elif source == str(stage.index) or (stage.name and source.lower() == stage.name):
            told = "A stage can't copy from itself: name an earlier stage or an image behind --from=."
            yield Fault(each.first, each.last, told)


def _unknown(instruction: Instruction, _: str) -> str:
    if instruction.keyword in FLAGS:
        return ""
    near = nearest(instruction.keyword, FLAGS)
    meant = f"did you mean {near}?" if near else "a line begins with a word such as FROM, RUN or COPY."
    if instruction.keyword in {"&&", "||", "|", ";"} or instruction.keyword.startswith(("-", "&&")):
        meant = "it seems to go on from the line above, which then has to end in a backslash."
    return f"There is no instruction {_shown(instruction.keyword)}: {meant}"


def _nothing_behind(instruction: Instruction, _: str) -> str:
    empty_list = instruction.exec == () and instruction.keyword not in _MAY_BE_EMPTY
    if not empty_list and (instruction.text or instruction.keyword in _MAY_BE_BARE):
        return ""
    return f"{instruction.keyword} has nothing behind it: write for example {_EXAMPLES[instruction.keyword]}"


def _flags(instruction: Instruction, _: str) -> str:
    known = FLAGS[instruction.keyword]
    seen: set[str] = set()
    for flag in instruction.flags:
        if flag.name not in known:
            return _unknown_flag(instruction.keyword, flag.name, known)
        if flag.name in seen and flag.name not in REPEATED:
            return f"--{flag.name} is given twice: keep one of them."
        if not flag.value and flag.name not in SWITCHES:
            return f"--{flag.name} needs a value behind an equals sign: --{flag.name}=VALUE, without a space."
        if flag.name in SWITCHES and flag.value not in {None, "true", "false"}:
            return f"--{flag.name} is a switch: write it alone, or with =true or =false."
        seen.add(flag.name)
    return ""


def _unknown_flag(keyword: str, name: str, known: frozenset[str]) -> str:
    near = nearest(name, known)
    if near:
        instead = f"did you mean --{near}?"
    elif known:
        instead = f"it takes {', '.join(f'--{each}' for each in sorted(known))}."
    else:
        instead = "it takes none; put the word in quotes or in a JSON list if it belongs to the command."
    return f"{keyword} has no flag --{_shown(name)}: {instead}"


def _from(instruction: Instruction, _: str) -> str:
    words = items(instruction)
    if len(words) == 3 and words[1].lower() == "as":
        if _STAGE_NAME.fullmatch(words[2].lower()):
            return ""
        return (
            f"{_shown(words[2])} can't name a stage: begin with a letter, then letters, digits, - _ and . may follow."
        )
    if len(words) == 1:
        return ""
    return "FROM takes an image, and AS with a name if you want one: FROM python:3.12-slim AS build."


def _copy(instruction: Instruction, _: str) -> str:
    words = items(instruction)
    keyword = instruction.keyword
    if len(words) < 2:
        return f"{keyword} needs a source and a target: {keyword} {_shown(words[0]) if words else 'app.py'} /app/"
    if words[-1].startswith("<<"):
        return f"The last word of {keyword} is the target, which can't be a here-document: write a path behind it."
    if len(words) > 2 and not words[-1].endswith(("/", "/.", "\\")) and words[-1] not in {".", "..", "./"}:
        return (
            f"{keyword} has more than one source, so its target is a folder and ends in a slash: {_shown(words[-1])}/"
        )
    return ""


def _pairs(instruction: Instruction, escape: str) -> str:
    keyword = instruction.keyword
    words = split(instruction.text, escape)
    if is_old_form(instruction, escape):
        return "" if len(words) > 1 else f"{keyword} needs a value: {keyword} {_shown(words[0])}=VALUE"
    for word in words:
        name, equals, _ = word.partition("=")
        if not equals:
            return f"{_shown(word)} has no equals sign: write NAME=VALUE, and quotes around a value with spaces."
        if not name.strip("'\""):
            return f"{_shown(word)} has no name before the equals sign: write NAME=VALUE, without spaces around it."
    return ""


def _arguments(instruction: Instruction, escape: str) -> str:
    for word in split(instruction.text, escape):
        if not word.partition("=")[0].strip("'\""):
            return f"{_shown(word)} has no name: write ARG NAME=VALUE, without spaces around the equals sign."
    return ""


def _health(instruction: Instruction, _: str) -> str:
    kind, _, rest = instruction.text.partition(" ")
    if kind.upper() == "NONE":
        return "HEALTHCHECK NONE takes nothing more: remove what follows it." if rest.strip() else ""
    if kind.upper() != "CMD":
        return f"HEALTHCHECK needs CMD before its command, or NONE: HEALTHCHECK CMD {_shown(instruction.text)}"
    if not rest.strip():
        return "HEALTHCHECK CMD needs a command: HEALTHCHECK CMD curl -f http://localhost/"
    for flag in instruction.flags:
        value = flag.value or ""
        if flag.name == "retries":
            if not value.isdecimal():
                return f"--retries is a whole number, not {_shown(value)}: write --retries=3"
        elif not _DURATION.fullmatch(value):
            return f"--{flag.name} is a time with its unit, not {_shown(value)}: write --{flag.name}=30s"
    return ""


def _onbuild(instruction: Instruction, _: str) -> str:
    held = instruction.text.split(maxsplit=1)[0].upper()
    if held in {"ONBUILD", "FROM", "MAINTAINER"}:
        return f"ONBUILD can't hold back {held}: name an instruction such as COPY or RUN."
    return ""


def _shell(instruction: Instruction, _: str) -> str:
    if instruction.exec:
        return ""
    return 'SHELL is written as a JSON list with double quotes: SHELL ["/bin/bash", "-c"]'


def _volume(instruction: Instruction, _: str) -> str:
    return "" if all(items(instruction)) else "A volume needs a path: VOLUME /data"


def _expose(instruction: Instruction, _: str) -> str:
    for port in items(instruction):
        if "$" in port:
            continue
        found = re.fullmatch(r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp|sctp))?", port, re.IGNORECASE)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not first <= last <= 65535:
            return f"{_shown(port)} is no port: write a number up to 65535, and /udp behind it for UDP: EXPOSE 8080"
    return ""


def _signal(instruction: Instruction, _: str) -> str:
    name = instruction.text.upper()
    if name.isdecimal() or "$" in name or {name, f"SIG{name}"} & _SIGNALS or re.match(r"(SIG)?RT(MIN|MAX)", name):
        return ""
    return f"There is no signal {_shown(instruction.text)}: write a name such as SIGTERM or SIGINT."


def _shown(text: str) -> str:
    return shorten(" ".join(text.split()), _SHOWN)


_PARTICULAR: dict[str, Callable[[Instruction, str], str]] = {
    "FROM": _from,
    "COPY": _copy,
    "ADD": _copy,
    "ENV": _pairs,
    "LABEL": _pairs,
    "ARG": _arguments,
    "HEALTHCHECK": _health,
    "ONBUILD": _onbuild,
    "SHELL": _shell,
    "VOLUME": _volume,
    "EXPOSE": _expose,
    "STOPSIGNAL": _signal,
}


def _one_of_a_kind(instruction: Instruction, escape: str) -> str:
    check = _PARTICULAR.get(instruction.keyword)
    return check(instruction, escape) if check else ""


_CHECKS = (_unknown, _flags, _nothing_behind, _one_of_a_kind)
