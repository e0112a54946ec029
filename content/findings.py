"""What a check of the bank reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from content.questions import Question


class Severity(StrEnum):
    """An error keeps a question out of the bank; a warning wants a second look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One broken rule, where, and what to do about it."""

    rule: str
    severity: Severity
    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule} {self.severity}: {self.message}"


def error(rule: str, question: Question, line: int, message: str) -> Finding:
    return Finding(rule, Severity.ERROR, question.file, line, message)


def warning(rule: str, question: Question, line: int, message: str) -> Finding:
    return Finding(rule, Severity.WARNING, question.file, line, message)
