"""What stands behind an instruction's flags, as values."""

from __future__ import annotations

import re

from commands.dockerfile.model import Instruction
from commands.dockerfile.wording import bare, split


def items(instruction: Instruction) -> tuple[str, ...]:
    """Returns the words of COPY, ADD, VOLUME, EXPOSE and FROM."""
    return tuple(instruction.text.split()) if instruction.exec is None else instruction.exec


def pairs(instruction: Instruction, escape: str) -> list[tuple[str, str]]:
    """Returns the names and values of ENV, LABEL and ARG; an ARG without a value has an empty one."""
    if is_old_form(instruction, escape):
        name, _, value = re.sub(r"\s+", " ", instruction.text, count=1).partition(" ")
        return [(bare(name), value.strip())]
    named = (word.partition("=") for word in split(instruction.text, escape))
    return [(bare(name), bare(value)) for name, _, value in named]


def is_old_form(instruction: Instruction, escape: str) -> bool:
    """Says whether an ENV or LABEL is written without an equals sign: `ENV NAME the value`."""
    words = split(instruction.text, escape)
    return instruction.keyword in {"ENV", "LABEL"} and bool(words) and "=" not in words[0]


_FOR_SHELL = re.compile(r"#!.*[/ ](?:sh|bash|ash|dash|zsh)\b")

EVERYTHING = frozenset({".", "./", "*", "./*"})
"""Sources that stand for all that lies in the build's folder."""

_PLAIN_FILE = re.compile(
    r"[\w./-]*\.(?:py|js|mjs|ts|json|ya?ml|toml|ini|cfg|conf|txt|md|sh|html|css|rb|go|java|xml|lock|sql)", re.ASCII
)


def is_plain(source: str) -> bool:
    """Says whether ADD surely won't unpack a source: it goes by the content, so the name tells of few files."""
    return source in {".", "./"} or source.endswith("/") or bool(_PLAIN_FILE.fullmatch(source))


def sources(instruction: Instruction) -> tuple[str, ...]:
    """Returns what a COPY or ADD takes, without here-documents."""
    return tuple(word for word in items(instruction)[:-1] if not word.startswith("<<"))


def target(instruction: Instruction) -> str:
    """Returns where a COPY or ADD puts it."""
    return items(instruction)[-1] if items(instruction) else ""


def shell_text(instruction: Instruction) -> str:
    """Returns what a RUN has its shell do: its line, or the here-document it hands over.

    Empty in exec form, and for a script that names another program to read it.
    """
    if instruction.exec is not None:
        return ""
    if instruction.heredocs and instruction.text.startswith("<<"):
        content = instruction.heredocs[0].content
        return "" if content.startswith("#!") and not _FOR_SHELL.match(content) else content
    return instruction.text
