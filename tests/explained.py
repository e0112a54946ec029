"""Reads command lines for the specifications of the explainer."""

from __future__ import annotations

from typing import Any

from commands.explain import Reading, Token, explain


def read(line: str) -> Reading:
    """Returns the reading of the first docker command in a line."""
    return explain(line).lines[0]


def flags(line: str) -> list[tuple[str, str]]:
    """Returns the flags of a line with their values."""
    return [(flag.name, flag.value) for flag in read(line).flags]


def args(line: str) -> list[str]:
    """Returns the arguments of a line."""
    return [argument.value for argument in read(line).args]


def advice(line: str) -> set[str]:
    """Returns the ids of the advice on all commands of a line."""
    return {each.id for reading in explain(line).lines for each in reading.advice}


def effect(line: str) -> dict[str, Any]:
    """Returns the container that a line makes."""
    made = read(line).effect
    assert made is not None
    return dict(made)


def token(line: str, words: str) -> Token:
    """Returns the token of these words."""
    (found,) = [each for each in read(line).tokens if line[slice(*each.span)] == words]
    return found
