"""Other forms of the same instruction: labels for MAINTAINER, COPY for ADD, lists for simple commands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.dockerfile.advice.copying import is_archive, is_remote
from commands.dockerfile.arguments import is_plain, sources
from commands.dockerfile.effect import inherited_steps
from commands.dockerfile.model import Dockerfile, Instruction, Stage
from commands.dockerfile.rewriting.writing import Change, with_text, write_list

_PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+", re.ASCII)
_PROGRAM = re.compile(r"[\w./+-]+", re.ASCII)
_OF_THE_SHELL = frozenset(
    {"cd", "export", "set", "unset", "source", ".", "eval", "trap", "ulimit", "umask", "exit", "return", "read"}
    | {"if", "for", "while", "until", "case", "function", "time", "alias", "shift", "wait", "type", "command", ":"}
)


def _labels(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    changed, why = [], []
    for each in dockerfile.instructions:
        name = each.text.strip("'\"")
        if each.keyword == "MAINTAINER" and not re.search(r"[\"'\\$`]", name):
            changed.append(with_text(each, "LABEL", f'org.opencontainers.image.authors="{name}"'))
            why.append("MAINTAINER is outdated: a label says who made the image.")
        else:
            changed.append(each)
    return changed, why


def _copies(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    changed, why = [], []
    for each in dockerfile.instructions:
        if each.keyword == "ADD" and _is_plain_copy(each):
            changed.append(with_text(each, "COPY", each.text))
            why.append("ADD may unpack and download; COPY does what is wanted here and no more.")
        else:
            changed.append(each)
    return changed, why


def _is_plain_copy(add: Instruction) -> bool:
    taken = sources(add)
    harmless = all(map(is_plain, taken))
    local = not any(is_archive(each) or is_remote(each) for each in taken)
    known_flags = {flag.name for flag in add.flags} <= {"chown", "chmod", "link", "exclude"}
    return bool(taken) and harmless and local and known_flags and not add.heredocs


def _lists(dockerfile: Dockerfile) -> tuple[Sequence[Instruction], list[str]]:
    wanted = {each.first for stage in dockerfile.stages for each in _commands_to_list(stage, dockerfile)}
    changed, why = [], []
    for each in dockerfile.instructions:
        words = _plain_words(each) if each.first in wanted else None
        if words:
            changed.append(with_text(each, each.keyword, write_list(words)))
            why.append(f"{each.keyword} as a list starts the program without a shell, so docker stop reaches it.")
        else:
            changed.append(each)
    return changed, why


def _commands_to_list(stage: Stage, dockerfile: Dockerfile) -> list[Instruction]:
    """A list means something else where an ENTRYPOINT meets a CMD, and where SHELL chose a shell."""
    keywords = [each.keyword for each in (*inherited_steps(stage, dockerfile), *stage.instructions)]
    if "SHELL" in keywords or ("ENTRYPOINT" in keywords and "CMD" in keywords):
        return []
    return [each for each in stage.instructions if each.keyword in {"CMD", "ENTRYPOINT"} and each.exec is None]


def _plain_words(instruction: Instruction) -> list[str] | None:
    words = instruction.text.split()
    if words[:1] == ["exec"]:
        words = words[1:]
    if not words or words[0] in _OF_THE_SHELL or not _PROGRAM.fullmatch(words[0]) or words[0].startswith("-"):
        return None
    return words if all(_PLAIN_WORD.fullmatch(word) for word in words) else None


CHANGES: tuple[Change, ...] = (_labels, _copies, _lists)
