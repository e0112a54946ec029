"""Compares what an engine shows with what a question says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

from content.questions import TYPED, Kind, Question

Run = Callable[[str], str]
"""Runs a script on an engine that holds `$BASE` alone and returns what it printed; raises TimeoutError."""


class Outcome(StrEnum):
    """How a check ended. What could not run says nothing about the key."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Result:
    """`printed` is what the engine showed, or why nothing could; `seconds` is how long it took."""

    question: Question
    outcome: Outcome
    printed: str
    seconds: float


def verify(question: Question, run: Run, *, has_registry: bool = True) -> Result:
    """Runs the check of a question that has one."""
    script, begun = script_of(question), monotonic()
    if "$REGISTRY" in script and not has_registry:
        return Result(question, Outcome.NOT_RUN, "it needs a registry", 0)
    try:
        printed = run(script)
    except TimeoutError as late:
        return Result(question, Outcome.NOT_RUN, str(late), monotonic() - begun)
    outcome = Outcome.CONFIRMED if confirms(question, printed) else Outcome.CONTRADICTED
    return Result(question, outcome, printed.strip(), monotonic() - begun)


def script_of(question: Question) -> str:
    """Returns what shows the key; of a task to be done by hand, its solution and then its check."""
    if question.kind is Kind.HANDS_ON:
        silent = "\n".join(
            f"{{ {part.text}\n}} >/dev/null 2>&1" for part in (question.setup, question.solution) if part
        )
        return f"{silent}\n{question.check.text if question.check else ''}"
    return question.verify.text if question.verify else ""


def confirms(question: Question, printed: str) -> bool:
    """Says whether the output of the question's script, read without empty lines, yields its key.

    A script with an expectation has to print just that; in a question with options it prints the values of the right
    ones, in any order; in a question to be typed an accepted answer.
    """
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    script = question.check if question.kind is Kind.HANDS_ON else question.verify
    if script and script.expect:
        return "\n".join(lines) == script.expect
    if question.options:
        return set(lines) == {option.value for option in question.key}
    if question.kind in TYPED:
        return "\n".join(lines) in {match.value for match in question.accept if match.match == "equals"}
    return lines == list(question.sequence)
