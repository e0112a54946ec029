"""The words of a docker command one by one, each with its role and its explanation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from commands.explain.arguments import argument_in_words, role_of
from commands.explain.brevity import brief
from commands.explain.model import Objection, Span, Token
from commands.explain.parsed import Parsed
from commands.explain.surroundings import is_compose, surrounding
from commands.explain.telling import flag_in_words, value_in_words, value_told
from commands.explain.words import Piece

_DOCKER = "Docker's command line, which asks an engine to do the work."
_COMPOSE = "Compose under its old name: it runs several containers that belong together, as a file describes them."
_HELP = "Shows how the command is used, and does nothing else."
_FAULTY = {"unknown_command": "command", "unknown_flag": "flag"}


def tokens_of(parsed: Parsed, pieces: Sequence[Piece], program: int) -> Iterator[Token]:
    """Yields a token for each piece of a command; `program` is the index of the word docker."""
    read = _read(parsed)
    for index, piece in enumerate(pieces):
        token = read.get(piece.span)
        if token is not None and not piece.value.isspace():
            yield token
        elif index == program:
            yield Token(piece.span, "program", _COMPOSE if is_compose(piece) else _DOCKER)
        elif piece.part != "word" or index < program:
            if piece.value != "\n":
                yield surrounding(piece)
        elif piece.value.isspace() and _is_blank(piece):
            continue  # a non-breaking space: a word to the shell, but nothing to point at
        elif token is not None:
            yield token
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


def _read(parsed: Parsed) -> dict[Span, Token]:
    """Returns the tokens of the words that docker reads, by their place."""
    tokens: dict[Span, Token] = {}
    position, told = 0, ""
    for span, role, flag, value, command in parsed.taken:
        if flag is not None and role == "flag":
            told = value_told(command or parsed.command, flag, value, parsed.given)
            token = Token(span, "flag", brief(flag_in_words(flag, value, told)), flag.name, value)
            tokens[span] = _together(tokens[span], token) if span in tokens else token
        elif flag is not None:  # its flag stands before it, and tells both
            tokens[span] = Token(span, "value", brief(value_in_words(flag, value or "", told)), flag.name, value)
        elif role == "argument":
            tokens[span] = _argument(parsed, position, span, value or "")
            position += 1
        elif command is not None:
            tokens[span] = Token(span, "command", command.text)
        elif role == "operator":
            tokens[span] = Token(span, "operator", "Ends docker's options: what follows is no option.")
        else:
            token = Token(span, "flag", _HELP)
            tokens[span] = _together(tokens[span], token) if span in tokens else token
    return tokens


def _argument(parsed: Parsed, position: int, span: Span, value: str) -> Token:
    role = role_of(parsed, position)
    return Token(span, role, brief(argument_in_words(parsed, position, role, value)), None, value)


def _together(first: Token, flag: Token) -> Token:
    """Returns the token of a cluster of short flags so far, with one more."""
    return Token(first.span, "flag", brief(f"{first.text} {flag.text}"), first.flag, flag.value)
