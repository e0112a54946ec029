"""The words of a docker command one by one, each with its role and its explanation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.explain.arguments import argument_in_words, role_of
from commands.explain.brevity import brief
from commands.explain.model import Objection, Span, Token
from commands.explain.parsed import Parsed, Taken
from commands.explain.surroundings import is_compose, surrounding
from commands.explain.telling import flag_in_words, value_in_words
from commands.explain.words import Piece

_DOCKER = "Docker's command line, which asks an engine to do the work."
_COMPOSE = "Compose under its old name: it runs several containers that belong together, as a file describes them."
_FAULTY = {"unknown_command": "command", "unknown_flag": "flag"}


def tokens_of(parsed: Parsed, pieces: Sequence[Piece], program: int) -> Iterator[Token]:
    """Yields a token for each piece of a command; `program` is the index of the word docker."""
    taken: dict[Span, list[Taken]] = {}
    for each in parsed.taken:
        taken.setdefault(each.span, []).append(each)
    positions = {argument.span: position for position, argument in enumerate(parsed.args)}
    for index, piece in enumerate(pieces):
        if index == program:
            yield Token(piece.span, "program", _COMPOSE if is_compose(piece) else _DOCKER)
        elif piece.part != "word" or index < program:
            if piece.value != "\n":
                yield surrounding(piece)
        elif piece.value.isspace() and _is_blank(piece):
            continue  # a non-breaking space: a word to the shell, but nothing to point at
        elif piece.span in taken:
            yield _read(parsed, taken[piece.span], positions.get(piece.span, 0))
        else:
            yield _unread(parsed.error, piece)


def _is_blank(piece: Piece) -> bool:
    return piece.span[1] - piece.span[0] == len(piece.value)


def _unread(error: Objection | None, piece: Piece) -> Token:
    if error is not None and error.span == piece.span and error.kind in _FAULTY:
        meant = f" Perhaps {error.suggestion} is meant." if error.suggestion else ""
        return Token(piece.span, _FAULTY[error.kind], error.message + meant, None, piece.value)
    told = "Not read: docker stops at the fault before it." if error else "Not read: docker shows its help instead."
    return Token(piece.span, "argument", told, None, piece.value)


def _read(parsed: Parsed, taken: Sequence[Taken], position: int) -> Token:
    first = taken[0]
    if first.role == "command" and first.command is not None:
        return Token(first.span, "command", first.command.text)
    if first.role == "operator":
        return Token(first.span, "operator", "Ends docker's options: what follows is no option.")
    if first.role == "argument":
        told = brief(argument_in_words(parsed, position, first.value or ""))
        return Token(first.span, role_of(parsed, position), told, None, first.value)
    if first.flag is None:
        return Token(first.span, "flag", "Shows how the command is used, and does nothing else.")
    command = first.command or parsed.command
    if first.role == "value":
        told = brief(value_in_words(command, first.flag, first.value or "", parsed.given))
        return Token(first.span, "value", told, first.flag.name, first.value)
    told = " ".join(flag_in_words(command, each.flag, each.value, parsed.given) for each in taken if each.flag)
    return Token(first.span, "flag", brief(told), first.flag.name, taken[-1].value)
