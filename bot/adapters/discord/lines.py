"""The docker command lines in what somebody wrote: in a block, between backticks or on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.explain import explain

_CONTINUED = re.compile(r"\\\n\s*")
_QUOTED = re.compile(r"`+([^`\n]+)`+")
_PROMPT = re.compile(r"^\s*(?:[$#%>]|PS [^>\n]*>|C:[^>\n]*>)\s*")


def docker_lines(text: str) -> list[str]:
    """Returns the command lines in a message, in order, each once; lines continued by a backslash are joined."""
    found = (_PROMPT.sub("", line).strip() for line in _candidates(_CONTINUED.sub(" ", text)))
    return [line for line in dict.fromkeys(found) if explain(line).lines]


def _candidates(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from _QUOTED.findall(line) or [line]
