"""What stands around a docker command and belongs to the shell: prompts, prefixes, operators, redirections."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commands.explain.brevity import brief
from commands.explain.model import Token
from commands.explain.words import Piece

_PROGRAM = re.compile(r"(?:.*[/\\])?docker(-compose)?(?:\.exe)?")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_OF_A_PREFIX = re.compile(r"-|[\d.]+[smhd]?$")
_WITH_A_WORD = frozenset({"-u", "--user", "-g", "--group", "-I", "-k", "-s"})
"""Options of a prefix that a further word belongs to: `sudo -u ana`, `xargs -I {}`, `timeout -s KILL 5`."""
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
    "timeout": "Ends the command when it has run for as long as is said.",
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
_REDIRECTION = r"(\d*|&)(<<<|<<-?|<>|>>|>\||[<>]&?)\s*(.*)"


def find_program(pieces: Sequence[Piece]) -> int | None:
    """Returns the index of the word docker, past sudo, time and variables; None where another program runs."""
    prefixed, awaits = False, False
    for index, piece in enumerate(pieces):
        if piece.part != "word":
            continue
        if piece.value == "docker" or _PROGRAM.fullmatch(piece.value):
            return index
        prefixed = prefixed or piece.value in _PREFIXES
        known = piece.value in _PREFIXES or piece.value in _KEYWORDS or _ASSIGNMENT.match(piece.value)
        if not known and not (prefixed and (awaits or _OF_A_PREFIX.match(piece.value))):
            return None
        awaits = piece.value in _WITH_A_WORD
    return None


def is_compose(program: Piece) -> bool:
    """Says whether the program is docker-compose: what follows is read as behind `docker compose`."""
    found = None if program.value == "docker" else _PROGRAM.fullmatch(program.value)
    return found is not None and found[1] is not None


def is_fed(before: Sequence[Piece]) -> bool:
    """Says whether the words before docker add arguments that the text does not show."""
    return any(piece.value == "xargs" for piece in before)


def surrounding(piece: Piece) -> Token:
    """Explains a piece that belongs to the shell and not to docker."""
    match piece.part:
        case "prompt":
            return Token(piece.span, "prefix", "A prompt from the page: don't type it.")
        case "comment":
            return Token(piece.span, "comment", "A comment: the shell skips it.")
        case "redirect":
            return Token(piece.span, "operator", brief(_redirection(piece.value)))
        case "operator":
            return Token(piece.span, "operator", _OPERATORS.get(piece.value, "Belongs to the shell."))
        case "word":
            return Token(piece.span, "prefix", _prefix(piece.value))


def _prefix(value: str) -> str:
    if value in _PREFIXES:
        return _PREFIXES[value]
    if value in _KEYWORDS:
        return "A word of the shell's own language, which decides whether and how often the command runs."
    if _ASSIGNMENT.match(value):
        return "Sets a variable for this command alone, on your side."
    return "Belongs to the word before it."


def _redirection(typed: str) -> str:
    found = re.match(_REDIRECTION, typed, re.DOTALL)
    assert found is not None
    stream, sign, target = found.groups()
    what = {"2": "What docker complains about", "&": "All that docker prints"}.get(stream, "What docker prints")
    match sign:
        case ">&" if target.isdigit():
            return f"{what} goes the same way as {'the errors' if target == '2' else 'the output'}."
        case ">" | ">|" | ">&":
            return f"{what} goes into the file {target} on your machine, in place of what the file held."
        case ">>":
            return f"{what} is added to the end of the file {target} on your machine."
        case "<<" | "<<-":
            return f"The command reads the lines that follow, up to the one that is {target} alone."
        case "<<<":
            return f"The command reads this text: {target}."
        case _:
            return f"The command reads from {target} on your machine."
