"""Rules that the shipped bank keeps as a course: shares of topics and levels, slips met again, facts covered."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from content.bank import Bank
from content.facts import load_facts
from content.findings import Finding, Severity, warning
from content.questions import Question
from content.topics import TOPICS

_POINTS = 5
"""How many points of a hundred a topic's share may lie beside the one wanted."""

_THINKING = 0.4
"""The least share of questions at the levels apply and analyse."""


def b05_blueprint(bank: Bank) -> Iterator[Finding]:
    """Topics get the room that the course gives them, and questions ask for more than memory."""
    total = len(bank.questions)
    counts = Counter(question.topic for question in bank.questions)
    for topic in TOPICS.values():
        share = 100 * counts[topic.name] / total if total else topic.share
        if abs(share - topic.share) > _POINTS:
            told = f"{topic.name} has {share:.0f} % of the questions instead of {topic.share} %: "
            yield _about_all("B05", told + ("write more" if share < topic.share else "write elsewhere first"))
    thinking = sum(question.bloom in {"apply", "analyse"} for question in bank.questions)
    if thinking < _THINKING * total:
        told = f"{thinking} of {total} questions are at apply or analyse: let the next ones predict or diagnose"
        yield _about_all("B05", told)


def b06_misconceptions(bank: Bank) -> Iterator[Finding]:
    """A slip can be recognised in a learner only where a second question can meet it."""
    met: dict[str, list[tuple[Question, int]]] = defaultdict(list)
    for question in bank.questions:
        for name, line in _slips(question).items():
            met[name].append((question, line))
    for name, places in met.items():
        if len(places) == 1:
            question, line = places[0]
            told = f"no other question meets “m: {name}”: aim one more at it, or take a name that is in use"
            yield warning("B06", question, line, told)


def _slips(question: Question) -> dict[str, int]:
    """Returns the slips that a question meets, with the lines they stand on."""
    slips = {option.misconception: option.line for option in question.options if option.misconception}
    typed = (match.misconception for match in (*question.accept, *question.reject) if match.misconception)
    return slips | dict.fromkeys(typed, question.line_of("reject"))


def b07_coverage(bank: Bank) -> Iterator[Finding]:
    """Every fact is asked for, at best twice."""
    asked = Counter(fact for question in bank.questions for fact in set(question.facts))
    for fact in load_facts().values():
        if asked[fact.number] < 2:
            how = "no question asks" if not asked[fact.number] else "one question alone asks"
            told = f"{how} for {fact.number} ({fact.topic}): write one more"
            yield Finding("B07", Severity.WARNING, "facts.md", fact.line, told)


def _about_all(rule: str, message: str) -> Finding:
    return Finding(rule, Severity.WARNING, "questions", 1, message)


COURSE_RULES: tuple[Callable[[Bank], Iterator[Finding]], ...] = (b05_blueprint, b06_misconceptions, b07_coverage)
