"""What is wrong in a writer's file, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in one file; `message` says what to write instead."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(Exception):
    """One or more files can't be read; `faults` has them all."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Faults:
    """Gathers the faults of one file, so that its writer sees them all at once."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[Fault] = []

    def add(self, line: int, message: str) -> None:
        self._found.append(Fault(self._file, line, message))

    def raise_any(self) -> None:
        """Raises ContentError where anything was added."""
        if self._found:
            raise ContentError(tuple(sorted(self._found, key=lambda fault: fault.line)))
