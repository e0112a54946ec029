"""Advice on docker compose."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules
from commands.explain.brevity import brief
from commands.explain.model import Advice, Span
from commands.explain.surroundings import is_compose
from content.docker_cli import Command, Flag, load_grammar


def _ports_stay_shut(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if len(parsed.args) == 1 and not parsed.is_on("service-ports") and not parsed.every("publish"):
        told = "compose run opens none of the service's ports; --service-ports does."
        yield Advice("compose-run-ports", "info", parsed.args[0].span, told, line.with_flag("--service-ports"))


def _restarted_as_it_was(line: Line) -> Iterator[Advice]:
    told = "restart takes no notice of changes in the compose file; docker compose up -d does."
    yield Advice("restart-as-it-was", "info", line.parsed.taken[-1].span, told)


def misplaced(line: Line) -> Iterator[Advice]:
    """Yields advice on a flag of compose itself that stands behind one of its commands."""
    error = line.parsed.error
    if error is None or error.kind != "unknown_flag" or not line.parsed.command.name.startswith("compose "):
        return
    command, typed = line.parsed.command, line.at(error.span)
    flag = _of_compose_alone(command, typed)
    if flag is None:
        return
    name, equals, _ = typed.partition("=")
    told = f"{name} belongs to compose itself: it stands before the word {command.name.split(' ')[-1]}."
    following = [piece for piece in line.pieces[line.program : line.end] if piece.span[0] >= error.span[1]]
    span: Span | None = error.span
    if not (equals or flag.is_switch):
        has_value = following and following[0].part == "word" and not following[0].value.startswith("-")
        span = (error.span[0], following[0].span[1]) if has_value else None
    is_only_one = not any(_of_compose_alone(command, piece.value) for piece in following)
    fix = _moved(line, span) if span and is_only_one else None
    yield Advice("flag-before-command", "danger", span or error.span, brief(told), fix)


def _of_compose_alone(command: Command, word: str) -> Flag | None:
    """Returns the flag of compose itself that a word is, if the command behind it has none of that name."""
    name = word.partition("=")[0]
    compose = load_grammar().command("compose")
    if name.startswith("--"):
        return None if name[2:] in command.flags else compose.flags.get(name[2:])
    return None if name[1:] in command.shorts else compose.shorts.get(name[1:]) if name.startswith("-") else None


def _moved(line: Line, span: Span) -> str:
    words = [taken.span for taken in line.parsed.taken if taken.role == "command"]
    at = words[-1][0]
    before, after = line.text[line.span[0] : at], line.text[at : span[0]].rstrip()
    rest = line.text[span[1] : line.span[1]].strip()
    return " ".join(filter(None, [f"{before}{line.at(span)}", after, rest]))


def outdated(line: Line) -> Iterator[Advice]:
    """Yields advice on docker-compose, the program that compose was before it became a part of docker."""
    program = line.pieces[line.program]
    if is_compose(program):
        told = "docker-compose with a dash is the old program, which gets no more updates; docker compose replaces it."
        fix = line.replaced([(program.span, "docker compose")])
        yield Advice("outdated-compose", "warning", program.span, told, fix)


RULES: Rules = {
    "compose run": (_ports_stay_shut,),
    "compose restart": (_restarted_as_it_was,),
}
FLAG_RULES: FlagRules = {}
