"""The docker commands that can't be had on the sandbox, and why."""

from __future__ import annotations

from collections.abc import Callable

from commands.docker.line import Line
from commands.errors import CommandError, refused
from commands.text import Code, Text, say

Reason = Callable[[Code], Text]

_REASONS: tuple[tuple[frozenset[str], Reason], ...] = (
    (
        frozenset({"login", "logout", "image push", "search", "trust", "manifest"}),
        lambda typed: say(
            "{typed} speaks to a registry in your name, and the sandbox keeps no passwords.", typed=typed
        ),
    ),
    (
        frozenset({"container cp", "container export", "image save", "image load", "image import"}),
        lambda typed: say(
            "{typed} moves files to or from your own machine, and only a line reaches the sandbox.", typed=typed
        ),
    ),
    (
        frozenset({"network"}),
        lambda typed: say("{typed} is about networks, and containers here reach none.", typed=typed),
    ),
    (
        frozenset({"swarm", "node", "service", "stack", "secret", "config", "volume update"}),
        lambda typed: say("{typed} is for several machines that work together, and the sandbox is one.", typed=typed),
    ),
    (
        frozenset({"compose"}),
        lambda typed: say(
            "{typed} reads a file on your own machine, and only a line reaches the sandbox.", typed=typed
        ),
    ),
    (
        frozenset({"context", "plugin", "completion", "builder", "buildx"}),
        lambda typed: say(
            "{typed} sets up docker itself, and the sandbox is set up the same for everybody.", typed=typed
        ),
    ),
    (
        frozenset({"container create"}),
        lambda typed: say(
            "{typed} makes a container that doesn't run, which here would only take up room: {run} makes and starts it.",
            typed=typed,
            run=Code("docker run -d"),
        ),
    ),
    (
        frozenset({"container update"}),
        lambda typed: say(
            "{typed} changes the limits of a container, and those are fixed here once it runs.", typed=typed
        ),
    ),
    (
        frozenset({"checkpoint"}),
        lambda typed: say(
            "{typed} freezes running programs into files of the machine; the sandbox keeps none.", typed=typed
        ),
    ),
    (
        frozenset({"container commit"}),
        lambda typed: say(
            "{typed} makes an image that nobody can read the making of: write a Dockerfile instead.", typed=typed
        ),
    ),
    (
        frozenset({"system events"}),
        lambda typed: say("{typed} watches the whole engine, and other groups work on it too.", typed=typed),
    ),
)
"""Sentences for commands by docker's one name of them, or by the first word of it."""


def not_offered(line: Line) -> CommandError:
    """Returns the refusal of a whole command."""
    typed = Code(f"docker {line.reading.path}")
    names = {line.command, line.command.partition(" ")[0]}
    reason = next((reason for commands, reason in _REASONS if commands & names), None)
    if reason is None:
        return refused(
            "{typed} isn't offered on the sandbox. {help} lists what is.", typed=typed, help=Code("/docker help")
        )
    summary = line.reading.summary
    if not summary:
        return refused("{reason}", reason=reason(typed))
    return refused("{reason} On your own machine: {summary}", reason=reason(typed), summary=summary)
