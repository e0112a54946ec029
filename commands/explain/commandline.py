"""Finds the docker commands in a text and explains each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain.advice import advice_on
from commands.explain.advice.line import Line
from commands.explain.arguments import argument_in_words, role_of
from commands.explain.effect import effect_of
from commands.explain.model import Explanation, Objection, Reading, Span, Token
from commands.explain.reading import Parsed, Taken, parse
from commands.explain.refusals import object_to_container
from commands.explain.summary import summary_of
from commands.explain.telling import flag_in_words, value_in_words
from commands.explain.words import Part, Piece, split
from content.docker_cli import load_grammar

_PROGRAM = re.compile(r"(?:.*[/\\])?docker(?:\.exe)?")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PREFIXES = {
    "sudo": "Runs what follows as the administrator.",
    "doas": "Runs what follows as the administrator.",
    "time": "Measures how long the command takes.",
    "watch": "Repeats the command every two seconds.",
    "nohup": "Lets the command go on after you have left.",
    "nice": "Lets other programs go first.",
    "exec": "Puts the command in the shell's place.",
    "command": "Runs the program of this name, whatever else the shell knows by it.",
    "env": "Sets variables for the command.",
    "winpty": "Gives the command a terminal in Git Bash on Windows.",
    "xargs": "Reads words from the command before and adds them to the command behind.",
}
_KEYWORDS = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{"})
_OPERATORS = {
    "&&": "What follows runs only if this command succeeds.",
    "||": "What follows runs only if this command fails.",
    "|": "Hands this command's output to the next command.",
    "|&": "Hands output and errors to the next command.",
    ";": "Ends the command; what follows runs in any case.",
    "&": "Runs the command in the background of your own shell.",
}


def explain(text: str) -> Explanation:
    """Reads every docker command in `text`; a text without one has no lines. Nothing is executed."""
    return Explanation(text, tuple(_read(text, pieces) for pieces in _commands(split(text))))


def _commands(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Yields the pieces of each docker command, with the operator that ends it."""
    current: list[Piece] = []
    for piece in pieces:
        current.append(piece)
        if piece.part is Part.OPERATOR:
            yield from _if_docker(current)
            current = []
    yield from _if_docker(current)


def _if_docker(pieces: list[Piece]) -> Iterator[list[Piece]]:
    if _program(pieces) is not None:
        yield pieces


def _program(pieces: list[Piece]) -> int | None:
    """Returns the index of the word docker, past sudo, time and variables; None where another program runs."""
    prefixed = False
    for index, piece in enumerate(pieces):
        if piece.part is not Part.WORD:
            continue
        if _PROGRAM.fullmatch(piece.value):
            return index
        prefixed = prefixed or piece.value in _PREFIXES
        known = piece.value in _PREFIXES or piece.value in _KEYWORDS or _ASSIGNMENT.match(piece.value)
        if not known and not (prefixed and re.match(r"-|[\d.]+$", piece.value)):
            return None
    return None


def _read(text: str, pieces: list[Piece]) -> Reading:
    at = _program(pieces)
    assert at is not None
    words = [piece for piece in pieces[at + 1 :] if piece.part is Part.WORD]
    parsed = parse(words, load_grammar())
    object_to_container(parsed)
    _object_to_quotes(parsed, [pieces[at], *words])
    effect = effect_of(parsed)
    return Reading(
        path=parsed.path,
        canonical=parsed.command.name,
        globals=tuple(parsed.globals),
        flags=tuple(parsed.flags),
        args=tuple(parsed.args),
        error=parsed.error,
        tokens=tuple(_tokens(parsed, pieces, at)),
        effect=effect,
        summary=summary_of(parsed, effect),
        advice=advice_on(Line(parsed, text, _span(pieces), is_fed=_is_fed(pieces[:at])), words),
    )


def _span(pieces: list[Piece]) -> Span:
    """Returns where the command stands, without a prompt before it and the operator behind it."""
    own = [piece for piece in pieces if piece.part not in {Part.PROMPT, Part.OPERATOR, Part.COMMENT}]
    return own[0].span[0], own[-1].span[1]


def _is_fed(before: list[Piece]) -> bool:
    return any(piece.value == "xargs" for piece in before)


def _object_to_quotes(parsed: Parsed, words: list[Piece]) -> None:
    """Puts an open quote before any other objection: the shell would not even start docker."""
    for word in words:
        if not word.closed:
            parsed.error = Objection("quoting", word.span, "A quote is opened here and never closed.")


def _tokens(parsed: Parsed, pieces: list[Piece], at: int) -> Iterator[Token]:
    by_span: dict[tuple[int, int], list[Taken]] = {}
    for taken in parsed.taken:
        by_span.setdefault(taken.span, []).append(taken)
    positions = {argument.span: position for position, argument in enumerate(parsed.args)}
    for index, piece in enumerate(pieces):
        if piece.value == "\n":
            continue
        if piece.part is not Part.WORD or index <= at:
            yield _around(piece, index, at)
        elif piece.span in by_span:
            yield _within(parsed, by_span[piece.span], positions)
        else:
            yield Token(piece.span, "argument", "Not read: docker stops at the fault before it.", None, piece.value)


def _around(piece: Piece, index: int, at: int) -> Token:
    """Explains what belongs to the shell and not to docker."""
    if index == at and piece.part is Part.WORD:
        return Token(piece.span, "program", "Docker's command line, which asks an engine to do the work.")
    match piece.part:
        case Part.PROMPT:
            return Token(piece.span, "prefix", "A prompt from the page: don't type it.")
        case Part.COMMENT:
            return Token(piece.span, "comment", "A comment: the shell skips it.")
        case Part.REDIRECT:
            return Token(piece.span, "operator", "Your own shell connects a file here, on your machine.")
        case Part.OPERATOR:
            return Token(piece.span, "operator", _OPERATORS.get(piece.value, "Belongs to the shell."))
        case Part.WORD:
            return Token(piece.span, "prefix", _PREFIXES.get(piece.value, _prefix(piece.value)))


def _prefix(value: str) -> str:
    if _ASSIGNMENT.match(value):
        return "Sets a variable for this command alone, on your side."
    if value in _KEYWORDS:
        return "A word of the shell's own language, which decides whether and how often the command runs."
    return "Belongs to the word before it."


def _within(parsed: Parsed, taken: list[Taken], positions: dict[tuple[int, int], int]) -> Token:
    first = taken[0]
    flag = first.flag.name if first.flag else None
    if first.role == "command" and first.command is not None:
        return Token(first.span, "command", first.command.text or f"The command {first.command.name}.")
    if first.role == "operator":
        return Token(first.span, "operator", "Ends docker's options: what follows is no option.")
    if first.role == "argument":
        position = positions[first.span]
        told = argument_in_words(parsed, position, first.value or "")
        return Token(first.span, role_of(parsed, position), told, None, first.value)
    if first.flag is None:
        return Token(first.span, "flag", "Shows how the command is used, and does nothing else.")
    if first.role == "value":
        return Token(first.span, "value", value_in_words(first.flag, first.value or ""), flag, first.value)
    told = " ".join(flag_in_words(each.command or parsed.command, each.flag, each.value) for each in taken if each.flag)
    return Token(first.span, "flag", told, flag, taken[-1].value)
