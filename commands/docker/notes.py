"""Flags that are taken and have no effect here, and what is said of them beside the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commands.docker.line import Line
from commands.text import Code, Text, say

TERMINAL = frozenset({"interactive", "tty"})
PORTS = frozenset({"publish", "publish-all"})
RIGHTS = frozenset({"cap-drop"})
SILENT = frozenset(
    {"attach", "detach-keys", "sig-proxy", "no-stdin", "no-healthcheck", "disable-content-trust", "expose"}
)
"""Nobody would notice that these do nothing: what they ask for is so here anyway."""

WITHOUT_EFFECT = TERMINAL | PORTS | RIGHTS | SILENT

_NOTES: tuple[tuple[frozenset[str], Callable[[Code, str], Text]], ...] = (
    (TERMINAL, lambda flag, _: say("A chat is no terminal: it runs as without {flag}.", flag=flag)),
    (
        PORTS,
        lambda flag, told: say(
            "Containers here reach no network, so {flag} opens nothing. On your own machine: {told}",
            flag=flag,
            told=told,
        ),
    ),
    (RIGHTS, lambda flag, _: say("Containers here have no capability at all, also without {flag}.", flag=flag)),
)


def notes(line: Line) -> Iterator[Text]:
    """Yields a sentence for each kind of flag that was taken without effect."""
    for names, sentence in _NOTES:
        given = [flag for name, flag in line.given() if name in names]
        if given:
            typed = Code(" ".join(dict.fromkeys(line.written(flag.span) for flag in given)))
            told = " ".join(dict.fromkeys(line.told(flag) for flag in given))
            yield sentence(typed, told)
