"""A question with parts that vary: values are drawn, the answer is predicted, and an engine has to show the same."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from random import Random

from content.questions import Kind, Match, Option, Question, Script

Values = Mapping[str, str]
"""What was drawn, by name. Numbers are drawn as their digits."""

_LINES_OF_SHELL = """\
build() { docker build -q -t "$1" - >/dev/null; }
layers() { docker inspect -f '{{len .RootFS.Layers}}' "$1"; }
size() { docker inspect -f '{{.Size}}' "$1"; }
megabytes() { echo $(( ($(size "$1") - $(size "$BASE") + 524288) / 1048576 )); }
quiet() { "$@" >/dev/null 2>&1; }
"""
"""What every script may call: `build TAG` reads a Dockerfile, `megabytes IMAGE` is what it has more than its base."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a template writes for the values drawn. The right options, or the number accepted, are its prediction."""

    prompt: str
    explanation: str
    options: tuple[Option, ...] = ()
    number: int | None = None
    reject: tuple[Match, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """`script` finds the drawn values in shell variables of their names, and prints what `write` predicts.

    `write` takes the values by name; it returns None where a draw makes no question, as when two options agree.
    """

    name: str
    objective: str
    kind: Kind
    bloom: str
    difficulty: int
    facts: tuple[str, ...]
    references: tuple[str, ...]
    values: Mapping[str, tuple[str, ...]]
    write: Callable[..., Draft | None]
    script: str
    applies: str = ""

    @property
    def topic(self) -> str:
        return self.objective.rpartition(".")[0]

    def draws(self, count: int) -> list[Values]:
        """Returns up to `count` draws that differ and make a question, the same ones each time."""
        every = [dict(zip(self.values, drawn, strict=True)) for drawn in product(*self.values.values())]
        fitting = [values for values in every if self.write(**values) is not None]
        return Random(self.name).sample(fitting, min(count, len(fitting)))  # noqa: S311 - no secret

    def takes(self, values: Values) -> bool:
        """Says whether these values can be drawn."""
        return values.keys() == self.values.keys() and all(values[name] in self.values[name] for name in values)

    def check(self, values: Values) -> Script:
        """Returns the script with these values set."""
        given = "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items())
        return Script(f"{_LINES_OF_SHELL}{given}{self.script.strip()}")

    def question(self, values: Values) -> Question:
        """Returns the question with these values; raises ValueError where they make none."""
        draft = self.write(**values)
        if draft is None:
            raise ValueError(f"{self.name} makes no question of {dict(values)}")
        accept = (
            ()
            if draft.number is None
            else (Match("equals", str(draft.number), "Right: the explanation below says why."),)
        )
        return Question(
            id=f"{self.name}@{_digest(self.named(values))[:4]}",
            topic=self.topic,
            objective=self.objective,
            kind=self.kind,
            bloom=self.bloom,
            difficulty=self.difficulty,
            prompt=draft.prompt,
            explanation=draft.explanation,
            references=self.references,
            verified="engine",
            version=_digest(repr(draft))[:12],
            facts=self.facts,
            engine="docker>=20.10",
            applies=self.applies,
            options=draft.options,
            accept=accept,
            reject=_slips(draft),
            verify=self.check(values),
            template=self.named(values),
        )

    def named(self, values: Values) -> str:
        """Returns template and values as a question names them: `exit-code case=missing`."""
        return " ".join([self.name, *(f"{name}={value}" for name, value in values.items())])


def _slips(draft: Draft) -> tuple[Match, ...]:
    """Returns the slips that lead to another number than the right one, and than one another."""
    told = {match.value: match for match in reversed(draft.reject) if match.value != str(draft.number)}
    return tuple(match for match in draft.reject if told.get(match.value) is match)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def right(text: str, value: str, feedback: str) -> Option:
    """An option that is predicted to be right."""
    return Option(text, True, f"Right: {feedback}", None, value)


def wrong(text: str, value: str, feedback: str, slip: str) -> Option:
    """An option that stands for a slip; the script prints `value` if it was right after all."""
    return Option(text, False, feedback, slip, value)


def typed(value: int, feedback: str, slip: str) -> Match:
    """A number that is typed by a slip; one that happens to be the answer is left out."""
    return Match("equals", str(value), feedback, slip)


def dockerfile(*lines: str) -> str:
    """Returns a Dockerfile as a block of code for a prompt."""
    return "```dockerfile\n" + "\n".join(lines) + "\n```"
