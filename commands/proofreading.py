"""What the check of content asks of the core: whether docker would take a line, and where shuffling puts right options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from random import Random

from commands.docker.command import check, with_dockerfile
from commands.docker.shell import expands, is_more_than_docker
from commands.errors import CommandError
from commands.explain.commandline import explain
from commands.plain import plain_text
from commands.quiz.selection import shuffled
from content import glossary_rules, lesson_rules
from content.bank import Bank
from content.findings import Finding, Severity, error, warning
from content.glossary import Glossary
from content.lessons import Lesson
from content.questions import Kind, Question

_CODE = re.compile(r"^```[^\n]*\n(?P<block>.*?)^```$|`(?P<inline>[^`\n]+)`", re.DOTALL | re.MULTILINE)
_PLACEHOLDER = re.compile(r"(?<![\w$=-])[A-Z][A-Z_]+\b(?!=)")
_GOES_ON = re.compile(r"\\\n\s*")
_MENTION = "missing_value"
"""How a flag that is only named reads, as in `docker buildx build --platform`."""

_ROUNDS = 6000
"""Rounds that are played: enough to see a place that is favoured by three points."""

_MOST_POINTS = 3


def l22_command_lines(question: Question) -> Iterator[Finding]:
    """A line that docker would refuse may be what a question is about; in what is right it is a slip."""
    for line, text, is_right in _texts(question):
        for told in refused(text):
            yield (error if is_right else warning)("L22", question, line, told)


def l25_line_to_try(question: Question) -> Iterator[Finding]:
    """A line that is offered to be tried is one that the sandbox carries out as it stands."""
    if question.to_try and (told := refused_here(question.to_try)):
        yield error("L25", question, question.line_of("try"), f"the sandbox refuses “{question.to_try}”: {told}")


def refused(text: str) -> Iterator[str]:
    """Yields what docker would say against the commands in a text."""
    for typed in _lines(text):
        for reading in explain(_PLACEHOLDER.sub(lambda found: found[0].lower(), typed)).lines:
            if reading.error and reading.error.kind != _MENTION:
                instead = f" Type “{reading.error.suggestion}”" if reading.error.suggestion else ""
                yield f"docker would refuse “{typed}”: {reading.error.message}{instead}"


def _texts(question: Question) -> Iterator[tuple[int, str, bool]]:
    """Yields texts with their lines, and whether what stands there is taught as right."""
    yield question.line_of("prompt"), question.prompt, False
    yield question.line_of("explanation"), question.explanation, True
    yield question.line_of("hint"), question.hint, True
    yield question.line_of("try"), f"`{question.to_try}`" if question.to_try else "", True
    for option in question.options:
        yield option.line, option.text, option.correct
        yield option.line, option.feedback, False
    for step in question.sequence:
        yield question.line_of("prompt"), step, True
    for part, matches in (("accept", question.accept), ("reject", question.reject)):
        for match in matches:
            is_command = match.match == "command" or (question.kind is Kind.SHORT and match.value.startswith("docker "))
            yield question.line_of(part), f"`{match.value}`" if is_command else "", part == "accept"
            yield question.line_of(part), match.feedback, False


def _lines(text: str) -> Iterator[str]:
    for found in _CODE.finditer(text):
        yield from _GOES_ON.sub(" ", found["block"] or found["inline"]).splitlines()


def proofread_glossary(glossary: Glossary) -> Iterator[Finding]:
    """No term teaches a line that docker would refuse, or goes by the words of a command, which are explained as one."""
    for term in glossary.terms:
        said = glossary_rules.passage_of(term)
        for told in refused(term.text):
            yield said.finding("L22", told)
        for name in term.names:
            if any(each.canonical and each.error is None for each in explain(name.lower()).lines):
                told = f"“{name}” is a command of docker's and explained as such: leave the word docker out"
                yield said.finding("G04", told, line=term.line)


def proofread_lessons(lessons: Iterable[Lesson]) -> Iterator[Finding]:
    """No card teaches a line that docker would refuse, or offers one that the sandbox would."""
    for lesson in lessons:
        for card in lesson.cards:
            said = lesson_rules.passage_of(lesson, card)
            for told in refused(card.text):
                yield said.finding("L22", told)
            if card.to_try and (objection := refused_here(card.to_try)):
                told = f"the sandbox refuses “{card.to_try}”: {objection}"
                yield said.finding("K07", told, line=card.line_of("try"))


def refused_here(typed: str) -> str:
    """Returns why the sandbox does not carry out a line as it stands; empty where it does."""
    line = with_dockerfile(typed, None)
    if is_more_than_docker(line) or expands(line):
        return "it needs a shell: write docker's part alone"
    try:
        check(line)
    except CommandError as refusal:
        return plain_text(refusal.sentence)
    return ""


def b08_key_position(
    bank: Bank, shuffle: Callable[[Question, Random], tuple[int, ...]] = shuffled
) -> Iterator[Finding]:
    """As learners see them, right options stand in each place equally often."""
    random = Random(1)  # noqa: S311 - plays the same rounds each time
    for count in (3, 4):
        asked = [each for each in bank.questions if each.kind is Kind.SINGLE and len(each.options) == count]
        rounds = [question for question in asked for _ in range(_ROUNDS // len(asked) + 1)]
        seen = Counter(shuffle(question, random).index(_key(question)) for question in rounds)
        share = max(seen.values(), default=0) / max(seen.total(), 1)
        if share > 1 / count + _MOST_POINTS / 100:
            told = f"of {count} options the right one stands in one place in {share:.0%} of rounds: mend the shuffling"
            yield Finding("B08", Severity.ERROR, "questions", 1, told)


def _key(question: Question) -> int:
    return next(index for index, option in enumerate(question.options) if option.correct)
