"""What the check of labs asks of the core: whether the sandbox takes their solutions, and docker their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commands.docker.command import check, with_dockerfile
from commands.docker.shell import expands, is_more_than_docker
from commands.errors import CommandError
from commands.plain import plain_text
from commands.proofreading import refused
from content.findings import Finding
from content.lab_rules import lab_error, texts_of
from content.labs import Lab

_READ_OFF = re.compile(r"<[a-z]+\([^()\s]+\)\.[^<>\s]+>")
"""What a learner reads off the sandbox; any ID stands for it here."""


def l_solution(lab: Lab) -> Iterator[Finding]:
    """Each line of a solution is one that the sandbox carries out as it stands."""
    line = lab.line_of("solution")
    for typed in (typed for part in lab.parts for typed in part.solution):
        read = with_dockerfile(_READ_OFF.sub("0123456789ab", typed), None)
        if is_more_than_docker(read) or expands(read):
            yield lab_error("L/solution", lab, line, f"“{read.typed}” needs a shell: write docker's part alone")
            continue
        try:
            check(read)
        except CommandError as fault:
            told = plain_text(fault.sentence)
            yield lab_error("L/solution", lab, line, f"the sandbox refuses “{read.typed}”: {told}")


def l_command_lines(lab: Lab) -> Iterator[Finding]:
    """Every command that a learner reads is one that docker takes."""
    for line, text in texts_of(lab):
        for told in refused(text):
            yield lab_error("L/command", lab, line, told)
