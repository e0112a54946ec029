"""Rules on what is right: the shape of keys, kind by kind, and that no false belief is taught as true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from content.facts import load_facts
from content.findings import Finding, error, warning
from content.prose import last_sentence, stems
from content.questions import TYPED, Kind, Match, Question

_WAYS = {
    Kind.SHORT: ({"equals", "regex"}, "“- = text” or “- ~ regex”"),
    Kind.NUMBER: ({"equals"}, "“- = 7” or “- = 7..9”"),
    Kind.COMMAND: ({"command", "has", "lacks"}, "“- $ docker …”, “- has `…`” or “- lacks `…`”"),
}
_NUMBER = r"-?\d+(\.\d+)?"
_AMOUNT = re.compile(rf"{_NUMBER}(\.\.{_NUMBER})?")
_SAME_BELIEF = 0.75
"""The share of a false belief's telling words, and of a sentence's own, from which on the sentence says the belief."""


def l01_key(question: Question) -> Iterator[Finding]:
    """The key has the shape that its kind is graded by; marks of options are checked where the file is read."""
    if question.kind not in TYPED:
        for part in ("accept", "reject"):
            if getattr(question, part):
                told = f"a question of kind {question.kind} is not typed: take “## {part.capitalize()}” out"
                yield error("L01", question, question.line_of(part), told)
        return
    ways, write = _WAYS[question.kind]
    for part, match in _typed(question):
        line = question.line_of(part)
        if match.match not in ways:
            yield error("L01", question, line, f"“{match.value}” fits no answer of kind {question.kind}: write {write}")
        elif question.kind is Kind.NUMBER and not _AMOUNT.fullmatch(match.value):
            yield error("L01", question, line, f"“{match.value}” is no number and no range: write {write}")
    if question.kind is Kind.COMMAND and not any(match.match == "command" for match in question.accept):
        told = "no command is accepted: add “- $ docker …” to “## Accept”"
        yield error("L01", question, question.line_of("accept"), told)
    for value in {match.value for match in question.accept} & {match.value for match in question.reject}:
        told = f"“{value}” is accepted and rejected: keep it in one of the two"
        yield error("L01", question, question.line_of("reject"), told)


def _typed(question: Question) -> Iterator[tuple[str, Match]]:
    return chain((("accept", match) for match in question.accept), (("reject", match) for match in question.reject))


def b07_facts(question: Question) -> Iterator[Finding]:
    """The facts named exist, and what is right doesn't say what a fact calls a false belief."""
    facts = load_facts()
    line = question.line_of("facts")
    for number in question.facts:
        if re.fullmatch(r"F\d{3}", number) and number not in facts:
            yield error("B07", question, line, f"there is no fact {number}: take one of facts.md")
    for taught_at, sentence in _taught(question):
        for fact in facts.values():
            if fact.belief and says(sentence, fact.belief):
                told = f"what is right here reads like a false belief; {fact.number} says: {fact.truth}"
                yield error("B07", question, taught_at, told)
    believed = [facts[number] for number in question.facts if number in facts and facts[number].belief]
    if believed and not _meets_a_slip(question):
        told = f"{believed[0].number} has a common false belief: let a wrong answer with a misconception meet it"
        yield warning("B07", question, line, told)


def _taught(question: Question) -> Iterator[tuple[int, str]]:
    """Yields the sentences that a question calls true, with their lines."""
    if question.kind is Kind.TRUEFALSE:
        if any(option.text.startswith("True") for option in question.key):
            yield question.line_of("prompt"), last_sentence(question.prompt)
        return
    for option in question.key:
        yield option.line, option.text


def says(sentence: str, belief: str) -> bool:
    """Says whether a sentence has nearly the words of a false belief."""
    told, believed = stems(sentence), stems(belief)
    return len(told & believed) >= _SAME_BELIEF * max(len(told), len(believed))


def _meets_a_slip(question: Question) -> bool:
    slips = [option.misconception for option in question.options]
    slips += [match.misconception for match in (*question.accept, *question.reject)]
    return question.kind is Kind.ORDER or any(slips)
