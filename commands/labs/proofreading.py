"""What the check of labs asks of the core: whether the sandbox takes their solutions, and docker their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.proofreading import refused, refused_here
from content.findings import Finding
from content.lab_rules import lab_error, texts_of
from content.labs import Lab

_READ_OFF = re.compile(r"<[a-z]+\([^()\s]+\)\.[^<>\s]+>")
"""What a learner reads off the sandbox; any ID stands for it here."""


def l_solution(lab: Lab) -> Iterator[Finding]:
    """Each line of a solution is one that the sandbox carries out as it stands."""
    line = lab.line_of("solution")
    for typed in (typed for part in lab.parts for typed in part.solution):
        if told := refused_here(_READ_OFF.sub("0123456789ab", typed)):
            yield lab_error("L/solution", lab, line, f"the sandbox refuses “{typed.partition(chr(10))[0]}”: {told}")


def l_command_lines(lab: Lab) -> Iterator[Finding]:
    """Every command that a learner reads is one that docker takes."""
    for line, text in texts_of(lab):
        for told in refused(text):
            yield lab_error("L/command", lab, line, told)
