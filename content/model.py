"""A question as plain data, in the shape that `schema/question.schema.json` describes."""

from __future__ import annotations

from typing import Any

from content.questions import Match, Option, Question, Script

_FLAT = ("id", "topic", "objective", "bloom", "prompt", "explanation", "verified", "difficulty", "status")
_IF_GIVEN = ("hint", "engine", "applies")


def to_model(question: Question) -> dict[str, Any]:
    """Returns the question without anything that is empty."""
    model: dict[str, Any] = {name: getattr(question, name) for name in _FLAT}
    model["kind"] = str(question.kind)
    model["references"] = list(question.references)
    model |= {name: getattr(question, name) for name in _IF_GIVEN if getattr(question, name)}
    model |= {"try": question.to_try} if question.to_try else {}
    parts: dict[str, list[Any]] = {
        "facts": list(question.facts),
        "options": [_option(option) for option in question.options],
        "sequence": [{"text": step} for step in question.sequence],
        "accept": [_match(match) for match in question.accept],
        "reject": [_match(match) for match in question.reject],
        "goal": [str(goal) for goal in question.goal],
    }
    scripts = {name: getattr(question, name) for name in ("verify", "setup", "solution", "check")}
    checks = {name: _script(script) for name, script in scripts.items() if script}
    if question.template:
        name, *given = question.template.split()
        checks["verify"] = {"template": name, "params": dict(value.split("=", 1) for value in given)}
    return model | {name: items for name, items in parts.items() if items} | checks


def _option(option: Option) -> dict[str, Any]:
    given = {"misconception": option.misconception, "value": option.value}
    return {"text": option.text, "correct": option.correct, "feedback": option.feedback} | _present(given)


def _match(match: Match) -> dict[str, Any]:
    given = {"feedback": match.feedback or None, "misconception": match.misconception}
    return {"match": match.match, "value": match.value} | _present(given)


def _script(script: Script) -> dict[str, Any]:
    return {"script": script.text} | _present({"expect": script.expect or None})


def _present(values: dict[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value is not None}
