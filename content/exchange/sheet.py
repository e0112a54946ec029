"""Answers as somebody writes them into one field of a form or a cell of a table, a line each.

`*` or `[x]` before a right option, nothing, `-` or `[ ]` before a wrong one; `=` before a word that is accepted;
`1.` before a step, in the right order; `>` before why the line above is right or wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.exchange.draft import Answers, one_line
from content.questions import Kind, Match, Option, Question

_RIGHT = re.compile(r"(?:- )?(?:\*|\[[xX]\]) ?(?P<text>.*)")
_WRONG = re.compile(r"(?:- )?(?:\[ ?\] ?)?(?P<text>.*)")
_STEP = re.compile(r"\d{1,2}[.)] (?P<text>.*)")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?(\.\.[+-]?\d+(\.\d+)?)?", re.ASCII)


def read_answers(text: str) -> Answers:
    """Returns what the lines say; the kind of question follows from how they begin."""
    lines = list(_with_feedback(text))
    if lines and all(line.startswith("=") for line, _ in lines):
        return _typed([(one_line(line[1:]), word) for line, word in lines])
    if lines and all(_STEP.fullmatch(line) for line, _ in lines):
        return Answers(Kind.ORDER, sequence=tuple(line.split(maxsplit=1)[1] for line, _ in lines))
    return of_options(tuple(_option(line, word) for line, word in lines))


def _with_feedback(text: str) -> Iterator[tuple[str, str]]:
    """Yields each answer with the words below it."""
    line, words = "", list[str]()
    for each in filter(None, map(one_line, text.split("\n"))):
        if line and each.startswith(">"):
            words.append(each[1:].strip())
            continue
        if line:
            yield line, one_line(" ".join(words))
        line, words = each, []
    if line:
        yield line, one_line(" ".join(words))


def _typed(answers: list[tuple[str, str]]) -> Answers:
    if all(_NUMBER.fullmatch(answer) for answer, _ in answers):
        kind, match = Kind.NUMBER, "equals"
    elif all(answer.startswith("docker ") for answer, _ in answers):
        kind, match = Kind.COMMAND, "command"
    else:
        kind, match = Kind.SHORT, "equals"
    return Answers(kind, accept=tuple(Match(match, answer, word) for answer, word in answers))


def _option(line: str, word: str) -> Option:
    if found := _RIGHT.fullmatch(line):
        return Option(found["text"].strip(), correct=True, feedback=word)
    found = _WRONG.fullmatch(line)
    return Option(found["text"].strip() if found else line, correct=False, feedback=word)


def of_options(options: tuple[Option, ...]) -> Answers:
    """Returns the answers of a question with these options."""
    if [option.text.lower() for option in options] in (["true", "false"], ["false", "true"]):
        return Answers(Kind.TRUEFALSE, tuple(sorted(options, key=lambda option: option.text.lower() != "true")))
    right = sum(option.correct for option in options)
    return Answers(Kind.MULTIPLE if right > 1 else Kind.SINGLE, options)


def can_write(question: Question) -> bool:
    """Says whether a sheet can hold the question; hands-on tasks and answers judged by a pattern are too much."""
    plain = {Kind.COMMAND: "command"}.get(question.kind, "equals")
    return question.kind is not Kind.HANDS_ON and all(match.match == plain for match in question.accept)


def write_answers(question: Question) -> str:
    """Returns the lines that `read_answers` reads back; words on answers that are rejected are left out."""
    return "\n".join(_lines(question))


def _lines(question: Question) -> Iterator[str]:
    for option in question.options:
        yield f"[{'x' if option.correct else ' '}] {option.text}"
        yield from _word(option.feedback)
    for number, step in enumerate(question.sequence, 1):
        yield f"{number}. {step}"
    for match in question.accept:
        yield f"= {match.value}"
        yield from _word(match.feedback)


def _word(feedback: str) -> Iterator[str]:
    if feedback:
        yield f"> {feedback}"
