"""Compares what an engine shows with what a question says."""

from __future__ import annotations

from content.questions import TYPED, Question


def confirms(question: Question, printed: str) -> bool:
    """Says whether the output of the question's script, read without empty lines, yields its key.

    A script with an expectation has to print just that; in a question with options it prints the values of the right
    ones, in any order; in a question to be typed an accepted answer.
    """
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    script = question.verify or question.check
    if script and script.expect:
        return "\n".join(lines) == script.expect
    if question.options:
        return set(lines) == {option.value for option in question.key}
    if question.kind in TYPED:
        return "\n".join(lines) in {match.value for match in question.accept if match.match == "equals"}
    return lines == list(question.sequence)
