"""Advice on stopping containers and on watching them."""

from __future__ import annotations

from collections.abc import Iterator

from commands.explain.advice.line import FlagRules, Line, Rules, for_each
from commands.explain.model import Advice, GivenFlag


def _kill(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.args and not parsed.every("signal"):
        word = next(taken for taken in reversed(parsed.taken) if taken.role == "command")
        told = "kill gives the program no time to put its work away; stop asks it first."
        fix = line.replaced([(word.span, "stop")])
        yield Advice("kill-at-once", "info", word.span, told, fix)


def _no_time(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if flag.value == "0":
        told = "With no seconds to wait the program is killed before it can put its work away."
        yield Advice("no-time-to-stop", "info", flag.span, told, line.without(flag.span))


def _attached(line: Line) -> Iterator[Advice]:
    parsed = line.parsed
    if parsed.args and parsed.last("sig-proxy") != "false":
        told = "Ctrl-C here ends the program in the container, not only your view; docker logs -f only looks."
        yield Advice("attach-and-interrupt", "info", parsed.args[0].span, told)


def _followed(line: Line, flag: GivenFlag) -> Iterator[Advice]:
    if not line.ended_by and not any(line.redirections()):
        told = "This goes on until you press Ctrl-C; the container runs on."
        yield Advice("follows-on", "info", flag.span, told)


RULES: Rules = {"container kill": (_kill,), "container attach": (_attached,)}
FLAG_RULES: FlagRules = {
    **for_each(("container stop", "container restart"), {"timeout": _no_time}),
    **for_each(("container logs", "compose logs"), {"follow": _followed}),
}
